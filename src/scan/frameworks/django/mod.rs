//! Django: settings name middleware, context processors and apps in strings; apps are loaded with
//! their models before any test; commands are called by the name of their file.
//!
//! The module of the settings stands in the middle: each test leads there, and it to all that it
//! names. [Routes](super::routes) are another rule.

mod admin;
mod checks;
mod commands;
mod haystack;
mod named_models;

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, Presence, SymbolKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::link::has_running_tests;
use crate::scan::paths::{ancestors, folder_of, is_below, name_of};
use crate::scan::walk::Tree;

use super::dotted::Dotted;
use super::{Framework, at, call, given_to, imported, nothing};

pub(super) const DJANGO: Framework = Framework {
    uses,
    barred: nothing,
};

/// Names of Django's own parts that a file must list to be settings.
const FEWEST_SETTINGS_LISTS: usize = 3;

/// Decorators of functions that templates call.
const TAGS: [&str; 5] = [
    "tag",
    "filter",
    "simple_tag",
    "inclusion_tag",
    "simple_block_tag",
];

/// Variables that name what answers requests that fail.
const FAILED: [&str; 4] = ["handler400", "handler403", "handler404", "handler500"];

/// Methods of what converts parts of a path.
const CONVERTING: [&str; 2] = ["to_python", "to_url"];

/// Modules of an app that are loaded with it.
const LOADED: [&str; 4] = ["models", "apps", "signals", "receivers"];

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let settings: Vec<(FileId, &str)> = index
        .files_of(Family::Python)
        .filter(|(file, _)| is_settings(index, *file))
        .collect();
    let installed = match settings.is_empty() {
        true => apps(index),
        false => Vec::new(),
    };
    let settings = [settings, installed.clone()].concat();
    if settings.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (app, path) in installed {
        load_app(index, index.module(app), folder_of(path), 1, &mut found);
    }
    let confs: Vec<FileId> = index
        .files_of(Family::Python)
        .filter(|(_, path)| path.ends_with("urls.py"))
        .map(|(file, _)| file)
        .collect();
    let passed_on = passed_on(index, &settings);
    let files = settings.iter().map(|(file, _)| file).chain(&confs);
    let files = files.chain(&passed_on);
    let names = files
        .filter_map(|file| index.facts(*file))
        .flat_map(|facts| &facts.texts)
        .map(|text| &*text.value);
    let dotted = Dotted::new(index, names);
    let before = found.len();
    for (file, path) in &settings {
        tests_load(index, *file, project(tree, path), &mut found);
    }
    // Settings may lie in what a project is made after: a template, an example.
    if found.len() == before {
        for (file, _) in &settings {
            tests_load(index, *file, "", &mut found);
        }
    }
    for (file, _) in &settings {
        settings_name(index, &dotted, *file, &mut found);
    }
    for file in passed_on {
        settings_name(index, &dotted, file, &mut found);
    }
    for conf in confs {
        conf_loads(index, &dotted, conf, &mut found);
    }
    registered(index, &settings, checks::run(index, tree), &mut found);
    commands::uses(index, &mut found);
    discovered(index, &mut found);
    named_models::uses(index, &mut found);
    haystack::uses(index, &settings, &mut found);
    admin::uses(index, &mut found);
    found
}

/// Whether a file holds settings: what Django offers is in them, or the apps that are installed.
fn is_settings(index: &Index<'_>, file: FileId) -> bool {
    let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    let parts = texts.iter().filter(|text| {
        text.within.is_none()
            && ["django.contrib.", "django.middleware.", "django.template."]
                .iter()
                .any(|part| text.value.starts_with(part))
    });
    // Tests of a reusable app often say what little they need: `settings.configure(…)`.
    let names_apps = || texts.iter().any(|text| &*text.taker == "INSTALLED_APPS");
    parts.take(FEWEST_SETTINGS_LISTS).count() == FEWEST_SETTINGS_LISTS || names_apps()
}

/// Modules whose names settings take over as a whole: `from shop.defaults import *`.
fn passed_on(index: &Index<'_>, settings: &[(FileId, &str)]) -> Vec<FileId> {
    let mut seen: FxHashSet<FileId> = settings.iter().map(|(file, _)| *file).collect();
    let mut open: Vec<FileId> = seen.iter().copied().collect();
    open.sort_unstable();
    let mut found = Vec::new();
    while let Some(file) = open.pop() {
        for edge in index.edges(file).iter() {
            let is_whole = edge.name.as_deref() == Some("*");
            if is_whole && edge.presence == Presence::Runtime && seen.insert(edge.to) {
                open.push(edge.to);
                found.push(edge.to);
            }
        }
    }
    found
}

