//! The repository that holds a tree. Reads git's own files through a library that is opened in
//! isolation: nothing that a configuration names, the repository's or the user's, is ever run.

use std::path::{Path, PathBuf};

/// Length of an abbreviated commit, in hexadecimal digits.
const ABBREVIATED: usize = 8;

/// Largest object that is read, in bytes: what a few bytes on the disk unpack to is for whoever
/// wrote them to choose.
const OBJECT_LIMIT: usize = 64 << 20;

/// Memory for objects that are read again and again, in bytes.
const CACHE: usize = 16 << 20;

/// An open repository.
pub(crate) struct Repository {
    /// Its objects and references.
    pub(crate) git: gix::Repository,
    /// Where it is.
    pub(crate) place: Place,
}

/// Where a repository is, and where in it the root.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    folder: PathBuf,
    /// Folder of the root within the work tree, with a `/` at its end; empty for the top.
    pub(crate) prefix: String,
}

impl Repository {
    /// Opens the repository that holds `root`; none without git.
    pub(crate) fn open(root: &Path) -> Option<Self> {
        let (found, _) = gix::discover::upwards(root).ok()?;
        let (folder, top) = found.into_repository_and_work_tree_directories();
        let prefix = top.and_then(|top| prefix(&top, root)).unwrap_or_default();
        let place = Place { folder, prefix };
        Some(Self {
            git: place.open()?,
            place,
        })
    }
}

impl Place {
    /// Opens the repository, once more for every thread.
    pub(crate) fn open(&self) -> Option<gix::Repository> {
        let limit = format!("gitoxide.objects.allocLimit={OBJECT_LIMIT}");
        let options = gix::open::Options::isolated().config_overrides([limit]);
        let mut git = gix::open_opts(&self.folder, options).ok()?;
        git.object_cache_size_if_unset(CACHE);
        Some(git)
    }
}

/// Where `root` lies below `top`, with a `/` at its end.
fn prefix(top: &Path, root: &Path) -> Option<String> {
    let top = top.canonicalize().ok()?;
    let root = root.canonicalize().ok()?;
    let below = root.strip_prefix(top).ok()?.to_str()?.replace('\\', "/");
    (!below.is_empty()).then(|| format!("{below}/"))
}

/// The abbreviated commit at `HEAD` of the repository that holds `root`; none without git or
/// before the first commit.
pub fn head_commit(root: &Path) -> Option<String> {
    let repository = Repository::open(root)?;
    let head = repository.git.head().ok()?;
    Some(head.id()?.to_hex_with_len(ABBREVIATED).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_git_has_no_commit() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(head_commit(folder.path()), None);
    }

    #[test]
    fn a_work_tree_whose_repository_is_gone_has_no_commit() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".git"), "gitdir: /nowhere/at/all\n").unwrap();
        assert_eq!(head_commit(folder.path()), None);
    }

    #[test]
    fn reads_a_branch_without_running_git() {
        let folder = tempfile::tempdir().unwrap();
        let git = folder.path().join(".git");
        let id = "0123456789abcdef0123456789abcdef01234567";
        for part in ["objects", "refs/heads"] {
            std::fs::create_dir_all(git.join(part)).unwrap();
        }
        std::fs::write(git.join("HEAD"), "ref: refs/heads/main\n").unwrap();
        std::fs::write(git.join("refs/heads/main"), format!("{id}\n")).unwrap();
        assert_eq!(head_commit(folder.path()).as_deref(), Some("01234567"));
        std::fs::create_dir_all(folder.path().join("a/b")).unwrap();
        let below = Repository::open(&folder.path().join("a/b")).unwrap();
        assert_eq!(below.place.prefix, "a/b/");
    }
}
