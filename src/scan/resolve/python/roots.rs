//! Where Python looks for modules: each folder has a search path of its own.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::lang::Family;
use crate::scan::classify::is_test_folder;
use crate::scan::paths::{ancestors, folder_of, join, name_of};
use crate::scan::setup::ini;
use crate::scan::walk::Tree;

use super::super::Input;
use super::child;
use super::renamed::Renamed;

/// Names of files that are started rather than imported, so that their folder is searched.
const SCRIPTS: [&str; 9] = [
    "main.py",
    "__main__.py",
    "app.py",
    "server.py",
    "manage.py",
    "run.py",
    "wsgi.py",
    "asgi.py",
    "cli.py",
];

/// Files that make a folder a Python project.
const PROJECT_FILES: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// Search paths of all folders of a tree.
pub(super) struct Roots {
    /// Folders that hold Python files, at any depth.
    folders: FxHashSet<String>,
    /// Search path by folder.
    by_folder: FxHashMap<String, Vec<String>>,
    /// The only folder that holds a top-level module of that name, for code that reaches over
    /// from another project.
    providers: FxHashMap<String, Option<String>>,
    /// Folders that hold a package which is in no other, by its name, wherever they lie.
    holders: FxHashMap<String, Vec<String>>,
    renamed: Renamed,
}

impl Roots {
    pub(super) fn new(input: &Input<'_>) -> Self {
        let mut folders = FxHashSet::default();
        let mut own = BTreeSet::new();
        for (_, unit) in input.of_family(Family::Python) {
            own.insert(folder_of(&unit.path));
            for folder in ancestors(folder_of(&unit.path)) {
                if !folders.insert(folder.to_owned()) {
                    break;
                }
            }
        }
        let projects = projects(input.tree, &folders);
        let by_folder = own
            .into_iter()
            .map(|folder| (folder.to_owned(), search_path(input, &projects, folder)))
            .collect();
        let providers = providers(input, &folders, &projects);
        Self {
            renamed: Renamed::new(input.tree, |folder| folders.contains(folder)),
            folders,
            by_folder,
            providers,
            holders: holders(input),
        }
    }

    /// The folder of the top-most package of a name that lies nearest to a file. No settings of the
    /// tree say that it is searched, but a package of that name is there to be imported. What lies
    /// among tests is for those alone.
    pub(super) fn nearest_holder(&self, package: &str, path: &str) -> Option<&str> {
        let shared = |holder: &str| {
            let parts = holder.split('/').zip(path.split('/'));
            parts.take_while(|(left, right)| left == right).count()
        };
        let is_open = |holder: &&String| {
            let mut parts = holder.split('/').skip(shared(holder));
            !parts.any(is_test_folder)
        };
        let holders = self.holders.get(package)?.iter();
        let open: Vec<&str> = holders.filter(is_open).map(String::as_str).collect();
        let most = open.iter().map(|holder| shared(holder)).max()?;
        let mut nearest = open.iter().filter(|holder| shared(holder) == most);
        // Which of several as near is installed there nobody can tell.
        nearest.next().copied().filter(|_| nearest.next().is_none())
    }

    /// Folders to look in for the modules that a file of `folder` imports, first match first.
    pub(super) fn of_folder(&self, folder: &str) -> &[String] {
        self.by_folder.get(folder).map_or(&[], Vec::as_slice)
    }

    /// The one project folder that provides a top-level module.
    pub(super) fn only_provider(&self, module: &str) -> Option<&String> {
        self.providers.get(module)?.as_ref()
    }

    /// Where what is called `name` in a folder lies.
    pub(super) fn below(&self, folder: &str, name: &str) -> String {
        self.renamed.real(child(folder, name))
    }

    /// Whether a folder holds Python files, so that it can be a namespace package.
    pub(super) fn is_folder(&self, folder: &str) -> bool {
        self.folders.contains(folder) || self.renamed.is_above(folder)
    }
}

