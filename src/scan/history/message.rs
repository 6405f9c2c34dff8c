//! Whether a commit mends something, by its message.

/// Types of a conventional commit (`type(scope): …`) that do not mend.
const OTHER_TYPES: &[&str] = &[
    "build", "chore", "ci", "dep", "deps", "doc", "docs", "feat", "feature", "i18n", "l10n",
    "lint", "perf", "refactor", "release", "style", "test", "tests", "types", "typo", "wip",
];

/// Whatever is said with these, what is mended is not what the program does.
const BESIDE: &[&str] = &[
    "changelog",
    "ci",
    "clippy",
    "codestyle",
    "dependabot",
    "doc",
    "docs",
    "docstring",
    "docstrings",
    "documentation",
    "eslint",
    "fixme",
    "flake8",
    "formatting",
    "grammar",
    "lint",
    "linter",
    "linters",
    "linting",
    "lints",
    "markdown",
    "misspelling",
    "mypy",
    "prettier",
    "pylint",
    "readme",
    "ruff",
    "rustfmt",
    "spelling",
    "typing",
    "typo",
    "typos",
    "whitespace",
];

/// These are not what the program does where they are what is mended (`fix the format`), and may
/// well be where they only say more of it (`fix format dates`, `fix the workflow editor`).
const BESIDE_ALONE: &[&str] = &[
    "comment",
    "comments",
    "deps",
    "example",
    "examples",
    "format",
    "indent",
    "indentation",
    "newline",
    "spacing",
    "style",
    "test",
    "tests",
    "todo",
    "translation",
    "translations",
    "warning",
    "warnings",
    "wording",
    "workflow",
    "workflows",
];

/// What says nothing of what is mended: `fix format errors` mends the format.
const PALE: &[&str] = &[
    "build", "builds", "check", "checks", "config", "error", "errors", "fail", "failing",
    "failure", "failures", "issue", "issues", "job", "jobs", "problem", "problems", "version",
    "versions",
];

/// Where what is mended ends and the rest of the sentence begins.
const ENDS: &[&str] = &[
    "after", "and", "as", "at", "because", "before", "but", "by", "during", "for", "from", "if",
    "in", "into", "of", "on", "so", "that", "to", "under", "via", "when", "where", "which",
    "while", "with", "without",
];

/// Words that say by themselves that something was wrong.
const WRONG: &[&str] = &[
    "bug",
    "bugfix",
    "bugfixes",
    "bugs",
    "crash",
    "crashed",
    "crashes",
    "crashing",
    "deadlock",
    "hotfix",
    "leak",
    "leaks",
    "panic",
    "panics",
    "race",
    "regression",
    "regressions",
    "segfault",
];

/// Words that mend whatever follows.
const MENDS: &[&str] = &["fix", "fixed", "fixes", "fixing"];

/// What follows `fixed` where nothing was mended.
const FIXED: &[&str] = &[
    "costs",
    "header",
    "height",
    "length",
    "point",
    "position",
    "positioning",
    "rate",
    "set",
    "size",
    "sized",
    "width",
];

/// Largest part of a message that is read, in bytes.
const LIMIT: usize = 16 << 10;

/// Whether a commit with this message mends something that the program did wrong. Spelling, style,
/// documentation and tests are no such thing.
pub fn is_fix(message: &[u8]) -> bool {
    let message = message.get(..LIMIT).unwrap_or(message);
    let message = String::from_utf8_lossy(message).to_lowercase();
    let mut lines = message.trim_start().lines();
    let subject = lines.next().unwrap_or_default();
    match conventional(subject) {
        Some((_, scope, _)) if scope.is_some_and(|scope| BESIDE.contains(&scope)) => false,
        Some(("fix" | "bugfix" | "hotfix" | "bug", _, rest)) => !is_beside(&words(rest)),
        Some(("revert", _, _)) => true,
        Some((kind, _, _)) if OTHER_TYPES.contains(&kind) => false,
        _ => says_so(subject) || lines.any(closes_by_fixing) && !is_beside(&words(subject)),
    }
}

/// Type, scope and description of a conventional commit.
fn conventional(subject: &str) -> Option<(&str, Option<&str>, &str)> {
    let (head, rest) = subject.split_once(':')?;
    let head = head.trim_end_matches('!');
    let (kind, scope) = match head.split_once('(') {
        Some((kind, scope)) => (kind, Some(scope.strip_suffix(')')?)),
        None => (head, None),
    };
    let is_word = !kind.is_empty() && kind.chars().all(char::is_alphanumeric);
    is_word.then_some((kind, scope, rest))
}

/// Words of a line: letters and digits, with what joins them.
fn words(line: &str) -> Vec<&str> {
    line.split(|letter: char| {
        !letter.is_alphanumeric() && !matches!(letter, '-' | '_' | '\'' | '`')
    })
    .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
    .filter(|word| !word.is_empty())
    .collect()
}

