//! The help and the command palette, made from the action registry.

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::state::{Overlay, OverlayKind, OverlayRow, State};
use crate::ui::widget::{Document, Pen, Row, cut_end, popup};

/// Size of the frame on screens that are large enough.
const SIZE: (u16, u16) = (92, 36);

/// Lines at the bottom that explain what is selected: a line between, and two of text.
const EXPLAINED: u16 = 3;

/// Where the lines of an overlay are on a screen.
pub(crate) fn overlay_list(area: Rect) -> Rect {
    let width = SIZE.0.min(area.width);
    let height = SIZE.1.min(area.height.saturating_sub(2));
    let frame = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    // One line for what is typed, the frame, and the explanation.
    Rect {
        x: frame.x + frame.width.min(2),
        y: frame.y + frame.height.min(2),
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(3 + EXPLAINED),
    }
}

/// Draws the open overlay.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let Some(overlay) = &state.overlay else {
        return;
    };
    let list = overlay_list(area);
    let title = match overlay.kind {
        OverlayKind::Help => "Help: type to search, esc or q closes",
        OverlayKind::Palette => "Commands: type to search, enter runs",
    };
    let inside = popup(
        pen,
        area,
        SIZE.0,
        SIZE.1.min(area.height.saturating_sub(2)),
        title,
    );
    let theme = *pen.theme;
    let mut row = pen.row(inside, 0);
    row.put("/ ", theme.accent().bold())
        .put(&overlay.query, theme.text())
        .put("▏", theme.dim());
    let shown = overlay
        .cursor
        .window(overlay.rows.len(), usize::from(list.height));
    if overlay.rows.is_empty() {
        pen.row(list, 1).put("Nothing is called that.", theme.dim());
    }
    let visible = overlay.rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(visible).zip(shown.clone()) {
        let mut out = pen.row(list, line);
        match row {
            OverlayRow::Category(title) => {
                out.put(title, theme.accent().bold());
            }
            OverlayRow::Action(action) => action_row(state, &mut out, overlay, action),
            OverlayRow::Word(example, doc) => {
                out.skip(1).field(example, 34, theme.accent());
                let room = usize::from(out.left()).saturating_sub(1);
                out.put(&cut_end(doc, room, theme.glyphs.ellipsis), theme.dim());
            }
        }
        if at == overlay.cursor.selected {
            out.restyle(theme.selected());
        }
    }
    pen.scrollbar(list, &shown, overlay.rows.len());
    if let Some(action) = overlay.chosen() {
        explain(state, pen, inside, action);
    }
}

/// Writes the whole explanation of an action at the bottom of the frame.
fn explain(state: &State, pen: &mut Pen<'_>, inside: Rect, action: &Action) {
    let height = EXPLAINED.min(inside.height);
    let area = Rect {
        y: inside.bottom() - height,
        height,
        ..inside
    };
    pen.rule(area, 0);
    let mut text = format!("{} ({})", action.doc, action.id);
    if let Some(reason) = why_not(state, action) {
        text = format!("{text} Not now: {reason}.");
    }
    let mut document = Document::new(area.width);
    let style = pen.theme.text();
    document.wrapped(None, 0, &text, style);
    let below = crate::ui::layout::below_titles(area);
    document.draw(pen, below, 0);
}

/// Why an action cannot be run now, if so.
fn why_not(state: &State, action: &Action) -> Option<&'static str> {
    if action.is_of(state.view) {
        (action.available)(state).err()
    } else {
        Some("it is for another view")
    }
}

fn action_row(state: &State, out: &mut Row<'_, '_>, overlay: &Overlay, action: &Action) {
    let theme = out.theme();
    let keys: Vec<String> = state
        .keymap
        .keys_of(action)
        .map(|key| key.to_string())
        .collect();
    let keys = cut_end(&keys.join("  "), 16, theme.glyphs.ellipsis);
    let reason = why_not(state, action);
    let style = match (overlay.kind, reason) {
        (OverlayKind::Palette, Some(_)) => theme.dim(),
        _ => theme.text(),
    };
    out.skip(1).field(&keys, 17, theme.accent());
    out.field(action.title, 17, style);
    let text = match (overlay.kind, reason) {
        (OverlayKind::Palette, Some(reason)) => reason,
        _ => action.doc,
    };
    let text = cut_end(
        text,
        usize::from(out.left()).saturating_sub(1),
        theme.glyphs.ellipsis,
    );
    out.put(&text, theme.dim());
}
