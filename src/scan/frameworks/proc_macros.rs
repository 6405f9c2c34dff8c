//! Rust's procedural macros: the compiler runs them where code derives something, `#[derive(Shape)]`,
//! or writes `shape!(..)`.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const PROC_MACROS: Framework = Framework {
    uses,
    barred: nothing,
};

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let macros = Macros::of(index);
    let mut found = Vec::new();
    if macros.deriving.is_empty() && macros.called.is_empty() {
        return found;
    }
    let words: Vec<&str> = macros.called.keys().map(String::as_str).collect();
    for (file, _) in index.files_of(Family::Rust) {
        for reference in index.references_to(file, &words) {
            if let Some(to) = macros.called.get(reference.last()) {
                let from = at(index, file, reference.within);
                found.push((from, call(*to, reference.line)));
            }
        }
        let facts = index.facts(file);
        for (nth, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |it| &it.symbols)) {
            let derived = symbol
                .decorators
                .iter()
                .filter_map(|it| it.strip_prefix("derive."));
            for to in derived.filter_map(|name| macros.deriving.get(name)) {
                let call = call(*to, symbol.start);
                found.push((index.node(file, nth), call));
                // The compiler reads a file of tests whole before any of them runs.
                if index.is_test_code(file) {
                    found.push((index.module(file), call));
                }
            }
        }
    }
    found
}

/// The functions that are macros, by what asks for them.
#[derive(Default)]
struct Macros<'a> {
    deriving: FxHashMap<&'a str, Node>,
    /// By their name with its `!`.
    called: FxHashMap<String, Node>,
}

impl<'a> Macros<'a> {
    fn of(index: &Index<'a>) -> Self {
        let mut found = Self::default();
        for (file, _) in index.files_of(Family::Rust) {
            let facts = index.facts(file);
            for (nth, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |it| &it.symbols)) {
                for said in &symbol.decorators {
                    if &**said == "proc_macro" {
                        let name = format!("{}!", symbol.name);
                        found.called.insert(name, index.node(file, nth));
                    } else if let Some(name) = said.strip_prefix("proc_macro_derive.") {
                        found.deriving.insert(name, index.node(file, nth));
                    }
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
    fn the_compiler_runs_macros_where_tests_use_them() {
        let check = |test: &str, expect: &[&str]| {
            let gaps = gaps(&format!(
                "//- /Cargo.toml\n[workspace]\nmembers = [\"mac\", \"use\"]\n\
                 //- /mac/Cargo.toml\n[package]\nname = \"mac\"\n[lib]\nproc-macro = true\n\
                 //- /mac/src/lib.rs\n#[proc_macro_derive(Shape, attributes(shape))]\npub fn derive_shape(input: Stream) -> Stream {{ expand(input) }}\n\
                 fn expand(input: Stream) -> Stream {{ one(input) }}\n#[proc_macro]\npub fn square(input: Stream) -> Stream {{ one(input) }}\n\
                 //- /use/Cargo.toml\n[package]\nname = \"use\"\n//- /use/src/lib.rs\n\
                 //- /use/tests/a.rs\n{test}\n"
            ));
            assert_eq!(gaps, expect, "{test}");
        };
        let (derive, expand) = ("mac/src/lib.rs#derive_shape", "mac/src/lib.rs#expand");
        let square = "mac/src/lib.rs#square";
        check(
            "use mac::Shape;\n#[derive(Debug, Shape)]\nstruct A;\n#[test]\nfn a() { assert(A) }",
            &[square],
        );
        check(
            "#[test]\nfn a() { mac::square!(1); assert(2) }",
            &[derive, expand],
        );
        check(
            "#[derive(Debug)]\nstruct A;\n#[test]\nfn a() { assert(A) }",
            &[derive, expand, square],
        );
    }

    #[test]
    fn a_macro_may_have_the_name_of_what_is_derived() {
        let gaps = gaps(
            "//- /Cargo.toml\n[workspace]\nmembers = [\"mac\", \"use\"]\n\
             //- /mac/Cargo.toml\n[package]\nname = \"mac\"\n[lib]\nproc-macro = true\n\
             //- /mac/src/lib.rs\n#[proc_macro_derive(Form)]\npub fn derive_form(input: Stream) -> Stream { input }\n\
             //- /use/Cargo.toml\n[package]\nname = \"use\"\n\
             //- /use/src/lib.rs\npub use mac::Form;\npub struct Form(u32);\n\
             impl Form {\n    pub fn make() -> Form { Form(1) }\n    pub fn inner(self) -> u32 { self.0 }\n    pub fn idle(&self) -> u32 { 2 }\n}\n\
             #[cfg(test)]\nmod tests {\n    use super::Form;\n    #[derive(Form)]\n    struct A;\n    #[test]\n    fn a() { show(A); assert_eq!(Form::make().inner(), 1) }\n}\n",
        );
        assert_eq!(gaps, ["use/src/lib.rs#Form.idle"]);
    }

    #[test]
    fn what_macros_by_example_make_is_no_derive() {
        let gaps = gaps(
            "//- /Cargo.toml\n[package]\nname = \"a\"\n//- /src/lib.rs\npub mod made;\npub mod user;\n\
             //- /src/made.rs\nmacro_rules! make { ($n:ident) => { pub fn $n() -> u32 { inner() } } }\nmake!(build);\npub fn inner() -> u32 { 1 }\n\
             //- /src/user.rs\npub fn build() -> u32 { 7 }\npub mod side {\n    use crate::made::build;\n    pub fn go() -> u32 { build() }\n}\n\
             #[cfg(test)]\nmod tests {\n    #[test]\n    fn goes() { assert_eq!(super::side::go(), 1) }\n}\n",
        );
        assert_eq!(gaps, [""; 0]);
    }
}
