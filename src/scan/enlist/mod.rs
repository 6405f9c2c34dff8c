//! Takes for tests what is run as such although no `it` or `test` stands in it: scripts of JavaScript
//! that a package's command starts (`"test": "node test/basic.js"`) or its runner collects, whose
//! checks stand outside of functions or are made by somebody's helper (`new RuleTester().run(…)`), and
//! the examples in Python's documentation where pytest is told to run them, what macros of Rust write,
//! and files of Python that make their cases when they are loaded.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde_json::Value;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, FileKind, Reference, ReferenceKind, Symbol, last_part};

use super::classify::is_test_folder;
use super::collected::collect;
use super::extract::Unit;
use super::paths::{ancestors, folder_of, join, name_of};
use super::resolve::Graph;
use super::walk::Tree;

/// Programs that run the script which is their first argument.
const INTERPRETERS: [&str; 9] = [
    "node",
    "nodejs",
    "tsx",
    "ts-node",
    "bun",
    "deno",
    "babel-node",
    "esno",
    "jiti",
];

/// Their options that take a value.
const WITH_VALUE: [&str; 7] = [
    "-r",
    "--require",
    "--import",
    "--loader",
    "--experimental-loader",
    "-P",
    "--project",
];

/// What a script's name may lack.
const ENDINGS: [&str; 8] = [
    "",
    ".js",
    ".mjs",
    ".cjs",
    ".ts",
    ".mts",
    "/index.js",
    "/index.ts",
];

/// Heads of calls that neither check nor hand anything to who does.
const IDLE: [&str; 18] = [
    "require",
    "import",
    "console",
    "path",
    "process",
    "fileURLToPath",
    "jest",
    "vi",
    "describe",
    "suite",
    "context",
    "before",
    "after",
    "beforeAll",
    "afterAll",
    "beforeEach",
    "afterEach",
    "defineConfig",
];

/// What groups tests, and runs its callback when the file is loaded.
const SUITES: [&str; 3] = ["describe", "suite", "context"];

/// Runners that take every script below a package's folder of tests, where nothing else is said.
const COLLECTING: [&str; 8] = [
    "mocha",
    "ava",
    "tap",
    "tape",
    "jasmine",
    "uvu",
    "zora",
    "@japa/runner",
];

/// Folders below one of tests that hold what tests use.
const FOR_HELP: [&str; 12] = [
    "fixture", "fixtures", "helper", "helpers", "util", "utils", "support", "mock", "mocks",
    "data", "manual", "assets",
];

/// What tells a runner of Python to run the examples in documentation.
const DOCTEST_OPTIONS: [&str; 6] = [
    "--doctest-modules",
    "--doctest-plus",
    "doctest_plus = enabled",
    "doctest_plus = \"enabled\"",
    "--with-doctest",
    "with-doctest = 1",
];

/// Marks what is run as a test, in units in the order of the tree.
pub fn enlist(tree: &Tree, units: &mut [Unit], graph: &Graph) {
    collect(tree, units);
    for path in scripts(tree) {
        if let Ok(at) = units.binary_search_by(|unit| (*unit.path).cmp(&path))
            && let Some(unit) = units.get_mut(at)
        {
            run_whole(unit);
        }
    }
    let collecting = folders_with_runners(tree);
    let used = used_by_tests(units, graph);
    for (file, unit) in (0..).map(FileId).zip(units.iter_mut()) {
        let is_collected = match unit.kind {
            // A runner goes by its name.
            FileKind::Test => true,
            FileKind::Support => {
                !used.contains(&file)
                    && may_be_collected(&unit.path)
                    && ancestors(folder_of(&unit.path)).any(|folder| collecting.contains(folder))
            }
            _ => false,
        };
        if is_collected && acts_at_load(unit) {
            run_whole(unit);
        }
    }
    written_by_macros(units);
    units.iter_mut().for_each(made_at_load);
    let told = folders_with_doctests(tree);
    if told.is_empty() {
        return;
    }
    for unit in units {
        let is_told = || ancestors(folder_of(&unit.path)).any(|folder| told.contains(folder));
        if let Some(facts) = &mut unit.facts
            && facts.symbols.iter().any(FileFacts::is_doctest)
            && unit.kind == FileKind::Source
            && is_told()
        {
            let symbols = Arc::make_mut(facts).symbols.iter_mut();
            symbols
                .filter(|symbol| FileFacts::is_doctest(symbol))
                .for_each(|symbol| symbol.is_test = true);
        }
    }
}

