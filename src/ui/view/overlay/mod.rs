//! The lists above the view: the help and the command palette, made from the action registry, the log,
//! the warnings, and lists to choose from.

mod rows;

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::state::{Overlay, OverlayKind, OverlayRow, Purpose, State};
use crate::ui::widget::{Document, Pen, placed, popup};

/// Cells across on screens that are large enough, up to the second where there is more.
const WIDTHS: (u16, u16) = (92, 132);

/// The same for a list of themes, which are to be seen behind it.
const THEMES_WIDTH: u16 = 76;

/// Lines of the tallest frame.
const HEIGHT: u16 = 44;

/// Lines at the bottom that explain what is selected: a line between, and two of text.
const EXPLAINED: u16 = 3;

/// Lowest screen on which something of the view is seen around the frame.
const ROOMY: u16 = 16;

/// Lines of a frame that are not the list's: two of the frame, and what is typed.
const AROUND: u16 = 3;

/// Lines at the bottom of a frame on a screen: a warning is told in full, since there is more to
/// it than its row holds.
fn explained(kind: OverlayKind, area: Rect) -> u16 {
    match kind {
        _ if area.height < ROOMY => EXPLAINED - 1,
        OverlayKind::Warnings => (area.height / 4).clamp(EXPLAINED, 10),
        _ => EXPLAINED,
    }
}

/// Width and height: as much as all that is listed needs, whatever is typed.
fn size(overlay: &Overlay, area: Rect) -> (u16, u16) {
    let width = match overlay.kind {
        OverlayKind::Themes => THEMES_WIDTH,
        _ => (area.width / 5 * 4).clamp(WIDTHS.0, WIDTHS.1),
    };
    let rows = u16::try_from(overlay.most).unwrap_or(u16::MAX).max(1);
    let height = rows.saturating_add(AROUND + explained(overlay.kind, area));
    let most = match area.height {
        ROOMY.. => HEIGHT.min(area.height - 2),
        low => low,
    };
    (width.min(area.width), height.min(most))
}

/// Where the frame of an overlay is on a screen.
pub(crate) fn overlay_frame(area: Rect, overlay: &Overlay) -> Rect {
    let (width, height) = size(overlay, area);
    placed(area, width, height)
}

/// Where the lines of an overlay are on a screen.
pub(crate) fn overlay_list(area: Rect, overlay: &Overlay) -> Rect {
    let frame = overlay_frame(area, overlay);
    let around = AROUND + explained(overlay.kind, area);
    Rect {
        x: frame.x + frame.width.min(2),
        y: frame.y + frame.height.min(2),
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(around),
    }
}

/// What the list is, and which keys do something in it.
fn title(overlay: &Overlay) -> &'static str {
    match overlay.kind {
        OverlayKind::Help => "Help: type to search, esc closes",
        OverlayKind::Palette => "Commands: type to search, enter runs",
        OverlayKind::Log => "Done in this session: enter goes back to there",
        OverlayKind::Warnings => "Warnings of the scan: esc closes",
        OverlayKind::Phases => match &overlay.purpose {
            Some(Purpose::MovePhase(_)) => "Before which phase? Type its number or name",
            _ => "To which phase? Type its number or name",
        },
        OverlayKind::Themes => "Theme: enter keeps, esc brings back what was",
        OverlayKind::Tests => "Tests that lead here, nearest first: enter opens",
    }
}

/// What to say where nothing is listed.
fn empty(overlay: &Overlay) -> &'static str {
    match overlay.kind {
        OverlayKind::Log if overlay.query.is_empty() => "Nothing was done yet.",
        OverlayKind::Phases => "No phase is called that.",
        OverlayKind::Tests => "No test is called that.",
        _ => "Nothing is called that.",
    }
}

/// Draws the open overlay.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let Some(overlay) = &state.overlay else {
        return;
    };
    let list = overlay_list(area, overlay);
    let (width, height) = size(overlay, area);
    let inside = popup(pen, area, width, height, title(overlay));
    let theme = *pen.theme;
    let mut row = pen.row(inside, 0);
    row.put("/ ", theme.accent().bold())
        .put(&overlay.query, theme.text())
        .put(theme.glyphs.caret, theme.dim());
    let shown = overlay
        .cursor
        .window(overlay.rows.len(), usize::from(list.height));
    if overlay.rows.is_empty() {
        pen.row(list, 1).put(empty(overlay), theme.dim());
    }
    let visible = overlay.rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(visible).zip(shown.clone()) {
        let mut out = pen.row(list, line);
        rows::draw(state, &mut out, overlay, row);
        if at == overlay.cursor.selected {
            out.restyle(theme.selected());
        }
    }
    pen.scrollbar(list, &shown, overlay.rows.len());
    explain_chosen(state, pen, inside, explained(overlay.kind, area));
}

/// Explains the selected row below the list.
fn explain_chosen(state: &State, pen: &mut Pen<'_>, inside: Rect, height: u16) {
    let Some(overlay) = &state.overlay else {
        return;
    };
    let height = height.min(inside.height);
    let below = Rect {
        y: inside.bottom() - height,
        height,
        ..inside
    };
    match overlay.rows.get(overlay.cursor.selected) {
        Some(OverlayRow::Action(action)) => explain(pen, below, &about(state, action)),
        Some(OverlayRow::Deed(at)) => explain(pen, below, about_deed(state, *at)),
        Some(OverlayRow::Test(at)) => {
            if let Some(Purpose::Tests(tests)) = &overlay.purpose
                && let Some(test) = tests.get(*at)
            {
                explain(pen, below, &test.way);
            }
        }
        Some(OverlayRow::Warning(at)) => {
            if let Some(warning) = state.project.warnings.get(*at) {
                explain(
                    pen,
                    below,
                    &format!("{}: {}", warning.path, warning.message),
                );
            }
        }
        _ => {}
    }
}

fn about_deed(state: &State, at: usize) -> &'static str {
    if at < state.ledger.undone() {
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
fn explain(pen: &mut Pen<'_>, area: Rect, text: &str) {
    pen.rule(area, 0);
    let mut document = Document::new(area.width);
    let style = pen.theme.text();
    document.wrapped(None, 0, text, style);
    let below = crate::ui::layout::below_titles(area);
    document.draw(pen, below, 0);
}

/// Why an action cannot be run now, if so.
pub(super) fn why_not(state: &State, action: &Action) -> Option<String> {
    if action.is_of(state.view) {
        (action.available)(state).err().map(str::to_owned)
    } else {
        Some(format!("works in {}", action.places()))
    }
}
