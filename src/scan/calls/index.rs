//! Numbers all definitions of a tree, and finds them by name.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, FileKind, Reference, Symbol};
use crate::scan::course;
use crate::scan::extract::Unit;
use crate::scan::resolve::{Edge, Graph};

use super::budget::LeftOut;
use super::classes::{Apart, Classes};
use super::exports::AskedBy;
use super::fetched::Fetched;
use super::late::LateNames;
use super::names::Names;
use super::value::{Fuel, Place, Value};
use super::wanted::WantedOf;

/// A definition, or the code of a file outside all definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Node(pub(crate) u32);

/// All definitions of a tree.
pub(crate) struct Index<'a> {
    pub(super) units: &'a [Unit],
    pub(super) graph: &'a Graph,
    /// First node of each file, which stands for its module code; its symbols follow.
    first: Vec<u32>,
    /// File of each node.
    file_of: Vec<FileId>,
    /// Whether each node is code that only tests run.
    is_test: Vec<bool>,
    /// The symbol of each node.
    symbols: Vec<Option<&'a Symbol>>,
    names: Vec<Names<'a>>,
    pub(super) classes: Vec<Classes>,
    pub(super) methods_apart: FxHashMap<Node, Apart<'a>>,
    /// Later definitions of the same name in the same place, by the first.
    repeats: FxHashMap<Node, Vec<Node>>,
    /// All those later definitions.
    is_repeat: FxHashSet<Node>,
    /// Classes that a class is derived from, as far as they are in the tree.
    pub(super) bases: FxHashMap<Node, Vec<Node>>,
    /// Where names are found that a file offers without holding them.
    pub(super) late_names: LateNames<'a>,
    /// What calls fetch by texts.
    pub(super) fetched: Fetched<'a>,
    /// Whether all of the above is known, so that what names stand for stays the same.
    pub(super) is_whole: bool,
    /// Folders of plugins, once somebody asked for them.
    pub(crate) plugin_folders: OnceLock<BTreeSet<String>>,
    /// Types that methods of Rust take of which there are several, once somebody asked.
    pub(super) taken: OnceLock<FxHashMap<Node, &'a str>>,
    /// Numbers of the names of properties, once somebody asked.
    pub(super) properties: OnceLock<FxHashMap<&'a str, u32>>,
    /// Functions of Python whose words keep a patch in place, once somebody asked.
    pub(super) keeping: OnceLock<FxHashSet<Node>>,
    /// What `__getattr__` of modules of Python asks for attributes, as far as somebody asked.
    pub(super) asked_by: Mutex<AskedBy<'a>>,
    /// How many functions each use of a module of ECMAScript may stand for, once somebody asked.
    pub(super) share_of_modules: OnceLock<usize>,
    /// What Rust's types run where something is asked of them, as far as somebody asked.
    pub(super) wanted: Mutex<WantedOf>,
    /// Which bindings tell what types of Rust hold, once somebody asked.
    pub(super) held: OnceLock<FxHashMap<Node, Vec<u32>>>,
    /// Files that import each file, once somebody asked.
    importers: OnceLock<Vec<Vec<FileId>>>,
    /// What rules found too much of.
    pub(super) left_out: LeftOut,
}

impl<'a> Index<'a> {
    pub(crate) fn new(units: &'a [Unit], graph: &'a Graph) -> Self {
        let mut index = Self {
            units,
            graph,
            first: Vec::with_capacity(units.len()),
            file_of: Vec::new(),
            is_test: Vec::new(),
            symbols: Vec::new(),
            names: Vec::new(),
            classes: Vec::new(),
            methods_apart: FxHashMap::default(),
            repeats: FxHashMap::default(),
            is_repeat: FxHashSet::default(),
            bases: FxHashMap::default(),
            late_names: LateNames::default(),
            fetched: Fetched::default(),
            is_whole: false,
            plugin_folders: OnceLock::new(),
            taken: OnceLock::new(),
            properties: OnceLock::new(),
            keeping: OnceLock::new(),
            asked_by: Mutex::default(),
            share_of_modules: OnceLock::new(),
            wanted: Mutex::default(),
            held: OnceLock::new(),
            importers: OnceLock::new(),
            left_out: LeftOut::default(),
        };
        index.number(units);
        index.names = units
            .par_iter()
            .zip(&graph.edges)
            .map(|(unit, edges)| {
                // Where the scan is to end, there must be names all the same.
                let _at = course::begin(&unit.path);
                Names::of(unit, edges, units)
            })
            .collect();
        index.late_names = index.find_late_names();
        index.fetched = index.find_fetched();
        index.repeats = index.find_repeats();
        index.is_repeat = index.repeats.values().flatten().copied().collect();
        index.classes = index.find_classes();
        index.methods_apart = index.find_methods_apart();
        index.bases = index.find_bases();
        index.is_whole = true;
        index
    }

    /// Gives back what it consists of, on all threads.
    pub(crate) fn discard(self) {
        self.names.into_par_iter().for_each(drop);
    }

