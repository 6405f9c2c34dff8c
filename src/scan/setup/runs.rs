//! Which packages' tests the steps of CI run, and what keeps their coverage.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::{
    CommandPlace, Ecosystem, Evidence, FileId, FileKind, Package, Run, RunState, Tool,
};
use crate::scan::extract::Unit;
use crate::scan::paths::{is_at_or_below, join};

use super::ci::{Action, Given, Step, given, is_foreign_ci};
use super::coverage::coverage;
use super::follow::{Found, Memory, Outcome, follow};
use super::ground::Ground;

/// Most runs of a package that are looked through for one that is the same.
const MOST_ALIKE: usize = 64;

/// Test files as runs see them.
pub(super) struct Tests<'a> {
    /// File, its path, the package it belongs to, and whether it drives a browser.
    files: Vec<(FileId, &'a str, usize, bool)>,
}

impl<'a> Tests<'a> {
    /// The files in which a runner finds tests.
    pub(super) fn new(packages: &[Package], units: &'a [Unit]) -> Self {
        let mut files = Vec::new();
        for (at, package) in packages.iter().enumerate() {
            for id in &package.files {
                let Some(unit) = units.get(id.0 as usize) else {
                    continue;
                };
                let has_tests =
                    unit.runs_whole || unit.facts.as_ref().is_some_and(|facts| facts.has_tests());
                let is_test = unit.kind == FileKind::Test
                    || package.ecosystem == Ecosystem::Rust && unit.kind == FileKind::Source;
                if has_tests && is_test {
                    files.push((*id, &*unit.path, at, drives_browser(unit)));
                }
            }
        }
        Self { files }
    }

    /// Places of the test files, in [`Self::files`], that a run covers.
    fn covered(&self, found: &Found, packages: &[Package]) -> Vec<usize> {
        let covers = |path: &str, package: &Package, is_browser: bool| {
            package.ecosystem == found.ecosystem
                && is_browser == found.is_browser
                && found.targets.iter().any(|target| {
                    is_at_or_below(path, target)
                        && (!found.is_narrow
                            || !is_at_or_below(&package.folder, target)
                            || package.folder.len() <= target.len())
                })
        };
        let files = self.files.iter().enumerate();
        files
            .filter(|(_, (_, path, at, is_browser))| {
                packages
                    .get(*at)
                    .is_some_and(|package| covers(path, package, *is_browser))
            })
            .map(|(place, _)| place)
            .collect()
    }

    /// The packages of the test files at these places.
    fn packages_of(&self, places: &[usize]) -> Vec<usize> {
        let files = places.iter().filter_map(|place| self.files.get(*place));
        let mut found: Vec<usize> = files.map(|(_, _, at, _)| *at).collect();
        found.dedup();
        found
    }
}

/// Whether tests are for Playwright or Cypress rather than for a runner of units.
fn drives_browser(unit: &Unit) -> bool {
    let imports = unit.facts.iter().flat_map(|facts| &facts.imports);
    let mut modules = imports.map(|import| &*import.module);
    modules.any(|module| matches!(module, "@playwright/test" | "cypress"))
        || unit
            .path
            .split('/')
            .any(|part| matches!(part, "cypress" | "e2e"))
            && unit.language.is_some_and(|language| {
                Ecosystem::of_language(language.id) == Some(Ecosystem::Node)
            })
}

/// Follows all steps and says of each package which of them run its tests.
pub(super) fn runs(packages: &mut [Package], units: &[Unit], steps: &[Step], outcomes: &[Outcome]) {
    let tests = Tests::new(packages, units);
    let all: Vec<&str> = units.iter().map(|unit| &*unit.path).collect();
    let mut run: FxHashSet<usize> = FxHashSet::default();
    for (step, outcome) in steps.iter().zip(outcomes) {
        for found in &outcome.found {
            let covered = tests.covered(found, packages);
            let at_work = tests.packages_of(&covered);
            run.extend(
                add_run(packages, &at_work, step, found, units, &all)
                    .then_some(covered)
                    .into_iter()
                    .flatten(),
            );
        }
        for (line, folder) in &outcome.unclear {
            for package in packages.iter_mut() {
                if package.unclear.is_none() && may_reach(package, folder, step, units, &all) {
                    let fact = "may run tests in a way that is not read";
                    package.unclear = Some(place(step, *line, fact));
                }
            }
        }
    }
    elsewhere(packages, &all);
    for (at, (id, _, package, _)) in tests.files.iter().enumerate() {
        if let Some(package) = packages.get_mut(*package).filter(|_| !run.contains(&at)) {
            package.unrun.push(*id);
        }
    }
    coverage(packages, steps, outcomes, (units, &all));
    packages.iter_mut().for_each(by_ci);
}

/// Whether a step of which it is not clear what it runs in a folder may run a package's tests.
pub(super) fn may_reach(
    package: &Package,
    folder: &str,
    step: &Step,
    units: &[Unit],
    all: &[&str],
) -> bool {
    let near = is_at_or_below(&package.folder, folder) || is_at_or_below(folder, &package.folder);
    if !near || step.gate.blocked.is_some() {
        return false;
    }
    let files: Vec<&str> = paths(package, units).collect();
    !matches!(step.gate.state(&files, all), RunState::Blocked(_))
}

