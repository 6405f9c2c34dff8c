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

/// Most methods that one of an interface may stand for; beyond it, its name says too little.
const MOST_METHODS: usize = 64;

/// Most types that one type is taken to be made of.
const MOST_PARTS: usize = 32;

/// Methods by name.
type Methods<'a> = BTreeMap<&'a str, Node>;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let declared = declared(index);
    let types = types(index, &declared);
    let mut by_method: FxHashMap<&str, Vec<&Methods<'_>>> = FxHashMap::default();
    for methods in sorted(types.values()) {
        for name in methods.keys() {
            by_method.entry(name).or_default().push(methods);
        }
    }
    let mut found = Vec::new();
    for asked in sorted(declared.interfaces.values()) {
        let rarest = asked.keys().filter_map(|name| by_method.get(name));
        let Some(candidates) = rarest.min_by_key(|types| types.len()) else {
            continue;
        };
        let fitting: Vec<&&Methods<'_>> = candidates
            .iter()
            .filter(|methods| {
                let has = |(name, asked): (&&str, &Node)| {
                    let own = methods.get(name);
                    own.is_some_and(|own| fits(index, *own, *asked))
                };
                asked.iter().all(has)
            })
            .collect();
        for (name, from) in asked {
            let mut to: Vec<Node> = fitting
                .iter()
                .filter_map(|methods| methods.get(name).copied())
                .filter(|to| to != from)
                .collect();
            to.sort_unstable();
            to.dedup();
            if to.len() <= MOST_METHODS {
                found.extend(to.into_iter().map(|to| (*from, guess(index, *from, to))));
            }
        }
    }
    found.sort_by_key(|(from, call)| (*from, call.to));
    found
}

/// Whether a method takes and gives back as many values as one that is asked for.
fn fits(index: &Index<'_>, own: Node, asked: Node) -> bool {
    let said = |node| index.symbol(node).map(|symbol| &symbol.decorators);
    said(own) == said(asked)
}

/// What the code says by itself.
#[derive(Default)]
struct Declared<'a> {
    /// Methods that an interface asks for.
    interfaces: FxHashMap<Node, Methods<'a>>,
    /// Methods that a type has of its own, by its package and name.
    own: FxHashMap<(&'a str, &'a str), Methods<'a>>,
    /// Types, with the package and name.
    types: Vec<(Node, (&'a str, &'a str))>,
}

fn declared<'a>(index: &Index<'a>) -> Declared<'a> {
    let mut declared = Declared::default();
    for (file, path) in index.files_of(Family::Go) {
        let symbols = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            let node = index.node(file, at);
            match (symbol.kind, symbol.name.rsplit_once('.')) {
                (SymbolKind::Class, _) => {
                    let key = (folder_of(path), &*symbol.name);
                    declared.types.push((node, key));
                }
                (SymbolKind::Method, Some((owner, name))) => {
                    let methods = match symbol.parent {
                        Some(interface) => declared
                            .interfaces
                            .entry(index.node(file, interface))
                            .or_default(),
                        None => declared.own.entry((folder_of(path), owner)).or_default(),
                    };
                    methods.insert(name, node);
                }
                _ => {}
            }
        }
    }
    declared
}

/// All methods of each type, those of what it embeds included; the nearest of a name counts.
fn types<'a>(index: &Index<'a>, declared: &Declared<'a>) -> FxHashMap<Node, Methods<'a>> {
    let keys: FxHashMap<Node, (&str, &str)> = declared.types.iter().copied().collect();
    let mut found = FxHashMap::default();
    for (of, _) in &declared.types {
        if declared.interfaces.contains_key(of) {
            continue;
        }
        let mut methods = Methods::new();
        let mut open = vec![*of];
        let mut at = 0;
        while let Some(part) = open.get(at).copied() {
            at += 1;
            let own = keys.get(&part).and_then(|key| declared.own.get(key));
            let asked = declared.interfaces.get(&part);
            for (name, node) in own.into_iter().chain(asked).flatten() {
                methods.entry(name).or_insert(*node);
            }
            for base in index.bases(part) {
                if open.len() < MOST_PARTS && !open.contains(base) {
                    open.push(*base);
                }
            }
        }
        if !methods.is_empty() {
            found.insert(*of, methods);
        }
    }
    found
}

