//! One file's definitions, imports and bindings by name.
//!
//! Each name is numbered within its file, so that one look-up tells everything that it may stand
//! for, and qualified names need not be written out to be found.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{Binding, BindingKind, Export, FileFacts, FileId, Presence, SymbolKind};
use crate::scan::extract::Unit;
use crate::scan::resolve::{Edge, EdgeKind};

use super::chains::Chains;
use super::implicit::is_anonymous;
use super::sorted::{Grouped, Sorted};
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
    /// The definition with this qualified name.
    symbol: Option<u32>,
    import: Option<Imported<'a>>,
    /// The constant object of this name, in [`Names::objects`].
    object: Option<u32>,
    /// The first export that offers this name to others.
    export: Option<u32>,
    /// Whether it is defined or bound anywhere else than at the top.
    is_scoped: bool,
    /// What it stands for at the top of its file, once that was found out.
    at_top: OnceLock<Box<Known<'a>>>,
    /// Whether it is imported from outside of the tree.
    is_foreign: bool,
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
    by_last: Sorted<NameId>,
    /// Symbols by the part after the last dot and the symbol around them.
    inner: Sorted<(NameId, u32)>,
    /// Constant objects whose functions are definitions: `api` and `api.users` of `api.users.load`,
    /// with all functions inside.
    objects: Vec<Vec<u32>>,
    /// Whether an import's local name has a dot, as that of Python's `import a.b`.
    has_dotted_imports: bool,
    /// Files of which all names are imported.
    pub(super) stars: Vec<FileId>,
    /// Files of which all names are passed on.
    pub(super) star_exports: Vec<FileId>,
    /// The `conftest.py` files whose fixtures the file gets.
    pub(super) conftests: Vec<FileId>,
    /// Bindings by name and scope.
    bound: Sorted<(NameId, u32)>,
    /// Bindings of `self.x` (0) and `this.x` (1) by the part after the dot.
    fields: Sorted<(NameId, u32)>,
    /// Types by name and scope in which they annotate something; of Python only.
    annotated: Sorted<(NameId, u32)>,
    /// What a function returns, by symbol.
    returns: Grouped,
    /// Functions that no name leads to, by the scope around them.
    anonymous: Grouped,
    /// What is said in each scope.
    pub(super) uses: Uses,
    /// The chains of the references.
    pub(super) chains: Chains<'a>,
    /// Constant strings by symbol; of Python only.
    texts: Grouped,
}

/// The number of a scope: 0 outside all symbols.
pub(super) fn scope_of(within: Option<u32>) -> u32 {
    within.map_or(0, |symbol| symbol.saturating_add(1))
}

impl<'a> Names<'a> {
    pub(super) fn of(unit: &'a Unit, edges: &'a [Edge], units: &[Unit]) -> Self {
        let Some(facts) = unit.facts.as_deref() else {
            return Self::default();
        };
        let mut names = Self {
            bindings: &facts.bindings,
            exports: &facts.exports,
            chains: Chains::new(&facts.references),
            ..Self::default()
        };
        names.add_symbols(facts);
        names.add_objects(facts);
        names.add_imports(edges);
        names.add_foreign(facts);
        names.add_exports(edges);
        let family = unit.language.map(|language| language.family);
        names.add_bindings(facts, family == Some(Family::Python));
        names.add_anonymous(facts);
        names.settle_chains(facts);
        let is_annotation = |chain, within| names.is_annotation(chain, within);
        names.uses = Uses::of(facts, &names.chains, is_annotation);
        if family == Some(Family::Python) {
            let texts = (0_u32..).zip(&facts.texts);
            names.texts = Grouped::new(
                facts.symbols.len(),
                texts.filter_map(|(at, text)| Some((text.within?, at))),
            );
        }
        names.conftests = edges
            .iter()
            .map(|edge| edge.to)
            .filter(|file| {
                let unit = units.get(file.0 as usize);
                unit.is_some_and(|unit| unit.path.ends_with("conftest.py"))
            })
            .collect();
        names
    }

    fn number(&mut self, text: &'a str) -> NameId {
        let next = NameId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        let id = *self.ids.entry(text).or_insert(next);
        if id == next {
            self.entries.push(Entry {
                text,
                symbol: None,
                import: None,
                object: None,
                export: None,
                is_scoped: false,
                at_top: OnceLock::new(),
                is_foreign: false,
            });
        }
        id
    }

