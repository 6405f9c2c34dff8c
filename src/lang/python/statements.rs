//! Lines on which statements begin, as coverage.py counts them.
//!
//! Its data file names lines that ran and leaves open which others could have run. Its own reports
//! find out by parsing, and so do we: docstrings, `global` and the like have nothing to run, and
//! what its default settings leave out is left out here (`# pragma: no cover`, bodies of `...`,
//! `if TYPE_CHECKING:`).

use ruff_python_ast::visitor::{Visitor, walk_except_handler, walk_match_case, walk_stmt};
use ruff_python_ast::{Decorator, ElifElseClause, ExceptHandler, Expr, MatchCase, Stmt};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::lines::LineIndex;
use super::nesting;

/// First and last line of each statement in source order, of compound ones up to the colon. None
/// where the source nests too deeply to be read.
pub(in crate::lang) fn statements(source: &str) -> Option<Vec<(u32, u32)>> {
    nesting::check(source).ok()?;
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module)).try_into_module()?;
    let mut collector = Collector {
        index: LineIndex::new(source),
        source,
        lines: source.lines().collect(),
        is_in_function: false,
        found: Vec::new(),
    };
    collector.visit_body(after_docstring(parsed.suite()));
    let mut found = collector.found;
    found.sort_unstable();
    found.dedup_by_key(|(first, _)| *first);
    Some(found)
}

struct Collector<'a> {
    index: LineIndex,
    source: &'a str,
    lines: Vec<&'a str>,
    is_in_function: bool,
    found: Vec<(u32, u32)>,
}

impl Collector<'_> {
    /// Takes what stands from `start` up to `end`; false if it is left out, body and all.
    fn take(&mut self, start: TextSize, end: TextSize) -> bool {
        let first = self.index.line(start);
        let last = self.index.line_before(end).max(first);
        let text = |line: u32| {
            let at = (line as usize).checked_sub(1);
            at.and_then(|at| self.lines.get(at))
                .copied()
                .unwrap_or_default()
        };
        if (first..=last).any(|line| is_excluded(text(line))) {
            return false;
        }
        self.found.push((first, last));
        true
    }

    /// Takes the head of a compound statement: all that stands before its body.
    fn take_head(&mut self, whole: TextRange, body: &[Stmt]) -> bool {
        self.take_before(
            whole.start(),
            body.first().map_or(whole.end(), Ranged::start),
        )
    }

    /// Takes what stands from `start` to where something else begins: on a line of its own, which
    /// then does not belong to it, or not.
    fn take_before(&mut self, start: TextSize, next: TextSize) -> bool {
        let line = self.index.line(next);
        let at = self.index.start_of(line).unwrap_or(start).max(start);
        let before = self.source.get(at.to_usize()..next.to_usize());
        let is_alone = before.is_some_and(|before| before.trim().is_empty());
        self.take(start, if is_alone { at } else { next })
    }

    /// Takes a function or class: decorators, head, body.
    fn define(
        &mut self,
        decorators: &[Decorator],
        name: TextRange,
        body: &[Stmt],
        is_function: bool,
    ) {
        let known = self.found.len();
        let is_taken = decorators
            .iter()
            .all(|decorator| self.take(decorator.start(), decorator.end()))
            && self.take_head(name, body);
        if is_taken {
            let outer = std::mem::replace(&mut self.is_in_function, is_function);
            self.visit_body(after_docstring(body));
            self.is_in_function = outer;
        } else {
            self.found.truncate(known);
        }
    }
}

