//! Names with which others call a function that looks up what it is given.

use std::cell::LazyCell;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{Family, is_receiver};
use crate::model::{FileId, Reference, ReferenceKind, Symbol, Text};
use crate::scan::calls::{Budget, Index, Node};

use super::super::at;
use super::{Asked, Looker, MOST_ASKED, MOST_LOOKERS};

/// Names of functions that call others by their names.
const DISPATCHING: [&str; 6] = ["dispatch", "trigger", "invoke", "notify", "emit", "fire"];

/// Methods that anything may have: who calls one on something unknown means no function of the tree.
const COMMON: [&str; 24] = [
    "add",
    "append",
    "count",
    "debug",
    "error",
    "find",
    "format",
    "get",
    "getattr",
    "index",
    "info",
    "join",
    "log",
    "open",
    "pop",
    "print",
    "read",
    "remove",
    "replace",
    "set",
    "setdefault",
    "split",
    "update",
    "write",
];

/// How often a function hands a name on that it is given itself.
const MOST_HOPS: usize = 3;

/// Lines on which the arguments of a call stand, at most.
const LINES_OF_CALL: u32 = 8;

/// Uses in them, at most.
const USES_OF_CALL: usize = 64;

/// Files that are read before what they gave is counted.
const FILES_AT_ONCE: usize = 64;

/// Functions by the names under which others call them.
type ByName<'l, 'a> = FxHashMap<&'a str, Vec<&'l Looker<'a>>>;

/// Finds names in the calls of these functions, and of those that hand a name on to them.
pub(super) fn handed_over<'a>(
    index: &Index<'a>,
    lookers: &[Looker<'a>],
    asked: &mut Vec<Asked<'a>>,
) {
    let mut known: FxHashSet<(Node, super::Of)> = FxHashSet::default();
    let mut open: Vec<Looker<'a>> = lookers
        .iter()
        .filter_map(|looker| given(index, looker))
        .collect();
    for _ in 0..MOST_HOPS {
        open.retain(|it| known.insert((it.node(index), it.of)));
        if open.is_empty() || known.len() > MOST_LOOKERS {
            return;
        }
        open = one_hop(index, &open, asked);
    }
}

/// The function that is given what another looks up: itself, or what makes its objects.
fn given<'a>(index: &Index<'a>, looker: &Looker<'a>) -> Option<Looker<'a>> {
    let symbol = index.symbol(looker.node(index))?;
    let is_parameter = |name: &str, of: &[Box<str>]| of.iter().any(|it| &**it == name);
    if let Some(attribute) = looker.own_attribute() {
        let init = index.own_method(looker.class?, "__init__")?;
        let made = index.symbol(init)?;
        let (file, symbol) = index.place(init);
        return is_parameter(attribute, &made.parameters).then(|| Looker {
            file,
            symbol: symbol.unwrap_or(looker.symbol),
            name: attribute,
            ..looker.clone()
        });
    }
    // A name that is computed from what it is given may be one of them, too.
    let has_any = symbol.parameters.iter().any(|it| !is_receiver(it));
    has_any.then(|| looker.clone())
}

/// What others call each of them: `__init__` has the name of its class.
fn by_name<'l, 'a>(index: &Index<'a>, lookers: &'l [Looker<'a>]) -> ByName<'l, 'a> {
    let mut found = ByName::default();
    for looker in lookers {
        let symbol = index.symbol(looker.node(index));
        let Some(name) = symbol.map(Symbol::last) else {
            continue;
        };
        let class = looker.class.filter(|_| name == "__init__");
        let class = class.and_then(|it| index.symbol(it));
        let name = class.map_or(name, Symbol::last);
        found.entry(name).or_default().push(looker);
    }
    found
}

/// What the calls of one file give: names to look up, and functions that hand on what they are given.
type Given<'a> = (Vec<Asked<'a>>, Vec<Looker<'a>>);

fn one_hop<'a>(
    index: &Index<'a>,
    lookers: &[Looker<'a>],
    asked: &mut Vec<Asked<'a>>,
) -> Vec<Looker<'a>> {
    let by_name = by_name(index, lookers);
    let mut names: Vec<&str> = by_name.keys().copied().collect();
    names.sort_unstable();
    let files: Vec<FileId> = index.files_of(Family::Python).map(|(it, _)| it).collect();
    let budget = Budget::new(MOST_ASKED, "names that functions are given to look up");
    let mut handing = Vec::new();
    for files in files.chunks(FILES_AT_ONCE) {
        let given: Vec<Given> = files
            .par_iter()
            .filter(|file| index.uses_any(**file, &names))
            .map(|file| in_file(index, *file, &names, &by_name))
            .collect();
        for (named, more) in given {
            if let Some(first) = named.first()
                && !budget.take(index, index.place(first.from).0, named.len())
            {
                return handing;
            }
            asked.extend(named);
            handing.extend(more);
        }
        handing.truncate(MOST_LOOKERS);
    }
    handing
}

