//! Folders with manifests: what they ask for and how they are set up.

mod misplaced;
mod node;
mod python;
mod settled;
mod slot;

pub(super) use settled::pytest_settings;
pub(in crate::scan) use settled::pytest_settings_in;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::model::{DependencyForm, Ecosystem, Evidence, FileId, FileKind, Package, Style, Tool};
use crate::scan::extract::Unit;
use crate::scan::paths::{ancestors, folder_of, name_of};
use crate::scan::walk::{Manifest, Tree};

use super::Documents;

/// Packages that start tests, the first one wins.
pub(super) const RUNNERS: [&str; 22] = [
    "pytest",
    "nose2",
    "nose",
    "ward",
    "behave",
    "robotframework",
    "stestr",
    "testtools",
    "vitest",
    "jest",
    // What it starts in a browser is written for one of those below.
    "karma",
    "mocha",
    "ava",
    "jasmine",
    "uvu",
    "tape",
    "react-scripts",
    "@vue/cli-plugin-unit-jest",
    "@vue/cli-plugin-unit-mocha",
    "@web/test-runner",
    "@playwright/test",
    "cypress",
];

/// Tools that measure coverage.
const COVERAGE: [&str; 11] = [
    "pytest-cov",
    "coverage",
    "slipcover",
    "@vitest/coverage-v8",
    "@vitest/coverage-istanbul",
    "@vitest/coverage-c8",
    "nyc",
    "c8",
    "karma-coverage",
    "monocart-reporter",
    "@bcoe/v8-coverage",
];

/// Tools that hold an API against a contract or drive it from outside.
const CONTRACT: [&str; 22] = [
    "schemathesis",
    "pact-python",
    "tavern",
    "openapi-core",
    "dredd",
    "dredd-hooks",
    "hypothesis-jsonschema",
    "@pact-foundation/pact",
    "jest-openapi",
    "chai-openapi-response-validator",
    "newman",
    "supertest",
    "pactum",
    "hurl",
    "portman",
    "@stoplight/prism-cli",
    "vcrpy-openapi",
    "flasgger-test",
    "pytest-flask",
    "light-my-request",
    "chai-http",
    "@apideck/portman",
];

/// Whether a name is one of a tool that the checks ask for; all else is left out.
fn is_tool(name: &str) -> bool {
    RUNNERS.contains(&name)
        || COVERAGE.contains(&name)
        || CONTRACT.contains(&name)
        || matches!(
            name,
            "django" | "@angular/core" | "vite" | "jsdom" | "pytest-asyncio"
        )
}

/// Whether a tool is one for contracts.
pub(super) fn is_contract(name: &str) -> bool {
    CONTRACT.contains(&name)
}

/// What a manifest says, before it is put together.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    name: Option<Arc<str>>,
    tools: Vec<Tool>,
    style: Style,
}

/// Finds all packages with the files that belong to them; sorted by folder and ecosystem.
pub(super) fn packages(tree: &Tree, units: &[Unit], documents: &Documents) -> Vec<Package> {
    let mut found: BTreeMap<(Arc<str>, Ecosystem), Package> = BTreeMap::new();
    let manifests = tree.manifests.keys().filter(|path| !is_foreign(path));
    for path in manifests {
        let Some((ecosystem, rank)) = manifest_of(path) else {
            continue;
        };
        let folder: Arc<str> = folder_for(path).into();
        let known = found.get(&(folder.clone(), ecosystem));
        let is_better = known
            .and_then(|known| manifest_of(&known.manifest))
            .is_none_or(|(_, other)| rank < other);
        if is_better {
            let package = Package::new(folder.clone(), ecosystem, path.clone());
            found.insert((folder, ecosystem), package);
        }
    }
    let mut packages: Vec<Package> = found.into_values().collect();
    assign(&mut packages, units);
    keep_used(&mut packages);
    for package in &mut packages {
        let declared = match package.ecosystem {
            Ecosystem::Python => python::declared(package, tree, documents),
            Ecosystem::Node => node::declared(package, tree, documents),
            Ecosystem::Go | Ecosystem::Rust => native(package, documents),
        };
        package.name = declared.name;
        package.tools = declared.tools;
        package.style = declared.style;
    }
    link_parents(&mut packages);
    settled::settle(&mut packages, units, tree, documents);
    misplaced::misplaced(&mut packages, tree, documents);
    packages
}

/// Whether a manifest comes from elsewhere or stands in for one in a test.
pub(super) fn is_foreign(path: &str) -> bool {
    path.split('/').any(|part| {
        matches!(
            part,
            "node_modules"
                | "vendor"
                | "third_party"
                | "site-packages"
                | ".venv"
                | "venv"
                | "fixtures"
                | "__fixtures__"
                | "testdata"
        )
    })
}

