//! Python modules that code finds by listing their folder, to load all of them:
//! `for _, name, _ in pkgutil.iter_modules(plugins.__path__): import_module(f"plugins.{name}")`.

mod kinds;

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Text};
use crate::scan::calls::{Call, Index, Node, Value};
use crate::scan::paths::{folder_of, is_below, join};
use crate::scan::walk::Tree;

use super::by_name::loaders;
use super::dotted::Dotted;
use super::{at, call};

/// Functions that list the modules or files of a folder.
const LISTING: [&str; 7] = [
    "iter_modules",
    "walk_packages",
    "iterdir",
    "glob",
    "rglob",
    "listdir",
    "scandir",
];

/// What stands for the folder of a package in its own code.
const OWN_FOLDER: [&str; 1] = ["__path__"];

/// Whoever has the modules of a folder loaded, where it is not the function that lists them, with
/// the line where it says so.
type Teller = Option<(Node, u32)>;

/// Most modules of one folder that are taken to be loaded.
const MOST_MODULES: usize = 512;

/// What loads modules of folders, and what those hold that it uses.
pub(super) fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let loading: FxHashSet<FileId> = loaders(index).map(|(file, _)| file).collect();
    if loading.is_empty() {
        return Vec::new();
    }
    let loads = |file: FileId| {
        let mut edges = index.edges(file).iter();
        loading.contains(&file) || edges.any(|edge| loading.contains(&edge.to))
    };
    let listing: Vec<(FileId, &str)> = index
        .files_of(Family::Python)
        .filter(|(file, _)| index.uses_any(*file, &LISTING) && !index.is_test_code(*file))
        .filter(|(file, _)| loads(*file))
        .collect();
    if listing.is_empty() {
        return Vec::new();
    }
    let folders = Folders::of(index, &listing);
    let wanted_by_tests = LazyCell::new(|| by_tests(index));
    let mut found = Vec::new();
    for (file, path) in listing {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let calls = index.references_to(file, &LISTING);
        let bases = kinds::bases(index, file, facts);
        // All that one function lists in the same way is the same.
        let mut seen = FxHashSet::default();
        for reference in calls
            .filter(|it| it.kind == ReferenceKind::Call && seen.insert((it.within, is_deep(it))))
        {
            let mut wanted = Wanted {
                from: at(index, file, reference.within),
                line: reference.line,
                words: words(facts, reference.within),
                bases: bases.clone(),
            };
            let own = (wanted.from, wanted.line);
            let is_deep = is_deep(reference) || wanted.words.contains("is_dir");
            let endings = kinds::endings(facts, reference.within);
            for (folder, told_by) in folders.listed(index, (file, path), facts, reference) {
                (wanted.from, wanted.line) = told_by.unwrap_or(own);
                let modules = folders.modules_in(&folder, is_deep);
                let modules: Vec<FileId> = modules.copied().filter(|it| *it != file).collect();
                let mut described = modules.clone();
                described.retain(|module| kinds::is_described(index, tree, *module, &endings));
                // Where nothing is described so, the endings say something else.
                let loaded = match described.is_empty() {
                    true => modules,
                    false => described,
                };
                for module in loaded.into_iter().take(MOST_MODULES) {
                    wanted.load(index, module, &wanted_by_tests, &mut found);
                }
            }
        }
    }
    found
}

/// What a function wants that lists modules.
struct Wanted<'a> {
    from: Node,
    line: u32,
    /// Words in its code, among them the names of what it takes from each module.
    words: FxHashSet<&'a str>,
    /// Classes from which those are derived that it makes objects of.
    bases: Vec<Node>,
}

impl Wanted<'_> {
    /// A module that is loaded runs; of what it holds, what the function names is used, and classes
    /// that are derived from what it asks for.
    fn load(
        &self,
        index: &Index<'_>,
        module: FileId,
        by_tests: &FxHashSet<&str>,
        found: &mut Vec<(Node, Call)>,
    ) {
        found.push((self.from, call(index.module(module), self.line)));
        let facts = index.facts(module);
        for (at, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |it| &it.symbols)) {
            if symbol.parent.is_some() {
                continue;
            }
            let node = index.node(module, at);
            if self.words.contains(&*symbol.name) {
                found.push((self.from, call(node, self.line)));
            } else if kinds::is_wanted(index, node, &self.bases, by_tests) {
                let constructor = index.own_method(node, "__init__");
                let parts = constructor.into_iter().chain([node]);
                found.extend(parts.map(|part| (self.from, call(part, self.line))));
            }
        }
    }
}

