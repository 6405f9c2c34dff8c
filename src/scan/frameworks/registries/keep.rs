//! Functions that keep what they are given in a table, and who reads that table.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Symbol, SymbolKind};
use crate::scan::calls::{Index, Node};
use crate::scan::frameworks::{at, chains_elsewhere};

use super::DERIVING;

/// Methods that put something into a table.
const ADDING: [&str; 6] = [
    "append",
    "add",
    "setdefault",
    "update",
    "insert",
    "appendleft",
];

/// Most functions of a file that keep what they are given.
const MOST_KEEPERS: usize = 256;

/// Most readers of what one function keeps that are taken to call it.
const MOST_READERS: usize = 32;

/// Functions that keep what they are given, with those that read where they keep it.
pub(super) type Keepers = FxHashMap<Node, Vec<Node>>;

pub(super) fn keepers(index: &Index<'_>) -> Keepers {
    let asked = asked(index);
    let mut all = Kept::default();
    let files = || {
        let files = index.files_of(Family::Python);
        files.filter_map(|(file, _)| Some((file, index.facts(file)?)))
    };
    for (file, facts) in files() {
        for (keeper, table) in kept(facts).into_iter().take(MOST_KEEPERS) {
            let tables = all.entry(index.node(file, keeper)).or_default();
            tables.push((file, table));
        }
    }
    if all.is_empty() {
        return Keepers::default();
    }
    // A decorator may leave it to another function.
    let names = all.keys().filter_map(|keeper| index.symbol(*keeper));
    let mut names: Vec<&str> = names.map(Symbol::last).collect();
    names.sort_unstable();
    names.dedup();
    let mut leaving = Vec::new();
    for (file, facts) in files() {
        leaving.extend(left_to_others(index, file, facts, (&names, &all)));
    }
    for (keeper, tables) in leaving {
        all.entry(keeper).or_default().extend(tables);
    }
    let mut found = Keepers::default();
    #[expect(clippy::iter_over_hash_type, reason = "each has readers of its own")]
    for (keeper, mut tables) in all {
        let name = index.symbol(keeper).map(Symbol::last);
        if !name.is_some_and(|name| name == DERIVING || asked.contains(name)) {
            continue;
        }
        tables.sort_unstable();
        tables.dedup();
        let readers = tables
            .iter()
            .flat_map(|place| readers(index, keeper, *place));
        let mut readers: Vec<Node> = readers.collect();
        readers.sort_unstable();
        readers.dedup();
        readers.truncate(MOST_READERS);
        if !readers.is_empty() {
            found.insert(keeper, readers);
        }
    }
    found
}

/// Functions with the tables in which they keep what they are given, by file.
type Kept<'a> = FxHashMap<Node, Vec<(FileId, Table<'a>)>>;

