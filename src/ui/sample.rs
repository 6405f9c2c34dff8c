//! A small monorepo as a scan would describe it, for the tests of the interface.

use std::sync::Arc;

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui::layout::Rect;

use super::event::{Effect, Event};
use super::state::State;
use super::theme::Surroundings;
use super::update::update;
use crate::config::Preferences;
use crate::model::{
    Basis, Check, CheckState, Claim, ClaimState, Component, ComponentId, Confidence,
    Counterfactual, Effort, Evidence, Figure, File, FileHistory, FileId, FileKind, Finding,
    LineCount, Link, LinkKind, Mark, MarkKey, MarkState, Metric, Mocks, Origin, Phase, Place,
    Priority, PriorityThresholds, Progress, Project, Roadmap, RoadmapOrigin, Score, Snapshot,
    Snippet, Stage, Step, StepState, Symbol, SymbolKind, SymbolStatus, Term, TestCommand,
    TestStatus, Thresholds, Use, Uses, WrittenAudit,
};
use crate::track::{Change, Marks};

use TestStatus::{Direct, Hollow, Reached, Unreached};

/// Path, lines of code, status, risk, importing files.
type Row = (&'static str, u32, TestStatus, u8, u32);

const SOURCES: &[Row] = &[
    ("backend/luml/api/auth.py", 88, Unreached, 71, 1),
    ("backend/luml/api/deployments.py", 141, Unreached, 66, 1),
    ("backend/luml/api/orbits/orbits.py", 97, Unreached, 52, 1),
    (
        "backend/luml/api/organization/organization.py",
        133,
        Unreached,
        58,
        1,
    ),
    ("backend/luml/api/users.py", 64, Unreached, 44, 1),
    ("backend/luml/handlers/auth.py", 212, Direct, 0, 4),
    ("backend/luml/handlers/deployments.py", 187, Direct, 0, 3),
    ("backend/luml/handlers/emails.py", 58, Hollow, 61, 5),
    ("backend/luml/handlers/orbits.py", 164, Direct, 0, 2),
    ("backend/luml/handlers/stats.py", 21, Unreached, 24, 1),
    ("backend/luml/repositories/base.py", 73, Reached, 0, 11),
    (
        "backend/luml/repositories/deployments.py",
        119,
        Direct,
        0,
        2,
    ),
    (
        "backend/luml/repositories/permissions.py",
        46,
        Unreached,
        35,
        0,
    ),
    ("backend/luml/repositories/users.py", 102, Direct, 0, 6),
    (
        "frontend/src/components/deployments/DeploymentsCreateModal.vue",
        318,
        Unreached,
        63,
        1,
    ),
    (
        "frontend/src/components/model/ModelUpload.vue",
        244,
        Unreached,
        60,
        2,
    ),
    (
        "frontend/src/components/orbits/OrbitCard.vue",
        76,
        Unreached,
        18,
        1,
    ),
    (
        "frontend/src/components/organization/OrganizationCreator.vue",
        131,
        Unreached,
        41,
        1,
    ),
    ("frontend/src/components/ui/UiButton.vue", 34, Direct, 0, 27),
    (
        "frontend/src/components/ui/UiPagination.vue",
        92,
        Direct,
        0,
        4,
    ),
    ("frontend/src/stores/auth.ts", 126, Unreached, 82, 14),
    ("frontend/src/stores/collections.ts", 118, Unreached, 37, 3),
    ("frontend/src/stores/deployments.ts", 143, Unreached, 49, 5),
    ("frontend/src/stores/invitations.ts", 61, Direct, 0, 2),
    ("frontend/src/stores/organization.ts", 155, Unreached, 55, 9),
    ("satellite/agent/agent_manager.py", 145, Unreached, 71, 3),
    (
        "satellite/agent/clients/docker_client.py",
        126,
        Unreached,
        74,
        4,
    ),
    (
        "satellite/agent/clients/platform_client.py",
        98,
        Unreached,
        47,
        6,
    ),
    (
        "satellite/agent/controllers/periodic.py",
        50,
        Unreached,
        48,
        1,
    ),
    ("satellite/agent/handlers/tasks.py", 51, Unreached, 12, 2),
    ("satellite/agent/tasks/deploy.py", 160, Unreached, 86, 1),
    ("satellite/agent/tasks/undeploy.py", 71, Unreached, 64, 1),
    ("satellite/model_server/server.py", 83, Unreached, 33, 0),
    (
        "sdk/luml/experiments/backends/sqlite.py",
        402,
        Unreached,
        57,
        2,
    ),
    ("sdk/luml/experiments/tracker.py", 233, Unreached, 69, 3),
    ("sdk/luml/resources/artifacts.py", 171, Direct, 0, 1),
    ("sdk/luml/resources/bucket_secrets.py", 84, Direct, 0, 1),
    ("sdk/luml/resources/_validators.py", 39, Reached, 0, 5),
];

const TESTS: &[&str] = &[
    "backend/tests/unit/handlers/test_auth.py",
    "backend/tests/unit/handlers/test_deployments.py",
    "backend/tests/unit/handlers/test_orbits.py",
    "backend/tests/integration/repositories/test_users.py",
    "frontend/src/stores/__tests__/invitations.test.ts",
    "frontend/src/components/ui/__tests__/UiPagination.test.ts",
    "sdk/tests/test_artifacts.py",
    "sdk/tests/test_bucket_resource.py",
];

/// Identity, parent, name, target.
const COMPONENTS: &[(&str, Option<u32>, &str, Option<f64>)] = &[
    ("backend", None, "Backend", Some(0.8)),
    ("backend/luml/api", Some(0), "API Routes", Some(0.8)),
    ("backend/luml/handlers", Some(0), "Handlers", Some(1.0)),
    (
        "backend/luml/repositories",
        Some(0),
        "Repositories",
        Some(1.0),
    ),
    ("frontend", None, "Frontend", None),
    ("frontend/src/components", Some(4), "Components", Some(0.5)),
    ("frontend/src/stores", Some(4), "Stores", Some(0.8)),
    ("satellite", None, "Satellite", Some(0.8)),
    ("satellite/agent", Some(7), "Agent", Some(0.8)),
    ("sdk", None, "Python SDK", None),
    ("sdk/luml/experiments", Some(9), "Experiments", Some(0.9)),
    ("sdk/luml/resources", Some(9), "API Resources", Some(1.0)),
];

fn component_of(path: &str) -> Option<ComponentId> {
    let mut best = None;
    for (at, (folder, ..)) in (0..).zip(COMPONENTS) {
        if path.starts_with(&format!("{folder}/")) {
            best = Some(ComponentId(at));
        }
    }
    best
}

fn language(path: &str) -> Option<&'static str> {
    match path.rsplit('.').next() {
        Some("py") => Some("python"),
        Some("ts") => Some("typescript"),
        Some("vue") => Some("vue"),
        _ => None,
    }
}

