//! What people seldom do with a page: drag, drop, scroll, type keys. Where tests use pages as people
//! do, what a template runs on such events still takes a test that leads there and says so.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileFacts, FileId, Reference, ReferenceKind};
use crate::scan::calls::Index;

use super::vue_events::letters;

/// Events, in letters only, with what else tests call to set them off.
const EVENTS: [(&str, &[&str]); 14] = [
    ("contextmenu", &["pointer", "rightclick"]),
    ("drag", &DRAGS),
    ("dragend", &DRAGS),
    ("dragenter", &DRAGS),
    ("dragleave", &DRAGS),
    ("dragover", &DRAGS),
    ("dragstart", &DRAGS),
    ("drop", &DRAGS),
    ("keydown", &KEYS),
    ("keypress", &KEYS),
    ("keyup", &KEYS),
    ("paste", &["clipboardevent"]),
    ("scroll", &["scrollto", "scrollby", "scrollintoview"]),
    ("wheel", &["wheelevent"]),
];

const DRAGS: [&str; 4] = ["dragevent", "drag", "dragto", "draganddrop"];

const KEYS: [&str; 8] = [
    "keyboardevent",
    "keyboard",
    "press",
    "presssequentially",
    "realpress",
    "realtype",
    "tab",
    "type",
];

/// Longest word that says such an event.
const LONGEST: usize = 24;

/// Most functions of one file of helpers that are known to set such events off.
const MOST_HELPERS: usize = 256;

/// Some of the events, by their places among all.
type Kinds = u32;

/// Where tests do what people seldom do.
pub(super) struct Seldom {
    /// For each event, the files that such tests lead to.
    files: Vec<FxHashSet<FileId>>,
}

impl Seldom {
    pub(super) fn of(index: &Index<'_>, tests: &[FileId]) -> Self {
        let words = Words::new();
        let mut helpers = FxHashMap::default();
        let mut doing: Vec<Vec<FileId>> = vec![Vec::new(); EVENTS.len()];
        for test in tests {
            let said = words.said_by(index, *test, &mut helpers);
            for (at, tests) in doing.iter_mut().enumerate() {
                if said & (1 << at) != 0 {
                    tests.push(*test);
                }
            }
        }
        let files = doing.into_iter().map(|tests| loaded(index, tests));
        Self {
            files: files.collect(),
        }
    }

    /// Whether tests may set an event off in a file: any that is no such one.
    pub(super) fn may_set_off(&self, file: FileId, event: &str) -> bool {
        let event = letters(event);
        let mut kinds = EVENTS.iter().zip(&self.files);
        let files = kinds.find(|((kind, _), _)| *kind == event);
        files.is_none_or(|(_, files)| files.contains(&file))
    }
}

/// The words that say such events.
struct Words {
    named: FxHashMap<&'static str, Kinds>,
    called: FxHashMap<&'static str, Kinds>,
}

/// What functions of helpers say, by their names.
type Helpers<'a> = FxHashMap<FileId, Vec<(&'a str, Kinds)>>;

impl Words {
    fn new() -> Self {
        let mut words = Self {
            named: FxHashMap::default(),
            called: FxHashMap::default(),
        };
        for (at, (event, calls)) in EVENTS.iter().enumerate() {
            *words.named.entry(event).or_default() |= 1 << at;
            for call in *calls {
                *words.called.entry(call).or_default() |= 1 << at;
            }
        }
        words
    }

