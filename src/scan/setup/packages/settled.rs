//! Which runner and coverage tool a package has, and what settings of coverage it keeps.

use std::sync::Arc;

use crate::model::{Ecosystem, Evidence, FileKind, Import, Package, Presence, Tool};
use crate::scan::extract::Unit;
use crate::scan::paths::name_of;
use crate::scan::walk::Tree;

use super::super::Documents;
use super::super::document::{Node, ini, toml};
use super::{COVERAGE, RUNNERS, below, in_folder};

/// Test runners that come with the language, by the module that their tests import; those that
/// build on others come first.
const BUILT_IN: [(&str, &str); 8] = [
    ("django.test", "manage.py test"),
    ("twisted.trial", "trial"),
    ("unittest", "unittest"),
    ("node:test", "node --test"),
    ("bun:test", "bun test"),
    ("@jest/globals", "jest"),
    ("vitest", "vitest"),
    ("pytest", "pytest"),
];

/// Fills in what is set up in each package.
pub(super) fn settle(packages: &mut [Package], units: &[Unit], tree: &Tree, documents: &Documents) {
    for package in packages.iter_mut() {
        package.runner = declared(package, &RUNNERS).or_else(|| built_in(package, units));
        package.coverage_tool = declared(package, &COVERAGE);
        match package.ecosystem {
            Ecosystem::Python => python(package, documents),
            Ecosystem::Node => node(package, tree, documents),
            Ecosystem::Go => {
                package.runner = package.tools.first().cloned();
                package.coverage_tool.clone_from(&package.runner);
            }
            Ecosystem::Rust => {
                package.runner = package.tools.first().cloned();
                let name = in_folder(&package.folder, "tarpaulin.toml");
                if let Some((path, _)) = documents.entry(&name) {
                    set(package, path, 1, "settings of `cargo-tarpaulin`");
                }
            }
        }
    }
}

/// The first of some tools that the package asks for.
fn declared(package: &Package, names: &[&str]) -> Option<Tool> {
    names
        .iter()
        .find_map(|name| package.tools.iter().find(|tool| *tool.name == **name))
        .cloned()
}

/// A runner that needs no entry in the manifest, because a test imports it.
fn built_in(package: &Package, units: &[Unit]) -> Option<Tool> {
    let tests = package
        .files
        .iter()
        .filter_map(|id| units.get(id.0 as usize))
        .filter(|unit| unit.kind == FileKind::Test);
    let mut files = package.files.iter();
    let has_manager = files.any(|id| {
        let unit = units.get(id.0 as usize);
        unit.is_some_and(|unit| name_of(&unit.path) == "manage.py")
    });
    let mut best: Option<(usize, Tool)> = None;
    for unit in tests {
        let imports = unit.facts.iter().flat_map(|facts| &facts.imports);
        let is_meant = |import: &&Import| import.presence == Presence::Runtime && !is_mock(import);
        for import in imports.filter(is_meant) {
            let rank = BUILT_IN.iter().position(|(module, _)| {
                import
                    .module
                    .strip_prefix(module)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            });
            // Those in front come with the language, the others have to be installed.
            let starts = |rank: &usize| *rank > 0 || has_manager;
            let Some(rank) = rank.filter(|rank| *rank < 5 && starts(rank)) else {
                continue;
            };
            let better = best.as_ref().is_none_or(|(known, _)| rank < *known);
            if let (true, Some((module, tool))) = (better, BUILT_IN.get(rank)) {
                let tool = Tool {
                    name: (*tool).into(),
                    version: "".into(),
                    evidence: Evidence {
                        path: unit.path.clone(),
                        line: Some(import.line),
                        fact: format!("a test imports `{module}`").into(),
                    },
                };
                best = Some((rank, tool));
            }
        }
    }
    best.map(|(_, tool)| tool)
}

/// Whether an import only takes the mocks of `unittest`, which tests of all runners use.
fn is_mock(import: &Import) -> bool {
    let names_mock = || import.names.iter().all(|name| &*name.name == "mock");
    match &*import.module {
        "unittest.mock" => true,
        "unittest" => !import.names.is_empty() && names_mock(),
        _ => false,
    }
}

fn set(package: &mut Package, path: &Arc<str>, line: u32, fact: &str) {
    package.coverage_settings.push(Evidence {
        path: path.clone(),
        line: Some(line),
        fact: fact.into(),
    });
}

fn measured(package: &mut Package, path: &Arc<str>, line: u32, fact: &str) {
    package.measured_by.push(Evidence {
        path: path.clone(),
        line: Some(line),
        fact: fact.into(),
    });
}

fn python(package: &mut Package, documents: &Documents) {
    let folder = package.folder.to_string();
    if let Some((path, node)) = documents.entry(&in_folder(&folder, ".coveragerc")) {
        let line = node.entries().first().map_or(1, |(_, node)| node.line);
        set(package, path, line, "settings of coverage");
    }
    if let Some((path, node)) = documents.entry(&in_folder(&folder, "pyproject.toml"))
        && let Some(node) = node.at(&["tool", "coverage"])
    {
        set(package, path, node.line, "settings of coverage");
    }
    for name in ["setup.cfg", "tox.ini"] {
        if let Some((path, node)) = documents.entry(&in_folder(&folder, name)) {
            let section = node
                .entries()
                .iter()
                .find(|(section, _)| section.starts_with("coverage:"));
            if let Some((_, node)) = section {
                set(package, path, node.line, "settings of coverage");
            }
        }
    }
    if let Some((path, options)) = pytest_options(&folder, documents) {
        let text = options.items().iter().filter_map(Node::text);
        for (line, text) in text.flat_map(str::lines).enumerate() {
            let is_on = text
                .split_whitespace()
                .any(|word| word == "--cov" || word.starts_with("--cov="));
            if is_on {
                let line = options.text_line() + u32::try_from(line).unwrap_or(0);
                measured(package, path, line, "pytest measures coverage each time");
            }
        }
    }
}

