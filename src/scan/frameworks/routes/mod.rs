//! Routes: a test's client asks for a path, and the framework calls the function routed there.
//!
//! Only routes count that the test can have in its own process: their file must be imported, at
//! any distance, by the test's; Django's are found through its settings. The tables are those of
//! FastAPI, Flask, Starlette, aiohttp, Django, django-ninja, and the decorators of NestJS. What an application
//! runs around its requests runs with them. What a function of
//! another language hands to a router counts as used where that function runs.

mod around;
mod constants;
mod helpers;
mod methods;
mod ninja;
mod path;
mod prefixes;
mod requests;
mod tables;
mod url_classes;

use std::cell::LazyCell;
use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, last_part};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, call, imported};
use helpers::Helpers;
pub(super) use path::{Parts, local_path, parts};
use path::{ends, fits};
use requests::{Asked, Request, composed, helped, names, paths};
use tables::{Found, Route, routes};
use url_classes::UrlClasses;

/// Most parts by which a request goes on behind a set of views.
const MOST_BEHIND: usize = 2;

pub(super) const ROUTES: Framework = Framework {
    uses,
    barred: |index, _| methods::barred(index),
};

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let (routes, clients) = routes(index);
    if routes.is_empty() {
        return Vec::new();
    }
    let table = Table::of(&routes);
    let around = around::around(index);
    let url_classes = UrlClasses::of(index);
    let helpers = Helpers::of(index);
    let mut found = Vec::new();
    for file in index.test_files() {
        let mut requests = paths(index, file);
        requests.extend(names(index, file));
        requests.extend(composed(index, &url_classes, file));
        requests.extend(helped(index, &helpers, file));
        // Constants are asked for where they are read.
        let asking = |request: &Request<'_>| index.place(request.from).0;
        requests.sort_by_key(asking);
        for requests in requests.chunk_by(|one, other| asking(one) == asking(other)) {
            let asking = requests.first().map_or(file, asking);
            let near = LazyCell::new(|| imported(index, vec![asking]));
            for request in requests {
                let meant = table.meant(request, |route| match route.found {
                    Found::Client => clients.ask(index, asking, route.file),
                    Found::Settings if same_family(index, asking, route.file) => true,
                    _ => near.contains(&route.file),
                });
                if !around.is_empty() {
                    let run = around::uses(index, &around, &near, &meant, request.line);
                    found.extend(run.map(|call| (request.from, call)));
                }
                let meant = meant.into_iter();
                found.extend(meant.map(|route| (request.from, call(route.to, request.line))));
            }
        }
    }
    found.extend(own_paths(index, &table));
    found
}

/// A model's `get_absolute_url` names the route that a test then asks for.
fn own_paths(index: &Index<'_>, table: &Table<'_, '_>) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index
        .files_of(Family::Python)
        .filter(|(file, _)| !index.is_test_code(*file))
    {
        for request in names(index, file) {
            let symbol = index.symbol(request.from);
            if symbol.is_some_and(|symbol| symbol.name.ends_with("get_absolute_url")) {
                let meant = table.meant(&request, |route| route.found == Found::Settings);
                found.extend(
                    meant
                        .into_iter()
                        .map(|route| (request.from, call(route.to, request.line))),
                );
            }
        }
    }
    found
}

/// Routes by what requests say of them.
struct Table<'a, 'b> {
    by_last: FxHashMap<Option<&'a str>, Vec<&'b Route<'a>>>,
    by_name: FxHashMap<&'a str, Vec<&'b Route<'a>>>,
    open: Vec<&'b Route<'a>>,
}

