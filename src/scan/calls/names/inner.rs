//! Functions inside others that no name leads to: they are handed on.

use rustc_hash::FxHashSet;

use crate::model::{BindingKind, FileFacts, SymbolKind};

use super::super::chains::Chains;
use super::super::implicit::is_anonymous;
use super::super::sorted::Grouped;
use super::{Names, last_part, scope_of};

impl<'a> Names<'a> {
    /// Finds the functions that no name leads to.
    pub(super) fn add_anonymous(&mut self, facts: &'a FileFacts) {
        let used = used_inside(facts, &self.chains);
        let handed_on = (0_u32..).zip(&facts.symbols).filter(|(_, symbol)| {
            let last = last_part(&symbol.name);
            // A function that no name leads to is handed to whatever it stands in.
            let is_unnamed = |parent: u32| {
                is_in_object(facts, parent, &symbol.name)
                    || self.is_wrapped(parent, last)
                    || !used.contains(&(parent, last))
            };
            symbol.kind == SymbolKind::Function
                && !symbol.is_test
                && (is_anonymous(last) || symbol.parent.is_some_and(is_unnamed))
        });
        self.anonymous = Grouped::new(
            facts.symbols.len() + 1,
            handed_on.map(|(at, symbol)| (scope_of(symbol.parent), at)),
        );
    }

    /// Whether a name of a function inside another also stands for something else: the result of a
    /// call that the function is given to (`const load = useCallback(() => …)`), or what it was
    /// before (`let done = other; done = () => …`).
    fn is_wrapped(&self, outer: u32, name: &str) -> bool {
        let id = self.id(name).into_iter();
        let mut bound = id.flat_map(|id| self.bound_in(id, Some(outer)));
        bound.any(|(_, binding)| matches!(binding.kind, BindingKind::Call | BindingKind::Alias))
    }
}

/// Names of functions inside others, with the symbol around them in which something uses that
/// name.
fn used_inside<'a>(facts: &'a FileFacts, chains: &Chains<'a>) -> FxHashSet<(u32, &'a str)> {
    let inner: FxHashSet<&str> = facts
        .symbols
        .iter()
        .filter(|symbol| symbol.parent.is_some() && symbol.kind == SymbolKind::Function)
        .map(|symbol| last_part(&symbol.name))
        .collect();
    let mut used = FxHashSet::default();
    if inner.is_empty() {
        return used;
    }
    let heads = chains.heads().iter().map(|head| inner.get(head.text));
    let heads: Vec<Option<&str>> = heads.map(Option::<&&str>::copied).collect();
    for (at, reference) in (0_u32..).zip(&facts.references) {
        let chain = chains.number_of(at).and_then(|number| chains.get(number));
        let head = chain.and_then(|chain| chains.head(chain));
        let head = head.and_then(|(number, _)| heads.get(number as usize).copied().flatten());
        let Some(head) = head else { continue };
        let mut scope = reference.within;
        while let Some(around) = scope {
            let Some(symbol) = facts.symbols.get(around as usize) else {
                break;
            };
            // In a function of that name, it means the function itself or a variable in it.
            if last_part(&symbol.name) == head || !used.insert((around, head)) {
                break;
            }
            scope = symbol.parent;
        }
    }
    used
}

/// Whether a function stands in an object inside of another, so that its own name alone does not
/// lead to it.
fn is_in_object(facts: &FileFacts, parent: u32, name: &str) -> bool {
    facts
        .symbols
        .get(parent as usize)
        .and_then(|parent| name.strip_prefix(&*parent.name)?.strip_prefix('.'))
        .is_some_and(|own| own.contains('.'))
}
