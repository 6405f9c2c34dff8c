//! What each module exports and imports, by name, so that a name is looked up at once.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{Export, FileFacts, FileId};
use crate::scan::resolve::Input;

/// The names of one module.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// The first export of each name.
    exports: FxHashMap<&'a str, &'a Export>,
    /// The first import of each local name, as (module, name there).
    imports: FxHashMap<&'a str, (&'a str, &'a str)>,
    /// Modules of which all is exported, as written, each once.
    starred: Vec<&'a str>,
    /// The files that these mean, found when they are asked for.
    stars: OnceLock<Vec<FileId>>,
}

impl<'a> Names<'a> {
    fn of(facts: &'a FileFacts) -> Self {
        let mut names = Self::default();
        let mut seen = FxHashSet::default();
        for export in &facts.exports {
            names.exports.entry(&export.name).or_insert(export);
            let from = export.from.as_deref().filter(|_| &*export.name == "*");
            names.starred.extend(from.filter(|from| seen.insert(*from)));
        }
        for import in &facts.imports {
            let module = &*import.module;
            let alias = import.alias.as_deref().filter(|_| import.names.is_empty());
            if let Some(alias) = alias {
                names.imports.entry(alias).or_insert((module, "*"));
            }
            for name in &import.names {
                let found = (module, &*name.name);
                names.imports.entry(&name.local).or_insert(found);
            }
        }
        names
    }

    /// The export of a name.
    pub(super) fn export(&self, name: &str) -> Option<&'a Export> {
        self.exports.get(name).copied()
    }

    /// The import that brings a local name, as (module, name there).
    pub(super) fn import(&self, local: &str) -> Option<(&'a str, &'a str)> {
        self.imports.get(local).copied()
    }

    /// The files of which all is exported; `find` tells which file a module means.
    pub(super) fn stars(&self, find: impl Fn(&str) -> Option<FileId>) -> &[FileId] {
        self.stars.get_or_init(|| {
            let mut files = Vec::new();
            let mut seen = FxHashSet::default();
            let found = self.starred.iter().filter_map(|from| find(from));
            files.extend(found.filter(|file| seen.insert(*file)));
            files
        })
    }
}

/// The names of all modules.
pub(super) fn names<'a>(input: &'a Input<'a>) -> FxHashMap<FileId, Names<'a>> {
    let units = input.of_family(Family::EcmaScript);
    units
        .filter_map(|(file, unit)| Some((file, Names::of(unit.facts.as_deref()?))))
        .collect()
}
