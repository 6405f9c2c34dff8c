//! Go's interfaces: a call of an interface's method may run that of any type which has all its
//! methods, without either naming the other.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::SymbolKind;
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::paths::folder_of;
use crate::scan::walk::Tree;

use super::{Framework, nothing};

pub(super) const INTERFACES: Framework = Framework {
    uses,
    barred: nothing,
};

/// Most types that one method of an interface may stand for; beyond it, its name says too little.
const MOST_TYPES: usize = 64;

/// Methods by name.
type Methods<'a> = BTreeMap<&'a str, Node>;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut interfaces: FxHashMap<Node, Methods<'_>> = FxHashMap::default();
    let mut types: FxHashMap<(&str, &str), Methods<'_>> = FxHashMap::default();
    for (file, path) in index.files_of(Family::Go) {
        let symbols = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            let Some((owner, name)) = symbol
                .name
                .rsplit_once('.')
                .filter(|_| symbol.kind == SymbolKind::Method)
            else {
                continue;
            };
            let methods = match symbol.parent {
                Some(interface) => interfaces.entry(index.node(file, interface)).or_default(),
                None => types.entry((folder_of(path), owner)).or_default(),
            };
            methods.insert(name, index.node(file, at));
        }
    }
    let mut by_method: FxHashMap<&str, Vec<&Methods<'_>>> = FxHashMap::default();
    for methods in sorted(types.values()) {
        for name in methods.keys() {
            by_method.entry(name).or_default().push(methods);
        }
    }
    let mut found = Vec::new();
    for asked in sorted(interfaces.values()) {
        let rarest = asked.keys().filter_map(|name| by_method.get(name));
        let Some(candidates) = rarest.min_by_key(|types| types.len()) else {
            continue;
        };
        let fitting: Vec<&&Methods<'_>> = candidates
            .iter()
            .filter(|methods| asked.keys().all(|name| methods.contains_key(name)))
            .collect();
        if fitting.len() <= MOST_TYPES {
            for (name, from) in asked {
                let to = fitting.iter().filter_map(|methods| methods.get(name));
                found.extend(to.map(|to| (*from, guess(index, *to))));
            }
        }
    }
    found.sort_by_key(|(from, call)| (*from, call.to));
    found
}

/// Tables in the order of their definitions: maps have none of their own.
fn sorted<'m, 'a: 'm>(all: impl Iterator<Item = &'m Methods<'a>>) -> Vec<&'m Methods<'a>> {
    let mut all: Vec<&Methods<'_>> = all.collect();
    all.sort_by_key(|methods| methods.values().min().copied());
    all
}

fn guess(index: &Index<'_>, to: Node) -> Call {
    Call {
        to,
        strength: Strength::Guess,
        line: index.symbol(to).map_or(1, |symbol| symbol.start),
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    #[test]
    fn a_type_with_all_methods_may_stand_behind_an_interface() {
        let found = symbol_statuses(
            "//- /go.mod\nmodule example.com/x\n\
             //- /store/store.go\npackage store\ntype Driver interface {\n\tGet() int\n\tPut() int\n}\n\
             type Store struct {\n\tdriver Driver\n}\n\
             func (s *Store) Get() int { return s.driver.Get() }\n\
             //- /store/lite/lite.go\npackage lite\ntype DB struct{}\nfunc (d *DB) Get() int { return 1 }\nfunc (d *DB) Put() int { return 2 }\n\
             //- /store/half/half.go\npackage half\ntype DB struct{}\nfunc (d *DB) Get() int { return 1 }\n\
             //- /store/store_test.go\npackage store\nimport \"testing\"\nfunc TestGet(t *testing.T) {\n\ts := &Store{driver: open()}\n\ts.Get()\n}\n",
        );
        let reached: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"))
            .collect();
        assert_eq!(reached, ["store/lite/lite.go#DB.Get"]);
    }
}
