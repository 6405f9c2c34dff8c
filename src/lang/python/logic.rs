//! What counts as something to test, and what is passed over by a runner.

use ruff_python_ast::{CmpOp, Expr, Pattern, Stmt, StmtIf, StmtTry};

use super::names::{callee, constant, dotted, last_part};

/// Whether a body says more than `pass`, `...`, a docstring or `raise NotImplementedError`.
pub(super) fn has_logic(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Pass(_) => false,
        Stmt::Expr(expression) => !matches!(
            &*expression.value,
            Expr::StringLiteral(_) | Expr::EllipsisLiteral(_)
        ),
        Stmt::Raise(raise) => {
            let raised = raise.exc.as_deref().and_then(callee);
            raised.is_none_or(|raised| raised.path != "NotImplementedError")
        }
        _ => true,
    })
}

/// Whether a body says `pass`: it is no mere declaration.
pub(super) fn passes(body: &[Stmt]) -> bool {
    body.iter().any(Stmt::is_pass_stmt)
}

/// Which code `if TYPE_CHECKING:` and `if not TYPE_CHECKING:` keep from running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeGuard {
    /// The block under the test is for type checkers.
    Body,
    /// The `else` of the test is for type checkers.
    Else,
}

pub(super) fn type_guard(test: &Expr) -> Option<TypeGuard> {
    let (test, guard) = match test {
        Expr::UnaryOp(not) if not.op.is_not() => (&*not.operand, TypeGuard::Else),
        other => (other, TypeGuard::Body),
    };
    let is_guard = dotted(test).is_some_and(|path| last_part(&path) == "TYPE_CHECKING");
    is_guard.then_some(guard)
}

/// Whether module code branches or loops, main guards, blocks for type checkers and the usual
/// fallbacks of imports apart.
pub(super) fn branches(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::If(condition) => condition_branches(condition),
        Stmt::Try(attempt) => !is_import_fallback(attempt),
        Stmt::With(with) => branches(&with.body),
        Stmt::For(_) | Stmt::While(_) | Stmt::Match(_) => true,
        _ => false,
    })
}

fn condition_branches(condition: &StmtIf) -> bool {
    let clauses = &condition.elif_else_clauses;
    if is_main_guard(&condition.test) {
        return clauses.iter().any(|clause| branches(&clause.body));
    }
    match type_guard(&condition.test) {
        Some(TypeGuard::Body) => clauses
            .iter()
            .any(|clause| clause.test.is_some() || branches(&clause.body)),
        Some(TypeGuard::Else) => branches(&condition.body),
        None => {
            let all_import = |body: &[Stmt]| body.iter().all(is_import);
            !(all_import(&condition.body) && clauses.iter().all(|clause| all_import(&clause.body)))
        }
    }
}

pub(super) fn is_main_guard(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else {
        return false;
    };
    let is_name = |side: &Expr| dotted(side).is_some_and(|path| path == "__name__");
    let is_main = |side: &Expr| constant(side) == Some("__main__");
    matches!((&*compare.ops, &*compare.comparators), ([CmpOp::Eq], [right])
        if (is_name(&compare.left) && is_main(right)) || (is_main(&compare.left) && is_name(right)))
}

fn is_import(statement: &Stmt) -> bool {
    matches!(
        statement,
        Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::Pass(_)
    )
}

fn is_import_fallback(attempt: &StmtTry) -> bool {
    let is_simple = |statement: &Stmt| match statement {
        Stmt::Assign(assign) => is_simple_value(&assign.value),
        Stmt::AnnAssign(assign) => assign.value.as_deref().is_none_or(is_simple_value),
        other => is_import(other),
    };
    let all_simple = |body: &[Stmt]| body.iter().all(is_simple);
    attempt.body.iter().any(is_import)
        && all_simple(&attempt.body)
        && all_simple(&attempt.orelse)
        && all_simple(&attempt.finalbody)
        && attempt.handlers.iter().all(|handler| {
            let handler = handler.as_except_handler();
            handler.is_some_and(|handler| all_simple(&handler.body))
        })
}

