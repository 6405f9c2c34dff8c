//! The columns of the file list: their widths, their titles, and sorting by a click on one.

use ratatui::layout::Rect;

use crate::ui::state::{GapColumn, State};
use crate::ui::widget::Pen;

/// Columns before the path: selection, mark, priority, risk.
pub(super) const BEFORE: u16 = 14;

/// Widths of the columns after the path; 0 where there is no room.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) path: u16,
    pub(super) status: u16,
    pub(super) lines: u16,
    pub(super) effort: u16,
    pub(super) owner: u16,
}

impl Columns {
    pub(super) fn of(state: &State, width: u16) -> Self {
        let (status, lines) = match width {
            0..48 => (3, 0),
            48..54 => (13, 0),
            _ => (13, 7),
        };
        let effort = if width < 84 { 0 } else { 8 };
        let owner = if width < 96 || !state.summary.has_owners {
            0
        } else {
            16
        };
        // One column stays free for the scroll bar.
        let path = width.saturating_sub(BEFORE + status + lines + effort + owner + 1);
        Self {
            path,
            status,
            lines,
            effort,
            owner,
        }
    }
}

pub(super) fn titles(pen: &mut Pen<'_>, list: Rect, columns: Columns) {
    let style = pen.theme.dim();
    let mut row = pen.row(list, 0);
    row.skip(3)
        .field("PRIO", 4, style)
        .number("RISK", 5, style)
        .skip(2)
        .field("FILE", columns.path, style);
    if columns.status > 3 {
        row.skip(2).field("STATUS", columns.status - 2, style);
    }
    if columns.lines > 0 {
        row.number("LINES", columns.lines, style);
    }
    if columns.effort > 0 {
        row.skip(2).field("EFFORT", columns.effort - 2, style);
    }
    if columns.owner > 0 {
        row.skip(2).field("OWNER", columns.owner - 2, style);
    }
}

pub(super) fn sort_at(state: &mut State, list: Rect, x: u16) {
    let columns = Columns::of(state, list.width);
    let at = x.saturating_sub(list.x);
    let after = BEFORE + columns.path;
    let column = match at {
        0..3 => GapColumn::Mark,
        3..7 => GapColumn::Priority,
        7..14 => GapColumn::Risk,
        _ if at < after => GapColumn::Path,
        _ if at < after + columns.status => GapColumn::Status,
        _ if at < after + columns.status + columns.lines => GapColumn::Lines,
        _ if at < after + columns.status + columns.lines + columns.effort => GapColumn::Effort,
        _ if columns.owner > 0 => GapColumn::Owner,
        _ => GapColumn::Lines,
    };
    state.gaps.sort.choose(column);
}
