//! Finds the root of the tree that a typed path belongs to.

use std::path::{Path, PathBuf};

use crate::error::Error;

/// A root, and where in it the user pointed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Absolute path of the root.
    pub root: PathBuf,
    /// Folder below the root that was typed, with `/`; empty for the root itself.
    pub focus: String,
}

/// The root for a typed path: the nearest folder above it with `lacuna.toml` or `.lacuna`, else
/// the top of its git work tree, else the path itself. Nothing above the work tree is asked: what
/// lies there is somebody else's.
///
/// # Errors
///
/// [`Error::NoSuchFolder`] where there is no such folder, [`Error::Usage`] for a file.
pub(super) fn find(path: &Path) -> Result<Place, Error> {
    find_or(path, None)
}

/// As [`find`] for the folder of a file that somebody asks about. Where nothing marks a root it is
/// the working directory, if the folder lies in it: a file's own folder is seldom all of a project.
pub(super) fn find_of_file(path: &Path) -> Result<Place, Error> {
    let working = std::env::current_dir().and_then(|folder| folder.canonicalize());
    find_or(path, working.ok().as_deref())
}

fn find_or(path: &Path, otherwise: Option<&Path>) -> Result<Place, Error> {
    let Ok(typed) = path.canonicalize() else {
        return Err(Error::NoSuchFolder {
            path: path.to_owned(),
        });
    };
    if !typed.is_dir() {
        return Err(Error::Usage {
            message: format!("`{}` is a file", path.display()),
            hint: Some("give the folder of a repository, or a folder in it".to_owned()),
        });
    }
    let top = typed
        .ancestors()
        .find(|folder| folder.join(".git").exists());
    let root = typed
        .ancestors()
        .take_while(|folder| top.is_none_or(|top| folder.starts_with(top)))
        .find(|folder| folder.join("lacuna.toml").is_file() || folder.join(".lacuna").is_dir())
        .or(top)
        .or_else(|| otherwise.filter(|folder| typed.starts_with(folder)))
        .unwrap_or(&typed);
    let focus = typed
        .strip_prefix(root)
        .unwrap_or(Path::new(""))
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/");
    Ok(Place {
        root: root.to_owned(),
        focus,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes the folders and files (those with a dot in the name's middle) and looks from `from`.
    fn check(paths: &[&str], from: &str, root: &str, focus: &str) {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        for path in paths {
            let path = top.join(path);
            if path.extension().is_some() {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, "").unwrap();
            } else {
                std::fs::create_dir_all(path).unwrap();
            }
        }
        let place = find(&top.join(from)).unwrap();
        assert_eq!((place.root, place.focus.as_str()), (top.join(root), focus));
    }

    #[test]
    fn the_configuration_marks_the_root() {
        check(&["a/lacuna.toml", "a/b/c", "a/.git"], "a/b/c", "a", "b/c");
        check(&["a/.lacuna", "a/b"], "a/b", "a", "b");
    }

    #[test]
    fn else_the_top_of_the_work_tree() {
        check(&["a/.git", "a/b"], "a/b", "a", "b");
    }

    #[test]
    fn nothing_above_the_work_tree_is_asked() {
        check(&["a/lacuna.toml", "a/b/.git"], "a/b", "a/b", "");
        check(&["a/.lacuna", "a/b/.git", "a/b/c"], "a/b/c", "a/b", "c");
        check(&["a/.git", "a/b/lacuna.toml", "a/b/c"], "a/b/c", "a/b", "c");
    }

    #[test]
    fn a_file_without_any_mark_above_it_belongs_to_the_working_directory() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        std::fs::create_dir_all(top.join("a/b")).unwrap();
        let check = |from: &str, working: &str, root: &str, focus: &str| {
            let place = find_or(&top.join(from), Some(&top.join(working))).unwrap();
            assert_eq!((place.root, place.focus.as_str()), (top.join(root), focus));
        };
        check("a/b", "a", "a", "b");
        check("a", "a", "a", "");
        check("a", "a/b", "a", "");
    }

    #[test]
    fn what_is_not_a_folder_is_an_error() {
        let top = tempfile::tempdir().unwrap();
        let error = find(&top.path().join("missing")).unwrap_err();
        assert!(error.to_string().starts_with("no such folder"), "{error}");
        std::fs::write(top.path().join("file"), "").unwrap();
        let error = find(&top.path().join("file")).unwrap_err();
        assert!(error.to_string().ends_with("is a file"), "{error}");
    }
}