/// All strings of tests: names of plugins among them.
fn by_tests<'a>(index: &Index<'a>) -> FxHashSet<&'a str> {
    let facts = index.test_files().filter_map(|file| index.facts(file));
    let texts = facts.flat_map(|facts| &facts.texts);
    texts.map(|text| &*text.value).collect()
}

/// Last parts of the names and texts in a function.
fn words(facts: &FileFacts, within: Option<u32>) -> FxHashSet<&str> {
    let references = facts.references.iter().filter(|it| it.within == within);
    let texts = facts.texts.iter().filter(|it| it.within == within);
    let texts = texts.filter_map(|it| it.value.rsplit('.').next());
    references.map(Reference::last).chain(texts).collect()
}

/// Folders of modules.
struct Folders<'a> {
    dotted: Dotted,
    /// Modules and packages that lie in each folder.
    modules: BTreeMap<&'a str, Vec<FileId>>,
}

impl<'a> Folders<'a> {
    fn of(index: &Index<'a>, listing: &[(FileId, &str)]) -> Self {
        let facts = listing.iter().filter_map(|(file, _)| index.facts(*file));
        let names = facts.flat_map(|facts| &facts.texts).map(package_of);
        let mut modules: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        for (file, path) in index.files_of(Family::Python) {
            let place = path.strip_suffix("/__init__.py").unwrap_or(path);
            if !index.is_test_code(file) {
                modules.entry(folder_of(place)).or_default().push(file);
            }
        }
        Self {
            dotted: Dotted::new(index, names),
            modules,
        }
    }

    /// The modules in a folder, or anywhere below it.
    fn modules_in<'f>(
        &'f self,
        folder: &'f str,
        is_deep: bool,
    ) -> impl Iterator<Item = &'f FileId> {
        let below = self.modules.range(folder..);
        let is_meant = move |other: &str| other == folder || is_deep && is_below(other, folder);
        let folders = below.take_while(move |(other, _)| other.starts_with(folder));
        folders
            .filter(move |(other, _)| is_meant(other))
            .flat_map(|(_, modules)| modules)
    }

    /// The folders that a call lists: that of the package whose path it is given, those of packages
    /// that the function names, or those beside its own file.
    fn listed(
        &self,
        index: &Index<'a>,
        (file, path): (FileId, &str),
        facts: &'a FileFacts,
        call: &Reference,
    ) -> BTreeMap<String, Teller> {
        let found = self.named(index, (file, path), facts, call);
        if found.is_empty() {
            return self.told(index, file, facts, call);
        }
        found.into_iter().map(|folder| (folder, None)).collect()
    }

    /// The folders that the function around a call or its file names.
    fn named(
        &self,
        index: &Index<'a>,
        (file, path): (FileId, &str),
        facts: &'a FileFacts,
        call: &Reference,
    ) -> BTreeSet<String> {
        let own = || {
            facts
                .references
                .iter()
                .filter(|it| it.within == call.within)
        };
        let of_paths = own().filter(|it| it.last() == "__path__");
        let mut found: BTreeSet<String> = of_paths
            .filter_map(|it| match it.path.rsplit_once('.') {
                None => Some(folder_of(path).to_owned()),
                Some((package, _)) => folder_of_package(index, file, package),
            })
            .collect();
        if !found.is_empty() {
            return found;
        }
        let texts = facts.texts.iter();
        let near = texts.filter(|it| it.within == call.within || it.within.is_none());
        let near: Vec<&Text> = near.collect();
        for text in near.iter().filter(|it| it.within == call.within) {
            let packages = self.dotted.packages(package_of(text)).iter();
            found.extend(packages.filter(|_| text.value.contains('.')).cloned());
        }
        if found.is_empty() {
            let places = facts.references.iter();
            let packages = places.filter_map(|it| match it.path.rsplit_once('.') {
                Some((package, "__file__" | "__path__")) => Some(package),
                _ => None,
            });
            found.extend(packages.filter_map(|it| folder_of_package(index, file, it)));
        }
        let mut places = facts.references.iter().filter(|it| &*it.path == "__file__");
        let is_beside = places.any(|it| it.within == call.within || it.within.is_none());
        if found.is_empty() && is_beside {
            let below = near
                .iter()
                .filter_map(|it| join(folder_of(path), &it.value));
            found.extend(below.filter(|it| self.modules.contains_key(it.as_str())));
            if found.is_empty() {
                found.insert(folder_of(path).to_owned());
            }
        }
        found
    }

    /// The folders beside their own file that functions name which use whatever lists. Who gives the
    /// path of its own package, `load_all(__path__[0])`, has the modules there loaded itself.
    fn told(
        &self,
        index: &Index<'a>,
        file: FileId,
        facts: &'a FileFacts,
        call: &Reference,
    ) -> BTreeMap<String, Teller> {
        let mut found = BTreeMap::new();
        let symbol = |at: u32| facts.symbols.get(at as usize);
        let up = std::iter::successors(call.within, |at| symbol(*at)?.parent);
        let Some(lister) = up.last().and_then(symbol) else {
            return found;
        };
        for (user, path) in index.files_of(Family::Python) {
            let mut edges = index.edges(user).iter();
            if user != file && !edges.any(|edge| edge.to == file) || index.is_test_code(user) {
                continue;
            }
            let users = index.references_to(user, &[lister.last()]);
            let users: FxHashSet<Option<u32>> = users.map(|it| it.within).collect();
            if users.is_empty() {
                continue;
            }
            let own = index.references_to(user, &OWN_FOLDER);
            let own = own.filter(|it| users.contains(&it.within) && !it.path.contains('.'));
            for it in own {
                let teller = (at(index, user, it.within), it.line);
                found.insert(folder_of(path).to_owned(), Some(teller));
            }
            let texts = index.facts(user).map_or(&[] as &[_], |facts| &facts.texts);
            let names = texts.iter().filter(|text| users.contains(&text.within));
            let folders = names.filter_map(|text| join(folder_of(path), &text.value));
            let folders = folders.filter(|folder| self.has_below(folder));
            found.extend(folders.map(|folder| (folder, None)));
        }
        found
    }

    /// Whether modules lie in a folder, at any depth.
    fn has_below(&self, folder: &str) -> bool {
        self.modules_in(folder, true).next().is_some()
    }
}

