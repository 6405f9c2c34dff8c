//! Routes: a test's client asks for a path, and the framework calls the function routed there.
//!
//! Only routes count that the test can have in its own process: their file must be imported, at
//! any distance, by the test's.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, Presence, Reference, ReferenceKind};
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::walk::Tree;

use super::Framework;

pub(super) const ROUTES: Framework = Framework { uses };

/// Last parts of decorators and functions that set a route up.
const ROUTERS: [&str; 16] = [
    "route",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "websocket",
    "api_route",
    "add_url_rule",
    "add_api_route",
    "add_route",
    "path",
    "re_path",
    "all",
];

/// A function routed at a path.
#[derive(Debug)]
struct Route<'a> {
    file: FileId,
    to: Node,
    /// `get`, or none where any will do.
    method: Option<&'a str>,
    /// Parts between slashes; none for one that is a parameter.
    parts: Vec<Option<&'a str>>,
}

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let routes = routes(index);
    if routes.is_empty() {
        return Vec::new();
    }
    let mut by_last: FxHashMap<Option<&str>, Vec<&Route<'_>>> = FxHashMap::default();
    for route in &routes {
        by_last
            .entry(route.parts.last().copied().flatten())
            .or_default()
            .push(route);
    }
    let mut found = Vec::new();
    for file in index.test_files() {
        let requests = requests(index, file);
        if requests.is_empty() {
            continue;
        }
        let near = imported(index, file);
        for request in requests {
            let last = request.parts.last().copied().flatten();
            let candidates = by_last
                .get(&last)
                .into_iter()
                .chain(by_last.get(&None))
                .flatten();
            let candidates =
                candidates.filter(|route| near.contains(&route.file) && matches(&request, route));
            // The longest path is the most specific route; prefixes are added where routers nest.
            let longest = candidates.clone().map(|route| literal_parts(route)).max();
            for route in candidates.filter(|route| Some(literal_parts(route)) == longest) {
                found.push((
                    request.from,
                    Call {
                        to: route.to,
                        strength: Strength::Framework,
                        line: request.line,
                    },
                ));
            }
        }
    }
    found
}

fn literal_parts(route: &Route<'_>) -> (usize, usize) {
    (route.parts.len(), route.parts.iter().flatten().count())
}

/// A path that a test asks for.
struct Request<'a> {
    from: Node,
    line: u32,
    method: Option<&'a str>,
    parts: Vec<Option<&'a str>>,
}

fn requests<'a>(index: &Index<'a>, file: FileId) -> Vec<Request<'a>> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let calls: FxHashMap<u32, &str> = facts
        .references
        .iter()
        .filter(|reference| reference.kind == ReferenceKind::Call)
        .map(|reference| {
            (
                reference.line,
                reference.path.rsplit('.').next().unwrap_or_default(),
            )
        })
        .filter(|(_, last)| is_method(last))
        .collect();
    facts
        .texts
        .iter()
        .filter_map(|text| {
            let path = local_path(&text.value)?;
            let method = calls
                .get(&text.line)
                .or_else(|| calls.get(&text.line.saturating_sub(1)));
            Some(Request {
                from: text
                    .within
                    .map_or_else(|| index.module(file), |symbol| index.node(file, symbol)),
                line: text.line,
                method: method.copied(),
                parts: parts(path),
            })
        })
        .collect()
}

/// The path of a local URL.
fn local_path(text: &str) -> Option<&str> {
    let path = match text.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..))?,
        None => text,
    };
    path.starts_with('/')
        .then(|| path.split(['?', '#']).next().unwrap_or(path))
}

fn is_method(name: &str) -> bool {
    matches!(
        name,
        "get"
            | "post"
            | "put"
            | "patch"
            | "delete"
            | "head"
            | "options"
            | "websocket_connect"
            | "request"
            | "open"
    )
}

fn parts(path: &str) -> Vec<Option<&str>> {
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(|part| (!part.contains(['{', '<', ':', '*', '('])).then_some(part))
        .collect()
}

/// Whether a request ends as a route does; routers in front of it may add a prefix.
fn matches(request: &Request<'_>, route: &Route<'_>) -> bool {
    let same_method = match (request.method, route.method) {
        (Some(asked @ ("get" | "post" | "put" | "patch" | "delete")), Some(routed)) => {
            asked == routed
        }
        _ => true,
    };
    let same_part = |(asked, routed): (&Option<&str>, &Option<&str>)| match (asked, routed) {
        (Some(asked), Some(routed)) => asked == routed,
        _ => true,
    };
    let fits = request.parts.len() >= route.parts.len()
        && request
            .parts
            .iter()
            .rev()
            .zip(route.parts.iter().rev())
            .all(same_part);
    let is_whole = request.parts.len() == route.parts.len();
    same_method && fits && (is_whole || route.parts.iter().any(Option::is_some))
}

fn routes<'a>(index: &Index<'a>) -> Vec<Route<'a>> {
    let mut routes = Vec::new();
    for (file, _) in index
        .files_of(Family::Python)
        .filter(|(file, _)| !index.is_test_code(*file))
    {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        for reference in &facts.references {
            let last = reference.path.rsplit('.').next().unwrap_or_default();
            let Some(text) = reference
                .text
                .as_deref()
                .filter(|_| ROUTERS.contains(&last) && reference.path.len() > last.len())
            else {
                continue;
            };
            if let (ReferenceKind::Decorator, Some(within)) = (reference.kind, reference.within) {
                routes.push(Route {
                    file,
                    to: index.node(file, within),
                    method: is_method(last).then_some(last),
                    parts: parts(text),
                });
            }
        }
        routes.extend(url_confs(index, file, &facts.references));
    }
    routes
}

/// Django's `path("orders/<int:pk>/", views.order)`: the views named on the same line.
fn url_confs<'a>(index: &Index<'a>, file: FileId, references: &'a [Reference]) -> Vec<Route<'a>> {
    let mut found = Vec::new();
    for (at, reference) in references.iter().enumerate() {
        let is_path = reference.kind == ReferenceKind::Call
            && matches!(&*reference.path, "path" | "re_path" | "url");
        let Some(text) = reference.text.as_deref().filter(|_| is_path) else {
            continue;
        };
        let named = references
            .iter()
            .skip(at + 1)
            .take(6)
            .filter(|other| other.line <= reference.line + 2);
        for to in named.filter_map(|other| {
            index.stands_for(
                file,
                other.within,
                other.path.strip_suffix(".as_view").unwrap_or(&other.path),
            )
        }) {
            found.push(Route {
                file,
                to,
                method: None,
                parts: parts(text.trim_start_matches('^').trim_end_matches('$')),
            });
        }
    }
    found
}

/// The files that a test imports, at any distance, at run time.
fn imported(index: &Index<'_>, test: FileId) -> FxHashSet<FileId> {
    let mut found = FxHashSet::from_iter([test]);
    let mut open = vec![test];
    while let Some(file) = open.pop() {
        for edge in index
            .edges(file)
            .iter()
            .filter(|edge| edge.presence == Presence::Runtime)
        {
            if found.insert(edge.to) {
                open.push(edge.to);
            }
        }
    }
    found
}
