//! What git knows of a claim: since which commit a test is there, what became of a file, and how
//! long a file once was. Follows first parents, so that a merge counts as one step; nothing that
//! a repository's configuration names is run.

mod base;
mod export;

pub use base::Base;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gix::ObjectId;

use crate::model::{ends_with_parts, folder_of, is_below};
use crate::scan::commit::Repository;
use crate::scan::history::{SIMILAR, changes, likeness, line_set};

/// Most commits that are looked at.
const MAX_COMMITS: usize = 5_000;

/// Largest file that is compared, in bytes.
const MAX_BLOB: usize = 4 << 20;

/// Length of an abbreviated commit, in hexadecimal digits.
const ABBREVIATED: usize = 8;

/// Most moves of one file that are followed back.
const MAX_MOVES: usize = 8;

/// Most paths that are remembered.
const MAX_PATHS: usize = 500_000;

/// Most files of a folder that are followed.
const MAX_FILES: usize = 50;

/// A commit as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its abbreviated name.
    pub id: String,
    /// Its day in UTC, `YYYY-MM-DD`.
    pub date: String,
    /// How many first parents away from `HEAD` it is.
    pub age: usize,
}

/// What became of a file that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vanished {
    /// The commit without it.
    pub commit: Commit,
    /// The file that took over most of its lines in that commit, as a path relative to the root.
    pub became: Option<String>,
}

/// The commits that lead to `HEAD`.
pub struct History {
    repository: gix::Repository,
    /// Commits with their trees, newest first.
    commits: Vec<(Commit, ObjectId)>,
    /// Folder of the root within the work tree, with a `/` at its end; empty for the top.
    prefix: String,
    /// Names in trees that were looked at already.
    seen: RefCell<BTreeMap<(ObjectId, String), Option<ObjectId>>>,
    /// All paths that any commit had.
    paths: OnceCell<BTreeMap<String, usize>>,
}

impl std::fmt::Debug for History {
    fn fmt(&self, output: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(output, "History({} commits)", self.commits.len())
    }
}

impl History {
    /// Opens the history of the repository that holds `root`; none without git.
    pub fn open(root: &Path) -> Option<Self> {
        let Repository { git, place } = Repository::open(root)?;
        let mut history = Self {
            commits: Vec::new(),
            prefix: place.prefix,
            seen: RefCell::default(),
            paths: OnceCell::new(),
            repository: git,
        };
        history.walk()?;
        Some(history)
    }

    fn walk(&mut self) -> Option<()> {
        let mut next = Some(self.repository.head_id().ok()?.detach());
        while let Some(id) = next
            && self.commits.len() < MAX_COMMITS
            // The history of a shallow clone ends in the middle.
            && let Ok(commit) = self.repository.find_commit(id)
            && let Ok(tree) = commit.tree_id()
        {
            let seconds = commit.time().map_or(0, |time| time.seconds);
            let date = jiff::Timestamp::from_second(seconds).unwrap_or_default();
            let told = Commit {
                id: id.to_hex_with_len(ABBREVIATED).to_string(),
                date: date.strftime("%Y-%m-%d").to_string(),
                age: self.commits.len(),
            };
            self.commits.push((told, tree.detach()));
            next = commit.parent_ids().next().map(gix::Id::detach);
        }
        Some(())
    }

    /// The commit since which `line` has stood in the file at `path`, or where that was before it
    /// was moved, without a break.
    pub fn since(&self, path: &str, line: &str) -> Option<&Commit> {
        let line = line.trim();
        let mut path = path.to_owned();
        let mut moves = 0;
        let mut found = None;
        let mut last: Option<(ObjectId, ObjectId)> = None;
        for (commit, tree) in &self.commits {
            let there = self.entry(*tree, &path).or_else(|| {
                let (blob, newer) = last.filter(|_| moves < MAX_MOVES)?;
                moves += 1;
                path = self.predecessor(blob, *tree, newer)?;
                self.entry(*tree, &path)
            });
            let Some(blob) = there else {
                break;
            };
            if last.map(|(blob, _)| blob) != Some(blob) && !self.holds(blob, line) {
                break;
            }
            last = Some((blob, *tree));
            found = Some(commit);
        }
        found
    }