/// Functions of a file that hand what they are given to one that keeps it, found by their names.
fn left_to_others<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    (names, all): (&[&str], &Kept<'a>),
) -> Vec<(Node, Vec<(FileId, Table<'a>)>)> {
    let mut found = Vec::new();
    for (nth, call) in index.numbered_references_to(file, names) {
        let Some(within) = call.within.filter(|_| call.kind == ReferenceKind::Call) else {
            continue;
        };
        let parameters = parameters_of(facts, within);
        let behind = facts.references.get(nth + 1..).unwrap_or_default().iter();
        let mut beside = behind.take_while(|it| it.within == call.within && it.line == call.line);
        if !beside.any(|it| is_given(it, &parameters)) {
            continue;
        }
        let to = index.stands_for(file, call.within, &call.path);
        if let Some(tables) = to.and_then(|to| all.get(&to)) {
            let around = functions_around(facts, within);
            let keepers = around.map(|(at, _)| index.node(file, at));
            let keepers = keepers.filter(|keeper| Some(*keeper) != to);
            found.extend(keepers.map(|keeper| (keeper, tables.clone())));
        }
    }
    found
}

/// Names of the parameters of a function; of one with functions inside none: what it decorates is
/// given to those.
fn parameters_of(facts: &FileFacts, function: u32) -> Vec<&str> {
    let Some(symbol) = facts.symbols.get(function as usize) else {
        return Vec::new();
    };
    let behind = facts.symbols.iter().skip(function as usize + 1);
    let mut inside = behind.take_while(|other| other.start <= symbol.end);
    if inside.any(|other| other.parent == Some(function)) {
        return Vec::new();
    }
    symbol.parameters.iter().map(|name| &**name).collect()
}

/// Whether a use is one of what a function was given.
fn is_given(reference: &Reference, parameters: &[&str]) -> bool {
    // Of a class, an object may be kept: `all.append(plugin())`.
    matches!(reference.kind, ReferenceKind::Read | ReferenceKind::Call)
        && &*reference.path != "self"
        && parameters.contains(&&*reference.path)
}

/// Last parts of decorators, and of what is called at the top of files.
fn asked<'a>(index: &Index<'a>) -> FxHashSet<&'a str> {
    let files = index.files_of(Family::Python);
    let facts = files.filter_map(|(file, _)| index.facts(file));
    let enters = |it: &&Reference| match it.kind {
        ReferenceKind::Decorator => true,
        ReferenceKind::Call => it.within.is_none(),
        _ => false,
    };
    let references = facts.flat_map(|facts| facts.references.iter().filter(enters));
    references.map(Reference::last).collect()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Table<'a> {
    /// A variable of its file.
    Variable(&'a str),
    /// An attribute of its object or class.
    Attribute(&'a str),
}

impl<'a> Table<'a> {
    /// The table that a use may put something into: `COMMANDS[name] = f`,
    /// `self.commands.append(f)`.
    fn of(own: &Own<'_>, reference: &'a Reference) -> Option<Self> {
        let (chain, adds) = match (reference.kind, reference.path.rsplit_once('.')) {
            (ReferenceKind::Read, _) => (&*reference.path, false),
            (ReferenceKind::Call, Some((chain, last))) if ADDING.contains(&last) => (chain, true),
            _ => return None,
        };
        match chain.split_once('.') {
            None => own
                .variables
                .contains(chain)
                .then_some(Self::Variable(chain)),
            Some((owner, attribute)) => {
                // What is given is no table: a class may read its own attributes.
                let is_own = match own.receiver {
                    Some("cls") if owner == "cls" => adds,
                    receiver => receiver == Some(owner) || own.classes.contains(owner),
                };
                let is_plain = !attribute.contains(['.', '=']);
                (is_own && is_plain).then_some(Self::Attribute(attribute))
            }
        }
    }

    fn is_meant_by(self, reference: &Reference) -> bool {
        let mut parts = reference.path.split('.');
        match self {
            Self::Variable(name) => parts.next() == Some(name),
            Self::Attribute(name) => parts.skip(1).any(|part| part == name),
        }
    }
}

/// What a function has at hand to keep something in.
struct Own<'a> {
    /// Variables at the top of its file.
    variables: FxHashSet<&'a str>,
    /// Classes of its file.
    classes: FxHashSet<&'a str>,
    /// What a method calls its object or class.
    receiver: Option<&'a str>,
}

/// Functions that keep one of their parameters, with where: those around the use too, since what
/// they give back does.
fn kept(facts: &FileFacts) -> Vec<(u32, Table<'_>)> {
    let classes = facts
        .symbols
        .iter()
        .filter(|it| it.kind == SymbolKind::Class);
    let variables = facts.bindings.iter().filter(|it| it.within.is_none());
    let mut own = Own {
        variables: variables.map(|binding| &*binding.name).collect(),
        classes: classes.map(|class| &*class.name).collect(),
        receiver: None,
    };
    let mut found = Vec::new();
    // Uses of one function stand together, those of functions inside it apart.
    let again = asking_again(facts);
    for uses in facts
        .references
        .chunk_by(|left, right| left.within == right.within)
    {
        let Some(within) = uses.first().and_then(|first| first.within) else {
            continue;
        };
        let mut parameters = parameters_of(facts, within);
        parameters.extend(again.get(&within).into_iter().flatten());
        if !uses.iter().any(|it| is_given(it, &parameters)) {
            continue;
        }
        let mut around = functions_around(facts, within).map(|(_, it)| it);
        let method = around.find(|it| it.kind == SymbolKind::Method);
        own.receiver = method
            .and_then(|it| it.parameters.first())
            .map(|name| &**name);
        for (nth, table) in uses.iter().enumerate() {
            let Some(kept_in) = Table::of(&own, table) else {
                continue;
            };
            if !is_kept(uses, nth, &parameters) {
                continue;
            }
            let table = kept_in;
            for (keeper, _) in functions_around(facts, within) {
                if !found.contains(&(keeper, table)) {
                    found.push((keeper, table));
                }
            }
        }
    }
    found
}

/// Most uses in the line of a table, to each side of it, that are looked at.
const MOST_BESIDE: usize = 64;

