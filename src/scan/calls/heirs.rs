//! Tests that a class of Python gets from one that holds none in the eyes of its own file.

use crate::lang::Family;
use crate::model::{FileKind, SymbolKind, last_part};

use super::index::{Index, Node};

/// The tests that a runner finds in a class of a file of tests because it is derived from a class of
/// other code, where they are methods like any other.
pub(crate) fn inherited_tests(index: &Index<'_>, class: Node) -> Vec<Node> {
    let (file, _) = index.place(class);
    let is_of_tests = index
        .unit(file)
        .is_some_and(|unit| unit.kind == FileKind::Test);
    let symbol = index.symbol(class).filter(|symbol| {
        symbol.kind == SymbolKind::Class && !symbol.is_skipped && !symbol.bases.is_empty()
    });
    let Some(symbol) = symbol.filter(|_| is_of_tests) else {
        return Vec::new();
    };
    if index.family(file) != Some(Family::Python) {
        return Vec::new();
    }
    let ancestry = index.ancestry(class);
    let bases = ancestry.iter().filter_map(|it| index.symbol(*it));
    let mut bases = bases.flat_map(|symbol| &symbol.bases);
    // pytest collects classes by their name, but for those that it cannot make.
    let is_case = bases.any(|base| last_part(base).ends_with("TestCase"));
    let is_made = || {
        let mut classes = ancestry.iter();
        !classes.any(|it| index.own_method(*it, "__init__").is_some())
    };
    let is_collected = is_case || symbol.last().starts_with("Test") && is_made();
    if !is_collected {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, base) in ancestry.iter().enumerate().skip(1) {
        for (name, node) in index.members(*base) {
            let is_test = name.starts_with("test")
                && index.symbol(node).is_some_and(|it| {
                    it.kind == SymbolKind::Method && !it.is_test && !it.is_skipped
                });
            let mut before = ancestry.iter().take(at);
            if is_test && !before.any(|it| index.own_method(*it, name).is_some()) {
                found.push(node);
            }
        }
    }
    found
}
