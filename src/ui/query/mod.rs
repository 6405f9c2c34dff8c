//! Query words in a filter: `priority:high lang:python risk:>60 depl`.
//!
//! A filter is read anew after each key: words with a colon narrow the list, what is left of it
//! is matched fuzzily. A word that is still being typed narrows nothing; one that cannot become
//! right any more matches nothing, and says why.

pub(crate) mod table;
mod words;

use crate::error::closest;
use crate::model::{FileId, Project};
use crate::track::Marks;
use crate::ui::state::find;

use words::{ALL, Facts, Values, Word};

/// A filter, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// What is matched fuzzily.
    pub(crate) text: String,
    /// What narrows the list.
    conditions: Vec<Condition>,
    /// What no path may have in it.
    without: Vec<String>,
    /// What is wrong with it, so that it matches nothing.
    pub(crate) complaint: Option<String>,
}

/// A query word with what it asks for.
#[derive(Debug, Clone)]
struct Condition {
    word: &'static Word,
    /// Any of them is enough; in lower case.
    values: Vec<String>,
    is_negated: bool,
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.word.name == other.word.name
            && self.values == other.values
            && self.is_negated == other.is_negated
    }
}

impl Eq for Condition {}

impl Query {
    /// Reads a filter.
    pub(crate) fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for token in tokens(query) {
            match token.split_once(':') {
                Some((name, values)) => parsed.add(name, values),
                None if token.starts_with('!') => parsed.without.extend(unwanted(&token)),
                None if parsed.text.is_empty() => parsed.text = token,
                None => {
                    parsed.text.push(' ');
                    parsed.text.push_str(&token);
                }
            }
        }
        // A blank at the end of the text belongs to no word, and changes nothing.
        parsed
    }

    fn add(&mut self, name: &str, values: &str) {
        let (name, is_negated) = without_sign(name);
        let Some(word) = Word::by_name(name) else {
            self.complain(unknown(name));
            return;
        };
        let values: Vec<String> = values
            .split(',')
            .filter(|value| !value.is_empty())
            .map(str::to_lowercase)
            .collect();
        if let Some(wrong) = values.iter().find(|value| !word.values.may_become(value)) {
            self.complain(format!("{name}: {}", word.values.expectation(wrong)));
        }
        let values: Vec<String> = values
            .into_iter()
            .filter(|value| word.values.is_complete(value))
            .collect();
        if !values.is_empty() {
            self.conditions.push(Condition {
                word,
                values,
                is_negated,
            });
        }
    }

    fn complain(&mut self, text: String) {
        self.complaint.get_or_insert(text);
    }

    /// Whether both narrow the list to the same files before their text is matched.
    pub(crate) fn narrows_as(&self, other: &Self) -> bool {
        self.conditions == other.conditions
            && self.without == other.without
            && self.complaint == other.complaint
    }

    /// Whether it asks for tested files too, which a list of gaps leaves out.
    pub(crate) fn asks_for_tested(&self) -> bool {
        self.conditions
            .iter()
            .filter(|condition| !condition.is_negated)
            .any(|condition| {
                let of_tested = condition.word.of_tested;
                let values = &condition.values;
                values
                    .iter()
                    .any(|value| of_tested.iter().any(|tested| tested.starts_with(value)))
            })
    }

    /// Keeps the files that all words are true of.
    pub(crate) fn narrow(&self, project: &Project, marks: &Marks, listed: &mut Vec<u32>) {
        if self.complaint.is_some() {
            listed.clear();
        }
        if !self.without.is_empty() {
            listed.retain(|number| {
                let file = project.file(FileId(*number));
                file.is_some_and(|file| lacks(&file.path, &self.without))
            });
        }
        if self.conditions.is_empty() || listed.is_empty() {
            return;
        }
        let facts = Facts::of(project, marks);
        listed.retain(|number| {
            let id = FileId(*number);
            let Some(file) = project.file(id) else {
                return false;
            };
            self.conditions.iter().all(|condition| {
                let is_true = |value: &String| (condition.word.is_true)(&facts, id, file, value);
                condition.values.iter().any(is_true) != condition.is_negated
            })
        });
    }
}

/// The name of a query word without the sign that turns it round, and whether there is one.
fn without_sign(name: &str) -> (&str, bool) {
    match name.strip_prefix(['-', '!']) {
        Some(name) => (name, true),
        None => (name, false),
    }
}

