//! Scripts of `package.json` and `Taskfile.yml`.

use std::sync::Arc;

use crate::scan::paths::folder_of;

use super::super::Documents;
use super::super::document::Node;
use super::{Kind, Script, Scripts};

/// The scripts of a `package.json`.
pub(super) fn npm(path: &Arc<str>, documents: &Documents, scripts: &mut Scripts) {
    let Some(entries) = documents.get(path).and_then(|node| node.get("scripts")) else {
        return;
    };
    for (name, node) in entries.entries() {
        if let Some(text) = node.text() {
            scripts.add(Kind::Npm, path, name, node.line, text);
        }
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
