//! Functions inside others that no name leads to: they are handed on.

use rustc_hash::FxHashSet;

use crate::model::{BindingKind, FileFacts, Symbol, SymbolKind, last_part};

use super::super::chains::Chains;
use super::super::implicit::is_anonymous;
use super::super::sorted::Grouped;
use super::{Names, scope_of};

impl<'a> Names<'a> {
    /// Finds the functions that no name leads to.
    pub(super) fn add_anonymous(&mut self, facts: &'a FileFacts) {
        let of_default = (0_u32..).zip(&facts.symbols);
        let of_default = of_default.filter(|(_, symbol)| symbol.says(Symbol::OF_DEFAULT));
        self.of_default = of_default.map(|(at, _)| at).collect();
        let used = Used::of(facts, &self.chains);
        let handed_on = (0_u32..).zip(&facts.symbols).filter(|(at, symbol)| {
            let at = *at;
            let last = last_part(&symbol.name);
            // A function that no name leads to is handed to whatever it stands in.
            let is_unnamed = |parent: u32| {
                is_in_object(facts, parent, &symbol.name)
                    || self.is_wrapped(parent, last)
                    || !used.contains(parent, at)
            };
            symbol.kind == SymbolKind::Function
                && (!symbol.is_test || is_made_by_function(facts, symbol))
                && (is_anonymous(last)
                    || symbol.says(Symbol::HANDED)
                    || symbol
                        .parent
                        .is_some_and(|parent| is_given_back(facts, parent))
                    || symbol.parent.is_some_and(is_unnamed))
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

/// Calls of libraries that call what the function gives back which they are given.
const CALLING_BACK: [&str; 1] = ["customRef.callback"];

/// Whether what a function gives back is a library's to call: `customRef(() => ({ get() {}, set() {} }))`.
fn is_given_back(facts: &FileFacts, function: u32) -> bool {
    let function = facts.symbols.get(function as usize);
    function.is_some_and(|it| CALLING_BACK.iter().any(|name| it.name.ends_with(name)))
}

/// Which functions inside others are used there by their names.
struct Used {
    /// The number of each symbol's own name among the heads of the file's chains.
    heads: Vec<Option<u32>>,
    /// Names by number, with the symbol around the function in which something uses that name.
    within: FxHashSet<(u32, u32)>,
}

impl Used {
    fn of(facts: &FileFacts, chains: &Chains<'_>) -> Self {
        let symbols = &facts.symbols;
        let heads = symbols
            .iter()
            .map(|it| chains.number_of_head(last_part(&it.name)));
        let mut used = Self {
            heads: heads.collect(),
            within: FxHashSet::default(),
        };
        let mut is_inner = vec![false; chains.heads().len()];
        let mut has_inner = false;
        for (symbol, head) in symbols.iter().zip(&used.heads) {
            let is_own = symbol.parent.is_some() && symbol.kind == SymbolKind::Function;
            if let Some(head) = head.filter(|_| is_own)
                && let Some(is_inner) = is_inner.get_mut(head as usize)
            {
                *is_inner = true;
                has_inner = true;
            }
        }
        if !has_inner {
            return used;
        }
        for (at, reference) in (0_u32..).zip(&facts.references) {
            let chain = chains.number_of(at).and_then(|number| chains.get(number));
            let head = chain.and_then(|chain| chains.head(chain));
            let head = head.map(|(number, _)| number);
            let head = head.filter(|head| is_inner.get(*head as usize) == Some(&true));
            if let Some(head) = head {
                used.add(facts, head, reference.within);
            }
        }
        used
    }

    /// Takes in that a name is used in a scope, and so in those around it.
    fn add(&mut self, facts: &FileFacts, head: u32, mut scope: Option<u32>) {
        while let Some(around) = scope {
            let Some(symbol) = facts.symbols.get(around as usize) else {
                return;
            };
            // In a function of that name, it means the function itself or a variable in it.
            let is_itself = self.heads.get(around as usize) == Some(&Some(head));
            if is_itself || !self.within.insert((around, head)) {
                return;
            }
            scope = symbol.parent;
        }
    }

    /// Whether something inside of `around` uses the name of a symbol.
    fn contains(&self, around: u32, symbol: u32) -> bool {
        let head = self.heads.get(symbol as usize).copied().flatten();
        head.is_some_and(|head| self.within.contains(&(around, head)))
    }
}

/// Whether a function that holds a test makes it for whoever calls it: it stands in no file of its
/// own, and is no suite.
fn is_made_by_function(facts: &FileFacts, test: &Symbol) -> bool {
    let of = |at: u32| facts.symbols.get(at as usize);
    let around = std::iter::successors(test.parent.and_then(of), |symbol| {
        symbol.parent.and_then(of)
    });
    let mut functions = around.filter(|it| it.kind == SymbolKind::Function && !it.is_test);
    functions.any(|it| !it.says(Symbol::SUITE))
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
