//! Python functions that are found by a computed name, `getattr(self, f"visit_{name}")`, those
//! that stand behind one of several, `@render.register` of `functools.singledispatch`, and the
//! `__getattr__` of modules, which `from package import name` asks.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, ReferenceKind, Symbol, SymbolKind, last_part};
use crate::scan::calls::{Budget, Call, Index, Node, Strength, Value};
use crate::scan::walk::Tree;

use super::{Framework, call, nothing};

pub(super) const COMPUTED: Framework = Framework {
    uses,
    barred: nothing,
};

/// Functions and tables by which code looks names up that it computes.
const LOOKING: [&str; 5] = [
    "getattr",
    "globals",
    "methodcaller",
    "attrgetter",
    "__dict__",
];

/// What holds the functions of a file itself.
const OF_FILE: [&str; 2] = ["globals", "sys.modules"];

/// Functions by which code looks at all names of something.
const LISTING: [&str; 2] = ["dir", "globals"];

/// Fewest letters that a computed name must have for certain.
const FEWEST_LETTERS: usize = 3;

/// The same where nothing is known of the object but the name that is looked for.
const FEWEST_ALONE: usize = 5;

/// Most functions that all of them together may mean.
const MOST_USES: usize = 1 << 18;

/// Most computed names that are looked at.
const MOST_PATTERNS: usize = 256;

/// Most functions of a file that look for names among all of an object's.
const MOST_LISTINGS: usize = 16;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    let mut patterns = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        if let Some(ask) = index.definition(file, "__getattr__") {
            let line = index.line_of(ask);
            found.push((index.module(file), call(ask, line)));
        }
        for reference in index.references_to(file, &["register"]) {
            // The decorated function runs where the first of its name is called.
            if reference.kind == ReferenceKind::Decorator
                && let Some(within) = reference.within
                && let Some(first) = reference.path.strip_suffix(".register")
                && let Some(first) = index.stands_for(file, None, first)
            {
                found.push((first, call(index.node(file, within), reference.line)));
            }
        }
        if !index.uses_any(file, &LOOKING) {
            continue;
        }
        patterns.extend(patterns_in(index, file, facts));
        if patterns.len() > MOST_PATTERNS {
            index.leave_out(file, "computed names of functions");
            patterns.truncate(MOST_PATTERNS);
        }
    }
    if !patterns.is_empty() {
        fill(index, &patterns, &mut found);
    }
    found
}

/// The computed names of a file with what holds the functions that they mean; one more than are looked
/// at where there are more.
fn patterns_in<'a>(index: &Index<'a>, file: FileId, facts: &'a FileFacts) -> Vec<Pattern<'a>> {
    let mut found = Vec::new();
    let looking = looking(index, file);
    let mut known: FxHashMap<u32, Vec<Holder>> = FxHashMap::default();
    for (within, before, after, line) in patterns_of(index, file, facts) {
        let holders = known
            .entry(within)
            .or_insert_with(|| holders(index, file, within, &looking));
        // Of a function's object nothing is known but the name.
        let is_telling = before.len() + after.len() >= FEWEST_ALONE;
        let holders = holders.iter();
        let holders = holders.filter(|it| is_telling || !matches!(it, Holder::Any));
        found.extend(holders.map(|holder| Pattern {
            from: index.node(file, within),
            holder: *holder,
            before,
            after,
            line,
        }));
        if found.len() > MOST_PATTERNS {
            found.truncate(MOST_PATTERNS + 1);
            break;
        }
    }
    found
}

/// What holds the functions that a computed name means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// The class of the code itself, or those derived from it.
    Class(Node),
    /// The class of something that the code has at hand, or those derived from it.
    Of(Node),
    /// The code of a file.
    Module(FileId),
    /// Any class.
    Any,
}

