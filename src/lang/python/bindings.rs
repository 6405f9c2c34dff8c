//! Local names whose type can be read off.

use ruff_python_ast::{Expr, Parameters, StmtAnnAssign, StmtAssign, WithItem};

use crate::model::{Binding, BindingKind, Presence};

use super::is_receiver;
use super::names::{annotated_type, annotated_types, dotted};
use super::reader::{Place, Reader};

/// How far a `return name` looks back for what the name was bound to.
const LOOK_BACK: usize = 64;

impl Reader<'_> {
    pub(super) fn bind(&mut self, name: String, source: String, kind: BindingKind) {
        self.facts.bindings.push(Binding {
            within: self.scope.symbol,
            name: name.into(),
            source: source.into(),
            kind,
        });
    }

    pub(super) fn bind_parameters(&mut self, parameters: &Parameters) {
        for parameter in parameters {
            let parameter = parameter.as_parameter();
            let annotation = parameter.annotation.as_deref();
            for source in annotation.map(annotated_types).unwrap_or_default() {
                self.bind(parameter.name.to_string(), source, BindingKind::Annotation);
            }
        }
    }

    pub(super) fn bind_assign(&mut self, assign: &StmtAssign) {
        for target in &assign.targets {
            match (target, &*assign.value) {
                (Expr::Tuple(names), Expr::Tuple(values))
                    if names.elts.len() == values.elts.len() =>
                {
                    for (name, value) in names.elts.iter().zip(&values.elts) {
                        self.bind_value(name, value);
                    }
                }
                (name, value) => self.bind_value(name, value),
            }
        }
    }

    pub(super) fn bind_annotated(&mut self, assign: &StmtAnnAssign) {
        if let Some(name) = dotted(&assign.target) {
            for source in annotated_types(&assign.annotation) {
                self.bind(name.clone(), source, BindingKind::Annotation);
            }
        }
        if let Some(value) = &assign.value {
            self.bind_value(&assign.target, value);
        }
    }

    pub(super) fn bind_with(&mut self, item: &WithItem) {
        if let Some(target) = &item.optional_vars {
            self.bind_value(target, &item.context_expr);
        }
    }

    pub(super) fn bind_value(&mut self, target: &Expr, value: &Expr) {
        self.speak_value(target, value);
        let Some(name) = dotted(target) else {
            return;
        };
        if let Some((source, kind)) = evident(value).or_else(|| self.evident_result(value)) {
            self.bind(name, source, kind);
        } else if self.scope.symbol.is_none() && is_table(value) {
            self.bind(name, String::new(), BindingKind::Alias);
        }
    }

    /// The chain of a call that goes on from another one: `Foo().make()`.
    fn evident_result(&mut self, value: &Expr) -> Option<(String, BindingKind)> {
        let value = match value {
            Expr::Await(awaited) => &*awaited.value,
            value => value,
        };
        let source = self.result_path(&value.as_call_expr()?.func)?;
        Some((source, BindingKind::Call))
    }

    /// Gives the module that the last import by call brought in the name it is assigned to.
    pub(super) fn name_dynamic_import(&mut self, assign: &StmtAssign, imports_before: usize) {
        if let ([Expr::Name(target)], Expr::Call(_)) = (assign.targets.as_slice(), &*assign.value)
            && self.facts.imports.len() == imports_before + 1
            && let Some(import) = self.facts.imports.last_mut()
            && import.presence == Presence::Dynamic
        {
            import.alias = Some(target.id.as_str().into());
        }
    }

    pub(super) fn bind_annotated_result(&mut self, annotation: Option<&Expr>) {
        if let Some(source) = annotation.and_then(annotated_type) {
            self.bind(String::new(), source, BindingKind::Return);
        }
    }

    /// Records what a function returns or yields.
    pub(super) fn hand_out(&mut self, value: Option<&Expr>) {
        self.bind_result(value);
        self.speak_result(value);
    }

    /// A name stands for what it was bound to.
    fn bind_result(&mut self, value: Option<&Expr>) {
        if self.scope.place != Place::Function {
            return;
        }
        let Some((mut source, kind)) = value.and_then(evident) else {
            return;
        };
        if kind == BindingKind::Alias && !source.contains('.') && !is_receiver(&source) {
            match self.bound_to(&source) {
                Some(bound) => source = bound,
                None if self.imports(&source) => {}
                None => return,
            }
        }
        self.bind(String::new(), source, BindingKind::Return);
    }

    /// Whether the file takes something under a name: `from app import main`.
    fn imports(&self, name: &str) -> bool {
        let mut imports = self.facts.imports.iter().take(LOOK_BACK);
        imports.any(|import| import.names.iter().any(|it| *it.local == *name))
    }

    fn bound_to(&self, name: &str) -> Option<String> {
        let own = self.facts.bindings.iter().rev().take(LOOK_BACK);
        own.filter(|binding| binding.within == self.scope.symbol)
            .find(|binding| &*binding.name == name)
            .map(|binding| binding.source.to_string())
    }
}

