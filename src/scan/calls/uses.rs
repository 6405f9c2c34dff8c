//! What the code of a file says by its uses of names: of what is said twice in one place, the first.

use crate::model::{FileFacts, Reference, ReferenceKind, Symbol, SymbolKind};

use super::chains::Chains;
use super::names::{NameId, scope_of};
use super::sorted::Grouped;

/// References of one file that say something of their own. Those that only say of which type
/// something is are left out.
#[derive(Debug, Default)]
pub(super) struct Uses {
    by_scope: Grouped,
    /// Those that run, or may run, when the file is imported.
    at_load: Vec<u32>,
    /// Those that put a stand-in in the place of something.
    replaced: Vec<u32>,
    /// Those that routes show.
    routed: Vec<u32>,
    /// Whether any stands outside of all symbols.
    pub(super) has_module_code: bool,
}

impl Uses {
    /// Sorts references. `is_annotation` says whether a chain is a type in a scope.
    pub(super) fn of(
        facts: &FileFacts,
        chains: &Chains<'_>,
        is_annotation: impl Fn(NameId, Option<u32>) -> bool,
    ) -> Self {
        let scopes = facts.symbols.len() + 1;
        let all = || {
            let references = (0_u32..).zip(&facts.references);
            references.map(|(at, reference)| (scope_of(reference.within), at))
        };
        let sorted = Grouped::new(scopes, all());
        // In which scope each chain was met last, and the kinds of its uses there, one bit each.
        let mut met = vec![(u32::MAX, 0_u16); chains.all().len()];
        let says_more = |scope: u32, at: u32, met: &mut [(u32, u16)]| {
            let reference = facts.references.get(at as usize)?;
            let number = chains.number_of(at)?;
            let kind = kind_of(facts, reference);
            let (last, kinds) = met.get_mut(number as usize)?;
            if *last != scope {
                (*last, *kinds) = (scope, 0);
            }
            if *kinds & kind != 0 {
                return None;
            }
            *kinds |= kind;
            let name = chains.get(number)?.name;
            let is_read = reference.kind == ReferenceKind::Read;
            let is_type = is_read && name.is_some_and(|name| is_annotation(name, reference.within));
            (!is_type).then_some(reference)
        };
        let mut kept = Vec::with_capacity(facts.references.len());
        let mut at_load = Vec::new();
        let mut replaced = Vec::new();
        let mut routed = Vec::new();
        for scope in (0_u32..).take(scopes) {
            for at in sorted.get(scope) {
                if let Some(reference) = says_more(scope, *at, &mut met) {
                    kept.push((scope, *at));
                    match reference.kind {
                        ReferenceKind::Replaced => replaced.push(*at),
                        ReferenceKind::Routed => routed.push(*at),
                        _ => {}
                    }
                    if runs_at_load(facts, reference) {
                        at_load.push(*at);
                    }
                }
            }
        }
        at_load.sort_unstable();
        Self {
            has_module_code: !sorted.get(0).is_empty(),
            by_scope: Grouped::new(scopes, kept.into_iter()),
            at_load,
            replaced,
            routed,
        }
    }

    /// Uses of names that routes show, in all of the file.
    pub(super) fn routed(&self) -> &[u32] {
        &self.routed
    }

    /// Uses of names that put a stand-in in the place of something, in all of the file.
    pub(super) fn replaced(&self) -> &[u32] {
        &self.replaced
    }

    /// Uses of names in a symbol, its inner symbols apart, or outside all.
    pub(super) fn within(&self, within: Option<u32>) -> &[u32] {
        self.by_scope.get(scope_of(within))
    }

    /// Uses of names that run, or may run, when the file is imported.
    pub(super) fn at_load(&self) -> &[u32] {
        &self.at_load
    }
}

/// The bit of a kind of use; main guards are a place of their own.
fn kind_of(facts: &FileFacts, reference: &Reference) -> u16 {
    let is_guarded = reference.within.is_none() && facts.is_in_main_guard(reference.line);
    1 << (reference.kind as u16 * 2 + u16::from(is_guarded))
}

fn runs_at_load(facts: &FileFacts, reference: &Reference) -> bool {
    let Some(within) = reference.within else {
        return !facts.is_in_main_guard(reference.line);
    };
    let symbol = facts.symbols.get(within as usize);
    // What decorators are given stands before what they decorate; in a function it runs with that.
    let is_at_top = |symbol: &Symbol| {
        let around = |at: &Symbol| facts.symbols.get(at.parent? as usize);
        std::iter::successors(around(symbol), |at| around(at))
            .all(|around| around.kind == SymbolKind::Class)
    };
    let is_given = |symbol: &Symbol| {
        reference.kind.is_run() && reference.line < symbol.start && is_at_top(symbol)
    };
    reference.kind == ReferenceKind::Decorator
        || symbol.is_some_and(|it| it.kind == SymbolKind::Class || is_given(it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang;

    /// The lines of what a Python file says outside of its symbols and in its first one, and of
    /// what runs on import.
    fn check(text: &str, expect: [&[u32]; 3]) {
        let facts = (lang::of_path("a.py").unwrap().extract)(text);
        let mut chains = Chains::new(&facts.references);
        chains.settle(&facts.symbols, |_| None, |_| false, |_| None);
        let uses = Uses::of(&facts, &chains, |_, _| false);
        let lines = |at: &[u32]| -> Vec<u32> {
            let all = at.iter().map(|at| facts.references[*at as usize].line);
            all.collect()
        };
        let found = [uses.within(None), uses.within(Some(0)), uses.at_load()];
        assert_eq!(found.map(lines), expect, "{text}");
    }

    #[test]
    fn what_is_said_twice_in_one_place_counts_once() {
        check(
            "a.b()\ndef f():\n    a.b()\n    a.b()\n    a.b\na.b()\na.c()\n",
            [&[1, 7], &[3, 5], &[1, 7]],
        );
    }

    #[test]
    fn a_main_guard_is_a_place_of_its_own() {
        check(
            "if __name__ == '__main__':\n    go()\ngo()\n",
            [&[1, 2, 3], &[], &[1, 3]],
        );
    }

    #[test]
    fn classes_and_decorators_run_on_import() {
        check(
            "@mark\nclass A:\n    x = make()\n    def f(self):\n        run()\n",
            [&[], &[1, 3], &[1, 3]],
        );
        check(
            "@mark(\n  x=make(other),\n)\ndef f():\n    run()\n",
            [&[], &[1, 2, 2, 5], &[1, 2]],
        );
        check(
            "@mark(\n  x=lambda it: make(it),\n)\ndef f():\n    run()\n",
            [&[], &[1, 2, 2, 5], &[1]],
        );
        check(
            "def never():\n    @mark(\n      make(),\n    )\n    def f():\n        run()\n",
            [&[], &[], &[2]],
        );
    }
}
