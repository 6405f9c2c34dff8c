//! What production code routes where.

use std::cell::LazyCell;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Text};
use crate::scan::calls::{Index, Node};
use crate::scan::frameworks::texts_by_place;
use crate::scan::paths::{folder_of, name_of};

use super::ninja::{Clients, Ninja};
use super::path::{Parts, parts, slash_of};
use super::prefixes::Prefixes;
use super::requests::is_verb;

/// Last parts of decorators that route a path to what they decorate.
const DECORATORS: [&str; 11] = [
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
    "all",
];

/// Decorators of NestJS's controllers, with the methods that they stand for, if any.
const NEST: [(&str, Option<&str>); 9] = [
    ("Get", Some("get")),
    ("Post", Some("post")),
    ("Put", Some("put")),
    ("Patch", Some("patch")),
    ("Delete", Some("delete")),
    ("All", None),
    ("Sse", None),
    ("Head", None),
    ("Options", None),
];

/// Last parts of functions that route a path, their first argument, to one of the others.
const REGISTRARS: [&str; 24] = [
    "path",
    "re_path",
    "url",
    "register",
    "route",
    "Route",
    "WebSocketRoute",
    "APIRoute",
    "add_route",
    "add_api_route",
    "add_url_rule",
    "add_api_websocket_route",
    "add_resource",
    "add_get",
    "add_post",
    "add_put",
    "add_patch",
    "add_delete",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "view",
];

/// A path of which nothing is known.
const UNKNOWN: &str = "{}";

/// Most lines that one registration takes.
const MOST_LINES: u32 = 12;

/// A function or class routed at a path.
#[derive(Clone, Debug)]
pub(super) struct Route<'a> {
    pub(super) file: FileId,
    pub(super) to: Node,
    /// In lower case; none where any will do.
    pub(super) method: Option<&'a str>,
    pub(super) parts: Parts<'a>,
    /// Whether it ends in a slash, where that is evident.
    pub(super) slash: Option<bool>,
    /// Whether paths go on behind it: a set of views, one for each kind of request.
    pub(super) is_open: bool,
    /// The name by which code asks for it.
    pub(super) name: Option<&'a str>,
    /// The name space of its file, where nothing else is said.
    pub(super) space: &'a str,
    /// By whom it is found.
    pub(super) found: Found,
}

/// What leads to the file of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Imports of the test.
    Imports,
    /// A string in the settings, whatever a test imports.
    Settings,
    /// A client that a test gives the router itself.
    Client,
}

impl Found {
    const fn of(is_django: bool) -> Self {
        match is_django {
            true => Self::Settings,
            false => Self::Imports,
        }
    }
}

/// All routes of the tree, and the tests that ask routers themselves.
pub(super) fn routes<'a>(index: &Index<'a>) -> (Vec<Route<'a>>, Clients<'a>) {
    let mut found = Vec::new();
    let ninja = Ninja::of(index);
    let prefixes = Prefixes::of(index, &ninja);
    let nest = NEST.map(|(decorator, _)| decorator);
    let words = [DECORATORS.as_slice(), nest.as_slice()].concat();
    for family in [Family::Python, Family::EcmaScript] {
        // Projects that only tests have may route what the product has.
        let routes = |(file, path): &(FileId, &str)| {
            !index.is_test_code(*file) || name_of(path) == "urls.py"
        };
        for (file, _) in index.files_of(family).filter(routes) {
            if let Some(facts) = index.facts(file) {
                let known = (&prefixes, &ninja);
                decorated(index, file, (facts, &words), known, &mut found);
                // Elsewhere what a constant's calls are handed counts as used.
                if family == Family::Python {
                    registered(index, file, facts, &mut found);
                }
            }
        }
    }
    (found, ninja.clients())
}

