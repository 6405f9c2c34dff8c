//! Reports that real tools made of the tiny programs in `tests/fixtures/programs`
//! (`scripts/make-report-fixtures` makes them anew).
//!
//! In each program a test runs `area`, one way of two, and nothing runs `unused`. What is expected
//! was read off the programs by hand.

use std::path::Path;

use lacuna::coverage::{self, Report};
use lacuna::model::FileCoverage;

fn report(name: &str) -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reports");
    coverage::read(&folder.join(name)).unwrap()
}

/// Lines with hits, branches and functions of the one file whose path ends with `path`.
fn check(name: &str, format: &str, path: &str, lines: &str, branches: &str, functions: &str) {
    let report = report(name);
    assert_eq!(report.format.id, format, "{name}");
    let coverage = file(&report, path);
    let found = coverage
        .lines
        .iter()
        .map(|line| format!("{}*{}", line.line, line.hits));
    assert_eq!(found.collect::<Vec<_>>().join(" "), lines, "{name}");
    let found = coverage
        .branches
        .iter()
        .map(|line| format!("{}:{}/{}", line.line, line.covered, line.total));
    assert_eq!(found.collect::<Vec<_>>().join(" "), branches, "{name}");
    let found = coverage.functions.iter().map(|function| {
        let end = function
            .end
            .map(|end| format!("-{end}"))
            .unwrap_or_default();
        format!(
            "{}@{}{end}*{}",
            function.name, function.start, function.hits
        )
    });
    assert_eq!(found.collect::<Vec<_>>().join(" "), functions, "{name}");
}

fn file<'a>(report: &'a Report, path: &str) -> &'a FileCoverage {
    let mut files = report.files.iter().filter(|file| file.path.ends_with(path));
    let file = files.next().unwrap();
    assert!(files.next().is_none());
    &file.coverage
}

#[test]
fn coverage_py() {
    let lines = "1*1 2*1 3*1 4*0 7*1 8*0";
    check(
        "coverage-py.json",
        "coverage.py",
        "shapes.py",
        lines,
        "2:1/2",
        "area@1-4*1 unused@7-8*0",
    );
    check(
        "coverage-py.lcov",
        "lcov",
        "shapes.py",
        lines,
        "2:1/2",
        "area@1-4*1 unused@7-8*0",
    );
    check(
        "coverage-py.cobertura.xml",
        "cobertura",
        "shapes.py",
        lines,
        "2:1/2",
        "",
    );
    check(
        "coverage-py.sqlite",
        "coverage.py-data",
        "shapes.py",
        "1*1 2*1 3*1 7*1",
        "",
        "",
    );
}

#[test]
fn coverage_py_tells_which_test_ran_a_function() {
    for name in ["coverage-py.json", "coverage-py.sqlite"] {
        let report = report(name);
        let coverage = file(&report, "shapes.py");
        let tests: Vec<&str> = coverage
            .tests_of(3)
            .iter()
            .map(|test| &*report.tests[test.0 as usize])
            .collect();
        assert_eq!(tests, ["test_shapes.py::test_area"], "{name}");
        assert_eq!(coverage.tests_of(8), [], "{name}");
    }
}

#[test]
fn nyc() {
    let lines = "2*2 3*2 5*0 9*0 12*1";
    check(
        "nyc.json",
        "istanbul",
        "shapes.js",
        lines,
        "2:1/2",
        "area@1-6*2 unused@8-10*0",
    );
    check(
        "nyc.lcov",
        "lcov",
        "shapes.js",
        lines,
        "2:1/2",
        "area@1*2 unused@8*0",
    );
    check(
        "nyc.cobertura.xml",
        "cobertura",
        "shapes.js",
        lines,
        "2:1/2",
        "area@1*2 unused@8*0",
    );
    check("nyc.clover.xml", "clover", "shapes.js", lines, "2:1/2", "");
}

#[test]
fn gcc() {
    let lines = "1*2 2*2 3*2 4*0 7*0 8*0";
    let functions = "area@1*2 unused@7*0";
    check(
        "gcov.json.gz",
        "gcov",
        "shapes.c",
        lines,
        "2:1/2",
        "area@1-5*2 unused@7-9*0",
    );
    check(
        "geninfo.lcov",
        "lcov",
        "shapes.c",
        lines,
        "2:1/2",
        functions,
    );
    check("gcovr.json", "gcov", "shapes.c", lines, "2:1/2", functions);
    check("gcovr.lcov", "lcov", "shapes.c", lines, "2:1/2", functions);
    check(
        "gcovr.cobertura.xml",
        "cobertura",
        "shapes.c",
        lines,
        "2:1/2",
        "area@1-4*2 unused@7-8*0",
    );
    check("gcovr.clover.xml", "clover", "shapes.c", lines, "", "");
    check(
        "gcovr.sonar.xml",
        "sonar",
        "shapes.c",
        "1*1 2*1 3*1 4*0 7*0 8*0",
        "2:1/2",
        "",
    );
    // gcovr lists lines there without saying whether they ran.
    check("gcovr.jacoco.xml", "jacoco", "shapes.c", "", "2:1/2", "");
}

#[test]
fn llvm() {
    let lines = "1*2 2*2 3*2 4*0 5*2 7*0 8*0 9*0";
    check(
        "llvm-cov.json",
        "llvm-cov",
        "shapes.c",
        lines,
        "2:1/2",
        "area@1-5*2 unused@7-9*0",
    );
    check(
        "llvm-cov.lcov",
        "lcov",
        "shapes.c",
        lines,
        "2:1/2",
        "area@1*2 unused@7*0",
    );
}

#[test]
fn go() {
    check(
        "go.out",
        "go",
        "shapes/shapes.go",
        "3*2 4*2 5*2 6*2 7*0 10*0 11*0 12*0",
        "",
        "",
    );
}

#[test]
fn simplecov() {
    check(
        "simplecov.json",
        "simplecov",
        "shapes.rb",
        "1*1 2*2 3*2 5*0 8*1 9*0",
        "2:1/2",
        "",
    );
}

#[test]
fn jacoco() {
    // The class's own line is that of a constructor that is not written and never called.
    check(
        "jacoco.xml",
        "jacoco",
        "org/example/Shapes.java",
        "3*0 5*1 6*1 8*0 12*0 16*1 17*1",
        "5:1/2",
        "<init>@3*0 area@5*1 unused@12*0 main@16*1",
    );
}
