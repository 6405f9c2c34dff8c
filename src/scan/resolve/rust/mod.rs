//! Imports of Rust: module trees from the roots of crates, `use` and inline paths, `pub use`
//! followed to the file that defines the name. A `mod` declaration is no edge: it runs nothing.

use rayon::prelude::*;

use crate::lang::Family;
use crate::model::{BindingKind, FileFacts, FileId, Presence};
use crate::scan::course;

use super::{Edge, EdgeKind, Input};
use members::Members;
use modules::{Found, Modules};

mod crates;
mod members;
mod modules;
mod names;

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
            let _at = course::begin(&input.units.get(file.0 as usize)?.path)?;
            let facts = modules.facts(file)?;
            let named: Vec<(Found<'_>, Use<'_>)> = imports(&modules, file, facts)
                .chain(paths(&modules, file, facts))
                .chain(annotations(&modules, file, facts))
                .collect();
            let found: Vec<Found<'_>> = named.iter().map(|(found, _)| found.clone()).collect();
            let mut edges: Vec<Edge> = named
                .iter()
                .map(|(found, used)| edge(found, used))
                .collect();
            edges.extend(members.edges(&modules, file, facts, &found));
            let variants: Vec<Edge> = edges
                .iter()
                .flat_map(|edge| {
                    let variants = modules.variants(edge.to).iter();
                    variants.map(|to| Edge {
                        to: *to,
                        ..edge.clone()
                    })
                })
                .collect();
            edges.extend(variants);
            edges.retain(|edge| edge.to != file || is_from_outside(edge));
            Some((file, one_of_each(edges)))
        })
        .collect()
}

/// Whether a file names something of its own as others do: `crate::sums::add(1)` in what a macro
/// writes, `sums::add(1)` in the example of `add`.
fn is_from_outside(edge: &Edge) -> bool {
    let is_path = edge.local.as_ref().is_some_and(|local| {
        local.starts_with("crate.") || edge.is_test_only && local.contains('.')
    });
    let name = edge.name.as_deref();
    // Under the name that it has in the file, it is found there anyway.
    is_path && name.is_some_and(|name| name != "*") && name != edge.local.as_deref()
}

/// Of edges that say the same the first; those at run time before those of types.
fn one_of_each(mut edges: Vec<Edge>) -> Vec<Edge> {
    let identity = |edge: &Edge| {
        (
            edge.to,
            edge.is_test_only,
            edge.local.clone(),
            edge.name.clone(),
        )
    };
    edges.sort_by_cached_key(|edge| {
        let is_type = edge.presence == Presence::TypeOnly;
        (identity(edge), is_type, edge.line)
    });
    edges.dedup_by(|later, first| identity(later) == identity(first));
    edges.sort_by_cached_key(|edge| (edge.line, identity(edge)));
    edges
}

/// How a file uses what it names.
struct Use<'a> {
    /// The chain by which the file names it, with its members.
    local: &'a str,
    line: u32,
    presence: Presence,
    is_test_only: bool,
}

fn imports<'a>(
    modules: &Modules<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (Found<'a>, Use<'a>)> {
    facts.imports.iter().flat_map(move |import| {
        let module: Vec<&str> = import.module.split('.').collect();
        let alias = import.alias.iter().map(|alias| (&**alias, None));
        let names = import
            .names
            .iter()
            .map(|name| (&*name.local, Some(&*name.name)));
        let named = alias.chain(names).filter_map(move |(local, name)| {
            let path: Vec<&str> = module.iter().copied().chain(name).collect();
            let used = Use {
                local,
                line: import.line,
                presence: import.presence,
                is_test_only: import.is_test_only,
            };
            Some((modules.find(file, &path)?, used))
        });
        named.collect::<Vec<_>>()
    })
}

/// Paths that are used without an import of their own: `crate::walk::walk()`, or
/// `walk::walk()` where the module is imported or declared here.
fn paths<'a>(
    modules: &Modules<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (Found<'a>, Use<'a>)> {
    let of_modules = facts.references.iter().filter(|it| !it.is_of_value);
    of_modules.filter_map(move |reference| {
        let symbol = reference
            .within
            .and_then(|index| facts.symbols.get(index as usize));
        let used = Use {
            local: &reference.path,
            line: reference.line,
            presence: Presence::Runtime,
            is_test_only: symbol.is_some_and(|symbol| symbol.is_test || symbol.is_test_only),
        };
        Some((path(modules, file, &reference.path)?, used))
    })
}