/// What the names may belong to that a function looks for: its class, that of what it looks at, its
/// file, modules that it names, else anything.
fn holders<'a>(index: &Index<'a>, file: FileId, within: u32, looking: &Looking<'a>) -> Vec<Holder> {
    let own = || index.references_in(file, Some(within)).map(|(_, it)| it);
    if own().any(|it| OF_FILE.contains(&&*it.path)) {
        return vec![Holder::Module(file)];
    }
    let class = index.enclosing_class(file, Some(within));
    let mut found = match looking.get(&within).map_or(&[] as &[&str], Vec::as_slice) {
        [] => vec![class.map_or(Holder::Any, Holder::Class)],
        subjects => {
            let mut found = Vec::new();
            for subject in subjects {
                let (owner, _) = subject.split_once('.').unwrap_or((subject, ""));
                let is_own = matches!(owner, "self" | "cls");
                let holder = match index.value_at(file, Some(within), subject) {
                    Some(Value::Instance(class) | Value::Class(class)) if is_own => {
                        Some(Holder::Class(class))
                    }
                    Some(Value::Instance(class) | Value::Class(class)) => Some(Holder::Of(class)),
                    Some(_) => None,
                    None if is_own && *subject == owner => class.map(Holder::Class),
                    None => Some(Holder::Any),
                };
                found.extend(holder.filter(|holder| !found.contains(holder)));
            }
            found
        }
    };
    let mut seen = FxHashSet::default();
    for reference in own().filter(|it| it.kind == ReferenceKind::Read) {
        if let Some(Value::Module(module)) = index.value_in(file, &reference.path)
            && seen.insert(module)
        {
            found.push(Holder::Module(module));
        }
    }
    found
}

/// What functions look at for names: `node` of `getattr(node, name)` and `dir(node)`.
type Looking<'a> = FxHashMap<u32, Vec<&'a str>>;

fn looking<'a>(index: &Index<'a>, file: FileId) -> Looking<'a> {
    let references = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.references);
    let mut found = Looking::default();
    for (nth, call) in index.numbered_references_to(file, &["getattr", "dir"]) {
        let is_whole = matches!(&*call.path, "getattr" | "dir");
        let Some(within) = call.within.filter(|_| is_whole) else {
            continue;
        };
        let known = found.entry(within).or_default();
        if call.kind != ReferenceKind::Call || known.len() >= MOST_LISTINGS {
            continue;
        }
        let behind = references.get(nth + 1..).unwrap_or_default().iter();
        let mut behind = behind.take_while(|it| it.within == call.within);
        // `getattr(type(self), name)` calls something in front of what it looks at.
        let subject = behind.find(|it| &*it.path != "type").map(|it| &*it.path);
        known.extend(subject.filter(|subject| !known.contains(subject)));
    }
    found
}

/// A computed name in a function.
struct Pattern<'a> {
    from: Node,
    holder: Holder,
    before: &'a str,
    after: &'a str,
    line: u32,
}

/// Beginnings of names that functions look for among all of an object's, with what holds them:
/// `[name for name in dir(self) if name.startswith("visit_")]`, or by a name of the class.
fn beginnings_of<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (u32, &'a str, &'a str, u32)> + use<'a> {
    let beginning = index.references_to(file, &["startswith"]);
    let beginning: FxHashSet<u32> = beginning.filter_map(|it| it.within).collect();
    let listing = index.references_to(file, &LISTING);
    let listing = listing.filter(|it| LISTING.contains(&&*it.path));
    let listing = listing.filter_map(|it| Some((it.within?, it.line)));
    let mut seen = FxHashSet::default();
    let listing = listing.filter(|(it, _)| beginning.contains(it) && seen.insert(*it));
    let mut listing: Vec<(u32, u32)> = listing.take(MOST_LISTINGS + 1).collect();
    if listing.len() > MOST_LISTINGS {
        index.leave_out(file, "functions that look at all names of something");
        listing.truncate(MOST_LISTINGS);
    }
    let words = move |within: u32| -> FxHashSet<&'a str> {
        let own = index.references_in(file, Some(within));
        own.map(|(_, it)| it.last()).collect()
    };
    let listing: Vec<_> = listing
        .into_iter()
        .map(|(within, line)| (within, line, words(within)))
        .collect();
    listing.into_iter().flat_map(move |(within, line, words)| {
        let class = facts.symbols.get(within as usize).and_then(|it| it.parent);
        let texts = facts.texts.iter().filter(move |text| {
            let is_own = text.within == Some(within) && text.taker.ends_with("startswith");
            let is_of_class = class.is_some() && text.within == class;
            is_own || is_of_class && words.contains(&*text.taker)
        });
        texts
            .map(|text| &*text.value)
            .filter(move |before| is_name(before) && before.len() >= FEWEST_LETTERS)
            .map(move |before| (within, before, "", line))
    })
}

