//! Which methods of HTTP tests ask views for: what stores data waits for a request that brings some.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, FileKind, SymbolKind};
use crate::scan::calls::{Barred, Index, Node};

use super::Table;
use super::requests::{Request, names, paths};
use super::tables::{Route, routes};

/// Methods of views, Django's and those of its REST framework, that run for requests with data only.
const WRITING: [&str; 14] = [
    "post",
    "put",
    "patch",
    "delete",
    "form_valid",
    "form_invalid",
    "get_success_url",
    "create",
    "update",
    "partial_update",
    "destroy",
    "perform_create",
    "perform_update",
    "perform_destroy",
];

/// What sends data, or may, in tests.
const SENDING: [&str; 10] = [
    "post",
    "put",
    "patch",
    "delete",
    "generic",
    "request",
    "open",
    "post_json",
    "put_json",
    "patch_json",
];

/// What sends the form of a page that was asked for.
const SUBMITTING: [&str; 2] = ["submit", "click"];

/// Bars what stores data in views that tests only read.
pub(super) fn barred(index: &Index<'_>) -> Barred {
    let mut found = Barred::default();
    let mut python = index.files_of(Family::Python);
    if !python.any(|(file, _)| has_views(index, file)) {
        return found;
    }
    let routes = routes(index).0;
    let table = Table::of(&routes);
    let mut is_read: FxHashMap<Node, bool> = FxHashMap::default();
    let shared = shared(index);
    for file in index.test_files() {
        let mut requests = paths(index, file);
        requests.extend(names(index, file));
        let submits = index.uses_any(file, &SUBMITTING);
        let sends = submits || shared.contains(&file) || index.uses_any(file, &SENDING);
        for request in requests {
            let reads = match request.asked.method() {
                None => !sends,
                Some(method) => method == "get" && !submits,
            };
            for view in views(index, &table, &request) {
                *is_read.entry(view).or_insert(true) &= reads;
            }
        }
    }
    is_read.retain(|_, is_read| *is_read);
    if is_read.is_empty() {
        return found;
    }
    for view in derived_from(index) {
        is_read.remove(&view);
    }
    for view in is_read.into_keys() {
        for method in WRITING
            .iter()
            .filter_map(|name| index.own_method(view, name))
        {
            found.unasked(method);
        }
    }
    found
}

/// Whether a file puts classes of views into a table of routes.
fn has_views(index: &Index<'_>, file: FileId) -> bool {
    let imports = || index.facts(file).into_iter().flat_map(|it| &it.imports);
    let is_of_django =
        |module: &str| module.starts_with("django") || module.starts_with("rest_framework");
    index.uses_any(file, &["as_view"])
        || index.uses_any(file, &["register"]) && imports().any(|it| is_of_django(&it.module))
}

/// Files whose helpers and fixtures other tests use, and send data to what these name.
fn shared(index: &Index<'_>) -> FxHashSet<FileId> {
    let tests = index.test_files();
    let taken = tests.flat_map(|test| index.edges(test).iter().map(|edge| edge.to));
    let is_helper = |file: &FileId| {
        let unit = index.unit(*file);
        unit.is_some_and(|unit| unit.kind == FileKind::Support)
    };
    taken.chain(index.test_files().filter(is_helper)).collect()
}

/// Classes of views that a request means.
fn views(index: &Index<'_>, table: &Table<'_, '_>, request: &Request<'_>) -> Vec<Node> {
    let is_view = |route: &Route<'_>| {
        let symbol = index.symbol(route.to);
        symbol.is_some_and(|symbol| symbol.kind == SymbolKind::Class)
    };
    let meant = table.meant(request, is_view);
    meant.into_iter().map(|route| route.to).collect()
}

/// Classes from which others are derived: those are asked for on their own.
fn derived_from<'i>(index: &'i Index<'_>) -> impl Iterator<Item = Node> + 'i {
    index.files_of(Family::Python).flat_map(move |(file, _)| {
        let facts = index.facts(file);
        let symbols = facts.map_or(&[] as &[_], |facts| &facts.symbols);
        let classes = (0_u32..)
            .zip(symbols)
            .filter(|(_, it)| !it.bases.is_empty());
        classes.flat_map(move |(at, _)| bases(index, file, at))
    })
}

fn bases<'i>(index: &'i Index<'_>, file: FileId, class: u32) -> impl Iterator<Item = Node> + 'i {
    index.bases(index.node(file, class)).iter().copied()
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What stays a gap of a view when tests do as given.
    fn check(test: &str, expect: &[&str]) {
        let gaps = gaps(&format!(
            "//- /shop/__init__.py\n\
             //- /shop/views.py\nfrom django.views.generic import FormView\nclass Buy(FormView):\n    def get_context_data(self):\n        return 1\n    def form_valid(self, form):\n        return self.store(form)\n    def store(self, form):\n        return 2\n\
             //- /shop/urls.py\nfrom django.urls import path\nfrom shop.views import Buy\nurlpatterns = [path('buy/', Buy.as_view(), name='shop.buy')]\n\
             //- /tests/test_x.py\nfrom django.urls import reverse\ndef test_x(client):\n{test}"
        ));
        assert_eq!(gaps, expect, "{test}");
    }

    #[test]
    fn what_stores_data_waits_for_a_request_that_brings_some() {
        let storing = ["shop/views.py#Buy.form_valid", "shop/views.py#Buy.store"];
        check("    assert client.get(reverse('x:shop.buy'))\n", &storing);
        check("    assert client.get('/buy/')\n", &storing);
        check("    url = '/buy/'\n    assert client.get(url)\n", &storing);
        check("    assert client.post(reverse('shop.buy'))\n", &[]);
        check(
            "    url = '/buy/'\n    assert client.get(url)\n    assert client.post(url)\n",
            &[],
        );
        check(
            "    assert client\ndef test_y(client, url):\n    assert client.post(url)\n\
             //- /tests/conftest.py\nimport pytest\nfrom django.urls import reverse\n@pytest.fixture\ndef url():\n    return reverse('shop.buy')\n",
            &[],
        );
        check(
            "    page = client.get('/buy/')\n    assert page\n    page.form.submit()\n",
            &[],
        );
    }
}
