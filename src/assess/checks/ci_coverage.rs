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
    let writes = runs.iter().any(|run| run.measures && run.report.is_some());
    let step = style::keeping_step(scope);
    vec![Answer {
        state: Some(CheckState::Missing),
        evidence: measuring,
        advice: match writes || step.is_some() {
            true => "CI measures coverage and throws it away. Upload the report, or let a bound fail the build.".to_owned(),
            false => format!(
                "CI measures coverage and throws it away. Let it write a report (`{}`) and upload that, or let a bound fail the build.",
                style::report_option(scope)
            ),
        },
        snippets: step.into_iter().collect(),
        ..Answer::default()
    }]
}