    fn entry(&self, name: NameId) -> Option<&Entry<'a>> {
        self.entries.get(name.0 as usize)
    }

    fn entry_mut(&mut self, name: NameId) -> Option<&mut Entry<'a>> {
        self.entries.get_mut(name.0 as usize)
    }

    fn mark_scoped(&mut self, name: NameId) {
        if let Some(entry) = self.entry_mut(name) {
            entry.is_scoped = true;
        }
    }

    /// The number of a qualified name, which its parts then lead to.
    fn number_qualified(&mut self, text: &'a str) -> NameId {
        let id = self.number(text);
        if let Some((owner, last)) = owner_and_last(text) {
            let parts = (self.number(owner), self.number(last));
            self.joined.insert(parts, id);
        }
        id
    }

    fn add_symbols(&mut self, facts: &'a FileFacts) {
        let mut by_last = Vec::with_capacity(facts.symbols.len());
        let mut inner = Vec::with_capacity(facts.symbols.len());
        self.ids.reserve(facts.symbols.len() * 2);
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            let whole = self.number_qualified(&symbol.name);
            self.qualified.push(whole);
            if let Some(entry) = self.entry_mut(whole) {
                entry.symbol = Some(index);
            }
            let last = last_part(&symbol.name);
            let last_id = self.number(last);
            by_last.push((last_id, index));
            if symbol.parent.is_some() {
                self.mark_scoped(last_id);
                inner.push(((last_id, scope_of(symbol.parent)), index));
            }
            let Some((first, _)) = last.split_once('~') else {
                continue;
            };
            let whole = symbol.name.len() - last.len() + first.len();
            let first = symbol.name.get(..whole).and_then(|name| self.symbol(name));
            if let Some(first) = first.filter(|first| *first != index) {
                self.repeats.entry(first).or_default().push(index);
            }
        }
        self.by_last = Sorted::new(by_last);
        self.inner = Sorted::new(inner);
    }

    fn add_objects(&mut self, facts: &'a FileFacts) {
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            if symbol.kind == SymbolKind::Class {
                continue;
            }
            for (at, _) in symbol.name.match_indices('.') {
                let prefix = symbol.name.get(..at).unwrap_or_default();
                // What stands in a function belongs to it; a table may be named like a function
                // that is one of its elements.
                let is_apart = symbol.parent.is_none() && symbol.kind == SymbolKind::Function;
                if !is_apart && self.symbol(prefix).is_some() {
                    continue;
                }
                let id = self.number_qualified(prefix);
                let next = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
                let Some(entry) = self.entry_mut(id) else {
                    continue;
                };
                let object = *entry.object.get_or_insert(next);
                if object == next {
                    self.objects.push(Vec::new());
                }
                if let Some(functions) = self.objects.get_mut(object as usize) {
                    functions.push(index);
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
                    let id = self.number(local);
                    self.has_dotted_imports |= local.contains('.');
                    if let Some(entry) = self.entry_mut(id) {
                        // What inline tests import hides nothing from the code around them.
                        let is_taken = entry.symbol.is_some() || entry.import.is_some();
                        if !edge.is_test_only || !is_taken {
                            let file = edge.to;
                            entry.import = Some(Imported { file, name });
                        }
                    }
                }
                (_, None) => {}
            }
        }
    }

    fn add_foreign(&mut self, facts: &'a FileFacts) {
        let named = facts.imports.iter().flat_map(|import| {
            let names = import.names.iter().map(|name| &*name.local);
            names.chain(import.alias.as_deref())
        });
        for local in named {
            let id = self.number(local);
            if let Some(entry) = self.entry_mut(id)
                && entry.import.is_none()
            {
                entry.is_foreign = true;
            }
        }
    }

    fn add_exports(&mut self, edges: &[Edge]) {
        let mut by_line: FxHashMap<u32, FileId> = FxHashMap::default();
        for (index, export) in (0_u32..).zip(self.exports) {
            if &*export.name != "*" {
                let id = self.number(&export.name);
                if let Some(entry) = self.entry_mut(id) {
                    entry.export.get_or_insert(index);
                }
                continue;
            }
            if by_line.is_empty() {
                for edge in edges {
                    by_line.entry(edge.line).or_insert(edge.to);
                }
            }
            self.star_exports.extend(by_line.get(&export.line));
        }
    }

    fn add_bindings(&mut self, facts: &'a FileFacts, with_annotations: bool) {
        let mut bound = Vec::with_capacity(facts.bindings.len());
        let mut fields = Vec::new();
        let mut annotated = Vec::new();
        for (at, binding) in (0_u32..).zip(&facts.bindings) {
            let says_type = matches!(binding.kind, BindingKind::Annotation | BindingKind::Return);
            if with_annotations && says_type {
                let id = self.number(&binding.source);
                annotated.push(((id, scope_of(binding.within)), at));
            }
            if binding.name.is_empty() {
                continue;
            }
            let id = self.number(&binding.name);
            if binding.within.is_some() {
                self.mark_scoped(id);
            }
            bound.push(((id, scope_of(binding.within)), at));
            for (which, head) in (0_u32..).zip(["self.", "this."]) {
                if let Some(field) = binding.name.strip_prefix(head) {
                    fields.push(((self.number(field), which), at));
                }
            }
        }
        self.bound = Sorted::new(bound);
        self.fields = Sorted::new(fields);
        self.annotated = Sorted::new(annotated);
        let returns = (0_u32..).zip(&facts.bindings).filter_map(|(at, binding)| {
            let symbol = binding.within.filter(|_| binding.name.is_empty())?;
            Some((symbol, at))
        });
        self.returns = Grouped::new(facts.symbols.len(), returns);
    }

    fn add_anonymous(&mut self, facts: &'a FileFacts) {
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

    fn settle_chains(&mut self, facts: &'a FileFacts) {
        let mut chains = std::mem::take(&mut self.chains);
        let has_annotations = !self.annotated.is_empty();
        let name_of = |chain: &str| match has_annotations {
            true => self.id(chain),
            false => None,
        };
        let is_scoped = |id| self.is_scoped(id);
        chains.settle(&facts.symbols, |head| self.id(head), is_scoped, name_of);
        self.chains = chains;
    }

    /// Whether a name of a function inside another also stands for something else: the result of a
    /// call that the function is given to (`const load = useCallback(() => …)`), or what it was
    /// before (`let done = other; done = () => …`).
    fn is_wrapped(&self, outer: u32, name: &str) -> bool {
        let id = self.id(name).into_iter();
        let mut bound = id.flat_map(|id| self.bound_in(id, Some(outer)));
        bound.any(|binding| matches!(binding.kind, BindingKind::Call | BindingKind::Alias))
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

/// What there is to ask.
impl<'a> Names<'a> {
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
        self.by_last.get(name)
    }

    /// Whether a name is imported from outside of the tree.
    pub(super) fn is_foreign(&self, name: NameId) -> bool {
        self.entry(name).is_some_and(|entry| entry.is_foreign)
    }

    /// Whether a name is defined or bound anywhere else than at the top of the file.
    pub(super) fn is_scoped(&self, name: NameId) -> bool {
        self.entry(name).is_some_and(|entry| entry.is_scoped)
    }

    /// The first symbol of that name inside another.
    pub(super) fn inside(&self, name: NameId, around: u32) -> Option<u32> {
        self.inner.get((name, scope_of(Some(around)))).next()
    }

    /// What a name is bound to in a scope.
    pub(super) fn bound_in(
        &self,
        name: NameId,
        within: Option<u32>,
    ) -> impl Iterator<Item = &'a Binding> + '_ {
        let found = self.bound.get((name, scope_of(within)));
        found.filter_map(|at| self.bindings.get(at as usize))
    }

    /// What `self.x` and then `this.x` are bound to, in all classes of the file.
    pub(super) fn fields(&self, name: NameId) -> impl Iterator<Item = &'a Binding> + '_ {
        let found = [0, 1].into_iter().flat_map(move |which| {
            // The two stand next to each other.
            self.fields.get((name, which))
        });
        found.filter_map(|at| self.bindings.get(at as usize))
    }

    /// Whether a chain says of which type something is, in a scope.
    pub(super) fn is_annotation(&self, chain: NameId, within: Option<u32>) -> bool {
        self.annotated.contains((chain, scope_of(within)))
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

    /// What a name stands for at the top of the file, where that was found out before.
    pub(super) fn known_at_top(&self, name: NameId) -> Option<&Known<'a>> {
        self.entry(name)?.at_top.get().map(|known| &**known)
    }

    /// Keeps what a name stands for at the top of the file.
    pub(super) fn keep_at_top(&self, name: NameId, known: Known<'a>) {
        if let Some(entry) = self.entry(name) {
            // Whoever was faster found the same.
            let _ = entry.at_top.set(Box::new(known));
        }
    }
}

/// A name before and after its last dot.
pub(super) fn owner_and_last(name: &str) -> Option<(&str, &str)> {
    // Names are short: a plain loop is faster than a search made for long texts.
    let dot = name.bytes().rposition(|byte| byte == b'.')?;
    name.get(..dot).zip(name.get(dot + 1..))
}

/// The part of a name after its last dot.
pub(super) fn last_part(name: &str) -> &str {
    let dot = name.bytes().rposition(|byte| byte == b'.');
    dot.and_then(|dot| name.get(dot + 1..)).unwrap_or(name)
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
