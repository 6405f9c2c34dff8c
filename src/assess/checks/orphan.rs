//! Are there tests whose subject is gone?

use super::scope::Scope;
use super::{Answer, Question};
use crate::model::CheckState;

pub(super) const ORPHAN: Question = Question {
    id: "orphan",
    title: "Every test has its subject",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let evidence: Vec<_> = scope
        .members
        .iter()
        .flat_map(|member| member.orphans.iter().cloned())
        .collect();
    if evidence.is_empty() {
        return Vec::new();
    }
    vec![Answer {
        state: Some(CheckState::Wrong),
        evidence,
        advice: "What these tests import is no longer in the repository. Point them to where it went, or delete them.".to_owned(),
        ..Answer::default()
    }]
}
