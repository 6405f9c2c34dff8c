//! Codecov's own JSON (<https://docs.codecov.com/docs/codecov-custom-coverage-format>): by line the
//! number of hits, `"1/2"` where only some branches were taken, or null.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::json::{Entries, Keys, skip};
use super::lcov::number;
use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading, json};

pub(super) const CODECOV: Format = Format {
    id: "codecov",
    name: "Codecov JSON",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.has_key(1, "coverage")
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    json::read(input, &mut Document { builder })
}

struct Document<'a> {
    builder: &'a mut Builder,
}

impl Keys for Document<'_> {
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let builder = &mut *self.builder;
        match key {
            "coverage" => map.next_value_seed(Entries(&mut |path: String, file: File| {
                builder.open(&path);
                for (line, cell) in file.0 {
                    cell.add_to(line, builder);
                }
                builder.close();
                builder.check(0).map_err(|error| error.message)
            })),
            _ => skip(map),
        }
    }
}

struct File(Vec<(u64, Cell)>);

/// What is said of a line.
enum Cell {
    /// It has no code.
    Nothing,
    /// It ran so often.
    Hits(u64),
    /// So many of its branches were taken.
    Branches(u64, u64),
}

impl Cell {
    fn add_to(&self, line: u64, builder: &mut Builder) {
        match *self {
            Self::Nothing => {}
            Self::Hits(hits) => builder.line(line, hits),
            Self::Branches(covered, total) => {
                builder.line(line, u64::from(covered > 0));
                builder.branches(line, covered, total);
            }
        }
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(FileVisitor)
    }
}

struct FileVisitor;

impl<'de> Visitor<'de> for FileVisitor {
    type Value = File;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object or a list of lines")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
        let mut lines = Vec::new();
        while let Some((line, cell)) = map.next_entry::<String, Cell>()? {
            let line = number(line.as_bytes()).ok_or_else(|| {
                A::Error::custom(format!(
                    "no line: `{}`",
                    super::lcov::excerpt(line.as_bytes())
                ))
            })?;
            lines.push((line, cell));
        }
        Ok(File(lines))
    }

    /// The first entry stands for a line 0 that there is not.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<File, A::Error> {
        let mut lines = Vec::new();
        while let Some(cell) = list.next_element::<Cell>()? {
            lines.push((lines.len() as u64, cell));
        }
        Ok(File(lines))
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl Visitor<'_> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("hits, a share such as \"1/2\", or null")
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Nothing)
    }

    fn visit_u64<E>(self, hits: u64) -> Result<Cell, E> {
        Ok(Cell::Hits(hits))
    }

    /// Negative ones are how some converters write a line that is left out.
    fn visit_i64<E>(self, _: i64) -> Result<Cell, E> {
        Ok(Cell::Nothing)
    }

    /// `true` is a line of which a part ran.
    fn visit_bool<E>(self, is_partial: bool) -> Result<Cell, E> {
        Ok(match is_partial {
            true => Cell::Branches(1, 2),
            false => Cell::Nothing,
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cell, E> {
        let found = match text.split_once('/') {
            Some((covered, total)) => number(covered.as_bytes())
                .zip(number(total.as_bytes()))
                .map(|(covered, total)| Cell::Branches(covered, total)),
            None => number(text.as_bytes()).map(Cell::Hits),
        };
        found.ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::{check, fails};

    #[test]
    fn lines_and_shares() {
        check(
            r#"{"coverage": {"src/a.py": {"1": 0, "3": "1/2", "6": null, "2": 5, "7": "0/2"}, "b": [null, 1, 0]}, "messages": {"a": {"1": "x"}}}"#,
            "src/a.py: 1*0 2*5 3*1 7*0 | 3:1/2 7:0/2 |\nb: 1*1 2*0 | |",
        );
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        fails(
            "{\"coverage\": {\"a\": {\n\"one\": 1}}}",
            "line 2: no line: `one` (column 9)",
        );
    }
}
