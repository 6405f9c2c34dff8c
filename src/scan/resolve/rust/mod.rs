//! Imports of Rust: module trees from the roots of crates, `use` and inline paths, `pub use`
//! followed to the file that defines the name. A `mod` declaration is no edge: it runs nothing.

use rayon::prelude::*;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Presence};

use super::{Edge, EdgeKind, Input};
use members::Members;
use modules::{Found, Modules};

mod crates;
mod members;
mod modules;

/// Resolves the imports of all Rust files.
pub(super) fn resolve(input: &Input<'_>) -> Vec<(FileId, Vec<Edge>)> {
    let modules = Modules::new(input);
    let members = Members::new(input);
    let files: Vec<FileId> = input
        .of_family(Family::Rust)
        .map(|(file, _)| file)
        .collect();
    files
        .into_par_iter()
        .filter_map(|file| {
            let facts = modules.facts(file)?;
            let named: Vec<(Found<'_>, Use<'_>)> = imports(&modules, file, facts)
                .into_iter()
                .chain(paths(&modules, file, facts))
                .collect();
            let found: Vec<Found<'_>> = named.iter().map(|(found, _)| found.clone()).collect();
            let mut edges: Vec<Edge> = named
                .iter()
                .map(|(found, used)| edge(found, used))
                .collect();
            edges.extend(members.edges(&modules, file, facts, &found));
            edges.retain(|edge| edge.to != file);
            edges.sort_by(|left, right| {
                let key = |edge: &Edge| (edge.line, edge.to, edge.is_test_only);
                let names = || (&left.name, &left.local).cmp(&(&right.name, &right.local));
                key(left).cmp(&key(right)).then_with(names)
            });
            edges.dedup_by(|right, left| {
                (right.to, &right.name, right.is_test_only)
                    == (left.to, &left.name, left.is_test_only)
            });
            Some((file, edges))
        })
        .collect()
}

/// How a file uses what it names.
struct Use<'a> {
    local: &'a str,
    line: u32,
    is_test_only: bool,
}

