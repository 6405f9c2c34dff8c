//! What stands around every view: header with tabs, facts, legend, toast, keys, filter line.

mod footer;
mod legend;

use ratatui::layout::Rect;

use super::{View, ViewId, count, source};
use crate::model::Stage;
use crate::ui::layout::{Layout, Panes, SMALLEST};
use crate::ui::state::State;
use crate::ui::widget::{Pen, cut_end, cut_middle, width_of};
use footer::footer;
use legend::legend;

pub(super) use footer::caret;
pub(crate) use footer::hint_at;
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

/// The view whose tab stands for the current one: that from which a file was opened.
fn tab_of(state: &State) -> ViewId {
    match state.view {
        ViewId::Source => source::opened_from(state),
        other => other,
    }
}

/// The tabs with the columns at which they start.
fn tabs(state: &State, area: Rect) -> Vec<(&'static View, u16, String)> {
    let titles = ViewId::tabs(state).map(|id| View::of(id).title.len() + 4);
    // Where the titles leave too little room to say where we are, digits do.
    let is_short = usize::from(area.width) < titles.sum::<usize>() + 26;
    let labels: Vec<(&'static View, String)> = (1..)
        .zip(ViewId::tabs(state))
        .map(|(digit, id)| {
            let view = View::of(id);
            let has_title = area.width >= 56 && id == tab_of(state);
            let label = if is_short && !has_title {
                format!(" {digit} ")
            } else {
                format!(" {digit} {} ", view.title)
            };
            (view, label)
        })
        .collect();
    let width: usize = labels.iter().map(|(_, label)| label.len()).sum();
    let mut x = area
        .right()
        .saturating_sub(u16::try_from(width).unwrap_or(u16::MAX));
    labels
        .into_iter()
        .map(|(view, label)| {
            let start = x;
            x = x.saturating_add(u16::try_from(label.len()).unwrap_or(u16::MAX));
            (view, start, label)
        })
        .collect()
}

/// The view whose tab is at a column.
pub(crate) fn tab_at(state: &State, x: u16) -> Option<ViewId> {
    tabs(state, state.layout().header)
        .into_iter()
        .find(|(_, start, label)| {
            (usize::from(*start)..usize::from(*start) + label.len()).contains(&usize::from(x))
        })
        .map(|(view, _, _)| view.id)
}

fn header(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme;
    let tabs = tabs(state, area);
    let room = tabs.first().map_or(area.width, |(_, start, _)| {
        start.saturating_sub(area.x).saturating_sub(1)
    });
    let left = Rect {
        width: room.min(area.width),
        ..area
    };
    let mut crumbs = vec![state.project.name.to_string()];
    crumbs.extend((state.current().crumbs)(state));
    crumbs.retain(|crumb| !crumb.is_empty());
    // A component for all of it is called as the project is.
    crumbs.dedup();
    let mut row = pen.row(left, 0);
    row.skip(1).put("lacuna", theme.accent().bold()).skip(2);
    let separator = format!(" {} ", theme.glyphs.crumb);
    // The last crumb tells most: the others give way to it.
    while crumbs.len() > 1 && width_of(&crumbs.join(&separator)) > usize::from(row.left()) {
        crumbs.remove(0);
    }
    let last = crumbs.len().saturating_sub(1);
    for (at, crumb) in crumbs.iter().enumerate() {
        if at > 0 {
            row.put(&separator, theme.dim());
        }
        let style = if at == last {
            theme.strong()
        } else {
            theme.text()
        };
        let text = cut_end(crumb, usize::from(row.left()), theme.glyphs.ellipsis);
        row.put(&text, style);
    }
    if let Some(commit) = &state.project.commit
        && crumbs.len() == 1
        && usize::from(row.left()) > commit.len() + 3
    {
        row.put(" @ ", theme.dim()).put(commit, theme.dim());
    }
    for (view, start, label) in tabs {
        let style = if view.id == tab_of(state) {
            theme.selected()
        } else {
            theme.dim()
        };
        pen.row(area, 0)
            .to(start.saturating_sub(area.x))
            .put(&label, style);
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
