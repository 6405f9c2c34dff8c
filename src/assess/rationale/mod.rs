//! One sentence of why a gap matters, as a colleague would write it.

mod apart;

pub(super) use self::apart::tell_apart;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::assess::body::Body;
use crate::assess::domain::Domain;
use crate::assess::impact::{Impact, Signal};
use crate::assess::words::{count, listing, tail};
use crate::model::{
    Basis, Confidence, Count, File, FileHistory, Finding, Link, LinkKind, Measured, TestStatus,
};

/// Below this impact a gap without a domain is called what it is: unimportant.
const LITTLE: f64 = 0.2;

/// From this share of function lines on there is nothing to explain but what is tested.
const NEARLY_ALL: f64 = 0.8;

/// So many commits in 90 days are worth a word.
const MANY_COMMITS: u32 = 3;

/// So many fixes are worth a word, however old.
const MANY_FIXES: u32 = 3;

/// So many commits in 90 days may begin the sentence.
const BUSY_COMMITS: u32 = 5;

/// So many fixes may begin the sentence.
const BUSY_FIXES: u32 = 5;

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
    /// The domain that it has to do with.
    pub(super) domain: Option<&'a Domain<'a>>,
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
    let reason = case.domain.and_then(Domain::reason);
    // One importer is next to none, whatever its rank among files that have none.
    let fan_in = impact.of(Signal::FanIn);
    let is_imported = case.file.fan_in > 1 && fan_in >= impact.total() / 10.0;
    let importers = is_imported.then(|| count(case.file.fan_in, "file", "files"));
    let history = case.history.and_then(|history| changes(&history));
    if reason.is_none() && importers.is_none() && history.is_none() {
        let is_little = impact.total() < LITTLE && case.file.is_untested();
        return match is_little {
            true => format!("{opening}, but little hangs on it: {body}."),
            false => format!("{opening}: {body}."),
        };
    }
    let is_busy = case.history.is_some_and(|history| {
        history.recent_commits >= BUSY_COMMITS || history.fixes >= BUSY_FIXES
    });
    let if_so = |is_so: bool, share: f64| if is_so { share } else { 0.0 };
    let weights = [
        (Lead::Imported, if_so(importers.is_some(), fan_in)),
        (
            Lead::Changed,
            if_so(history.is_some() && is_busy, impact.of_history()),
        ),
        (Lead::Domain, if_so(reason.is_some(), domain)),
    ];
    let body_first = (Lead::Body, impact.of_body());
    let heavier = |best: (Lead, f64), next: (Lead, f64)| if next.1 > best.1 { next } else { best };
    let lead = weights.into_iter().fold(body_first, heavier);
    told(
        &opening,
        &body,
        lead.0,
        importers,
        history,
        reason.as_deref(),
    )
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
    if let (Lead::Domain, Some(front)) = (lead, &front) {
        // What it holds does not explain the reason, so that it has a clause of its own.
        let facts = [
            Some(format!("it holds {body}")),
            importers.map(|files| format!("is imported by {files}")),
            history.map(|changes| format!("was changed by {changes}")),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        return format!("{opening}{front}; {}.", listing(&facts));
    }
    let mut sentence = format!("{opening}{}: {body}", front.unwrap_or_default());
    if let Some(files) = importers {
        sentence.push_str(&format!(", imported by {files}"));
    }
    if let Some(changes) = history {
        let and = if sentence.ends_with("files") {
            " and"
        } else {
            ","
        };
        sentence.push_str(&format!("{and} changed by {changes}"));
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
            people => format!(" of {people} people"),
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
        _ if file.has(Finding::EndToEnd) => "Only end-to-end tests open it".to_owned(),
        _ if file.has(Finding::OnlyMocked) => "Tests only ever put a mock in its place".to_owned(),
        Some(TestStatus::Hollow) => match tests(case).as_slice() {
            [] => "Tests name it but run nothing of it".to_owned(),
            [test] => format!("{test} imports it but runs nothing of it"),
            tests => format!("{} import it but run nothing of it", named(case, tests)),
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
            format!("{} {verb} it, yet {shows}", named(case, &tests))
        }
        Some(TestStatus::Hollow) if !tests.is_empty() => {
            let verb = if tests.len() == 1 {
                "imports"
            } else {
                "import"
            };
            format!("{} {verb} it, yet {shows}", named(case, &tests))
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
        tests => format!("{} run {share}", named(case, tests)),
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
        None => format!("Tests run {share} without calling it themselves"),
    }
}

/// A share of the function lines; always an estimate, and said to be one: see [`counted`].
fn share(estimate: f32) -> String {
    let percent = crate::model::percent(f64::from(estimate));
    if estimate < 0.01 {
        "next to nothing of it".to_owned()
    } else if percent >= 100 {
        "all of its functions".to_owned()
    } else {
        format!("about {percent} % of its function lines")
    }
}

/// Names of the distinct tests that lead to the file, nearest first, with their folders where two are
/// called the same; none where they stand in the file itself.
fn tests<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let mut seen = FxHashSet::default();
    let links = case.file.tests.iter().filter(|link| seen.insert(link.test));
    let files = links.filter_map(|link| case.files.get(link.test.0 as usize));
    let files: Vec<&File> = files.filter(|test| test.path != case.file.path).collect();
    let mut names: FxHashMap<&str, usize> = FxHashMap::default();
    for test in &files {
        *names.entry(test.base_name()).or_default() += 1;
    }
    let name = |test: &&'a File| match names.get(test.base_name()) {
        Some(1) => test.base_name(),
        _ => tail(&test.path),
    };
    files.iter().map(name).collect()
}

/// Tests as they are named in a sentence. Of those that lead to a file no more are known than so many.
fn named(case: &Case, tests: &[&str]) -> String {
    match tests {
        [one, two, rest @ ..] if case.file.tests.len() >= File::MAX_TESTS => {
            format!("{one}, {two} and at least {} more", rest.len())
        }
        tests => listing(tests),
    }
}

/// The last two parts of the path of what stands between test and file; none where nothing does.
fn via_name<'a>(case: &Case<'a>, link: &Link) -> Option<&'a str> {
    let via = case.files.get(link.via.0 as usize)?;
    (link.via != link.test && via.path != case.file.path).then(|| tail(&via.path))
}

#[cfg(test)]
mod tests;