/// What a word such as `!test` asks to be without; nothing while no more than its sign is typed.
pub(crate) fn unwanted(word: &str) -> Option<String> {
    let text = word.strip_prefix('!')?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether none of these stands in a text, letter by letter.
fn lacks(text: &str, unwanted: &[String]) -> bool {
    unwanted.iter().all(|one| find(text, one).is_none())
}

/// Splits at white space outside of double quotes; the quotes themselves are dropped.
fn tokens(query: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let mut is_quoted = false;
    for letter in query.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            _ if letter.is_whitespace() && !is_quoted => {
                if !token.is_empty() {
                    tokens.push(std::mem::take(&mut token));
                }
            }
            _ => token.push(letter),
        }
    }
    if !token.is_empty() {
        tokens.push(token);
    }
    tokens
}

fn unknown(name: &str) -> String {
    let names = || ALL.iter().map(|word| word.name);
    match closest(name, names()) {
        Some(meant) => format!("no word `{name}:`, did you mean `{meant}:`?"),
        None => format!(
            "no word `{name}:`; there are {}",
            names().collect::<Vec<_>>().join(" ")
        ),
    }
}

/// Where the token that is being typed starts.
fn last_token(query: &str) -> usize {
    let mut start = 0;
    let mut is_quoted = false;
    for (at, letter) in query.char_indices() {
        if letter == '"' {
            is_quoted = !is_quoted;
        } else if letter.is_whitespace() && !is_quoted {
            start = at + letter.len_utf8();
        }
    }
    start
}

/// What the word being typed may become: whole words with a colon, or whole values.
pub(crate) fn candidates(project: &Project, query: &str) -> Vec<String> {
    let token = query.get(last_token(query)..).unwrap_or_default();
    let (token, _) = without_sign(token);
    let Some((name, values)) = token.split_once(':') else {
        let is_meant = |word: &&Word| !token.is_empty() && word.name.starts_with(token);
        let names = ALL.iter().filter(is_meant);
        return names.map(|word| format!("{}:", word.name)).collect();
    };
    let Some(word) = Word::by_name(name) else {
        return Vec::new();
    };
    let value = values.rsplit(',').next().unwrap_or_default();
    let value = value.trim_start_matches('"').to_lowercase();
    let all = match word.values {
        Values::OneOf(values) => values.iter().map(|value| (*value).to_owned()).collect(),
        Values::Known(known) => known(project),
        Values::Number | Values::Text => Vec::new(),
    };
    all.into_iter()
        .filter(|known| known.to_lowercase().starts_with(&value))
        .collect()
}

/// The filter with the word being typed completed: as far as all candidates agree.
pub(crate) fn complete(project: &Project, query: &str) -> Option<String> {
    complete_from(&candidates(project, query), query)
}

/// The filter with the word being typed completed: as far as all of these agree.
pub(crate) fn complete_from(candidates: &[String], query: &str) -> Option<String> {
    let (first, rest) = candidates.split_first()?;
    let mut shared = first.as_str();
    for other in rest {
        let same = shared
            .char_indices()
            .zip(other.chars())
            .find(|((_, one), other)| one != other)
            .map_or(shared.len().min(other.len()), |((at, _), _)| at);
        shared = shared.get(..same)?;
    }
    let token = last_token(query);
    let typed = query.get(token..)?;
    let value = typed.rfind([':', ',']).map_or(0, |at| at + 1);
    let sign = usize::from(value == 0 && without_sign(typed).1);
    let before = query.get(..token + value + sign)?;
    let quote = if shared.contains(' ') { "\"" } else { "" };
    // What is complete is closed, so that the next word can be typed at once.
    let end = match (rest.is_empty(), value) {
        (true, 1..) => format!("{quote} "),
        _ => String::new(),
    };
    let completed = format!("{before}{quote}{shared}{end}");
    (completed != query).then_some(completed)
}

/// What to say of a filter while it is typed: what is wrong, or what the word may become.
pub(crate) fn hint(project: &Project, query: &str) -> Option<String> {
    if let Some(complaint) = Query::parse(query).complaint {
        return Some(complaint);
    }
    let token = query.get(last_token(query)..).unwrap_or_default();
    let name = token.split_once(':').map(|(name, _)| name);
    let word = name.and_then(|name| Word::by_name(without_sign(name).0));
    let candidates = candidates(project, query);
    match word.map(|word| word.values) {
        Some(Values::Number) => Some(words::NUMBERS.to_owned()),
        _ if candidates.is_empty() => None,
        _ => Some(candidates.join("  ")),
    }
}

