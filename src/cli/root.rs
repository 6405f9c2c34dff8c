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
/// the top of its git work tree, else the path itself.
///
/// # Errors
///
/// [`Error::NoSuchFolder`] where there is no such folder, [`Error::Usage`] for a file.
pub(super) fn find(path: &Path) -> Result<Place, Error> {
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
    let root = typed
        .ancestors()
        .find(|folder| folder.join("lacuna.toml").is_file() || folder.join(".lacuna").is_dir())
        .or_else(|| {
            typed
                .ancestors()
                .find(|folder| folder.join(".git").exists())
        })
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
    fn a_configuration_wins_over_a_nearer_work_tree() {
        check(&["a/lacuna.toml", "a/b/.git"], "a/b", "a", "b");
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
