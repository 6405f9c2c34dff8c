//! Do tests run what they import?

use super::scope::Scope;
use super::{Answer, Question, whole};
use crate::model::{CheckState, Finding, TestStatus};

pub(super) const HOLLOW: Question = Question {
    id: "hollow",
    title: "Tests run what they import",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let hollow = scope
        .sources()
        .filter(|file| file.status == Some(TestStatus::Hollow))
        // What a package does when it is imported stands in its front door.
        .filter(|file| file.base_name() != "__init__.py");
    let evidence: Vec<_> = hollow
        .map(|file| {
            let fact = if file.has(Finding::OnlyMocked) {
                "tests only ever replace it"
            } else {
                "tests import it, yet run nothing of it"
            };
            whole(&file.path, fact)
        })
        .collect();
    if evidence.is_empty() {
        return Vec::new();
    }
    let advice = match evidence.len() {
        1 => "A test names this file, but runs nothing of it: it looks tested and is not. Let a test call it.".to_owned(),
        many => format!("Tests name these {many} files, but run nothing of them: they look tested and are not. Let a test call each."),
    };
    vec![Answer {
        state: Some(CheckState::Wrong),
        evidence,
        advice,
        ..Answer::default()
    }]
}
