//! Code that is loaded by a name in a string: plugins of a package whose modules are imported by
//! a computed name, and modules that settings name.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind, Symbol, SymbolKind, Text, last_part};
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::paths::{ancestors, folder_of, name_of, shared};
use crate::scan::walk::Tree;

use super::commands::is_command;
use super::dotted::{Dotted, is_dotted_name};
use super::{Framework, nothing};

pub(super) const BY_NAME: Framework = Framework {
    uses,
    barred: nothing,
};

#[cfg(test)]
mod tests;

/// Functions of Python that load what they are given a name or path of.
pub(in crate::scan) const LOADERS: [&str; 10] = [
    "import_module",
    "__import__",
    "import_string",
    "load_module",
    "load_source",
    // astroid.
    "load_module_from_name",
    "load_module_from_file",
    "load_module_from_modpath",
    "exec_module",
    "spec_from_file_location",
];

/// Functions that list or look for what others then load.
const FINDERS: [&str; 3] = ["find_spec", "iter_modules", "walk_packages"];

/// What is in the names of settings and functions that take names of things to load.
const LOADED: [&str; 9] = [
    "plugin",
    "module",
    "extension",
    "addon",
    "handler",
    "backend",
    "load",
    "import",
    "enable",
];

/// Names of settings as a whole.
const SETTINGS: [&str; 4] = ["config", "conf", "settings", "options"];

/// Functions by which loaders start a module.
const ENTRIES: [&str; 11] = [
    "setup",
    "register",
    "load",
    "init",
    "initialize",
    "configure",
    "activate",
    "plugin",
    // Python-Markdown, Pyramid, IPython.
    "makeExtension",
    "includeme",
    "load_ipython_extension",
];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let loaders: Vec<(FileId, &str)> = loaders(index).collect();
    if loaders.is_empty() {
        return Vec::new();
    }
    let plugins = plugins(index, plugin_folders(index));
    let texts = naming_texts(index, &plugins);
    let dotted = Dotted::new(index, texts.iter().map(|(_, text)| &*text.value));
    let patched: FxHashSet<(FileId, &str)> = index
        .test_files()
        .flat_map(|file| index.patches(file).map(move |patch| (file, patch)))
        .filter_map(|(file, patch)| Some((file, patch.text.as_deref()?)))
        .collect();
    let loading = near_loaders(index, &loaders);
    let attributes = attributes(index, &loaders);
    let reloads = reloads(index);
    let mut found = Vec::new();
    for (file, text) in texts {
        if patched.contains(&(file, &*text.value)) {
            continue;
        }
        let from = match text.within {
            Some(symbol) => index.node(file, symbol),
            None if is_main_code(index, file, text) => index.program(file),
            None if index.is_test_code(file) => index.module(file),
            None => index.constants(file),
        };
        if text.value.contains('.') {
            if let Some((target, node)) = dotted.find(index, &text.value) {
                match node.is_none() && is_of_routes(text)
                    || reloads.contains(&(file, text.line, text.within))
                {
                    true => found.push((from, run(index, target, text.line))),
                    false => load(index, from, target, node, text.line, &mut found),
                }
            }
        } else if is_kept(&attributes, text) || may_ask_for_plugin(index, &loading, file, text) {
            for module in plugins.get(&*text.value).into_iter().flatten() {
                load(index, from, *module, None, text.line, &mut found);
            }
        }
    }
    found
}

/// Whether a string is the name of a module that routes requests: what is in it waits for these.
fn is_of_routes(text: &Text) -> bool {
    // `config.include` of Pyramid calls a function of the module.
    let includes = matches!(
        &*text.taker,
        "include" | "urls.include" | "django.urls.include"
    );
    let taker = last_part(&text.taker);
    includes || taker.to_ascii_lowercase().contains("urlconf")
}

/// What runs a module once more.
const RELOADING: [&str; 3] = ["reload", "importlib.reload", "imp.reload"];

/// Where modules are run once more, `reload(sys.modules["shop.views"])`.
fn reloads(index: &Index<'_>) -> FxHashSet<(FileId, u32, Option<u32>)> {
    let python = index.files_of(Family::Python);
    let calls = python.flat_map(|(file, _)| {
        let calls = index.references_to(file, &["reload"]);
        let calls = calls.filter(move |it| {
            let is_known = RELOADING.contains(&&*it.path);
            let is_own = || index.stands_for(file, it.within, &it.path).is_some();
            it.kind == ReferenceKind::Call && is_known && !is_own()
        });
        calls.map(move |it| (file, it.line, it.within))
    });
    calls.collect()
}

