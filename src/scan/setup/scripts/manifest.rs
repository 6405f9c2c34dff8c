//! Scripts of `package.json` and `Taskfile.yml`.

use std::sync::Arc;

use crate::scan::paths::folder_of;

use super::super::Documents;
use super::super::document::Node;
use super::{Kind, Script, Scripts};

/// The scripts of a `package.json`.
pub(super) fn npm(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    let Some(document) = documents.get(path) else {
        return;
    };
    let entries = document.get("scripts").map_or(&[] as &[_], Node::entries);
    for (name, node) in entries {
        match node.text() {
            Some("wireit") => wireit(path, document, name, scripts),
            Some(text) => scripts.add(Kind::Npm, path, name, node.line, text),
            None => {}
        }
    }
}

/// A script that wireit starts: what it needs is run first. Those of other packages are named by
/// their folders (`../a:build`).
fn wireit(path: &Arc<str>, document: &Node, name: &str, scripts: &mut Scripts) {
    let Some(script) = document.at(&["wireit", name]) else {
        return;
    };
    let needs = script
        .get("dependencies")
        .map_or(&[] as &[_], Node::items)
        .iter();
    for need in needs {
        let Some(text) = need.text().or_else(|| need.text_of("script")) else {
            continue;
        };
        let line = match text.split_once(':') {
            Some((folder, name)) if folder.starts_with('.') => {
                format!("npm --prefix {folder} run {name}")
            }
            _ => format!("npm run {text}"),
        };
        scripts.add(Kind::Npm, path, name, need.line, &line);
    }
    if let Some(command) = script.get("command")
        && let Some(text) = command.text()
    {
        scripts.add(Kind::Npm, path, name, command.line, text);
    }
}

/// The tasks of a `Taskfile.yml`.
pub(super) fn task(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    let Some(tasks) = documents.get(path).and_then(|node| node.get("tasks")) else {
        return;
    };
    for (name, task) in tasks.entries() {
        let commands = task.get("cmds").or_else(|| task.get("cmd")).unwrap_or(task);
        for command in commands.items() {
            let command = command.get("cmd").unwrap_or(command);
            if let Some(text) = command.text() {
                scripts.add(Kind::Task, path, name, command.text_line(), text);
            } else if let Some(other) = command.text_of("task") {
                scripts.add(
                    Kind::Task,
                    path,
                    name,
                    command.line,
                    &format!("task {other}"),
                );
            }
        }
        for other in task.get("deps").into_iter().flat_map(|deps| deps.items()) {
            if let Some(other) = other.text() {
                scripts.add(Kind::Task, path, name, task.line, &format!("task {other}"));
            }
        }
    }
}

/// The tasks of a `mise.toml`; what one depends on is run first.
pub(super) fn mise(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    let tasks = documents.get(path).and_then(|node| node.get("tasks"));
    for (name, task) in tasks.map_or(&[] as &[_], Node::entries) {
        for other in task.get("depends").into_iter().flat_map(Node::items) {
            if let Some(other) = other.text() {
                scripts.add(
                    Kind::Mise,
                    path,
                    name,
                    task.line,
                    &format!("mise run {other}"),
                );
            }
        }
        let commands = task.get("run").map_or_else(|| task.items(), Node::items);
        for command in commands {
            let text = command.text().map(str::to_owned);
            let other = || Some(format!("mise run {}", command.text_of("task")?));
            if let Some(text) = text.or_else(other) {
                scripts.add(Kind::Mise, path, name, command.text_line(), &text);
            }
        }
        if let Some(file) = task.text_of("file") {
            scripts.add(Kind::Mise, path, name, task.line, &format!("./{file}"));
        }
    }
}

/// The hooks of a `.pre-commit-config.yaml` that say themselves what they start.
pub(super) fn hooks(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    let repositories = documents.get(path).and_then(|node| node.get("repos"));
    let repositories = repositories.map_or(&[] as &[_], Node::items).iter();
    let own = repositories.filter(|it| it.text_of("repo") == Some("local"));
    for hook in own.flat_map(|it| it.get("hooks").map_or(&[] as &[_], Node::items)) {
        if let (Some(id), Some(entry)) = (hook.text_of("id"), hook.get("entry")) {
            let words = hook.get("args").map_or(&[] as &[_], Node::items).iter();
            let words = words.filter_map(Node::text);
            let words: Vec<&str> = entry.text().into_iter().chain(words).collect();
            scripts.add(Kind::Hook, path, id, entry.line, &words.join(" "));
        }
    }
}

/// Aliases of `.cargo/config.toml`: they are started where that folder stands.
pub(super) fn cargo(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    let aliases = documents.get(path).and_then(|node| node.get("alias"));
    let start: Arc<str> = path.replace(".cargo/config.toml", "Cargo.toml").into();
    for (name, node) in aliases.map_or(&[] as &[_], Node::entries) {
        let words: Vec<&str> = match node.text() {
            Some(text) => vec![text],
            None => node.items().iter().filter_map(Node::text).collect(),
        };
        let text = format!("cargo {}", words.join(" "));
        let key = (Kind::Cargo, folder_of(&start).to_owned(), name.to_string());
        scripts.by_name.entry(key).or_default().push(Script {
            path: path.clone(),
            line: node.line,
            text,
            variables: Vec::new(),
            defaults: Vec::new(),
        });
    }
}
