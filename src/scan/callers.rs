//! How many other files use each function of a file: a count by names, for what to test first.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileId, FileKind, Presence, SymbolKind};

use super::extract::Unit;
use super::resolve::{Edge, Graph};

/// For each file that `is_asked`, how many other source files import it and use the name of each of
/// its symbols, in their order. Nothing for the other files, and for functions inside functions.
pub fn callers(
    units: &[Unit],
    graph: &Graph,
    is_asked: &dyn Fn(FileId) -> bool,
) -> Vec<Box<[u32]>> {
    let mut found: Vec<Box<[u32]>> = vec![Box::default(); units.len()];
    let mut words: FxHashSet<&str> = FxHashSet::default();
    for (unit, edges) in units.iter().zip(&graph.edges) {
        let Some(facts) = unit
            .facts
            .as_ref()
            .filter(|_| unit.kind == FileKind::Source)
        else {
            continue;
        };
        let is_counted =
            |edge: &&Edge| edge.is_use() && edge.presence == Presence::Runtime && is_asked(edge.to);
        let used = edges.iter().filter(is_counted).map(|edge| edge.to);
        let used: FxHashSet<FileId> = used.collect();
        if used.is_empty() {
            continue;
        }
        words.clear();
        let chains = facts.references.iter().map(|reference| &*reference.path);
        words.extend(chains.flat_map(|chain| chain.split('.')));
        let mut used: Vec<FileId> = used.into_iter().collect();
        used.sort_unstable();
        for to in used {
            let at = to.0 as usize;
            let (Some(target), Some(counts)) = (units.get(at), found.get_mut(at)) else {
                continue;
            };
            if !std::ptr::eq(target, unit) {
                count(target, &words, counts);
            }
        }
    }
    found
}

/// Counts one file with these words for the functions of another.
fn count(target: &Unit, words: &FxHashSet<&str>, counts: &mut Box<[u32]>) {
    let Some(facts) = &target.facts else { return };
    if counts.is_empty() {
        *counts = vec![0; facts.symbols.len()].into();
    }
    // An overload or a repetition is used with the first of its name.
    let mut seen: FxHashMap<&str, bool> = FxHashMap::default();
    for (symbol, count) in facts.symbols.iter().zip(counts.iter_mut()) {
        let parent = symbol.parent.and_then(|at| facts.symbols.get(at as usize));
        if parent.is_some_and(|parent| parent.kind != SymbolKind::Class) {
            continue;
        }
        let name = symbol.last();
        let is_used = *seen.entry(name).or_insert_with(|| words.contains(name));
        *count += u32::from(is_used);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::fixture::units;
    use crate::scan::resolve;

    #[test]
    fn files_that_import_and_name_a_function_count() {
        let (tree, units) = units(
            "//- /a.py\ndef f():\n    return g()\ndef g():\n    return h()\n\
             class C:\n    def m(self):\n        def inner():\n            return 1\n        return inner\n\
             //- /b.py\nimport a\nfrom a import f\na.f()\nf().m()\n\
             //- /c.py\nfrom a import C\nC().m()\ninner = 1\nprint(inner)\n\
             //- /d.py\ng()\n\
             //- /tests/test_a.py\nfrom a import g\ndef test_g():\n    g()\n",
        );
        let graph = resolve(&tree, &units);
        let counts = |asked: bool| callers(&units, &graph, &|_| asked);
        let at = units.iter().position(|unit| &*unit.path == "a.py").unwrap();
        let facts = units[at].facts.as_ref().unwrap();
        let names: Vec<&str> = facts.symbols.iter().map(|symbol| &*symbol.name).collect();
        assert_eq!(names, ["f", "g", "C", "C.m", "C.m.inner"]);
        assert_eq!(*counts(true)[at], [1, 0, 1, 2, 0]);
        assert!(counts(false).iter().all(|counts| counts.is_empty()));
    }
}
