//! Says where tests start, and which files they import themselves.

use rustc_hash::FxHashSet;

use crate::model::{FileId, FileKind, Link, LinkKind, Presence};

use super::extract::Unit;
use super::resolve::{Edge, EdgeKind, Graph};

/// A file with tests, and what it leads to at the first step.
#[derive(Debug)]
pub(super) struct TestStart {
    /// The file.
    pub(super) test: FileId,
    /// Files that it leads to, each with the evidence; of several ways to one file the first,
    /// the test's own subjects before what is only run on the way.
    pub(super) targets: Vec<(FileId, Link)>,
    /// Files that it replaces by mocks, so that nothing of them runs.
    pub(super) mocked: FxHashSet<FileId>,
}

/// The files whose tests a runner would start, with what they lead to at the first step.
pub(super) fn link(units: &[Unit], graph: &Graph) -> Vec<TestStart> {
    (0..)
        .map(FileId)
        .zip(units)
        .zip(&graph.edges)
        .filter(|((_, unit), _)| has_running_tests(unit))
        .map(|((file, unit), edges)| start(file, unit, edges, units))
        .collect()
}

/// Whether a runner would find a test in the file and not skip all of them.
pub(super) fn has_running_tests(unit: &Unit) -> bool {
    matches!(unit.kind, FileKind::Test | FileKind::Source)
        && unit.facts.as_ref().is_some_and(|facts| {
            facts
                .symbols
                .iter()
                .any(|symbol| symbol.is_test && !symbol.is_skipped)
        })
}

fn start(test: FileId, unit: &Unit, edges: &[Edge], units: &[Unit]) -> TestStart {
    let mocked = mocked(edges);
    let is_inline = unit.kind == FileKind::Source;
    let mut targets = Vec::new();
    if is_inline {
        targets.push((
            test,
            evidence(test, LinkKind::Inline, first_test_line(unit)),
        ));
    }
    for edge in edges {
        // What the production code around inline tests imports, the tests do not import.
        let is_of_tests = !is_inline || edge.is_test_only;
        if !is_of_tests || edge.presence != Presence::Runtime || mocked.contains(&edge.to) {
            continue;
        }
        let is_source = units
            .get(edge.to.0 as usize)
            .is_some_and(|unit| unit.kind == FileKind::Source);
        let kind = match edge.kind {
            EdgeKind::Names if is_source => LinkKind::Imports,
            EdgeKind::Reexports if is_source => LinkKind::Reexport,
            _ => LinkKind::Transitive,
        };
        targets.push((edge.to, evidence(test, kind, edge.line)));
    }
    targets.sort_by_key(|(to, link)| (link.kind == LinkKind::Transitive, *to, link.line));
    let mut seen = FxHashSet::default();
    targets.retain(|(to, _)| seen.insert(*to));
    TestStart {
        test,
        targets,
        mocked,
    }
}

fn evidence(test: FileId, kind: LinkKind, line: u32) -> Link {
    Link {
        test,
        kind,
        via: test,
        line,
        hops: 1,
    }
}

/// Files that are replaced as a whole. A mock that is built from the real module (which is then
/// imported dynamically) leaves parts of it running.
fn mocked(edges: &[Edge]) -> FxHashSet<FileId> {
    let of = |presence: Presence| {
        edges
            .iter()
            .filter(move |edge| edge.presence == presence && edge.kind != EdgeKind::Passes)
            .map(|edge| edge.to)
    };
    let kept: FxHashSet<FileId> = of(Presence::Dynamic).collect();
    of(Presence::Mocked)
        .filter(|file| !kept.contains(file))
        .collect()
}

fn first_test_line(unit: &Unit) -> u32 {
    unit.facts
        .iter()
        .flat_map(|facts| &facts.symbols)
        .find(|symbol| symbol.is_test)
        .map_or(1, |symbol| symbol.start)
}
