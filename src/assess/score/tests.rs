//! Risks and what they are made of.

use std::sync::Arc;

use super::*;
use crate::assess::sample::{at, function, measured, other, settings, sorted, source};
use crate::model::{FileKind, Priority, TestStatus};

/// A file of that many lines, branches in one function, and importers.
fn sized(path: &str, lines: u32, branches: u32, fan_in: u32) -> File {
    let mut file = source(path);
    file.lines.code = lines;
    file.symbols = [function("run", 1, lines, branches + 1)].into();
    file.fan_in = fan_in;
    file
}

/// Nineteen files from tiny to large, and the file in question.
fn project(file: File) -> Vec<File> {
    let mut files: Vec<File> = (1..20)
        .map(|step| sized(&format!("lib/file{step:02}.py"), step * 10, step, step / 2))
        .collect();
    files.push(file);
    sorted(files)
}

fn score_of(file: File) -> Score {
    let path = file.path.clone();
    let files = project(file);
    score(&files, &[], &settings(), HistorySummary::default()).swap_remove(at(&files, &path))
}

fn check(file: File, risk: std::ops::RangeInclusive<u8>, priority: Priority) {
    let path = file.path.clone();
    let found = score_of(file);
    assert!(risk.contains(&found.risk), "{path}: {}", found.risk);
    assert_eq!(found.priority, Some(priority), "{path}");
}

#[test]
fn big_complex_imported_and_sensitive_is_critical() {
    check(sized("auth.py", 200, 25, 15), 90..=100, Priority::Critical);
}

#[test]
fn big_and_complex_alone_is_high_at_most() {
    // Ranks of 0.975 each: m = 0.6825. Then 0.9, 0.9 and 0.925: m = 0.635. Then 0.75, 0.75
    // and 0.325: m = 0.44.
    check(sized("table.py", 200, 25, 15), 77..=78, Priority::High);
    check(sized("table.py", 180, 18, 9), 73..=73, Priority::High);
    check(sized("table.py", 150, 15, 3), 53..=53, Priority::Medium);
}

#[test]
fn a_tiny_helper_is_low_even_in_a_sensitive_place() {
    check(sized("tiny.py", 5, 0, 0), 0..=5, Priority::Low);
    check(sized("login.py", 5, 0, 0), 30..=39, Priority::Medium);
}

#[test]
fn tests_lower_the_risk_in_proportion() {
    let mut file = sized("auth.py", 200, 25, 15);
    let untested = score_of(file.clone()).risk;
    file.status = Some(TestStatus::Direct);
    file.estimate = 0.75;
    let found = score_of(file);
    assert!(found.risk.abs_diff(untested / 4) <= 1, "{}", found.risk);
    assert!((found.shortfall - 0.25).abs() < 1e-6);
}

#[test]
fn a_line_whose_branches_were_taken_in_part_is_half_tested() {
    let mut file = sized("auth.py", 200, 25, 15);
    let mut report = measured(6, 8);
    report.partial_lines = 2;
    file.coverage = Some(Arc::new(report));
    // 2 of 8 did not run, 2 ran in part: (2 + 2 / 2) / 8.
    assert!((score_of(file).shortfall - 0.375).abs() < 1e-6);
}

#[test]
fn a_file_that_nothing_imports_does_not_rank_for_its_name() {
    let mut dead = sized("permissions.py", 40, 3, 0);
    let alive = score_of(dead.clone());
    dead.findings = [Finding::PossiblyDead].into();
    let found = score_of(dead);
    assert!(found.risk < alive.risk);
    assert_eq!(found.terms.len(), 4);
    assert!(
        found
            .terms
            .iter()
            .any(|term| term.fact.as_ref() == "nothing imports it")
    );
}

