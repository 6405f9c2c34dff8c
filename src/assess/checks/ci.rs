//! Does CI really run these tests?

use super::scope::{Scope, happens, has_tests};
use super::{Answer, Question, fine, style, whole};
use crate::model::{CheckState, Evidence, Package, Run, RunState};

pub(super) const CI: Question = Question {
    id: "ci",
    title: "CI runs the tests",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let mut answers = Vec::new();
    if scope.tests().next().is_none() {
        return answers;
    }
    let runs: Vec<&Run> = scope.runs().collect();
    if !runs.iter().any(|run| happens(run)) {
        return not_run(scope, &runs);
    }
    answers.extend(lenient(&runs).unwrap_or_else(|| {
        let real = runs.iter().filter(|run| run.state == RunState::Runs);
        let mut evidence: Vec<Evidence> = real.map(|run| run.evidence.clone()).collect();
        if evidence.is_empty() {
            let happening = runs.iter().filter(|run| happens(run));
            evidence.extend(happening.map(|run| run.evidence.clone()));
        }
        fine(evidence)
    }));
    // A member of which CI runs nothing, while it runs others.
    let left = scope
        .members
        .iter()
        .filter(|member| member.folder != scope.package.folder)
        .filter(|member| member.unclear.is_none() && is_left(scope, member));
    answers.extend(left.map(|member| missing(scope, member)));
    answers
}

/// Whether a package has tests, and CI runs none of them.
fn is_left(scope: &Scope<'_>, package: &Package) -> bool {
    let tests = package.files.iter().filter_map(|id| scope.file(*id));
    let tests = tests.filter(|file| has_tests(file)).count();
    tests > 0 && package.unrun.len() >= tests && !package.runs.iter().any(happens)
}

/// All runs pass over failures.
fn lenient(runs: &[&Run]) -> Option<Vec<Answer>> {
    let happening = || runs.iter().filter(|run| happens(run));
    let all = happening().all(|run| matches!(run.state, RunState::Lenient(_)));
    all.then(|| {
        let evidence = happening().filter_map(|run| match &run.state {
            RunState::Lenient(evidence) => Some(evidence.clone()),
            _ => None,
        });
        vec![Answer {
            state: Some(CheckState::Wrong),
            evidence: evidence.collect(),
            advice: "CI runs the tests and passes over their failure. Let the step fail."
                .to_owned(),
            ..Answer::default()
        }]
    })
}

fn not_run(scope: &Scope<'_>, runs: &[&Run]) -> Vec<Answer> {
    let unclear = scope.members.iter().any(|member| member.unclear.is_some());
    if runs.is_empty() {
        if unclear {
            return Vec::new();
        }
        return vec![missing(scope, scope.package)];
    }
    let mut evidence = Vec::new();
    let mut by_hand = false;
    for run in runs {
        match &run.state {
            RunState::Blocked(why) => {
                evidence.push(run.evidence.clone());
                evidence.push(why.clone());
            }
            RunState::ByHand(why) => {
                by_hand = true;
                evidence.push(run.evidence.clone());
                evidence.push(why.clone());
            }
            _ => {}
        }
    }
    evidence.dedup();
    let advice = if by_hand {
        "CI can run these tests, but only when a person starts it. Let changes start it too."
    } else {
        "A step of CI is there for these tests and never runs for them. Mend the condition, or take the step away."
    };
    vec![Answer {
        state: Some(CheckState::Wrong),
        evidence,
        advice: advice.to_owned(),
        ..Answer::default()
    }]
}

fn missing(scope: &Scope<'_>, package: &Package) -> Answer {
    let unrun = package.unrun.iter().filter_map(|id| scope.file(*id));
    let mut tests: Vec<_> = unrun.collect();
    if tests.is_empty() {
        tests = scope.tests().collect();
    }
    let mut evidence = Vec::new();
    if let Some(test) = tests.first() {
        let fact = match tests.len() {
            1 => "no step of CI runs this test".to_owned(),
            more => format!(
                "no step of CI runs this and {} with tests",
                match more - 1 {
                    1 => "one other file".to_owned(),
                    others => format!("{others} other files"),
                }
            ),
        };
        evidence.push(whole(&test.path, &fact));
    }
    let ci = &scope.setup.ci;
    let advice = if ci.files.is_empty() {
        "No CI is set up here. Run the tests for each change.".to_owned()
    } else {
        evidence.extend(
            style::nearest_ci(scope, package)
                .map(|path| whole(&path, "CI of this part, without a step that runs its tests")),
        );
        format!(
            "No workflow runs these tests. Add a job that runs `{}`.",
            style::run_command(scope)
        )
    };
    Answer {
        state: Some(CheckState::Missing),
        folder: Some(package.folder.clone()),
        evidence,
        advice,
        snippets: style::workflow(scope, package).into_iter().collect(),
        ..Answer::default()
    }
}
