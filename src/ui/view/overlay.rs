//! The help and the command palette, made from the action registry, and the log.

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::state::{Overlay, OverlayKind, OverlayRow, State};
use crate::ui::widget::{Document, Pen, Row, cut_end, cut_start, popup};

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
        OverlayKind::Log => "Done in this session: enter goes back to there",
        OverlayKind::Warnings => "Warnings of the scan: esc closes",
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
        let text = match overlay.kind {
            OverlayKind::Log if overlay.query.is_empty() => "Nothing was done yet.",
            _ => "Nothing is called that.",
        };
        pen.row(list, 1).put(text, theme.dim());
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
            OverlayRow::Deed(at) => deed_row(state, &mut out, *at),
            OverlayRow::Warning(at) => warning_row(state, &mut out, *at),
        }
        if at == overlay.cursor.selected {
            out.restyle(theme.selected());
        }
    }
    pen.scrollbar(list, &shown, overlay.rows.len());
    explain_chosen(state, pen, inside, overlay);
}

/// Explains the selected row below the list.
fn explain_chosen(state: &State, pen: &mut Pen<'_>, inside: Rect, overlay: &Overlay) {
    match overlay.rows.get(overlay.cursor.selected) {
        Some(OverlayRow::Action(action)) => explain(pen, inside, &about(state, action)),
        Some(OverlayRow::Deed(at)) => explain(pen, inside, about_deed(state, *at)),
        Some(OverlayRow::Warning(at)) => {
            if let Some(warning) = state.project.warnings.get(*at) {
                explain(
                    pen,
                    inside,
                    &format!("{}: {}", warning.path, warning.message),
                );
            }
        }
        _ => {}
    }
}

/// Whether a deed of the log is taken back.
fn is_undone(state: &State, at: usize) -> bool {
    at < state.ledger.undone()
}

fn deed_row(state: &State, out: &mut Row<'_, '_>, at: usize) {
    let theme = out.theme();
    let Some((title, is_undone)) = state.ledger.log().nth(at) else {
        return;
    };
    let (word, style) = if is_undone {
        ("taken back", theme.dim())
    } else {
        ("done", theme.text())
    };
    out.skip(1).field(word, 12, theme.dim());
    let room = usize::from(out.left()).saturating_sub(1);
    out.put(&cut_end(title, room, theme.glyphs.ellipsis), style);
}

fn warning_row(state: &State, out: &mut Row<'_, '_>, at: usize) {
    let theme = out.theme();
    let Some(warning) = state.project.warnings.get(at) else {
        return;
    };
    let half = out.left() / 2;
    let path = cut_start(&warning.path, usize::from(half), theme.glyphs.ellipsis);
    out.skip(1).field(&path, half + 1, theme.text());
    let room = usize::from(out.left()).saturating_sub(1);
    out.put(
        &cut_end(&warning.message, room, theme.glyphs.ellipsis),
        theme.dim(),
    );
}

fn about_deed(state: &State, at: usize) -> &'static str {
    if is_undone(state, at) {
        "Enter does this again, with all before it that is taken back."
    } else {
        "Enter takes this back, with all that was done after it."
    }
}

/// The whole explanation of an action.
fn about(state: &State, action: &Action) -> String {
    let text = format!("{} ({})", action.doc, action.id);
    match why_not(state, action) {
        Some(reason) => format!("{text} Not now: {reason}."),
        None => text,
    }
}

/// Writes an explanation at the bottom of the frame.
fn explain(pen: &mut Pen<'_>, inside: Rect, text: &str) {
    let height = EXPLAINED.min(inside.height);
    let area = Rect {
        y: inside.bottom() - height,
        height,
        ..inside
    };
    pen.rule(area, 0);
    let mut document = Document::new(area.width);
    let style = pen.theme.text();
    document.wrapped(None, 0, text, style);
    let below = crate::ui::layout::below_titles(area);
    document.draw(pen, below, 0);
}

/// Why an action cannot be run now, if so.
fn why_not(state: &State, action: &Action) -> Option<String> {
    if action.is_of(state.view) {
        (action.available)(state).err().map(str::to_owned)
    } else {
        Some(format!("works in {}", action.places()))
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
    let style = match (overlay.kind, &reason) {
        (OverlayKind::Palette, Some(_)) => theme.dim(),
        _ => theme.text(),
    };
    out.skip(1).field(&keys, 17, theme.accent());
    out.field(action.title, 17, style);
    let text = match (overlay.kind, &reason) {
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
