use std::collections::BTreeSet;

use proptest::prelude::*;

use super::fixture::report;
use super::*;

/// A small report of each format that is read as a stream, as its tool writes it.
const SAMPLES: &[(&str, &str)] = &[
    (
        "lcov",
        "TN:\nSF:a.c\nFN:1,f\nFNDA:1,f\nBRDA:1,0,0,1\nDA:1,1\nend_of_record\n",
    ),
    ("go", "mode: set\na.org/m/a.go:1.2,3.4 2 1\n"),
    (
        "cobertura",
        r#"<?xml version="1.0" ?><coverage line-rate="1"><sources><source>/a</source></sources><packages><package><classes><class filename="a.py"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>"#,
    ),
    (
        "clover",
        r#"<coverage generated="1"><project><file name="a.php"><line num="1" type="stmt" count="1"/></file></project></coverage>"#,
    ),
    (
        "sonar",
        r#"<coverage version="1"><file path="a"><lineToCover lineNumber="1" covered="true"/></file></coverage>"#,
    ),
    (
        "jacoco",
        r#"<report name="a"><package name="p"><sourcefile name="A.java"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>"#,
    ),
    (
        "opencover",
        r#"<CoverageSession><Modules><Module><Files><File uid="1" fullPath="a.cs"/></Files><Classes><Class><Methods><Method><FileRef uid="1"/><SequencePoints><SequencePoint vc="1" sl="1" el="1"/></SequencePoints></Method></Methods></Class></Classes></Module></Modules></CoverageSession>"#,
    ),
    (
        "dotcover",
        r#"<Root ReportType="DetailedXml"><FileIndices><File Index="1" Name="a.cs"/></FileIndices><Type><Statement FileIndex="1" Line="1" EndLine="1" Covered="True"/></Type></Root>"#,
    ),
    (
        "istanbul",
        r#"{"/a.js":{"path":"/a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":9}}},"fnMap":{},"branchMap":{},"s":{"0":1},"f":{},"b":{}}}"#,
    ),
    (
        "coverage.py",
        r#"{"meta":{"version":"7"},"files":{"a.py":{"executed_lines":[1],"missing_lines":[]}}}"#,
    ),
    (
        "llvm-cov",
        r#"{"data":[{"files":[{"filename":"/a.rs","segments":[[1,1,1,true,true,false],[1,9,0,false,false,false]]}],"functions":[]}],"type":"llvm.coverage.json.export"}"#,
    ),
    (
        "gcov",
        r#"{"gcc_version":"12","files":[{"file":"a.c","lines":[{"line_number":1,"count":1,"branches":[]}],"functions":[]}]}"#,
    ),
    (
        "simplecov",
        r#"{"RSpec":{"coverage":{"/a.rb":{"lines":[1]}},"timestamp":1}}"#,
    ),
    ("codecov", r#"{"coverage":{"a":{"1":1}}}"#),
];

#[test]
fn every_format_has_an_identifier_of_its_own_and_a_sample() {
    let ids: BTreeSet<&str> = ALL.iter().map(|format| format.id).collect();
    assert_eq!(ids.len(), ALL.len());
    for format in ALL {
        let is_stream = matches!(format.read, Reading::Stream(_));
        assert_eq!(
            SAMPLES.iter().any(|(id, _)| *id == format.id),
            is_stream,
            "{}",
            format.id
        );
    }
}

#[test]
fn content_tells_the_format_and_no_other_claims_it() {
    for (id, text) in SAMPLES {
        let head = Head::new(text.as_bytes());
        let claims: Vec<&str> = ALL
            .iter()
            .filter(|format| (format.detect)(&head))
            .map(|format| format.id)
            .collect();
        assert_eq!(claims.first(), Some(id), "{claims:?}");
        let first = report(text);
        assert_eq!(first.format.id, *id);
        assert!(
            first.files[0].coverage.hits(1).is_some_and(|hits| hits > 0),
            "{id}"
        );
    }
}

#[test]
fn marks_and_white_space_in_front_do_not_matter() {
    for (id, text) in SAMPLES {
        assert_eq!(report(&format!("\u{feff}{text}")).format.id, *id);
        assert_eq!(detect(format!("\n \n{text}").as_bytes()).unwrap().id, *id);
    }
}

#[test]
fn other_files_are_no_reports() {
    for text in [
        "",
        "{}",
        "[]",
        "<a/>",
        "<html><body>coverage</body></html>",
        "TN",
        "SF:\n",
        "mode",
        "{\"name\": \"x\", \"version\": 1}",
        "<report><x/></report>",
    ] {
        assert!(detect(text.as_bytes()).is_none(), "{text}");
    }
}

#[test]
fn a_report_that_is_cut_off_anywhere_is_refused_or_says_less() {
    for (id, text) in SAMPLES {
        let whole = report(text);
        for end in 0..text.len() {
            if let Ok(part) = read_stream(&text.as_bytes()[..end]) {
                let lines = |report: &Report| {
                    report
                        .files
                        .iter()
                        .map(|file| file.coverage.lines.len())
                        .sum::<usize>()
                };
                assert!(lines(&part) <= lines(&whole), "{id} {end}");
            }
        }
    }
}

#[test]
fn nesting_without_end_is_refused() {
    for text in [
        "{\"coverage\":{\"a\":",
        "{\"meta\":{},\"files\":",
        "{\"a\":{\"statementMap\":",
        "{\"data\":[{\"files\":[",
    ] {
        let deep = format!("{text}{}", "[".repeat(1 << 20));
        assert!(read_stream(deep.as_bytes()).is_err());
        let deep = format!("{text}{}", "{\"a\":".repeat(1 << 18));
        assert!(read_stream(deep.as_bytes()).is_err());
    }
}

/// Runs every reader on the bytes, whether or not they look like its format.
fn read_with_all(bytes: &[u8]) {
    for format in ALL {
        let mut builder = Builder::default();
        if let Reading::Stream(read) = format.read {
            let mut reader = bytes;
            let _ = read(&mut Input::new(&mut reader), &mut builder);
        }
        let _ = builder.finish(format);
    }
    let _ = read_stream(bytes);
}

/// Pieces of which reports are made, in any order.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "SF:",
        "DA:",
        "BRDA:",
        "FN:",
        "FNA:",
        "FNL:",
        "FNDA:",
        ",",
        "\n",
        "end_of_record",
        "1",
        "-1",
        "0",
        "18446744073709551616",
        "1.2,3.4 5 6",
        "mode: set\n",
        ":",
        "<coverage>",
        "<line number=\"3\" hits=\"",
        "\"/>",
        "<class filename=\"a\">",
        "</class>",
        "<file path='a'>",
        "<a",
        ">",
        "<Statement FileIndex=\"1\" Line=\"1\" EndLine=\"9999\"/>",
        "<File Index='1' Name='a'/>",
        "&amp;",
        "&x;",
        "{",
        "}",
        "[",
        "]",
        "\"a\":",
        "\"coverage\":",
        "\"files\":",
        "\"meta\":",
        "\"data\":",
        "\"segments\":",
        "null",
        "true",
        "\"1/2\"",
        "1e999",
        "\u{e9}",
        "\\u00",
        "\"",
        "[1,1,1,true,true,false]",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..40)
        .prop_map(|words| words.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_with_all(&bytes);
    }

    #[test]
    fn any_pieces_are_read_without_panic(bytes in pieces()) {
        read_with_all(&bytes);
    }

    #[test]
    fn damaged_reports_are_read_without_panic(
        sample in 0..SAMPLES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = SAMPLES[sample].1.as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read_with_all(&bytes);
    }

    #[test]
    fn what_is_written_is_read(files in files()) {
        for (write, id) in [(lcov_text as fn(&Files) -> String, "lcov"), (go_text, "go"), (codecov_text, "codecov")] {
            let report = report(&write(&files));
            prop_assert_eq!(report.format.id, id);
            let mut read = Files::new();
            for file in &report.files {
                let lines = file.coverage.lines.iter().map(|entry| (entry.line, entry.hits));
                read.insert(file.path.to_string(), lines.collect());
            }
            prop_assert_eq!(&read, &files, "{}", id);
        }
    }
}

type Files = std::collections::BTreeMap<String, std::collections::BTreeMap<u32, u64>>;

fn files() -> impl Strategy<Value = Files> {
    let hits = prop_oneof![Just(0), 1_u64..100, Just(u64::MAX)];
    let lines = prop::collection::btree_map(1_u32..200_000, hits, 1..20);
    prop::collection::btree_map("[a-zA-Z0-9_./ \u{e9}-]{1,20}x", lines, 1..6).prop_map(|files| {
        files
            .into_iter()
            .map(|(path, lines)| (path.trim().to_owned(), lines))
            .collect()
    })
}

fn lcov_text(files: &Files) -> String {
    let mut text = String::from("TN:\n");
    for (path, lines) in files {
        text += &format!("SF:{path}\n");
        for (line, hits) in lines {
            text += &format!("DA:{line},{hits}\n");
        }
        text += "end_of_record\n";
    }
    text
}

fn go_text(files: &Files) -> String {
    let mut text = String::from("mode: count\n");
    for (path, lines) in files {
        for (line, hits) in lines {
            text += &format!("{path}:{line}.2,{line}.9 1 {hits}\n");
        }
    }
    text
}

fn codecov_text(files: &Files) -> String {
    serde_json::json!({ "coverage": files }).to_string()
}