/// Modules that say of an app how it is installed, where tests use Django: settings that are not in
/// the tree list it.
fn apps<'a>(index: &Index<'a>) -> Vec<(FileId, &'a str)> {
    let uses_django = |file: FileId| {
        let facts = index.facts(file);
        let mut imports = facts.into_iter().flat_map(|facts| &facts.imports);
        imports.any(|import| import.module.split('.').next() == Some("django"))
    };
    if !index.test_files().any(uses_django) {
        return Vec::new();
    }
    let configures = |file: FileId| {
        let facts = index.facts(file);
        let mut symbols = facts.into_iter().flat_map(|facts| &facts.symbols);
        symbols.any(|symbol| symbol.bases.iter().any(|it| it.ends_with("AppConfig")))
    };
    index
        .files_of(Family::Python)
        .filter(|(file, path)| path.ends_with("/apps.py") && configures(*file))
        .filter_map(|(file, _)| Some((file, &*index.unit(file)?.path)))
        .collect()
}

/// The folder of the project that settings are for.
fn project<'p>(tree: &Tree, settings: &'p str) -> &'p str {
    let has = |folder: &str, name: &str| {
        let path = if folder.is_empty() {
            name.to_owned()
        } else {
            format!("{folder}/{name}")
        };
        tree.entries
            .binary_search_by(|entry| entry.path.as_ref().cmp(path.as_str()))
            .is_ok()
    };
    ancestors(folder_of(settings))
        .find(|folder| has(folder, "manage.py") || has(folder, "pyproject.toml"))
        .unwrap_or_default()
}

/// Every test of a project runs with its settings.
fn tests_load(index: &Index<'_>, settings: FileId, project: &str, found: &mut Vec<(Node, Call)>) {
    for (file, path) in index.files_of(Family::Python) {
        if is_below(path, project)
            && index.is_test_code(file)
            && index.unit(file).is_some_and(has_running_tests)
        {
            found.push((index.module(file), call(index.module(settings), 1)));
        }
    }
}

/// Classes and functions that settings name, and the modules of apps.
fn settings_name(
    index: &Index<'_>,
    dotted: &Dotted,
    settings: FileId,
    found: &mut Vec<(Node, Call)>,
) {
    let from = index.module(settings);
    let texts = index
        .facts(settings)
        .map_or(&[] as &[_], |facts| &facts.texts);
    for text in texts {
        // An app need not have an `__init__.py`.
        for folder in dotted.packages(&text.value) {
            load_app(index, from, folder, text.line, found);
        }
        let Some((file, node)) = dotted.find(index, &text.value) else {
            continue;
        };
        let Some(path) = index.unit(file).map(|unit| &*unit.path) else {
            continue;
        };
        found.push((from, call(index.module(file), text.line)));
        if let Some(node) = node {
            let inherited = index.bases(node).iter();
            let parts = inherited.flat_map(|base| members(index, *base));
            let parts = parts.chain(members(index, node)).chain([node]);
            found.extend(parts.map(|part| (from, call(part, text.line))));
        }
        // `shop.apps.ShopConfig` names the app in the folder `shop`.
        if path.ends_with("/apps.py") {
            load_app(index, from, folder_of(path), text.line, found);
        }
    }
}

/// Methods of a class that settings name: Django calls them, on its own terms.
fn members<'i>(index: &'i Index<'_>, class: Node) -> impl Iterator<Item = Node> + 'i {
    let (file, of) = index.place(class);
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    (0_u32..)
        .zip(symbols)
        .filter(move |(_, symbol)| symbol.kind == SymbolKind::Method && symbol.parent == of)
        .map(move |(at, _)| index.node(file, at))
}

fn load_app(index: &Index<'_>, from: Node, app: &str, line: u32, found: &mut Vec<(Node, Call)>) {
    for loaded in loaded(index, app) {
        found.push((from, call(index.module(loaded), line)));
        found.extend(readiness(index, loaded).map(|to| (from, call(to, line))));
    }
}

/// `include("shop.urls")` loads another module; a converter's methods run for each request, and
/// what `handler404` names for those that lead nowhere.
fn conf_loads(index: &Index<'_>, dotted: &Dotted, conf: FileId, found: &mut Vec<(Node, Call)>) {
    let from = index.module(conf);
    let Some(facts) = index.facts(conf) else {
        return;
    };
    for text in &facts.texts {
        if FAILED.contains(&&*text.taker)
            && let Some((_, Some(handler))) = dotted.find(index, &text.value)
        {
            found.push((from, call(handler, text.line)));
        }
    }
    for (nth, reference) in facts.references.iter().enumerate() {
        let mut add = |to: Node| found.push((from, call(to, reference.line)));
        match (&*reference.path, reference.text.as_deref()) {
            ("include", Some(name)) => {
                if let Some((file, _)) = dotted.find(index, name) {
                    add(index.module(file));
                }
            }
            ("register_converter", None) => {
                let converter = facts.references.get(nth + 1);
                let class =
                    converter.and_then(|class| index.stands_for(conf, class.within, &class.path));
                let Some((class, symbol)) = class.zip(class.and_then(|class| index.symbol(class)))
                else {
                    continue;
                };
                let (file, _) = index.place(class);
                let methods = CONVERTING
                    .iter()
                    .filter_map(|name| index.definition(file, &format!("{}.{name}", symbol.name)));
                methods.chain([class]).for_each(&mut add);
            }
            _ => {}
        }
    }
}