fn symbol(name: &str, start: u32, end: u32, complexity: u32) -> Symbol {
    Symbol {
        name: name.into(),
        kind: if name == "<template>" {
            SymbolKind::Template
        } else {
            SymbolKind::Function
        },
        parent: None,
        start,
        end,
        lines: end + 1 - start,
        complexity,
        has_logic: true,
        is_test: false,
        is_skipped: false,
        is_test_only: false,
        decorators: Box::new([]),
        parameters: Box::new([]),
        bases: Box::new([]),
    }
}

fn symbols(path: &str, code: u32) -> Vec<Symbol> {
    let end = code + code / 4;
    match path {
        "satellite/agent/tasks/deploy.py" => vec![
            symbol("DeployTask.run", 38, 121, 9),
            symbol("DeployTask._wait_healthy", 122, 160, 6),
            symbol("DeployTask._report", 162, 198, 3),
        ],
        _ if path.ends_with(".vue") => vec![
            symbol("<template>", 1, end / 2, 4),
            symbol("onSubmit", end / 2 + 4, end, 5),
        ],
        _ => vec![
            symbol("create", 12, end / 2, 3),
            symbol("delete", end / 2 + 2, end, 2),
        ],
    }
}

pub(crate) fn plain(path: &str, kind: FileKind) -> File {
    File {
        path: Arc::from(path),
        language: language(path),
        kind,
        lines: LineCount::default(),
        component: component_of(path),
        status: None,
        confidence: Confidence::Likely,
        estimate: 0.0,
        function_lines: 0,
        symbols: Arc::from([]),
        symbol_status: Arc::from([]),
        origin: None,
        tests: Arc::from([]),
        fan_in: 0,
        coverage: None,
        history: None,
        owner: None,
        findings: Arc::from([]),
    }
}

