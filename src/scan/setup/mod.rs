//! How the tests of a repository are set up: manifests, settings, scripts and CI, as facts.
//!
//! [`setup`] finds the packages, follows each step of CI through scripts with names down to the
//! test runners, and says which packages' tests it runs. Nothing is judged here, nothing is run,
//! and nothing but what the walk loaded is read.

mod api;
mod ci;
mod coverage;
mod document;
mod environment;
mod follow;
mod ground;
mod orphans;
mod packages;
mod runs;
mod scripts;
mod shell;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{Evidence, Setup, Warning, name_of};

use super::extract::Unit;
use super::resolve::Graph;
use super::walk::Tree;
use document::{toml, yaml};
use follow::{Found, Memory, follow};
use ground::Ground;
use scripts::is_shell;

pub(in crate::scan) use document::{Node, ini};
pub(in crate::scan) use packages::pytest_settings_in;
pub(in crate::scan) use scripts::may_be_script;

pub(crate) use ci::is_ci_file;

/// Settings files that could be read, by path.
#[derive(Debug, Default)]
pub(in crate::scan) struct Documents {
    by_path: BTreeMap<Arc<str>, Node>,
}

impl Documents {
    /// The document with this path.
    fn get(&self, path: &str) -> Option<&Node> {
        self.by_path.get(path)
    }

    /// The document with this path, and the path.
    fn entry(&self, path: &str) -> Option<(&Arc<str>, &Node)> {
        self.by_path.get_key_value(path)
    }

    /// All documents with a name.
    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a Arc<str>, &'a Node)> {
        self.by_path
            .iter()
            .filter(move |(path, _)| name_of(path) == name)
    }

    /// The workflows of GitHub, and of those that read the same.
    fn workflows(&self) -> impl Iterator<Item = (&Arc<str>, &Node)> {
        self.by_path
            .iter()
            .filter(|(path, _)| ci::is_workflow(path))
    }

    /// All documents.
    fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Node)> {
        self.by_path.iter()
    }
}

/// Finds out how the tests are set up. What could not be read is told in the warnings.
pub fn setup(tree: &Tree, units: &[Unit], graph: &Graph) -> (Setup, Vec<Warning>) {
    let (documents, warnings) = documents(tree);
    let mut packages = packages::packages(tree, units, &documents);
    let (steps, style) = ci::ci(tree, &documents);
    let (outcomes, measured) = {
        let ground = Ground::new(tree, &documents, &packages);
        let mut memory = Memory::default();
        let outcomes = runs::outcomes(&ground, &mut memory, &steps);
        (outcomes, measured(&ground, &mut memory))
    };
    let Measured {
        runs: found,
        unclear,
    } = measured;
    runs::scripts(&mut packages, units, &found);
    coverage::scripts(&mut packages, &unclear);
    runs::runs(&mut packages, units, &steps, &outcomes);
    ci::place(&mut packages, tree);
    api::api(&mut packages, units);
    environment::environment(&mut packages, units);
    orphans::orphans(&mut packages, units, graph);
    (
        Setup {
            packages,
            ci: style,
        },
        warnings,
    )
}

/// Parses all settings files.
fn documents(tree: &Tree) -> (Documents, Vec<Warning>) {
    let read: Vec<(Arc<str>, Result<Node, String>)> = tree
        .manifests
        .par_iter()
        .filter_map(|(path, manifest)| {
            let reader = reader_of(path)?;
            Some((path.clone(), reader(&manifest.text)))
        })
        .collect();
    let mut documents = Documents::default();
    let mut warnings = Vec::new();
    for (path, result) in read {
        match result {
            Ok(node) => {
                documents.by_path.insert(path, node);
            }
            Err(message) => warnings.push(Warning {
                path,
                message: message.into(),
            }),
        }
    }
    (documents, warnings)
}

/// Reads a text of settings.
type Reader = fn(&str) -> Result<Node, String>;

