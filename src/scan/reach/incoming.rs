//! Who imports a file, and how.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, FileKind, Presence};
use crate::scan::extract::Unit;
use crate::scan::link::TestStart;
use crate::scan::resolve::Graph;

/// Who imports each file.
pub(super) struct Incoming {
    /// Number of source files that import it at run time.
    fan_in: Vec<u32>,
    /// Files that anything but a test names in any way.
    named: FxHashSet<FileId>,
    /// Files that a test imports itself.
    by_tests: FxHashSet<FileId>,
    /// Files that a test replaces by a mock.
    mocked: FxHashSet<FileId>,
    /// Files that the imports of some test lead to, at any distance.
    near_tests: FxHashSet<FileId>,
}

impl Incoming {
    pub(super) fn of(units: &[Unit], graph: &Graph, links: &[TestStart]) -> Self {
        let mut incoming = Self {
            fan_in: vec![0; units.len()],
            named: FxHashSet::default(),
            by_tests: links
                .iter()
                .flat_map(|link| &link.imports)
                .copied()
                .collect(),
            mocked: links
                .iter()
                .flat_map(|link| &link.mocked)
                .copied()
                .collect(),
            near_tests: near_tests(units, graph, links),
        };
        for (unit, edges) in units.iter().zip(&graph.edges) {
            if unit.kind == FileKind::Test {
                continue;
            }
            let mut seen = FxHashSet::default();
            for edge in edges.iter().filter(|edge| edge.is_use()) {
                incoming.named.insert(edge.to);
                let counts = unit.kind == FileKind::Source && edge.presence == Presence::Runtime;
                if counts
                    && seen.insert(edge.to)
                    && let Some(count) = incoming.fan_in.get_mut(edge.to.0 as usize)
                {
                    *count += 1;
                }
            }
        }
        incoming
    }

    /// Number of source files that import a file at run time.
    pub(super) fn fan_in(&self, file: FileId) -> u32 {
        self.fan_in
            .get(file.0 as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Whether anything but a test names a file in any way.
    pub(super) fn is_named(&self, file: FileId) -> bool {
        self.named.contains(&file)
    }

    /// Whether a test imports a file itself.
    pub(super) fn is_imported_by_tests(&self, file: FileId) -> bool {
        self.by_tests.contains(&file)
    }

    /// Whether a test replaces a file by a mock.
    pub(super) fn is_mocked(&self, file: FileId) -> bool {
        self.mocked.contains(&file)
    }

    /// Whether imports of some test lead to a file, at any distance.
    pub(super) fn is_near_tests(&self, file: FileId) -> bool {
        self.near_tests.contains(&file)
    }
}

/// Code of tests in scripts counts whether or not it is known to run: a runner may have forms of its
/// own.
fn near_tests(units: &[Unit], graph: &Graph, links: &[TestStart]) -> FxHashSet<FileId> {
    let is_script = |unit: &Unit| {
        unit.language.map(|language| language.family) == Some(Family::EcmaScript)
            && matches!(unit.kind, FileKind::Test | FileKind::Support)
            && ![".stories.", ".story."]
                .iter()
                .any(|infix| unit.path.contains(infix))
    };
    let scripts = (0..).map(FileId).zip(units);
    let scripts = scripts
        .filter(|(_, unit)| is_script(unit))
        .map(|(file, _)| file);
    let mut open: Vec<FileId> = links.iter().map(|link| link.test).chain(scripts).collect();
    let mut found: FxHashSet<FileId> = open.iter().copied().collect();
    while let Some(file) = open.pop() {
        for edge in graph.edges.get(file.0 as usize).into_iter().flatten() {
            if edge.presence.is_loaded() && found.insert(edge.to) {
                open.push(edge.to);
            }
        }
    }
    found
}
