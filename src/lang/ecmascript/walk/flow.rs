//! Statements that branch: complexity within functions, branching code outside of them.

use oxc_ast::ast::{
    BindingPattern, Expression, IfStatement, Statement, TryStatement, VariableDeclaration,
};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator};

use super::Walker;
use super::chain::Chain;

impl<'a> Walker<'a> {
    /// Counts a decision point of the current function.
    pub(super) fn decide(&mut self) {
        if let Some(scope) = self.scopes.last().filter(|scope| !scope.is_class)
            && let Some(symbol) = self.facts.symbols.get_mut(scope.symbol as usize)
        {
            symbol.complexity += 1;
        }
    }

    /// Counts a statement that branches.
    pub(super) fn branch(&mut self) {
        if self.type_depth > 0 {
            return;
        }
        match self.scopes.last() {
            Some(scope) if !scope.is_class => self.decide(),
            _ => self.facts.module_branches |= self.test_only == 0,
        }
    }

    pub(super) fn if_chain(&mut self, it: &IfStatement<'a>) {
        let mut it = it;
        // A long chain of `else if` nests to the right.
        loop {
            match self.guard(&it.test) {
                Some(Guard::TestOnly) => {
                    self.test_only += 1;
                    self.visit_expression(&it.test);
                    self.visit_statement(&it.consequent);
                    self.test_only -= 1;
                }
                Some(Guard::OutsideTests) => {
                    self.branch();
                    self.visit_expression(&it.test);
                    self.outside_tests += 1;
                    self.visit_statement(&it.consequent);
                    self.outside_tests -= 1;
                }
                guard => {
                    if guard.is_none() {
                        self.branch();
                    }
                    self.visit_expression(&it.test);
                    self.visit_statement(&it.consequent);
                }
            }
            match &it.alternate {
                Some(Statement::IfStatement(next)) => it = next,
                Some(last) => return self.visit_statement(last),
                None => return,
            }
        }
    }

    /// Conditions that tell tests from other runs, and at module level those that are no logic of
    /// the module.
    fn guard(&self, test: &Expression<'a>) -> Option<Guard> {
        let path = Chain::of(test).path;
        if path == "import.meta.vitest" {
            return Some(Guard::TestOnly);
        }
        if excludes_tests(test) {
            return Some(Guard::OutsideTests);
        }
        if !self.scopes.is_empty() {
            return None;
        }
        let is_main = |path: &str| {
            matches!(
                path,
                "import.meta.main" | "require.main" | "import.meta.url"
            )
        };
        let compared = match test {
            Expression::BinaryExpression(it) => {
                is_main(&Chain::of(&it.left).path) || is_main(&Chain::of(&it.right).path)
            }
            _ => is_main(&path),
        };
        let is_hot = matches!(path.as_str(), "import.meta.hot" | "module.hot");
        (compared || is_hot).then_some(Guard::Main)
    }

    pub(super) fn try_statement(&mut self, it: &TryStatement<'a>) {
        // Inside functions it is the handler that is a decision.
        if self.scopes.last().is_none_or(|scope| scope.is_class) && !is_import_fallback(it) {
            self.branch();
        }
        walk::walk_try_statement(self, it);
    }

    pub(super) fn variables(&mut self, it: &VariableDeclaration<'a>) {
        if it.declare {
            self.types_only(|walker| walk::walk_variable_declaration(walker, it));
        } else {
            walk::walk_variable_declaration(self, it);
        }
    }

    /// Gives default values of parameters and patterns the names they are bound to.
    pub(super) fn name_default(&mut self, pattern: &BindingPattern<'a>, value: &Expression<'a>) {
        if let Some(name) = pattern.get_identifier_name() {
            self.name_function(value, || name.as_str().to_owned());
        }
    }
}

/// Why a condition is apart.
enum Guard {
    Main,
    TestOnly,
    OutsideTests,
}

/// Most parts of a condition that are looked at.
const MOST_PARTS: u32 = 16;

/// Whether a condition holds in no test: `process.env.NODE_ENV !== "test"`, `a && !__TEST__`.
fn excludes_tests(test: &Expression<'_>) -> bool {
    let mut open = vec![test];
    for _ in 0..MOST_PARTS {
        let Some(part) = open.pop() else { return false };
        match part.get_inner_expression() {
            Expression::LogicalExpression(it) if it.operator == LogicalOperator::And => {
                open.extend([&it.left, &it.right]);
            }
            Expression::UnaryExpression(it)
                if it.operator == UnaryOperator::LogicalNot
                    && TEST_FLAGS.contains(&Chain::of(&it.argument).path.as_str()) =>
            {
                return true;
            }
            Expression::BinaryExpression(it) => {
                let differs = matches!(
                    it.operator,
                    BinaryOperator::StrictInequality | BinaryOperator::Inequality
                );
                let is_test = |side: &Expression<'_>| matches!(side, Expression::StringLiteral(it) if it.value == "test");
                let is_mode =
                    |side: &Expression<'_>| MODES.contains(&Chain::of(side).path.as_str());
                if differs
                    && (is_mode(&it.left) && is_test(&it.right)
                        || is_test(&it.left) && is_mode(&it.right))
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// What is set in tests.
const TEST_FLAGS: [&str; 4] = [
    "__TEST__",
    "import.meta.vitest",
    "process.env.VITEST",
    "process.env.JEST_WORKER_ID",
];

/// What is `test` in tests.
const MODES: [&str; 2] = ["process.env.NODE_ENV", "import.meta.env.MODE"];

/// `try { x = require("x") } catch { … }`.
fn is_import_fallback(it: &TryStatement<'_>) -> bool {
    let loads = |value: &Expression<'_>| match value.get_inner_expression() {
        Expression::CallExpression(call) => call.callee.is_specific_id("require"),
        Expression::AwaitExpression(it) => matches!(it.argument, Expression::ImportExpression(_)),
        _ => false,
    };
    it.block.body.iter().all(|statement| match statement {
        Statement::ExpressionStatement(it) => match &it.expression {
            Expression::AssignmentExpression(it) => loads(&it.right),
            other => loads(other),
        },
        Statement::VariableDeclaration(it) => it
            .declarations
            .iter()
            .all(|it| it.init.as_ref().is_some_and(loads)),
        _ => false,
    })
}
