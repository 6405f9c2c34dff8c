//! Is a coverage report committed that the code has left behind?

use super::scope::Scope;
use super::{Answer, Question, whole};
use crate::model::{Basis, CheckState, ReportSummary, is_below};

pub(super) const STALE_REPORT: Question = Question {
    id: "stale-report",
    title: "Committed reports are current",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let folder = &*scope.package.folder;
    let is_committed = |path: &str| {
        let place = scope.files.binary_search_by(|file| (*file.path).cmp(path));
        place.is_ok()
    };
    let reports: Vec<_> = scope
        .reports
        .iter()
        .filter(|report| is_below(&report.path, folder) && is_committed(&report.path))
        .collect();
    let stale: Vec<_> = scope
        .own_files()
        .filter(|file| {
            let measured = file.coverage.as_ref();
            measured.is_some_and(|measured| measured.basis == Basis::Stale)
        })
        .collect();
    let lost: Vec<_> = reports.iter().filter(|it| it.joins_nothing()).collect();
    if reports.is_empty() || (stale.is_empty() && lost.is_empty()) {
        return Vec::new();
    }
    let mut evidence: Vec<_> = lost
        .iter()
        .map(|report| whole(&report.path, &of_others(report)))
        .collect();
    // A report that fits no file cannot be what those that changed were measured by.
    let fitting = reports
        .iter()
        .filter(|it| !stale.is_empty() && !it.joins_nothing());
    evidence.extend(fitting.map(|report| {
        whole(
            &report.path,
            "a coverage report that is kept in the repository",
        )
    }));
    evidence.extend(
        stale
            .iter()
            .map(|file| whole(&file.path, "changed since the report was made")),
    );
    vec![Answer {
        state: Some(CheckState::Wrong),
        advice: advice(reports.iter().map(|report| &*report.path)),
        evidence,
        ..Answer::default()
    }]
}

/// What there is to say of a report that was made from another tree.
fn of_others(report: &ReportSummary) -> String {
    format!(
        "coverage data that is kept in the repository, and {} a file of it",
        match report.unmatched {
            1 => "its one path is not".to_owned(),
            paths => format!("none of its {paths} paths is"),
        }
    )
}

fn advice<'a>(reports: impl Iterator<Item = &'a str>) -> String {
    let reports: Vec<String> = reports.map(|path| format!("`{path}`")).collect();
    format!(
        "What the repository keeps of coverage does not fit the code. Let CI measure it, take {} out of \
         the repository and name it in `.gitignore`.",
        reports.join(", ")
    )
}
