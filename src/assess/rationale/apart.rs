//! Tells sentences apart that are alike to the letter: each gets the first fact that differs.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::assess::words::count;
use crate::model::{File, Score, Symbol, SymbolKind};

/// Most functions that a sentence names.
const MOST: usize = 2;

/// What may tell files apart, in the order in which it is looked at.
const FACTS: [fn(&File) -> Option<String>; 3] = [functions, importers, commits];

/// Adds to sentences that several gaps have what tells these files apart. `is_own` says which
/// sentences people wrote: they stay.
pub(in crate::assess) fn tell_apart(
    files: &[File],
    scores: &mut [Score],
    is_own: impl Fn(usize) -> bool,
) {
    for fact in FACTS {
        let mut alike: FxHashMap<Arc<str>, Vec<usize>> = FxHashMap::default();
        for (index, score) in scores.iter().enumerate() {
            let is_gap = files.get(index).is_some_and(File::is_gap);
            if is_gap && !score.rationale.is_empty() && !is_own(index) {
                alike
                    .entry(score.rationale.clone())
                    .or_default()
                    .push(index);
            }
        }
        let mut groups: Vec<Vec<usize>> = alike.into_values().filter(|all| all.len() > 1).collect();
        groups.sort_unstable();
        for group in groups {
            let facts: Vec<Option<String>> = group
                .iter()
                .map(|index| files.get(*index).and_then(fact))
                .collect();
            if facts.iter().all(|fact| Some(fact) == facts.first()) {
                continue;
            }
            for (index, fact) in group.into_iter().zip(facts) {
                if let (Some(score), Some(fact)) = (scores.get_mut(index), fact) {
                    let sentence = score.rationale.trim_end_matches('.');
                    score.rationale = format!("{sentence}{fact}.").into();
                }
            }
        }
    }
}

/// The first functions that have a name of their own.
fn functions(file: &File) -> Option<String> {
    let is_named = |symbol: &&Symbol| {
        let is_function = matches!(symbol.kind, SymbolKind::Function | SymbolKind::Method);
        is_function && symbol.counts() && !symbol.name.contains(['~', '<'])
    };
    let names: Vec<String> = file
        .symbols
        .iter()
        .filter(is_named)
        .map(|symbol| symbol.last())
        .filter(|name| *name != "callback")
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    (!names.is_empty()).then(|| format!(" ({})", names.join(", ")))
}

fn importers(file: &File) -> Option<String> {
    let by = count(file.fan_in, "file", "files");
    (file.fan_in > 0).then(|| format!(", imported by {by}"))
}

fn commits(file: &File) -> Option<String> {
    let history = file.history?;
    Some(format!(
        ", changed by {}",
        count(history.commits, "commit", "commits")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{function, source};

    fn check(files: &[File], sentences: &[&str], expect: &[&str]) {
        let mut scores: Vec<Score> = sentences
            .iter()
            .map(|sentence| Score {
                rationale: (*sentence).into(),
                ..Score::default()
            })
            .collect();
        tell_apart(files, &mut scores, |index| sentences[index] == "Ours.");
        let found: Vec<&str> = scores
            .iter()
            .map(|score| score.rationale.as_ref())
            .collect();
        assert_eq!(found, expect);
    }

    fn with(path: &str, function_name: &str, fan_in: u32) -> File {
        let mut file = source(path);
        file.symbols = [function(function_name, 1, 9, 1)].into();
        file.fan_in = fan_in;
        file
    }

    #[test]
    fn equal_sentences_get_the_first_fact_that_differs() {
        let files = [with("a.ts", "open", 1), with("b.ts", "close", 1)];
        let alike = ["No test: 9 lines.", "No test: 9 lines."];
        check(
            &files,
            &alike,
            &["No test: 9 lines (`open`).", "No test: 9 lines (`close`)."],
        );
        let files = [with("a.ts", "open", 1), with("b.ts", "open", 3)];
        check(
            &files,
            &alike,
            &[
                "No test: 9 lines, imported by one file.",
                "No test: 9 lines, imported by 3 files.",
            ],
        );
    }

    #[test]
    fn what_is_alike_in_all_or_written_by_people_stays() {
        let files = [with("a.ts", "open", 1), with("b.ts", "open", 1)];
        check(&files, &["Same.", "Same."], &["Same.", "Same."]);
        check(&files, &["Same.", "Other."], &["Same.", "Other."]);
        let files = [with("a.ts", "open", 1), with("b.ts", "close", 1)];
        check(&files, &["Ours.", "Ours."], &["Ours.", "Ours."]);
    }
}