/// The options that pytest reads for a folder, from the one file that it takes.
fn pytest_options<'d>(folder: &str, documents: &'d Documents) -> Option<(&'d Arc<str>, &'d Node)> {
    let (path, node) = pytest_settings(folder, documents)?;
    Some((path, node?.get("addopts")?))
}

/// Files from which pytest takes its settings, the first of them that is there: the keys of these
/// settings, and whether the file holds for pytest without them, too.
const PYTEST_FILES: [(&str, &[&str], bool); 8] = [
    ("pytest.toml", &["pytest"], true),
    (".pytest.toml", &["pytest"], true),
    ("pytest.ini", &["pytest"], true),
    (".pytest.ini", &["pytest"], true),
    ("pyproject.toml", &["tool", "pytest", "ini_options"], false),
    ("pyproject.toml", &["tool", "pytest"], false),
    ("tox.ini", &["pytest"], false),
    ("setup.cfg", &["tool:pytest"], false),
];

/// The settings of pytest in a file of this name.
pub(in crate::scan) fn pytest_settings_in(name: &str, text: &str) -> Option<Node> {
    let mut files = PYTEST_FILES
        .iter()
        .filter(|(known, ..)| *known == name)
        .peekable();
    files.peek()?;
    let document = match name.ends_with(".toml") {
        true => toml(text).ok()?,
        false => ini(text),
    };
    files.find_map(|(_, keys, _)| document.at(keys).cloned())
}

/// The file from which pytest takes its settings, with those it reads there.
pub(in super::super) fn pytest_settings<'d>(
    folder: &str,
    documents: &'d Documents,
) -> Option<(&'d Arc<str>, Option<&'d Node>)> {
    PYTEST_FILES.iter().find_map(|(name, keys, takes_all)| {
        let (path, document) = documents.entry(&in_folder(folder, name))?;
        let node = document.at(keys);
        (node.is_some() || *takes_all).then_some((path, node))
    })
}

/// Settings in files of code are told by their words.
fn node(package: &mut Package, tree: &Tree, documents: &Documents) {
    let has = |name: &str| package.tools.iter().any(|tool| *tool.name == *name);
    const OF_JEST: [&str; 3] = ["jest", "react-scripts", "@vue/cli-plugin-unit-jest"];
    if package.coverage_tool.is_none() && OF_JEST.iter().any(|name| has(name)) {
        package.coverage_tool = declared(package, &OF_JEST);
    }
    if let Some(document) = documents.get(&package.manifest.clone()) {
        let manifest = package.manifest.clone();
        for key in ["nyc", "c8"] {
            if let Some(node) = document.get(key) {
                set(
                    package,
                    &manifest,
                    node.line,
                    &format!("settings of `{key}`"),
                );
            }
        }
        for (key, node) in document.get("jest").map_or(&[] as &[_], Node::entries) {
            jest(
                package,
                &manifest,
                node.line,
                key,
                node.text() == Some("true"),
            );
        }
    }
    for (path, manifest) in below(tree, &package.folder.clone()) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if folder != &*package.folder {
            continue;
        }
        if name.starts_with(".nycrc") || name.starts_with(".c8rc") {
            set(package, path, 1, "settings of coverage");
        }
        if name.starts_with("vite.config.") || name.starts_with("vitest.") {
            vitest(package, path, &manifest.text);
        }
        if name.starts_with("jest.config.") {
            for (line, text) in code_lines(&manifest.text) {
                if let Some((key, value)) = text.trim().split_once(':') {
                    let key = key.trim_matches(['"', '\'']);
                    jest(package, path, line, key, value.trim().starts_with("true"));
                }
            }
        }
    }
}

fn jest(package: &mut Package, path: &Arc<str>, line: u32, key: &str, is_true: bool) {
    if key == "collectCoverage" && is_true {
        measured(package, path, line, "jest measures coverage each time");
    }
    let is_set = key.starts_with("coverage") || key.starts_with("collectCoverage");
    if is_set
        && package
            .coverage_settings
            .iter()
            .all(|known| known.path != *path)
    {
        set(package, path, line, "settings of coverage");
    }
}

/// `coverage: { provider: "v8", enabled: true }`
fn vitest(package: &mut Package, path: &Arc<str>, text: &str) {
    let mut depth: Option<i32> = None;
    for (line, text) in code_lines(text) {
        let start = text.trim_start().trim_start_matches(['"', '\'']);
        if depth.is_none() && start.starts_with("coverage") && text.contains([':', '{']) {
            let is_entry = start
                .trim_start_matches("coverage")
                .trim_start_matches(['"', '\'', ' '])
                .starts_with(':');
            if is_entry {
                set(package, path, line, "settings of coverage");
                depth = Some(0);
            }
        }
        let Some(inside) = &mut depth else { continue };
        let flat = text.replace(' ', "");
        // `enabled: !!process.env.CI` measures where it is asked for.
        let enabled = flat.split_once("enabled:");
        let is_enabled = enabled.is_some_and(|(_, value)| !value.starts_with("false"));
        if is_enabled || flat.contains("coverage:true") {
            measured(package, path, line, "vitest measures coverage each time");
        }
        let opened = text.matches('{').count();
        let closed = text.matches('}').count();
        *inside += i32::try_from(opened).unwrap_or(0) - i32::try_from(closed).unwrap_or(0);
        if *inside <= 0 {
            depth = None;
        }
    }
}

/// Lines that are no comments as a whole.
fn code_lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with('*') && !line.starts_with("/*")
    })
}