/// Takes files of tests of Rust for tests as a whole whose tests macros of other files write.
fn written_by_macros(units: &mut [Unit]) {
    let writes = |symbol: &&Symbol| {
        let mut said = symbol.decorators.iter();
        said.any(|said| &**said == FileFacts::WRITES_TESTS)
    };
    let facts = units.iter().filter_map(|unit| unit.facts.as_ref());
    let writing: FxHashSet<Box<str>> = facts
        .flat_map(|facts| facts.symbols.iter().filter(writes))
        .filter_map(|symbol| Some(symbol.name.rsplit('.').next()?.into()))
        .collect();
    if writing.is_empty() {
        return;
    }
    let rust = |unit: &Unit| unit.language.is_some_and(|it| it.family == Family::Rust);
    let tests = units
        .iter_mut()
        .filter(|unit| matches!(unit.kind, FileKind::Test | FileKind::Support) && rust(unit));
    for unit in tests {
        let Some(facts) = &unit.facts else { continue };
        let mut references = facts.references.iter();
        let is_written = references.any(|it| it.within.is_none() && writing.contains(it.last()));
        if is_written && !facts.has_tests() {
            unit.kind = FileKind::Test;
            unit.runs_whole = true;
        }
    }
}

/// Takes a file of tests of Python for a test as a whole that makes its cases when it is loaded: by a
/// function with the class inside, `def load_tests`, or a metaclass that adds the methods.
fn made_at_load(unit: &mut Unit) {
    let is_python = |unit: &Unit| unit.language.is_some_and(|it| it.family == Family::Python);
    let Some(facts) = unit.facts.as_ref().filter(|_| is_python(unit)) else {
        return;
    };
    if unit.kind != FileKind::Test || facts.has_tests() {
        return;
    }
    let makes = |symbol: &Symbol| {
        let mut bases = symbol.bases.iter();
        let is_case = bases.any(|base| last_part(base).ends_with("TestCase"));
        let is_protocol = &*symbol.name == "load_tests";
        is_protocol || is_case && symbol.parent.is_some()
    };
    unit.runs_whole = facts.symbols.iter().any(makes);
}

/// Takes a script for a test as a whole, unless it is one already or is no code of tests.
fn run_whole(unit: &mut Unit) {
    let is_script = unit
        .language
        .is_some_and(|language| language.family == Family::EcmaScript);
    let has_tests = unit.facts.as_ref().is_none_or(|facts| facts.has_tests());
    let is_of_tests = matches!(unit.kind, FileKind::Test | FileKind::Support)
        || unit.kind == FileKind::Source && name_of(&unit.path).contains("test");
    if is_script && is_of_tests && !has_tests {
        unit.kind = FileKind::Test;
        unit.runs_whole = true;
    }
}

/// Whether code outside of all functions calls something: it checks, or hands something to who does.
/// What stands in a suite runs when the file is loaded, too.
fn acts_at_load(unit: &Unit) -> bool {
    let references = || unit.facts.iter().flat_map(|facts| &facts.references);
    let calls = || references().filter(|reference| reference.kind == ReferenceKind::Call);
    let among = |call: &Reference, names: &[&str]| {
        let head = call.path.split('.').next().unwrap_or_default();
        names.contains(&head)
    };
    let mut outside = calls().filter(|call| call.within.is_none());
    let has_suites = outside.clone().any(|call| among(call, &SUITES));
    // A helper of the tests may be called like something of a runner.
    let is_own = |call: &Reference| {
        let head = call.path.split('.').next().unwrap_or_default();
        let imports = unit.facts.iter().flat_map(|facts| &facts.imports);
        let mut names = imports
            .filter(|import| import.module.starts_with('.'))
            .flat_map(|import| &import.names);
        names.any(|name| &*name.local == head)
    };
    let acts = |call: &Reference| !among(call, &IDLE) || is_own(call);
    outside.any(acts) || has_suites && calls().any(acts)
}

/// Whether a script stands where a runner collects: below a folder of tests, and in none there of
/// what they use.
fn may_be_collected(path: &str) -> bool {
    let lower = folder_of(path).to_ascii_lowercase();
    let mut folders = lower.split('/');
    folders.any(is_test_folder) && !folders.any(|folder| FOR_HELP.contains(&folder))
}

