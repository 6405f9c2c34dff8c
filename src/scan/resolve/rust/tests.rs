//! What the resolver of Rust finds in small trees.

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
fn inline_modules_pass_all_names_of_others_on() {
    for path in ["super::assets::meta", "crate::assets::meta"] {
        check(
            &format!(
                "//- /src/lib.rs\nmod assets;\npub mod meta {{\n    pub use {path}::*;\n}}\n\
                 //- /src/assets.rs\npub(crate) mod meta;\n\
                 //- /src/assets/meta.rs\npub struct Meta;\nimpl Meta {{ pub fn load() -> u32 {{ 1 }} }}\npub fn plain() {{}}\n\
                 //- /src/main.rs\nuse my_app::meta::Meta;\nfn main() {{ Meta::load(); my_app::meta::plain() }}\n"
            ),
            "src/main.rs",
            &[
                "src/assets/meta.rs#Meta",
                "src/assets/meta.rs#Meta.load",
                "src/assets/meta.rs#plain as my_app.meta.plain",
            ],
        );
    }
}

#[test]
fn globs_of_foreign_libraries_hide_nothing() {
    let globs: String = (0..40)
        .map(|index| format!("use foreign{index}::*;\n"))
        .collect();
    check(
        &format!(
            "//- /src/lib.rs\npub mod a;\npub mod b;\n\
             //- /src/a.rs\n{globs}use crate::b::*;\npub fn one() {{}}\n\
             //- /src/b.rs\n{globs}pub use crate::a::*;\n\
             //- /src/main.rs\n{globs}use my_app::a::*;\nfn main() {{ my_app::b::one() }}\n"
        ),
        "src/main.rs",
        &["src/a.rs#*", "src/a.rs#one as my_app.b.one"],
    );
}

#[test]
fn a_glob_may_begin_with_what_another_brings() {
    check(
        "//- /src/lib.rs\nmod deep;\nmod prelude;\nmod shed;\nmod run;\n\
         //- /src/deep.rs\npub mod tools;\n\
         //- /src/deep/tools.rs\npub fn hammer() {}\n\
         //- /src/prelude.rs\npub use crate::deep::tools;\n\
         //- /src/shed.rs\npub use tools::*;\nuse crate::prelude::*;\n\
         //- /src/run.rs\nuse crate::shed::hammer;\npub fn run() { hammer() }\n",
        "src/run.rs",
        &["src/deep/tools.rs#hammer"],
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

#[test]
fn all_files_of_a_folder_may_be_declared_at_once() {
    check(
        "//- /tests/suite/main.rs\nautomod::dir!(pub(crate) \"tests/suite\");\n\
         //- /tests/suite/common.rs\npub fn same() {}\n\
         //- /tests/suite/one.rs\nuse crate::common::same;\nuse super::two::two;\n#[test]\nfn t() { same() }\n\
         //- /tests/suite/two.rs\npub fn two() {}\n",
        "tests/suite/one.rs",
        &["tests/suite/common.rs#same", "tests/suite/two.rs#two"],
    );
    check(
        "//- /src/lib.rs\nmod commands { automod::dir!(\"src/cmds\"); }\npub fn run() { commands::add::add() }\n\
         //- /src/cmds/add.rs\npub fn add() {}\n//- /src/cmds/deep/rm.rs\npub fn rm() {}\n",
        "src/lib.rs",
        &["src/cmds/add.rs#add as commands.add.add"],
    );
}