fn paths() -> Vec<(&'static str, Option<&'static Row>)> {
    let mut paths: Vec<(&str, Option<&Row>)> =
        SOURCES.iter().map(|row| (row.0, Some(row))).collect();
    paths.extend(TESTS.iter().map(|path| (*path, None)));
    paths.sort_unstable();
    paths
}

fn test_for(path: &str) -> Option<FileId> {
    let stem = path.rsplit('/').next()?.split('.').next()?;
    let test = TESTS
        .iter()
        .find(|test| test.contains(stem))
        .or(TESTS.first())?;
    let at = paths().iter().position(|(path, _)| path == test)?;
    u32::try_from(at).ok().map(FileId)
}

fn scanned(row: &Row) -> File {
    let (path, code, status, _, fan_in) = *row;
    let symbols = symbols(path, code);
    let estimate = match status {
        Direct => 0.85,
        Reached => 0.5,
        _ => 0.0,
    };
    let judged: Vec<SymbolStatus> = symbols
        .iter()
        .map(|_| SymbolStatus {
            origin: test_for(path).filter(|_| !status.is_gap()).map(step_from),
            ..SymbolStatus::new(status, estimate)
        })
        .collect();
    let tests = match (status, test_for(path)) {
        (Direct, Some(test)) => vec![link(test, LinkKind::Calls, 3, 1)],
        (Reached, Some(test)) => vec![link(test, LinkKind::Calls, 9, 2)],
        _ => Vec::new(),
    };
    let findings: &[Finding] = match path {
        "backend/luml/repositories/permissions.py" => &[Finding::PossiblyDead],
        "backend/luml/handlers/emails.py" => &[Finding::OnlyMocked],
        _ => &[],
    };
    File {
        lines: LineCount {
            total: code + code / 4,
            code,
        },
        status: Some(status),
        confidence: if status == Unreached {
            Confidence::Certain
        } else {
            Confidence::Likely
        },
        estimate,
        function_lines: code,
        symbols: symbols.into(),
        symbol_status: judged.into(),
        origin: None,
        tests: tests.into(),
        fan_in,
        findings: Arc::from(findings),
        history: (path == "satellite/agent/tasks/deploy.py").then_some(FileHistory {
            commits: 41,
            recent_commits: 14,
            churn: 9.5,
            fixes: 6,
            recent_fixes: 2,
            authors: 3,
            changed: Some(1_779_000_000),
        }),
        owner: path
            .starts_with("satellite/")
            .then(|| Arc::from("@luml-ai/infra")),
        ..plain(path, FileKind::Source)
    }
}

fn step_from(test: FileId) -> Origin {
    Origin {
        file: test,
        symbol: None,
        line: 14,
        kind: LinkKind::Calls,
    }
}

fn link(test: FileId, kind: LinkKind, line: u32, hops: u32) -> Link {
    Link {
        test,
        kind,
        via: test,
        line,
        hops,
    }
}

fn term(name: &str, fact: &str, share: f32) -> Term {
    Term {
        name: Arc::from(name),
        fact: Arc::from(fact),
        share,
    }
}

