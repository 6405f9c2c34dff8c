//! The mouse.

use crossterm::event::{
    Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::ui::event::Event;

use crate::ui::sample::{self, press};

use crate::ui::state::{MetricColumn, Sort, State};

use crate::ui::update::update;

use crate::ui::view::ViewId;

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
    assert_eq!(state.view, ViewId::Gaps);
}

#[test]
fn two_slow_clicks_do_not_open() {
    let mut state = sample::state(120, 40);
    mouse(&mut state, PRESS, 10, 5);
    state.at("2026-05-20T09:30:01Z".parse().unwrap());
    mouse(&mut state, PRESS, 10, 5);
    assert_eq!(state.view, ViewId::Components);
}

#[test]
fn tabs_titles_and_wheel_work() {
    let mut state = sample::state(120, 40);
    mouse(&mut state, PRESS, 84, 0);
    assert_eq!(state.view, ViewId::Gaps);
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

/// The column at which a text stands in a line of the screen.
fn column_of(state: &State, line: usize, text: &str) -> u16 {
    let shown = super::screen(state);
    let line = shown.lines().nth(line).unwrap();
    let at = line
        .find(text)
        .unwrap_or_else(|| panic!("no `{text}` in {line}"));
    u16::try_from(line[..at].chars().count()).unwrap()
}

#[test]
fn the_second_key_of_the_footer_does_the_opposite() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3"]);
    let name = |state: &State| state.project.roadmap.phases[0].name.clone();
    let first = name(&state);
    let x = column_of(&state, 39, "+/- reorder");
    mouse(&mut state, PRESS, x, 39);
    assert_ne!(name(&state), first);
    let x = column_of(&state, 39, "+/- reorder");
    mouse(&mut state, PRESS, x + 2, 39);
    assert_eq!(name(&state), first);
}

#[test]
fn crumbs_lead_up() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["j", "enter", "enter", "enter"]);
    assert_eq!(state.view, ViewId::Source);
    let inner = state.gaps.scope.clone();
    // The list that the file was opened from, its component's own crumb.
    let x = column_of(&state, 0, "Agent");
    mouse(&mut state, PRESS, x, 0);
    assert_eq!((state.view, &state.gaps.scope), (ViewId::Gaps, &inner));
    let x = column_of(&state, 0, "Satellite");
    mouse(&mut state, PRESS, x, 0);
    assert_eq!(state.view, ViewId::Gaps);
    assert_ne!(state.gaps.scope, inner);
    // Escape leads back down to where the crumb was clicked.
    press(&mut state, &["esc"]);
    assert_eq!(state.gaps.scope, inner);
    let x = column_of(&state, 0, "luml");
    mouse(&mut state, PRESS, x, 0);
    assert_eq!(state.view, ViewId::Components);
}

#[test]
fn the_crumb_of_a_metric_leads_to_the_metrics() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["4", "enter"]);
    let x = column_of(&state, 0, "Metrics");
    mouse(&mut state, PRESS, x, 0);
    assert_eq!(state.view, ViewId::Metrics);
}

#[test]
fn fields_and_keys_of_a_form_are_clicked() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "a"]);
    let shown = super::screen(&state);
    let line = |text: &str| shown.lines().position(|line| line.contains(text)).unwrap();
    let (until, keys) = (line("Until"), line("ctrl-s keep"));
    let row = |at: usize| u16::try_from(at).unwrap();
    let x = column_of(&state, until, "Until");
    mouse(&mut state, PRESS, x, row(until));
    assert_eq!(state.form.as_ref().unwrap().focus, 1);
    // Beside all of that nothing happens.
    mouse(&mut state, PRESS, 2, row(keys));
    assert!(state.form.is_some());
    let x = column_of(&state, keys, "ctrl-s keep");
    mouse(&mut state, PRESS, x, row(keys));
    let complaint = state.form.as_ref().unwrap().complaint.as_deref();
    assert_eq!(complaint, Some("a reason is needed"));
    // The keys are told beside what is wrong.
    let x = column_of(&state, keys, "esc cancel");
    mouse(&mut state, PRESS, x + 9, row(keys));
    assert!(state.form.is_none());
    assert_eq!(state.marks().iter().count(), 0);
}

#[test]
fn a_filter_is_kept_or_left_by_a_click() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "/"]);
    sample::type_in(&mut state, "deploy");
    let x = column_of(&state, 39, "enter keep");
    mouse(&mut state, PRESS, x, 39);
    assert!(state.prompt.is_none());
    assert_eq!(state.gaps.query, "deploy");
    press(&mut state, &["/"]);
    sample::type_in(&mut state, "er");
    let x = column_of(&state, 39, "esc cancel");
    mouse(&mut state, PRESS, x, 39);
    assert!(state.prompt.is_none());
    assert_eq!(state.gaps.query, "deploy");
}

#[test]
fn a_list_above_the_view_is_left_by_a_click_beside_it_only() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["?"]);
    let line = super::screen(&state);
    let top = line.lines().position(|line| line.contains("Help")).unwrap();
    let top = u16::try_from(top).unwrap();
    let x = column_of(&state, usize::from(top), "Help");
    mouse(&mut state, PRESS, x, top);
    mouse(&mut state, PRESS, x, top + 1);
    assert!(state.overlay.is_some());
    mouse(&mut state, PRESS, 1, top + 1);
    assert!(state.overlay.is_none());
}

#[test]
fn all_that_the_palette_lists_is_run_by_the_mouse() {
    let mut state = sample::state(120, 40);
    let x = column_of(&state, 39, ": more");
    mouse(&mut state, PRESS, x, 39);
    let shown = super::screen(&state);
    let line = shown
        .lines()
        .position(|line| line.contains("Draws the components as a map"));
    let line = line.unwrap();
    let x = column_of(&state, line, "map");
    let row = u16::try_from(line).unwrap();
    mouse(&mut state, PRESS, x, row);
    mouse(&mut state, PRESS, x, row);
    assert!(state.components.map.is_some());
}

#[test]
fn rows_are_selected_besides_others_by_a_click_with_ctrl() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2"]);
    let mut click = |row: u16| {
        let event = MouseEvent {
            kind: PRESS,
            column: 20,
            row,
            modifiers: KeyModifiers::CONTROL,
        };
        update(&mut state, Event::Terminal(TerminalEvent::Mouse(event)));
        state.gaps.picked.len()
    };
    assert_eq!([click(4), click(6), click(6)], [1, 2, 1]);
}

#[test]
fn metrics_are_sorted_by_a_click_on_a_title() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["4"]);
    let x = column_of(&state, 2, "CURRENT");
    mouse(&mut state, PRESS, x, 2);
    assert_eq!(state.metrics.sort, Sort::by(MetricColumn::Current));
    mouse(&mut state, PRESS, x, 2);
    assert!(state.metrics.sort.is_reversed);
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