fn in_file<'a>(
    index: &Index<'a>,
    file: FileId,
    names: &[&str],
    by_name: &ByName<'_, 'a>,
) -> Given<'a> {
    let texts = texts_by_taker(index, file);
    let (mut asked, mut handing) = Given::default();
    // What one function gives another says the same in each of its calls.
    let mut seen = FxHashSet::default();
    for (nth, call) in index.numbered_references_to(file, names) {
        if call.kind != ReferenceKind::Call {
            continue;
        }
        let from = at(index, file, call.within);
        let taken = |by: &'a str| texts.get(&(call.within, by)).map_or(&[] as &[_], |it| it);
        let positional = taken(&call.path);
        let parameter = handed_on(index, (file, nth, call));
        let to = LazyCell::new(|| index.stands_for(file, call.within, &call.path));
        for looker in by_name.get(call.last()).into_iter().flatten() {
            let keyword = taken(looker.name);
            let says_none = positional.is_empty() && keyword.is_empty();
            if says_none && parameter.is_none() || !is_meant(index, looker, *to) {
                continue;
            }
            if handing.len() < MOST_LOOKERS
                && let Some((symbol, name)) = parameter
            {
                handing.push(Looker {
                    file,
                    symbol,
                    class: index.enclosing_class(file, Some(symbol)),
                    name,
                    ..(*looker).clone()
                });
            }
            let own = looker.node(index);
            if says_none || !seen.insert((from, &*call.path, own, looker.of, looker.name)) {
                continue;
            }
            let said = positional.iter().chain(keyword);
            let said = said.filter(|text| to.is_some() || is_specific(looker, call, text));
            asked.extend(said.map(|text| Asked {
                name: &text.value,
                from,
                of: looker.of,
                line: call.line,
            }));
            if asked.len() > MOST_ASKED {
                return (asked, handing);
            }
        }
    }
    (asked, handing)
}

/// The strings of a file by where they stand and what takes them.
fn texts_by_taker<'a>(
    index: &Index<'a>,
    file: FileId,
) -> FxHashMap<(Option<u32>, &'a str), Vec<&'a Text>> {
    let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    let mut found: FxHashMap<_, Vec<&Text>> = FxHashMap::default();
    for text in texts {
        let known = found.entry((text.within, &*text.taker)).or_default();
        known.push(text);
    }
    found
}

/// Whether a call that leads to `to` may be one of a function.
fn is_meant(index: &Index<'_>, looker: &Looker<'_>, to: Option<Node>) -> bool {
    let Some(to) = to else {
        return true;
    };
    let own = looker.node(index);
    if to == own || Some(to) == looker.class {
        return true;
    }
    let (file, symbol) = index.place(to);
    let class = index.enclosing_class(file, symbol);
    let are_related = class
        .zip(looker.class)
        .is_some_and(|(left, right)| index.are_related(left, right));
    let name = |node| index.symbol(node).map(Symbol::last);
    are_related && name(to) == name(own)
}

/// Whether a call on something unknown tells enough: by the name of the function, or by that which it is
/// given.
fn is_specific(looker: &Looker<'_>, call: &Reference, text: &Text) -> bool {
    let name = call.last();
    let has_words = |name: &str| name.trim_matches('_').contains('_');
    has_words(name)
        || DISPATCHING.contains(&name)
        || looker.is_called && has_words(&text.value) && !COMMON.contains(&name)
}

/// The function around a call and the parameter of it that the call is given.
fn handed_on<'a>(
    index: &Index<'a>,
    (file, nth, call): (FileId, usize, &'a Reference),
) -> Option<(u32, &'a str)> {
    let symbol = call.within?;
    let parameters = &index.symbol(index.node(file, symbol))?.parameters;
    let references = &index.facts(file)?.references;
    let behind = references.get(nth + 1..)?.iter();
    let behind = behind.take_while(|it| {
        it.within == call.within && it.line <= call.line.saturating_add(LINES_OF_CALL)
    });
    let name = behind.take(USES_OF_CALL).find_map(|it| {
        let is_read = it.kind == ReferenceKind::Read && !is_receiver(&it.path);
        parameters.iter().find(|name| is_read && **name == it.path)
    })?;
    Some((symbol, name))
}
