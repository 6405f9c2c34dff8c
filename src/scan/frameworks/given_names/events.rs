//! Methods that are called after the name of an event, `getattr(addon, event.name)(event)`, where the
//! classes of events are named by what they are called: `cls.name = cls.__name__.lower()`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, Symbol, SymbolKind, Text};
use crate::scan::calls::{Index, Node};

use super::{Asked, Looker, MOST_ASKED};

/// A class that names those derived from it, in an attribute.
struct Naming<'a> {
    class: Node,
    attribute: &'a str,
    /// What is left out of the names of classes.
    left_out: Vec<&'a str>,
}

/// Finds the names of events where a function looks up such an attribute.
pub(super) fn named<'a>(index: &Index<'a>, lookers: &[Looker<'a>], asked: &mut Vec<Asked<'a>>) {
    let mut asking: FxHashMap<&str, Vec<&Looker>> = FxHashMap::default();
    for looker in lookers.iter().filter(|it| it.is_called) {
        if let Some((owner, attribute)) = looker.name.rsplit_once('.')
            && owner != "self"
        {
            asking.entry(attribute).or_default().push(looker);
        }
    }
    if asking.is_empty() {
        return;
    }
    let files = index.files_of(Family::Python);
    let naming: Vec<Naming> = files
        .flat_map(|(file, _)| naming(index, file))
        .filter(|it| asking.contains_key(it.attribute))
        .collect();
    if naming.is_empty() {
        return;
    }
    let methods = methods(index);
    for (file, _) in index.files_of(Family::Python) {
        let symbols = index.facts(file).map_or(&[] as &[_], |it| &it.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            if symbol.kind != SymbolKind::Class || symbol.bases.is_empty() {
                continue;
            }
            let ancestry = index.ancestry(index.node(file, at));
            for it in naming.iter().filter(|it| ancestry.contains(&it.class)) {
                let said = said_name(index, file, at, it.attribute);
                let known = said.map(str::to_owned);
                let names =
                    known.map_or_else(|| names_of(symbol.last(), &it.left_out), |it| vec![it]);
                let names = names
                    .iter()
                    .filter_map(|name| methods.get(name.as_str()).copied());
                for name in names {
                    let looking = asking.get(it.attribute).into_iter().flatten();
                    asked.extend(looking.map(|looker| looker.asks(index, name)));
                }
                if asked.len() > MOST_ASKED {
                    return;
                }
            }
        }
    }
}

/// The names of all methods.
fn methods<'a>(index: &Index<'a>) -> FxHashSet<&'a str> {
    let files = index.files_of(Family::Python);
    let symbols = files.flat_map(|(file, _)| {
        let facts = index.facts(file);
        facts.map_or(&[] as &[_], |facts| &facts.symbols)
    });
    let methods = symbols.filter(|it| it.kind == SymbolKind::Method);
    methods.map(Symbol::last).collect()
}

/// The classes of a file whose methods name classes after what they are called.
fn naming<'a>(index: &Index<'a>, file: FileId) -> Vec<Naming<'a>> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let mut found: Vec<Naming> = Vec::new();
    let asks_name = |path: &str| path.split('.').any(|it| it == "__name__");
    let mut asking: Vec<u32> = facts
        .references
        .iter()
        .filter(|it| asks_name(&it.path))
        .filter_map(|it| it.within)
        .collect();
    asking.dedup();
    for within in asking {
        let Some(class) = index.enclosing_class(file, Some(within)) else {
            continue;
        };
        let own = index.references_in(file, Some(within));
        let written = own.filter_map(|(_, it)| {
            let (_, attribute) = it.path.strip_suffix('=')?.rsplit_once('.')?;
            Some(attribute)
        });
        for attribute in written {
            let texts = facts.texts.iter().filter(|it| it.within == Some(within));
            let texts = texts.map(|it| &*it.value);
            found.push(Naming {
                class,
                attribute,
                left_out: texts
                    .filter(|it| it.chars().all(char::is_alphabetic))
                    .collect(),
            });
        }
    }
    found
}

/// What a class says itself that it is called.
fn said_name<'a>(index: &Index<'a>, file: FileId, class: u32, attribute: &str) -> Option<&'a str> {
    let texts = &index.facts(file)?.texts;
    let first = texts.partition_point(|it: &Text| it.line < index.line_of(index.node(file, class)));
    let mut own = texts
        .get(first..)?
        .iter()
        .take_while(|it| it.within.is_some_and(|within| within >= class))
        .take(8);
    let own = own.find(|it| it.within == Some(class) && &*it.taker == attribute)?;
    Some(&own.value)
}

/// `tcp_message` of `TcpMessageHook`, where `Hook` is left out.
fn names_of(class: &str, left_out: &[&str]) -> Vec<String> {
    let shorter = left_out.iter().filter_map(|it| class.strip_suffix(it));
    let all = shorter.chain([class]);
    all.flat_map(|it| [snake(it), it.to_lowercase()]).collect()
}

fn snake(name: &str) -> String {
    let mut found = String::new();
    let mut was_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && was_small {
            found.push('_');
        }
        was_small = !letter.is_uppercase();
        found.extend(letter.to_lowercase());
    }
    found
}
