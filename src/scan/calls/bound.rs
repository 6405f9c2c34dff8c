//! Says what names are bound to: variables, fields, what functions give back, base classes.

use crate::lang::Family;
use crate::model::{Binding, BindingKind, FileId, SymbolKind};

use super::index::{Index, Node};
use super::library_rust::is_map;
use super::value::{Fuel, Place, Value};

impl<'a> Index<'a> {
    /// What a binding of that number stands for, found out once where the steps suffice.
    pub(super) fn bound(
        &self,
        file: FileId,
        (at, binding): (u32, &'a Binding),
        fuel: &Fuel,
    ) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        let names = self.names_of(file).filter(|_| self.is_whole);
        let kept = names.and_then(|names| names.known(at));
        fuel.once(kept, || self.find_bound(file, binding, fuel))
    }

    fn find_bound(&self, file: FileId, binding: &'a Binding, fuel: &Fuel) -> Option<Value<'a>> {
        // The scope in which the source is written; a name does not stand for itself.
        let source: &'a str = &binding.source;
        let place = Place {
            file,
            within: binding.within,
        };
        // A view of Django under a name of its own: `home = Home.as_view()`.
        let view = source.strip_suffix(".as_view");
        if let Some(view) = view.filter(|_| binding.kind == BindingKind::Call)
            && let Some(class @ Value::Class(_)) = self.chain(place, view, fuel)
        {
            return Some(class);
        }
        if binding.kind == BindingKind::Call
            && let Some(node) = self.fetched(file, binding)
        {
            return self.value_of(node);
        }
        if self.is_of_library(file, binding) {
            return Some(match self.family(file) {
                Some(Family::Rust) if is_map(binding) => Value::Container,
                _ => Value::Library,
            });
        }
        let value = if source == &*binding.name {
            self.in_module(file, source, fuel)?
        } else {
            self.chain(place, source, fuel)?
        };
        Some(match (binding.kind, value) {
            (BindingKind::Call, value) => self.called(value, fuel),
            (BindingKind::Annotation, Value::Class(class)) => Value::Instance(class),
            (_, value) => value,
        })
    }

    /// What a call gives back.
    fn called(&self, value: Value<'a>, fuel: &Fuel) -> Value<'a> {
        match value {
            Value::Class(class) => Value::Instance(class),
            Value::Function(function) => {
                fuel.take_result_of(function);
                self.result(function, fuel)
            }
            // What a function gives back may be the class that it makes.
            Value::Result(function) => match self.class_inside(function) {
                Some(class) => Value::Instance(class),
                None => Value::Foreign,
            },
            // What gives a store stands for it, too.
            Value::Object(file, object) if self.gives_store(file, object) => value,
            _ => Value::Foreign,
        }
    }

    /// What a function gives back, found out once where the steps suffice.
    pub(super) fn result(&self, function: Node, fuel: &Fuel) -> Value<'a> {
        if !fuel.spend() {
            return Value::Foreign;
        }
        let (file, symbol) = self.place(function);
        let names = self.names_of(file).zip(symbol).filter(|_| self.is_whole);
        let kept = names.and_then(|(names, symbol)| names.result_of(symbol));
        let value = fuel.once(kept, || Some(self.find_result(function, fuel)));
        value.unwrap_or(Value::Foreign)
    }

    fn find_result(&self, function: Node, fuel: &Fuel) -> Value<'a> {
        let (file, symbol) = self.place(function);
        let names = self.names_of(file).zip(symbol);
        for binding in names
            .into_iter()
            .flat_map(|(names, symbol)| names.returns(symbol))
        {
            let place = Place {
                file,
                within: symbol,
            };
            match self.chain(place, &binding.source, fuel) {
                Some(Value::Class(class)) => return Value::Instance(class),
                Some(Value::Function(inner)) if inner != function => {
                    // `return make()` and `return wrapper` look alike; what is inside a
                    // function of the same file is more often handed out than called.
                    match self.result(inner, fuel) {
                        Value::Result(_) => return Value::Result(inner),
                        value => return value,
                    }
                }
                Some(value @ (Value::Instance(_) | Value::Result(_) | Value::Module(_))) => {
                    return value;
                }
                _ => {}
            }
        }
        Value::Result(function)
    }

