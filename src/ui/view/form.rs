//! A question above the view.

use ratatui::layout::{Position, Rect};

use crate::ui::state::{Field, Form, State};
use crate::ui::widget::{Pen, popup, width_of};

/// Width on screens that are large enough.
const WIDTH: u16 = 76;

/// Lines of a field that may have many.
const LONG: u16 = 8;

/// Lines of a field on a screen.
fn lines_of(field: &Field, height: u16) -> u16 {
    if field.area.is_long() {
        LONG.min(height.saturating_sub(8)).max(1)
    } else {
        1
    }
}

/// Lines of the frame with all that is in it: for each field its label, its text and a gap; then
/// the line of keys.
fn height_of(form: &Form, area: Rect) -> u16 {
    let fields = form.fields.iter();
    let sum: u16 = fields.map(|field| lines_of(field, area.height) + 2).sum();
    (sum + 3).min(area.height)
}

/// Draws the open form; answers with where the cursor stands.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>, area: Rect) -> Option<Position> {
    let form = state.form.as_ref()?;
    let theme = *pen.theme;
    let inside = popup(pen, area, WIDTH, height_of(form, area), &form.title);
    let mut top = 0;
    let mut caret = None;
    for (at, field) in form.fields.iter().enumerate() {
        let is_current = at == form.focus;
        let style = if is_current {
            theme.accent().bold()
        } else {
            theme.dim()
        };
        pen.row(inside, top).put(field.label, style);
        let height = lines_of(field, area.height);
        let text = Rect {
            y: inside.y.saturating_add(top + 1),
            height,
            ..inside
        }
        .intersection(inside);
        let place = text_of(pen, text, field);
        if is_current {
            caret = place;
        }
        top += height + 2;
    }
    let last = inside.height.saturating_sub(1);
    match &form.complaint {
        Some(complaint) => {
            pen.row(inside, last).put(complaint, theme.bad());
        }
        None => {
            let is_long = form.fields.iter().any(|field| field.area.is_long());
            let keys = match (is_long, form.fields.len()) {
                (true, 1) => "ctrl-s keep  esc cancel",
                (false, 1) => "enter keep  esc cancel",
                (..) => "ctrl-s keep  tab next  esc cancel",
            };
            pen.row(inside, last).put(keys, theme.dim());
        }
    }
    caret
}

/// Writes the lines of a field around its cursor; answers with where that is.
fn text_of(pen: &mut Pen<'_>, area: Rect, field: &Field) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let theme = *pen.theme;
    let row = field.area.row();
    let first = row.saturating_sub(usize::from(area.height) - 1);
    // The line with the cursor is moved to the left where it is longer than the field.
    let before = width_of(&field.area.before());
    let room = usize::from(area.width).saturating_sub(1).max(1);
    let moved = before.saturating_sub(room);
    for (line, text) in (0..area.height).zip(field.area.lines().skip(first)) {
        let is_current = first + usize::from(line) == row;
        let text = if is_current {
            skipped(&text, moved)
        } else {
            &text
        };
        pen.row(area, line).put(text, theme.text().underlined());
    }
    let x = area.x + u16::try_from(before.min(room)).unwrap_or(0);
    let y = area.y + u16::try_from(row - first).unwrap_or(0);
    Some(Position::new(x.min(area.right().saturating_sub(1)), y))
}

/// A text without its first cells.
fn skipped(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, letter) in text.char_indices() {
        if used >= cells {
            return text.get(at..).unwrap_or_default();
        }
        used += width_of(letter.encode_utf8(&mut [0; 4]));
    }
    ""
}
