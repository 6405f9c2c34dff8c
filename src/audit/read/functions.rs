//! Sentences about single functions: ``` `parse()` has no test ```.

use super::blocks::Text;
use super::{Reader, paths};
use crate::audit::{FunctionClaim, Says};

/// Most functions of one sentence.
const MOST: usize = 32;

/// What is left of a sentence that says of functions that no test runs them.
const UNTESTED: [&str; 30] = [
    "has no test",
    "has no tests",
    "have no test",
    "have no tests",
    "no test",
    "no tests",
    "untested",
    "is untested",
    "are untested",
    "remains untested",
    "remain untested",
    "not tested",
    "is not tested",
    "are not tested",
    "isn't tested",
    "aren't tested",
    "has no unit test",
    "has no unit tests",
    "have no unit tests",
    "no unit tests",
    "has no coverage",
    "have no coverage",
    "no coverage",
    "has no test coverage",
    "not covered",
    "is not covered",
    "are not covered",
    "is never tested",
    "never tested",
    "lacks tests",
];

/// What is left of a sentence that says that tests run them.
const TESTED: [&str; 10] = [
    "is tested",
    "are tested",
    "has tests",
    "have tests",
    "is covered",
    "are covered",
    "is well tested",
    "are well tested",
    "is fully tested",
    "is directly tested",
];

/// Words that stand between names and add nothing.
const BETWEEN: [&str; 22] = [
    "and",
    "or",
    "the",
    "function",
    "functions",
    "method",
    "methods",
    "in",
    "of",
    "both",
    "neither",
    "nor",
    "also",
    "currently",
    "still",
    "completely",
    "entirely",
    "at",
    "all",
    "a",
    "&",
    "class",
];

impl Reader {
    /// Reads a sentence that says of functions that they are tested or not, and no more; tells
    /// whether it is one.
    pub(super) fn functions(&mut self, line: u32, sentence: &str, text: &Text) -> bool {
        let mut rest = sentence.to_owned();
        let mut names = Vec::new();
        let mut files = Vec::new();
        for (_, code) in &text.codes {
            if !rest.contains(code.as_str()) {
                continue;
            }
            rest = rest.replacen(code.as_str(), " ", 1);
            match name(code) {
                Some(name) => names.push(name),
                None if paths::has_ending(code) => files.push(code.clone()),
                None => return false,
            }
        }
        if names.is_empty() || names.len() > MOST || files.len() > 1 {
            return false;
        }
        let Some(says) = says(&rest) else {
            return false;
        };
        let section = self.section;
        let claims = names.into_iter().map(|name| FunctionClaim {
            line,
            section,
            name,
            path: files.first().cloned(),
            says,
        });
        self.document.functions.extend(claims);
        true
    }
}

/// The dotted name of a function that a span of code names: `parse()`, `Cart.total`, `Cart::total`.
fn name(code: &str) -> Option<String> {
    let (name, is_call) = match code.split_once('(') {
        Some((name, arguments)) if arguments.ends_with(')') => (name, true),
        Some(_) => return None,
        None => (code, false),
    };
    let dotted = name.trim().replace("::", ".").replace('#', ".");
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.');
    let is_name = !dotted.is_empty()
        && dotted.len() < 200
        && dotted.chars().all(is_letter)
        && !dotted.starts_with(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && !dotted.ends_with('.');
    // Without brackets, only a method of a class is told from other code.
    let is_method = dotted.contains('.')
        && dotted.starts_with(|letter: char| letter.is_uppercase())
        && !paths::has_ending(&dotted);
    (is_name && (is_call || is_method)).then_some(dotted)
}

/// What a sentence says in which the names are left out.
fn says(rest: &str) -> Option<Says> {
    let lower = rest.to_lowercase().replace('’', "'");
    let words = lower
        .split(|letter: char| letter.is_whitespace() || ",;:.—–-*()[]!\"".contains(letter))
        .filter(|word| !word.is_empty() && !BETWEEN.contains(word));
    let left = words.collect::<Vec<_>>().join(" ");
    if UNTESTED.contains(&left.as_str()) {
        Some(Says::Untested)
    } else {
        TESTED.contains(&left.as_str()).then_some(Says::Tested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::read;

    #[test]
    fn sentences_about_functions_are_read_and_no_others() {
        let check = |text: &str, expect: &[(&str, Option<&str>, Says)]| {
            let document = read(text);
            let found: Vec<_> = document
                .functions
                .iter()
                .map(|claim| (claim.name.as_str(), claim.path.as_deref(), claim.says))
                .collect();
            assert_eq!(found, expect, "{text}");
        };
        use Says::{Tested, Untested};
        check("`parse()` has no test.\n", &[("parse", None, Untested)]);
        check(
            "- `Cart.total` and `Cart::add(x, y)` are untested\n",
            &[("Cart.total", None, Untested), ("Cart.add", None, Untested)],
        );
        check(
            "The function `f()` in `src/a.py` is not tested.\n",
            &[("f", Some("src/a.py"), Untested)],
        );
        check("- `run()`: well covered\n", &[]);
        check("- `run()` is well tested\n", &[("run", None, Tested)]);
        // What is said of a case of it is not said of it.
        check("`removeWarning()` isn't tested for the case of two.\n", &[]);
        check("`a.py` has no tests.\n", &[]);
        check("`npm test` and `f()` are untested.\n", &[]);
    }
}
