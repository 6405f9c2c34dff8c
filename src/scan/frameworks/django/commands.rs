//! Management commands: `call_command("sweep")` runs `management/commands/sweep.py`, and what its class
//! has of the hooks of a command, itself or from its bases.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind, name_of};
use crate::scan::calls::{Call, Index, Node, Value};
use crate::scan::frameworks::{at, call};

/// What runs a command by its name.
const RUNNING: [&str; 2] = ["call_command", "execute_from_command_line"];

/// What a command is asked for when it runs.
const HOOKS: [&str; 9] = [
    "__init__",
    "add_arguments",
    "check",
    "create_parser",
    "execute",
    "handle",
    "handle_app_config",
    "handle_label",
    "print_help",
];

/// What runs of each command, by the command's name.
type Commands<'a> = FxHashMap<&'a str, Vec<Node>>;

pub(super) fn uses<'a>(index: &Index<'a>, found: &mut Vec<(Node, Call)>) {
    let commands = commands(index);
    if commands.is_empty() {
        return;
    }
    let runs = |file: FileId| index.uses_any(file, &RUNNING);
    for (file, _) in index.files_of(Family::Python) {
        let mut edges = index.edges(file).iter();
        let mut is_helped = || index.is_test_code(file) && edges.any(|edge| runs(edge.to));
        if !runs(file) && !is_helped() {
            continue;
        }
        let mut run = |name: &str, within: Option<u32>, line: u32| {
            let nodes = commands.get(name).into_iter().flatten();
            let from = at(index, file, within);
            found.extend(nodes.map(|to| (from, call(*to, line))));
        };
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let called = |it: &&Reference| it.kind == ReferenceKind::Call;
        for reference in facts.references.iter().filter(called) {
            if let Some(name) = reference.text.as_deref() {
                run(name, reference.within, reference.line);
            }
        }
        // In code of tests the name may stand anywhere in sight of what runs it.
        if index.is_test_code(file) {
            for text in &facts.texts {
                run(&text.value, text.within, text.line);
            }
        }
        made(index, file, found);
    }
}

/// `call_command(Command())`
fn made<'a>(index: &Index<'a>, file: FileId, found: &mut Vec<(Node, Call)>) {
    for reference in index.references_to(file, &["Command"]) {
        let within = reference.within;
        let is_call = reference.kind == ReferenceKind::Call;
        let class = index.stands_for(file, within, &reference.path);
        let runs = || {
            let mut own = index.references_in(file, within);
            own.any(|(_, it)| RUNNING.contains(&it.last()))
        };
        if let Some(class) = class.filter(|_| is_call && runs()) {
            let from = at(index, file, within);
            let hooks = hooks(index, class).into_iter();
            found.extend(hooks.map(|to| (from, call(to, reference.line))));
        }
    }
}

fn commands<'a>(index: &Index<'a>) -> Commands<'a> {
    let mut found = Commands::default();
    for (file, path) in index.files_of(Family::Python) {
        let name = name_of(path).strip_suffix(".py").unwrap_or_default();
        let is_command = path
            .rsplit_once("/management/commands/")
            .is_some_and(|(_, rest)| rest == name_of(path));
        if !is_command || name.starts_with('_') {
            continue;
        }
        let nodes = found.entry(name).or_default();
        nodes.push(index.module(file));
        if let Some(Value::Class(class)) = index.value_in(file, "Command") {
            nodes.push(class);
            nodes.extend(hooks(index, class));
        }
    }
    found
}

/// The hooks that a class of commands has, and those of its bases that they may call.
fn hooks(index: &Index<'_>, class: Node) -> Vec<Node> {
    let classes = index.ancestry(class).into_iter();
    let hooks = classes.flat_map(|class| {
        let own = HOOKS
            .iter()
            .filter_map(move |name| index.own_method(class, name));
        own.collect::<Vec<_>>()
    });
    hooks.collect()
}
