//! Registries of Python code: tables in which functions and classes are entered as they are defined,
//! by a decorator (`@register("dice")`), by a call, or by being derived from a class that keeps what
//! is derived from it. Whoever reads the table may call what it holds, once that was imported.

mod by_key;
mod keep;
mod waiting;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, Presence, ReferenceKind, Symbol};
use crate::scan::calls::{Barred, Call, Index, Node};
use crate::scan::paths::name_of;

use super::{at, call, imported};
use by_key::Keyed;
use keep::{Keepers, keepers};

/// The method of a class that is called for each class derived from it.
const DERIVING: &str = "__init_subclass__";

/// Most entries that all registries of a tree are taken to have.
const MOST_ENTRIES: usize = 4096;

/// What readers of tables use, and what is handed to others and waits. `loaded` are uses of modules
/// that are loaded by names, which may enter something, `listed` those of modules that are found by
/// listing a folder.
pub(super) fn uses(
    index: &Index<'_>,
    loaded: &[(Node, Call)],
    listed: &[(Node, Call)],
) -> (Vec<(Node, Call)>, Barred) {
    let keepers = keepers(index);
    let mut entries = Vec::new();
    if !keepers.is_empty() {
        entered(index, &keepers, &mut entries);
    }
    derived(index, &keepers, &mut entries);
    if entries.is_empty() {
        return Default::default();
    }
    let tests: Vec<FileId> = index.test_files().collect();
    let stems: FxHashSet<&str> = tests.iter().filter_map(|test| stem(index, *test)).collect();
    let mut imported = imported(index, tests);
    let is_elsewhere = |entry: &Entry<'_>| !imported.contains(&index.place(entry.to).0);
    if entries.iter().any(is_elsewhere) {
        load(index, loaded, &mut imported);
    }
    // Of what is loaded from a folder, tests use what they are named after.
    let is_there = |entry: &Entry<'_>| {
        let (file, _) = index.place(entry.to);
        let is_tested = || stem(index, file).is_some_and(|stem| stems.contains(stem));
        imported.contains(&file) || is_tested()
    };
    let (entries, elsewhere): (Vec<Entry<'_>>, Vec<Entry<'_>>) =
        entries.into_iter().partition(is_there);
    let listed = by_key::listed(index, listed, &imported);
    let keyed = Keyed::of(index, &elsewhere, &listed);
    let (more, barred) = waiting::handed(index, &keyed);
    let entries = entries.into_iter().take(MOST_ENTRIES);
    let uses = entries.flat_map(|entry| {
        let Entry { readers, to, .. } = entry;
        let readers = readers.into_iter();
        readers.map(move |(from, line)| (from, call(to, line)))
    });
    (uses.chain(keyed.uses).chain(more).collect(), barred)
}

/// Adds to what tests import what is loaded from there by names: the settings and apps of Django and
/// their addresses, modules by the end of their names; and what those import.
fn load(index: &Index<'_>, loaded: &[(Node, Call)], there: &mut FxHashSet<FileId>) {
    let mut by_name: FxHashMap<FileId, Vec<FileId>> = FxHashMap::default();
    for (from, call) in loaded {
        if let (file, None) = index.place(call.to) {
            by_name.entry(index.place(*from).0).or_default().push(file);
        }
    }
    if by_name.is_empty() {
        return;
    }
    let mut open: Vec<FileId> = there.iter().copied().collect();
    while let Some(file) = open.pop() {
        let edges = index.edges(file).iter();
        let edges = edges.filter(|edge| edge.presence == Presence::Runtime);
        let named = by_name.remove(&file).unwrap_or_default();
        let all = edges.map(|edge| edge.to).chain(named);
        open.extend(all.filter(|to| there.insert(*to)));
    }
}

/// The name of a module, without what marks a test of it.
fn stem<'a>(index: &Index<'a>, file: FileId) -> Option<&'a str> {
    let stem = name_of(&index.unit(file)?.path).strip_suffix(".py")?;
    let subject = stem
        .strip_prefix("test_")
        .or_else(|| stem.strip_suffix("_test"));
    Some(subject.unwrap_or(stem))
}

