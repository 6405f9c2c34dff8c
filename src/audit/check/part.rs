//! Claims about a part of the project: whether it has tests, and how many files of which sort.

use super::share::{line_share, percent, share};
use super::{Checker, Reply, Tally, Verdict};
use crate::audit::place::Part;
use crate::audit::read::words::{stem, words};
use crate::audit::{Entry, Quantity, Says};
use crate::model::{FileId, Project};

impl Checker<'_> {
    pub(super) fn part_claim(&self, entry: &Entry, tally: &Tally, says: Says) -> Reply {
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

    /// A number of test files, in the part or in all that the section is about.
    fn test_files(&self, entry: &Entry, tally: &Tally, claimed: Quantity) -> Reply {
        let scope = self.places.scope(entry.section);
        let around = Tally::new(self.project, &self.places.part(scope), None);
        let holds = |truth: u32| claimed.holds(f64::from(truth), 0.0);
        let counts = [
            tally.tests_in,
            tally.tests_named,
            tally.tests_of,
            tally.tests_to,
        ];
        let is_so = counts.into_iter().any(holds);
        let verdict = if is_so {
            Verdict::Confirmed
        } else if holds(around.tests_in) {
            // So many there are, but not all of them of what the sentence is about.
            Verdict::Ambiguous
        } else {
            Verdict::Wrong
        };
        let mut truth = format!(
            "{} test files in it, {} that use its files themselves, {} that lead to any",
            tally.tests_in, tally.tests_of, tally.tests_to
        );
        if tally.tests_named > 0 {
            truth.push_str(&format!(
                ", {} in folders of tests of its name",
                tally.tests_named
            ));
        }
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
