//! Which component is drawn at which path: tables of routers, and folders whose files are pages.

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Presence, ReferenceKind, SymbolKind};
use crate::scan::calls::Index;
use crate::scan::frameworks::routes::{Parts, parts};
use crate::scan::paths::{folder_of, join, name_of};
use crate::scan::walk::Tree;

/// Modules of routers.
const ROUTERS: [&str; 8] = [
    "react-router",
    "react-router-dom",
    "@tanstack/react-router",
    "wouter",
    "preact-router",
    "vue-router",
    "svelte-routing",
    "svelte-spa-router",
];

/// Most lines from a path to its component.
const MOST_LINES: u32 = 6;

/// A component that is drawn at a path.
pub(super) struct Page<'a> {
    pub(super) file: FileId,
    pub(super) path: &'a str,
    pub(super) parts: Parts<'a>,
}

/// Folders of a project whose files are pages.
struct Folders {
    /// How the name of the project's settings begins.
    settings: &'static str,
    roots: &'static [&'static str],
    /// The name of a page's file; none where all files are pages.
    name: Option<&'static str>,
}

const FOLDERS: [Folders; 4] = [
    Folders {
        settings: "next.config.",
        roots: &["app", "src/app"],
        name: Some("page"),
    },
    Folders {
        settings: "next.config.",
        roots: &["pages", "src/pages"],
        name: None,
    },
    Folders {
        settings: "nuxt.config.",
        roots: &["pages", "app/pages", "src/pages"],
        name: None,
    },
    Folders {
        settings: "svelte.config.",
        roots: &["src/routes"],
        name: Some("+page"),
    },
];

/// All pages of the tree.
pub(super) fn pages<'a>(index: &Index<'a>, tree: &Tree) -> Vec<Page<'a>> {
    let mut found = Vec::new();
    for entry in &tree.entries {
        let project = folder_of(&entry.path);
        for folders in FOLDERS
            .iter()
            .filter(|it| name_of(&entry.path).starts_with(it.settings))
        {
            for root in folders.roots.iter().filter_map(|root| join(project, root)) {
                in_folder(index, &root, folders.name, &mut found);
            }
        }
    }
    for (file, _) in index.files_of(Family::EcmaScript) {
        if let Some(facts) = index.facts(file).filter(|_| !index.is_test_code(file)) {
            let is_router = |module: &str| ROUTERS.iter().any(|router| is_part_of(module, router));
            if facts.imports.iter().any(|import| is_router(&import.module)) {
                routed(index, file, facts, &mut found);
            }
        }
    }
    found
}

/// Whether a module is one of a package: `react-router/dom` of `react-router`.
fn is_part_of(module: &str, package: &str) -> bool {
    let rest = module.strip_prefix(package);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Files below a folder that are pages by their place.
fn in_folder<'a>(index: &Index<'a>, root: &str, page: Option<&str>, found: &mut Vec<Page<'a>>) {
    for (file, path) in index.files_of(Family::EcmaScript) {
        let inside = path
            .strip_prefix(root)
            .and_then(|rest| rest.strip_prefix('/'));
        let Some(inside) = inside.filter(|_| !index.is_test_code(file)) else {
            continue;
        };
        let stem = name_of(inside).split('.').next().unwrap_or_default();
        let is_page = match page {
            Some(page) => stem == page,
            None => !stem.starts_with('_') && !inside.starts_with("api/"),
        };
        if !is_page {
            continue;
        }
        let own = Some(stem).filter(|stem| page.is_none() && *stem != "index");
        let folders = folder_of(inside).split('/');
        // Groups and slots stand in no path.
        let named = folders.filter(|part| !part.is_empty() && !part.starts_with(['(', '@']));
        let parts = named
            .chain(own)
            .map(|part| (!part.contains('[')).then_some(part));
        found.push(Page {
            file: drawn_by(index, file),
            path,
            parts: parts.collect(),
        });
    }
}

/// The file whose component a page draws: it may only pass on that of another.
fn drawn_by(index: &Index<'_>, page: FileId) -> FileId {
    let exports = index
        .facts(page)
        .map_or(&[] as &[_], |facts| &facts.exports);
    let mut passed_on = exports
        .iter()
        .filter(|export| &*export.name == "default" && export.from.is_some());
    let Some(export) = passed_on.next() else {
        return page;
    };
    let edges = index
        .edges(page)
        .iter()
        .filter(|edge| edge.line == export.line);
    let mut files = edges.map(|edge| edge.to);
    let defines = |file: &FileId| index.definition(*file, &export.local).is_some();
    files.find(defines).unwrap_or(page)
}

/// `{ path: "/login", component: Login }`, `<Route path="/login" element={<Login/>}/>`.
fn routed<'a>(index: &Index<'a>, file: FileId, facts: &'a FileFacts, found: &mut Vec<Page<'a>>) {
    let mut components = components(index, file, facts);
    components.sort_unstable();
    let texts = facts.texts.iter();
    let mut paths: Vec<(u32, &str)> = texts
        .filter(|text| text.value.starts_with('/'))
        .map(|text| (text.line, &*text.value))
        .collect();
    paths.sort_unstable();
    for (at, (line, path)) in paths.iter().enumerate() {
        let mut later = paths.iter().skip(at + 1).map(|(line, _)| *line);
        let end = later.find(|next| next > line).unwrap_or(u32::MAX);
        let end = end.min(line + MOST_LINES);
        let start = components.partition_point(|(at, _)| at < line);
        let own = components
            .iter()
            .skip(start)
            .take_while(|(at, _)| *at < end);
        let mut own = own.peekable();
        let first = own.peek().map_or(0, |(at, _)| *at);
        for (_, component) in own.take_while(|(at, _)| *at <= first + 1) {
            if let Some(unit) = index.unit(*component) {
                found.push(Page {
                    file: *component,
                    path: &unit.path,
                    parts: parts(path),
                });
            }
        }
    }
}

/// Files of components that a table of routes names, by line.
fn components<'a>(index: &Index<'a>, file: FileId, facts: &'a FileFacts) -> Vec<(u32, FileId)> {
    let loaded = || {
        let edges = index.edges(file).iter();
        edges.filter(|edge| edge.presence == Presence::Dynamic && edge.to != file)
    };
    let mut found: Vec<(u32, FileId)> = loaded().map(|edge| (edge.line, edge.to)).collect();
    for reference in &facts.references {
        let is_component = reference
            .last()
            .starts_with(|first: char| first.is_uppercase());
        let is_used = matches!(
            reference.kind,
            ReferenceKind::Read | ReferenceKind::Element | ReferenceKind::Routed
        );
        if !is_component || !is_used {
            continue;
        }
        let Some(node) = index.stands_for(file, reference.within, &reference.path) else {
            continue;
        };
        let Some(symbol) = index.symbol(node) else {
            continue;
        };
        let of = index.place(node).0;
        if of != file && symbol.kind != SymbolKind::Method {
            found.push((reference.line, of));
        }
        // `const Login = () => import("./Login.vue")` stands for what it loads.
        let lines = symbol.start..=symbol.end;
        let inside = loaded().filter(|edge| of == file && lines.contains(&edge.line));
        found.extend(inside.map(|edge| (reference.line, edge.to)));
    }
    found
}
