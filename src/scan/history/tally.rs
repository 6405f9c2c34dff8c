//! Counts commits by file, under the name that a file has today.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::log::Walk;
use super::people::{Mailmap, is_bot};
use super::record::{Files, Record, Records};
use crate::model::{FileHistory, HistoryReach, HistorySummary};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Days in which the weight of a change halves.
const HALF_LIFE: f64 = 90.0;

/// What version control tells of the files of a tree.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// How far back it was read.
    pub summary: HistorySummary,
    files: FxHashMap<String, FileHistory>,
}

impl History {
    /// What is known of a file: zeros where it did not change in the period that was read, none
    /// where nothing was read.
    pub fn of(&self, path: &str) -> Option<FileHistory> {
        let is_known = self.summary.commits > 0;
        is_known.then(|| self.files.get(path).copied().unwrap_or_default())
    }

    /// When a file was last changed, in seconds since 1970; none where that lies before what was
    /// read.
    pub fn changed(&self, path: &str) -> Option<i64> {
        self.files.get(path)?.changed
    }
}

/// Counts the commits of a walk. Commits of programs only tell when a file changed.
pub(super) fn tally(records: &Records, walk: &Walk, mailmap: &str) -> History {
    let mailmap = Mailmap::parse(mailmap);
    let people: Vec<Option<String>> = records
        .authors
        .all
        .iter()
        .map(|(name, mail)| (!is_bot(name, mail)).then(|| mailmap.person(name, mail)))
        .collect();
    let commits = walk.ids.iter().filter_map(|id| records.by_id.get(id));
    let newest = commits.clone().next().map_or(0, |record| record.time);
    let mut files: FxHashMap<u32, FileHistory> = FxHashMap::default();
    let mut authors: FxHashSet<(u32, &str)> = FxHashSet::default();
    let mut names = FxHashMap::default();
    let mut summary = HistorySummary {
        reach: walk.reach,
        ..HistorySummary::default()
    };
    for record in commits {
        let Some(changes) = &record.files else {
            continue;
        };
        summary.commits += 1;
        if changes.is_cut && summary.reach == HistoryReach::Whole {
            summary.reach = HistoryReach::Bounded;
        }
        summary.since = Some(
            summary
                .since
                .map_or(record.time, |since| since.min(record.time)),
        );
        let person = people
            .get(record.author as usize)
            .and_then(Option::as_deref);
        for path in today(changes, &names) {
            let file = files.entry(path).or_default();
            file.changed = Some(
                file.changed
                    .map_or(record.time, |time| time.max(record.time)),
            );
            let Some(person) = person else { continue };
            count(file, record, newest);
            file.authors += u32::from(authors.insert((path, person)));
        }
        follow(changes, &mut names);
    }
    if walk.reach == HistoryReach::Shallow && summary.commits == 0 {
        files.clear();
    }
    let named = files.into_iter().filter_map(|(path, file)| {
        let path = records.paths.get(path)?;
        let path = if is_nfc(path) {
            path.clone()
        } else {
            path.nfc().collect()
        };
        Some((path, file))
    });
    History {
        summary,
        files: named.collect(),
    }
}

/// The files that a commit changed, by the names that they have today, each once.
fn today(changes: &Files, names: &FxHashMap<u32, u32>) -> Vec<u32> {
    // The old name of a file that moved is the same file, and not a second one.
    let left: FxHashSet<u32> = changes.moved.iter().map(|(from, _)| *from).collect();
    let mut paths: Vec<u32> = changes
        .changed
        .iter()
        .filter(|path| !left.contains(path))
        .map(|path| names.get(path).copied().unwrap_or(*path))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// From here on back in time a file that moved has its old name.
fn follow(changes: &Files, names: &mut FxHashMap<u32, u32>) {
    let moved: Vec<(u32, u32)> = changes
        .moved
        .iter()
        .map(|(from, to)| (*from, names.get(to).copied().unwrap_or(*to)))
        .collect();
    names.extend(moved);
}

fn count(file: &mut FileHistory, record: &Record, newest: i64) {
    let age = newest.saturating_sub(record.time).max(0) as f64 / DAY as f64;
    file.commits += 1;
    let is_recent = age <= HALF_LIFE;
    file.recent_commits += u32::from(is_recent);
    file.recent_fixes += u32::from(is_recent && record.is_fix);
    file.churn += 0.5_f64.powf(age / HALF_LIFE) as f32;
    file.fixes += u32::from(record.is_fix);
}
