//! Runs the real program in a temporary tree.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A temporary tree made from a fixture, with a home of its own.
pub(crate) struct Tree {
    folder: TempDir,
    home: TempDir,
}

impl Tree {
    /// Makes the tree of a fixture: `//- /path` lines, each followed by the file's content.
    pub(crate) fn new(fixture: &str) -> Self {
        let tree = Self {
            folder: tempfile::tempdir().unwrap(),
            home: tempfile::tempdir().unwrap(),
        };
        std::fs::create_dir(tree.path()).unwrap();
        for file in fixture.split("//- /").skip(1) {
            let (path, text) = file.split_once('\n').unwrap();
            tree.write(path, text);
        }
        tree
    }

    pub(crate) fn path(&self) -> PathBuf {
        // The folder's name is shown as the project's.
        self.folder.path().join("tree")
    }

    /// The user's home, empty at first.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Runs `git` with arguments in the tree, whatever the machine's own settings of it.
    pub(crate) fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org"])
            .args(["-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    /// Runs `lacuna` with arguments in the tree; answers with exit status, output and errors.
    /// Names that differ from run to run are replaced.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_lacuna"))
            .args(arguments)
            .current_dir(self.path())
            .env("HOME", self.home.path())
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_STATE_HOME")
            .env_remove("XDG_CACHE_HOME")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let mut text = format!("{}\n", output.status.code().unwrap());
        for (name, bytes) in [("out", output.stdout), ("err", output.stderr)] {
            let bytes = String::from_utf8(bytes).unwrap();
            if !bytes.is_empty() {
                text.push_str(&format!("-- {name}\n{bytes}"));
            }
        }
        let real = self.path().canonicalize().unwrap();
        text.replace(real.to_str().unwrap(), "TREE")
            .replace(self.path().to_str().unwrap(), "TREE")
            .replace(self.home.path().to_str().unwrap(), "HOME")
    }
}
