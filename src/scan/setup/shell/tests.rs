//! Which commands a text for a shell holds.

use super::*;

fn check(text: &str, expect: &[(&str, u32)]) {
    let found = commands(text);
    let found: Vec<(String, u32)> = found
        .iter()
        .map(|command| (command.words.join("|"), command.line))
        .collect();
    let expect: Vec<(String, u32)> = expect
        .iter()
        .map(|(words, line)| ((*words).to_owned(), *line))
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn words_and_commands() {
    check("a b\nc 'd e' \"f g\"", &[("a|b", 0), ("c|d e|f g", 1)]);
    check(
        "cd x && npm test; y | z",
        &[("cd|x", 0), ("npm|test", 0), ("y", 0), ("z", 0)],
    );
    check(
        "if true; then pytest; fi",
        &[("true", 0), ("pytest", 0), ("fi", 0)],
    );
}

#[test]
fn comments_continued_lines_and_texts_are_no_commands() {
    check("# pytest\na \\\n  b # c\nd", &[("a|b", 1), ("d", 3)]);
    check("cat <<EOF\npytest\nEOF\nb", &[("cat|<<EOF", 0), ("b", 3)]);
}

#[test]
fn functions_patterns_and_lists_are_no_commands() {
    check(
        "run() {\n  pytest\n}\nfunction all { tox; }\nrun\nall",
        &[("pytest", 1), ("tox", 3)],
    );
    check(
        "case $1 in\n  a|b) npm test ;;\n  *)\n    make x\n    ;;\nesac\nls",
        &[
            ("case|$1|in", 0),
            ("npm|test", 1),
            ("make|x", 3),
            ("esac", 5),
            ("ls", 6),
        ],
    );
    check(
        "case a in b) c;; esac; d",
        &[("c", 0), ("esac", 0), ("d", 0)],
    );
    check(
        "names=(a \"b c\")\n(cd x; y)",
        &[("names=(a \"b c\")", 0), ("cd|x", 1), ("y", 1)],
    );
}

#[test]
fn expressions_stay_one_word() {
    check(
        "hatch run +py=${{ a || 'b' }} test:x 2>&1",
        &[("hatch|run|+py=${{ a || 'b' }}|test:x|2>&1", 0)],
    );
}

#[test]
fn what_is_put_in_is_run_too() {
    check(
        "OUT=$(pytest -q)",
        &[("pytest|-q", 0), ("OUT=$(pytest -q)", 0)],
    );
    check(
        "a\nif ! x=`tox -e py`; then exit 1; fi",
        &[
            ("a", 0),
            ("tox|-e|py", 1),
            ("x=`tox -e py`", 1),
            ("exit|1", 1),
            ("fi", 1),
        ],
    );
    check("echo \"$(date)\"", &[("echo|$(date)", 0)]);
    check("echo 'use $(pytest)'", &[("echo|use $(pytest)", 0)]);
    check("echo \"run \\`pytest\\`\"", &[("echo|run `pytest`", 0)]);
    check(
        "echo \"$(cat $(pytest x))\"",
        &[
            ("pytest|x", 0),
            ("cat|$(pytest x)", 0),
            ("echo|$(cat $(pytest x))", 0),
        ],
    );
}

#[test]
fn a_text_that_is_too_long_is_not_read() {
    let long = "a\n".repeat(SIZE_LIMIT);
    check(&long, &[(UNREAD, 0)]);
}

#[test]
fn a_failure_that_is_passed_over_is_told() {
    let lenient = |text: &str| commands(text)[0].is_lenient;
    assert!(lenient("pytest || true"));
    assert!(lenient("pytest || echo failed"));
    assert!(lenient("pytest || exit 0"));
    assert!(!lenient("pytest || exit 1"));
    // The status is that of what failed.
    assert!(!lenient("pytest || exit"));
    assert!(!lenient("pytest && true"));
}
