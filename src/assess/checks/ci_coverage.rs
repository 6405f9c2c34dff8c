//! Does CI measure coverage, and keep it?

use super::scope::{Scope, happens};
use super::{Answer, Question, fine, style};
use crate::model::{CheckState, Evidence, Run};

pub(super) const CI_COVERAGE: Question = Question {
    id: "ci-coverage",
    title: "CI keeps the coverage",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let runs: Vec<&Run> = scope.runs().filter(|run| happens(run)).collect();
    // Where nothing measures at all, that is said already.
    if runs.is_empty() || scope.tests().next().is_none() || !scope.is_measured() {
        return Vec::new();
    }
    let measuring: Vec<Evidence> = runs
        .iter()
        .filter(|run| run.measures)
        .map(|run| run.evidence.clone())
        .collect();
    if measuring.is_empty() && scope.may_be_measured() {
        return Vec::new();
    }
    if measuring.is_empty() {
        return vec![Answer {
            state: Some(CheckState::Missing),
            evidence: runs.iter().map(|run| run.evidence.clone()).collect(),
            advice: format!(
                "CI runs the tests without measuring coverage. Let it run `{}`.",
                style::measure_command(scope)
            ),
            snippets: style::measuring_step(scope),
            ..Answer::default()
        }];
    }
    let kept: Vec<Evidence> = scope
        .members
        .iter()
        .flat_map(|member| &member.kept)
        .cloned()
        .collect();
    if !kept.is_empty() {
        return fine(kept);
    }
    vec![Answer {
        state: Some(CheckState::Missing),
        evidence: measuring,
        advice: "CI measures coverage and throws it away. Upload the report, or let a bound fail the build.".to_owned(),
        snippets: style::keeping_step(scope).into_iter().collect(),
        ..Answer::default()
    }]
}
