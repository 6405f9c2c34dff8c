//! A list with its detail beside or below it: what the views that have both share.

use ratatui::layout::{Margin, Rect};

use crate::ui::layout::{Panes, below_titles};
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

/// Writes sentences where nothing is listed, a line free above them.
pub(super) fn nothing(pen: &mut Pen<'_>, list: Rect, lines: &[&str]) {
    let style = pen.theme.dim();
    let inside = below_titles(list).inner(Margin::new(2, 0));
    let mut document = Document::new(inside.width);
    for text in lines {
        document.wrapped(None, 0, text, style);
    }
    document.draw(pen, inside, 0);
}
