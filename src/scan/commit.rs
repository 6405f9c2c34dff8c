//! The commit that is checked out. Reads git's own files through a library that never runs what
//! a repository's configuration names.

use std::path::Path;

/// Length of an abbreviated commit, in hexadecimal digits.
const ABBREVIATED: usize = 8;

/// The abbreviated commit at `HEAD` of the repository that holds `root`; none without git or
/// before the first commit.
pub fn head_commit(root: &Path) -> Option<String> {
    let options = gix::open::Options::isolated();
    let found = gix::discover::upwards(root).ok()?;
    let (repository, _) = found.0.into_repository_and_work_tree_directories();
    let repository = gix::open_opts(repository, options).ok()?;
    let head = repository.head().ok()?;
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
    }
}
