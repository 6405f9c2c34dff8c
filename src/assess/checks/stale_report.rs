//! Is a coverage report committed that the code has left behind?

use super::scope::Scope;
use super::{Answer, Question, whole};
use crate::model::{Basis, CheckState};

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
    let is_here = |path: &str| {
        let rest = path.strip_prefix(folder);
        folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let reports: Vec<_> = scope
        .reports
        .iter()
        .filter(|report| is_here(&report.path) && is_committed(&report.path))
        .collect();
    let stale: Vec<_> = scope
        .own_files()
        .filter(|file| {
            let measured = file.coverage.as_ref();
            measured.is_some_and(|measured| measured.basis == Basis::Stale)
        })
        .collect();
    if reports.is_empty() || stale.is_empty() {
        return Vec::new();
    }
    let mut evidence: Vec<_> = reports
        .iter()
        .map(|report| {
            whole(
                &report.path,
                "a coverage report that is kept in the repository",
            )
        })
        .collect();
    evidence.extend(
        stale
            .iter()
            .map(|file| whole(&file.path, "changed since the report was made")),
    );
    vec![Answer {
        state: Some(CheckState::Wrong),
        evidence,
        advice: "The report in the repository no longer fits the code. Let CI make it, and leave it out of the repository.".to_owned(),
        ..Answer::default()
    }]
}
