//! Which lines of a file hold code, and whose they are.

use std::cmp::Reverse;

use crate::model::{FileFacts, LineCount};

/// The lines of a file that hold something other than white space and comments.
#[derive(Debug, Default)]
pub(super) struct CodeLines {
    /// Number of all lines.
    pub(super) total: u32,
    /// Numbers of lines with code, 1-based, ascending.
    pub(super) code: Vec<u32>,
}

impl CodeLines {
    pub(super) fn count(&self) -> LineCount {
        LineCount {
            total: self.total,
            code: u32::try_from(self.code.len()).unwrap_or(u32::MAX),
        }
    }

    /// Tells a file how many lines it has, and each definition how many are its own.
    pub(super) fn tell(&self, facts: &mut FileFacts) {
        facts.lines = self.count();
        let symbols = &mut facts.symbols;
        let mut order: Vec<usize> = (0..symbols.len()).collect();
        order.sort_by_key(|at| symbols.get(*at).map(|it| (it.start, Reverse(it.end))));
        let mut coming = order.into_iter().peekable();
        let mut open: Vec<usize> = Vec::new();
        for line in &self.code {
            let starts = |at: &usize| symbols.get(*at).is_some_and(|it| it.start <= *line);
            while let Some(at) = coming.next_if(starts) {
                open.push(at);
            }
            let is_over = |at: &usize| symbols.get(*at).is_none_or(|it| it.end < *line);
            while open.pop_if(|at| is_over(at)).is_some() {}
            if let Some(symbol) = open.last().and_then(|at| symbols.get_mut(*at)) {
                symbol.lines += 1;
            }
        }
        for symbol in symbols.iter_mut() {
            symbol.lines = symbol.lines.max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::of_path;

    /// Names and own lines of the definitions of a file.
    fn check(path: &str, source: &str, expect: &[(&str, u32)]) {
        let facts = (of_path(path).unwrap().extract)(source);
        let found: Vec<(&str, u32)> = facts
            .symbols
            .iter()
            .map(|symbol| (&*symbol.name, symbol.lines))
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn docstrings_comments_and_blank_lines_are_nobodys() {
        check(
            "a.py",
            "def f(a):\n    \"\"\"Says.\n\n    More.\n    \"\"\"\n\n    # so\n    return (\n        a\n    )\n",
            &[("f", 4)],
        );
        check(
            "a.go",
            "package a\n\nfunc F() {\n\t// so\n\n\tf()\n}\n",
            &[("F", 3)],
        );
    }

    #[test]
    fn a_line_belongs_to_the_innermost_definition() {
        check(
            "a.ts",
            "function f() {\n  const g = () => {\n    return 1\n  }\n  return g\n}\n",
            &[("f", 3), ("f.g", 3)],
        );
        check(
            "a.py",
            "class A:\n    x = 1\n\n    def f(self):\n        return 1\n",
            &[("A", 2), ("A.f", 2)],
        );
    }

    #[test]
    fn a_definition_on_the_line_of_another_has_that_line_too() {
        check(
            "a.ts",
            "const f = () => () => 1\n",
            &[("f", 1), ("f.<anonymous>", 1)],
        );
    }
}
