//! Moving steps and phases, and taking them out.

use super::{edit, selected_phase, selected_step};
use crate::model::Roadmap;
use crate::track::{Edit, Place, apply_edit};
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
    state.roadmap.choose_phase(phase);
    let mut edits = vec![Edit::PlacePhase {
        phase: phase.to_owned(),
        before,
    }];
    edits.extend(weeks_after(&state.project.roadmap, &edits));
    let effects = edit(state, title, edits);
    state.roadmap.rebuild(&state.project);
    effects
}

/// The edits that give phases which follow one another their weeks in their new order: each keeps
/// its length, and what was free between two places stays free. Phases that lie beside each other
/// keep the weeks that people gave them.
fn weeks_after(roadmap: &Roadmap, edits: &[Edit]) -> Vec<Edit> {
    let before: Vec<(u32, u32)> = roadmap.phases.iter().map(|phase| phase.weeks).collect();
    let follows = |pair: &[(u32, u32)]| matches!(pair, [one, next] if one.1 < next.0);
    if !before.windows(2).all(follows) {
        return Vec::new();
    }
    let mut moved = roadmap.clone();
    for edit in edits {
        apply_edit(&mut moved, edit);
    }
    let free = before.windows(2).map(|pair| match pair {
        [one, next] => next.0.saturating_sub(one.1),
        _ => 1,
    });
    let mut free = free.chain([1]);
    let mut first = before.first().map_or(1, |weeks| weeks.0);
    let mut edits = Vec::new();
    for phase in &moved.phases {
        let last = first.saturating_add(phase.weeks.1.saturating_sub(phase.weeks.0));
        if phase.weeks != (first, last) {
            edits.push(Edit::Weeks {
                phase: phase.id.clone(),
                weeks: (first, last),
            });
        }
        first = last.saturating_add(free.next().unwrap_or(1));
    }
    edits
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Phase;

    /// Moves the first phase behind the second.
    fn check(weeks: &[(u32, u32)], expect: &[(&str, u32, u32)]) {
        let phase = |(at, weeks): (usize, &(u32, u32))| Phase {
            id: at.to_string(),
            weeks: *weeks,
            ..Phase::default()
        };
        let mut roadmap = Roadmap {
            phases: weeks.iter().enumerate().map(phase).collect(),
            ..Roadmap::default()
        };
        let mut edits = vec![Edit::PlacePhase {
            phase: "0".to_owned(),
            before: Some("2".to_owned()),
        }];
        edits.extend(weeks_after(&roadmap, &edits));
        for edit in &edits {
            apply_edit(&mut roadmap, edit);
        }
        let phases = roadmap.phases.iter();
        let found: Vec<(&str, u32, u32)> = phases
            .map(|phase| (phase.id.as_str(), phase.weeks.0, phase.weeks.1))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn phases_that_follow_one_another_change_places_with_their_lengths() {
        check(
            &[(1, 2), (3, 6), (7, 7)],
            &[("1", 1, 4), ("0", 5, 6), ("2", 7, 7)],
        );
        // A free week between the first two places.
        check(
            &[(2, 3), (5, 5), (6, 9)],
            &[("1", 2, 2), ("0", 4, 5), ("2", 6, 9)],
        );
    }

    #[test]
    fn phases_that_lie_beside_each_other_keep_their_weeks() {
        check(
            &[(1, 4), (3, 6), (7, 7)],
            &[("1", 3, 6), ("0", 1, 4), ("2", 7, 7)],
        );
    }
}