#[test]
fn history_counts_as_far_as_there_is_some() {
    let mut settings = settings();
    settings.weights.churn = 10.0;
    let risk = |commits: u32| {
        let mut files = project(sized("auth.py", 200, 25, 15));
        for file in &mut files {
            let churn = if file.path.as_ref() == "auth.py" {
                0.0
            } else {
                3.0
            };
            file.history = Some(FileHistory {
                churn,
                ..FileHistory::default()
            });
        }
        let summary = HistorySummary {
            reach: HistoryReach::Whole,
            commits,
            since: None,
        };
        score(&files, &[], &settings, summary)[at(&files, "auth.py")].risk
    };
    // It did not change at all: the more that counts, the lower its risk.
    let risks = [0, 1, 50, 100, 1000].map(risk);
    assert!(risks[0].abs_diff(risks[1]) <= 1, "{risks:?}");
    assert!(risks[1] > risks[2] && risks[2] > risks[3], "{risks:?}");
    assert_eq!(risks[3], risks[4]);
}

#[test]
fn terms_add_up_and_come_weightiest_first() {
    let found = score_of(sized("auth.py", 100, 3, 12));
    let sum: f32 = found.terms.iter().map(|term| term.share).sum();
    assert_eq!((sum * 100.0).round() as u8, found.risk);
    assert!(
        found
            .terms
            .is_sorted_by(|one, other| one.share >= other.share)
    );
    let mut facts: Vec<(&str, &str)> = found
        .terms
        .iter()
        .map(|term| (term.name.as_ref(), term.fact.as_ref()))
        .collect();
    facts.sort_unstable();
    assert_eq!(
        facts,
        [
            ("authentication", "`auth` in its path"),
            ("complexity", "3 branches in one function"),
            ("fan-in", "imported by 12 files"),
            (
                "history",
                "no git history: churn, fixes and authors are left out"
            ),
            ("size", "100 lines"),
        ]
    );
}

#[test]
fn risk_never_falls_when_a_fact_gets_worse() {
    let mut before = 0;
    for step in 0..25 {
        let risk = score_of(sized("auth.py", 10 + 10 * step, step, step)).risk;
        assert!(risk >= before, "{step}");
        before = risk;
    }
}

#[test]
fn only_source_with_something_to_test_is_judged() {
    let mut types = source("types.py");
    types.status = Some(TestStatus::NoLogic);
    let mut unlinked = source("unlinked.py");
    unlinked.status = None;
    let files = [types, unlinked, other("test_a.py", FileKind::Test)];
    assert_eq!(
        score(&files, &[], &settings(), HistorySummary::default()),
        vec![Score::default(); 3]
    );
}

#[test]
fn the_first_override_pins_priority_and_rationale() {
    let files = [source("lib/a.py"), source("lib/b.py")];
    let pin = |path: &str, priority, words: Option<&str>| Override {
        paths: vec![path.to_owned()],
        priority,
        rationale: words.map(str::to_owned),
    };
    let mut settings = settings();
    settings.overrides = vec![
        pin(
            "lib/a.py",
            Some(Priority::Critical),
            Some("Paid for by it."),
        ),
        pin("lib", Some(Priority::Low), None),
    ];
    let found = score(&files, &[], &settings, HistorySummary::default());
    assert_eq!(found[0].priority, Some(Priority::Critical));
    assert_eq!(found[0].rationale.as_ref(), "Paid for by it.");
    assert_eq!(found[1].priority, Some(Priority::Low));
    assert!(found[1].rationale.starts_with("No test reaches it"));
}

#[test]
fn broken_weights_and_estimates_do_no_harm() {
    let mut file = source("a.py");
    file.estimate = f32::NAN;
    let mut settings = settings();
    settings.weights.size = -1.0;
    settings.weights.complexity = f32::NAN;
    let found = score(&[file], &[], &settings, HistorySummary::default());
    assert!(found[0].risk <= 100);
    settings.weights = Weights {
        size: 0.0,
        complexity: 0.0,
        fan_in: 0.0,
        churn: 0.0,
        fixes: 0.0,
        authors: 0.0,
        domain: 0.0,
    };
    assert_eq!(
        score(&[source("a.py")], &[], &settings, HistorySummary::default())[0].risk,
        0
    );
}
