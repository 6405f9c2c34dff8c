//! A list with its detail beside or below it: what the views that have both share.

use ratatui::layout::Rect;

use crate::ui::layout::Panes;
use crate::ui::state::State;
use crate::ui::widget::{Document, Pen};

/// Draws the line between list and detail, and the detail.
pub(super) fn detail(
    state: &State,
    pen: &mut Pen<'_>,
    panes: Panes,
    document: fn(&State, u16) -> Document,
) {
    match panes {
        Panes::Alone(_) => {}
        Panes::Beside(_, line, _) => {
            let (glyph, style) = (pen.theme.glyphs.side, pen.theme.dim());
            for y in line.top()..line.bottom() {
                pen.glyph(line, line.x, y, glyph, style);
            }
        }
        Panes::Below(_, line, _) => pen.rule(line, 0),
    }
    if let Some(area) = panes.detail() {
        document(state, area.width).draw(pen, area, state.detail_offset);
    }
}

/// Writes lines where nothing is listed.
pub(super) fn nothing(pen: &mut Pen<'_>, list: Rect, lines: &[&str]) {
    let style = pen.theme.dim();
    for (line, text) in (1..).zip(lines) {
        pen.row(list, line).skip(2).put(text, style);
    }
}