/// How a settings file is read, by its name.
fn reader_of(path: &str) -> Option<Reader> {
    let name = name_of(path);
    Some(match name {
        "package.json" => yaml,
        "pyproject.toml" | "Pipfile" | "Cargo.toml" | "pytest.toml" | ".pytest.toml"
        | "tarpaulin.toml" | ".tarpaulin.toml" | "tox.toml" | "mise.toml" | ".mise.toml" => toml,
        "config.toml" if is_cargo_settings(path) => toml,
        "setup.cfg" | "tox.ini" | "pytest.ini" | ".pytest.ini" | ".coveragerc" => {
            |text| Ok(ini(text))
        }
        "Taskfile.yml" | "Taskfile.yaml" | ".pre-commit-config.yaml" => yaml,
        _ if is_ci_file(path) && name != "Jenkinsfile" => yaml,
        _ => return None,
    })
}

/// Most test runs of scripts that measure: more tell nothing new.
const MOST_MEASURED: usize = 10_000;

/// What scripts measure.
#[derive(Debug, Default)]
struct Measured {
    /// Scripts by which coverage is measured, with what they run.
    runs: Vec<(Evidence, Found)>,
    /// Scripts that speak of coverage and are not read so far, with the folder they are started in.
    unclear: Vec<(Evidence, String)>,
}

/// Follows the scripts that may measure coverage.
fn measured(ground: &Ground<'_>, memory: &mut Memory) -> Measured {
    /// Words without which no script measures coverage.
    const HINTS: [&str; 5] = ["cov", "nyc", "c8", "-cover", "tarpaulin"];
    let mut found = Measured::default();
    for (_, folder, name, script) in ground.scripts.every() {
        if found.runs.len() >= MOST_MEASURED {
            break;
        }
        let env = script
            .variables
            .iter()
            .any(|(_, value)| value.contains("cov"));
        if !env && !HINTS.iter().any(|hint| script.text.contains(hint)) {
            continue;
        }
        let folder = if name.is_empty() && is_shell(folder) {
            ""
        } else {
            folder
        };
        let outcome = follow(
            ground,
            memory,
            &script.text,
            folder,
            &[script.variables.as_slice(), &script.defaults].concat(),
        );
        let place = |line: u32, does: &str| Evidence {
            path: script.path.clone(),
            line: Some(script.line + line),
            fact: match name {
                "" => does.into(),
                name => format!("`{name}` {does}").into(),
            },
        };
        if let Some((line, at)) = outcome.unclear.first()
            && outcome.found.is_empty()
        {
            let evidence = place(*line, "may measure coverage in a way that is not read");
            found.unclear.push((evidence, at.clone()));
        }
        for run in outcome.found {
            found.runs.push((place(run.line, "measures coverage"), run));
        }
    }
    found
}

/// Whether a file holds cargo's settings, its aliases among them.
fn is_cargo_settings(path: &str) -> bool {
    path == ".cargo/config.toml" || path.ends_with("/.cargo/config.toml")
}

/// Whether the walk reads a file for how tests are set up.
pub(in crate::scan) fn is_settings(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    const STARTS: [&str; 7] = [
        "vitest.workspace.",
        ".nycrc",
        ".c8rc",
        ".mocharc",
        "playwright.config.",
        "cypress.config.",
        "karma.conf.",
    ];
    is_ci_file(path)
        || is_shell(name)
        || is_cargo_settings(path)
        || may_be_script(path)
        || name.ends_with(".mk")
        || STARTS.iter().any(|start| name.starts_with(start))
        || packages::is_requirements(folder, name)
        || matches!(
            name,
            ".pytest.ini"
                | "pytest.toml"
                | ".pytest.toml"
                | ".coveragerc"
                | "Pipfile"
                | "noxfile.py"
                | "Makefile"
                | "makefile"
                | "GNUmakefile"
                | "justfile"
                | "Justfile"
                | ".justfile"
                | "Taskfile.yml"
                | "Taskfile.yaml"
                | "tox.toml"
                | "mise.toml"
                | ".mise.toml"
                | ".pre-commit-config.yaml"
                | "tarpaulin.toml"
                | ".tarpaulin.toml"
                | "environment.yml"
                | "environment.yaml"
                | "conda.yml"
        )
}

#[cfg(test)]
mod tests;
