//! Scripts of Python's tools: tox, nox, hatch, poe and pdm.

use std::sync::Arc;

use super::super::Documents;
use super::super::document::{Node, Value, ini};
use super::{Kind, Script, Scripts};
use crate::scan::paths::folder_of;

/// The scripts in a `pyproject.toml`.
pub(super) fn pyproject(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    let Some(tool) = documents.get(path).and_then(|node| node.get("tool")) else {
        return;
    };
    if let Some(tasks) = tool.at(&["poe", "tasks"]) {
        poe(path, tasks, scripts);
    }
    if let Some(tasks) = tool.at(&["pdm", "scripts"]) {
        for (name, node) in tasks.entries() {
            for part in parts(node, &["cmd", "shell", "composite", "call"]) {
                scripts.add(Kind::Pdm, path, name, part.text_line(), &words(part));
            }
        }
    }
    let others = [
        (Kind::Rye, ["rye", "scripts"]),
        // Taskipy's are started as those of Taskfiles are: `task test`.
        (Kind::Task, ["taskipy", "tasks"]),
    ];
    for (kind, keys) in others {
        let tasks = tool.at(&keys);
        for (name, node) in tasks.map_or(&[] as &[_], Node::entries) {
            let command = node
                .get("cmd")
                .or_else(|| node.get("chain"))
                .unwrap_or(node);
            scripts.add(kind, path, name, command.text_line(), &words(command));
        }
    }
    if let Some(environments) = tool.at(&["hatch", "envs"]) {
        hatch(path, environments, scripts);
    }
    if let Some(tox) = tool.get("tox") {
        if let Some(node) = tox.get("legacy_tox_ini")
            && let Some(text) = node.text()
        {
            tox_sections(
                path,
                &ini(text),
                node.text_line().saturating_sub(1),
                scripts,
            );
        }
        tox_tables(path, tox, scripts);
    }
}

/// The environments of tox as tables.
fn tox_tables(path: &Arc<str>, tox: &Node, scripts: &mut Scripts) {
    let named = tox.get("env").into_iter().flat_map(|env| env.entries());
    let base = tox.get("env_run_base").map(|base| ("", base));
    let named = named.map(|(name, node)| (&**name, node));
    for (name, node) in base.into_iter().chain(named) {
        for command in node.get("commands").into_iter().flat_map(Node::items) {
            scripts.add(Kind::Tox, path, name, command.line, &words(command));
        }
    }
}

/// The environments of a `tox.toml`.
pub(super) fn tox_settings(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    if let Some(document) = documents.get(path) {
        tox_tables(path, document, scripts);
    }
}

/// The scripts of a `Pipfile`.
pub(super) fn pipfile(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    let all = documents.get(path).and_then(|node| node.get("scripts"));
    for (name, node) in all.map_or(&[] as &[_], Node::entries) {
        let text = node.text().map_or_else(|| words(node), str::to_owned);
        scripts.add(Kind::Pipenv, path, name, node.text_line(), &text);
    }
}

/// The text of a command that is a string or a list of words.
fn words(node: &Node) -> String {
    match &node.value {
        Value::List(items) => {
            let words: Vec<&str> = items.iter().filter_map(Node::text).collect();
            words.join(" ")
        }
        _ => node.text().unwrap_or_default().to_owned(),
    }
}

/// The commands of a task that is one itself, a list of them, or has them below one of `keys`.
fn parts<'a>(node: &'a Node, keys: &[&str]) -> Vec<&'a Node> {
    let inner = keys.iter().find_map(|key| node.get(key));
    inner.unwrap_or(node).items().iter().collect()
}

fn poe(path: &Arc<str>, tasks: &Node, scripts: &mut Scripts) {
    for (name, node) in tasks.entries() {
        let environment = || node.get("env").into_iter().flat_map(|env| env.entries());
        let variables: Vec<(String, String)> = environment()
            .filter_map(|(key, value)| Some((key.to_string(), value.text()?.to_owned())))
            .collect();
        let defaults: Vec<(String, String)> = environment()
            .filter_map(|(key, value)| {
                Some((key.to_string(), value.text_of("default")?.to_owned()))
            })
            .collect();
        let is_sequence = matches!(node.value, Value::List(_)) || node.get("sequence").is_some();
        for part in parts(node, &["cmd", "shell", "sequence", "ref", "script", "expr"]) {
            let inner = ["cmd", "shell", "ref", "script"]
                .into_iter()
                .find_map(|key| part.get(key));
            let Some(text) = inner.unwrap_or(part).text() else {
                continue;
            };
            let is_name = node.get("ref").is_some()
                || part.get("ref").is_some()
                || is_sequence && part.text().is_some();
            let text = if is_name {
                format!("poe {text}")
            } else {
                text.to_owned()
            };
            let key = (Kind::Poe, folder_of(path).to_owned(), name.to_string());
            scripts.by_name.entry(key).or_default().push(Script {
                path: path.clone(),
                line: inner.unwrap_or(part).text_line(),
                text,
                variables: variables.clone(),
                defaults: defaults.clone(),
            });
        }
    }
}

