//! What stands around every view: header with tabs, facts, legend, toast, keys, filter line.

mod footer;
mod header;
mod legend;

use ratatui::layout::Rect;

use super::count;
use crate::model::Stage;
use crate::ui::layout::{Layout, Panes, SMALLEST};
use crate::ui::state::State;
use crate::ui::widget::{Pen, cut_end, cut_middle, width_of};
use footer::footer;
use header::header;
use legend::legend;

pub(super) use footer::caret;
pub(crate) use footer::{hint_at, prompt_key_at};
pub(crate) use header::{crumb_at, tab_at};
pub(crate) use legend::are_warnings_at;

/// Fewest cells for the file that a scan is at.
const SHORTEST_PATH: usize = 16;

/// Says that nothing can be drawn.
pub(super) fn too_small(pen: &mut Pen<'_>, area: Rect) {
    let text = format!("lacuna needs {}x{}", SMALLEST.0, SMALLEST.1);
    let style = pen.theme.text();
    pen.row(area, area.height / 2).put(&text, style);
}

/// Draws all that is around the view.
pub(super) fn surround(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let layout = Layout::of(area);
    header(state, pen, layout.header);
    facts(state, pen, layout.status);
    legend(state, pen, layout.legend);
    footer(state, pen, &layout);
    if let Some(Panes::Beside(_, line, _)) = super::panes(state) {
        let (down, up) = (pen.theme.glyphs.tee_down, pen.theme.glyphs.tee_up);
        pen.tee(layout.status, line.x, down);
        if state.toast.is_none() {
            pen.tee(layout.legend, line.x, up);
        }
    }
}

/// What the scan is at, while it is at something.
fn progress(state: &State) -> Option<String> {
    let progress = state.rescan.unwrap_or(state.project.progress);
    if progress.stage == Stage::Done {
        return None;
    }
    if state.is_scan_over {
        return Some("the scan ended early".to_owned());
    }
    let (done, total) = (progress.done as usize, progress.total as usize);
    let word = progress.stage.word();
    let words = match (done, total) {
        (0, 0) => word.to_owned(),
        (done, 0) => format!("{word} {}", count(done)),
        (done, total) => format!("{word} {} of {}", count(done), count(total)),
    };
    Some(match &state.scan_at {
        None => words,
        Some((path, time)) => {
            let room = usize::from(state.area.width / 2).saturating_sub(words.len());
            let (head, is_cut, tail) = cut_middle(path, room.max(SHORTEST_PATH)).parts(path);
            let between = if is_cut {
                state.theme.glyphs.ellipsis
            } else {
                ""
            };
            format!("{words}: {} s in {head}{between}{tail}", time.as_secs())
        }
    })
}

/// What the line below the header says at its right: the filter, and the order.
fn right_facts(state: &State, width: u16) -> (String, String) {
    let theme = &state.theme;
    let view = state.current();
    let query = (view.query)(state);
    let mut filter = String::new();
    if !query.is_empty() && state.prompt.is_none() {
        let query = cut_end(query, usize::from(width) / 2, theme.glyphs.ellipsis);
        filter = format!(" filter: {query} ");
    }
    let order = (view.order)(state).map_or_else(String::new, |(column, is_reversed)| {
        let arrow = if is_reversed {
            theme.glyphs.ascending
        } else {
            theme.glyphs.descending
        };
        format!(" by {column} {arrow} ")
    });
    (filter, order)
}

/// Whether the words for the order are at a column of the line below the header.
pub(crate) fn is_order_at(state: &State, x: u16) -> bool {
    let area = state.layout().status;
    let (_, order) = right_facts(state, area.width);
    let end = area.right().saturating_sub(1);
    let start = end.saturating_sub(u16::try_from(width_of(&order)).unwrap_or(u16::MAX));
    (start..end).contains(&x)
}

fn facts(state: &State, pen: &mut Pen<'_>, area: Rect) {
    pen.rule(area, 0);
    let theme = *pen.theme;
    let view = state.current();
    let (filter, order) = right_facts(state, area.width);
    let right = filter + &order;
    let mut row = pen.row(area, 0);
    row.skip(1);
    if let Some(progress) = progress(state) {
        row.put(&format!(" {progress} "), theme.accent());
        row.skip(1);
    }
    let room = usize::from(row.left()).saturating_sub(width_of(&right) + 4);
    let facts = (view.facts)(state, room);
    if !facts.is_empty() && room > 8 {
        let facts = cut_end(&facts, room, theme.glyphs.ellipsis);
        row.put(&format!(" {facts} "), theme.text());
    }
    let used = width_of(&right);
    let start = usize::from(area.width).saturating_sub(used + 1);
    row.to(u16::try_from(start).unwrap_or(u16::MAX));
    row.put(&right, theme.dim());
}