fn search_path(
    input: &Input<'_>,
    projects: &FxHashMap<String, Vec<String>>,
    folder: &str,
) -> Vec<String> {
    let is_package = |folder: &str| input.file(&child(folder, "__init__.py")).is_some();
    let has_script = |folder: &str| {
        SCRIPTS
            .iter()
            .any(|script| input.file(&child(folder, script)).is_some())
    };
    // The first folder without `__init__.py`: pytest's base folder, and a script's own.
    let base = ancestors(folder)
        .find(|folder| !is_package(folder))
        .unwrap_or("");
    let mut path = vec![base.to_owned()];
    path.extend(
        ancestors(folder)
            .filter_map(|folder| projects.get(folder))
            .flatten()
            .cloned(),
    );
    path.extend(["".to_owned(), "src".to_owned()]);
    path.extend(
        ancestors(folder)
            .filter(|folder| !is_package(folder))
            .map(str::to_owned),
    );
    path.extend(
        ancestors(folder)
            .filter(|folder| has_script(folder))
            .map(str::to_owned),
    );
    let mut seen = FxHashSet::default();
    path.retain(|root| seen.insert(root.clone()));
    path
}

/// Source folders by project folder.
fn projects(tree: &Tree, folders: &FxHashSet<String>) -> FxHashMap<String, Vec<String>> {
    let mut projects: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for (path, manifest) in &tree.manifests {
        let (folder, name) = (folder_of(path), name_of(path));
        if !PROJECT_FILES.contains(&name) && name != "pytest.ini" {
            continue;
        }
        let mut sources = match name {
            "pyproject.toml" => declared_in_pyproject(&manifest.text),
            "setup.cfg" | "pytest.ini" | ".pytest.ini" | "tox.ini" => {
                declared_in_ini(&manifest.text)
            }
            _ => Vec::new(),
        };
        sources.extend(["src", "lib", "."].map(str::to_owned));
        let known = projects.entry(folder.to_owned()).or_default();
        for source in sources.iter().filter_map(|source| join(folder, source)) {
            if folders.contains(&source) && !known.contains(&source) {
                known.push(source);
            }
        }
    }
    #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for sources in projects.values_mut() {
        // The project's own folder comes after the ones it declares.
        sources.sort_by_key(|source| std::cmp::Reverse(source.len()));
    }
    projects
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Pyproject {
    tool: Tool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tool {
    pytest: toml::Table,
    setuptools: toml::Table,
    poetry: toml::Table,
    hatch: toml::Table,
}

/// Source folders that a `pyproject.toml` declares for pytest, setuptools, Poetry or Hatch.
fn declared_in_pyproject(text: &str) -> Vec<String> {
    let Ok(Pyproject { tool }) = toml::from_str(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    strings(
        at_table(&tool.pytest, &["ini_options", "pythonpath"]),
        &mut found,
    );
    strings(
        at_table(&tool.setuptools, &["packages", "find", "where"]),
        &mut found,
    );
    strings(at_table(&tool.setuptools, &["package-dir", ""]), &mut found);
    let packages = at_table(&tool.poetry, &["packages"]).and_then(toml::Value::as_array);
    for package in packages.into_iter().flatten() {
        strings(package.get("from"), &mut found);
    }
    let mut wheels = Vec::new();
    strings(
        at_table(&tool.hatch, &["build", "targets", "wheel", "packages"]),
        &mut wheels,
    );
    found.extend(wheels.iter().map(|package| folder_of(package).to_owned()));
    found
}

pub(super) fn at_table<'a>(table: &'a toml::Table, keys: &[&str]) -> Option<&'a toml::Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter()
        .try_fold(table.get(*first)?, |value, key| value.get(key))
}

fn strings(value: Option<&toml::Value>, found: &mut Vec<String>) {
    match value {
        Some(toml::Value::String(text)) => found.extend(text.split_whitespace().map(str::to_owned)),
        Some(toml::Value::Array(values)) => {
            for value in values {
                found.extend(value.as_str().map(str::to_owned));
            }
        }
        _ => {}
    }
}

