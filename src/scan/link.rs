//! Says where tests start, and which files they import themselves.

use rustc_hash::FxHashSet;

use crate::model::{FileId, FileKind, Presence};

use super::extract::Unit;
use super::resolve::{Edge, EdgeKind, Graph};

/// A file with tests.
#[derive(Debug)]
pub(crate) struct TestStart {
    /// The file.
    pub(crate) test: FileId,
    /// Source files that it imports itself, at run time.
    pub(crate) imports: Vec<FileId>,
    /// Files that it replaces by mocks, so that nothing of them runs.
    pub(crate) mocked: FxHashSet<FileId>,
}

/// The files whose tests a runner would start, with what they import themselves.
pub(super) fn link(units: &[Unit], graph: &Graph) -> Vec<TestStart> {
    (0..)
        .map(FileId)
        .zip(units)
        .zip(&graph.edges)
        .filter(|((_, unit), _)| has_running_tests(unit))
        .map(|((file, unit), edges)| start(file, unit, edges, units))
        .collect()
}

/// Whether a runner would find a test in the file and not skip all of them, or runs it as a whole.
pub(crate) fn has_running_tests(unit: &Unit) -> bool {
    unit.runs_whole
        || matches!(unit.kind, FileKind::Test | FileKind::Source)
            && unit.facts.as_ref().is_some_and(|facts| {
                facts
                    .symbols
                    .iter()
                    .any(|symbol| symbol.is_test && !symbol.is_skipped)
            })
}

fn start(test: FileId, unit: &Unit, edges: &[Edge], units: &[Unit]) -> TestStart {
    // What the production code around inline tests imports, the tests do not import.
    let is_inline = unit.kind == FileKind::Source;
    let is_source = |file: FileId| {
        units
            .get(file.0 as usize)
            .is_some_and(|unit| unit.kind == FileKind::Source)
    };
    let imports = edges
        .iter()
        .filter(|edge| edge.presence == Presence::Runtime && edge.kind != EdgeKind::Passes)
        .filter(|edge| (!is_inline || edge.is_test_only) && is_source(edge.to))
        .map(|edge| edge.to)
        .collect();
    TestStart {
        test,
        imports,
        mocked: mocked(edges),
    }
}

/// Files that are replaced as a whole. A mock that is built from the real module leaves parts of
/// it running.
fn mocked(edges: &[Edge]) -> FxHashSet<FileId> {
    let of = |presence: Presence| {
        edges
            .iter()
            .filter(move |edge| edge.presence == presence && edge.kind != EdgeKind::Passes)
            .map(|edge| edge.to)
    };
    let kept: FxHashSet<FileId> = of(Presence::Actual).collect();
    of(Presence::Mocked)
        .filter(|file| !kept.contains(file))
        .collect()
}
