//! What tests ask for: paths, and names of routes.

use std::cell::LazyCell;

use rustc_hash::FxHashMap;

use crate::model::{FileId, ReferenceKind};
use crate::scan::calls::{Index, Node};
use crate::scan::frameworks::at;

use super::path::{Parts, local_path, parts};

/// Functions that turn the name of a route into its path.
const REVERSING: [&str; 6] = [
    "reverse",
    "reverse_lazy",
    "resolve_url",
    "url_for",
    "url_path_for",
    "get_url",
];

/// Methods of HTTP.
const VERBS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// Functions that ask for a path in other ways.
const OTHER_REQUESTS: [&str; 3] = ["websocket_connect", "request", "open"];

/// What is asked for.
pub(super) enum Asked<'a> {
    /// A path, with a method in lower case where one is evident.
    Path(Parts<'a>, Option<&'a str>),
    /// The end of a path, behind an address that is not evident and may have parts of its own.
    Tail(Parts<'a>, Option<&'a str>),
    /// A route by its name, without the name spaces in front of it.
    Name(&'a str),
}

/// A path or route that code asks for.
pub(super) struct Request<'a> {
    pub(super) from: Node,
    pub(super) line: u32,
    pub(super) asked: Asked<'a>,
}

/// Requests for paths that stand in a file of tests.
pub(super) fn paths<'a>(index: &Index<'a>, file: FileId) -> Vec<Request<'a>> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let methods = LazyCell::new(|| methods(index, file));
    // A lone slash is too short to be kept as a text.
    let roots = facts.references.iter().filter_map(|reference| {
        let text = reference.text.as_deref().filter(|text| *text == "/")?;
        Some((reference.within, text, reference.line))
    });
    let texts = facts
        .texts
        .iter()
        .map(|text| (text.within, &*text.value, text.line));
    texts
        .chain(roots)
        .filter_map(|(within, text, line)| {
            let path = local_path(text)?;
            let method = methods
                .get(&line)
                .or_else(|| methods.get(&line.saturating_sub(1)));
            let (path, method) = (parts(path), method.copied());
            Some(Request {
                from: at(index, file, within),
                line,
                asked: if text.starts_with("{}") {
                    Asked::Tail(path, method)
                } else {
                    Asked::Path(path, method)
                },
            })
        })
        .collect()
}

/// Routes that a file asks for by name.
pub(super) fn names<'a>(index: &Index<'a>, file: FileId) -> Vec<Request<'a>> {
    index
        .references_to(file, &REVERSING)
        .filter_map(|reference| {
            let name = reference.text.as_deref()?;
            Some(Request {
                from: at(index, file, reference.within),
                line: reference.line,
                asked: Asked::Name(name.rsplit([':', '.']).next().unwrap_or(name)),
            })
        })
        .collect()
}

/// Methods of HTTP that are called, by line.
fn methods<'a>(index: &Index<'a>, file: FileId) -> FxHashMap<u32, &'a str> {
    let words = [VERBS.as_slice(), OTHER_REQUESTS.as_slice()].concat();
    index
        .references_to(file, &words)
        .filter(|reference| reference.kind == ReferenceKind::Call)
        .map(|reference| (reference.line, reference.last()))
        .collect()
}

/// Whether a function is named like a method of HTTP.
pub(super) fn is_verb(name: &str) -> bool {
    VERBS.contains(&name)
}
