//! Says where tests start, and which files they import themselves.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, FileKind, Presence, ReferenceKind, Symbol};

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

/// Whether a runner would find a test in the file and not skip all of them.
pub(crate) fn has_running_tests(unit: &Unit) -> bool {
    let Some(facts) = &unit.facts else {
        return false;
    };
    let is_running = |symbol: &Symbol| symbol.is_test && !symbol.is_skipped;
    match unit.kind {
        FileKind::Test if facts.has_tests() => facts.symbols.iter().any(is_running),
        FileKind::Test => may_register_tests(unit),
        FileKind::Source => facts.symbols.iter().any(is_running),
        _ => false,
    }
}

/// Whether code outside functions calls what a file of the tree hands it: such a helper may register
/// tests, which are then found here although none is written here.
fn may_register_tests(unit: &Unit) -> bool {
    let Some(facts) = &unit.facts else {
        return false;
    };
    if unit
        .language
        .is_none_or(|language| language.family != Family::EcmaScript)
    {
        return false;
    }
    let own = facts.imports.iter();
    let own = own.filter(|import| import.module.starts_with(['.', '@', '~', '#']));
    let names: FxHashSet<&str> = own
        .flat_map(|import| {
            let locals = import.names.iter().map(|name| &*name.local);
            locals.chain(import.alias.as_deref())
        })
        .collect();
    facts.references.iter().any(|reference| {
        let root = reference.path.split('.').next().unwrap_or_default();
        reference.within.is_none() && reference.kind == ReferenceKind::Call && names.contains(root)
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
