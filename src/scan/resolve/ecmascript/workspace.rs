//! Packages of the tree that its other packages import by name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::scan::paths::{folder_of, join, name_of};
use crate::scan::walk::Tree;

use super::files;

/// Folders that a build writes to; sources stand in `src` instead.
pub(super) const OUTPUT_FOLDERS: [&str; 10] = [
    "dist", "build", "lib", "out", "esm", "cjs", "es", "output", "types", "module",
];

/// Where a package usually begins, relative to its folder and without ending.
pub(super) const ENTRIES: [&str; 4] = ["src/index", "src/main", "index", "lib/index"];

/// Packages by name, with their folders relative to the root.
#[derive(Debug, Clone, Default)]
pub(super) struct Workspace {
    packages: BTreeMap<String, Package>,
}

#[derive(Debug, Clone)]
struct Package {
    folder: String,
    /// Whether it is never published.
    is_private: bool,
    /// What the package offers: the subpath (`.`, `./x`) and all files named for it.
    exports: Vec<(String, Vec<String>)>,
}

impl Workspace {
    /// Finds all packages with a name that only one of them has.
    pub(super) fn of_tree(tree: &Tree) -> Self {
        let mut packages = BTreeMap::new();
        let mut ambiguous = Vec::new();
        for (path, manifest) in &tree.manifests {
            if name_of(path) != "package.json" {
                continue;
            }
            let Ok(value) = serde_json::from_str::<Value>(&manifest.text) else {
                continue;
            };
            let Some(name) = value
                .get("name")
                .and_then(Value::as_str)
                .filter(|name| is_name(name))
            else {
                continue;
            };
            let package = Package {
                folder: folder_of(path).to_owned(),
                is_private: value.get("private").and_then(Value::as_bool) == Some(true),
                exports: exports(&value),
            };
            if packages.insert(name.to_owned(), package).is_some() {
                ambiguous.push(name.to_owned());
            }
        }
        for name in ambiguous {
            packages.remove(&name);
        }
        Self { packages }
    }

    /// Paths, relative to the root and without ending, of the files that published packages offer.
    pub(super) fn published(&self) -> impl Iterator<Item = String> + '_ {
        let packages = self.packages.values().filter(|package| !package.is_private);
        packages.flat_map(|package| {
            let files = package.exports.iter().flat_map(|(_, files)| files);
            let stems = files.flat_map(|file| source_stem(file));
            stems.filter_map(|stem| join(&package.folder, &stem))
        })
    }

    /// Folders of the packages that are handed out.
    pub(super) fn published_folders(&self) -> impl Iterator<Item = String> + '_ {
        let packages = self.packages.values().filter(|package| !package.is_private);
        packages.map(|package| package.folder.clone())
    }

    /// Names of the packages, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.packages.keys().map(String::as_str)
    }

    /// Where a path below `node_modules` really is, if it is one of a package of the tree, as a
    /// package manager would link it.
    pub(super) fn real_path(&self, path: &Path) -> PathBuf {
        let real = || {
            let text = path.to_str()?;
            let below = text
                .strip_prefix(files::ROOT)?
                .strip_prefix("/node_modules/")?;
            let (name, rest) = split(below);
            let package = self.packages.get(name)?;
            let target = match rest {
                "" => package.folder.clone(),
                rest => join(&package.folder, rest)?,
            };
            Some(files::absolute(&target))
        };
        real().unwrap_or_else(|| path.to_owned())
    }

    /// Where the source of a specifier may stand when what the package offers is built first:
    /// paths relative to the root, without ending.
    pub(super) fn sources(&self, specifier: &str) -> Vec<String> {
        let (name, rest) = split(specifier);
        let Some(package) = self.packages.get(name) else {
            return Vec::new();
        };
        let subpath = if rest.is_empty() {
            ".".to_owned()
        } else {
            format!("./{rest}")
        };
        let mut stems = Vec::new();
        let offered = package
            .exports
            .iter()
            .filter(|(offered, _)| *offered == subpath);
        for file in offered.flat_map(|(_, files)| files) {
            stems.extend(source_stem(file));
        }
        match rest {
            "" => stems.extend(ENTRIES.map(str::to_owned)),
            rest => stems.extend([
                format!("src/{rest}"),
                rest.to_owned(),
                format!("lib/{rest}"),
            ]),
        }
        stems
            .iter()
            .filter_map(|stem| join(&package.folder, stem))
            .collect()
    }
}

