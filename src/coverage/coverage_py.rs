//! coverage.py's JSON (`coverage json`): lines that ran and did not, branches as jumps from line to
//! line, and with `--show-contexts` the tests that ran each line. It does not count how often.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::MapAccess;

use super::json::{Entries, Keys, Number, skip};
use super::{Builder, Clock, Format, Head, Input, PathStyle, ReadError, Reading, json};

pub(super) const COVERAGE_PY: Format = Format {
    id: "coverage.py",
    name: "coverage.py JSON",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.has_key(1, "meta") && (head.has_key(1, "files") || head.has_key(2, "branch_coverage"))
        || head.has_key(3, "executed_lines") && head.has_key(1, "files")
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
            "meta" => {
                let meta: Meta = map.next_value()?;
                builder.tool = meta
                    .version
                    .map(|version| format!("coverage.py {version}").into());
                builder.time = meta.timestamp.as_deref().and_then(Clock::from_date);
                Ok(())
            }
            "files" => map.next_value_seed(Entries(&mut |path: String, file: File| {
                builder.open(&path);
                file.add_to(builder);
                builder.close();
                builder.check(0).map_err(|error| error.message)
            })),
            _ => skip(map),
        }
    }
}

#[derive(Deserialize)]
struct Meta {
    version: Option<String>,
    timestamp: Option<String>,
}

#[derive(Deserialize)]
struct File {
    executed_lines: Vec<Number>,
    missing_lines: Vec<Number>,
    #[serde(default)]
    executed_branches: Vec<(Number, i64)>,
    #[serde(default)]
    missing_branches: Vec<(Number, i64)>,
    #[serde(default)]
    contexts: FxHashMap<Box<str>, Vec<String>>,
    #[serde(default)]
    functions: FxHashMap<Box<str>, Function>,
}

/// The part of a function that is its own: nested functions stand for themselves.
#[derive(Deserialize)]
struct Function {
    executed_lines: Vec<Number>,
    missing_lines: Vec<Number>,
    start_line: Option<Number>,
}

impl File {
    fn add_to(&self, builder: &mut Builder) {
        for line in &self.executed_lines {
            builder.line(line.0, 1);
        }
        for line in &self.missing_lines {
            builder.line(line.0, 0);
        }
        for (branches, is_taken) in [
            (&self.executed_branches, true),
            (&self.missing_branches, false),
        ] {
            for &(line, to) in branches {
                builder.arm(line.0, to.cast_unsigned(), is_taken);
            }
        }
        let mut functions: Vec<_> = self.functions.iter().collect();
        functions.sort_unstable_by_key(|(name, _)| *name);
        for (name, function) in functions {
            // The one without a name is the module.
            if !name.is_empty() {
                function.add_to(name, builder);
            }
        }
        let mut contexts: Vec<_> = self.contexts.iter().collect();
        contexts.sort_unstable_by_key(|(line, _)| *line);
        for (line, tests) in contexts {
            let Ok(line) = line.parse() else {
                continue;
            };
            for test in tests.iter().filter_map(|context| test_of(context)) {
                let test = builder.test(test);
                builder.ran(line, test);
            }
        }
    }
}

impl Function {
    fn add_to(&self, name: &str, builder: &mut Builder) {
        let lines = || {
            self.executed_lines
                .iter()
                .chain(&self.missing_lines)
                .map(|line| line.0)
        };
        let (Some(first), Some(last)) = (lines().min(), lines().max()) else {
            return;
        };
        let start = self.start_line.map_or(first, |line| line.0);
        builder.function(
            name,
            start,
            Some(last),
            u64::from(!self.executed_lines.is_empty()),
        );
    }
}

/// The test of a context: pytest-cov adds the phase (`|run`), and what no test ran has none.
pub(super) fn test_of(context: &str) -> Option<&str> {
    let name = ["|setup", "|run", "|teardown"]
        .iter()
        .find_map(|phase| context.strip_suffix(phase))
        .unwrap_or(context);
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::coverage::Clock;
    use crate::coverage::fixture::{check, fails, report};

    const REPORT: &str = r#"{"meta": {"format": 3, "version": "7.17.3", "timestamp": "2026-11-22T00:00:00", "branch_coverage": true, "show_contexts": true},
"files": {"luml/a.py": {"executed_lines": [1, 3, 4], "summary": {"covered_lines": 3}, "missing_lines": [5], "excluded_lines": [],
"contexts": {"1": [""], "3": ["", "tests/test_a.py::test_one|run"], "4": ["tests/test_a.py::test_two|setup", "tests/test_a.py::test_one|run"]},
"executed_branches": [[3, 4]], "missing_branches": [[3, -2], [4, 5]],
"functions": {"f": {"executed_lines": [3, 4], "missing_lines": [5], "start_line": 2}, "": {"executed_lines": [1], "missing_lines": []}}, "classes": {}}}, "totals": {}}"#;

    #[test]
    fn lines_functions_and_branches() {
        check(REPORT, "luml/a.py: 1*1 3*1 4*1 5*0 | 3:1/2 4:0/1 | f@2-5*1");
    }

    #[test]
    fn contexts_tell_the_tests_of_a_function() {
        let report = report(REPORT);
        assert_eq!(report.tool.as_deref(), Some("coverage.py 7.17.3"));
        assert_eq!(report.time, Some(Clock::Local(20_779 * 86_400)));
        let names = |line| -> Vec<&str> {
            let tests = report.files[0].coverage.tests_of(line);
            tests
                .iter()
                .map(|test| &*report.tests[test.0 as usize])
                .collect()
        };
        assert_eq!(names(1), Vec::<&str>::new());
        assert_eq!(
            names(3),
            ["tests/test_a.py::test_one", "tests/test_a.py::test_two"]
        );
        assert_eq!(names(4), names(3));
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        fails(&REPORT[..300], "line 3: the report ends too early");
        fails(
            "{\"meta\": {}, \"files\": {\n\"a\": {\"executed_lines\": [-1, 99999999999], \"missing_lines\": []}}}",
            "line 2: no file has a line 99999999999 (column 64)",
        );
    }
}
