//! Moving steps and phases, and taking them out.

use super::{edit, selected_phase, selected_step};
use crate::track::{Edit, Place};
use crate::ui::event::Effect;
use crate::ui::state::{RoadmapRow, State};
use crate::ui::view::counted;

pub(crate) fn move_down(state: &mut State) -> Vec<Effect> {
    shift(state, true)
}

pub(crate) fn move_up(state: &mut State) -> Vec<Effect> {
    shift(state, false)
}

/// Moves the selected step by one place, at the end of a phase into the next one.
fn shift(state: &mut State, is_down: bool) -> Vec<Effect> {
    let (phase, at) = match state.roadmap.selected() {
        Some(RoadmapRow::Step(phase, at)) => (phase, at),
        Some(RoadmapRow::Phase(phase)) => return shift_phase(state, phase, is_down),
        Some(RoadmapRow::Target(..)) | None => {
            state.tell("select a step or a phase to move it");
            return Vec::new();
        }
    };
    let phases = &state.project.roadmap.phases;
    let id_of = |phase: usize, step: usize| {
        let step = phases.get(phase)?.steps.get(step)?;
        Some(step.id.clone())
    };
    let len = phases.get(phase).map_or(0, |phase| phase.steps.len());
    let (to, before) = if is_down && at + 1 < len {
        (phase, id_of(phase, at + 2))
    } else if is_down {
        (phase + 1, id_of(phase + 1, 0))
    } else if let Some(above) = at.checked_sub(1) {
        (phase, id_of(phase, above))
    } else {
        (phase.wrapping_sub(1), None)
    };
    let (Some(target), Some(step)) = (phases.get(to), id_of(phase, at)) else {
        state.tell(if is_down {
            "this is the last step of the plan"
        } else {
            "this is the first step of the plan"
        });
        return Vec::new();
    };
    let word = if to == phase { "within" } else { "to" };
    let title = format!("step moved {word} `{}`", target.name);
    let to = Place {
        phase: target.id.clone(),
        before,
    };
    place_in(state, &title, &step, to, None)
}

/// Moves a phase by one place.
fn shift_phase(state: &mut State, at: usize, is_down: bool) -> Vec<Effect> {
    let phases = &state.project.roadmap.phases;
    let id_of = |at: usize| phases.get(at).map(|phase| phase.id.clone());
    let (other, before) = if is_down {
        (Some(at + 1), id_of(at + 2))
    } else {
        (at.checked_sub(1), at.checked_sub(1).and_then(id_of))
    };
    let (Some(other), Some(phase)) = (other.and_then(|at| phases.get(at)), id_of(at)) else {
        state.tell(if is_down {
            "this is the last phase of the plan"
        } else {
            "this is the first phase of the plan"
        });
        return Vec::new();
    };
    let word = if is_down { "behind" } else { "before" };
    let title = format!("phase moved {word} `{}`", other.name);
    place_phase(state, &title, &phase, before)
}

/// Moves a step, into a phase that another edit may make first.
pub(in crate::ui::update) fn place_in(
    state: &mut State,
    title: &str,
    step: &str,
    to: Place,
    first: Option<Edit>,
) -> Vec<Effect> {
    let mut edits: Vec<Edit> = first.into_iter().collect();
    edits.push(Edit::Place {
        step: step.to_owned(),
        to,
    });
    let effects = edit(state, title, edits);
    state.roadmap.choose_step(&state.project, step);
    effects
}

/// Moves a phase with its steps.
pub(in crate::ui::update) fn place_phase(
    state: &mut State,
    title: &str,
    phase: &str,
    before: Option<String>,
) -> Vec<Effect> {
    let phase = phase.to_owned();
    state.roadmap.choose_phase(&phase);
    let effects = edit(state, title, vec![Edit::PlacePhase { phase, before }]);
    state.roadmap.rebuild(&state.project);
    effects
}

/// Takes the selected step out of the plan, or the selected phase with its steps.
pub(crate) fn remove(state: &mut State) -> Vec<Effect> {
    if let Some(step) = selected_step(state) {
        let title = format!("step {} taken out", step.number);
        let step = step.id.clone();
        return edit(state, &title, vec![Edit::Remove { step }]);
    }
    let Some(phase) = selected_phase(state) else {
        return Vec::new();
    };
    let steps = counted(phase.steps.len(), "step");
    let title = format!("phase `{}` with {steps} taken out", phase.name);
    let phase = phase.id.clone();
    edit(state, &title, vec![Edit::RemovePhase { phase }])
}
