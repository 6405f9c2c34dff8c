//! The figures that people defined, with where they are and where they should be.

use ratatui::layout::Rect;

use super::{View, ViewId, count, counted, panes_of, split, trend};
use crate::model::{Metric, Stage};
use crate::ui::filter;
use crate::ui::layout::below_titles;
use crate::ui::state::{MetricColumn, Sort, State};
use crate::ui::widget::{Pen, Row, cut_title, gauge, percent, width_of};

/// Its row in the table.
pub(super) const VIEW: View = View {
    id: ViewId::Metrics,
    title: "Metrics",
    draw,
    list: |state, body| below_titles(panes_of(state, body).list()),
    len: |state| state.metrics.rows.len(),
    cursor: |state| &mut state.metrics.cursor,
    remember: |state| state.metrics.remember(&state.project),
    query: |state| &state.metrics.query,
    query_mut: |state| &mut state.metrics.query,
    crumbs: |_| vec!["Metrics".to_owned()],
    facts,
    order: |state| {
        let sort = state.metrics.sort;
        let is_as_given = sort == Sort::by(MetricColumn::Given);
        (!is_as_given).then(|| (sort.column.word(), sort.is_reversed))
    },
    sort_at,
    detail: Some(trend::document),
};

fn facts(state: &State, _room: usize) -> String {
    let metrics = &state.project.metrics;
    if metrics.is_empty() {
        return String::new();
    }
    let with_target = metrics.iter().filter(|metric| metric.target.is_some());
    let reached = with_target.clone().filter(|metric| is_reached(metric));
    format!(
        "{}, {} of {} reached",
        counted(metrics.len(), "metric"),
        count(reached.count()),
        counted(with_target.count(), "target"),
    )
}

fn is_reached(metric: &Metric) -> bool {
    match (metric.current, metric.target) {
        (Some(current), Some(target)) => current >= target,
        _ => false,
    }
}

/// Widths of the columns; 0 where there is no room for one.
#[derive(Debug, Clone, Copy)]
struct Columns {
    name: u16,
    gauge: u16,
    target: u16,
    missing: u16,
    counts: u16,
    /// What is counted, where there is no room for how many of it.
    unit: u16,
    basis: u16,
}

/// How many of what tests reach.
fn counts_of(metric: &Metric) -> String {
    let (tested, all) = metric.counts;
    let (tested, all) = (count(tested as usize), count(all as usize));
    format!("{tested} of {all} {}", metric.unit)
}

/// Cells of the current value.
const CURRENT: u16 = 8;

/// Cells of the target.
const TARGET: u16 = 9;

impl Columns {
    fn of(state: &State, width: u16) -> Self {
        let names = state.project.metrics.iter();
        let names = names.map(|metric| width_of(&metric.name)).max();
        let names = u16::try_from(names.unwrap_or(0)).unwrap_or(u16::MAX);
        let widest = |text: fn(&Metric) -> String, title: usize| {
            let metrics = state.project.metrics.iter();
            let widest = metrics.map(|metric| width_of(&text(metric))).max();
            u16::try_from(widest.unwrap_or(0).max(title) + 2).unwrap_or(u16::MAX)
        };
        let counts = match width {
            100.. => widest(counts_of, 6).max(24),
            76.. => widest(counts_of, 6),
            _ => 0,
        };
        let unit = match width {
            56..76 => widest(|metric| metric.unit.to_string(), 4),
            _ => 0,
        };
        let missing = if width >= 56 { 10 } else { 0 };
        let basis = if width >= 100 { 12 } else { 0 };
        // What a metric is of tells more than what the rest of its row tells as well.
        let mut others = [unit, counts, missing, TARGET];
        let rest = |others: &[u16]| {
            let others: u16 = others.iter().sum();
            width.saturating_sub(CURRENT + basis + 4 + others)
        };
        for at in 0..others.len() {
            if rest(&others) < names
                && let Some(column) = others.get_mut(at)
            {
                *column = 0;
            }
        }
        let rest = rest(&others);
        let [unit, counts, missing, target] = others;
        let gauge = if width >= 100 {
            rest.saturating_sub(names).clamp(rest / 3, 60).min(rest)
        } else {
            0
        };
        Self {
            name: rest - gauge,
            gauge,
            target,
            missing,
            counts,
            unit,
            basis,
        }
    }
}

/// Whether bars with a target on them are drawn.
pub(super) fn has_targets(state: &State) -> bool {
    let mut metrics = state.project.metrics.iter();
    let width = panes_of(state, state.layout().body).list().width;
    metrics.any(|metric| metric.target.is_some()) && Columns::of(state, width).gauge > 0
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    let panes = panes_of(state, body);
    let list = below_titles(panes.list());
    let metrics = &state.metrics;
    if metrics.rows.is_empty() {
        split::nothing(pen, below_titles(body), empty(state));
        return;
    }
    let columns = Columns::of(state, list.width);
    titles(pen, panes.list(), columns);
    let shown = metrics
        .cursor
        .window(metrics.rows.len(), usize::from(list.height));
    let visible = metrics.rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(visible).zip(shown.clone()) {
        let Some(metric) = state.project.metrics.get(*row) else {
            continue;
        };
        let is_selected = at == metrics.cursor.selected;
        let mut out = pen.row(list, line);
        let theme = out.theme();
        let sign = if is_selected {
            theme.glyphs.selected
        } else {
            " "
        };
        out.put(sign, theme.accent()).skip(1);
        metric_row(state, &mut out, metric, columns);
        if is_selected {
            out.restyle(theme.selected());
        }
    }
    pen.scrollbar(list, &shown, metrics.rows.len());
    split::detail(state, pen, panes, trend::document);
}

