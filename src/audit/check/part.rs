//! Claims about a part of the project: counts, shares, levels.

use super::{Checker, Reply, Tally, Verdict};
use crate::audit::place::Part;
use crate::audit::read::words::{stem, words};
use crate::audit::{Entry, Quantity, Says};
use crate::model::{FileId, Level, Project};

/// How far an exact percentage may be off, in points.
const POINT: f64 = 1.0;

/// How many of a part's shares people usually mean by its coverage: files reached, lines run, files
/// with tests of their own.
const USUAL: usize = 3;

/// How far a percentage that was measured once may be from our estimate, in points.
pub(super) const NEAR: f64 = 25.0;

impl Checker<'_> {
    pub(super) fn part_claim(&self, entry: &Entry, tally: &Tally, says: Says) -> Reply {
        let mut reply = self.counted(entry, tally, says);
        let first = tally
            .first_tested
            .and_then(|id| self.evidence.project.file(id));
        // That tests came is told with the first of them.
        if reply.verdict == Verdict::Outdated
            && reply.test.is_none()
            && let Some(file) = first
        {
            let since = self.tested_since(file);
            reply.verdict = since.verdict;
            reply.test = since.test;
            reply.since = since.since;
        }
        reply
    }

    fn counted(&self, entry: &Entry, tally: &Tally, says: Says) -> Reply {
        match says {
            Says::Untested => self.untested_part(tally),
            Says::Tested | Says::Partly => tested(tally, says),
            Says::Sources(claimed) => sources(tally, claimed),
            Says::Tests(claimed) => tests(tally, claimed),
            Says::TestFiles(claimed) => self.test_files(entry, tally, claimed),
            Says::Share(part, whole) => share(tally, part, whole),
            Says::Percent(claimed) => percent(tally, claimed),
            Says::LineShare(claimed) => line_share(tally, claimed),
            Says::Level(level) => self.level(tally, level),
            Says::Lines(claimed) => lines(tally, claimed),
        }
    }

    fn level(&self, tally: &Tally, claimed: Level) -> Reply {
        let levels: Vec<(Level, String)> = tally
            .percentages()
            .into_iter()
            .take(USUAL)
            .map(|(percent, what)| {
                let level = self.evidence.settings.levels.level(percent / 100.0);
                (
                    level,
                    format!(
                        "{} by {} % {what}",
                        level.word(),
                        crate::model::percent(percent / 100.0)
                    ),
                )
            })
            .collect();
        let Some((_, first)) = levels.first() else {
            return Reply::new(Verdict::Ambiguous, "nothing in it can be tested");
        };
        match levels.iter().find(|(level, _)| *level == claimed) {
            Some((_, why)) => Reply::new(Verdict::Confirmed, why.clone()),
            None => Reply::new(Verdict::Wrong, first.clone()),
        }
    }

    /// A number of test files, in the part or in all that the section is about.
    fn test_files(&self, entry: &Entry, tally: &Tally, claimed: Quantity) -> Reply {
        let scope = self.places.scope(entry.section);
        let around = Tally::new(self.evidence.project, &self.places.part(scope), None);
        let truths = [
            tally.tests_in,
            tally.tests_of,
            tally.tests_to,
            around.tests_in,
        ];
        let is_so = truths
            .iter()
            .any(|truth| claimed.holds(f64::from(*truth), 0.0));
        let verdict = if is_so {
            Verdict::Confirmed
        } else {
            Verdict::Wrong
        };
        let mut truth = format!(
            "{} test files in it, {} that use its files themselves, {} that lead to any",
            tally.tests_in, tally.tests_of, tally.tests_to
        );
        if !scope.is_empty() && around.tests_in != tally.tests_in {
            truth.push_str(&format!(", {} in {scope}", around.tests_in));
        }
        Reply::new(verdict, truth)
    }
}

