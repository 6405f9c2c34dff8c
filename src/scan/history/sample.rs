//! Small repositories for the tests of this module, written without running git.

use std::path::Path;

use gix::ObjectId;
use gix::objs::tree::{Entry, EntryKind};

/// A repository under construction.
pub(super) struct Sample {
    pub(super) folder: tempfile::TempDir,
    git: gix::Repository,
}

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// The moment from which the days of commits are counted.
pub(super) const START: i64 = 1_700_000_000;

impl Sample {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        gix::init(folder.path()).unwrap();
        let git = gix::open_opts(folder.path(), gix::open::Options::isolated()).unwrap();
        Self { folder, git }
    }

    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Commits a tree of `files` (path, text) so many days after the start, by `author`
    /// (`Name <mail>`), and moves the branch there.
    pub(super) fn commit(
        &self,
        parents: &[ObjectId],
        day: i64,
        author: &str,
        message: &str,
        files: &[(&str, &str)],
    ) -> ObjectId {
        let tree = self.tree(files);
        let (name, mail) = author.split_once(" <").unwrap();
        let actor = gix::actor::Signature {
            name: name.into(),
            email: mail.trim_end_matches('>').into(),
            time: gix::date::Time::new(START + day * DAY, 0),
        };
        let commit = gix::objs::Commit {
            tree,
            parents: parents.iter().copied().collect(),
            author: actor.clone(),
            committer: actor,
            encoding: None,
            message: message.into(),
            extra_headers: Vec::new(),
        };
        let id = self.git.write_object(&commit).unwrap().detach();
        let head = std::fs::read_to_string(self.git.git_dir().join("HEAD")).unwrap();
        let branch = head.trim().strip_prefix("ref: ").unwrap();
        std::fs::write(self.git.git_dir().join(branch), format!("{id}\n")).unwrap();
        id
    }

    /// Removes an object, as a shallow clone does not have it.
    pub(super) fn forget(&self, id: ObjectId) {
        let hex = id.to_string();
        let objects = self.git.git_dir().join("objects");
        std::fs::remove_file(objects.join(&hex[..2]).join(&hex[2..])).unwrap();
    }

    fn tree(&self, files: &[(&str, &str)]) -> ObjectId {
        let mut entries: Vec<Entry> = Vec::new();
        let mut folders: Vec<&str> = Vec::new();
        for (path, text) in files {
            match path.split_once('/') {
                Some((folder, _)) if folders.contains(&folder) => {}
                Some((folder, _)) => {
                    folders.push(folder);
                    let below: Vec<(&str, &str)> = files
                        .iter()
                        .filter_map(|(path, text)| {
                            Some((crate::model::below(path, folder)?, *text))
                        })
                        .collect();
                    entries.push(Entry {
                        mode: EntryKind::Tree.into(),
                        filename: folder.into(),
                        oid: self.tree(&below),
                    });
                }
                None => entries.push(Entry {
                    mode: EntryKind::Blob.into(),
                    filename: (*path).into(),
                    oid: self.git.write_blob(text).unwrap().detach(),
                }),
            }
        }
        entries.sort();
        self.git
            .write_object(&gix::objs::Tree { entries })
            .unwrap()
            .detach()
    }
}
