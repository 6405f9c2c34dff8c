//! Marks, notes and the way back from them.

use crate::ui::event::{Effect, Event};

use crate::ui::sample::{self, press};

use crate::ui::state::State;

use crate::ui::update::update;

use super::{AUTH, DEPLOY, check_at, screen};

#[test]
fn the_log_lists_what_was_done() {
    let mut state = sample::state(80, 24);
    press(
        &mut state,
        &["2", "d", "t", "u", "3", "r", "x", "enter", "L"],
    );
    check_at("log", &state);
}

fn mark_on<'s>(state: &'s State, path: &str) -> Option<&'s crate::model::Mark> {
    crate::ui::mark::of_file(state.marks(), path)
}

#[test]
fn a_note_has_lines_and_can_be_undone() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "w"]);
    sample::type_in(&mut state, "ask Ada");
    press(&mut state, &["enter"]);
    sample::type_in(&mut state, "q: 数据");
    check_at("note", &state);
    let effects = press(&mut state, &["ctrl-s"]);
    assert!(matches!(effects.as_slice(), [Effect::Save { .. }]));
    assert_eq!(
        mark_on(&state, DEPLOY).unwrap().note.as_deref(),
        Some("ask Ada\nq: 数据")
    );
    press(&mut state, &["u"]);
    assert_eq!(mark_on(&state, DEPLOY), None);
}

#[test]
fn what_was_written_is_thrown_away_when_asked_twice_only() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "w", "x", "esc"]);
    assert!(state.form.as_ref().unwrap().complaint.is_some());
    press(&mut state, &["y", "esc"]);
    assert_eq!(state.form.as_ref().unwrap().text(0), "xy");
    press(&mut state, &["esc"]);
    assert_eq!(state.form, None);
    assert_eq!(state.marks().iter().count(), 0);
}

#[test]
fn accepting_asks_for_a_reason_and_a_day_to_come() {
    let mut state = sample::state(80, 24);
    press(&mut state, &["2", "a", "ctrl-s"]);
    let complaint = |state: &State| state.form.as_ref().unwrap().complaint.clone().unwrap();
    assert_eq!(complaint(&state), "a reason is needed");
    sample::type_in(&mut state, "goes away");
    press(&mut state, &["tab"]);
    sample::type_in(&mut state, "2026-02-30");
    press(&mut state, &["enter"]);
    assert_eq!(
        complaint(&state),
        "`2026-02-30` is no day such as 2027-01-31"
    );
    press(&mut state, &["ctrl-u"]);
    sample::type_in(&mut state, "2026-01-05");
    press(&mut state, &["enter"]);
    assert_eq!(complaint(&state), "2026-01-05 is over");
    check_at("accept", &state);
    press(&mut state, &["ctrl-u"]);
    sample::type_in(&mut state, "2027-01-05");
    press(&mut state, &["enter"]);
    let mark = mark_on(&state, DEPLOY).unwrap();
    assert_eq!(mark.until.as_deref(), Some("2027-01-05"));
    assert_eq!(mark.note.as_deref(), Some("goes away"));
}

#[test]
fn todo_goes_on_to_doing_and_back_to_nothing() {
    use crate::model::MarkState::{Doing, Todo};
    let mut state = sample::state(80, 24);
    press(&mut state, &["2"]);
    for expect in [Some(Todo), Some(Doing), None, Some(Todo)] {
        press(&mut state, &["t"]);
        let found = mark_on(&state, DEPLOY).and_then(|mark| mark.state);
        assert_eq!(found, expect);
    }
}

#[test]
fn all_that_is_selected_is_marked_at_once_and_undone_at_once() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "v", "j", "j", "j"]);
    assert_eq!(state.gaps.picked.len(), 4);
    check_at("selected", &state);
    press(&mut state, &["d"]);
    assert_eq!(state.marks().iter().count(), 4);
    assert!(mark_on(&state, DEPLOY).is_some() && mark_on(&state, AUTH).is_some());
    assert!(state.gaps.picked.is_empty());
    press(&mut state, &["u"]);
    assert_eq!(state.marks().iter().count(), 0);
    press(&mut state, &["ctrl-a"]);
    assert_eq!(state.gaps.picked.len(), state.gaps.files);
    press(&mut state, &["esc"]);
    assert!(state.gaps.picked.is_empty());
    assert_eq!(state.view, crate::ui::view::ViewId::Gaps);
}

#[test]
fn a_note_that_is_too_long_is_told_while_it_is_written() {
    let mut state = sample::state(80, 24);
    press(&mut state, &["2", "w"]);
    let pasted = crossterm::event::Event::Paste("x".repeat(5000));
    update(&mut state, Event::Terminal(pasted));
    let told = "4,000 characters at most: what came after them is missing";
    assert!(screen(&state).contains(told));
    press(&mut state, &["backspace"]);
    assert!(!screen(&state).contains(told));
    press(&mut state, &["ctrl-s"]);
    let note = mark_on(&state, DEPLOY).and_then(|mark| mark.note.clone());
    assert_eq!(note.unwrap().len(), 3999);
}
