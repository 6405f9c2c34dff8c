//! How deep a recursive parser would go on a text, found without parsing.
//!
//! The parser recurses on brackets, elements, prefix operators, and on operators and
//! statements that nest to the right. A file of 100,000 opening brackets would overflow any
//! stack, so the depth is bounded before parsing. The bound may be too high, by a little on
//! code as people write it; it must not be too low.

/// Words after which the parser recurses within the same pair of brackets.
const NESTING_WORDS: &[&str] = &[
    "if", "else", "for", "while", "do", "with", "typeof", "void", "delete", "await", "yield",
    "new", "keyof", "unique", "readonly", "infer", "extends", "asserts", "class", "function",
];

/// Operators and keywords nested between one pair of brackets.
#[derive(Clone, Copy, Default)]
struct Level {
    is_template: bool,
    run: u32,
    angles: u32,
}

/// An upper bound of the nesting depth of a script.
pub(in crate::lang) fn depth_bound(source: &str) -> u32 {
    let mut scanner = Scanner {
        bytes: source.as_bytes(),
        at: 0,
        levels: vec![Level::default()],
        depth: 0,
        deepest: 0,
        previous: Previous::Operator,
        is_dotted_header: false,
        starts_line: true,
        unclosed: [0; 3],
    };
    while scanner.at < scanner.bytes.len() {
        scanner.step();
    }
    scanner.deepest
}

/// What the last token was, as far as it tells what follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Previous {
    /// Ends a value: a word, a literal, a closing bracket.
    Value,
    /// A keyword that a value follows.
    Keyword,
    /// Anything else.
    Operator,
}