/// Whether a call lists what lies in folders of the folder too.
fn is_deep(call: &Reference) -> bool {
    let text = call.text.as_deref().unwrap_or_default();
    matches!(call.last(), "rglob" | "walk_packages") || text.contains("**")
}

/// The folder of a package that a chain stands for.
fn folder_of_package(index: &Index<'_>, file: FileId, package: &str) -> Option<String> {
    let Some(Value::Module(package)) = index.value_in(file, package) else {
        return None;
    };
    Some(folder_of(&index.unit(package)?.path).to_owned())
}

/// The package of a name that is computed: `app.plugins` of `app.plugins.{}.Plugin`.
fn package_of(text: &Text) -> &str {
    let name = text.value.split("{}").next().unwrap_or(&text.value);
    name.trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What stays a gap of a folder of plugins, when code beside it does as given.
    fn check(loader: &str, expect: &[&str]) {
        let plugin = "class Plugin:\n    def play(self):\n        return 1\n";
        let gaps = gaps(&format!(
            "//- /app/__init__.py\n//- /app/load.py\nimport importlib, os, pkgutil\nfrom pathlib import Path\nimport app.plugins\n{loader}\n\
             //- /app/plugins/__init__.py\n//- /app/plugins/dice.py\n{plugin}//- /app/plugins/more/__init__.py\n{plugin}\
             //- /app/other/__init__.py\n//- /app/other/clock.py\n{plugin}\
             //- /tests/test_x.py\nfrom app.load import find\ndef test_x():\n    assert [it.play() for it in find()]\n"
        ));
        assert_eq!(gaps, expect, "{loader}");
    }

    #[test]
    fn all_modules_of_a_folder_that_is_listed_are_loaded() {
        let other = ["app/other/clock.py#Plugin.play"];
        for loader in [
            "def find():\n    for _, name, _ in pkgutil.iter_modules(app.plugins.__path__):\n        yield importlib.import_module('app.plugins.' + name).Plugin()\n",
            "def find():\n    for path in (Path(__file__).parent / 'plugins').glob('*.py'):\n        yield importlib.import_module(f'app.plugins.{path.stem}').Plugin()\n",
            "HERE = os.path.join(os.path.dirname(__file__), 'plugins')\ndef find():\n    for name in os.listdir(HERE):\n        yield importlib.import_module(name).Plugin()\n",
            "def find():\n    return [importlib.import_module(f'app.plugins.{it}').Plugin() for it in os.listdir('x')]\n",
        ] {
            check(loader, &other);
        }
        check(
            "def find():\n    return os.listdir('app.plugins')\n",
            &[
                "app/other/clock.py#Plugin.play",
                "app/plugins/dice.py#Plugin.play",
                "app/plugins/more/__init__.py#Plugin.play",
            ],
        );
    }

    #[test]
    fn packages_have_their_own_modules_loaded() {
        let plugin = "def register(app):\n    return app.x\ndef idle(app):\n    return app.y\n";
        let check = |call: &str, test: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/load.py\nimport os\nfrom astroid import modutils\ndef load_all(app, directory):\n    for name in os.listdir(directory):\n        module = modutils.load_module_from_file(os.path.join(directory, name))\n        if hasattr(module, 'register'):\n            module.register(app)\n\
                 //- /app/one/__init__.py\nfrom app.load import load_all\ndef initialize(app):\n    {call}\n//- /app/one/dice.py\n{plugin}\
                 //- /app/two/__init__.py\nfrom app.load import load_all\ndef initialize(app):\n    {call}\n//- /app/two/clock.py\n{plugin}\
                 //- /tests/test_x.py\nfrom app import one\nfrom app.load import load_all\ndef test_x():\n    assert {test}\n"
            ));
            assert_eq!(found, expect, "{call} {test}");
        };
        let own = "load_all(app, __path__[0])";
        let two = [
            "app/one/dice.py#idle",
            "app/two/__init__.py#initialize",
            "app/two/clock.py#register",
            "app/two/clock.py#idle",
        ];
        check(own, "one.initialize(1)", &two);
        let none = [&["app/one/dice.py#register"], two.as_slice()].concat();
        check("load_all(app, 'x')", "one.initialize(1)", &none);
        let unused = [&["app/one/__init__.py#initialize"], none.as_slice()].concat();
        check(own, "load_all(1, 'x')", &unused);
    }

    #[test]
    fn classes_of_the_kind_that_is_asked_for_are_made() {
        let check = |base: &str, name: &str, ending: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/base.py\nfrom other import Foreign\nclass Base{base}:\n    def play(self):\n        raise NotImplementedError()\n\
                 //- /app/load.py\nimport importlib.util\nfrom app.base import Base\nclass Manager:\n    def __init__(self, places):\n        self.places = places\n    def find(self):\n        return [it for place in self.places for it in place.glob('*{ending}')]\n    def load(self):\n        for path in self.find():\n            spec = importlib.util.spec_from_file_location(path.stem, path)\n            module = importlib.util.module_from_spec(spec)\n            for it in vars(module).values():\n                if issubclass(it, Base):\n                    yield it()\n\
                 //- /app/site.py\nfrom pathlib import Path\nfrom app.load import Manager\ndef run():\n    return [it.play() for it in Manager([Path(__file__).parent / 'plugins']).load()]\n\
                 //- /app/plugins/__init__.py\n//- /app/plugins/dice.plugin\n//- /app/plugins/dice.py\nfrom app.base import Base\nclass Dice(Base):\n    name = '{name}'\n    def play(self):\n        return helper()\ndef helper():\n    return 1\nclass Loose:\n    def play(self):\n        return 1\n\
                 //- /app/plugins/plain.py\nfrom app.base import Base\nclass Plain(Base):\n    def play(self):\n        return 1\n\
                 //- /tests/test_x.py\nfrom app.site import run\ndef test_x():\n    assert run(['dice'])\n"
            ));
            assert_eq!(found, expect, "{base} {name} {ending}");
        };
        let loose = "app/plugins/dice.py#Loose.play";
        let (dice, helper) = (
            "app/plugins/dice.py#Dice.play",
            "app/plugins/dice.py#helper",
        );
        let plain = "app/plugins/plain.py#Plain.play";
        check("", "dice", ".py", &[loose]);
        check("", "other", ".py", &[loose]);
        check("", "dice", ".plugin", &[loose, plain]);
        check("(Foreign)", "dice", ".py", &[loose]);
        check("(Foreign)", "other", ".py", &[dice, helper, loose]);
    }
}