/// `@app.get("/users")`, `@Controller("users")` with `@Get(":id")` inside: the decorators that end
/// in one of the words.
fn decorated<'a>(
    index: &Index<'a>,
    file: FileId,
    (facts, words): (&'a FileFacts, &[&str]),
    (prefixes, ninja): (&Prefixes<'a>, &Ninja<'a>),
    found: &mut Vec<Route<'a>>,
) {
    let of_ninja = ninja.is_of(index, file);
    let by_place = LazyCell::new(|| texts_by_place(index, file));
    for reference in index.references_to(file, words) {
        let (ReferenceKind::Decorator, Some(within)) = (reference.kind, reference.within) else {
            continue;
        };
        let path = &*reference.path;
        let last = reference.last();
        // A path that is put together stands among the texts: `@app.get(f"/{name}")`.
        let together = || {
            let own = by_place.get(&Some(within))?.iter();
            let mut paths = own.filter(|it| *it.taker == *path && it.value.starts_with('/'));
            paths
                .find(|it| it.value.contains("{}"))
                .map(|it| &*it.value)
        };
        let text = reference.text.as_deref().or_else(together);
        let is_plain = DECORATORS.contains(&last) && path.len() > last.len();
        let route = match (is_plain, text) {
            (true, Some(text)) => {
                let all = prefixes.whole(file, parts(text));
                Some((is_verb(last).then_some(last), all))
            }
            _ => nest_verb(path)
                .zip(controller(facts, within))
                .map(|(verb, prefix)| {
                    let mut all = parts(prefix);
                    all.extend(parts(text.unwrap_or_default()));
                    (verb, vec![all])
                }),
        };
        let (method, paths) = route.unwrap_or_default();
        let slash = text.and_then(slash_of);
        for parts in paths {
            let symbol = facts.symbols.get(within as usize);
            let name = symbol.map(|symbol| symbol.last());
            let mut route = Route {
                file,
                to: index.node(file, within),
                method,
                parts,
                slash,
                is_open: false,
                name,
                space: "",
                found: Found::Imports,
            };
            if let Some(symbol) = symbol.filter(|_| of_ninja) {
                let symbol = (symbol, prefixes.knows(file));
                let bare = ninja.complete(&mut route, facts, reference, symbol);
                found.extend(bare);
            }
            found.push(route);
        }
    }
}

/// The prefix of the controller of NestJS around a method.
fn controller(facts: &FileFacts, method: u32) -> Option<&str> {
    let class = facts.symbols.get(method as usize)?.parent?;
    let is_controller = |other: &&Reference| {
        other.kind == ReferenceKind::Decorator
            && other.within == Some(class)
            && &*other.path == "Controller"
    };
    let controller = facts.references.iter().find(is_controller)?;
    Some(controller.text.as_deref().unwrap_or_default())
}

/// The method of NestJS's decorators.
fn nest_verb(decorator: &str) -> Option<Option<&'static str>> {
    let mut known = NEST.iter();
    let (_, method) = known.find(|(known, _)| *known == decorator)?;
    Some(*method)
}

