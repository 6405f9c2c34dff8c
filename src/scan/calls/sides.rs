//! Members of ECMAScript's classes: one name may mean one thing for a class itself and another for
//! its objects, as `static` says.

use crate::lang::Family;
use crate::model::{Symbol, SymbolKind};

use super::index::{Index, Node};
use super::value::{Fuel, Place, Value};

/// Whose member is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// That of a class itself.
    Itself,
    /// That of an object of it.
    Object,
}

impl<'a> Index<'a> {
    /// What a class or its objects have under a name that may mean one thing for the class itself
    /// and another for its objects, as `static` says in ECMAScript.
    pub(super) fn on_side(
        &self,
        class: Node,
        name: &str,
        side: Side,
        fuel: &Fuel,
    ) -> Option<Value<'a>> {
        let found = self.attribute(class, name, fuel)?;
        match found {
            Value::Function(method) if self.is_apart(method, side) => {
                Some(self.method_on(class, name, side, fuel).unwrap_or(found))
            }
            _ => Some(found),
        }
    }

    /// Whether a definition is a method of ECMAScript that the other side has.
    fn is_apart(&self, method: Node, side: Side) -> bool {
        self.family(self.place(method).0) == Some(Family::EcmaScript)
            && self.symbol(method).is_some_and(|symbol| {
                symbol.kind == SymbolKind::Method
                    && symbol.says(Symbol::STATIC) != (side == Side::Itself)
            })
    }

    /// The nearest method of that name which a side has.
    fn method_on(&self, class: Node, name: &str, side: Side, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        let own = self.own_method(class, name);
        let repeats = own.map_or(&[] as &[_], |own| self.repeats(own));
        let mut own = own.into_iter().chain(repeats.iter().copied());
        if let Some(method) = own.find(|method| !self.is_apart(*method, side)) {
            return Some(Value::Function(method));
        }
        let mut bases = self.bases(class).iter();
        bases.find_map(|base| self.method_on(*base, name, side, fuel))
    }

    /// Whether a place stands in what a class itself has, where `this` is the class.
    pub(super) fn is_in_static(&self, place: Place, class: Node) -> bool {
        let Some(facts) = self.facts(place.file) else {
            return false;
        };
        let (_, class) = self.place(class);
        let mut scope = place.within;
        while let Some(symbol) = scope.and_then(|at| facts.symbols.get(at as usize)) {
            if symbol.parent == class {
                return symbol.says(Symbol::STATIC);
            }
            scope = symbol.parent;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// The functions that a test does not reach which does something with the classes of a module.
    fn check(module: &str, test: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /f.ts\nexport function one() {{ return 1 }}\nexport function two() {{ return 2 }}\n\
             //- /a.ts\nimport {{ one, two }} from './f'\n{module}\n\
             //- /a.test.ts\nimport * as all from './a'\nimport {{ A, B, make }} from './a'\nit('x', () => {{ {test} }})\n"
        ));
        let found: Vec<&str> = found
            .iter()
            .filter_map(|it| it.strip_prefix("f.ts#"))
            .collect();
        assert_eq!(found, expect, "{module}\n{test}");
    }

    #[test]
    fn a_class_and_its_objects_have_methods_of_one_name() {
        let both = "export class A { static go() { return one() } }\nexport class B extends A { go() { return two() } }";
        check(both, "B.go()", &["two"]);
        check(both, "new B().go()", &["one"]);
        check(
            "export class A { static go() { return this.help() } static help() { return one() } }\n\
             export class B extends A { help() { return two() } }",
            "B.go()",
            &["two"],
        );
        check(
            "export class A { static go = () => this.help(); static help() { return one() } help() { return two() } }",
            "A.go()",
            &[],
        );
    }

    #[test]
    fn a_static_method_makes_objects_of_the_class_it_is_asked_of() {
        let made = "export class A { static make() { return new this() } go() { return two() } }\n\
                    export class B extends A { constructor() { super(); one() } }";
        check(made, "B.make()", &["two"]);
        check(made, "A.make().go()", &["one"]);
        check(
            "export class A { static run() { return new this().start() } start() { return this.run() } }",
            "class C extends A { run() { return all.B } } C.run()",
            &["one", "two"],
        );
        check(
            "export class A { static run() { return new this().start() } start() { one(); return this.run() } }",
            "class C extends A { run() { return 1 } } C.run()",
            &["two"],
        );
    }

    #[test]
    fn functions_give_back_classes() {
        let test = "const K = make(1); new K().go()";
        for class in [
            "export function make(n) { return class { constructor() { one() } go() { return two() } } }",
            "export const make = (n) => class { constructor() { one() } go() { return two() } }",
            "export function make(n) { class K { constructor() { one() } go() { return two() } } return K }",
            "class P { constructor() { one() } go() { return two() } }\nexport const make = (n) => class extends P {}",
        ] {
            check(class, test, &[]);
        }
        let mixin = "const Timed = (P) => class extends P { stamp() { return one() } }\n\
                     class User { name() { return two() } }\n";
        check(
            &format!("{mixin}export const A = Timed(User)"),
            "const a = new A(); a.stamp(); a.name()",
            &[],
        );
        check(
            &format!("{mixin}export class A extends Timed(User) {{}}"),
            "const a = new A(); a.stamp(); a.name()",
            &[],
        );
    }

    #[test]
    fn fields_hold_tables_of_functions() {
        for field in [
            "shown = { a: () => one(), deep: { b() { return two() } } }; go(k) { return this.shown[k]() }",
            "shown: Record<string, () => number> = { a: () => one(), b: two }; go(k) { return this.shown[k]?.() }",
            "shown = new Map([['a', () => one()], ['b', () => two()]]); go(k) { return this.shown.get(k)() }",
            "shown = [() => one(), two]; go(k) { return this.shown.map((it) => it()) }",
            "task = new Task(this, { run: () => one(), args: () => [two()] }); go() { return this.task.value }",
        ] {
            let module = format!("import {{ Task }} from 'kit'\nexport class A {{ {field} }}");
            check(&module, "new A().go('a')", &[]);
            check(&module, "expect(1).toBe(1)", &["one", "two"]);
        }
    }
}
