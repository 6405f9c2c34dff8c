//! The sentences, word by word.

use std::sync::Arc;

use super::*;
use crate::assess::domain::Standing;
use crate::assess::sample::{at, link, measured, other, rule, sorted, source};
use crate::model::{FileId, FileKind};

const BIG: Body = Body {
    lines: 160,
    functions: 1,
    branches: 9,
    template: None,
};
const TINY: Body = Body {
    lines: 12,
    functions: 1,
    branches: 0,
    template: None,
};

/// Shares of size and complexity together, fan-in and domain.
fn impact(body: f64, fan_in: f64, domain: f64) -> Impact {
    Impact::of_shares([body / 2.0, body / 2.0, fan_in, 0.0, 0.0, 0.0, domain])
}

/// A case over `handlers/auth.py` after `change`; `security` adds a domain rule.
fn check(
    body: Body,
    impact: Impact,
    security: bool,
    change: impl Fn(&mut Vec<File>, usize),
    expect: &str,
) {
    let mut files = sorted(vec![
        source("handlers/auth.py"),
        source("handlers/orbits.py"),
        other("tests/test_auth.py", FileKind::Test),
        other("tests/test_b.py", FileKind::Test),
        other("tests/test_c.py", FileKind::Test),
        other("tests/test_d.py", FileKind::Test),
    ]);
    let index = at(&files, "handlers/auth.py");
    change(&mut files, index);
    let rule = rule("authentication", 1.0, &["auth"]);
    let domain = Domain {
        rule: &rule,
        fact: "`auth` in its path".to_owned(),
        standing: Standing::Acts,
    };
    let case = Case {
        file: &files[index],
        files: &files,
        body: &body,
        impact: &impact,
        domain: security.then_some(&domain),
        history: files[index].history,
    };
    assert_eq!(rationale(&case), expect);
}

fn tested(status: TestStatus, estimate: f32, by: &[&str]) -> impl Fn(&mut Vec<File>, usize) {
    move |files, index| {
        for test in by {
            link(files, test, "handlers/auth.py", LinkKind::Imports);
        }
        files[index].status = Some(status);
        files[index].estimate = estimate;
    }
}

#[test]
fn an_untested_file_says_what_is_at_stake() {
    check(
        BIG,
        impact(0.5, 0.2, 0.3),
        true,
        |files, index| files[index].fan_in = 12,
        "No test reaches it: 160 lines with 9 branches in one function, imported by 12 files, \
         and a mistake here lets the wrong people in.",
    );
    check(
        BIG,
        impact(0.5, 0.0, 0.3),
        true,
        |_, _| {},
        "No test reaches it: 160 lines with 9 branches in one function, and a mistake here \
         lets the wrong people in.",
    );
    check(
        BIG,
        impact(0.5, 0.2, 0.0),
        false,
        |files, index| files[index].fan_in = 2,
        "No test reaches it: 160 lines with 9 branches in one function, imported by 2 files.",
    );
    check(
        BIG,
        impact(0.5, 0.0, 0.0),
        false,
        |files, index| files[index].confidence = Confidence::Tentative,
        "No test seems to reach it: 160 lines with 9 branches in one function.",
    );
}

#[test]
fn the_weightiest_fact_comes_first() {
    check(
        TINY,
        impact(0.1, 0.1, 0.4),
        true,
        |files, index| files[index].fan_in = 3,
        "No test reaches it, and a mistake here lets the wrong people in; it holds 12 lines \
         in one function without a branch and is imported by 3 files.",
    );
    check(
        TINY,
        impact(0.1, 0.3, 0.2),
        true,
        |files, index| files[index].fan_in = 40,
        "No test reaches it, yet 40 files import it: 12 lines in one function without a \
         branch, and a mistake here lets the wrong people in.",
    );
    check(
        TINY,
        impact(0.1, 0.3, 0.0),
        false,
        |files, index| files[index].fan_in = 40,
        "No test reaches it, yet 40 files import it: 12 lines in one function without a branch.",
    );
}

