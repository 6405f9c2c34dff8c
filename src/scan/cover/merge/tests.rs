use super::*;
use crate::coverage::read_stream;

fn source(text: &str, time: Option<i64>) -> Source {
    let report = read_stream(text.as_bytes()).unwrap();
    let matched = report
        .files
        .iter()
        .enumerate()
        .map(|(at, file)| (at, Arc::from(&*file.path)))
        .collect();
    Source {
        report,
        folder: "coverage".to_owned(),
        joined: Joined {
            matched,
            ..Joined::default()
        },
        time,
        undated: None,
    }
}

fn together(sources: &[Source], changed: Option<i64>, length: Option<u32>) -> Merged {
    let known = Known {
        made: &|source| source.time.map(Made::At),
        changed: &|_| changed,
        length: &|_| length,
    };
    merge(sources, known)
}

/// Merges reports of files that changed at second 100 and have 9 lines; a line a file.
fn merged(sources: &[Source]) -> Vec<String> {
    let merged = together(sources, Some(100), Some(9));
    let line = |file: &Covered| {
        let lines = file
            .coverage
            .lines
            .iter()
            .map(|line| format!("{}*{}", line.line, line.hits));
        let lines = lines.collect::<Vec<_>>().join(" ");
        format!(
            "{}: {lines}{}",
            file.path,
            if file.is_stale { " stale" } else { "" }
        )
    };
    merged.files.iter().map(line).collect()
}

const LCOV: &str = "SF:a\nDA:1,3\nDA:2,0\nend_of_record\n";
const CODECOV: &str = r#"{"coverage":{"a":{"1":3,"2":0}}}"#;

#[test]
fn shards_add_up() {
    let other = "SF:a\nDA:2,1\nend_of_record\nSF:b\nDA:1,0\nend_of_record\n";
    let sources = [source(LCOV, Some(500)), source(other, Some(510))];
    assert_eq!(merged(&sources), ["a: 1*3 2*1", "b: 1*0"]);
}

#[test]
fn a_report_from_before_all_known_commits_is_stale_where_one_is_known() {
    let check = |made: Option<Made>, changed: Option<i64>, expect: bool| {
        let known = Known {
            made: &|_| made,
            changed: &|_| changed,
            length: &|_| Some(9),
        };
        let merged = merge(&[source(LCOV, Some(500))], known);
        assert_eq!(merged.files[0].is_stale, expect, "{made:?} {changed:?}");
        assert_eq!(merged.made, [made]);
    };
    check(Some(Made::Before), Some(100), true);
    check(Some(Made::Before), None, false);
    check(Some(Made::At(99)), Some(100), true);
    check(Some(Made::At(100)), Some(100), false);
    check(None, Some(100), false);
}

#[test]
fn one_run_in_two_formats_counts_once() {
    let with_functions = LCOV.replace("DA:1", "FN:1,2,f\nDA:1");
    let near = [
        source(CODECOV, Some(500)),
        source(&with_functions, Some(560)),
    ];
    assert_eq!(merged(&near), ["a: 1*3 2*0"]);
    assert_eq!(together(&near, None, None).superseded, [(0, 1)]);
    let later = CODECOV.replace("\"2\":0", "\"2\":1");
    let far = [source(&later, Some(500)), source(LCOV, Some(561))];
    assert_eq!(merged(&far), ["a: 1*6 2*1"]);
    let copied = [source(CODECOV, Some(500)), source(LCOV, Some(99_999))];
    assert_eq!(merged(&copied), ["a: 1*3 2*0"]);
    let untimed = [source(CODECOV, None), source(LCOV, None)];
    assert_eq!(merged(&untimed), ["a: 1*3 2*0"]);
}

#[test]
fn two_suites_at_one_time_are_no_single_run() {
    let other = r#"{"coverage":{"b":{"1":1}}}"#;
    assert_eq!(
        merged(&[source(LCOV, Some(500)), source(other, Some(501))]),
        ["a: 1*3 2*0", "b: 1*1"]
    );
}

#[test]
fn a_report_older_than_the_file_is_stale() {
    assert_eq!(merged(&[source(LCOV, Some(99))]), ["a: 1*3 2*0 stale"]);
    assert_eq!(merged(&[source(LCOV, Some(100))]), ["a: 1*3 2*0"]);
    assert_eq!(merged(&[source(LCOV, None)]), ["a: 1*3 2*0"]);
}

#[test]
fn lines_beyond_the_end_of_the_file_are_stale() {
    let beyond = "SF:a\nDA:10,1\nend_of_record\n";
    assert_eq!(merged(&[source(beyond, Some(500))]), ["a: 10*1 stale"]);
}

#[test]
fn what_is_stale_does_not_count_beside_what_is_not() {
    let other = "SF:a\nDA:5,1\nend_of_record\n";
    assert_eq!(
        merged(&[source(LCOV, Some(50)), source(other, Some(500))]),
        ["a: 5*1"]
    );
}

#[test]
fn tests_of_several_reports_have_one_list() {
    let report = |test: &str, line: u32| {
        format!(
            "{{\"meta\":{{}},\"files\":{{\"a\":{{\"executed_lines\":[{line}],\"missing_lines\":[],\"contexts\":{{\"{line}\":[\"{test}\"]}}}}}}}}"
        )
    };
    let sources = [
        source(&report("t2", 1), Some(500)),
        source(&report("t1", 1), Some(600)),
        source(&report("t2", 2), Some(700)),
    ];
    let merged = together(&sources, None, None);
    assert_eq!(merged.tests, ["t1".into(), "t2".into()]);
    let coverage = &merged.files[0].coverage;
    assert_eq!(coverage.tests_of(1), [TestId(0), TestId(1)]);
    assert_eq!(coverage.tests_of(2), [TestId(1)]);
}
