//! To which class each definition belongs, and what belongs to each class.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, SymbolKind, last_part};

use super::index::{Index, Node};
use super::sorted::Grouped;
use super::value::{Fuel, Value};

/// The classes of one file.
#[derive(Debug, Default)]
pub(super) struct Classes {
    /// The class around each symbol, or the symbol itself where it is one.
    around: Vec<Option<Node>>,
    /// Methods that stand in this file, by class.
    members: Grouped,
}

/// Methods of a class that stand in other files (Go, Rust).
#[derive(Debug, Default)]
pub(super) struct Apart<'a> {
    in_order: Vec<(&'a str, Node)>,
    by_name: FxHashMap<&'a str, Node>,
}

impl<'a> Index<'a> {
    pub(super) fn find_classes(&self) -> Vec<Classes> {
        let files = u32::try_from(self.files()).unwrap_or(u32::MAX);
        let files = (0..files).into_par_iter().map(FileId);
        files.map(|file| self.classes_of(file)).collect()
    }

    fn classes_of(&self, file: FileId) -> Classes {
        let symbols = self.facts(file).map_or(&[] as &[_], |facts| &facts.symbols);
        let mut by_place: Vec<Option<Node>> = Vec::with_capacity(symbols.len());
        for (at, symbol) in (0_u32..).zip(symbols) {
            let class = match symbol.kind {
                SymbolKind::Class => Some(self.node(file, at)),
                // A parent comes before its children.
                _ => symbol
                    .parent
                    .and_then(|parent| by_place.get(parent as usize).copied().flatten()),
            };
            by_place.push(class);
        }
        let around: Vec<Option<Node>> = by_place
            .into_iter()
            .zip(0_u32..)
            .map(|(class, at)| class.or_else(|| self.class_by_name(file, at)))
            .collect();
        let members = (0_u32..).zip(symbols).filter_map(|(at, symbol)| {
            // A type of Rust and its methods may stand side by side in a function, too.
            let beside = || {
                let class = around.get(at as usize).copied().flatten()?;
                let (owner, class) = self.place(class);
                class.filter(|_| owner == file)
            };
            let class = match (symbol.kind, symbol.parent) {
                (SymbolKind::Class, _) => None,
                (SymbolKind::Method, parent) => beside().or(parent),
                (_, parent) => parent,
            };
            Some((class?, at))
        });
        Classes {
            members: Grouped::new(symbols.len(), members),
            around,
        }
    }

    /// Rust and Go: a method stands beside its type; its name tells which.
    fn class_by_name(&self, file: FileId, symbol: u32) -> Option<Node> {
        let names = self.names_of(file)?;
        names.owners(symbol).find_map(|owner| {
            let own = names.symbol_of(owner).map(|symbol| self.node(file, symbol));
            let imported = || {
                let imported = names.import_of(owner)?;
                self.by_name(imported.file, imported.name?)
            };
            let taken = || match names.stars.is_empty() {
                true => None,
                false => self.taken_with_all(file, names.text(owner)?),
            };
            let found = own.or_else(imported).or_else(taken);
            found.filter(|node| self.is_class(*node))
        })
    }

    /// A type of Rust that a file takes with all names of a module: `use super::*`.
    fn taken_with_all(&self, file: FileId, name: &str) -> Option<Node> {
        if self.family(file) != Some(Family::Rust) {
            return None;
        }
        let fuel = Fuel::new();
        let mut stars = self.names_of(file)?.stars.iter();
        match stars.find_map(|star| self.in_module(*star, name, &fuel))? {
            Value::Class(class) => Some(class),
            _ => None,
        }
    }

    fn is_class(&self, node: Node) -> bool {
        self.symbol(node)
            .is_some_and(|symbol| symbol.kind == SymbolKind::Class)
    }

    /// The innermost class around a symbol, or the symbol itself where it is one.
    pub(crate) fn enclosing_class(&self, file: FileId, symbol: Option<u32>) -> Option<Node> {
        let classes = self.classes.get(file.0 as usize)?;
        classes.around.get(symbol? as usize).copied()?
    }

