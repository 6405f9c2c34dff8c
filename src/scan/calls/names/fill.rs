//! Fills the table of names of a file from what was parsed and resolved.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{BindingKind, FileFacts, FileId, Presence, Symbol, SymbolKind, last_part};
use crate::scan::extract::Unit;
use crate::scan::resolve::{Edge, EdgeKind};

use super::super::chains::Chains;
use super::super::scope::is_constant;
use super::super::sorted::{Grouped, Scoped};
use super::super::uses::Uses;
use super::{Entry, Imported, NameId, Names, owner_and_last, scope_of};

/// Most meanings of a name that one function imports.
const MOST_LOCAL: usize = 4;

impl<'a> Names<'a> {
    pub(in crate::scan::calls) fn of(unit: &'a Unit, edges: &'a [Edge], units: &[Unit]) -> Self {
        let Some(facts) = unit.facts.as_deref() else {
            return Self::default();
        };
        let mut names = Self {
            bindings: &facts.bindings,
            exports: &facts.exports,
            chains: Chains::new(&facts.references),
            ..Self::default()
        };
        names.add_symbols(facts);
        names.add_objects(facts);
        let family = unit.language.map(|language| language.family);
        let local = match family {
            Some(Family::Python) => local_lines(facts),
            _ => FxHashMap::default(),
        };
        names.add_imports(edges, &local);
        names.add_foreign(facts);
        names.add_exports(edges);
        names.add_bindings(facts, family == Some(Family::Python));
        names.add_anonymous(facts);
        names.settle_chains(facts);
        let is_annotation = |chain, within| names.is_annotation(chain, within);
        names.uses = Uses::of(facts, &names.chains, is_annotation);
        if family == Some(Family::Python) {
            let texts = (0_u32..).zip(&facts.texts);
            names.texts = Grouped::new(
                facts.symbols.len(),
                texts.filter_map(|(at, text)| Some((text.within?, at))),
            );
        }
        names.conftests = edges
            .iter()
            .map(|edge| edge.to)
            .filter(|file| {
                let unit = units.get(file.0 as usize);
                unit.is_some_and(|unit| unit.path.ends_with("conftest.py"))
            })
            .collect();
        names
    }

    fn number(&mut self, text: &'a str) -> NameId {
        let next = NameId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        let id = *self.ids.entry(text).or_insert(next);
        if id == next {
            self.entries.push(Entry {
                text,
                owner: None,
                symbol: None,
                import: None,
                object: None,
                export: None,
                is_scoped: false,
                is_rebound: false,
                at_top: OnceLock::new(),
                is_foreign: false,
            });
        }
        id
    }

