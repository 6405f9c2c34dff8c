//! Rust's traits across the border of the tree: traits from elsewhere on types of the tree, whose
//! methods others call, and traits of the tree on types from elsewhere.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{Symbol, SymbolKind};

use super::index::{Index, Node};

impl<'a> Index<'a> {
    /// Whether a method of a class implements a trait that is not in the tree: its callers may
    /// not be either.
    pub(super) fn implements_foreign(&self, class: Node, method: Node) -> bool {
        let is_in_tree = |wanted: &str| {
            let mut bases = self.bases(class).iter();
            bases.any(|base| {
                self.symbol(*base)
                    .is_some_and(|base| last(&base.name) == wanted)
            })
        };
        self.symbol(method)
            .and_then(implemented)
            .is_some_and(|of| !is_in_tree(last(of)))
    }

    /// Methods by name that may be called on values whose type is not in the tree.
    pub(super) fn methods_of_foreign_types(&self) -> Vec<(&'a str, Node)> {
        let mut found = Vec::new();
        let mut traits = FxHashSet::default();
        for (file, _) in self.files_of(Family::Rust) {
            let symbols = self.facts(file).map_or(&[] as &[_], |facts| &facts.symbols);
            for (at, symbol) in (0_u32..).zip(symbols) {
                let Some(of) = implemented(symbol) else {
                    continue;
                };
                if self.enclosing_class(file, Some(at)).is_some() {
                    continue;
                }
                found.push((last(&symbol.name), self.node(file, at)));
                let class = self.stands_for(file, None, of);
                // What the trait brings along runs on those types too.
                if let Some(class) = class.filter(|class| traits.insert(*class)) {
                    found.extend(self.members(class));
                }
            }
        }
        found
    }
}

/// The trait whose `impl` block a method stands in.
fn implemented(symbol: &Symbol) -> Option<&str> {
    let mut said = symbol.decorators.iter();
    said.find_map(|said| said.strip_prefix("impl."))
        .filter(|_| symbol.kind == SymbolKind::Method && symbol.parent.is_none())
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    fn check(fixture: &str, expect: &[&str]) {
        let found = symbol_statuses(&format!(
            "//- /Cargo.toml\n[package]\nname = \"x\"\n{fixture}"
        ));
        let gaps: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" unreached"))
            .collect();
        assert_eq!(gaps, expect, "{fixture}");
    }

    #[test]
    fn others_call_the_methods_of_their_traits() {
        check(
            "//- /src/lib.rs\nuse visit::Visit;\npub struct Walker;\nimpl Visit for Walker {\n    fn enter(&mut self) { self.count() }\n}\n\
             impl Walker {\n    fn count(&mut self) { print() }\n    fn idle(&mut self) { other.enter() }\n}\n\
             #[test]\nfn walks() { visit::walk(Walker {}) }\n",
            &["src/lib.rs#Walker.idle"],
        );
    }

    #[test]
    fn traits_give_methods_to_types_from_elsewhere() {
        check(
            "//- /src/lib.rs\nmod ext;\nuse ext::Ext;\n#[test]\nfn builds() { command().quiet(); command().loud() }\n\
             //- /src/ext.rs\npub trait Ext {\n    fn quiet(self) -> Self { self.arg() }\n    fn loud(self) -> Self;\n    fn idle(self) -> Self { self.arg() }\n}\n\
             impl Ext for other::Command {\n    fn loud(self) -> Self { self.arg() }\n}\n",
            &["src/ext.rs#Ext.idle"],
        );
    }

    #[test]
    fn a_variable_named_like_the_function_that_makes_it_hides_it_afterwards_only() {
        check(
            "//- /src/lib.rs\nmod starts;\nuse starts::starts;\n#[test]\nfn finds() {\n    let starts = starts(1);\n    check(starts)\n}\n\
             //- /src/starts.rs\npub fn starts(n: u8) -> Vec<u8> { vec(n) }\n",
            &[],
        );
    }

    #[test]
    fn what_inline_tests_import_hides_nothing_from_the_code_around_them() {
        check(
            "//- /src/lib.rs\nmod rust;\npub fn resolve() -> u8 { rust::resolve() }\n\
             //- /src/rust.rs\npub fn resolve() -> u8 { help() }\nfn help() -> u8 { one() }\n\
             #[cfg(test)]\nmod tests {\n    use crate::resolve;\n    #[test]\n    fn resolves() { assert(resolve()) }\n}\n",
            &["src/lib.rs#resolve"],
        );
    }

    #[test]
    fn a_table_holds_functions_with_and_without_names() {
        check(
            "//- /src/lib.rs\nmod gaps;\nstatic ALL: &[View] = &[gaps::VIEW];\n#[test]\nfn draws() { for view in ALL { view.draw() } }\n\
             //- /src/gaps.rs\npub const VIEW: View = View { draw, title: |x| x + 1 };\nfn draw() { rows() }\nfn rows() { one() }\nfn idle() { one() }\n",
            &["src/gaps.rs#idle"],
        );
    }
}
