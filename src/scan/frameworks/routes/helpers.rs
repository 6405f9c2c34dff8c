//! Names of routes that helpers of tests are given or put together: `self.get("list")` where
//! `def get(self, name): return self.client.get(reverse(f"shop:{name}"))`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind, Text, last_part};
use crate::scan::calls::{Index, Node};
use crate::scan::frameworks::{at, texts_by_place};

use super::requests::{REVERSING, is_part, methods};

/// Most ways in which helpers of one name put names together.
const MOST_WAYS: usize = 8;

/// How a function puts the name of a route together.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Way<'a> {
    before: &'a str,
    after: &'a str,
    /// The method of HTTP, where one is evident.
    method: Option<&'a str>,
}

/// What helpers make of the words that they are given.
#[derive(Default)]
pub(super) struct Helpers<'a> {
    by_name: FxHashMap<&'a str, Vec<Way<'a>>>,
}

/// A route that somebody asks for by a name that is put together.
pub(super) struct Named<'a> {
    pub(super) from: Node,
    pub(super) line: u32,
    pub(super) name: String,
    pub(super) method: Option<&'a str>,
}

impl<'a> Helpers<'a> {
    pub(super) fn of(index: &Index<'a>) -> Self {
        let mut found = Self::default();
        let files = index.files_of(Family::Python).map(|(file, _)| file);
        for file in files.filter(|file| index.is_test_code(*file)) {
            for (within, way) in ways(index, file) {
                let helper = index.symbol(index.node(file, within));
                let takes = helper.filter(|it| !it.is_test && !it.parameters.is_empty());
                let Some(helper) = takes else { continue };
                let known = found.by_name.entry(helper.last()).or_default();
                if known.len() < MOST_WAYS && !known.contains(&way) {
                    known.push(way);
                }
            }
        }
        found
    }

    /// What a file of tests has helpers ask for, and what it puts together itself.
    pub(super) fn asked(&self, index: &Index<'a>, file: FileId) -> Vec<Named<'a>> {
        let facts = index.facts(file).filter(|_| index.is_test_code(file));
        let Some(facts) = facts.filter(|_| index.family(file) == Some(Family::Python)) else {
            return Vec::new();
        };
        let named = |text: &Text, way: &Way<'a>| Named {
            from: at(index, file, text.within),
            line: text.line,
            name: format!("{}{}{}", way.before, text.value, way.after),
            method: way.method,
        };
        let mut found = Vec::new();
        let words = facts.texts.iter().filter(|text| is_part(&text.value));
        let mut own: FxHashMap<u32, Vec<Way<'a>>> = FxHashMap::default();
        for (within, way) in ways(index, file) {
            own.entry(within).or_default().push(way);
        }
        for text in words {
            let (owner, helper) = text.taker.rsplit_once('.').unwrap_or(("", &text.taker));
            if matches!(owner, "" | "self" | "cls") {
                let ways = self.by_name.get(helper).into_iter().flatten();
                found.extend(ways.map(|way| named(text, way)));
            }
            let ways = text.within.and_then(|within| own.get(&within));
            let ways = ways.into_iter().flatten();
            let ways = ways.filter(|way| !way.before.is_empty() || !way.after.is_empty());
            found.extend(ways.map(|way| named(text, way)));
        }
        found
    }
}

/// Functions of a file that compute names of routes, with how they do.
fn ways<'a>(index: &Index<'a>, file: FileId) -> Vec<(u32, Way<'a>)> {
    let computing = index.references_to(file, &REVERSING);
    let computing: Vec<_> = computing
        .filter(|it| it.kind == ReferenceKind::Call && it.text.is_none())
        .filter_map(|it| Some((it.within?, it.line)))
        .collect();
    if computing.is_empty() {
        return Vec::new();
    }
    let texts = texts_by_place(index, file);
    let methods = methods(index, file);
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for (within, line) in computing {
        if !seen.insert(within) {
            continue;
        }
        let own = texts.get(&Some(within)).into_iter().flatten();
        let gaps = own.filter_map(|text| {
            let is_taken = REVERSING.contains(&last_part(&text.taker));
            let (before, after) = text.value.split_once("{}")?;
            (is_taken || before.contains(':')).then_some((before, after))
        });
        let mut gaps: Vec<(&str, &str)> = gaps.take(MOST_WAYS).collect();
        if gaps.is_empty() {
            gaps.push(("", ""));
        }
        let method = methods.get(&line).copied();
        found.extend(gaps.into_iter().map(|(before, after)| {
            let way = Way {
                before,
                after,
                method,
            };
            (within, way)
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::{gaps, units};
    use crate::scan::resolve::resolve;

    use super::*;

    #[test]
    fn helpers_ask_for_routes_by_the_words_that_they_are_given() {
        let check = |helper: &str, test: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /manage.py\n//- /site/__init__.py\n//- /site/settings.py\nINSTALLED_APPS = ['core']\nROOT_URLCONF = 'site.urls'\n\
                 //- /core/__init__.py\n//- /core/views.py\ndef one(request):\n    return request.x\ndef two(request):\n    return request.y\n\
                 //- /site/urls.py\nfrom django.urls import path\nfrom core import views\napp_name = 'core'\nurlpatterns = [path('a/', views.one, name='one'), path('b/', views.two, name='two-view')]\n\
                 //- /core/tests.py\nfrom django.test import TestCase\nfrom django.urls import reverse\nclass Base(TestCase):\n    {helper}\n\
                 class ViewTest(Base):\n    def test_it(self):\n        {test}\n"
            ));
            let views = found
                .iter()
                .filter_map(|it| it.strip_prefix("core/views.py#"));
            assert_eq!(views.collect::<Vec<_>>(), expect, "{helper} {test}");
        };
        let plain = "def ask(self, name):\n        return self.client.get(reverse(name))";
        check(plain, "self.ask('one')", &["two"]);
        check(plain, "self.tell('one')", &["one", "two"]);
        let spaced =
            "def ask(self, name):\n        return self.client.get(reverse(f'core:{name}'))";
        check(spaced, "self.ask('one')", &["two"]);
        let ending = "def ask(self, name):\n        url = reverse('core:{}-view'.format(name))\n        return self.client.get(url)";
        check(ending, "self.ask('two')", &["one"]);
        check(ending, "self.ask('one')", &["one", "two"]);
        check(
            plain,
            "kind = 'two'\n        self.client.get(reverse(f'core:{kind}-view'))",
            &["one"],
        );
    }

    #[test]
    fn many_helpers_are_read_in_one_go() {
        let count = 20_000;
        let helpers =
            (0..count).map(|at| format!("def get_{at}(x):\n    return reverse(f's:{{x}}')\n"));
        let (tree, units) = units(&format!("//- /test_x.py\n{}", helpers.collect::<String>()));
        let graph = resolve(&tree, &units);
        let index = Index::new(&units, &graph);
        assert_eq!(ways(&index, FileId(0)).len(), count);
    }
}
