//! Projects for tests, written as lines.

use std::sync::Arc;

use crate::model::{
    Confidence, File, FileId, FileKind, LineCount, Link, LinkKind, Priority, Project, Score,
    TestStatus,
};

/// A project of files written as `path status lines`, sorted by path; the status of a test is
/// `test`, and every file that is direct or hollow is so by the first test.
pub(super) fn project(lines: &[&str]) -> Project {
    let rows: Vec<(&str, &str, u32)> = lines
        .iter()
        .map(|line| {
            let mut words = line.split(' ');
            let mut word = || words.next().unwrap_or_default();
            (word(), word(), word().parse().unwrap_or_default())
        })
        .collect();
    let test = rows.iter().position(|(_, status, _)| *status == "test");
    let files: Vec<File> = rows
        .iter()
        .map(|(path, status, lines)| file(path, status, *lines, test))
        .collect();
    let scores = files.iter().map(|file| Score {
        risk: if file.is_gap() { 70 } else { 0 },
        priority: file.is_gap().then_some(Priority::High),
        ..Score::default()
    });
    Project {
        scores: scores.collect(),
        files: files.into_iter().collect(),
        ..Project::default()
    }
}

fn file(path: &str, status: &str, lines: u32, test: Option<usize>) -> File {
    let known = match status {
        "direct" => Some(TestStatus::Direct),
        "reached" => Some(TestStatus::Reached),
        "hollow" => Some(TestStatus::Hollow),
        "no-logic" => Some(TestStatus::NoLogic),
        "unreached" => Some(TestStatus::Unreached),
        _ => None,
    };
    let link = test.map(|test| {
        let test = FileId(u32::try_from(test).unwrap());
        Link {
            test,
            kind: LinkKind::Imports,
            via: test,
            line: 3,
            hops: 1,
        }
    });
    let is_used = matches!(status, "direct" | "hollow");
    let ending = path.rsplit('.').next();
    File {
        path: path.into(),
        language: match ending {
            Some("py") => Some("python"),
            Some("ts") => Some("typescript"),
            Some("vue") => Some("vue"),
            _ => None,
        },
        kind: if known.is_some() {
            FileKind::Source
        } else if status == "test" {
            FileKind::Test
        } else {
            FileKind::Other
        },
        lines: LineCount {
            total: lines,
            code: lines * 3 / 4,
        },
        component: None,
        status: known,
        confidence: Confidence::Likely,
        estimate: if is_used { 0.8 } else { 0.0 },
        function_lines: lines / 2,
        symbols: Arc::from([]),
        symbol_status: Arc::from([]),
        origin: None,
        tests: link.filter(|_| is_used).into_iter().collect(),
        fan_in: 0,
        coverage: None,
        history: None,
        owner: None,
        findings: Arc::from([]),
    }
}