    /// What a test says; of the helpers that it imports, what the functions say that it uses.
    fn said_by<'a>(&self, index: &Index<'a>, test: FileId, helpers: &mut Helpers<'a>) -> Kinds {
        let Some(facts) = index.facts(test) else {
            return 0;
        };
        let mut all = self.said(facts).fold(0, |all, (_, said)| all | said);
        let mut imported: Vec<FileId> = index.edges(test).iter().map(|edge| edge.to).collect();
        imported.sort_unstable();
        imported.dedup();
        imported.retain(|file| *file != test && index.is_test_code(*file));
        if imported.is_empty() {
            return all;
        }
        let used: FxHashSet<&str> = facts.references.iter().map(Reference::last).collect();
        for file in imported {
            let own = helpers
                .entry(file)
                .or_insert_with(|| self.of_helpers(index, file));
            let own = own.iter().filter(|(name, _)| used.contains(name));
            all = own.fold(all, |all, (_, said)| all | said);
        }
        all
    }

    fn of_helpers<'a>(&self, index: &Index<'a>, file: FileId) -> Vec<(&'a str, Kinds)> {
        let Some(facts) = index.facts(file) else {
            return Vec::new();
        };
        let mut found: FxHashMap<u32, Kinds> = FxHashMap::default();
        for (within, said) in self.said(facts) {
            if let Some(at) = within {
                *found.entry(at).or_default() |= said;
            }
        }
        let mut found: Vec<(u32, Kinds)> = found.into_iter().collect();
        found.sort_unstable();
        let named = found.into_iter().filter_map(|(at, said)| {
            let symbol = facts.symbols.get(at as usize)?;
            Some((symbol.last(), said))
        });
        named.take(MOST_HELPERS).collect()
    }

    /// What the code of a file says, with where.
    fn said<'f>(&'f self, facts: &'f FileFacts) -> impl Iterator<Item = (Option<u32>, Kinds)> + 'f {
        let known = |text: &str| (text.len() <= LONGEST).then(|| letters(text));
        let uses = facts.references.iter().filter_map(move |reference| {
            let word = known(reference.last())?;
            let named = self.named.get(&*word);
            let is_call = reference.kind == ReferenceKind::Call;
            let called = self.called.get(&*word).filter(|_| is_call);
            let said = named.into_iter().chain(called).fold(0, |all, it| all | it);
            Some((reference.within, said))
        });
        let texts = facts.texts.iter().filter_map(move |text| {
            // Keys and modifiers stand behind a dot: `trigger('keydown.enter')`.
            let event = text.value.split('.').next()?;
            let said = self.named.get(&*known(event)?)?;
            Some((text.within, *said))
        });
        uses.chain(texts).filter(|(_, said)| *said != 0)
    }
}

/// The files that some load, at any distance; these are among them.
fn loaded(index: &Index<'_>, files: Vec<FileId>) -> FxHashSet<FileId> {
    let mut found: FxHashSet<FileId> = files.iter().copied().collect();
    let mut open = files;
    while let Some(file) = open.pop() {
        let edges = index.edges(file).iter();
        for edge in edges.filter(|edge| edge.presence.is_loaded()) {
            if found.insert(edge.to) {
                open.push(edge.to);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn what_people_seldom_do_takes_a_test_that_does_it() {
        let check = |act: &str, expect: &[&str]| {
            let gaps = gaps(&format!(
                "//- /Part.vue\n<template><b @click=\"x = 1\" @dragstart=\"x = 2\" @keydown.enter=\"x = 3\" @contextmenu.prevent=\"x = 4\" @scroll=\"x = 5\"/></template>\n\
                 //- /Other.vue\n<template><b @keydown=\"x = 1\"/></template>\n\
                 //- /Other.test.ts\nimport {{ render }} from '@testing-library/vue'\nimport Other from './Other.vue'\nit('x', () => {{ render(Other) }})\n\
                 //- /test/help.ts\nimport {{ fireEvent }} from '@testing-library/vue'\nexport const drag = (it) => fireEvent.dragStart(it)\nexport const scroll = (it) => fireEvent.scroll(it)\n\
                 //- /Part.test.ts\nimport {{ fireEvent, render }} from '@testing-library/vue'\nimport {{ drag }} from './test/help'\nimport Part from './Part.vue'\n\
                 it('x', async () => {{ render(Part); {act} }})\n"
            ));
            let of_part = gaps.iter().filter(|gap| !gap.contains("test/"));
            assert_eq!(of_part.collect::<Vec<_>>(), expect, "{act}");
        };
        let other = "Other.vue#@keydown x";
        let all = ["@dragstart x", "@keydown x", "@contextmenu x", "@scroll x"];
        let but = |done: &str| -> Vec<String> {
            let rest = all.iter().filter(|event| **event != done);
            let rest = rest.map(|event| format!("Part.vue#{event}"));
            std::iter::once(other.to_owned()).chain(rest).collect()
        };
        for (act, done) in [
            ("fireEvent.click(it)", ""),
            ("fireEvent.dragStart(it)", "@dragstart x"),
            ("drag(it)", "@dragstart x"),
            ("trigger(it, 'contextMenu')", "@contextmenu x"),
            ("it.dispatchEvent(new Event('scroll'))", "@scroll x"),
            ("it.trigger('keydown.enter')", "@keydown x"),
            ("user.keyboard('{Enter}')", "@keydown x"),
            ("user.type(it, 'a')", "@keydown x"),
        ] {
            let rest = but(done);
            let rest: Vec<&str> = rest.iter().map(|gap| &**gap).collect();
            check(act, &rest);
        }
    }
}
