//! One file's definitions, imports and bindings by name.
//!
//! Each name is numbered within its file, so that one look-up tells everything that it may stand
//! for, and qualified names need not be written out to be found.

mod fill;
mod inner;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::model::{Binding, Export, FileId};

use super::chains::Chains;
use super::sorted::{Grouped, Scoped};
use super::uses::Uses;
use super::value::Known;

/// What a local name is imported from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Imported<'a> {
    pub(super) file: FileId,
    /// The name there; none for the module as a whole.
    pub(super) name: Option<&'a str>,
}

/// A name's number within its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NameId(u32);

#[cfg(test)]
impl NameId {
    /// Any number.
    pub(super) fn of(number: usize) -> Self {
        Self(u32::try_from(number).unwrap())
    }
}

/// What a name stands for at the top of its file.
#[derive(Debug)]
struct Entry<'a> {
    text: &'a str,
    /// The name before its last dot, where that has a number.
    owner: Option<NameId>,
    /// The definition with this qualified name.
    symbol: Option<u32>,
    import: Option<Imported<'a>>,
    /// The constant object of this name, in [`Names::objects`].
    object: Option<u32>,
    /// The first export that offers this name to others.
    export: Option<u32>,
    /// Whether it is defined or bound anywhere else than at the top.
    is_scoped: bool,
    /// Whether it is bound to several things in one function.
    is_rebound: bool,
    /// What it stands for at the top of its file, once that was found out.
    at_top: OnceLock<Box<Known<'a>>>,
    /// The module outside of the tree that it is imported from.
    foreign: Option<&'a str>,
}

/// One file's definitions by name.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    bindings: &'a [Binding],
    exports: &'a [Export],
    ids: FxHashMap<&'a str, NameId>,
    entries: Vec<Entry<'a>>,
    /// Qualified names, by what stands before and after the last dot.
    joined: FxHashMap<(NameId, NameId), NameId>,
    /// Qualified names of the symbols.
    qualified: Vec<NameId>,
    /// Later definitions of the same name, by the first.
    pub(super) repeats: FxHashMap<u32, Vec<u32>>,
    /// Symbols by the part after the last dot.
    by_last: Grouped,
    /// Symbols by the part after the last dot and the symbol around them.
    inner: Scoped,
    /// Constant objects whose functions are definitions: `api` and `api.users` of `api.users.load`,
    /// with all functions inside.
    objects: Vec<Vec<u32>>,
    /// Whether an import's local name has a dot, as that of Python's `import a.b`.
    has_dotted_imports: bool,
    /// What functions import for themselves, by name and function; several where branches do so. Of Python
    /// only.
    local_imports: FxHashMap<(NameId, u32), Vec<Imported<'a>>>,
    /// Files of which all names are imported.
    pub(super) stars: Vec<FileId>,
    /// Files of which all names are passed on.
    pub(super) star_exports: Vec<FileId>,
    /// The same with those of which they import, or pass on, all names, once somebody asked.
    pub(super) all_stars: OnceLock<Box<[FileId]>>,
    pub(super) all_star_exports: OnceLock<Box<[FileId]>>,
    /// The `conftest.py` files whose fixtures the file gets.
    pub(super) conftests: Vec<FileId>,
    /// Bindings by name and scope.
    bound: Scoped,
    /// What each binding stands for, once that was found out.
    known: Vec<OnceLock<Box<Known<'a>>>>,
    /// What each function gives back, once that was found out.
    results: Vec<OnceLock<Box<Known<'a>>>>,
    /// Bindings of `self.x` (0) and `this.x` (1) by the part after the dot.
    fields: Scoped,
    /// Types by name and scope in which they annotate something; of Python only.
    annotated: Scoped,
    /// What a function returns, by symbol.
    returns: Grouped,
    /// Functions that no name leads to, by the scope around them.
    anonymous: Grouped,
    /// Functions in the object that the file exports as a whole.
    pub(super) of_default: Vec<u32>,
    /// What is said in each scope.
    pub(super) uses: Uses,
    /// The chains of the references.
    pub(super) chains: Chains<'a>,
    /// Constant strings by symbol; of Python only.
    texts: Grouped,
    /// Fixtures by the names that they give themselves, once somebody asked.
    pub(super) named_fixtures: OnceLock<FxHashMap<&'a str, u32>>,
}

/// The number of a scope: 0 outside all symbols.
pub(super) fn scope_of(within: Option<u32>) -> u32 {
    within.map_or(0, |symbol| symbol.saturating_add(1))
}

