//! Keys of configuration that stands in strings of several lines: `"tasks:\n  daily:\n    seen: yes"`.

use std::collections::BTreeSet;

/// Most keys of a file that are kept.
const MOST_KEYS: usize = 4096;

/// Longest key that is kept, in bytes.
const LONGEST: usize = 64;

/// Adds the words of a string that begin a line or stand before a colon.
pub(super) fn add(text: &str, keys: &mut BTreeSet<Box<str>>) {
    if !text.contains('\n') {
        return;
    }
    for key in text.lines().flat_map(keys_of_line) {
        if keys.len() >= MOST_KEYS {
            return;
        }
        if !keys.contains(key) {
            keys.insert(key.into());
        }
    }
}

fn keys_of_line(line: &str) -> impl Iterator<Item = &str> {
    let start = line.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let first = start.split(|letter| !is_of_word(letter)).next();
    let before_colons = line.match_indices(':').filter_map(|(at, _)| {
        let before = line.get(..at)?.rsplit(|letter| !is_of_word(letter));
        before.into_iter().next()
    });
    let words = first.into_iter().chain(before_colons);
    let words = words.map(|word| word.trim_matches('-'));
    words.filter(|word| (2..=LONGEST).contains(&word.len()))
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-')
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let found: Vec<&str> = facts.keys.iter().map(|key| &**key).collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn keys_of_texts_in_files_with_tests_are_kept() {
        let text = "'''\ntasks:\n  one:\n    - from: {rss-feed: yes}\n    - !inc other words\n'''";
        let found = ["from", "inc", "one", "rss-feed", "tasks"];
        check(
            &format!("class TestX:\n    config = {text}\n    def test_x(self):\n        pass\n"),
            &found,
        );
        check(&format!("config = {text}\n"), &[]);
        check(
            &format!("def test_x():\n    {text}\n    run('a: b')\n"),
            &[],
        );
    }
}
