//! Decorators of Python that put a mark on what they decorate, for others to find it by:
//! `def expose(url)` with `def wrap(f): f.urls = [url]; return f` inside.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileFacts, SymbolKind};

use super::index::{Index, Node};

/// Functions that put a mark on what they are given, and those that make them.
pub(super) fn marking(index: &Index<'_>) -> FxHashSet<Node> {
    let mut found = FxHashSet::default();
    for (file, _) in index.files_of(Family::Python) {
        let Some(facts) = index.facts(file).filter(|_| !index.is_test_code(file)) else {
            continue;
        };
        for reference in &facts.references {
            let owner = reference.path.strip_suffix('=');
            let owner = owner.and_then(|path| Some(path.split_once('.')?.0));
            let (Some(owner), Some(within)) = (owner, reference.within) else {
                continue;
            };
            if let Some(around) = marked_by(facts, within, owner) {
                found.insert(index.node(file, within));
                found.extend(around.map(|around| index.node(file, around)));
            }
        }
    }
    found
}

/// The function around one that takes what it marks as its only parameter.
fn marked_by(facts: &FileFacts, within: u32, owner: &str) -> Option<Option<u32>> {
    let symbol = |at: u32| facts.symbols.get(at as usize);
    let marking = symbol(within).filter(|it| it.kind == SymbolKind::Function)?;
    let is_given = matches!(&*marking.parameters, [only] if **only == *owner);
    let around = marking
        .parent
        .filter(|at| symbol(*at).is_some_and(|it| it.kind != SymbolKind::Class));
    is_given.then_some(around)
}
