//! What modules that code finds in a folder enter under a key, `@event("plugin.register")`: it runs
//! where other code says the key to what reads the table, `fire("plugin.register")`, and where tests say
//! it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind, Symbol};
use crate::scan::calls::{Budget, Call, Index, Node};
use crate::scan::frameworks::{at, call, imported};

use super::{Entry, stem};

/// Most uses that keys tell.
const MOST_USES: usize = 1 << 16;

/// Most places that say one key.
const MOST_PLACES: usize = 64;

/// The modules that are found in folders by what tests import, and those that they import.
pub(super) fn listed(
    index: &Index<'_>,
    listed: &[(Node, Call)],
    there: &FxHashSet<FileId>,
) -> FxHashSet<FileId> {
    let found = listed
        .iter()
        .filter(|(from, _)| there.contains(&index.place(*from).0));
    let found = found.filter_map(|(_, it)| match index.place(it.to) {
        (file, None) => Some(file),
        _ => None,
    });
    imported(index, found.collect())
}

/// What runs by its key.
#[derive(Default)]
pub(super) struct Keyed<'a> {
    pub(super) uses: Vec<(Node, Call)>,
    /// All that runs so, each once.
    pub(super) entries: Vec<Node>,
    pub(super) said: Said<'a>,
}

impl<'a> Keyed<'a> {
    pub(super) fn of(index: &Index<'a>, entries: &[Entry<'a>], listed: &FxHashSet<FileId>) -> Self {
        let is_listed = |entry: &&Entry<'_>| listed.contains(&index.place(entry.to).0);
        let entries: Vec<(&Entry<'_>, &str)> = entries
            .iter()
            .filter(is_listed)
            .filter_map(|entry| Some((entry, entry.key?)))
            .collect();
        let mut found = Self::default();
        if entries.is_empty() {
            return found;
        }
        found.said = Said::of(index);
        let readers = entries.iter().flat_map(|(entry, _)| &entry.readers);
        let asking = asking(index, &readers.map(|(reader, _)| *reader).collect());
        let budget = Budget::new(MOST_USES, "what is entered under keys");
        for (entry, key) in entries {
            let before = found.uses.len();
            for (reader, _) in &entry.readers {
                let places = asking.get(&(*reader, key)).into_iter().flatten();
                let uses = places.map(|(from, line)| (*from, call(entry.to, *line)));
                found.uses.extend(uses);
            }
            if found.uses.len() == before && found.said.keys.contains(key) {
                let readers = entry.readers.iter();
                let uses = readers.map(|(reader, line)| (*reader, call(entry.to, *line)));
                found.uses.extend(uses);
            }
            let more = found.uses.len() - before;
            if more > 0 {
                found.entries.push(entry.to);
            }
            if !budget.take(index, index.place(entry.to).0, more) {
                break;
            }
        }
        found.entries.sort_unstable();
        found.entries.dedup();
        found
    }
}

/// Where code calls functions with keys, by both.
fn asking<'a>(
    index: &Index<'a>,
    readers: &FxHashSet<Node>,
) -> FxHashMap<(Node, &'a str), Vec<(Node, u32)>> {
    let names = readers.iter().filter_map(|reader| index.symbol(*reader));
    let mut names: Vec<&str> = names.map(Symbol::last).collect();
    names.sort_unstable();
    names.dedup();
    let mut found: FxHashMap<(Node, &str), Vec<(Node, u32)>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        for reference in index.references_to(file, &names) {
            let (ReferenceKind::Call, Some(key)) = (reference.kind, reference.text.as_deref())
            else {
                continue;
            };
            let reader = index.stands_for(file, reference.within, &reference.path);
            let Some(reader) = reader.filter(|it| readers.contains(it)) else {
                continue;
            };
            let places = found.entry((reader, key)).or_default();
            if places.len() < MOST_PLACES {
                places.push((at(index, file, reference.within), reference.line));
            } else {
                index.leave_out(file, "places that say the key of something");
            }
        }
    }
    found
}

/// What tests say and what they are named after.
#[derive(Default)]
pub(super) struct Said<'a> {
    keys: FxHashSet<&'a str>,
    stems: FxHashSet<&'a str>,
}

impl<'a> Said<'a> {
    fn of(index: &Index<'a>) -> Self {
        let mut found = Self::default();
        for file in index.test_files() {
            let Some(facts) = index.facts(file) else {
                continue;
            };
            found.stems.extend(stem(index, file));
            let texts = facts.texts.iter().map(|text| &*text.value);
            found.keys.extend(texts);
            found.keys.extend(facts.keys.iter().map(|key| &**key));
        }
        found
    }

    /// Whether tests say one of the keys, or the name of a module.
    pub(super) fn chooses<'k>(
        &self,
        index: &Index<'_>,
        file: FileId,
        mut keys: impl Iterator<Item = &'k str>,
    ) -> bool {
        let named =
            stem(index, file).is_some_and(|it| self.keys.contains(it) || self.stems.contains(it));
        named || keys.any(|key| self.keys.contains(key))
    }
}
