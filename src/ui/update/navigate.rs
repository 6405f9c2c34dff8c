//! Moving about: rows, folds, views and the way back.

use std::sync::Arc;

use crate::model::Project;
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{
    ComponentColumn, ComponentRow, GapColumn, Place, RoadmapRow, Scope, State, step_of,
};
use crate::ui::view::ViewId;

/// Most steps of the way back that are remembered.
const TRAIL: usize = 64;

pub(crate) fn has_rows(state: &State) -> Availability {
    if (state.current().len)(state) > 0 {
        Ok(())
    } else {
        Err("nothing is listed")
    }
}

pub(crate) fn can_go_back(state: &State) -> Availability {
    let has_filter = !(state.current().query)(state).is_empty();
    if has_filter || !state.trail.is_empty() {
        Ok(())
    } else {
        Err("this is where you started; q quits")
    }
}

pub(crate) fn is_narrowed(state: &State) -> Availability {
    if state.gaps.scope == Scope::Project {
        Err("all components are listed already")
    } else {
        Ok(())
    }
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    let view = state.current();
    let len = (view.len)(state);
    (view.cursor)(state).step(by, len);
    Vec::new()
}

fn screen(state: &State) -> isize {
    isize::try_from(state.height()).unwrap_or(isize::MAX).max(1)
}

pub(crate) fn down(state: &mut State) -> Vec<Effect> {
    step(state, 1)
}

pub(crate) fn up(state: &mut State) -> Vec<Effect> {
    step(state, -1)
}

pub(crate) fn page_down(state: &mut State) -> Vec<Effect> {
    step(state, screen(state))
}

pub(crate) fn page_up(state: &mut State) -> Vec<Effect> {
    step(state, -screen(state))
}

pub(crate) fn half_down(state: &mut State) -> Vec<Effect> {
    step(state, (screen(state) / 2).max(1))
}

pub(crate) fn half_up(state: &mut State) -> Vec<Effect> {
    step(state, -(screen(state) / 2).max(1))
}

pub(crate) fn first(state: &mut State) -> Vec<Effect> {
    step(state, isize::MIN)
}

pub(crate) fn last(state: &mut State) -> Vec<Effect> {
    step(state, isize::MAX)
}

/// Shows a view and remembers where we were.
fn go(state: &mut State, view: ViewId, scope: Option<Scope>) {
    let here = Place {
        view: state.view,
        scope: state.gaps.scope.clone(),
    };
    let there = Place {
        view,
        scope: scope.unwrap_or_else(|| state.gaps.scope.clone()),
    };
    if here == there {
        return;
    }
    if state.trail.len() >= TRAIL {
        state.trail.remove(0);
    }
    state.trail.push(here);
    arrive(state, there);
}

fn arrive(state: &mut State, place: Place) {
    state.view = place.view;
    if state.gaps.scope != place.scope {
        state.gaps.scope = place.scope;
        state.gaps.query.clear();
        state.gaps.rebuild(&state.project, state.ledger.marks());
    }
}

pub(crate) fn back(state: &mut State) -> Vec<Effect> {
    if !(state.current().query)(state).is_empty() {
        super::filter::set(state, String::new());
    } else if let Some(place) = state.trail.pop() {
        arrive(state, place);
    }
    Vec::new()
}

pub(crate) fn components(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Components, None);
    Vec::new()
}

pub(crate) fn gaps(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Gaps, None);
    Vec::new()
}

pub(crate) fn roadmap(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Roadmap, None);
    Vec::new()
}

fn turn(state: &mut State, by: usize) -> Vec<Effect> {
    let views = ViewId::ALL;
    let at = views.iter().position(|view| *view == state.view);
    let next = (at.unwrap_or(0) + by) % views.len();
    if let Some(view) = views.get(next) {
        go(state, *view, None);
    }
    Vec::new()
}

pub(crate) fn next_view(state: &mut State) -> Vec<Effect> {
    turn(state, 1)
}

pub(crate) fn previous_view(state: &mut State) -> Vec<Effect> {
    turn(state, ViewId::ALL.len() - 1)
}

pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components => {
            let chosen = state.components.selected();
            let component = chosen.and_then(|id| state.project.component(id));
            if let Some(id) = component.map(|component| component.id.clone()) {
                go(state, ViewId::Gaps, Some(Scope::Component(id)));
                state.gaps.cursor = Default::default();
            }
        }
        ViewId::Gaps => {
            toggle_file(state);
        }
        ViewId::Roadmap => open_step(state),
    }
    Vec::new()
}