fn imports<'a>(
    modules: &Modules<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> Vec<(Found<'a>, Use<'a>)> {
    let mut found = Vec::new();
    for import in &facts.imports {
        let path: Vec<&str> = import.module.split('.').collect();
        let mut add = |path: &[&'a str], local: &'a str| {
            let used = Use {
                local,
                line: import.line,
                is_test_only: import.is_test_only,
            };
            found.extend(modules.find(file, path).map(|found| (found, used)));
        };
        if let Some(alias) = &import.alias {
            add(&path, alias);
        }
        for name in &import.names {
            let mut path = path.clone();
            path.push(&name.name);
            add(&path, &name.local);
        }
    }
    found
}

/// Paths that are used without an import of their own: `crate::walk::walk()`, or
/// `walk::walk()` where the module is imported or declared here.
fn paths<'a>(
    modules: &Modules<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> Vec<(Found<'a>, Use<'a>)> {
    facts
        .references
        .iter()
        .filter_map(|reference| {
            let path: Vec<&str> = reference.path.split('.').collect();
            let (first, rest) = path.split_first()?;
            if rest.is_empty() || matches!(*first, "" | "self") {
                return None;
            }
            let found = modules
                .find(file, &path)
                .filter(|found| !found.item.is_empty())?;
            let symbol = reference
                .within
                .and_then(|index| facts.symbols.get(index as usize));
            let used = Use {
                local: first,
                line: reference.line,
                is_test_only: symbol.is_some_and(|symbol| symbol.is_test || symbol.is_test_only),
            };
            Some((found, used))
        })
        .collect()
}

fn edge(found: &Found<'_>, used: &Use<'_>) -> Edge {
    Edge {
        to: found.file,
        kind: if found.is_passed_on {
            EdgeKind::Reexports
        } else {
            EdgeKind::Names
        },
        presence: Presence::Runtime,
        is_test_only: used.is_test_only,
        line: used.line,
        local: Some(used.local.into()),
        name: (!found.item.is_empty()).then(|| found.item.join(".").into()),
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::{edges, units};
    use crate::scan::resolve::resolve;

    fn check(fixture: &str, from: &str, expected: &[&str]) {
        let fixture = format!("//- /Cargo.toml\n[package]\nname = \"my-app\"\n{fixture}");
        assert_eq!(edges(&fixture, from), expected);
    }

    #[test]
    fn paths_follow_the_module_tree() {
        check(
            "//- /src/lib.rs\nmod a;\n#[path = \"other/name.rs\"]\nmod e;\nmod f { mod g; }\n\
             //- /src/a/mod.rs\nmod b;\nmod c;\n\
             //- /src/a/b.rs\nuse super::c::x;\nuse crate::e;\nuse crate::f::g::y;\nuse self::d::z;\nmod d;\n\
             //- /src/a/b/d.rs\npub fn z() {}\n\
             //- /src/a/c.rs\npub fn x() {}\n\
             //- /src/other/name.rs\n//- /src/f/g.rs\npub fn y() {}\n",
            "src/a/b.rs",
            &[
                "src/a/b/d.rs#z",
                "src/a/c.rs#x",
                "src/f/g.rs#y",
                "src/other/name.rs as e",
            ],
        );
    }

    #[test]
    fn names_that_are_passed_on_lead_to_their_definition() {
        check(
            "//- /src/lib.rs\nmod model;\nmod run;\n\
             //- /src/model/mod.rs\nmod facts;\nmod file;\npub use facts::Facts;\npub use file::*;\npub const LIMIT: u8 = 1;\n\
             //- /src/model/facts.rs\npub struct Facts;\n\
             //- /src/model/file.rs\npub struct File;\n\
             //- /src/run.rs\nuse crate::model::{Facts as F, File, LIMIT};\n",
            "src/run.rs",
            &[
                "src/model/facts.rs#Facts as F",
                "src/model/file.rs#File",
                "src/model/mod.rs#LIMIT",
            ],
        );
    }

    #[test]
    fn paths_need_no_import() {
        check(
            "//- /src/main.rs\nmod walk;\nmod run;\nfn main() { walk::walk(); crate::run::run(); std::mem::drop(1); }\n\
             //- /src/walk.rs\npub fn walk() {}\n\
             //- /src/run.rs\npub fn run() { super::walk::walk() }\n",
            "src/main.rs",
            &["src/run.rs#run as crate", "src/walk.rs#walk as walk"],
        );
    }

    #[test]
    fn crates_of_the_tree_import_each_other_by_name() {
        check(
            "//- /src/lib.rs\npub fn run() {}\n\
             //- /src/main.rs\nuse my_app::run;\nuse short::go;\nuse serde::Deserialize;\n\
             //- /tests/it.rs\nmod common;\nuse my_app::run;\n\
             //- /tests/common/mod.rs\n\
             //- /other/Cargo.toml\n[package]\nname = \"long-name\"\n//- /other/src/lib.rs\npub fn go() {}\n",
            "tests/it.rs",
            &["src/lib.rs#run"],
        );
        let renamed = "//- /Cargo.toml\n[package]\nname = \"a\"\n[dependencies]\nshort = { package = \"long-name\", path = \"other\" }\n\
             //- /src/main.rs\nuse short::go;\n\
             //- /other/Cargo.toml\n[package]\nname = \"long-name\"\n//- /other/src/lib.rs\npub fn go() {}\n";
        assert_eq!(edges(renamed, "src/main.rs"), ["other/src/lib.rs#go"]);
    }

    #[test]
    fn methods_lead_to_the_files_of_their_impl() {
        check(
            "//- /src/lib.rs\nmod a;\nmod b;\nmod c;\nmod d;\n\
             //- /src/a.rs\npub struct A;\nimpl A { pub fn new() -> A { A } }\npub fn make() -> A { A::new() }\n\
             //- /src/b.rs\nuse crate::a::A;\nimpl A { pub fn run(&self) {} }\n\
             //- /src/c.rs\npub struct A;\nimpl A { pub fn run(&self) {} }\n\
             //- /src/d.rs\nuse crate::a::make;\nfn d() { make().run() }\n",
            "src/d.rs",
            &["src/a.rs#make", "src/b.rs#A.run as run"],
        );
    }

    #[test]
    fn what_inline_tests_use_is_test_only() {
        let fixture = "//- /Cargo.toml\n[package]\nname = \"a\"\n\
             //- /src/lib.rs\nmod a;\nmod b;\nmod c;\n\
             //- /src/a.rs\nuse crate::b::b;\n#[cfg(test)]\nmod tests {\n    use super::*;\n    use crate::c::c;\n    #[test]\n    fn t() { crate::b::other(); }\n}\n\
             //- /src/b.rs\npub fn b() {}\npub fn other() {}\n\
             //- /src/c.rs\npub fn c() {}\n";
        let (tree, units) = units(fixture);
        let graph = resolve(&tree, &units);
        let from = units.iter().position(|unit| &*unit.path == "src/a.rs");
        let found: Vec<_> = graph.edges[from.unwrap()]
            .iter()
            .map(|edge| {
                (
                    &*units[edge.to.0 as usize].path,
                    edge.line,
                    edge.is_test_only,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("src/b.rs", 1, false),
                ("src/c.rs", 5, true),
                ("src/b.rs", 7, true),
            ]
        );
    }

    #[test]
    fn circles_of_modules_and_names_end() {
        check(
            "//- /src/lib.rs\nmod a;\nmod b;\n#[path = \"lib.rs\"]\nmod c;\n\
             //- /src/a.rs\npub use crate::b::*;\npub use crate::b::x;\nfn f() { crate::b::y(); }\n\
             //- /src/b.rs\npub use crate::a::*;\npub use crate::a::x;\n",
            "src/a.rs",
            &["src/b.rs#* as *", "src/b.rs#x", "src/b.rs#y as crate"],
        );
    }
}
