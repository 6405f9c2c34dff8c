//! What opening a row does, in each view.

use super::navigate::{go_in, has_rows};
use super::{fold, map, source};
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{RoadmapRow, Scope, SetupRow, State, step_of};
use crate::ui::view::ViewId;

pub(crate) fn can_open(state: &State) -> Availability {
    if state.view == ViewId::Source {
        Err("e opens this line in your editor")
    } else {
        has_rows(state)
    }
}

/// What opening would do to the selected row.
pub(crate) fn what_opens(state: &State) -> Option<&'static str> {
    let fold = |is_folded: bool| if is_folded { "unfold" } else { "fold" };
    match state.view {
        ViewId::Components if map::is_shown(state) => None,
        ViewId::Components | ViewId::Metrics => Some("files"),
        ViewId::Gaps if state.gaps.selected().is_none() => {
            let group = state.gaps.selected_group(&state.project)?;
            Some(fold(state.gaps.folded.contains(&group)))
        }
        ViewId::Gaps if fold::has_hidden_functions(state) => Some("functions"),
        ViewId::Gaps | ViewId::Audit => Some("source"),
        ViewId::Roadmap => match state.roadmap.selected()? {
            RoadmapRow::Phase(at) => {
                let phase = state.project.roadmap.phases.get(at)?;
                Some(fold(state.roadmap.folded.contains(&phase.id)))
            }
            row @ RoadmapRow::Step(..) => {
                let files = step_of(&state.project, row)?.files.len();
                Some(if files > 1 { "files" } else { "file" })
            }
            RoadmapRow::Target(..) => Some("file"),
        },
        ViewId::Setup => match state.setup.selected()? {
            SetupRow::Project(at) => {
                let scope = &state.project.checks.get(at)?.scope;
                Some(fold(state.setup.folded.contains(scope)))
            }
            SetupRow::Check(_) => Some("evidence"),
        },
        ViewId::Source => None,
    }
}

pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components if map::is_shown(state) => map::open(state),
        ViewId::Components => {
            let chosen = state.components.selected();
            let component = chosen.and_then(|id| state.project.component(id));
            if let Some(id) = component.map(|component| component.id.clone()) {
                go_in(state, ViewId::Gaps, Some(Scope::Component(id)));
                state.gaps.cursor = Default::default();
            }
        }
        ViewId::Gaps if state.gaps.selected().is_none() => {
            fold::fold_group(state, None);
        }
        ViewId::Gaps => {
            if !fold::unfold_file(state) {
                return source::open(state);
            }
        }
        ViewId::Roadmap => open_step(state),
        ViewId::Metrics => {
            let metric = state.metrics.selected();
            let metric = metric.and_then(|at| state.project.metrics.get(at));
            if let Some(name) = metric.map(|metric| metric.name.clone()) {
                go_in(state, ViewId::Gaps, Some(Scope::Metric(name)));
                state.gaps.cursor = Default::default();
            }
        }
        ViewId::Setup if state.setup.check(&state.project).is_none() => {
            super::setup::fold_project(state, None);
        }
        ViewId::Setup | ViewId::Audit => return source::open(state),
        ViewId::Source => {}
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
            fold::toggle_phase(state, None);
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
    go_in(state, ViewId::Gaps, None);
    let scope = state.gaps.scope.clone();
    state
        .gaps
        .reveal(&state.project, state.ledger.marks(), &path);
    if state.gaps.scope != scope {
        state.tell("listing the files of all components");
    }
}
