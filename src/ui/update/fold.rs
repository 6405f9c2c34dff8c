//! Showing and hiding what stands below a row.

use std::sync::Arc;

use super::navigate::{back, down};
use super::open::open;
use super::{map, navigate, setup, source};
use crate::model::Project;
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{
    ComponentRow, Direction, RoadmapRow, SetupRow, State, is_shown, phase_of, step_of,
};
use crate::ui::view::ViewId;

/// Folds or unfolds a phase, or does what `fold` says.
pub(super) fn toggle_phase(state: &mut State, fold: Option<bool>) {
    let row = state.roadmap.selected();
    let phase = row.and_then(|row| phase_of(&state.project, row));
    let Some(id) = phase.map(|phase| phase.id.clone()) else {
        return;
    };
    let folded = &mut state.roadmap.folded;
    if fold.unwrap_or(!folded.contains(&id)) {
        folded.insert(id);
        // The row that was selected is hidden now: its phase takes its place.
        if let Some(at) = state
            .roadmap
            .rows
            .iter()
            .take(state.roadmap.cursor.selected + 1)
            .rposition(|row| matches!(row, RoadmapRow::Phase(_)))
        {
            state.roadmap.cursor.selected = at;
            state.roadmap.remember(&state.project);
        }
    } else {
        folded.remove(&id);
    }
    state.roadmap.rebuild(&state.project);
}

/// Shows or hides the symbols of the selected file; returns whether they are shown now.
pub(super) fn toggle_file(state: &mut State) -> bool {
    let Some(path) = selected_path(state) else {
        return false;
    };
    state.gaps.choose(&state.project);
    let is_shown = !state.gaps.unfolded.remove(&path);
    if is_shown {
        state.gaps.unfolded.insert(path.clone());
    } else {
        state.gaps.chosen = Some((path, None));
    }
    relist_gaps(state);
    is_shown
}

/// Shows the functions of the selected file, if that row has any that are hidden.
pub(super) fn unfold_file(state: &mut State) -> bool {
    has_hidden_functions(state) && toggle_file(state)
}

/// Whether the selected row is a file with functions that are not shown.
pub(super) fn has_hidden_functions(state: &State) -> bool {
    let row = state.gaps.selected().filter(|row| row.symbol.is_none());
    let Some(file) = row.and_then(|row| state.project.file(row.file)) else {
        return false;
    };
    file.symbols.iter().any(is_shown) && !state.gaps.unfolded.contains(&file.path)
}

/// Folds or unfolds the group whose heading is selected, or does what `fold` says; answers with
/// whether that changed anything.
pub(super) fn fold_group(state: &mut State, fold: Option<bool>) -> bool {
    let gaps = &mut state.gaps;
    let Some(group) = gaps.selected_group(&state.project) else {
        return false;
    };
    let is_folded = gaps.folded.contains(&group);
    let fold = fold.unwrap_or(!is_folded);
    gaps.fold_group(&state.project, group, fold);
    fold != is_folded
}

/// Folds the group of the selected file, and selects its heading.
fn fold_group_here(state: &mut State) {
    let gaps = &mut state.gaps;
    if let Some(group) = gaps.group_here(&state.project) {
        gaps.fold_group(&state.project, group, true);
    }
}

fn relist_gaps(state: &mut State) {
    state.gaps.refilter(&state.project, state.ledger.marks());
    state.gaps.find_chosen(&state.project);
}

fn selected_path(state: &State) -> Option<Arc<str>> {
    let row = state.gaps.selected()?;
    Some(state.project.file(row.file)?.path.clone())
}

pub(crate) fn unfold(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components if map::is_shown(state) => map::go(state, Direction::Right),
        ViewId::Components => {
            let row = state.components.rows.get(state.components.cursor.selected);
            if row.is_some_and(|row| row.has_children) {
                if let Some(id) = &state.components.chosen {
                    let id = id.clone();
                    if state.components.folded.remove(&id) {
                        state.components.rebuild(&state.project);
                    } else {
                        return down(state);
                    }
                }
            } else {
                return open(state);
            }
        }
        ViewId::Gaps => {
            if fold_group(state, Some(false)) {
                return Vec::new();
            }
            let is_open =
                selected_path(state).is_some_and(|path| state.gaps.unfolded.contains(&path));
            if !is_open {
                toggle_file(state);
            }
        }
        ViewId::Roadmap => match state.roadmap.selected() {
            Some(RoadmapRow::Phase(_)) => toggle_phase(state, Some(false)),
            Some(row @ RoadmapRow::Step(..)) => {
                if let Some(step) = step_of(&state.project, row) {
                    state.roadmap.unfolded.insert(step.id.clone());
                    state.roadmap.rebuild(&state.project);
                }
            }
            Some(RoadmapRow::Target(..)) | None => {}
        },
        ViewId::Metrics | ViewId::Audit => return open(state),
        ViewId::Setup if state.setup.check(&state.project).is_none() => {
            setup::fold_project(state, Some(false));
        }
        ViewId::Setup => return open(state),
        ViewId::Source => {
            source::sideways(state, true);
        }
    }
    Vec::new()
}