    /// The class that a function makes for others to be derived from.
    pub(super) fn class_inside(&self, function: Node) -> Option<Node> {
        let (file, outer) = self.place(function);
        let symbols = &self.facts(file)?.symbols;
        let mut inner = (0_u32..).zip(symbols);
        let (class, _) = inner.find(|(_, symbol)| {
            symbol.kind == SymbolKind::Class && outer.is_some() && symbol.parent == outer
        })?;
        Some(self.node(file, class))
    }

    /// Resolves what a class says that it is derived from.
    pub(super) fn resolve_bases(&self, class: Node) -> Vec<Node> {
        let (file, symbol) = self.place(class);
        let Some(definition) = self.symbol(class) else {
            return Vec::new();
        };
        let place = Place {
            file,
            within: definition.parent,
        };
        let found = definition.bases.iter().filter_map(|base| {
            match self.chain(place, base, &Fuel::new())? {
                Value::Class(base) | Value::Instance(base) => Some(base),
                Value::Function(mixin) => self.class_inside(mixin),
                _ => None,
            }
        });
        found
            .filter(|base| self.place(*base) != (file, symbol))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(test: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /a.ts\nexport class A {{ go() {{ return 1 }} }}\nexport class B {{ go() {{ return 2 }} }}\n\
             //- /a.test.ts\nimport {{ A, B }} from './a'\nit('x', () => {{ new A(); new B(); {test} }})\n"
        ));
        assert_eq!(found, expect, "{test}");
    }

    #[test]
    fn a_variable_is_what_was_made_for_it_whatever_its_type_says() {
        check("const it: Goes = new A(); it.go()", &["a.ts#B.go"]);
        check("const it: any = new A(); it.go()", &["a.ts#B.go"]);
        check("let it: any = new A(); it.go(); it = new B(); it.go()", &[]);
        check("const it = late() ? new A() : new B(); it.go()", &[]);
        check(
            "const it = late() ? new A() : new A(1); it.go()",
            &["a.ts#B.go"],
        );
        check("const it = late() ? given : new A(); it.go()", &[]);
    }

    #[test]
    fn what_a_call_gives_back_may_be_called_at_once() {
        let check = |made: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/a.py\nclass One:\n    def __init__(self, n):\n        self.n = n\n    def go(self):\n        return self.n\n    def idle(self):\n        return 1\n\
                 //- /tests/test_a.py\nclass TestOne:\n    def get_class(self):\n        from app.a import One\n        return One\n    def make(self):\n        {made}\n    def test_go(self):\n        assert self.make().go()\n"
            ));
            assert_eq!(found, expect, "{made}");
        };
        let idle = ["app/a.py#One.idle"];
        check("return self.get_class()(1)", &idle);
        check("it = self.get_class()(1)\n        return it", &idle);
    }

    #[test]
    fn a_class_goes_by_the_variable_that_holds_it() {
        let check = |class: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /a.ts\n{class}\n\
                 //- /a.test.ts\nimport {{ A }} from './a'\nit('x', () => {{ new A(1).go() }})\n"
            ));
            assert_eq!(found, expect, "{class}");
        };
        let body = "{ constructor(n) { this.n = n } go() { return 1 } idle() { return 2 } }";
        check(
            &format!("export const A = class B {body}"),
            &["a.ts#A.idle"],
        );
        check(
            "export const A = class B { go() { return B.of(2) } static of(n) { return n } }",
            &[],
        );
        let idle: &[_] = &["a.ts#<anonymous>.C.idle"];
        for maker in ["(() => { MADE })()", "(function () { MADE })()"] {
            for made in [
                format!("const C = class {body}; return C"),
                format!("const C = class D {body}; Object.freeze(C); return C"),
                format!("class C {body} return C"),
            ] {
                let maker = maker.replace("MADE", &made);
                check(&format!("export const A = {maker}"), idle);
            }
        }
        check(
            &format!(
                "const other = (() => 1)();\nexport const A = (() => {{ return class C {body} }})()"
            ),
            &["a.ts#<anonymous>~2.C.idle"],
        );
    }
}
