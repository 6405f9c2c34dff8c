//! The components, worst first.

use ratatui::layout::Rect;

use super::{View, ViewId, count, counted};
use crate::model::{Component, ComponentId, Level, Priority, Project, Stage};
use crate::ui::filter;
use crate::ui::layout::below_titles;
use crate::ui::state::{ComponentColumn, ComponentRow, Map, State, trend};
use crate::ui::widget::{Pen, Row, cut_end, gauge, percent, sparkline, width_of};

/// Its row in the table.
pub(super) const VIEW: View = View {
    id: ViewId::Components,
    title: "Components",
    draw,
    list: |_, body| below_titles(body),
    len: |state| state.components.rows.len(),
    cursor: |state| &mut state.components.cursor,
    remember: |state| state.components.remember(&state.project),
    query: |state| &state.components.query,
    query_mut: |state| &mut state.components.query,
    crumbs,
    facts,
    order: |state| {
        let sort = state.components.sort;
        let is_list = state.components.map.is_none();
        is_list.then_some((sort.column.word(), sort.is_reversed))
    },
    sort_at,
    detail: None,
};

/// On the map, the names from the outermost component to the one whose parts are shown.
fn crumbs(state: &State) -> Vec<String> {
    let map = state.components.map.as_ref();
    let zoomed = map.filter(|map| map.focus.is_some());
    let mut id = zoomed.and_then(|map| map.focused(&state.project));
    let mut crumbs = Vec::new();
    while let Some(component) = id.and_then(|id| state.project.component(id))
        && crumbs.len() <= state.project.components.len()
    {
        crumbs.push(component.name.to_string());
        id = component.parent;
    }
    crumbs.reverse();
    crumbs
}

/// What the map shows, and which of its parts have nothing to draw.
fn map_facts(state: &State, map: &Map) -> String {
    let focus = map.focused(&state.project);
    let shown = super::map_tiles(state);
    let components = (0..).map(ComponentId).zip(state.project.components.iter());
    let missing = components.filter(|(id, component)| {
        component.parent == focus && !shown.iter().any(|tile| tile.component == *id)
    });
    let names: Vec<&str> = missing.map(|(_, component)| &*component.name).collect();
    let mut facts = "area for lines inside functions".to_owned();
    if !names.is_empty() {
        facts += &format!("; none in {}", names.join(", "));
    }
    facts
}

fn facts(state: &State) -> String {
    if let Some(map) = &state.components.map {
        return map_facts(state, map);
    }
    let summary = state.summary;
    match summary.with_logic {
        _ if summary.files == 0 => String::new(),
        None => counted(summary.files, "file"),
        Some(with_logic) => format!(
            "{} of {} hold logic, {} reach {} of them",
            count(with_logic),
            counted(summary.sources, "source file"),
            counted(summary.tests, "test file"),
            count(summary.tested),
        ),
    }
}

/// Bars of a trend.
const TREND: u16 = 8;

/// Widths of the columns; 0 where there is no room for one.
#[derive(Debug, Clone, Copy)]
struct Columns {
    name: u16,
    sources: u16,
    tests: u16,
    tested: u16,
    gauge: u16,
    /// The sign of the basis, where there is no gauge.
    basis: u16,
    percent: u16,
    level: u16,
    target: u16,
    /// Earlier figures as bars.
    trend: u16,
    /// One for each priority.
    gaps: [u16; 4],
    /// The number of gaps that have no column of their own.
    others: u16,
}

