//! Are there files named like tests in which a runner finds none?

use super::scope::Scope;
use super::{Answer, Question, whole};
use crate::model::{CheckState, Ecosystem, File, Finding, name_of};

pub(super) const DEAD_TEST: Question = Question {
    id: "dead-test",
    title: "Every test file holds a test",
    ask,
};

/// Whether a file is named like a test, rather than one of the folder that tests stand in.
fn is_named_so(path: &str) -> bool {
    let name = name_of(path).to_lowercase();
    let words = || name.split(|letter: char| !letter.is_alphanumeric());
    let count = words().count();
    words().any(|word| matches!(word, "test" | "tests" | "spec" | "specs")) && count > 2
}

/// Whether the runners of JavaScript start a file for its name; others are programs that a script
/// starts: `integration-test.mjs`.
fn is_run_by_name(path: &str) -> bool {
    let name = name_of(path);
    let mut parts = name.split('.').skip(1);
    parts.any(|part| matches!(part, "test" | "spec"))
}

/// Folders of what tests work on.
const DATA: [&str; 8] = [
    "fixtures",
    "__fixtures__",
    "fixture",
    "rsrc",
    "resources",
    "data",
    "testdata",
    "snippets",
];

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    // In Go and Rust the name only says that a file is built for tests.
    if matches!(scope.package.ecosystem, Ecosystem::Go | Ecosystem::Rust) {
        return Vec::new();
    }
    let is_node = scope.package.ecosystem == Ecosystem::Node;
    // A class may have all its tests from the ones that it extends.
    let inherits = |file: &&File| file.symbols.iter().any(|symbol| !symbol.bases.is_empty());
    let evidence: Vec<_> = scope
        .own_files()
        .filter(|file| file.has(Finding::DeadTest) && file.lines.code > 0)
        .filter(|file| is_named_so(&file.path) && !inherits(file))
        .filter(|file| !is_node || is_run_by_name(&file.path))
        .filter(|file| !file.path.split('/').any(|part| DATA.contains(&part)))
        .map(|file| {
            let fact = if file.symbols.iter().any(|symbol| symbol.is_test) {
                "all of its tests are skipped"
            } else {
                "named like a test, but a runner finds none in it"
            };
            whole(&file.path, fact)
        })
        .collect();
    if evidence.is_empty() {
        return Vec::new();
    }
    vec![Answer {
        state: Some(CheckState::Wrong),
        evidence,
        advice: "These files look like tests and run nothing. Add the tests, or name the files for what they are.".to_owned(),
        ..Answer::default()
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runner_of_javascript_goes_by_the_dotted_name() {
        let check = |path: &str, expect: bool| assert_eq!(is_run_by_name(path), expect, "{path}");
        check("a/x.test.ts", true);
        check("a/x.spec.tsx", true);
        check("a/x.browser.test.ts", true);
        check("a/__tests__/integration-test.mjs", false);
        check("a/test.utils.ts", false);
    }
}
