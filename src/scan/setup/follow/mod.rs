//! What a command runs, followed through scripts with names down to test runners.

mod named;
mod runner;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::model::Ecosystem;
use crate::scan::paths::join;

use super::ground::Ground;
use super::scripts::Kind;
use super::shell::commands;

use named::{Named, named};
use runner::{measures, runner};

/// Most texts that wait for one another.
const DEPTH: usize = 64;

/// Most commands that one step is followed through.
const WIDTH: usize = 2_000;

/// Most names, with the variables they are started with, that are read.
const MOST_NAMES: usize = 20_000;

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
    pub(super) commands: Vec<(u32, Arc<[String]>)>,
}

/// Follows shell text that starts in `folder`, with variables set. What a name leads to is read
/// once and kept in `memory`.
pub(super) fn follow(
    ground: &Ground<'_>,
    memory: &mut Memory,
    text: &str,
    folder: &str,
    variables: &[(String, String)],
) -> Outcome {
    let first = Walker { ground }.items(text, folder, &variables.into());
    let mut open = vec![Open {
        items: first.into(),
        at: 0,
        line: None,
        is_lenient: false,
        through: None,
    }];
    let mut outcome = Outcome::default();
    let mut seen = BTreeSet::new();
    let mut left = WIDTH;
    while let Some(top) = open.last_mut() {
        let Some(item) = top.items.get(top.at).cloned() else {
            open.pop();
            continue;
        };
        let Some(rest) = left.checked_sub(1) else {
            break;
        };
        left = rest;
        top.at += 1;
        let line = top.line.unwrap_or(item.line);
        let is_lenient = top.is_lenient || item.is_lenient;
        outcome
            .commands
            .extend(item.words.clone().map(|words| (line, words)));
        match &item.leads {
            Leads::Nowhere => {}
            Leads::Unclear(folder) => outcome.unclear.push((line, folder.clone())),
            Leads::Tests(found) => outcome.found.push(Found {
                line,
                is_lenient,
                through: top.through.clone(),
                ..found.clone()
            }),
            Leads::Script(start) => {
                if open.len() <= DEPTH && seen.insert((start.clone(), is_lenient)) {
                    let texts = memory.texts(ground, start);
                    open.extend(texts.iter().rev().map(|(through, items)| Open {
                        items: items.clone(),
                        at: 0,
                        line: Some(line),
                        is_lenient,
                        through: Some(through.clone()),
                    }));
                }
            }
        }
    }
    outcome
}

/// A text that is being followed.
struct Open {
    items: Rc<[Item]>,
    /// The next of them.
    at: usize,
    /// Line of the step's own text.
    line: Option<u32>,
    is_lenient: bool,
    through: Option<(Arc<str>, u32)>,
}

/// Values of variables, by name.
type Variables = Rc<[(String, String)]>;

/// A name with all that its meaning depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Start {
    kind: Kind,
    folder: String,
    name: String,
    /// Folder in which the command stands: where a shell script runs.
    at: String,
    /// Whether the words behind the name measure coverage.
    measures: bool,
    variables: Variables,
}

/// A command, read as far as it goes without following names.
#[derive(Debug, Clone)]
struct Item {
    /// Line of the text, counted from 0.
    line: u32,
    is_lenient: bool,
    /// Its words; none for all but the first of what one command leads to.
    words: Option<Arc<[String]>>,
    leads: Leads,
}

/// What a command leads to.
#[derive(Debug, Clone)]
enum Leads {
    Nowhere,
    /// It may run tests, in this folder.
    Unclear(String),
    Tests(Found),
    Script(Start),
}

/// The texts of one name, each with the script that it is.
type Texts = Rc<[((Arc<str>, u32), Rc<[Item]>)]>;

/// What names lead to, each read once.
#[derive(Debug, Default)]
pub(super) struct Memory {
    by_start: BTreeMap<Start, Texts>,
}

impl Memory {
    /// The texts behind a name. What stands behind it on the command line counts as a part of them.
    fn texts(&mut self, ground: &Ground<'_>, start: &Start) -> Texts {
        if let Some(texts) = self.by_start.get(start) {
            return texts.clone();
        }
        if self.by_start.len() >= MOST_NAMES {
            return Rc::new([]);
        }
        let scripts = ground.scripts.get(start.kind, &start.folder, &start.name);
        let walker = Walker { ground };
        let texts = scripts.iter().map(|script| {
            let variables = merged([&script.variables, &start.variables, &script.defaults]);
            // `npm test -- --coverage` hands its last words on.
            let measures = start.measures && scripts.len() == 1 && !script.text.contains('\n');
            let text = match measures {
                true => Cow::Owned(format!("{} --coverage", script.text)),
                false => Cow::Borrowed(script.text.as_str()),
            };
            let at = match start.kind {
                Kind::Shell => &start.at,
                _ => &start.folder,
            };
            let items = walker.items(&text, at, &variables);
            ((script.path.clone(), script.line), items.into())
        });
        let texts: Texts = texts.collect();
        self.by_start.insert(start.clone(), texts.clone());
        texts
    }
}

