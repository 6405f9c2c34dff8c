//! One sentence of why a gap matters, as a colleague would write it.

use super::body::Body;
use super::impact::{Impact, Signal};
use super::words::{count, listing, tail};
use crate::model::{
    Basis, Confidence, Count, DomainRule, File, FileHistory, Finding, Link, LinkKind, Measured,
    TestStatus,
};

/// Below this impact a gap without a domain is called what it is: unimportant.
const LITTLE: f64 = 0.2;

/// From this share of function lines on there is nothing to explain but what is tested.
const NEARLY_ALL: f64 = 0.8;

/// So many commits in 90 days are worth a word.
const MANY_COMMITS: u32 = 3;

/// So many fixes are worth a word, however old.
const MANY_FIXES: u32 = 3;

/// What is known of one file.
pub(super) struct Case<'a> {
    /// The file.
    pub(super) file: &'a File,
    /// All files, for the names of tests and of what stands between.
    pub(super) files: &'a [File],
    /// What there is to test.
    pub(super) body: &'a Body,
    /// What the terms add to its impact.
    pub(super) impact: &'a Impact,
    /// The domain rule that applies.
    pub(super) rule: Option<&'a DomainRule>,
    /// What version control tells, where that is known.
    pub(super) history: Option<FileHistory>,
}

/// The sentence: what tests do, then the facts, weightiest first.
pub(super) fn rationale(case: &Case) -> String {
    let opening = opening(case);
    if case.file.has(Finding::PossiblyDead) {
        return format!("{opening}: {} that may be dead code.", case.body.phrase());
    }
    if !case.file.is_gap() && case.file.run_share().0 >= NEARLY_ALL {
        return format!("{opening}.");
    }
    let impact = case.impact;
    let body = case.body.phrase();
    let domain = impact.of(Signal::Domain);
    let reason = case
        .rule
        .map(|rule| rule.reason.trim().trim_end_matches('.'))
        .filter(|reason| !reason.is_empty());
    // One importer is next to none, whatever its rank among files that have none.
    let fan_in = impact.of(Signal::FanIn);
    let is_imported = case.file.fan_in > 1 && fan_in >= impact.total() / 10.0;
    let importers = is_imported.then(|| count(case.file.fan_in, "file", "files"));
    let history = case.history.and_then(|history| changes(&history));
    if reason.is_none() && importers.is_none() && history.is_none() {
        let is_little = impact.total() < LITTLE && case.file.is_gap();
        return match is_little {
            true => format!("{opening}, but little hangs on it: {body}."),
            false => format!("{opening}: {body}."),
        };
    }
    let weights = [
        (Lead::Body, impact.of_body()),
        (
            Lead::Imported,
            fan_in * f64::from(u8::from(importers.is_some())),
        ),
        (
            Lead::Changed,
            impact.of_history() * f64::from(u8::from(history.is_some())),
        ),
        (Lead::Domain, domain * f64::from(u8::from(reason.is_some()))),
    ];
    let lead = weights.into_iter().fold(
        weights[0],
        |best, next| {
            if next.1 > best.1 { next } else { best }
        },
    );
    told(&opening, &body, lead.0, importers, history, reason)
}

/// The fact that a sentence begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Body,
    Imported,
    Changed,
    Domain,
}

/// The sentence with one fact in front and the others behind.
fn told(
    opening: &str,
    body: &str,
    lead: Lead,
    mut importers: Option<String>,
    mut history: Option<String>,
    mut reason: Option<&str>,
) -> String {
    let front = match lead {
        Lead::Body => None,
        Lead::Imported => importers
            .take()
            .map(|files| format!(", yet {files} import it")),
        Lead::Changed => history
            .take()
            .map(|changes| format!(", yet it saw {changes}")),
        Lead::Domain => reason.take().map(|reason| format!(", and {reason}")),
    };
    let mut sentence = format!("{opening}{}: {body}", front.unwrap_or_default());
    if let Some(files) = importers {
        sentence.push_str(&format!(", imported by {files}"));
    }
    if let Some(changes) = history {
        sentence.push_str(&format!(", {changes}"));
    }
    if let Some(reason) = reason {
        sentence.push_str(&format!(", and {reason}"));
    }
    sentence.push('.');
    sentence
}

/// What history says that is worth a word: many commits lately, or many fixes.
fn changes(history: &FileHistory) -> Option<String> {
    let of_them = |fixes: u32| match fixes {
        0 => String::new(),
        1 => ", one of them a fix".to_owned(),
        fixes => format!(", {fixes} of them fixes"),
    };
    if history.recent_commits >= MANY_COMMITS {
        let fixes = of_them(history.recent_fixes);
        return Some(format!(
            "{} commits in 90 days{fixes}",
            history.recent_commits
        ));
    }
    (history.fixes >= MANY_FIXES).then(|| {
        let by = match history.authors {
            0..3 => String::new(),
            people => format!(" by {people} people"),
        };
        format!("{} commits{by}{}", history.commits, of_them(history.fixes))
    })
}