pub(crate) fn fold(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components if map::is_shown(state) => map::go(state, Direction::Left),
        ViewId::Components => fold_component(state),
        ViewId::Gaps => {
            let is_open =
                selected_path(state).is_some_and(|path| state.gaps.unfolded.contains(&path));
            if is_open {
                toggle_file(state);
            } else if state.gaps.is_grouped && state.gaps.selected().is_some() {
                fold_group_here(state);
            } else if fold_group(state, Some(true)) {
                return Vec::new();
            } else if state.is_inside {
                return back(state);
            }
        }
        ViewId::Roadmap => match state.roadmap.selected() {
            Some(row @ (RoadmapRow::Step(..) | RoadmapRow::Target(..))) => {
                let id = step_of(&state.project, row).map(|step| step.id.clone());
                if id.is_some_and(|id| state.roadmap.unfolded.remove(&id)) {
                    state.roadmap.chosen = None;
                    state.roadmap.rebuild(&state.project);
                    select_step(state, row);
                } else {
                    toggle_phase(state, Some(true));
                }
            }
            Some(RoadmapRow::Phase(_)) => toggle_phase(state, Some(true)),
            None => {}
        },
        ViewId::Metrics | ViewId::Audit => return back(state),
        ViewId::Setup => setup::fold_project(state, Some(true)),
        ViewId::Source => {
            if !source::sideways(state, false) {
                return back(state);
            }
        }
    }
    Vec::new()
}

fn select_step(state: &mut State, row: RoadmapRow) {
    if let RoadmapRow::Step(phase, step) | RoadmapRow::Target(phase, step, _) = row
        && let Some(at) = state
            .roadmap
            .rows
            .iter()
            .position(|row| *row == RoadmapRow::Step(phase, step))
    {
        state.roadmap.cursor.selected = at;
    }
}

/// Folds the selected component, or goes to the one it stands in.
fn fold_component(state: &mut State) {
    let at = state.components.cursor.selected;
    let Some(ComponentRow {
        id,
        depth,
        has_children,
    }) = state.components.rows.get(at).copied()
    else {
        return;
    };
    let identity = state.project.component(id).map(|found| found.id.clone());
    if let Some(identity) = identity
        && has_children
        && state.components.folded.insert(identity)
    {
        state.components.rebuild(&state.project);
    } else if let Some(above) = state
        .components
        .rows
        .iter()
        .take(at)
        .rposition(|row| row.depth < depth)
    {
        state.components.cursor.selected = above;
    }
}

/// Whether the sign at a column of the selected row tells that it is folded, or could be.
pub(super) fn is_mark_at(state: &State, column: u16) -> bool {
    match state.view {
        ViewId::Components => {
            let row = state.components.rows.get(state.components.cursor.selected);
            row.is_some_and(|row| row.has_children && column == 1 + 2 * row.depth)
        }
        ViewId::Gaps => column == 1 && state.gaps.selected_group(&state.project).is_some(),
        ViewId::Roadmap => {
            column == 2 && matches!(state.roadmap.selected(), Some(RoadmapRow::Phase(_)))
        }
        ViewId::Setup => {
            column == 2 && matches!(state.setup.selected(), Some(SetupRow::Project(_)))
        }
        ViewId::Metrics | ViewId::Audit | ViewId::Source => false,
    }
}

/// Folds or unfolds what is below the selected row.
pub(super) fn toggle(state: &mut State) {
    match state.view {
        ViewId::Components => {
            let at = state.components.selected();
            let id = at.and_then(|id| Some(state.project.component(id)?.id.clone()));
            if let Some(id) = id {
                if !state.components.folded.remove(&id) {
                    state.components.folded.insert(id);
                }
                state.components.rebuild(&state.project);
            }
        }
        ViewId::Gaps => {
            fold_group(state, None);
        }
        ViewId::Roadmap => toggle_phase(state, None),
        ViewId::Setup => setup::fold_project(state, None),
        ViewId::Metrics | ViewId::Audit | ViewId::Source => {}
    }
}

pub(crate) fn can_fold_all(state: &State) -> Availability {
    match state.view {
        ViewId::Components if map::is_shown(state) => Err("the map has nothing to fold"),
        ViewId::Components if state.components.is_flat => Err("a table has nothing to fold"),
        _ => navigate::has_rows(state),
    }
}

pub(crate) fn fold_all(state: &mut State) -> Vec<Effect> {
    let project = &state.project;
    match state.view {
        ViewId::Components => {
            let folded = &mut state.components.folded;
            if folded.is_empty() {
                folded.extend(parents(project));
            } else {
                folded.clear();
            }
            state.components.rebuild(project);
        }
        ViewId::Gaps if state.gaps.is_grouped => state.gaps.fold_groups(&state.project),
        ViewId::Gaps => {
            state.gaps.unfolded.clear();
            if let Some((_, symbol)) = &mut state.gaps.chosen {
                *symbol = None;
            }
            relist_gaps(state);
        }
        ViewId::Roadmap => {
            let phases = project.roadmap.phases.iter();
            if state.roadmap.folded.is_empty() {
                state.roadmap.folded = phases.map(|phase| phase.id.clone()).collect();
            } else {
                state.roadmap.folded.clear();
            }
            state.roadmap.rebuild(project);
        }
        ViewId::Setup => {
            let scopes = project.checks.iter().map(|check| check.scope.clone());
            if state.setup.folded.is_empty() {
                state.setup.folded = scopes.collect();
            } else {
                state.setup.folded.clear();
            }
            state.setup.rebuild(project);
        }
        ViewId::Metrics | ViewId::Audit | ViewId::Source => {}
    }
    Vec::new()
}

fn parents(project: &Project) -> impl Iterator<Item = Arc<str>> {
    project
        .components
        .iter()
        .filter_map(|component| project.component(component.parent?))
        .map(|component| component.id.clone())
}
