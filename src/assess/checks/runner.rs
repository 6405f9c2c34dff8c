//! Is a test runner set up, and has it something to run?

use super::scope::Scope;
use super::{Answer, Question, fine, style, whole};
use crate::model::{CheckState, Evidence};

pub(super) const RUNNER: Question = Question {
    id: "runner",
    title: "A test runner is set up",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let package = scope.package;
    let test = scope.tests().next();
    let declared = package.runner.as_ref();
    match (declared, test) {
        (Some(tool), Some(_)) => fine([tool.evidence.clone()]),
        (None, Some(test)) => {
            // CI may bring the runner.
            if let Some(run) = scope.runs().next() {
                return fine([run.evidence.clone()]);
            }
            vec![Answer {
                state: Some(CheckState::Missing),
                evidence: vec![
                    whole(&test.path, "a test that nothing is set up to run"),
                    whole(&package.manifest, "asks for no test runner"),
                ],
                advice: format!(
                    "There are tests, but the manifest names no runner. {}",
                    style::how_to_add(scope, &style::runner_tools(scope))
                ),
                snippets: style::first_tools(scope, &style::runner_tools(scope)),
                ..Answer::default()
            }]
        }
        (Some(tool), None) => vec![Answer {
            state: Some(CheckState::Missing),
            evidence: vec![tool.evidence.clone(), sources(scope)],
            advice: format!(
                "The runner is there, but no test. Begin with the gap of the highest risk; `{}` runs its test.",
                style::run_command(scope)
            ),
            ..Answer::default()
        }],
        (None, None) => vec![Answer {
            state: Some(CheckState::Missing),
            evidence: std::iter::once(neither(scope))
                .chain(on_import(scope))
                .collect(),
            advice: format!(
                "Neither a test nor a test tool is here. {}{}",
                style::how_to_add(scope, &style::runner_tools(scope)),
                environment(scope)
            ),
            snippets: style::first_tools(scope, &style::runner_tools(scope)),
            bars_tests: true,
            ..Answer::default()
        }],
    }
}

/// Where the environment is read on import.
fn on_import<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = Evidence> + 'a {
    scope
        .members
        .iter()
        .flat_map(|member| &member.on_import)
        .cloned()
}

/// What the first test needs besides a runner, as a sentence behind others.
fn environment(scope: &Scope<'_>) -> String {
    if on_import(scope).next().is_none() {
        return String::new();
    }
    let folder = match &*scope.package.folder {
        "" => "tests".to_owned(),
        folder => format!("{folder}/tests"),
    };
    format!(
        " Settings are read from the environment on import: set what they ask for in \
         `{folder}/conftest.py`, with `os.environ.setdefault`, before anything of it is imported."
    )
}

fn neither(scope: &Scope<'_>) -> Evidence {
    let count = scope.sources().count();
    let fact = match count {
        1 => "asks for no test tool; its one file with something to test has no test".to_owned(),
        _ => format!("asks for no test tool; {count} files have something to test"),
    };
    whole(&scope.package.manifest, &fact)
}

fn sources(scope: &Scope<'_>) -> Evidence {
    let count = scope.sources().count();
    let fact = match count {
        1 => "no test leads to its one file with something to test".to_owned(),
        _ => format!("none of its {count} files with something to test has a test here"),
    };
    Evidence {
        path: scope.package.manifest.clone(),
        line: None,
        fact: fact.into(),
    }
}
