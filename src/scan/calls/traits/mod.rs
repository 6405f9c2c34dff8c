//! Rust's traits across the border of the tree: traits from elsewhere on types of the tree, whose
//! methods others call, and traits of the tree on types from elsewhere.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{BindingKind, FileId, Symbol, SymbolKind, last_part};

use super::index::{Index, Node};

/// Most modules, one behind the other, in which a trait is looked for.
const MOST_MODULES: usize = 16;

impl<'a> Index<'a> {
    /// Whether a method of a class implements a trait that is not in the tree: its callers may
    /// not be either.
    pub(super) fn implements_foreign(&self, class: Node, method: Node) -> bool {
        let is_in_tree = |wanted: &str| {
            let mut bases = self.bases(class).iter();
            bases.any(|base| {
                self.symbol(*base)
                    .is_some_and(|base| last(&base.name) == wanted)
            })
        };
        self.symbol(method)
            .and_then(implemented)
            .is_some_and(|of| !is_in_tree(last(of)))
    }

    /// Methods that may be called on values whose type is not in the tree, or is any type: those
    /// that traits bring along, those that traits give to types from elsewhere, and those of types
    /// that macros write.
    pub(super) fn methods_of_traits(&self) -> Vec<OfTrait<'a>> {
        let mut found = Vec::new();
        for (file, _) in self.files_of(Family::Rust) {
            let symbols = self.facts(file).map_or(&[] as &[_], |facts| &facts.symbols);
            for (at, symbol) in (0_u32..).zip(symbols) {
                let has_class = || self.enclosing_class(file, Some(at)).is_some();
                let of = match (implemented(symbol), symbol.parent) {
                    (Some(of), _) => (!has_class()).then(|| Some(last(of))),
                    (None, Some(parent)) => {
                        let parent = symbols.get(parent as usize);
                        // A struct's methods stand beside it, a trait's inside.
                        let owner = parent.filter(|it| it.kind == SymbolKind::Class);
                        owner
                            .filter(|_| symbol.has_logic)
                            .map(|owner| Some(last(&owner.name)))
                    }
                    // Only a type of the crate can have methods that are no trait's.
                    (None, None) => {
                        (symbol.kind == SymbolKind::Method && !has_class()).then_some(None)
                    }
                };
                if let Some(of) = of {
                    found.push(OfTrait {
                        name: last(&symbol.name),
                        method: self.node(file, at),
                        of,
                    });
                }
            }
        }
        found
    }

    /// Whether code of a file can call the methods of a trait: it names the trait, also as in
    /// `use ext::Ext as _`, or takes all names of a module that knows it.
    pub(super) fn has_in_scope(&self, file: FileId, of: &str) -> bool {
        let mut open = vec![file];
        let mut at = 0;
        while let Some(file) = open.get(at).copied() {
            at += 1;
            let Some(names) = self.names_of(file) else {
                continue;
            };
            if names.id(of).is_some() || self.imports_unnamed(file, of) {
                return true;
            }
            for star in &names.stars {
                if open.len() < MOST_MODULES && !open.contains(star) {
                    open.push(*star);
                }
            }
        }
        false
    }

    /// Whether a file takes a trait for its methods only.
    fn imports_unnamed(&self, file: FileId, of: &str) -> bool {
        let imports = self.facts(file).map_or(&[] as &[_], |facts| &facts.imports);
        let mut names = imports.iter().flat_map(|import| &import.names);
        names.any(|name| &*name.local == "_" && &*name.name == of)
    }
}

/// Traits that a type implements several times, once for each type that it has to do with.
const FOR_TYPES: [&str; 14] = [
    "Add",
    "AsRef",
    "Div",
    "Extend",
    "From",
    "FromIterator",
    "Index",
    "IndexMut",
    "Mul",
    "PartialEq",
    "PartialOrd",
    "Sub",
    "Sum",
    "TryFrom",
];

