//! Figures with targets.

use super::measure::{BasisLines, expected_lines, is_judged};
use super::select::select_any;
use crate::model::{
    Component, File, FileId, Metric, MetricRule, MetricUnit, Settings, SymbolKind, TestStatus,
};

/// Most components for which there is a figure that nobody asked for.
const MOST_PARTS: usize = 8;

/// The figures that people defined, in their order, or the usual ones where they defined none. A
/// metric about a component counts the component's children too; one about neither a component nor
/// paths counts the whole project.
pub fn metrics(files: &[File], components: &[Component], settings: &Settings) -> Vec<Metric> {
    let rules = match settings.metrics.as_slice() {
        [] => &usual(files, components, settings),
        rules => rules,
    };
    rules
        .iter()
        .map(|rule| metric(rule, files, components))
        .collect()
}

/// Figures for a project whose people defined none: its files, its functions and its lines, and the
/// lines of the components at its top. The target is that of the component, else the best level.
fn usual(files: &[File], components: &[Component], settings: &Settings) -> Vec<MetricRule> {
    if !files.iter().any(is_judged) {
        return Vec::new();
    }
    let target = settings.levels.good;
    let whole = |name: &str, unit| MetricRule {
        name: name.to_owned(),
        unit,
        target: Some(target),
        ..MetricRule::default()
    };
    let mut rules = vec![
        whole("Files that tests exercise", MetricUnit::Files),
        whole("Functions that tests exercise", MetricUnit::Functions),
        whole("Function lines that tests run", MetricUnit::Lines),
    ];
    let is_root = |component: &&Component| component.parent.is_none();
    let roots: Vec<usize> = (0..)
        .zip(components)
        .filter(|(_, component)| is_root(component))
        .map(|(at, _)| at)
        .collect();
    let mut top: Vec<&Component> = components
        .iter()
        .filter(|component| component.sources > 0)
        .filter(|component| match (component.parent, roots.as_slice()) {
            // Under a root of its own stands what people call the parts of the project.
            (Some(parent), [root]) => parent.0 as usize == *root,
            (None, [_]) => false,
            (parent, _) => parent.is_none(),
        })
        .collect();
    top.sort_by_key(|component| std::cmp::Reverse(component.sources));
    rules.extend(top.iter().take(MOST_PARTS).map(|component| MetricRule {
        name: format!("Function lines of {}", component.name),
        component: Some(component.id.to_string()),
        unit: MetricUnit::Lines,
        target: Some(component.target.unwrap_or(target)),
        ..MetricRule::default()
    }));
    rules
}

fn metric(rule: &MetricRule, files: &[File], components: &[Component]) -> Metric {
    let chosen = choose(rule, files, components);
    let mut tested = 0.0;
    let mut all = 0;
    let mut basis = BasisLines::default();
    let about = (0..)
        .map(FileId)
        .zip(&chosen)
        .filter(|(_, chosen)| **chosen);
    let about = about.map(|(id, _)| id).collect();
    for (file, _) in files.iter().zip(chosen).filter(|(_, chosen)| *chosen) {
        let (part, whole) = match rule.unit {
            MetricUnit::Files => (f64::from(u8::from(!file.is_untested())), 1),
            MetricUnit::Functions => functions(file),
            MetricUnit::Lines => (expected_lines(file), u64::from(file.function_lines)),
        };
        basis.add(file, whole);
        tested += part;
        all += whole;
    }
    // Expected lines are no whole number; all are told only where all are run.
    let most = if tested < all as f64 {
        all.saturating_sub(1)
    } else {
        all
    };
    let counted = (tested.round() as u64).min(most);
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Metric {
        name: rule.name.as_str().into(),
        current: (all > 0).then(|| tested / all as f64),
        target: rule.target,
        basis: basis.basis(),
        unit: rule.unit.word(),
        counts: (count(counted), count(all)),
        files: about,
    }
}

/// Which files a metric is about, index by index.
fn choose(rule: &MetricRule, files: &[File], components: &[Component]) -> Vec<bool> {
    let mut chosen = if let Some(name) = &rule.component {
        let within = below(name, components);
        let is_within = |file: &File| {
            let id = file.component.map(|id| id.0 as usize);
            id.and_then(|id| within.get(id))
                .is_some_and(|&within| within)
        };
        files.iter().map(is_within).collect()
    } else if rule.paths.is_empty() {
        vec![true; files.len()]
    } else {
        select_any(&rule.paths, files)
    };
    for (chosen, file) in chosen.iter_mut().zip(files) {
        *chosen = *chosen && is_judged(file);
    }
    chosen
}

/// Which components are the named one or part of it; none where no component has the name.
fn below(name: &str, components: &[Component]) -> Vec<bool> {
    let mut within: Vec<bool> = Vec::with_capacity(components.len());
    let named = components
        .iter()
        .position(|component| component.name.as_ref() == name)
        .or_else(|| {
            components
                .iter()
                .position(|component| component.id.as_ref() == name)
        });
    for (index, component) in components.iter().enumerate() {
        let parent = component.parent.and_then(|id| within.get(id.0 as usize));
        within.push(named == Some(index) || parent.is_some_and(|&within| within));
    }
    within
}

