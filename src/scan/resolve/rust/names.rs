//! What a Rust file defines and imports, by name.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId};

use super::super::Input;

/// What a file names, by name.
#[derive(Default)]
pub(super) struct Names<'a> {
    /// Qualified names of the symbols outside of functions.
    pub(super) defined: FxHashSet<&'a str>,
    /// Paths of imports by their local names.
    pub(super) imported: FxHashMap<&'a str, Vec<Vec<&'a str>>>,
    /// Paths of modules of which all is imported.
    pub(super) globs: Vec<Vec<&'a str>>,
    /// Modules that are written out in the file.
    pub(super) inline: FxHashSet<&'a str>,
    /// Qualified names of the macros outside of functions, each with its `!`.
    pub(super) macros: Vec<&'a str>,
}

/// Names of all Rust files.
pub(super) fn names<'a>(input: &'a Input<'a>) -> FxHashMap<FileId, Names<'a>> {
    input
        .of_family(Family::Rust)
        .filter_map(|(file, unit)| Some((file, Names::of(unit.facts.as_deref()?))))
        .collect()
}

impl<'a> Names<'a> {
    fn of(facts: &'a FileFacts) -> Self {
        let mut names = Self::default();
        let outer = facts
            .symbols
            .iter()
            .filter(|symbol| symbol.parent.is_none());
        names.defined.extend(outer.map(|symbol| &*symbol.name));
        let inline = facts.inline_modules.iter();
        names.inline = inline.map(|module| &**module).collect();
        let outer = names.defined.iter().copied();
        names.macros = outer.filter(|name| name.ends_with('!')).collect();
        names.macros.sort_unstable();
        for import in &facts.imports {
            let module: Vec<&str> = import.module.split('.').collect();
            for name in &import.names {
                if &*name.name == "*" {
                    names.globs.push(module.clone());
                } else {
                    let mut path = module.clone();
                    path.push(&name.name);
                    names.imported.entry(&name.local).or_default().push(path);
                }
            }
            if let Some(alias) = import.alias.as_deref() {
                names.imported.entry(alias).or_default().push(module);
            }
        }
        names
    }

    /// The macro of the file itself that a path means there: the one of that very path, or one
    /// with that bare name.
    pub(super) fn own_macro(&self, path: &[&str]) -> Option<&'a str> {
        let mut own = self.macros.iter().copied();
        own.find(|name| name.split('.').eq(path.iter().copied()))
    }
}
