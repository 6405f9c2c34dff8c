//! Python modules that code imports by names of which it computes a part: the end is said,
//! `import_module(f"{app.name}.urls")`, maybe by who calls that function with it, or the package is,
//! and the file lists the modules: `import_module(f"app.dialects.{TABLE[name]}")`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, ReferenceKind, Symbol};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::paths::folder_of;
use crate::scan::walk::Tree;

use super::by_name::{LOADERS, load, loaders};
use super::dotted::{Dotted, is_dotted_name};
use super::{Framework, at, call, nothing};

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

/// A function that loads modules by computed names.
struct Loader<'a> {
    file: FileId,
    from: Node,
    line: u32,
    /// What stands behind the computed part: `urls`.
    tails: Vec<&'a str>,
    /// Packages that it names: `app.dialects`.
    packages: Vec<&'a str>,
    /// Whether what stands behind may be what it is called with.
    takes_tail: bool,
}

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let files: Vec<FileId> = loaders(index).map(|(file, _)| file).collect();
    let loaders = files.into_iter().flat_map(|file| of_file(index, file));
    let mut loaders: Vec<Loader<'_>> = loaders.take(MOST_LOADERS).collect();
    told(index, &mut loaders);
    if loaders.is_empty() {
        return Vec::new();
    }
    let tails: FxHashSet<&str> = loaders.iter().flat_map(|it| &it.tails).copied().collect();
    let by_tail = modules_by_tail(index, &tails);
    let packages = loaders.iter().flat_map(|it| &it.packages).copied();
    let dotted = Dotted::new(index, packages);
    let mut found = Vec::new();
    for loader in &loaders {
        let from = loader.from;
        for tail in &loader.tails {
            let modules = by_tail.get(tail).map_or(&[] as &[_], Vec::as_slice);
            for module in modules.iter().filter(|it| **it != loader.file) {
                let parts = [index.module(*module), index.constants(*module)];
                found.extend(parts.map(|part| (from, call(part, loader.line))));
            }
        }
        let listed = listed(index, loader.file);
        let folders = loader.packages.iter().flat_map(|it| dotted.packages(it));
        for folder in folders {
            for name in &listed {
                let module = index.by_path(&format!("{folder}/{name}.py"));
                let module =
                    module.or_else(|| index.by_path(&format!("{folder}/{name}/__init__.py")));
                if let Some(module) = module.filter(|it| *it != loader.file) {
                    load(index, from, module, None, loader.line, &mut found);
                    found.push((from, call(index.constants(module), loader.line)));
                }
            }
        }
    }
    found
}

/// Functions of a file that load modules, with what they say of the names.
fn of_file<'a>(index: &Index<'a>, file: FileId) -> Vec<Loader<'a>> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let loads = index.references_to(file, &LOADERS);
    let loads = loads.filter(|it| it.kind == ReferenceKind::Call && it.text.is_none());
    let mut seen = FxHashSet::default();
    let loads = loads.filter_map(|it| Some((it.within?, it.line)));
    let loads = loads.filter(|(within, _)| seen.insert(*within));
    let found = loads.filter_map(|(within, line)| {
        let from = index.node(file, within);
        loader(facts, (file, within), from, line)
    });
    found.collect()
}