    /// As [`Self::since`], for a line of the newest commit, from 1.
    pub fn since_line(&self, path: &str, line: u32) -> Option<&Commit> {
        let blob = self.entry(self.commits.first()?.1, path)?;
        let text = self.text(blob)?;
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        let line = text.split(|byte| *byte == b'\n').nth(index)?;
        self.since(path, std::str::from_utf8(line).ok()?)
    }

    /// The newest commit in which the number of lines of a file was such.
    pub fn with_lines(&self, path: &str, is_such: impl Fn(u32) -> bool) -> Option<&Commit> {
        let mut last = None;
        for (commit, tree) in &self.commits {
            let blob = self.entry(*tree, path)?;
            if last != Some(blob) && is_such(self.lines(blob)?) {
                return Some(commit);
            }
            last = Some(blob);
        }
        None
    }

    /// The commit in which a file of the newest one first stood with its present content.
    pub fn written(&self, path: &str) -> Option<&Commit> {
        let newest = self.entry(self.commits.first()?.1, path)?;
        let same = self
            .commits
            .iter()
            .take_while(|(_, tree)| self.entry(*tree, path) == Some(newest));
        same.last().map(|(commit, _)| commit)
    }

    /// The commit of an abbreviated name, as it is told.
    pub fn named(&self, id: &str) -> Option<&Commit> {
        let mut commits = self.commits.iter().map(|(commit, _)| commit);
        commits.find(|commit| commit.id == id)
    }

    /// The newest commit of a day, `YYYY-MM-DD`, or before it.
    pub fn on_day(&self, day: &str) -> Option<&Commit> {
        let mut commits = self.commits.iter().map(|(commit, _)| commit);
        commits.find(|commit| commit.date.as_str() <= day)
    }

    /// The oldest commit that is known.
    pub fn oldest(&self) -> Option<&Commit> {
        self.commits.last().map(|(commit, _)| commit)
    }

    /// What became of a path that is not in the newest commit; none where it never was there.
    pub fn vanished(&self, path: &str) -> Option<Vanished> {
        if path.is_empty() {
            return None;
        }
        let mut newer: Option<&(Commit, ObjectId)> = None;
        for pair in &self.commits {
            let Some(blob) = self.entry(pair.1, path) else {
                newer = Some(pair);
                continue;
            };
            let (commit, tree) = newer?;
            return Some(Vanished {
                commit: commit.clone(),
                became: self.successor(blob, pair.1, *tree),
            });
        }
        None
    }

    /// Files below `scope` that some commit had: the one whose path ends in `end`, or those of the
    /// folder whose path does, as the newest commit with any such has them.
    pub fn once(&self, end: &str, scope: &str) -> Vec<String> {
        let end = end.trim_end_matches('/');
        let all = self.paths.get_or_init(|| self.all_paths());
        let such = all.iter().filter(|(path, _)| {
            let ends = ends_with_parts(path, end) || ends_with_parts(folder_of(path), end);
            is_below(path, scope) && ends
        });
        let mut found: Vec<(&String, usize)> = such.map(|(path, age)| (path, *age)).collect();
        let newest = found.iter().map(|(_, age)| *age).min();
        found.retain(|(_, age)| Some(*age) == newest);
        let paths = found.into_iter().map(|(path, _)| path.clone());
        paths.take(MAX_FILES).collect()
    }

    /// All paths that any commit had, with the age of the newest that did. Folders that did not
    /// change between commits are looked at once.
    fn all_paths(&self) -> BTreeMap<String, usize> {
        let mut paths = BTreeMap::new();
        let mut known = BTreeSet::new();
        for (commit, tree) in &self.commits {
            let Some(start) = self.entry(*tree, "") else {
                continue;
            };
            let mut open = vec![(start, String::new())];
            while let Some((tree, folder)) = open.pop() {
                if paths.len() > MAX_PATHS || !known.insert((tree, folder.clone())) {
                    continue;
                }
                for (name, id, is_tree) in self.names(tree) {
                    let path = format!("{folder}{name}");
                    if is_tree {
                        open.push((id, format!("{path}/")));
                    } else {
                        paths.entry(path).or_insert(commit.age);
                    }
                }
            }
        }
        paths
    }