impl Columns {
    fn of(state: &State, width: u16) -> Self {
        let mut columns = Self {
            name: 0,
            sources: 0,
            tests: 0,
            tested: 0,
            gauge: 0,
            basis: 3,
            percent: 6,
            level: 12,
            target: 0,
            trend: 0,
            gaps: [0; 4],
            others: 0,
        };
        if width >= 64 {
            columns.sources = 8;
            columns.tested = 7;
        }
        if width >= 76 {
            columns.gaps = gap_widths(&state.project);
        } else if width >= 52 {
            columns.others = others_width(&state.project, 0);
        }
        let names = names_width(state);
        if width >= 100 {
            columns.sources = 9;
            columns.tested = 8;
            columns.basis = 0;
            let mut components = state.project.components.iter();
            if components.any(|component| component.target.is_some()) {
                columns.target = 8;
            }
            if width >= 116 {
                columns.tests = 7;
            }
            if width >= 110 && !state.project.earlier.is_empty() {
                columns.trend = TREND + 2;
            }
            let rest = columns.rest(width);
            columns.gauge = rest.saturating_sub(names).clamp(rest / 3, 60).min(rest);
        }
        // The least pressing gaps give way to names.
        for at in [3, 2, 1] {
            if columns.rest(width) < names.min(20)
                && let Some(gap) = columns.gaps.get_mut(at).filter(|gap| **gap > 0)
            {
                *gap = 0;
                columns.others = others_width(&state.project, at);
            }
        }
        columns.name = columns.rest(width) - columns.gauge;
        columns
    }

    /// What the other columns leave for name and gauge; one column is the scroll bar's.
    fn rest(&self, width: u16) -> u16 {
        let fixed = [
            self.sources,
            self.tests,
            self.tested,
            self.basis,
            self.percent,
            self.level,
            self.target,
            self.trend,
            self.all_gaps(),
            3,
        ];
        width.saturating_sub(fixed.iter().sum())
    }

    /// Width of all columns of gaps, with the space before them.
    fn all_gaps(&self) -> u16 {
        match self.gaps.iter().sum::<u16>() + self.others {
            0 => 0,
            sum => sum + 3,
        }
    }
}

/// Width of the longest name that is listed, with its indent.
fn names_width(state: &State) -> u16 {
    let widths = state.components.rows.iter().filter_map(|row| {
        let name = &state.project.component(row.id)?.name;
        Some(usize::from(row.depth) * 2 + width_of(name) + 2)
    });
    u16::try_from(widths.max().unwrap_or(0)).unwrap_or(u16::MAX)
}

/// Widths of the columns of gaps: sign, the longest number, and the space after it.
fn gap_widths(project: &Project) -> [u16; 4] {
    let mut most = [0; 4];
    for component in project.components.iter() {
        for (most, number) in most.iter_mut().zip(component.gaps) {
            *most = number.max(*most);
        }
    }
    most.map(|number| u16::try_from(number.to_string().len() + 4).unwrap_or(0))
}

/// Gaps of a priority that stands at a place of the list of priorities, or of a lesser one.
fn gaps_from(component: &Component, at: usize) -> u32 {
    component.gaps.iter().skip(at).sum()
}

/// Width of the column that counts them: a plus, the longest number, and the space after it.
fn others_width(project: &Project, at: usize) -> u16 {
    let components = project.components.iter();
    let most = components.map(|component| gaps_from(component, at)).max();
    most.filter(|most| *most > 0).map_or(0, |most| {
        u16::try_from(most.to_string().len() + 3).unwrap_or(0)
    })
}

/// Whether bars with a target on them are drawn.
pub(super) fn has_targets(state: &State) -> bool {
    let mut components = state.project.components.iter();
    let is_any = components.any(|component| component.target.is_some());
    is_any && Columns::of(state, state.area.width).gauge > 0
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    if let Some(map) = &state.components.map {
        return super::treemap::draw(state, pen, map, body);
    }
    let columns = Columns::of(state, body.width);
    titles(pen, body, columns);
    let list = below_titles(body);
    let components = &state.components;
    if components.rows.is_empty() {
        super::split::nothing(pen, list, empty(state));
        return;
    }
    let shown = components
        .cursor
        .window(components.rows.len(), usize::from(list.height));
    let rows = components.rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(rows).zip(shown.clone()) {
        let is_selected = at == components.cursor.selected;
        if let Some(component) = state.project.component(row.id) {
            let is_folded = components.folded.contains(&component.id);
            let mut out = pen.row(list, line);
            name(
                &mut out,
                component,
                *row,
                is_folded,
                is_selected,
                columns,
                &components.query,
            );
            figures(state, &mut out, component, columns);
            if is_selected {
                out.restyle(state.theme.selected());
            }
        }
    }
    pen.scrollbar(list, &shown, components.rows.len());
}

