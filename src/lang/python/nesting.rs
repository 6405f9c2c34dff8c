//! A bound on the depth of a file's tree, found before it is parsed.
//!
//! The parser moves to a larger stack when it must, but freeing a tree, and some of the
//! parser's checks, recurse on whatever stack there is. This scan therefore errs on the safe
//! side: it counts everything that can put one node below another, it may count too much, and
//! it knows strings and comments so that their text counts for nothing.

/// The deepest tree that is read. Source written by people stays below 100.
const LIMIT: usize = 2_000;

/// What is said of a file, or of an expression, that is nested more deeply.
pub(super) const MESSAGE: &str = "nested too deeply";

/// Gives the line (1-based) where the source nests too deeply.
pub(super) fn check(source: &str) -> Result<(), u32> {
    let mut scanner = Scanner {
        bytes: source.as_bytes(),
        at: 0,
        levels: vec![Level::new(Inside::Module, b'"', false)],
        links: 0,
    };
    while let Some(byte) = scanner.bump() {
        scanner.step(byte);
        if scanner.links > LIMIT {
            let read = scanner.bytes.get(..scanner.at).unwrap_or_default();
            let breaks = read.iter().filter(|byte| **byte == b'\n').count();
            return Err(u32::try_from(breaks + 1).unwrap_or(u32::MAX));
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Module,
    /// A bracket, with the byte that closes it.
    Bracket(u8),
    /// The text of an f-string or t-string.
    Text,
    /// The code between braces of such a string.
    Hole,
    /// The text behind the colon of a hole.
    Format,
}

#[derive(Clone, Copy)]
struct Level {
    inside: Inside,
    /// The quote that ends the formatted string around, and whether it stands three times.
    quote: u8,
    is_triple: bool,
    /// Operators, postfixes and keywords since the last separator: each may add a node.
    links: usize,
    /// Lambdas before their colon: a comma there separates parameters and ends nothing.
    lambdas: usize,
}

impl Level {
    fn new(inside: Inside, quote: u8, is_triple: bool) -> Self {
        Self {
            inside,
            quote,
            is_triple,
            links: 0,
            lambdas: 0,
        }
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    /// Sum of the levels' links: no node lies deeper.
    links: usize,
}

impl Scanner<'_> {
    fn bump(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    fn top(&self) -> Level {
        let bottom = Level::new(Inside::Module, b'"', false);
        self.levels.last().copied().unwrap_or(bottom)
    }

    fn push(&mut self, inside: Inside) {
        let Level {
            quote, is_triple, ..
        } = self.top();
        self.levels.push(Level::new(inside, quote, is_triple));
    }

    /// Leaves a level, never the module.
    fn pop(&mut self) {
        if self.levels.len() > 1
            && let Some(level) = self.levels.pop()
        {
            self.links -= level.links;
        }
    }

    fn link(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.links += 1;
            self.links += 1;
        }
    }

    fn separate(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.links -= level.links;
            level.links = 0;
            level.lambdas = 0;
        }
    }

    fn step(&mut self, byte: u8) {
        match self.top().inside {
            Inside::Text | Inside::Format => self.text(byte),
            Inside::Module | Inside::Bracket(_) | Inside::Hole => self.code(byte),
        }
    }

    fn code(&mut self, byte: u8) {
        match byte {
            b'#' => self.skip_comment(),
            b'"' | b'\'' => self.skip_string(byte),
            b'(' => self.open(b')'),
            b'[' => self.open(b']'),
            b'{' => self.open(b'}'),
            b')' | b']' | b'}' => self.close(byte),
            b'\\' if matches!(self.peek(), b'\n' | b'\r') => self.at += 1,
            b'\n' | b'\r' if self.top().inside == Inside::Module => self.start_line(),
            b';' if self.top().inside == Inside::Module => self.separate(),
            b',' if self.top().lambdas == 0 => self.separate(),
            b':' => self.colon(),
            b'.' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'~' | b'@' | b'<'
            | b'>' => self.link(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(),
            _ => {}
        }
    }

    /// Every block inside another is at least one column further to the right.
    fn start_line(&mut self) {
        self.separate();
        while matches!(self.peek(), b' ' | b'\t' | 0x0c) {
            self.at += 1;
            self.link();
        }
    }

    fn open(&mut self, closer: u8) {
        self.link();
        self.push(Inside::Bracket(closer));
    }

    fn close(&mut self, byte: u8) {
        match self.top().inside {
            Inside::Bracket(closer) if closer == byte => self.pop(),
            Inside::Hole if byte == b'}' => self.pop(),
            _ => {}
        }
    }

    fn colon(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            if level.lambdas > 0 {
                level.lambdas -= 1;
            } else if level.inside == Inside::Hole && self.peek() != b'=' {
                self.push(Inside::Format);
            }
        }
    }

    fn word(&mut self) {
        let start = self.at - 1;
        while matches!(self.peek(), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..) {
            self.at += 1;
        }
        match self.bytes.get(start..self.at).unwrap_or_default() {
            b"lambda" => {
                self.link();
                if let Some(level) = self.levels.last_mut() {
                    level.lambdas += 1;
                }
            }
            b"not" | b"else" | b"await" | b"yield" | b"async" => self.link(),
            // No expression goes on past these: a bracket left open above them is an error
            // that the parser recovers from here.
            b"def" | b"class" => {
                while matches!(self.top().inside, Inside::Bracket(_)) {
                    self.pop();
                }
                self.separate();
            }
            word if is_format_prefix(word) && matches!(self.peek(), b'"' | b'\'') => {
                self.open_formatted();
            }
            _ => {}
        }
    }

    fn open_formatted(&mut self) {
        let Some(quote) = self.bump() else { return };
        let is_triple = self.is_quote_twice(quote);
        if is_triple {
            self.at += 2;
        }
        self.link();
        self.levels.push(Level::new(Inside::Text, quote, is_triple));
    }

    fn is_quote_twice(&self, quote: u8) -> bool {
        self.peek() == quote && self.bytes.get(self.at + 1) == Some(&quote)
    }

    fn text(&mut self, byte: u8) {
        let level = self.top();
        match byte {
            b'\\' if !matches!(self.peek(), b'{' | b'}') => self.at += 1,
            b'{' if level.inside == Inside::Text && self.peek() == b'{' => self.at += 1,
            b'{' => {
                self.link();
                self.push(Inside::Hole);
            }
            b'}' if level.inside == Inside::Format => {
                self.pop();
                self.pop();
            }
            b'\n' | b'\r' if !level.is_triple => self.end_formatted(),
            _ if byte == level.quote && !level.is_triple => self.end_formatted(),
            _ if byte == level.quote && self.is_quote_twice(byte) => {
                self.at += 2;
                self.end_formatted();
            }
            _ => {}
        }
    }

    fn end_formatted(&mut self) {
        while self.top().inside != Inside::Text && self.levels.len() > 1 {
            self.pop();
        }
        self.pop();
    }

    fn skip_comment(&mut self) {
        while !matches!(self.peek(), b'\n' | b'\r') && self.at < self.bytes.len() {
            self.at += 1;
        }
    }

    fn skip_string(&mut self, quote: u8) {
        let is_triple = self.is_quote_twice(quote);
        if is_triple {
            self.at += 2;
        }
        while let Some(byte) = self.bump() {
            match byte {
                b'\\' => self.at += 1,
                b'\n' | b'\r' if !is_triple => {
                    self.at -= 1;
                    return;
                }
                _ if byte == quote && !is_triple => return,
                _ if byte == quote && self.is_quote_twice(quote) => {
                    self.at += 2;
                    return;
                }
                _ => {}
            }
        }
    }
}

/// `f`, `rf`, `T`, …: at most two letters, one of which makes the string a formatted one.
fn is_format_prefix(word: &[u8]) -> bool {
    word.len() <= 2 && word.iter().any(|letter| b"fFtT".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_depth(source: &str, expect: Result<(), u32>) {
        assert_eq!(check(source), expect, "{:?}", source.get(..30));
    }

    #[test]
    fn strings_and_comments_count_for_nothing() {
        let brackets = "(".repeat(5_000);
        check_depth(&format!("x = '{brackets}'"), Ok(()));
        check_depth(&format!("x = '''\n'{brackets}'\n'''"), Ok(()));
        check_depth(&format!("x = f'{brackets}'"), Ok(()));
        check_depth(&format!("# {brackets}\nx = 1"), Ok(()));
        check_depth(&format!("x = r'\\'{brackets}'"), Ok(()));
        check_depth(&format!("x = f'{{y:{brackets}}}'"), Ok(()));
    }

    #[test]
    fn wide_is_not_deep() {
        check_depth(&format!("x = [{}]", "a.b, ".repeat(5_000)), Ok(()));
        check_depth(&"a.b(c)\n".repeat(5_000), Ok(()));
        check_depth(&format!("x = {}", "a == b or ".repeat(5_000)), Ok(()));
        check_depth(
            &format!("x = [{}]", "lambda a, b: a, ".repeat(5_000)),
            Ok(()),
        );
        check_depth(&"x = f'{a.b} {c:>{d.e}}'\n".repeat(5_000), Ok(()));
        check_depth(&"x = f(\n  a.b\n)\n".repeat(5_000), Ok(()));
    }

    #[test]
    fn a_bracket_left_open_does_not_add_up_over_the_file() {
        check_depth(&"def f():\n  x = (a.b\n".repeat(5_000), Ok(()));
    }

    #[test]
    fn deep_is_found_behind_misleading_quotes() {
        let deep = "(".repeat(5_000);
        check_depth(&format!("x = f\"{{'\"'}}\" + {deep}"), Err(1));
        check_depth(&format!("x = f'{{y!r:{{z}}'\ny = {deep}"), Err(2));
        check_depth(&format!("x = f'\\{{{deep}"), Err(1));
        check_depth(&format!("x = 'a\ny = {deep}"), Err(2));
        check_depth(&format!("x = '''a\\'''\ny\n''' + {deep}"), Err(3));
    }
}
