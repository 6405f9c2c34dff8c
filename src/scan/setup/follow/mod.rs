//! What a command runs, followed through scripts with names down to test runners.

mod named;
mod runner;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::Ecosystem;
use crate::scan::paths::join;

use super::ground::Ground;
use super::scripts::Kind;
use super::shell::{Command, commands};

use named::{Named, named};
use runner::{measures, runner};

/// Most names that are followed one after the other.
const DEPTH: usize = 8;

/// Most commands that one step is followed through.
const WIDTH: usize = 2_000;

/// Tests that a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The runner.
    pub(super) tool: &'static str,
    /// Its world.
    pub(super) ecosystem: Ecosystem,
    /// Folders and files that it runs, relative to the root.
    pub(super) targets: Vec<String>,
    /// Whether it stays within the package that a target lies in.
    pub(super) is_narrow: bool,
    /// Whether it only runs tests that drive a browser.
    pub(super) is_browser: bool,
    /// Whether it measures coverage.
    pub(super) measures: bool,
    /// Whether its failure is passed over.
    pub(super) is_lenient: bool,
    /// Script that starts it, where a name was followed: file and line.
    pub(super) through: Option<(Arc<str>, u32)>,
    /// Line of the text that was followed, counted from 0.
    pub(super) line: u32,
}

/// What a text runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Test runs.
    pub(super) found: Vec<Found>,
    /// Lines, counted from 0, of commands that may run tests in a way that is not read, with the
    /// folder they run in.
    pub(super) unclear: Vec<(u32, String)>,
    /// All commands that were come by, as (line, words).
    pub(super) commands: Vec<(u32, Vec<String>)>,
}

/// Follows shell text that starts in `folder`, with variables set.
pub(super) fn follow(
    ground: &Ground<'_>,
    text: &str,
    folder: &str,
    variables: &[(String, String)],
) -> Outcome {
    let mut walker = Walker {
        ground,
        outcome: Outcome::default(),
        seen: BTreeSet::new(),
        left: WIDTH,
    };
    let place = Place {
        line: None,
        through: None,
        is_lenient: false,
        depth: 0,
        folder: String::new(),
    };
    walker.text(text, folder, variables, &place);
    walker.outcome
}

struct Walker<'a, 'g> {
    ground: &'a Ground<'g>,
    outcome: Outcome,
    /// Names that are being followed.
    seen: BTreeSet<(Kind, String, String)>,
    left: usize,
}

/// How a text was come to.
#[derive(Clone)]
struct Place {
    /// Line of the step's own text.
    line: Option<u32>,
    through: Option<(Arc<str>, u32)>,
    is_lenient: bool,
    depth: usize,
    /// Folder in which the command stands.
    folder: String,
}

impl Walker<'_, '_> {
    fn text(&mut self, text: &str, folder: &str, variables: &[(String, String)], place: &Place) {
        let mut folder = folder.to_owned();
        for command in commands(text) {
            let Some(left) = self.left.checked_sub(1) else {
                return;
            };
            self.left = left;
            let words = expanded(&command.words, variables);
            if let [first, to, ..] = words.as_slice()
                && matches!(first.as_str(), "cd" | "pushd" | "Set-Location")
            {
                folder = join(&folder, to).unwrap_or_default();
                continue;
            }
            if words.first().is_some_and(|first| first == "popd") {
                folder = String::new();
            }
            let place = Place {
                line: Some(place.line.unwrap_or(command.line)),
                is_lenient: place.is_lenient || command.is_lenient,
                folder: folder.clone(),
                ..place.clone()
            };
            self.command(&command, &words, &folder, variables, &place);
        }
    }

    fn command(
        &mut self,
        command: &Command,
        words: &[String],
        folder: &str,
        variables: &[(String, String)],
        place: &Place,
    ) {
        let line = place.line.unwrap_or(command.line);
        self.outcome.commands.push((line, words.to_vec()));
        let folder = self.folder_of_options(words, folder);
        if let Some(runner) = runner(words) {
            let rest = words.get(runner.rest..).unwrap_or_default();
            let (targets, is_narrow) = self.targets(runner.tool, runner.ecosystem, rest, &folder);
            self.outcome.found.push(Found {
                tool: runner.tool,
                ecosystem: runner.ecosystem,
                targets,
                is_narrow,
                is_browser: runner.is_browser,
                measures: measures(words),
                is_lenient: place.is_lenient,
                through: place.through.clone(),
                line,
            });
            return;
        }
        match named(self.ground, words, &folder) {
            Named::Nothing => {}
            Named::Unclear => self.outcome.unclear.push((line, folder)),
            Named::Scripts(scripts) => {
                for (kind, at, name) in scripts {
                    self.script(kind, &at, &name, words, variables, place);
                }
            }
        }
    }

