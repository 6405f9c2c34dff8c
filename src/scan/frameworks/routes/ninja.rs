//! Routes of django-ninja: decorators as those of FastAPI, found by Django through its settings and by
//! names, `@router.get("/users/", url_name="users")` with `reverse("api:users")`.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, Symbol};
use crate::scan::calls::Index;

use super::tables::Route;

/// Most lines that the arguments of a decorator take.
const MOST_LINES: u32 = 16;

/// Part of a path that no request has: of a route without a name in its path, which may stand behind
/// any prefix.
const NOWHERE: &str = "";

/// Where django-ninja is used.
#[derive(Debug, Default)]
pub(super) struct Ninja<'a> {
    files: FxHashSet<FileId>,
    /// The name space of the tree's only interface that has one.
    space: &'a str,
}

impl<'a> Ninja<'a> {
    pub(super) fn of(index: &Index<'a>) -> Self {
        let mut found = Self::default();
        let mut spaces: Vec<&str> = Vec::new();
        for (file, _) in index.files_of(Family::Python) {
            let Some(facts) = index.facts(file) else {
                continue;
            };
            let mut imports = facts.imports.iter();
            let is_ninja = |module: &str| {
                let package = module.split('.').next();
                matches!(package, Some("ninja" | "ninja_extra"))
            };
            if imports.any(|import| is_ninja(&import.module)) {
                found.files.insert(file);
                let said = facts.texts.iter();
                let said = said.filter(|text| &*text.taker == "urls_namespace");
                spaces.extend(said.map(|text| &*text.value));
            }
        }
        spaces.dedup();
        if let [space] = spaces.as_slice() {
            found.space = space;
        }
        found
    }

    /// Whether a file imports it, or a router from a file that does.
    pub(super) fn is_of(&self, index: &Index<'_>, file: FileId) -> bool {
        let mut edges = index.edges(file).iter();
        let is_router = |name: Option<&str>| name.is_some_and(|name| name.ends_with("router"));
        !self.files.is_empty()
            && (self.files.contains(&file)
                || edges
                    .any(|edge| self.files.contains(&edge.to) && is_router(edge.name.as_deref())))
    }

    /// Says of a route of a decorator what is django-ninja's.
    pub(super) fn complete(
        &self,
        route: &mut Route<'a>,
        facts: &'a FileFacts,
        decorator: &Reference,
        symbol: &Symbol,
    ) {
        let last = symbol.end.min(decorator.line + MOST_LINES);
        let is_own = |line: u32| (decorator.line..=last).contains(&line);
        let mut texts = facts.texts.iter();
        let name = texts.find(|text| &*text.taker == "url_name" && is_own(text.line));
        if let Some(name) = name {
            route.name = Some(&name.value);
        }
        route.space = self.space;
        route.is_global = true;
        if route.parts.iter().all(Option::is_none) {
            route.parts = vec![Some(NOWHERE)];
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn routes_of_ninja_are_found_by_name_and_by_path() {
        let check = |head: &str, asked: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /manage.py\n//- /shop/__init__.py\n//- /shop/settings.py\nROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = ['shop']\n\
                 //- /shop/who.py\n{head}\n\
                 @router.get('/who/', url_name='me')\ndef who(request):\n    return name()\ndef name():\n    return 'x'\n\
                 @router.post('/')\ndef other(request):\n    return 'y'\n\
                 //- /shop/api.py\nfrom ninja import NinjaAPI\nfrom shop.who import router\napi = NinjaAPI(urls_namespace='v1')\napi.add_router('/all/', router)\n\
                 //- /shop/urls.py\nfrom django.urls import path\nfrom shop.api import api\nurlpatterns = [path('api/', api.urls)]\n\
                 //- /tests/test_x.py\nfrom django.test import SimpleTestCase\nfrom django.urls import reverse\nclass TestX(SimpleTestCase):\n    def test_x(self):\n        assert self.client.post({asked})\n"
            ));
            assert_eq!(found, expect, "{head} {asked}");
        };
        let ninja = "from ninja import Router\nrouter = Router()";
        let (who, name, other) = ("shop/who.py#who", "shop/who.py#name", "shop/who.py#other");
        check(ninja, "reverse('v1:me')", &[other]);
        check(ninja, "reverse('v1:other')", &[who, name]);
        check(ninja, "'/'", &[who, name, other]);
        check(ninja, "'/api/all/'", &[who, name]);
    }
}
