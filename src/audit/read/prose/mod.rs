//! Counts in sentences: `0 tests exist for 35 Python files`, `9 of 21 modules tested`.

use super::words::{self, stem};
use crate::audit::{Quantity, Says};

/// A count, and the noun that it counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Count {
    pub(super) says: Says,
    /// In the document's words: `Python files`, `Pinia stores`; empty where it names none.
    pub(super) noun: String,
}

/// Nouns of source files, without the ending of the plural.
const SOURCES: [&str; 22] = [
    "file",
    "module",
    "component",
    "store",
    "route",
    "router",
    "service",
    "handler",
    "repository",
    "package",
    "page",
    "hook",
    "controller",
    "model",
    "util",
    "utility",
    "composable",
    "middleware",
    "provider",
    "screen",
    "view",
    "helper",
];

/// Words that a noun may have before it, at most.
const ADJECTIVES: usize = 3;

/// The counts of one sentence.
pub(super) fn counts(sentence: &str) -> Vec<Count> {
    if is_no_claim(sentence) {
        return Vec::new();
    }
    let tokens: Vec<&str> = sentence.split_whitespace().collect();
    let mut found: Vec<(usize, Count)> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (count, next) = count(token, &tokens, at);
        if let Some(count) = count {
            found.push((at, count));
        }
        at = next;
    }
    join_parts(&tokens, &mut found);
    found.into_iter().map(|(_, count)| count).collect()
}

/// Whether the figures of a sentence are of something else: shares of files above some bound,
/// aims, results of a run.
fn is_no_claim(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let is_bound = lower.contains('%') && lower.contains(" have ");
    let is_run = ["skipped", "failing", "failed", "passed"]
        .iter()
        .any(|cue| lower.contains(cue));
    is_bound || is_run || is_aim(sentence) || is_question(sentence) || is_effort(&lower)
}

/// Whether a sentence asks, and answers in brackets: `Partial fills? (no test)`.
pub(super) fn is_question(sentence: &str) -> bool {
    sentence.contains("? (") || sentence.ends_with('?')
}

/// Whether a sentence tells what work a step takes: `Effort: low (5-10 tests)`.
fn is_effort(lower: &str) -> bool {
    lower
        .strip_prefix("effort")
        .is_some_and(|rest| rest.starts_with([':', ' ']))
}

/// Whether a sentence says what should be, not what is.
pub(super) fn is_aim(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    [
        "target",
        "threshold",
        "goal",
        "increase",
        "expected",
        "estimated",
        " will ",
        " would ",
        "should ",
        "consider ",
        "can achieve",
        "new test files",
    ]
    .iter()
    .any(|cue| lower.contains(cue))
}

/// The count that starts at a token, and the token to go on with.
fn count(token: &str, tokens: &[&str], at: usize) -> (Option<Count>, usize) {
    let next = at + 1;
    if let Some((part, whole)) = Quantity::parse_fraction(token) {
        let noun = noun(tokens, next);
        let is_tested = tokens
            .iter()
            .skip(next)
            .take(ADJECTIVES + 1)
            .any(|word| word.contains("tested") || word.contains("covered"));
        let is_share = noun.is_some() || is_tested;
        let says = share(part, whole, tokens, at).filter(|_| is_share);
        let noun = noun.map(|(noun, _)| noun).unwrap_or_default();
        return (says.map(|says| Count { says, noun }), next);
    }
    // `Phase 1: …` counts nothing.
    if token.ends_with(':') {
        return (None, next);
    }
    // `imported by 6 files` is about others.
    if at.checked_sub(1).and_then(|before| tokens.get(before)) == Some(&"by") {
        return (None, next);
    }
    let has_digit = token.contains(|letter: char| letter.is_ascii_digit());
    let Some(quantity) = Quantity::parse(token).filter(|_| has_digit || is_number(token)) else {
        return (None, next);
    };
    if token.contains('%') {
        return (percent(quantity, tokens, at), next);
    }
    let mut skipped = match tokens.get(next) {
        Some(&"of") => 1,
        Some(&"out") if tokens.get(next + 1) == Some(&"of") => 2,
        _ => 0,
    };
    let has_article = matches!(tokens.get(next + skipped), Some(&("the" | "all")));
    skipped += usize::from(skipped > 0 && has_article);
    if skipped > 0
        && let Some(whole) = tokens
            .get(next + skipped)
            .and_then(|word| Quantity::parse(word))
        && quantity.value() <= whole.value()
        && let Some((noun, end)) = noun(tokens, next + skipped + 1)
    {
        let says = share(quantity, whole, tokens, at);
        return (says.map(|says| Count { says, noun }), end);
    }
    // `12 of its files` are part of what stands before them.
    let Some((noun, end)) = noun(tokens, next).filter(|_| tokens.get(next) != Some(&"of")) else {
        return (None, next);
    };
    let stems: Vec<String> = words::words(&noun).map(|word| stem(&word)).collect();
    let is = |word: &str| stems.iter().any(|stem| stem == word);
    let says = if is("line") || is("loc") {
        Says::Lines(quantity)
    } else if (is("test") || is("spec")) && (is("file") || is("module") || is("suite")) {
        Says::TestFiles(quantity)
    } else if is("test") || is("spec") {
        Says::Tests(quantity)
    } else {
        Says::Sources(quantity)
    };
    (Some(Count { says, noun }), end)
}

