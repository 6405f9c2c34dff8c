//! What is to be known before names are followed: where a runner starts, and which names code uses.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, FileKind, Reference, ReferenceKind, Symbol, SymbolKind};
use crate::scan::link::has_running_tests;

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
        .filter(|class| index.ancestry(*class).iter().skip(1).any(has_tests))
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

/// Last parts of all names that code of the tree uses.
pub(crate) fn named<'a>(index: &Index<'a>) -> FxHashSet<(Option<Family>, &'a str)> {
    let files = u32::try_from(index.files()).unwrap_or(u32::MAX);
    (0..files)
        .into_par_iter()
        .map(FileId)
        .fold(FxHashSet::default, |mut names, file| {
            let family = index.family(file);
            let lasts = index.names_of(file).map(|names| names.chains.lasts());
            let lasts = lasts.into_iter().flatten();
            let lasts = lasts.filter(|last| !is_passed_on(index, file, last));
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

/// Whether all uses of a name in a file of Python pass on what somebody else called, as
/// `Base.run(self)` does in the method `run` of what is derived from `Base`.
fn is_passed_on(index: &Index<'_>, file: FileId, name: &str) -> bool {
    let names = index.names_of(file);
    let Some(names) = names.filter(|_| index.family(file) == Some(Family::Python)) else {
        return false;
    };
    let method = |symbol: u32| {
        let symbol = index.symbol(index.node(file, symbol))?;
        (symbol.kind == SymbolKind::Method).then_some(symbol.parent)
    };
    let passes_on = |reference: &Reference| {
        let within = reference.within.filter(|within| {
            let symbol = index.symbol(index.node(file, *within));
            symbol.is_some_and(|symbol| symbol.last() == name)
        });
        let class = within.and_then(method).flatten();
        let class = class.and_then(|class| index.symbol(index.node(file, class)));
        let base = reference.path.strip_suffix(name);
        let base = base.and_then(|base| base.strip_suffix('.'));
        let mut bases = class.into_iter().flat_map(|class| &class.bases);
        base.is_some_and(|base| bases.any(|own| **own == *base))
    };
    let mut namesakes = names
        .id(name)
        .into_iter()
        .flat_map(|id| names.ending_in(id));
    namesakes.any(|symbol| method(symbol).is_some())
        && index.references_to(file, &[name]).all(passes_on)
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