/// Types that are named by a path.
fn annotations<'a>(
    modules: &Modules<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (Found<'a>, Use<'a>)> {
    let annotations = facts
        .bindings
        .iter()
        .filter(|binding| matches!(binding.kind, BindingKind::Annotation | BindingKind::Return));
    annotations.filter_map(move |binding| {
        let symbol = binding
            .within
            .and_then(|index| facts.symbols.get(index as usize));
        let used = Use {
            local: &binding.source,
            line: symbol.map_or(1, |symbol| symbol.start),
            presence: Presence::TypeOnly,
            is_test_only: symbol.is_some_and(|symbol| symbol.is_test || symbol.is_test_only),
        };
        Some((path(modules, file, &binding.source)?, used))
    })
}

/// An item that is named by more than one part, or a macro.
fn path<'a>(modules: &Modules<'a>, file: FileId, path: &'a str) -> Option<Found<'a>> {
    let path: Vec<&str> = path.split('.').collect();
    if path.last().is_some_and(|last| last.ends_with('!')) {
        return modules.find_macro(file, &path);
    }
    if path.len() < 2 || matches!(path.first(), Some(&("" | "self"))) {
        return None;
    }
    let found = modules.find(file, &path)?;
    (!found.item.is_empty()).then_some(found)
}

/// The edge to what is named; its members are told by the edges of [`Members`].
fn edge(found: &Found<'_>, used: &Use<'_>) -> Edge {
    let named = found.item.len().saturating_sub(found.members);
    let local = used.local.split('.').count().saturating_sub(found.members);
    let local: Vec<&str> = used.local.split('.').take(local.max(1)).collect();
    Edge {
        to: found.file,
        kind: if found.is_passed_on {
            EdgeKind::Reexports
        } else {
            EdgeKind::Names
        },
        presence: used.presence,
        is_test_only: used.is_test_only,
        line: used.line,
        local: Some(local.join(".").into()),
        name: found
            .item
            .get(..named)
            .filter(|name| !name.is_empty())
            .map(|name| name.join(".").into()),
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
    fn all_names_of_an_inline_module_may_be_passed_on() {
        check(
            "//- /src/lib.rs\nmod filters;\nmod run;\n\
             //- /src/filters.rs\n#[cfg(feature = \"all\")]\npub use self::imp::*;\nmod imp {\n    use super::*;\n    pub fn upper() {}\n    pub struct Case;\n}\n\
             //- /src/run.rs\nuse crate::filters::{self, Case};\npub fn run() { filters::upper(); Case::new() }\n",
            "src/run.rs",
            &[
                "src/filters.rs as filters",
                "src/filters.rs#imp.Case as Case",
                "src/filters.rs#imp.upper as filters.upper",
            ],
        );
    }

    #[test]
    fn inline_modules_pass_names_on() {
        check(
            "//- /src/lib.rs\nmod runtime;\nmod run;\npub mod prelude {\n    pub use crate::runtime::{check, Case};\n    pub fn own() {}\n}\n\
             //- /src/runtime.rs\npub fn check() {}\npub struct Case;\n\
             //- /src/run.rs\nuse crate::prelude::{Case, own};\npub fn run() { crate::prelude::check(); Case::new(); own() }\n",
            "src/run.rs",
            &[
                "src/lib.rs#prelude.own as own",
                "src/runtime.rs#Case",
                "src/runtime.rs#check as crate.prelude.check",
            ],
        );
    }

    #[test]
    fn an_item_of_an_inline_module_is_no_member_of_it() {
        check(
            "//- /src/lib.rs\nmod syntax;\nmod run;\n\
             //- /src/syntax.rs\npub mod imp {\n    pub struct Case;\n    impl Case { pub fn make() -> u32 { 1 } }\n    pub mod more { pub fn f() {} }\n}\n\
             //- /src/run.rs\nuse crate::syntax::imp::Case;\nuse crate::syntax::imp::more::f;\npub fn run() { Case::make(); f() }\n",
            "src/run.rs",
            &[
                "src/syntax.rs#imp.Case as Case",
                "src/syntax.rs#imp.Case.make as Case.make",
                "src/syntax.rs#imp.more.f as f",
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
            &[
                "src/run.rs#run as crate.run.run",
                "src/walk.rs#walk as walk.walk",
            ],
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
            &["src/a.rs#make", "src/b.rs#A.run"],
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
    fn modules_for_each_platform_are_all_led_to() {
        check(
            "//- /src/lib.rs\n#[cfg(unix)]\n#[path = \"unix.rs\"]\nmod imp;\n#[cfg(windows)]\n#[path = \"windows.rs\"]\nmod imp;\nfn f() { imp::run() }\n\
             //- /src/unix.rs\npub fn run() {}\n\
             //- /src/windows.rs\npub fn run() {}\n",
            "src/lib.rs",
            &[
                "src/unix.rs#run as imp.run",
                "src/windows.rs#run as imp.run",
            ],
        );
    }

    #[test]
    fn a_prelude_may_be_written_out_in_a_file() {
        check(
            "//- /src/lib.rs\nmod book;\nmod run;\nmod prelude { pub use crate::book::Book; }\n\
             //- /src/book.rs\npub struct Book;\nimpl Book { pub fn open(&self) {} }\n\
             //- /src/run.rs\nuse crate::prelude::*;\nfn f() { Book::open(); }\n",
            "src/run.rs",
            &["src/book.rs#Book", "src/book.rs#Book.open", "src/lib.rs#*"],
        );
    }

    #[test]
    fn macros_of_inline_modules_are_known_there_first() {
        let tree = "//- /src/lib.rs\nmod a;\nmod b;\nmod c;\n\
             //- /src/a.rs\n#[cfg(test)]\nmod tests {\n    macro_rules! check { () => { 1 } }\n    #[test]\n    fn t() { check!() }\n}\n\
             //- /src/b.rs\nmacro_rules! check { () => { 2 } }\npub(crate) use check;\npub fn run() { check!() }\n\
             //- /src/c.rs\npub fn go() { check!() }\n\
             //- /src/d.rs\n";
        check(tree, "src/a.rs", &[]);
        check(tree, "src/b.rs", &[]);
        check(tree, "src/c.rs", &["src/b.rs#check!"]);
    }

    #[test]
    fn macros_are_found_by_crate_and_name() {
        let tree = "//- /src/lib.rs\n#[macro_use]\nmod macros;\nmod run;\n\
             //- /src/macros.rs\nmacro_rules! quiet { () => { $crate::run::run() } }\npub(crate) use quiet;\n\
             //- /src/run.rs\npub fn run() { quiet!(); crate::macros::quiet!(); loud!() }\n\
             //- /tests/it.rs\nuse my_app::quiet;\nfn f() { quiet!(); }\n\
             //- /tests/all.rs\nuse my_app::*;\nfn f() { quiet!(); println!() }\n\
             //- /tests/path.rs\nfn f() { my_app::quiet!(); other::quiet!() }\n";
        let of_macro = "src/macros.rs#quiet!";
        check(
            tree,
            "src/run.rs",
            &[of_macro, "src/macros.rs#quiet! as crate.macros.quiet!"],
        );
        check(tree, "src/macros.rs", &["src/run.rs#run as crate.run.run"]);
        check(tree, "tests/it.rs", &["src/lib.rs#quiet", of_macro]);
        check(tree, "tests/all.rs", &["src/lib.rs#*", of_macro]);
        check(
            tree,
            "tests/path.rs",
            &["src/macros.rs#quiet! as my_app.quiet!"],
        );
    }

    #[test]
    fn circles_of_modules_and_names_end() {
        check(
            "//- /src/lib.rs\nmod a;\nmod b;\n#[path = \"lib.rs\"]\nmod c;\n\
             //- /src/a.rs\npub use crate::b::*;\npub use crate::b::x;\nfn f() { crate::b::y(); }\n\
             //- /src/b.rs\npub use crate::a::*;\npub use crate::a::x;\n",
            "src/a.rs",
            &["src/b.rs#*", "src/b.rs#y as crate.b.y"],
        );
    }
}