/// Variables of several sources, the first of each name.
fn merged(sources: [&[(String, String)]; 3]) -> Variables {
    let mut names = BTreeSet::new();
    let all = sources.into_iter().flatten();
    all.filter(|(name, _)| names.insert(name))
        .cloned()
        .collect()
}

struct Walker<'a, 'g> {
    ground: &'a Ground<'g>,
}

impl Walker<'_, '_> {
    /// The commands of a text.
    fn items(&self, text: &str, folder: &str, variables: &Variables) -> Vec<Item> {
        let mut folder = folder.to_owned();
        let mut items = Vec::new();
        for command in commands(text).into_iter().take(WIDTH) {
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
            let leads = self.leads(&words, &folder, variables);
            let words: Arc<[String]> = words.into();
            items.extend(leads.into_iter().enumerate().map(|(at, leads)| Item {
                line: command.line,
                is_lenient: command.is_lenient,
                words: (at == 0).then(|| words.clone()),
                leads,
            }));
        }
        items
    }

    /// What a command leads to that stands in a folder; at least one answer.
    fn leads(&self, words: &[String], at: &str, variables: &Variables) -> Vec<Leads> {
        let folder = self.folder_of_options(words, at);
        if let Some(runner) = runner(words) {
            let rest = words.get(runner.rest..).unwrap_or_default();
            let (targets, is_narrow) = self.targets(runner.tool, runner.ecosystem, rest, &folder);
            return vec![Leads::Tests(Found {
                tool: runner.tool,
                ecosystem: runner.ecosystem,
                targets,
                is_narrow,
                is_browser: runner.is_browser,
                measures: measures(words),
                is_lenient: false,
                through: None,
                line: 0,
            })];
        }
        match named(self.ground, words, &folder) {
            Named::Scripts(scripts) if !scripts.is_empty() => {
                let measures = measures(words);
                let starts = scripts.into_iter().map(|(kind, folder, name)| Start {
                    kind,
                    folder,
                    name,
                    at: at.to_owned(),
                    measures,
                    variables: variables.clone(),
                });
                starts.map(Leads::Script).collect()
            }
            Named::Unclear => vec![Leads::Unclear(folder)],
            Named::Nothing | Named::Scripts(_) => vec![Leads::Nowhere],
        }
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

#[cfg(test)]
mod tests {
    use super::super::packages::packages;
    use super::super::{Ground, documents};
    use super::{Memory, follow};
    use crate::scan::fixture::units;

    /// Follows a text in the only folder; test runs with the line of the script that starts them,
    /// commands that were come by, and names that were read.
    fn check(fixture: &str, text: &str, expect: (&[Option<u32>], usize, usize)) {
        let (tree, units) = units(fixture);
        let (documents, _) = documents(&tree);
        let packages = packages(&tree, &units, &documents);
        let ground = Ground::new(&tree, &documents, &packages);
        let mut memory = Memory::default();
        let once = follow(&ground, &mut memory, text, "", &[]);
        let lines: Vec<_> = once
            .found
            .iter()
            .map(|run| run.through.as_ref().map(|(_, line)| *line))
            .collect();
        let read = memory.by_start.len();
        assert_eq!((&*lines, once.commands.len(), read), expect, "{text}");
        assert_eq!(follow(&ground, &mut memory, text, "", &[]), once);
        assert_eq!(memory.by_start.len(), read, "{text}");
    }

    /// A manifest in which each script runs the two that follow, and tests; one on each line from
    /// the third on.
    fn ladder(scripts: usize) -> String {
        let line = |at: usize| {
            let (next, after) = (at + 1, at + 2);
            format!("\"s{at}\": \"npm run s{next} && npm run s{after} && c8 mocha\"")
        };
        let lines: Vec<String> = (0..scripts).map(line).collect();
        format!(
            "//- /package.json\n{{\n\"scripts\": {{\n{}\n}}}}\n",
            lines.join(",\n")
        )
    }

    #[test]
    fn each_script_is_read_once() {
        // 40 scripts of three commands, and the one that starts the first. The last two lead
        // to two names that are none.
        let (tree, step) = (ladder(40), "npm run s0");
        let lines: Vec<Option<u32>> = (3..43).rev().map(Some).collect();
        check(&tree, step, (&lines, 121, 40));
    }

    #[test]
    fn scripts_that_start_each_other_end() {
        let tree = "//- /package.json\n{\"scripts\": {\n\"a\": \"npm run b\",\n\"b\": \"npm run a && mocha\"}}\n";
        check(tree, "npm run a", (&[Some(3)], 4, 2));
    }
}
