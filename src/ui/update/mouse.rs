//! The mouse: click selects, double click opens, the wheel scrolls, tabs, crumbs, column titles and what
//! the footer tells work, the line between list and detail can be dragged.

use crossterm::event::{KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use jiff::SignedDuration;
use ratatui::layout::{Position, Rect};

use super::{apart, choose, detail, fold, map, navigate, open, overlay, pick, sort};
use crate::ui::event::Effect;
use crate::ui::layout::is_too_small;
use crate::ui::state::{Click, State};
use crate::ui::view::{self, FormSpot, ViewId};

/// Longest time between the two presses of a double click.
const DOUBLE: SignedDuration = SignedDuration::from_millis(400);

/// Rows that one notch of the wheel scrolls.
const NOTCH: isize = 3;

/// Takes a mouse event in.
pub(super) fn mouse(state: &mut State, event: MouseEvent) -> Vec<Effect> {
    if is_too_small(state.area) {
        return Vec::new();
    }
    let at = Position::new(event.column, event.row);
    if state.form.is_some() {
        // What is being written is not lost by a slip of the hand: only what is told is done.
        let is_press = event.kind == MouseEventKind::Down(MouseButton::Left);
        let spot = view::form_spot_at(state, at).filter(|_| is_press);
        return spot.map_or_else(Vec::new, |spot| click_form(state, spot));
    }
    let effects = match event.kind {
        MouseEventKind::ScrollDown => wheel(state, at, NOTCH),
        MouseEventKind::ScrollUp => wheel(state, at, -NOTCH),
        MouseEventKind::Down(MouseButton::Left) => click(state, at, event.modifiers),
        MouseEventKind::Drag(MouseButton::Left) => drag(state, at),
        MouseEventKind::Up(MouseButton::Left) => {
            state.is_dragging = false;
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    state.fit();
    effects
}

fn wheel(state: &mut State, at: Position, by: isize) -> Vec<Effect> {
    if state.overlay.is_some() {
        overlay::step(state, by);
        choose::preview(state);
    } else if view::detail_area(state).is_some_and(|detail| detail.contains(at)) {
        return detail::scroll(state, by);
    } else {
        if map::is_shown(state) {
            return Vec::new();
        }
        let current = state.current();
        let (len, height) = ((current.len)(state), state.height());
        (current.cursor)(state).scroll(by, len, height);
        (current.remember)(state);
    }
    Vec::new()
}

/// Moves the line between list and detail, once it is held.
fn drag(state: &mut State, at: Position) -> Vec<Effect> {
    if let Some(panes) = view::panes(state).filter(|_| state.is_dragging) {
        state.split = panes.dragged(state.layout().body, state.split, at);
    }
    Vec::new()
}

fn click_form(state: &mut State, spot: FormSpot) -> Vec<Effect> {
    match spot {
        FormSpot::Field(field) => {
            if let Some(form) = &mut state.form {
                form.focus = field;
            }
            Vec::new()
        }
        FormSpot::Key(code, modifiers) => super::press(state, KeyEvent::new(code, modifiers)),
    }
}

fn click(state: &mut State, at: Position, modifiers: KeyModifiers) -> Vec<Effect> {
    let is_of_warnings = state.layout().legend.contains(at) && view::are_warnings_at(state, at.x);
    state.toast = None;
    state.is_dragging = false;
    if state.overlay.is_some() {
        return click_overlay(state, at);
    }
    let layout = state.layout();
    if layout.footer.contains(at) {
        return click_footer(state, at);
    }
    if is_of_warnings {
        return apart::warnings(state);
    }
    if layout.status.contains(at) && view::is_order_at(state, at.x) {
        return match sort::can_sort(state) {
            Ok(()) => sort::next(state),
            Err(_) => Vec::new(),
        };
    }
    if layout.header.contains(at) {
        return click_header(state, at);
    }
    let line = view::panes(state).and_then(|panes| panes.line());
    if line.is_some_and(|line| line.contains(at)) {
        state.is_dragging = true;
        return Vec::new();
    }
    if map::is_shown(state) {
        return click_tile(state, at);
    }
    let list = (state.current().list)(state, layout.body);
    if list.y > 0 && at.y == list.y - 1 && (list.left()..list.right()).contains(&at.x) {
        view::sort_at(state, list, at.x);
        sort::resort(state);
        return Vec::new();
    }
    match row_at(state, list, at) {
        Some(row) if modifiers.contains(KeyModifiers::CONTROL) => select_row(state, row),
        Some(row) => {
            let effects = click_row(state, row);
            if fold::is_mark_at(state, at.x - list.x) {
                state.click = None;
                fold::toggle(state);
            }
            effects
        }
        None => Vec::new(),
    }
}

/// Goes to the view whose tab was clicked, or up to the crumb.
fn click_header(state: &mut State, at: Position) -> Vec<Effect> {
    match view::tab_at(state, at.x) {
        Some(ViewId::Gaps) => navigate::gaps(state),
        Some(view) => {
            navigate::go(state, view, None);
            Vec::new()
        }
        None => match view::crumb_at(state, at.x) {
            Some(steps) => navigate::up_from_here(state, steps),
            None => Vec::new(),
        },
    }
}

/// Runs the action whose key and title were clicked, or what ends the filter that is typed.
fn click_footer(state: &mut State, at: Position) -> Vec<Effect> {
    if state.prompt.is_some() {
        let code = view::prompt_key_at(state, at.x);
        let key = code.map(|code| KeyEvent::new(code, KeyModifiers::NONE));
        return key.map_or_else(Vec::new, |key| super::press(state, key));
    }
    match view::hint_at(state, at.x) {
        Some(action) => super::run(state, action),
        None => Vec::new(),
    }
}

/// Which row of the current list is at a place.
fn row_at(state: &mut State, list: Rect, at: Position) -> Option<usize> {
    if !list.contains(at) {
        return None;
    }
    let current = state.current();
    let len = (current.len)(state);
    let row = (current.cursor)(state).offset + usize::from(at.y - list.y);
    (row < len).then_some(row)
}

/// Selects a tile of the map; a second press goes into it.
fn click_tile(state: &mut State, at: Position) -> Vec<Effect> {
    let Some(row) = map::at(state, at.x, at.y) else {
        return Vec::new();
    };
    if is_second(state, row) {
        return open::open(state);
    }
    state.click = Some(Click { at: state.now, row });
    Vec::new()
}

/// Whether a press is the second one of a double click.
fn is_second(state: &mut State, row: usize) -> bool {
    let before = state.click.take();
    before.is_some_and(|click| click.row == row && state.now.duration_since(click.at) <= DOUBLE)
}

/// Selects a row besides others, where a list has that.
fn select_row(state: &mut State, row: usize) -> Vec<Effect> {
    move_to(state, row);
    match state.view {
        ViewId::Gaps => pick::toggle_here(state),
        _ => Vec::new(),
    }
}

fn move_to(state: &mut State, row: usize) {
    let current = state.current();
    (current.cursor)(state).selected = row;
    (current.remember)(state);
}

fn click_row(state: &mut State, row: usize) -> Vec<Effect> {
    move_to(state, row);
    if is_second(state, row) {
        return open::open(state);
    }
    state.click = Some(Click { at: state.now, row });
    Vec::new()
}

fn click_overlay(state: &mut State, at: Position) -> Vec<Effect> {
    let Some(overlay) = &mut state.overlay else {
        return Vec::new();
    };
    let list = view::overlay_list(state.area, overlay);
    if !list.contains(at) {
        // What stands around the list in its frame is no way out.
        if !view::overlay_frame(state.area, overlay).contains(at) {
            choose::close(state);
        }
        return Vec::new();
    }
    let row = overlay.cursor.offset + usize::from(at.y - list.y);
    if row >= overlay.rows.len() {
        return Vec::new();
    }
    overlay.cursor.selected = row;
    choose::preview(state);
    if is_second(state, row) {
        return overlay::enter(state);
    }
    state.click = Some(Click { at: state.now, row });
    Vec::new()
}
