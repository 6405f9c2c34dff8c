//! Lines: where an offset stands, and how many lines hold code.

use memchr::memchr2_iter;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::lang::code_lines::CodeLines;
use crate::model::LineCount;

/// Where the lines of a source start. Line breaks are those of Python: `\n`, `\r\n` and `\r`.
pub(super) struct LineIndex {
    starts: Vec<u32>,
    length: u32,
}

impl LineIndex {
    pub(super) fn new(source: &str) -> Self {
        let mut starts = vec![0];
        let bytes = source.as_bytes();
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            let is_half = bytes.get(at..at + 2) == Some(b"\r\n");
            if !is_half {
                starts.push(offset(at + 1));
            }
        }
        Self {
            starts,
            length: offset(source.len()),
        }
    }

    /// The line of an offset, 1-based.
    pub(super) fn line(&self, at: TextSize) -> u32 {
        offset(self.starts.partition_point(|start| *start <= at.to_u32())).max(1)
    }

    /// The offset at which a line begins.
    pub(super) fn start_of(&self, line: u32) -> Option<TextSize> {
        let at = (line as usize).checked_sub(1)?;
        self.starts.get(at).copied().map(TextSize::new)
    }

    /// The line of the last byte before an offset: a range that runs to the end of a file does
    /// not reach into the empty line behind it.
    pub(super) fn line_before(&self, end: TextSize) -> u32 {
        self.line(end.checked_sub(TextSize::from(1)).unwrap_or(end))
    }

    fn total(&self) -> u32 {
        let last_is_empty = self.starts.last() == Some(&self.length);
        offset(self.starts.len()) - u32::from(last_is_empty)
    }

    /// Finds the lines of code; `documentation` are ranges, in order, whose tokens are no code.
    pub(super) fn code(
        &self,
        source: &str,
        tokens: &Tokens,
        documentation: &[TextRange],
    ) -> CodeLines {
        let mut documentation = documentation.iter().peekable();
        let mut code: Vec<u32> = Vec::new();
        let mut counted_to = 0;
        // The line that the last token ended on: tokens come in order, so that looking on from
        // there is cheaper than a search for each.
        let mut line: usize = 1;
        for token in tokens.iter().filter(|token| is_code(token.kind())) {
            let range = token.range();
            // Where something is missing at the end, a token of no length stands for it.
            if range.is_empty() {
                continue;
            }
            while documentation
                .next_if(|text| text.end() <= range.start())
                .is_some()
            {}
            if documentation
                .peek()
                .is_some_and(|text| text.contains_range(range))
            {
                continue;
            }
            line = self.advance(line, range.start().to_u32());
            let first = line;
            line = self.advance(line, range.end().to_u32().saturating_sub(1));
            if first > counted_to {
                code.push(offset(first));
            }
            let inner = first.max(counted_to) + 1..=line;
            code.extend(
                inner
                    .filter(|inner| !self.is_blank(source, *inner))
                    .map(offset),
            );
            counted_to = counted_to.max(line);
        }
        CodeLines {
            total: self.total(),
            code,
        }
    }

    fn is_blank(&self, source: &str, line: usize) -> bool {
        let at = |line: usize| usize::try_from(*self.starts.get(line)?).ok();
        let end = at(line).unwrap_or(source.len());
        let text = at(line - 1).and_then(|start| source.get(start..end));
        text.is_some_and(|text| text.trim().is_empty())
    }

    fn advance(&self, mut line: usize, at: u32) -> usize {
        while self.starts.get(line).is_some_and(|next| *next <= at) {
            line += 1;
        }
        line
    }

    /// Counts lines of a source that is not parsed; documentation counts as code here.
    pub(super) fn count_without_tokens(&self, source: &str) -> LineCount {
        let code = source
            .split(['\n', '\r'])
            .map(str::trim_start)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .count();
        LineCount {
            total: self.total(),
            code: offset(code).min(self.total()),
        }
    }
}

fn is_code(kind: TokenKind) -> bool {
    !matches!(
        kind,
        TokenKind::Comment
            | TokenKind::Newline
            | TokenKind::NonLogicalNewline
            | TokenKind::Indent
            | TokenKind::Dedent
            | TokenKind::EndOfFile
    )
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    fn check(source: &str, total: u32, code: u32) {
        let lines = extract(source).lines;
        assert_eq!((lines.total, lines.code), (total, code), "{source:?}");
    }

    #[test]
    fn the_last_line_counts_without_a_line_break() {
        check("", 0, 0);
        check("a", 1, 1);
        check("a\n", 1, 1);
        check("a\n\nb", 3, 2);
        check("(\n", 1, 1);
        check("\n\n", 2, 0);
    }

    #[test]
    fn all_line_breaks_of_python_count() {
        check("a\r\nb\rc\n", 3, 3);
    }

    #[test]
    fn comments_and_documentation_are_no_code() {
        check("# a\nx = 1  # b\n", 2, 1);
        check(
            "'''Doc\n\nstring.'''\n\nclass A:\n    'doc'\n    x = 1\n    'about x'\n",
            8,
            2,
        );
    }

    #[test]
    fn a_string_that_is_used_is_code() {
        check("x = '''a\n\nb\n'''\n", 4, 3);
        check("f(a,\n\n  # c\n  b)\n", 4, 2);
    }
}