/// Source folders that a file of settings in sections declares for pytest or setuptools.
fn declared_in_ini(text: &str) -> Vec<String> {
    const PLACES: [[&str; 2]; 4] = [
        ["pytest", "pythonpath"],
        ["tool:pytest", "pythonpath"],
        ["options.packages.find", "where"],
        ["options", "package_dir"],
    ];
    let settings = ini(text);
    let values = PLACES.iter().filter_map(|place| settings.at(place)?.text());
    // `package_dir` maps packages to folders: `= src` all of them.
    let folders = values
        .flat_map(str::lines)
        .filter_map(|line| match line.split_once('=') {
            Some((package, folder)) => package.trim().is_empty().then_some(folder),
            None => Some(line),
        });
    let folders = folders.flat_map(|line| line.split([' ', '\t', ',']));
    let folders = folders.filter(|folder| !folder.is_empty());
    folders.map(str::to_owned).collect()
}

/// Folders that hold a package which is in no other, by its name.
fn holders(input: &Input<'_>) -> FxHashMap<String, Vec<String>> {
    let mut found: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for (_, unit) in input.of_family(Family::Python) {
        let Some(package) = unit.path.strip_suffix("/__init__.py") else {
            continue;
        };
        let holder = folder_of(package);
        if input.file(&child(holder, "__init__.py")).is_none() {
            let known = found.entry(name_of(package).to_owned()).or_default();
            known.push(holder.to_owned());
        }
    }
    found
}

/// For each top-level module of a project, the only source folder that provides it.
fn providers(
    input: &Input<'_>,
    folders: &FxHashSet<String>,
    projects: &FxHashMap<String, Vec<String>>,
) -> FxHashMap<String, Option<String>> {
    let sources: BTreeSet<&str> = projects.values().flatten().map(String::as_str).collect();
    let mut providers: FxHashMap<String, Option<String>> = FxHashMap::default();
    let mut provide = |module: &str, source: &str| {
        providers
            .entry(module.to_owned())
            .and_modify(|known| {
                if known.as_deref() != Some(source) {
                    *known = None;
                }
            })
            .or_insert_with(|| Some(source.to_owned()));
    };
    let mut packages: Vec<&String> = folders.iter().collect();
    packages.sort_unstable();
    for package in packages {
        let source = folder_of(package);
        if !package.is_empty() && sources.contains(source) {
            provide(name_of(package), source);
        }
    }
    for (_, unit) in input.of_family(Family::Python) {
        let source = folder_of(&unit.path);
        if sources.contains(source)
            && let Some(module) = unit
                .path
                .rsplit('/')
                .next()
                .and_then(|name| name.strip_suffix(".py"))
        {
            provide(module, source);
        }
    }
    providers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_build_tools_declare() {
        let text = "[tool.pytest.ini_options]\npythonpath = [\"src\", \"tools\"]\n\
                    [tool.setuptools.packages.find]\nwhere = [\"lib\"]\n\
                    [tool.hatch.build.targets.wheel]\npackages = [\"python/pkg\"]\n";
        assert_eq!(
            declared_in_pyproject(text),
            ["src", "tools", "lib", "python"]
        );
        assert_eq!(
            declared_in_pyproject(
                "[tool.poetry]\npackages = [{ include = \"x\", from = \"src\" }]"
            ),
            ["src"]
        );
        assert_eq!(declared_in_pyproject("not toml ["), Vec::<String>::new());
        for (text, expect) in [
            ("[options.packages.find]\nwhere = src\n", &["src"][..]),
            ("[options]\npackage_dir =\n    = src\n    a = b\n", &["src"]),
            ("[options]\npackage_dir =\n    =lib\n", &["lib"]),
            (
                "[pytest]\npythonpath =\n    src\n    tools lib\n",
                &["src", "tools", "lib"],
            ),
            ("[tool:pytest]\npythonpath = .\n", &["."]),
            ("[other]\nwhere = src\npythonpath = src\n", &[]),
        ] {
            assert_eq!(declared_in_ini(text), expect, "{text}");
        }
    }
}