/// Whether a package name is one that npm would take; others could lead astray.
fn is_name(name: &str) -> bool {
    let parts = name.split('/').count();
    !name.is_empty()
        && (parts == 1 || parts == 2 && name.starts_with('@'))
        && name
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Splits a specifier into package name and subpath.
fn split(specifier: &str) -> (&str, &str) {
    let from = match specifier.starts_with('@') {
        true => specifier.find('/').map_or(specifier.len(), |at| at + 1),
        false => 0,
    };
    let name_end = specifier
        .get(from..)
        .and_then(|rest| rest.find('/'))
        .map_or(specifier.len(), |at| from + at);
    let (name, rest) = specifier.split_at(name_end);
    (name, rest.trim_start_matches('/'))
}

pub(super) fn exports(manifest: &Value) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut entry = |subpath: &str, value: &Value| {
        let mut files = Vec::new();
        leaves(value, 0, &mut files);
        found.push((subpath.to_owned(), files));
    };
    match manifest.get("exports") {
        Some(Value::Object(table)) if table.keys().any(|key| key.starts_with('.')) => {
            for (subpath, value) in table {
                entry(subpath, value);
            }
        }
        Some(value) => entry(".", value),
        None => {}
    }
    for field in ["source", "module", "main", "types"] {
        if let Some(value) = manifest.get(field) {
            entry(".", value);
        }
    }
    found
}

/// All strings inside nested conditions.
pub(super) fn leaves(value: &Value, depth: u32, files: &mut Vec<String>) {
    match value {
        Value::String(file) => files.push(file.clone()),
        Value::Object(table) if depth < 8 => {
            for value in table.values() {
                leaves(value, depth + 1, files);
            }
        }
        Value::Array(values) if depth < 8 => {
            for value in values {
                leaves(value, depth + 1, files);
            }
        }
        _ => {}
    }
}

/// Folders of sources that a build leaves out of the names of what it writes, likeliest first.
const SOURCE_FOLDERS: [&str; 3] = ["src", "lib", "source"];

/// Most folders that a build writes, one in another, in which a source is looked for.
const MOST_NESTED: usize = 3;

/// Where the source behind a built file may stand: `./dist/esm/react.d.ts` -> `src/react`.
pub(super) fn source_stem(file: &str) -> Vec<String> {
    let parts: Vec<&str> = file
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let written = parts
        .iter()
        .take_while(|part| OUTPUT_FOLDERS.contains(part));
    let written = written.count();
    // A folder of the sources may be called as one that a build writes.
    let starts = (written.min(1)..=written).rev().take(MOST_NESTED);
    let stems = starts.flat_map(|start| {
        let (name, folders) = parts.get(start..).and_then(<[&str]>::split_last)?;
        let stem = name.split_once('.').map_or(*name, |(stem, _)| stem);
        let folders = folders.iter().copied();
        let path = folders.chain([stem]).collect::<Vec<_>>().join("/");
        Some(match path.strip_prefix("src/") {
            Some(_) => vec![path],
            None => {
                let [src, lib, source] = SOURCE_FOLDERS.map(|folder| format!("{folder}/{path}"));
                vec![src, path, lib, source]
            }
        })
    });
    stems.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture::tree;
    use super::*;

    #[test]
    fn specifiers_split_into_package_and_subpath() {
        assert_eq!(split("vue"), ("vue", ""));
        assert_eq!(split("vue/dist/x"), ("vue", "dist/x"));
        assert_eq!(split("@a/b"), ("@a/b", ""));
        assert_eq!(split("@a/b/c/d"), ("@a/b", "c/d"));
        assert_eq!(split("@a"), ("@a", ""));
    }

    #[test]
    fn a_built_export_leads_to_its_source() {
        let workspace = Workspace::of_tree(&tree(
            "//- /packages/ui/package.json\n{\"name\": \"@a/ui\", \"exports\": {\".\": {\"import\": \"./dist/esm/main.js\"}}}\n",
        ));
        assert_eq!(
            workspace.sources("@a/ui").first().map(String::as_str),
            Some("packages/ui/src/main")
        );
        assert_eq!(
            workspace
                .sources("@a/ui/button")
                .first()
                .map(String::as_str),
            Some("packages/ui/src/button")
        );
        assert!(workspace.sources("vue").is_empty());
    }

    #[test]
    fn a_name_that_two_packages_have_is_left_out() {
        let workspace = Workspace::of_tree(&tree(
            "//- /a/package.json\n{\"name\": \"x\"}\n//- /b/package.json\n{\"name\": \"x\"}\n//- /c/package.json\n{\"name\": \"../y\"}\n",
        ));
        assert_eq!(workspace.names().count(), 0);
    }
}
