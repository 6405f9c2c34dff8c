//! Settings that the tool they are for does not read.

use std::sync::Arc;

use crate::model::{Ecosystem, Evidence, Fault, Misplaced, Package};
use crate::scan::paths::{folder_of, name_of};
use crate::scan::walk::Tree;

use super::super::Documents;
use super::super::document::Node;
use super::settled::pytest_settings;
use super::{below, in_folder};

/// Keys of coverage.py's sections, by which a section is known to be one.
const COVERAGE_KEYS: [&str; 12] = [
    "source",
    "omit",
    "include",
    "branch",
    "parallel",
    "data_file",
    "exclude_lines",
    "exclude_also",
    "fail_under",
    "show_missing",
    "source_pkgs",
    "skip_covered",
];

/// Keys of pytest's settings.
const PYTEST_KEYS: [&str; 9] = [
    "addopts",
    "testpaths",
    "python_files",
    "python_classes",
    "python_functions",
    "markers",
    "filterwarnings",
    "asyncio_mode",
    "norecursedirs",
];

/// Headings of pytest that it does not read: the file, the keys, what is written, what is read.
const WRONG: [(&str, &[&str], &str, &str); 10] = [
    ("pytest.ini", &["tool:pytest"], "[tool:pytest]", "[pytest]"),
    (
        "pytest.ini",
        &["tool.pytest.ini_options"],
        "[tool.pytest.ini_options]",
        "[pytest]",
    ),
    (".pytest.ini", &["tool:pytest"], "[tool:pytest]", "[pytest]"),
    ("tox.ini", &["tool:pytest"], "[tool:pytest]", "[pytest]"),
    ("setup.cfg", &["pytest"], "[pytest]", "[tool:pytest]"),
    (
        "setup.cfg",
        &["tool.pytest.ini_options"],
        "[tool.pytest.ini_options]",
        "[tool:pytest]",
    ),
    (
        "pyproject.toml",
        &["pytest"],
        "[pytest]",
        "[tool.pytest.ini_options]",
    ),
    (
        "pyproject.toml",
        &["tool:pytest"],
        "[tool:pytest]",
        "[tool.pytest.ini_options]",
    ),
    (
        "pyproject.toml",
        &["tool", "pytest.ini_options"],
        "[tool.\"pytest.ini_options\"]",
        "[tool.pytest.ini_options]",
    ),
    (
        "pytest.toml",
        &["tool", "pytest"],
        "[tool.pytest]",
        "[pytest]",
    ),
];

/// Looks at the settings in the folder of each package.
pub(super) fn misplaced(packages: &mut [Package], tree: &Tree, documents: &Documents) {
    for package in packages.iter_mut() {
        let found = match package.ecosystem {
            Ecosystem::Python => {
                let mut found = pytest(package, documents);
                found.extend(coverage(package, documents));
                found
            }
            Ecosystem::Node => node(package, tree, documents),
            Ecosystem::Go | Ecosystem::Rust => Vec::new(),
        };
        package.misplaced = found;
    }
}

fn heading(
    tool: &'static str,
    path: &Arc<str>,
    node: &Node,
    wrong: &str,
    right: &str,
) -> Misplaced {
    Misplaced {
        tool,
        evidence: Evidence {
            path: path.clone(),
            line: Some(node.line),
            fact: format!("{tool} does not read `{wrong}` in this file").into(),
        },
        fault: Fault::Heading {
            right: right.into(),
        },
    }
}

fn shadowed(tool: &'static str, path: &Arc<str>, line: u32, by: &Arc<str>) -> Misplaced {
    Misplaced {
        tool,
        evidence: Evidence {
            path: path.clone(),
            line: Some(line),
            fact: format!("{tool} takes its settings from `{by}` and does not read these").into(),
        },
        fault: Fault::Shadowed { by: by.clone() },
    }
}

fn has_any(node: &Node, keys: &[&str]) -> bool {
    node.entries().iter().any(|(key, _)| keys.contains(&&**key))
}

fn pytest(package: &Package, documents: &Documents) -> Vec<Misplaced> {
    let folder = &*package.folder;
    let mut found = Vec::new();
    for (name, keys, wrong, right) in WRONG {
        if let Some((path, document)) = documents.entry(&in_folder(folder, name))
            && let Some(node) = document.at(keys)
        {
            found.push(heading("pytest", path, node, wrong, right));
        }
    }
    // From version 9 on, pytest reads `[tool.pytest]` itself.
    let pytest = package.tools.iter().find(|tool| &*tool.name == "pytest");
    let is_old = pytest.is_some_and(|tool| newest(&tool.version).is_some_and(|major| major < 9));
    if let Some((path, document)) = documents.entry(&in_folder(folder, "pyproject.toml")) {
        if let Some(node) = document.at(&["tool", "pytest"])
            && is_old
            && has_any(node, &PYTEST_KEYS)
        {
            let right = "[tool.pytest.ini_options]";
            found.push(heading("pytest", path, node, "[tool.pytest]", right));
        }
        if let Some(node) = document.at(&["tool", "pytest", "ini_options"]) {
            found.extend(behind(package, path, node, documents));
        }
    }
    for (name, key) in [("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")] {
        if let Some((path, document)) = documents.entry(&in_folder(folder, name))
            && let Some(node) = document.get(key)
        {
            found.extend(behind(package, path, node, documents));
        }
    }
    found
}

/// Settings of pytest in a file other than the one that it takes.
fn behind(
    package: &Package,
    path: &Arc<str>,
    node: &Node,
    documents: &Documents,
) -> Option<Misplaced> {
    let (taken, _) = pytest_settings(&package.folder, documents)?;
    (taken != path && !node.entries().is_empty())
        .then(|| shadowed("pytest", path, node.line, taken))
}

