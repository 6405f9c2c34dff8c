//! Which functions of Python are tests by where they stand: in a file of the product, only those of
//! classes of test cases; and those that pytest is told to collect under other names than its usual
//! ones: [`python_files`, `python_classes` and `python_functions`](https://docs.pytest.org/en/stable/example/pythoncollection.html)
//! of its settings.

use std::sync::Arc;

use globset::{Glob, GlobMatcher};
use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileKind, Symbol, SymbolKind, is_below, last_part};

use super::extract::Unit;
use super::paths::{folder_of, name_of};
use super::setup::{Node, pytest_settings_in};
use super::walk::Tree;

/// Names of files that pytest collects where nothing else is said.
const USUAL_FILES: [&str; 2] = ["test_*.py", "*_test.py"];

/// What settings of pytest say for the files below their folder.
struct Names {
    folder: String,
    files: Vec<Pattern>,
    classes: Vec<Pattern>,
    functions: Vec<Pattern>,
}

/// A word of settings that names are held against.
enum Pattern {
    /// Of a function or class the start, of a file all.
    Plain(String),
    /// A pattern for all of a name.
    Glob(GlobMatcher),
}

impl Pattern {
    fn of(text: &str) -> Option<Self> {
        if !text.contains(['*', '?', '[']) {
            return Some(Self::Plain(text.to_owned()));
        }
        Some(Self::Glob(Glob::new(text).ok()?.compile_matcher()))
    }

    fn fits(&self, name: &str) -> bool {
        match self {
            Self::Plain(start) => name.starts_with(&**start),
            Self::Glob(glob) => glob.is_match(name),
        }
    }
}

/// Takes back that functions of the product are tests, and marks the tests that have names of the
/// project's own, and their files.
pub(super) fn collect(tree: &Tree, units: &mut [Unit]) {
    let of_product = units
        .iter_mut()
        .filter(|unit| unit.kind == FileKind::Source && is_python(unit));
    for facts in of_product.filter_map(|unit| unit.facts.as_mut()) {
        if facts.has_tests() {
            let cases = of_cases(&facts.symbols);
            let symbols = Arc::make_mut(facts).symbols.iter_mut();
            for (symbol, is_of_case) in symbols.zip(cases) {
                symbol.is_test &= is_of_case;
                symbol.is_skipped &= is_of_case;
            }
        }
    }
    inherit(units);
    let mut settings: Vec<Names> = tree
        .manifests
        .iter()
        .filter(|(_, manifest)| manifest.text.contains("python_"))
        .filter_map(|(path, manifest)| names(path, &manifest.text))
        .collect();
    // The nearest settings come first.
    settings.sort_by_key(|names| std::cmp::Reverse(names.folder.len()));
    for unit in units {
        let of_file = settings
            .iter()
            .find(|names| is_below(&unit.path, &names.folder));
        if let Some(names) = of_file
            && names.takes(unit)
        {
            names.mark(unit);
        }
    }
}

/// Most steps from a class up to what makes test cases of it.
const MOST_BASES: usize = 8;

