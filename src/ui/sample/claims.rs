//! The checks of the sample, and a written audit of it.

use std::sync::Arc;

use crate::model::{
    Check, CheckState, Claim, ClaimState, Evidence, Phase, Place, Project, Snippet, Step,
    WrittenAudit,
};

use super::project;

/// Folder, identity, title, answer, evidence, advice.
pub(super) type CheckRow = (
    &'static str,
    &'static str,
    &'static str,
    CheckState,
    (&'static str, Option<u32>, &'static str),
    &'static str,
);

pub(super) const CHECKS: &[CheckRow] = &[
    (
        "backend",
        "threshold",
        "Coverage has a lower bound that holds",
        CheckState::Wrong,
        (
            "backend/pyproject.toml",
            Some(41),
            "`fail_under = 0` lets any share pass",
        ),
        "Set it to the share that is reached now, so that no change lowers it.",
    ),
    (
        "backend",
        "runner",
        "There is a test runner",
        CheckState::Ok,
        ("backend/pyproject.toml", Some(23), "depends on pytest"),
        "",
    ),
    (
        "backend",
        "coverage",
        "Coverage is measured",
        CheckState::Ok,
        ("backend/pyproject.toml", Some(38), "configures coverage.py"),
        "",
    ),
    (
        "backend",
        "ci",
        "CI runs the tests",
        CheckState::Ok,
        (".github/workflows/backend.yml", Some(31), "runs `pytest`"),
        "",
    ),
    (
        "frontend",
        "coverage",
        "Coverage is measured",
        CheckState::Missing,
        ("frontend/vite.config.ts", None, "has no `coverage` section"),
        "Let Vitest write an lcov report.",
    ),
    (
        "frontend",
        "runner",
        "There is a test runner",
        CheckState::Ok,
        ("frontend/package.json", Some(12), "depends on vitest"),
        "",
    ),
    (
        "satellite",
        "runner",
        "There is a test runner",
        CheckState::Missing,
        (
            "satellite/pyproject.toml",
            None,
            "depends on no test runner",
        ),
        "Add pytest as the backend has it.",
    ),
    (
        "satellite",
        "ci",
        "CI runs the tests",
        CheckState::Missing,
        (
            ".github/workflows/satellite.yml",
            Some(9),
            "builds an image and runs no test",
        ),
        "Add a step that runs them.",
    ),
];

pub(super) fn checks() -> Vec<Check> {
    let snippet = |scope: &str, id: &str| {
        let (path, place, within, text) = match (scope, id) {
            ("satellite", "runner") => (
                "satellite/pyproject.toml",
                Place::Below(21),
                "[dependency-groups]",
                "    \"pytest>=8\",\n    \"pytest-asyncio>=0.24\",\n",
            ),
            ("frontend", "coverage") => (
                "frontend/vite.config.ts",
                Place::Below(4),
                "",
                "test: {\n\tcoverage: { reporter: ['lcov'] },\n},\n",
            ),
            _ => return None,
        };
        Some(Snippet {
            path: Arc::from(path),
            place,
            within: Arc::from(within),
            text: Arc::from(text),
        })
    };
    let rows = CHECKS.iter();
    rows.map(
        |(scope, id, title, state, (path, line, fact), advice)| Check {
            id,
            title: Arc::from(*title),
            scope: Arc::from(*scope),
            state: *state,
            evidence: Arc::from([Evidence {
                path: Arc::from(*path),
                line: *line,
                fact: Arc::from(*fact),
            }]),
            advice: Arc::from(*advice),
            snippets: snippet(scope, id).into_iter().collect(),
            bars_tests: false,
        },
    )
    .collect()
}

/// Line, what it is about, claim, verdict, truth.
pub(super) type ClaimRow = (u32, &'static str, &'static str, ClaimState, &'static str);

pub(super) const CLAIMS: &[ClaimRow] = &[
    (
        8,
        "frontend/src/stores/auth.ts",
        "has no tests",
        ClaimState::Confirmed,
        "no test leads there",
    ),
    (
        9,
        "satellite/agent/tasks/deploy.py",
        "has no tests",
        ClaimState::Confirmed,
        "no test leads there",
    ),
    (
        12,
        "backend/luml/handlers/deployments.py",
        "has no tests",
        ClaimState::Outdated,
        "backend/tests/unit/handlers/test_deployments.py calls it",
    ),
    (
        19,
        "backend/luml/handlers/emails.py",
        "has no tests",
        ClaimState::Moved,
        "stood at backend/luml/services/emails.py",
    ),
    (
        27,
        "users.py",
        "has no tests",
        ClaimState::Ambiguous,
        "may be backend/luml/api/users.py or backend/luml/repositories/users.py",
    ),
    (
        31,
        "Backend Handlers",
        "10 of 12 files have tests",
        ClaimState::Wrong,
        "3 of 5 files have tests",
    ),
    (
        44,
        "backend/luml/handlers/billing.py",
        "has no tests",
        ClaimState::Gone,
        "there is no such file any more",
    ),
    (
        52,
        "The team agreed to look at this again in spring.",
        "",
        ClaimState::Unread,
        "no claim that can be checked was recognised",
    ),
];

/// The finished scan with a written audit beside it.
pub(crate) fn audited() -> Project {
    let claims: Vec<Claim> = CLAIMS
        .iter()
        .map(|(line, subject, claim, state, truth)| Claim {
            line: *line,
            text: Arc::from(format!("- `{subject}`: {claim}")),
            subject: Arc::from(*subject),
            claim: Arc::from(*claim),
            state: *state,
            truth: Arc::from(*truth),
            test: (*line == 12).then(|| {
                let test = "backend/tests/unit/handlers/test_deployments.py";
                (Arc::from(test), 3)
            }),
            since: (*line == 12).then(|| (Arc::from("4c1d2e9"), Arc::from("2026-03-02"))),
        })
        .collect();
    let step = |number: u32, title: &str, target: &str| Step {
        id: format!("written-{number}"),
        number,
        title: title.to_owned(),
        targets: vec![target.to_owned()],
        ..Step::default()
    };
    let phase = Phase {
        id: "written".to_owned(),
        name: "Tests for the model server".to_owned(),
        weeks: (9, 10),
        steps: vec![
            step(1, "Model server", "satellite/model_server/server.py"),
            step(2, "Handlers of tasks", "satellite/agent/handlers/tasks.py"),
        ],
    };
    Project {
        audit: Some(Arc::new(WrittenAudit {
            name: Arc::from("docs/TEST_COVERAGE.md"),
            path: Some(Arc::from("docs/TEST_COVERAGE.md")),
            claims: claims.into(),
            phases: Arc::from([phase]),
        })),
        ..project()
    }
}
