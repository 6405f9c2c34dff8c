//! The way back from what was done, and forth again.

use super::saving;
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{Save, State};
use crate::ui::update::plan;
use crate::ui::view::{ViewId, counted};

pub(crate) fn can_undo(state: &State) -> Availability {
    if state.ledger.can_undo() {
        Ok(())
    } else {
        Err("nothing to undo")
    }
}

pub(crate) fn can_redo(state: &State) -> Availability {
    if state.ledger.can_redo() {
        Ok(())
    } else {
        Err("nothing to redo")
    }
}

pub(crate) fn undo(state: &mut State) -> Vec<Effect> {
    let step = state.ledger.undo();
    go(state, "taken back", step)
}

pub(crate) fn redo(state: &mut State) -> Vec<Effect> {
    let step = state.ledger.redo();
    go(state, "again", step)
}

/// Shows a step back or forth, if there was one, and saves it.
fn go(state: &mut State, verb: &str, step: Option<(String, Save)>) -> Vec<Effect> {
    let Some((title, save)) = step else {
        return Vec::new();
    };
    state.tell(format!("{verb}: {title}"));
    select(state, &save);
    let edits = save.edits.clone();
    let effects = saving(state, save);
    if state.view == ViewId::Roadmap {
        plan::select(state, &edits);
    }
    effects
}

/// Takes back the deed at a place of the log and all after it; does it again with all before it
/// where it was taken back already.
pub(in crate::ui::update) fn go_back_to(state: &mut State, at: usize) -> Vec<Effect> {
    let mut effects = Vec::new();
    let undone = state.ledger.undone();
    let (count, words) = if at < undone {
        (undone - at, "done again")
    } else {
        (at - undone + 1, "taken back")
    };
    for _ in 0..count {
        effects.extend(if at < undone {
            redo(state)
        } else {
            undo(state)
        });
    }
    if count > 1 {
        state.tell(format!("{} {words}", counted(count, "change")));
    }
    effects
}

/// Goes to what changed, where the list shows it.
fn select(state: &mut State, save: &Save) {
    let Some((key, _)) = save.changes.first() else {
        return;
    };
    let file = state.project.find(&key.path);
    if state.view == ViewId::Gaps
        && let Some(path) = file.and_then(|file| Some(state.project.file(file)?.path.clone()))
    {
        let symbol = key.symbol.as_deref().map(Box::from);
        state.gaps.chosen = Some((path, symbol));
        state.gaps.find_chosen(&state.project);
    }
}