/// What there is to ask.
impl<'a> Names<'a> {
    fn entry(&self, name: NameId) -> Option<&Entry<'a>> {
        self.entries.get(name.0 as usize)
    }

    pub(super) fn text(&self, name: NameId) -> Option<&'a str> {
        Some(self.entry(name)?.text)
    }

    /// The number of a name, where the file has it in any way but a mere use.
    pub(super) fn id(&self, text: &str) -> Option<NameId> {
        self.ids.get(text).copied()
    }

    /// The number of a name as the file writes it out behind the qualified name of its owner.
    pub(super) fn member(&self, owner: NameId, name: &str) -> Option<NameId> {
        if name.bytes().any(|byte| byte == b'.') {
            let owner = self.entry(owner)?.text;
            return self.id(&format!("{owner}.{name}"));
        }
        self.joined(owner, self.id(name)?)
    }

    /// The number of a name behind the qualified name of its owner.
    pub(super) fn joined(&self, owner: NameId, name: NameId) -> Option<NameId> {
        self.joined.get(&(owner, name)).copied()
    }

    /// The qualified name of a symbol.
    pub(super) fn name_of(&self, symbol: u32) -> Option<NameId> {
        self.qualified.get(symbol as usize).copied()
    }

    /// The definition of a qualified name.
    pub(super) fn symbol(&self, name: &str) -> Option<u32> {
        self.symbol_of(self.id(name)?)
    }

    pub(super) fn symbol_of(&self, name: NameId) -> Option<u32> {
        self.entry(name)?.symbol
    }

    pub(super) fn import_of(&self, name: NameId) -> Option<Imported<'a>> {
        self.entry(name)?.import
    }

    /// What a function imports for itself under a name.
    pub(super) fn local_imports_of(&self, name: NameId, within: u32) -> &[Imported<'a>] {
        let found = self.local_imports.get(&(name, within));
        found.map_or(&[], Vec::as_slice)
    }

    /// The longest beginning of a dotted chain that is imported as a name of its own, and what
    /// follows it.
    pub(super) fn dotted_import<'t>(&self, path: &'t str) -> Option<(Imported<'a>, &'t str)> {
        if !self.has_dotted_imports {
            return None;
        }
        let mut end = path.len();
        loop {
            let (head, tail) = path.split_at(end);
            if !head.contains('.') {
                return None;
            }
            if let Some(imported) = self.id(head).and_then(|id| self.import_of(id)) {
                return Some((imported, tail));
            }
            end = head.rfind('.')?;
        }
    }

    /// The constant object of a name, as the file writes it.
    pub(super) fn object_of(&self, name: NameId) -> Option<&'a str> {
        let entry = self.entry(name)?;
        entry.object.map(|_| entry.text)
    }

    /// All functions inside a constant object.
    pub(super) fn functions_of(&self, object: &str) -> &[u32] {
        let entry = self.id(object).and_then(|id| self.entry(id)?.object);
        let functions = entry.and_then(|object| self.objects.get(object as usize));
        functions.map_or(&[], Vec::as_slice)
    }

    /// The export that offers a name to others.
    pub(super) fn export_of(&self, name: &str) -> Option<&'a Export> {
        let export = self.entry(self.id(name)?)?.export?;
        self.exports.get(export as usize)
    }

    /// Symbols whose qualified name ends in a name.
    pub(super) fn ending_in(&self, name: NameId) -> impl Iterator<Item = u32> + '_ {
        self.by_last.get(name.0).iter().copied()
    }

    /// Whether a name is imported from outside of the tree.
    pub(super) fn is_foreign(&self, name: NameId) -> bool {
        self.foreign_module(name).is_some()
    }

    /// The module outside of the tree that a name is imported from.
    pub(super) fn foreign_module(&self, name: NameId) -> Option<&'a str> {
        self.entry(name)?.foreign
    }

    /// Whether a name stands for nothing that the file defines, binds or imports.
    pub(super) fn is_global(&self, name: NameId) -> bool {
        self.entry(name).is_some_and(|it| {
            let is_held = it.symbol.is_some() || it.import.is_some() || it.object.is_some();
            !is_held && !it.is_scoped && self.bound_in(name, None).next().is_none()
        })
    }

    /// Whether a name is defined or bound anywhere else than at the top of the file.
    pub(super) fn is_scoped(&self, name: NameId) -> bool {
        self.entry(name).is_some_and(|entry| entry.is_scoped)
    }

    /// The first symbol of that name inside another.
    pub(super) fn inside(&self, name: NameId, around: u32) -> Option<u32> {
        self.inner.get(name.0, scope_of(Some(around))).next()
    }

    /// Whether a name is bound to several things in one function, one after the other.
    pub(super) fn is_rebound(&self, name: NameId) -> bool {
        self.entry(name).is_some_and(|entry| entry.is_rebound)
    }

    /// What a name is bound to in a scope, with numbers.
    pub(super) fn bound_in(
        &self,
        name: NameId,
        within: Option<u32>,
    ) -> impl Iterator<Item = (u32, &'a Binding)> + '_ {
        let found = self.bound.get(name.0, scope_of(within));
        found.filter_map(|at| Some((at, self.bindings.get(at as usize)?)))
    }

    /// What `self.x` and then `this.x` are bound to, in all classes of the file, with numbers.
    pub(super) fn fields(&self, name: NameId) -> impl Iterator<Item = (u32, &'a Binding)> + '_ {
        let found = [0, 1].into_iter().flat_map(move |which| {
            // The two stand next to each other.
            self.fields.get(name.0, which)
        });
        found.filter_map(|at| Some((at, self.bindings.get(at as usize)?)))
    }

    /// Whether a chain says of which type something is, in a scope.
    pub(super) fn is_annotation(&self, chain: NameId, within: Option<u32>) -> bool {
        let mut found = self.annotated.get(chain.0, scope_of(within));
        found.next().is_some()
    }

    /// What a function returns.
    pub(super) fn returns(&self, symbol: u32) -> impl Iterator<Item = &'a Binding> + '_ {
        let found = self.returns.get(symbol).iter();
        found.filter_map(|at| self.bindings.get(*at as usize))
    }

    /// Functions that no name leads to, inside a symbol or outside all.
    pub(super) fn anonymous_in(&self, within: Option<u32>) -> &[u32] {
        self.anonymous.get(scope_of(within))
    }

    /// Constant strings in a symbol, its inner symbols apart; of Python only.
    pub(super) fn texts_in(&self, symbol: u32) -> &[u32] {
        self.texts.get(symbol)
    }

    /// Where it is kept what a name stands for at the top of the file.
    pub(super) fn at_top(&self, name: NameId) -> Option<&OnceLock<Box<Known<'a>>>> {
        Some(&self.entry(name)?.at_top)
    }

    /// Where it is kept what a binding stands for.
    pub(super) fn known(&self, binding: u32) -> Option<&OnceLock<Box<Known<'a>>>> {
        self.known.get(binding as usize)
    }

    /// Where it is kept what a function gives back.
    pub(super) fn result_of(&self, symbol: u32) -> Option<&OnceLock<Box<Known<'a>>>> {
        self.results.get(symbol as usize)
    }

    /// The numbers of the names before the dots of a symbol's name, the longest first.
    pub(super) fn owners(&self, symbol: u32) -> impl Iterator<Item = NameId> + '_ {
        let whole = self.name_of(symbol);
        let mut rest = whole
            .and_then(|whole| self.entry(whole))
            .map(|entry| entry.text);
        let mut id = whole;
        let owners = std::iter::from_fn(move || {
            let (owner, _) = owner_and_last(rest?)?;
            rest = Some(owner);
            let known = id.and_then(|id| self.entry(id)?.owner);
            id = known.or_else(|| self.id(owner));
            Some(id)
        });
        owners.flatten()
    }
}