/// Tables in the order of their definitions: maps have none of their own.
fn sorted<'m, 'a: 'm>(all: impl Iterator<Item = &'m Methods<'a>>) -> Vec<&'m Methods<'a>> {
    let mut all: Vec<&Methods<'_>> = all.collect();
    all.sort_by(|left, right| left.values().cmp(right.values()));
    all
}

fn guess(index: &Index<'_>, from: Node, to: Node) -> Call {
    Call {
        to,
        strength: Strength::Guess,
        line: index.line_of(from),
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    #[test]
    fn a_type_with_all_methods_may_stand_behind_an_interface_where_it_is_made() {
        let found = symbol_statuses(
            "//- /go.mod\nmodule example.com/x\n\
             //- /store/store.go\npackage store\ntype Driver interface {\n\tGet() int\n\tPut() int\n}\n\
             type Store struct {\n\tdriver Driver\n}\n\
             func (s *Store) Get() int { return s.driver.Get() }\n\
             //- /store/lite/lite.go\npackage lite\ntype DB struct{}\nfunc (d *DB) Get() int { return 1 }\nfunc (d *DB) Put() int { return 2 }\n\
             //- /store/idle/idle.go\npackage idle\ntype DB struct{}\nfunc (d *DB) Get() int { return 1 }\nfunc (d *DB) Put() int { return 2 }\n\
             //- /store/half/half.go\npackage half\ntype DB struct{}\nfunc (d *DB) Get() int { return 1 }\n\
             //- /store/store_test.go\npackage store\nimport (\n\t\"testing\"\n\t\"example.com/x/store/half\"\n\t\"example.com/x/store/lite\"\n)\nfunc TestGet(t *testing.T) {\n\tprint(&half.DB{})\n\ts := &Store{driver: &lite.DB{}}\n\ts.Get()\n}\n",
        );
        let reached: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"))
            .collect();
        assert_eq!(reached, ["store/lite/lite.go#DB.Get"]);
    }

    #[test]
    fn a_type_behind_an_interface_takes_as_much_and_is_made() {
        let found = symbol_statuses(
            "//- /go.mod\nmodule example.com/x\n\
             //- /a/a.go\npackage a\ntype Adds interface {\n\tAdd(a, b int) error\n}\n\
             type One struct{}\nfunc (o *One) Add(int, int) error { return nil }\n\
             type Two struct{}\nfunc (t *Two) Add(all ...int) error { return nil }\n\
             type Three struct{}\nfunc (t *Three) Add(a, b int) { print(a) }\n\
             type Four struct{}\nfunc (f *Four) Add(a, b int) error { return nil }\n\
             func Use(adds Adds) error { return adds.Add(1, 2) }\n\
             //- /a/a_test.go\npackage a\nimport \"testing\"\nvar _ Adds = (*Four)(nil)\nfunc TestUse(t *testing.T) {\n\tprint(&Two{}, &Three{})\n\tUse(&One{})\n}\n",
        );
        let reached: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"))
            .collect();
        assert_eq!(reached, ["a/a.go#One.Add"]);
    }

    #[test]
    fn methods_of_what_a_type_embeds_are_its_own() {
        let found = symbol_statuses(
            "//- /go.mod\nmodule example.com/x\n\
             //- /ast/ast.go\npackage ast\ntype Node interface {\n\tKind() int\n\tNext() Node\n}\n\
             type Base struct{}\nfunc (b *Base) Next() Node { return nil }\n\
             type Text struct {\n\tBase\n}\nfunc (t *Text) Kind() int { return 1 }\n\
             func Walk(n Node) {\n\tn.Next()\n}\n\
             //- /ast/ast_test.go\npackage ast\nimport \"testing\"\nfunc TestWalk(t *testing.T) {\n\tWalk(&Text{})\n}\n",
        );
        let reached: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"))
            .collect();
        assert_eq!(reached, ["ast/ast.go#Base.Next"]);
    }
}
