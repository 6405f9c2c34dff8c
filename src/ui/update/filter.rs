//! Typing a filter; the list follows each letter.

use crossterm::event::KeyCode;

use crate::ui::event::Effect;
use crate::ui::keymap::Key;
use crate::ui::state::{Prompt, State};
use crate::ui::view::ViewId;

/// Most letters of a filter: nobody types more, and a paste might hold anything.
pub(super) const LONGEST: usize = 200;

pub(crate) fn begin(state: &mut State) -> Vec<Effect> {
    let before = (state.current().query)(state).clone();
    state.prompt = Some(Prompt { before });
    Vec::new()
}

/// Takes in a key while a filter is being typed.
pub(super) fn press(state: &mut State, key: Key, code: KeyCode) {
    let mut query = (state.current().query)(state).clone();
    match code {
        KeyCode::Enter => {
            state.prompt = None;
            if !query.is_empty() {
                state.last_query = query;
            }
            return;
        }
        KeyCode::Esc => {
            let before = state.prompt.take().map(|prompt| prompt.before);
            set(state, before.unwrap_or_default());
            return;
        }
        KeyCode::Backspace if query.is_empty() => {
            state.prompt = None;
            return;
        }
        KeyCode::Backspace => {
            query.pop();
        }
        KeyCode::Up if query.is_empty() => query.clone_from(&state.last_query),
        KeyCode::Up | KeyCode::Down => {
            let view = state.current();
            let len = (view.len)(state);
            let by = if code == KeyCode::Up { -1 } else { 1 };
            (view.cursor)(state).step(by, len);
            state.fit();
            return;
        }
        _ => match edit(&mut query, key) {
            Some(()) => {}
            None => return,
        },
    }
    set(state, query);
}

/// Changes a line of text by a key; none where the key does not.
pub(super) fn edit(text: &mut String, key: Key) -> Option<()> {
    if Key::parse("ctrl-u") == Some(key) {
        text.clear();
    } else if Key::parse("ctrl-w") == Some(key) {
        let kept = text.trim_end().rfind(' ').map_or(0, |at| at + 1);
        text.truncate(kept);
    } else {
        let letter = key.letter()?;
        if text.chars().count() < LONGEST {
            text.push(letter);
        }
    }
    Some(())
}

/// Takes in pasted text.
pub(super) fn paste(state: &mut State, text: &str) {
    let mut query = (state.current().query)(state).clone();
    append(&mut query, text);
    set(state, query);
}

/// Adds the first line of a text.
pub(super) fn append(to: &mut String, text: &str) {
    let line = text.lines().next().unwrap_or_default();
    let room = LONGEST.saturating_sub(to.chars().count());
    to.extend(
        line.chars()
            .filter(|letter| !letter.is_control())
            .take(room),
    );
}

/// Filters the current view. The best match is selected while there is a filter; without one the
/// selection stays on what was selected.
pub(super) fn set(state: &mut State, query: String) {
    let view = state.current();
    let is_clear = query.trim().is_empty();
    *(view.query_mut)(state) = if is_clear {
        query.trim().to_owned()
    } else {
        query
    };
    match state.view {
        ViewId::Components => state.components.rebuild(&state.project),
        ViewId::Gaps => state.gaps.refilter(&state.project),
        ViewId::Roadmap => state.roadmap.rebuild(&state.project),
    }
    if !is_clear && state.view == ViewId::Gaps {
        state.gaps.cursor = Default::default();
    } else if state.view == ViewId::Gaps {
        state.gaps.find_chosen(&state.project);
    }
    state.fit();
}