/// What tests do with the file.
fn opening(case: &Case) -> String {
    let file = case.file;
    let is_dead = file.has(Finding::PossiblyDead);
    let measured = file.coverage.as_ref();
    if let Some(measured) = measured.filter(|measured| measured.function_lines.total > 0) {
        return counted(case, measured);
    }
    match file.status {
        Some(TestStatus::Direct | TestStatus::Reached) if is_dead => {
            "Nothing but tests uses it".to_owned()
        }
        Some(TestStatus::Direct) => direct(case),
        Some(TestStatus::Reached) => reached(case),
        _ if file.has(Finding::OnlyMocked) => "Tests only ever put a mock in its place".to_owned(),
        Some(TestStatus::Hollow) => match tests(case).as_slice() {
            [] => "Tests name it but run nothing of it".to_owned(),
            [test] => format!("{test} imports it but runs nothing of it"),
            tests => format!("{} import it but run nothing of it", listing(tests)),
        },
        _ if is_dead => "Nothing imports it and no test reaches it".to_owned(),
        _ if file.confidence == Confidence::Tentative => "No test seems to reach it".to_owned(),
        _ => "No test reaches it".to_owned(),
    }
}

/// What a coverage report counted, and how that goes with what tests seem to do.
fn counted(case: &Case, measured: &Measured) -> String {
    let file = case.file;
    let Count { covered, total } = measured.function_lines;
    let report = match measured.basis {
        Basis::Stale => "an older coverage report",
        _ => "the coverage report",
    };
    let lines = match (covered, total) {
        (_, 1) => format!("{covered} of 1 function line"),
        _ if covered == total => format!("all of its {total} function lines"),
        _ => format!("{covered} of {total} function lines"),
    };
    let shows = format!("{report} shows {lines} run");
    let tests = tests(case);
    match file.status {
        Some(TestStatus::Unreached) if file.has(Finding::PossiblyDead) => {
            format!("Nothing imports it, and {shows}")
        }
        Some(TestStatus::Unreached | TestStatus::Hollow) if covered > 0 => {
            format!("No test is seen to lead to it, yet {shows}")
        }
        Some(TestStatus::Direct) if covered == 0 && !tests.is_empty() => {
            let verb = if tests.len() == 1 { "uses" } else { "use" };
            format!("{} {verb} it, yet {shows}", listing(&tests))
        }
        Some(TestStatus::Hollow) if !tests.is_empty() => {
            let verb = if tests.len() == 1 {
                "imports"
            } else {
                "import"
            };
            format!("{} {verb} it, yet {shows}", listing(&tests))
        }
        Some(TestStatus::Reached) if covered == 0 => format!("Tests lead to it, yet {shows}"),
        _ => {
            let mut letters = shows.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
    }
}

fn direct(case: &Case) -> String {
    let share = share(case.file.estimate);
    match tests(case).as_slice() {
        [] => format!("Its own tests run {share}"),
        [test] => format!("{test} runs {share}"),
        tests => format!("{} run {share}", listing(tests)),
    }
}

fn reached(case: &Case) -> String {
    let share = share(case.file.estimate);
    let Some(nearest) = case.file.tests.first() else {
        return format!("Tests reach it by way of other code and run {share}");
    };
    if nearest.kind == LinkKind::Framework {
        return format!("Tests reach it only by way of a framework and run {share}");
    }
    match via_name(case, nearest) {
        Some(via) => format!("Tests reach it only through {via} and run {share}"),
        None => format!("Tests hand it on without calling it and run {share}"),
    }
}

/// A share of the function lines; always an estimate, and said to be one: see [`counted`].
fn share(estimate: f32) -> String {
    let percent = (f64::from(estimate.clamp(0.0, 1.0)) * 100.0 + 1e-4).floor();
    if percent < 1.0 {
        "next to nothing of it".to_owned()
    } else if percent >= 100.0 {
        "all of its functions".to_owned()
    } else {
        format!("about {percent} % of its function lines")
    }
}

/// Names of the distinct tests that lead to the file, nearest first; none where they stand in
/// the file itself.
fn tests<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    let mut names = Vec::new();
    for link in case.file.tests.iter() {
        // A sentence names a few; files with hundreds of tests need no more than a count.
        if seen.len() < 64 && !seen.contains(&link.test) {
            seen.push(link.test);
            names.extend(test_name(case, link));
        }
    }
    names
}

/// The last part of a test's path; none where the test stands in the judged file.
fn test_name<'a>(case: &Case<'a>, link: &Link) -> Option<&'a str> {
    let test = case.files.get(link.test.0 as usize)?;
    (test.path != case.file.path).then(|| test.base_name())
}

/// The last two parts of the path of what stands between test and file; none where nothing does.
fn via_name<'a>(case: &Case<'a>, link: &Link) -> Option<&'a str> {
    let via = case.files.get(link.via.0 as usize)?;
    (link.via != link.test && via.path != case.file.path).then(|| tail(&via.path))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
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
        let case = Case {
            file: &files[index],
            files: &files,
            body: &body,
            impact: &impact,
            rule: security.then_some(&rule),
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
            "No test reaches it, and a mistake here lets the wrong people in: 12 lines in one \
             function without a branch, imported by 3 files.",
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
            "No test reaches it: 12 lines in one function without a branch, 14 commits in 90 days.",
        );
        told(
            history(40, 1, 9, 1),
            0.1,
            "No test reaches it: 12 lines in one function without a branch, 40 commits by 5 \
             people, 9 of them fixes.",
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
            "Tests hand it on without calling it and run about 25 % of its function lines: 12 \
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
}
