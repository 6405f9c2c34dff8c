//! What is to be known before names are followed: where a runner starts, and which names code uses.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, FileKind, Reference, ReferenceKind, Symbol, SymbolKind};
use crate::scan::link::has_running_tests;

use super::heirs::inherited_tests;
use super::implicit::SETUP;
use super::index::{Index, Node};

/// All definitions that a runner calls: tests that are not skipped, what stands around them, and
/// what is set up for them.
pub(crate) fn starts(index: &Index<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    // What stands around one test stands around others too.
    let mut done = FxHashSet::default();
    for (file, unit) in (0..).map(FileId).zip(index.units) {
        let heirs = heirs(index, file);
        if !has_running_tests(unit) && heirs.is_empty() {
            continue;
        }
        for heir in heirs {
            found.push(heir);
            found.extend(set_up(index, heir));
        }
        // Examples in Python's documentation import the module that they stand in.
        let family = unit.language.map(|language| language.family);
        if unit.kind == FileKind::Test || family == Some(Family::Python) {
            found.push(index.module(file));
        }
        let symbols = unit
            .facts
            .as_ref()
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            // Suites whose tests somebody's helper makes run with the file.
            if unit.runs_whole && symbol.says(Symbol::SUITE) {
                found.push(index.node(file, at));
            }
            if !symbol.is_test || symbol.is_skipped {
                continue;
            }
            found.push(index.node(file, at));
            // Methods of Go stand beside their class.
            let beside = symbol.parent.is_none() && symbol.kind == SymbolKind::Method;
            let class = beside.then(|| index.enclosing_class(file, Some(at)));
            if let Some(class) = class.flatten().filter(|class| done.insert(*class)) {
                found.push(class);
                found.extend(set_up(index, class));
            }
            // `describe` calls the functions around the tests; set-up methods stand beside them.
            let mut parent = symbol.parent;
            while let Some(around) = parent {
                let node = index.node(file, around);
                let Some(symbol) = index.symbol(node).filter(|_| done.insert(node)) else {
                    break;
                };
                found.push(node);
                if symbol.kind == SymbolKind::Class {
                    found.extend(set_up(index, node));
                }
                parent = symbol.parent;
            }
        }
    }
    let mut seen = FxHashSet::default();
    found.retain(|node| seen.insert(*node));
    found
}

/// Classes of Python's tests that get tests from a class that they are derived from.
fn heirs(index: &Index<'_>, file: FileId) -> Vec<Node> {
    if index.family(file) != Some(Family::Python) || !index.is_test_code(file) {
        return Vec::new();
    }
    let has_tests = |class: &Node| {
        let members = index.members(*class);
        let mut symbols = members.iter().filter_map(|(_, node)| index.symbol(*node));
        symbols.any(|symbol| symbol.is_test && !symbol.is_skipped)
    };
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    let classes = (0_u32..)
        .zip(symbols)
        .filter(|(_, symbol)| symbol.kind == SymbolKind::Class && !symbol.bases.is_empty());
    classes
        .map(|(at, _)| index.node(file, at))
        .filter(|class| {
            index.ancestry(*class).iter().skip(1).any(has_tests)
                || !inherited_tests(index, *class).is_empty()
        })
        .collect()
}

/// Set-up methods of a test class and of the classes it is derived from.
fn set_up(index: &Index<'_>, class: Node) -> Vec<Node> {
    let mut found = Vec::new();
    let mut open = vec![class];
    let mut seen = FxHashSet::default();
    while let Some(class) = open.pop() {
        if !seen.insert(class) {
            continue;
        }
        found.extend(
            SETUP
                .iter()
                .filter_map(|name| index.own_method(class, name)),
        );
        open.extend_from_slice(index.bases(class));
    }
    found
}

/// Last parts of all names that code of the tree uses. Names of Python's methods count only where
/// some method may be meant by them.
pub(crate) fn named<'a>(index: &Index<'a>) -> FxHashSet<(Option<Family>, &'a str)> {
    let methods = methods(index);
    let extended: FxHashSet<Node> = index.bases.values().flatten().copied().collect();
    let files = u32::try_from(index.files()).unwrap_or(u32::MAX);
    (0..files)
        .into_par_iter()
        .map(FileId)
        .fold(FxHashSet::default, |mut names, file| {
            let family = index.family(file);
            let lasts = index.names_of(file).map(|names| names.chains.lasts());
            let lasts = lasts.into_iter().flatten();
            let of_methods = asked_of_objects(index, file, &methods, &extended);
            let is_python = family == Some(Family::Python);
            let lasts = lasts
                .filter(|last| !is_python || !methods.contains(last) || of_methods.contains(last));
            names.extend(lasts.map(|last| (family, last)));
            names
        })
        .reduce(FxHashSet::default, |left, right| {
            let (mut more, less) = if left.len() > right.len() {
                (left, right)
            } else {
                (right, left)
            };
            more.extend(less);
            more
        })
}