/// `hatch run ENV:NAME`; names of the default environment also stand alone.
fn hatch(path: &Arc<str>, environments: &Node, scripts: &mut Scripts) {
    for (environment, node) in environments.entries() {
        let mut add = |name: &str, command: &Node| {
            for part in parts(command, &[]) {
                let Some(text) = part.text() else { continue };
                // A script may begin with the name of another one.
                let first = text.split_whitespace().next().unwrap_or_default();
                let is_name = node.at(&["scripts", first]).is_some() && first != name;
                let text = if is_name {
                    format!("hatch run {environment}:{text}")
                } else {
                    text.to_owned()
                };
                let full = format!("{environment}:{name}");
                scripts.add(Kind::Hatch, path, &full, part.text_line(), &text);
            }
        };
        for (name, command) in node
            .get("scripts")
            .into_iter()
            .flat_map(|all| all.entries())
        {
            add(name, command);
        }
        let matrix = node.at(&["overrides", "matrix"]).into_iter();
        for (_, by_variable) in matrix.flat_map(|matrix| matrix.entries()) {
            for item in by_variable.get("scripts").into_iter().flat_map(Node::items) {
                if let (Some(name), Some(command)) = (item.text_of("key"), item.get("value")) {
                    add(name, command);
                }
            }
        }
    }
}

/// The environments of a `tox.ini`, or of a `setup.cfg` that has some.
pub(super) fn tox(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    if let Some(document) = documents.get(path) {
        tox_sections(path, document, 0, scripts);
    }
}

fn tox_sections(path: &Arc<str>, document: &Node, offset: u32, scripts: &mut Scripts) {
    for (section, node) in document.entries() {
        let Some(rest) = section.strip_prefix("testenv") else {
            continue;
        };
        if let Some(commands) = node.get("commands")
            && let Some(text) = commands.text()
        {
            let name = rest.trim_start_matches(':');
            let key = (Kind::Tox, folder_of(path).to_owned(), name.to_owned());
            let set = ["setenv", "set_env"]
                .iter()
                .find_map(|key| node.text_of(key));
            let variables = set.into_iter().flat_map(str::lines).filter_map(|line| {
                let (name, value) = line.split_once('=')?;
                Some((name.trim().to_owned(), value.trim().to_owned()))
            });
            scripts.by_name.entry(key).or_default().push(Script {
                path: path.clone(),
                line: commands.text_line() + offset,
                text: text.to_owned(),
                variables: variables.collect(),
                defaults: Vec::new(),
            });
        }
    }
}

/// The sessions of a `noxfile.py`: what they hand to `session.run`.
pub(super) fn nox(path: &Arc<str>, text: &str, scripts: &mut Scripts) {
    let mut session = String::new();
    let mut lines = (1_u32..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        if let Some(rest) = line.trim_start().strip_prefix("def ") {
            let name = rest.split('(').next().unwrap_or_default();
            session = name.trim().replace('_', "-");
        }
        let Some((_, call)) = line.split_once("session.run(") else {
            continue;
        };
        let mut is_open = !call.contains(')');
        let mut call = call.to_owned();
        while is_open && let Some((_, more)) = lines.next() {
            call.push_str(more);
            is_open = !more.contains(')');
        }
        let words: Vec<&str> = call.split(['"', '\'']).skip(1).step_by(2).collect();
        // What stands in variables is not read: `session.run(*command)`.
        let words = if words.is_empty() {
            vec!["$words"]
        } else {
            words
        };
        let name = session.replace('-', "_");
        for name in [&session, &name] {
            scripts.add(Kind::Nox, path, name, number, &words.join(" "));
            if !session.contains('-') {
                break;
            }
        }
    }
}