/// Marks the tests of classes that get to be test cases by a class of another file of tests, whatever
/// the two are called: `class Login(Base)` of `class Base(unittest.TestCase)`.
fn inherit(units: &mut [Unit]) {
    let of_tests =
        |unit: &&Unit| matches!(unit.kind, FileKind::Test | FileKind::Support) && is_python(unit);
    let facts = units
        .iter()
        .filter(of_tests)
        .filter_map(|it| it.facts.as_ref());
    let symbols = facts.flat_map(|facts| &facts.symbols);
    let derived: Vec<&Symbol> = symbols.filter(|symbol| !symbol.bases.is_empty()).collect();
    let mut cases: FxHashSet<Box<str>> = FxHashSet::default();
    for _ in 0..MOST_BASES {
        let is_case = |base: &str| base.contains("Test") || cases.contains(base);
        let makes_case = |symbol: &&&Symbol| {
            let mut bases = symbol.bases.iter().map(|base| last_part(base));
            !cases.contains(symbol.last()) && bases.any(is_case)
        };
        let more: Vec<Box<str>> = derived
            .iter()
            .filter(makes_case)
            .map(|symbol| symbol.last().into())
            .collect();
        if more.is_empty() {
            break;
        }
        cases.extend(more);
    }
    let tests = units
        .iter_mut()
        .filter(|unit| unit.kind == FileKind::Test && is_python(unit));
    for facts in tests.filter_map(|unit| unit.facts.as_mut()) {
        let is_case = |symbol: &Symbol| {
            let mut bases = symbol.bases.iter().map(|base| last_part(base));
            symbol.kind == SymbolKind::Class && bases.any(|base| cases.contains(base))
        };
        let of_case: Vec<bool> = facts.symbols.iter().map(is_case).collect();
        if !of_case.contains(&true) {
            continue;
        }
        for symbol in &mut Arc::make_mut(facts).symbols {
            let parent = symbol.parent.and_then(|at| usize::try_from(at).ok());
            let is_inside = parent.is_some_and(|at| of_case.get(at) == Some(&true));
            symbol.is_test |= is_inside
                && symbol.kind == SymbolKind::Method
                && symbol.last().starts_with("test")
                && !is_fixture(symbol);
        }
    }
}

fn is_fixture(symbol: &Symbol) -> bool {
    let mut said = symbol.decorators.iter();
    said.any(|path| path.ends_with("fixture"))
}

fn is_python(unit: &Unit) -> bool {
    unit.language
        .is_some_and(|language| language.family == Family::Python)
}

/// Endings of the names of classes that hold test cases for others to inherit.
const CASES: [&str; 4] = ["TestCase", "TestCases", "TestBase", "Tests"];

/// Which symbols are methods of test cases, or stand in such.
fn of_cases(symbols: &[Symbol]) -> Vec<bool> {
    let is_named_so = |name: &str| CASES.iter().any(|ending| name.ends_with(ending));
    let mut found: Vec<bool> = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        let parent = symbol
            .parent
            .and_then(|parent| usize::try_from(parent).ok());
        let is_inside = parent.is_some_and(|at| found.get(at) == Some(&true));
        let is_case = || {
            symbol.kind == SymbolKind::Class
                && (is_named_so(&symbol.name) || symbol.bases.iter().any(|base| is_named_so(base)))
        };
        found.push(is_inside || is_case());
    }
    found
}

impl Names {
    fn takes(&self, unit: &Unit) -> bool {
        let is_code = matches!(
            unit.kind,
            FileKind::Source | FileKind::Support | FileKind::Test | FileKind::Other
        );
        is_code
            && is_python(unit)
            && self.files.iter().any(|pattern| match pattern {
                Pattern::Plain(name) => **name == *name_of(&unit.path),
                Pattern::Glob(glob) => glob.is_match(name_of(&unit.path)),
            })
    }

    fn mark(&self, unit: &mut Unit) {
        let Some(facts) = &mut unit.facts else {
            return;
        };
        let found = self.tests(&facts.symbols);
        if !found.contains(&true) {
            return;
        }
        for (symbol, is_found) in Arc::make_mut(facts).symbols.iter_mut().zip(found) {
            symbol.is_test |= is_found;
        }
        unit.kind = FileKind::Test;
    }

    /// Which symbols are tests by these names.
    fn tests(&self, symbols: &[Symbol]) -> Vec<bool> {
        // Classes whose methods are collected; what stands in others is not.
        let mut collected: Vec<bool> = Vec::with_capacity(symbols.len());
        let mut tests = Vec::with_capacity(symbols.len());
        for symbol in symbols {
            let name = symbol.last();
            let parent = symbol
                .parent
                .and_then(|parent| usize::try_from(parent).ok());
            let is_inside = parent.is_some_and(|at| collected.get(at) == Some(&true));
            let is_class = symbol.kind == SymbolKind::Class;
            let fits = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.fits(name));
            let is_usual = || name.contains("Test");
            collected.push(is_class && (is_inside || is_usual() || fits(&self.classes)));
            tests.push(
                !is_class
                    && (parent.is_none() || is_inside)
                    && (fits(&self.functions) || is_inside && name.starts_with("test"))
                    && !is_fixture(symbol),
            );
        }
        tests
    }
}

