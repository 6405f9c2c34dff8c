//! Shell text taken apart into commands: no expansion, nothing is run.

use std::collections::BTreeSet;

use super::follow::says_test;

/// Largest script that is read, in bytes.
const SIZE_LIMIT: usize = 256 << 10;

/// One simple command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Command {
    /// Its words, quotes taken away.
    pub(super) words: Vec<String>,
    /// Line of the text on which it begins, counted from 0.
    pub(super) line: u32,
    /// Whether its failure is passed over: `|| true`.
    pub(super) is_lenient: bool,
}

/// Words that may stand before a command.
const KEYWORDS: [&str; 11] = [
    "if", "then", "else", "elif", "do", "while", "until", "!", "time", "{", "}",
];

/// Stands for a command that is not read.
const UNREAD: &str = "$unread";

/// Most texts of `$(…)` in one another.
const DEEPEST: usize = 4;

/// Takes a text apart. One that is too long is a command of which nothing is known.
pub(super) fn commands(text: &str) -> Vec<Command> {
    if text.len() > SIZE_LIMIT {
        return vec![Command {
            words: vec![UNREAD.to_owned()],
            ..Command::default()
        }];
    }
    commands_within(text, 0)
}

fn commands_within(text: &str, depth: usize) -> Vec<Command> {
    let mut reader = Reader {
        depth,
        ..Reader::default()
    };
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        reader.take(letter, &mut letters);
    }
    reader.end_command();
    // What a function does stands in its own lines.
    let functions = reader.functions;
    let mut found = reader.found;
    found.retain(|command| {
        let first = command.words.first();
        first.is_none_or(|first| !functions.contains(first))
    });
    found
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// The texts that a word has in `$(…)` or between backticks, but for signs that stand for
/// themselves; the places of those rise.
fn substituted<'w>(word: &'w str, plain: &[usize]) -> Vec<&'w str> {
    let mut found = Vec::new();
    let mut rest = word;
    while let Some(at) = rest.find(['$', '`']) {
        let is_plain = plain.binary_search(&(word.len() - rest.len() + at)).is_ok();
        let behind = rest.get(at + 1..).unwrap_or_default();
        let inner = match rest.get(at..).is_some_and(|rest| rest.starts_with('`')) {
            _ if is_plain => None,
            true => behind.split_once('`'),
            false => behind.strip_prefix('(').and_then(closed),
        };
        rest = match inner {
            Some((inner, behind)) => {
                found.push(inner);
                behind
            }
            None => behind,
        };
    }
    found
}

/// What stands before the bracket that closes, and behind it.
fn closed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1_usize;
    let end = text.find(|letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    text.split_at_checked(end)
        .map(|(inner, behind)| (inner, behind.get(1..).unwrap_or_default()))
}

#[derive(Default)]
struct Reader {
    /// How many texts of `$(…)` this one stands in.
    depth: usize,
    found: Vec<Command>,
    words: Vec<String>,
    word: Option<String>,
    /// Where in the word signs stand for themselves that else put something in.
    plain: Vec<usize>,
    /// The texts of `$(…)` in the command under way that speak of tests.
    inner: Vec<String>,
    line: u32,
    start: u32,
    /// Whether the command under way runs only where the one before failed.
    is_fallback: bool,
    /// Words that end texts given on the following lines.
    here: Vec<String>,
    /// Names of functions that the text defines.
    functions: BTreeSet<String>,
    /// How many brackets are open: a closing one without is the end of a pattern of `case`.
    open: usize,
    /// How many `case` are open.
    cases: usize,
    /// Whether what stands here is a pattern of `case`.
    is_pattern: bool,
}

impl Reader {
    fn take(&mut self, letter: char, letters: &mut Letters<'_>) {
        match letter {
            '\\' => match letters.next() {
                Some('\n') => self.line += 1,
                Some(next) => self.push_plain(next),
                None => {}
            },
            '\'' | '"' => self.quoted(letter, letters),
            '$' if letters.peek() == Some(&'{') => self.nested(letter, letters, ('{', '}'), 0),
            '$' if letters.peek() == Some(&'(') => self.nested(letter, letters, ('(', ')'), 0),
            '`' => self.backticked(letters),
            // `names=(a b)`
            '(' if self.word.as_ref().is_some_and(|word| word.ends_with('=')) => {
                self.nested(letter, letters, ('(', ')'), 1);
            }
            '(' if self.words.is_empty() && letters.peek() == Some(&')') => {
                letters.next();
                self.plain.clear();
                self.functions.extend(self.word.take());
            }
            '#' if self.word.is_none() => {
                while letters.peek().is_some_and(|next| *next != '\n') {
                    letters.next();
                }
            }
            '\n' => {
                self.end_command();
                self.line += 1;
                self.skip_texts(letters);
            }
            ';' => {
                self.end_command();
                self.is_pattern |= self.cases > 0 && letters.next_if_eq(&';').is_some();
            }
            '(' if !self.is_pattern => {
                self.end_command();
                self.open += 1;
            }
            '(' => {}
            ')' if self.open == 0 || self.is_pattern => {
                self.end_pattern();
                self.is_pattern = false;
            }
            ')' => {
                self.end_command();
                self.open -= 1;
            }
            '|' if self.is_pattern => self.end_word(),
            '|' | '&' => {
                // `2>&1` and `&>` are no ends of a command.
                let is_redirect = self.word.as_ref().is_some_and(|word| word.ends_with('>'))
                    || letter == '&' && letters.peek() == Some(&'>');
                if is_redirect {
                    self.push(letter);
                    return;
                }
                let is_double = letters.next_if_eq(&letter).is_some();
                self.end_command();
                self.is_fallback = letter == '|' && is_double;
            }
            letter if letter.is_whitespace() => self.end_word(),
            letter => self.push(letter),
        }
    }

