//! Scripts of `package.json` and `Taskfile.yml`.

use std::sync::Arc;

use super::super::Documents;
use super::{Kind, Scripts};

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
