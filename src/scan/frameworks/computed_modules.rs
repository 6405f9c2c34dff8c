//! Python modules that code imports by names of which it computes a part: the end is said,
//! `import_module(f"{app.name}.urls")`, or the package is, and the file lists the modules:
//! `import_module(f"app.dialects.{TABLE[name]}")`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind, Text};
use crate::scan::calls::{Budget, Call, Index, Node};
use crate::scan::walk::Tree;

use super::by_name::{LOADERS, load, loaders};
use super::dotted::{Dotted, is_dotted_name, tails};
use super::{Framework, call, nothing, texts_by_place};

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
    within: u32,
    line: u32,
    /// What stands behind the computed part: `urls`.
    tails: Vec<&'a str>,
    /// Packages that it names: `app.dialects`.
    packages: Vec<&'a str>,
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
        let from = index.node(loader.file, loader.within);
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
    found
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
        (!tails.is_empty() || !packages.is_empty()).then(|| Loader {
            file,
            within,
            line,
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
    let mut tails: Vec<&str> = tails
        .filter(|tail| tail.len() >= FEWEST_LETTERS && is_dotted_name(tail))
        .collect();
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
mod tests {
    use crate::scan::fixture::{gaps, units, warnings};
    use crate::scan::resolve::resolve;

    use super::*;

    #[test]
    fn modules_are_loaded_by_the_ends_of_their_names() {
        let check = |name: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/load.py\nimport importlib\ndef find(config):\n    return importlib.import_module({name})\n\
                 //- /app/one/__init__.py\n//- /app/one/urls.py\ndef make():\n    return 1\ndef idle():\n    return 1\nPATTERNS = make()\n\
                 //- /app/one/other.py\ndef make():\n    return 1\nPATTERNS = make()\n\
                 //- /tests/test_x.py\nfrom app.load import find\ndef test_x():\n    assert find(1)\n"
            ));
            assert_eq!(found, expect, "{name}");
        };
        let (idle, urls, other) = (
            "app/one/urls.py#idle",
            "app/one/urls.py#make",
            "app/one/other.py#make",
        );
        check("f'{config.name}.urls'", &[other, idle]);
        check("config.name + '.urls'", &[other, idle]);
        check("f'{config.name}.{config.part}'", &[other, urls, idle]);
    }

    #[test]
    fn a_table_names_the_modules_of_a_package() {
        let check = |load: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/load.py\nfrom importlib import import_module\nTABLE = {{'a': ('first', 'first_one')}}\n{load}\
                 //- /app/kinds/__init__.py\n//- /app/kinds/first.py\ndef make():\n    return 1\nfirst_one = make()\nclass Part:\n    def show(self):\n        return 2\n\
                 //- /app/kinds/second.py\ndef make():\n    return 1\nsecond_one = make()\n\
                 //- /tests/test_x.py\nfrom app.load import find\ndef test_x():\n    assert find('a').show()\n"
            ));
            assert_eq!(found, expect, "{load}");
        };
        let second = "app/kinds/second.py#make";
        check(
            "def find(name):\n    return import_module(f'app.kinds.{TABLE[name]}')\n",
            &[second],
        );
        check(
            "def find(name, base='app.kinds'):\n    module, part = TABLE[name]\n    return getattr(import_module(f'{base}.{module}'), part)\n",
            &[second],
        );
    }

    /// A function that loads modules of as many packages as there are names in the table of its file.
    fn many(count: usize) -> String {
        let loads = (0..count).map(|at| format!("    import_module(f'app.k{at}.{{x}}')\n"));
        let names = (0..count).map(|at| format!("'n{at}', "));
        format!(
            "//- /app/__init__.py\n//- /app/load.py\nfrom importlib import import_module\nTABLE = [{}]\ndef find(x):\n{}\
             //- /app/k0/n1.py\ndef make():\n    return 1\nPART = make()\n\
             //- /tests/test_x.py\nfrom app.load import find\ndef test_x():\n    find(1)\n",
            names.collect::<String>(),
            loads.collect::<String>()
        )
    }

    #[test]
    fn names_are_held_against_the_modules_that_there_are() {
        let fixture = many(60);
        let (tree, units) = units(&fixture);
        let graph = resolve(&tree, &units);
        let index = Index::new(&units, &graph);
        // One package of one module is there.
        assert!(!find(&index, &Budget::new(2, "")).is_empty());
        assert_eq!(index.left_out(), []);
        assert!(find(&index, &Budget::new(1, "modules")).is_empty());
        assert_eq!(index.left_out()[0].0, "modules");
        assert_eq!(gaps(&fixture), [""; 0]);
    }

    #[test]
    fn what_functions_load_is_limited_and_said_to_be() {
        assert_eq!(warnings(&many(MOST_NAMED)), [""; 0]);
        let told = "app/load.py: ends and packages of modules with computed names are too many";
        assert!(warnings(&many(MOST_NAMED + 1))[0].starts_with(told));
        let loaders = (0..=MOST_LOADERS)
            .map(|at| format!("def find_{at}(x):\n    return import_module(f'app.kinds.{{x}}')\n"));
        let found = warnings(&format!(
            "//- /app/load.py\nfrom importlib import import_module\n{}",
            loaders.collect::<String>()
        ));
        let told = "app/load.py: functions that load modules by computed names are too many";
        assert!(found[0].starts_with(told));
    }
}
