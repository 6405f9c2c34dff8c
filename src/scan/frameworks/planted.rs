//! Decorators of Python that put tests into the module of what they decorate: the product's modules
//! are collected as tests, `@example("2 + 2", 4)` says what to call with what.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Text};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::link::has_running_tests;
use crate::scan::walk::Tree;

use super::{Framework, call, nothing};

pub(super) const PLANTED: Framework = Framework {
    uses,
    barred: nothing,
};

/// Functions that tests planted in a module call besides the one that they are for.
const AROUND: [&str; 2] = ["setup", "shutdown"];

/// Most functions that put something into modules.
const MOST_PLANTERS: usize = 16;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let planting = planting(index);
    if planting.is_empty() {
        return Vec::new();
    }
    let names = planting.iter().filter_map(|it| index.symbol(*it));
    let names: FxHashSet<&str> = names.map(|symbol| symbol.last()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut tests = index.test_files();
    let Some(test) = tests.find(|file| index.unit(*file).is_some_and(has_running_tests)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        for (nth, reference) in index.numbered_references_to(file, &names) {
            let Some(within) = reference.within else {
                continue;
            };
            let is_meant = reference.kind == ReferenceKind::Decorator
                && index
                    .stands_for(file, None, &reference.path)
                    .is_some_and(|it| planting.contains(&it));
            // An example without a result is for people.
            let has_result = facts.is_some_and(|facts| has_result(facts, nth, reference));
            if !is_meant || !has_result {
                continue;
            }
            let from = index.module(test);
            let around = AROUND
                .iter()
                .filter_map(|name| index.definition(file, name));
            let run = around.chain([index.node(file, within)]);
            found.extend(run.map(|to| (from, call(to, 1))));
        }
    }
    found
}

/// Whether a decorator is given something behind a first text: the result of an example.
fn has_result(facts: &FileFacts, nth: usize, decorator: &Reference) -> bool {
    let behind = facts.references.iter().skip(nth + 1);
    let mut others = behind.take_while(|it| it.within == decorator.within);
    let next = others.find(|it| it.kind == ReferenceKind::Decorator);
    let is_own = |text: &Text| {
        text.within == decorator.within
            && *text.taker == *decorator.path
            && text.line >= decorator.line
            && next.is_none_or(|next| text.line < next.line)
            && Some(&*text.value) != decorator.text.as_deref()
    };
    decorator.text.is_some() && facts.texts.iter().any(is_own)
}

/// Decorators that lead to a function which puts something into a module by a name of a test:
/// `setattr(sys.modules[name], "test_" + of, test)`.
fn planting(index: &Index<'_>) -> FxHashSet<Node> {
    let mut planters: Vec<Node> = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let setting = index.references_to(file, &["setattr"]);
        let setting = setting.filter(|it| &*it.path == "setattr");
        for set in setting {
            let mut modules = index.references_to(file, &["modules"]);
            let is_near = modules.any(|it| it.within == set.within && &*it.path == "sys.modules");
            if let Some(within) = set.within.filter(|_| is_near) {
                planters.push(index.node(file, within));
            }
        }
    }
    planters.truncate(MOST_PLANTERS);
    let mut found = FxHashSet::default();
    for planter in planters {
        let (file, _) = index.place(planter);
        let Some(name) = index.symbol(planter).map(|symbol| symbol.last()) else {
            continue;
        };
        for user in index.importers(file).iter().copied().chain([file]) {
            if index.is_test_code(user) || !names_tests(index, file) && !names_tests(index, user) {
                continue;
            }
            for call in index.references_to(user, &[name]) {
                let is_meant = index.stands_for(user, call.within, &call.path) == Some(planter);
                let symbol = |at: u32| index.symbol(index.node(user, at));
                let up = std::iter::successors(call.within, |at| symbol(*at)?.parent);
                if let Some(outermost) = up.last().filter(|_| is_meant) {
                    found.insert(index.node(user, outermost));
                }
            }
        }
    }
    found
}

/// Whether a file says how names of tests begin.
fn names_tests(index: &Index<'_>, file: FileId) -> bool {
    let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    texts.iter().any(|text| text.value.starts_with("test_"))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn functions_are_run_by_tests_that_their_decorators_plant() {
        let check = |plant: &str, example: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/plugin.py\nimport sys\ndef make(func, said, result):\n    def test():\n        assert func(said) == result\n    return test\n\
                 def insert(test, module_name, name):\n    module = sys.modules[module_name]\n    {plant}\n\
                 class example:\n    def __init__(self, said, result=None):\n        self.said = said\n        self.result = result\n    def __call__(self, func):\n        insert(make(func, self.said, self.result), func.__module__, func.__name__)\n        return func\n\
                 //- /app/sums.py\nfrom app import plugin\ndef setup(bot):\n    return 1\ndef evaluate(text):\n    return len(text)\n@plugin.example({example})\ndef calc(text):\n    return evaluate(text)\ndef idle():\n    return 1\n\
                 //- /tests/test_x.py\nfrom app.plugin import example\ndef test_x():\n    assert example('a', 1)(len)\n"
            ));
            let sums = found
                .iter()
                .filter_map(|it| it.strip_prefix("app/sums.py#"));
            assert_eq!(sums.collect::<Vec<_>>(), expect, "{plant} {example}");
        };
        let all = ["setup", "evaluate", "calc", "idle"];
        let plant = "setattr(module, 'test_' + name, test)";
        check(plant, "'abc', 'x1'", &["idle"]);
        check(plant, "'a b', 'of two words'", &["idle"]);
        check(plant, "'a b', ['x1']", &["idle"]);
        check(plant, "'abc'", &all);
        check(plant, "'a b', user_help=True", &all);
        check("print(module, 'test_' + name, test)", "'abc', 'x1'", &all);
    }
}