/// Names by which code of ECMAScript may call what an object has: members, what is taken out of
/// objects, and what is called. A variable that is only read says nothing of an object's functions.
pub(crate) fn members<'a>(index: &Index<'a>) -> FxHashSet<&'a str> {
    let files: Vec<FileId> = index
        .files_of(Family::EcmaScript)
        .map(|(file, _)| file)
        .collect();
    let of_file = |mut names: FxHashSet<&'a str>, file: FileId| {
        let Some(facts) = index.facts(file) else {
            return names;
        };
        let references = facts.references.iter();
        let references = references.filter(|it| it.kind != ReferenceKind::Offered);
        let said = references.filter(|it| {
            let is_member = it.path.contains('.') && !it.path.starts_with("super.");
            is_member || it.kind != ReferenceKind::Read
        });
        names.extend(said.map(Reference::last));
        let sources = facts.bindings.iter().map(|binding| &*binding.source);
        let taken = sources.filter_map(|source| source.rsplit_once('.'));
        names.extend(taken.map(|(_, name)| name));
        names
    };
    files
        .into_par_iter()
        .fold(FxHashSet::default, of_file)
        .reduce(FxHashSet::default, |mut left, right| {
            left.extend(right);
            left
        })
}

/// Names of the methods that classes of Python have which are derived from others: a framework may
/// call them.
fn methods<'a>(index: &Index<'a>) -> FxHashSet<&'a str> {
    let mut found = FxHashSet::default();
    for (file, _) in index.files_of(Family::Python) {
        let symbols = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for symbol in symbols.iter().filter(|it| it.kind == SymbolKind::Method) {
            let class = symbol.parent.and_then(|at| symbols.get(at as usize));
            if class.is_some_and(|class| !class.bases.is_empty()) {
                found.insert(symbol.last());
            }
        }
    }
    found
}

/// Those of these names that a file of Python asks objects for.
fn asked_of_objects<'a>(
    index: &Index<'a>,
    file: FileId,
    methods: &FxHashSet<&'a str>,
    extended: &FxHashSet<Node>,
) -> FxHashSet<&'a str> {
    let mut found = FxHashSet::default();
    if index.family(file) != Some(Family::Python) {
        return found;
    }
    let facts = index.facts(file);
    let imports = facts.map_or(&[] as &[_], |facts| &facts.imports).iter();
    let modules = imports.filter(|import| import.names.is_empty());
    let modules: FxHashSet<&str> = modules
        .filter_map(|it| it.alias.as_deref().or_else(|| it.module.split('.').next()))
        .collect();
    for reference in facts.into_iter().flat_map(|facts| &facts.references) {
        let last = reference.last();
        if methods.contains(last)
            && !found.contains(last)
            && asks_object(index, file, reference, (&modules, extended))
        {
            found.insert(last);
        }
    }
    found
}

