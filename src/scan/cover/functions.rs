//! What was measured of a file's functions.
//!
//! Lines that run when a module is loaded say nothing of tests: a Python module of which no
//! function ever ran can have half of its lines covered. So lines inside functions are counted
//! apart, and the line on which a function is defined is not one of them where it runs at loading.

use crate::lang::Family;
use crate::model::{Count, FileCoverage, LineHits, Symbol, SymbolKind};

/// What was measured of the functions of a file. Those of which nothing was measured do not count.
#[derive(Debug, Default)]
pub(super) struct Functions {
    /// Functions that ran.
    pub(super) functions: Count,
    /// Lines inside functions that ran.
    pub(super) lines: Count,
    /// Of these, those with ways out of a branch that were never taken.
    pub(super) partial: u32,
    /// The lines of each symbol, by its index.
    pub(super) symbols: Vec<Count>,
}

/// Counts what ran of the functions of a file.
pub(super) fn count_functions(
    coverage: &FileCoverage,
    symbols: &[Symbol],
    family: Option<Family>,
) -> Functions {
    let runs_at_loading = matches!(family, Some(Family::Python | Family::EcmaScript));
    let mut counted = Functions::default();
    let mut lines: Vec<LineHits> = Vec::new();
    for symbol in symbols {
        let found = if !counts(symbol) {
            Vec::new()
        } else if symbol.start < symbol.end {
            let first = symbol.start + u32::from(runs_at_loading);
            coverage.lines_within(first, symbol.end).to_vec()
        } else {
            on_one_line(coverage, symbol.start, runs_at_loading)
        };
        let count = Count::of(found.iter().map(|line| line.hits > 0));
        if count.total > 0 {
            counted.functions.total += 1;
            counted.functions.covered += u32::from(count.covered > 0);
        }
        counted.symbols.push(count);
        lines.extend(found);
    }
    // Lines of nested functions are lines of those around them, too.
    lines.sort_unstable_by_key(|line| (line.line, std::cmp::Reverse(line.hits)));
    lines.dedup_by_key(|line| line.line);
    counted.lines = Count::of(lines.iter().map(|line| line.hits > 0));
    let partial = lines.iter().filter(|line| coverage.is_partial(line.line));
    counted.partial = u32::try_from(partial.count()).unwrap_or(u32::MAX);
    counted
}

/// Coverage of which only lines that ran are known, with all statements of the file: each ran if
/// any of its lines did. Lines that ran and belong to no statement are left out.
pub(super) fn completed(coverage: FileCoverage, statements: &[(u32, u32)]) -> FileCoverage {
    let lines = statements.iter().map(|&(first, last)| {
        let hits = coverage
            .lines_within(first, last)
            .iter()
            .map(|line| line.hits);
        LineHits {
            line: first,
            hits: hits.max().unwrap_or(0),
        }
    });
    FileCoverage {
        lines: lines.collect(),
        has_only_hits: false,
        ..coverage
    }
}

fn counts(symbol: &Symbol) -> bool {
    symbol.has_logic
        && !symbol.is_test
        && !symbol.is_test_only
        && !matches!(symbol.kind, SymbolKind::Class | SymbolKind::Template)
}

