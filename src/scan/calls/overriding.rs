//! Methods of Python that are known to stand in the place of a library's: who asks `super()` for what no
//! base in the tree has, says that the library has it and may call it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, SymbolKind, last_part};

use super::index::{Index, Node};
use super::instantiate::is_mere_marker;

/// Most imports of a file that are looked through for where a base comes from.
const MOST_IMPORTS: usize = 256;

/// Classes of the language that call none of their own methods.
const CONTAINERS: [&str; 14] = [
    "dict",
    "list",
    "set",
    "frozenset",
    "tuple",
    "str",
    "bytes",
    "int",
    "float",
    "OrderedDict",
    "defaultdict",
    "UserDict",
    "UserList",
    "Counter",
];

/// A class of a library: what it is imported from, what it is called.
type Base<'a> = (&'a str, &'a str);

/// Names of methods that stand in the place of a library's, with where the bases come from.
#[derive(Debug, Default)]
pub(super) struct Overriding<'a> {
    by_name: FxHashMap<&'a str, FxHashSet<Base<'a>>>,
}

impl<'a> Overriding<'a> {
    /// Finds them in all classes of a tree.
    pub(super) fn new(index: &Index<'a>) -> Self {
        let mut found = Self::default();
        for (file, _) in index.files_of(Family::Python) {
            let Some(facts) = index.facts(file) else {
                continue;
            };
            for reference in &facts.references {
                let asked = reference.path.strip_prefix("super.");
                let (Some(asked), Some(within)) = (asked, reference.within) else {
                    continue;
                };
                let symbol = facts.symbols.get(within as usize);
                let is_own = symbol.is_some_and(|symbol| {
                    symbol.kind == SymbolKind::Method && symbol.last() == asked
                });
                if is_own && !asked.starts_with("__") {
                    found.add(index, index.node(file, within), asked);
                }
            }
        }
        found
    }

    fn add(&mut self, index: &Index<'a>, method: Node, name: &'a str) {
        let (file, symbol) = index.place(method);
        let Some(class) = index.enclosing_class(file, symbol) else {
            return;
        };
        let ancestry = index.ancestry(class);
        let mut others = ancestry.iter().skip(1);
        if others.any(|base| index.own_method(*base, name).is_some()) {
            return;
        }
        let bases = ancestry.iter().flat_map(|class| outside(index, *class));
        self.by_name.entry(name).or_default().extend(bases);
    }

    /// Whether a method of that name stands in the place of one that a base from outside has.
    pub(super) fn has(&self, index: &Index<'a>, ancestry: &[Node], name: &str) -> bool {
        self.by_name.get(name).is_some_and(|known| {
            let mut bases = ancestry.iter().flat_map(|class| outside(index, *class));
            bases.any(|base| known.contains(&base))
        })
    }
}

/// The bases of a class that come from libraries.
fn outside<'a>(index: &Index<'a>, class: Node) -> Vec<Base<'a>> {
    let (file, _) = index.place(class);
    let Some(symbol) = index.symbol(class) else {
        return Vec::new();
    };
    let of_tree = index.bases(class).iter();
    let of_tree: Vec<&str> = of_tree
        .filter_map(|base| Some(index.symbol(*base)?.last()))
        .collect();
    let named = symbol.bases.iter().map(|base| &**base).filter(|base| {
        let last = last_part(base);
        !is_mere_marker(base) && !CONTAINERS.contains(&last) && !of_tree.contains(&last)
    });
    named
        .filter_map(|base| Some((comes_from(index, file, base)?, last_part(base))))
        .collect()
}

/// The library that a name is imported from.
fn comes_from<'a>(index: &Index<'a>, file: FileId, base: &str) -> Option<&'a str> {
    let head = base.split('.').next()?;
    let imports = &index.facts(file)?.imports;
    let mut imports = imports.iter().take(MOST_IMPORTS);
    let import = imports.find(|import| {
        let is_named = || import.names.iter().any(|name| &*name.local == head);
        let is_whole = || import.names.is_empty() && import.module.split('.').next() == Some(head);
        import.alias.as_deref() == Some(head) || is_named() || is_whole()
    })?;
    let library = import.module.split('.').next()?;
    (!library.is_empty()).then_some(library)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(base: &str, body: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /a.py\nfrom lib import Widget\nimport lib\n\
             class Window(lib.Widget):\n    def press(self, key):\n        {body}\n\
             class Tabs({base}):\n    def press(self, key):\n        return 2\n    def other(self):\n        return 3\n\
             def idle(it):\n    it.press(1)\n    it.other()\n\
             //- /test_a.py\nfrom a import Tabs, Window\ndef test_run():\n    assert Window() and Tabs()\n"
        ));
        assert_eq!(found, expect, "{base} {body}");
    }

    #[test]
    fn what_asks_super_stands_in_the_place_of_a_library_s_method() {
        let asks = "return super().press(key)";
        let rest = ["a.py#Tabs.other", "a.py#idle"];
        check("lib.Widget", asks, &rest);
        check("Widget", asks, &rest);
        let own = ["a.py#Tabs.press", "a.py#Tabs.other", "a.py#idle"];
        check("lib.Other", asks, &own);
        check("Window", asks, &["a.py#Tabs.other", "a.py#idle"]);
        let none = [
            "a.py#Window.press",
            "a.py#Tabs.press",
            "a.py#Tabs.other",
            "a.py#idle",
        ];
        check("lib.Widget", "return key", &none);
        check("lib.Widget", "return super().other(key)", &none);
        check("Exception", "return key", &none);
    }
}