/// Whether a use of a name may mean a method of some object: not where it is a function of a module
/// (`draw.line`), nor where a method passes on what somebody else called by its own name, as
/// `Base.run(self)` and `worker.run()` do in the method `run`.
/// `modules` are what modules are called that the file imports, `extended` the classes that others are
/// derived from.
fn asks_object<'a>(
    index: &Index<'a>,
    file: FileId,
    reference: &'a Reference,
    (modules, extended): (&FxHashSet<&str>, &FxHashSet<Node>),
) -> bool {
    let last = reference.last();
    let around = reference.within.map(|within| index.node(file, within));
    let around = around.and_then(|node| index.symbol(node));
    if around.is_some_and(|it| it.kind == SymbolKind::Method && it.last() == last) {
        return false;
    }
    let Some((head, rest)) = reference.path.split_once('.') else {
        // In a class it may be one of its own: `size = property(get_size)`.
        return around.is_some_and(|it| it.kind == SymbolKind::Class);
    };
    let names = index.names_of(file);
    let is_foreign = || names.is_some_and(|it| it.id(head).is_some_and(|id| it.is_foreign(id)));
    let is_function = || {
        let node = index.stands_for(file, reference.within, &reference.path);
        let symbol = node.and_then(|node| index.symbol(node));
        node.zip(symbol).is_some_and(|(node, it)| match it.kind {
            SymbolKind::Function => true,
            // A class that is derived from none of a library has nothing that one calls; who asks a
            // base may mean what is derived from it.
            SymbolKind::Method => {
                let (file, at) = index.place(node);
                let class = index.enclosing_class(file, at);
                let is_leaf = |class: &Node| !extended.contains(class);
                let class = class.filter(is_leaf);
                class.is_some_and(|it| !index.has_foreign_base(&index.ancestry(it)))
            }
            _ => false,
        })
    };
    let is_in_foreign = || modules.contains(head) && is_foreign();
    match rest == last {
        true => !is_foreign() && !is_function(),
        false => !is_in_foreign(),
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What a test file does not reach whose tests a helper makes.
    fn check(helper: &str, test: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /a.ts\nexport class A {{ go() {{ return 1 }} idle() {{ return 2 }} }}\n\
             //- /test/shared.ts\nimport {{ it, describe }} from 'vitest'\n{helper}\n\
             //- /test/a.test.ts\nimport {{ A }} from '../a'\nimport {{ suite }} from './shared'\n{test}\n"
        ));
        assert_eq!(found, expect, "{helper}\n{test}");
    }

    #[test]
    fn hooks_of_a_library_stay_so_whoever_else_has_their_names() {
        let check = |more: &str, test: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/checks.py\nfrom lib import Validator\nclass Check(Validator):\n    def scopes(self):\n        return 1\n\
                 class Base:\n    def scopes(self):\n        return 2\nclass Own(Base):\n    def scopes(self):\n        return 3\n{more}\n\
                 //- /tests/test_x.py\nfrom app.checks import Check, Own\ndef test_x():\n    own = Own()\n    Check()\n    {test}\n"
            ));
            assert_eq!(found, expect, "{more} {test}");
        };
        let (hook, base) = ("app/checks.py#Check.scopes", "app/checks.py#Base.scopes");
        check("", "own.scopes()", &[base]);
        check(
            "",
            "import lib.parts as parts\n    own.scopes()\n    parts.all.scopes()",
            &[base],
        );
        check("", "Own().scopes()", &[base]);
        check(
            "def never(it):\n    it.scopes()",
            "own.scopes()",
            &[hook, base, "app/checks.py#never"],
        );
        check(
            "",
            "Check().scopes()",
            &["app/checks.py#Base.scopes", "app/checks.py#Own.scopes"],
        );
    }

    #[test]
    fn tests_that_a_helper_makes_run_where_it_is_called() {
        let helper = "export function suite(make) { describe('all', () => { it('goes', () => { make().go() }) }) }";
        check(helper, "suite(() => new A())", &["a.ts#A.idle"]);
        check(
            helper,
            "describe('A', () => { suite(() => new A()) })",
            &["a.ts#A.idle"],
        );
        check(
            "export const suite = ({ Kind }) => { it('goes', () => { new Kind().go() }) }",
            "suite({ Kind: A })",
            &["a.ts#A.idle"],
        );
        check(helper, "", &["a.ts#A.go", "a.ts#A.idle"]);
    }

    #[test]
    fn hooks_are_none_of_those_that_code_asks_objects_for() {
        let check = |code: &str, is_hook: bool| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/shapes.py\nfrom library import Shape\nclass Square(Shape):\n    def outline(self):\n        return 1\n\
                 //- /app/tools.py\ndef outline(shape):\n    return 2\n\
                 //- /app/other.py\n{code}\n\
                 //- /tests/test_x.py\nfrom app.shapes import Square\ndef test_x():\n    assert Square()\n"
            ));
            let is_gap = found.contains(&"app/shapes.py#Square.outline".to_owned());
            assert_eq!(is_gap, !is_hook, "{code}");
        };
        check("", true);
        check("def f(shape):\n    return shape.outline()\n", false);
        check("def f(shape):\n    return shape.inner.outline()\n", false);
        check(
            "from library import pens\ndef f(shape):\n    return pens.outline(shape)\n",
            true,
        );
        check(
            "from app import tools\ndef f(shape):\n    return tools.outline(shape)\n",
            true,
        );
        check(
            "from app.tools import outline\ndef f(shape):\n    return outline(shape)\n",
            true,
        );
        check(
            "class Pair:\n    def outline(self):\n        return self.one.outline()\n",
            true,
        );
        check(
            "class Pair:\n    def outline(self):\n        return 1\n    size = property(outline)\n",
            false,
        );
    }

    #[test]
    fn a_variable_of_its_name_does_not_call_what_an_object_has() {
        let check = |other: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /visit.ts\nexport function visit(nodes, visitor) {{ for (const it of nodes) visitor[it.kind](it) }}\n\
                 //- /rules.ts\nexport function rule(found) {{ return {{ Field(it) {{ found.push(it) }} }} }}\n\
                 //- /rules.test.ts\nimport {{ visit }} from './visit'\nimport {{ rule }} from './rules'\n\
                 it('visits', () => {{ visit([{{ kind: 'Field' }}], rule([])) }})\n\
                 //- /other.ts\nexport function other(it) {{ {other} }}\n"
            ));
            let expect: Vec<&str> = ["other.ts#other"].iter().chain(expect).copied().collect();
            assert_eq!(found, expect, "{other}");
        };
        let field = ["rules.ts#rule.Field"];
        check("return 1", &[]);
        check("const Field = 1; return [Field]", &[]);
        check("return it.Field()", &field);
        check("const { Field } = it; return [Field]", &field);
        check("return Field()", &field);
    }
}
