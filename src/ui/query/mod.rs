//! Query words in a filter: `priority:high lang:python risk:>60 depl`.
//!
//! A filter is read anew after each key: words with a colon narrow the list, what is left of it
//! is matched fuzzily. A word that is still being typed narrows nothing; one that cannot become
//! right any more matches nothing, and says why.

pub(crate) mod table;
#[cfg(test)]
mod tests;
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
