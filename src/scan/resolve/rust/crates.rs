//! Cargo packages: which files are the roots of crates, and what those are called.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::scan::paths::{folder_of, join};
use crate::scan::walk::Tree;

/// Folders in which Cargo looks for crates of their own.
const TARGET_FOLDERS: [&str; 4] = ["src/bin", "tests", "benches", "examples"];

/// Tables of a manifest that list such crates.
const TARGET_TABLES: [&str; 4] = ["bin", "test", "bench", "example"];

/// The root file of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Crate {
    /// Path of the file.
    pub(super) root: String,
    /// The name under which others import it; of libraries only.
    pub(super) name: Option<String>,
    /// Folder of the package.
    pub(super) folder: String,
    /// Dependencies that have another name here: (name here, name of the library).
    pub(super) renamed: Vec<(String, String)>,
}

/// All crates of the tree, libraries first in each package.
pub(super) fn crates(tree: &Tree) -> Vec<Crate> {
    tree.manifests
        .iter()
        .filter(|(path, _)| path.as_ref() == "Cargo.toml" || path.ends_with("/Cargo.toml"))
        .filter_map(|(path, manifest)| {
            let manifest: Table = manifest.text.parse().ok()?;
            Some(of_package(tree, folder_of(path), &manifest))
        })
        .flatten()
        .collect()
}

fn of_package(tree: &Tree, folder: &str, manifest: &Table) -> Vec<Crate> {
    let Some(package) = manifest
        .get("package")
        .and_then(|package| text(package, "name"))
    else {
        return Vec::new();
    };
    let library = manifest.get("lib");
    let named = library.and_then(|library| text(library, "name"));
    let name = named.unwrap_or(package).replace('-', "_");
    let root = library.and_then(|library| text(library, "path"));
    let root = root.unwrap_or("src/lib.rs");
    let renamed = renamed(manifest);
    let found = |root: String, name: Option<String>| {
        is_file(tree, &root).then(|| Crate {
            root,
            name,
            folder: folder.to_owned(),
            renamed: renamed.clone(),
        })
    };
    let library = join(folder, root).and_then(|root| found(root, Some(name)));
    let mut roots: BTreeSet<String> = ["src/main.rs", "build.rs"]
        .iter()
        .filter_map(|root| join(folder, root))
        .collect();
    for table in TARGET_TABLES {
        let targets = manifest.get(table).and_then(Value::as_array);
        roots.extend(
            targets
                .into_iter()
                .flatten()
                .filter_map(|target| join(folder, text(target, "path")?)),
        );
    }
    for targets in TARGET_FOLDERS {
        roots.extend(
            join(folder, targets)
                .map(|targets| roots_in(tree, &targets))
                .into_iter()
                .flatten(),
        );
    }
    let library_root = library.as_ref().map(|library| library.root.clone());
    roots.retain(|root| Some(root) != library_root.as_ref());
    library
        .into_iter()
        .chain(roots.into_iter().filter_map(|root| found(root, None)))
        .collect()
}

/// `x.rs` and `x/main.rs` in a folder.
fn roots_in(tree: &Tree, folder: &str) -> Vec<String> {
    let prefix = format!("{folder}/");
    let start = tree.entries.partition_point(|entry| *entry.path < *prefix);
    tree.entries
        .iter()
        .skip(start)
        .map(|entry| entry.path.as_ref())
        .map_while(|path| Some((path, path.strip_prefix(&prefix)?)))
        .filter(|(_, rest)| match rest.split_once('/') {
            None => rest.ends_with(".rs"),
            Some((_, inner)) => inner == "main.rs",
        })
        .map(|(path, _)| path.to_owned())
        .collect()
}

/// Dependencies written as `name = { package = "other" }`.
fn renamed(manifest: &Table) -> Vec<(String, String)> {
    ["dependencies", "dev-dependencies", "build-dependencies"]
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_table())
        .flatten()
        .filter_map(|(name, dependency)| {
            let package = text(dependency, "package")?;
            Some((name.replace('-', "_"), package.replace('-', "_")))
        })
        .collect()
}

fn text<'a>(table: &'a Value, key: &str) -> Option<&'a str> {
    table.get(key)?.as_str()
}

fn is_file(tree: &Tree, path: &str) -> bool {
    tree.entries
        .binary_search_by(|entry| entry.path.as_ref().cmp(path))
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::fixture::tree;

    fn check(fixture: &str, expected: &[(&str, Option<&str>)]) {
        let crates = crates(&tree(fixture));
        let found: Vec<_> = crates
            .iter()
            .map(|found| (found.root.as_str(), found.name.as_deref()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn targets_are_found_where_cargo_looks() {
        check(
            "//- /a/Cargo.toml\n[package]\nname = \"my-lib\"\n\
             //- /a/src/lib.rs\n//- /a/src/main.rs\n//- /a/src/bin/x.rs\n//- /a/src/bin/y/main.rs\n\
             //- /a/src/bin/y/z.rs\n//- /a/tests/t.rs\n//- /a/tests/common/mod.rs\n//- /a/build.rs\n",
            &[
                ("a/src/lib.rs", Some("my_lib")),
                ("a/build.rs", None),
                ("a/src/bin/x.rs", None),
                ("a/src/bin/y/main.rs", None),
                ("a/src/main.rs", None),
                ("a/tests/t.rs", None),
            ],
        );
    }

    #[test]
    fn manifests_may_name_targets() {
        check(
            "//- /Cargo.toml\n[package]\nname = \"a\"\n[lib]\nname = \"b\"\npath = \"lib.rs\"\n\
             [[bin]]\nname = \"c\"\npath = \"crates/core/main.rs\"\n[[test]]\npath = \"../t.rs\"\n\
             //- /lib.rs\n//- /crates/core/main.rs\n",
            &[("lib.rs", Some("b")), ("crates/core/main.rs", None)],
        );
    }

    #[test]
    fn a_workspace_without_package_and_a_broken_manifest_have_no_crates() {
        check(
            "//- /Cargo.toml\n[workspace]\n//- /a/Cargo.toml\n[package\n//- /a/src/lib.rs\n",
            &[],
        );
    }
}
