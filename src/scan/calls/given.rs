//! What calls of Go and Rust say beyond their names: by what they are given, and by what they stand in.

use crate::model::{Reference, Symbol};

use super::body::Body;
use super::graph::Strength;
use super::index::Node;
use super::library::{called_by_library, given};
use super::site::{Only, Site};
use super::value::{Fuel, Value};

impl<'a> Body<'a, '_> {
    /// Which of several methods of Rust is called, by what it is given: `Name::from(word)`.
    pub(super) fn convert(
        &mut self,
        at: u32,
        reference: &'a Reference,
        to: Node,
        strength: Strength,
    ) {
        let facts = self.facts;
        let given = facts.references.get(at as usize + 1);
        let given = given.filter(|it| it.line == reference.line && it.within == reference.within);
        let Some(given) = given else { return };
        let value = self.index.follow(self.place_of(given), &given.path).value;
        let value = match value {
            Some(Value::Function(made)) if given.kind.is_run() => {
                Some(self.index.result(made, &Fuel::new()))
            }
            value => value,
        };
        if let Some(Value::Instance(class) | Value::Class(class)) = value
            && let Some(meant) = self.index.variant_for(to, class)
        {
            self.uses(meant, strength, reference.line);
        }
    }

    /// What a library of Go calls on what it is given there.
    pub(super) fn hand_over(&mut self, at: u32, reference: &'a Reference) {
        if (0..2).all(|nth| called_by_library(&reference.path, nth).is_empty()) {
            return;
        }
        let facts = self.facts;
        for (nth, given) in given(&facts.references, at as usize) {
            let names = called_by_library(&reference.path, nth);
            let followed = self.index.follow(self.place_of(given), &given.path);
            let Some(Value::Instance(class) | Value::Class(class)) = followed.value else {
                continue;
            };
            for name in names {
                let line = reference.line;
                if let Some(method) = self.index.own_method(class, name) {
                    self.uses(method, Strength::Use, line);
                } else if self.index.is_interface(class) {
                    // It may have the method from a library's.
                    self.said.push(Site::ByName {
                        name,
                        line,
                        only: Only::All,
                    });
                }
            }
        }
    }

    /// A method of a list of Go that calls its own name calls that of what it holds:
    /// `list[0].dump()`.
    pub(super) fn call_inside(
        &mut self,
        reference: &'a Reference,
        target: Option<Node>,
        strength: Strength,
    ) {
        let own = reference.within.map(|at| self.index.node(self.file, at));
        if own.is_some()
            && own == target
            && let Some(class) = self.index.enclosing_class(self.file, reference.within)
            && self.is_list(class)
        {
            let name = reference.last();
            for base in self.index.bases(class) {
                if let Some(method) = self.index.own_method(*base, name) {
                    self.uses(method, strength, reference.line);
                }
            }
        }
    }

    fn is_list(&self, class: Node) -> bool {
        let symbol = self.index.symbol(class);
        symbol.is_some_and(|it| it.says(Symbol::LIST))
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn what_calls_its_own_name_calls_that_of_what_a_list_holds() {
        let check = |of: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /go.mod\nmodule example.com/x\n\
                 //- /a.go\npackage a\ntype Inner struct {{ n int }}\nfunc (i Inner) Walk() int {{ return i.n }}\n\
                 type All {of}\nfunc (a All) Walk() int {{\n\tfor _, it := range a.kids() {{\n\t\tit.Walk()\n\t}}\n\treturn 1\n}}\nfunc (a All) kids() []All {{ return nil }}\n\
                 //- /a_test.go\npackage a\nimport \"testing\"\nfunc TestWalk(t *testing.T) {{\n\ta := All{{}}\n\ta.Walk()\n}}\n"
            ));
            assert_eq!(found, expect, "{of}");
        };
        check("[]Inner", &[]);
        check("struct { Inner }", &["a.go#Inner.Walk"]);
    }
}
