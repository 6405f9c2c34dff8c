//! The plan, as JSON says it.

use serde::Serialize;

use crate::model::{Phase, Roadmap, Step};

#[derive(Serialize)]
pub(in crate::report) struct RoadmapOut<'a> {
    start: Option<&'a str>,
    phases: Vec<PhaseOut<'a>>,
}

#[derive(Serialize)]
struct PhaseOut<'a> {
    id: &'a str,
    name: &'a str,
    weeks: [u32; 2],
    steps: Vec<StepOut<'a>>,
}

#[derive(Serialize)]
struct StepOut<'a> {
    id: &'a str,
    number: u32,
    title: &'a str,
    targets: &'a [String],
    priority: Option<&'static str>,
    state: &'static str,
    days: f64,
    quick_win: bool,
    note: Option<&'a str>,
}

pub(in crate::report) fn roadmap_out(roadmap: &Roadmap) -> RoadmapOut<'_> {
    RoadmapOut {
        start: roadmap.start.as_deref(),
        phases: roadmap.phases.iter().map(phase_out).collect(),
    }
}

fn phase_out(phase: &Phase) -> PhaseOut<'_> {
    PhaseOut {
        id: &phase.id,
        name: &phase.name,
        weeks: [phase.weeks.0, phase.weeks.1],
        steps: phase.steps.iter().map(step_out).collect(),
    }
}

fn step_out(step: &Step) -> StepOut<'_> {
    StepOut {
        id: &step.id,
        number: step.number,
        title: &step.title,
        targets: &step.targets,
        priority: step.priority.map(crate::model::Priority::word),
        state: step.state.word(),
        days: f64::from(step.half_days) / 2.0,
        quick_win: step.is_quick_win,
        note: step.note.as_deref(),
    }
}
