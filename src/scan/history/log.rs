//! The commits behind `HEAD`, newest first, with what each of them changed.

use std::cell::OnceCell;
use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::cache;
use super::changes::{Move, changes, moves};
use super::record::{Files, Records};
use super::tally::{History, tally};
use crate::model::HistoryReach;
use crate::scan::commit::{Place, Repository};

/// How far back commits count, in seconds before the newest: two years, after which a change
/// weighs less than half a percent of a new one.
const PERIOD: i64 = 730 * 86_400;

/// Most commits that are read.
const MAX_COMMITS: usize = 20_000;

/// Most entries of trees that are looked at in all.
const MAX_WORK: u64 = 300_000_000;

/// Commits whose trees are compared before their sum is taken.
const BATCH: usize = 1024;

/// Commits that one thread compares at a time.
const SHARE: usize = 32;

/// Largest list of names and mails that is read, in bytes.
const MAX_MAILMAP: u64 = 1 << 20;

/// The commits behind `HEAD`.
pub struct Log {
    repository: Repository,
    head: ObjectId,
    records: Records,
    /// Where records are kept from one run to the next.
    cache: Option<PathBuf>,
    mailmap: String,
    walk: Option<Walk>,
}

/// Commits in the period, newest first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Walk {
    /// Their names.
    pub(super) ids: Vec<ObjectId>,
    /// How far back they reach.
    pub(super) reach: HistoryReach,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, output: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(output, "Log({} commits)", self.records.by_id.len())
    }
}

impl Log {
    /// Opens the history of the repository that holds `root`, with what an earlier run left in
    /// the folder `cache`; none without git or before the first commit.
    pub fn open(root: &Path, cache: Option<&Path>) -> Option<Self> {
        let repository = Repository::open(root)?;
        let head = repository.git.head_id().ok()?.detach();
        let cache = cache.map(|folder| cache::file(folder, &repository));
        let records = cache.as_deref().and_then(cache::load).unwrap_or_default();
        let mut log = Self {
            mailmap: mailmap(root, &repository),
            repository,
            head,
            records,
            cache,
            walk: None,
        };
        log.walk = log.walked(false).filter(|walk| log.is_known(walk));
        Some(log)
    }

    /// Whether an earlier run left all there is to know.
    pub fn is_complete(&self) -> bool {
        self.walk.is_some()
    }

    /// Reads what is not known yet and keeps it for the next run.
    pub fn read(&mut self) {
        if self.is_complete() {
            return;
        }
        let Some(mut walk) = self.walked(true) else {
            return;
        };
        self.compare(&mut walk);
        if let Some(file) = &self.cache {
            cache::save(file, &self.records, &walk);
        }
        self.walk = Some(walk);
    }

    /// What the commits tell of each file.
    pub fn tally(&self) -> History {
        match &self.walk {
            Some(walk) => tally(&self.records, walk, &self.mailmap),
            None => History::default(),
        }
    }

    /// The commits in the period. Where `may_read` does not hold, none if one is not known.
    fn walked(&mut self, may_read: bool) -> Option<Walk> {
        let mut walk = Walk {
            ids: Vec::new(),
            reach: HistoryReach::Whole,
        };
        let mut seen = FxHashSet::default();
        let mut open = BinaryHeap::new();
        let newest = self.time(self.head, may_read)?;
        open.push((newest, self.head));
        while let Some((_, id)) = open.pop() {
            if walk.ids.len() == MAX_COMMITS {
                walk.reach = HistoryReach::Bounded;
                break;
            }
            walk.ids.push(id);
            let parents = self.records.by_id.get(&id)?.parents.clone();
            for parent in parents.into_iter().filter(|parent| seen.insert(*parent)) {
                match self.time(parent, may_read) {
                    Some(time) if time >= newest.saturating_sub(PERIOD) => {
                        open.push((time, parent));
                    }
                    Some(_) => {}
                    None if !may_read && self.repository.git.has_object(parent) => return None,
                    None => walk.reach = HistoryReach::Shallow,
                }
            }
        }
        Some(walk)
    }

    /// When a commit was made; none where it is not known.
    fn time(&mut self, id: ObjectId, may_read: bool) -> Option<i64> {
        if may_read && !self.records.by_id.contains_key(&id) {
            self.records.read(&self.repository.git, id)?;
        }
        self.records.by_id.get(&id).map(|record| record.time)
    }

