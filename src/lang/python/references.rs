//! Uses of names: chains, calls and what they are given.

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{Expr, ExprBinOp, ExprCall};
use ruff_text_size::{Ranged, TextSize};

use crate::model::{BindingKind, Reference, ReferenceKind};

use super::names::{Chain, chain, constant, first_text, last_part};
use super::patterns;
use super::reader::Reader;

/// Longest chain of calls that is followed, in bytes.
const LONGEST_RESULT: usize = 120;

/// How tables are called in which a test puts something else in the place of what it does without:
/// `app.dependency_overrides` of FastAPI.
const OVERRIDES: &str = "dependency_overrides";

impl Reader<'_> {
    pub(super) fn refer(
        &mut self,
        path: String,
        kind: ReferenceKind,
        text: Option<Box<str>>,
        at: TextSize,
    ) {
        let line = self.lines.line(at);
        let before = self.facts.references.last();
        let is_key = kind == ReferenceKind::Read
            && before.is_some_and(|before| {
                before.line == line && before.path.split('.').any(|part| part == OVERRIDES)
            });
        self.facts.references.push(Reference {
            within: self.scope.symbol,
            path: path.into(),
            is_of_value: false,
            kind: match kind {
                _ if is_key => ReferenceKind::Replaced,
                // What a decorator is given to call later is not called on import.
                ReferenceKind::Call if self.is_decorating && self.is_later => ReferenceKind::Read,
                kind => kind,
            },
            text,
            line,
        });
    }

    /// Records a chain that is read; what it is computed from comes first.
    pub(super) fn read(&mut self, expr: &Expr) {
        if let Some(chain) = chain(expr) {
            self.used(expr, chain, ReferenceKind::Read, None);
        }
    }

    /// Records an attribute that is given a value, by the name that a setter of it has.
    pub(super) fn write(&mut self, expr: &Expr) {
        if let Some(mut chain) = chain(expr) {
            chain.path.push('=');
            self.used(expr, chain, ReferenceKind::Read, None);
        }
    }

    pub(super) fn call(&mut self, call: &ExprCall) {
        self.mark_writers(call);
        match chain(&call.func) {
            Some(chain) => {
                self.import_by_call(&chain.path, &call.arguments, call.start());
                if let (".format", Some(format)) = (&*chain.path, chain.base.and_then(constant)) {
                    self.text(&patterns::of_format(format), call.start());
                }
                let text = first_text(&call.arguments);
                let taker = chain.path.as_str().into();
                let callee = chain.base.is_none().then(|| chain.path.clone());
                self.used(&call.func, chain, ReferenceKind::Call, text);
                self.arguments(&call.arguments, taker);
                self.look_up(callee.as_deref(), call);
            }
            None => {
                self.visit_expr(&call.func);
                let known = self.facts.references.len();
                self.called_by_name(&call.func);
                let is_named = self.facts.references.len() > known;
                // What a call gives back is called at once: `self.get_class()(1)`.
                if let Some(result) = self.result_name(&call.func).filter(|_| !is_named) {
                    let text = first_text(&call.arguments);
                    self.refer(result, ReferenceKind::Call, text, call.func.end());
                }
                self.arguments(&call.arguments, Box::default());
            }
        }
    }

    fn used(&mut self, expr: &Expr, chain: Chain<'_>, kind: ReferenceKind, text: Option<Box<str>>) {
        let Some(base) = chain.base else {
            self.refer(chain.path, kind, text, expr.start());
            return;
        };
        self.visit_expr(base);
        // The members of a literal are the language's.
        if !is_literal(base) || last_part(&chain.path) == "format" {
            let mut path = self.result_name(base).unwrap_or_default();
            path.push_str(&chain.path);
            self.refer(path, kind, text, base.end());
        }
    }

    /// The name that stands for the result of a call in the chains that go on from it, bound as if it
    /// were a variable: `pkg:Foo()` of `pkg.Foo(1).run()`.
    pub(super) fn result_name(&mut self, value: &Expr) -> Option<String> {
        let mut value = value;
        while let Expr::Await(awaited) = value {
            value = &awaited.value;
        }
        let Expr::Call(call) = value else {
            return None;
        };
        let source = self.result_path(&call.func)?;
        let name = format!("{}()", source.replace('.', ":"));
        if self.results.insert((self.scope.symbol, name.clone())) {
            self.bind(name.clone(), source, BindingKind::Call);
        }
        Some(name)
    }

    /// The chain of what is called, which may go on from another call.
    pub(super) fn result_path(&mut self, callee: &Expr) -> Option<String> {
        let Some(chain) = chain(callee) else {
            // One such call in another is enough: each more would be walked again for each.
            let inner = callee.as_call_expr()?;
            chain(&inner.func)?;
            return self.result_name(callee);
        };
        let mut path = match chain.base {
            Some(base) => self.result_name(base)?,
            None => String::new(),
        };
        path.push_str(&chain.path);
        (path.len() <= LONGEST_RESULT).then_some(path)
    }

    /// Walks `a + b + c` without a level for each operand: long sums are common in data.
    pub(super) fn operation(&mut self, operation: &ExprBinOp) {
        if let Some(text) = patterns::of_operation(operation) {
            self.text(&text, operation.start());
        }
        let mut operands = vec![&*operation.right];
        let mut left = &*operation.left;
        while let Expr::BinOp(inner) = left {
            operands.push(&inner.right);
            left = &inner.left;
        }
        operands.push(left);
        for operand in operands.into_iter().rev() {
            self.visit_expr(operand);
        }
    }
}

