//! One line of `marks.toml`: `"path#Symbol" = { state = "done", at = "…" }`.
//!
//! Each line parses alone, and its text is kept as it was read until its mark changes, so that
//! git sees no more than what people did.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use super::when::{Day, Moment};
use crate::error::{Document, Error};
use crate::model::{Mark, MarkKey, MarkState};

/// Keys of a line that we know; others are kept.
const KNOWN: [&str; 6] = ["state", "at", "by", "note", "until", "verified"];

/// A mark with the text that says so.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) mark: Mark,
    pub(super) text: String,
}

#[derive(Deserialize)]
struct Fields {
    state: Option<State>,
    at: Moment,
    by: Option<String>,
    note: Option<String>,
    until: Option<Day>,
    #[serde(default)]
    verified: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Todo,
    Doing,
    Done,
    Accepted,
}

impl From<State> for MarkState {
    fn from(state: State) -> Self {
        match state {
            State::Todo => Self::Todo,
            State::Doing => Self::Doing,
            State::Done => Self::Done,
            State::Accepted => Self::Accepted,
        }
    }
}

/// Why a line is no mark.
#[derive(Debug)]
pub(super) enum Problem {
    /// It does not parse, or says something impossible.
    Toml(Box<toml::de::Error>),
    /// It says nothing.
    NoMark,
}

impl Problem {
    /// The error for a line that starts at byte `offset` of the document.
    pub(super) fn at(&self, document: &Document, offset: usize) -> Error {
        match self {
            Self::Toml(error) => document.toml_error(offset, error),
            Self::NoMark => document.error(offset, "not a mark", None),
        }
    }
}

impl Line {
    /// Reads a line.
    pub(super) fn parse(text: &str) -> Result<(MarkKey, Self), Problem> {
        let parsed: BTreeMap<String, Fields> =
            toml::from_str(text).map_err(|error| Problem::Toml(Box::new(error)))?;
        let Some((key, fields)) = parsed.into_iter().next() else {
            return Err(Problem::NoMark);
        };
        let mark = Mark {
            state: fields.state.map(MarkState::from),
            by: fields.by,
            at: fields.at.0,
            note: fields.note,
            until: fields.until.map(|day| day.0),
            verified: fields.verified,
        };
        let text = text.to_owned();
        Ok((decode(&key), Self { mark, text }))
    }

    /// The line for a mark, with what the earlier one holds besides.
    pub(super) fn new(key: &MarkKey, mark: &Mark, earlier: Option<&Self>) -> Self {
        if let Some(earlier) = earlier
            && earlier.mark == *mark
        {
            return earlier.clone();
        }
        let strings = [
            ("state", mark.state.map(MarkState::word)),
            ("at", Some(mark.at.as_str())),
            ("by", mark.by.as_deref()),
            ("note", mark.note.as_deref()),
            ("until", mark.until.as_deref()),
        ];
        let mut fields: Vec<String> = strings
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name} = {}", quote(value?))))
            .collect();
        if mark.verified {
            fields.push("verified = true".to_owned());
        }
        for (name, value) in earlier.map(Self::more).unwrap_or_default() {
            fields.push(format!("{} = {}", quote(&name), inline(&value)));
        }
        let text = format!("{} = {{ {} }}", quote(&encode(key)), fields.join(", "));
        let mark = mark.clone();
        Self { mark, text }
    }

    /// What the line holds that we do not know.
    pub(super) fn more(&self) -> toml::Table {
        let parsed: toml::Table = self.text.parse().unwrap_or_default();
        match parsed.into_iter().next() {
            Some((_, toml::Value::Table(mut fields))) => {
                fields.retain(|name, _| !KNOWN.contains(&name));
                fields
            }
            _ => toml::Table::new(),
        }
    }

    /// Whether this line counts where two are about the same item: the newer one does, and of two
    /// of the same second always the same one, whatever order git left them in.
    fn wins_over(&self, other: &Self) -> bool {
        (&self.mark.at, &self.text) > (&other.mark.at, &other.text)
    }
}

/// Takes over a line unless a newer one is there.
pub(super) fn insert(entries: &mut BTreeMap<MarkKey, Line>, key: MarkKey, line: Line) {
    match entries.get(&key) {
        Some(there) if !line.wins_over(there) => {}
        _ => {
            entries.insert(key, line);
        }
    }
}

/// The key of a line: path, then `#` and the symbol. A `#` of the path becomes `%23`, as in URLs.
fn encode(key: &MarkKey) -> String {
    let mut text = key.path.replace('%', "%25").replace('#', "%23");
    if let Some(symbol) = &key.symbol {
        text.push('#');
        text.push_str(symbol);
    }
    text
}