impl<'a> Visitor<'a> for Collector<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let range = statement.range();
        let is_taken = match statement {
            Stmt::FunctionDef(function) => {
                let name = TextRange::new(function.name.start(), range.end());
                self.define(&function.decorator_list, name, &function.body, true);
                return;
            }
            Stmt::ClassDef(class) => {
                let name = TextRange::new(class.name.start(), range.end());
                self.define(&class.decorator_list, name, &class.body, false);
                return;
            }
            Stmt::If(branch) => self.take_head(range, &branch.body),
            Stmt::For(round) => self.take_head(range, &round.body),
            Stmt::While(round) => self.take_head(range, &round.body),
            Stmt::With(block) => self.take_head(range, &block.body),
            Stmt::Try(block) => self.take_head(range, &block.body),
            Stmt::Match(choice) => {
                let end = choice.cases.first().map_or(range.end(), Ranged::start);
                self.take_before(range.start(), end)
            }
            Stmt::Global(_) | Stmt::Nonlocal(_) => return,
            Stmt::Expr(expression) if is_nothing(&expression.value) => return,
            Stmt::AnnAssign(assigned) if assigned.value.is_none() && self.is_in_function => return,
            _ => {
                self.take(range.start(), range.end());
                return;
            }
        };
        if is_taken {
            walk_stmt(self, statement);
        } else if let Stmt::If(branch) = statement {
            // An excluded `if` leaves its other branches in.
            for clause in &branch.elif_else_clauses {
                self.visit_elif_else_clause(clause);
            }
        }
    }

    fn visit_elif_else_clause(&mut self, clause: &'a ElifElseClause) {
        let is_left_out = clause.test.is_some() && !self.take_head(clause.range(), &clause.body);
        if !is_left_out {
            self.visit_body(&clause.body);
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(except) = handler;
        if self.take_head(except.range(), &except.body) {
            walk_except_handler(self, handler);
        }
    }

    fn visit_match_case(&mut self, case: &'a MatchCase) {
        if self.take_head(case.range(), &case.body) {
            walk_match_case(self, case);
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {
        // There are no statements in expressions.
    }
}

/// Whether an expression leaves nothing to run: a value that nobody uses. Strings other than
/// docstrings count all the same.
fn is_nothing(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
    )
}

/// The statements of a body after its docstring.
fn after_docstring(body: &[Stmt]) -> &[Stmt] {
    match body {
        [Stmt::Expr(first), rest @ ..] if first.value.is_string_literal_expr() => rest,
        body => body,
    }
}

/// Whether coverage.py leaves a line out by default.
fn is_excluded(line: &str) -> bool {
    let code = line.trim();
    let is_pragma = line.split('#').skip(1).any(|comment| {
        let mut words = comment
            .split([' ', ':', '\t'])
            .filter(|word| !word.is_empty());
        let mut is_next = |word: &str| {
            words
                .next()
                .is_some_and(|found| found.eq_ignore_ascii_case(word))
        };
        is_next("pragma")
            && is_next("no")
            && words
                .next()
                .is_some_and(|found| found.to_ascii_lowercase().starts_with("cover"))
    });
    let condition = code
        .strip_prefix("if ")
        .and_then(|rest| rest.split(':').next());
    is_pragma
        || matches!(
            condition.map(str::trim),
            Some("TYPE_CHECKING" | "typing.TYPE_CHECKING")
        )
        || is_stub(code)
}

/// Whether a line is the whole body `...`, or ends the head of a function with such a body.
fn is_stub(code: &str) -> bool {
    let code = code.split('#').next().unwrap_or_default().trim_end();
    let Some(head) = code.strip_suffix("...").map(str::trim_end) else {
        return false;
    };
    let is_function = ["def ", "async def ", ")"]
        .iter()
        .any(|start| head.starts_with(start));
    head.is_empty() || (is_function && head.ends_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &[(u32, u32)]) {
        assert_eq!(statements(source).unwrap(), expect, "{source}");
    }

    #[test]
    fn what_has_nothing_to_run_is_left_out() {
        check(
            "\"\"\"Doc.\"\"\"\nimport os\n\n\ndef f():\n    \"\"\"Doc.\"\"\"\n    global x\n    y: int\n    return 1\n",
            &[(2, 2), (5, 5), (9, 9)],
        );
    }

    #[test]
    fn statements_of_several_lines_begin_once() {
        check(
            "x = [\n    1,\n    2,\n]\nf(\n    x\n)\n",
            &[(1, 4), (5, 7)],
        );
    }

    #[test]
    fn heads_and_clauses_count() {
        let source = "try:\n    a()\nexcept E:\n    b()\nelse:\n    c()\nfinally:\n    d()\nif a:\n    b()\nelif c:\n    d()\nelse:\n    e()\n";
        check(
            source,
            &[
                (1, 1),
                (2, 2),
                (3, 3),
                (4, 4),
                (6, 6),
                (8, 8),
                (9, 9),
                (10, 10),
                (11, 11),
                (12, 12),
                (14, 14),
            ],
        );
        check(
            "match a:\n    case 1:\n        b()\n",
            &[(1, 1), (2, 2), (3, 3)],
        );
        check("if a: b()\n", &[(1, 1)]);
    }

    #[test]
    fn what_is_excluded_takes_its_body_along() {
        check("def f():  # pragma: no cover\n    a()\nb()\n", &[(3, 3)]);
        check(
            "if TYPE_CHECKING:\n    import a\nelse:\n    import b\n",
            &[(4, 4)],
        );
        check("a()  # PRAGMA NO COVERAGE\n", &[]);
        check(
            "@overload\ndef f(\n    a,\n) -> int: ...\ndef g(): ...\nx = ...\n",
            &[(6, 6)],
        );
    }

    #[test]
    fn decorators_are_lines_of_their_own() {
        check(
            "@a\n@b\ndef f():\n    c()\n",
            &[(1, 1), (2, 2), (3, 3), (4, 4)],
        );
    }
}
