//! Reads the tokens of a text line by line.

use super::families::{Family, Quote, SCRIPT, STYLE};

/// What a part of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Anything else.
    Plain,
    /// A word of the language, or a tag.
    Keyword,
    /// The name of what is defined here.
    Definition,
    /// Text in quotes.
    Quoted,
    /// A number.
    Number,
    /// A comment.
    Comment,
}

/// What goes on from one line to the next.
#[derive(Debug, Clone, Copy)]
enum Open {
    Nothing,
    Comment(&'static str),
    Text(&'static Quote),
}

/// Reads lines in order.
pub(super) struct Reader {
    outer: &'static Family,
    family: &'static Family,
    open: Open,
    /// Whether the next name is that of a definition.
    defines: bool,
    parts: Vec<(u32, Class)>,
}

impl Reader {
    /// A reader at the start of a file.
    pub(super) fn new(family: &'static Family) -> Self {
        Self {
            outer: family,
            family,
            open: Open::Nothing,
            defines: false,
            parts: Vec::new(),
        }
    }

    /// The parts of the next line.
    pub(super) fn line(&mut self, line: &str) -> Vec<(u32, Class)> {
        let after = self.section(line);
        let mut rest = line;
        while !rest.is_empty() {
            let (len, class) = self.token(line, rest);
            let len = len.clamp(1, rest.len());
            let len = (len..=rest.len())
                .find(|end| rest.is_char_boundary(*end))
                .unwrap_or(rest.len());
            self.push(len, class);
            rest = rest.get(len..).unwrap_or_default();
        }
        if let Open::Text(quote) = self.open
            && !quote.is_long
        {
            self.open = Open::Nothing;
        }
        if let Some(family) = after {
            self.family = family;
            self.open = Open::Nothing;
        }
        std::mem::take(&mut self.parts)
    }

    /// In markup, a line of its own opens and closes scripts and styles; answers with what the
    /// lines after it are.
    fn section(&mut self, line: &str) -> Option<&'static Family> {
        if !self.outer.is_markup {
            return None;
        }
        let line = line.trim();
        if line.starts_with("</script") || line.starts_with("</style") {
            self.family = self.outer;
            self.open = Open::Nothing;
            return None;
        }
        let is_open = line.ends_with('>') && !line.contains("</");
        if is_open && line.starts_with("<script") {
            Some(&SCRIPT)
        } else if is_open && line.starts_with("<style") {
            Some(&STYLE)
        } else {
            None
        }
    }

    /// Adds a part; neighbours of one class become one.
    fn push(&mut self, len: usize, class: Class) {
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        match self.parts.last_mut() {
            Some((before, known)) if *known == class => *before += len,
            _ => self.parts.push((len, class)),
        }
    }

    /// Length and class of the next token of `line`, of which `rest` is left.
    fn token(&mut self, line: &str, rest: &str) -> (usize, Class) {
        match self.open {
            Open::Comment(close) => {
                let end = rest.find(close);
                if end.is_some() {
                    self.open = Open::Nothing;
                }
                return (
                    end.map_or(rest.len(), |at| at + close.len()),
                    Class::Comment,
                );
            }
            Open::Text(quote) => return (self.quoted(quote, rest), Class::Quoted),
            Open::Nothing => {}
        }
        let begins = |marks: &[&str]| marks.iter().any(|mark| rest.starts_with(mark));
        if begins(self.family.line_comments) {
            return (rest.len(), Class::Comment);
        }
        if let Some((open, close)) = self.family.block_comment
            && rest.starts_with(open)
        {
            self.open = Open::Comment(close);
            return (open.len(), Class::Comment);
        }
        if self.family.has_lifetimes && is_lifetime(rest) {
            return (1, Class::Plain);
        }
        let quote = self
            .family
            .quotes
            .iter()
            .find(|quote| rest.starts_with(quote.open));
        if let Some(quote) = quote {
            self.open = Open::Text(quote);
            return (quote.open.len(), Class::Quoted);
        }
        if self.family.is_markup && rest.starts_with('<') {
            return (tag(rest), Class::Keyword);
        }
        self.word(line, rest)
    }

    /// Length of a text up to its end, or the line's.
    fn quoted(&mut self, quote: &Quote, rest: &str) -> usize {
        let mut at = 0;
        while let Some(left) = rest.get(at..).filter(|left| !left.is_empty()) {
            if left.starts_with(quote.close) {
                self.open = Open::Nothing;
                return at + quote.close.len();
            }
            let mut letters = left.chars();
            let is_escape = letters.next() == Some('\\') && quote.has_escapes;
            let skipped = if is_escape { letters.next() } else { None };
            at += left.chars().next().map_or(1, char::len_utf8);
            at += skipped.map_or(0, char::len_utf8);
        }
        rest.len()
    }

    /// A word, a number, or a single sign.
    fn word(&mut self, line: &str, rest: &str) -> (usize, Class) {
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let Some(word) = rest.get(..end).filter(|word| !word.is_empty()) else {
            let sign = rest.chars().next();
            if sign.is_some_and(|sign| !sign.is_whitespace()) {
                // `func (c *Cart) Total`: the receiver stands before the name, and is passed over.
                self.defines = false;
            }
            return (sign.map_or(1, char::len_utf8), Class::Plain);
        };
        if word.starts_with(|letter: char| letter.is_ascii_digit()) {
            return (end, Class::Number);
        }
        if std::mem::take(&mut self.defines) {
            return (end, Class::Definition);
        }
        let before = line.get(..line.len() - rest.len()).unwrap_or_default();
        // `user.type` is a field, whatever the word.
        if !before.ends_with('.') && self.family.is_keyword(word) {
            self.defines = self.family.is_definer(word);
            return (end, Class::Keyword);
        }
        (end, Class::Plain)
    }
}

/// Whether a quote begins the name of a lifetime rather than a letter: `'a` and not `'a'`.
fn is_lifetime(rest: &str) -> bool {
    let mut letters = rest.chars();
    letters.next() == Some('\'')
        && letters.next().is_some_and(|letter| letter != '\\')
        && letters.next() != Some('\'')
}

/// Length of the start of a tag: `<`, `</`, and its name.
fn tag(rest: &str) -> usize {
    let name = rest.trim_start_matches(['<', '/']);
    let is_part = |letter: char| letter.is_alphanumeric() || "-_.:".contains(letter);
    let end = name.find(|letter| !is_part(letter)).unwrap_or(name.len());
    rest.len() - name.len() + end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts that are not plain, each with a letter for its class.
    fn check(path: &str, text: &str, expect: &[&[&str]]) {
        let mut reader = Reader::new(Family::of_path(path));
        for (line, expect) in text.lines().zip(expect) {
            let mut at = 0;
            let mut found = Vec::new();
            for (len, class) in reader.line(line) {
                let end = at + len as usize;
                let sign = match class {
                    Class::Plain => "",
                    Class::Keyword => "k ",
                    Class::Definition => "d ",
                    Class::Quoted => "q ",
                    Class::Number => "n ",
                    Class::Comment => "c ",
                };
                if class != Class::Plain {
                    found.push(format!("{sign}{}", &line[at..end]));
                }
                at = end;
            }
            assert_eq!(found, *expect, "{line}");
        }
    }

    #[test]
    fn python_has_long_texts() {
        check(
            "a.py",
            "def run(x=1): # go\n    \"\"\"Say \"it\".\n    if\"\"\" if\n    return 'a\\'b' + x.match",
            &[
                &["k def", "d run", "n 1", "c # go"],
                &["q \"\"\"Say \"it\"."],
                &["q     if\"\"\"", "k if"],
                &["k return", "q 'a\\'b'"],
            ],
        );
    }

    #[test]
    fn a_text_that_is_not_closed_ends_with_the_line() {
        check(
            "a.ts",
            "const a = /\"/\nlet b",
            &[&["k const", "q \"/"], &["k let"]],
        );
    }

    #[test]
    fn comments_and_templates_go_on() {
        check(
            "a.ts",
            "/* if\n*/ class A { x = `a\nb` }",
            &[&["c /* if"], &["c */", "k class", "d A", "q `a"], &["q b`"]],
        );
    }

    #[test]
    fn rust_tells_lifetimes_from_letters() {
        check(
            "a.rs",
            "fn f<'a>(x: &'a str) { '\\'' 'x' r#\"a\"b\"# }",
            &[&["k fn", "d f", "q '\\''", "q 'x'", "q r#\"a\"b\"#"]],
        );
    }

    #[test]
    fn single_file_components_change_their_language() {
        check(
            "A.vue",
            "<script setup lang=\"ts\">\nconst x = 1 // <b>\n</script>\n<div :if=\"a\">if</div>",
            &[
                &["k <script", "q \"ts\""],
                &["k const", "n 1", "c // <b>"],
                &["k </script"],
                &["k <div", "q \"a\"", "k </div"],
            ],
        );
    }
}
