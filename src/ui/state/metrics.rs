//! The metrics as rows.

use std::cmp::Ordering;
use std::sync::Arc;

use super::Sort;
use crate::model::{Metric, Project};
use crate::ui::filter;
use crate::ui::widget::Cursor;

/// What metrics are sorted by, in natural direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MetricColumn {
    /// As people defined them.
    Given,
    /// By name.
    Name,
    /// Lowest first.
    Current,
    /// Highest target first; what has none comes last.
    Target,
    /// Farthest from its target first.
    Missing,
    /// Most that is counted first.
    Counts,
    /// Measured first.
    Basis,
}

impl MetricColumn {
    /// All columns, in the order in which a key goes through them.
    pub(crate) const ALL: [Self; 7] = [
        Self::Given,
        Self::Current,
        Self::Missing,
        Self::Target,
        Self::Counts,
        Self::Basis,
        Self::Name,
    ];

    /// The word on screen.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Given => "definition",
            Self::Name => "name",
            Self::Current => "current",
            Self::Target => "target",
            Self::Missing => "missing",
            Self::Counts => "tested",
            Self::Basis => "basis",
        }
    }
}

/// The list of metrics.
#[derive(Debug)]
pub(crate) struct Metrics {
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What is listed, by index.
    pub(crate) rows: Vec<usize>,
    /// Name of the selected metric.
    pub(crate) chosen: Option<Arc<str>>,
    /// The order.
    pub(crate) sort: Sort<MetricColumn>,
    /// The filter.
    pub(crate) query: String,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            cursor: Cursor::default(),
            rows: Vec::new(),
            chosen: None,
            sort: Sort::by(MetricColumn::Given),
            query: String::new(),
        }
    }
}

impl Metrics {
    /// Index of the selected metric.
    pub(crate) fn selected(&self) -> Option<usize> {
        self.rows.get(self.cursor.selected).copied()
    }

    /// Remembers the selection by name, once it has moved.
    pub(crate) fn remember(&mut self, project: &Project) {
        let has_moved = self.cursor.selected > 0 || self.chosen.is_some();
        if has_moved && !self.rows.is_empty() {
            let metric = self.selected().and_then(|at| project.metrics.get(at));
            self.chosen = metric.map(|metric| metric.name.clone());
        }
    }

    /// Lists them anew and finds the selected one.
    pub(crate) fn rebuild(&mut self, project: &Project) {
        let metrics = project.metrics.iter().enumerate();
        let mut kept: Vec<(usize, &Metric)> = metrics
            .filter(|(_, metric)| filter::indices(&metric.name, &self.query).is_some())
            .collect();
        let sort = self.sort;
        kept.sort_by(|(at, one), (other_at, other)| {
            let ordering = compare(sort.column, one, other).then(at.cmp(other_at));
            if sort.is_reversed {
                ordering.reverse()
            } else {
                ordering
            }
        });
        self.rows = kept.into_iter().map(|(at, _)| at).collect();
        let at = self.rows.iter().position(|row| {
            let metric = project.metrics.get(*row);
            metric.is_some_and(|metric| Some(&metric.name) == self.chosen.as_ref())
        });
        self.cursor.selected = at
            .unwrap_or(self.cursor.selected)
            .min(self.rows.len().saturating_sub(1));
    }
}

/// The natural order of two metrics; equal ones stand as they were defined.
fn compare(column: MetricColumn, one: &Metric, other: &Metric) -> Ordering {
    let missing = |metric: &Metric| Some(metric.target? - metric.current?);
    match column {
        MetricColumn::Given => Ordering::Equal,
        MetricColumn::Name => one.name.cmp(&other.name),
        MetricColumn::Current => lowest(one.current, other.current),
        MetricColumn::Target => lowest(one.target.map(|it| -it), other.target.map(|it| -it)),
        MetricColumn::Missing => lowest(missing(one).map(|it| -it), missing(other).map(|it| -it)),
        MetricColumn::Counts => other.counts.1.cmp(&one.counts.1),
        MetricColumn::Basis => one.basis.cmp(&other.basis),
    }
}

/// The lower figure first; none comes last.
fn lowest(one: Option<f64>, other: Option<f64>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Basis;

    fn metric(name: &str, current: Option<f64>, target: Option<f64>, all: u32) -> Metric {
        Metric {
            name: name.into(),
            current,
            target,
            basis: Basis::Estimated,
            unit: "files",
            counts: (0, all),
            files: Arc::from([]),
        }
    }

    fn check(column: MetricColumn, is_reversed: bool, expect: &str) {
        let project = Project {
            metrics: Arc::from([
                metric("c", Some(0.5), Some(0.6), 10),
                metric("a", Some(0.2), None, 30),
                metric("d", None, Some(0.9), 0),
                metric("b", Some(0.3), Some(0.9), 20),
            ]),
            ..Project::default()
        };
        let mut metrics = Metrics {
            sort: Sort {
                column,
                is_reversed,
            },
            ..Metrics::default()
        };
        metrics.rebuild(&project);
        let names = metrics.rows.iter().map(|at| &*project.metrics[*at].name);
        assert_eq!(names.collect::<String>(), expect, "{column:?}");
    }

    #[test]
    fn metrics_are_sorted_by_any_column() {
        check(MetricColumn::Given, false, "cadb");
        check(MetricColumn::Name, false, "abcd");
        check(MetricColumn::Current, false, "abcd");
        check(MetricColumn::Target, false, "dbca");
        // .6 of the target is missing in b, .1 in c; the others have no such figure.
        check(MetricColumn::Missing, false, "bcad");
        check(MetricColumn::Counts, false, "abcd");
        check(MetricColumn::Basis, false, "cadb");
    }

    #[test]
    fn the_other_way_round_is_the_same_from_its_end() {
        check(MetricColumn::Given, true, "bdac");
        check(MetricColumn::Missing, true, "dacb");
    }
}
