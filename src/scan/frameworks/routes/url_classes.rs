//! Addresses that classes put together of each other, as those of urlman do:
//! `class urls(Urls): base = "/{self.slug}/"; live = "{base}live/"`. A test asks for
//! `event.urls.live`.

use std::cell::LazyCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, Reference, Symbol, SymbolKind, last_part};
use crate::scan::calls::{Budget, Index, Node};
use crate::scan::frameworks::{at, texts_by_place};

use super::path::Parts;
use super::requests::Asked;

/// How classes end that put addresses together.
const ENDING: &str = "Urls";

/// Most addresses of one tree.
const MOST_ADDRESSES: usize = 8192;

/// Most requests for them.
const MOST_REQUESTS: usize = 1 << 16;

/// Most times that others are put into one address.
const MOST_INSERTED: usize = 64;

/// Most parts of one address.
const MOST_PARTS: usize = 32;

/// The addresses of a tree, by the name of their class and their own.
pub(super) struct UrlClasses<'a> {
    addresses: FxHashMap<(&'a str, &'a str), Addresses<'a>>,
    /// The last parts of all chains that may name one.
    names: Vec<&'a str>,
    requests: Budget,
}

/// Addresses of one name, by the class around theirs, which has their objects, as [`plain`] has it.
type Addresses<'a> = FxHashMap<String, Vec<Asked<'a>>>;

impl<'a> UrlClasses<'a> {
    pub(super) fn of(index: &Index<'a>) -> Self {
        let addresses = Budget::new(MOST_ADDRESSES, "addresses that classes put together");
        let mut found = Self {
            addresses: FxHashMap::default(),
            names: Vec::new(),
            requests: Budget::new(MOST_REQUESTS, "requests for addresses of classes"),
        };
        'files: for (file, _) in index.files_of(Family::Python) {
            let facts = index.facts(file).filter(|_| !index.is_test_code(file));
            let texts = LazyCell::new(|| texts_by_place(index, file));
            for (at, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |it| &it.symbols)) {
                if symbol.kind != SymbolKind::Class || !is_url_class(index, index.node(file, at)) {
                    continue;
                }
                let own = texts.get(&Some(at)).map_or(&[] as &[_], Vec::as_slice);
                let own: FxHashMap<&str, &str> = own
                    .iter()
                    .map(|text| (&*text.taker, &*text.value))
                    .collect();
                if !addresses.take(index, file, own.len()) {
                    break 'files;
                }
                if !found.add(symbol, &own) {
                    index.leave_out(file, "addresses within addresses");
                }
            }
        }
        let names: FxHashSet<&str> = found.addresses.keys().map(|(_, name)| *name).collect();
        found.names = names.into_iter().collect();
        found.names.sort_unstable();
        found
    }

    /// Takes in the addresses of a class; false where one of them is too long to be told whole.
    fn add(&mut self, class: &'a Symbol, own: &FxHashMap<&'a str, &'a str>) -> bool {
        let (owner, name) = class.name.rsplit_once('.').unwrap_or(("", &class.name));
        let mut taken: Vec<(&'a str, &'a str)> = own.iter().map(|it| (*it.0, *it.1)).collect();
        taken.sort_unstable();
        let mut is_whole = true;
        for (taker, text) in taken.into_iter().filter(|(taker, _)| !taker.is_empty()) {
            let address = Composed::of(text, own);
            is_whole &= address.left > 0 && address.found.len() < MOST_PARTS;
            let asked = match (address.is_tail, address.is_path) {
                (true, _) => Asked::Tail(address.found, None),
                (false, true) => Asked::Path(address.found, None),
                (false, false) => continue,
            };
            let of_name = self.addresses.entry((name, taker)).or_default();
            let of_owner = of_name.entry(plain(last_part(owner))).or_default();
            of_owner.push(asked);
        }
        is_whole
    }

    /// Addresses that a file of tests reads, with where it does: by the class whose objects are
    /// named as what has them, else by all.
    pub(super) fn asked(&self, index: &Index<'a>, file: FileId) -> Vec<(Node, u32, Asked<'a>)> {
        let mut found = Vec::new();
        if self.names.is_empty() || index.family(file) != Some(Family::Python) {
            return found;
        }
        let reads = index.references_to(file, &self.names);
        let reads = reads.filter_map(|it| Some((chain_of(it)?, it.within, it.line)));
        let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
        // A table of tests names them in words: `"orga_urls.live"`.
        let texts = texts.iter().filter_map(|text| {
            let (class, name) = text.value.split_once('.')?;
            Some((("", class, name), text.within, text.line))
        });
        let mut seen = FxHashSet::default();
        for (chain, within, line) in reads.chain(texts) {
            let (owner, class, name) = chain;
            let Some(all) = self.addresses.get(&(class, name)) else {
                continue;
            };
            if !seen.insert((chain, within)) {
                continue;
            }
            let named = Some(owner).filter(|owner| !owner.is_empty());
            let named = named.and_then(|owner| all.get(&plain(owner)));
            let count = named.map_or_else(|| all.values().map(Vec::len).sum(), Vec::len);
            if !self.requests.take(index, file, count) {
                break;
            }
            let from = at(index, file, within);
            let mut add = |of_owner: &[Asked<'a>]| {
                found.extend(of_owner.iter().map(|asked| (from, line, asked.clone())));
            };
            match named {
                Some(named) => add(named),
                None => {
                    let mut owners: Vec<_> = all.iter().collect();
                    owners.sort_unstable_by_key(|(owner, _)| *owner);
                    owners.into_iter().for_each(|(_, of_owner)| add(of_owner));
                }
            }
        }
        found
    }
}

