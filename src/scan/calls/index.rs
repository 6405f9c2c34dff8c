//! Numbers all definitions of a tree, and finds them by name.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, FileKind, Reference, Symbol, SymbolKind};
use crate::scan::extract::Unit;
use crate::scan::resolve::{Edge, Graph};

use super::names::Names;
use super::value::{Fuel, Place, Value};

/// A definition, or the code of a file outside all definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Node(pub(crate) u32);

/// All definitions of a tree.
pub(crate) struct Index<'a> {
    pub(super) units: &'a [Unit],
    pub(super) graph: &'a Graph,
    /// First node of each file, which stands for its module code; its symbols follow.
    first: Vec<u32>,
    /// Total number of nodes.
    len: u32,
    /// Methods that stand in another file than their class (Go, Rust), by class and name.
    methods_apart: FxHashMap<Node, Vec<(&'a str, Node)>>,
    pub(super) names: Vec<Names<'a>>,
    /// Classes that a class is derived from, as far as they are in the tree.
    bases: FxHashMap<Node, Vec<Node>>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(units: &'a [Unit], graph: &'a Graph) -> Self {
        let mut first = Vec::with_capacity(units.len());
        let mut len = 0_u32;
        for unit in units {
            first.push(len);
            let symbols = unit.facts.as_ref().map_or(0, |facts| facts.symbols.len());
            len = len.saturating_add(u32::try_from(symbols + 2).unwrap_or(u32::MAX));
        }
        let names = units
            .par_iter()
            .zip(&graph.edges)
            .map(|(unit, edges)| match &unit.facts {
                Some(facts) => Names::of(facts, edges),
                None => Names::default(),
            })
            .collect();
        let mut index = Self {
            units,
            graph,
            first,
            len,
            methods_apart: FxHashMap::default(),
            names,
            bases: FxHashMap::default(),
        };
        index.methods_apart = index.find_methods_apart();
        index.bases = index.find_bases();
        index
    }

    fn find_bases(&self) -> FxHashMap<Node, Vec<Node>> {
        let files = 0..u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        let found = files.into_par_iter().map(FileId).flat_map_iter(|file| {
            let symbols = self.facts(file).map_or(&[] as &[_], |facts| &facts.symbols);
            let classes = (0_u32..)
                .zip(symbols)
                .filter(|(_, symbol)| !symbol.bases.is_empty());
            classes.map(move |(at, _)| {
                let class = self.node(file, at);
                (class, self.resolve_bases(class))
            })
        });
        found.collect()
    }

    /// The classes that a class is derived from, as far as they are in the tree.
    pub(crate) fn bases(&self, class: Node) -> &[Node] {
        self.bases.get(&class).map_or(&[], Vec::as_slice)
    }

    fn find_methods_apart(&self) -> FxHashMap<Node, Vec<(&'a str, Node)>> {
        let mut found: FxHashMap<Node, Vec<(&'a str, Node)>> = FxHashMap::default();
        for (file, unit) in (0..).map(FileId).zip(self.units) {
            let Some(facts) = &unit.facts else { continue };
            for (at, symbol) in (0_u32..).zip(&facts.symbols) {
                if symbol.kind != SymbolKind::Method || symbol.parent.is_some() {
                    continue;
                }
                let class = self.enclosing_class(file, Some(at));
                if let Some(class) = class.filter(|class| self.place(*class).0 != file) {
                    let name = symbol.name.rsplit('.').next().unwrap_or(&symbol.name);
                    found
                        .entry(class)
                        .or_default()
                        .push((name, self.node(file, at)));
                }
            }
        }
        found
    }

    /// Methods of a class that stand in other files.
    pub(super) fn methods_apart(&self, class: Node) -> &[(&'a str, Node)] {
        self.methods_apart.get(&class).map_or(&[], Vec::as_slice)
    }

    /// Number of files.
    pub(crate) fn files(&self) -> usize {
        self.units.len()
    }

    /// Number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// The code of a file outside all definitions.
    pub(crate) fn module(&self, file: FileId) -> Node {
        Node(self.first.get(file.0 as usize).copied().unwrap_or_default())
    }

    /// What the constants of a file hold: tables of functions, objects made by calls.
    pub(crate) fn constants(&self, file: FileId) -> Node {
        let next = self
            .first
            .get(file.0 as usize + 1)
            .copied()
            .unwrap_or(self.len);
        Node(next.saturating_sub(1))
    }

    /// A definition of a file.
    pub(crate) fn node(&self, file: FileId, symbol: u32) -> Node {
        Node(self.module(file).0 + 1 + symbol)
    }

    /// The file of a node, and the index of its symbol unless it is the module code.
    pub(crate) fn place(&self, node: Node) -> (FileId, Option<u32>) {
        let at = self
            .first
            .partition_point(|first| *first <= node.0)
            .saturating_sub(1);
        let first = self.first.get(at).copied().unwrap_or_default();
        (
            FileId(u32::try_from(at).unwrap_or(u32::MAX)),
            node.0.checked_sub(first + 1),
        )
    }

    pub(crate) fn unit(&self, file: FileId) -> Option<&'a Unit> {
        self.units.get(file.0 as usize)
    }

    pub(crate) fn facts(&self, file: FileId) -> Option<&'a FileFacts> {
        self.unit(file)?.facts.as_deref()
    }

    pub(crate) fn symbol(&self, node: Node) -> Option<&'a Symbol> {
        let (file, symbol) = self.place(node);
        self.facts(file)?.symbols.get(symbol? as usize)
    }

    /// How imports of a file's language are resolved.
    pub(super) fn family(&self, file: FileId) -> Option<Family> {
        Some(self.unit(file)?.language?.family)
    }

    /// Uses of names in a symbol, its inner symbols apart.
    pub(super) fn references_in(&self, file: FileId, symbol: u32) -> Vec<&'a Reference> {
        let references = self
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.references);
        let own = self
            .names_of(file)
            .and_then(|names| names.references.get(symbol as usize));
        own.into_iter()
            .flatten()
            .filter_map(|at| references.get(*at as usize))
            .collect()
    }

    /// Functions that no name leads to, inside a symbol or outside all.
    pub(super) fn anonymous_in(&self, file: FileId, parent: Option<u32>) -> Vec<Node> {
        let inside = self
            .names_of(file)
            .and_then(|names| names.anonymous.get(&parent));
        inside
            .into_iter()
            .flatten()
            .map(|symbol| self.node(file, *symbol))
            .collect()
    }

    pub(super) fn names_of(&self, file: FileId) -> Option<&Names<'a>> {
        self.names.get(file.0 as usize)
    }

    /// A definition by its qualified name in a file.
    pub(super) fn by_name(&self, file: FileId, name: &str) -> Option<Node> {
        let symbol = self.names_of(file)?.symbols.get(name)?;
        Some(self.node(file, *symbol))
    }

    /// Definitions of the same name in the same place: setters of a property, variants by platform.
    pub(super) fn repeats(&self, node: Node) -> Vec<Node> {
        let (file, symbol) = self.place(node);
        let list = symbol.and_then(|symbol| self.names_of(file)?.repeats.get(&symbol));
        list.into_iter()
            .flatten()
            .map(|symbol| self.node(file, *symbol))
            .collect()
    }

    /// Files of one family of languages, with their paths.
    pub(crate) fn files_of(&self, family: Family) -> impl Iterator<Item = (FileId, &'a str)> {
        (0..)
            .map(FileId)
            .zip(self.units)
            .filter(move |(_, unit)| {
                unit.language
                    .is_some_and(|language| language.family == family)
            })
            .map(|(file, unit)| (file, unit.path.as_ref()))
    }

    /// Files with tests, and helpers of tests.
    pub(crate) fn test_files(&self) -> impl Iterator<Item = FileId> {
        (0..)
            .map(FileId)
            .take(self.units.len())
            .filter(|file| self.is_test_code(*file))
    }

    /// The file at a path.
    pub(crate) fn by_path(&self, path: &str) -> Option<FileId> {
        let at = self
            .units
            .binary_search_by(|unit| unit.path.as_ref().cmp(path))
            .ok()?;
        u32::try_from(at).ok().map(FileId)
    }

    /// What a file imports.
    pub(crate) fn edges(&self, file: FileId) -> &'a [Edge] {
        self.graph
            .edges
            .get(file.0 as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// Uses in a test file that replace something by a mock, named in a string.
    pub(crate) fn patches(&self, file: FileId) -> impl Iterator<Item = &'a Reference> {
        let references = self
            .facts(file)
            .filter(|_| self.is_test_code(file))
            .map_or(&[] as &[_], |facts| &facts.references);
        references.iter().filter(|reference| {
            let mut parts = reference.path.rsplit('.');
            reference.text.is_some()
                && parts
                    .next()
                    .is_some_and(|last| last == "patch" || last == "setattr")
        })
    }

    /// A definition by its qualified name in a file.
    pub(crate) fn definition(&self, file: FileId, name: &str) -> Option<Node> {
        self.by_name(file, name)
    }

    /// The definition that a chain stands for, where it is written.
    pub(crate) fn stands_for(
        &self,
        file: FileId,
        within: Option<u32>,
        path: &'a str,
    ) -> Option<Node> {
        let followed = self.follow(Place { file, within }, path);
        followed
            .through
            .last()
            .copied()
            .filter(|_| followed.unknown.is_none())
    }

    /// All nodes of a file.
    pub(crate) fn nodes_of(&self, file: FileId) -> impl Iterator<Item = Node> {
        (self.module(file).0..=self.constants(file).0).map(Node)
    }

    /// A member, by name, of what a use stands for.
    pub(super) fn member_at(
        &self,
        file: FileId,
        owner: &'a Reference,
        name: &str,
    ) -> Option<Value<'a>> {
        let value = self
            .follow(
                Place {
                    file,
                    within: owner.within,
                },
                &owner.path,
            )
            .value?;
        self.member(value, name, &Fuel::new())
    }

    /// What a name stands for that a module of the tree holds.
    pub(crate) fn value_in(&self, file: FileId, path: &str) -> Option<Value<'a>> {
        let fuel = Fuel::new();
        let mut parts = path.split('.');
        let first = self.in_module(file, parts.next()?, &fuel)?;
        parts.try_fold(first, |value, part| self.member(value, part, &fuel))
    }

    /// Whether a file is code that only tests run.
    pub(crate) fn is_test_code(&self, file: FileId) -> bool {
        self.unit(file)
            .is_some_and(|unit| matches!(unit.kind, FileKind::Test | FileKind::Support))
    }

    /// Classes of the definitions in a class, from the inside.
    pub(super) fn enclosing_class(&self, file: FileId, symbol: Option<u32>) -> Option<Node> {
        let symbols = &self.facts(file)?.symbols;
        let mut current = symbol;
        while let Some(index) = current {
            let symbol = symbols.get(index as usize)?;
            if symbol.kind == SymbolKind::Class {
                return Some(self.node(file, index));
            }
            current = symbol.parent;
        }
        // Rust and Go: a method stands beside its type; its name tells which.
        let name = &symbols.get(symbol? as usize)?.name;
        let mut owner = name.rsplit_once('.').map(|(owner, _)| owner);
        while let Some(name) = owner {
            let imported = || {
                let imported = self.names_of(file)?.imports.get(name)?;
                self.by_name(imported.file, imported.name?)
            };
            if let Some(node) = self.by_name(file, name).or_else(imported)
                && self
                    .symbol(node)
                    .is_some_and(|symbol| symbol.kind == SymbolKind::Class)
            {
                return Some(node);
            }
            owner = name.rsplit_once('.').map(|(owner, _)| owner);
        }
        None
    }
}