    /// Methods of a class by name: inside it, beside it, and in other files.
    pub(crate) fn members(&self, class: Node) -> Vec<(&'a str, Node)> {
        let (file, symbol) = self.place(class);
        let classes = self.classes.get(file.0 as usize);
        let own = match (classes, symbol) {
            (Some(classes), Some(symbol)) => classes.members.get(symbol),
            _ => &[],
        };
        let own = own.iter().filter_map(|at| {
            let node = self.node(file, *at);
            let name: &'a str = &self.symbol(node)?.name;
            Some((last_part(name), node))
        });
        let apart = self.methods_apart.get(&class);
        let apart = apart.map_or(&[] as &[_], |apart| &apart.in_order);
        own.chain(apart.iter().copied()).collect()
    }

    /// A method of a class that stands in another file.
    pub(super) fn method_apart(&self, class: Node, name: &str) -> Option<Node> {
        self.methods_apart.get(&class)?.by_name.get(name).copied()
    }

    pub(super) fn find_methods_apart(&self) -> FxHashMap<Node, Apart<'a>> {
        let mut found: FxHashMap<Node, Apart<'a>> = FxHashMap::default();
        for (file, unit) in (0..).map(FileId).zip(self.units) {
            let Some(facts) = &unit.facts else { continue };
            for (at, symbol) in (0_u32..).zip(&facts.symbols) {
                if symbol.kind != SymbolKind::Method || symbol.parent.is_some() {
                    continue;
                }
                let class = self.enclosing_class(file, Some(at));
                if let Some(class) = class.filter(|class| self.place(*class).0 != file) {
                    let name = symbol.last();
                    let node = self.node(file, at);
                    let apart = found.entry(class).or_default();
                    apart.in_order.push((name, node));
                    apart.by_name.entry(name).or_insert(node);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn a_type_in_a_function_has_its_methods() {
        let found = gaps(
            "//- /Cargo.toml\n[package]\nname = \"a\"\n\
             //- /src/lib.rs\npub fn count() -> impl Iterator<Item = u32> {\n    struct Count(u32);\n    impl Iterator for Count {\n        type Item = u32;\n        \
             fn next(&mut self) -> Option<u32> { self.0 += 1; step() }\n    }\n    impl Count { fn idle(&self) -> u32 { 1 } }\n    Count(3)\n}\nfn step() -> Option<u32> { None }\n\
             //- /tests/count.rs\n#[test]\nfn counts() { for each in a::count() { drop(each) } assert!(true); }\n",
        );
        assert_eq!(found, ["src/lib.rs#count.Count.idle"]);
    }

    #[test]
    fn methods_belong_to_a_type_that_their_file_takes_with_all_names() {
        let found = gaps(
            "//- /Cargo.toml\n[package]\nname = \"a\"\n\
             //- /src/lib.rs\npub mod types;\n//- /src/types/mod.rs\nmod ops;\npub struct Sum(pub u32);\n\
             //- /src/types/ops.rs\nuse super::*;\nimpl Sum {\n    pub fn twice(&self) -> u32 { self.0 * 2 }\n    pub fn idle(&self) -> u32 { self.0 }\n}\n\
             //- /tests/sum.rs\nuse a::types::Sum;\n#[test]\nfn doubles() { assert_eq!(Sum(1).twice(), 2); }\n",
        );
        assert_eq!(found, ["src/types/ops.rs#Sum.idle"]);
    }

    #[test]
    fn names_and_errors_of_a_crate_may_have_other_names() {
        let found = gaps(
            "//- /Cargo.toml\n[package]\nname = \"a\"\n\
             //- /src/lib.rs\nmod error;\nuse error::Result;\npub struct Table<T>(T);\nimpl<T> Table<T> {\n    pub fn make() -> u32 { one() }\n}\npub type Map = Table<u8>;\n\
             pub fn go() -> Result<u8> { read()? }\n\
             //- /src/error.rs\npub struct Error;\npub struct Other;\npub type Result<T> = std::result::Result<T, Error>;\n\
             impl From<u8> for Error { fn from(_: u8) -> Self { one() } }\nimpl From<u8> for Other { fn from(_: u8) -> Self { one() } }\n\
             //- /tests/sum.rs\nuse a::{Map, go};\n#[test]\nfn goes() { assert(go(), Map::make()); }\n",
        );
        assert_eq!(found, ["src/error.rs#Other.from"]);
    }
}
