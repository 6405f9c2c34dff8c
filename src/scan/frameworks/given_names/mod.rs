//! Methods of Python that are looked up by names which code is given: `getattr(plugin, name)(event)` in
//! `dispatch(name)`, which others call with a text, in a loop over names, over a list of the class, by the
//! method of a request or by the name of an event.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{BindingKind, FileFacts, FileId, Lookup, SymbolKind, Text, last_part};
use crate::scan::calls::{Budget, Call, Index, Node, Strength, Value};
use crate::scan::walk::Tree;

use super::{Framework, nothing};

mod events;
mod handed;

pub(super) const GIVEN_NAMES: Framework = Framework {
    uses,
    barred: nothing,
};

/// Most functions that look up what they are given.
const MOST_LOOKERS: usize = 256;

/// Most names that are looked up.
const MOST_ASKED: usize = 1 << 16;

/// Most methods that they may mean, those of each name that is looked up counted.
const MOST_USES: usize = 1 << 18;

/// Most uses of a class's own attributes that are looked at for one lookup.
const MOST_READ: usize = 512;

/// What the method of a request is called, in small letters.
const VERBS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

/// What a name is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Of {
    /// A class, what it is derived from or what is derived from it.
    Class(Node),
    /// The code of a file.
    Module(FileId),
    /// Any class.
    Any,
}

/// A function that looks up names which it is given.
#[derive(Clone)]
struct Looker<'a> {
    file: FileId,
    symbol: u32,
    of: Of,
    /// What it is a method of.
    class: Option<Node>,
    /// The chain of the name, `name`, `self.action`, `event.name`.
    name: &'a str,
    is_called: bool,
    line: u32,
}

impl<'a> Looker<'a> {
    fn node(&self, index: &Index<'_>) -> Node {
        index.node(self.file, self.symbol)
    }

    fn asks(&self, index: &Index<'_>, name: &'a str) -> Asked<'a> {
        Asked {
            name,
            from: self.node(index),
            of: self.of,
            line: self.line,
        }
    }

    /// The attribute of its own object that has the name.
    fn own_attribute(&self) -> Option<&'a str> {
        self.name
            .strip_prefix("self.")
            .filter(|it| !it.contains('.'))
    }
}

/// A name that may be looked up.
struct Asked<'a> {
    name: &'a str,
    from: Node,
    of: Of,
    line: u32,
}

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let all = index.files_of(Family::Python);
    let all = all.flat_map(|(file, _)| lookers(index, file));
    let mut lookers: Vec<Looker> = all.take(MOST_LOOKERS + 1).collect();
    if lookers.len() > MOST_LOOKERS
        && let Some(last) = lookers.pop()
    {
        index.leave_out(
            last.file,
            "functions that look up names which they are given",
        );
    }
    if lookers.is_empty() {
        return Vec::new();
    }
    let mut asked = Vec::new();
    for looker in &lookers {
        looped_over(index, looker, &mut asked);
    }
    listed(index, &lookers, &mut asked);
    handed::handed_over(index, &lookers, &mut asked);
    events::named(index, &lookers, &mut asked);
    asked.retain(|it| Text::may_name_method(it.name));
    for looker in &lookers {
        by_verb(index, looker, &mut asked);
    }
    asked.sort_by_key(|it| (it.from, it.of, it.name, it.line));
    asked.dedup_by_key(|it| (it.from, it.of, it.name));
    if let Some(more) = asked.get(MOST_ASKED) {
        index.leave_out(index.place(more.from).0, "names that are looked up");
        asked.truncate(MOST_ASKED);
    }
    found(index, &asked)
}

/// Functions of a file that look something up.
fn lookers<'a>(index: &Index<'a>, file: FileId) -> Vec<Looker<'a>> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let is_test = index.is_test_code(file);
    let sources = sources(facts);
    let looked = facts.lookups.iter().filter_map(|lookup| {
        let symbol = lookup.within?;
        // A test says itself what it looks up, or it is a helper that is given it.
        let is_helper = || {
            facts
                .symbols
                .get(symbol as usize)
                .is_some_and(|it| !it.is_test)
        };
        if is_test && !is_helper() {
            return None;
        }
        Some(Looker {
            file,
            symbol,
            of: looked_in(index, file, lookup)?,
            class: index.enclosing_class(file, Some(symbol)),
            name: computed_from(&sources, lookup),
            is_called: lookup.is_called,
            line: lookup.line,
        })
    });
    let mut found: Vec<Looker> = looked.collect();
    found.sort_by_key(|it| (it.symbol, it.of, it.name, !it.is_called));
    found.dedup_by_key(|it| (it.symbol, it.of, it.name));
    found
}

