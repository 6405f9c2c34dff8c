//! What leads out of the lists: editor, clipboard, help, palette, the program itself.

use std::sync::Arc;

use super::marks;
use crate::model::{Snapshot, Stage, SymbolKind};
use crate::track;
use crate::ui::Request;
use crate::ui::action::{Action, Availability, Category, all};
use crate::ui::event::Effect;
use crate::ui::state::{Overlay, OverlayKind, RoadmapRow, State, step_of};
use crate::ui::view::ViewId;

/// The file that is selected, and the line to go to in it.
pub(crate) fn selected_place(state: &State) -> Option<(Arc<str>, Option<u32>)> {
    let (file, symbol) = match state.view {
        ViewId::Components | ViewId::Metrics => return None,
        ViewId::Setup | ViewId::Audit => return super::setup::place(state),
        ViewId::Source => return Some((state.source.path.clone()?, Some(state.source.line()))),
        ViewId::Gaps => {
            let row = state.gaps.selected()?;
            (row.file, row.symbol)
        }
        ViewId::Roadmap => match state.roadmap.selected()? {
            RoadmapRow::Target(_, _, file) => (file, None),
            row => (*step_of(&state.project, row)?.files.first()?, None),
        },
    };
    let file = state.project.file(file)?;
    let line = symbol
        .and_then(|at| file.symbols.get(at as usize))
        .map(|symbol| symbol.start);
    Some((file.path.clone(), line))
}

pub(crate) fn has_file(state: &State) -> Availability {
    match selected_place(state) {
        Some(_) => Ok(()),
        None => Err("no file is selected"),
    }
}

pub(crate) fn edit(state: &mut State) -> Vec<Effect> {
    let Some((path, line)) = selected_place(state) else {
        return Vec::new();
    };
    vec![Effect::Edit {
        line: line.or_else(|| first_gap(state, &path)).unwrap_or(1),
        path: path.to_string(),
    }]
}

/// The line of the first function of a file that no test runs.
pub(super) fn first_gap(state: &State, path: &str) -> Option<u32> {
    let file = state.project.file(state.project.find(path)?)?;
    (0..)
        .zip(file.symbols.iter())
        .find(|(at, symbol)| {
            file.is_symbol_gap(*at)
                && crate::ui::state::is_shown(symbol)
                && symbol.kind != SymbolKind::Template
        })
        .map(|(_, symbol)| symbol.start)
}

pub(crate) fn copy(state: &mut State) -> Vec<Effect> {
    let Some((path, line)) = selected_place(state) else {
        return Vec::new();
    };
    let text = match line {
        Some(line) => format!("{path}:{line}"),
        None => path.to_string(),
    };
    vec![Effect::Copy(text)]
}

pub(crate) fn rescan(state: &mut State) -> Vec<Effect> {
    state.tell("scanning again");
    scan_again(state, Request::Now)
}

/// Asks for another scan.
pub(super) fn scan_again(state: &mut State, request: Request) -> Vec<Effect> {
    // The next scan reads the plan as it was saved by now.
    if !state.ledger.is_saving() {
        state.edits.clear();
    }
    vec![Effect::Rescan(request)]
}

/// The figures as they are now.
fn figures(state: &State) -> Snapshot {
    let at = state.now.round(jiff::Unit::Second).unwrap_or(state.now);
    track::snapshot(&state.project, state.marks(), at.to_string())
}

pub(crate) fn can_record(state: &State) -> Availability {
    if state.project.progress.stage != Stage::Done || state.rescan.is_some() {
        Err("the scan is not over yet")
    } else if track::is_recorded(&state.project.earlier, &figures(state)) {
        Err("these figures are kept already")
    } else {
        Ok(())
    }
}

/// Keeps the figures of the day, for trends.
pub(crate) fn record(state: &mut State) -> Vec<Effect> {
    let snapshot = figures(state);
    let day = snapshot.at.get(..10).unwrap_or_default();
    let title = format!("figures of {day} kept");
    let save = state.ledger.record_figures(title.clone(), &snapshot);
    let effects = marks::saving(state, save);
    state.tell(marks::with_undo(state, &title));
    effects
}

pub(crate) fn palette(state: &mut State) -> Vec<Effect> {
    let overlay = Overlay::palette(by_use(state), &state.keymap, &state.ledger, &state.project);
    state.overlay = Some(overlay);
    Vec::new()
}

/// All actions: what was run from the palette last, what the footer offers here, what else can be
/// run, moving about, which nobody does from a list, and what cannot be run now.
fn by_use(state: &State) -> Vec<&'static Action> {
    let mut actions: Vec<&'static Action> = all().collect();
    actions.sort_by_key(|action| {
        let recent = state.recent.iter().position(|id| *id == action.id);
        let can_run = action.is_of(state.view) && (action.available)(state).is_ok();
        let is_hinted = can_run && action.hint > 0;
        match recent {
            Some(at) if can_run => (0, at),
            _ if is_hinted => (1, usize::from(action.hint)),
            _ if !can_run => (4, 0),
            _ if action.category == Category::Move => (3, 0),
            _ => (2, 0),
        }
    });
    actions
}

pub(crate) fn help(state: &mut State) -> Vec<Effect> {
    state.overlay = Some(overlay(state, OverlayKind::Help));
    Vec::new()
}

pub(crate) fn log(state: &mut State) -> Vec<Effect> {
    state.overlay = Some(overlay(state, OverlayKind::Log));
    Vec::new()
}

pub(crate) fn warnings(state: &mut State) -> Vec<Effect> {
    state.overlay = Some(overlay(state, OverlayKind::Warnings));
    Vec::new()
}

pub(crate) fn has_warnings(state: &State) -> Availability {
    if state.project.warnings.is_empty() {
        Err("nothing went wrong in this scan")
    } else {
        Ok(())
    }
}

fn overlay(state: &State, kind: OverlayKind) -> Overlay {
    Overlay::new(kind, &state.keymap, &state.ledger, &state.project)
}

pub(crate) fn toggle_mouse(state: &mut State) -> Vec<Effect> {
    state.has_mouse = !state.has_mouse;
    state.tell(if state.has_mouse {
        "the mouse works here"
    } else {
        "the mouse is left to the terminal"
    });
    vec![Effect::Mouse(state.has_mouse)]
}

pub(crate) fn redraw(_: &mut State) -> Vec<Effect> {
    vec![Effect::Redraw]
}

pub(crate) fn suspend(_: &mut State) -> Vec<Effect> {
    vec![Effect::Suspend]
}

pub(crate) fn quit(_: &mut State) -> Vec<Effect> {
    vec![Effect::Quit]
}
