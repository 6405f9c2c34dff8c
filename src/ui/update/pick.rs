//! Selecting several rows, for what is then done to all of them.

use super::navigate;
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{Chosen, State};

pub(crate) fn has_anchor(state: &State) -> Availability {
    if state.gaps.anchor.is_some() {
        Ok(())
    } else {
        Err("select one end of the range first")
    }
}

/// Selects the row, or not any more, and goes on to the next.
pub(crate) fn toggle(state: &mut State) -> Vec<Effect> {
    let row = state.gaps.cursor.selected;
    let Some(chosen) = state.gaps.identity(&state.project, row) else {
        toggle_group(state);
        return Vec::new();
    };
    if !state.gaps.picked.remove(&chosen) {
        state.gaps.picked.insert(chosen.clone());
    }
    state.gaps.anchor = Some(chosen);
    navigate::down(state);
    Vec::new()
}

/// Selects all files below the selected heading, or none of them where all are selected.
fn toggle_group(state: &mut State) {
    let gaps = &mut state.gaps;
    let Some(heading) = gaps.rows.get(gaps.cursor.selected).copied() else {
        return;
    };
    let files = gaps.below(&state.project, heading);
    let files = files.filter_map(|id| Some((state.project.file(id)?.path.clone(), None)));
    let files: Vec<Chosen> = files.collect();
    if files.iter().all(|file| gaps.picked.contains(file)) {
        gaps.picked.retain(|picked| !files.contains(picked));
    } else {
        gaps.picked.extend(files);
    }
}

/// Selects all rows from the one that was selected last to this one.
pub(crate) fn range(state: &mut State) -> Vec<Effect> {
    let gaps = &mut state.gaps;
    let anchor = gaps.anchor.clone();
    let len = gaps.rows.len();
    let from = (0..len).find(|row| gaps.identity(&state.project, *row) == anchor);
    let Some(from) = from else {
        state.tell("the other end of the range is not listed any more");
        return Vec::new();
    };
    let here = gaps.cursor.selected;
    for row in from.min(here)..=from.max(here) {
        if let Some(chosen) = gaps.identity(&state.project, row) {
            gaps.picked.insert(chosen);
        }
    }
    Vec::new()
}

/// Selects all files that are listed, or none where they are selected already.
pub(crate) fn all(state: &mut State) -> Vec<Effect> {
    let gaps = &mut state.gaps;
    let files = (0..gaps.rows.len())
        .filter(|row| gaps.rows.get(*row).is_some_and(|row| row.is_file()))
        .filter_map(|row| gaps.identity(&state.project, row))
        .collect();
    if gaps.picked == files {
        gaps.picked.clear();
    } else {
        gaps.picked = files;
    }
    Vec::new()
}
