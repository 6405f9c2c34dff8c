//! Which counts sentences hold.

use super::*;

/// Counts as `kind number noun`.
fn check(sentence: &str, expect: &[&str]) {
    let found: Vec<String> = counts(sentence)
        .into_iter()
        .map(|count| {
            let says = match count.says {
                Says::Tests(tests) => format!("tests {tests}"),
                Says::TestFiles(files) => format!("test-files {files}"),
                Says::Sources(sources) => format!("sources {sources}"),
                Says::Lines(lines) => format!("lines {lines}"),
                Says::Share(part, whole) => format!("share {part}/{whole}"),
                Says::Percent(percent) => format!("percent {percent}"),
                _ => String::new(),
            };
            format!("{says} {}", count.noun).trim().to_owned()
        })
        .collect();
    assert_eq!(found, expect, "{sentence}");
}

#[test]
fn questions_and_what_a_step_takes_are_no_claims() {
    check("Partial fills? (no test)", &[]);
    check("Effort: medium (5-10 unit tests)", &[]);
    check("Effortless has 5 tests", &["tests 5 tests"]);
}

#[test]
fn what_lacks_tests_is_turned_into_what_has_some() {
    for sentence in [
        "3 of 4 files are untested.",
        "3 of the 4 files are untested.",
        "3 of 4 files have no tests.",
        "3/4 files without tests.",
        "3 out of 4 files lack tests.",
        "3 of 4 files are not covered.",
        "Tests are missing for 3 of 4 files.",
        "No tests for 3 of 4 files.",
        "3 of 4 files still need tests.",
    ] {
        check(sentence, &["share 1/4 files"]);
    }
    check(
        "3 of 4 files have tests, which is not tested here.",
        &["share 3/4 files"],
    );
    check("~3 of 4 files are untested.", &[]);
}

#[test]
fn tests_and_files_are_counted() {
    check(
        "0 tests exist for 35 Python files",
        &["tests 0 tests", "sources 35 Python files"],
    );
    check(
        "4 test files exist for 80+ Vue components",
        &["test-files 4 test files", "sources 80+ Vue components"],
    );
    check(
        "The codebase has 187 source files and zero test files",
        &["sources 187 source files", "test-files 0 test files"],
    );
}

#[test]
fn shares_are_told_in_many_ways() {
    check(
        "Only 1 Pinia store (orbits.ts) has tests out of 14 stores",
        &["share 1/14 Pinia store"],
    );
    check("Handlers (13/14 tested):", &["share 13/14"]);
    check(
        "88 existing tests spread across 9 of 21 modules.",
        &["tests 88 existing tests", "share 9/21 modules"],
    );
    check(
        "where only 1 of 7 stores has any tests",
        &["share 1/7 stores"],
    );
}

#[test]
fn lines_and_percentages_are_read() {
    check("with 227 lines of complex logic", &["lines 227 lines"]);
    check("main.py (358 LOC)", &["lines 358 LOC"]);
    check("Test coverage: 0%.", &["percent 0"]);
}

#[test]
fn other_numbers_are_left_alone() {
    check("30 files (35%) have ≥80% coverage", &[]);
    check("pytest >= 8.0 and codecov v3", &[]);
    check("fails after 30 seconds, see file 3", &[]);
    check("Phase 1: Tests", &[]);
    check("14 changed files focused on coverage", &[]);
    check("enforces an 85% coverage threshold", &[]);
}
