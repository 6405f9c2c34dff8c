//! What is judged of the files of the sample: their scores and components, and who uses whom.

use std::sync::Arc;

use crate::model::{
    Basis, Component, ComponentId, Counterfactual, Effort, File, FileKind, Mocks, Priority,
    PriorityThresholds, Score, Term, TestCommand, TestStatus, Thresholds, Use, Uses,
};

use TestStatus::{Direct, Hollow, Reached};

use super::files::Row;

/// Identity, parent, name, target.
pub(super) const COMPONENTS: &[(&str, Option<u32>, &str, Option<f64>)] = &[
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

pub(super) fn term(name: &str, fact: &str, share: f32) -> Term {
    Term {
        name: Arc::from(name),
        fact: Arc::from(fact),
        share,
    }
}

pub(super) fn score(row: Option<&Row>) -> Score {
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

pub(super) fn components(files: &[File], scores: &[Score]) -> Vec<Component> {
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
                accepted: 0,
                untested: 0,
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
                component.untested += u32::from(file.is_untested());
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

/// The uses that the symbols of the files were reached by.
pub(super) fn uses(files: &[File]) -> Uses {
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
