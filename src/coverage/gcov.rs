//! gcov's JSON (`gcov --json-format`), one compressed file a unit, and gcovr's, which follows it.
//! Headers stand again in every unit that includes them, lines again in every instance of a
//! template.

use serde::Deserialize;
use serde::de::MapAccess;

use super::json::{Elements, Keys, Number, skip};
use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading, json};

pub(super) const GCOV: Format = Format {
    id: "gcov",
    name: "gcov JSON",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.has_key(1, "gcc_version")
        || head.has_key(1, "gcovr/format_version")
        || (head.has_key(1, "files")
            && (head.has_key(5, "line_number") || head.has_key(5, "unexecuted_block")))
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
            "gcc_version" => {
                builder.tool = Some(format!("gcov {}", map.next_value::<String>()?).into())
            }
            "current_working_directory" => {
                builder.sources.push(map.next_value::<String>()?.into());
            }
            "files" => map.next_value_seed(Elements(&mut |file: File| {
                builder.open(&file.file);
                file.add_to(builder);
                builder.close();
                builder.check(0).map_err(|error| error.message)
            }))?,
            _ => skip(map)?,
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(alias = "filename")]
    file: String,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default)]
    functions: Vec<Function>,
}

#[derive(Deserialize)]
struct Line {
    line_number: Number,
    #[serde(default)]
    count: Number,
    #[serde(default)]
    branches: Vec<Branch>,
    #[serde(default, rename = "gcovr/noncode")]
    is_no_code: bool,
    #[serde(default, rename = "gcovr/excluded")]
    is_excluded: bool,
}

#[derive(Deserialize)]
struct Branch {
    #[serde(default)]
    count: Number,
}

#[derive(Deserialize)]
struct Function {
    #[serde(default)]
    name: String,
    demangled_name: Option<String>,
    #[serde(alias = "lineno")]
    start_line: Option<Number>,
    end_line: Option<Number>,
    #[serde(default)]
    execution_count: Number,
}

impl File {
    fn add_to(&self, builder: &mut Builder) {
        for line in self
            .lines
            .iter()
            .filter(|line| !line.is_no_code && !line.is_excluded)
        {
            builder.line(line.line_number.0, line.count.0);
            for (at, branch) in (0..).zip(&line.branches) {
                builder.arm(line.line_number.0, at, branch.count.0 > 0);
            }
        }
        for function in &self.functions {
            let name = function.demangled_name.as_deref().unwrap_or(&function.name);
            if let Some(start) = function.start_line {
                builder.function(
                    name,
                    start.0,
                    function.end_line.map(|end| end.0),
                    function.execution_count.0,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::coverage::fixture::{check, report, short};
    use crate::coverage::read_stream;

    const REPORT: &str = r#"{"gcc_version": "12.2.0", "files": [{"lines": [{"branches": [], "count": 2, "line_number": 3, "unexecuted_block": false, "function_name": "f"}, {"branches": [{"fallthrough": true, "count": 1, "throw": false}, {"fallthrough": false, "count": 0, "throw": false}], "count": 1, "line_number": 4, "unexecuted_block": true}], "functions": [{"blocks": 4, "end_column": 1, "start_line": 3, "name": "_Z1fi", "blocks_executed": 3, "execution_count": 2, "demangled_name": "f(int)", "start_column": 5, "end_line": 6}], "file": "src/a.cc"}], "format_version": "1", "current_working_directory": "/build", "data_file": "a.gcda"}"#;

    #[test]
    fn lines_functions_and_branches() {
        check(REPORT, "src/a.cc: 3*2 4*1 | 4:1/2 | f(int)@3-6*2");
        assert_eq!(report(REPORT).sources, ["/build".into()]);
    }

    #[test]
    fn it_comes_compressed() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(REPORT.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let report = read_stream(packed.as_slice()).unwrap();
        assert_eq!(
            short(&report.files[0].coverage),
            "3*2 4*1 | 4:1/2 | f(int)@3-6*2"
        );
        assert!(read_stream(&packed[..packed.len() - 30]).is_err());
    }

    #[test]
    fn gcovr_marks_lines_that_do_not_count() {
        check(
            r#"{"gcovr/format_version": "0.6", "files": [{"file": "a.c", "lines": [{"line_number": 1, "count": 0, "branches": [], "gcovr/noncode": true}, {"line_number": 2, "count": 0, "branches": [], "gcovr/noncode": false}], "functions": [{"name": "f", "lineno": 2, "execution_count": 0}]}]}"#,
            "a.c: 2*0 | | f@2*0",
        );
    }
}
