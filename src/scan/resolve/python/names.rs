//! What each module defines and imports, by name, so that a name is looked up at once.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Import, Presence};
use crate::scan::resolve::Input;

/// Most imports of one name in one module that are followed: the last ones, which hold.
const MOST_OF_A_NAME: usize = 16;

/// The names of one module.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    defined: FxHashSet<&'a str>,
    /// Places of imports by the name that they bring, in the order of the file.
    imported: FxHashMap<&'a str, Vec<usize>>,
    /// Places of `from module import *`, each module of the tree once.
    stars: Vec<usize>,
    imports: &'a [Import],
}

impl<'a> Names<'a> {
    fn of(facts: &'a FileFacts, is_known: impl Fn(&str) -> bool) -> Self {
        let symbols = facts.symbols.iter().filter(|it| it.parent.is_none());
        let bindings = facts.bindings.iter().filter(|it| it.within.is_none());
        let mut names = Self {
            defined: symbols
                .map(|symbol| &*symbol.name)
                .chain(bindings.map(|binding| &*binding.name))
                .collect(),
            imports: &facts.imports,
            ..Self::default()
        };
        let mut starred = FxHashSet::default();
        // The last import of a name is the one that holds.
        for (at, import) in facts.imports.iter().enumerate().rev() {
            if import.within.is_some() || import.presence != Presence::Runtime {
                continue;
            }
            let locals = import.names.iter().map(|name| &*name.local);
            let alias = import.alias.as_deref().filter(|_| import.names.is_empty());
            for local in locals.chain(alias) {
                let places = names.imported.entry(local).or_default();
                if places.len() < MOST_OF_A_NAME {
                    places.push(at);
                }
            }
            let has_star = import.names.iter().any(|name| &*name.name == "*");
            if has_star && starred.insert(&*import.module) && is_known(&import.module) {
                names.stars.push(at);
            }
        }
        names
    }

    /// Whether the module itself defines a name.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.defined.contains(name)
    }

    /// Imports that may bring a name, the last first.
    pub(super) fn bringing(&self, name: &str) -> impl Iterator<Item = &'a Import> {
        let named = self.imported.get(name).map_or(&[][..], Vec::as_slice);
        let mut places: Vec<usize> = named.iter().chain(&self.stars).copied().collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        places.dedup();
        let imports = self.imports;
        places.into_iter().filter_map(|at| imports.get(at))
    }
}

/// The names of all Python modules. `is_known` tells whether the file at a path can import a module
/// of the tree by a name.
pub(super) fn names<'a>(
    input: &'a Input<'a>,
    is_known: impl Fn(&str, &str) -> bool,
) -> FxHashMap<FileId, Names<'a>> {
    let modules = input.of_family(Family::Python).filter_map(|(file, unit)| {
        let facts = unit.facts.as_deref()?;
        let names = Names::of(facts, |module| is_known(&unit.path, module));
        Some((file, names))
    });
    modules.collect()
}