/// The paths of a package's files.
fn paths<'u>(package: &Package, units: &'u [Unit]) -> impl Iterator<Item = &'u str> {
    let files = package.files.iter();
    files
        .filter_map(|id| units.get(id.0 as usize))
        .map(|unit| &*unit.path)
}

/// A service of CI whose files are not read may run the tests of all packages beside and below.
fn elsewhere(packages: &mut [Package], all: &[&str]) {
    let Some(path) = all.iter().find(|path| is_foreign_ci(path)) else {
        return;
    };
    for package in packages.iter_mut().filter(|it| it.unclear.is_none()) {
        package.unclear = Some(Evidence {
            path: (*path).into(),
            line: None,
            fact: "may run tests in a way that is not read".into(),
        });
    }
}

/// Where CI never starts the runner that a Python package seems to have, its runner is the one that
/// CI starts.
fn by_ci(package: &mut Package) {
    if package.ecosystem != Ecosystem::Python {
        return;
    }
    let own = package.runner.as_ref().map(|tool| &*tool.name);
    if package.runs.iter().any(|run| Some(run.tool) == own) {
        return;
    }
    if let Some(run) = package.runs.first() {
        package.runner = Some(Tool {
            name: run.tool.into(),
            version: "".into(),
            evidence: run.evidence.clone(),
        });
    }
}

pub(super) fn place(step: &Step, line: u32, fact: &str) -> Evidence {
    Evidence {
        path: step.path.clone(),
        line: Some(step.text_line + line),
        fact: fact.into(),
    }
}

/// Adds a run to the packages whose tests it runs; whether any of them is really run.
fn add_run(
    packages: &mut [Package],
    at_work: &[usize],
    step: &Step,
    found: &Found,
    units: &[Unit],
    all: &[&str],
) -> bool {
    let mut runs_any = false;
    let fact = match &found.through {
        Some((path, line)) => format!("runs `{}` through `{path}` line {line}", found.tool),
        None => format!("runs `{}`", found.tool),
    };
    for package in at_work {
        let Some(package) = packages.get_mut(*package) else {
            continue;
        };
        let files: Vec<&str> = paths(package, units).collect();
        let mut state = step.gate.state(&files, all);
        let evidence = place(step, found.line, &fact);
        if state == RunState::Runs && found.is_lenient {
            let fact = "its failure is passed over".into();
            state = RunState::Lenient(Evidence {
                fact,
                ..evidence.clone()
            });
        }
        runs_any |= !matches!(state, RunState::Blocked(_) | RunState::ByHand(_));
        let by_settings = package
            .measured_by
            .iter()
            .any(|known| known.fact.ends_with("each time"));
        let measures = found.measures || by_settings;
        let run = Run {
            evidence,
            tool: found.tool,
            measures,
            report: found.report.as_deref().map(Arc::from),
            state,
            // Where it stands in the file is found out with all runs at hand.
            command: Some(CommandPlace {
                folder: step.folder.as_str().into(),
                before: "".into(),
                above: 0,
                last: 0,
                indent: "".into(),
            }),
        };
        // A matrix leads to the same run for each of its rows.
        let mut last = package.runs.iter().rev().take(MOST_ALIKE);
        if !last.any(|known| *known == run) {
            package.runs.push(run);
        }
    }
    runs_any
}

/// What each step runs.
pub(super) fn outcomes(ground: &Ground<'_>, memory: &mut Memory, steps: &[Step]) -> Vec<Outcome> {
    let outcome = |step: &Step| match &step.action {
        Action::Shell(text) => follow(ground, memory, text, &step.folder, &step.variables),
        Action::Uses(name, with) => {
            let folder = with
                .as_ref()
                .and_then(|with| with.text_of("working-directory"));
            let folder = folder.and_then(|folder| join("", folder));
            let folder = folder.as_deref().unwrap_or(&step.folder);
            match given(name, with.as_ref()) {
                Given::Text(text) => follow(ground, memory, &text, folder, &step.variables),
                Given::Unclear => Outcome {
                    unclear: vec![(0, folder.to_owned())],
                    ..Outcome::default()
                },
                Given::Nothing => Outcome::default(),
            }
        }
        Action::Keeps(_) => Outcome::default(),
        Action::Unclear | Action::Unread => Outcome {
            unclear: vec![(0, step.folder.clone())],
            ..Outcome::default()
        },
    };
    steps.iter().map(outcome).collect()
}

/// Adds scripts that measure coverage to the packages whose tests they run.
pub(super) fn scripts(packages: &mut [Package], units: &[Unit], found: &[(Evidence, Found)]) {
    let tests = Tests::new(packages, units);
    for (evidence, found) in found.iter().filter(|(_, found)| found.measures) {
        let covered = tests.covered(found, packages);
        let at_work = tests.packages_of(&covered);
        for at in at_work {
            if let Some(package) = packages.get_mut(at)
                && !package.measured_by.contains(evidence)
            {
                package.measured_by.push(evidence.clone());
            }
        }
    }
}