/// `path("orders/<int:pk>/", views.order, name="order")`, `Route("/orders", orders)`.
fn registered<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    found: &mut Vec<Route<'a>>,
) {
    let space = LazyCell::new(|| space_of(index, file, facts));
    let has_paths = LazyCell::new(|| facts.texts.iter().any(|text| text.value.starts_with('/')));
    let calls: Vec<(usize, &Reference)> = index
        .numbered_references_to(file, &REGISTRARS)
        .filter(|(_, reference)| is_registrar(reference))
        .collect();
    for (nth, (start, call)) in calls.iter().enumerate() {
        let last = call.last();
        let is_django = matches!(last, "path" | "re_path" | "url" | "register");
        // What is not written beside the call must stand in the file; `atexit.register(f)` registers
        // no path.
        if call.text.is_none() && (last == "register" || !is_django && !*has_paths) {
            continue;
        }
        let next = calls.get(nth + 1);
        let end = next.map_or(facts.references.len(), |(next, _)| *next);
        let until = next.map_or(u32::MAX, |(_, next)| next.line);
        let is_own = |line: u32| {
            line >= call.line
                && line <= call.line + MOST_LINES
                && (line < until || line == call.line)
        };
        let is_beside = |text: &&'a Text| text.within == call.within && is_own(text.line);
        let beside = || facts.texts.iter().filter(is_beside);
        let mut texts = beside().map(|text| &*text.value);
        let given = name_given(facts, &calls, nth);
        let path = match call.text.as_deref() {
            Some(text) => text,
            None if is_django => match put_together(call, beside()) {
                Some(path) => path,
                None if given.is_some() => UNKNOWN,
                None => continue,
            },
            None => texts
                .clone()
                .find(|text| text.contains('/'))
                .unwrap_or_default(),
        };
        // Django's was written beside the call; elsewhere a path begins with a slash.
        if !is_django && !path.starts_with('/') {
            continue;
        }
        let name =
            given.or_else(|| texts.rfind(|text| *text != path && !text.contains(['/', '.', '<'])));
        let method = Some(last.strip_prefix("add_").unwrap_or(last)).filter(|it| is_verb(it));
        let own = facts.references.get(start + 1..end).unwrap_or_default();
        for other in own.iter().filter(|other| is_own(other.line)) {
            let handler = other.path.strip_suffix(".as_view").unwrap_or(&other.path);
            if let Some(to) = index.stands_for(file, other.within, handler) {
                found.push(Route {
                    file,
                    to,
                    method,
                    parts: parts(path),
                    slash: slash_of(path).filter(|_| last != "register"),
                    is_open: last == "register",
                    name: name.or_else(|| (last == "register").then_some(path)),
                    space: *space,
                    found: Found::of(is_django),
                });
            }
        }
    }
}

/// What is known of a path that a call puts together: the constant parts.
fn put_together<'a>(
    call: &Reference,
    mut beside: impl Iterator<Item = &'a Text>,
) -> Option<&'a str> {
    let first = beside.find(|text| *text.taker == *call.path)?;
    Some(&first.value)
}

/// The name space that a file of routes says it has, else the name of its application.
fn space_of<'a>(index: &Index<'a>, file: FileId, facts: &'a FileFacts) -> &'a str {
    let mut texts = facts.texts.iter();
    let said = texts.find(|text| text.within.is_none() && &*text.taker == "app_name");
    let app = || index.unit(file).map(|unit| name_of(folder_of(&unit.path)));
    said.map(|text| &*text.value)
        .or_else(app)
        .unwrap_or_default()
}

/// The name that a registration gives to its route, `name="members.list"`. Of several on one line,
/// the first has the first.
fn name_given<'a>(
    facts: &'a FileFacts,
    calls: &[(usize, &Reference)],
    nth: usize,
) -> Option<&'a str> {
    let (_, call) = calls.get(nth)?;
    let is_beside = |(_, other): &&(usize, &Reference)| other.line == call.line;
    let (before, after) = (calls.get(..nth)?, calls.get(nth + 1..)?);
    let before = before.iter().rev().take_while(is_beside).count();
    let after_it = after.iter().take_while(is_beside).count();
    let until = after.get(after_it).map_or(u32::MAX, |(_, next)| next.line);
    let lines = call.line..until.min(call.line + MOST_LINES + 1);
    let names = facts.texts.iter().filter(|text| {
        text.within == call.within && &*text.taker == "name" && lines.contains(&text.line)
    });
    let names: Vec<&str> = names.map(|text| &*text.value).collect();
    match before + after_it {
        0 => names.first().copied(),
        others if names.len() == others + 1 => names.get(before).copied(),
        _ => None,
    }
}

/// Whether a call routes something.
fn is_registrar(reference: &Reference) -> bool {
    let last = reference.last();
    let is_call = reference.kind == ReferenceKind::Call && REGISTRARS.contains(&last);
    let is_plain = last.len() == reference.path.len();
    let may_be_plain = matches!(
        last,
        "path" | "re_path" | "url" | "Route" | "WebSocketRoute" | "APIRoute"
    );
    is_call && (may_be_plain || !is_plain)
}