    fn push(&mut self, letter: char) {
        if self.words.is_empty() && self.word.is_none() {
            self.start = self.line;
        }
        self.word.get_or_insert_default().push(letter);
    }

    /// A letter that stands for itself.
    fn push_plain(&mut self, letter: char) {
        if matches!(letter, '$' | '`') {
            let length = self.word.as_ref().map_or(0, String::len);
            self.plain.push(length);
        }
        self.push(letter);
    }

    fn quoted(&mut self, quote: char, letters: &mut Letters<'_>) {
        if self.words.is_empty() && self.word.is_none() {
            self.start = self.line;
        }
        self.word.get_or_insert_default();
        while let Some(letter) = letters.next() {
            match letter {
                _ if letter == quote => return,
                '\\' if quote == '"' => {
                    if let Some(next) = letters.next() {
                        self.push_plain(next);
                    }
                }
                '\n' => {
                    self.line += 1;
                    self.push(' ');
                }
                letter if quote == '\'' => self.push_plain(letter),
                letter => self.push(letter),
            }
        }
    }

    /// `${{ … }}`, `${x}` and `$(…)` stay one word, as they are written.
    fn nested(
        &mut self,
        letter: char,
        letters: &mut Letters<'_>,
        (open, close): (char, char),
        mut depth: i32,
    ) {
        self.push(letter);
        for letter in letters.by_ref() {
            self.line += u32::from(letter == '\n');
            self.push(letter);
            depth += i32::from(letter == open) - i32::from(letter == close);
            if depth <= 0 {
                return;
            }
        }
    }

    /// A text between backticks stays one word, as it is written.
    fn backticked(&mut self, letters: &mut Letters<'_>) {
        self.push('`');
        for letter in letters.by_ref() {
            self.line += u32::from(letter == '\n');
            self.push(letter);
            if letter == '`' {
                return;
            }
        }
    }

    /// The commands of the texts in `$(…)` run before the command that takes what they print.
    fn take_substituted(&mut self, texts: Vec<String>) {
        if self.depth >= DEEPEST {
            return;
        }
        for text in texts {
            let inner = commands_within(&text, self.depth + 1);
            self.found.extend(inner.into_iter().map(|command| Command {
                line: self.start + command.line,
                ..command
            }));
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        let plain = std::mem::take(&mut self.plain);
        let inner = substituted(&word, &plain).into_iter();
        let inner = inner.filter(|text| says_test(text)).map(str::to_owned);
        self.inner.extend(inner);
        let before = self.words.last().map(String::as_str);
        let end = match word.strip_prefix("<<") {
            Some("" | "-") | None => before
                .is_some_and(|before| matches!(before, "<<" | "<<-"))
                .then_some(word.as_str()),
            Some(end) => Some(end.trim_start_matches('-')),
        };
        if let Some(end) = end.filter(|end| !end.starts_with('<')) {
            self.here.push(end.to_owned());
        }
        if !self.words.is_empty() || !KEYWORDS.contains(&word.as_str()) {
            self.words.push(word);
        }
    }

    /// The command under way was the pattern of a `case`, which may begin on the same line.
    fn end_pattern(&mut self) {
        self.end_word();
        self.inner.clear();
        let words = std::mem::take(&mut self.words);
        self.cases += usize::from(words.first().is_some_and(|first| first == "case"));
    }

    fn end_command(&mut self) {
        self.end_word();
        let is_fallback = std::mem::take(&mut self.is_fallback);
        let mut words = std::mem::take(&mut self.words);
        let inner = std::mem::take(&mut self.inner);
        let Some(first) = words.first() else { return };
        if first == "esac" {
            self.cases = self.cases.saturating_sub(1);
            self.is_pattern = false;
        } else if self.is_pattern {
            return;
        } else if first == "case" {
            self.cases += 1;
            self.is_pattern = true;
        } else if first == "function" {
            self.functions.extend(words.get(1).cloned());
            words = words.split_off(words.len().min(2));
        }
        let keywords = words
            .iter()
            .take_while(|word| KEYWORDS.contains(&word.as_str()))
            .count();
        words = words.split_off(keywords);
        let Some(first) = words.first() else { return };
        if is_fallback && matches!(first.as_str(), "true" | ":" | "echo" | "exit") {
            let is_failure = first == "exit" && words.get(1).is_none_or(|status| status != "0");
            if let (Some(before), false) = (self.found.last_mut(), is_failure) {
                before.is_lenient = true;
            }
        }
        self.take_substituted(inner);
        self.found.push(Command {
            words,
            line: self.start,
            is_lenient: false,
        });
    }

    /// Passes over the texts that the line before announced.
    fn skip_texts(&mut self, letters: &mut Letters<'_>) {
        for end in std::mem::take(&mut self.here) {
            let mut line = String::new();
            for letter in letters.by_ref() {
                if letter != '\n' {
                    line.push(letter);
                    continue;
                }
                self.line += 1;
                if line.trim() == end {
                    break;
                }
                line.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests;
