//! Which of the modules in a folder are loaded, and which of their classes whoever loads them makes
//! objects of.

use rustc_hash::FxHashSet;

use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Symbol, SymbolKind, last_part};
use crate::scan::calls::{Index, Node, Value};
use crate::scan::walk::Tree;

/// Most functions that hand a class on to the one that looks for it.
const MOST_HANDING: usize = 64;

/// Most lines of what one call is given.
const MOST_LINES: u32 = 8;

/// Most uses behind a call that are looked at for what it is given.
const MOST_GIVEN: usize = 8;

/// Classes for which functions of a file look among what a module holds, `issubclass(it, Plugin)`, or
/// which they hand to those that do.
pub(super) fn bases(index: &Index<'_>, file: FileId, facts: &FileFacts) -> Vec<Node> {
    let asking = index.references_to(file, &["issubclass"]);
    let asking: FxHashSet<Option<u32>> = asking.map(|it| it.within).collect();
    let named = facts
        .references
        .iter()
        .filter(|it| it.kind == ReferenceKind::Read && asking.contains(&it.within));
    let named = named.filter_map(|it| class_of(index, file, it));
    let mut found: Vec<Node> = named.chain(handed(index, file, facts)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn class_of(index: &Index<'_>, file: FileId, reference: &Reference) -> Option<Node> {
    match index.value_in(file, &reference.path)? {
        Value::Class(class) => Some(class),
        _ => None,
    }
}

/// Classes that functions of a file hand to those that look for what they are given:
/// `load(path, Plugin)` for `def load(path, base)` with `issubclass(it, base)` in it.
fn handed(index: &Index<'_>, file: FileId, facts: &FileFacts) -> Vec<Node> {
    let imported = index.edges(file).iter().map(|edge| edge.to);
    let mut places: Vec<FileId> = imported.chain([file]).collect();
    places.sort_unstable();
    places.dedup();
    let taking = places.iter().flat_map(|place| taking(index, *place));
    let mut open: Vec<&str> = taking.take(MOST_HANDING).collect();
    let mut seen: FxHashSet<&str> = open.iter().copied().collect();
    let mut found = Vec::new();
    while let Some(name) = open.pop() {
        for (nth, call) in index.numbered_references_to(file, &[name]) {
            let given = facts.references.get(nth + 1..).unwrap_or_default().iter();
            let is_beside =
                |it: &&Reference| it.within == call.within && it.line <= call.line + MOST_LINES;
            let given = given.take_while(is_beside).take(MOST_GIVEN);
            let given = given.filter(|it| it.kind == ReferenceKind::Read);
            let symbol = call.within.and_then(|at| facts.symbols.get(at as usize));
            for it in given.filter(|_| call.kind == ReferenceKind::Call) {
                let mut parameters = symbol.into_iter().flat_map(|it| &it.parameters);
                let is_handed_on = parameters.any(|name| **name == *it.path);
                match symbol.map(Symbol::last).filter(|_| is_handed_on) {
                    Some(name) if seen.len() < MOST_HANDING && seen.insert(name) => open.push(name),
                    Some(_) => {}
                    None => found.extend(class_of(index, file, it)),
                }
            }
        }
    }
    found
}

/// Functions of a file that ask whether something is derived from what they are given, themselves or
/// by one inside them.
fn taking<'a>(index: &Index<'a>, file: FileId) -> impl Iterator<Item = &'a str> {
    let facts = index.facts(file);
    let symbols = facts.map_or(&[] as &[_], |facts| &facts.symbols);
    let references = facts.map_or(&[] as &[_], |facts| &facts.references);
    let asking = index.numbered_references_to(file, &["issubclass"]);
    asking.filter_map(move |(nth, asking)| {
        let named = references.get(nth + 1..)?.iter().take(2);
        let mut named = named.filter(|it| it.within == asking.within);
        let base = named.next_back()?;
        let symbol = |at: u32| symbols.get(at as usize);
        let mut up = std::iter::successors(asking.within, |at| symbol(*at)?.parent);
        let taking = up.find_map(|at| {
            let symbol = symbol(at)?;
            let mut parameters = symbol.parameters.iter();
            parameters
                .any(|name| **name == *base.path)
                .then_some(symbol)
        });
        taking.map(Symbol::last)
    })
}