/// Whether the class of a value is one of the language's own, whatever is in it.
fn is_literal(value: &Expr) -> bool {
    value.is_literal_expr()
        || matches!(
            value,
            Expr::FString(_)
                | Expr::List(_)
                | Expr::ListComp(_)
                | Expr::Tuple(_)
                | Expr::Dict(_)
                | Expr::DictComp(_)
                | Expr::Set(_)
                | Expr::SetComp(_)
                | Expr::Generator(_)
        )
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    /// References as `line kind path "text" @within`.
    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let found: Vec<String> = facts
            .references
            .iter()
            .map(|reference| {
                let mut text =
                    format!("{} {:?} {}", reference.line, reference.kind, reference.path);
                if let Some(argument) = &reference.text {
                    text += &format!(" {argument:?}");
                }
                if let Some(within) = reference.within {
                    text += &format!(" @{}", facts.symbols[within as usize].name);
                }
                text
            })
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn a_chain_is_recorded_once() {
        check("a.b.c()", &["1 Call a.b.c"]);
        check("x = a.b", &["1 Read a.b"]);
        check("a.b += c", &["1 Read a.b", "1 Read c", "1 Read a.b="]);
        check("a.b = c.d", &["1 Read c.d", "1 Read a.b="]);
    }

    #[test]
    fn attributes_that_are_named_in_a_string_are_used() {
        check(
            "getattr(a.b, 'c', None)",
            &["1 Call getattr", "1 Read a.b", "1 Read a.b.c"],
        );
        check(
            "setattr(a, 'c', 1)",
            &["1 Call setattr", "1 Read a", "1 Read a.c="],
        );
        check("getattr(a, b)", &["1 Call getattr", "1 Read a", "1 Read b"]);
        check(
            "getattr(a, 'b')(1)",
            &["1 Call getattr", "1 Read a", "1 Read a.b", "1 Call a.b"],
        );
        check(
            "f = getattr(a, 'b', None)",
            &["1 Call getattr", "1 Read a", "1 Read a.b", "1 Call a.b"],
        );
        check(
            "methodcaller('b')(a)",
            &[
                "1 Call methodcaller \"b\"",
                "1 Call .b",
                "1 Call methodcaller()",
                "1 Read a",
            ],
        );
    }

    #[test]
    fn what_an_application_is_told_to_do_without_is_not_used() {
        check(
            "app.dependency_overrides[get_db] = fake",
            &[
                "1 Read fake",
                "1 Read app.dependency_overrides",
                "1 Replaced get_db",
            ],
        );
        check(
            "app.dependency_overrides.pop(get_db)",
            &["1 Call app.dependency_overrides.pop", "1 Replaced get_db"],
        );
    }

    #[test]
    fn a_chain_on_a_value_starts_with_a_dot() {
        check("f().g()", &["1 Call f", "1 Call f().g"]);
        check(
            "a.F(1).g(2).h",
            &["1 Call a.F", "1 Call a:F().g", "1 Read a:F():g().h"],
        );
        check("a[0].b.c", &["1 Read a", "1 Read .b.c"]);
        check(
            "(\n  a\n  .b()\n  .c()\n)",
            &["2 Call a.b", "3 Call a:b().c"],
        );
        check("(await f()).g", &["1 Call f", "1 Read f().g"]);
        check("f()()", &["1 Call f", "1 Call f()"]);
        check("f()()()()", &["1 Call f", "1 Call f()", "1 Call f()()"]);
    }

    #[test]
    fn the_first_constant_string_is_kept() {
        check("f('a', 'b')", &["1 Call f \"a\""]);
        check("f(x, 'b')", &["1 Call f", "1 Read x"]);
        check("f('a' 'b')", &["1 Call f \"ab\""]);
        check("f(f'a{b}')", &["1 Call f", "1 Read b"]);
        check("patch.object(A, 'b')", &["1 Call patch.object", "1 Read A"]);
        check(
            "with mock.patch('a.b.C'): pass",
            &["1 Call mock.patch \"a.b.C\""],
        );
    }

    #[test]
    fn references_belong_to_the_innermost_symbol() {
        check(
            "class A(B):\n    x = C()\n    def f(self, y=D):\n        return lambda: e()\n",
            &[
                "1 Read B @A",
                "2 Call C @A",
                "3 Read D @A.f",
                "4 Call e @A.f",
            ],
        );
    }

    #[test]
    fn decorators_are_within_what_they_decorate() {
        check(
            "@app.get('/x', deps=[d])\n@e\ndef f(): pass\n",
            &[
                "1 Decorator app.get \"/x\" @f",
                "1 Read d @f",
                "2 Decorator e @f",
            ],
        );
    }

    #[test]
    fn assertions_are_calls() {
        check(
            "def test_a():\n    assert f() == 1\n",
            &["2 Call assert @test_a", "2 Call f @test_a"],
        );
    }

    #[test]
    fn operands_come_in_order() {
        check(
            "a + b * c - d",
            &["1 Read a", "1 Read b", "1 Read c", "1 Read d"],
        );
    }

    #[test]
    fn long_sums_are_no_nesting() {
        let facts = extract(&format!("x = a{}", " + a".repeat(1_500)));
        assert_eq!(facts.references.len(), 1_501);
        assert_eq!(facts.errors, []);
    }
}