/// What a file of settings says of names, where it says anything.
fn names(path: &str, text: &str) -> Option<Names> {
    let settings = pytest_settings_in(name_of(path), text)?;
    let words = |key: &str| -> Vec<String> {
        let items = settings.at(&[key]).map_or(&[] as &[_], Node::items);
        let words = items.iter().filter_map(Node::text);
        let words = words.flat_map(str::split_whitespace);
        words.map(str::to_owned).collect()
    };
    let patterns = |words: &[String]| words.iter().filter_map(|word| Pattern::of(word)).collect();
    let (mut files, classes, mut functions) = (
        words("python_files"),
        words("python_classes"),
        words("python_functions"),
    );
    if files.is_empty() && classes.is_empty() && functions.is_empty() {
        return None;
    }
    if files.is_empty() {
        files.extend(USUAL_FILES.map(str::to_owned));
    }
    if functions.is_empty() {
        functions.push("test".to_owned());
    }
    Some(Names {
        folder: folder_of(path).to_owned(),
        files: patterns(&files),
        classes: patterns(&classes),
        functions: patterns(&functions),
    })
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn tests_may_have_names_of_the_projects_own() {
        let check = |settings: &str, test: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app.py\ndef f():\n    return 1\n\ndef g():\n    return 2\n{settings}\n{test}"
            ));
            assert_eq!(found, expect, "{settings}\n{test}");
        };
        let pyproject = "//- /pyproject.toml\n[tool.pytest.ini_options]\npython_files = [\"test_*.py\"]\n\
                         python_classes = [\"Test\", \"Describe\"]\npython_functions = [\"it_\", \"test_\"]\n";
        let described = "//- /tests/test_app.py\nfrom app import f\n\nclass DescribeApp:\n    def it_runs(self):\n        assert f()\n";
        check(pyproject, described, &["app.py#g"]);
        check("", described, &["app.py#f", "app.py#g"]);
        // The nearest settings hold, and for their folder only.
        let nested =
            "//- /docs/pytest.ini\n[pytest]\npython_files = scene_*\npython_functions = shot_*\n";
        let scene = "from app import f\n\ndef shot_f():\n    assert f()\n";
        check(
            nested,
            &format!("//- /docs/scene_a.py\n{scene}"),
            &["app.py#g"],
        );
        check(
            nested,
            &format!("//- /more/scene_a.py\n{scene}"),
            &["app.py#f", "app.py#g", "more/scene_a.py#shot_f"],
        );
    }

    #[test]
    fn a_function_of_the_product_may_be_named_like_a_test() {
        let product = "def ping(url):\n    return url\n\ndef test_connection(url):\n    return ping(url)\n\n\
                       class StaffMixin(UserPassesTestMixin):\n    def test_func(self):\n        return ping(1)\n";
        let found = gaps(&format!("//- /app/net.py\n{product}"));
        assert_eq!(
            found,
            [
                "app/net.py#ping",
                "app/net.py#test_connection",
                "app/net.py#StaffMixin.test_func",
            ]
        );
        let cases = "class CommonTestCase:\n    def test_all(self):\n        assert ping(1)\n";
        let found = gaps(&format!("//- /app/net.py\n{product}\n{cases}"));
        assert!(!found.contains(&"app/net.py#ping".to_owned()), "{found:?}");
    }

    #[test]
    fn fixtures_and_helpers_of_such_names_are_no_tests() {
        let found = gaps(
            "//- /app.py\ndef f():\n    return 1\n\
             //- /setup.cfg\n[tool:pytest]\npython_functions = check_*\n\
             //- /tests/test_app.py\nimport pytest\nfrom app import f\n\n@pytest.fixture\ndef check_one():\n    return f()\n\n\
             def check_two():\n    assert True\n",
        );
        assert_eq!(found, ["app.py#f"]);
    }
}