struct Scanner<'s> {
    bytes: &'s [u8],
    at: usize,
    levels: Vec<Level>,
    /// Open brackets and everything counted in the levels.
    depth: u32,
    deepest: u32,
    previous: Previous,
    /// Inside `namespace a.b.c`, where each dot nests.
    is_dotted_header: bool,
    starts_line: bool,
    /// Ends of lines on which no string of either quote, or no regular expression, closes: a
    /// second attempt there would make long lines quadratic.
    unclosed: [usize; 3],
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn step(&mut self) {
        let byte = self.peek(0);
        match byte {
            b'\n' => self.starts_line = true,
            b' ' | b'\t' | b'\r' => {}
            b'/' if self.peek(1) == b'/' => return self.skip_line(),
            b'/' if self.peek(1) == b'*' => return self.skip_block_comment(),
            b'/' if self.previous != Previous::Value && self.skip_regex() => return,
            b'"' | b'\'' if self.skip_string(byte) => return,
            b'\\' => self.at += 1,
            b'`' => return self.template(),
            b'}' if self.levels.last().is_some_and(|level| level.is_template) => {
                self.close();
                return self.template();
            }
            b'(' | b'[' | b'{' => self.open(false),
            b')' | b']' | b'}' => self.close(),
            _ if is_word(byte) => return self.word(),
            _ => self.operator(byte),
        }
        self.at += 1;
    }

    fn nest(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.run += 1;
            self.depth += 1;
            self.deepest = self.deepest.max(self.depth);
        }
    }

    /// Forgets what was nested to the right: a statement or an element of a list ends.
    fn end_run(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.depth -= level.run;
            level.run = 0;
        }
    }

    fn open(&mut self, is_template: bool) {
        self.levels.push(Level {
            is_template,
            ..Level::default()
        });
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        self.previous = Previous::Operator;
        self.is_dotted_header = false;
        self.starts_line = false;
    }

    fn close(&mut self) {
        if self.levels.len() > 1
            && let Some(level) = self.levels.pop()
        {
            self.depth -= 1 + level.run + level.angles;
        }
        self.previous = Previous::Value;
        self.starts_line = false;
    }

    fn operator(&mut self, byte: u8) {
        self.starts_line = false;
        match byte {
            b';' | b',' => self.end_run(),
            b'<' if matches!(self.peek(1), b'/') => self.close_angle(),
            b'<' if self.peek(1) == b'>' || is_word(self.peek(1)) => {
                if let Some(level) = self.levels.last_mut() {
                    level.angles += 1;
                    self.depth += 1;
                    self.deepest = self.deepest.max(self.depth);
                }
            }
            b'/' if self.peek(1) == b'>' => self.close_angle(),
            b'!' | b'~' | b'#' | b':' | b'=' => self.nest(),
            b'?' if self.peek(1) != b'.' => self.nest(),
            b'*' if self.peek(1) == b'*' => self.nest(),
            b'+' | b'-' if self.previous != Previous::Value => self.nest(),
            b'.' if self.is_dotted_header => self.nest(),
            b'>' if self.levels.last().is_some_and(|level| level.angles > 0) => {
                self.close_generic();
            }
            _ => {}
        }
        self.previous = Previous::Operator;
    }

    /// `</a>` or `/>`: an element ends.
    fn close_angle(&mut self) {
        if let Some(level) = self.levels.last_mut()
            && level.angles > 0
        {
            level.angles -= 1;
            self.depth -= 1;
        }
    }

    /// `>` ends type arguments where a value stands before it, but also an opening tag, after
    /// which the element goes on: only what looks like type arguments is closed.
    fn close_generic(&mut self) {
        if matches!(
            self.peek(1),
            b'(' | b',' | b')' | b';' | b'>' | b'[' | b'|' | b'&'
        ) {
            self.close_angle();
        }
    }

    fn word(&mut self) {
        let start = self.at;
        while is_word(self.peek(0)) {
            self.at += 1;
        }
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        let is_nesting = NESTING_WORDS
            .iter()
            .any(|candidate| candidate.as_bytes() == word);
        // Without semicolons, a statement ends where a word starts a line after a value.
        if self.starts_line && self.previous == Previous::Value && word != b"else" {
            self.end_run();
        }
        self.starts_line = false;
        if is_nesting {
            self.nest();
        }
        self.is_dotted_header =
            matches!(word, b"namespace" | b"module") || (self.is_dotted_header && !is_nesting);
        let precedes_value = is_nesting || matches!(word, b"return" | b"case" | b"throw" | b"in");
        self.previous = if precedes_value {
            Previous::Keyword
        } else {
            Previous::Value
        };
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    fn skip_block_comment(&mut self) {
        self.at += 2;
        while self.at < self.bytes.len() && !(self.peek(0) == b'*' && self.peek(1) == b'/') {
            self.at += 1;
        }
        self.at += 2;
    }

    /// Skips a string that ends on its line; an apostrophe in the text of an element does not.
    fn skip_string(&mut self, quote: u8) -> bool {
        let unclosed = usize::from(quote == b'"');
        let mut ahead = 1;
        loop {
            match self.peek(ahead) {
                _ if self.is_unclosed(unclosed) => return false,
                b'\\' => ahead += 2,
                b'\n' | 0 => return self.set_unclosed(unclosed, ahead),
                byte if byte == quote => break,
                _ => ahead += 1,
            }
        }
        self.at += ahead + 1;
        self.previous = Previous::Value;
        self.starts_line = false;
        true
    }

    fn is_unclosed(&self, sort: usize) -> bool {
        self.unclosed.get(sort).is_some_and(|end| self.at < *end)
    }

    fn set_unclosed(&mut self, sort: usize, ahead: usize) -> bool {
        if let Some(end) = self.unclosed.get_mut(sort) {
            *end = self.at + ahead;
        }
        false
    }

    fn skip_regex(&mut self) -> bool {
        let mut ahead = 1;
        let mut in_class = false;
        loop {
            match self.peek(ahead) {
                _ if self.is_unclosed(2) => return false,
                b'\\' => ahead += 1,
                b'\n' | 0 => return self.set_unclosed(2, ahead),
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                _ => {}
            }
            ahead += 1;
        }
        self.at += ahead + 1;
        self.previous = Previous::Value;
        self.starts_line = false;
        true
    }

    /// Skips a template's text, from its start or from the end of a substitution.
    fn template(&mut self) {
        self.at += 1;
        loop {
            match self.peek(0) {
                b'\\' => self.at += 2,
                b'$' if self.peek(1) == b'{' => {
                    self.at += 2;
                    return self.open(true);
                }
                b'`' => break,
                _ if self.at >= self.bytes.len() => break,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.previous = Previous::Value;
        self.starts_line = false;
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: u32) {
        assert_eq!(depth_bound(source), expect, "{source}");
    }

    #[test]
    fn brackets_nest() {
        check("f(g([1]))", 3);
        check("(a)(b)(c)", 1);
        check("`${`${a}`}`; (b)", 2);
    }

    #[test]
    fn text_does_not_nest() {
        check("// ((((\n'((((' + \"((((\" + `((((` + /((((/", 0);
        check("a = b / (c) / (d)", 2);
    }

    #[test]
    fn operators_to_the_right_nest_until_the_statement_ends() {
        check("!!!!a;!!b", 4);
        check("a ? b : c ? d : e, f", 4);
        check("if (a) b(); else if (c) d()", 3);
        check("a = 1\nb = 2\nc = 3", 1);
    }

    #[test]
    fn elements_nest() {
        check("<a><b><c/></b></a>", 3);
        check("f<A<B<C>>>(x)", 3);
    }

    #[test]
    fn hostile_texts_are_deep() {
        let hostile = [
            "(",
            "[",
            "{",
            "!",
            "- ",
            "a=>",
            "a?",
            "a=",
            "if(a)",
            "else if(a)",
            "new ",
            "<a>",
            "`${",
            "a:",
            "typeof ",
            "keyof ",
            "class extends ",
            "A extends B ? C : ",
            "a**",
            "<a b=",
            "for(;;)",
            "() => ",
            "await ",
            "#a in ",
            "do ",
        ];
        for unit in hostile {
            assert!(depth_bound(&unit.repeat(5_000)) >= 4_990, "{unit}");
        }
        let header = format!("namespace a{} {{}}", ".a".repeat(5_000));
        assert!(depth_bound(&header) >= 5_000);
    }

    #[test]
    fn lines_that_never_close_are_read_once() {
        for unit in ["\\'", "/[", "'\\", "\"'\\"] {
            depth_bound(&unit.repeat(500_000));
        }
    }

    #[test]
    fn long_texts_are_not_deep() {
        let flat = [
            "a + ",
            "f(a);\n",
            "a.b(c)\n  ",
            "const a = b ? c : d\n",
            "a: b, ",
            "x && ",
            "if (a) { b }\n",
            "a?.",
            "case 1: f();\n",
        ];
        for unit in flat {
            assert!(depth_bound(&unit.repeat(5_000)) < 10, "{unit}");
        }
    }
}
