//! Python functions that are found by a computed name, `getattr(self, f"visit_{name}")`, those
//! that stand behind one of several, `@render.register` of `functools.singledispatch`, and the
//! `__getattr__` of modules, which `from package import name` asks.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Symbol, SymbolKind, last_part};
use crate::scan::calls::{Call, Index, Node, Strength, Value};
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
        let own = patterns_of(index, file, facts).flat_map(|(within, before, after, line)| {
            let holders = holders(index, file, within);
            // Of a function's object nothing is known but the name.
            let is_telling = before.len() + after.len() >= FEWEST_ALONE;
            let holders = holders.into_iter();
            let holders = holders.filter(move |it| is_telling || !matches!(it, Holder::Any));
            holders.map(move |holder| Pattern {
                from: index.node(file, within),
                holder,
                before,
                after,
                line,
            })
        });
        patterns.extend(own.take(MOST_PATTERNS.saturating_sub(patterns.len())));
    }
    if !patterns.is_empty() {
        fill(index, &patterns, &mut found);
    }
    found
}

/// What holds the functions that a computed name means.
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
fn holders(index: &Index<'_>, file: FileId, within: u32) -> Vec<Holder> {
    let own = || index.references_in(file, Some(within)).map(|(_, it)| it);
    if own().any(|it| OF_FILE.contains(&&*it.path)) {
        return vec![Holder::Module(file)];
    }
    let class = index.enclosing_class(file, Some(within));
    let mut found = match looked_at(index, file, within).as_slice() {
        [] => vec![class.map_or(Holder::Any, Holder::Class)],
        subjects => {
            let mut found = Vec::new();
            for subject in subjects {
                let (owner, _) = subject.split_once('.').unwrap_or((subject, ""));
                let is_own = matches!(owner, "self" | "cls");
                found.extend(match index.value_at(file, Some(within), subject) {
                    Some(Value::Instance(class) | Value::Class(class)) if is_own => {
                        Some(Holder::Class(class))
                    }
                    Some(Value::Instance(class) | Value::Class(class)) => Some(Holder::Of(class)),
                    Some(_) => None,
                    None if is_own && *subject == owner => class.map(Holder::Class),
                    None => Some(Holder::Any),
                });
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

/// What a function looks at for names: `node` of `getattr(node, name)` and `dir(node)`.
fn looked_at<'a>(index: &Index<'a>, file: FileId, within: u32) -> Vec<&'a str> {
    let references = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.references);
    let looking = index.numbered_references_to(file, &["getattr", "dir"]);
    let looking = looking.filter(|(_, it)| {
        let is_whole = matches!(&*it.path, "getattr" | "dir");
        is_whole && it.kind == ReferenceKind::Call && it.within == Some(within)
    });
    let mut found: Vec<&str> = Vec::new();
    for (nth, call) in looking.take(MOST_LISTINGS) {
        let behind = references.get(nth + 1..).unwrap_or_default().iter();
        let mut behind = behind.take_while(|it| it.within == call.within);
        // `getattr(type(self), name)` calls something in front of what it looks at.
        let subject = behind.find(|it| &*it.path != "type");
        found.extend(subject.map(|it| &*it.path));
    }
    found.sort_unstable();
    found.dedup();
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
    let listing = index.references_to(file, &LISTING);
    let listing = listing.filter(|it| LISTING.contains(&&*it.path));
    let listing = listing.filter_map(|it| Some((it.within?, it.line)));
    listing.take(MOST_LISTINGS).flat_map(move |(within, line)| {
        let own = facts
            .references
            .iter()
            .filter(|it| it.within == Some(within));
        let words: FxHashSet<&str> = own.map(Reference::last).collect();
        let class = facts.symbols.get(within as usize).and_then(|it| it.parent);
        let looks = words.contains("startswith");
        let texts = facts.texts.iter().filter(move |text| {
            let is_own = text.within == Some(within) && text.taker.ends_with("startswith");
            let is_of_class = class.is_some() && text.within == class;
            looks && (is_own || is_of_class && words.contains(&*text.taker))
        });
        let is_name = |part: &str| part.chars().all(|c| c.is_alphanumeric() || c == '_');
        texts
            .map(|text| &*text.value)
            .filter(move |before| is_name(before) && before.len() >= FEWEST_LETTERS)
            .map(move |before| (within, before, "", line))
    })
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
        let is_name = |part: &str| part.chars().all(|c| c.is_alphanumeric() || c == '_');
        (is_name(before)
            && is_name(after)
            && before.len() + after.len() >= FEWEST_LETTERS
            && (looking.contains(&within) || helpers.contains(last_part(&text.taker))))
        .then_some((within, before, after, text.line))
    });
    patterns.chain(beginnings_of(index, file, facts))
}

/// Finds the methods that fit, in the class of the pattern and in those derived from it.
fn fill(index: &Index<'_>, patterns: &[Pattern<'_>], found: &mut Vec<(Node, Call)>) {
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