fn empty(state: &State) -> &'static [&'static str] {
    if !state.components.query.is_empty() {
        &["No component matches; esc clears the filter."]
    } else if state.project.progress.stage != Stage::Done && !state.is_scan_over {
        &["Looking around"]
    } else {
        &[
            "No source code found here.",
            "Lacuna reads Python, JavaScript, TypeScript, Vue, Svelte, Go and Rust.",
        ]
    }
}

fn titles(pen: &mut Pen<'_>, body: Rect, columns: Columns) {
    let style = pen.theme.dim();
    let mut row = pen.row(body, 0);
    row.skip(2).field("COMPONENT", columns.name, style);
    if columns.sources > 0 {
        row.number("SOURCES", columns.sources, style);
        if columns.tests > 0 {
            row.number("TESTS", columns.tests, style);
        }
        row.number("TESTED", columns.tested, style);
    }
    if columns.gauge > 0 {
        let room = usize::from(columns.gauge.saturating_sub(3));
        let titles = ["FUNCTION LINES TESTED", "LINES TESTED", "LINES RUN"];
        let fitting = titles.into_iter().find(|title| title.len() <= room);
        row.skip(2).field(
            fitting.unwrap_or("LINES"),
            columns.gauge.saturating_sub(2),
            style,
        );
    }
    let share = if columns.gauge > 0 { "" } else { "SHARE" };
    row.skip(columns.basis)
        .number(share, columns.percent, style);
    row.skip(2).field("LEVEL", columns.level - 2, style);
    if columns.target > 0 {
        row.number("TARGET", columns.target, style);
    }
    if columns.trend > 0 {
        row.skip(2).field("TREND", TREND, style);
    }
    if columns.all_gaps() > 0 {
        let title = cut_end("OPEN GAPS", usize::from(columns.all_gaps()), "…");
        row.skip(3).put(&title, style);
    }
}

fn name(
    out: &mut Row<'_, '_>,
    component: &Component,
    row: ComponentRow,
    is_folded: bool,
    is_selected: bool,
    columns: Columns,
    query: &str,
) {
    let theme = out.theme();
    let glyphs = theme.glyphs;
    out.put(
        if is_selected { glyphs.selected } else { " " },
        theme.accent(),
    );
    let indent = (row.depth * 2).min(columns.name / 3);
    out.skip(indent);
    out.put(
        match (row.has_children, is_folded) {
            (false, _) => " ",
            (true, true) => glyphs.folded,
            (true, false) => glyphs.unfolded,
        },
        theme.dim(),
    );
    let width = columns.name.saturating_sub(indent + 1);
    let text = cut_end(&component.name, usize::from(width), glyphs.ellipsis);
    let found = if query.is_empty() {
        None
    } else {
        filter::indices(&component.name, query)
    };
    let style = if row.depth == 0 {
        theme.strong()
    } else {
        theme.text()
    };
    for (at, letter) in text.chars().enumerate() {
        let is_found = found.as_ref().is_some_and(|found| found.contains(&at));
        out.put(
            letter.encode_utf8(&mut [0; 4]),
            if is_found { theme.matched() } else { style },
        );
    }
    out.to(2 + columns.name);
}