/// What has the addresses, their class and the name of one: `event`, `urls` and `live` of
/// `self.event.urls.live`.
fn chain_of(reference: &Reference) -> Option<(&str, &str, &str)> {
    let (rest, name) = reference.path.rsplit_once('.')?;
    let (owner, class) = rest.rsplit_once('.').unwrap_or(("", rest));
    Some((last_part(owner), class, name))
}

/// A name without what tells variables and classes apart: `event_type` and `EventType` are the same.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| *letter != '_');
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Whether a class is derived from one from outside that puts addresses together.
fn is_url_class(index: &Index<'_>, class: Node) -> bool {
    let ancestry = index.ancestry(class);
    ancestry.iter().any(|class| {
        let bases = index.symbol(*class).map(|symbol| &symbol.bases);
        let mut bases = bases.into_iter().flatten();
        bases.any(|base| last_part(base) == ENDING) && index.bases(*class).is_empty()
    })
}

/// A path while it is put together.
struct Composed<'a> {
    found: Parts<'a>,
    /// Whether what follows belongs to the last part.
    is_open: bool,
    /// Whether it begins with a slash.
    is_path: bool,
    /// Whether it goes on from something that is not known and may have parts of its own.
    is_tail: bool,
    /// How many may still be put into it.
    left: usize,
}

impl<'a> Composed<'a> {
    /// Puts a text together with the others of its class in the place of their names.
    fn of(text: &'a str, own: &FxHashMap<&'a str, &'a str>) -> Self {
        let mut composed = Self {
            found: Parts::new(),
            is_open: false,
            is_path: false,
            is_tail: false,
            left: MOST_INSERTED,
        };
        composed.take(text, own, &mut Vec::new());
        composed
    }

    /// Takes in a text; `around` are the names of those that it is put into.
    fn take(
        &mut self,
        text: &'a str,
        own: &FxHashMap<&'a str, &'a str>,
        around: &mut Vec<&'a str>,
    ) {
        let mut rest = text;
        while !rest.is_empty() && self.found.len() < MOST_PARTS {
            let Some((before, behind)) = rest.split_once('{') else {
                self.literal(rest);
                return;
            };
            self.literal(before);
            let Some((name, after)) = behind.split_once('}') else {
                return;
            };
            match own.get(name) {
                Some(_) if self.left == 0 || around.contains(&name) => self.lost(),
                Some(other) => {
                    self.left -= 1;
                    around.push(name);
                    self.take(other, own, around);
                    around.pop();
                }
                None => self.inserted(),
            }
            rest = after;
        }
    }

    /// Goes on behind what nobody can tell.
    fn lost(&mut self) {
        self.found.clear();
        (self.is_path, self.is_tail, self.is_open) = (false, true, true);
    }

    fn literal(&mut self, text: &'a str) {
        self.is_path |= self.found.is_empty() && !self.is_tail && text.starts_with('/');
        for (nth, part) in text.split('/').enumerate() {
            self.is_open &= nth == 0;
            if part.is_empty() {
                continue;
            }
            match self.found.last_mut().filter(|_| self.is_open) {
                Some(last) => *last = None,
                None => self.found.push(Some(part)),
            }
            self.is_open = true;
        }
    }

