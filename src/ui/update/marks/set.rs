//! What the marks say that are set.

use super::{keys, saving, told, with_undo};
use crate::model::{Mark, MarkKey, MarkState};
use crate::track::{Change, Speaker};
use crate::ui::event::Effect;
use crate::ui::state::{Form, FormKind, RoadmapRow, State};
use crate::ui::view::ViewId;

/// What a mark is set on, with whether tests lead there.
type Keys = [(MarkKey, bool)];

/// Marks what is selected as done, a step of the plan itself, or open again where all of it is done already.
pub(crate) fn done(state: &mut State) -> Vec<Effect> {
    let is_step = matches!(state.roadmap.selected(), Some(RoadmapRow::Step(..)));
    if state.view == ViewId::Roadmap && is_step {
        return super::super::plan::toggle_done(state);
    }
    let keys = keys(state);
    let is_done = |key: &MarkKey| state_of(state, key) == Some(MarkState::Done);
    let takes_back = keys.iter().all(|(key, _)| is_done(key));
    let changes: Vec<Change> = keys
        .iter()
        .filter(|(key, _)| takes_back || !is_done(key))
        .map(|(key, is_tested)| {
            let mark = if takes_back {
                without_state(state, key)
            } else {
                Some(speaker(state).is_done(state.marks().get(key), *is_tested))
            };
            (key.clone(), mark)
        })
        .collect();
    let title = if takes_back {
        said(&changes, "is open again", "are open again")
    } else {
        said(&changes, "marked done", "marked done")
    };
    let effects = record(state, &title, changes);
    if !takes_back {
        go_on(state);
    }
    effects
}

/// Marks what is selected as to be done; then as being done; then not at all.
pub(crate) fn todo(state: &mut State) -> Vec<Effect> {
    let keys = keys(state);
    let are_all = |wanted| {
        keys.iter()
            .all(|(key, _)| state_of(state, key) == Some(wanted))
    };
    let next = if are_all(MarkState::Todo) {
        Some(MarkState::Doing)
    } else if are_all(MarkState::Doing) {
        None
    } else {
        Some(MarkState::Todo)
    };
    let changes: Vec<Change> = keys
        .iter()
        .map(|(key, _)| {
            let mark = match next {
                Some(next) => Some(speaker(state).plans(state.marks().get(key), next)),
                None => without_state(state, key),
            };
            (key.clone(), mark)
        })
        .collect();
    let title = match next {
        Some(MarkState::Todo) => said(&changes, "is to do", "are to do"),
        Some(_) => said(&changes, "is being done", "are being done"),
        None => said(&changes, "is open again", "are open again"),
    };
    record(state, &title, changes)
}

/// Asks why what is selected stays without tests.
pub(crate) fn accept(state: &mut State) -> Vec<Effect> {
    let keys = keys(state);
    let before = shared(state, &keys, |mark| mark.note.as_deref());
    let until = shared(state, &keys, |mark| mark.until.as_deref());
    state.form = Some(Form::new(
        FormKind::Accept(keys.clone()),
        format!("Accept {} without tests", named(&keys)),
        &[
            ("Why", &before, true),
            (
                "Until (a day such as 2027-01-31, or nothing)",
                &until,
                false,
            ),
        ],
    ));
    Vec::new()
}

/// Accepts, for a reason and maybe until a day.
pub(in crate::ui::update) fn accept_until(
    state: &mut State,
    keys: &Keys,
    reason: &str,
    until: Option<&str>,
) -> Vec<Effect> {
    let changes: Vec<Change> = keys
        .iter()
        .map(|(key, _)| {
            let mark = speaker(state).accepts(reason, until);
            (key.clone(), Some(mark))
        })
        .collect();
    let title = said(&changes, "accepted", "accepted");
    let effects = record(state, &title, changes);
    go_on(state);
    effects
}

/// Asks for a note.
pub(crate) fn write_note(state: &mut State) -> Vec<Effect> {
    let keys = keys(state);
    let before = shared(state, &keys, |mark| mark.note.as_deref());
    state.form = Some(Form::new(
        FormKind::Note(keys.clone()),
        format!("Note on {}", named(&keys)),
        &[("Note", &before, true)],
    ));
    Vec::new()
}

/// Sets a note, or takes it away where it is empty; what else a mark says stays.
pub(in crate::ui::update) fn note(state: &mut State, keys: &Keys, text: &str) -> Vec<Effect> {
    let changes: Vec<Change> = keys
        .iter()
        .filter_map(|(key, _)| {
            let before = state.marks().get(key);
            if before.is_none() && text.is_empty() {
                return None;
            }
            Some((key.clone(), speaker(state).notes(before, text)))
        })
        .collect();
    if changes.is_empty() {
        return Vec::new();
    }
    let title = if text.is_empty() {
        said(&changes, "has no note any more", "have no note any more")
    } else {
        said(&changes, "has a note", "have a note")
    };
    record(state, &title, changes)
}

fn state_of(state: &State, key: &MarkKey) -> Option<MarkState> {
    state.marks().get(key).and_then(|mark| mark.state)
}

/// What all marks agree on, or nothing.
fn shared(state: &State, keys: &Keys, part: fn(&Mark) -> Option<&str>) -> String {
    let mut texts = keys
        .iter()
        .map(|(key, _)| state.marks().get(key).and_then(part).unwrap_or_default());
    let first = texts.next().unwrap_or_default();
    if texts.all(|text| text == first) {
        first.to_owned()
    } else {
        String::new()
    }
}

/// The user, at this moment.
fn speaker(state: &State) -> Speaker {
    Speaker {
        by: state.author.clone(),
        at: state.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    }
}

/// A mark that says nothing but its note; none without one.
fn without_state(state: &State, key: &MarkKey) -> Option<Mark> {
    speaker(state).opens_again(state.marks().get(key))
}

fn named(keys: &Keys) -> String {
    match keys {
        [(key, _)] => told(key),
        keys => format!("{} files and functions", keys.len()),
    }
}

/// What happened, for one and for several.
fn said(changes: &[Change], one: &str, several: &str) -> String {
    match changes {
        [(key, _)] => format!("{} {one}", told(key)),
        changes if changes.iter().all(|(key, _)| key.symbol.is_none()) => {
            format!("{} files {several}", changes.len())
        }
        changes => format!("{} files and functions {several}", changes.len()),
    }
}

/// Makes the change, says so, and ends the selection of several.
fn record(state: &mut State, title: &str, changes: Vec<Change>) -> Vec<Effect> {
    if changes.is_empty() {
        return Vec::new();
    }
    let save = state.ledger.record(title.to_owned(), changes);
    state.tell(with_undo(state, title));
    saving(state, save)
}

/// Goes on to what comes next, unless several were marked: these are done with.
fn go_on(state: &mut State) {
    if state.view == ViewId::Gaps && !state.gaps.picked.is_empty() {
        state.gaps.picked.clear();
    } else if state.view == ViewId::Source {
        super::super::source::to_next(state);
    } else if state.view == ViewId::Gaps {
        let row = state.gaps.after(state.gaps.cursor.selected);
        state.gaps.cursor.selected = row;
    } else {
        super::super::navigate::down(state);
    }
}