/// A part without the files that the words after its path do not name, where they name any:
/// `api/utils/ file handlers`.
pub(crate) fn narrowed(project: &Project, part: Part, subject: &str, path: &str) -> Part {
    let Some((_, rest)) = subject.split_once(path) else {
        return part;
    };
    let wanted: Vec<String> = words(rest).map(|word| stem(&word)).collect();
    if wanted.len() < 2 {
        return part;
    }
    let is_named = |id: &FileId| {
        project.file(*id).is_some_and(|file| {
            let own: Vec<String> = words(file.base_name()).map(|word| stem(&word)).collect();
            wanted.iter().all(|word| own.contains(word))
        })
    };
    let files: Vec<_> = part.files.iter().copied().filter(is_named).collect();
    if files.is_empty() {
        return part;
    }
    Part {
        name: format!("{} {}", part.name, rest.trim()),
        files,
        ..part
    }
}

impl Checker<'_> {
    fn untested_part(&self, tally: &Tally) -> Reply {
        if tally.logic == 0 {
            return Reply::new(Verdict::Confirmed, "it holds nothing to test");
        }
        if tally.tested() == 0 {
            return Reply::new(
                Verdict::Confirmed,
                format!(
                    "no test reaches any of its {} files with logic",
                    tally.logic
                ),
            );
        }
        let mut truth = tally.describe();
        if !tally.gaps.is_empty() {
            truth.push_str(&format!("; still open: {}", tally.gaps.join(", ")));
        }
        let verdict = if tally.direct > 0 {
            Verdict::Outdated
        } else {
            Verdict::Confirmed
        };
        Reply::new(verdict, truth)
    }
}

fn tested(tally: &Tally, says: Says) -> Reply {
    let is_so = match says {
        Says::Tested => tally.tested() == tally.logic,
        _ => tally.tested() > 0,
    };
    let verdict = if is_so {
        Verdict::Confirmed
    } else {
        Verdict::Wrong
    };
    Reply::new(verdict, tally.describe())
}

fn sources(tally: &Tally, claimed: Quantity) -> Reply {
    let holds = |truth: u32| claimed.holds(f64::from(truth), 0.0);
    let (all, logic) = (tally.sources, tally.logic);
    let files = tally.language.unwrap_or("source");
    let mut truth = if all == logic {
        format!("{all} {files} files")
    } else {
        format!("{all} {files} files, {logic} of them with logic")
    };
    if tally.in_src > 0 && tally.in_src < all && holds(tally.in_src) {
        truth.push_str(&format!(", {} of them in src", tally.in_src));
    } else if !holds(all) && !holds(logic) {
        return Reply::new(Verdict::Wrong, truth);
    }
    if claimed.understates(f64::from(logic)) {
        truth.push_str(", far more than that");
    }
    Reply::new(Verdict::Confirmed, truth)
}

fn tests(tally: &Tally, claimed: Quantity) -> Reply {
    let candidates = [tally.tests, tally.tests_of, tally.tests_in];
    let is_so = candidates
        .iter()
        .any(|truth| claimed.holds(f64::from(*truth), 0.0));
    // "0 tests" is only so where there is none of any sort.
    let is_none = candidates.iter().all(|truth| *truth == 0) || tally.tested() == 0;
    let verdict = if is_so && (claimed.value() > 0.0 || is_none) {
        Verdict::Confirmed
    } else if claimed.value() == 0.0 {
        Verdict::Outdated
    } else {
        Verdict::Wrong
    };
    Reply::new(
        verdict,
        format!(
            "{} test files stand in it, {} use its files themselves; {} tests in all",
            tally.tests_in, tally.tests_of, tally.tests
        ),
    )
}

/// The count of which a percentage is only another form: `~93 %` of `13/14`. Both are so or neither.
pub(super) fn restated(
    says: Says,
    shares: &[(Quantity, Quantity)],
) -> Option<(Quantity, Quantity)> {
    let Says::Percent(Quantity::Exact(claimed) | Quantity::About(claimed)) = says else {
        return None;
    };
    let is_same = |(part, whole): &&(Quantity, Quantity)| match (part, whole) {
        (Quantity::Exact(part), Quantity::Exact(whole)) if *part > 0.0 => {
            (100.0 * part / whole - claimed).abs() <= POINT
        }
        _ => false,
    };
    shares.iter().find(is_same).copied()
}