/// Whether a class is one of a kind of which all are made. What a base class from elsewhere starts
/// by its name is made where a test says the name.
pub(super) fn is_wanted(
    index: &Index<'_>,
    class: Node,
    bases: &[Node],
    by_tests: &FxHashSet<&str>,
) -> bool {
    let is_class = index
        .symbol(class)
        .is_some_and(|it| it.kind == SymbolKind::Class);
    if bases.is_empty() || !is_class || bases.contains(&class) {
        return false;
    }
    let ancestry = index.ancestry(class);
    if !ancestry.iter().any(|it| bases.contains(it)) {
        return false;
    }
    let is_foreign = |class: &Node| {
        let named = index.symbol(*class).map_or(0, |it| it.bases.len());
        named > index.bases(*class).len()
    };
    let (file, symbol) = index.place(class);
    let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    let mut names = texts
        .iter()
        .filter(|text| text.within == symbol && last_part(&text.taker) == "name");
    match names.next() {
        Some(name) if ancestry.iter().any(is_foreign) => by_tests.contains(&*name.value),
        _ => true,
    }
}

/// Endings of files that describe modules, as a function names them: `.plugin`, `*.plugin`.
pub(super) fn endings(facts: &FileFacts, within: Option<u32>) -> Vec<&str> {
    let texts = facts.texts.iter().filter(|text| text.within == within);
    let endings = texts.map(|text| text.value.rsplit('*').next().unwrap_or_default());
    endings
        .filter(|ending| {
            let name = ending.strip_prefix('.');
            name.is_some_and(|name| name != "py" && name.chars().all(char::is_alphanumeric))
        })
        .collect()
}

/// Whether a file with one of the endings stands beside a module, under its name.
pub(super) fn is_described(
    index: &Index<'_>,
    tree: &Tree,
    module: FileId,
    endings: &[&str],
) -> bool {
    let Some(path) = index.unit(module).map(|unit| &*unit.path) else {
        return false;
    };
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    endings.iter().any(|ending| {
        let describing = format!("{stem}{ending}");
        let found = tree
            .entries
            .binary_search_by(|entry| entry.path.as_ref().cmp(describing.as_str()));
        found.is_ok()
    })
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What stays a gap where the manager of plugins does as given with what loads one of them.
    fn check(manager: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/base.py\nclass Base:\n    def play(self):\n        raise NotImplementedError()\nclass Other:\n    pass\n\
             //- /app/info.py\nimport inspect\nfrom importlib.util import module_from_spec, spec_from_file_location\nclass Info:\n    def __init__(self, path):\n        self.path = path\n    def classes(self, base_name, base):\n        spec = spec_from_file_location(base_name, self.path)\n        module = module_from_spec(spec)\n        spec.loader.exec_module(module)\n        def is_plugin(member):\n            return inspect.isclass(member) and issubclass(member, base)\n        return inspect.getmembers(module, is_plugin)\n\
             //- /app/manager.py\nimport os\nfrom pathlib import Path\nfrom app.base import Base, Other\nfrom app.info import Info\nHERE = os.path.join(os.path.dirname(__file__), 'plugins')\n{manager}\n\
             //- /app/plugins/__init__.py\n//- /app/plugins/dice.py\nfrom app.base import Base\nclass Dice(Base):\n    def play(self):\n        return 1\nclass Loose:\n    def play(self):\n        return 1\n\
             //- /tests/test_x.py\nfrom app.manager import load\ndef test_x():\n    assert [it.play() for it in load()]\n"
        ));
        assert_eq!(found, expect, "{manager}");
    }

    #[test]
    fn the_class_that_is_asked_for_may_be_handed_to_who_asks() {
        let (dice, loose) = (
            "app/plugins/dice.py#Dice.play",
            "app/plugins/dice.py#Loose.play",
        );
        let direct = "def load():\n    return [it() for path in Path(HERE).glob('**/*.py') for _, it in Info(path).classes('plugins', Base)]";
        check(direct, &[loose]);
        check(&direct.replace("Base)", "Other)"), &[dice, loose]);
        let over = "def any(places, base):\n    return [it() for place in places for path in place.glob('**/*.py') for _, it in Info(path).classes(\n        'plugins', base)]\ndef load():\n    return any([Path(HERE)], Base)";
        check(over, &[loose]);
        check(&over.replace(", Base)", ", Other)"), &[dice, loose]);
    }
}
