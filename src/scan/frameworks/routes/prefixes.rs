//! The prefixes of routers: those that they have themselves, and those under which a program takes
//! them in.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Text};
use crate::scan::calls::Index;

use super::ninja::Ninja;
use super::path::{Parts, parts};

/// Functions that take in a router of another file: FastAPI's, Flask's and django-ninja's.
const INCLUDING: [&str; 3] = ["include_router", "register_blueprint", WITH_PREFIX];

/// That one whose first argument is the prefix.
const WITH_PREFIX: &str = "add_router";

/// Django's functions that route what their second argument names.
const PATHS: [&str; 3] = ["path", "re_path", "url"];

/// What makes name spaces of Flask-RESTX.
const NAMESPACES: [&str; 2] = ["namespace", "Namespace"];

/// Most lines that one call takes.
const MOST_LINES: u32 = 12;

/// Prefixes of the routers that files define.
#[derive(Debug, Default)]
pub(super) struct Prefixes<'a>(FxHashMap<FileId, Vec<Parts<'a>>>);

impl<'a> Prefixes<'a> {
    /// Those of the whole tree.
    pub(super) fn of(index: &Index<'a>, ninja: &Ninja<'_>) -> Self {
        let mut found: FxHashMap<FileId, Vec<Parts<'a>>> = FxHashMap::default();
        for (file, _) in index.files_of(Family::Python) {
            for (mounted, prefix) in mounted(index, ninja, file) {
                found.entry(mounted).or_default().push(prefix);
            }
        }
        let mounts = found.clone();
        for (file, _) in index.files_of(Family::Python) {
            let Some(facts) = index.facts(file) else {
                continue;
            };
            let around = mounts.get(&file).map_or(&[] as &[_], Vec::as_slice);
            for (router, prefix) in included(index, file, facts) {
                let found = found.entry(router).or_default();
                match prefix.is_empty() {
                    true => found.extend(around.iter().cloned()),
                    false => found.push(prefix),
                }
            }
        }
        // The prefix that a router has itself stands next to its routes.
        for (file, _) in index.files_of(Family::Python) {
            if let Some(prefix) = own(index, file) {
                found.insert(file, vec![prefix]);
            }
        }
        Self(found)
    }

    /// Whether it is known where a file's router is taken in.
    pub(super) fn knows(&self, file: FileId) -> bool {
        self.0
            .get(&file)
            .is_some_and(|prefixes| !prefixes.is_empty())
    }

    /// The paths of a route. One that names nothing by itself is told apart from those of other
    /// routers by its prefix only; others may be asked for without it.
    pub(super) fn whole(&self, file: FileId, route: Parts<'a>) -> Vec<Parts<'a>> {
        let prefixes = self.0.get(&file).map_or(&[] as &[_], Vec::as_slice);
        let whole = |prefix: &Parts<'a>| prefix.iter().chain(&route).copied().collect();
        let mut found: Vec<Parts<'a>> = prefixes.iter().map(whole).collect();
        if found.is_empty() || route.iter().any(Option::is_some) {
            found.push(route);
        }
        found
    }
}

/// The prefix of a file's only router: `APIRouter(prefix="/users")`,
/// `Blueprint("users", __name__, url_prefix="/users")`.
fn own<'a>(index: &Index<'a>, file: FileId) -> Option<Parts<'a>> {
    let is_including = |text: &&Text| {
        let mut calls = index.references_to(file, &INCLUDING);
        calls.any(|call| call.kind == ReferenceKind::Call && is_in(call, text.line))
    };
    let mut found = index
        .facts(file)?
        .texts
        .iter()
        .filter(|text| text.within.is_none() && is_prefix(text))
        .filter(|text| !is_including(text));
    match (found.next(), found.next()) {
        (Some(only), None) => Some(parts(&only.value)),
        (None, _) => namespace(index, file),
        _ => None,
    }
}

