//! Where what was measured and what the graph of calls suggests do not agree.
//!
//! Both may be right: a report of one suite says nothing of another, and what no test leads to may
//! run in passing. So this is said beside the figures, and changes none of them.

use crate::model::{Basis, Confidence, File, FileKind, Finding, TestStatus};

/// Fewest lines of functions that are worth a word.
const FEW_LINES: u32 = 3;

/// Share of the function lines that must have run for it.
const LITTLE: f64 = 0.1;

/// From this estimate on, code of which nothing ran is a surprise.
const EXPECTED: f32 = 0.5;

/// Adds what a comparison of the two finds.
pub fn compare(mut file: File) -> File {
    if let Some(finding) = finding(&file) {
        file.findings = file.findings.iter().copied().chain([finding]).collect();
    }
    file
}

fn finding(file: &File) -> Option<Finding> {
    let measured = file.coverage.as_ref()?;
    if file.kind != FileKind::Source {
        return None;
    }
    if measured.basis == Basis::Stale {
        return Some(Finding::OutOfStep);
    }
    let ran = measured.run_share()?;
    match file.status? {
        TestStatus::Direct
            if ran <= 0.0
                && measured.function_lines.total >= FEW_LINES
                && file.confidence != Confidence::Tentative
                && file.estimate >= EXPECTED =>
        {
            Some(Finding::NeverRan)
        }
        TestStatus::Unreached | TestStatus::Hollow
            if ran >= LITTLE && measured.function_lines.covered >= FEW_LINES =>
        {
            Some(Finding::Incidental)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::assess::sample::{judged, measured};

    fn check(status: TestStatus, estimate: f32, lines: (u32, u32), expect: Option<Finding>) {
        let mut file = judged("a.py", status, estimate, 40);
        file.coverage = Some(Arc::new(measured(lines.0, lines.1)));
        let found = compare(file);
        assert_eq!(found.findings.first().copied(), expect);
    }

    #[test]
    fn what_tests_use_and_never_ran_is_told() {
        check(TestStatus::Direct, 0.9, (0, 38), Some(Finding::NeverRan));
        check(TestStatus::Direct, 0.9, (1, 38), None);
        check(TestStatus::Direct, 0.9, (0, 2), None);
        check(TestStatus::Direct, 0.2, (0, 38), None);
        check(TestStatus::Reached, 0.9, (0, 38), None);
        check(TestStatus::Unreached, 0.0, (0, 38), None);
    }

    #[test]
    fn what_ran_in_passing_is_told_unless_it_is_next_to_nothing() {
        check(
            TestStatus::Unreached,
            0.0,
            (12, 38),
            Some(Finding::Incidental),
        );
        check(TestStatus::Hollow, 0.0, (3, 30), Some(Finding::Incidental));
        check(TestStatus::Unreached, 0.0, (2, 2), None);
        check(TestStatus::Unreached, 0.0, (3, 38), None);
        check(TestStatus::Direct, 0.9, (38, 38), None);
    }

    #[test]
    fn of_a_file_that_changed_since_nothing_else_is_told() {
        let mut file = judged("a.py", TestStatus::Direct, 0.9, 40);
        let mut stale = measured(0, 38);
        stale.basis = Basis::Stale;
        file.coverage = Some(Arc::new(stale));
        file.findings = [Finding::SyntaxError].into();
        let found = compare(file);
        assert_eq!(*found.findings, [Finding::SyntaxError, Finding::OutOfStep]);
    }

    #[test]
    fn a_file_of_which_no_function_line_was_counted_agrees_with_all() {
        check(TestStatus::Direct, 0.9, (0, 0), None);
        assert!(
            compare(judged("a.py", TestStatus::Direct, 0.9, 40))
                .findings
                .is_empty()
        );
    }
}
