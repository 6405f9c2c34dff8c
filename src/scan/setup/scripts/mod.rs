//! Commands with names: scripts of manifests, targets of make files, environments of tox.

mod make;
mod manifest;
mod python;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::scan::paths::{folder_of, name_of};
use crate::scan::walk::Tree;

use super::Documents;
use super::packages::is_foreign;

/// Who starts a script by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Npm,
    Make,
    Just,
    Task,
    Tox,
    Nox,
    Hatch,
    Poe,
    Pdm,
    Pipenv,
    Rye,
    Mise,
    /// A hook of pre-commit that the tree has of its own.
    Hook,
    /// An alias of cargo.
    Cargo,
    /// A shell script, by its path; its name is empty.
    Shell,
}

/// A text that a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    /// The file that holds it.
    pub(super) path: Arc<str>,
    /// Line on which its text begins, 1-based.
    pub(super) line: u32,
    /// Shell text.
    pub(super) text: String,
    /// Variables that it sets.
    pub(super) variables: Vec<(String, String)>,
    /// Variables that it sets where whoever starts it does not.
    pub(super) defaults: Vec<(String, String)>,
}

/// All scripts of the tree, by who starts them, the folder they are started in, and their name.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    by_name: BTreeMap<(Kind, String, String), Vec<Script>>,
}

impl Scripts {
    /// Reads the scripts of all manifests.
    pub(super) fn of_tree(tree: &Tree, documents: &Documents) -> Self {
        let mut scripts = Self::default();
        let own = tree.manifests.iter().filter(|(path, _)| !is_foreign(path));
        for (path, manifest) in own {
            let name = name_of(path);
            match name {
                "package.json" => manifest::npm(path, documents, &mut scripts),
                "pyproject.toml" => python::pyproject(path, documents, &mut scripts),
                "tox.ini" | "setup.cfg" => python::tox(path, documents, &mut scripts),
                "noxfile.py" => python::nox(path, &manifest.text, &mut scripts),
                "Makefile" | "makefile" | "GNUmakefile" => {
                    make::whole(path, &manifest.text, tree, &mut scripts);
                }
                "justfile" | "Justfile" | ".justfile" => {
                    make::make(
                        path,
                        folder_of(path),
                        &manifest.text,
                        Kind::Just,
                        &mut scripts,
                    );
                }
                "Taskfile.yml" | "Taskfile.yaml" => {
                    manifest::task(path, documents, &mut scripts);
                }
                "Pipfile" => python::pipfile(path, documents, &mut scripts),
                "tox.toml" => python::tox_settings(path, documents, &mut scripts),
                "mise.toml" | ".mise.toml" => manifest::mise(path, documents, &mut scripts),
                ".pre-commit-config.yaml" => manifest::hooks(path, documents, &mut scripts),
                "config.toml" => manifest::cargo(path, documents, &mut scripts),
                _ if is_shell(name) || is_shell_text(&manifest.text) => {
                    let key = (Kind::Shell, path.to_string(), String::new());
                    scripts.by_name.entry(key).or_default().push(Script {
                        path: path.clone(),
                        line: 1,
                        text: manifest.text.to_string(),
                        variables: Vec::new(),
                        defaults: Vec::new(),
                    });
                }
                _ => {}
            }
        }
        scripts
    }

    fn add(&mut self, kind: Kind, path: &Arc<str>, name: &str, line: u32, text: &str) {
        let key = (kind, folder_of(path).to_owned(), name.to_owned());
        self.by_name.entry(key).or_default().push(Script {
            path: path.clone(),
            line,
            text: text.to_owned(),
            variables: Vec::new(),
            defaults: Vec::new(),
        });
    }

    /// The texts of a name.
    pub(super) fn get(&self, kind: Kind, folder: &str, name: &str) -> &[Script] {
        let key = (kind, folder.to_owned(), name.to_owned());
        self.by_name.get(&key).map_or(&[], Vec::as_slice)
    }

    /// All scripts of a kind that are started in a folder.
    pub(super) fn all(&self, kind: Kind, folder: &str) -> impl Iterator<Item = (&str, &Script)> {
        let first = (kind, folder.to_owned(), String::new());
        let folder = folder.to_owned();
        self.by_name
            .range(first..)
            .take_while(move |((of, at, _), _)| *of == kind && *at == folder)
            .flat_map(|((_, _, name), scripts)| {
                scripts.iter().map(move |script| (name.as_str(), script))
            })
    }

    /// Every script with who starts it and in which folder.
    pub(super) fn every(&self) -> impl Iterator<Item = (Kind, &str, &str, &Script)> {
        self.by_name
            .iter()
            .flat_map(|((kind, folder, name), scripts)| {
                scripts
                    .iter()
                    .map(move |script| (*kind, folder.as_str(), name.as_str(), script))
            })
    }
}

/// Folders in which scripts stand that have no ending.
const SCRIPT_FOLDERS: [&str; 7] = [".ci", "ci", ".build", "hack", "script", "scripts", "tools"];

/// Whether a file may be a script by its place: its name has no ending, and its folder is one of
/// scripts.
pub(in crate::scan) fn may_be_script(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let last = name_of(folder);
    !name.contains('.') && SCRIPT_FOLDERS.contains(&last)
}

/// Whether a text says in its first line that a shell runs it.
fn is_shell_text(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.starts_with("#!") && first.trim_end().ends_with("sh")
}

/// Whether a file is a shell script by its name.
pub(super) fn is_shell(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| matches!(ending, "sh" | "bash" | "zsh"))
}