/// Whether a part of a text may be one of a name.
fn is_name(part: &str) -> bool {
    part.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Texts with one gap, in functions that look names up.
fn patterns_of<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (u32, &'a str, &'a str, u32)> + use<'a> {
    let looking = index.references_to(file, &LOOKING);
    let looking: FxHashSet<u32> = looking.filter_map(|it| it.within).collect();
    // A function may leave it to another of the file.
    let symbols = looking
        .iter()
        .filter_map(|at| facts.symbols.get(*at as usize));
    let helpers: FxHashSet<&str> = symbols.map(Symbol::last).collect();
    let patterns = facts.texts.iter().filter_map(move |text| {
        let within = text.within?;
        let (before, after) = text.value.split_once("{}")?;
        (is_name(before)
            && is_name(after)
            && before.len() + after.len() >= FEWEST_LETTERS
            && (looking.contains(&within) || helpers.contains(last_part(&text.taker))))
        .then_some((within, before, after, text.line))
    });
    let tabled = tabled(index, file, facts);
    patterns
        .chain(beginnings_of(index, file, facts))
        .chain(tabled)
}

/// Names that a table of the file holds, `METHODS = {it: "on_" + it for it in PHASES}`, where a
/// function looks up what it reads there.
fn tabled<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> Vec<(u32, &'a str, &'a str, u32)> {
    let mut tables: FxHashMap<&str, Vec<(&str, &str)>> = FxHashMap::default();
    for text in facts.texts.iter().filter(|text| text.within.is_none()) {
        let table = text.taker.split('.').next().filter(|it| !it.is_empty());
        if let Some((before, after)) = text.value.split_once("{}")
            && let Some(table) = table
            && is_name(before)
            && is_name(after)
            && before.len() + after.len() >= FEWEST_LETTERS
        {
            tables.entry(table).or_default().push((before, after));
        }
    }
    let mut found = Vec::new();
    if tables.is_empty() {
        return found;
    }
    let looking = index.references_to(file, &["getattr"]);
    let looking = looking.filter(|it| &*it.path == "getattr");
    let looking = looking.filter_map(|it| Some((it.within?, it.line)));
    let mut seen = FxHashSet::default();
    for (within, line) in looking.filter(|(within, _)| seen.insert(*within)) {
        let mut read = FxHashSet::default();
        for (_, reference) in index.references_in(file, Some(within)) {
            let head = reference.path.split('.').next().unwrap_or_default();
            let names = tables.get(head).filter(|_| read.insert(head));
            let names = names.into_iter().flatten();
            found.extend(names.map(|(before, after)| (within, *before, *after, line)));
            if found.len() > MOST_PATTERNS {
                return found;
            }
        }
    }
    found
}

/// Finds the methods that fit, in the class of the pattern and in those derived from it.
fn fill(index: &Index<'_>, patterns: &[Pattern<'_>], found: &mut Vec<(Node, Call)>) {
    let budget = Budget::new(MOST_USES, "functions that computed names may mean");
    for (file, _) in index.files_of(Family::Python) {
        let symbols = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            let class = symbol.parent.filter(|_| symbol.kind == SymbolKind::Method);
            let is_global = symbol.kind == SymbolKind::Function && symbol.parent.is_none();
            if class.is_none() && !is_global {
                continue;
            }
            let name = symbol.last();
            let fits = |pattern: &&Pattern<'_>| {
                let rest = name.strip_prefix(pattern.before);
                rest.is_some_and(|rest| rest.len() > pattern.after.len())
                    && name.ends_with(pattern.after)
            };
            for pattern in patterns.iter().filter(fits) {
                let class = class.map(|class| index.node(file, class));
                let is_meant = match (&pattern.holder, class) {
                    (Holder::Class(base) | Holder::Of(base), Some(class)) => {
                        index.ancestry(class).contains(base)
                    }
                    (Holder::Any, Some(_)) => true,
                    (Holder::Module(module), None) => *module == file,
                    _ => false,
                };
                if is_meant {
                    if !budget.take(index, file, 1) {
                        return;
                    }
                    let strength = match pattern.holder {
                        Holder::Any | Holder::Of(_) => Strength::Guess,
                        _ => Strength::Use,
                    };
                    let (to, line) = (index.node(file, at), pattern.line);
                    found.push((pattern.from, Call { to, strength, line }));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
