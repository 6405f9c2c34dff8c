//! Figures over time: a line of bars for a table, and a chart for a detail pane.

use jiff::Timestamp;

/// Bars from lowest to highest.
const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The same in ASCII.
const PLAIN_BARS: [&str; 8] = ["_", "_", ".", "-", "-", "=", "=", "#"];

/// Shares that differ by less than this all over are drawn in the lower half: noise is no trend.
const LEAST_SPAN: f64 = 0.1;

/// A figure and when it was taken.
pub(crate) type Point = (Timestamp, f64);

/// The newest of some shares as bars, one cell each.
pub(crate) fn sparkline(points: &[Point], width: usize, ascii: bool) -> String {
    let shown = points.get(points.len().saturating_sub(width)..);
    let shown = shown.unwrap_or_default();
    let values = || shown.iter().map(|(_, value)| *value);
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let span = (high - low).max(LEAST_SPAN);
    let bars = if ascii { &PLAIN_BARS } else { &BARS };
    values()
        .map(|value| bar(bars, (value - low) / span, 7.0))
        .collect()
}

/// The bar of a share, of `steps` steps.
fn bar(bars: &[&'static str; 8], share: f64, steps: f64) -> &'static str {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=steps"
    )]
    let at = (share.clamp(0.0, 1.0) * steps).round() as usize;
    bars.get(at).copied().unwrap_or(" ")
}

/// A chart: its lines from top to bottom, each as what stands at the axis and what is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chart {
    /// The lines.
    pub(crate) lines: Vec<(String, String)>,
    /// First and last day.
    pub(crate) days: (String, String),
}

/// Draws shares over time, in `width` by `height` cells; a broken line stands at the target.
/// Between two figures the earlier one holds.
pub(crate) fn chart(
    points: &[Point],
    target: Option<f64>,
    width: usize,
    height: usize,
    ascii: bool,
) -> Option<Chart> {
    let (first, last) = (points.first()?, points.last()?);
    if width < 2 || height < 2 {
        return None;
    }
    let all = || points.iter().map(|(_, value)| *value).chain(target);
    // Ends at whole tenths, so that the axis is easily read.
    let low = (all().fold(f64::INFINITY, f64::min) * 10.0 + 1e-9).floor() / 10.0;
    let high = (all().fold(f64::NEG_INFINITY, f64::max) * 10.0 - 1e-9).ceil() / 10.0;
    let (low, high) = (low.clamp(0.0, 0.9), high.clamp(0.1, 1.0));
    let span = (high - low).max(LEAST_SPAN);
    let seconds = |at: Timestamp| at.as_second() as f64;
    let (from, to) = (seconds(first.0), seconds(last.0));
    let columns: Vec<f64> = (0..width)
        .map(|column| {
            let now = from + (to - from) * column as f64 / (width - 1) as f64;
            let known = points
                .iter()
                .rev()
                .find(|(at, _)| seconds(*at) <= now + 0.5);
            (known.unwrap_or(first).1 - low) / span
        })
        .collect();
    let bars = if ascii { &PLAIN_BARS } else { &BARS };
    let tick = if ascii { "-" } else { "╌" };
    let row_of = |share: f64| {
        ((share - low) / span * height as f64 - 1e-9)
            .ceil()
            .max(1.0)
    };
    let target = target.map(row_of);
    let lines = (1..=height).rev().map(|row| {
        let (bottom, is_target) = ((row - 1) as f64, target == Some(row as f64));
        let drawn = columns.iter().map(|share| {
            let filled = share * height as f64 - bottom + 1e-9;
            if filled >= 1.0 {
                bars.last().copied().unwrap_or("#")
            } else if filled > 1e-6 {
                bar(bars, filled, 7.0)
            } else if is_target {
                tick
            } else {
                " "
            }
        });
        let label = match row {
            _ if row == height => percent(low + span),
            1 => percent(low),
            _ => String::new(),
        };
        (label, drawn.collect())
    });
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    Some(Chart {
        lines: lines.collect(),
        days: (day(first.0), day(last.0)),
    })
}

fn percent(share: f64) -> String {
    format!("{} %", crate::model::percent(share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64]) -> Vec<Point> {
        let day = |at: usize| Timestamp::from_second(1_767_225_600 + at as i64 * 86_400).unwrap();
        let values = values.iter().enumerate();
        values.map(|(at, value)| (day(at), *value)).collect()
    }

    #[test]
    fn the_newest_figures_are_drawn_from_lowest_to_highest() {
        let values = points(&[0.9, 0.1, 0.5, 0.8]);
        assert_eq!(sparkline(&values, 3, false), "▁▅█");
        assert_eq!(sparkline(&values, 3, true), "_-#");
        assert_eq!(sparkline(&[], 3, false), "");
    }

    #[test]
    fn small_changes_stay_small() {
        assert_eq!(sparkline(&points(&[0.50, 0.52]), 9, false), "▁▂");
    }

    #[test]
    fn a_chart_reaches_from_the_lowest_tenth_to_the_highest() {
        let drawn = chart(&points(&[0.2, 0.4, 0.6]), Some(0.6), 3, 4, true).unwrap();
        let lines: Vec<(&str, &str)> = drawn
            .lines
            .iter()
            .map(|(label, line)| (label.as_str(), line.as_str()))
            .collect();
        // From 20 to 60 % in four lines: one line for each tenth.
        assert_eq!(
            lines,
            [("60 %", "--#"), ("", "  #"), ("", " ##"), ("20 %", " ##")]
        );
        assert_eq!(drawn.days.0, "2026-01-01");
        assert_eq!(drawn.days.1, "2026-01-03");
    }

    #[test]
    fn the_earlier_figure_holds_between_two() {
        let mut values = points(&[0.0, 1.0]);
        values.push((values[1].0 + jiff::SignedDuration::from_hours(48), 1.0));
        let drawn = chart(&values, None, 4, 2, true).unwrap();
        assert_eq!(drawn.lines[0].1, " ###");
    }

    #[test]
    fn there_is_no_chart_of_nothing_or_in_no_room() {
        assert_eq!(chart(&[], None, 10, 4, false), None);
        assert_eq!(chart(&points(&[0.5]), None, 1, 4, false), None);
        assert!(chart(&points(&[0.5]), None, 10, 4, false).is_some());
        assert!(chart(&points(&[f64::NAN, 3.0]), None, 10, 4, false).is_some());
    }
}