    /// Whether it is known of every commit what it changed, as far as that can be.
    fn is_known(&self, walk: &Walk) -> bool {
        let mut work = 0;
        walk.ids.iter().all(|id| {
            let Some(record) = self.records.by_id.get(id) else {
                return false;
            };
            work += record
                .files
                .as_ref()
                .map_or(0, |files| u64::from(files.work));
            let known = |parent: &ObjectId| self.records.by_id.contains_key(parent);
            // The first commits of a shallow clone have parents that are not there.
            let is_edge = !record.parents.iter().all(known);
            record.files.is_some() || record.is_merge() || is_edge
        }) && work <= MAX_WORK
    }

    /// Finds out what the commits changed, newest first, until that gets too much.
    fn compare(&mut self, walk: &mut Walk) {
        let mut work = 0;
        let mut done = 0;
        for batch in walk.ids.chunks(BATCH) {
            if work > MAX_WORK {
                break;
            }
            let (records, place) = (&self.records, &self.repository.place);
            // To open a repository takes as long as to compare many a commit.
            let found: Vec<Vec<Compared>> = batch
                .par_chunks(SHARE)
                .map_init(OnceCell::new, |git, ids| {
                    all_compared(records, place, git, ids)
                })
                .collect();
            for found in found.iter().flatten() {
                self.keep(found);
            }
            let files = batch
                .iter()
                .filter_map(|id| self.records.by_id.get(id)?.files.as_ref());
            work += files.map(|files| u64::from(files.work)).sum::<u64>();
            done += batch.len();
        }
        if done < walk.ids.len() {
            walk.ids.truncate(done);
            walk.reach = HistoryReach::Bounded;
        }
        if walk.ids.iter().any(|id| self.records.is_open(*id)) {
            // Trees are missing, as in a clone that leaves them to be fetched later.
            walk.reach = HistoryReach::Shallow;
        }
    }

    fn keep(&mut self, found: &Compared) {
        let paths = &mut self.records.paths;
        let moved = found.moves.iter();
        let files = Files {
            changed: found.changed.iter().map(|path| paths.index(path)).collect(),
            moved: moved
                .map(|found| (paths.index(&found.from), paths.index(&found.to)))
                .collect(),
            work: u32::try_from(found.entries).unwrap_or(u32::MAX),
            is_cut: found.is_cut,
        };
        if let Some(record) = self.records.by_id.get_mut(&found.id) {
            record.files = Some(files);
        }
    }
}

/// What a commit changed.
struct Compared {
    id: ObjectId,
    changed: Vec<String>,
    moves: Vec<Move>,
    is_cut: bool,
    entries: usize,
}

/// Compares the trees of those commits of which it is not known yet what they changed, in the
/// repository `git`, which is opened for the first of them.
fn all_compared(
    records: &Records,
    place: &Place,
    git: &OnceCell<Option<gix::Repository>>,
    ids: &[ObjectId],
) -> Vec<Compared> {
    let open = ids.iter().filter(|id| records.is_open(**id));
    let compared = open.filter_map(|id| {
        let git = git.get_or_init(|| place.open()).as_ref()?;
        let parent = records.by_id.get(id)?.parents.first().copied();
        compared(git, &place.prefix, *id, parent)
    });
    compared.collect()
}

fn compared(
    git: &gix::Repository,
    prefix: &str,
    id: ObjectId,
    parent: Option<ObjectId>,
) -> Option<Compared> {
    let newer = subtree(git, id, prefix)?;
    let older = match parent {
        Some(parent) => subtree(git, parent, prefix)?,
        None => None,
    };
    let (found, entries) = changes(git, older, newer)?;
    let (moves, is_cut) = moves(git, &found);
    Some(Compared {
        id,
        moves,
        is_cut,
        changed: found.into_iter().map(|change| change.path).collect(),
        entries,
    })
}

/// The tree of the folder `prefix` in a commit, none within where it has none; none where the
/// commit or its trees cannot be read.
fn subtree(git: &gix::Repository, commit: ObjectId, prefix: &str) -> Option<Option<ObjectId>> {
    let mut tree = git.find_commit(commit).ok()?.tree_id().ok()?.detach();
    for name in prefix.split('/').filter(|name| !name.is_empty()) {
        let found = git.find_tree(tree).ok()?;
        match found
            .find_entry(name)
            .filter(|entry| entry.mode().is_tree())
        {
            Some(entry) => tree = entry.object_id(),
            None => return Some(None),
        }
    }
    Some(Some(tree))
}

/// The text of the `.mailmap` at the top of the work tree.
fn mailmap(root: &Path, repository: &Repository) -> String {
    let top = repository.git.workdir().unwrap_or(root);
    let file = top.join(".mailmap");
    let is_small = std::fs::symlink_metadata(&file)
        .is_ok_and(|found| found.is_file() && found.len() <= MAX_MAILMAP);
    let bytes = is_small.then(|| std::fs::read(file).ok()).flatten();
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}