/// Strings that may name something to load: dotted names, and in tests names of plugins.
fn naming_texts<'a>(
    index: &Index<'a>,
    plugins: &FxHashMap<&str, Vec<FileId>>,
) -> Vec<(FileId, &'a Text)> {
    let files: Vec<FileId> = index
        .files_of(Family::Python)
        .map(|(file, _)| file)
        .collect();
    let of_file = |file: FileId| {
        let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
        let is_test = index.is_test_code(file);
        let may_name = move |text: &Text| {
            let names_plugin = || is_test && plugins.contains_key(&*text.value);
            (text.value.contains('.') || names_plugin()) && is_dotted_name(&text.value)
        };
        let texts = texts.iter().filter(move |text| may_name(text));
        texts.map(move |text| (file, text))
    };
    files.into_par_iter().flat_map_iter(of_file).collect()
}

fn is_main_code(index: &Index<'_>, file: FileId, text: &Text) -> bool {
    let facts = index.facts(file);
    facts.is_some_and(|facts| facts.is_in_main_guard(text.line))
}

/// Files whose functions may load what they are given a name of: those that load by computed
/// names, those that import them, and the helpers of tests.
fn near_loaders(index: &Index<'_>, loaders: &[(FileId, &str)]) -> FxHashSet<FileId> {
    let loading: FxHashSet<FileId> = loaders.iter().map(|(file, _)| *file).collect();
    let files = index.files_of(Family::Python).map(|(file, _)| file);
    let is_near = |file: &FileId| {
        let mut edges = index.edges(*file).iter();
        index.is_test_code(*file) || edges.any(|edge| loading.contains(&edge.to))
    };
    let near: FxHashSet<FileId> = files.filter(is_near).collect();
    &near | &loading
}

/// Attributes of their own object that loaders may compute a name with:
/// `import_module(f"app.rules.{self.rule}")`.
fn attributes<'a>(index: &Index<'a>, loaders: &[(FileId, &str)]) -> FxHashSet<&'a str> {
    let mut found = FxHashSet::default();
    for (file, _) in loaders {
        let loads = index.references_to(*file, &LOADERS);
        let loads = loads.filter(|it| it.kind == ReferenceKind::Call && it.text.is_none());
        let within: BTreeSet<u32> = loads.filter_map(|it| it.within).collect();
        let own = within.iter();
        let own = own.flat_map(|within| index.references_in(*file, Some(*within)));
        let read = own.filter(|(_, it)| it.kind == ReferenceKind::Read);
        let read = read.filter_map(|(_, it)| it.path.strip_prefix("self."));
        found.extend(read.filter(|name| !name.contains('.')));
    }
    found
}

/// Whether a word is assigned to such an attribute: `entry.rule = "dice"`.
fn is_kept(attributes: &FxHashSet<&str>, text: &Text) -> bool {
    let attribute = text.taker.rsplit_once('.');
    attribute.is_some_and(|(_, name)| attributes.contains(name))
}

/// Whether a word in a test is the name of something to load: it is a setting's value, what it is
/// given to is named like that, or is a function from which the loaders are near. Other words are data.
fn may_ask_for_plugin<'a>(
    index: &Index<'a>,
    near: &FxHashSet<FileId>,
    file: FileId,
    text: &'a Text,
) -> bool {
    let last = text.taker.rsplit('.').next().unwrap_or_default();
    let last = last.to_ascii_lowercase();
    let mut parts = text.taker.split('.');
    parts.any(|part| SETTINGS.contains(&part))
        || LOADED.iter().any(|word| last.contains(word))
        || index
            .stands_for(file, text.within, &text.taker)
            .is_some_and(|taker| near.contains(&index.place(taker).0))
}

/// Whether Python code of the tree is loaded by names in strings: by its own code, or by Django.
pub(in crate::scan) fn loads_by_name(index: &Index<'_>) -> bool {
    let mut python = index.files_of(Family::Python);
    loaders(index).next().is_some() || python.any(|(_, path)| name_of(path) == "manage.py")
}

/// Files in folders of plugins: a user may have any of them loaded.
pub(in crate::scan) fn plugin_files(index: &Index<'_>) -> FxHashSet<FileId> {
    let folders = plugin_folders(index);
    if folders.is_empty() {
        return FxHashSet::default();
    }
    let files = index.files_of(Family::Python);
    let is_plugin = |path: &str| ancestors(folder_of(path)).any(|at| folders.contains(at));
    files
        .filter(|(_, path)| is_plugin(path))
        .map(|(file, _)| file)
        .collect()
}

/// Folders of packages whose modules production code imports by names that it computes.
fn plugin_folders<'i>(index: &'i Index<'_>) -> &'i BTreeSet<String> {
    index.plugin_folders.get_or_init(|| {
        let loaders: Vec<(FileId, &str)> = loaders(index).collect();
        find_plugin_folders(index, &loaders)
    })
}