impl<'a, 'b> Table<'a, 'b> {
    fn of(routes: &'b [Route<'a>]) -> Self {
        let mut table = Self {
            by_last: FxHashMap::default(),
            by_name: FxHashMap::default(),
            open: Vec::new(),
        };
        for route in routes {
            if route.is_open {
                table.open.push(route);
            }
            let last = route.parts.last().copied().flatten();
            table.by_last.entry(last).or_default().push(route);
            if let Some(name) = route.name {
                table.by_name.entry(name).or_default().push(route);
            }
        }
        table
    }

    /// The routes that a request means, of those that it can reach.
    fn meant(
        &self,
        request: &Request<'_>,
        can_reach: impl Fn(&Route<'_>) -> bool,
    ) -> Vec<&'b Route<'a>> {
        match &request.asked {
            Asked::Name(name, _) => {
                let (spaces, name) = name.rsplit_once(':').unwrap_or(("", name));
                // Flask's names are those of functions behind that of what they belong to.
                let tail = last_part(name);
                let name = [name, tail]
                    .into_iter()
                    .find(|it| self.by_name.contains_key(it));
                let name = name.unwrap_or(tail);
                // `users-detail` is one of the routes of a set of views.
                let of_set = name.rsplit_once('-').map_or("", |(set, _)| set);
                let plural = format!("{of_set}s");
                let sets = [of_set, &plural]
                    .into_iter()
                    .filter_map(|set| self.by_name.get(set))
                    .flatten()
                    .filter(|route| route.is_open);
                let named = self.by_name.get(name).into_iter().flatten();
                let named = named.chain(sets).copied();
                let mut found: Vec<&'b Route<'a>> = named.filter(|it| can_reach(it)).collect();
                let space = spaces.rsplit(':').next().unwrap_or(spaces);
                // An application that is included under another name space may be any.
                if found.iter().any(|route| route.space == space) {
                    found.retain(|route| route.space == space);
                }
                found
            }
            Asked::Path(asked, method) | Asked::Tail(asked, method) => {
                let is_tail = matches!(request.asked, Asked::Tail(..));
                let last = asked.last().copied().flatten();
                let lists = [self.by_last.get(&last), self.by_last.get(&None)];
                let whole = lists.into_iter().flatten().flatten();
                let ends_so = |route: &Route<'_>| is_tail && ends(asked, &route.parts);
                let whole = whole.filter(|route| fits(asked, &route.parts) || ends_so(route));
                let open = self.open.iter().filter(|route| goes_on(asked, route));
                let candidates: Vec<&'b Route<'a>> = whole
                    .chain(open)
                    .copied()
                    .filter(|route| same_method(*method, route.method) && can_reach(route))
                    .collect();
                let candidates = with_slash(candidates, request.slash);
                // The route that names most of the path is the most specific. Parameters in front tell
                // nothing: a router may add as many to a shorter route.
                let most = candidates.iter().map(|route| shared(asked, route)).max();
                candidates
                    .into_iter()
                    .filter(|route| Some(shared(asked, route)) == most)
                    .collect()
            }
        }
    }
}

/// Those of the routes that end in a slash as the request does, where any does: `checks/1/resume` is not
/// asked for by `/checks/1/resume/`.
fn with_slash<'a, 'b>(mut routes: Vec<&'b Route<'a>>, asked: Option<bool>) -> Vec<&'b Route<'a>> {
    let is_same = |route: &&Route<'_>| route.slash.is_some() && route.slash == asked;
    if routes.iter().any(is_same) {
        routes.retain(|route| route.slash.is_none() || is_same(route));
    }
    routes
}

/// How many parts of a route the request names, and then how few others the route names.
fn shared(asked: &[Option<&str>], route: &Route<'_>) -> (usize, Reverse<usize>) {
    let names = route.parts.iter().flatten().count();
    let most = (0..=usize::from(route.is_open) * MOST_BEHIND).map(|behind| {
        let asked = asked.iter().rev().skip(behind);
        let pairs = asked.zip(route.parts.iter().rev());
        let same = pairs.filter(|(asked, routed)| asked.is_some() && asked == routed);
        same.count()
    });
    let same = most.max().unwrap_or_default();
    (same, Reverse(names - same.min(names)))
}

fn same_method(asked: Option<&str>, routed: Option<&str>) -> bool {
    match (asked, routed) {
        (Some(asked @ ("get" | "post" | "put" | "patch" | "delete")), Some(routed)) => {
            asked == routed
        }
        _ => true,
    }
}

/// Whether a request goes on behind a set of views by up to two parts: `/users/1/activate`.
fn goes_on(asked: &[Option<&str>], route: &Route<'_>) -> bool {
    (1..=MOST_BEHIND).any(|more| {
        let head = asked
            .len()
            .checked_sub(more)
            .and_then(|end| asked.get(..end));
        head.is_some_and(|head| !route.parts.is_empty() && fits(head, &route.parts))
    })
}

fn same_family(index: &Index<'_>, left: FileId, right: FileId) -> bool {
    let family = |file| {
        let language = index.unit(file).and_then(|unit| unit.language);
        language.map(|language| language.family)
    };
    family(left) == family(right)
}

#[cfg(test)]
mod tests;
