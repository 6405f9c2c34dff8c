//! Figures of earlier days, by name.

use jiff::Timestamp;

use crate::model::Project;
use crate::ui::widget::Point;

/// A figure over time, oldest first, with what it is now at the end.
pub(crate) fn trend(
    project: &Project,
    name: &str,
    now: Timestamp,
    current: Option<f64>,
) -> Vec<Point> {
    let earlier = project.earlier.iter().filter_map(|snapshot| {
        let at: Timestamp = snapshot.at.parse().ok()?;
        let figures = &snapshot.figures;
        let found = figures.binary_search_by(|figure| figure.name.as_str().cmp(name));
        let value = figures.get(found.ok()?)?.value;
        value.is_finite().then_some((at, value))
    });
    let mut points: Vec<Point> = earlier.collect();
    points.sort_by_key(|(at, _)| *at);
    let is_later = points.last().is_none_or(|(at, _)| *at < now);
    if let Some(current) = current.filter(|_| is_later && !points.is_empty()) {
        points.push((now, current));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    #[test]
    fn earlier_figures_end_with_what_is_now() {
        let project = sample::project();
        let now: Timestamp = "2026-05-20T09:30:00Z".parse().unwrap();
        let values: Vec<f64> = trend(&project, "metric:Handlers", now, Some(0.6))
            .iter()
            .map(|(_, value)| *value)
            .collect();
        assert_eq!(values, [0.2, 0.2, 0.4, 0.4, 0.5, 0.6]);
        assert_eq!(trend(&project, "metric:None such", now, Some(0.6)), []);
    }
}
