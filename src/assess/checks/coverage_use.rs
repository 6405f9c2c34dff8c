//! Does anything use the coverage that is set up?

use super::scope::Scope;
use super::{Answer, Question, fine, style};
use crate::model::{CheckState, Evidence};

pub(super) const COVERAGE_USE: Question = Question {
    id: "coverage-use",
    title: "Something measures coverage",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    if scope.tests().next().is_none() || style::is_browser_only(scope) {
        return Vec::new();
    }
    let members = || scope.members.iter();
    if scope.is_measured() {
        let by = members().flat_map(|member| &member.measured_by).cloned();
        let runs = scope.runs().filter(|run| run.measures);
        return fine(by.chain(runs.map(|run| run.evidence.clone())));
    }
    if scope.may_be_measured() {
        return Vec::new();
    }
    let mut evidence: Vec<Evidence> = members()
        .flat_map(|member| &member.coverage_settings)
        .cloned()
        .collect();
    // A runner that could measure by itself was not set up for it.
    let tools = members().filter_map(|member| {
        let tool = member.coverage_tool.as_ref()?;
        let runner = member.runner.as_ref().map(|runner| &runner.name);
        (runner != Some(&tool.name)).then(|| tool.evidence.clone())
    });
    evidence.extend(tools);
    let state = if evidence.is_empty() {
        let native = members().filter_map(|member| member.coverage_tool.as_ref());
        let native: Vec<Evidence> = native.map(|tool| tool.evidence.clone()).take(1).collect();
        if native.is_empty() {
            return Vec::new();
        }
        evidence = native;
        CheckState::Missing
    } else {
        CheckState::Wrong
    };
    vec![Answer {
        state: Some(state),
        evidence,
        advice: match state {
            CheckState::Wrong => format!(
                "Coverage is set up, yet no script and no step of CI measures it. `{}` does.",
                style::measure_command(scope)
            ),
            _ => format!(
                "The runner can measure coverage, yet no script and no step of CI asks for it. `{}` does.",
                style::measure_command(scope)
            ),
        },
        snippets: style::measuring(scope),
        ..Answer::default()
    }]
}