fn decode(text: &str) -> MarkKey {
    let (path, symbol) = match text.split_once('#') {
        Some((path, symbol)) => (path, Some(symbol.to_owned())),
        None => (text, None),
    };
    MarkKey {
        path: path.replace("%23", "#").replace("%25", "%"),
        symbol,
    }
}

/// A TOML string on one line.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                // Writing to a string never fails.
                write!(quoted, "\\u{:04X}", u32::from(control)).ok();
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A TOML value on one line; no deeper than the parser that made it allows.
fn inline(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => quote(text),
        toml::Value::Array(values) => {
            let values: Vec<_> = values.iter().map(inline).collect();
            format!("[{}]", values.join(", "))
        }
        toml::Value::Table(table) => {
            let fields: Vec<_> = table
                .iter()
                .map(|(name, value)| format!("{} = {}", quote(name), inline(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<(MarkKey, Line), Error> {
        let document = Document::new("marks", Path::new("marks.toml"), text);
        Line::parse(text).map_err(|problem| problem.at(&document, 0))
    }

    fn key(path: &str, symbol: Option<&str>) -> MarkKey {
        MarkKey {
            path: path.to_owned(),
            symbol: symbol.map(str::to_owned),
        }
    }

    #[test]
    fn a_line_reads_as_written() {
        let text = r#""a/b.py#C.d" = { state = "accepted", at = "2026-01-05T09:30:00Z", by = "Zoë", note = "a\nb", until = "2026-03-01", verified = true }"#;
        let (found, line) = parse(text).unwrap();
        assert_eq!(found, key("a/b.py", Some("C.d")));
        let expect = Mark {
            state: Some(MarkState::Accepted),
            by: Some("Zoë".to_owned()),
            at: "2026-01-05T09:30:00Z".to_owned(),
            note: Some("a\nb".to_owned()),
            until: Some("2026-03-01".to_owned()),
            verified: true,
        };
        assert_eq!(line.mark, expect);
        assert_eq!(Line::new(&found, &expect, None).text, text);
    }

    #[test]
    fn wrong_lines_tell_the_place() {
        let check = |text: &str, expect: &str| {
            let message = parse(text).unwrap_err().to_string();
            assert_eq!(message, format!("cannot read marks `marks.toml`: {expect}"));
        };
        check(
            r#""a" = { state = "done" }"#,
            "missing key `at` at line 1, column 7",
        );
        check(
            r#""a" = { at = "2026-01-05T09:30:00Z", state = "don" }"#,
            "unknown value `don` at line 1, column 46",
        );
        check(
            r#""a" = { at = "noon" }"#,
            "not a time such as \"2026-01-05T09:30:00Z\" at line 1, column 14",
        );
    }

    #[test]
    fn an_unchanged_mark_keeps_its_text() {
        let text = "'a'={at='2026-01-05T09:30:00Z',note='n'} # why";
        let (key, line) = parse(text).unwrap();
        assert_eq!(Line::new(&key, &line.mark, Some(&line)).text, text);
    }

    #[test]
    fn unknown_fields_survive_a_change() {
        let text = r#""a" = { at = "2026-01-05T09:30:00Z", size = 1.0, "odd key" = [1, { x = "\"" }], on = 2026-01-05 }"#;
        let (key, line) = parse(text).unwrap();
        let mark = Mark {
            at: "2026-01-06T00:00:00Z".to_owned(),
            ..line.mark.clone()
        };
        let changed = Line::new(&key, &mark, Some(&line));
        assert_eq!(changed.more(), line.more());
        assert_eq!(changed.more().len(), 3);
    }

    proptest! {
        #[test]
        fn any_key_and_mark_round_trips(
            path in any::<String>(),
            symbol in any::<Option<String>>(),
            note in any::<Option<String>>(),
            by in "[#%\"'\\\\\\u{0}-\\u{9f}\u{2028}é]*",
            verified in any::<bool>(),
        ) {
            let key = MarkKey { path, symbol };
            let mark = Mark {
                state: Some(MarkState::Done),
                by: Some(by),
                at: "2026-01-05T09:30:00Z".to_owned(),
                note,
                until: None,
                verified,
            };
            let line = Line::new(&key, &mark, None);
            prop_assert!(!line.text.contains('\n'));
            let (found, read) = parse(&line.text).unwrap();
            prop_assert_eq!(found, key);
            prop_assert_eq!(read.mark, mark);
        }

        #[test]
        fn paths_of_number_signs_and_percents_round_trip(path in "[#%235a]*", symbol in "[#%25b]*") {
            let key = key(&path, Some(&symbol));
            prop_assert_eq!(decode(&encode(&key)), key);
        }

        #[test]
        fn no_line_makes_the_parser_panic(text in "[ -~\\n\u{80}-\u{ff}]{0,60}") {
            parse(&text).ok();
        }
    }
}