    /// Numbers the nodes: per file its module code, its symbols, its constants, its program.
    fn number(&mut self, units: &'a [Unit]) {
        for (file, unit) in (0..).map(FileId).zip(units) {
            let next = u32::try_from(self.file_of.len()).unwrap_or(u32::MAX);
            self.first.push(next);
            let is_test = matches!(unit.kind, FileKind::Test | FileKind::Support);
            self.is_test.push(is_test);
            self.symbols.push(None);
            for symbol in unit.facts.iter().flat_map(|facts| &facts.symbols) {
                let is_own_test = symbol.is_test || symbol.is_test_only;
                self.is_test.push(is_test || is_own_test);
                self.symbols.push(Some(symbol));
            }
            self.is_test.extend([is_test, is_test]);
            self.symbols.extend([None, None]);
            self.file_of.resize(self.is_test.len(), file);
        }
    }

    /// Number of files.
    pub(crate) fn files(&self) -> usize {
        self.units.len()
    }

    /// Number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.file_of.len()
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
            .unwrap_or_else(|| u32::try_from(self.len()).unwrap_or(u32::MAX));
        Node(next.saturating_sub(2))
    }

    /// What runs only where a file is started as a program.
    pub(crate) fn program(&self, file: FileId) -> Node {
        Node(self.constants(file).0 + 1)
    }

    /// A definition of a file.
    pub(crate) fn node(&self, file: FileId, symbol: u32) -> Node {
        Node(self.module(file).0 + 1 + symbol)
    }

    /// The file of a node, and the index of its symbol unless it is the module code.
    pub(crate) fn place(&self, node: Node) -> (FileId, Option<u32>) {
        let file = self.file_of.get(node.0 as usize).copied();
        let file = file.unwrap_or(FileId(u32::MAX));
        (file, node.0.checked_sub(self.module(file).0 + 1))
    }

    /// Whether a definition is code that only tests run.
    pub(crate) fn is_test(&self, node: Node) -> bool {
        self.is_test
            .get(node.0 as usize)
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn unit(&self, file: FileId) -> Option<&'a Unit> {
        self.units.get(file.0 as usize)
    }

    pub(crate) fn facts(&self, file: FileId) -> Option<&'a FileFacts> {
        self.unit(file)?.facts.as_deref()
    }

    pub(crate) fn symbol(&self, node: Node) -> Option<&'a Symbol> {
        self.symbols.get(node.0 as usize).copied().flatten()
    }

    /// All symbols of the tree.
    pub(super) fn all_symbols(&self) -> impl Iterator<Item = &'a Symbol> {
        self.symbols.iter().copied().flatten()
    }

    /// The line that a node starts in, 1 for the code of a file outside all definitions: where
    /// something leads on from it that no line of it says.
    pub(crate) fn line_of(&self, node: Node) -> u32 {
        self.symbol(node).map_or(1, |symbol| symbol.start)
    }

    /// How imports of a file's language are resolved.
    pub(crate) fn family(&self, file: FileId) -> Option<Family> {
        Some(self.unit(file)?.language?.family)
    }

    /// Functions that no name leads to, inside a symbol or outside all.
    pub(super) fn anonymous_in(
        &self,
        file: FileId,
        within: Option<u32>,
    ) -> impl Iterator<Item = Node> {
        let inside = self
            .names_of(file)
            .map_or(&[] as &[_], |names| names.anonymous_in(within));
        inside.iter().map(move |symbol| self.node(file, *symbol))
    }

    pub(super) fn names_of(&self, file: FileId) -> Option<&Names<'a>> {
        self.names.get(file.0 as usize)
    }

    /// A definition by its qualified name in a file.
    pub(super) fn by_name(&self, file: FileId, name: &str) -> Option<Node> {
        let symbol = self.names_of(file)?.symbol(name)?;
        Some(self.node(file, symbol))
    }

    /// Definitions of the same name in the same place: setters of a property, variants by platform.
    pub(super) fn repeats(&self, node: Node) -> &[Node] {
        self.repeats.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Whether a definition has the name of an earlier one in the same place.
    pub(super) fn is_repeat(&self, node: Node) -> bool {
        self.is_repeat.contains(&node)
    }

    fn find_repeats(&self) -> FxHashMap<Node, Vec<Node>> {
        let files = (0..).map(FileId).zip(&self.names);
        let found = files.flat_map(|(file, names)| {
            let node = move |symbol: &u32| self.node(file, *symbol);
            let repeats = names.repeats.iter();
            repeats.map(move |(first, later)| (node(first), later.iter().map(node).collect()))
        });
        found.collect()
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

    /// The files that import a file in any way, each once, in order.
    pub(crate) fn importers(&self, file: FileId) -> &[FileId] {
        let all = self.importers.get_or_init(|| {
            let mut found: Vec<Vec<FileId>> = vec![Vec::new(); self.units.len()];
            for (importer, edges) in (0..).map(FileId).zip(&self.graph.edges) {
                for edge in edges {
                    if let Some(known) = found.get_mut(edge.to.0 as usize)
                        && known.last() != Some(&importer)
                    {
                        known.push(importer);
                    }
                }
            }
            found
        });
        all.get(file.0 as usize).map_or(&[], Vec::as_slice)
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

    /// What a chain stands for, where it is written.
    pub(crate) fn value_at(
        &self,
        file: FileId,
        within: Option<u32>,
        path: &'a str,
    ) -> Option<Value<'a>> {
        self.follow(Place { file, within }, path).value
    }

    /// All nodes of a file.
    pub(crate) fn nodes_of(&self, file: FileId) -> impl Iterator<Item = Node> {
        (self.module(file).0..=self.program(file).0).map(Node)
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
}
