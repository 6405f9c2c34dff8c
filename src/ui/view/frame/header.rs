//! The line at the top: where we are, and the tabs.

use ratatui::layout::Rect;

use crate::ui::state::State;
use crate::ui::view::{View, ViewId, source};
use crate::ui::widget::{Pen, cut_end, width_of};

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

/// The words before the crumbs.
const NAME: &str = "lacuna";

/// What leads to where we are, from the project on.
struct Crumbs {
    /// Those that there is room for, each with the column at which it starts.
    shown: Vec<(u16, String)>,
    /// How many are left out before them.
    hidden: usize,
}

/// The crumbs with their columns in so many cells.
fn crumbs(state: &State, room: u16) -> Crumbs {
    let mut words = vec![state.project.name.to_string()];
    words.extend((state.current().crumbs)(state));
    words.retain(|crumb| !crumb.is_empty());
    // A component for all of it is called as the project is.
    words.dedup();
    let all = words.len();
    let between = width_of(state.theme.glyphs.crumb) + 2;
    let start = 1 + NAME.len() + 2;
    let room = usize::from(room).saturating_sub(start);
    let width = |words: &[String]| {
        let widths: usize = words.iter().map(|word| width_of(word) + between).sum();
        widths.saturating_sub(between)
    };
    // The last crumb tells most: the others give way to it.
    while words.len() > 1 && width(&words) > room {
        words.remove(0);
    }
    let hidden = all - words.len();
    let mut used = 0;
    let place = |word: String| {
        let at = u16::try_from(start + used).unwrap_or(u16::MAX);
        let word = cut_end(
            &word,
            room.saturating_sub(used),
            state.theme.glyphs.ellipsis,
        );
        used += width_of(&word) + between;
        (at, word)
    };
    Crumbs {
        shown: words.into_iter().map(place).collect(),
        hidden,
    }
}

/// Cells before the tabs.
fn left(area: Rect, tabs: &[(&'static View, u16, String)]) -> u16 {
    let end = tabs.first().map_or(area.width, |(_, start, _)| {
        start.saturating_sub(area.x).saturating_sub(1)
    });
    end.min(area.width)
}

/// The crumb at a column, as the steps that it lies above the last one; the project lies above all.
pub(crate) fn crumb_at(state: &State, x: u16) -> Option<usize> {
    let area = state.layout().header;
    let crumbs = crumbs(state, left(area, &tabs(state, area)));
    let x = x.checked_sub(area.x)?;
    let at = crumbs.shown.iter().position(|(start, word)| {
        let width = u16::try_from(width_of(word)).unwrap_or(u16::MAX);
        (*start..start.saturating_add(width)).contains(&x)
    })?;
    match at + crumbs.hidden {
        0 => Some(usize::MAX),
        _ => Some(crumbs.shown.len() - 1 - at),
    }
}

pub(super) fn header(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme;
    let tabs = tabs(state, area);
    let left = Rect {
        width: left(area, &tabs),
        ..area
    };
    let mut row = pen.row(left, 0);
    row.skip(1).put(NAME, theme.accent().bold()).skip(2);
    let crumbs = crumbs(state, left.width);
    let last = crumbs.shown.len().saturating_sub(1);
    for (at, (start, word)) in crumbs.shown.iter().enumerate() {
        if at > 0 {
            row.put(&format!(" {} ", theme.glyphs.crumb), theme.dim());
        }
        let style = if at == last {
            theme.strong()
        } else {
            theme.text()
        };
        row.to(*start).put(word, style);
    }
    if let Some(commit) = &state.project.commit
        && crumbs.hidden + crumbs.shown.len() == 1
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