    /// Follows a name. What stands behind it on the command line counts as a part of the text.
    fn script(
        &mut self,
        kind: Kind,
        folder: &str,
        name: &str,
        words: &[String],
        variables: &[(String, String)],
        place: &Place,
    ) {
        let key = (kind, folder.to_owned(), name.to_owned());
        if place.depth >= DEPTH || !self.seen.insert(key.clone()) {
            return;
        }
        let scripts = self.ground.scripts.get(kind, folder, name);
        for script in scripts {
            let place = Place {
                through: Some((script.path.clone(), script.line)),
                depth: place.depth + 1,
                ..place.clone()
            };
            let mut all = script.variables.clone();
            all.extend_from_slice(variables);
            all.extend_from_slice(&script.defaults);
            // `npm test -- --coverage` hands its last words on.
            let measures = measures(words) && scripts.len() == 1 && !script.text.contains('\n');
            let text = if measures {
                format!("{} --coverage", script.text)
            } else {
                script.text.clone()
            };
            // A shell script runs where its starter stands.
            let at = match kind {
                Kind::Shell => place.folder.clone(),
                _ => folder.to_owned(),
            };
            self.text(&text, &at, &all, &place);
        }
        self.seen.remove(&key);
    }

    /// The folder that a command changes to by an option.
    fn folder_of_options(&self, words: &[String], folder: &str) -> String {
        const OPTIONS: [&str; 11] = [
            "-C",
            "--directory",
            "--prefix",
            "--cwd",
            "--dir",
            "--root",
            "--rootdir",
            "--rootDir",
            "--project-directory",
            "--working-directory",
            "--chdir",
        ];
        let mut found = folder.to_owned();
        for (at, word) in words.iter().enumerate() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.as_str(), words.get(at + 1).map(String::as_str)),
            };
            let value = value.filter(|_| OPTIONS.contains(&name));
            if let Some(to) = value.and_then(|value| join(folder, value))
                && self.ground.is_folder(&to)
            {
                found = to;
            }
            let manifest = match name {
                "--manifest-path" | "--config-file" => {
                    words.get(at + 1).map(String::as_str).or(value)
                }
                _ => None,
            };
            if let Some(path) = manifest.and_then(|path| join(folder, path))
                && let Some((to, _)) = path.rsplit_once('/')
            {
                to.clone_into(&mut found);
            }
        }
        found
    }

    /// Which files a run covers, and whether it keeps to their package.
    fn targets(
        &self,
        tool: &str,
        ecosystem: Ecosystem,
        rest: &[String],
        folder: &str,
    ) -> (Vec<String>, bool) {
        if ecosystem == Ecosystem::Rust {
            return self.rust_targets(rest, folder);
        }
        let mut targets: Vec<String> = rest
            .iter()
            .filter(|word| !word.starts_with('-'))
            .filter_map(|word| {
                let path = word.split("::").next().unwrap_or(word);
                let path = path.trim_end_matches("...").trim_end_matches('/');
                // A folder named by a pattern: all below what is before it.
                let path = path.split(['*', '{', '$']).next().unwrap_or(path);
                let at = join(folder, path)?;
                let exists = self.ground.is_folder(&at) || self.ground.is_file(&at);
                let is_path = exists && (!path.is_empty() || word.starts_with(['.', '*']));
                is_path.then_some(at)
            })
            .collect();
        if targets.is_empty() && tool == "pytest" {
            targets = self.ground.pytest_paths(folder);
        }
        if targets.is_empty() {
            targets.push(folder.to_owned());
        }
        (targets, ecosystem == Ecosystem::Go)
    }

    fn rust_targets(&self, rest: &[String], folder: &str) -> (Vec<String>, bool) {
        let has = |names: &[&str]| rest.iter().any(|word| names.contains(&word.as_str()));
        let all = has(&["--workspace", "--all"]);
        let named: Vec<String> = rest
            .iter()
            .zip(rest.iter().skip(1))
            .filter(|(option, _)| matches!(option.as_str(), "-p" | "--package"))
            .filter_map(|(_, name)| self.ground.package_named(Ecosystem::Rust, name))
            .map(str::to_owned)
            .collect();
        if !named.is_empty() {
            return (named, true);
        }
        let package = self.ground.package_at_or_above(Ecosystem::Rust, folder);
        let at = package.unwrap_or(folder).to_owned();
        let is_virtual = self.ground.is_virtual(&at);
        (vec![at], !all && !is_virtual)
    }
}

/// Puts in the values of variables that are known.
fn expanded(words: &[String], variables: &[(String, String)]) -> Vec<String> {
    // Assignments in front of a command are none of its words.
    let assigned = words.iter().take_while(|word| is_assignment(word)).count();
    let mut found = Vec::new();
    for word in words.iter().skip(assigned) {
        let name = word
            .strip_prefix("${")
            .and_then(|rest| rest.strip_suffix('}'))
            .or_else(|| word.strip_prefix('$'));
        let name = name.map(|name| name.trim_start_matches("env:"));
        let value = name.and_then(|name| variables.iter().find(|(known, _)| known == name));
        match value {
            Some((_, value)) => found.extend(alternative(value)),
            None => found.push(word.clone()),
        }
    }
    found
}

/// The words of a value; of an expression that chooses one, the last choice.
fn alternative(value: &str) -> Vec<String> {
    let text = match value.contains("${{") {
        true => value.rsplit('\'').nth(1).unwrap_or(value),
        false => value,
    };
    text.split_whitespace().map(str::to_owned).collect()
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }) || matches!(word, "env" | "cross-env" | "sudo" | "exec")
}