/// Whether a subject without a type says that something was mended.
fn says_so(subject: &str) -> bool {
    let words = words(subject);
    if matches!(
        words.first(),
        Some(&"revert" | &"reverts" | &"reverted" | &"revert:")
    ) {
        return true;
    }
    if words.iter().any(|word| WRONG.contains(word)) {
        // A report of bugs, a tracker or a harness for them is not their end.
        return !is_beside(&words);
    }
    let mut from = 0;
    while let Some(at) = words
        .iter()
        .skip(from)
        .position(|word| MENDS.contains(word))
    {
        let rest = words.get(from + at + 1..).unwrap_or_default();
        let is_other = words.get(from + at) == Some(&"fixed")
            && rest.first().is_some_and(|next| FIXED.contains(next));
        if !is_other && !is_beside(rest) {
            return true;
        }
        from += at + 1;
    }
    false
}

/// Whether what is mended is text, style or a test; something that went wrong besides outweighs it.
fn is_beside(words: &[&str]) -> bool {
    let end = words.iter().position(|word| ENDS.contains(word));
    let mended = words.get(..end.unwrap_or(words.len())).unwrap_or_default();
    let head = mended.iter().rfind(|word| !PALE.contains(word));
    let is_named = |list: &[&str]| mended.iter().any(|word| list.contains(word));
    !is_named(WRONG) && (is_named(BESIDE) || head.is_some_and(|head| BESIDE_ALONE.contains(head)))
}

/// Whether a line of the body closes an issue by mending it: `Fixes #12`, `fixes: 1a2b3c4`.
fn closes_by_fixing(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['-', '*', ' ']);
    let Some((verb, rest)) = line.split_once([' ', ':']) else {
        return false;
    };
    let rest = rest.trim_start_matches([':', ' ']);
    let first = rest.split_whitespace().next().unwrap_or_default();
    let is_number = |text: &str| {
        let digits = text.trim_end_matches(['.', ',', ';', ')']);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_issue = match first.rsplit_once('#') {
        Some((_, number)) => is_number(number),
        None => first.contains("/issues/") && first.rsplit('/').next().is_some_and(is_number),
    };
    let is_commit = first.len() >= 7 && first.bytes().all(|byte| byte.is_ascii_hexdigit());
    MENDS.contains(&verb) && (is_issue || is_commit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expect: bool) {
        assert_eq!(is_fix(message.as_bytes()), expect, "{message}");
    }

    #[test]
    fn a_conventional_commit_says_what_it_is() {
        check("fix: keep the order", true);
        check("fix(parser)!: keep the order", true);
        check("Fix(ui): keep the order", true);
        check("hotfix: keep the order", true);
        check("revert: feat(parser): keep the order", true);
        check("feat: fix the price per order", false);
        check("refactor(core): fix names", false);
        check("chore: fixes", false);
        check("fix(docs): link to the guide", false);
        check("fix(ci): pin the runner", false);
        check("fix: typo", false);
        check("fix: flaky test of the parser", false);
        check("perf: faster\n\nFixes #12", false);
    }

    #[test]
    fn a_verb_says_so_too() {
        check("Fix the order of entries", true);
        check("parser: fix the order of entries", true);
        check("Fixed #1234 -- kept the order of entries", true);
        check("Keep the order, fixing the export", true);
        check("Add export (fixes #12)", true);
        check("Bugfix for the export", true);
        check("Correct a regression of the export", true);
        check("Revert \"Add export\"", true);
        check("Work around a crash of the export", true);
    }

    #[test]
    fn words_that_only_look_alike_do_not() {
        check("Add a fixture for exports", false);
        check("Remove the prefix of names", false);
        check("Use a fixed size for the table", false);
        check("fixup! Add export", false);
        check("Debug output for the export", false);
        check("Add export", false);
        check("", false);
    }

    #[test]
    fn text_style_and_tests_are_not_the_program() {
        check("Fix typo in parser", false);
        check("Fix a typo", false);
        check("fixed flake8 errors", false);
        check("Fix lint", false);
        check("Fix failing tests on Windows", false);
        check("Fix the docs build", false);
        check("Fix crash when docs are missing", true);
        check("Fix order and tests", true);
        check("Fix race in the test runner", true);
        check("Fix typo and fix the order", true);
        check("Fix format errors", false);
        check("Fix unit tests failing on Windows", false);
        check("fixed deps versions", false);
    }

    #[test]
    fn what_only_says_more_of_what_is_mended_does_not_decide() {
        check("fix/ABC-12: fix format date for secrets", true);
        check(
            "fix/ABC-12: fixed deps schema generation, python version",
            true,
        );
        check("fix(web): comment form loses its text", true);
        check("Fix the workflow editor", true);
        check("Fix todo list", true);
        check("Fix todo", false);
    }

    #[test]
    fn the_body_may_close_an_issue() {
        check("Keep the order\n\nFixes #12.", true);
        check("Keep the order\n\nFixes: 1a2b3c4d5e (\"Add export\")", true);
        check("Keep the order\n\n- fixes owner/name#12", true);
        check(
            "Keep the order\n\nfixes https://example.com/o/n/issues/12",
            true,
        );
        check("Add export\n\nCloses #12", false);
        check("Add export\n\nThis also fixes the order.", false);
        check("Update README\n\nFixes #12", false);
    }

    #[test]
    fn any_bytes_are_a_message() {
        assert!(!is_fix(&[0xff, 0xfe, b'\n']));
        assert!(!is_fix("ä".repeat(LIMIT).as_bytes()));
    }
}