fn score(row: Option<&Row>) -> Score {
    let Some((path, code, status, risk, fan_in)) = row.copied() else {
        return Score::default();
    };
    if !status.is_gap() {
        return Score {
            priority: Some(Priority::Low),
            ..Score::default()
        };
    }
    let impact = f32::from(risk) / 100.0;
    let domain = if path.contains("deploy") {
        "deployment"
    } else {
        "authentication"
    };
    Score {
        risk,
        priority: Some(PriorityThresholds::default().priority(risk)),
        shortfall: 1.0,
        terms: Arc::from([
            term("size", &format!("{code} lines of code"), impact * 0.35),
            term(
                "complexity",
                "up to 9 branches in one function",
                impact * 0.25,
            ),
            term(domain, "a mistake here reaches production", impact * 0.25),
            term("fan-in", &format!("{fan_in} importing"), impact * 0.15),
        ]),
        rationale: Arc::from(format!(
            "No test reaches its {code} lines, which belong to {domain}, and a mistake here reaches production."
        )),
        effort: Some(match code {
            0..100 => Effort::Small,
            100..250 => Effort::Medium,
            _ => Effort::Large,
        }),
        counterfactual: (path == "satellite/agent/tasks/deploy.py").then(|| Counterfactual {
            symbol: Arc::from("DeployTask.run"),
            risk: 31,
        }),
        suggested_test: Some(Arc::from("satellite/tests/agent/tasks/test_deploy.py")),
        sibling_test: Some(Arc::from("backend/tests/unit/handlers/test_deployments.py")),
        test_first: Arc::from([]),
        test_command: Some(TestCommand {
            folder: Arc::from(""),
            line: Arc::from("pytest satellite/tests/agent/tasks/test_deploy.py"),
            whole: Arc::from("pytest satellite/tests/agent/tasks/test_deploy.py"),
        }),
    }
}

fn components(files: &[File], scores: &[Score]) -> Vec<Component> {
    (0..)
        .zip(COMPONENTS)
        .map(|(at, (id, parent, name, target))| {
            let inside = |file: &File| file.path.starts_with(&format!("{id}/"));
            let mut component = Component {
                id: Arc::from(*id),
                parent: parent.map(ComponentId),
                name: Arc::from(*name),
                path: Arc::from(*id),
                is_configured: true,
                target: *target,
                sources: 0,
                direct: 0,
                reached: 0,
                hollow: 0,
                unreached: 0,
                tests: 2,
                function_lines: 0,
                ratio: None,
                basis: match at {
                    3 => Basis::Measured,
                    0 => Basis::Mixed,
                    11 => Basis::Stale,
                    _ => Basis::Estimated,
                },
                measured_share: if at == 0 { 0.4 } else { 0.0 },
                level: None,
                gaps: [0; 4],
            };
            let mut run = 0.0;
            for (file, score) in files.iter().zip(scores) {
                if !inside(file) || file.kind != FileKind::Source {
                    continue;
                }
                let Some(status) = file.status else { continue };
                component.sources += 1;
                match status {
                    Direct => component.direct += 1,
                    Reached => component.reached += 1,
                    Hollow => component.hollow += 1,
                    _ => component.unreached += 1,
                }
                component.function_lines += file.function_lines;
                run += f64::from(file.estimate) * f64::from(file.function_lines);
                if let Some(priority) = score.priority.filter(|_| file.is_gap()) {
                    component.gaps[3 - priority as usize] += 1;
                }
            }
            if component.function_lines > 0 {
                let ratio = run / f64::from(component.function_lines);
                component.ratio = Some(ratio);
                component.level = Some(Thresholds::default().level(ratio));
            }
            component
        })
        .collect()
}