/// The answer to a percentage that restates a count.
pub(super) fn same_as(tally: &Tally, (part, whole): (Quantity, Quantity)) -> Reply {
    let reply = share(tally, part, whole);
    let shares: Vec<String> = tally
        .percentages()
        .iter()
        .take(2)
        .map(|(truth, what)| format!("{} % {what}", crate::model::percent(truth / 100.0)))
        .collect();
    Reply {
        truth: format!(
            "{part}/{whole} as a share: {}; {}",
            reply.truth,
            shares.join(", ")
        ),
        ..reply
    }
}

fn share(tally: &Tally, part: Quantity, whole: Quantity) -> Reply {
    let is_part = |truth: u32| part.holds(f64::from(truth), 0.0);
    let is_whole = |truth: u32| whole.holds(f64::from(truth), 0.0);
    let is_so = (is_part(tally.direct) || is_part(tally.tested()))
        && (is_whole(tally.logic) || is_whole(tally.sources));
    let mut truth = tally.describe();
    if is_so {
        match (is_part(tally.direct), is_part(tally.tested())) {
            (true, false) => truth.push_str("; so by those that tests use themselves"),
            (false, true) => truth.push_str("; so by all that tests reach"),
            _ => {}
        }
        if whole.understates(f64::from(tally.logic)) {
            truth.push_str(&format!(", far more than {}", whole.value()));
        }
        return Reply::new(Verdict::Confirmed, truth);
    }
    // "0/13 tested" may be said of what is left besides the one that is tested.
    let rest = tally.logic - tally.direct;
    if part.value() == 0.0 && tally.direct > 0 && is_whole(rest) {
        truth = format!(
            "{rest} are left besides {} that tests use; {truth}",
            tally.direct
        );
        return Reply::new(Verdict::Confirmed, truth);
    }
    let tested = [tally.direct, tally.tested()];
    if part.value() == 0.0 && tally.direct > 0 {
        return Reply::new(Verdict::Outdated, truth);
    }
    for (count, what) in [
        (tally.tests_of, "test files that use its files"),
        (tally.tests_in, "test files in it"),
    ] {
        if count > 0 && is_part(count) && !tested.contains(&count) {
            truth.push_str(&format!("; {count} is the number of {what}"));
            break;
        }
    }
    Reply::new(Verdict::Wrong, truth)
}

/// The lines of a whole part; one file more or less is one line more or less.
fn lines(tally: &Tally, claimed: Quantity) -> Reply {
    let slack = f64::from(tally.sources.max(1));
    let holds = |lines: u32| claimed.holds(f64::from(lines), slack);
    let truth = format!(
        "{} lines in all its files, {} of them code",
        tally.lines, tally.code
    );
    if holds(tally.lines) || holds(tally.code) {
        return Reply::new(Verdict::Confirmed, truth);
    }
    // It may be meant of some of the files only.
    Reply::new(Verdict::Ambiguous, truth)
}

fn line_share(tally: &Tally, claimed: Quantity) -> Reply {
    if tally.function_lines <= 0.0 {
        return Reply::new(Verdict::Ambiguous, "nothing in it can be tested");
    }
    let truth = 100.0 * tally.expected / tally.function_lines;
    let told = format!(
        "{} % of its function lines run (estimated)",
        crate::model::percent(truth / 100.0)
    );
    if claimed.holds_percent(truth, POINT) {
        return Reply::new(Verdict::Confirmed, told);
    }
    if claimed.value() > 0.0 && claimed.holds_percent(truth, NEAR) {
        return Reply::new(
            Verdict::Ambiguous,
            format!("{told}; there is no measurement to hold it against"),
        );
    }
    Reply::new(Verdict::Wrong, told)
}

