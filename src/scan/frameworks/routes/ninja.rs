//! Routes of django-ninja: decorators as those of FastAPI, found by Django through its settings and by
//! names, `@router.get("/users/", url_name="users")` with `reverse("api:users")`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, Symbol};
use crate::scan::calls::Index;
use crate::scan::paths::{folder_of, name_of};

use super::path::parts;
use super::tables::{Found, Route};

/// Most lines that the arguments of a decorator take.
const MOST_LINES: u32 = 16;

/// Part of a path that no request has: of a route without a name in its path, which may stand behind
/// any prefix.
const NOWHERE: &str = "";

/// Where django-ninja is used.
#[derive(Debug, Default)]
pub(super) struct Ninja<'a> {
    files: FxHashSet<FileId>,
    clients: Clients<'a>,
    /// The name space of the tree's only interface that has one.
    space: &'a str,
}

impl<'a> Ninja<'a> {
    pub(super) fn of(index: &Index<'a>) -> Self {
        let mut found = Self::default();
        let mut spaces: Vec<&str> = Vec::new();
        for (file, path) in index.files_of(Family::Python) {
            let Some(facts) = index.facts(file) else {
                continue;
            };
            let mut imports = facts.imports.iter();
            let is_ninja = |module: &str| {
                let package = module.split('.').next();
                matches!(package, Some("ninja" | "ninja_extra"))
            };
            let is_client = |module: &str| module.split('.').nth(1) == Some("testing");
            let mut own = facts.imports.iter().filter(|it| is_ninja(&it.module));
            if own.any(|import| is_client(&import.module)) && index.is_test_code(file) {
                found.clients.insert(file, path);
            }
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

    /// Whether a file imports it itself.
    pub(super) fn is_in(&self, file: FileId) -> bool {
        self.files.contains(&file)
    }

    /// Whether no file imports it.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The tests that ask routers themselves.
    pub(super) fn clients(self) -> Clients<'a> {
        self.clients
    }

    /// Says of a route of a decorator what is django-ninja's. Gives the route that a client of the
    /// router itself asks for, where that is another.
    pub(super) fn complete(
        &self,
        route: &mut Route<'a>,
        facts: &'a FileFacts,
        decorator: &'a Reference,
        (symbol, is_mounted): (&Symbol, bool),
    ) -> Option<Route<'a>> {
        let last = symbol.end.min(decorator.line + MOST_LINES);
        let is_own = |line: u32| (decorator.line..=last).contains(&line);
        let mut texts = facts.texts.iter();
        let name = texts.find(|text| &*text.taker == "url_name" && is_own(text.line));
        if let Some(name) = name {
            route.name = Some(&name.value);
        }
        route.space = self.space;
        route.found = Found::Settings;
        let own = parts(decorator.text.as_deref().unwrap_or_default());
        let names_nothing = own.iter().all(Option::is_none);
        let bare = Route {
            parts: own,
            found: Found::Client,
            ..route.clone()
        };
        if !is_mounted && route.parts.iter().all(Option::is_none) {
            route.parts = vec![Some(NOWHERE)];
        }
        Some(bare).filter(|_| names_nothing && !self.clients.0.is_empty())
    }
}

/// Files of tests that hand routers to the clients of `ninja.testing`, which ask for paths as the
/// router has them.
#[derive(Debug, Default)]
pub(super) struct Clients<'a>(FxHashMap<FileId, &'a str>, FxHashMap<&'a str, FileId>);

impl<'a> Clients<'a> {
    fn insert(&mut self, file: FileId, path: &'a str) {
        self.0.insert(file, path);
        if name_of(path) == "conftest.py" {
            self.1.insert(folder_of(path), file);
        }
    }

    /// Whether a file of tests, or a `conftest.py` around it, asks the router of another.
    pub(super) fn ask(&self, index: &Index<'_>, asking: FileId, router: FileId) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let path = index.unit(asking).map_or("", |unit| &unit.path);
        let folders = std::iter::successors(Some(folder_of(path)), |folder| {
            (!folder.is_empty()).then(|| folder_of(folder))
        });
        let around = folders.filter_map(|folder| self.1.get(folder).copied());
        let own = Some(asking).filter(|file| self.0.contains_key(file));
        around.chain(own).any(|client| {
            let mut edges = index.edges(client).iter();
            edges.any(|edge| edge.to == router)
        })
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

    #[test]
    fn roots_of_routers_are_asked_for_where_they_are_mounted_or_by_a_client_of_their_own() {
        let check = |mount: &str, test: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /manage.py\n//- /shop/__init__.py\n//- /shop/settings.py\nROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = ['shop']\n\
                 //- /shop/who.py\nfrom ninja import Router\nrouter = Router()\n\
                 @router.get('/')\ndef who(request):\n    return 'x'\n\
                 //- /shop/api.py\nfrom ninja import NinjaAPI\nfrom shop.who import router\napi = NinjaAPI()\n\
                 @api.get('/')\ndef root(request):\n    return 'y'\n{mount}\n\
                 //- /shop/urls.py\nfrom django.urls import path\nfrom shop.api import api\nurlpatterns = [path('api/', api.urls)]\n\
                 //- /tests/test_x.py\n{test}\n"
            ));
            assert_eq!(found, expect, "{mount} {test}");
        };
        let (who, root) = ("shop/who.py#who", "shop/api.py#root");
        let under = "api.add_router('/who/', router)";
        let web = |path: &str| format!("def test_x(client):\n    client.get('{path}')");
        check(under, &web("/"), &[root, who]);
        check(under, &web("/api/"), &[who]);
        check(under, &web("/api/who/"), &[root]);
        check("api.add_router('/', router)", &web("/api/"), &[]);
        let own = |of: &str| {
            format!(
                "from ninja.testing import TestClient\nfrom shop.{of}\ndef test_x():\n    TestClient(what).get('/')"
            )
        };
        check(under, &own("who import router as what"), &[root]);
        check(under, &own("api import api as what"), &[who]);
    }
}