/// Of a function on one line, that line tells nothing where it runs at loading; the report's own
/// count of calls does.
fn on_one_line(coverage: &FileCoverage, line: u32, runs_at_loading: bool) -> Vec<LineHits> {
    let calls = coverage
        .functions
        .iter()
        .filter(|function| function.start == line);
    if let Some(hits) = calls.map(|function| function.hits).max() {
        return vec![LineHits { line, hits }];
    }
    if runs_at_loading {
        return Vec::new();
    }
    coverage.lines_within(line, line).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::read_stream;
    use crate::lang;

    /// Counts functions and function lines of a source text with measured lines.
    fn check(path: &str, text: &str, lines: &str, expect: [u32; 4]) {
        let language = lang::of_path(path).unwrap();
        let facts = (language.extract)(text);
        let report =
            read_stream(format!("SF:{path}\n{lines}\nend_of_record\n").as_bytes()).unwrap();
        let found = count_functions(
            &report.files[0].coverage,
            &facts.symbols,
            Some(language.family),
        );
        let Functions {
            functions, lines, ..
        } = found;
        assert_eq!(
            [
                functions.covered,
                functions.total,
                lines.covered,
                lines.total
            ],
            expect
        );
    }

    #[test]
    fn lines_that_run_at_loading_do_not_count() {
        let text = "import os\ndef f(a):\n    if a:\n        return 1\n    return 2\nclass C:\n    def g(self):\n        return os.name\n";
        check(
            "a.py",
            text,
            "DA:1,1\nDA:2,1\nDA:3,0\nDA:4,0\nDA:5,0\nDA:6,1\nDA:7,1\nDA:8,0",
            [0, 2, 0, 4],
        );
        check(
            "a.py",
            text,
            "DA:1,1\nDA:2,1\nDA:3,1\nDA:4,0\nDA:5,1\nDA:6,1\nDA:7,1\nDA:8,0",
            [1, 2, 2, 4],
        );
    }

    #[test]
    fn each_symbol_has_lines_of_its_own_and_branches_taken_in_part_are_told() {
        let text = "class C:\n    def f(self, a):\n        if a:\n            return 1\n\ndef g():\n    return 2\n";
        let facts = (lang::of_path("a.py").unwrap().extract)(text);
        let report = "SF:a.py\nDA:1,1\nDA:2,1\nDA:3,4\nDA:4,0\nDA:6,1\nDA:7,0\nBRDA:3,0,0,4\nBRDA:3,0,1,0\nend_of_record\n";
        let report = read_stream(report.as_bytes()).unwrap();
        let coverage = &report.files[0].coverage;
        let found = count_functions(coverage, &facts.symbols, Some(Family::Python));
        let lines: Vec<_> = found
            .symbols
            .iter()
            .map(|count| (count.covered, count.total))
            .collect();
        // The class itself is no function.
        assert_eq!(lines, [(0, 0), (1, 2), (0, 1)]);
        assert_eq!(found.partial, 1);
    }

    #[test]
    fn statements_that_did_not_run_are_known_from_the_source() {
        let report =
            read_stream("SF:a\nDA:1,1\nDA:3,1\nDA:9,1\nend_of_record\n".as_bytes()).unwrap();
        let coverage = completed(report.files[0].coverage.clone(), &[(1, 1), (2, 4), (6, 7)]);
        let lines: Vec<(u32, u64)> = coverage
            .lines
            .iter()
            .map(|line| (line.line, line.hits))
            .collect();
        assert_eq!(lines, [(1, 1), (2, 1), (6, 0)]);
    }

    #[test]
    fn a_nested_function_is_defined_when_the_outer_one_runs() {
        let text = "def f(a):\n    def g():\n        return a\n    return g\n";
        check("a.py", text, "DA:1,1\nDA:2,1\nDA:3,0\nDA:4,1", [1, 2, 2, 3]);
    }

    #[test]
    fn a_function_on_one_line_ran_if_it_was_called() {
        let text = "export const f = (a: number) => a + 1;\n";
        check("a.ts", text, "DA:1,1", [0, 0, 0, 0]);
        check("a.ts", text, "FN:1,f\nFNDA:0,f\nDA:1,1", [0, 1, 0, 1]);
        check("a.ts", text, "FN:1,f\nFNDA:3,f\nDA:1,1", [1, 1, 1, 1]);
    }

    #[test]
    fn where_nothing_runs_at_loading_the_first_line_counts() {
        let text = "fn f(a: bool) -> u8 {\n    if a {\n        return 1;\n    }\n    2\n}\n";
        check(
            "a.rs",
            text,
            "DA:1,1\nDA:2,1\nDA:3,0\nDA:4,0\nDA:5,1\nDA:6,1",
            [1, 1, 4, 6],
        );
    }
}
