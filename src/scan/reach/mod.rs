//! Follows calls from the tests, and says of each file and symbol whether tests run it.
//!
//! A symbol that a test uses itself is `direct`, one that only reached code uses is `reached`. A
//! file's status and estimate come from its symbols. A file that a test imports or replaces,
//! while nothing of it runs, is `hollow`.

mod evidence;
mod incoming;
mod judge;
mod started;
mod unsure;
mod uses;

use rayon::prelude::*;

use crate::model::{
    Confidence, FileId, Finding, Link, LinkKind, Origin, SymbolStatus, TestStatus, Uses, Warning,
    printable,
};

use super::calls::{
    CallGraph, Given, Index, Islands, Node, call_graph, groups, members, named, starts,
    too_many_packages, ways,
};
use super::extract::Unit;
use super::frameworks::{Opened, barred, loads_by_name, opened, uses as framework_uses};
use super::link::link;
use super::resolve::Graph;
use super::walk::Tree;
use incoming::Incoming;
use judge::{Known, judge};
use started::spare_started;
use unsure::Unsure;

pub(super) use started::starts_programs;

/// What the tests mean for one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Whether tests exercise it; none for files that are not source.
    pub status: Option<TestStatus>,
    /// How sure that is.
    pub confidence: Confidence,
    /// Expected share of the function lines that tests run, 0 to 1.
    pub estimate: f32,
    /// Statuses of its symbols, index by index.
    pub symbols: Vec<SymbolStatus>,
    /// The last step of the nearest way to its code outside all symbols.
    pub origin: Option<Origin>,
    /// Tests that lead there, nearest first, then by path.
    pub tests: Vec<Link>,
    /// Number of source files that import it at run time.
    pub fan_in: u32,
    /// What else there is to say.
    pub findings: Vec<Finding>,
}

/// Follows the calls from all tests; the result is in the order of `units`.
pub fn reach(tree: &Tree, units: &[Unit], graph: &Graph) -> Vec<Reach> {
    reach_and_uses(tree, units, graph).0
}

/// The same, with the uses that were followed and what was not followed to its end.
pub fn reach_and_uses(
    tree: &Tree,
    units: &[Unit],
    graph: &Graph,
) -> (Vec<Reach>, Uses, Vec<Warning>) {
    let (links, index) = rayon::join(|| link(units, graph), || Index::new(units, graph));
    let starts = starts(&index);
    let (calls, (groups, incoming)) = rayon::join(
        || follow(tree, &index, &starts),
        || {
            rayon::join(
                || groups(&index, &starts, &links),
                || Incoming::of(units, graph, &links),
            )
        },
    );
    let (ways, ((turned, used), (loads_by_name, unsure))) = rayon::join(
        || ways(&index, &calls, &groups),
        || {
            rayon::join(
                || {
                    let turned = uses::turned(&index, &calls, &groups);
                    (turned, evidence::used(&index, &calls))
                },
                || rayon::join(|| loads_by_name(&index), || Unsure::of(&index, tree)),
            )
        },
    );
    let tests = evidence::tests(&index, used, &ways);
    let known = Known {
        loads_by_name,
        incoming,
        unsure,
        replaced: groups
            .iter()
            .flat_map(|group| &group.avoided)
            .map(|node| index.place(*node).0)
            .collect(),
        index: &index,
        ways: &ways,
    };
    let mut reached: Vec<Reach> = units
        .par_iter()
        .zip(tests)
        .enumerate()
        .map(|(at, (unit, tests))| {
            let file = FileId(u32::try_from(at).unwrap_or(u32::MAX));
            judge(file, unit, tests, &known)
        })
        .collect();
    spare_started(tree, &index, units, &mut reached);
    add_opened(opened(&index, tree), &mut reached);
    let warnings = left_out(&index, tree, &calls);
    // Both consist of many small pieces, which take a while to give back.
    rayon::join(|| drop(calls), || index.discard());
    (reached, turned, warnings)
}

/// Builds the graph of who uses whom, with what frameworks use.
fn follow(tree: &Tree, index: &Index<'_>, starts: &[Node]) -> CallGraph {
    let (((uses, more), barred), (named, members)) = rayon::join(
        || rayon::join(|| framework_uses(index, tree), || barred(index, tree)),
        || rayon::join(|| named(index), || members(index)),
    );
    let given = Given {
        starts: starts.to_vec(),
        islands: Islands::of(tree, index, &uses),
        uses,
        barred: barred.merge(more),
        named,
        members,
    };
    call_graph(index, given)
}

/// What was not followed to its end.
fn left_out(index: &Index<'_>, tree: &Tree, calls: &CallGraph) -> Vec<Warning> {
    let cut = calls.cut().and_then(|(name, file)| {
        let message = format!(
            "`{}` and other names of methods are called in too many places to follow them all",
            printable(name)
        );
        Some(Warning {
            path: index.unit(file)?.path.clone(),
            message: message.into(),
        })
    });
    let packages = too_many_packages(tree).map(|(count, path)| Warning {
        path: path.into(),
        message: format!(
            "{count} packages are too many to tell apart: a method's name counts in all of them"
        )
        .into(),
    });
    let by_rules = index.left_out().into_iter().filter_map(|(what, file)| {
        let message = format!(
            "{what} are too many to follow them all: functions may be told as gaps that tests run"
        );
        Some(Warning {
            path: index.unit(file)?.path.clone(),
            message: message.into(),
        })
    });
    cut.into_iter().chain(packages).chain(by_rules).collect()
}

/// Adds the tests that open a file's page. That leads to no status: what they run is not known.
fn add_opened(opened: Vec<Opened>, reached: &mut [Reach]) {
    for Opened { test, line, page } in opened {
        let Some(reach) = reached.get_mut(page.0 as usize) else {
            continue;
        };
        let Some(status) = reach.status.filter(|status| status.is_of_logic()) else {
            continue;
        };
        reach.tests.push(Link {
            test,
            kind: LinkKind::Opens,
            via: test,
            line,
            hops: 1,
        });
        if status.is_gap() {
            reach.confidence = Confidence::Tentative;
            if !reach.findings.contains(&Finding::EndToEnd) {
                reach.findings.push(Finding::EndToEnd);
            }
        }
    }
}

#[cfg(test)]
mod tests;
