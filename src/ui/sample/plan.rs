//! The plan of the sample, and its metrics.

use std::sync::Arc;

use crate::model::{
    Basis, Figure, File, FileId, Metric, Phase, Priority, Roadmap, RoadmapOrigin, Snapshot, Step,
    StepState,
};

/// Identity, name, first and last week, steps.
pub(super) type PhaseRow = (&'static str, &'static str, (u32, u32), &'static [StepRow]);

/// Title, priority, targets.
pub(super) type StepRow = (&'static str, Priority, &'static [&'static str]);

pub(super) const SECURITY: &[StepRow] = &[
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

pub(super) const PIPELINE: &[StepRow] = &[
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

pub(super) const API: &[StepRow] = &[
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

pub(super) const STATE: &[StepRow] = &[(
    "Stores",
    Priority::Medium,
    &[
        "frontend/src/stores/deployments.ts",
        "frontend/src/stores/organization.ts",
        "frontend/src/stores/collections.ts",
        "frontend/src/stores/invitations.ts",
    ],
)];

pub(super) const PHASES: &[PhaseRow] = &[
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

pub(super) fn step(number: u32, row: &StepRow, all: &[File]) -> Step {
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

pub(super) fn roadmap(all: &[File]) -> Roadmap {
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
pub(super) fn metrics(files: &[File]) -> Vec<Metric> {
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

/// Figures of five earlier days.
pub(super) fn earlier() -> Arc<[Snapshot]> {
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
