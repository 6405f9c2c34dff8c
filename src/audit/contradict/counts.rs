//! Counts and percentages of one part beside each other.

use std::collections::BTreeSet;

use super::share_of;
use crate::audit::place::without_counted;
use crate::audit::read::words::{stem, words};
use crate::audit::{Contradiction, Entry, Quantity, Says, Topic};

/// How far two percentages of one thing may be apart, in points.
const POINTS: f64 = 1.5;

/// Counts of tests and of files of one part that differ.
pub(super) fn counts(entries: &[&Entry], found: &mut Vec<Contradiction>) {
    for (index, entry) in entries.iter().enumerate() {
        for other in entries.iter().skip(index + 1) {
            let pairs = [
                (tests_of(entry), tests_of(other), "with tests"),
                (sources_of(entry), sources_of(other), "source files"),
            ];
            for (here, there, what) in pairs {
                let (Some(here), Some(there)) = (here, there) else {
                    continue;
                };
                let agree = here.holds(there.value(), 0.0) || there.holds(here.value(), 0.0);
                let is_pair_of_shares = share_of(entry).is_some() && share_of(other).is_some();
                if !agree && !is_pair_of_shares && is_alike(entry, other, what) {
                    found.push(Contradiction {
                        lines: vec![entry.line, other.line],
                        message: format!(
                            "{here} {what} at line {}, {there} at line {}",
                            entry.line, other.line
                        ),
                    });
                }
            }
        }
    }
}

/// Whether two entries count the same things: numbers of tests for the same number of files,
/// numbers of files that are not of some sort of file only.
fn is_alike(entry: &Entry, other: &Entry, what: &str) -> bool {
    if what == "source files" {
        return entry.topic != Topic::Prose && other.topic != Topic::Prose;
    }
    match (sources_of(entry), sources_of(other)) {
        (Some(here), Some(there)) => here.value() == there.value(),
        _ => false,
    }
}

fn tests_of(entry: &Entry) -> Option<Quantity> {
    entry.claims.iter().find_map(|says| match says {
        Says::Tests(tests) | Says::TestFiles(tests) => Some(*tests),
        Says::Share(tested, _) => Some(*tested),
        _ => None,
    })
}

fn sources_of(entry: &Entry) -> Option<Quantity> {
    entry.claims.iter().find_map(|says| match says {
        Says::Sources(sources) | Says::Share(_, sources) => Some(*sources),
        _ => None,
    })
}

/// Percentages of one part that differ, or that do not fit the share beside them.
pub(super) fn percentages(entries: &[&Entry], found: &mut Vec<Contradiction>) {
    let percent = |entry: &Entry| {
        entry.claims.iter().find_map(|says| match says {
            Says::Percent(percent) => Some(*percent),
            _ => None,
        })
    };
    for (index, entry) in entries.iter().enumerate() {
        let Some(here) = percent(entry) else {
            continue;
        };
        if let Some((part, whole)) = share_of(entry)
            && whole.value() > 0.0
        {
            let share = 100.0 * part.value() / whole.value();
            if (here.value() - share).abs() > POINTS && !here.holds(share, 0.0) {
                found.push(Contradiction {
                    lines: vec![entry.line],
                    message: format!(
                        "{part}/{whole} is {} %, not {here} %",
                        crate::model::percent(share / 100.0)
                    ),
                });
            }
        }
        for other in entries.iter().skip(index + 1) {
            if let Some(there) = percent(other)
                && is_same_subject(entry, other)
                && (here.value() - there.value()).abs() > POINTS
            {
                found.push(Contradiction {
                    lines: vec![entry.line, other.line],
                    message: format!(
                        "{here} % at line {}, {there} % at line {}",
                        entry.line, other.line
                    ),
                });
            }
        }
    }
}

/// Whether two entries call their subject the same.
fn is_same_subject(entry: &Entry, other: &Entry) -> bool {
    stems(&entry.subject) == stems(&other.subject)
}

fn stems(subject: &str) -> BTreeSet<String> {
    words(&without_counted(subject))
        .map(|word| stem(&word))
        .collect()
}