/// What `part` of `whole` at a token says: so many are tested, or all but so many where the words around
/// it say that these have no tests. None where that cannot be reckoned.
fn share(part: Quantity, whole: Quantity, tokens: &[&str], at: usize) -> Option<Says> {
    if !lack_tests(tokens, at) {
        return Some(Says::Share(part, whole));
    }
    match (part, whole) {
        (Quantity::Exact(part), Quantity::Exact(all)) if part <= all => {
            Some(Says::Share(Quantity::Exact(all - part), whole))
        }
        _ => None,
    }
}

/// Whether what is counted at a token is said to have no tests: behind it in its part of the sentence,
/// or before it, as in `No tests for 3 of 4 files`.
fn lack_tests(tokens: &[&str], at: usize) -> bool {
    const BEHIND: [&str; 14] = [
        "untested",
        "uncovered",
        "no test",
        "no unit test",
        "no coverage",
        "without test",
        "without any test",
        "without coverage",
        "lack",
        "not tested",
        "not covered",
        "zero test",
        "need test",
        "needs test",
    ];
    const BEFORE: [&str; 4] = ["no test", "missing", "lack", "untested"];
    let turns = |token: &&str| {
        token.starts_with('(')
            || matches!(
                *token,
                "and" | "but" | "while" | "whereas" | "-" | "–" | "—"
            )
    };
    let ends = |token: &&str| token.ends_with([',', ';', '.', ')']) || turns(token);
    let rest = tokens.get(at + 1..).unwrap_or_default();
    // A word that turns to something else is no part of it.
    let length = rest.iter().position(ends).map_or(rest.len(), |end| {
        end + usize::from(!rest.get(end).is_some_and(turns))
    });
    let behind = rest
        .get(..length)
        .unwrap_or_default()
        .join(" ")
        .to_lowercase();
    let before = tokens.get(..at).unwrap_or_default();
    let start = before.iter().rposition(ends).map_or(0, |end| end + 1);
    let before = before.get(start..).unwrap_or_default();
    let is_for = before
        .last()
        .is_some_and(|last| matches!(*last, "for" | "in"));
    let before = before.join(" ").to_lowercase();
    BEHIND.iter().any(|words| behind.contains(words))
        || is_for && BEFORE.iter().any(|words| before.contains(words))
}

/// A percentage that the sentence calls a coverage.
fn percent(quantity: Quantity, tokens: &[&str], at: usize) -> Option<Count> {
    let near = at.saturating_sub(3)..at + 3;
    let is_coverage = tokens
        .get(near.start..near.end.min(tokens.len()))?
        .iter()
        .any(|word| word.to_lowercase().contains("coverage"));
    is_coverage.then(|| Count {
        says: Says::Percent(quantity),
        noun: String::new(),
    })
}

