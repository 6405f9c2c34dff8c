//! Claims about a part of the project: counts, shares, levels.

use super::{Checker, Reply, Tally, Verdict};
use crate::audit::place::Part;
use crate::audit::read::words::{stem, words};
use crate::audit::{Entry, Quantity, Says};
use crate::model::Level;

/// How far an exact percentage may be off, in points.
const POINT: f64 = 1.0;

impl Checker<'_> {
    pub(super) fn part_claim(&self, entry: &Entry, tally: &Tally, says: Says) -> Reply {
        match says {
            Says::Untested => untested(tally),
            Says::Tested | Says::Partly => tested(tally, says),
            Says::Sources(claimed) => sources(tally, claimed),
            Says::Tests(claimed) => tests(entry, tally, claimed),
            Says::Share(part, whole) => share(tally, part, whole),
            Says::Percent(claimed) => percent(tally, claimed),
            Says::Level(level) => self.level(tally, level),
            Says::Lines(_) => Reply::new(Verdict::Ambiguous, "the lines of a whole part"),
        }
    }

    fn level(&self, tally: &Tally, claimed: Level) -> Reply {
        let levels: Vec<Level> = tally
            .percentages()
            .into_iter()
            .take(2)
            .map(|percent| self.evidence.settings.levels.level(percent / 100.0))
            .collect();
        let Some(first) = levels.first() else {
            return Reply::new(Verdict::Ambiguous, "nothing in it can be tested");
        };
        let verdict = if levels.contains(&claimed) {
            Verdict::Confirmed
        } else {
            Verdict::Wrong
        };
        let by_files = first.word();
        let by_lines = levels.last().map_or(by_files, |level| level.word());
        Reply::new(verdict, format!("{by_files} by files, {by_lines} by lines"))
    }

    /// A part without the files that the words after its path do not name, where they name any:
    /// `api/utils/ file handlers`.
    pub(super) fn narrowed(&self, part: Part, subject: &str, path: &str) -> Part {
        let Some((_, rest)) = subject.split_once(path) else {
            return part;
        };
        let wanted: Vec<String> = words(rest).map(|word| stem(&word)).collect();
        if wanted.len() < 2 {
            return part;
        }
        let is_named = |id: &crate::model::FileId| {
            self.evidence.project.file(*id).is_some_and(|file| {
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
}

fn untested(tally: &Tally) -> Reply {
    if tally.logic == 0 {
        return Reply::new(Verdict::Confirmed, "it holds nothing to test");
    }
    if tally.tested() == 0 {
        return Reply::new(
            Verdict::Confirmed,
            format!("no test reaches any of its {} files with logic", tally.logic),
        );
    }
    let verdict = if tally.direct > 0 {
        Verdict::Outdated
    } else {
        Verdict::Confirmed
    };
    let mut truth = tally.describe();
    if !tally.gaps.is_empty() {
        truth.push_str(&format!("; still open: {}", tally.gaps.join(", ")));
    }
    Reply::new(verdict, truth)
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
    if !holds(all) && !holds(logic) {
        return Reply::new(Verdict::Wrong, truth);
    }
    if claimed.understates(f64::from(logic)) {
        truth.push_str(", far more than that");
    }
    Reply::new(Verdict::Confirmed, truth)
}

fn tests(entry: &Entry, tally: &Tally, claimed: Quantity) -> Reply {
    let candidates = [tally.tests_of, tally.tests_in, tally.tests];
    let is_so = candidates
        .iter()
        .any(|truth| claimed.holds(f64::from(*truth), 0.0));
    // "0 tests" is only so where there is none of any sort.
    let is_none = candidates.iter().all(|truth| *truth == 0) || tally.tested() == 0;
    let verdict = if is_so && (claimed.value() > 0.0 || is_none) {
        Verdict::Confirmed
    } else {
        Verdict::Wrong
    };
    let _ = entry;
    Reply::new(
        verdict,
        format!(
            "{} test files stand in it, {} use its files themselves; {} tests in all",
            tally.tests_in, tally.tests_of, tally.tests
        ),
    )
}

fn share(tally: &Tally, part: Quantity, whole: Quantity) -> Reply {
    let is_part = |truth: u32| part.holds(f64::from(truth), 0.0);
    let is_whole = |truth: u32| whole.holds(f64::from(truth), 0.0);
    let is_so = (is_part(tally.direct) || is_part(tally.tested()))
        && (is_whole(tally.logic) || is_whole(tally.sources));
    let mut truth = tally.describe();
    if is_so {
        return Reply::new(Verdict::Confirmed, truth);
    }
    let tested = [tally.direct, tally.tested()];
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

fn percent(tally: &Tally, claimed: Quantity) -> Reply {
    let percentages = tally.percentages();
    let (Some(by_files), Some(by_lines)) = (percentages.first(), percentages.get(1)) else {
        return Reply::new(Verdict::Ambiguous, "nothing in it can be tested");
    };
    let verdict = if percentages.iter().any(|truth| claimed.holds(*truth, POINT)) {
        Verdict::Confirmed
    } else {
        Verdict::Wrong
    };
    Reply::new(
        verdict,
        format!(
            "{} % of its files are reached, {} % of its function lines (estimated)",
            by_files.floor(),
            by_lines.floor()
        ),
    )
}
