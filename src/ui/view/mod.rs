//! What is drawn, and where the mouse finds it.
//!
//! To add a view, write its file, and add its identity and its row to the table.

mod audit;
mod background;
mod components;
mod covered;
mod detail;
mod evidence;
mod form;
mod frame;
mod gaps;
mod metrics;
mod overlay;
mod roadmap;
mod setup;
mod source;
mod split;
mod treemap;
mod trend;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::layout::{Panes, is_low, is_too_small};
use super::link::Link;
use super::state::{State, Tile};
use super::widget::{Cursor, Document, Pen};

pub(crate) use evidence::test_row;
pub(crate) use form::{FormSpot, form_spot_at};
pub(crate) use frame::{are_warnings_at, crumb_at, hint_at, is_order_at, prompt_key_at, tab_at};
pub(crate) use overlay::{overlay_frame, overlay_list};
pub(crate) use source::is_judged;

/// Identity of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ViewId {
    /// The component tree.
    Components,
    /// The file list with its detail.
    Gaps,
    /// The plan.
    Roadmap,
    /// Figures with targets.
    Metrics,
    /// How tests are set up.
    Setup,
    /// A written audit beside the tree; it has a tab while there is one.
    Audit,
    /// One file for reading; it has no tab, files lead there.
    Source,
}

impl ViewId {
    /// Views with a tab, in their order.
    const TABS: [Self; 6] = [
        Self::Components,
        Self::Gaps,
        Self::Roadmap,
        Self::Metrics,
        Self::Setup,
        Self::Audit,
    ];

    /// All views.
    pub(crate) const ALL: [Self; 7] = [
        Self::Components,
        Self::Gaps,
        Self::Roadmap,
        Self::Metrics,
        Self::Setup,
        Self::Audit,
        Self::Source,
    ];

    /// Screens that can be opened from the command line.
    pub fn screens() -> impl Iterator<Item = Self> {
        Self::TABS.into_iter()
    }

    /// What it is called on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Components => "components",
            Self::Gaps => "gaps",
            Self::Roadmap => "roadmap",
            Self::Metrics => "metrics",
            Self::Setup => "setup",
            Self::Audit => "audit",
            Self::Source => "source",
        }
    }

    /// Views that have a tab now, in their order.
    pub(crate) fn tabs(state: &State) -> impl Iterator<Item = Self> + use<> {
        let has_audit = state.project.audit.is_some();
        Self::TABS
            .into_iter()
            .filter(move |view| *view != Self::Audit || has_audit)
    }
}

