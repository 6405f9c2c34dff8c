//! Programs of the user, looked up in `PATH`. A folder of it may well stand in the repository that is
//! looked at (`bin`, `.venv/bin`, `node_modules/.bin`): nothing of that is ever run.

use std::path::{Path, PathBuf};

/// A program in a folder of `PATH` that is named absolutely and stands outside of `root`.
pub(super) fn find(name: &str, root: &Path) -> Option<PathBuf> {
    find_in(
        std::env::split_paths(&std::env::var_os("PATH")?),
        name,
        root,
    )
}

fn find_in(folders: impl Iterator<Item = PathBuf>, name: &str, root: &Path) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    // The folder, or the program itself, may be a link into the repository.
    let is_ours = |path: &Path| {
        let folder = path
            .parent()
            .is_some_and(|folder| is_outside(folder, &root));
        folder && is_outside(path, &root) && is_program(path)
    };
    folders
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|path| is_ours(path))
}

fn is_outside(path: &Path, root: &Path) -> bool {
    path.canonicalize()
        .is_ok_and(|path| !path.starts_with(root))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let found = path.metadata();
    found.is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn nothing_of_the_repository_is_found() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        let (root, outside) = (top.join("repository"), top.join("bin"));
        for folder in [root.join("bin"), outside.clone()] {
            std::fs::create_dir_all(&folder).unwrap();
            for (name, mode) in [("ed", 0o755), ("text", 0o644)] {
                let path = folder.join(name);
                std::fs::write(&path, "").unwrap();
                std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            }
        }
        symlink(root.join("bin"), top.join("link")).unwrap();
        symlink(root.join("bin/ed"), outside.join("linked")).unwrap();
        let check = |folders: &[&str], name: &str, expect: Option<PathBuf>| {
            let folders = folders.iter().map(|folder| top.join(folder));
            assert_eq!(find_in(folders, name, &root), expect, "{name}");
        };
        let found = Some(outside.join("ed"));
        check(&["repository/bin", "link", "bin"], "ed", found.clone());
        check(&["bin"], "ed", found);
        check(&["repository/bin", "link"], "ed", None);
        check(&["bin"], "linked", None);
        check(&["bin"], "text", None);
        check(&["bin"], "missing", None);
        let relative = [PathBuf::from("bin")].into_iter();
        assert_eq!(find_in(relative, "ed", &root), None);
    }
}
