//! Istanbul's `coverage-final.json`, which nyc, Jest, Vitest, c8 and Cypress write: a file's
//! statements, functions and branches with their places, and how often each ran.
//!
//! A line counts as the statement that begins on it and ran most often, as Istanbul itself has it.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use serde::Deserialize;
use serde::de::MapAccess;

use super::json::{Keys, Number};
use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading, json};

pub(super) const ISTANBUL: Format = Format {
    id: "istanbul",
    name: "Istanbul JSON",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.has_key(2, "statementMap") || (head.has_key(2, "path") && head.has_key(2, "all"))
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    json::read(input, &mut Files { builder })
}

struct Files<'a> {
    builder: &'a mut Builder,
}

impl Keys for Files<'_> {
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let file: File = map.next_value()?;
        self.builder.open(file.path.as_deref().unwrap_or(key));
        file.add_to(self.builder);
        self.builder.close();
        self.builder
            .check(0)
            .map_err(|error| serde::de::Error::custom(error.message))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    path: Option<String>,
    #[serde(default)]
    statement_map: FxHashMap<Box<str>, Range>,
    #[serde(default)]
    s: FxHashMap<Box<str>, Number>,
    #[serde(default)]
    fn_map: FxHashMap<Box<str>, Function>,
    #[serde(default)]
    f: FxHashMap<Box<str>, Number>,
    #[serde(default)]
    branch_map: FxHashMap<Box<str>, Branch>,
    #[serde(default)]
    b: FxHashMap<Box<str>, Vec<Number>>,
}

#[derive(Deserialize, Default)]
struct Range {
    #[serde(default)]
    start: Place,
    #[serde(default)]
    end: Place,
}

#[derive(Deserialize, Default, Hash)]
struct Place {
    #[serde(default)]
    line: Number,
    #[serde(default)]
    column: Number,
}

#[derive(Deserialize)]
struct Function {
    #[serde(default)]
    name: Option<String>,
    decl: Option<Range>,
    loc: Option<Range>,
    line: Option<Number>,
}

#[derive(Deserialize)]
struct Branch {
    loc: Option<Range>,
    line: Option<Number>,
    #[serde(default)]
    locations: Vec<Range>,
}

impl File {
    fn add_to(&self, builder: &mut Builder) {
        let count = |counts: &FxHashMap<Box<str>, Number>, id: &str| {
            counts.get(id).map_or(0, |count| count.0)
        };
        let mut statements: Vec<_> = self.statement_map.iter().collect();
        statements.sort_unstable_by_key(|(_, range)| range.start.line.0);
        for (id, range) in statements {
            builder.line(range.start.line.0, count(&self.s, id));
        }
        let mut functions: Vec<_> = self.fn_map.iter().collect();
        functions.sort_unstable_by_key(|(id, _)| *id);
        for (id, function) in functions {
            let whole = function.loc.as_ref();
            let head = function
                .decl
                .as_ref()
                .or(whole)
                .map(|range| range.start.line);
            let start = head.or(function.line).unwrap_or_default();
            let end = whole.map(|range| range.end.line.0).filter(|&end| end > 0);
            let name = function.name.as_deref().unwrap_or_default();
            builder.function(name, start.0, end, count(&self.f, id));
        }
        let mut branches: Vec<_> = self.branch_map.iter().collect();
        branches.sort_unstable_by_key(|(id, _)| *id);
        for (id, branch) in branches {
            branch.add_to(
                self.b.get(id).map(Vec::as_slice).unwrap_or_default(),
                builder,
            );
        }
    }
}

impl Branch {
    fn add_to(&self, counts: &[Number], builder: &mut Builder) {
        let start = self.loc.as_ref().or(self.locations.first());
        let line = start
            .map(|range| range.start.line)
            .or(self.line)
            .unwrap_or_default();
        for (index, count) in counts.iter().enumerate() {
            // An `else` that is not written has a place without numbers: its rank tells it apart.
            let mut at = FxHasher::default();
            index.hash(&mut at);
            for range in [self.loc.as_ref(), self.locations.get(index)]
                .into_iter()
                .flatten()
            {
                (&range.start, &range.end).hash(&mut at);
            }
            builder.arm(line.0, at.finish(), count.0 > 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::{check, fails};

    #[test]
    fn statements_functions_and_branches() {
        check(
            r#"{"/app/a.ts":{"path":"/app/a.ts","statementMap":{"0":{"start":{"line":2,"column":0},"end":{"line":4,"column":null}},"1":{"start":{"line":2,"column":9},"end":{"line":2}},"2":{"start":{"line":3,"column":1},"end":{"line":3,"column":2}}},
"fnMap":{"0":{"name":"f","decl":{"start":{"line":1,"column":9},"end":{"line":1,"column":10}},"loc":{"start":{"line":2,"column":0},"end":{"line":5,"column":1}},"line":1}},
"branchMap":{"0":{"loc":{"start":{"line":3,"column":0},"end":{"line":3,"column":9}},"type":"if","locations":[{"start":{"line":3,"column":0},"end":{"line":3,"column":9}},{"start":{},"end":{}}]}},
"s":{"0":1,"1":4,"2":0},"f":{"0":2},"b":{"0":[0,3]},"inputSourceMap":{"sources":["x"],"version":3},"hash":"q"},"/app/b.ts":{"path":"/app/b.ts"}}"#,
            "/app/a.ts: 2*4 3*0 | 3:1/2 | f@1-5*2\n/app/b.ts: | |",
        );
    }

    #[test]
    fn a_file_that_v8_never_loaded_has_lines_only() {
        check(
            r#"{"/a.js":{"path":"/a.js","all":true,"statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":46}}},"s":{"0":0},
"branchMap":{"0":{"type":"branch","line":1,"loc":{"start":{"line":1,"column":0},"end":{"line":9,"column":1}},"locations":[{"start":{"line":1,"column":0},"end":{"line":9,"column":1}}]}},"b":{"0":[1]},
"fnMap":{"0":{"name":"(empty-report)","decl":{"start":{"line":1,"column":0},"end":{"line":9,"column":1}},"loc":{"start":{"line":1,"column":0},"end":{"line":9,"column":1}},"line":1}},"f":{"0":0}}}"#,
            "/a.js: 1*0 | |",
        );
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        fails(
            "{\"a\":{\"statementMap\":{},\n\"s\":{}",
            "line 2: the report ends too early",
        );
        fails(
            "{\"a\":{\"statementMap\":{},\n\"s\":[]}}",
            "line 2: invalid type: sequence, expected a map (column 5)",
        );
    }
}
