//! Turns imports into edges between files: one file per family of languages, all with the same
//! signature, in [`FAMILIES`]. Nothing here touches the disk; manifests come from the walk.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, Presence, Warning};

use super::extract::Unit;
use super::walk::Tree;

pub(super) use ecmascript::{published, published_folders};

mod ecmascript;
mod go;
mod python;
mod rust;
mod sought;

/// What an edge leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// The file that is named, or that defines the name, without a detour.
    Names,
    /// The file that defines a name which the named file passes on.
    Reexports,
    /// A file that is only run on the way: a parent package, the file that passes a name on.
    Passes,
}

/// One import, resolved to a file of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The imported file.
    pub to: FileId,
    /// What it leads to.
    pub kind: EdgeKind,
    /// Whether it exists at run time.
    pub presence: Presence,
    /// Whether it exists in test builds only.
    pub is_test_only: bool,
    /// Line of the import statement, 1-based.
    pub line: u32,
    /// Name of the import in this file; none for a module imported for its effects.
    pub local: Option<Box<str>>,
    /// Name of what is imported in `to`; none for the module as a whole.
    pub name: Option<Box<str>>,
}

impl Edge {
    /// Whether the product names the file by it: not where a file only passes on what others take,
    /// where a test replaces it, or in test builds only.
    pub(super) fn is_use(&self) -> bool {
        self.kind != EdgeKind::Passes && self.presence != Presence::Mocked && !self.is_test_only
    }
}

/// All edges, by the identity of the importing file; those of a file in the order of its
/// imports.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Edges from each file.
    pub edges: Vec<Vec<Edge>>,
    /// Imports that were not followed in full.
    pub warnings: Vec<Warning>,
}

impl Graph {
    /// For each file, those that it needs at run time, outside of tests.
    pub fn uses(&self) -> Vec<Vec<FileId>> {
        let is_use = |edge: &&Edge| {
            edge.presence.is_loaded() && !edge.is_test_only && edge.kind != EdgeKind::Passes
        };
        let of_file = |edges: &Vec<Edge>| edges.iter().filter(is_use).map(|edge| edge.to).collect();
        self.edges.iter().map(of_file).collect()
    }
}

/// What a resolver sees.
pub(super) struct Input<'a> {
    /// The tree, for its manifests.
    pub(super) tree: &'a Tree,
    /// All files with their facts; the index is the [`FileId`].
    pub(super) units: &'a [Unit],
    /// Identities by path.
    pub(super) by_path: FxHashMap<&'a str, FileId>,
    /// What was left out, in no order.
    warnings: Mutex<Vec<Warning>>,
}

impl<'a> Input<'a> {
    fn new(tree: &'a Tree, units: &'a [Unit]) -> Self {
        let paths = units.iter().map(|unit| unit.path.as_ref());
        Self {
            tree,
            units,
            by_path: paths.zip((0..).map(FileId)).collect(),
            warnings: Mutex::default(),
        }
    }

    /// Tells that imports of a file are not followed in full.
    fn warn(&self, path: &Arc<str>, message: &str) {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        warnings.push(Warning {
            path: path.clone(),
            message: message.into(),
        });
    }

    /// The file at a path relative to the root.
    pub(super) fn file(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// A file's facts.
    pub(super) fn unit(&self, file: FileId) -> Option<&Unit> {
        self.units.get(file.0 as usize)
    }

    /// Files of one family, with their identities.
    pub(super) fn of_family(&self, family: Family) -> impl Iterator<Item = (FileId, &Unit)> {
        (0..).map(FileId).zip(self.units).filter(move |(_, unit)| {
            unit.language
                .is_some_and(|language| language.family == family)
        })
    }
}

/// Resolves all imports of a family's files.
type Resolver = fn(&Input<'_>) -> Vec<(FileId, Vec<Edge>)>;

const FAMILIES: &[Resolver] = &[
    python::resolve,
    ecmascript::resolve,
    go::resolve,
    rust::resolve,
];

/// Turns the imports of all files into edges between them. Imports of what is not in the tree
/// have no edge.
pub fn resolve(tree: &Tree, units: &[Unit]) -> Graph {
    let input = Input::new(tree, units);
    let mut edges = vec![Vec::new(); units.len()];
    for resolver in FAMILIES {
        for (file, found) in resolver(&input) {
            if let Some(slot) = edges.get_mut(file.0 as usize) {
                *slot = found;
            }
        }
    }
    let warnings = input.warnings.into_inner();
    let mut warnings = warnings.unwrap_or_else(PoisonError::into_inner);
    warnings.sort();
    Graph { edges, warnings }
}
