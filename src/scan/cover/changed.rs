//! When files last changed.
//!
//! A clone gives every file the time of the clone, so what git tells goes first: the last commit that
//! touched the file. Only of a file that differs from what is committed, or where there is no git,
//! the time on the disk counts.

use std::path::Path;

use gix::objs::Kind;

use super::stage::{SIZE_LIMIT, written};

/// The files as they are committed at `HEAD`.
pub(super) struct Committed {
    repository: gix::Repository,
    /// Folder of the root within the work tree, with a `/` at its end; empty for the top.
    prefix: String,
}

/// Opens the repository that holds `root`; none without git or before the first commit.
pub(super) fn committed(root: &Path) -> Option<Committed> {
    let (found, _) = gix::discover::upwards(root).ok()?;
    let (path, top) = found.into_repository_and_work_tree_directories();
    let mut repository = gix::open_opts(path, gix::open::Options::isolated()).ok()?;
    repository.object_cache_size_if_unset(8 << 20);
    repository.head_id().ok()?;
    let top = top?.canonicalize().ok()?;
    let root = root.canonicalize().ok()?;
    let below = root.strip_prefix(top).ok()?.to_str()?.replace('\\', "/");
    let prefix = if below.is_empty() {
        below
    } else {
        format!("{below}/")
    };
    Some(Committed { repository, prefix })
}

impl Committed {
    /// Whether a file has the content that is committed; line ends may differ.
    fn has(&self, path: &str, content: &[u8]) -> Option<bool> {
        let tree = self.repository.head_tree().ok()?;
        let path = format!("{}{path}", self.prefix);
        let Some(entry) = tree.lookup_entry_by_path(path).ok()? else {
            return Some(false);
        };
        let id = entry.object_id();
        let is_it = |content: &[u8]| {
            gix::objs::compute_hash(id.kind(), Kind::Blob, content).is_ok_and(|found| found == id)
        };
        if is_it(content) {
            return Some(true);
        }
        let mut plain = content.to_vec();
        let mut before = 0;
        plain.retain(|&byte| {
            let is_kept = byte != b'\n' || before != b'\r';
            before = byte;
            is_kept
        });
        for byte in &mut plain {
            if *byte == b'\r' {
                *byte = b'\n';
            }
        }
        Some(is_it(&plain))
    }
}

/// When a file last changed, in seconds since 1970: by the commit where its content is committed
/// (none where the commit is not known), else by the disk.
pub(super) fn changed(
    committed: Option<&Committed>,
    path: &str,
    disk: &Path,
    commit: Option<i64>,
) -> Option<i64> {
    let written = written(disk);
    let Some(committed) = committed else {
        return written;
    };
    if commit
        .zip(written)
        .is_some_and(|(commit, written)| written <= commit)
    {
        // Not touched since, whatever is in it.
        return commit;
    }
    let is_small = std::fs::metadata(disk).is_ok_and(|found| found.len() <= SIZE_LIMIT);
    let content = is_small.then(|| std::fs::read(disk).ok()).flatten();
    match content.and_then(|content| committed.has(path, &content)) {
        Some(false) => written,
        Some(true) | None => commit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days on which a file was written, and when its commit was made.
    const WRITTEN: i64 = 20_000;
    const COMMIT: i64 = 10_000;

    /// A work tree with `a.py` committed as `one\ntwo\n` in the folder `below`.
    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let repository = gix::init(folder.path()).unwrap();
        let blob = repository.write_blob(b"one\ntwo\n").unwrap().detach();
        let entry = |name: &str, kind: gix::objs::tree::EntryKind, oid| gix::objs::tree::Entry {
            mode: kind.into(),
            filename: name.into(),
            oid,
        };
        let below = gix::objs::Tree {
            entries: vec![entry("a.py", gix::objs::tree::EntryKind::Blob, blob)],
        };
        let below = repository.write_object(&below).unwrap().detach();
        let top = gix::objs::Tree {
            entries: vec![entry("below", gix::objs::tree::EntryKind::Tree, below)],
        };
        let top = repository.write_object(&top).unwrap().detach();
        let name = gix::actor::SignatureRef {
            name: "A".into(),
            email: "a@b.c".into(),
            time: "10000 +0000",
        };
        repository
            .commit_as(
                name,
                name,
                "HEAD",
                "first",
                top,
                Vec::<gix::ObjectId>::new(),
            )
            .unwrap();
        std::fs::create_dir(folder.path().join("below")).unwrap();
        folder
    }

    fn check(content: &str, written: i64, commit: Option<i64>, expect: Option<i64>) {
        let folder = repository();
        let root = folder.path().join("below");
        let disk = root.join("a.py");
        std::fs::write(&disk, content).unwrap();
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(written as u64);
        let file = std::fs::File::options().write(true).open(&disk).unwrap();
        file.set_modified(time).unwrap();
        let known = committed(&root);
        assert!(known.is_some());
        assert_eq!(changed(known.as_ref(), "a.py", &disk, commit), expect);
        // Without git the disk is all there is.
        assert_eq!(changed(None, "a.py", &disk, None), Some(written));
    }

    #[test]
    fn a_clone_does_not_make_files_new() {
        check("one\ntwo\n", WRITTEN, Some(COMMIT), Some(COMMIT));
        check("one\r\ntwo\r\n", WRITTEN, Some(COMMIT), Some(COMMIT));
        check("one\ntwo\n", WRITTEN, None, None);
    }

    #[test]
    fn what_is_not_committed_is_as_new_as_on_the_disk() {
        check("one\nother\n", WRITTEN, Some(COMMIT), Some(WRITTEN));
        check("one\nother\n", WRITTEN, None, Some(WRITTEN));
    }

    #[test]
    fn a_file_that_is_not_in_git_is_as_new_as_on_the_disk() {
        let folder = repository();
        let disk = folder.path().join("below/b.py");
        std::fs::write(&disk, "x").unwrap();
        let known = committed(folder.path());
        let found = changed(known.as_ref(), "below/b.py", &disk, None);
        assert_eq!(found, written(&disk));
    }
}
