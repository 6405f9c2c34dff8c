//! Reports as strings, read and written down shortly, for the tests of the formats.

use super::{Report, read_stream};
use crate::model::FileCoverage;

/// Reads a report, which must be of a known format.
pub(super) fn report(text: &str) -> Report {
    read_stream(text.as_bytes()).unwrap()
}

/// Holds a report against one line a file: `path: line*hits … | line:taken/all … | name@start-end*calls …`.
pub(super) fn check(text: &str, expect: &str) {
    assert_eq!(written(&report(text)), expect);
}

/// Holds the error of a broken report against what it should say.
pub(super) fn fails(text: &str, expect: &str) {
    assert_eq!(
        read_stream(text.as_bytes()).unwrap_err().to_string(),
        expect
    );
}

fn written(report: &Report) -> String {
    let files = report
        .files
        .iter()
        .map(|file| format!("{}: {}", file.path, short(&file.coverage)));
    files.collect::<Vec<_>>().join("\n")
}

/// A file's figures in one line.
pub(super) fn short(coverage: &FileCoverage) -> String {
    let mut text = String::new();
    for entry in &coverage.lines {
        text += &format!("{}*{} ", entry.line, entry.hits);
    }
    text += "| ";
    for entry in &coverage.branches {
        text += &format!("{}:{}/{} ", entry.line, entry.covered, entry.total);
    }
    text += "| ";
    for function in &coverage.functions {
        let end = function
            .end
            .map(|end| format!("-{end}"))
            .unwrap_or_default();
        text += &format!(
            "{}@{}{end}*{} ",
            function.name, function.start, function.hits
        );
    }
    text.trim_end().to_owned()
}