#[test]
fn history_is_told_where_it_says_something() {
    let history = |commits, recent_commits, fixes, recent_fixes| FileHistory {
        commits,
        recent_commits,
        fixes,
        recent_fixes,
        authors: 5,
        ..FileHistory::default()
    };
    let told = |history: FileHistory, share: f64, expect: &str| {
        let impact = Impact::of_shares([0.1, 0.1, 0.0, share, 0.0, 0.0, 0.0]);
        let change = |files: &mut Vec<File>, index: usize| {
            files[index].history = Some(history);
        };
        check(TINY, impact, false, change, expect);
    };
    told(
        history(40, 14, 9, 3),
        0.5,
        "No test reaches it, yet it saw 14 commits in 90 days, 3 of them fixes: 12 lines in \
         one function without a branch.",
    );
    told(
        history(40, 14, 0, 0),
        0.1,
        "No test reaches it: 12 lines in one function without a branch, changed by 14 commits \
         in 90 days.",
    );
    told(
        history(40, 1, 9, 1),
        0.1,
        "No test reaches it: 12 lines in one function without a branch, changed by 40 \
         commits of 5 people, 9 of them fixes.",
    );
    told(
        history(5, 2, 1, 1),
        0.1,
        "No test reaches it: 12 lines in one function without a branch.",
    );
}

#[test]
fn an_unimportant_file_is_called_so() {
    check(
        TINY,
        impact(0.1, 0.0, 0.0),
        false,
        |files, index| files[index].fan_in = 1,
        "No test reaches it, but little hangs on it: 12 lines in one function without a branch.",
    );
}

#[test]
fn code_that_nothing_imports_may_be_dead() {
    let dead = |files: &mut Vec<File>, index: usize| {
        files[index].findings = [Finding::PossiblyDead].into();
    };
    check(
        BIG,
        impact(0.5, 0.0, 0.0),
        false,
        dead,
        "Nothing imports it and no test reaches it: 160 lines with 9 branches in one function \
         that may be dead code.",
    );
    check(
        BIG,
        impact(0.5, 0.0, 0.0),
        false,
        |files, index| {
            dead(files, index);
            files[index].status = Some(TestStatus::Direct);
            files[index].estimate = 1.0;
        },
        "Nothing but tests uses it: 160 lines with 9 branches in one function that may be dead \
         code.",
    );
}

#[test]
fn mocks_are_no_tests() {
    check(
        BIG,
        impact(0.5, 0.0, 0.0),
        false,
        |files, index| files[index].findings = [Finding::OnlyMocked].into(),
        "Tests only ever put a mock in its place: 160 lines with 9 branches in one function.",
    );
    check(
        BIG,
        impact(0.5, 0.0, 0.0),
        false,
        tested(TestStatus::Hollow, 0.0, &["tests/test_auth.py"]),
        "test_auth.py imports it but runs nothing of it: 160 lines with 9 branches in one \
         function.",
    );
}

#[test]
fn a_half_tested_file_says_by_whom_and_how_far() {
    check(
        BIG,
        impact(0.5, 0.0, 0.0),
        false,
        tested(TestStatus::Direct, 0.4, &["tests/test_auth.py"]),
        "test_auth.py runs about 40 % of its function lines: 160 lines with 9 branches in one \
         function.",
    );
    check(
        BIG,
        impact(0.5, 0.0, 0.3),
        true,
        tested(
            TestStatus::Direct,
            0.004,
            &["tests/test_auth.py", "tests/test_b.py"],
        ),
        "test_auth.py and test_b.py run next to nothing of it: 160 lines with 9 branches in \
         one function, and a mistake here lets the wrong people in.",
    );
}

#[test]
fn a_well_tested_file_needs_no_facts() {
    let tests = [
        "tests/test_auth.py",
        "tests/test_auth.py",
        "tests/test_b.py",
        "tests/test_c.py",
        "tests/test_d.py",
    ];
    check(
        BIG,
        impact(0.5, 0.0, 0.3),
        true,
        tested(TestStatus::Direct, 0.9, &tests),
        "test_auth.py, test_b.py and 2 more run about 90 % of its function lines.",
    );
    check(
        BIG,
        impact(0.5, 0.0, 0.3),
        true,
        tested(TestStatus::Direct, 1.0, &["handlers/auth.py"]),
        "Its own tests run all of its functions.",
    );
}

