//! One file's definitions, imports and bindings by name.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Binding, BindingKind, FileFacts, FileId, Presence, SymbolKind};
use crate::scan::resolve::{Edge, EdgeKind};

use super::implicit::is_anonymous;

/// What a local name is imported from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Imported<'a> {
    pub(super) file: FileId,
    /// The name there; none for the module as a whole.
    pub(super) name: Option<&'a str>,
}

/// One file's definitions by name.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// Definitions by qualified name.
    pub(super) symbols: FxHashMap<&'a str, u32>,
    /// Later definitions of the same name, by the first.
    pub(super) repeats: FxHashMap<u32, Vec<u32>>,
    /// Definitions by the part after the last dot.
    pub(super) by_last: FxHashMap<&'a str, Vec<u32>>,
    /// Constant objects whose functions are definitions: `api` and `api.users` of `api.users.load`,
    /// with all functions inside.
    pub(super) objects: FxHashMap<&'a str, Vec<u32>>,
    /// Imports by local name; of Python, `a.b` of `import a.b` too.
    pub(super) imports: FxHashMap<&'a str, Imported<'a>>,
    /// Files of which all names are imported.
    pub(super) stars: Vec<FileId>,
    /// Bindings by name.
    pub(super) bindings: FxHashMap<&'a str, Vec<&'a Binding>>,
    /// What a function returns, by symbol.
    pub(super) returns: FxHashMap<u32, Vec<&'a Binding>>,
    /// Types by the symbol in which they annotate something.
    pub(super) annotated: FxHashSet<(Option<u32>, &'a str)>,
    /// Functions that no name leads to, by the symbol around them.
    pub(super) anonymous: FxHashMap<Option<u32>, Vec<u32>>,
    /// Indices of references by symbol.
    pub(super) references: Vec<Vec<u32>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(facts: &'a FileFacts, edges: &'a [Edge]) -> Self {
        let mut names = Self::default();
        names.add_symbols(facts);
        names.add_objects(facts);
        names.add_imports(edges);
        names.add_bindings(facts);
        names.add_anonymous(facts);
        names.references = vec![Vec::new(); facts.symbols.len()];
        for (index, reference) in (0_u32..).zip(&facts.references) {
            let list = reference
                .within
                .and_then(|symbol| names.references.get_mut(symbol as usize));
            if let Some(list) = list {
                list.push(index);
            }
        }
        names
    }

    fn add_symbols(&mut self, facts: &'a FileFacts) {
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            self.symbols.insert(&symbol.name, index);
            let last = last_part(&symbol.name);
            self.by_last.entry(last).or_default().push(index);
            let Some((first, _)) = last.split_once('~') else {
                continue;
            };
            let whole = symbol.name.len() - last.len() + first.len();
            let first = symbol
                .name
                .get(..whole)
                .and_then(|name| self.symbols.get(name).copied());
            if let Some(first) = first.filter(|first| *first != index) {
                self.repeats.entry(first).or_default().push(index);
            }
        }
    }

    fn add_objects(&mut self, facts: &'a FileFacts) {
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            for (at, _) in symbol.name.match_indices('.') {
                let prefix = symbol.name.get(..at).unwrap_or_default();
                if !self.symbols.contains_key(prefix) && symbol.kind != SymbolKind::Class {
                    self.objects.entry(prefix).or_default().push(index);
                }
            }
        }
    }

    fn add_imports(&mut self, edges: &'a [Edge]) {
        let mut seen = FxHashSet::default();
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
                (name, Some(local)) => {
                    let file = edge.to;
                    self.imports.insert(local, Imported { file, name });
                }
                (_, None) => {}
            }
        }
    }

    fn add_bindings(&mut self, facts: &'a FileFacts) {
        for binding in &facts.bindings {
            if matches!(binding.kind, BindingKind::Annotation | BindingKind::Return) {
                self.annotated.insert((binding.within, &binding.source));
            }
            if !binding.name.is_empty() {
                self.bindings
                    .entry(&binding.name)
                    .or_default()
                    .push(binding);
            } else if let Some(symbol) = binding.within {
                self.returns.entry(symbol).or_default().push(binding);
            }
        }
    }

    fn add_anonymous(&mut self, facts: &'a FileFacts) {
        let heads: FxHashSet<&str> = facts
            .references
            .iter()
            .filter_map(|reference| reference.path.split('.').next())
            .collect();
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            let last = last_part(&symbol.name);
            // A function that no name leads to is handed to whatever it stands in.
            let is_handed_on =
                is_anonymous(last) || symbol.parent.is_some() && !heads.contains(last);
            if symbol.kind == SymbolKind::Function && !symbol.is_test && is_handed_on {
                self.anonymous.entry(symbol.parent).or_default().push(index);
            }
        }
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
