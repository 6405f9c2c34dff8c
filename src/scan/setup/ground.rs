//! What commands are followed on: files, folders, packages and scripts with names.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::model::{Ecosystem, Package};
use crate::scan::paths::{ancestors, folder_of, is_at_or_below, join};
use crate::scan::walk::Tree;

use super::Documents;
use super::packages::pytest_settings;
use super::scripts::Scripts;

/// The tree as commands see it.
pub(super) struct Ground<'a> {
    /// Commands with names.
    pub(super) scripts: Scripts,
    files: FxHashSet<&'a str>,
    folders: FxHashSet<&'a str>,
    packages: &'a [Package],
    /// Rust workspaces without a package of their own.
    virtuals: BTreeSet<String>,
    /// Where pytest looks when it is told nothing, by the folder of its settings.
    paths: BTreeMap<String, Vec<String>>,
}

impl<'a> Ground<'a> {
    /// Reads what the manifests say.
    pub(super) fn new(tree: &'a Tree, documents: &Documents, packages: &'a [Package]) -> Self {
        let files: FxHashSet<&str> = tree.entries.iter().map(|entry| &*entry.path).collect();
        let folders = files
            .iter()
            .flat_map(|path| ancestors(folder_of(path)))
            .collect();
        let virtuals = documents
            .named("Cargo.toml")
            .filter(|(_, node)| node.get("package").is_none())
            .map(|(path, _)| folder_of(path).to_owned())
            .collect();
        Self {
            scripts: Scripts::of_tree(tree, documents),
            files,
            folders,
            packages,
            virtuals,
            paths: pytest_paths(documents),
        }
    }

    /// Whether a folder of the tree has this path.
    pub(super) fn is_folder(&self, path: &str) -> bool {
        self.folders.contains(path)
    }

    /// Whether a file of the tree has this path.
    pub(super) fn is_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Folders in which pytest looks when it is started in this one without a path.
    pub(super) fn pytest_paths(&self, folder: &str) -> Vec<String> {
        let set = ancestors(folder).find_map(|at| Some((at, self.paths.get(at)?)));
        match set {
            // Below the folder of the settings, pytest looks where it is started.
            Some((at, paths)) if at == folder => paths.clone(),
            _ => Vec::new(),
        }
    }

    /// The folder of the package with this name.
    pub(super) fn package_named(&self, ecosystem: Ecosystem, name: &str) -> Option<&'a str> {
        self.packages
            .iter()
            .find(|package| package.ecosystem == ecosystem && package.name.as_deref() == Some(name))
            .map(|package| &*package.folder)
    }

    /// The folder of the nearest package at or above a folder.
    pub(super) fn package_at_or_above<'f>(
        &self,
        ecosystem: Ecosystem,
        folder: &'f str,
    ) -> Option<&'f str> {
        ancestors(folder).find(|at| {
            self.packages
                .iter()
                .any(|package| package.ecosystem == ecosystem && &*package.folder == *at)
        })
    }

    /// The folders of all packages below a folder.
    pub(super) fn members(&self, ecosystem: Ecosystem, folder: &str) -> Vec<String> {
        self.packages
            .iter()
            .filter(|package| package.ecosystem == ecosystem)
            .filter(|package| is_at_or_below(&package.folder, folder) && &*package.folder != folder)
            .map(|package| package.folder.to_string())
            .collect()
    }

    /// Whether a Rust workspace without a package of its own stands there.
    pub(super) fn is_virtual(&self, folder: &str) -> bool {
        self.virtuals.contains(folder)
    }
}

/// What `testpaths` says, by folder.
fn pytest_paths(documents: &Documents) -> BTreeMap<String, Vec<String>> {
    let folders: BTreeSet<&str> = documents.all().map(|(path, _)| folder_of(path)).collect();
    let mut found = BTreeMap::new();
    for folder in folders {
        let settings = pytest_settings(folder, documents).and_then(|(_, settings)| settings);
        let Some(set) = settings.and_then(|settings| settings.get("testpaths")) else {
            continue;
        };
        let paths: Vec<String> = set
            .items()
            .iter()
            .filter_map(|item| item.text())
            .flat_map(str::split_whitespace)
            .filter_map(|path| join(folder, path))
            .collect();
        if !paths.is_empty() {
            found.insert(folder.to_owned(), paths);
        }
    }
    found
}