/// A screen.
pub(crate) struct View {
    /// Its identity.
    pub(crate) id: ViewId,
    /// The title on its tab.
    pub(crate) title: &'static str,
    /// Draws it.
    pub(crate) draw: fn(&State, &mut Pen<'_>, Rect),
    /// Where its rows are within the body.
    pub(crate) list: fn(&State, Rect) -> Rect,
    /// How many rows there are.
    pub(crate) len: fn(&State) -> usize,
    /// Its cursor.
    pub(crate) cursor: fn(&mut State) -> &mut Cursor,
    /// Remembers the selection by identity.
    pub(crate) remember: fn(&mut State),
    /// Its filter.
    pub(crate) query: fn(&State) -> &String,
    /// Its filter, to be changed.
    pub(crate) query_mut: fn(&mut State) -> &mut String,
    /// Where we are, for the header.
    pub(crate) crumbs: fn(&State) -> Vec<String>,
    /// What is listed, for the line below the header, in so many cells if that can be.
    pub(crate) facts: fn(&State, usize) -> String,
    /// How it is sorted, with whether against the natural direction.
    pub(crate) order: fn(&State) -> Option<(&'static str, bool)>,
    /// Sorts by the column at a place in its line of titles.
    pub(crate) sort_at: fn(&mut State, Rect, u16),
    /// What is known of the selected row, laid out for a width; none for lists without detail.
    pub(crate) detail: Option<fn(&State, u16) -> Document>,
}

static ALL: [View; 7] = [
    components::VIEW,
    gaps::VIEW,
    roadmap::VIEW,
    metrics::VIEW,
    setup::VIEW,
    audit::VIEW,
    source::VIEW,
];

impl View {
    /// The view with this identity.
    pub(crate) fn of(id: ViewId) -> &'static Self {
        let [first, ..] = &ALL;
        ALL.iter().find(|view| view.id == id).unwrap_or(first)
    }
}

/// Draws everything.
pub fn draw(state: &State, frame: &mut Frame<'_>) {
    draw_linked(state, frame);
}

/// Draws everything; answers with what leads to files.
pub(crate) fn draw_linked(state: &State, frame: &mut Frame<'_>) -> Vec<Link> {
    let area = frame.area();
    let mut pen = Pen::new(frame.buffer_mut(), &state.theme);
    if is_too_small(area) {
        frame::too_small(&mut pen, area);
        return Vec::new();
    }
    frame::surround(state, &mut pen, area);
    let body = super::layout::Layout::of(area).body;
    (state.current().draw)(state, &mut pen, body);
    if state.overlay.is_some() {
        overlay::draw(state, &mut pen, area);
    }
    let place = form::draw(state, &mut pen, area).or_else(|| frame::caret(state, area));
    let links = pen.into_links();
    if let Some(place) = place {
        frame.set_cursor_position(place);
    }
    links
}

/// Sorts by the column at a place in the line of titles.
pub(crate) fn sort_at(state: &mut State, list: Rect, x: u16) {
    (state.current().sort_at)(state, list, x);
}

/// How list and detail share the body of the current view, where it has both.
pub(crate) fn panes(state: &State) -> Option<Panes> {
    state.current().detail?;
    Some(panes_of(state, state.layout().body))
}

/// The tiles of the map of components.
pub(crate) fn map_tiles(state: &State) -> Vec<Tile> {
    treemap::tiles(state, state.layout().body)
}

/// How a list and its detail share a body.
pub(crate) fn panes_of(state: &State, body: Rect) -> Panes {
    let has_detail = if is_low(body) {
        state.has_detail_when_low
    } else {
        state.has_detail
    };
    Panes::of(body, has_detail, state.split)
}

/// Where the detail pane is.
pub(crate) fn detail_area(state: &State) -> Option<Rect> {
    panes(state)?.detail()
}

/// Lines by which the detail is longer than its pane.
pub(crate) fn detail_overhang(state: &State) -> usize {
    let document = state.current().detail.zip(detail_area(state));
    document.map_or(0, |(document, area)| {
        let len = document(state, area.width).len();
        len.saturating_sub(usize::from(area.height))
    })
}

/// A whole number with its thousands set apart.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The first of several ways to say something that fits; the last one where none does.
pub(crate) fn fitting(room: usize, ways: &[String]) -> String {
    let fits = |way: &&String| super::widget::width_of(way) <= room;
    let way = ways.iter().find(fits).or_else(|| ways.last());
    way.cloned().unwrap_or_default()
}

/// As many parts as fit, with commas between; the first one in any case.
pub(crate) fn listing(room: usize, parts: &[String]) -> String {
    let ways: Vec<String> = (1..=parts.len())
        .rev()
        .filter_map(|many| Some(parts.get(..many)?.join(", ")))
        .collect();
    fitting(room, &ways)
}

/// A number with its noun, in the singular where it is one.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_said_in_fewer_words() {
        let parts = ["one".to_owned(), "two".to_owned(), "three".to_owned()];
        for (room, expect) in [
            (20, "one, two, three"),
            (15, "one, two, three"),
            (14, "one, two"),
            (7, "one"),
            (1, "one"),
        ] {
            assert_eq!(listing(room, &parts), expect, "{room}");
        }
        assert_eq!(listing(9, &[]), "");
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, expect) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(count(number), expect);
        }
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(2000, "file"), "2,000 files");
    }
}
