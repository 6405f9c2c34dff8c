//! Python modules that code imports by names of which it computes a part: the end is said,
//! `import_module(f"{app.name}.urls")`, maybe by who calls that function with it, or the package is,
//! and the file lists the modules: `import_module(f"app.dialects.{TABLE[name]}")`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind, Symbol, Text};
use crate::scan::calls::{Budget, Call, Index, Node};
use crate::scan::walk::Tree;

use super::by_name::{LOADERS, load, loaders};
use super::dotted::{Dotted, is_dotted_name, tails};
use super::{Framework, at, call, nothing, texts_by_place};

pub(super) const COMPUTED_MODULES: Framework = Framework {
    uses,
    barred: nothing,
};

/// Fewest letters of an end that tells modules.
const FEWEST_LETTERS: usize = 3;

/// Most modules with one end that are taken to be loaded.
const MOST_MODULES: usize = 256;

/// Most functions of a tree that load modules.
const MOST_LOADERS: usize = 256;

/// Most ends and packages that one of them names.
const MOST_NAMED: usize = 64;

/// Most names and modules of a tree that are held against each other.
const MOST_STEPS: usize = 1 << 20;

/// A function that loads modules by computed names.
struct Loader<'a> {
    file: FileId,
    from: Node,
    line: u32,
    /// What stands behind the computed part: `urls`.
    tails: Vec<&'a str>,
    /// Packages that it names: `app.dialects`.
    packages: Vec<&'a str>,
    /// Whether what it is called with may stand behind: `import_module(f"{app}.{name}")`.
    takes_tail: bool,
}

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    find(
        index,
        &Budget::new(MOST_STEPS, "modules with computed names"),
    )
}

fn find(index: &Index<'_>, budget: &Budget) -> Vec<(Node, Call)> {
    let loaders = all_loaders(index);
    if loaders.is_empty() {
        return Vec::new();
    }
    let by_tail = modules_by_tail(index, loaders.iter().flat_map(|it| &it.tails).copied());
    let packages = loaders.iter().flat_map(|it| &it.packages).copied();
    let dotted = Dotted::new(index, packages);
    let packages = loaders.iter().flat_map(|it| &it.packages);
    let by_folder = modules_by_folder(index, packages.flat_map(|it| dotted.packages(it)));
    let mut found = Vec::new();
    let mut own: Option<(FileId, FxHashSet<&str>)> = None;
    for loader in &loaders {
        let from = loader.from;
        for tail in &loader.tails {
            let modules = by_tail.get(tail).map_or(&[] as &[_], Vec::as_slice);
            if !budget.take(index, loader.file, modules.len()) {
                return found;
            }
            for module in modules.iter().filter(|it| **it != loader.file) {
                let parts = [index.module(*module), index.constants(*module)];
                found.extend(parts.map(|part| (from, call(part, loader.line))));
            }
        }
        let folders = loader.packages.iter().flat_map(|it| dotted.packages(it));
        let folders: BTreeSet<&str> = folders.map(String::as_str).collect();
        if folders.is_empty() {
            continue;
        }
        let own = match &mut own {
            Some((file, listed)) if *file == loader.file => listed,
            _ => &mut own.insert((loader.file, listed(index, loader.file))).1,
        };
        for folder in folders {
            let Some(modules) = by_folder.get(folder) else {
                continue;
            };
            if !budget.take(index, loader.file, own.len().min(modules.len())) {
                return found;
            }
            for module in meant(own, modules).filter(|it| *it != loader.file) {
                let symbols = index.facts(module).map_or(0, |facts| facts.symbols.len());
                if !budget.take(index, loader.file, symbols) {
                    return found;
                }
                load(index, from, module, None, loader.line, &mut found);
                found.push((from, call(index.constants(module), loader.line)));
            }
        }
    }
    found
}

/// The functions of a tree that load modules, those of a file together.
fn all_loaders<'a>(index: &Index<'a>) -> Vec<Loader<'a>> {
    let mut found = Vec::new();
    for (file, _) in loaders(index) {
        found.extend(of_file(index, file));
        if found.len() > MOST_LOADERS {
            index.leave_out(file, "functions that load modules by computed names");
            found.truncate(MOST_LOADERS);
            break;
        }
    }
    let told = told(index, &found);
    found.extend(told);
    found
}

