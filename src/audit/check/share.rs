//! Shares of a part of the project: `13/14 tested`, `~93 %`, and how good that is.

use super::{Checker, Reply, Tally, Verdict};
use crate::audit::{Quantity, Says};
use crate::model::Level;

/// How far an exact percentage may be off, in points.
const POINT: f64 = 1.0;

/// How many of a part's shares people usually mean by its coverage: files reached, lines run, files
/// with tests of their own.
const USUAL: usize = 3;

/// How far a percentage that was measured once may be from our estimate, in points.
pub(super) const NEAR: f64 = 25.0;

impl Checker<'_> {
    /// How good a part is said to be: by any of the shares that people mean by its coverage.
    pub(super) fn level(&self, tally: &Tally, claimed: Level) -> Reply {
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

pub(super) fn share(tally: &Tally, part: Quantity, whole: Quantity) -> Reply {
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

pub(super) fn line_share(tally: &Tally, claimed: Quantity) -> Reply {
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

pub(super) fn percent(tally: &Tally, claimed: Quantity) -> Reply {
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
