//! The files of the sample, with their symbols and tests.

use std::sync::Arc;

use crate::model::{
    ComponentId, Confidence, File, FileHistory, FileId, FileKind, Finding, LineCount, Link,
    LinkKind, Origin, Symbol, SymbolKind, SymbolStatus, TestStatus,
};

use TestStatus::{Direct, Hollow, Reached, Unreached};

use super::scores::COMPONENTS;

/// Path, lines of code, status, risk, importing files.
pub(super) type Row = (&'static str, u32, TestStatus, u8, u32);

pub(super) const SOURCES: &[Row] = &[
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

pub(super) const TESTS: &[&str] = &[
    "backend/tests/unit/handlers/test_auth.py",
    "backend/tests/unit/handlers/test_deployments.py",
    "backend/tests/unit/handlers/test_orbits.py",
    "backend/tests/integration/repositories/test_users.py",
    "frontend/src/stores/__tests__/invitations.test.ts",
    "frontend/src/components/ui/__tests__/UiPagination.test.ts",
    "sdk/tests/test_artifacts.py",
    "sdk/tests/test_bucket_resource.py",
];

pub(super) fn component_of(path: &str) -> Option<ComponentId> {
    let mut best = None;
    for (at, (folder, ..)) in (0..).zip(COMPONENTS) {
        if path.starts_with(&format!("{folder}/")) {
            best = Some(ComponentId(at));
        }
    }
    best
}

pub(super) fn language(path: &str) -> Option<&'static str> {
    match path.rsplit('.').next() {
        Some("py") => Some("python"),
        Some("ts") => Some("typescript"),
        Some("vue") => Some("vue"),
        _ => None,
    }
}

pub(super) fn symbol(name: &str, start: u32, end: u32, complexity: u32) -> Symbol {
    let kind = match name {
        "<template>" => SymbolKind::Template,
        _ => SymbolKind::Function,
    };
    Symbol {
        lines: end + 1 - start,
        complexity,
        has_logic: true,
        ..Symbol::at(name, kind, (start, end))
    }
}

pub(super) fn symbols(path: &str, code: u32) -> Vec<Symbol> {
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

pub(super) fn paths() -> Vec<(&'static str, Option<&'static Row>)> {
    let mut paths: Vec<(&str, Option<&Row>)> =
        SOURCES.iter().map(|row| (row.0, Some(row))).collect();
    paths.extend(TESTS.iter().map(|path| (*path, None)));
    paths.sort_unstable();
    paths
}

pub(super) fn test_for(path: &str) -> Option<FileId> {
    let stem = path.rsplit('/').next()?.split('.').next()?;
    let test = TESTS
        .iter()
        .find(|test| test.contains(stem))
        .or(TESTS.first())?;
    let at = paths().iter().position(|(path, _)| path == test)?;
    u32::try_from(at).ok().map(FileId)
}

pub(super) fn scanned(row: &Row) -> File {
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

pub(super) fn step_from(test: FileId) -> Origin {
    Origin {
        file: test,
        symbol: None,
        line: 14,
        kind: LinkKind::Calls,
    }
}

pub(super) fn link(test: FileId, kind: LinkKind, line: u32, hops: u32) -> Link {
    Link {
        test,
        kind,
        via: test,
        line,
        hops,
    }
}