    fn entry_mut(&mut self, name: NameId) -> Option<&mut Entry<'a>> {
        self.entries.get_mut(name.0 as usize)
    }

    fn mark_scoped(&mut self, name: NameId) {
        if let Some(entry) = self.entry_mut(name) {
            entry.is_scoped = true;
        }
    }

    /// The number of a qualified name, which its parts then lead to.
    fn number_qualified(&mut self, text: &'a str) -> NameId {
        let id = self.number(text);
        if let Some((owner, last)) = owner_and_last(text) {
            let (owner, last) = (self.number(owner), self.number(last));
            self.join(owner, last, id);
        }
        id
    }

    /// Has the parts of a qualified name lead to it.
    fn join(&mut self, owner: NameId, last: NameId, whole: NameId) {
        self.joined.insert((owner, last), whole);
        if let Some(entry) = self.entry_mut(whole) {
            entry.owner = Some(owner);
        }
    }

    /// Numbers the name of a symbol, and its last part.
    fn number_symbol(&mut self, facts: &'a FileFacts, symbol: &'a Symbol) -> (NameId, NameId) {
        let whole = self.number(&symbol.name);
        let Some((owner, last)) = owner_and_last(&symbol.name) else {
            return (whole, whole);
        };
        // Most stand in the symbol whose name is in front of theirs, which has its number.
        let parent = symbol.parent.and_then(|parent| {
            let around = facts.symbols.get(parent as usize)?;
            self.name_of(parent).filter(|_| *around.name == *owner)
        });
        let owner = parent.unwrap_or_else(|| self.number(owner));
        let last = self.number(last);
        self.join(owner, last, whole);
        (whole, last)
    }

    fn add_symbols(&mut self, facts: &'a FileFacts) {
        let mut by_last = Vec::with_capacity(facts.symbols.len());
        let mut inner = Vec::with_capacity(facts.symbols.len());
        self.ids.reserve(facts.symbols.len() * 2);
        self.entries
            .reserve(facts.symbols.len() * 2 + facts.bindings.len());
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            let (whole, last_id) = self.number_symbol(facts, symbol);
            self.qualified.push(whole);
            if let Some(entry) = self.entry_mut(whole) {
                entry.symbol = Some(index);
            }
            let last = last_part(&symbol.name);
            by_last.push((last_id.0, index));
            if symbol.parent.is_some() {
                self.mark_scoped(last_id);
                inner.push((last_id.0, scope_of(symbol.parent), index));
            }
            // Each part of a route goes by its own path.
            let counted = last.split_once('~').filter(|_| symbol.route().is_none());
            let Some((first, _)) = counted else {
                continue;
            };
            let whole = symbol.name.len() - last.len() + first.len();
            let first = symbol.name.get(..whole).and_then(|name| self.symbol(name));
            if let Some(first) = first.filter(|first| *first != index) {
                self.repeats.entry(first).or_default().push(index);
            }
        }
        self.by_last = Grouped::new(self.entries.len(), by_last.into_iter());
        self.inner = Scoped::new(self.entries.len(), &inner);
    }

    fn add_objects(&mut self, facts: &'a FileFacts) {
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            if symbol.kind == SymbolKind::Class {
                continue;
            }
            let letters = symbol.name.bytes().enumerate();
            for (at, _) in letters.filter(|(_, letter)| *letter == b'.') {
                let prefix = symbol.name.get(..at).unwrap_or_default();
                // What stands in a function belongs to it; a table may be named like a function
                // that is one of its elements.
                let is_apart = symbol.parent.is_none() && symbol.kind == SymbolKind::Function;
                if !is_apart && (is_around(facts, symbol, prefix) || self.symbol(prefix).is_some())
                {
                    continue;
                }
                let id = self.number_qualified(prefix);
                let next = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
                let Some(entry) = self.entry_mut(id) else {
                    continue;
                };
                let object = *entry.object.get_or_insert(next);
                if object == next {
                    self.objects.push(Vec::new());
                }
                if let Some(functions) = self.objects.get_mut(object as usize) {
                    functions.push(index);
                }
            }
        }
    }

    /// Takes in what the file imports; `local` says in which functions it does so, by line.
    fn add_imports(&mut self, edges: &'a [Edge], local: &FxHashMap<u32, u32>) {
        let mut seen = FxHashSet::default();
        let mut lines: FxHashMap<(NameId, u32), u32> = FxHashMap::default();
        let named = edges
            .iter()
            .filter(|edge| edge.kind != EdgeKind::Passes && edge.presence != Presence::Mocked);
        for edge in named {
            match (edge.name.as_deref(), edge.local.as_deref()) {
                (Some("*"), _) => {
                    if seen.insert(edge.to) {
                        self.stars.push(edge.to);
                    }
                }
                (name, Some(said)) => {
                    let id = self.number(said);
                    self.has_dotted_imports |= said.contains('.');
                    // `import a.b` makes names that are found without their place.
                    if let Some(within) = local.get(&edge.line).filter(|_| !said.contains('.')) {
                        let key = (id, *within);
                        let known = self.local_imports.entry(key).or_default();
                        // Of the files that one statement means the last defines the name.
                        if lines.insert(key, edge.line) == Some(edge.line) {
                            known.pop();
                        }
                        if known.len() < MOST_LOCAL {
                            known.push(Imported {
                                file: edge.to,
                                name,
                            });
                        }
                        self.mark_scoped(id);
                        continue;
                    }
                    if let Some(entry) = self.entry_mut(id) {
                        // What inline tests import hides nothing from the code around them.
                        let is_taken = entry.symbol.is_some() || entry.import.is_some();
                        if !edge.is_test_only || !is_taken {
                            let file = edge.to;
                            entry.import = Some(Imported { file, name });
                        }
                    }
                }
                (_, None) => {}
            }
        }
    }

    fn add_foreign(&mut self, facts: &'a FileFacts) {
        let named = facts.imports.iter().flat_map(|import| {
            let names = import.names.iter().map(|name| &*name.local);
            names.chain(import.alias.as_deref())
        });
        let of_functions: FxHashSet<NameId> =
            self.local_imports.keys().map(|(name, _)| *name).collect();
        for local in named {
            let id = self.number(local);
            if of_functions.contains(&id) {
                continue;
            }
            if let Some(entry) = self.entry_mut(id)
                && entry.import.is_none()
            {
                entry.is_foreign = true;
            }
        }
    }

    fn add_exports(&mut self, edges: &[Edge]) {
        let mut by_line: FxHashMap<u32, FileId> = FxHashMap::default();
        for (index, export) in (0_u32..).zip(self.exports) {
            if &*export.name != "*" {
                let id = self.number(&export.name);
                if let Some(entry) = self.entry_mut(id) {
                    entry.export.get_or_insert(index);
                }
                continue;
            }
            if by_line.is_empty() {
                for edge in edges {
                    by_line.entry(edge.line).or_insert(edge.to);
                }
            }
            self.star_exports.extend(by_line.get(&export.line));
        }
    }

    fn add_bindings(&mut self, facts: &'a FileFacts, with_annotations: bool) {
        let mut bound = Vec::with_capacity(facts.bindings.len());
        let mut fields = Vec::new();
        let mut annotated = Vec::new();
        // What is also given to something there is more than a type.
        let given: FxHashSet<(&str, Option<u32>)> = facts
            .bindings
            .iter()
            .filter(|it| with_annotations && it.kind == BindingKind::Alias)
            .map(|it| (&*it.source, it.within))
            .collect();
        for (at, binding) in (0_u32..).zip(&facts.bindings) {
            // What a function gives back may be a value that it reads: `return settings.SIZE`.
            let is_type = |path: &str| {
                let last = last_part(path);
                last.starts_with(char::is_uppercase)
                    && !is_constant(last)
                    && !path.starts_with("self.")
            };
            let says_type = match binding.kind {
                BindingKind::Annotation => true,
                BindingKind::Return => is_type(&binding.source),
                _ => false,
            };
            let is_given = || given.contains(&(&*binding.source, binding.within));
            if with_annotations && says_type && !is_given() {
                let id = self.number(&binding.source);
                annotated.push((id.0, scope_of(binding.within), at));
            }
            if binding.name.is_empty() {
                continue;
            }
            let id = self.number(&binding.name);
            if binding.within.is_some() {
                self.mark_scoped(id);
            }
            bound.push((id.0, scope_of(binding.within), at));
            for (which, head) in (0_u32..).zip(["self.", "this."]) {
                if let Some(field) = binding.name.strip_prefix(head) {
                    fields.push((self.number(field).0, which, at));
                }
            }
        }
        let names = self.entries.len();
        self.bound = Scoped::new(names, &bound);
        let rebound: Vec<u32> = self.bound.repeated().collect();
        for name in rebound {
            if let Some(entry) = self.entries.get_mut(name as usize) {
                entry.is_rebound = true;
            }
        }
        self.fields = Scoped::new(names, &fields);
        self.annotated = Scoped::new(names, &annotated);
        self.known.resize_with(facts.bindings.len(), OnceLock::new);
        self.results.resize_with(facts.symbols.len(), OnceLock::new);
        let returns = (0_u32..).zip(&facts.bindings).filter_map(|(at, binding)| {
            let symbol = binding.within.filter(|_| binding.name.is_empty())?;
            Some((symbol, at))
        });
        self.returns = Grouped::new(facts.symbols.len(), returns);
    }

    fn settle_chains(&mut self, facts: &'a FileFacts) {
        let mut chains = std::mem::take(&mut self.chains);
        let has_annotations = !self.annotated.is_empty();
        let name_of = |chain: &str| match has_annotations {
            true => self.id(chain),
            false => None,
        };
        let is_scoped = |id| self.is_scoped(id);
        chains.settle(&facts.symbols, |head| self.id(head), is_scoped, name_of);
        self.chains = chains;
    }
}

/// The functions that import something for themselves alone, by the lines in which they do.
fn local_lines(facts: &FileFacts) -> FxHashMap<u32, u32> {
    let imports = facts.imports.iter();
    let of_all = imports.clone().filter(|import| import.within.is_none());
    let of_all: FxHashSet<u32> = of_all.map(|import| import.line).collect();
    let imports = imports.filter(|import| !of_all.contains(&import.line));
    let local = imports.filter_map(|import| {
        let within = import.within?;
        let around = facts.symbols.get(within as usize)?;
        (around.kind != SymbolKind::Class).then_some((import.line, within))
    });
    local.collect()
}

/// Whether a symbol stands in one of that name.
fn is_around(facts: &FileFacts, symbol: &Symbol, name: &str) -> bool {
    let of = |at: u32| facts.symbols.get(at as usize);
    let parent = symbol.parent.and_then(of);
    let mut around = std::iter::successors(parent, |symbol| symbol.parent.and_then(of));
    around.any(|around| *around.name == *name)
}