/// A name before and after its last dot.
pub(super) fn owner_and_last(name: &str) -> Option<(&str, &str)> {
    // Names are short: a plain loop is faster than a search made for long texts.
    let dot = name.bytes().rposition(|byte| byte == b'.')?;
    name.get(..dot).zip(name.get(dot + 1..))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    /// The functions of `src/a.ts` that its test, which calls `make`, does not reach.
    fn check(source: &str, expect: &[&str]) {
        let found = symbol_statuses(&format!(
            "//- /src/a.ts\n{source}\
             //- /src/a.test.ts\nimport {{ make }} from './a'\ntest('makes', () => {{ expect(make()).toBe(1) }})\n"
        ));
        let gaps: Vec<&str> = found
            .iter()
            .filter_map(|line| {
                line.strip_suffix(" unreached")?
                    .strip_prefix("src/a.ts#make.")
            })
            .collect();
        assert_eq!(gaps, expect, "{source}");
    }

    #[test]
    fn a_function_inside_another_needs_a_use_in_it() {
        check(
            "export function make() { function idle() { return 1 }\nfunction used() { return 2 }\nreturn used() }\nexport function other(idle) { return idle }\n",
            &[],
        );
        check(
            "export function make() { function idle() { return idle(1) }\nif (false) idle()\nreturn 1 }\n",
            &[],
        );
    }

    #[test]
    fn what_is_given_back_may_have_the_name_of_what_gives_it() {
        check(
            "export const make = () => { return function make(c) { const make = c.get()\nreturn make }\n}\n",
            &[],
        );
    }

    #[test]
    fn functions_in_objects_and_in_calls_are_handed_on() {
        check(
            "export function make(load) { const api = { load: () => load(1) }\nreturn api }\n",
            &[],
        );
        check(
            "import { wrap } from './wrap'\nexport function make() { const load = wrap(() => 1)\nreturn load }\n\
             //- /src/wrap.ts\nexport function wrap(f) { const g = f\nreturn g }\n",
            &[],
        );
    }

    #[test]
    fn a_function_with_a_type_is_more_than_its_type() {
        check(
            "interface Context { (): number }\nexport function make() { const context: Context = () => { return 1 }\nreturn context }\n",
            &[],
        );
    }
}
