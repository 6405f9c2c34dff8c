//! Commands of a text, read as far as that goes without following names.

use std::sync::Arc;

use crate::scan::paths::join;
use crate::scan::setup::ground::Ground;
use crate::scan::setup::shell::commands;

use super::harmless::says_test;
use super::memory::{Item, Leads, Start, Variables};
use super::named::{Named, named};
use super::place::{folder_of_options, is_known, moved, targets};
use super::report::report;
use super::runner::{Runner, base, measures, runner};
use super::{Found, WIDTH};

/// Most texts in one another: `sh -c "bash -c '…'"`.
const MOST_INNER: usize = 6;

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'a> {
    /// The folder that it runs in.
    pub(super) folder: &'a str,
    /// The folder of the file that holds it.
    pub(super) own: &'a str,
    /// Variables that are set.
    pub(super) variables: &'a Variables,
}

/// Reads commands.
#[derive(Clone, Copy)]
pub(super) struct Walker<'a, 'g> {
    pub(super) ground: &'a Ground<'g>,
}

impl Walker<'_, '_> {
    /// The commands of a text.
    pub(super) fn items(self, text: &str, standing: Standing<'_>) -> Vec<Item> {
        self.inner_items(text, standing, 0)
    }

    fn inner_items(self, text: &str, standing: Standing<'_>, depth: usize) -> Vec<Item> {
        let mut folder = standing.folder.to_owned();
        let mut before = folder.clone();
        let mut items = Vec::new();
        let mut variables = standing.variables.clone();
        let commands = commands(text);
        for (at, command) in commands.iter().enumerate() {
            if at == WIDTH {
                items.push(Item {
                    line: command.line,
                    is_lenient: false,
                    words: None,
                    leads: Leads::Unclear(known(&folder)),
                });
                break;
            }
            let (assigned, words) = apart(&command.words);
            let words = inner_command(expanded(words, &variables));
            if words.is_empty() && !assigned.is_empty() {
                variables = assign(&variables, assigned);
                continue;
            }
            let own = match assigned {
                [] => variables.clone(),
                assigned => assign(&variables, assigned),
            };
            if let [first, to, ..] = words.as_slice()
                && matches!(first.as_str(), "cd" | "pushd" | "Set-Location")
            {
                let next = match to.as_str() {
                    "-" => before,
                    to => moved(&folder, to, standing.own),
                };
                before = std::mem::replace(&mut folder, next);
                continue;
            }
            if words.first().is_some_and(|first| first == "popd") {
                folder.clone_from(&before);
            }
            let inner = Standing {
                folder: &folder,
                variables: &own,
                ..standing
            };
            let before_it = at.checked_sub(1).and_then(|before| commands.get(before));
            let leads = match before_it {
                Some(printed) if is_typed_in(&printed.words, &words) => {
                    vec![Leads::Unclear(known(&folder))]
                }
                _ => self.leads(&words, inner, depth),
            };
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

    /// The tests that a runner starts.
    fn tests(
        self,
        runner: &Runner,
        words: &[String],
        folder: &str,
        variables: &Variables,
    ) -> Leads {
        let rest = words.get(runner.rest..).unwrap_or_default();
        let (targets, is_narrow) =
            targets(self.ground, runner.tool, runner.ecosystem, rest, folder);
        Leads::Tests(Found {
            tool: runner.tool,
            ecosystem: runner.ecosystem,
            targets,
            is_narrow,
            is_browser: runner.is_browser,
            measures: measures(words) || is_told_to_measure(variables),
            report: report(runner.tool, words).and_then(|path| join(folder, &path)),
            is_lenient: false,
            through: None,
            line: 0,
        })
    }

    /// What a command leads to; at least one answer.
    fn leads(self, words: &[String], standing: Standing<'_>, depth: usize) -> Vec<Leads> {
        let folder = folder_of_options(self.ground, words, standing.folder);
        if let Some(runner) = runner(words) {
            return vec![match is_known(&folder) {
                true => self.tests(&runner, words, &folder, standing.variables),
                false => Leads::Unclear(String::new()),
            }];
        }
        let meant = named(self.ground, words, &folder);
        let unclear = || Leads::Unclear(known(&folder));
        match meant {
            Named::Nothing => vec![Leads::Nowhere],
            Named::Unclear => vec![unclear()],
            Named::Text(text) if depth < MOST_INNER => {
                let inner = Standing {
                    folder: &folder,
                    ..standing
                };
                let items = self.inner_items(&text, inner, depth + 1);
                let mut leads: Vec<Leads> = items.into_iter().map(|item| item.leads).collect();
                if leads.is_empty() {
                    leads.push(Leads::Nowhere);
                }
                leads
            }
            Named::Text(_) => vec![unclear()],
            Named::Scripts {
                scripts,
                is_partial,
            } => {
                let measures = measures(words);
                let mut leads: Vec<Leads> = Vec::new();
                // A name without a text, such as one that another file adds, may mean anything.
                let mut is_unclear = is_partial || scripts.is_empty();
                for (kind, folder, name) in scripts {
                    is_unclear |= self.ground.scripts.get(kind, &folder, &name).is_empty();
                    leads.push(Leads::Script(Start {
                        kind,
                        folder,
                        name,
                        at: standing.folder.to_owned(),
                        measures,
                        variables: standing.variables.clone(),
                    }));
                }
                leads.extend(is_unclear.then(unclear));
                leads
            }
        }
    }
}

/// A folder, or the root where it is not known.
fn known(folder: &str) -> String {
    if is_known(folder) { folder } else { "" }.to_owned()
}

/// Whether a shell without a file is given what the command before it prints, and that may start tests:
/// `echo pytest | sh`.
fn is_typed_in(printed: &[String], words: &[String]) -> bool {
    let is_shell = |word: &String| matches!(base(word), "sh" | "bash" | "zsh" | "dash");
    let may_test = |word: &String| word.starts_with("<<") || says_test(word);
    words.len() == 1 && words.iter().all(is_shell) && printed.iter().any(may_test)
}

/// The words of a command that another one is told to start: `find . -exec pytest {} +`. Python's
/// module stands apart from the option that names it.
fn inner_command(words: Vec<String>) -> Vec<String> {
    let first = words.first().map_or("", |first| base(first));
    if first == "find" {
        let start = words.iter().position(|word| word.starts_with("-exec"));
        let inner = start.and_then(|at| words.get(at + 1..)).map(|inner| {
            let own = inner
                .iter()
                .take_while(|word| !matches!(word.as_str(), ";" | "+"));
            own.filter(|word| *word != "{}").cloned().collect()
        });
        return inner.unwrap_or(words);
    }
    if !first.starts_with("python") {
        return words;
    }
    let parts = words
        .into_iter()
        .flat_map(|word| match word.strip_prefix("-m") {
            Some(module) if !module.is_empty() => vec!["-m".to_owned(), module.to_owned()],
            _ => vec![word],
        });
    parts.collect()
}

/// What a command assigns, and the words behind that.
fn apart(words: &[String]) -> (&[String], &[String]) {
    if let Some((first, rest)) = words.split_first()
        && matches!(first.as_str(), "export" | "local" | "declare" | "readonly")
        && rest.iter().any(|word| is_assignment(word))
    {
        return (rest, &[]);
    }
    let assigned = words.iter().take_while(|word| is_assignment(word)).count();
    words.split_at(assigned)
}

/// Variables with those that a command assigns. One that measures coverage stays as it is: which of
/// several values counts is not known before a shell runs them.
fn assign(variables: &Variables, assigned: &[String]) -> Variables {
    let mut found: Vec<(String, String)> = variables.to_vec();
    for (name, value) in assigned.iter().filter_map(|word| word.split_once('=')) {
        let name = name.trim_end_matches('+');
        let value = match value.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
            Some(list) => list.replace(['"', '\''], ""),
            None => value.to_owned(),
        };
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) if measures_in(known) && !measures_in(&value) => {}
            Some((_, known)) => *known = value,
            None => found.push((name.to_owned(), value)),
        }
    }
    found.into()
}

/// Whether the words of a value measure coverage.
fn measures_in(value: &str) -> bool {
    let words: Vec<String> = value.split_whitespace().map(str::to_owned).collect();
    measures(&words)
}

/// Whether variables that runners read ask for coverage.
fn is_told_to_measure(variables: &[(String, String)]) -> bool {
    variables.iter().any(|(name, value)| match name.as_str() {
        "PYTEST_ADDOPTS" | "PYTHON" | "GOFLAGS" => measures_in(value),
        "NODE_V8_COVERAGE" | "GOCOVERDIR" => !value.is_empty(),
        "RUSTFLAGS" => value.contains("instrument-coverage"),
        _ => false,
    })
}

/// Puts in the values of variables that are known.
fn expanded(words: &[String], variables: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for word in words {
        let within = |start, end| word.strip_prefix(start)?.strip_suffix(end);
        let name = within("${", '}')
            .or_else(|| within("$(", ')'))
            .or_else(|| word.strip_prefix('$'));
        let name = name.map(|name| name.trim_start_matches("env:").trim_end_matches("[@]"));
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
        let name = name.strip_suffix('+').unwrap_or(name);
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }) || matches!(word, "env" | "cross-env" | "sudo" | "exec")
}
