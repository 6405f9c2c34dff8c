//! Editing the plan: moving, renaming and adding steps, and what else its keys do.

use std::sync::Arc;

use super::{choose, filter, marks, navigate};
use crate::error::Error;
use crate::model::{Phase, Project, Roadmap, RoadmapOrigin, Step};
use crate::track::{Edit, Place, apply_edit, new_step_id};
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{
    Fingerprint, Form, FormKind, MadeEdit, RoadmapRow, State, phase_of, step_of,
};
use crate::ui::view::ViewId;

/// Last week that a plan may have; beyond it is a slip of the keyboard.
const LAST_WEEK: u32 = 520;

pub(crate) fn has_step(state: &State) -> Availability {
    match selected_step(state) {
        Some(_) => Ok(()),
        None => Err("no step is selected"),
    }
}

pub(crate) fn has_phase(state: &State) -> Availability {
    match selected_phase(state) {
        Some(_) => Ok(()),
        None => Err("there is no plan to edit"),
    }
}

pub(crate) fn can_plan(state: &State) -> Availability {
    if state.project.roadmap.phases.is_empty() {
        Err("there is no plan to add to")
    } else if !gaps(state).is_empty() {
        Ok(())
    } else if state.gaps.selected().is_none() && state.gaps.picked.is_empty() {
        Err("select gaps to plan them")
    } else {
        Err("a step of the plan names it already: the roadmap has it")
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
    place(state, &title, &step, to)
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

/// Moves a step.
pub(super) fn place(state: &mut State, title: &str, step: &str, to: Place) -> Vec<Effect> {
    let edits = vec![Edit::Place {
        step: step.to_owned(),
        to,
    }];
    let effects = edit(state, title, edits);
    state.roadmap.choose_step(&state.project, step);
    effects
}

/// Moves a phase with its steps.
pub(super) fn place_phase(
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

/// Asks for another title or name.
pub(crate) fn ask_name(state: &mut State) -> Vec<Effect> {
    let form = match (selected_step(state), selected_phase(state)) {
        (Some(step), _) => Form::new(
            FormKind::Title(step.id.clone()),
            format!("Rename step {}", step.number),
            &[("Title", &step.title, false)],
        ),
        (None, Some(phase)) => Form::new(
            FormKind::Name(phase.id.clone()),
            "Rename the phase".to_owned(),
            &[("Name", &phase.name, false)],
        ),
        (None, None) => return Vec::new(),
    };
    state.form = Some(form);
    Vec::new()
}

/// Asks for other weeks.
pub(crate) fn ask_weeks(state: &mut State) -> Vec<Effect> {
    if let Some(phase) = selected_phase(state) {
        let (first, last) = phase.weeks;
        state.form = Some(Form::new(
            FormKind::Weeks(phase.id.clone()),
            format!("Weeks of {}", phase.name),
            &[("First and last week", &format!("{first}-{last}"), false)],
        ));
    }
    Vec::new()
}

/// Asks for a new step.
pub(crate) fn ask_step(state: &mut State) -> Vec<Effect> {
    if let Some(phase) = selected_phase(state) {
        state.form = Some(Form::new(
            FormKind::Add(phase.id.clone()),
            format!("A step for {}", phase.name),
            &[
                ("Title", "", false),
                ("Files, with commas between (or nothing)", "", false),
            ],
        ));
    }
    Vec::new()
}

/// The gaps that are selected and that no step names.
fn gaps(state: &State) -> Vec<String> {
    let gaps = &state.gaps;
    let chosen: Vec<Arc<str>> = if gaps.picked.is_empty() {
        let row = gaps.identity(&state.project, gaps.cursor.selected);
        row.map(|(path, _)| path).into_iter().collect()
    } else {
        gaps.picked.iter().map(|(path, _)| path.clone()).collect()
    };
    let steps = || {
        let phases = state.project.roadmap.phases.iter();
        phases.flat_map(|phase| &phase.steps)
    };
    let is_open = |path: &Arc<str>| {
        let id = state.project.find(path);
        id.is_some_and(|id| !steps().any(|step| step.files.contains(&id)))
    };
    let mut paths: Vec<String> = chosen
        .iter()
        .filter(|path| is_open(path))
        .map(|path| path.to_string())
        .collect();
    paths.dedup();
    paths
}

/// Asks what the step for the selected gaps is called; which phase it goes to comes next.
pub(crate) fn ask_plan(state: &mut State) -> Vec<Effect> {
    let targets = gaps(state);
    let title = match targets.as_slice() {
        [path] => path.clone(),
        paths => format!("{} files", paths.len()),
    };
    state.form = Some(Form::new(
        FormKind::Plan(targets),
        "Plan as a step".to_owned(),
        &[("Title", &title, false)],
    ));
    Vec::new()
}

/// Takes the selected step out of the plan.
pub(crate) fn remove(state: &mut State) -> Vec<Effect> {
    let Some(step) = selected_step(state) else {
        return Vec::new();
    };
    let title = format!("step {} taken out", step.number);
    let step = step.id.clone();
    edit(state, &title, vec![Edit::Remove { step }])
}

/// Lists the gaps that no step names.
pub(crate) fn inbox(state: &mut State) -> Vec<Effect> {
    navigate::go(state, ViewId::Gaps, Some(crate::ui::state::Scope::Project));
    filter::set(state, "is:unplanned".to_owned());
    Vec::new()
}

/// Does what a form about the plan asked for, or says why it cannot.
pub(super) fn submit(
    state: &mut State,
    kind: &FormKind,
    first: &str,
    second: &str,
) -> Result<Vec<Effect>, String> {
    let is_named = !first.is_empty();
    match kind {
        FormKind::Title(step) if is_named => {
            let edits = vec![Edit::Title {
                step: step.clone(),
                title: first.to_owned(),
            }];
            Ok(edit(state, "step renamed", edits))
        }
        FormKind::Name(phase) if is_named => {
            let edits = vec![Edit::Name {
                phase: phase.clone(),
                name: first.to_owned(),
            }];
            Ok(edit(state, "phase renamed", edits))
        }
        FormKind::Weeks(phase) => {
            let edits = vec![Edit::Weeks {
                phase: phase.clone(),
                weeks: weeks(first)?,
            }];
            Ok(edit(state, "weeks changed", edits))
        }
        FormKind::Add(phase) if is_named => {
            let targets = second.split(',').map(str::trim);
            let targets = targets.filter(|path| !path.is_empty());
            let targets: Vec<String> = targets.map(str::to_owned).collect();
            known(&state.project, &targets)?;
            Ok(add(state, first, targets, phase.clone()))
        }
        FormKind::Plan(targets) if is_named => {
            choose::ask_phase_of(state, first.to_owned(), targets.clone());
            Ok(Vec::new())
        }
        _ => Err("a name is needed".to_owned()),
    }
}

/// Whether all paths are files of the tree; names one that is near where one is not.
fn known(project: &Project, paths: &[String]) -> Result<(), String> {
    let Some(path) = paths.iter().find(|path| project.find(path).is_none()) else {
        return Ok(());
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut files = project.files.iter();
    let near = files.find(|file| file.path.rsplit('/').next() == Some(name));
    Err(match near {
        Some(file) => format!("no file `{path}`; is it {}?", file.path),
        None => format!("no file `{path}` in this tree"),
    })
}

/// Adds a step at the end of a phase.
pub(super) fn add(
    state: &mut State,
    title: &str,
    targets: Vec<String>,
    phase: String,
) -> Vec<Effect> {
    let id = new_step_id(&state.project.roadmap, title);
    let step = Box::new(Step {
        id: id.clone(),
        title: title.to_owned(),
        files: targets
            .iter()
            .filter_map(|path| state.project.find(path))
            .collect(),
        targets,
        ..Step::default()
    });
    let to = Place {
        phase,
        before: None,
    };
    let effects = edit(
        state,
        &format!("planned: {title}"),
        vec![Edit::Add { step, to }],
    );
    state.roadmap.choose_step(&state.project, &id);
    effects
}

/// Reads `3-4`, `3 4` or `3`.
fn weeks(text: &str) -> Result<(u32, u32), String> {
    let mut numbers = text
        .split(['-', ' ', ','])
        .filter(|part| !part.is_empty())
        .map(str::parse::<u32>);
    let wrong = || format!("`{text}` is no span of weeks such as 3-4");
    let first = numbers.next().and_then(Result::ok).ok_or_else(wrong)?;
    let last = match numbers.next() {
        Some(last) => last.map_err(|_| wrong())?,
        None => first,
    };
    if numbers.next().is_some() || first == 0 || last < first || last > LAST_WEEK {
        return Err(wrong());
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_a_span_or_one() {
        let check = |text: &str, expect: Option<(u32, u32)>| {
            assert_eq!(weeks(text).ok(), expect, "{text}");
        };
        check("3-4", Some((3, 4)));
        check(" 3 - 4 ", Some((3, 4)));
        check("7", Some((7, 7)));
        check("4-3", None);
        check("0-3", None);
        check("1-2-3", None);
        check("soon", None);
        check("", None);
        check("1-999", None);
    }
}
