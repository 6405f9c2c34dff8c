//! LLVM's JSON (`llvm-cov export`), which cargo-llvm-cov writes too. It has no lines: they follow
//! from the segments into which regions cut a file, by the rules of `LineCoverageStats` in
//! LLVM's `CoverageMapping.cpp`.

use serde::Deserialize;
use serde::de::{Error, MapAccess};

use super::json::{Elements, Keys, Number, Objects, Row, skip};
use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading, json};

pub(super) const LLVM_COV: Format = Format {
    id: "llvm-cov",
    name: "llvm-cov JSON",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

/// Beginning of the document's `type`, which stands at its end.
const TYPE: &str = "llvm.coverage";

fn detect(head: &Head<'_>) -> bool {
    let has_shape = head.has_key(1, "data")
        && (head.has_key(3, "files") || head.has_key(3, "functions") || head.has_key(3, "totals"));
    has_shape
        || head
            .text()
            .windows(TYPE.len())
            .any(|part| part == TYPE.as_bytes())
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut document = Document {
        builder,
        is_export: false,
    };
    json::read(input, &mut document)?;
    match document.is_export {
        true => Ok(()),
        false => Err(ReadError::new(
            0,
            "no export of llvm-cov: it has no such `type`",
        )),
    }
}

struct Document<'a> {
    builder: &'a mut Builder,
    is_export: bool,
}

impl Keys for Document<'_> {
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "data" => map.next_value_seed(Objects(&mut Export {
                builder: self.builder,
            })),
            "type" => {
                self.is_export = map.next_value::<String>()?.starts_with(TYPE);
                Ok(())
            }
            "cargo_llvm_cov" => {
                let tool: Tool = map.next_value()?;
                self.builder.tool = Some(format!("cargo-llvm-cov {}", tool.version).into());
                Ok(())
            }
            _ => skip(map),
        }
    }
}

#[derive(Deserialize)]
struct Tool {
    version: String,
}

/// One of the exports in a document: usually there is one.
struct Export<'a> {
    builder: &'a mut Builder,
}

impl Keys for Export<'_> {
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let builder = &mut *self.builder;
        match key {
            "files" => map.next_value_seed(Elements(&mut |file: File| {
                let segments = file.segments.ok_or("a summary without lines")?;
                builder.open(&file.filename);
                add_lines(&segments, builder);
                for branch in &file.branches {
                    branch.add_to(builder);
                }
                builder.close();
                builder.check(0).map_err(|error| error.message)
            })),
            "functions" => map.next_value_seed(Elements(&mut |function: Function| {
                function.add_to(builder);
                builder.check(0).map_err(|error| error.message)
            })),
            _ => skip(map),
        }?;
        self.builder
            .check(0)
            .map_err(|error| A::Error::custom(error.message))
    }
}

#[derive(Deserialize)]
struct File {
    filename: String,
    segments: Option<Vec<Segment>>,
    #[serde(default)]
    branches: Vec<Branch>,
}

/// Line, column, count, whether there is a count, whether a region begins, whether it is a gap.
#[derive(Deserialize)]
struct Segment(Row<6>);

/// Line and column of start and end, times true and false.
#[derive(Deserialize)]
struct Branch(Row<6>);

#[derive(Deserialize)]
struct Function {
    #[serde(default)]
    name: String,
    #[serde(default)]
    count: Number,
    #[serde(default)]
    filenames: Vec<String>,
    /// Line and column of start and end, count, file.
    #[serde(default)]
    regions: Vec<Row<6>>,
}

impl Segment {
    fn line(&self) -> u64 {
        let Row([line, ..]) = self.0;
        line
    }

    fn count(&self) -> u64 {
        let Row([_, _, count, ..]) = self.0;
        count
    }

    fn has_count(&self) -> bool {
        let Row([_, _, _, has_count, ..]) = self.0;
        has_count > 0
    }

    fn is_entry(&self) -> bool {
        let Row([_, _, _, _, is_entry, _]) = self.0;
        is_entry > 0
    }

    fn begins_region(&self) -> bool {
        let Row([.., is_gap]) = self.0;
        self.has_count() && self.is_entry() && is_gap == 0
    }
}

