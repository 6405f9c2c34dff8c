//! Ignore files that lie above the root and yet in its git work tree, as where one package of a
//! monorepo is scanned alone. What lies above the work tree is not asked, as git does not ask it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;

use super::walk::IGNORE_FILE;

/// Which ignore files are asked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked {
    /// All of them.
    All,
    /// All but git's: those that count for what git tracks.
    Others,
}

impl Asked {
    /// The names of ignore files, the one that counts most first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::All => &[IGNORE_FILE, ".ignore", ".gitignore"],
            Self::Others => &[IGNORE_FILE, ".ignore"],
        }
    }
}

/// The ignore files between git's top and the root, the nearest first.
#[derive(Debug)]
pub(super) struct Above {
    root: PathBuf,
    asked: Asked,
    files: Vec<Gitignore>,
    /// Those of folders at or below the root that were asked so far.
    below: Mutex<FxHashMap<PathBuf, Arc<[Gitignore]>>>,
}

impl Above {
    /// Those above `root`; none where it is the top of its work tree or in none.
    pub(super) fn of(root: &Path, asked: Asked) -> Option<Self> {
        if root.join(".git").exists() {
            return None;
        }
        let mut files = Vec::new();
        for folder in root.ancestors().skip(1) {
            files.extend(
                asked
                    .names()
                    .iter()
                    .filter_map(|name| patterns(folder, name)),
            );
            if folder.join(".git").exists() {
                return (!files.is_empty()).then(|| Self {
                    root: root.to_owned(),
                    asked,
                    files,
                    below: Mutex::default(),
                });
            }
        }
        None
    }

    /// Whether they leave out a path below the root, and no file nearer to it takes it in again.
    pub(super) fn leaves_out(&self, path: &Path, is_folder: bool) -> bool {
        if path == self.root {
            return false;
        }
        let verdict = self
            .files
            .iter()
            .map(|file| file.matched(path, is_folder))
            .find(|found| !found.is_none());
        matches!(verdict, Some(Match::Ignore(_))) && !self.is_taken_in(path, is_folder)
    }

    /// Whether an ignore file at or below the root says that the path is to stay.
    fn is_taken_in(&self, path: &Path, is_folder: bool) -> bool {
        path.ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(&self.root))
            .any(|folder| {
                let files = self.of_folder(folder);
                let mut verdicts = files.iter().map(|file| file.matched(path, is_folder));
                verdicts.any(|found| found.is_whitelist())
            })
    }

    /// The ignore files of a folder, read once.
    fn of_folder(&self, folder: &Path) -> Arc<[Gitignore]> {
        let known = || self.below.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(files) = known().get(folder) {
            return Arc::clone(files);
        }
        let names = self.asked.names().iter();
        let files: Arc<[Gitignore]> = names.filter_map(|name| patterns(folder, name)).collect();
        known().insert(folder.to_owned(), Arc::clone(&files));
        files
    }
}

/// The patterns of one ignore file, where it is there; what does not parse means nothing.
fn patterns(folder: &Path, name: &str) -> Option<Gitignore> {
    let file = folder.join(name);
    if !file.is_file() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    // The lines that did parse still count.
    let _ = builder.add(file);
    builder.build().ok()
}

#[cfg(test)]
mod tests {
    use super::super::walk::walk;

    /// Writes files into an empty folder and lists what a scan of `root` finds.
    fn check(files: &[(&str, &str)], root: &str, expect: &[&str]) {
        let top = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = top.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let tree = walk(&top.path().join(root), &[]).unwrap();
        let found: Vec<&str> = tree.entries.iter().map(|entry| &*entry.path).collect();
        assert_eq!(found, expect, "{files:?}");
    }

    #[test]
    fn what_lies_above_the_work_tree_does_not_count() {
        for name in [".gitignore", ".ignore", ".lacunaignore"] {
            check(
                &[
                    (name, "*.py\n*\n"),
                    ("repo/.git/HEAD", ""),
                    ("repo/a.py", ""),
                ],
                "repo",
                &["a.py"],
            );
            check(&[(name, "*\n"), ("plain/a.py", "")], "plain", &["a.py"]);
        }
    }

    #[test]
    fn what_lies_between_the_top_and_the_root_counts() {
        check(
            &[
                (".git/HEAD", ""),
                (".gitignore", "*.gen.py\n/pkg/sub/out/\nkept/\n"),
                ("pkg/.gitignore", "!b.gen.py\n"),
                ("pkg/sub/.gitignore", "!c.gen.py\n!kept/\n"),
                ("pkg/sub/a.gen.py", ""),
                ("pkg/sub/b.gen.py", ""),
                ("pkg/sub/c.gen.py", ""),
                ("pkg/sub/kept/d.py", ""),
                ("pkg/sub/out/e.py", ""),
                ("pkg/sub/f.py", ""),
            ],
            "pkg/sub",
            &[".gitignore", "b.gen.py", "c.gen.py", "f.py", "kept/d.py"],
        );
    }

    #[test]
    fn a_root_that_is_left_out_itself_is_scanned_all_the_same() {
        check(
            &[
                (".git/HEAD", ""),
                (".gitignore", "sub/\n"),
                ("sub/a.py", ""),
            ],
            "sub",
            &["a.py"],
        );
    }
}