/// Whether a value is a table: `{"add": add}`, `[]`.
fn is_table(value: &Expr) -> bool {
    match value {
        Expr::Dict(_) | Expr::List(_) | Expr::Set(_) => true,
        // Most tuples are plain values.
        Expr::Tuple(table) => table
            .elts
            .iter()
            .any(|it| matches!(it, Expr::Name(_) | Expr::Attribute(_))),
        _ => false,
    }
}

/// The chain that says what a value is. Of `a or Foo()` and `a if b else Foo()` it is the call.
fn evident(value: &Expr) -> Option<(String, BindingKind)> {
    let mut value = value;
    let mut is_choice = false;
    loop {
        value = match value {
            Expr::Await(awaited) => &awaited.value,
            Expr::Named(named) => &named.value,
            Expr::BoolOp(choice) if choice.op.is_or() => {
                is_choice = true;
                choice.values.last()?
            }
            Expr::If(choice) => {
                is_choice = true;
                match &*choice.body {
                    Expr::Call(_) | Expr::Await(_) => &choice.body,
                    _ => &choice.orelse,
                }
            }
            Expr::Call(call) => return Some((dotted(&call.func)?, BindingKind::Call)),
            Expr::Name(_) | Expr::Attribute(_) if !is_choice => {
                return Some((dotted(value)?, BindingKind::Alias));
            }
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    /// Bindings as `within name kind source`.
    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let found: Vec<String> = facts
            .bindings
            .iter()
            .map(|binding| {
                let within = binding
                    .within
                    .map_or("-", |symbol| facts.symbols[symbol as usize].name.as_ref());
                format!(
                    "{within} {} {:?} {}",
                    binding.name, binding.kind, binding.source
                )
            })
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn values_of_assignments_are_bound() {
        check("x = a.Foo(1)", &["- x Call a.Foo"]);
        check("x = y = Foo()", &["- x Call Foo", "- y Call Foo"]);
        check("x = y.z", &["- x Alias y.z"]);
        check("a, b = Foo(), c", &["- a Call Foo", "- b Alias c"]);
        check("x = y or Foo()", &["- x Call Foo"]);
        check("x = Foo() if y else None", &["- x Call Foo"]);
        check("f(x := Foo())", &["- x Call Foo"]);
        check("x = await Foo.create()", &["- x Call Foo.create"]);
        check(
            "x = a.Foo().make()",
            &["- a:Foo() Call a.Foo", "- x Call a:Foo().make"],
        );
    }

    #[test]
    fn values_without_an_evident_type_are_not_bound() {
        check(
            "x = 1\ny[0] = Foo()\nz = f[0].g()\na = b or c\nd, e = f()\n",
            &[],
        );
    }

    #[test]
    fn tables_at_the_top_of_a_file_stand_for_something_of_their_own() {
        check("x = {'a': b}", &["- x Alias "]);
        check("x: dict = []", &["- x Alias "]);
        check("x = (a, 1)\ny = (1, 2)", &["- x Alias "]);
        check("def f():\n    x = []", &[]);
    }

    #[test]
    fn annotations_are_bound_where_they_stand() {
        check("x: Foo | None = None", &["- x Annotation Foo"]);
        check(
            "class A:\n    repo: Repo = Repo()\n",
            &["A repo Annotation Repo", "A repo Call Repo"],
        );
        check(
            "def f(a: Foo, /, b: int, *c: 'Bar', d: list[Baz] = x, **e: Q):\n    pass\n",
            &[
                "f a Annotation Foo",
                "f c Annotation Bar",
                "f d Annotation Baz",
                "f e Annotation Q",
            ],
        );
    }

    #[test]
    fn attributes_of_self_are_bound_in_the_method() {
        check(
            "class A:\n    def __init__(self):\n        self.x = Foo()\n",
            &["A.__init__ self.x Call Foo"],
        );
    }

    #[test]
    fn context_managers_are_bound() {
        check(
            "with Foo() as x, a.b as c:\n    pass\n",
            &["- x Call Foo", "- c Alias a.b"],
        );
    }

    #[test]
    fn results_have_no_name() {
        check(
            "def f() -> Optional[Foo]:\n    return Bar()\n",
            &["f  Return Foo", "f  Return Bar"],
        );
        check(
            "@pytest.fixture\ndef client():\n    c = Client(app)\n    yield c\n",
            &["client c Call Client", "client  Return Client"],
        );
        check("def f(x):\n    return x\n", &[]);
        check("def f(self):\n    return self\n", &["f  Return self"]);
        check("f = lambda: Foo()\n", &[]);
    }

    #[test]
    fn a_name_is_not_looked_up_in_other_functions() {
        check(
            "def f():\n    x = Foo()\ndef g(x):\n    return x\n",
            &["f x Call Foo"],
        );
    }
}