/// Lines of a file. A line is mapped if a region with a count goes on from the line before or
/// begins on it, and counts as the busiest of these.
fn add_lines(segments: &[Segment], builder: &mut Builder) {
    let mut wrapped: Option<&Segment> = None;
    let mut before: Option<u64> = None;
    for on_line in segments.chunk_by(|left, right| left.line() == right.line()) {
        let Some(first) = on_line.first() else {
            continue;
        };
        let line = first.line();
        // Lines without segments of their own belong to what was open.
        if let (Some(wrapped), Some(before)) =
            (wrapped.filter(|segment| segment.has_count()), before)
            && before + 1 < line
        {
            builder.span(before + 1, line - 1, wrapped.count());
        }
        let is_skipped = !first.has_count() && first.is_entry();
        let is_open = wrapped.is_some_and(Segment::has_count);
        let begun = || on_line.iter().filter(|segment| segment.begins_region());
        let has_gap_entry = on_line
            .iter()
            .any(|segment| segment.is_entry() && segment.has_count());
        if (!is_skipped && (is_open || begun().next().is_some())) || has_gap_entry {
            let open = wrapped.map(Segment::count);
            let count = begun().map(Segment::count).chain(open).max().unwrap_or(0);
            builder.line(line, count);
        }
        wrapped = on_line.last();
        before = Some(line);
    }
}

impl Branch {
    fn add_to(&self, builder: &mut Builder) {
        let Row([line, column, _, _, times_true, times_false]) = self.0;
        let at = (line << 32) ^ (column << 1);
        builder.arm(line, at, times_true > 0);
        builder.arm(line, at | 1, times_false > 0);
    }
}

impl Function {
    fn add_to(&self, builder: &mut Builder) {
        let (Some(path), Some(&Row([start, ..]))) = (self.filenames.first(), self.regions.first())
        else {
            return;
        };
        let own = self.regions.iter().filter(|Row([.., file])| *file == 0);
        let end = own.map(|&Row([_, _, end, ..])| end).max();
        // Functions of libraries are listed too, although their files are left out.
        if builder.reopen(path) {
            builder.function(&self.name, start, end, self.count.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::{check, fails};

    #[test]
    fn lines_follow_from_segments() {
        // 1: fn f() {      5 times, to line 6
        // 2:   if x {      begins a region on line 2, 2 times, ends on 4
        // 6: }
        check(
            r#"{"data":[{"files":[{"filename":"/a.rs","segments":[[1,1,5,true,true,false],[2,8,2,true,true,false],[4,4,5,true,false,false],[6,2,0,false,false,false],[9,1,0,true,true,false],[9,9,0,false,false,false]],
"branches":[[2,6,2,7,2,0,0,0,4]],"expansions":[]}],
"functions":[{"name":"_RNvA1f","count":5,"filenames":["/a.rs"],"regions":[[1,1,6,2,5,0,0,0]]},{"name":"_RNvB1f","count":0,"filenames":["/a.rs"],"regions":[[1,1,6,2,0,0,0,0]]}],"totals":{}}],"type":"llvm.coverage.json.export","version":"2.0.1"}"#,
            "/a.rs: 1*5 2*5 3*2 4*2 5*5 6*5 9*0 | 2:1/2 | _RNvA1f@1-6*5",
        );
    }

    #[test]
    fn skipped_regions_have_no_lines() {
        check(
            r#"{"data":[{"files":[{"filename":"a.c","segments":[[1,1,1,true,true,false],[3,1,0,false,true,false],[5,1,1,true,false,false],[6,1,0,false,false,false]]}]}],"type":"llvm.coverage.json.export"}"#,
            "a.c: 1*1 2*1 6*1 | |",
        );
    }

    #[test]
    fn what_is_no_export_is_told() {
        fails(
            r#"{"data":[{"files":[]}]}"#,
            "no export of llvm-cov: it has no such `type`",
        );
        fails(
            r#"{"data":[{"files":[{"filename":"a","summary":{}}]}],"type":"llvm.coverage.json.export"}"#,
            "line 1: a summary without lines (column 49)",
        );
    }
}