/// The modules of an app that are loaded with it.
fn loaded(index: &Index<'_>, app: &str) -> impl Iterator<Item = FileId> {
    LOADED.iter().filter_map(move |name| {
        let module = index.by_path(&format!("{app}/{name}.py"));
        module.or_else(|| index.by_path(&format!("{app}/{name}/__init__.py")))
    })
}

/// `AppConfig.ready` of a module.
fn readiness(index: &Index<'_>, file: FileId) -> impl Iterator<Item = Node> {
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    (0_u32..)
        .zip(symbols)
        .filter(|(_, symbol)| symbol.kind == SymbolKind::Method && symbol.name.ends_with(".ready"))
        .map(move |(at, _)| index.node(file, at))
}

/// Receivers of signals run once their module is loaded, system checks where something has them run,
/// and tags where templates name them.
fn registered(
    index: &Index<'_>,
    settings: &[(FileId, &str)],
    checks_run: bool,
    found: &mut Vec<(Node, Call)>,
) {
    let product = || {
        let files = index.files_of(Family::Python);
        files.filter(|(file, _)| !index.is_test_code(*file))
    };
    let libraries = product().filter(|(_, path)| path.contains("/templatetags/"));
    let libraries: Vec<FileId> = libraries.map(|(file, _)| file).collect();
    let parts = imported(index, libraries);
    // No line of the settings names what a library offers to all templates.
    let offered = |to: Node| {
        let files = settings.iter();
        files.map(move |(from, _)| (index.module(*from), call(to, 1)))
    };
    for (file, path) in product() {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let is_library = path.contains("/templatetags/");
        let is_tags = is_library || parts.contains(&file) && registers(index, file);
        let has_checks = checks_run && checks::has_checks(facts);
        for (symbol, definition) in (0_u32..).zip(&facts.symbols) {
            let lasts = || {
                let decorators = definition.decorators.iter();
                decorators.filter_map(|decorator| decorator.rsplit('.').next())
            };
            let to = index.node(file, symbol);
            if lasts().any(|last| last == "receiver" || has_checks && last == "register") {
                found.push((index.module(file), call(to, definition.start)));
            }
            // A library of one's own may have decorators of its own.
            let mut said = definition.decorators.iter();
            let is_own = is_library && said.any(|said| said.starts_with("register."));
            if is_tags && (is_own || lasts().any(|last| TAGS.contains(&last))) {
                found.extend(offered(to));
            }
        }
        if is_tags {
            for to in tagged(index, file) {
                found.extend(offered(to.to));
            }
        }
    }
}

/// Whether a file has a library of tags at hand, its own or that of another module.
fn registers(index: &Index<'_>, file: FileId) -> bool {
    let is_library = |file: FileId, name: &str| {
        let facts = index.facts(file);
        let mut bindings = facts.into_iter().flat_map(|facts| &facts.bindings);
        bindings
            .any(|it| it.within.is_none() && &*it.name == name && it.source.ends_with("Library"))
    };
    let mut edges = index.edges(file).iter();
    is_library(file, "register")
        || edges.any(|edge| {
            let name = edge.name.as_deref();
            name.is_some_and(|name| is_library(edge.to, name))
        })
}

/// `register.tag("x", compile)`, `register.filter(price)`: the function that is given.
fn tagged<'i>(index: &'i Index<'_>, file: FileId) -> impl Iterator<Item = Call> + 'i {
    given_to(index, file, |tag| TAGS.contains(&tag.last()))
}

/// `autodiscover_modules("plugins")` loads `plugins.py` of each app.
fn discovered(index: &Index<'_>, found: &mut Vec<(Node, Call)>) {
    for (file, _) in index.files_of(Family::Python) {
        for reference in index.references_to(file, &["autodiscover_modules"]) {
            let Some(name) = reference.text.as_deref() else {
                continue;
            };
            let from = at(index, file, reference.within);
            let is_meant = |path: &str| name_of(path).strip_suffix(".py") == Some(name);
            let modules = index.files_of(Family::Python);
            let modules = modules.filter(|(_, path)| is_meant(path));
            found.extend(modules.map(|(to, _)| (from, call(index.module(to), reference.line))));
        }
    }
}

#[cfg(test)]
mod tests;