/// What a lookup looks at; none where that is of a library.
fn looked_in<'a>(index: &Index<'a>, file: FileId, lookup: &'a Lookup) -> Option<Of> {
    let owner = &*lookup.owner;
    if owner.is_empty() || owner.starts_with('.') {
        return Some(Of::Any);
    }
    if matches!(owner, "self" | "cls" | "self.__class__") {
        let class = index.enclosing_class(file, lookup.within);
        return Some(class.map_or(Of::Any, Of::Class));
    }
    match index.value_at(file, lookup.within, owner) {
        Some(Value::Class(class) | Value::Instance(class)) => Some(Of::Class(class)),
        Some(Value::Module(module)) => Some(Of::Module(module)),
        Some(Value::Foreign | Value::Library) => None,
        None if index.is_of_outside(file, owner) => None,
        _ => Some(Of::Any),
    }
}

/// What the variables of a file are given first, by where they are.
type Sources<'a> = FxHashMap<(Option<u32>, &'a str), &'a str>;

fn sources(facts: &FileFacts) -> Sources<'_> {
    let mut found = Sources::default();
    if facts.lookups.is_empty() {
        return found;
    }
    for it in &facts.bindings {
        if matches!(it.kind, BindingKind::Call | BindingKind::Alias) {
            found.entry((it.within, &*it.name)).or_insert(&it.source);
        }
    }
    found
}

/// The chain that the name of a lookup comes from: `request.method.lower` of `verb`, where that stands
/// before it.
fn computed_from<'a>(sources: &Sources<'a>, lookup: &'a Lookup) -> &'a str {
    let source = sources.get(&(lookup.within, &*lookup.name)).copied();
    source
        .filter(|source| !source.is_empty())
        .unwrap_or(&lookup.name)
}

/// Names in a function itself: `for name in ("load", "stop")`.
fn looped_over<'a>(index: &Index<'a>, looker: &Looker<'a>, asked: &mut Vec<Asked<'a>>) {
    let texts = index.facts(looker.file).map_or(&[] as &[_], |it| &it.texts);
    let own = texts
        .iter()
        .filter(|text| text.within == Some(looker.symbol) && &*text.taker != "getattr");
    asked.extend(own.map(|text| looker.asks(index, &text.value)));
}

/// Names in the lists of its class, or of those derived from it, that a method reads: `for action in
/// self.actions`; or another method of the class, where what is looked up is called: `if action in
/// self.get_actions(): getattr(self, action)()`.
fn listed<'a>(index: &Index<'a>, lookers: &[Looker<'a>], asked: &mut Vec<Asked<'a>>) {
    let mut lists: FxHashMap<&str, Vec<&Looker>> = FxHashMap::default();
    for looker in lookers.iter().filter(|looker| looker.class.is_some()) {
        let own = index.references_in(looker.file, Some(looker.symbol));
        let own = own.filter_map(|(_, it)| it.path.strip_prefix("self."));
        let mut names: BTreeSet<&str> = own.collect();
        if looker.is_called && looker.class.map(Of::Class) == Some(looker.of) {
            names.extend(read_in_class(index, looker));
        }
        for name in names {
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
            asked.extend(reading.map(|looker| looker.asks(index, &text.value)));
        }
    }
}

/// Attributes of their own object that the methods of a class read, as far as they are looked at.
fn read_in_class<'a>(index: &Index<'a>, looker: &Looker<'a>) -> Vec<&'a str> {
    let symbols = index
        .facts(looker.file)
        .map_or(&[] as &[_], |it| &it.symbols);
    let around = symbols.get(looker.symbol as usize).and_then(|it| it.parent);
    let methods = (0_u32..).zip(symbols);
    let methods = methods.filter(|(_, it)| around.is_some() && it.parent == around);
    let read = methods.flat_map(|(at, _)| index.references_in(looker.file, Some(at)));
    let read = read.filter_map(|(_, it)| it.path.strip_prefix("self."));
    read.take(MOST_READ).collect()
}

/// What answers a request by its method: `getattr(self, request.method.lower())`.
fn by_verb<'a>(index: &Index<'a>, looker: &Looker<'a>, asked: &mut Vec<Asked<'a>>) {
    let chain = looker.name.strip_suffix(".lower").unwrap_or(looker.name);
    if last_part(chain) == "method" && chain.contains('.') && matches!(looker.of, Of::Class(_)) {
        asked.extend(VERBS.map(|verb| looker.asks(index, verb)));
    }
}

/// The methods that have these names, where each is looked up.
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
    let budget = Budget::new(MOST_USES, "methods that are looked up by names");
    for it in asked {
        let line = it.line;
        if let Of::Module(file) = it.of {
            if let Some(to) = index.definition(file, it.name) {
                let strength = Strength::Framework;
                found.push((it.from, Call { to, strength, line }));
            }
            continue;
        }
        let named = methods.get(it.name).map_or(&[] as &[_], Vec::as_slice);
        if !budget.take(index, index.place(it.from).0, named.len()) {
            break;
        }
        let is_meant = |of: Node| match it.of {
            Of::Class(class) => index.are_related(of, class),
            _ => true,
        };
        for (to, _) in named.iter().filter(|(_, class)| is_meant(*class)) {
            let (to, strength) = (*to, Strength::Guess);
            found.push((it.from, Call { to, strength, line }));
        }
    }
    found
}

#[cfg(test)]
mod tests;
