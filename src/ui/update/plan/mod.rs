//! Editing the plan: moving, renaming and adding steps, and what else its keys do.

mod asking;
mod moving;

use std::sync::Arc;

use super::{marks, navigate};
use crate::error::Error;
use crate::model::{Phase, Roadmap, RoadmapOrigin, Step};
use crate::track::{Edit, apply_edit};
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{Fingerprint, MadeEdit, State, phase_of, step_of};

pub(super) use asking::{INBOX, add, new_phase, submit};
pub(crate) use asking::{ask_name, ask_new_phase, ask_plan, ask_step, ask_weeks, inbox};
pub(crate) use moving::{move_down, move_up, remove};
pub(super) use moving::{place_in, place_phase};

pub(crate) fn has_phase(state: &State) -> Availability {
    match selected_phase(state) {
        Some(_) => Ok(()),
        None => Err("there is no plan to edit"),
    }
}

pub(crate) fn can_plan(state: &State) -> Availability {
    if state.project.roadmap.phases.is_empty() {
        Err("there is no plan to add to")
    } else if state.gaps.selected().is_none() && state.gaps.picked.is_empty() {
        Err("select gaps to plan them")
    } else {
        // Where a step names all of them, it is told which.
        Ok(())
    }
}

pub(super) fn selected_step(state: &State) -> Option<&Step> {
    step_of(&state.project, state.roadmap.selected()?)
}

fn selected_phase(state: &State) -> Option<&Phase> {
    phase_of(&state.project, state.roadmap.selected()?)
}

/// Makes edits: shown at once, saved, and able to be undone.
pub(super) fn edit(state: &mut State, title: &str, edits: Vec<Edit>) -> Vec<Effect> {
    let mut roadmap = Roadmap::clone(&state.project.roadmap);
    let mut backward: Vec<Edit> = edits
        .iter()
        .filter_map(|edit| apply_edit(&mut roadmap, edit))
        .collect();
    backward.reverse();
    if backward.is_empty() {
        return Vec::new();
    }
    if state.project.roadmap.origin != RoadmapOrigin::Saved {
        let plan = state.project.roadmap.clone();
        backward.push(Edit::Forget { plan });
    }
    let is_first = state.project.roadmap.origin != RoadmapOrigin::Saved;
    let save = state.ledger.record_plan(title.to_owned(), edits, backward);
    let effects = marks::saving(state, save);
    let mut told = marks::with_undo(state, title);
    if is_first {
        told += "; from now on the plan is yours, in .lacuna/roadmap.toml";
    }
    state.tell(told);
    effects
}

/// Shows edits, and remembers them for snapshots that do not know them yet.
pub(super) fn show(state: &mut State, ticket: u64, edits: &[Edit]) {
    for edit in edits {
        state.edits.push(MadeEdit {
            before: Fingerprint::of(&state.project.roadmap),
            ticket,
            edit: edit.clone(),
        });
        apply(state, std::slice::from_ref(edit));
    }
}

fn apply(state: &mut State, edits: &[Edit]) {
    if edits.is_empty() {
        return;
    }
    let mut roadmap = Roadmap::clone(&state.project.roadmap);
    for edit in edits {
        let mut edit = edit.clone();
        // Files have other numbers in each snapshot.
        let steps = match &mut edit {
            Edit::Add { step, .. } => std::slice::from_mut(&mut **step),
            Edit::AddPhase { phase, .. } => phase.steps.as_mut_slice(),
            _ => &mut [],
        };
        for step in steps {
            let targets = step.targets.iter();
            step.files = targets
                .filter_map(|path| state.project.find(path))
                .collect();
        }
        apply_edit(&mut roadmap, &edit);
    }
    state.project.roadmap = Arc::new(roadmap);
    state.roadmap.rebuild(&state.project);
}

/// Makes the edits of this session on a snapshot whose scan began before them: those that its
/// plan, which was shown before `now`, does not have yet.
pub(super) fn show_again(state: &mut State, now: Fingerprint) {
    let found = Fingerprint::of(&state.project.roadmap);
    let known = if found == now {
        state.edits.len()
    } else {
        // A plan that somebody else changed as well gets all of them.
        let known = state.edits.iter().rposition(|made| made.before == found);
        known.unwrap_or(0)
    };
    // What is still being saved may come between this scan and the next one, whatever the plan
    // looks like now.
    let ledger = &state.ledger;
    let mut made = state.edits.iter();
    let settled = made.position(|made| ledger.is_pending(made.ticket));
    state
        .edits
        .drain(..settled.map_or(known, |settled| settled.min(known)));
    let edits: Vec<Edit> = state.edits.iter().map(|made| made.edit.clone()).collect();
    apply(state, &edits);
}

/// Takes note of how a save ended.
pub(super) fn saved(state: &mut State, ticket: u64, outcome: Result<(), Error>) {
    let failed = state.ledger.settle_plan(ticket, outcome.is_ok());
    if let (Some(failed), Err(error)) = (failed, outcome) {
        show(state, 0, &failed.back);
        marks::tell_failure(state, &failed.title, &error);
    }
}

/// Marks the selected step done, or not any more.
pub(super) fn toggle_done(state: &mut State) -> Vec<Effect> {
    let Some(step) = selected_step(state) else {
        return Vec::new();
    };
    let done = !step.marked_done;
    let words = if done { "marked done" } else { "is open again" };
    let title = format!("step {} {words}", step.number);
    let edits = vec![Edit::Done {
        step: step.id.clone(),
        done,
    }];
    let effects = edit(state, &title, edits);
    if done {
        navigate::down(state);
    }
    effects
}

/// Selects what an edit was about.
pub(super) fn select(state: &mut State, edits: &[Edit]) {
    for edit in edits {
        match edit {
            Edit::Done { step, .. }
            | Edit::Title { step, .. }
            | Edit::Place { step, .. }
            | Edit::Remove { step } => state.roadmap.choose_step(&state.project, step),
            Edit::Add { step, .. } => state.roadmap.choose_step(&state.project, &step.id),
            Edit::Name { phase, .. }
            | Edit::Weeks { phase, .. }
            | Edit::RemovePhase { phase }
            | Edit::PlacePhase { phase, .. } => state.roadmap.choose_phase(phase),
            Edit::AddPhase { phase, .. } => state.roadmap.choose_phase(&phase.id),
            Edit::Forget { .. } => {}
        }
    }
    state.roadmap.rebuild(&state.project);
}
