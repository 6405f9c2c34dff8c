//! Which words behind a runner name what it runs, rather than being values of its options.

use std::iter::Peekable;
use std::slice::Iter;

use values::VALUES;

mod values;

/// The words behind a runner that are neither options nor their values.
pub(super) fn operands<'w>(tool: &str, rest: &'w [String]) -> Vec<&'w String> {
    let mut found = Vec::new();
    let mut words = rest.iter().peekable();
    while let Some(word) = words.next() {
        match word.as_str() {
            // What follows is for the tests themselves.
            "-args" | "--args" if tool == "go test" => break,
            option if option.starts_with('-') => skip_value(tool, option, &mut words),
            _ => found.push(word),
        }
    }
    found
}

/// The value of one of some options: `--config x`, `--config=x`.
pub(super) fn value_of<'w>(rest: &'w [String], options: &[&str]) -> Option<&'w str> {
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.split_once('=') {
            Some((name, value)) if options.contains(&name) => return Some(value),
            None if options.contains(&word.as_str()) => return words.next().map(String::as_str),
            _ => {}
        }
    }
    None
}

fn skip_value(tool: &str, option: &str, words: &mut Peekable<Iter<'_, String>>) {
    if takes_value(tool, option) {
        words.next_if(|next| !next.starts_with('-'));
    }
}

fn takes_value(tool: &str, option: &str) -> bool {
    // Go takes one dash for two, and the other way round.
    let single = option.strip_prefix('-').filter(|_| tool == "go test");
    let is_meant = |known: &&str| *known == option || single.is_some_and(|single| *known == single);
    let mut tables = VALUES.iter().filter(|table| table.tools.contains(&tool));
    tables.any(|table| table.options.iter().any(&is_meant))
        || tool == "vitest" && option.starts_with("--coverage.") && !option.contains('=')
}

#[cfg(test)]
mod tests;