/// Whether a parameter is put into the table that is the use of that number among those of a function.
fn is_kept(uses: &[Reference], nth: usize, parameters: &[&str]) -> bool {
    let (before, behind) = uses.split_at(nth);
    let Some(table) = behind.first() else {
        return false;
    };
    let is_beside = |it: &&Reference| it.line == table.line;
    let mut behind = behind.iter().take_while(is_beside).take(MOST_BESIDE);
    // What is put into a table is read before it, what is added by a call after that; what is looked
    // up in one stands behind it too.
    match table.kind {
        ReferenceKind::Read => {
            let before = before.iter().rev().take_while(is_beside);
            let mut before = before.take(MOST_BESIDE);
            before.any(|it| is_given(it, parameters))
                || behind.any(is_added_to_item) && behind.any(|it| is_given(it, parameters))
        }
        _ => behind.any(|it| is_given(it, parameters)),
    }
}

/// `.append` of `TABLE[name].append(f)`.
fn is_added_to_item(reference: &Reference) -> bool {
    let method = reference.path.strip_prefix('.');
    reference.kind == ReferenceKind::Call && method.is_some_and(|it| ADDING.contains(&it))
}

/// Functions that a decorator inside them calls with what it decorates, by the parameters that take
/// it: `def register(name, f=None)` with `def wrap(f): register(name, f)` inside.
fn asking_again(facts: &FileFacts) -> FxHashMap<u32, Vec<&str>> {
    let mut found: FxHashMap<u32, Vec<&str>> = FxHashMap::default();
    let mut seen = FxHashSet::default();
    let symbol = |at: u32| facts.symbols.get(at as usize);
    let calls = facts.references.iter();
    for call in calls.filter(|it| it.kind == ReferenceKind::Call) {
        let Some((within, inner)) = call.within.and_then(|at| Some((at, symbol(at)?))) else {
            continue;
        };
        for (at, outer) in functions_around(facts, within).skip(1) {
            let is_own = match call.path.rsplit_once('.') {
                None => *call.path == *outer.last(),
                Some((owner, last)) => ["self", "cls"].contains(&owner) && last == outer.last(),
            };
            if is_own && seen.insert((at, within)) {
                let taken = outer.parameters.iter().map(|name| &**name);
                let is_handed_on = |name: &&str| inner.parameters.iter().any(|it| **it == **name);
                let parameters = found.entry(at).or_default();
                parameters.extend(taken.filter(is_handed_on));
                parameters.dedup();
            }
        }
    }
    found
}

/// A function, and those around it.
fn functions_around(
    facts: &FileFacts,
    within: u32,
) -> impl Iterator<Item = (u32, &Symbol)> + Clone {
    let symbol = |at: u32| Some((at, facts.symbols.get(at as usize)?));
    let up = std::iter::successors(symbol(within), move |(_, it)| symbol(it.parent?));
    up.take_while(|(_, it)| it.kind != SymbolKind::Class)
}

/// Functions that read a table of a file, other than what puts something into it.
fn readers(index: &Index<'_>, keeper: Node, (file, table): (FileId, Table<'_>)) -> Vec<Node> {
    let mut found = Vec::new();
    let Some(facts) = index.facts(file) else {
        return found;
    };
    let (of, keeper) = index.place(keeper);
    let keeper = keeper.filter(|_| of == file);
    for reference in facts.references.iter().filter(|it| table.is_meant_by(it)) {
        let is_apart = |within: u32| {
            let around = functions_around(facts, within);
            keeper.is_none_or(|keeper| !around.clone().any(|(at, _)| at == keeper))
        };
        if let Some(within) = reference.within.filter(|within| is_apart(*within)) {
            found.push(index.node(file, within));
        }
    }
    if let Table::Variable(name) = table {
        for other in index.importers(file) {
            found.extend(readers_elsewhere(index, *other, (file, name)));
        }
    }
    found
}

/// Where another file reads a variable of a file, imported by its name or with its module.
fn readers_elsewhere(index: &Index<'_>, other: FileId, (file, name): (FileId, &str)) -> Vec<Node> {
    let chains = chains_elsewhere(index, other, (file, name));
    if chains.is_empty() {
        return Vec::new();
    }
    let facts = index.facts(other);
    let references = facts.map_or(&[] as &[_], |facts| &facts.references);
    let reads = references.iter().filter(|reference| {
        let rest = |chain: &String| reference.path.strip_prefix(chain.as_str());
        let mut rests = chains.iter().filter_map(rest);
        rests.any(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    reads.map(|it| at(index, other, it.within)).collect()
}