fn percent(tally: &Tally, claimed: Quantity) -> Reply {
    let percentages = tally.percentages();
    if percentages.is_empty() {
        return Reply::new(Verdict::Ambiguous, "nothing in it can be tested");
    }
    // A rough figure would fit one or other of the unusual shares; these have to fit exactly.
    let fits = |at: usize, truth: f64| match claimed {
        Quantity::About(claimed) if at >= USUAL => (truth - claimed).abs() <= POINT,
        _ => claimed.holds_percent(truth, POINT),
    };
    let mut meant = percentages.iter().enumerate();
    let meant = meant
        .find(|(at, (truth, _))| fits(*at, *truth))
        .map(|(_, found)| found);
    // What a run once measured is near our estimate at best.
    let is_measured = matches!(claimed, Quantity::Exact(_) | Quantity::Between(..));
    let is_near = percentages
        .iter()
        .any(|(truth, _)| *truth > 0.0 && claimed.value() > 0.0 && claimed.holds(*truth, NEAR));
    let verdict = if meant.is_some() {
        Verdict::Confirmed
    } else if is_measured && is_near {
        Verdict::Ambiguous
    } else if claimed.value() == 0.0 && tally.direct > 0 {
        Verdict::Outdated
    } else {
        Verdict::Wrong
    };
    let mut told: Vec<&(f64, &str)> = meant.into_iter().collect();
    let usual = percentages.iter().take(2);
    told.extend(usual.filter(|(_, what)| meant.is_none_or(|(_, meant)| meant != what)));
    let told: Vec<String> = told
        .iter()
        .map(|(truth, what)| format!("{} % {what}", crate::model::percent(truth / 100.0)))
        .collect();
    let mut truth = told.join(", ");
    if verdict == Verdict::Ambiguous {
        truth.push_str("; there is no measurement to hold it against");
    }
    Reply::new(verdict, truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 45 of 100 files reached, 20 of them by tests themselves; 43 % of the lines; 150 files in all.
    fn tally() -> Tally {
        Tally {
            sources: 150,
            logic: 100,
            direct: 20,
            reached: 25,
            function_lines: 100.0,
            expected: 43.0,
            ..Tally::default()
        }
    }

    #[test]
    fn a_rough_percentage_is_near_in_points() {
        let check = |claimed: Quantity, expect: Verdict| {
            assert_eq!(percent(&tally(), claimed).verdict, expect, "{claimed}");
        };
        check(Quantity::About(60.0), Verdict::Wrong);
        check(Quantity::About(51.0), Verdict::Wrong);
        check(Quantity::About(50.0), Verdict::Confirmed);
        check(Quantity::About(38.0), Verdict::Confirmed);
        check(Quantity::About(24.0), Verdict::Confirmed);
        // 30 % of all files are reached: no more than exactly that passes by it.
        check(Quantity::About(31.0), Verdict::Confirmed);
        check(Quantity::About(33.0), Verdict::Wrong);
        check(Quantity::Exact(60.0), Verdict::Ambiguous);
    }

    #[test]
    fn a_percentage_gets_the_verdict_of_the_count_that_it_restates() {
        let tally = Tally {
            sources: 12,
            logic: 12,
            direct: 11,
            ..Tally::default()
        };
        let check = |count: (f64, f64), percent: f64, expect: Verdict| {
            let count = (Quantity::Exact(count.0), Quantity::Exact(count.1));
            let says = Says::Percent(Quantity::About(percent));
            let restated = restated(says, &[count]).unwrap();
            assert_eq!(share(&tally, count.0, count.1).verdict, expect);
            assert_eq!(same_as(&tally, restated).verdict, expect);
        };
        // 12/13 is the share of 11/12 but for a point, and the wrong count all the same.
        check((12.0, 13.0), 92.0, Verdict::Wrong);
        check((11.0, 12.0), 92.0, Verdict::Confirmed);
    }
}
