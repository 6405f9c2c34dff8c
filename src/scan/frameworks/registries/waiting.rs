//! What functions hand on that modules of a folder enter under a key:
//! `@event("plugin.register") def register(): plugin.register(Seen, "seen")`. All of them run, while
//! what each hands on waits until somebody chooses it, which tests tell by its key or its module's name.

use rustc_hash::FxHashMap;

use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Symbol, SymbolKind, Text};
use crate::scan::calls::{Barred, Budget, Call, Index, Node};
use crate::scan::frameworks::{call, texts_by_place};

use super::by_key::Keyed;

/// Parameters by which something gets its key.
const NAMES: [&str; 3] = ["name", "key", "id"];

/// Most things that are handed on.
const MOST_HANDED: usize = 1 << 14;

/// Most things that one function hands on.
const MOST_OF_ONE: usize = 64;

/// Most methods that are taken to make objects of what a class is given.
const MOST_MAKERS: usize = 4;

/// What makes objects of all that is handed on, and what does not happen to those that nobody chooses.
pub(super) fn handed(index: &Index<'_>, keyed: &Keyed<'_>) -> (Vec<(Node, Call)>, Barred) {
    let mut uses = Vec::new();
    let mut barred = Barred::default();
    let mut makers: FxHashMap<Node, Vec<(Node, u32)>> = FxHashMap::default();
    let budget = Budget::new(MOST_HANDED, "what is handed on under keys");
    let of_files = keyed
        .entries
        .chunk_by(|left, right| index.place(*left).0 == index.place(*right).0);
    for entries in of_files {
        let Some(file) = entries.first().map(|entry| index.place(*entry).0) else {
            continue;
        };
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let texts = texts_by_place(index, file);
        for entry in entries {
            let (_, within) = index.place(*entry);
            let texts = texts.get(&within).map_or(&[] as &[_], Vec::as_slice);
            let handed = handed_on(index, (file, facts), *entry);
            if !budget.take(index, file, handed.len()) {
                return (uses, barred);
            }
            let ends = handed.iter().skip(1).map(|it| it.line).chain([u32::MAX]);
            for (it, end) in handed.iter().zip(ends) {
                let keys = keys(texts, it, end);
                if !keyed.said.chooses(index, file, keys) {
                    barred.pair(*entry, it.what);
                }
                let made = makers
                    .entry(it.taker)
                    .or_insert_with(|| makers_of(index, it.taker));
                let constructor = index.own_method(it.what, "__init__");
                for to in constructor.into_iter() {
                    uses.extend(made.iter().map(|(from, line)| (*from, call(to, *line))));
                }
            }
        }
    }
    (uses, barred)
}

/// A definition of a file that a function hands to another of the tree.
struct Handed<'a> {
    taker: Node,
    chain: &'a str,
    what: Node,
    line: u32,
}

fn handed_on<'a>(
    index: &Index<'a>,
    (file, facts): (FileId, &'a FileFacts),
    entry: Node,
) -> Vec<Handed<'a>> {
    let (_, within) = index.place(entry);
    let mut found = Vec::new();
    for (nth, call) in index.references_in(file, within) {
        if call.kind != ReferenceKind::Call {
            continue;
        }
        let given = facts.references.get(nth as usize + 1);
        let given = given.filter(|it| it.within == within && it.kind == ReferenceKind::Read);
        let what = given.and_then(|it| index.stands_for(file, within, &it.path));
        let is_own = |it: &Node| {
            let symbol = index.symbol(*it);
            index.place(*it).0 == file && symbol.is_some_and(|it| it.parent.is_none())
        };
        let Some(what) = what.filter(is_own) else {
            continue;
        };
        let taker = index.stands_for(file, within, &call.path);
        if found.len() == MOST_OF_ONE {
            index.leave_out(file, "what one function hands on under keys");
            break;
        }
        if let Some(taker) = taker {
            found.push(Handed {
                taker,
                chain: &call.path,
                what,
                line: call.line,
            });
        }
    }
    found
}

/// The texts that something is handed on with.
fn keys<'t>(texts: &'t [&Text], handed: &Handed<'_>, end: u32) -> impl Iterator<Item = &'t str> {
    let (first, last) = (handed.line, end.max(handed.line + 1));
    let chain = handed.chain.to_owned();
    let texts = texts.iter().filter(move |text| {
        (first..last).contains(&text.line)
            && (*text.taker == *chain || NAMES.contains(&&*text.taker))
    });
    texts.map(|text| &*text.value)
}

/// What makes objects of what a function or the constructor of a class is given.
fn makers_of(index: &Index<'_>, taker: Node) -> Vec<(Node, u32)> {
    let Some(symbol) = index.symbol(taker) else {
        return Vec::new();
    };
    if symbol.kind != SymbolKind::Class {
        return making(index, taker, symbol, "");
    }
    let Some(constructor) = index
        .own_method(taker, "__init__")
        .and_then(|it| index.symbol(it))
    else {
        return Vec::new();
    };
    let methods = index.members(taker).into_iter();
    let made = methods.flat_map(|(_, method)| making(index, method, constructor, "self."));
    made.take(MOST_MAKERS).collect()
}