impl Index<'_> {
    /// Whether a method is one of several of its type that one trait asks for, `impl From<A> for T`
    /// and `impl From<B> for T`: which of them runs, the type of what it is given says.
    pub(super) fn is_variant(&self, method: Node) -> bool {
        let of = self.symbol(method).and_then(implemented).map(last);
        of.is_some_and(|of| FOR_TYPES.contains(&of))
            && (!self.repeats(method).is_empty() || self.is_repeat(method))
    }

    /// Methods that a trait from elsewhere gives to a type from elsewhere for a class,
    /// `impl Index<Match> for [u8]`: there is a caller wherever there is such an object.
    pub(super) fn for_library_of(&self, class: Node) -> &[Node] {
        let all = self.for_library.get_or_init(|| self.find_for_library());
        all.get(&class).map_or(&[], Vec::as_slice)
    }

    /// The one of several methods that takes an object of a class first.
    pub(super) fn variant_for(&self, first: Node, class: Node) -> Option<Node> {
        let taken = self.taken.get_or_init(|| self.find_taken());
        let takes = |method: &Node| {
            let (file, _) = self.place(*method);
            let taken = taken.get(method);
            taken.and_then(|of| self.stands_for(file, None, of)) == Some(class)
        };
        let others = self.repeats(first).iter().take(MOST_VARIANTS);
        std::iter::once(&first).chain(others).copied().find(takes)
    }
}

impl<'a> Index<'a> {
    /// The types that such methods take first.
    fn find_taken(&self) -> FxHashMap<Node, &'a str> {
        let mut found = FxHashMap::default();
        for (file, _) in self.files_of(Family::Rust) {
            let bindings = self
                .facts(file)
                .map_or(&[] as &[_], |facts| &facts.bindings);
            for binding in bindings {
                let method = binding.within.map(|at| self.node(file, at));
                let is_taken = binding.kind == BindingKind::Annotation;
                if let Some(method) = method.filter(|it| is_taken && self.is_variant(*it)) {
                    found.entry(method).or_insert(&*binding.source);
                }
            }
        }
        found
    }
}

impl Index<'_> {
    fn find_for_library(&self) -> FxHashMap<Node, Vec<Node>> {
        let methods = self.methods_of_traits().into_iter().map(|it| it.method);
        let is_for_types = |method: &Node| {
            let of = self.symbol(*method).and_then(implemented).map(last);
            of.is_some_and(|of| FOR_TYPES.contains(&of))
        };
        let methods: FxHashSet<Node> = methods.filter(is_for_types).collect();
        let files: BTreeSet<FileId> = methods.iter().map(|it| self.place(*it).0).collect();
        let mut found: FxHashMap<Node, Vec<Node>> = FxHashMap::default();
        for file in files {
            let bindings = self.facts(file).map_or(&[] as &[_], |it| &it.bindings);
            let taken = bindings
                .iter()
                .filter(|it| it.kind == BindingKind::Annotation);
            for binding in taken {
                let method = binding.within.map(|at| self.node(file, at));
                if let Some(method) = method.filter(|it| methods.contains(it))
                    && let Some(class) = self.stands_for(file, None, &binding.source)
                {
                    found.entry(class).or_default().push(method);
                }
            }
        }
        found
    }
}

/// Most methods of one name among which that is looked for which takes an object.
const MOST_VARIANTS: usize = 32;

/// A method that no object has to be made for.
pub(super) struct OfTrait<'a> {
    pub(super) name: &'a str,
    pub(super) method: Node,
    /// The name of the trait that brings it along.
    pub(super) of: Option<&'a str>,
}

/// The trait whose `impl` block a method stands in.
pub(super) fn implemented(symbol: &Symbol) -> Option<&str> {
    let mut said = symbol.decorators.iter();
    said.find_map(|said| said.strip_prefix("impl."))
        .filter(|_| symbol.kind == SymbolKind::Method)
}

fn last(name: &str) -> &str {
    last_part(name)
}

#[cfg(test)]
mod tests;
