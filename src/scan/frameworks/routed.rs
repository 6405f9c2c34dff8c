//! What tables of routes show in a browser: a component is drawn where a test goes to its path, and
//! not where the table is loaded.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, Presence, ReferenceKind};
use crate::scan::calls::{Barred, Call, Index, Node};
use crate::scan::walk::Tree;

use super::routes::{Parts, local_path, parts};
use super::{Framework, at, call, imported};

pub(super) const ROUTED: Framework = Framework { uses, barred };

/// What goes to a route that is named.
const GOING: [&str; 7] = [
    "push",
    "replace",
    "resolve",
    "navigate",
    "navigateByUrl",
    "goto",
    "visit",
];

/// What people do who may go anywhere.
const ACTS: [&str; 5] = ["click", "trigger", "tap", "press", "dispatchEvent"];

/// Elements in which the component of a route is drawn.
const VIEWS: [&str; 7] = [
    "RouterView",
    "RouterOutlet",
    "RouterProvider",
    "Outlet",
    "Routes",
    "Switch",
    "useRoutes",
];

/// Lines after the call that goes to a route in which its name may stand.
const LINES: u32 = 3;

/// A part of a route.
struct Part<'a> {
    file: FileId,
    to: Node,
    parts: Parts<'a>,
    /// Whether other routes are below it.
    is_around: bool,
    name: &'a str,
}

impl<'a> Part<'a> {
    fn new(file: FileId, to: Node, route: &'a str) -> Self {
        let (path, name) = route.split_once(' ').unwrap_or((route, ""));
        let around = path.strip_suffix("/*");
        Self {
            file,
            to,
            parts: parts(around.unwrap_or(path)),
            is_around: around.is_some(),
            name,
        }
    }

    /// Whether somebody who goes to a path sees it; how many of its parts it names.
    fn fits(&self, asked: &[Option<&str>]) -> Option<usize> {
        let has_length = match self.is_around {
            true => asked.len() >= self.parts.len(),
            false => asked.len() == self.parts.len(),
        };
        let mut pairs = asked.iter().zip(&self.parts);
        let fits = has_length
            && pairs.all(|(asked, routed)| match (asked, routed) {
                (Some(asked), Some(routed)) => asked == routed,
                _ => true,
            });
        fits.then(|| self.parts.iter().flatten().count())
    }
}

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let all: Vec<Part<'_>> = index
        .files_of(Family::EcmaScript)
        .filter(|(file, _)| !index.is_test_code(*file))
        .flat_map(|(file, _)| parts_of(index, file))
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    let near = importing(index, all.iter().map(|part| part.file).collect());
    let mut found = Vec::new();
    for test in index.test_files() {
        if near.contains(&test) && index.family(test) == Some(Family::EcmaScript) {
            visits(index, test, &all, &mut found);
        }
    }
    found
}

/// Files that load one of some files, with these, at any distance.
fn importing(index: &Index<'_>, files: Vec<FileId>) -> FxHashSet<FileId> {
    let loads = |importer: FileId, file: FileId| {
        let mut edges = index.edges(importer).iter();
        edges.any(|edge| edge.to == file && edge.presence == Presence::Runtime)
    };
    let mut found: FxHashSet<FileId> = files.iter().copied().collect();
    let mut open = files;
    while let Some(file) = open.pop() {
        for importer in index.importers(file).iter().copied() {
            if loads(importer, file) && found.insert(importer) {
                open.push(importer);
            }
        }
    }
    found
}

fn barred(index: &Index<'_>, _tree: &Tree) -> Barred {
    let mut barred = Barred::default();
    for (file, _) in index.files_of(Family::EcmaScript) {
        if !index.is_test_code(file) {
            for (to, _) in functions(index, file) {
                barred.by_rule(to);
            }
        }
    }
    barred
}

/// The functions that are parts of routes, with those.
fn functions<'a>(index: &Index<'a>, file: FileId) -> impl Iterator<Item = (Node, &'a str)> {
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    let routed = (0_u32..).zip(symbols);
    routed.filter_map(move |(at, symbol)| Some((index.node(file, at), symbol.route()?)))
}

fn parts_of<'a>(index: &Index<'a>, file: FileId) -> Vec<Part<'a>> {
    let named = index.routed(file).filter_map(|reference| {
        let to = index.stands_for(file, reference.within, &reference.path)?;
        Some(Part::new(file, to, reference.text.as_deref()?))
    });
    let own = functions(index, file).map(|(to, route)| Part::new(file, to, route));
    named.chain(own).collect()
}

