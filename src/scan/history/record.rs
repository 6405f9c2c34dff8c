//! What is kept of a commit.

use gix::ObjectId;
use rustc_hash::FxHashMap;

use super::message::is_fix;

/// A commit, without what can be looked up by its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// Commits before it.
    pub(super) parents: Vec<ObjectId>,
    /// When it was committed, in seconds since 1970.
    pub(super) time: i64,
    /// Index of its author.
    pub(super) author: u32,
    /// Whether its message says that it mends something.
    pub(super) is_fix: bool,
    /// What it changed; none until its trees are compared.
    pub(super) files: Option<Files>,
}

/// What a commit changed, as indices of paths.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Files {
    /// Files that it changed, added or removed.
    pub(super) changed: Vec<u32>,
    /// Files that it moved, as (from, to).
    pub(super) moved: Vec<(u32, u32)>,
    /// Entries of trees that had to be looked at.
    pub(super) work: u32,
    /// Whether there were too many files to find all that moved.
    pub(super) is_cut: bool,
}

impl Record {
    /// Whether it joins lines of work whose commits are counted by themselves.
    pub(super) fn is_merge(&self) -> bool {
        self.parents.len() > 1
    }
}

/// Commits by their name, with the words that they share.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// The commits.
    pub(super) by_id: FxHashMap<ObjectId, Record>,
    /// Names and mails of authors.
    pub(super) authors: Names<(String, String)>,
    /// Paths relative to the root.
    pub(super) paths: Names<String>,
}

impl Records {
    /// Whether it is not known yet what a commit changed.
    pub(super) fn is_open(&self, id: ObjectId) -> bool {
        let record = self.by_id.get(&id);
        record.is_some_and(|record| record.files.is_none() && !record.is_merge())
    }

    /// Reads a commit and keeps it; none where it cannot be read, as beyond the end of a shallow
    /// clone.
    pub(super) fn read(&mut self, git: &gix::Repository, id: ObjectId) -> Option<()> {
        let commit = git.find_commit(id).ok()?;
        let commit = commit.decode().ok()?;
        let author = commit.author().ok()?;
        let author = (author.name.to_string(), author.email.to_string());
        let record = Record {
            parents: commit.parents().collect(),
            time: commit.time().map_or(0, |time| time.seconds),
            author: self.authors.index(&author),
            is_fix: is_fix(commit.message),
            files: None,
        };
        self.by_id.insert(id, record);
        Some(())
    }
}

/// Values with an index each.
#[derive(Debug)]
pub(super) struct Names<T> {
    /// The values by index.
    pub(super) all: Vec<T>,
    index: FxHashMap<T, u32>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            index: FxHashMap::default(),
        }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Names<T> {
    /// The index of a value, a new one if need be.
    pub(super) fn index(&mut self, value: &T) -> u32 {
        if let Some(index) = self.index.get(value) {
            return *index;
        }
        let index = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(value.clone());
        self.index.insert(value.clone(), index);
        index
    }

    /// The value with an index.
    pub(super) fn get(&self, index: u32) -> Option<&T> {
        self.all.get(index as usize)
    }
}
