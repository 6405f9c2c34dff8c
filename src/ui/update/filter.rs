//! Typing a filter; the list follows each letter.

use crossterm::event::KeyCode;

use super::{map, navigate};
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::keymap::Key;
use crate::ui::query;
use crate::ui::state::{CHECK_FIELDS, CLAIM_FIELDS, Prompt, State};
use crate::ui::view::ViewId;

/// Most letters of a filter: nobody types more, and a paste might hold anything.
pub(super) const LONGEST: usize = 200;

/// Most filters that are remembered.
const REMEMBERED: usize = 20;

pub(crate) fn can_begin(state: &State) -> Availability {
    if map::is_shown(state) {
        Err("the map shows everything; the list can be filtered")
    } else if (state.current().query)(state).is_empty() {
        navigate::has_rows(state)
    } else {
        Ok(())
    }
}

pub(crate) fn begin(state: &mut State) -> Vec<Effect> {
    let before = (state.current().query)(state).clone();
    if !before.is_empty() && !before.ends_with(' ') {
        // What is typed now is another word.
        let query = state.current().query_mut;
        query(state).push(' ');
    }
    state.source.from = state.source.cursor.selected;
    state.prompt = Some(Prompt {
        before,
        recalled: None,
    });
    Vec::new()
}

/// Takes in a key while a filter is being typed.
pub(super) fn press(state: &mut State, key: Key, code: KeyCode) {
    let mut query = (state.current().query)(state).clone();
    match code {
        KeyCode::Enter => {
            state.prompt = None;
            query.truncate(query.trim_end().len());
            set(state, query.clone());
            remember(state, query);
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
        KeyCode::Tab => match complete(state, &query) {
            Some(completed) => query = completed,
            None => return,
        },
        KeyCode::Up | KeyCode::Down if is_recalling(state, &query) => {
            query = recall(state, code == KeyCode::Up);
            set(state, query);
            return;
        }
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
    if let Some(prompt) = &mut state.prompt {
        prompt.recalled = None;
    }
    set(state, query);
}

/// Keeps a filter to be recalled.
fn remember(state: &mut State, query: String) {
    if !query.is_empty() {
        state.searches.retain(|known| *known != query);
        state.searches.insert(0, query);
        state.searches.truncate(REMEMBERED);
    }
}

/// Whether the arrows go through earlier filters rather than through the list.
fn is_recalling(state: &State, query: &str) -> bool {
    let is_recalled = |prompt: &Prompt| prompt.recalled.is_some();
    query.is_empty() || state.prompt.as_ref().is_some_and(is_recalled)
}

/// The filter before or after the one that is shown.
fn recall(state: &mut State, is_older: bool) -> String {
    let last = state.searches.len().checked_sub(1);
    let Some(prompt) = &mut state.prompt else {
        return String::new();
    };
    prompt.recalled = match (prompt.recalled, is_older) {
        (None, true) => last.map(|_| 0),
        (Some(at), true) => last.map(|last| last.min(at + 1)),
        (Some(at), false) => at.checked_sub(1),
        (None, false) => None,
    };
    let recalled = prompt.recalled.and_then(|at| state.searches.get(at));
    recalled.cloned().unwrap_or_default()
}

/// Completes the query word that is being typed, in lists that have such words.
fn complete(state: &State, query: &str) -> Option<String> {
    match state.view {
        ViewId::Gaps => query::complete(&state.project, query),
        ViewId::Setup => {
            let candidates = query::table::candidates(CHECK_FIELDS, query);
            query::complete_from(&candidates, query)
        }
        ViewId::Audit => {
            let candidates = query::table::candidates(CLAIM_FIELDS, query);
            query::complete_from(&candidates, query)
        }
        ViewId::Components | ViewId::Roadmap | ViewId::Metrics | ViewId::Source => None,
    }
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

/// The first line of a text, as it could have been typed.
pub(crate) fn line_of(text: &str) -> String {
    let mut line = String::new();
    append(&mut line, text);
    line
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
        ViewId::Gaps => state.gaps.refilter(&state.project, state.ledger.marks()),
        ViewId::Roadmap => state.roadmap.rebuild(&state.project),
        ViewId::Metrics => state.metrics.rebuild(&state.project),
        ViewId::Setup => state.setup.rebuild(&state.project),
        ViewId::Audit => state.audit.rebuild(&state.project),
        ViewId::Source => super::source::look(state),
    }
    match (state.view, is_clear) {
        (ViewId::Gaps, false) => state.gaps.cursor = Default::default(),
        (ViewId::Gaps, true) => state.gaps.find_chosen(&state.project),
        (ViewId::Components, false) => state.components.choose_match(&state.project),
        (ViewId::Setup, false) => state.setup.choose_match(&state.project),
        (ViewId::Audit, false) => state.audit.choose_match(&state.project),
        _ => {}
    }
    state.fit();
}