    /// The file of `newer` that has most of the lines of a file of `older`, among those that the
    /// commit added.
    fn successor(&self, blob: ObjectId, older: ObjectId, newer: ObjectId) -> Option<String> {
        let (changes, _) = changes(&self.repository, Some(older), Some(newer))?;
        let added = changes.iter().filter(|change| change.before.is_none());
        self.most_alike(
            blob,
            added.map(|change| (change.path.as_str(), change.after)),
        )
    }

    /// The file of `older` that has most of the lines of a file of `newer`, among those that the
    /// commit took away.
    fn predecessor(&self, blob: ObjectId, older: ObjectId, newer: ObjectId) -> Option<String> {
        let (changes, _) = changes(&self.repository, Some(older), Some(newer))?;
        let gone = changes.iter().filter(|change| change.after.is_none());
        self.most_alike(
            blob,
            gone.map(|change| (change.path.as_str(), change.before)),
        )
    }

    /// The file that is most like another, and like enough to be the same under another name.
    fn most_alike<'c>(
        &self,
        blob: ObjectId,
        candidates: impl Iterator<Item = (&'c str, Option<ObjectId>)>,
    ) -> Option<String> {
        let lost = line_set(&self.repository, blob)?;
        let mut best: Option<(f64, String)> = None;
        for (path, id) in candidates {
            let share = match id {
                Some(id) if id == blob => 1.0,
                Some(id) => {
                    line_set(&self.repository, id).map_or(0.0, |found| likeness(&lost, &found))
                }
                None => continue,
            };
            let Some(path) = path.strip_prefix(&self.prefix) else {
                continue;
            };
            if share >= SIMILAR && best.as_ref().is_none_or(|(most, _)| share > *most) {
                best = Some((share, path.to_owned()));
            }
        }
        best.map(|(_, path)| path)
    }

    fn names(&self, tree: ObjectId) -> Vec<(String, ObjectId, bool)> {
        let Ok(tree) = self.repository.find_tree(tree) else {
            return Vec::new();
        };
        let entries = tree.iter().filter_map(Result::ok);
        entries
            .filter(|entry| entry.mode().is_tree() || entry.mode().is_blob())
            .filter_map(|entry| {
                let name = std::str::from_utf8(entry.filename()).ok()?.to_owned();
                Some((name, entry.object_id(), entry.mode().is_tree()))
            })
            .collect()
    }

    /// The file or folder at a path relative to the root.
    fn entry(&self, tree: ObjectId, path: &str) -> Option<ObjectId> {
        let mut current = tree;
        for name in self.prefix.split('/').chain(path.split('/')) {
            if name.is_empty() {
                continue;
            }
            let key = (current, name.to_owned());
            let known = self.seen.borrow().get(&key).copied();
            let found = known.unwrap_or_else(|| {
                let tree = self.repository.find_tree(current).ok();
                let found = tree.and_then(|tree| Some(tree.find_entry(name)?.object_id()));
                self.seen.borrow_mut().insert(key, found);
                found
            });
            current = found?;
        }
        Some(current)
    }

    fn text(&self, blob: ObjectId) -> Option<Vec<u8>> {
        let header = self.repository.find_header(blob).ok()?;
        if usize::try_from(header.size()).ok()? > MAX_BLOB {
            return None;
        }
        let mut object = self.repository.find_blob(blob).ok()?;
        Some(object.take_data())
    }

    fn holds(&self, blob: ObjectId, line: &str) -> bool {
        let Some(text) = self.text(blob) else {
            return false;
        };
        text.split(|byte| *byte == b'\n')
            .any(|other| other.trim_ascii() == line.as_bytes())
    }

    fn lines(&self, blob: ObjectId) -> Option<u32> {
        let text = self.text(blob)?;
        let breaks = text.iter().filter(|byte| **byte == b'\n').count();
        let is_open = text.last().is_some_and(|last| *last != b'\n');
        u32::try_from(breaks + usize::from(is_open)).ok()
    }
}