fn is_number(token: &str) -> bool {
    let token = token.trim_matches('*').to_lowercase();
    !matches!(token.as_str(), "no" | "none" | "one")
}

/// The noun that starts at a token or a few words later, and the token after it.
fn noun(tokens: &[&str], from: usize) -> Option<(String, usize)> {
    let mut words: Vec<&str> = Vec::new();
    for (offset, token) in tokens.iter().skip(from).take(ADJECTIVES + 1).enumerate() {
        let word = token.trim_matches(['*', ',', '.', ';', ':', '(', ')', '`']);
        let is_end = token.ends_with([',', '.', ';', ':', ')']);
        if word.is_empty() || token.starts_with('(') || word.contains('%') {
            return None;
        }
        let stem = stem(&word.to_lowercase());
        // What changed is not what there is.
        if matches!(
            stem.as_str(),
            "changed" | "modified" | "deleted" | "new" | "affected"
        ) {
            return None;
        }
        words.push(word);
        let is_test = matches!(stem.as_str(), "test" | "spec");
        let following = tokens.get(from + offset + 1).filter(|_| !is_end);
        if is_test && let Some(following) = following {
            let following = following.trim_matches(['*', ',', '.', ';', ':', '(', ')']);
            let stem = self::stem(&following.to_lowercase());
            if matches!(
                stem.as_str(),
                "file" | "module" | "suite" | "case" | "function"
            ) {
                words.push(following);
                return Some((words.join(" "), from + offset + 2));
            }
        }
        if is_test || SOURCES.contains(&stem.as_str()) || matches!(stem.as_str(), "line" | "loc") {
            return Some((words.join(" "), from + offset + 1));
        }
        if is_end
            || !word
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-')
        {
            return None;
        }
    }
    None
}

/// Makes one share of `1 store … out of 14 stores`.
fn join_parts(tokens: &[&str], found: &mut Vec<(usize, Count)>) {
    let last_word = |noun: &str| {
        noun.rsplit(' ')
            .next()
            .map(|word| stem(&word.to_lowercase()))
    };
    let mut index: usize = 1;
    while let (Some((_, part)), Some((at, whole))) = (
        index.checked_sub(1).and_then(|before| found.get(before)),
        found.get(index),
    ) {
        let follows_out_of = at.checked_sub(2).is_some_and(|before| {
            tokens.get(before) == Some(&"out") && tokens.get(before + 1) == Some(&"of")
        });
        if let (Says::Sources(first), Says::Sources(all)) = (part.says, whole.says)
            && follows_out_of
            && last_word(&part.noun) == last_word(&whole.noun)
            && first.value() <= all.value()
        {
            let joined = Count {
                says: Says::Share(first, all),
                noun: part.noun.clone(),
            };
            found.remove(index);
            if let Some((_, part)) = found.get_mut(index - 1) {
                *part = joined;
            }
        } else {
            index += 1;
        }
    }
}

/// A text cut into sentences, with the number of line breaks before each. A line that starts
/// with a key, as in `**Date**: today`, starts a sentence; other line breaks only wrap.
pub(super) fn sentences(text: &str) -> Vec<(u32, String)> {
    let mut sentences: Vec<(u32, String)> = Vec::new();
    for (breaks, line) in (0..).zip(text.split('\n')) {
        let starts = starts_with_key(line);
        let parts = line.split_inclusive(". ");
        for (index, part) in parts.enumerate() {
            let part = part.trim();
            let is_open = sentences
                .last()
                .is_some_and(|(_, sentence)| !sentence.ends_with(['.', '!', '?']));
            match sentences.last_mut() {
                Some((_, sentence)) if is_open && index == 0 && !starts => {
                    sentence.push(' ');
                    sentence.push_str(part);
                }
                _ => sentences.push((breaks, part.to_owned())),
            }
        }
    }
    sentences.retain(|(_, sentence)| !sentence.is_empty());
    sentences
}

/// Whether a line starts with a few words and a colon.
fn starts_with_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| {
        value.starts_with(' ') && key.split_whitespace().count() <= 5 && !key.contains('.')
    })
}

#[cfg(test)]
mod tests;
