//! Methods of Python that are looked up by names which code is given: `getattr(plugin, name)(event)` in
//! `dispatch(name)`, which others call with a text, in a loop over names, or over a list of the class.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind, Symbol, SymbolKind, Text, last_part};
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::walk::Tree;

use super::{Framework, at, nothing};

pub(super) const GIVEN_NAMES: Framework = Framework {
    uses,
    barred: nothing,
};

/// What looks a name up.
const LOOKING: [&str; 1] = ["getattr"];

/// Names of functions that call others by their names.
const DISPATCHING: [&str; 6] = ["dispatch", "trigger", "invoke", "notify", "emit", "fire"];

/// Fewest letters of a name that is no common word.
const FEWEST_LETTERS: usize = 4;

/// Most functions that look up what they are given.
const MOST_LOOKERS: usize = 256;

/// Most names that are looked up.
const MOST_ASKED: usize = 1 << 16;

/// A function that looks up names which it is given.
struct Looker {
    file: FileId,
    symbol: u32,
    /// What it is a method of.
    class: Option<Node>,
    line: u32,
}

impl Looker {
    fn asks<'a>(&self, index: &Index<'_>, text: &'a Text) -> Asked<'a> {
        Asked {
            name: &text.value,
            from: index.node(self.file, self.symbol),
            class: self.class,
            line: self.line,
        }
    }
}

/// A name that may be looked up.
struct Asked<'a> {
    name: &'a str,
    from: Node,
    class: Option<Node>,
    line: u32,
}

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let lookers: Vec<Looker> = index
        .files_of(Family::Python)
        .filter(|(file, _)| !index.is_test_code(*file) && index.uses_any(*file, &LOOKING))
        .flat_map(|(file, _)| lookers(index, file))
        .take(MOST_LOOKERS)
        .collect();
    if lookers.is_empty() {
        return Vec::new();
    }
    let mut asked = Vec::new();
    for looker in &lookers {
        looped_over(index, looker, &mut asked);
    }
    listed(index, &lookers, &mut asked);
    handed_over(index, &lookers, &mut asked);
    asked.retain(|it| may_be_method(it.name));
    asked.sort_by_key(|it| (it.from, it.class, it.name, it.line));
    asked.dedup_by_key(|it| (it.from, it.class, it.name));
    asked.truncate(MOST_ASKED);
    found(index, &asked)
}

/// Functions of a file that look up what is no constant.
fn lookers(index: &Index<'_>, file: FileId) -> Vec<Looker> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let texts = facts.texts.iter();
    let constant = texts.filter(|text| &*text.taker == "getattr");
    let constant: FxHashSet<u32> = constant.map(|text| text.line).collect();
    let mut found: Vec<Looker> = Vec::new();
    for reference in index.references_to(file, &LOOKING) {
        let Some(symbol) = reference.within.filter(|_| &*reference.path == "getattr") else {
            continue;
        };
        let is_known = found.last().is_some_and(|last| last.symbol == symbol);
        if !is_known && !constant.contains(&reference.line) {
            found.push(Looker {
                file,
                symbol,
                class: index.enclosing_class(file, Some(symbol)),
                line: reference.line,
            });
        }
    }
    found
}

/// Names in a function itself: `for name in ("load", "stop")`.
fn looped_over<'a>(index: &Index<'a>, looker: &Looker, asked: &mut Vec<Asked<'a>>) {
    let texts = index.facts(looker.file).map_or(&[] as &[_], |it| &it.texts);
    let own = texts
        .iter()
        .filter(|text| text.within == Some(looker.symbol) && &*text.taker != "getattr");
    asked.extend(own.map(|text| looker.asks(index, text)));
}

/// Names in the lists of its class, or of those derived from it, that a method reads: `for action in
/// self.actions`.
fn listed<'a>(index: &Index<'a>, lookers: &[Looker], asked: &mut Vec<Asked<'a>>) {
    let mut lists: FxHashMap<&str, Vec<&Looker>> = FxHashMap::default();
    for looker in lookers.iter().filter(|looker| looker.class.is_some()) {
        let own = index.references_in(looker.file, Some(looker.symbol));
        for name in own.filter_map(|(_, it)| it.path.strip_prefix("self.")) {
            lists.entry(name).or_default().push(looker);
        }
    }
    if lists.is_empty() {
        return;
    }
    for (file, _) in index.files_of(Family::Python) {
        let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
        for text in texts {
            let (Some(around), Some(reading)) = (text.within, lists.get(&*text.taker)) else {
                continue;
            };
            let ancestry = index.ancestry(index.node(file, around));
            let is_of = |looker: &&&Looker| looker.class.is_some_and(|it| ancestry.contains(&it));
            let reading = reading.iter().filter(is_of);
            asked.extend(reading.map(|looker| looker.asks(index, text)));
        }
    }
}

