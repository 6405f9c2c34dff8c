use super::*;
use crate::coverage::fixture::short;
use crate::coverage::{Report, read as read_report};

const SCHEMA: &str = "create table coverage_schema (version integer);
create table meta (key text, value text, unique (key));
create table file (id integer primary key, path text, unique (path));
create table context (id integer primary key, context text, unique (context));
create table line_bits (file_id integer, context_id integer, numbits blob, unique (file_id, context_id));
create table arc (file_id integer, context_id integer, fromno integer, tono integer);";

fn report(script: &str) -> Result<Report, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a %?#.coverage");
    let database = Connection::open(&path).unwrap();
    database.execute_batch(script).unwrap();
    drop(database);
    let report = read_report(&path);
    let beside: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(beside.len(), 1, "reading left something behind: {beside:?}");
    report
}

#[test]
fn lines_that_ran_and_the_tests_that_ran_them() {
    // Bits 1, 3 and 9; bit 3.
    let report = report(&format!(
        "{SCHEMA} insert into meta values ('version', '7.1'), ('when', '2026-11-22 00:00:00');
         insert into file values (1, '/app/a.py');
         insert into context values (1, ''), (2, 'tests/test_a.py::test_one|run');
         insert into line_bits values (1, 1, x'0a02'), (1, 2, x'08');"
    ))
    .unwrap();
    let coverage = &report.files[0].coverage;
    assert_eq!(short(coverage), "1*1 3*1 9*1 | |");
    assert!(coverage.has_only_hits);
    assert_eq!(coverage.tests_of(3).len(), 1);
    assert_eq!(coverage.tests_of(1), []);
    assert_eq!(*report.tests, ["tests/test_a.py::test_one".into()]);
    assert_eq!(report.tool.as_deref(), Some("coverage.py 7.1"));
    assert_eq!(report.time, Some(Clock::Local(20_779 * 86_400)));
}

#[test]
fn the_ends_of_jumps_ran() {
    let report = report(&format!(
        "{SCHEMA} insert into file values (1, 'a.py');
         insert into arc values (1, 1, -1, 2), (1, 1, 2, 4), (1, 1, 4, -1);"
    ));
    assert_eq!(short(&report.unwrap().files[0].coverage), "2*1 4*1 | |");
}

#[test]
fn a_view_that_never_ends_is_not_asked() {
    let error = report(&format!(
        "{} create view line_bits as with recursive n(x) as (select 1 union all select x from n) \
         select 1 file_id, 1 context_id, x'ff' numbits from n;",
        SCHEMA.replace("create table line_bits (file_id integer, context_id integer, numbits blob, unique (file_id, context_id));", "")
    ));
    assert_eq!(
        error.unwrap_err().to_string(),
        "no data file of coverage.py"
    );
}

#[test]
fn other_databases_are_no_reports() {
    let error = report("create table t (a);").unwrap_err();
    assert_eq!(error.to_string(), "no coverage report of a known format");
}

#[test]
fn a_damaged_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".coverage");
    let database = Connection::open(&path).unwrap();
    database.execute_batch(SCHEMA).unwrap();
    drop(database);
    let mut bytes = std::fs::read(&path).unwrap();
    let length = bytes.len();
    for keep in [100, 4096, length / 2] {
        std::fs::write(&path, &bytes[..keep]).unwrap();
        assert!(read_report(&path).is_err(), "{keep}");
    }
    for byte in bytes.iter_mut().skip(100).step_by(3) {
        *byte ^= 0x55;
    }
    std::fs::write(&path, &bytes).unwrap();
    assert!(read_report(&path).is_err());
}