/// The ecosystem of a manifest, and how much it is one: 0 is the surest.
fn manifest_of(path: &str) -> Option<(Ecosystem, u8)> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    Some(match name {
        "pyproject.toml" => (Ecosystem::Python, 0),
        "setup.py" => (Ecosystem::Python, 1),
        "setup.cfg" => (Ecosystem::Python, 2),
        "Pipfile" => (Ecosystem::Python, 3),
        "package.json" => (Ecosystem::Node, 0),
        "go.mod" => (Ecosystem::Go, 0),
        "Cargo.toml" => (Ecosystem::Rust, 0),
        _ if is_requirements(folder, name) => (Ecosystem::Python, 4),
        _ => return None,
    })
}

/// Whether a file lists requirements of Python.
pub(super) fn is_requirements(folder: &str, name: &str) -> bool {
    let is_list = name.ends_with(".txt") || name.ends_with(".in");
    is_list && (name.contains("requirements") || name_of(folder) == "requirements")
}

fn folder_for(path: &str) -> &str {
    let folder = folder_of(path);
    let is_list_folder = name_of(folder) == "requirements";
    if is_list_folder {
        folder_of(folder)
    } else {
        folder
    }
}

/// Gives each package the source and test files for which it is the nearest.
fn assign(packages: &mut [Package], units: &[Unit]) {
    let by_place: BTreeMap<(String, Ecosystem), usize> = packages
        .iter()
        .enumerate()
        .map(|(at, package)| ((package.folder.to_string(), package.ecosystem), at))
        .collect();
    for (id, unit) in (0..).map(FileId).zip(units) {
        let ecosystem = unit
            .language
            .and_then(|language| Ecosystem::of_language(language.id));
        let Some(ecosystem) = ecosystem else { continue };
        if !matches!(unit.kind, FileKind::Source | FileKind::Test) {
            continue;
        }
        let at = ancestors(folder_of(&unit.path))
            .find_map(|folder| by_place.get(&(folder.to_owned(), ecosystem)));
        if let Some(package) = at.and_then(|at| packages.get_mut(*at)) {
            package.files.push(id);
        }
    }
}

/// Keeps packages that have files, and those above them: their set-up may serve both.
fn keep_used(packages: &mut Vec<Package>) {
    let used: BTreeSet<(Arc<str>, Ecosystem)> = packages
        .iter()
        .filter(|package| !package.files.is_empty())
        .flat_map(|package| {
            ancestors(&package.folder).map(|folder| (Arc::from(folder), package.ecosystem))
        })
        .collect();
    packages.retain(|package| used.contains(&(package.folder.clone(), package.ecosystem)));
}

/// Finds the package above each one.
fn link_parents(packages: &mut [Package]) {
    let places: Vec<(Arc<str>, Ecosystem)> = packages
        .iter()
        .map(|package| (package.folder.clone(), package.ecosystem))
        .collect();
    for package in packages {
        if package.folder.is_empty() {
            continue;
        }
        package.parent = ancestors(folder_of(&package.folder)).find_map(|folder| {
            places
                .iter()
                .position(|(place, of)| **place == *folder && *of == package.ecosystem)
        });
    }
}

/// Go and Rust bring their test runners with them.
fn native(package: &Package, documents: &Documents) -> Declared {
    let (name, line) = match package.ecosystem {
        Ecosystem::Rust => ("cargo test", 1),
        _ => ("go test", 1),
    };
    let evidence = Evidence {
        path: package.manifest.clone(),
        line: Some(line),
        fact: format!("`{name}` comes with the language").into(),
    };
    let document = documents.get(&package.manifest);
    let own = document.and_then(|node| node.at(&["package", "name"]));
    Declared {
        name: own.and_then(|node| node.text()).map(Arc::from),
        tools: vec![Tool {
            name: name.into(),
            version: "".into(),
            evidence,
        }],
        style: Style {
            form: DependencyForm::None,
            dependencies: package.manifest.clone(),
            manager: if package.ecosystem == Ecosystem::Rust {
                "cargo"
            } else {
                "go"
            },
            ..Style::default()
        },
    }
}

/// The first of some files that lies in a folder or in one above it.
fn nearest_file<'n>(tree: &Tree, folder: &str, names: &[&'n str]) -> Option<(String, &'n str)> {
    ancestors(folder).find_map(|at| {
        names.iter().find_map(|name| {
            let path = if at.is_empty() {
                (*name).to_owned()
            } else {
                format!("{at}/{name}")
            };
            let has = tree
                .entries
                .binary_search_by(|entry| entry.path.as_ref().cmp(&path))
                .is_ok();
            has.then_some((path, *name))
        })
    })
}

/// The manifests in a folder and below it, in the order of their paths.
fn below<'t>(
    tree: &'t Tree,
    folder: &str,
) -> impl Iterator<Item = (&'t Arc<str>, &'t Manifest)> + use<'t> {
    // The sign behind a slash ends what begins with the folder.
    let (start, end) = match folder {
        "" => (String::new(), None),
        folder => (format!("{folder}/"), Some(format!("{folder}0"))),
    };
    let end = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    tree.manifests
        .range::<str, _>((Bound::Included(start.as_str()), end))
}

/// A path in a folder.
pub(super) fn in_folder(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
