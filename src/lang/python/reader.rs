//! The traversal: walks the tree once and fills in the facts.

use ruff_python_ast::visitor::{
    Visitor, walk_expr, walk_interpolated_string_element, walk_pattern, walk_stmt,
};
use ruff_python_ast::{
    Comprehension, ElifElseClause, ExceptHandler, Expr, ExprBinOp, ExprCall,
    InterpolatedStringElement, MatchCase, Pattern, Stmt, StmtIf, WithItem,
};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashMap;

use crate::model::{FileFacts, Reference, ReferenceKind, Symbol, SymbolKind, SyntaxError};

use super::collect;
use super::lines::LineIndex;
use super::logic::{self, TypeGuard, type_guard};
use super::names::{chain, first_text};
use super::nesting;

/// Levels of the tree that are walked; what lies deeper is left out and said so. The stack of
/// a worker holds this many frames in an unoptimised build too.
const DEPTH: u32 = 200;

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Module,
    Class,
    Function,
}

/// The innermost enclosing symbol.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) symbol: Option<u32>,
    pub(super) place: Place,
}

pub(super) struct Reader<'a> {
    pub(super) lines: &'a LineIndex,
    pub(super) facts: FileFacts,
    pub(super) scope: Scope,
    /// Whether the code at hand is for type checkers only.
    pub(super) is_type_only: bool,
    /// How often a qualified name was defined.
    pub(super) repeats: FxHashMap<Box<str>, u32>,
    /// Strings that are statements.
    documentation: Vec<TextRange>,
    skips_module: bool,
    depth: u32,
    is_too_deep: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lines: &'a LineIndex) -> Self {
        Self {
            lines,
            facts: FileFacts::default(),
            scope: Scope {
                symbol: None,
                place: Place::Module,
            },
            is_type_only: false,
            repeats: FxHashMap::default(),
            documentation: Vec::new(),
            skips_module: false,
            depth: 0,
            is_too_deep: false,
        }
    }

    /// Gives the facts, and the ranges of the documentation in source order.
    pub(super) fn finish(mut self) -> (FileFacts, Vec<TextRange>) {
        collect::mark_tests(&mut self.facts.symbols, self.skips_module);
        (self.facts, self.documentation)
    }

    pub(super) fn scope_symbol(&self) -> Option<&Symbol> {
        let index = usize::try_from(self.scope.symbol?).ok()?;
        self.facts.symbols.get(index)
    }

    fn scope_symbol_mut(&mut self) -> Option<&mut Symbol> {
        let index = usize::try_from(self.scope.symbol?).ok()?;
        self.facts.symbols.get_mut(index)
    }

    pub(super) fn refer(
        &mut self,
        path: String,
        kind: ReferenceKind,
        text: Option<Box<str>>,
        at: TextSize,
    ) {
        self.facts.references.push(Reference {
            within: self.scope.symbol,
            path: path.into(),
            kind,
            text,
            line: self.lines.line(at),
        });
    }

    fn decide(&mut self, points: usize) {
        if let Some(symbol) = self.scope_symbol_mut()
            && symbol.kind != SymbolKind::Class
        {
            let points = u32::try_from(points).unwrap_or(u32::MAX);
            symbol.complexity = symbol.complexity.saturating_add(points);
        }
    }

    fn nested(&mut self, at: TextSize, walk: impl FnOnce(&mut Self)) {
        if self.depth < DEPTH {
            self.depth += 1;
            walk(self);
            self.depth -= 1;
        } else if !self.is_too_deep {
            self.is_too_deep = true;
            self.facts.errors.push(SyntaxError {
                line: self.lines.line(at),
                message: nesting::MESSAGE.into(),
            });
        }
    }

    fn condition(&mut self, condition: &StmtIf) {
        let guard = type_guard(&condition.test);
        if guard.is_none() {
            self.decide(1);
        }
        self.visit_expr(&condition.test);
        self.block(&condition.body, guard == Some(TypeGuard::Body));
        for clause in &condition.elif_else_clauses {
            self.clause(clause, guard);
        }
    }

    fn clause(&mut self, clause: &ElifElseClause, guard: Option<TypeGuard>) {
        let own_guard = clause.test.as_ref().and_then(type_guard);
        if let Some(test) = &clause.test {
            self.decide(1);
            self.visit_expr(test);
        }
        let is_type_only = guard == Some(TypeGuard::Else) || own_guard == Some(TypeGuard::Body);
        self.block(&clause.body, is_type_only);
    }

    fn block(&mut self, body: &[Stmt], is_type_only: bool) {
        let outer = self.is_type_only;
        self.is_type_only |= is_type_only;
        self.visit_body(body);
        self.is_type_only = outer;
    }

    fn pytestmark(&mut self, targets: &[Expr], value: &Expr) {
        let [Expr::Name(target)] = targets else {
            return;
        };
        if target.id != "pytestmark" || !logic::is_skip_mark(value) {
            return;
        }
        match self.scope.place {
            Place::Module => self.skips_module = true,
            Place::Class => {
                if let Some(class) = self.scope_symbol_mut() {
                    class.is_skipped = true;
                }
            }
            Place::Function => {}
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(function) => return self.function(function),
            Stmt::ClassDef(class) => return self.class(class),
            Stmt::Import(import) => return self.import(import),
            Stmt::ImportFrom(import) => return self.import_from(import),
            Stmt::If(condition) => return self.condition(condition),
            Stmt::Assign(assign) => {
                let imports_before = self.facts.imports.len();
                walk_stmt(self, statement);
                self.name_dynamic_import(assign, imports_before);
                self.bind_assign(assign);
                return self.pytestmark(&assign.targets, &assign.value);
            }
            Stmt::AnnAssign(assign) => self.bind_annotated(assign),
            Stmt::Return(result) => self.bind_result(result.value.as_deref()),
            Stmt::For(_) | Stmt::While(_) => self.decide(1),
            Stmt::Assert(_) => {
                let at = statement.start();
                self.refer("assert".to_owned(), ReferenceKind::Call, None, at);
            }
            Stmt::Expr(expression) if expression.value.is_string_literal_expr() => {
                self.documentation.push(expression.range());
            }
            Stmt::Expr(_) if self.depth == 1 && logic::skips_module(statement) => {
                self.skips_module = true;
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn expression(&mut self, expr: &Expr) {
        match expr {
            Expr::Name(name) if !name.ctx.is_load() => return,
            Expr::Name(_) | Expr::Attribute(_) => {
                return self.named(expr, ReferenceKind::Read, None);
            }
            Expr::Call(call) => return self.call(call),
            Expr::BinOp(operation) => return self.operation(operation),
            Expr::BoolOp(operation) => self.decide(operation.values.len().saturating_sub(1)),
            Expr::If(_) => self.decide(1),
            Expr::Named(named) => self.bind_value(&named.target, &named.value),
            Expr::Yield(result) => self.bind_result(result.value.as_deref()),
            _ => {}
        }
        walk_expr(self, expr);
    }

    /// Records a chain as used; what it is computed from comes first.
    fn named(&mut self, expr: &Expr, kind: ReferenceKind, text: Option<Box<str>>) {
        let Some(chain) = chain(expr) else {
            return self.visit_expr(expr);
        };
        let at = match chain.base {
            Some(base) => {
                self.visit_expr(base);
                base.end()
            }
            None => expr.start(),
        };
        self.refer(chain.path, kind, text, at);
    }

    fn call(&mut self, call: &ExprCall) {
        let text = first_text(&call.arguments);
        self.named(&call.func, ReferenceKind::Call, text);
        if let Some(chain) = chain(&call.func) {
            self.import_by_call(&chain.path, &call.arguments, call.start());
        }
        self.visit_arguments(&call.arguments);
    }

    /// Walks `a + b + c` without a level for each operand: long sums are common in data.
    fn operation(&mut self, operation: &ExprBinOp) {
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

impl<'ast> Visitor<'ast> for Reader<'_> {
    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        self.nested(statement.start(), |reader| reader.statement(statement));
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.nested(expr.start(), |reader| reader.expression(expr));
    }

    fn visit_pattern(&mut self, pattern: &'ast Pattern) {
        self.nested(pattern.start(), |reader| walk_pattern(reader, pattern));
    }

    fn visit_interpolated_string_element(&mut self, element: &'ast InterpolatedStringElement) {
        self.nested(element.start(), |reader| {
            walk_interpolated_string_element(reader, element);
        });
    }

    fn visit_comprehension(&mut self, comprehension: &'ast Comprehension) {
        self.decide(1 + comprehension.ifs.len());
        ruff_python_ast::visitor::walk_comprehension(self, comprehension);
    }

    fn visit_except_handler(&mut self, handler: &'ast ExceptHandler) {
        self.decide(1);
        ruff_python_ast::visitor::walk_except_handler(self, handler);
    }

    fn visit_match_case(&mut self, case: &'ast MatchCase) {
        if case.guard.is_some() || !logic::is_default(&case.pattern) {
            self.decide(1);
        }
        ruff_python_ast::visitor::walk_match_case(self, case);
    }

    fn visit_with_item(&mut self, item: &'ast WithItem) {
        self.bind_with(item);
        ruff_python_ast::visitor::walk_with_item(self, item);
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    fn check_complexity(body: &str, expect: u32) {
        let facts = extract(&format!("def f():\n    {body}\n"));
        assert_eq!(facts.symbols[0].complexity, expect, "{body}");
    }

    #[test]
    fn decisions_are_counted() {
        check_complexity("pass", 1);
        check_complexity("if a: b\n    elif c: d\n    else: e", 3);
        check_complexity("for a in b: c", 2);
        check_complexity("while a: b", 2);
        check_complexity("try: a\n    except B: c\n    except D: e", 3);
        check_complexity("return a and b and c or d", 4);
        check_complexity("return a if b else c", 2);
        check_complexity("return [a for b in c for d in b if e if f]", 5);
        check_complexity("match a:\n        case 1: b\n        case _: c", 2);
        check_complexity("return lambda a: a or b", 2);
    }

    #[test]
    fn nested_functions_count_for_themselves() {
        let facts = extract("def f():\n    def g():\n        if a: b\n    for c in d: e\n");
        let complexities: Vec<u32> = facts.symbols.iter().map(|s| s.complexity).collect();
        assert_eq!(complexities, [2, 2]);
    }

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
        check("a.b += c", &["1 Read c", "1 Read a.b"]);
    }

    #[test]
    fn a_chain_on_a_value_starts_with_a_dot() {
        check("f().g()", &["1 Call f", "1 Call .g"]);
        check("a[0].b.c", &["1 Read a", "1 Read .b.c"]);
        check("(\n  a\n  .b()\n  .c()\n)", &["2 Call a.b", "3 Call .c"]);
        check("(await f()).g", &["1 Call f", "1 Read .g"]);
        check("f()()", &["1 Call f"]);
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

    #[test]
    fn what_is_too_deep_is_left_out_and_the_rest_kept() {
        let depth = 1_000;
        let facts = extract(&format!(
            "a\nx = {}b{}\nc\n",
            "(d,".repeat(depth),
            ")".repeat(depth)
        ));
        assert_eq!(facts.references.first().map(|r| &*r.path), Some("a"));
        assert_eq!(facts.references.last().map(|r| &*r.path), Some("c"));
        assert_eq!(facts.errors.len(), 1);
        assert_eq!(facts.errors[0].line, 2);
    }
}
