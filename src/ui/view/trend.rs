//! One metric in detail: its figures, its trend, and the files behind it.

use crate::model::{FileId, Metric};
use crate::ui::action::Action;
use crate::ui::state::{State, trend};
use crate::ui::widget::{Document, Piece, chart, cut_middle, percent};

use super::{count, counted};

/// Lines of a chart.
const HEIGHT: usize = 6;

/// Cells for what stands at the axis.
const AXIS: usize = 7;

/// Most files that are listed.
const MOST: usize = 200;

/// The selected metric, laid out for a width.
pub(super) fn document(state: &State, width: u16) -> Document {
    let mut out = Document::new(width.saturating_sub(1));
    let metric = state.metrics.selected();
    let Some(metric) = metric.and_then(|at| state.project.metrics.get(at)) else {
        return out;
    };
    out.wrapped(None, 0, &metric.name, state.theme.strong());
    figures(state, &mut out, metric);
    chart_of(state, &mut out, metric);
    files(state, &mut out, metric);
    out
}

fn figures(state: &State, out: &mut Document, metric: &Metric) {
    let theme = &state.theme;
    let current = metric.current.map_or_else(
        || "nothing is counted by it".to_owned(),
        |current| {
            format!(
                "{} % ({}), {} of {} {}",
                percent(current),
                metric.basis.word(),
                count(metric.counts.0 as usize),
                count(metric.counts.1 as usize),
                metric.unit
            )
        },
    );
    out.wrapped(None, 0, &current, theme.text());
    if let Some(target) = metric.target {
        let is_reached = metric.current.is_some_and(|current| current >= target);
        let words = if is_reached { "reached" } else { "not reached" };
        let text = format!("target {} %, {words}", percent(target));
        let style = if is_reached {
            theme.good()
        } else {
            theme.warning()
        };
        out.wrapped(None, 0, &text, style);
    }
}

fn chart_of(state: &State, out: &mut Document, metric: &Metric) {
    let theme = &state.theme;
    out.gap();
    let name = format!("metric:{}", metric.name);
    let points = trend(&state.project, &name, state.now, metric.current);
    let width = out.width().saturating_sub(AXIS + 1).min(96);
    let drawn = chart(&points, metric.target, width, HEIGHT, theme.ascii);
    let Some(drawn) = drawn.filter(|_| points.len() > 1) else {
        let key = Action::by_id("record").and_then(|record| state.keymap.first_key(record));
        let keys = key.map_or_else(String::new, |key| format!("{key} or "));
        let text =
            format!("No earlier figures yet: {keys}`lacuna scan --record` keeps those of today.");
        out.wrapped(None, 0, &text, theme.dim());
        return;
    };
    for (label, line) in &drawn.lines {
        out.line(vec![
            Piece::new(format!("{label:>6} "), theme.dim()),
            Piece::new(theme.glyphs.side, theme.dim()),
            Piece::new(line.clone(), theme.accent()),
        ]);
    }
    let (from, to) = &drawn.days;
    let gap = width.saturating_sub(from.len() + to.len());
    let pad = " ".repeat(AXIS + 1);
    let days = format!("{pad}{from}{}{to}", " ".repeat(gap.max(1)));
    out.line(vec![Piece::new(days, theme.dim())]);
    if let (Some((_, first)), Some((_, last))) = (points.first(), points.last()) {
        let change = (last - first) * 100.0;
        let text = format!(
            "{change:+.0} points since {from}, {}",
            counted(points.len(), "figure")
        );
        out.wrapped(None, AXIS + 1, &text, theme.text());
    }
}

/// The files that it is about, riskiest gaps first.
fn files(state: &State, out: &mut Document, metric: &Metric) {
    let theme = &state.theme;
    if metric.files.is_empty() {
        return;
    }
    let mut files: Vec<(u8, FileId)> = metric
        .files
        .iter()
        .filter(|id| state.project.file(**id).is_some_and(|file| file.is_gap()))
        .map(|id| {
            let score = state.project.score(*id);
            (score.map_or(0, |score| score.risk), *id)
        })
        .collect();
    files.sort_by_key(|(risk, id)| (std::cmp::Reverse(*risk), *id));
    out.gap();
    let text = format!(
        "{}, {} among them; enter lists them",
        counted(metric.files.len(), "file"),
        counted(files.len(), "gap")
    );
    out.wrapped(None, 0, &text, theme.text());
    for (risk, id) in files.iter().take(MOST) {
        let Some(file) = state.project.file(*id) else {
            continue;
        };
        let (sign, style) = file
            .status
            .map_or((" ", theme.dim()), |status| theme.status(status));
        let room = out.width().saturating_sub(7);
        let (head, is_cut, tail) = cut_middle(&file.path, room).parts(&file.path);
        let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
        let path = format!("{head}{ellipsis}{tail}");
        out.line(vec![
            Piece::new(format!("{sign} "), style),
            Piece::new(format!("{risk:>3}  "), theme.text()),
            Piece::new(path, theme.text()).linked(&file.path),
        ]);
    }
}