/// Ends of names that a function which puts both parts together gets from those that call it:
/// `submodules("hooks")` of `import_module(f"{app}.{name}")`. Those are then what loads.
fn told<'a>(index: &Index<'a>, loaders: &mut Vec<Loader<'a>>) {
    let asking = loaders.iter().filter(|loader| loader.takes_tail);
    let functions: FxHashSet<Node> = asking.map(|loader| loader.from).collect();
    let names = functions.iter().filter_map(|it| index.symbol(*it));
    let mut names: Vec<&str> = names.map(Symbol::last).collect();
    names.sort_unstable();
    names.dedup();
    let mut found = Vec::new();
    if !names.is_empty() {
        for (file, _) in index.files_of(Family::Python) {
            for call in index.references_to(file, &names) {
                let tail = call.text.as_deref().filter(|tail| is_tail(tail));
                let Some(tail) = tail.filter(|_| call.kind == ReferenceKind::Call) else {
                    continue;
                };
                let to = index.stands_for(file, call.within, &call.path);
                if to.is_some_and(|to| functions.contains(&to)) {
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
        }
    }
    found.truncate(MOST_LOADERS);
    loaders.extend(found);
}

/// Whether a text may be the end of the name of a module.
fn is_tail(text: &str) -> bool {
    text.len() >= FEWEST_LETTERS && is_dotted_name(text)
}

fn loader(
    facts: &FileFacts,
    (file, within): (FileId, u32),
    from: Node,
    line: u32,
) -> Option<Loader<'_>> {
    let texts = facts
        .texts
        .iter()
        .filter(|text| text.within == Some(within));
    let (mut tails, mut packages) = (Vec::new(), Vec::new());
    let mut is_computed = false;
    for text in texts {
        let value: &str = &text.value;
        is_computed |= value == "{}.{}";
        if let Some(tail) = value.strip_prefix("{}.") {
            tails.extend(Some(tail).filter(|tail| is_tail(tail)));
        } else if let Some(package) = value.strip_suffix(".{}") {
            packages.extend(Some(package).filter(|it| is_dotted_name(it)));
            is_computed = true;
        } else if value.contains('.') && is_dotted_name(value) {
            // What a parameter is without another value.
            packages.push(value);
        }
    }
    if !is_computed {
        packages.clear();
    }
    let symbol = facts.symbols.get(within as usize);
    let takes_tail = is_computed && symbol.is_some_and(|it| !it.parameters.is_empty());
    let is_known = !tails.is_empty() || !packages.is_empty() || takes_tail;
    is_known.then_some(Loader {
        file,
        from,
        line,
        tails,
        packages,
        takes_tail,
    })
}

/// Modules of the product by the end of their dotted names, of the ends that are asked for.
fn modules_by_tail<'t>(
    index: &Index<'_>,
    tails: &FxHashSet<&'t str>,
) -> FxHashMap<&'t str, Vec<FileId>> {
    let mut found: FxHashMap<&str, Vec<FileId>> = FxHashMap::default();
    let ends: Vec<(&str, String)> = tails
        .iter()
        .map(|tail| (*tail, format!("/{}", tail.replace('.', "/"))))
        .collect();
    if ends.is_empty() {
        return found;
    }
    for (file, path) in index.files_of(Family::Python) {
        let stem = path.strip_suffix(".py").unwrap_or(path);
        let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
        for (tail, end) in &ends {
            if stem.ends_with(end.as_str())
                && !folder_of(path).is_empty()
                && !index.is_test_code(file)
            {
                let modules = found.entry(tail).or_default();
                if modules.len() < MOST_MODULES {
                    modules.push(file);
                }
            }
        }
    }
    found
}

/// Names that stand in the tables of a file.
fn listed<'a>(index: &Index<'a>, file: FileId) -> Vec<&'a str> {
    let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    let names = texts.iter().map(|text| &*text.value);
    let names = names.filter(|name| !name.contains('.') && is_dotted_name(name));
    let names: FxHashSet<&str> = names.collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

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
    fn who_calls_a_loader_may_say_the_end() {
        let check = |asked: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/load.py\nfrom importlib import import_module\ndef parts(name):\n    for app in apps():\n        yield import_module(f'{{app}}.{{name}}')\ndef apps():\n    return []\n\
                 //- /app/find.py\nfrom app.load import parts\ndef find():\n    return list(parts({asked}))\n\
                 //- /app/one/__init__.py\n//- /app/one/hooks.py\ndef make():\n    return 1\ndef idle():\n    return 1\nPATTERNS = make()\n\
                 //- /tests/test_x.py\nfrom app.find import find\ndef test_x():\n    assert find()\n"
            ));
            assert_eq!(found, expect, "{asked}");
        };
        let (idle, make) = ("app/one/hooks.py#idle", "app/one/hooks.py#make");
        check("'hooks'", &[idle]);
        check("'other'", &[make, idle]);
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
}
