use super::*;
use crate::coverage::by_id;

fn build(fill: impl FnOnce(&mut Builder)) -> Result<Report, ReadError> {
    let mut builder = Builder::default();
    fill(&mut builder);
    builder.finish(by_id("lcov").unwrap())
}

fn lines(report: &Report) -> Vec<(u32, u64)> {
    let lines = report.files[0].coverage.lines.iter();
    lines.map(|entry| (entry.line, entry.hits)).collect()
}

#[test]
fn statements_on_one_line_count_by_the_largest_and_runs_add_up() {
    let report = build(|builder| {
        builder.open("a");
        builder.line(7, 2);
        builder.line(3, 1);
        builder.line(7, 5);
        builder.open("b");
        builder.open("a");
        builder.line(7, 4);
    });
    assert_eq!(lines(&report.unwrap()), [(3, 1), (7, 9)]);
}

#[test]
fn overlapping_spans_count_by_the_largest() {
    let report = build(|builder| {
        builder.open("a");
        builder.span(1, 4, 1);
        builder.span(2, 2, 0);
        builder.span(4, 5, 3);
        builder.span(9, 9, 0);
        builder.span(9, 8, 7);
    });
    let expect = [(1, 1), (2, 1), (3, 1), (4, 3), (5, 3), (9, 0)];
    assert_eq!(lines(&report.unwrap()), expect);
}

#[test]
fn absurd_numbers_are_errors() {
    let error = build(|builder| {
        builder.open("a");
        builder.line(4_000_000_000, 1);
    });
    assert_eq!(error.unwrap_err().message, "no file has a line 4000000000");
    let error = build(|builder| {
        builder.open(&"x".repeat(MAX_NAME + 1));
    });
    assert_eq!(error.unwrap_err().message, "a path is too long");
}

#[test]
fn line_zero_is_no_line() {
    let report = build(|builder| {
        builder.open("a");
        builder.line(0, 1);
        builder.function("f", 0, None, 1);
    });
    assert_eq!(report.unwrap().files[0].coverage, FileCoverage::default());
}

#[test]
fn many_huge_spans_end_in_an_error_and_not_in_the_memory() {
    let error = build(|builder| {
        for file in 0..1000 {
            builder.open(&format!("f{file}"));
            builder.span(1, MAX_LINE / 16, 1);
            if file > 0 {
                // What a thousand such files would amount to is beyond bounds long before.
                builder.weight = MAX_WEIGHT - 1;
            }
        }
    });
    assert_eq!(error.unwrap_err().message, "it amounts to too much");
}

#[test]
fn instances_of_a_generic_function_are_one() {
    let report = build(|builder| {
        builder.open("a");
        builder.function("_RNvCs1_1a1f", 3, None, 0);
        builder.function("_RNvCs2_1a1f", 3, None, 2);
        builder.function("g", 3, None, 0);
    });
    let report = report.unwrap();
    let functions = &report.files[0].coverage.functions;
    let found: Vec<(&str, u64)> = functions
        .iter()
        .map(|function| (&*function.name, function.hits))
        .collect();
    assert_eq!(found, [("_RNvCs1_1a1f", 2), ("g", 0)]);
}

#[test]
fn tests_are_known_by_function_and_not_for_module_code() {
    let report = build(|builder| {
        builder.open("a");
        let (one, two) = (builder.test("one"), builder.test("two"));
        builder.function("outer", 2, Some(9), 1);
        builder.function("outer.inner", 4, Some(6), 1);
        builder.ran(1, one);
        builder.ran(3, one);
        builder.ran(5, two);
        builder.ran(8, two);
    });
    let report = report.unwrap();
    let coverage = &report.files[0].coverage;
    assert_eq!(coverage.tests_of(1), []);
    assert_eq!(coverage.tests_of(3), [TestId(0), TestId(1)]);
    assert_eq!(coverage.tests_of(5), [TestId(1)]);
    assert_eq!(coverage.tests_of(8), [TestId(0), TestId(1)]);
    assert_eq!(report.tests.len(), 2);
}

#[test]
fn without_functions_neighbouring_lines_share_their_tests() {
    let report = build(|builder| {
        builder.open("a");
        let (one, two) = (builder.test("one"), builder.test("two"));
        for line in [1, 2, 4] {
            builder.ran(line, one);
        }
        builder.ran(2, two);
        builder.ran(3, one);
        builder.ran(3, two);
    });
    let report = report.unwrap();
    let found: Vec<(u32, u32, usize)> = report.files[0]
        .coverage
        .tests
        .iter()
        .map(|span| (span.first, span.last, span.tests.len()))
        .collect();
    assert_eq!(found, [(1, 1, 1), (2, 3, 2), (4, 4, 1)]);
}