/// Files that code of tests imports.
fn used_by_tests(units: &[Unit], graph: &Graph) -> FxHashSet<FileId> {
    let of_tests = |unit: &Unit| matches!(unit.kind, FileKind::Test | FileKind::Support);
    let tests = units
        .iter()
        .zip(&graph.edges)
        .filter(|(unit, _)| of_tests(unit));
    tests
        .flat_map(|(_, edges)| edges)
        .map(|edge| edge.to)
        .collect()
}

/// Folders of packages that use a runner which takes every script below a folder of tests.
fn folders_with_runners(tree: &Tree) -> FxHashSet<&str> {
    let manifests = tree.manifests.iter();
    let manifests = manifests.filter(|(path, _)| name_of(path) == "package.json");
    let has_runner = |text: &str| {
        let manifest = serde_json::from_str::<Value>(text).ok();
        manifest.is_some_and(|manifest| {
            ["devDependencies", "dependencies"].iter().any(|kind| {
                let names = manifest.get(kind).and_then(Value::as_object);
                names.is_some_and(|names| COLLECTING.iter().any(|it| names.contains_key(*it)))
            })
        })
    };
    manifests
        .filter(|(_, manifest)| has_runner(&manifest.text))
        .map(|(path, _)| folder_of(path))
        .collect()
}

/// Paths of the scripts that the commands for tests of all manifests start.
fn scripts(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (path, manifest) in &tree.manifests {
        if name_of(path) != "package.json" {
            continue;
        }
        let Ok(manifest) = serde_json::from_str::<Value>(&manifest.text) else {
            continue;
        };
        let commands = manifest.get("scripts").and_then(Value::as_object);
        for (name, command) in commands.into_iter().flatten() {
            let mut words = name.split([':', '-', '_']);
            let Some(command) = command.as_str() else {
                continue;
            };
            if words.any(|word| matches!(word, "test" | "tests" | "unit")) {
                let started = command.split(['&', '|', ';']).filter_map(script_of);
                for script in started.filter_map(|script| join(folder_of(path), script)) {
                    let named = ENDINGS.iter().map(|ending| format!("{script}{ending}"));
                    found.extend(named);
                }
            }
        }
    }
    found
}

/// The script that a command starts: `cross-env X=1 node --flag test/basic.js`.
fn script_of(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    words.find(|word| INTERPRETERS.contains(word))?;
    let mut takes_value = false;
    words.find(|word| {
        let is_value = std::mem::replace(&mut takes_value, WITH_VALUE.contains(word));
        !is_value && !word.starts_with('-') && *word != "run"
    })
}

/// Folders below which the examples in documentation run.
fn folders_with_doctests(tree: &Tree) -> FxHashSet<String> {
    let tells = |text: &str| {
        let lines = text.lines().map(str::trim_start);
        let mut lines = lines.filter(|line| !line.starts_with(['#', ';']));
        lines.any(|line| DOCTEST_OPTIONS.iter().any(|option| line.contains(option)))
    };
    let manifests = tree.manifests.iter();
    let telling = manifests.filter(|(_, manifest)| tells(&manifest.text));
    let folders = telling.flat_map(|(path, manifest)| {
        // What CI does, it does at the top.
        let here = match path.starts_with('.') {
            true => "",
            false => folder_of(path),
        };
        let mut paths = testpaths(&manifest.text);
        if paths.is_empty() {
            paths.push(".");
        }
        paths
            .into_iter()
            .filter_map(move |path| join(here, path))
            .collect::<Vec<_>>()
    });
    folders.collect()
}

/// Folders that settings of pytest name as those of tests: `testpaths = src tests`, or a list.
fn testpaths(text: &str) -> Vec<&str> {
    let mut lines = text.lines();
    let first = lines.find_map(|line| {
        let rest = line.trim_start().strip_prefix("testpaths")?;
        rest.trim_start().strip_prefix('=')
    });
    let Some(first) = first else {
        return Vec::new();
    };
    let is_list = first.trim_start().starts_with('[');
    let goes_on = |line: &&str| match is_list {
        true => true,
        false => line.starts_with([' ', '\t']),
    };
    let mut is_open = !first.contains(']');
    let rest = lines.take_while(goes_on).take_while(|line| {
        let was_open = is_open;
        is_open &= !line.contains(']');
        !is_list || was_open
    });
    let words = std::iter::once(first).chain(rest).flat_map(|line| {
        line.split(|letter: char| letter.is_whitespace() || "[],\"'".contains(letter))
    });
    words.filter(|word| !word.is_empty()).collect()
}