/// Where a function calls what another is given, as it is or kept.
fn making(index: &Index<'_>, function: Node, given: &Symbol, kept: &str) -> Vec<(Node, u32)> {
    let (file, within) = index.place(function);
    let is_given = |it: &Reference| {
        let name = it.path.strip_prefix(kept);
        let mut parameters = given.parameters.iter();
        name.is_some_and(|name| name != "self" && parameters.any(|it| **it == *name))
    };
    let calls = index.references_in(file, within);
    let calls = calls.filter(|(_, it)| it.kind == ReferenceKind::Call && is_given(it));
    calls.map(|(_, it)| (function, it.line)).take(1).collect()
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// Two plugins of a folder, a test, and the event on which code has them registered.
    fn tree(test: &str, fired: &str) -> String {
        let plugin = |class: &str, key: &str| {
            format!(
                "from app.plugin import PluginInfo\nfrom app.event import event\nclass {class}:\n    def __init__(self):\n        self.n = 1\n    def on_task_filter(self, config):\n        return self.n\n    def idle(self):\n        return 1\n\
                 @event('plugin.register')\ndef register():\n    PluginInfo(\n        {class}, '{key}')\n\
                 @event('plugin.other')\ndef never():\n    return 1\n"
            )
        };
        let (seen, rss) = (plugin("Seen", "seen_before"), plugin("Rss", "rss"));
        format!(
            "//- /app/__init__.py\n//- /app/event.py\nEVENTS = {{}}\ndef event(name):\n    def decorator(func):\n        EVENTS.setdefault(name, []).append(func)\n        return func\n    return decorator\ndef fire(name):\n    for handler in EVENTS[name]:\n        handler()\n\
             //- /app/plugin.py\nimport pkgutil\nfrom importlib import import_module\nfrom app import plugins\nfrom app.event import fire\nPHASES = ['filter']\nALL = {{}}\nMETHODS = {{'abort': 'on_task_abort'}}\nMETHODS.update((phase, 'on_task_' + phase) for phase in PHASES)\n\
             class PluginInfo:\n    def __init__(self, plugin_class, name):\n        self.plugin_class = plugin_class\n        ALL[name] = self\n    def initialize(self):\n        self.instance = self.plugin_class()\n    def handlers(self):\n        for phase, method_name in METHODS.items():\n            yield getattr(self.instance, method_name)\n\
             def load():\n    for found in pkgutil.iter_modules(plugins.__path__):\n        import_module('app.plugins.' + found.name)\n    fire('{fired}')\n    for info in ALL.values():\n        info.initialize()\n\
             def run(config):\n    return [it(config) for name in config for it in ALL[name].handlers()]\n\
             //- /app/plugins/__init__.py\n//- /app/plugins/filter_seen.py\n{seen}//- /app/plugins/rss.py\n{rss}\
             //- /tests/test_x.py\nfrom app.plugin import load, run\n{test}\n"
        )
    }

    const SEEN: [&str; 3] = [
        "app/plugins/filter_seen.py#Seen.on_task_filter",
        "app/plugins/filter_seen.py#Seen.idle",
        "app/plugins/filter_seen.py#never",
    ];

    const RSS: [&str; 3] = [
        "app/plugins/rss.py#Rss.on_task_filter",
        "app/plugins/rss.py#Rss.idle",
        "app/plugins/rss.py#never",
    ];

    #[test]
    fn of_what_a_folder_registers_that_runs_which_a_test_chooses() {
        let check = |said: &str, seen: &[&str], rss: &[&str]| {
            let test =
                format!("CONFIG = {said}\ndef test_x():\n    load()\n    assert run(CONFIG)\n");
            let found = gaps(&tree(&test, "plugin.register"));
            assert_eq!(found, [seen, rss].concat(), "{said}");
        };
        check("{}", &SEEN, &RSS);
        check("{'seen_before': 1}", &SEEN[1..], &RSS);
        check(
            "'''\ntasks:\n  - seen_before\n  - {rss: yes}\n'''",
            &SEEN[1..],
            &RSS[1..],
        );
        // The name of the module.
        check("'''\n  filter_seen: x\n'''", &SEEN[1..], &RSS);
        check("'''\nit was seen_before that\n'''", &SEEN, &RSS);
    }

    #[test]
    fn what_nobody_fires_does_not_run() {
        let test =
            "CONFIG = {'seen_before': 1}\ndef test_x():\n    load()\n    assert run(CONFIG)\n";
        let (register, init) = ("register", "Seen.__init__");
        let found = gaps(&tree(test, "plugin.none"));
        for name in [register, init, "Seen.on_task_filter"] {
            let name = format!("app/plugins/filter_seen.py#{name}");
            assert!(found.contains(&name), "{name} {found:?}");
        }
    }
}
