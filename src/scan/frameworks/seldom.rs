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

/// Most functions of a file of helpers that one leads through before such an event is set off.
const MOST_ROUNDS: u32 = 8;

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
type Helpers<'a> = FxHashMap<FileId, FxHashMap<&'a str, Kinds>>;

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
            all |= match own.len() < used.len() {
                true => {
                    let asked = own.iter().filter(|(name, _)| used.contains(*name));
                    asked.fold(0, |all, (_, said)| all | said)
                }
                false => {
                    let asked = used.iter().filter_map(|name| own.get(name));
                    asked.fold(0, |all, said| all | said)
                }
            };
        }
        all
    }

    /// What the functions of a file say by their names, and others of the file that they use.
    fn of_helpers<'a>(&self, index: &Index<'a>, file: FileId) -> FxHashMap<&'a str, Kinds> {
        let mut found: FxHashMap<&str, Kinds> = FxHashMap::default();
        let Some(facts) = index.facts(file) else {
            return found;
        };
        let name_of = |at: Option<u32>| Some(facts.symbols.get(at? as usize)?.last());
        for (within, said) in self.said(facts) {
            if let Some(name) = name_of(within) {
                *found.entry(name).or_default() |= said;
            }
        }
        for _ in 0..MOST_ROUNDS {
            let mut is_new = false;
            for reference in &facts.references {
                let said = found.get(reference.last()).copied().unwrap_or_default();
                if let Some(name) = name_of(reference.within).filter(|_| said != 0) {
                    let known = found.entry(name).or_default();
                    is_new |= *known | said != *known;
                    *known |= said;
                }
            }
            if !is_new {
                break;
            }
        }
        found
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
                 //- /test/help.ts\nimport {{ fireEvent }} from '@testing-library/vue'\nexport const drag = (it) => fireEvent.dragStart(it)\nexport const scroll = (it) => fireEvent.scroll(it)\nexport const move = (it) => drag(it)\n\
                 //- /Part.test.ts\nimport {{ fireEvent, render }} from '@testing-library/vue'\nimport {{ drag, move }} from './test/help'\nimport Part from './Part.vue'\n\
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
            ("move(it)", "@dragstart x"),
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