#[test]
fn what_was_measured_is_told_as_such() {
    let counted = |status: TestStatus, covered: u32, by: &'static [&'static str]| {
        move |files: &mut Vec<File>, index: usize| {
            tested(status, 0.9, by)(files, index);
            files[index].coverage = Some(Arc::new(measured(covered, 38)));
        }
    };
    let check = |change: &dyn Fn(&mut Vec<File>, usize), expect: &str| {
        check(BIG, impact(0.5, 0.0, 0.0), false, change, expect);
    };
    check(
        &counted(TestStatus::Unreached, 0, &[]),
        "The coverage report shows 0 of 38 function lines run: 160 lines with 9 branches in one \
         function.",
    );
    check(
        &counted(TestStatus::Direct, 0, &["tests/test_auth.py"]),
        "test_auth.py uses it, yet the coverage report shows 0 of 38 function lines run: 160 \
         lines with 9 branches in one function.",
    );
    check(
        &counted(TestStatus::Unreached, 12, &[]),
        "No test is seen to lead to it, yet the coverage report shows 12 of 38 function lines \
         run: 160 lines with 9 branches in one function.",
    );
    check(
        &counted(TestStatus::Direct, 38, &["tests/test_auth.py"]),
        "The coverage report shows all of its 38 function lines run.",
    );
    check(
        &|files, index| {
            counted(TestStatus::Reached, 19, &[])(files, index);
            let mut stale = measured(19, 38);
            stale.basis = Basis::Stale;
            files[index].coverage = Some(Arc::new(stale));
        },
        "An older coverage report shows 19 of 38 function lines run: 160 lines with 9 branches \
         in one function.",
    );
}

#[test]
fn code_reached_from_afar_names_what_stands_between() {
    let reached = |kind: LinkKind, via: &'static str| {
        move |files: &mut Vec<File>, index: usize| {
            let via = FileId(at(files, via) as u32);
            let test = FileId(at(files, "tests/test_b.py") as u32);
            files[index].tests = [Link {
                test,
                kind,
                via,
                line: 1,
                hops: 2,
            }]
            .into();
            files[index].status = Some(TestStatus::Reached);
            files[index].estimate = 0.25;
        }
    };
    check(
        BIG,
        impact(0.5, 0.0, 0.0),
        false,
        reached(LinkKind::Calls, "handlers/orbits.py"),
        "Tests reach it only through handlers/orbits.py and run about 25 % of its function \
         lines: 160 lines with 9 branches in one function.",
    );
    check(
        TINY,
        impact(0.5, 0.0, 0.0),
        false,
        reached(LinkKind::Framework, "tests/test_b.py"),
        "Tests reach it only by way of a framework and run about 25 % of its function lines: 12 \
         lines in one function without a branch.",
    );
    check(
        TINY,
        impact(0.5, 0.0, 0.0),
        false,
        reached(LinkKind::Uses, "tests/test_b.py"),
        "Tests run about 25 % of its function lines without calling it themselves: 12 \
         lines in one function without a branch.",
    );
}

#[test]
fn a_template_is_called_one() {
    let body = Body {
        lines: 150,
        functions: 0,
        branches: 9,
        template: Some(120),
    };
    check(
        body,
        impact(0.5, 0.0, 0.0),
        false,
        |_, _| {},
        "No test reaches it: a template of 120 lines with 9 conditions.",
    );
}

#[test]
fn a_view_is_not_said_to_do_what_it_shows() {
    let mut files = sorted(vec![source("web/DeployTable.tsx")]);
    files[0].lines.code = 40;
    let rule = rule("deployment", 0.75, &["deploy"]);
    let impact = impact(0.2, 0.0, 0.1);
    let domain = Domain {
        rule: &rule,
        fact: "`deploy` in its path".to_owned(),
        standing: Standing::Shows,
    };
    let case = Case {
        file: &files[0],
        files: &files,
        body: &BIG,
        impact: &impact,
        domain: Some(&domain),
        history: None,
    };
    assert_eq!(
        rationale(&case),
        "No test reaches it: 160 lines with 9 branches in one function, and people deal with \
         deployment through it."
    );
}