/// The path of a file's only name space of Flask-RESTX, which is its name where nothing else is said:
/// `users = api.namespace("users")`, `Namespace("users", path="/people")`.
fn namespace<'a>(index: &Index<'a>, file: FileId) -> Option<Parts<'a>> {
    let made = index.references_to(file, &NAMESPACES);
    let mut made = made.filter(|it| it.kind == ReferenceKind::Call && it.within.is_none());
    let (Some(only), None) = (made.next(), made.next()) else {
        return None;
    };
    let name = only.text.as_deref()?;
    let mut texts = index.facts(file)?.texts.iter();
    let path = texts
        .find(|text| text.within.is_none() && &*text.taker == "path" && is_in(only, text.line));
    Some(parts(path.map_or(name, |path| &*path.value)))
}

/// `app.include_router(users.router, prefix="/users")`: the file of each router, and the prefix.
fn included<'a>(index: &Index<'a>, file: FileId, facts: &'a FileFacts) -> Vec<(FileId, Parts<'a>)> {
    let calls: Vec<(usize, &Reference)> = index
        .numbered_references_to(file, &INCLUDING)
        .filter(|(_, call)| call.kind == ReferenceKind::Call)
        .collect();
    let mut found = Vec::new();
    for (nth, (at, call)) in calls.iter().enumerate() {
        let next = calls.get(nth + 1);
        let end = next.map_or(facts.references.len(), |(next, _)| *next);
        let until = next.map_or(u32::MAX, |(_, next)| next.line);
        let is_own = |line: u32| is_in(call, line) && (line < until || line == call.line);
        let mut prefixes = facts.texts.iter();
        let prefix = prefixes.find(|text| is_prefix(text) && is_own(text.line));
        let first = call.text.as_deref();
        let first = first.filter(|it| call.last() == WITH_PREFIX && it.starts_with('/'));
        let prefix = prefix.map(|prefix| &*prefix.value).or(first);
        let arguments = facts.references.get(at + 1..end).unwrap_or_default();
        let router = arguments
            .iter()
            .filter(|argument| is_own(argument.line))
            .find_map(|argument| imported_from(index, file, argument).next());
        if let (Some(prefix), Some(router)) = (prefix, router) {
            found.push((router, parts(prefix)));
        }
    }
    found
}

/// `path("api/", api.urls)`: the file of each interface of django-ninja, and the prefix.
fn mounted<'a>(index: &Index<'a>, ninja: &Ninja<'_>, file: FileId) -> Vec<(FileId, Parts<'a>)> {
    let Some(facts) = index.facts(file).filter(|_| !ninja.is_empty()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, urls) in index.numbered_references_to(file, &["urls"]) {
        let before = at.checked_sub(1).and_then(|at| facts.references.get(at));
        let taker = before.filter(|before| {
            before.kind == ReferenceKind::Call
                && PATHS.contains(&&*before.path)
                && is_in(before, urls.line)
        });
        let Some(prefix) = taker.and_then(|taker| taker.text.as_deref()) else {
            continue;
        };
        let mut from = imported_from(index, file, urls).peekable();
        let owner = match from.peek() {
            Some(_) => from.find(|it| ninja.is_in(*it)),
            None => Some(file).filter(|it| ninja.is_in(*it)),
        };
        found.extend(owner.map(|owner| (owner, parts(prefix))));
    }
    found
}

fn is_in(call: &Reference, line: u32) -> bool {
    (call.line..=call.line + MOST_LINES).contains(&line)
}

fn is_prefix(text: &Text) -> bool {
    matches!(&*text.taker, "prefix" | "url_prefix")
}

/// The files that define what an argument names, or pass it on.
fn imported_from<'i>(
    index: &'i Index<'_>,
    file: FileId,
    argument: &'i Reference,
) -> impl Iterator<Item = FileId> + 'i {
    let edges = index.edges(file).iter().filter(|edge| {
        let local = edge.local.as_deref();
        let rest = local.and_then(|local| argument.path.strip_prefix(local));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    edges.map(|edge| edge.to)
}