    fn inserted(&mut self) {
        if self.found.is_empty() && !self.is_path {
            self.is_tail = true;
            return;
        }
        match self.found.last_mut().filter(|_| self.is_open) {
            Some(last) => *last = None,
            None => self.found.push(None),
        }
        self.is_open = true;
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::{gaps, warnings};

    use super::*;

    /// How an address reads among others of its class, and how many were put into it.
    fn put_together(text: &str, others: &[(&str, &str)]) -> (String, usize) {
        let composed = Composed::of(text, &others.iter().copied().collect());
        let parts = composed.found.iter().map(|part| part.unwrap_or("*"));
        let parts = parts.collect::<Vec<_>>().join("/");
        let begin = if composed.is_tail { "?" } else { "/" };
        (format!("{begin}{parts}"), MOST_INSERTED - composed.left)
    }

    #[test]
    fn addresses_are_put_into_others_a_limited_number_of_times() {
        let check = |text: &str, others: &[(&str, &str)], expect: (&str, usize)| {
            let (found, inserted) = put_together(text, others);
            assert_eq!((&*found, inserted), expect, "{text}");
        };
        let base = [("base", "/a/{pk}/"), ("more", "{base}b/")];
        check("{more}c/", &base, ("/a/*/b/c", 2));
        check("{self.x}c/", &base, ("?c", 0));
        let forty = "{a}".repeat(40);
        check(&format!("/x/{forty}/y/"), &[("a", &forty)], ("?y", 40));
        let names: Vec<String> = (0..12).map(|at| format!("n{at}")).collect();
        let texts: Vec<String> = names
            .iter()
            .map(|name| format!("{{{name}}}").repeat(20))
            .collect();
        let pairs = names
            .iter()
            .zip(texts.iter().skip(1))
            .map(|(name, text)| (&**name, &**text));
        let deep: Vec<(&str, &str)> = pairs.chain([("n11", "z")]).collect();
        let (_, inserted) = put_together("/{n0}/end", &deep);
        assert_eq!(inserted, MOST_INSERTED);
    }

    #[test]
    fn requests_for_addresses_end_somewhere_and_say_so() {
        let many = |count: usize| {
            let classes = (0..count).map(|at| {
                format!("class A{at}:\n    class urls(Urls):\n        live = '/a{at}/live/'\n")
            });
            let reads = (0..count).map(|at| {
                format!("    def test_{at}(self):\n        self.client.get(it.urls.live)\n")
            });
            warnings(&format!(
                "//- /manage.py\n//- /core/__init__.py\n//- /core/models.py\nfrom urlman import Urls\n{}\
                 //- /core/views.py\ndef live(request):\n    return 1\n//- /core/urls.py\nfrom django.urls import path\nfrom core import views\nurlpatterns = [path('a/', views.live)]\n\
                 //- /core/tests.py\nfrom django.test import TestCase\nclass LiveTest(TestCase):\n{}",
                classes.collect::<String>(),
                reads.collect::<String>()
            ))
        };
        assert_eq!(many(20), [""; 0]);
        let told = "core/tests.py: requests for addresses of classes are too many";
        assert!(many(300).iter().any(|it| it.starts_with(told)));
    }

    #[test]
    fn tests_ask_for_addresses_that_classes_put_together() {
        let check = |test: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /manage.py\n//- /site/__init__.py\n//- /site/settings.py\nINSTALLED_APPS = ['core', 'django.contrib.auth']\nMIDDLEWARE = ['django.middleware.x']\nROOT_URLCONF = 'site.urls'\n\
                 //- /core/__init__.py\n//- /core/models.py\nfrom urlman import Urls\nclass EventUrls(Urls):\n    pass\n\
                 class Event:\n    class urls(EventUrls):\n        base = '/event/{{self.slug}}/'\n        live = '{{base}}live'\n        shut = '{{base}}shut/{{self.day}}/'\n        room = '{{self.room.urls.base}}live/'\n\
                 class Room:\n    class urls(Urls):\n        base = '/room/{{self.pk}}/'\n        live = '{{base}}live/'\n\
                 //- /core/views.py\nclass Live:\n    def get(self, request):\n        return 1\nclass Shut:\n    def get(self, request):\n        return 1\nclass RoomLive:\n    def get(self, request):\n        return 1\n\
                 //- /site/urls.py\nfrom django.urls import path\nfrom core import views\nurlpatterns = [path('event/<slug>/live', views.Live.as_view()), path('event/<slug>/shut/<day>/', views.Shut.as_view()), path('room/<pk>/live/', views.RoomLive.as_view())]\n\
                 //- /core/tests.py\nfrom django.test import TestCase\nclass LiveTest(TestCase):\n    def test_live(self):\n        {test}\n"
            ));
            let views = found.iter().filter(|it| it.starts_with("core/views"));
            assert_eq!(views.collect::<Vec<_>>(), expect, "{test}");
        };
        let (live, shut, room) = (
            "core/views.py#Live.get",
            "core/views.py#Shut.get",
            "core/views.py#RoomLive.get",
        );
        check("self.client.get(event.urls.live)", &[shut, room]);
        check("self.client.get(self.event.urls.shut)", &[live, room]);
        check("self.client.get(room.urls.live)", &[live, shut]);
        check("self.client.get(it.urls.live)", &[shut]);
        check("self.client.get(event.urls.room)", &[shut]);
        check("self.client.get(event.urls.base)", &[live, shut, room]);
        check("self.client.get(event.other.live)", &[live, shut, room]);
    }
}
