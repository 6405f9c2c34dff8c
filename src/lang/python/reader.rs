//! The traversal: walks the tree once and fills in the facts.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{
    Visitor, walk_comprehension, walk_except_handler, walk_expr, walk_interpolated_string_element,
    walk_match_case, walk_pattern, walk_stmt, walk_with_item,
};
use ruff_python_ast::{
    Comprehension, ElifElseClause, ExceptHandler, Expr, InterpolatedStringElement, MatchCase,
    Pattern, Stmt, StmtGlobal, StmtIf, WithItem,
};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileFacts, ReferenceKind, Symbol, SymbolKind, SyntaxError, Text};

use super::collect;
use super::keys;
use super::lines::LineIndex;
use super::logic::{self, TypeGuard, type_guard};
use super::nesting;
use super::patterns;
use super::spoken::Spoken;
use super::takers::taker_of;

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
    /// Whether the code at hand stands in a decorator.
    pub(super) is_decorating: bool,
    /// Whether the code at hand runs when somebody calls it that has no name.
    pub(super) is_later: bool,
    /// How often a qualified name was defined.
    pub(super) repeats: FxHashMap<Box<str>, u32>,
    /// Results of calls that have a name, by scope.
    pub(super) results: FxHashSet<(Option<u32>, String)>,
    /// Names that stand for strings.
    pub(super) spoken: Spoken,
    /// Names that functions have in common with the module, by the function.
    pub(super) globals: FxHashSet<(Option<u32>, String)>,
    /// Strings that are statements.
    documentation: Vec<TextRange>,
    /// Keys of configuration in strings.
    keys: BTreeSet<Box<str>>,
    skips_module: bool,
    /// What takes the string at hand.
    pub(super) taker: Box<str>,
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
            is_decorating: false,
            is_later: false,
            repeats: FxHashMap::default(),
            results: FxHashSet::default(),
            spoken: Spoken::default(),
            globals: FxHashSet::default(),
            documentation: Vec::new(),
            keys: BTreeSet::new(),
            skips_module: false,
            taker: Box::default(),
            depth: 0,
            is_too_deep: false,
        }
    }

    /// Gives the facts, and the ranges of the documentation in source order.
    pub(super) fn finish(mut self) -> (FileFacts, Vec<TextRange>) {
        collect::mark_tests(&mut self.facts.symbols, self.skips_module);
        if self.facts.has_tests() {
            self.facts.keys = self.keys.into_iter().collect();
        }
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
        if self.scope.symbol.is_none()
            && logic::is_main_guard(&condition.test)
            && let (Some(first), Some(last)) = (condition.body.first(), condition.body.last())
        {
            let guard = (
                self.lines.line(first.start()),
                self.lines.line_before(last.end()),
            );
            self.facts.main_guards.push(guard);
        }
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
            // A definition whose name is missing is what the parser made of an error.
            Stmt::FunctionDef(function) if !function.name.is_empty() => {
                return self.function(function);
            }
            Stmt::ClassDef(class) if !class.name.is_empty() => return self.class(class),
            Stmt::Import(import) => return self.import(import),
            Stmt::ImportFrom(import) => return self.import_from(import),
            Stmt::Global(global) => self.share_globals(global),
            Stmt::If(condition) => {
                self.condition(condition);
                return self.passes(statement.range());
            }
            Stmt::With(_) => {
                let yields = self.facts.yields.len();
                walk_stmt(self, statement);
                if self.facts.yields.len() == yields {
                    self.passes(statement.range());
                }
                return;
            }
            Stmt::Assign(assign) => {
                let imports_before = self.facts.imports.len();
                self.assigned(assign, statement);
                self.called_by_name(&assign.value);
                self.name_dynamic_import(assign, imports_before);
                self.bind_assign(assign);
                return self.pytestmark(&assign.targets, &assign.value);
            }
            Stmt::AnnAssign(assign) => {
                self.bind_annotated(assign);
                let taker = taker_of(&assign.target);
                return self.taken_by(taker, |reader| walk_stmt(reader, statement));
            }
            // What is added to is read first.
            Stmt::AugAssign(assign) if assign.target.is_attribute_expr() => {
                self.read(&assign.target);
            }
            Stmt::Return(result) => self.hand_out(result.value.as_deref()),
            Stmt::Try(attempt) => {
                let first = self.facts.symbols.len();
                walk_stmt(self, statement);
                return self.mark_fallbacks(attempt, first);
            }
            Stmt::For(round) => {
                self.decide(1);
                self.speak_each(&round.target, &round.iter);
            }
            Stmt::While(_) => self.decide(1),
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

    fn share_globals(&mut self, global: &StmtGlobal) {
        let names = global.names.iter();
        let names = names.map(|name| (self.scope.symbol, name.to_string()));
        self.globals.extend(names);
    }

    fn expression(&mut self, expr: &Expr) {
        match expr {
            Expr::Name(name) if !name.ctx.is_load() => return,
            Expr::Attribute(attribute) if attribute.ctx.is_store() => return self.write(expr),
            Expr::Name(_) | Expr::Attribute(_) => {
                return self.read(expr);
            }
            Expr::Call(call) => return self.call(call),
            Expr::BinOp(operation) => return self.operation(operation),
            Expr::Lambda(_) => {
                let outer = std::mem::replace(&mut self.is_later, true);
                walk_expr(self, expr);
                self.is_later = outer;
                return;
            }
            Expr::BoolOp(operation) => self.decide(operation.values.len().saturating_sub(1)),
            Expr::If(_) => self.decide(1),
            Expr::ListComp(of) => self.speak_comprehension(&of.generators),
            Expr::SetComp(of) => self.speak_comprehension(&of.generators),
            Expr::DictComp(of) => self.speak_comprehension(&of.generators),
            Expr::Generator(of) => self.speak_comprehension(&of.generators),
            Expr::Dict(dict) => return self.dict(dict),
            Expr::Subscript(_) | Expr::Compare(_) => {
                return self.taken_by(Box::default(), |reader| walk_expr(reader, expr));
            }
            Expr::Named(named) => self.bind_value(&named.target, &named.value),
            Expr::Yield(result) => {
                self.hand_out(result.value.as_deref());
                self.yields(expr.start());
            }
            Expr::YieldFrom(_) => self.yields(expr.start()),
            Expr::StringLiteral(literal) => self.text(literal.value.to_str(), expr.start()),
            Expr::FString(literal) => {
                self.text(&patterns::of_f_string(literal), expr.start());
            }
            _ => {}
        }
        walk_expr(self, expr);
    }

    pub(super) fn text(&mut self, value: &str, at: TextSize) {
        if Text::may_name(value) {
            self.facts.texts.push(Text {
                within: self.scope.symbol,
                value: value.into(),
                line: self.lines.line(at),
                taker: self.taker.clone(),
            });
        } else if self
            .documentation
            .last()
            .is_none_or(|last| last.start() != at)
        {
            keys::add(value, &mut self.keys);
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
        walk_comprehension(self, comprehension);
    }

    fn visit_except_handler(&mut self, handler: &'ast ExceptHandler) {
        self.decide(1);
        walk_except_handler(self, handler);
    }

    fn visit_match_case(&mut self, case: &'ast MatchCase) {
        if case.guard.is_some() || !logic::is_default(&case.pattern) {
            self.decide(1);
        }
        walk_match_case(self, case);
    }

    fn visit_with_item(&mut self, item: &'ast WithItem) {
        self.bind_with(item);
        walk_with_item(self, item);
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

    #[test]
    fn deeply_nested_definitions_fit_the_stack() {
        for head in [
            "def f(a=[b for c in d]):",
            "class A(b):",
            "if a:",
            "with a as b:",
        ] {
            let source: String = (0..500)
                .map(|depth| " ".repeat(depth) + head + "\n")
                .collect();
            let facts = extract(&(source + &" ".repeat(500) + "pass\nc\n"));
            assert_eq!(facts.references.last().map(|r| &*r.path), Some("c"));
            assert_eq!(facts.errors.len(), 1, "{head}");
        }
    }
}