/// Names with which others call a function that looks up what it is given.
fn handed_over<'a>(index: &Index<'a>, lookers: &[Looker], asked: &mut Vec<Asked<'a>>) {
    let mut by_name: FxHashMap<&str, Vec<&Looker>> = FxHashMap::default();
    for looker in lookers {
        let node = index.node(looker.file, looker.symbol);
        let symbol = index.symbol(node);
        let is_given = |symbol: &&Symbol| symbol.parameters.iter().any(|it| &**it != "self");
        if let Some(symbol) = symbol.filter(is_given) {
            by_name.entry(symbol.last()).or_default().push(looker);
        }
    }
    let mut names: Vec<&str> = by_name.keys().copied().collect();
    names.sort_unstable();
    for (file, _) in index.files_of(Family::Python) {
        for call in index.references_to(file, &names) {
            let Some(name) = call.text.as_deref() else {
                continue;
            };
            if call.kind != ReferenceKind::Call {
                continue;
            }
            let to = index.stands_for(file, call.within, &call.path);
            let is_meant = |looker: &&&Looker| match to {
                Some(to) => to == index.node(looker.file, looker.symbol),
                None => is_telling(call.last()),
            };
            let meant = by_name.get(call.last()).into_iter().flatten();
            let meant = meant.filter(is_meant);
            asked.extend(meant.map(|looker| Asked {
                name,
                from: at(index, file, call.within),
                class: looker.class,
                line: call.line,
            }));
        }
    }
}

/// Whether few functions have a name, so that a call on something unknown may mean this one.
fn is_telling(name: &str) -> bool {
    name.trim_matches('_').contains('_') || DISPATCHING.contains(&name)
}

/// Whether a text may be the name of a method, and of few.
fn may_be_method(text: &str) -> bool {
    text.len() >= FEWEST_LETTERS
        && !text.starts_with("__")
        && text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|it| it.is_alphanumeric() || it == '_')
}

/// The methods that have these names: those of the class around or of what is derived from it, else
/// of any.
fn found(index: &Index<'_>, asked: &[Asked<'_>]) -> Vec<(Node, Call)> {
    let names: FxHashSet<&str> = asked.iter().map(|it| it.name).collect();
    let mut methods: FxHashMap<&str, Vec<(Node, Node)>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        let symbols = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            if symbol.kind == SymbolKind::Method
                && let Some(class) = symbol.parent
                && let Some(name) = names.get(last_part(&symbol.name))
            {
                let method = (index.node(file, at), index.node(file, class));
                methods.entry(name).or_default().push(method);
            }
        }
    }
    let mut found = Vec::new();
    for it in asked {
        let named = methods.get(it.name).map_or(&[] as &[_], Vec::as_slice);
        let is_own = |of: Node| it.class.is_some_and(|class| index.are_related(of, class));
        let has_own = named.iter().any(|(_, class)| is_own(*class));
        for (to, _) in named.iter().filter(|(_, class)| !has_own || is_own(*class)) {
            let (to, line) = (*to, it.line);
            let strength = Strength::Guess;
            found.push((it.from, Call { to, strength, line }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(code: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /a.py\nclass Plugin:\n    def on_load(self):\n        return 1\n    def on_stop(self):\n        return 2\n{code}\
             //- /test_a.py\nfrom a import Plugin, run\ndef test_run():\n    assert run(Plugin())\n"
        ));
        assert_eq!(found, expect, "{code}");
    }

    #[test]
    fn methods_are_looked_up_by_names_that_code_is_given() {
        let rest = ["a.py#Plugin.on_stop"];
        check(
            "def call(plugin, name):\n    return getattr(plugin, name)()\ndef run(plugin):\n    return call(plugin, 'on_load')\n",
            &["a.py#Plugin.on_load", "a.py#Plugin.on_stop"],
        );
        check(
            "def call(name, plugin):\n    return getattr(plugin, name)()\ndef run(plugin):\n    return call('on_load', plugin)\n",
            &rest,
        );
        check(
            "def run(plugin):\n    for name in ('on_load', 'other'):\n        getattr(plugin, name)()\n",
            &rest,
        );
        check(
            "def run(plugin):\n    return getattr(plugin, 'on_load')()\n",
            &rest,
        );
    }

    #[test]
    fn lists_of_a_class_name_its_methods() {
        let found = gaps(
            "//- /a.py\nclass Base:\n    steps = []\n    def run(self):\n        return [getattr(self, step)() for step in self.steps]\n\
             class One(Base):\n    steps = ['load', 'other']\n    def load(self):\n        return 1\n    def stop(self):\n        return 2\n\
             class Apart:\n    steps = ['stop']\n    def load(self):\n        return 2\n\
             //- /test_a.py\nfrom a import Apart, One\ndef test_run():\n    assert One().run() and Apart()\n",
        );
        assert_eq!(found, ["a.py#One.stop", "a.py#Apart.load"]);
    }
}