/// The newest major version that a requirement allows, where it says.
fn newest(version: &str) -> Option<u32> {
    let is_bound = version.starts_with(['=', '~', '^', '<']) || version.contains('<');
    let major = |part: &str| {
        let digits = part.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let end = digits.find(|letter: char| !letter.is_ascii_digit());
        digits
            .get(..end.unwrap_or(digits.len()))?
            .parse::<u32>()
            .ok()
    };
    if !is_bound {
        return None;
    }
    match version.split(',').find(|part| part.trim().starts_with('<')) {
        Some(limit) if !limit.contains("<=") && limit.trim().split('.').count() <= 2 => {
            major(limit).map(|major| major.saturating_sub(1))
        }
        Some(limit) => major(limit),
        None => major(version),
    }
}

fn coverage(package: &Package, documents: &Documents) -> Vec<Misplaced> {
    let folder = &*package.folder;
    let mut found = Vec::new();
    for name in ["setup.cfg", "tox.ini"] {
        let Some((path, document)) = documents.entry(&in_folder(folder, name)) else {
            continue;
        };
        for (section, right) in [
            ("run", "[coverage:run]"),
            ("report", "[coverage:report]"),
            ("coverage", "[coverage:run]"),
            ("tool:coverage", "[coverage:run]"),
            ("tool.coverage.run", "[coverage:run]"),
        ] {
            if let Some(node) = document.get(section)
                && has_any(node, &COVERAGE_KEYS)
            {
                found.push(heading(
                    "coverage",
                    path,
                    node,
                    &format!("[{section}]"),
                    right,
                ));
            }
        }
    }
    found.extend(coverage_in_toml(package, documents));
    found.extend(behind_coveragerc(package, documents));
    found
}

/// Settings of coverage in `pyproject.toml`.
fn coverage_in_toml(package: &Package, documents: &Documents) -> Vec<Misplaced> {
    let mut found = Vec::new();
    let pyproject = documents.entry(&in_folder(&package.folder, "pyproject.toml"));
    let Some((path, document)) = pyproject else {
        return found;
    };
    let right = "[tool.coverage.run]";
    for section in ["coverage", "coverage:run"] {
        if let Some(node) = document.get(section) {
            let wrong = format!("[{section}]");
            found.push(heading("coverage", path, node, &wrong, right));
        }
    }
    if let Some(node) = document.at(&["tool", "coverage"])
        && has_any(node, &COVERAGE_KEYS)
    {
        found.push(heading("coverage", path, node, "[tool.coverage]", right));
    }
    if let Some(node) = document.at(&["tool", "coverage:run"]) {
        let wrong = "[tool.\"coverage:run\"]";
        found.push(heading("coverage", path, node, wrong, right));
    }
    found
}

/// Where there is a `.coveragerc`, coverage reads no other file.
fn behind_coveragerc(package: &Package, documents: &Documents) -> Vec<Misplaced> {
    let folder = &*package.folder;
    let mut found = Vec::new();
    let Some((by, _)) = documents.entry(&in_folder(folder, ".coveragerc")) else {
        return found;
    };
    if let Some((path, document)) = documents.entry(&in_folder(folder, "pyproject.toml"))
        && let Some(node) = document.at(&["tool", "coverage"])
    {
        found.push(shadowed("coverage", path, node.line, by));
    }
    for name in ["setup.cfg", "tox.ini"] {
        if let Some((path, document)) = documents.entry(&in_folder(folder, name)) {
            let sections = document.entries().iter();
            let set = sections.filter(|(section, _)| section.starts_with("coverage:"));
            found.extend(
                set.take(1)
                    .map(|(_, node)| shadowed("coverage", path, node.line, by)),
            );
        }
    }
    found
}

fn node(package: &Package, tree: &Tree, documents: &Documents) -> Vec<Misplaced> {
    let mut found = Vec::new();
    let own = |start: &str| {
        let mut paths = below(tree, &package.folder).map(|(path, _)| path);
        paths.find(|path| {
            let name = name_of(path);
            folder_of(path) == &*package.folder && name.starts_with(start)
        })
    };
    let document = documents.get(&package.manifest);
    let jest = document.and_then(|document| document.get("jest"));
    if let (Some(path), Some(node)) = (own("jest.config."), jest)
        && !node.entries().is_empty()
    {
        found.push(shadowed("jest", &package.manifest, node.line, path));
    }
    if let Some(node) = document.and_then(|document| document.get("vitest"))
        && !node.entries().is_empty()
    {
        let right = "test: { … } in vitest.config.ts";
        found.push(heading(
            "vitest",
            &package.manifest,
            node,
            "\"vitest\"",
            right,
        ));
    }
    if let (Some(by), Some(path)) = (own("vitest.config."), own("vite.config."))
        && let Some(manifest) = tree.manifests.get(path)
        && !tree
            .manifests
            .get(by)
            .is_some_and(|by| by.text.contains("vite.config"))
    {
        let line = manifest
            .text
            .lines()
            .position(|line| line.trim_start().starts_with("test:") && line.contains('{'));
        if let Some(line) = line.and_then(|line| u32::try_from(line + 1).ok()) {
            found.push(shadowed("vitest", path, line, by));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_that_a_requirement_allows() {
        let check = |version: &str, expect: Option<u32>| {
            assert_eq!(newest(version), expect, "{version}");
        };
        check("==8.3.5", Some(8));
        check("^7.0.0", Some(7));
        check(">=7,<9", Some(8));
        check(">=7", None);
        check("", None);
    }
}