/// Functions with logic of a file, as (tested, all).
fn functions(file: &File) -> (f64, u64) {
    let counts = |index: &usize| {
        file.symbols.get(*index).is_some_and(|symbol| {
            symbol.has_logic
                && !symbol.is_test
                && !symbol.is_test_only
                && symbol.kind != SymbolKind::Class
        })
    };
    let indices: Vec<usize> = (0..file.symbols.len()).filter(counts).collect();
    let all = indices.len() as u64;
    if file.symbol_status.is_empty() {
        // What is known of the file is the best guess for each of its functions.
        return (f64::from(file.estimate.clamp(0.0, 1.0)) * all as f64, all);
    }
    let is_tested = |index: &&usize| {
        let status = file.symbol_status.get(**index).map(|symbol| symbol.status);
        let is_judged = status.is_some_and(TestStatus::is_of_logic);
        is_judged && u32::try_from(**index).is_ok_and(|index| !file.is_symbol_gap(index))
    };
    (indices.iter().filter(is_tested).count() as f64, all)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::assess::sample::{component, function, judged, measured, other, settings};
    use crate::model::{Basis, ComponentId, FileKind, SymbolStatus};

    fn check(
        component_name: Option<&str>,
        paths: &[&str],
        unit: MetricUnit,
        counts: (u32, u32),
        current: Option<f64>,
    ) {
        let mut files = vec![
            judged("api/a.py", TestStatus::Direct, 0.75, 40),
            judged("api/b.py", TestStatus::Unreached, 0.0, 60),
            judged("api/c.py", TestStatus::NoLogic, 0.0, 0),
            other("api/t.py", FileKind::Test),
            judged("web/d.py", TestStatus::Reached, 0.5, 20),
        ];
        let status = |status| SymbolStatus::new(status, 1.0);
        files[0].symbols = [function("f", 1, 5, 1), function("g", 6, 9, 1)].into();
        files[0].symbol_status = [status(TestStatus::Direct), status(TestStatus::Unreached)].into();
        files[0].component = Some(ComponentId(1));
        files[1].component = Some(ComponentId(0));
        files[4].component = Some(ComponentId(2));
        let components = [
            component("backend", None),
            component("api", Some(0)),
            component("web", None),
        ];
        let mut settings = settings();
        settings.metrics = vec![MetricRule {
            name: "m".to_owned(),
            component: component_name.map(str::to_owned),
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
            unit,
            target: Some(1.0),
        }];
        let found = metrics(&files, &components, &settings);
        assert_eq!(found[0].counts, counts);
        assert_eq!(found[0].current, current);
        assert_eq!(found[0].unit, unit.word());
    }

    #[test]
    fn a_component_counts_with_its_children() {
        check(Some("backend"), &[], MetricUnit::Files, (1, 2), Some(0.5));
        check(Some("api"), &[], MetricUnit::Files, (1, 1), Some(1.0));
    }

    #[test]
    fn paths_tell_where_there_is_no_component() {
        check(None, &["api"], MetricUnit::Files, (1, 2), Some(0.5));
        check(
            None,
            &["*/b.py", "web/d.py"],
            MetricUnit::Files,
            (1, 2),
            Some(0.5),
        );
        check(None, &[], MetricUnit::Files, (2, 3), Some(2.0 / 3.0));
    }

    #[test]
    fn lines_are_weighed_by_the_estimate() {
        // 0.75 * 40 + 0 of 100; 0.5 * 20 of 20.
        check(None, &["api"], MetricUnit::Lines, (30, 100), Some(0.3));
        check(Some("web"), &[], MetricUnit::Lines, (10, 20), Some(0.5));
    }

    #[test]
    fn functions_count_by_their_own_status_where_it_is_known() {
        check(Some("api"), &[], MetricUnit::Functions, (1, 2), Some(0.5));
        check(Some("web"), &[], MetricUnit::Functions, (0, 1), Some(0.5));
    }

    #[test]
    fn what_was_measured_goes_before_the_status() {
        let mut files = vec![
            judged("a.py", TestStatus::Direct, 0.9, 40),
            judged("b.py", TestStatus::Unreached, 0.0, 60),
        ];
        files[0].coverage = Some(Arc::new(measured(0, 10)));
        let mut settings = settings();
        settings.metrics = [MetricUnit::Files, MetricUnit::Lines]
            .map(|unit| MetricRule {
                unit,
                ..MetricRule::default()
            })
            .into();
        let found = metrics(&files, &[], &settings);
        assert_eq!(found[0].counts, (0, 2));
        assert_eq!(found[0].basis, Basis::Mixed);
        files[1].coverage = Some(Arc::new(measured(5, 10)));
        let found = metrics(&files, &[], &settings);
        assert_eq!((found[0].counts, found[0].basis), ((1, 2), Basis::Measured));
        // Half of 60.
        assert_eq!(
            (found[1].counts, found[1].basis),
            ((30, 100), Basis::Measured)
        );
    }

    #[test]
    fn a_metric_of_nothing_has_no_value() {
        check(Some("nowhere"), &[], MetricUnit::Files, (0, 0), None);
        check(None, &["nowhere"], MetricUnit::Lines, (0, 0), None);
    }
}
