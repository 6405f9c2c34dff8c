//! Names that lead to files of the same package by way of its manifest or its build: `#utils` of
//! `imports`, and `../dist/index.js`, which a build writes.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::scan::paths::{ancestors, below, folder_of, join, name_of};
use crate::scan::walk::Tree;

use super::aliases::Alias;
use super::workspace::{ENTRIES, OUTPUT_FOLDERS, exports, leaves, source_stem};

/// What packages name for themselves.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// For each folder with a manifest, names (`#utils`, `#lib/*`) with all files named for them,
    /// relative to that folder.
    imports: BTreeMap<String, Vec<Alias>>,
    /// For each folder with a manifest, the files as which the package is loaded.
    entries: BTreeMap<String, Vec<String>>,
}

impl Own {
    pub(super) fn of_tree(tree: &Tree) -> Self {
        let mut own = Self::default();
        let manifests = tree.manifests.iter();
        for (path, manifest) in manifests.filter(|(path, _)| name_of(path) == "package.json") {
            let value = serde_json::from_str::<Value>(&manifest.text).unwrap_or_default();
            let table = value.get("imports").and_then(Value::as_object);
            let imports = table.into_iter().flatten().map(|(name, value)| {
                let mut files = Vec::new();
                leaves(value, 0, &mut files);
                let files: Vec<&str> = files.iter().map(String::as_str).collect();
                Alias::of(name, "", &files)
            });
            let mut imports: Vec<Alias> = imports.collect();
            imports.sort_by_key(Alias::rank);
            let folder = folder_of(path).to_owned();
            own.imports.insert(folder.clone(), imports);
            let entries = exports(&value).into_iter();
            let entries = entries.filter(|(offered, _)| offered == ".");
            let entries = entries.flat_map(|(_, files)| files);
            let entries = entries.filter_map(|file| join("", &file));
            own.entries.insert(folder, entries.collect());
        }
        own
    }

    /// Where a file of the package may mean, likeliest first: paths relative to the root, with or
    /// without ending.
    pub(super) fn sources(&self, path: &str, specifier: &str) -> Vec<String> {
        if !specifier.starts_with(['#', '.']) {
            return Vec::new();
        }
        let folder = folder_of(path);
        let package = ancestors(folder).find_map(|folder| self.imports.get_key_value(folder));
        let Some((package, imports)) = package else {
            return Vec::new();
        };
        let entries = self.entries.get(package).map_or(&[] as &[_], Vec::as_slice);
        let is_entry;
        let targets: Vec<String> = if specifier.starts_with('#') {
            let named = imports.iter().filter_map(|name| name.expand(specifier));
            is_entry = false;
            named.flatten().collect()
        } else {
            let Some(path) = within(package, folder, specifier) else {
                return Vec::new();
            };
            is_entry = path.is_empty() || entries.contains(&path);
            match path.is_empty() {
                true => entries.to_vec(),
                false => written(&path).into_iter().collect(),
            }
        };
        let stems = targets.iter().flat_map(|file| source_stem(file));
        let all = targets.iter().cloned().chain(stems);
        // A bundle is called as people like; what it begins with is not.
        let usual = ENTRIES.iter().filter(|_| is_entry);
        let all = all.chain(usual.map(|stem| (*stem).to_owned()));
        all.filter_map(|file| join(package, &file)).collect()
    }
}

/// The path within its package of what a specifier names; empty for the package itself.
fn within(package: &str, folder: &str, specifier: &str) -> Option<String> {
    let path = join(folder, specifier)?;
    let inside = match path == package {
        true => "",
        false => below(&path, package)?,
    };
    Some(inside.to_owned())
}

/// The path within the package of a file that its build writes.
fn written(path: &str) -> Option<String> {
    let (first, is_folder) = match path.split_once('/') {
        Some((first, _)) => (first, false),
        None => (path, true),
    };
    let is_written = OUTPUT_FOLDERS.contains(&first);
    is_written.then(|| match is_folder {
        true => format!("{path}/index"),
        false => path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::edges;

    /// What a file means by a name that its package's manifest says so of.
    fn check(imports: &str, specifier: &str, expect: &[&str]) {
        let found = edges(
            &format!(
                "//- /package.json\n{{\"imports\": {{{imports}}}}}\n\
                 //- /src/lib/utils/index.ts\nexport const one = () => 1\n\
                 //- /src/two.ts\nexport const one = () => 2\n\
                 //- /test/x.ts\nimport {{ one }} from '{specifier}'\none()\n"
            ),
            "test/x.ts",
        );
        assert_eq!(found, expect, "{imports} {specifier}");
    }

    const UTILS: &[&str] = &["src/lib/utils/index.ts#one"];

    #[test]
    fn a_manifest_names_files_of_its_package() {
        check("\"#u\": \"./src/lib/utils/index.ts\"", "#u", UTILS);
        check(
            "\"#u\": {\"types\": \"./dist/u.d.ts\", \"x\": {\"own\": \"./src/lib/utils/index.ts\"}}",
            "#u",
            UTILS,
        );
        check(
            "\"#*\": {\"own\": \"./src/lib/*/index.ts\", \"default\": \"./dist/*.js\"}",
            "#utils",
            UTILS,
        );
        check("\"#u\": \"./dist/lib/utils/index.js\"", "#u", UTILS);
        check("\"#u\": \"./src/lib/utils/index.ts\"", "#v", &[]);
    }

    #[test]
    fn what_a_build_writes_stands_for_its_source() {
        check("", "../dist/two.js", &["src/two.ts#one"]);
        check("", "../dist/lib/utils", UTILS);
        check("", "../lib/two", &["src/two.ts#one"]);
        check("", "../data/two", &[]);
        let found = edges(
            "//- /package.json\n{}\n//- /lib/core.ts\nexport const one = () => 1\n\
             //- /spec/x.ts\nimport { one } from '../dist/core'\none()\n",
            "spec/x.ts",
        );
        assert_eq!(found, ["lib/core.ts#one"]);
    }

    #[test]
    fn what_a_package_is_loaded_as_stands_for_where_it_begins() {
        let check = |main: &str, specifier: &str, source: &str, expect: &[&str]| {
            let found = edges(
                &format!(
                    "//- /p/package.json\n{{\"main\": \"{main}\"}}\n\
                     //- /p/{source}\nexport const one = () => 1\n\
                     //- /p/test/x.ts\nimport {{ one }} from '{specifier}'\none()\n"
                ),
                "p/test/x.ts",
            );
            assert_eq!(found, expect, "{main} {specifier}");
        };
        check("dist/a.js", "..", "lib/a.ts", &["p/lib/a.ts#one"]);
        check(
            "./lib/a.esm.js",
            "../lib/a.esm.js",
            "src/index.ts",
            &["p/src/index.ts#one"],
        );
        check(
            "./b.cjs",
            "../b.cjs",
            "src/index.ts",
            &["p/src/index.ts#one"],
        );
        check("./b.cjs", "../c.cjs", "src/index.ts", &[]);
    }
}
