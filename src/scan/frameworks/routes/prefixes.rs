//! The prefixes of routers: those that they have themselves, and those under which a program takes
//! them in.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Text};
use crate::scan::calls::Index;

use super::path::{Parts, parts};

/// Functions that take in a router of another file: FastAPI's, Flask's and django-ninja's.
const INCLUDING: [&str; 3] = ["include_router", "register_blueprint", WITH_PREFIX];

/// That one whose first argument is the prefix.
const WITH_PREFIX: &str = "add_router";

/// Most lines that one call takes.
const MOST_LINES: u32 = 12;

/// Prefixes of the routers that files define.
#[derive(Debug, Default)]
pub(super) struct Prefixes<'a>(FxHashMap<FileId, Vec<Parts<'a>>>);

impl<'a> Prefixes<'a> {
    /// Those of the whole tree.
    pub(super) fn of(index: &Index<'a>) -> Self {
        let mut found: FxHashMap<FileId, Vec<Parts<'a>>> = FxHashMap::default();
        for (file, _) in index.files_of(Family::Python) {
            let Some(facts) = index.facts(file) else {
                continue;
            };
            for (router, prefix) in included(index, file, facts) {
                found.entry(router).or_default().push(prefix);
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
        _ => None,
    }
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
            .find_map(|argument| imported_from(index, file, argument));
        if let (Some(prefix), Some(router)) = (prefix, router) {
            found.push((router, parts(prefix)));
        }
    }
    found
}

fn is_in(call: &Reference, line: u32) -> bool {
    (call.line..=call.line + MOST_LINES).contains(&line)
}

fn is_prefix(text: &Text) -> bool {
    matches!(&*text.taker, "prefix" | "url_prefix")
}

/// The file that defines what an argument names.
fn imported_from(index: &Index<'_>, file: FileId, argument: &Reference) -> Option<FileId> {
    let edge = index.edges(file).iter().find(|edge| {
        let local = edge.local.as_deref();
        let rest = local.and_then(|local| argument.path.strip_prefix(local));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })?;
    Some(edge.to)
}
