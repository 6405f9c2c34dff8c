//! Tests of Python that are made from folders of data: `tests/operations/apt.key/add.json` is one of
//! `apt.key`, which the test finds by that name: `import_module(f"app.operations.{module}")`.

use std::collections::BTreeSet;

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind, folder_of, is_below};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::by_name::LOADERS;
use super::dotted::{Dotted, is_dotted_name};
use super::{Framework, call, nothing};

pub(super) const DATA_NAMED: Framework = Framework {
    uses,
    barred: nothing,
};

/// Most packages that one file of tests loads modules of.
const MOST_PACKAGES: usize = 8;

/// Most names of data that are looked up for one file of tests.
const MOST_NAMES: usize = 4096;

/// A file of tests that loads modules of packages by computed names.
struct Loader<'a> {
    file: FileId,
    line: u32,
    /// What stands in front of the computed part: `app.operations`.
    packages: Vec<&'a str>,
    /// Names of folders and files beside it that may be those of something in a module.
    names: BTreeSet<String>,
}

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let python = index.files_of(Family::Python);
    let loaders: Vec<Loader<'_>> = python
        .filter(|(file, _)| index.is_test_code(*file) && index.uses_any(*file, &LOADERS))
        .filter_map(|(file, path)| loader(index, tree, file, path))
        .collect();
    let asked: Vec<String> = loaders.iter().flat_map(dotted_names).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let dotted = Dotted::new(index, asked.iter().map(String::as_str));
    let mut found = Vec::new();
    for loader in &loaders {
        for name in dotted_names(loader) {
            let Some((target, Some(node))) = dotted.find(index, &name) else {
                continue;
            };
            if !index.is_test_code(target) {
                let from = index.module(loader.file);
                let mut load = |to: Node| found.push((from, call(to, loader.line)));
                load(index.module(target));
                load(node);
                used_of(index, loader.file, node).for_each(load);
            }
        }
    }
    found
}

/// Methods of a class, or of those that it is derived from, whose names a file uses.
fn used_of<'i>(index: &'i Index<'_>, file: FileId, class: Node) -> impl Iterator<Item = Node> + 'i {
    let ancestry = index.ancestry(class).into_iter();
    let members = ancestry.flat_map(|class| index.members(class));
    let used = members.filter(move |(name, _)| index.uses_any(file, &[name]));
    used.map(|(_, method)| method)
}

fn dotted_names<'l>(loader: &'l Loader<'_>) -> impl Iterator<Item = String> + 'l {
    let packages = loader.packages.iter();
    packages.flat_map(|package| {
        loader
            .names
            .iter()
            .map(move |name| format!("{package}.{name}"))
    })
}

fn loader<'a>(index: &Index<'a>, tree: &Tree, file: FileId, path: &str) -> Option<Loader<'a>> {
    let mut loads = index.references_to(file, &LOADERS);
    let load = loads.find(|reference| reference.kind == ReferenceKind::Call)?;
    let texts = index.facts(file)?.texts.iter();
    let packages = texts.filter_map(|text| {
        let package = text.value.strip_suffix(".{}")?;
        is_dotted_name(package).then_some(package)
    });
    let packages: Vec<&str> = packages.take(MOST_PACKAGES).collect();
    if packages.is_empty() {
        return None;
    }
    let folder = folder_of(path);
    // Entries stand in the order of their paths.
    let first = tree.entries.partition_point(|entry| &*entry.path < folder);
    let beside = tree.entries.iter().skip(first);
    let beside = beside.take_while(|entry| folder.is_empty() || entry.path.starts_with(folder));
    let beside = beside.filter(|entry| is_below(&entry.path, folder));
    let parts = beside.flat_map(|entry| {
        let below = entry.path.get(folder.len()..).unwrap_or_default();
        below.split('/')
    });
    // Of a file, what stands before its ending may be the name.
    let names = parts.flat_map(|part| [Some(part), part.rsplit_once('.').map(|(stem, _)| stem)]);
    let names = names
        .flatten()
        .filter(|name| name.contains('.') && is_dotted_name(name));
    let mut found = BTreeSet::new();
    for name in names {
        if found.len() >= MOST_NAMES {
            break;
        }
        // Each file of a folder says its name again.
        if !found.contains(name) {
            found.insert(name.to_owned());
        }
    }
    Some(Loader {
        file,
        line: load.line,
        packages,
        names: found,
    })
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn data_tells_which_functions_of_modules_are_tested() {
        let check = |load: &str, data: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/tools/__init__.py\n\
                 //- /app/tools/apt.py\ndef key():\n    return 1\ndef ppa():\n    return 2\n\
                 //- /app/tools/brew.py\nclass Cask:\n    def add(self):\n        return 3\n\
                 //- /tests/test_tools.py\nfrom importlib import import_module\nfrom os import listdir\ndef test_all():\n    for name in listdir('tests/tools'):\n        module, function = name.split('.')\n        tool = getattr({load}, function)\n        assert tool().add()\n\
                 //- /{data}\n{{}}\n"
            ));
            assert_eq!(found, expect, "{load} {data}");
        };
        let load = "import_module('app.tools.{0}'.format(module))";
        let apt = ["app/tools/apt.py#ppa", "app/tools/brew.py#Cask.add"];
        check(load, "tests/tools/apt.key/add.json", &apt);
        check(
            "import_module(f'app.tools.{module}')",
            "tests/tools/apt.key.json",
            &apt,
        );
        let functions = ["app/tools/apt.py#key", "app/tools/apt.py#ppa"];
        check(load, "tests/tools/brew.Cask/add.json", &functions);
        let none = [
            "app/tools/apt.py#key",
            "app/tools/apt.py#ppa",
            "app/tools/brew.py#Cask.add",
        ];
        check(load, "other/apt.key/add.json", &none);
        check(
            "import_module('app.tools.' + module)",
            "tests/tools/apt.key/add.json",
            &apt,
        );
        check("module", "tests/tools/apt.key/add.json", &none);
    }
}