fn figures(state: &State, out: &mut Row<'_, '_>, component: &Component, columns: Columns) {
    let theme = out.theme();
    let project = &state.project;
    let is_known = project.progress.stage == Stage::Done || component.ratio.is_some();
    let dash = if is_known {
        theme.glyphs.dash
    } else {
        theme.glyphs.ellipsis
    };
    if columns.sources > 0 {
        counts(out, component, columns, (!is_known).then_some(dash));
    }
    let (sign, style) = match component.level {
        Some(level) => theme.level(level),
        None => (" ", theme.dim()),
    };
    if columns.gauge > 0 {
        out.skip(2);
        gauge(
            out,
            columns.gauge - 2,
            component.ratio.unwrap_or(0.0),
            component.basis,
            component.measured_share,
            component.target,
            style,
        );
    }
    if columns.basis > 0 {
        let sign = match component.ratio {
            Some(_) => theme.texture(component.basis),
            None => "",
        };
        out.number(sign, columns.basis, style);
    }
    let share = component
        .ratio
        .map_or_else(|| dash.to_owned(), |ratio| format!("{} %", percent(ratio)));
    out.number(&share, columns.percent, theme.text());
    out.skip(2);
    let word = component.level.map_or("", Level::word);
    out.field(&format!("{sign} {word}"), columns.level - 2, style);
    if columns.target > 0 {
        let target = component
            .target
            .map_or_else(String::new, |target| format!("{} %", percent(target)));
        out.number(&target, columns.target, theme.dim());
    }
    if columns.trend > 0 {
        let name = format!("component:{}", component.id);
        let points = trend(&state.project, &name, state.now, component.ratio);
        let bars = sparkline(&points, usize::from(TREND), theme.ascii);
        out.skip(2).field(&bars, TREND, theme.accent());
    }
    gaps(out, component, columns);
}

/// Sources, tests and tested files; `unknown` stands where they are not known yet.
fn counts(out: &mut Row<'_, '_>, component: &Component, columns: Columns, unknown: Option<&str>) {
    let style = out.theme().text();
    let known = |number: u32| unknown.map_or_else(|| count(number as usize), ToOwned::to_owned);
    out.number(&known(component.sources), columns.sources, style);
    if columns.tests > 0 {
        out.number(&known(component.tests), columns.tests, style);
    }
    out.number(&known(component.tested()), columns.tested, style);
}

/// Open gaps by priority, in columns of their own.
fn gaps(out: &mut Row<'_, '_>, component: &Component, columns: Columns) {
    let theme = out.theme();
    out.skip(3);
    let gaps = Priority::ALL.into_iter().zip(component.gaps);
    for ((priority, number), width) in gaps.zip(columns.gaps) {
        if number > 0 && width > 0 {
            let (sign, style) = theme.priority(priority);
            out.put(sign, style)
                .number(&number.to_string(), width - 3, theme.text())
                .skip(2);
        } else {
            out.skip(width);
        }
    }
    if columns.others > 0 {
        let first = columns.gaps.iter().take_while(|width| **width > 0).count();
        let (number, sign) = match (gaps_from(component, first), first) {
            (0, _) => (String::new(), ""),
            (others, 0) => (count(others as usize), ""),
            (others, _) => (others.to_string(), "+"),
        };
        out.number(&format!("{sign}{number}"), columns.others - 2, theme.dim());
    }
}

fn sort_at(state: &mut State, list: Rect, x: u16) {
    let columns = Columns::of(state, list.width);
    let mut left = x.saturating_sub(list.x);
    let widths = [
        (columns.name + 2, ComponentColumn::Name),
        (columns.sources, ComponentColumn::Sources),
        (columns.tests, ComponentColumn::Tests),
        (columns.tested, ComponentColumn::Tested),
        (
            columns.gauge + columns.basis + columns.percent + columns.level,
            ComponentColumn::Share,
        ),
        (columns.target, ComponentColumn::Target),
        (columns.trend, ComponentColumn::Share),
    ];
    for (width, column) in widths {
        if left < width {
            state.components.sort.choose(column);
            return;
        }
        left -= width;
    }
    state.components.sort.choose(ComponentColumn::Gaps);
}