fn empty(state: &State) -> &'static [&'static str] {
    if !state.metrics.query.is_empty() {
        &["No metric matches; esc clears the filter."]
    } else if state.project.progress.stage != Stage::Done && !state.is_scan_over {
        &["Metrics need the whole picture; the scan is under way."]
    } else {
        &[
            "No metrics are defined.",
            "A [[metric]] in lacuna.toml has a name, a component or paths,",
            "what it counts (files, functions, lines) and a target.",
        ]
    }
}

fn titles(pen: &mut Pen<'_>, body: Rect, columns: Columns) {
    let style = pen.theme.dim();
    let mut row = pen.row(body, 0);
    row.skip(2).field("METRIC", columns.name, style);
    row.number("CURRENT", CURRENT, style);
    row.skip(columns.gauge);
    if columns.target > 0 {
        row.number("TARGET", columns.target, style);
    }
    if columns.missing > 0 {
        row.number("MISSING", columns.missing, style);
    }
    if columns.counts > 0 {
        row.number("TESTED", columns.counts, style);
    }
    if columns.unit > 0 {
        row.number("UNIT", columns.unit, style);
    }
    if columns.basis > 0 {
        row.skip(2).put("BASIS", style);
    }
}

fn sort_at(state: &mut State, list: Rect, x: u16) {
    let columns = Columns::of(state, list.width);
    let mut left = x.saturating_sub(list.x);
    let widths = [
        (columns.name + 2, MetricColumn::Name),
        (CURRENT + columns.gauge, MetricColumn::Current),
        (columns.target, MetricColumn::Target),
        (columns.missing, MetricColumn::Missing),
        (columns.counts + columns.unit, MetricColumn::Counts),
    ];
    for (width, column) in widths {
        if left < width {
            state.metrics.sort.choose(column);
            return;
        }
        left -= width;
    }
    if columns.basis > 0 {
        state.metrics.sort.choose(MetricColumn::Basis);
    }
}

fn metric_row(state: &State, out: &mut Row<'_, '_>, metric: &Metric, columns: Columns) {
    let theme = out.theme();
    let dash = theme.glyphs.dash;
    name(out, &metric.name, &state.metrics.query, columns.name);
    let style = match (metric.current, metric.target) {
        (Some(_), Some(_)) if is_reached(metric) => theme.good(),
        (Some(current), Some(target)) if current * 2.0 < target => theme.bad(),
        (Some(_), _) => theme.accent(),
        (None, _) => theme.dim(),
    };
    let share = |value: Option<f64>| {
        value.map_or_else(|| dash.to_owned(), |value| format!("{} %", percent(value)))
    };
    out.number(&share(metric.current), CURRENT, theme.strong());
    if columns.gauge > 0 {
        out.skip(2);
        gauge(
            out,
            columns.gauge - 2,
            metric.current.unwrap_or(0.0),
            metric.basis,
            0.0,
            metric.target,
            style,
        );
    }
    if columns.target > 0 {
        out.number(&share(metric.target), columns.target, theme.text());
    }
    let missing = match (metric.current, metric.target) {
        (Some(_), Some(_)) if is_reached(metric) => "reached".to_owned(),
        (Some(current), Some(target)) => {
            // The figures on screen add up, although each is rounded.
            match percent(target).saturating_sub(percent(current)) {
                0 => "< 1 %".to_owned(),
                missing => format!("{missing} %"),
            }
        }
        _ => dash.to_owned(),
    };
    if columns.missing > 0 {
        out.number(&missing, columns.missing, style);
    }
    if columns.counts > 0 {
        out.number(&counts_of(metric), columns.counts, theme.dim());
    }
    if columns.unit > 0 {
        out.number(metric.unit, columns.unit, theme.dim());
    }
    if columns.basis > 0 && metric.current.is_some() {
        let sign = theme.texture(metric.basis);
        out.skip(2)
            .put(sign, style)
            .skip(1)
            .put(metric.basis.word(), theme.dim());
    }
}

/// Writes a name with what the filter found marked.
fn name(out: &mut Row<'_, '_>, name: &str, query: &str, width: u16) {
    let theme = out.theme();
    let end = out.x().saturating_add(width);
    // What it is of stands at the end, and tells more than what leads up to it.
    let text = cut_title(name, usize::from(width), theme.glyphs.ellipsis);
    let found = if query.is_empty() || text != name {
        Vec::new()
    } else {
        filter::indices(name, query).unwrap_or_default()
    };
    for (at, letter) in text.chars().enumerate() {
        let style = if found.contains(&at) {
            theme.matched()
        } else {
            theme.text()
        };
        out.put(letter.encode_utf8(&mut [0; 4]), style);
    }
    let missing = end.saturating_sub(out.x());
    out.skip(missing);
}
