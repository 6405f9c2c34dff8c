//! The metrics as rows.

use std::sync::Arc;

use crate::model::Project;
use crate::ui::filter;
use crate::ui::widget::Cursor;

/// The list of metrics, in the order in which people defined them.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What is listed, by index.
    pub(crate) rows: Vec<usize>,
    /// Name of the selected metric.
    pub(crate) chosen: Option<Arc<str>>,
    /// The filter.
    pub(crate) query: String,
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
        self.rows = metrics
            .filter(|(_, metric)| filter::indices(&metric.name, &self.query).is_some())
            .map(|(at, _)| at)
            .collect();
        let at = self.rows.iter().position(|row| {
            let metric = project.metrics.get(*row);
            metric.is_some_and(|metric| Some(&metric.name) == self.chosen.as_ref())
        });
        self.cursor.selected = at
            .unwrap_or(self.cursor.selected)
            .min(self.rows.len().saturating_sub(1));
    }
}
