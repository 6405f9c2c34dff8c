//! The mouse.

use crossterm::event::{
    Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::ui::event::Event;

use crate::ui::sample::{self, press};

use crate::ui::state::State;

use crate::ui::update::update;

const PRESS: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

#[test]
fn a_tile_is_selected_by_a_click_and_gone_into_by_a_second() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["T"]);
    let tiles = crate::ui::view::map_tiles(&state);
    let last = tiles.iter().rfind(|tile| tile.has_children).unwrap();
    let (x, y) = (last.area.x + 2, last.area.y + 1);
    mouse(&mut state, PRESS, x, y);
    let map = state.components.map.clone().unwrap();
    assert_eq!(map.chosen.as_ref(), Some(&last.key));
    mouse(&mut state, PRESS, x, y);
    let map = state.components.map.clone().unwrap();
    assert_eq!(map.focus.as_ref(), Some(&last.key.id));
}

fn mouse(state: &mut State, kind: MouseEventKind, column: u16, row: u16) {
    let event = MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    };
    update(state, Event::Terminal(TerminalEvent::Mouse(event)));
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut state = sample::state(120, 40);
    mouse(&mut state, PRESS, 10, 5);
    assert_eq!(state.components.cursor.selected, 2);
    mouse(&mut state, PRESS, 10, 5);
    assert_eq!(state.view, crate::ui::view::ViewId::Gaps);
}

#[test]
fn two_slow_clicks_do_not_open() {
    let mut state = sample::state(120, 40);
    mouse(&mut state, PRESS, 10, 5);
    state.at("2026-05-20T09:30:01Z".parse().unwrap());
    mouse(&mut state, PRESS, 10, 5);
    assert_eq!(state.view, crate::ui::view::ViewId::Components);
}

#[test]
fn tabs_titles_and_wheel_work() {
    let mut state = sample::state(120, 40);
    mouse(&mut state, PRESS, 84, 0);
    assert_eq!(state.view, crate::ui::view::ViewId::Gaps);
    mouse(&mut state, PRESS, 20, 2);
    assert_eq!(state.gaps.sort.column, crate::ui::state::GapColumn::Path);
    mouse(&mut state, PRESS, 20, 2);
    assert!(state.gaps.sort.is_reversed);
    let mut state = sample::state(80, 24);
    press(&mut state, &["2"]);
    mouse(&mut state, MouseEventKind::ScrollDown, 10, 6);
    assert_eq!(state.gaps.cursor.offset, 3);
    mouse(&mut state, MouseEventKind::ScrollDown, 10, 18);
    assert!(state.detail_offset > 0);
    assert_eq!(state.gaps.cursor.offset, 3);
}

#[test]
fn the_line_between_list_and_detail_is_dragged_and_nudged() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2"]);
    let line = |state: &State| crate::ui::view::panes(state).unwrap().line().unwrap().x;
    assert_eq!(line(&state), 66);
    let drag = MouseEventKind::Drag(MouseButton::Left);
    // Only what holds the line moves it.
    mouse(&mut state, PRESS, 20, 10);
    mouse(&mut state, drag, 50, 10);
    assert_eq!(line(&state), 66);
    mouse(&mut state, PRESS, 66, 10);
    mouse(&mut state, drag, 50, 12);
    assert_eq!(line(&state), 50);
    mouse(&mut state, MouseEventKind::Up(MouseButton::Left), 50, 12);
    mouse(&mut state, drag, 70, 12);
    assert_eq!(line(&state), 50);
    press(&mut state, &[">", ">"]);
    assert_eq!(line(&state), 62);
    press(&mut state, &["<", "i", "<"]);
    assert_eq!(
        state.toast.as_ref().unwrap().text,
        "no detail pane is shown"
    );
    press(&mut state, &["i"]);
    assert_eq!(line(&state), 56);
}

#[test]
fn what_the_footer_names_is_run_by_a_click() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2"]);
    let footer = |state: &State| {
        let shown = super::screen(state);
        shown.lines().last().unwrap().to_owned()
    };
    let column = |state: &State, word: &str| {
        let line = footer(state);
        let at = line.find(word).unwrap();
        u16::try_from(line[..at].chars().count()).unwrap()
    };
    let x = column(&state, "done");
    mouse(&mut state, PRESS, x, 39);
    assert_eq!(state.marks().iter().count(), 1);
    let x = column(&state, "help");
    mouse(&mut state, PRESS, x, 39);
    assert!(state.overlay.is_some());
    press(&mut state, &["esc"]);
    // Between two of them nothing happens.
    let x = column(&state, "done") + 5;
    mouse(&mut state, PRESS, x, 39);
    assert_eq!(state.marks().iter().count(), 1);
}

#[test]
fn a_click_on_the_order_sorts_by_the_next_column() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2"]);
    mouse(&mut state, PRESS, 110, 1);
    assert_eq!(state.gaps.sort.column.word(), "risk");
    mouse(&mut state, PRESS, 60, 1);
    assert_eq!(state.gaps.sort.column.word(), "risk");
}

#[test]
fn the_sign_of_a_fold_is_clicked() {
    let mut state = sample::state(120, 40);
    let rows = state.components.rows.len();
    mouse(&mut state, PRESS, 1, 3);
    assert!(state.components.rows.len() < rows);
    mouse(&mut state, PRESS, 1, 3);
    assert_eq!(state.components.rows.len(), rows);
    // Beside the sign the row is selected only.
    mouse(&mut state, PRESS, 8, 3);
    assert_eq!(state.components.rows.len(), rows);
    press(&mut state, &["3"]);
    let rows = state.roadmap.rows.len();
    mouse(&mut state, PRESS, 2, 3);
    assert!(state.roadmap.rows.len() < rows);
}

#[test]
fn the_number_of_warnings_opens_them() {
    let mut state = sample::state(120, 40);
    let warning = crate::model::Warning {
        path: "a.py".into(),
        message: "does not parse".into(),
    };
    state.project.warnings = [warning].into();
    press(&mut state, &["2"]);
    let shown = super::screen(&state);
    let line = shown.lines().nth(38).unwrap();
    let x = line.split("1 warning").next().unwrap().chars().count();
    let x = u16::try_from(x).unwrap();
    mouse(&mut state, PRESS, x - 3, 38);
    assert!(state.overlay.is_none());
    mouse(&mut state, PRESS, x + 1, 38);
    let kind = state.overlay.as_ref().map(|overlay| overlay.kind);
    assert_eq!(kind, Some(crate::ui::state::OverlayKind::Warnings));
}