fn is_simple_value(value: &Expr) -> bool {
    value.is_literal_expr() || dotted(value).is_some()
}

/// Whether an arm of a `match` takes whatever the others left.
pub(super) fn is_default(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchAs(default) if default.pattern.is_none())
}

/// Whether an expression is the mark that skips whatever the environment: `pytest.mark.skip`,
/// `unittest.skip("reason")`, or a list holding one.
pub(super) fn is_skip_mark(expr: &Expr) -> bool {
    let marks = match expr {
        Expr::List(list) => list.elts.as_slice(),
        Expr::Tuple(tuple) => tuple.elts.as_slice(),
        mark => std::slice::from_ref(mark),
    };
    marks
        .iter()
        .filter_map(callee)
        .any(|mark| last_part(&mark.path) == "skip")
}

/// Whether a test gives up in its first statement.
pub(super) fn starts_with_skip(body: &[Stmt]) -> bool {
    let is_documentation = |statement: &Stmt| matches!(statement, Stmt::Expr(expression) if expression.value.is_string_literal_expr());
    let first = body.iter().find(|statement| !is_documentation(statement));
    first.and_then(called).is_some_and(|path| {
        matches!(
            path.as_str(),
            "pytest.skip" | "self.skipTest" | "unittest.skip"
        )
    })
}

/// Whether a statement of the module makes pytest pass over the whole file.
pub(super) fn skips_module(statement: &Stmt) -> bool {
    called(statement).is_some_and(|path| path == "pytest.skip")
}

fn called(statement: &Stmt) -> Option<String> {
    match statement {
        Stmt::Expr(expression) => match &*expression.value {
            Expr::Call(call) => dotted(&call.func),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    fn check_branches(source: &str, expect: bool) {
        assert_eq!(extract(source).module_branches, expect, "{source}");
    }

    #[test]
    fn module_code_that_branches_is_found() {
        check_branches("for x in y:\n    f(x)\n", true);
        check_branches("while x:\n    f(x)\n", true);
        check_branches("if x:\n    y = 1\n", true);
        check_branches("try:\n    y = f()\nexcept E:\n    y = 1\n", true);
        check_branches("match x:\n    case 1:\n        f()\n", true);
        check_branches("with a:\n    if b:\n        c()\n", true);
        check_branches("try:\n    import a\nexcept E:\n    f()\n", true);
        check_branches(
            "if TYPE_CHECKING:\n    import a\nelse:\n    if x:\n        f()\n",
            true,
        );
    }

    #[test]
    fn guards_fallbacks_and_functions_are_no_branches_of_the_module() {
        check_branches("x = 1 if y else 2\nf(x)\n", false);
        check_branches("def f():\n    if x:\n        pass\n", false);
        check_branches(
            "if __name__ == '__main__':\n    if x:\n        f()\n",
            false,
        );
        check_branches("if '__main__' == __name__:\n    f()\n", false);
        check_branches("if TYPE_CHECKING:\n    from a import b\n", false);
        check_branches(
            "try:\n    import a\nexcept ImportError:\n    a = None\n    HAS = False\n",
            false,
        );
        check_branches(
            "if sys.version_info > (3, 8):\n    import a\nelse:\n    import b as a\n",
            false,
        );
    }

    fn check_logic(body: &str, expect: bool) {
        let facts = extract(&format!("def f():\n    {body}\n"));
        assert_eq!(facts.symbols[0].has_logic, expect, "{body}");
    }

    #[test]
    fn bodies_that_do_nothing_have_no_logic() {
        check_logic("pass", false);
        check_logic("...", false);
        check_logic("'doc'", false);
        check_logic("'doc'; pass", false);
        check_logic("raise NotImplementedError", false);
        check_logic("raise NotImplementedError('later')", false);
    }

    #[test]
    fn bodies_that_do_something_have_logic() {
        check_logic("return 1", true);
        check_logic("self.x = x", true);
        check_logic("raise ValueError", true);
        check_logic("'doc'; f()", true);
    }
}