/// Goes to the file of a step; a step with several shows them first.
fn open_step(state: &mut State) {
    let Some(row) = state.roadmap.selected() else {
        return;
    };
    let file = match row {
        RoadmapRow::Phase(_) => {
            toggle_phase(state, None);
            return;
        }
        RoadmapRow::Target(_, _, file) => Some(file),
        RoadmapRow::Step(..) => match step_of(&state.project, row) {
            Some(step) if step.files.len() > 1 => {
                let id = step.id.clone();
                if !state.roadmap.unfolded.remove(&id) {
                    state.roadmap.unfolded.insert(id);
                }
                state.roadmap.rebuild(&state.project);
                return;
            }
            step => step.and_then(|step| step.files.first().copied()),
        },
    };
    let Some(path) = file.and_then(|file| Some(state.project.file(file)?.path.clone())) else {
        state.tell("no file with something to test is named by this step");
        return;
    };
    go(state, ViewId::Gaps, None);
    let scope = state.gaps.scope.clone();
    state
        .gaps
        .reveal(&state.project, state.ledger.marks(), &path);
    if state.gaps.scope != scope {
        state.tell("listing the files of all components");
    }
}

/// Folds or unfolds a phase, or does what `fold` says.
fn toggle_phase(state: &mut State, fold: Option<bool>) {
    let row = state.roadmap.selected();
    let phase = row.and_then(|row| crate::ui::state::phase_of(&state.project, row));
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
fn toggle_file(state: &mut State) -> bool {
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

fn relist_gaps(state: &mut State) {
    state.gaps.refilter(&state.project);
    state.gaps.find_chosen(&state.project);
}

fn selected_path(state: &State) -> Option<Arc<str>> {
    let row = state.gaps.selected()?;
    Some(state.project.file(row.file)?.path.clone())
}

pub(crate) fn unfold(state: &mut State) -> Vec<Effect> {
    match state.view {
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
    }
    Vec::new()
}

pub(crate) fn fold(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components => fold_component(state),
        ViewId::Gaps => {
            let is_open =
                selected_path(state).is_some_and(|path| state.gaps.unfolded.contains(&path));
            if is_open {
                toggle_file(state);
            } else if !state.trail.is_empty() {
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

pub(crate) fn detail_down(state: &mut State) -> Vec<Effect> {
    scroll_detail(state, 1)
}

pub(crate) fn detail_up(state: &mut State) -> Vec<Effect> {
    scroll_detail(state, -1)
}

/// Scrolls the detail pane, not beyond its last line.
pub(super) fn scroll_detail(state: &mut State, by: isize) -> Vec<Effect> {
    let most = crate::ui::view::detail_overhang(state);
    state.gaps.detail_offset = state.gaps.detail_offset.saturating_add_signed(by).min(most);
    Vec::new()
}

pub(crate) fn toggle_detail(state: &mut State) -> Vec<Effect> {
    state.gaps.has_detail = !state.gaps.has_detail;
    Vec::new()
}

pub(crate) fn toggle_all(state: &mut State) -> Vec<Effect> {
    state.gaps.only_gaps = !state.gaps.only_gaps;
    state.gaps.rebuild(&state.project, state.ledger.marks());
    let text = if state.gaps.only_gaps {
        "gaps only"
    } else {
        "all files with something to test"
    };
    state.tell(text);
    Vec::new()
}

pub(crate) fn widen(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Gaps, Some(Scope::Project));
    Vec::new()
}

/// Lists the current view anew after its order changed.
pub(super) fn resort(state: &mut State) {
    match state.view {
        ViewId::Components => state.components.rebuild(&state.project),
        ViewId::Gaps => state.gaps.rebuild(&state.project, state.ledger.marks()),
        ViewId::Roadmap => {}
    }
}

pub(crate) fn sort_next(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components => state.components.sort.next(&ComponentColumn::ALL),
        ViewId::Gaps => state.gaps.sort.next(&GapColumn::ALL),
        ViewId::Roadmap => {}
    }
    resort(state);
    Vec::new()
}

pub(crate) fn sort_reverse(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components => state.components.sort.is_reversed ^= true,
        ViewId::Gaps => state.gaps.sort.is_reversed ^= true,
        ViewId::Roadmap => {}
    }
    resort(state);
    Vec::new()
}
