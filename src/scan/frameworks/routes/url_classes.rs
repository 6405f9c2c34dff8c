//! Addresses that classes put together of each other, as those of urlman do:
//! `class urls(Urls): base = "/{self.slug}/"; live = "{base}live/"`. A test asks for
//! `event.urls.live`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, Reference, Symbol, SymbolKind, last_part};
use crate::scan::calls::{Index, Node};
use crate::scan::frameworks::at;

use super::path::Parts;
use super::requests::Asked;

/// How classes end that put addresses together.
const ENDING: &str = "Urls";

/// Most addresses of one tree.
const MOST_ADDRESSES: usize = 8192;

/// How far one address is followed into others.
const DEEPEST: u32 = 8;

/// Most parts of one address.
const MOST_PARTS: usize = 32;

/// The addresses of a tree, by the name of their class and their own.
#[derive(Default)]
pub(super) struct UrlClasses<'a> {
    addresses: FxHashMap<(&'a str, &'a str), Vec<Address<'a>>>,
    /// The last parts of all chains that may name one.
    names: Vec<&'a str>,
}

struct Address<'a> {
    /// The class around that of the address, which has its objects: `Event`.
    owner: &'a str,
    asked: Asked<'a>,
}

impl<'a> UrlClasses<'a> {
    pub(super) fn of(index: &Index<'a>) -> Self {
        let mut found = Self::default();
        let mut count = 0;
        for (file, _) in index.files_of(Family::Python) {
            let facts = index.facts(file).filter(|_| !index.is_test_code(file));
            for (at, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |it| &it.symbols)) {
                if symbol.kind == SymbolKind::Class && is_url_class(index, index.node(file, at)) {
                    let texts = facts.map_or(&[] as &[_], |facts| &facts.texts).iter();
                    let own = texts.filter(|text| text.within == Some(at));
                    let own: FxHashMap<&str, &str> =
                        own.map(|text| (&*text.taker, &*text.value)).collect();
                    count += own.len();
                    if count > MOST_ADDRESSES {
                        return found;
                    }
                    found.add(symbol, &own);
                }
            }
        }
        let names: FxHashSet<&str> = found.addresses.keys().map(|(_, name)| *name).collect();
        found.names = names.into_iter().collect();
        found.names.sort_unstable();
        found
    }

    fn add(&mut self, class: &'a Symbol, own: &FxHashMap<&'a str, &'a str>) {
        let (owner, name) = class.name.rsplit_once('.').unwrap_or(("", &class.name));
        let mut taken: Vec<(&'a str, &'a str)> = own.iter().map(|it| (*it.0, *it.1)).collect();
        taken.sort_unstable();
        for (taker, text) in taken {
            let mut parts = Composed::default();
            parts.take(text, own, DEEPEST);
            if !taker.is_empty() && (parts.is_path || parts.is_tail) {
                let asked = match parts.is_tail {
                    true => Asked::Tail(parts.found, None),
                    false => Asked::Path(parts.found, None),
                };
                let owner = last_part(owner);
                let address = Address { owner, asked };
                self.addresses
                    .entry((name, taker))
                    .or_default()
                    .push(address);
            }
        }
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
        for ((owner, class, name), within, line) in reads.chain(texts) {
            let all = self.addresses.get(&(class, name));
            let all = all.map_or(&[] as &[_], Vec::as_slice);
            let is_named = |address: &&Address<'_>| is_object_of(owner, address.owner);
            let has_own = all.iter().any(|address| is_named(&address));
            let meant = all.iter().filter(|address| !has_own || is_named(address));
            let from = at(index, file, within);
            found.extend(meant.map(|address| (from, line, address.asked.clone())));
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

/// Whether a variable is named after a class: `event_type` after `EventType`.
fn is_object_of(variable: &str, class: &str) -> bool {
    let mut letters = class.chars().filter(|letter| *letter != '_');
    let mut named = variable.chars().filter(|letter| *letter != '_');
    !variable.is_empty()
        && named.all(|letter| {
            let expected = letters.next();
            expected.is_some_and(|expected| expected.eq_ignore_ascii_case(&letter))
        })
        && letters.next().is_none()
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
#[derive(Default)]
struct Composed<'a> {
    found: Parts<'a>,
    /// Whether what follows belongs to the last part.
    is_open: bool,
    /// Whether it begins with a slash.
    is_path: bool,
    /// Whether it goes on from another address, which is not of its class.
    is_tail: bool,
}

impl<'a> Composed<'a> {
    /// Takes in a text, with the others of its class in the place of their names.
    fn take(&mut self, text: &'a str, own: &FxHashMap<&'a str, &'a str>, depth: u32) {
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
            match own.get(name).filter(|_| depth > 0) {
                Some(other) => self.take(other, own, depth - 1),
                None => self.inserted(),
            }
            rest = after;
        }
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
    use crate::scan::fixture::gaps;

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