/// Identity, name, first and last week, steps.
type PhaseRow = (&'static str, &'static str, (u32, u32), &'static [StepRow]);

/// Title, priority, targets.
type StepRow = (&'static str, Priority, &'static [&'static str]);

const SECURITY: &[StepRow] = &[
    (
        "Sign-in, refresh and sign-out of the web client",
        Priority::Critical,
        &["frontend/src/stores/auth.ts"],
    ),
    (
        "backend/luml/repositories/permissions.py",
        Priority::High,
        &["backend/luml/repositories/permissions.py"],
    ),
    (
        "Sending of emails",
        Priority::High,
        &["backend/luml/handlers/emails.py"],
    ),
    (
        "Sign-in on the server",
        Priority::High,
        &["backend/luml/handlers/auth.py"],
    ),
];

const PIPELINE: &[StepRow] = &[
    (
        "Deploy and undeploy tasks",
        Priority::Critical,
        &[
            "satellite/agent/tasks/deploy.py",
            "satellite/agent/tasks/undeploy.py",
        ],
    ),
    (
        "Docker client",
        Priority::High,
        &["satellite/agent/clients/docker_client.py"],
    ),
    (
        "Experiment tracker",
        Priority::High,
        &["sdk/luml/experiments/tracker.py"],
    ),
];

const API: &[StepRow] = &[
    (
        "Routes",
        Priority::High,
        &[
            "backend/luml/api/auth.py",
            "backend/luml/api/orbits/orbits.py",
            "backend/luml/api/organization/organization.py",
        ],
    ),
    ("Upload service", Priority::High, &[]),
];

const STATE: &[StepRow] = &[(
    "Stores",
    Priority::Medium,
    &[
        "frontend/src/stores/deployments.ts",
        "frontend/src/stores/organization.ts",
        "frontend/src/stores/collections.ts",
        "frontend/src/stores/invitations.ts",
    ],
)];

const PHASES: &[PhaseRow] = &[
    (
        "security",
        "Critical security and authentication",
        (1, 2),
        SECURITY,
    ),
    ("pipeline", "Core deployment pipeline", (3, 4), PIPELINE),
    ("api", "API layer", (5, 6), API),
    ("state", "Frontend state management", (7, 8), STATE),
];

fn step(number: u32, row: &StepRow, all: &[File]) -> Step {
    let (title, priority, targets) = *row;
    let find = |path: &&str| all.iter().position(|file| &*file.path == *path);
    let places: Vec<usize> = targets.iter().filter_map(find).collect();
    let is_done = !places.is_empty() && places.iter().all(|at| !all[*at].is_gap());
    Step {
        id: format!("step-{number}"),
        number,
        title: title.to_owned(),
        targets: targets.iter().map(|path| (*path).to_owned()).collect(),
        files: places
            .into_iter()
            .filter_map(|at| u32::try_from(at).ok().map(FileId))
            .collect(),
        priority: Some(priority),
        state: if is_done {
            StepState::Done
        } else {
            StepState::Open
        },
        ..Step::default()
    }
}

fn roadmap(all: &[File]) -> Roadmap {
    let mut number = 0;
    let mut phases = Vec::new();
    for (id, name, weeks, steps) in PHASES {
        let mut phase = Phase {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            weeks: *weeks,
            steps: Vec::new(),
        };
        for row in *steps {
            number += 1;
            phase.steps.push(step(number, row, all));
        }
        phases.push(phase);
    }
    Roadmap {
        origin: RoadmapOrigin::Saved,
        start: Some("2026-05-04".to_owned()),
        pace: None,
        phases,
    }
}

/// Name, current and target, tested and all; the files below a folder.
fn metrics(files: &[File]) -> Vec<Metric> {
    let metric = |name: &str, folder: &str, current, target, counts| Metric {
        name: Arc::from(name),
        current,
        target,
        basis: Basis::Estimated,
        unit: "files",
        counts,
        files: (0..)
            .map(FileId)
            .zip(files)
            .filter(|(_, file)| file.path.starts_with(folder) && file.has_logic())
            .map(|(id, _)| id)
            .collect(),
    };
    vec![
        metric(
            "Stores of the web client",
            "frontend/src/stores",
            Some(0.2),
            Some(0.8),
            (1, 5),
        ),
        metric(
            "Handlers",
            "backend/luml/handlers",
            Some(0.6),
            Some(0.6),
            (3, 5),
        ),
        metric("Desktop client", "desktop", None, Some(0.5), (0, 0)),
        metric("Everything", "", Some(0.27), None, (12, 44)),
    ]
}

/// Folder, identity, title, answer, evidence, advice.
type CheckRow = (
    &'static str,
    &'static str,
    &'static str,
    CheckState,
    (&'static str, Option<u32>, &'static str),
    &'static str,
);

const CHECKS: &[CheckRow] = &[
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

fn checks() -> Vec<Check> {
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
        },
    )
    .collect()
}

/// Line, what it is about, claim, verdict, truth.
type ClaimRow = (u32, &'static str, &'static str, ClaimState, &'static str);

const CLAIMS: &[ClaimRow] = &[
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

/// Figures of five earlier days.
fn earlier() -> Arc<[Snapshot]> {
    const DAYS: [(&str, f64, f64, f64); 5] = [
        ("2026-04-06T08:00:00Z", 0.2, 0.31, 0.0),
        ("2026-04-13T08:00:00Z", 0.2, 0.31, 0.0),
        ("2026-04-27T08:00:00Z", 0.4, 0.38, 0.02),
        ("2026-05-04T08:00:00Z", 0.4, 0.40, 0.02),
        ("2026-05-18T08:00:00Z", 0.5, 0.44, 0.0),
    ];
    let days = DAYS.iter().map(|(at, handlers, backend, satellite)| {
        let figure = |name: &str, value: f64| Figure {
            name: name.to_owned(),
            value,
        };
        Snapshot {
            at: (*at).to_owned(),
            commit: None,
            figures: Arc::from([
                figure("component:backend", *backend),
                figure("component:satellite", *satellite),
                figure("metric:Handlers", *handlers),
            ]),
        }
    });
    days.collect()
}

/// The uses that the symbols of the files were reached by.
fn uses(files: &[File]) -> Uses {
    let mut firsts = vec![0];
    for file in files {
        let symbols = u32::try_from(file.symbols.len()).unwrap();
        firsts.push(firsts.last().unwrap() + symbols + 3);
    }
    let all = *firsts.last().unwrap();
    let mut users = vec![Vec::new(); all as usize];
    for (file, first) in files.iter().zip(&firsts) {
        for (at, status) in file.symbol_status.iter().enumerate() {
            if let Some(origin) = status.origin {
                let from = firsts[origin.file.0 as usize] + origin.symbol.map_or(0, |at| at + 1);
                users[*first as usize + 1 + at].push(Use {
                    from,
                    line: origin.line,
                    kind: origin.kind,
                });
            }
        }
    }
    let tests = files.iter().zip(&firsts);
    let tests = tests.filter(|(file, _)| file.kind == FileKind::Test);
    let starts: Vec<(u32, u32)> = tests.map(|(_, first)| (*first, 0)).collect();
    let ends = users.iter().scan(0, |sum, users| {
        *sum += u32::try_from(users.len()).unwrap();
        Some(*sum)
    });
    Uses {
        ends: ends.collect(),
        users: users.concat(),
        is_test: (0..all)
            .map(|at| {
                starts
                    .iter()
                    .any(|(start, _)| (*start..*start + 3).contains(&at))
            })
            .collect(),
        starts,
        mocks: vec![Mocks::default()],
        firsts,
        ..Uses::default()
    }
}

/// The scan when it is done.
pub(crate) fn project() -> Project {
    let rows = paths();
    let files: Vec<File> = rows
        .iter()
        .map(|(path, row)| row.map_or_else(|| plain(path, FileKind::Test), scanned))
        .collect();
    let scores: Vec<Score> = rows.iter().map(|(_, row)| score(*row)).collect();
    Project {
        name: Arc::from("luml"),
        commit: Some(Arc::from("70d9004e")),
        components: components(&files, &scores).into(),
        roadmap: Arc::new(roadmap(&files)),
        metrics: metrics(&files).into(),
        checks: checks().into(),
        earlier: earlier(),
        uses: Arc::new(uses(&files)),
        files: files.into_iter().collect(),
        scores: scores.into_iter().collect(),
        progress: Progress {
            stage: Stage::Done,
            done: 46,
            total: 46,
        },
        ..Project::default()
    }
}

/// The scan when the files are listed and nothing else is known.
pub(crate) fn early() -> Project {
    let files: Vec<File> = paths()
        .iter()
        .map(|(path, row)| {
            let kind = if row.is_some() {
                FileKind::Source
            } else {
                FileKind::Test
            };
            plain(path, kind)
        })
        .collect();
    Project {
        name: Arc::from("luml"),
        components: components(&files, &[]).into(),
        files: files.into_iter().collect(),
        progress: Progress {
            stage: Stage::Extract,
            done: 17,
            total: 46,
        },
        ..Project::default()
    }
}

/// A change that marks a file done.
pub(crate) fn done(path: &str) -> Change {
    let mark = Mark {
        state: Some(MarkState::Done),
        by: Some("ada".to_owned()),
        at: "2026-05-19T16:00:00Z".to_owned(),
        note: Some("covered by the nightly run".to_owned()),
        until: None,
        hash: None,
        verified: false,
    };
    let key = MarkKey {
        path: path.to_owned(),
        symbol: None,
    };
    (key, Some(mark))
}

/// What a user has who changed nothing.
pub(crate) fn preferences() -> Preferences {
    Preferences {
        theme: "dark".to_owned(),
        mouse: true,
        ..Preferences::default()
    }
}

/// A state without any snapshot.
pub(crate) fn blank(width: u16, height: u16, preferences: &Preferences) -> State {
    let around = Surroundings {
        term: "xterm-256color".to_owned(),
        ..Surroundings::default()
    };
    let area = Rect::new(0, 0, width, height);
    let mut state = State::within(around, preferences, Marks::default(), area);
    state.signed(Some("ada".to_owned()));
    state.at("2026-05-20T09:30:00Z".parse::<Timestamp>().unwrap());
    state
}

/// A state with the finished scan.
pub(crate) fn state(width: u16, height: u16) -> State {
    let mut state = blank(width, height, &preferences());
    update(&mut state, Event::Snapshot(Box::new(project())));
    state
}

/// Presses keys, by their names; returns what the last one asked for.
pub(crate) fn press(state: &mut State, names: &[&str]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for name in names {
        effects = update(state, Event::Terminal(TerminalEvent::Key(key(name))));
    }
    effects
}

/// What might stand in a file: as many lines as the longest one has.
pub(crate) fn source(path: &str) -> String {
    let mut text = format!("\"\"\"{path}\"\"\"\nimport docker\n");
    for line in 3..=200 {
        text.push_str(&match line {
            38 => "    async def run(self, task: str) -> None:\n".to_owned(),
            122 => "\tdef _wait_healthy(self, 数据: int = 10):  # line 122\n".to_owned(),
            _ if line % 9 == 0 => format!("        if task != 'line {line}':\n"),
            _ => format!("        self.step({line})  # line {line}\n"),
        });
    }
    text
}

/// Types a text letter by letter.
pub(crate) fn type_in(state: &mut State, text: &str) {
    for letter in text.chars() {
        press(state, &[letter.to_string().as_str()]);
    }
}

fn key(name: &str) -> KeyEvent {
    let (modifiers, name) = match name.split_once('-') {
        Some(("ctrl", rest)) => (KeyModifiers::CONTROL, rest),
        Some(("shift", rest)) => (KeyModifiers::SHIFT, rest),
        _ => (KeyModifiers::NONE, name),
    };
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "backspace" => KeyCode::Backspace,
        "space" => KeyCode::Char(' '),
        "tab" => KeyCode::Tab,
        "end" => KeyCode::End,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pgdn" => KeyCode::PageDown,
        "pgup" => KeyCode::PageUp,
        _ => KeyCode::Char(name.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}