/// Something that a registry holds.
struct Entry<'a> {
    /// Functions that read the table, with the lines in which they do.
    readers: Vec<(Node, u32)>,
    /// The text that it is entered under.
    key: Option<&'a str>,
    to: Node,
}

/// What is entered by a decorator, or by a call at the top of a file.
fn entered<'a>(index: &Index<'a>, keepers: &Keepers, found: &mut Vec<Entry<'a>>) {
    let names = keepers.keys().filter_map(|keeper| index.symbol(*keeper));
    let names: FxHashSet<&str> = names.map(Symbol::last).collect();
    let names: Vec<&str> = names.into_iter().collect();
    for (file, _) in index.files_of(Family::Python) {
        let Some(facts) = index.facts(file).filter(|_| !index.is_test_code(file)) else {
            continue;
        };
        for (nth, reference) in index.numbered_references_to(file, &names) {
            let symbol = |at: u32| facts.symbols.get(at as usize);
            let (scope, to) = match (reference.kind, reference.within) {
                (ReferenceKind::Decorator, Some(within)) => {
                    let scope = symbol(within).and_then(|it| it.parent);
                    (scope, Some(index.node(file, within)))
                }
                (ReferenceKind::Call, None) => {
                    let given = facts.references.get(nth + 1);
                    let given = given.filter(|it| it.within.is_none());
                    (
                        None,
                        given.and_then(|it| index.stands_for(file, None, &it.path)),
                    )
                }
                _ => continue,
            };
            let keeper = index.stands_for(file, scope, &reference.path);
            let readers = keeper.and_then(|keeper| keepers.get(&keeper));
            if let (Some(readers), Some(to)) = (readers, to) {
                let with_line = |reader: &Node| (*reader, index.line_of(*reader));
                let readers = readers.iter().map(with_line).collect();
                let key = reference.text.as_deref();
                found.push(Entry { readers, key, to });
            }
        }
    }
}

/// Classes that are found by what they are derived from: it keeps them, or is asked for them.
fn derived(index: &Index<'_>, keepers: &Keepers, found: &mut Vec<Entry<'_>>) {
    let mut by_base: FxHashMap<Node, Vec<(Node, u32)>> = FxHashMap::default();
    let class_of = |node: Node| {
        let (file, symbol) = index.place(node);
        index.enclosing_class(file, symbol)
    };
    let deriving = |it: &&Node| index.symbol(**it).is_some_and(|it| it.last() == DERIVING);
    let mut deriving: Vec<&Node> = keepers.keys().filter(deriving).collect();
    deriving.sort_unstable();
    for keeper in deriving {
        if let (Some(base), Some(readers)) = (class_of(*keeper), keepers.get(keeper)) {
            let readers = readers.iter().map(|it| (*it, index.line_of(*it)));
            by_base.entry(base).or_default().extend(readers);
        }
    }
    for (file, _) in index.files_of(Family::Python) {
        for reference in index.references_to(file, &["__subclasses__"]) {
            let Some((owner, _)) = reference.path.rsplit_once('.') else {
                continue;
            };
            let within = reference.within;
            let base = match owner {
                "" | "cls" | "self.__class__" => index.enclosing_class(file, within),
                owner => index.stands_for(file, within, owner),
            };
            if let Some(base) = base {
                let reader = (at(index, file, within), reference.line);
                by_base.entry(base).or_default().push(reader);
            }
        }
    }
    if by_base.is_empty() {
        return;
    }
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        let symbols = facts.map_or(&[] as &[_], |facts| &facts.symbols);
        let classes = (0_u32..)
            .zip(symbols)
            .filter(|(_, it)| !it.bases.is_empty());
        for (at, _) in classes {
            let to = index.node(file, at);
            let ancestry = index.ancestry(to);
            let readers = ancestry.iter().skip(1).filter_map(|it| by_base.get(it));
            found.extend(readers.map(|readers| Entry {
                readers: readers.clone(),
                key: None,
                to,
            }));
        }
    }
}

#[cfg(test)]
mod tests;
