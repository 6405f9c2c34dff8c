//! Keys while the help, the palette, the log or a list to choose from is open.

use crossterm::event::KeyCode;

use super::{choose, marks};
use crate::ui::action::Action;
use crate::ui::event::Effect;
use crate::ui::keymap::Key;
use crate::ui::state::{Overlay, OverlayKind, OverlayRow, State};

/// Actions run from the palette that it lists first.
const RECENT: usize = 5;

pub(super) fn press(state: &mut State, key: Key, code: KeyCode) -> Vec<Effect> {
    if Key::parse("ctrl-c") == Some(key) || is_farewell(state, key) {
        choose::close(state);
        return Vec::new();
    }
    let Some(overlay) = &state.overlay else {
        return Vec::new();
    };
    let list = crate::ui::view::overlay_list(state.area, overlay);
    let page = isize::try_from(list.height).unwrap_or(isize::MAX).max(1);
    let is = |name| Key::parse(name) == Some(key);
    match code {
        // Letters are typed, so that those who keep their hands on them step by these.
        _ if is("ctrl-n") || is("ctrl-j") => step(state, 1),
        _ if is("ctrl-p") || is("ctrl-k") => step(state, -1),
        KeyCode::Esc => choose::close(state),
        KeyCode::Enter => {
            let effects = enter(state);
            state.fit();
            return effects;
        }
        KeyCode::Up => step(state, -1),
        KeyCode::Down => step(state, 1),
        KeyCode::PageUp => step(state, -page),
        KeyCode::PageDown => step(state, page),
        KeyCode::Home => step(state, isize::MIN),
        KeyCode::End => step(state, isize::MAX),
        _ => {
            type_key(state, key, code);
            if let Some(effects) = choose::take_meant(state) {
                state.fit();
                return effects;
            }
        }
    }
    state.fit();
    choose::preview(state);
    Vec::new()
}

/// Whether a key closes the help before anything is typed: the one that opened it. Letters are typed,
/// `q` among them: `quit` may be what is looked for.
fn is_farewell(state: &State, key: Key) -> bool {
    let is_fresh =
        |overlay: &Overlay| overlay.kind == OverlayKind::Help && overlay.query.is_empty();
    let action = state.keymap.action(key, state.view);
    state.overlay.as_ref().is_some_and(is_fresh) && action.is_some_and(|action| action.id == "help")
}

/// Runs the chosen action of the palette, goes back to the chosen deed of the log, takes what a
/// list asks for; closes the help.
pub(super) fn enter(state: &mut State) -> Vec<Effect> {
    let row = state.overlay.as_ref().and_then(selected);
    if row.is_none() {
        choose::close(state);
    }
    let Some((overlay, row)) = state.overlay.take().zip(row) else {
        return Vec::new();
    };
    match (overlay.kind, row) {
        (OverlayKind::Palette, OverlayRow::Action(action)) => run_listed(state, action),
        (OverlayKind::Log, OverlayRow::Deed(at)) => marks::go_back_to(state, at),
        (_, row) => choose::chosen(state, &overlay, row),
    }
}

/// The selected row.
pub(super) fn selected(overlay: &Overlay) -> Option<OverlayRow> {
    overlay.rows.get(overlay.cursor.selected).copied()
}

/// Runs an action from the list, where keys of other views may stand.
fn run_listed(state: &mut State, action: &'static Action) -> Vec<Effect> {
    if action.is_of(state.view) {
        state.recent.retain(|id| *id != action.id);
        state.recent.insert(0, action.id);
        state.recent.truncate(RECENT);
        super::run(state, action)
    } else {
        state.tell(format!("`{}` works in {}", action.title, action.places()));
        Vec::new()
    }
}

pub(super) fn step(state: &mut State, by: isize) {
    if let Some(overlay) = &mut state.overlay {
        let len = overlay.rows.len();
        overlay.cursor.step(by, len);
    }
}

fn type_key(state: &mut State, key: Key, code: KeyCode) {
    let Some(overlay) = &mut state.overlay else {
        return;
    };
    let is_changed = if code == KeyCode::Backspace {
        overlay.query.pop().is_some()
    } else if overlay.query.is_empty() && key.letter() == Some('/') {
        // The sign that begins a search everywhere else; here it has begun.
        return;
    } else {
        super::filter::edit(&mut overlay.query, key).is_some()
    };
    if is_changed {
        overlay.rebuild(&state.keymap, &state.ledger, &state.project);
    } else if code == KeyCode::Backspace {
        choose::close(state);
    }
}

pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(overlay) = &mut state.overlay {
        super::filter::append(&mut overlay.query, text);
        overlay.rebuild(&state.keymap, &state.ledger, &state.project);
    }
    state.fit();
}