fn find_plugin_folders(index: &Index<'_>, loaders: &[(FileId, &str)]) -> BTreeSet<String> {
    let loading: FxHashSet<FileId> = loaders.iter().map(|(file, _)| *file).collect();
    let texts = |file: FileId| {
        let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
        texts.iter().map(|text| without_gap(&text.value))
    };
    // Who uses a loader tells it the package, which in full is no word of everyday.
    let users = index.files_of(Family::Python).filter(|(file, _)| {
        let mut edges = index.edges(*file).iter();
        !index.is_test_code(*file) && edges.any(|edge| loading.contains(&edge.to))
    });
    let by_users = users.flat_map(|(file, path)| {
        let names = texts(file).filter(|name| name.contains('.'));
        names.map(move |name| (path, name))
    });
    // The package's name may be a constant of a file that the loader imports it from.
    let by_loaders = loaders.iter().flat_map(|(file, path)| {
        let imported = index.edges(*file).iter().map(|edge| edge.to);
        let names = std::iter::once(*file).chain(imported).flat_map(texts);
        names.map(|name| (*path, name))
    });
    let named: Vec<(&str, &str)> = by_users
        .chain(by_loaders)
        .filter(|(_, name)| is_dotted_name(name))
        .collect();
    let dotted = Dotted::new(index, named.iter().map(|(_, name)| *name));
    let nearest = named.iter().filter_map(|(path, name)| {
        // Two projects may have a package of that name; the one of who names it is meant.
        let folders = dotted.packages(name).iter();
        folders.max_by_key(|folder| shared(path, folder))
    });
    nearest.cloned().collect()
}

/// Modules in the folders of plugins by their names there, folder by folder.
fn plugins<'a>(index: &Index<'a>, folders: &BTreeSet<String>) -> FxHashMap<&'a str, Vec<FileId>> {
    // Where a folder has both a module and a package of a name, the module is meant.
    let mut by_place: BTreeMap<(&str, &str), (bool, FileId)> = BTreeMap::new();
    for (file, path) in index.files_of(Family::Python) {
        let Some(stem) = path.strip_suffix(".py") else {
            continue;
        };
        let package = stem.strip_suffix("/__init__");
        for (stem, is_package) in [(Some(stem), false), (package, true)] {
            let place = stem.and_then(|stem| stem.rsplit_once('/'));
            if let Some((folder, name)) = place.filter(|(folder, _)| folders.contains(*folder)) {
                let found = (is_package, file);
                let known = by_place.entry((folder, name)).or_insert(found);
                *known = found.min(*known);
            }
        }
    }
    let mut plugins: FxHashMap<&str, Vec<FileId>> = FxHashMap::default();
    for ((_, name), (_, file)) in by_place {
        plugins.entry(name).or_default().push(file);
    }
    plugins
}

/// Production files that import modules by names that they compute.
pub(super) fn loaders<'a>(index: &Index<'a>) -> impl Iterator<Item = (FileId, &'a str)> {
    let computes = |file: FileId| {
        let loads = index.references_to(file, &LOADERS);
        let mut loads = loads.chain(index.references_to(file, &FINDERS));
        loads.any(|load| load.kind == ReferenceKind::Call && load.text.is_none())
    };
    index
        .files_of(Family::Python)
        .filter(move |(file, _)| !index.is_test_code(*file) && computes(*file))
}

/// What stands outside the functions of a module runs.
fn run(index: &Index<'_>, file: FileId, line: u32) -> Call {
    Call {
        to: index.module(file),
        strength: Strength::Framework,
        line,
    }
}

/// A loaded module runs, objects of its classes are made, and what it registers is called.
pub(super) fn load(
    index: &Index<'_>,
    from: Node,
    file: FileId,
    node: Option<Node>,
    line: u32,
    found: &mut Vec<(Node, Call)>,
) {
    let strength = Strength::Framework;
    found.push((from, run(index, file, line)));
    if let Some(to) = node {
        found.push((from, Call { to, strength, line }));
        return;
    }
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    for (at, symbol) in (0_u32..).zip(symbols) {
        if symbol.parent.is_none() && is_registered(symbol) {
            found.push((
                from,
                Call {
                    to: index.node(file, at),
                    strength,
                    line,
                },
            ));
        }
    }
}

/// Whether whoever loads a module finds the definition in it: classes, what is decorated, and
/// functions with one of the usual names. Commands wait until somebody gives their name.
fn is_registered(symbol: &Symbol) -> bool {
    symbol.kind == SymbolKind::Class
        || symbol.decorators.iter().any(|said| !is_command(said))
        || ENTRIES.contains(&&*symbol.name)
}

/// A name without what is put in behind it: `plugins.{}`.
fn without_gap(mut name: &str) -> &str {
    while let Some(before) = name.strip_suffix(".{}") {
        name = before;
    }
    name
}
