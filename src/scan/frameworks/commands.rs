//! Command-line programs that tests start in-process: a group of commands (click, Typer) is
//! invoked with the command's name in a string.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{ReferenceKind, Symbol, last_part};
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::walk::Tree;

use super::{Framework, nothing};

pub(super) const COMMANDS: Framework = Framework {
    uses,
    barred: nothing,
};

/// Functions of runners that start a command in-process.
const RUNNERS: [&str; 4] = ["invoke", "isolated_cli", "main", "call_command"];

/// Last parts of decorators that make a function a command.
const DECORATORS: [&str; 3] = ["command", "group", "callback"];

/// Endings that click drops from a function's name.
const DROPPED: [&str; 3] = ["_command", "_cmd", "_group"];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let commands = commands(index);
    if commands.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (file, _) in index
        .files_of(Family::Python)
        .filter(|(file, _)| index.is_test_code(*file))
    {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let mut runs = index.references_to(file, &RUNNERS);
        if !runs.any(|run| run.kind == ReferenceKind::Call) {
            continue;
        }
        for text in &facts.texts {
            let from = text
                .within
                .map_or_else(|| index.module(file), |symbol| index.node(file, symbol));
            for to in commands.get(&*text.value).into_iter().flatten() {
                found.push((
                    from,
                    Call {
                        to: *to,
                        strength: Strength::Framework,
                        line: text.line,
                    },
                ));
            }
        }
    }
    found
}

/// Commands by name.
fn commands(index: &Index<'_>) -> FxHashMap<String, Vec<Node>> {
    let mut commands: FxHashMap<String, Vec<Node>> = FxHashMap::default();
    for (file, _) in index
        .files_of(Family::Python)
        .filter(|(file, _)| !index.is_test_code(*file))
    {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        for reference in index
            .references_to(file, &DECORATORS)
            .filter(|reference| reference.kind == ReferenceKind::Decorator)
        {
            let Some(at) = reference.within else {
                continue;
            };
            if let Some(symbol) = facts.symbols.get(at as usize) {
                let name = reference
                    .text
                    .as_deref()
                    .map_or_else(|| name_of(symbol), str::to_owned);
                commands.entry(name).or_default().push(index.node(file, at));
            }
        }
    }
    commands
}

/// Whether a decorator makes a function a command.
pub(super) fn is_command(decorator: &str) -> bool {
    let last = last_part(decorator);
    DECORATORS.contains(&last)
}

/// The name that click gives a command without one.
fn name_of(symbol: &Symbol) -> String {
    let name = symbol.last();
    let name = DROPPED
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name);
    name.replace('_', "-")
}
