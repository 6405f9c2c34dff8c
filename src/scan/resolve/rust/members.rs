//! Methods of Rust's types, which need no import: `impl` blocks may stand in any file of the
//! crate, and values come from functions as well as from names.
//!
//! A file has types *at hand*: those it implements, imports, annotates or gets from functions.
//! A member that is used leads to the files which define it for one of them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{BindingKind, FileFacts, FileId, Presence, SymbolKind};

use super::super::{Edge, EdgeKind, Input};
use super::modules::{Found, Modules};

/// Most types at hand in one file.
const MOST_TYPES: usize = 200;

/// Most members that are looked for in one file.
const MOST_MEMBERS: usize = 2_000;

/// A type by the file that defines it.
type Type<'a> = (FileId, &'a str);

/// Where the members of types are defined.
pub(super) struct Members<'a> {
    /// Files with `impl` blocks, with the qualified name there, by the name of type and member.
    methods: FxHashMap<(&'a str, &'a str), Vec<(FileId, &'a str)>>,
    /// What functions, methods and fields are or result in: by file and qualified name.
    results: FxHashMap<(FileId, String), &'a str>,
    types: FxHashSet<Type<'a>>,
}

impl<'a> Members<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        let mut members = Self {
            methods: FxHashMap::default(),
            results: FxHashMap::default(),
            types: FxHashSet::default(),
        };
        for (file, unit) in input.of_family(Family::Rust) {
            if let Some(facts) = &unit.facts {
                members.add(file, facts);
            }
        }
        members
    }

    fn add(&mut self, file: FileId, facts: &'a FileFacts) {
        for symbol in &facts.symbols {
            match symbol.kind {
                SymbolKind::Class => {
                    self.types.insert((file, last(&symbol.name)));
                }
                SymbolKind::Method => {
                    let places = self
                        .methods
                        .entry(owner_and_name(&symbol.name))
                        .or_default();
                    let place = (file, first(&symbol.name));
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
                _ => {}
            }
        }
        for binding in &facts.bindings {
            let symbol = binding
                .within
                .and_then(|index| facts.symbols.get(index as usize));
            let name = match (symbol, binding.kind) {
                (Some(symbol), BindingKind::Return) => symbol.name.to_string(),
                (Some(symbol), _) if symbol.kind == SymbolKind::Class => {
                    format!("{}.{}", symbol.name, binding.name)
                }
                _ => continue,
            };
            self.results.entry((file, name)).or_insert(&binding.source);
        }
    }

    /// Edges to the files that define members which a file uses.
    pub(super) fn edges(
        &self,
        modules: &Modules<'a>,
        file: FileId,
        facts: &'a FileFacts,
        named: &[Found<'a>],
    ) -> Vec<Edge> {
        let used = used(facts);
        let mut hand = Hand {
            members: self,
            modules,
            types: Vec::new(),
            known: FxHashSet::default(),
        };
        hand.take_own(file, facts);
        for found in named {
            hand.take(found);
        }
        let mut edges = Vec::new();
        let mut next = 0;
        while let Some((defined_in, name)) = hand.types.get(next).copied() {
            next += 1;
            for (member, is_test_only, line) in &used {
                for (to, qualified) in hand.use_member((defined_in, name), member) {
                    edges.push(Edge {
                        to,
                        kind: EdgeKind::Names,
                        presence: Presence::Runtime,
                        is_test_only: *is_test_only,
                        line: *line,
                        local: Some(format!("{name}.{member}").into()),
                        name: Some(qualified.into()),
                    });
                }
            }
        }
        edges
    }
}

/// The types at hand in one file.
struct Hand<'m, 'a> {
    members: &'m Members<'a>,
    modules: &'m Modules<'a>,
    types: Vec<Type<'a>>,
    known: FxHashSet<Type<'a>>,
}

impl<'a> Hand<'_, 'a> {
    fn take_own(&mut self, file: FileId, facts: &'a FileFacts) {
        for symbol in &facts.symbols {
            match symbol.kind {
                SymbolKind::Class => self.take_type((file, last(&symbol.name))),
                SymbolKind::Method => self.take_path(file, owner_and_name(&symbol.name).0),
                _ => {}
            }
        }
        for binding in &facts.bindings {
            if matches!(binding.kind, BindingKind::Annotation | BindingKind::Return) {
                self.take_path(file, &binding.source);
            }
        }
    }

    fn take_type(&mut self, found: Type<'a>) {
        if self.types.len() < MOST_TYPES
            && self.members.types.contains(&found)
            && self.known.insert(found)
        {
            self.types.push(found);
        }
    }

    /// Takes the type that a path means in a file.
    fn take_path(&mut self, file: FileId, path: &'a str) {
        let path: Vec<&str> = path.split('.').collect();
        if let ([name], true) = (path.as_slice(), self.types.len() < MOST_TYPES)
            && self.members.types.contains(&(file, *name))
        {
            self.take_type((file, name));
        } else if let Some(found) = self.modules.find(file, &path) {
            self.take(&found);
        }
    }

    /// Takes the type that is found, or that a function which is found results in.
    fn take(&mut self, found: &Found<'a>) {
        if let Some(name) = found.item.iter().find(|name| {
            let found = (found.file, **name);
            self.members.types.contains(&found)
        }) {
            self.take_type((found.file, name));
        }
        self.take_result(found.file, found.item.join("."));
    }

    fn take_result(&mut self, file: FileId, name: String) {
        if let Some(source) = self.members.results.get(&(file, name)) {
            let found = (file, *source);
            if self.members.types.contains(&found) {
                self.take_type(found);
            } else {
                let path: Vec<&str> = source.split('.').collect();
                // A type only: the results of results are not followed here.
                if let Some(found) = self.modules.find(file, &path)
                    && let [name] = found.item.as_slice()
                {
                    self.take_type((found.file, name));
                }
            }
        }
    }

    /// The files that define a member for the type, with its qualified name there; what it results
    /// in comes to hand.
    fn use_member(&mut self, of: Type<'a>, member: &'a str) -> Vec<(FileId, &'a str)> {
        let (defined_in, name) = of;
        let places = self.members.methods.get(&(name, member));
        let places: Vec<(FileId, &str)> = places
            .into_iter()
            .flatten()
            .copied()
            .filter(|(file, _)| *file == defined_in || self.means(*file, of))
            .collect();
        for (file, qualified) in &places {
            self.take_result(*file, (*qualified).to_owned());
        }
        self.take_result(defined_in, format!("{name}.{member}"));
        places
    }

    /// Whether a file means the type by its name.
    fn means(&self, file: FileId, of: Type<'a>) -> bool {
        let (defined_in, name) = of;
        self.modules
            .find(file, &[name])
            .is_some_and(|found| found.file == defined_in)
    }
}

/// Members that a file uses, in production code and in tests apart, with the first line.
fn used(facts: &FileFacts) -> Vec<(&str, bool, u32)> {
    let mut used: Vec<(&str, bool, u32)> = facts
        .references
        .iter()
        .flat_map(|reference| {
            let symbol = reference
                .within
                .and_then(|index| facts.symbols.get(index as usize));
            let is_test_only = symbol.is_some_and(|symbol| symbol.is_test || symbol.is_test_only);
            let members = reference.path.split('.').skip(1);
            members.map(move |member| (member, is_test_only, reference.line))
        })
        .collect();
    used.sort_unstable();
    used.dedup_by_key(|(member, is_test_only, _)| (*member, *is_test_only));
    used.truncate(MOST_MEMBERS);
    used
}

/// The name of the first definition of that name.
fn first(name: &str) -> &str {
    name.split('~').next().unwrap_or_default()
}

fn last(name: &str) -> &str {
    let name = first(name);
    name.rsplit('.').next().unwrap_or_default()
}

/// Type and name of a method: the last two parts of its qualified name.
fn owner_and_name(name: &str) -> (&str, &str) {
    let name = first(name);
    let (owner, member) = name.rsplit_once('.').unwrap_or(("", name));
    (last(owner), member)
}
