//! SimpleCov's `.resultset.json`: suites, each with the hits of every line of every file in order
//! (before 0.18 a bare list), and branches under keys that are Ruby written out.

use std::fmt;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use serde::Deserialize;
use serde::de::{
    Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer,
};

use super::json::{Entries, Keys, Number, Object, skip};
use super::{Builder, Clock, Format, Head, Input, PathStyle, ReadError, Reading, json};

pub(super) const SIMPLECOV: Format = Format {
    id: "simplecov",
    name: "SimpleCov",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.has_key(2, "coverage")
        && (head.has_key(4, "lines")
            || head.has_key(2, "timestamp")
            || !head.has_key(1, "coverage"))
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    json::read(input, &mut Suites { builder })
}

struct Suites<'a> {
    builder: &'a mut Builder,
}

impl Keys for Suites<'_> {
    fn key<'de, A: MapAccess<'de>>(&mut self, _: &str, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(Object(&mut Suite {
            builder: self.builder,
        }))
    }
}

struct Suite<'a> {
    builder: &'a mut Builder,
}

impl Keys for Suite<'_> {
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let builder = &mut *self.builder;
        match key {
            "coverage" => map.next_value_seed(Entries(&mut |path: String, file: File| {
                builder.open(&path);
                file.add_to(builder);
                builder.close();
                builder.check(0).map_err(|error| error.message)
            })),
            "timestamp" => {
                let seconds: Number = map.next_value()?;
                let found = Clock::from_count(&seconds.0.to_string());
                builder.time = builder.time.max_by_seconds(found);
                Ok(())
            }
            _ => skip(map),
        }
    }
}

trait Later {
    /// The later of two moments.
    fn max_by_seconds(self, other: Self) -> Self;
}

impl Later for Option<Clock> {
    fn max_by_seconds(self, other: Self) -> Self {
        let seconds = |clock: Self| clock.map(|clock| clock.seconds(None));
        if seconds(other) > seconds(self) {
            other
        } else {
            self
        }
    }
}

struct File {
    lines: Vec<Option<u64>>,
    branches: FxHashMap<String, FxHashMap<String, Number>>,
}

#[derive(Deserialize)]
struct Parts {
    #[serde(default)]
    lines: Vec<Hits>,
    #[serde(default)]
    branches: FxHashMap<String, FxHashMap<String, Number>>,
}

/// How often a line ran; none for a line without code and for one that is left out (`"ignored"`).
struct Hits(Option<u64>);

impl<'de> Deserialize<'de> for Hits {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Cell {
            Count(Option<u64>),
            Other(IgnoredAny),
        }
        Ok(match Cell::deserialize(from)? {
            Cell::Count(count) => Self(count),
            Cell::Other(_) => Self(None),
        })
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
        out.write_str("a list of hits or an object with `lines`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<File, A::Error> {
        let parts = Parts::deserialize(MapAccessDeserializer::new(map))?;
        Ok(File {
            lines: parts.lines.into_iter().map(|hits| hits.0).collect(),
            branches: parts.branches,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<File, A::Error> {
        let mut lines = Vec::new();
        while let Some(hits) = list.next_element::<Hits>()? {
            lines.push(hits.0);
        }
        Ok(File {
            lines,
            branches: FxHashMap::default(),
        })
    }
}

impl File {
    fn add_to(&self, builder: &mut Builder) {
        for (line, hits) in (1..).zip(&self.lines) {
            if let Some(hits) = hits {
                builder.line(line, *hits);
            }
        }
        let mut branches: Vec<_> = self.branches.iter().collect();
        branches.sort_unstable_by_key(|(condition, _)| *condition);
        for (condition, arms) in branches {
            let Some(line) = line_of(condition) else {
                continue;
            };
            for (arm, hits) in arms {
                builder.arm(line, place_of(condition, arm), hits.0 > 0);
            }
        }
    }
}

/// The third of the fields of `[:if, 0, 3, 4, 10, 7]`: kind, rank, and where it begins and ends.
fn line_of(condition: &str) -> Option<u64> {
    condition
        .trim_matches(['[', ']'])
        .split(',')
        .nth(2)?
        .trim()
        .parse()
        .ok()
}

/// Kind and place of condition and arm, without their ranks, which differ between runs.
fn place_of(condition: &str, arm: &str) -> u64 {
    let mut at = FxHasher::default();
    for (rank, field) in condition.split(',').enumerate() {
        if rank != 1 {
            field.hash(&mut at);
        }
    }
    for (rank, field) in arm.split(',').enumerate() {
        if rank != 1 {
            field.hash(&mut at);
        }
    }
    at.finish()
}

#[cfg(test)]
mod tests {
    use crate::coverage::Clock;
    use crate::coverage::fixture::{check, fails, report};

    #[test]
    fn suites_add_up() {
        let text = r#"{"RSpec": {"coverage": {"/app/a.rb": {"lines": [1, null, 0, 99, "ignored"],
"branches": {"[:if, 0, 3, 4, 5, 7]": {"[:then, 1, 4, 6, 4, 9]": 2, "[:else, 2, 3, 4, 5, 7]": 0}}}}, "timestamp": 1795343490},
"Minitest": {"coverage": {"/app/a.rb": {"lines": [1, null, 4, 0],
"branches": {"[:if, 7, 3, 4, 5, 7]": {"[:then, 8, 4, 6, 4, 9]": 0, "[:else, 9, 3, 4, 5, 7]": 1}}}}, "timestamp": 1795343480}}"#;
        check(text, "/app/a.rb: 1*2 3*4 4*99 | 3:2/2 |");
        assert_eq!(report(text).time, Some(Clock::Universal(1_795_343_490)));
    }

    #[test]
    fn old_ones_have_a_bare_list() {
        check(
            r#"{"RSpec": {"coverage": {"/app/a.rb": [null, 1, 0]}, "timestamp": 1}}"#,
            "/app/a.rb: 2*1 3*0 | |",
        );
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        fails(
            "{\"RSpec\": {\"coverage\": {\n\"a\": 7}}}",
            "line 2: invalid type: integer `7`, expected a list of hits or an object with `lines` (column 7)",
        );
    }
}
