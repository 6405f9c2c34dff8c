//! Trees for tests, written as one string with `//- /path` headers.

use std::sync::Arc;

use super::classify::{classify, refine};
use super::enlist::enlist;
use super::extract::Unit;
use super::reach::{Reach, reach, reach_and_uses};
use super::resolve::{EdgeKind, resolve};
use super::templates::is_template;
use super::walk::{Entry, Manifest, Tree};
use crate::lang;
use crate::model::{Presence, SymbolKind};

/// Splits a fixture into (path, text) pairs.
pub(crate) fn files(fixture: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in fixture.split_inclusive('\n') {
        match line.strip_prefix("//- /") {
            Some(path) => files.push((path.trim_end().to_owned(), String::new())),
            None => {
                if let Some((_, text)) = files.last_mut() {
                    text.push_str(line);
                }
            }
        }
    }
    files
}

/// The tree that a walk would find; every file counts as a manifest.
pub(crate) fn tree(fixture: &str) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in files(fixture) {
        if is_template(&path) {
            tree.templates
                .insert(Arc::from(path.as_str()), text.as_str().into());
        }
        tree.manifests
            .insert(Arc::from(path.as_str()), Manifest { text: text.into() });
        tree.entries.push(Entry {
            language: lang::of_path(&path),
            disk: path.as_str().into(),
            path: path.into(),
        });
    }
    tree.entries
        .sort_by(|left, right| left.path.cmp(&right.path));
    tree
}

/// The files of a fixture, parsed.
pub(crate) fn units(fixture: &str) -> (Tree, Vec<Unit>) {
    let tree = tree(fixture);
    let kinds = classify(&tree, &[]).unwrap();
    let mut units: Vec<Unit> = tree
        .entries
        .iter()
        .zip(kinds)
        .map(|(entry, kind)| {
            let text = &tree.manifests[&entry.path].text;
            let facts = entry.language.map(|language| (language.extract)(text));
            Unit {
                path: entry.path.clone(),
                language: entry.language,
                kind: facts
                    .as_ref()
                    .map_or(kind, |facts| refine(kind, &entry.path, facts)),
                facts: facts.map(Arc::new),
                runs_whole: false,
            }
        })
        .collect();
    let graph = resolve(&tree, &units);
    enlist(&tree, &mut units, &graph);
    (tree, units)
}

/// The edges from one file of a fixture, as `kind path#name as local`; what only runs on the way
/// is left out.
pub(crate) fn edges(fixture: &str, from: &str) -> Vec<String> {
    let (tree, units) = units(fixture);
    let graph = resolve(&tree, &units);
    let at = units.iter().position(|unit| &*unit.path == from).unwrap();
    let mut lines: Vec<String> = graph.edges[at]
        .iter()
        .filter(|edge| edge.kind != EdgeKind::Passes)
        .map(|edge| {
            let mut line = units[edge.to.0 as usize].path.to_string();
            if let Some(name) = &edge.name {
                line = format!("{line}#{name}");
            }
            if let Some(local) = edge
                .local
                .as_deref()
                .filter(|local| edge.name.as_deref() != Some(local))
            {
                line = format!("{line} as {local}");
            }
            if edge.presence != Presence::Runtime {
                line = format!("{line} ({:?})", edge.presence);
            }
            line
        })
        .collect();
    lines.sort();
    lines
}

/// The statuses of the source files of a fixture, as `path status`.
pub(crate) fn statuses(fixture: &str) -> Vec<String> {
    let (units, reached) = reached(fixture);
    reached
        .iter()
        .zip(&units)
        .filter_map(|(reach, unit)| Some(format!("{} {}", unit.path, reach.status?.word())))
        .collect()
}

/// What the tests of a fixture mean for its files. Each step of a way stands where it says.
fn reached(fixture: &str) -> (Vec<Unit>, Vec<Reach>) {
    let (tree, units) = units(fixture);
    let graph = resolve(&tree, &units);
    let reached = reach(&tree, &units, &graph);
    for (reach, unit) in reached.iter().zip(&units) {
        let steps = reach.symbols.iter().filter_map(|status| status.origin);
        for step in steps.chain(reach.origin) {
            let from = &units[step.file.0 as usize];
            let facts = from.facts.as_ref().unwrap();
            let symbol = step.symbol.map(|at| &facts.symbols[at as usize]);
            // Decorators stand before what they speak of, scripts beside their templates.
            let is_beside = from.path == unit.path
                || symbol
                    .is_some_and(|it| it.kind == SymbolKind::Template || !it.decorators.is_empty());
            let is_in = symbol.is_none_or(|it| (it.start..=it.end).contains(&step.line));
            assert!(
                step.line <= facts.lines.total.max(1) && (is_in || is_beside),
                "a step to {} is said to be in line {} of {}, where {:?} is not",
                unit.path,
                step.line,
                from.path,
                symbol
            );
        }
    }
    (units, reached)
}

/// The statuses of the functions of the source files of a fixture, as `path#name status`.
pub(crate) fn symbol_statuses(fixture: &str) -> Vec<String> {
    let (units, reached) = reached(fixture);
    let mut lines = Vec::new();
    for (reach, unit) in reached
        .iter()
        .zip(&units)
        .filter(|(reach, _)| reach.status.is_some())
    {
        let symbols = unit.facts.iter().flat_map(|facts| &facts.symbols);
        for (symbol, status) in symbols.zip(&reach.symbols) {
            lines.push(format!(
                "{}#{} {}",
                unit.path,
                symbol.name,
                status.status.word()
            ));
        }
    }
    lines
}

/// The functions of a fixture that no test reaches.
pub(crate) fn gaps(fixture: &str) -> Vec<String> {
    let statuses = symbol_statuses(fixture);
    let gaps = statuses
        .iter()
        .filter_map(|line| line.strip_suffix(" unreached"));
    gaps.map(str::to_owned).collect()
}

/// What is told of a fixture that has too much of something, as `path: message`.
pub(crate) fn warnings(fixture: &str) -> Vec<String> {
    let (tree, units) = units(fixture);
    let graph = resolve(&tree, &units);
    let (_, _, warnings) = reach_and_uses(&tree, &units, &graph);
    let lines = graph.warnings.iter().chain(&warnings);
    lines
        .map(|it| format!("{}: {}", it.path, it.message))
        .collect()
}