/// All words with an example and what they are for, for the help.
pub(crate) fn explained() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    ALL.iter().map(|word| (word.name, word.example, word.doc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    /// The base names of the files that a filter's words keep, of all source files.
    fn kept(query: &str) -> Vec<String> {
        let project = sample::project();
        let mut marks = Marks::default();
        marks.apply(&[sample::done("satellite/agent/tasks/deploy.py")]);
        let mut listed: Vec<u32> = project
            .entries()
            .filter(|(_, file)| file.status.is_some())
            .map(|(id, _)| id.0)
            .collect();
        Query::parse(query).narrow(&project, &marks, &mut listed);
        listed
            .iter()
            .map(|id| project.file(FileId(*id)).unwrap().base_name().to_owned())
            .collect()
    }

    fn check(query: &str, expect: &[&str]) {
        assert_eq!(kept(query), expect, "{query}");
    }

    #[test]
    fn words_narrow_the_list() {
        check("status:hollow", &["emails.py"]);
        check("is:done", &["deploy.py"]);
        check("priority:critical", &["auth.ts", "deploy.py"]);
        check("risk:>=82 lang:typescript", &["auth.ts"]);
        check("lang:typescript risk:40..54", &["deployments.ts"]);
    }

    #[test]
    fn several_values_are_alternatives_and_a_minus_turns_round() {
        let both = kept("priority:critical,low").len();
        let one = kept("priority:critical").len() + kept("priority:low").len();
        assert_eq!(both, one);
        check("priority:critical -is:done", &["auth.ts"]);
        check("priority:critical -lang:python", &["auth.ts"]);
    }

    #[test]
    fn a_word_with_an_exclamation_mark_is_not_to_stand_in_the_path() {
        check("lang:typescript risk:40..54 !front", &[]);
        check("priority:critical !satellite", &["auth.ts"]);
        check("priority:critical !SATELLITE", &["auth.ts", "deploy.py"]);
        check("priority:critical !is:done", &["auth.ts"]);
        // Nothing is asked for yet.
        assert_eq!(kept("priority:critical !"), kept("priority:critical"));
        assert_eq!(Query::parse("dep !loy").text, "dep");
        assert!(!Query::parse("dep !l").narrows_as(&Query::parse("dep !lo")));
    }

    #[test]
    fn the_beginning_of_a_value_is_enough() {
        assert_eq!(kept("status:unr"), kept("status:unreached"));
        assert_eq!(kept("status:"), kept(""));
        assert_eq!(kept("risk:>"), kept(""));
    }

    #[test]
    fn components_count_with_all_that_is_in_them() {
        let all = kept("component:satellite");
        assert!(all.contains(&"docker_client.py".to_owned()), "{all:?}");
        assert!(!all.contains(&"auth.ts".to_owned()), "{all:?}");
        assert_eq!(kept("component:\"no such thing\""), [""; 0]);
    }

    #[test]
    fn what_is_left_is_matched_fuzzily() {
        let query = Query::parse("dep status:direct  py ");
        assert_eq!(query.text, "dep py");
        assert!(query.asks_for_tested());
        assert!(!Query::parse("status:unreached").asks_for_tested());
        assert!(!Query::parse("-status:direct").asks_for_tested());
    }

    fn check_complaint(query: &str, expect: &str) {
        assert_eq!(Query::parse(query).complaint.as_deref(), Some(expect));
        assert_eq!(kept(query), [""; 0]);
    }

    #[test]
    fn what_cannot_become_right_matches_nothing_and_says_why() {
        check_complaint(
            "stauts:direct",
            "no word `stauts:`, did you mean `status:`?",
        );
        check_complaint(
            "status:tested",
            "status: no `tested`; one of unreached hollow reached direct",
        );
        check_complaint(
            "risk:high",
            "risk: `high` is no number; such as >60, <=30, 30..59",
        );
    }

    fn check_completion(query: &str, expect: Option<&str>) {
        assert_eq!(complete(&sample::project(), query).as_deref(), expect);
    }

    #[test]
    fn words_and_values_are_completed() {
        check_completion("pri", Some("priority:"));
        check_completion("x -st", Some("x -status:"));
        check_completion("status:unr", Some("status:unreached "));
        check_completion("priority:low,cr", Some("priority:low,critical "));
        check_completion("is:d", Some("is:do"));
        check_completion("is:u", Some("is:un"));
        check_completion("is:c", Some("is:claimed "));
        check_completion("is:do", None);
        check_completion("is:un", None);
        check_completion("is:unp", Some("is:unplanned "));
        check_completion("lang:ty", Some("lang:typescript "));
        check_completion("zzz", None);
        check_completion("", None);
    }

    #[test]
    fn hints_name_what_may_follow() {
        let project = sample::project();
        assert_eq!(
            hint(&project, "priority:").as_deref(),
            Some("critical  high  medium  low")
        );
        assert_eq!(hint(&project, "deploy"), None);
        assert_eq!(hint(&project, "risk:").as_deref(), Some(words::NUMBERS));
    }
}
