//! Which of the modules in a folder are loaded, and which of their classes whoever loads them makes
//! objects of.

use rustc_hash::FxHashSet;

use crate::model::{FileFacts, FileId, ReferenceKind, SymbolKind, last_part};
use crate::scan::calls::{Index, Node, Value};
use crate::scan::walk::Tree;

/// Classes for which functions of a file look among what a module holds:
/// `issubclass(it, Plugin)`.
pub(super) fn bases(index: &Index<'_>, file: FileId, facts: &FileFacts) -> Vec<Node> {
    let asking = index.references_to(file, &["issubclass"]);
    let asking: FxHashSet<Option<u32>> = asking.map(|it| it.within).collect();
    let named = facts
        .references
        .iter()
        .filter(|it| it.kind == ReferenceKind::Read && asking.contains(&it.within));
    let mut found: Vec<Node> = named
        .filter_map(|it| match index.value_in(file, &it.path)? {
            Value::Class(class) => Some(class),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a class is one of a kind of which all are made. What a base class from elsewhere starts
/// by its name is made where a test says the name.
pub(super) fn is_wanted(
    index: &Index<'_>,
    class: Node,
    bases: &[Node],
    by_tests: &FxHashSet<&str>,
) -> bool {
    let is_class = index
        .symbol(class)
        .is_some_and(|it| it.kind == SymbolKind::Class);
    if bases.is_empty() || !is_class || bases.contains(&class) {
        return false;
    }
    let ancestry = index.ancestry(class);
    if !ancestry.iter().any(|it| bases.contains(it)) {
        return false;
    }
    let is_foreign = |class: &Node| {
        let named = index.symbol(*class).map_or(0, |it| it.bases.len());
        named > index.bases(*class).len()
    };
    let (file, symbol) = index.place(class);
    let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    let mut names = texts
        .iter()
        .filter(|text| text.within == symbol && last_part(&text.taker) == "name");
    match names.next() {
        Some(name) if ancestry.iter().any(is_foreign) => by_tests.contains(&*name.value),
        _ => true,
    }
}

/// Endings of files that describe modules, as a function names them: `.plugin`, `*.plugin`.
pub(super) fn endings(facts: &FileFacts, within: Option<u32>) -> Vec<&str> {
    let texts = facts.texts.iter().filter(|text| text.within == within);
    let endings = texts.map(|text| text.value.rsplit('*').next().unwrap_or_default());
    endings
        .filter(|ending| {
            let name = ending.strip_prefix('.');
            name.is_some_and(|name| name != "py" && name.chars().all(char::is_alphanumeric))
        })
        .collect()
}

/// Whether a file with one of the endings stands beside a module, under its name.
pub(super) fn is_described(
    index: &Index<'_>,
    tree: &Tree,
    module: FileId,
    endings: &[&str],
) -> bool {
    let Some(path) = index.unit(module).map(|unit| &*unit.path) else {
        return false;
    };
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    endings.iter().any(|ending| {
        let describing = format!("{stem}{ending}");
        let found = tree
            .entries
            .binary_search_by(|entry| entry.path.as_ref().cmp(describing.as_str()));
        found.is_ok()
    })
}
