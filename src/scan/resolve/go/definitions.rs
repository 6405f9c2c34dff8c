//! What the files of a Go package define.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang;
use crate::model::{BindingKind, FileFacts, FileId, Symbol, SymbolKind};

use super::super::Input;

/// What a name or member of a package is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Definition<'a> {
    pub(super) file: FileId,
    /// Whether it is a type; its own type is what it leads to.
    pub(super) is_type: bool,
    /// Whether it is a method of an interface, which others implement.
    pub(super) is_abstract: bool,
    /// The chain that tells its type, as seen from its file, and how.
    pub(super) source: Option<(&'a str, BindingKind)>,
}

/// The files of a folder that declare the same package.
#[derive(Default)]
pub(super) struct Package<'a> {
    /// Definitions by `name`, `Type.method` and `Type.field`.
    pub(super) definitions: FxHashMap<Cow<'a, str>, Vec<Definition<'a>>>,
    /// Embedded types with the file that names them, by type.
    pub(super) bases: FxHashMap<&'a str, Vec<(FileId, &'a str)>>,
    /// Types with methods; their own definition may be in a file that is not read.
    pub(super) receivers: FxHashSet<&'a str>,
    pub(super) files: Vec<FileId>,
    /// Files that do something as soon as they are imported.
    pub(super) starting: Vec<FileId>,
}

impl<'a> Package<'a> {
    pub(super) fn add(&mut self, file: FileId, facts: &'a FileFacts) {
        self.files.push(file);
        let mut results: FxHashMap<u32, (&str, BindingKind)> = FxHashMap::default();
        for binding in &facts.bindings {
            let is_evident = !binding.source.is_empty();
            let source = is_evident.then_some((&*binding.source, binding.kind));
            let symbol = binding
                .within
                .and_then(|index| facts.symbols.get(index as usize));
            match (symbol, binding.within) {
                (None, _) => {
                    let name = Cow::Borrowed(&*binding.name);
                    self.define(name, Definition::value(file, source));
                }
                (Some(class), _) if class.kind == SymbolKind::Class => {
                    let name = format!("{}.{}", class.name, binding.name);
                    self.define(Cow::Owned(name), Definition::value(file, source));
                }
                (Some(_), Some(index)) if binding.kind == BindingKind::Return => {
                    results.insert(index, (&*binding.source, binding.kind));
                }
                _ => {}
            }
        }
        for (index, symbol) in (0..).zip(&facts.symbols) {
            if is_top_level(facts, symbol) {
                self.add_symbol(file, symbol, results.get(&index).copied());
            }
        }
    }

    /// Of definitions of one name in several files, which build constraints tell apart, those are
    /// meant that are there where tests mostly run.
    pub(super) fn keep_built(&mut self, input: &Input<'_>) {
        let is_built = |file: FileId| {
            let unit = input.unit(file);
            let facts = unit.and_then(|unit| Some((unit, unit.facts.as_deref()?)));
            facts.is_some_and(|(unit, facts)| lang::is_built(&unit.path, facts))
        };
        let unbuilt: FxHashSet<FileId> = self
            .files
            .iter()
            .copied()
            .filter(|it| !is_built(*it))
            .collect();
        if unbuilt.is_empty() {
            return;
        }
        #[expect(
            clippy::iter_over_hash_type,
            reason = "each list is filtered by itself"
        )]
        for known in self.definitions.values_mut() {
            if known.iter().any(|known| !unbuilt.contains(&known.file)) {
                known.retain(|known| !unbuilt.contains(&known.file));
            }
        }
    }

    fn add_symbol(
        &mut self,
        file: FileId,
        symbol: &'a Symbol,
        result: Option<(&'a str, BindingKind)>,
    ) {
        let name = symbol.name.split('~').next().unwrap_or_default();
        let is_type = symbol.kind == SymbolKind::Class;
        if is_type {
            let bases = self.bases.entry(name).or_default();
            bases.extend(symbol.bases.iter().map(|base| (file, &**base)));
        }
        if symbol.kind == SymbolKind::Method
            && let Some((receiver, _)) = name.split_once('.')
        {
            self.receivers.insert(receiver);
        }
        if name == "init" && symbol.has_logic {
            self.starting.push(file);
        }
        let definition = Definition {
            file,
            is_type,
            is_abstract: symbol.parent.is_some() && !symbol.has_logic,
            source: result,
        };
        self.define(Cow::Borrowed(name), definition);
        // A literal in a field (`command.Run`) is behind the name of the variable.
        if symbol.kind == SymbolKind::Function
            && let Some((variable, _)) = name.split_once('.')
        {
            self.define(Cow::Borrowed(variable), Definition::value(file, None));
        }
    }

    fn define(&mut self, name: Cow<'a, str>, definition: Definition<'a>) {
        let known = self.definitions.entry(name).or_default();
        match known.iter_mut().find(|known| known.file == definition.file) {
            Some(known) => known.source = known.source.or(definition.source),
            None => known.push(definition),
        }
    }
}

impl<'a> Definition<'a> {
    /// A variable or field.
    fn value(file: FileId, source: Option<(&'a str, BindingKind)>) -> Self {
        Self {
            file,
            is_type: false,
            is_abstract: false,
            source,
        }
    }
}

/// Whether a symbol is seen in the whole package: not inside of a function.
fn is_top_level(facts: &FileFacts, symbol: &Symbol) -> bool {
    symbol
        .parent
        .and_then(|parent| facts.symbols.get(parent as usize))
        .is_none_or(|parent| parent.kind == SymbolKind::Class && parent.parent.is_none())
}