/// What a test sees by going to the paths and names that it writes out, where it draws something
/// that shows routes, or goes there by the table itself; wherever it likes, where it does what people
/// do with a page that shows routes.
fn visits(index: &Index<'_>, test: FileId, all: &[Part<'_>], found: &mut Vec<(Node, Call)>) {
    let Some(facts) = index.facts(test) else {
        return;
    };
    let near = LazyCell::new(|| imported(index, vec![test]));
    let going = lines(index, test, &GOING);
    let goes = |line: u32| {
        let mut going = going.iter();
        going.any(|start| (*start..=start + LINES).contains(&line))
    };
    let shows = LazyCell::new(|| shows_routes(index, &near));
    let loads = |part: &Part<'_>| index.edges(test).iter().any(|edge| edge.to == part.file);
    for text in &facts.texts {
        let from = at(index, test, text.within);
        let path = local_path(&text.value);
        let is_named = goes(text.line);
        if path.is_none() && !is_named {
            continue;
        }
        let is_there =
            |part: &Part<'_>| is_named && loads(part) || near.contains(&part.file) && *shows;
        match path {
            Some(path) => {
                let asked = parts(path);
                let seen = seen_at(all, &asked, is_there);
                found.extend(seen.map(|part| (from, call(part.to, text.line))));
            }
            None => {
                let named = all.iter().filter(|part| *part.name == *text.value);
                let named = named.filter(|part| is_there(part));
                found.extend(named.map(|part| (from, call(part.to, text.line))));
            }
        }
    }
    let is_near = || all.iter().any(|part| near.contains(&part.file));
    if is_near() && *shows {
        let from = index.module(test);
        // It begins at the root.
        let root = seen_at(all, &[], |part| near.contains(&part.file));
        found.extend(root.map(|part| (from, call(part.to, 1))));
        if let Some(line) = lines(index, test, &ACTS).first() {
            let seen = all.iter().filter(|part| near.contains(&part.file));
            found.extend(seen.map(|part| (from, call(part.to, *line))));
        }
    }
}

/// What somebody sees who goes to a path: of the routes that fit it those that name most of it, and
/// those around them.
fn seen_at<'p, 'a>(
    all: &'p [Part<'a>],
    asked: &[Option<&str>],
    is_near: impl Fn(&Part<'_>) -> bool,
) -> impl Iterator<Item = &'p Part<'a>> {
    let fitting = all.iter().filter(|part| is_near(part));
    let fitting = fitting.filter_map(|part| Some((part, part.fits(asked)?)));
    let fitting: Vec<(&Part<'_>, usize)> = fitting.collect();
    let leaves = fitting.iter().filter(|(part, _)| !part.is_around);
    let most = leaves.map(|(_, named)| *named).max();
    let seen = fitting.into_iter();
    seen.filter(move |(part, named)| part.is_around || Some(*named) == most)
        .map(|(part, _)| part)
}

/// The lines on which a file calls something of these names.
fn lines(index: &Index<'_>, file: FileId, words: &[&str]) -> Vec<u32> {
    let calls = index.references_to(file, words);
    calls
        .filter(|it| it.kind == ReferenceKind::Call)
        .map(|it| it.line)
        .collect()
}

/// Whether any of some files draws what routes show.
fn shows_routes(index: &Index<'_>, files: &FxHashSet<FileId>) -> bool {
    let mut files = files.iter().filter(|file| !index.is_test_code(**file));
    files.any(|file| index.uses_any(*file, &VIEWS))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::statuses;

    /// Which pages a test sees that does as given.
    fn check(test: &str, expect: &[&str]) {
        let found = statuses(&format!(
            "//- /router.ts\nimport Home from './Home.vue'\nimport Users from './Users.vue'\n\
             export const router = createRouter({{ routes: [\n\
             {{ path: '/', component: Home }},\n\
             {{ path: '/users', component: Users, children: [\n\
             {{ path: ':id', name: 'user', component: () => import('./User.vue') }},\n\
             {{ path: 'new', component: () => import('./New.vue') }} ] }} ] }})\n\
             //- /App.vue\n<script setup>\nimport './router'\n</script>\n<template><router-view/></template>\n\
             //- /Home.vue\n<template><b>1</b></template>\n\
             //- /Users.vue\n<template><b>1</b></template>\n\
             //- /User.vue\n<template><b>1</b></template>\n\
             //- /New.vue\n<template><b>1</b></template>\n\
             //- /x.test.ts\nimport {{ router }} from './router'\nimport App from './App.vue'\nit('x', () => {{ {test} }})\n"
        ));
        let seen = found
            .iter()
            .filter_map(|line| line.strip_suffix(".vue reached"));
        let seen: Vec<&str> = seen.collect();
        assert_eq!(seen, expect, "{test}");
    }

    #[test]
    fn a_page_is_drawn_where_a_test_goes_to_its_path() {
        check("mount(App, { global: { plugins: [router] } })", &["Home"]);
        check("router.push('/users')", &["Home", "Users"]);
        check("router.push('/users/7')", &["Home", "User", "Users"]);
        check("router.push('/users/new')", &["Home", "New", "Users"]);
        check("router.push({ name: 'user' })", &["Home", "User"]);
    }

    #[test]
    fn people_go_anywhere() {
        let all = ["Home", "New", "User", "Users"];
        check("mount(App).find('a').trigger('click')", &all);
    }

    #[test]
    fn routes_of_elements_are_routes() {
        let check = |test: &str, expect: &[&str]| {
            let found = statuses(&format!(
                "//- /app.tsx\nimport {{ Home }} from './home'\nimport {{ User }} from './user'\n\
                 export const App = () => <Routes><Route path='/' element={{<Home/>}} /><Route path='/u' element={{<Frame><User/></Frame>}} /></Routes>\n\
                 //- /home.tsx\nexport const Home = () => <b/>\n//- /user.tsx\nexport const User = () => <b/>\n\
                 //- /app.test.tsx\nimport {{ App }} from './app'\nit('x', () => {{ {test} }})\n"
            ));
            let seen = found
                .iter()
                .filter_map(|line| line.strip_suffix(".tsx reached"));
            let seen: Vec<&str> = seen.collect();
            assert_eq!(seen, expect, "{test}");
        };
        check("draw(<App/>, { route: '/u' })", &["home", "user"]);
        check("draw(<App/>)", &["home"]);
        check("draw(<App/>); click('Users')", &["home", "user"]);
    }
}
