//! Management commands: `call_command("sweep")` runs `management/commands/sweep.py`, and what its class
//! has of the hooks of a command, itself or from its bases. The name may be given to a function that
//! hands it on: `self.run_it("sweep")`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{
    FileId, Reference, ReferenceKind, Symbol, SymbolKind, Text, last_part, name_of,
};
use crate::scan::calls::{Budget, Call, Index, Node, Value};
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

/// Most uses that commands of a tree are taken to make.
const MOST_USES: usize = 1 << 16;

/// What runs of each command, by the command's name.
type Commands<'a> = FxHashMap<&'a str, Vec<Node>>;

/// Functions of a file that run commands whose names do not stand there: `call_command(*args)`.
#[derive(Default)]
struct Runners<'a> {
    places: FxHashSet<Option<u32>>,
    names: FxHashSet<&'a str>,
    /// What they read: the name of the command may be in it.
    read: FxHashSet<&'a str>,
}

pub(super) fn uses<'a>(index: &Index<'a>, found: &mut Vec<(Node, Call)>) {
    let commands = commands(index);
    if commands.is_empty() {
        return;
    }
    let budget = Budget::new(MOST_USES, "tests that run commands of one name");
    let looking = Budget::new(MOST_USES, "helpers that run commands");
    let mut known: FxHashMap<FileId, Runners<'a>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        if index.uses_any(file, &RUNNING) {
            known.insert(file, runners(index, file, &RUNNING));
        }
    }
    let files = index.files_of(Family::Python);
    for (file, _) in files {
        let is_test = index.is_test_code(file);
        let helpers = index.edges(file).iter().map(|edge| edge.to);
        let helpers: FxHashSet<FileId> = helpers.filter(|_| is_test).chain([file]).collect();
        let mut helpers: Vec<&Runners<'_>> =
            helpers.iter().filter_map(|it| known.get(it)).collect();
        if helpers.is_empty() {
            continue;
        }
        let count = helpers.iter().map(|it| it.names.len()).sum();
        if !looking.take(index, file, count) {
            return;
        }
        let names = helpers.iter().flat_map(|it| &it.names).copied();
        let names: FxHashSet<&str> = names.chain(RUNNING).collect();
        let mut words: Vec<&str> = names.iter().copied().collect();
        words.sort_unstable();
        let own = runners(index, file, &words);
        helpers.push(&own);
        let mut seen = FxHashSet::default();
        for (name, within, line) in said(index, file, &names, &own, &helpers) {
            let Some((name, nodes)) = commands.get_key_value(name) else {
                continue;
            };
            if !seen.insert((*name, within)) {
                continue;
            }
            if !budget.take(index, file, nodes.len()) {
                return;
            }
            let from = at(index, file, within);
            found.extend(nodes.iter().map(|to| (from, call(*to, line))));
        }
        made(index, file, found);
    }
}

/// Texts of a file that may name what a command's runner is given, with where they stand.
fn said<'a>(
    index: &Index<'a>,
    file: FileId,
    names: &FxHashSet<&str>,
    own: &Runners<'_>,
    helpers: &[&Runners<'_>],
) -> Vec<(&'a str, Option<u32>, u32)> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let is_run = |it: &&Reference| it.kind == ReferenceKind::Call && names.contains(it.last());
    let given = facts.references.iter().filter(is_run);
    let given = given.filter_map(|it| Some((it.text.as_deref()?, it.within, it.line)));
    let mut found: Vec<(&str, Option<u32>, u32)> = given.collect();
    if !index.is_test_code(file) {
        return found;
    }
    let is_outside = |within: Option<u32>| {
        let symbol = within.and_then(|at| facts.symbols.get(at as usize));
        symbol.is_none_or(|symbol| symbol.kind == SymbolKind::Class)
    };
    let is_near = |text: &&Text| {
        let taker = last_part(&text.taker);
        names.contains(taker)
            || own.places.contains(&text.within)
            || is_outside(text.within) && helpers.iter().any(|it| it.read.contains(taker))
    };
    let near = facts.texts.iter().filter(is_near);
    found.extend(near.map(|text| (&*text.value, text.within, text.line)));
    found
}

/// The functions of a file that call one of these names with what they do not say.
fn runners<'a>(index: &Index<'a>, file: FileId, names: &[&str]) -> Runners<'a> {
    let calls = index.references_to(file, names);
    let calls = calls.filter(|it| it.kind == ReferenceKind::Call && it.text.is_none());
    let mut found = Runners::default();
    for within in calls.map(|it| it.within) {
        if !found.places.insert(within) {
            continue;
        }
        let read = index.references_in(file, within);
        found.read.extend(read.map(|(_, it)| it.last()));
        let symbol = within.and_then(|at| index.symbol(index.node(file, at)));
        let is_function = |symbol: &&Symbol| symbol.kind != SymbolKind::Class && !symbol.is_test;
        found
            .names
            .extend(symbol.filter(is_function).map(Symbol::last));
    }
    found
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
