//! Writes the tree of a commit to a folder, so that it can be read as the tree of today is.

use std::io;
use std::path::Path;

use gix::ObjectId;

use super::{Commit, History};
use crate::scan::is_read;

/// Most files that are written.
const MAX_WRITTEN: usize = 100_000;

/// Most that they may hold together, in bytes.
const MAX_BYTES: usize = 1 << 30;

/// What is said of a commit with more than that.
const TOO_LARGE: &str = "the commit holds more than 100000 files or 1 GiB that a scan reads";

impl History {
    /// Writes the files below the root that a scan reads, as a commit had them, to an empty folder.
    /// Links and submodules are left out, as a scan leaves them out, and so is what is too large to
    /// be read.
    ///
    /// # Errors
    ///
    /// What writing says, and [`io::ErrorKind::Other`] where the tree is too large or is not there.
    pub fn export(&self, commit: &Commit, folder: &Path) -> io::Result<()> {
        let found = self.commits.get(commit.age);
        let tree = found.map(|(_, tree)| *tree);
        let tree = tree.ok_or_else(|| io::Error::other("there is no such commit"))?;
        self.write_tree(tree, folder)
    }

    /// The same for the tree of a commit.
    pub(super) fn write_tree(&self, tree: ObjectId, folder: &Path) -> io::Result<()> {
        let start = self.entry(tree, "");
        let start = start.ok_or_else(|| io::Error::other("the commit has no such tree"))?;
        let mut open = vec![(start, String::new())];
        let (mut files, mut bytes) = (0, 0);
        while let Some((tree, above)) = open.pop() {
            for (name, id, is_tree) in self.names(tree) {
                if !is_plain(&name) {
                    continue;
                }
                let path = format!("{above}{name}");
                if is_tree {
                    std::fs::create_dir(folder.join(&path))?;
                    open.push((id, path + "/"));
                    continue;
                }
                // It has no say over what a commit holds.
                let is_read = is_read(&path) && name != ".gitignore";
                let Some(text) = is_read.then(|| self.text(id)).flatten() else {
                    continue;
                };
                files += 1;
                bytes += text.len();
                if files > MAX_WRITTEN || bytes > MAX_BYTES {
                    return Err(io::Error::other(TOO_LARGE));
                }
                std::fs::write(folder.join(path), text)?;
            }
        }
        Ok(())
    }
}

/// Whether a name of a tree is that of one file within its folder: whoever wrote the repository
/// chose it.
fn is_plain(name: &str) -> bool {
    let is_git = name.eq_ignore_ascii_case(".git");
    let leaves = matches!(name, "" | "." | "..") || name.contains(['/', '\\', ':', '\0']);
    !is_git && !leaves
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn no_name_leads_out_of_its_folder() {
        let check = |name: &str, expect: bool| assert_eq!(is_plain(name), expect, "{name:?}");
        check("a.py", true);
        check(".github", true);
        check("..", false);
        check(".GIT", false);
        check("a/../../b", false);
        check("C:x", false);
        check("..\\x", false);
        check("", false);
    }
}
