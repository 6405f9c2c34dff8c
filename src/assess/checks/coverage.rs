//! Is coverage configured?

use super::scope::Scope;
use super::{Answer, Question, fine, style, whole};
use crate::model::{CheckState, Ecosystem};

pub(super) const COVERAGE: Question = Question {
    id: "coverage",
    title: "Coverage is configured",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let package = scope.package;
    // Of tests for another language's code, a tool of theirs measures nothing.
    if style::is_browser_only(scope) || scope.sources().next().is_none() {
        return Vec::new();
    }
    // Where nothing runs tests, that is said already.
    if scope.tests().next().is_none() || package.runner.is_none() && scope.runs().next().is_none() {
        return Vec::new();
    }
    let settings = scope
        .members
        .iter()
        .flat_map(|member| &member.coverage_settings);
    let mut known: Vec<_> = settings.cloned().collect();
    known.extend(
        scope
            .members
            .iter()
            .flat_map(|member| member.coverage_tool.iter())
            .filter(|_| !scope.has_native_coverage())
            .map(|tool| tool.evidence.clone()),
    );
    if known.is_empty() {
        let measured = scope.members.iter().flat_map(|member| &member.measured_by);
        known.extend(measured.cloned());
        let runs = scope.runs().filter(|run| run.measures);
        known.extend(runs.map(|run| run.evidence.clone()));
    }
    if !known.is_empty() {
        return fine(known);
    }
    if scope.has_native_coverage() || scope.may_be_measured() {
        return Vec::new();
    }
    let tools = style::coverage_tools(scope);
    let evidence = vec![whole(
        &package.manifest,
        "asks for no coverage tool, and no settings of one are here",
    )];
    let advice = match package.ecosystem {
        Ecosystem::Rust => {
            "Nothing measures what the tests run. `cargo llvm-cov` does; install it in CI."
                .to_owned()
        }
        _ => format!(
            "Nothing measures what the tests run. {}",
            style::how_to_add(scope, &tools)
        ),
    };
    vec![Answer {
        state: Some(CheckState::Missing),
        evidence,
        advice,
        snippets: style::coverage(scope, &tools),
        ..Answer::default()
    }]
}