/// Functions that tell those which put both parts together the end, `submodules("hooks")`: they are
/// what loads.
fn told<'a>(index: &Index<'a>, loaders: &[Loader<'a>]) -> Vec<Loader<'a>> {
    let mut found = Vec::new();
    let asking = loaders.iter().filter(|loader| loader.takes_tail);
    let functions: FxHashSet<Node> = asking.map(|loader| loader.from).collect();
    let names = functions.iter().filter_map(|it| index.symbol(*it));
    let names: BTreeSet<&str> = names.map(Symbol::last).collect();
    if names.is_empty() {
        return found;
    }
    let names: Vec<&str> = names.into_iter().collect();
    for (file, _) in index.files_of(Family::Python) {
        let calls = index.references_to(file, &names);
        for call in calls.filter(|it| it.kind == ReferenceKind::Call) {
            let Some(tail) = call.text.as_deref().filter(|it| is_tail(it)) else {
                continue;
            };
            let to = index.stands_for(file, call.within, &call.path);
            if !to.is_some_and(|to| functions.contains(&to)) {
                continue;
            }
            if found.len() == MOST_LOADERS {
                index.leave_out(file, "functions that load modules by computed names");
                return found;
            }
            found.push(Loader {
                file,
                from: at(index, file, call.within),
                line: call.line,
                tails: vec![tail],
                packages: Vec::new(),
                takes_tail: false,
            });
        }
    }
    found
}

/// Whether a text may be the end of the name of a module.
fn is_tail(text: &str) -> bool {
    text.len() >= FEWEST_LETTERS && is_dotted_name(text)
}

/// Functions of a file that load modules, with what they say of the names.
fn of_file<'a>(index: &Index<'a>, file: FileId) -> Vec<Loader<'a>> {
    let loads = index.references_to(file, &LOADERS);
    let loads = loads.filter(|it| it.kind == ReferenceKind::Call && it.text.is_none());
    let mut seen = FxHashSet::default();
    let loads = loads.filter_map(|it| Some((it.within?, it.line)));
    let loads: Vec<(u32, u32)> = loads.filter(|(within, _)| seen.insert(*within)).collect();
    if loads.is_empty() {
        return Vec::new();
    }
    let texts = texts_by_place(index, file);
    let loader = |(within, line): (u32, u32)| {
        let own = texts.get(&Some(within))?;
        let (tails, packages) = (tails_in(own), packages_in(own));
        if tails.len().max(packages.len()) > MOST_NAMED {
            index.leave_out(file, "ends and packages of modules with computed names");
        }
        let function = index.facts(file)?.symbols.get(within as usize)?;
        let takes_tail =
            !function.parameters.is_empty() && own.iter().any(|text| &*text.value == "{}.{}");
        (takes_tail || !tails.is_empty() || !packages.is_empty()).then(|| Loader {
            file,
            from: index.node(file, within),
            line,
            takes_tail,
            tails: tails.into_iter().take(MOST_NAMED).collect(),
            packages: packages.into_iter().take(MOST_NAMED).collect(),
        })
    };
    loads.into_iter().filter_map(loader).collect()
}

/// What stands behind a computed part in texts, each once.
fn tails_in<'a>(texts: &[&'a Text]) -> Vec<&'a str> {
    let tails = texts
        .iter()
        .filter_map(|text| text.value.strip_prefix("{}."));
    let mut tails: Vec<&str> = tails.filter(|tail| is_tail(tail)).collect();
    tails.sort_unstable();
    tails.dedup();
    tails
}

/// The packages that texts name in front of a computed part, each once: within the text, or where
/// another is computed whole by what a parameter is without another value.
fn packages_in<'a>(texts: &[&'a Text]) -> Vec<&'a str> {
    let gap = |text: &&'a Text| text.value.strip_suffix(".{}");
    if !texts.iter().any(|text| gap(text).is_some()) {
        return Vec::new();
    }
    let packages = texts.iter().filter_map(|text| match gap(text) {
        Some(package) => Some(package),
        None => Some(&*text.value).filter(|value| value.contains('.')),
    });
    let mut packages: Vec<&str> = packages.filter(|it| is_dotted_name(it)).collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// Modules of the product by the end of their dotted names, of the ends that are asked for.
fn modules_by_tail<'t>(
    index: &Index<'_>,
    asked: impl Iterator<Item = &'t str>,
) -> FxHashMap<&'t str, Vec<FileId>> {
    let mut found: FxHashMap<&str, Vec<FileId>> = asked.map(|tail| (tail, Vec::new())).collect();
    if found.is_empty() {
        return found;
    }
    for (file, path) in index.files_of(Family::Python) {
        let stem = path.strip_suffix(".py").unwrap_or(path);
        let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
        if index.is_test_code(file) {
            continue;
        }
        // The whole name has nothing in front of it that could be computed.
        for tail in tails(&stem.replace('/', ".")).skip(1) {
            let Some(modules) = found.get_mut(tail) else {
                continue;
            };
            if modules.len() < MOST_MODULES {
                modules.push(file);
            } else {
                index.leave_out(file, "modules of one name");
            }
        }
    }
    found
}

/// The modules that lie in folders, by their names.
fn modules_by_folder<'f>(
    index: &Index<'_>,
    folders: impl Iterator<Item = &'f String>,
) -> FxHashMap<&'f str, BTreeMap<String, FileId>> {
    let mut found: FxHashMap<&str, BTreeMap<String, FileId>> = folders
        .map(|folder| (folder.as_str(), BTreeMap::new()))
        .collect();
    if found.is_empty() {
        return found;
    }
    for (file, path) in index.files_of(Family::Python) {
        let Some(stem) = path.strip_suffix(".py") else {
            continue;
        };
        let package = stem.strip_suffix("/__init__");
        let place = package.unwrap_or(stem).rsplit_once('/');
        if let Some((folder, name)) = place
            && let Some(modules) = found.get_mut(folder)
        {
            // Of a module and a package of one name, the module is meant.
            let known = modules.entry(name.to_owned()).or_insert(file);
            if package.is_none() {
                *known = file;
            }
        }
    }
    found
}

/// The modules of a folder that a file names; the shorter list is gone through.
fn meant<'m>(
    listed: &'m FxHashSet<&str>,
    modules: &'m BTreeMap<String, FileId>,
) -> impl Iterator<Item = FileId> + 'm {
    let is_short = listed.len() < modules.len();
    let by_name = listed.iter().filter(move |_| is_short);
    let by_name = by_name.filter_map(|name| modules.get(*name).copied());
    let by_module = modules.iter().filter(move |_| !is_short);
    let by_module = by_module.filter(|(name, _)| listed.contains(name.as_str()));
    let mut found: Vec<FileId> = by_name.chain(by_module.map(|(_, file)| *file)).collect();
    found.sort_unstable();
    found.into_iter()
}

/// Names that stand in the tables of a file.
fn listed<'a>(index: &Index<'a>, file: FileId) -> FxHashSet<&'a str> {
    let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    let names = texts.iter().map(|text| &*text.value);
    let names = names.filter(|name| !name.contains('.') && is_dotted_name(name));
    names.collect()
}

#[cfg(test)]
mod tests;
