//! Reading a file: opening it, and going from gap to gap in it.

use std::sync::Arc;

use super::{apart, navigate};
use crate::model::Stage;
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::source::Text;
use crate::ui::state::{Content, State};
use crate::ui::view::{ViewId, is_judged};

/// Columns by which a key scrolls sideways.
const SIDEWAYS: usize = 8;

/// Opens the selected file at the selected symbol, or at its first gap.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    let Some((path, line)) = apart::selected_place(state) else {
        state.tell("no file is selected");
        return Vec::new();
    };
    let line = line.or_else(|| apart::first_gap(state, &path)).unwrap_or(1);
    // The place that is left knows the file that was read there, before another is opened.
    navigate::go_in(state, ViewId::Source, None);
    state.source.open(&state.project, path.clone(), line);
    vec![Effect::Read(path)]
}

/// Reads the file again that is on screen, once a scan is over.
pub(super) fn read_again(state: &State) -> Vec<Effect> {
    let is_shown = state.view == ViewId::Source && state.project.progress.stage == Stage::Done;
    match &state.source.path {
        Some(path) if is_shown => vec![Effect::Read(path.clone())],
        _ => Vec::new(),
    }
}

/// Takes in what was read, unless another file was opened meanwhile.
pub(super) fn take_in(state: &mut State, path: &Arc<str>, outcome: Result<Text, String>) {
    if state.source.path.as_ref() != Some(path) {
        return;
    }
    state.source.content = match outcome {
        Ok(text) => Content::Ready(text),
        Err(problem) => Content::Failed(problem),
    };
    state.source.count_matches();
    state.fit();
}

pub(crate) fn has_gaps(state: &State) -> Availability {
    if state.source.query.is_empty() && !is_judged(state) {
        return Err("only source files have gaps; this is none");
    }
    if state.source.query.is_empty() && state.source.gaps() == 0 {
        Err("some test leads to every function here")
    } else {
        Ok(())
    }
}

pub(crate) fn next_gap(state: &mut State) -> Vec<Effect> {
    to_gap(state, true)
}

pub(crate) fn previous_gap(state: &mut State) -> Vec<Effect> {
    to_gap(state, false)
}

/// Goes on to the next gap, where there is one.
pub(super) fn to_next(state: &mut State) {
    if let Some(row) = state.source.gap(true) {
        select(state, row);
    }
}

/// Goes to the next function that no test runs, or the one before.
fn to_gap(state: &mut State, is_next: bool) -> Vec<Effect> {
    match state.source.gap(is_next) {
        Some(row) => select(state, row),
        None if is_next => state.tell("no gap after this one"),
        None => state.tell("no gap before this one"),
    }
    Vec::new()
}

pub(crate) fn next(state: &mut State) -> Vec<Effect> {
    to_found(state, true)
}

pub(crate) fn previous(state: &mut State) -> Vec<Effect> {
    to_found(state, false)
}

/// Goes to the next place of what is looked for; without that, to the next gap.
fn to_found(state: &mut State, is_next: bool) -> Vec<Effect> {
    if state.source.query.is_empty() {
        return to_gap(state, is_next);
    }
    let here = state.source.cursor.selected;
    let from = if is_next { here + 1 } else { here };
    match state.source.found(from, is_next) {
        Some(row) => select(state, row),
        None => state.tell(format!("`{}` is not in this file", state.source.query)),
    }
    Vec::new()
}

/// Selects a line; what leaves the screen comes back near its top.
fn select(state: &mut State, row: usize) {
    let height = state.height();
    let cursor = &mut state.source.cursor;
    let is_shown = (cursor.offset..cursor.offset + height).contains(&(row + 3));
    cursor.selected = row;
    if !is_shown || row < cursor.offset {
        cursor.offset = row.saturating_sub(height / 4);
    }
}

/// Goes to what is looked for, while it is typed.
pub(super) fn look(state: &mut State) {
    state.source.count_matches();
    if let Some(row) = state.source.found(state.source.from, true) {
        select(state, row);
    } else {
        state.source.cursor.selected = state.source.from;
    }
}

/// Scrolls sideways; answers with whether there was anything to scroll.
pub(super) fn sideways(state: &mut State, is_right: bool) -> bool {
    let longest = state.source.text().map_or(0, |text| {
        let lines = text.lines.iter();
        lines.map(|line| line.text.len()).max().unwrap_or(0)
    });
    let before = state.source.column;
    state.source.column = if is_right {
        (before + SIDEWAYS).min(longest.saturating_sub(1))
    } else {
        before.saturating_sub(SIDEWAYS)
    };
    state.source.column != before
}
