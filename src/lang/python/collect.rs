//! What a test runner collects, once all classes of the file are known.

use rustc_hash::FxHashMap;

use crate::model::{Symbol, SymbolKind};

use super::names::last_part;

/// Marks the tests: functions `test*` of the module and methods `test*` of test classes. Skips
/// are passed on from module and class; only tests stay marked as skipped.
pub(super) fn mark_tests(symbols: &mut [Symbol], skips_module: bool) {
    let collected = collected_classes(symbols);
    let mut skipped: Vec<bool> = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        let parent = index(symbol.parent);
        let inherited = parent.and_then(|parent| skipped.get(parent).copied());
        let is_skipped = symbol.is_skipped || inherited.unwrap_or(skips_module);
        skipped.push(is_skipped);
        let is_in_reach = parent.is_none_or(|parent| is_set(&collected, parent));
        symbol.is_test = is_in_reach
            && symbol.kind != SymbolKind::Class
            && last_part(&symbol.name).starts_with("test")
            && !symbol
                .decorators
                .iter()
                .any(|path| last_part(path) == "fixture");
        symbol.is_skipped = is_skipped && symbol.is_test;
    }
}

/// Which symbols are classes whose methods run as tests: by their name or that of a base, by
/// the class around, by a base of this file that is one, or as a base of one (a mixin).
fn collected_classes(symbols: &[Symbol]) -> Vec<bool> {
    let classes = || {
        let symbols = symbols.iter().enumerate();
        symbols.filter(|(_, symbol)| symbol.kind == SymbolKind::Class)
    };
    let by_name: FxHashMap<&str, usize> = classes().map(|(at, class)| (&*class.name, at)).collect();
    let mut collected = vec![false; symbols.len()];
    for (at, class) in classes() {
        let is_around = |parent| is_set(&collected, parent);
        let is_collected = last_part(&class.name).contains("Test")
            || index(class.parent).is_some_and(is_around)
            || class.bases.iter().any(|base| {
                let own = by_name.get(&**base).copied();
                last_part(base).contains("Test") || own.is_some_and(is_around)
            });
        set(&mut collected, at, is_collected);
    }
    // A base stands above the classes that use it, so that going upwards reaches bases of bases.
    for (at, class) in classes().collect::<Vec<_>>().into_iter().rev() {
        if is_set(&collected, at) {
            for base in &class.bases {
                if let Some(base) = by_name.get(&**base) {
                    set(&mut collected, *base, true);
                }
            }
        }
    }
    collected
}

fn index(symbol: Option<u32>) -> Option<usize> {
    usize::try_from(symbol?).ok()
}

fn is_set(flags: &[bool], at: usize) -> bool {
    flags.get(at).copied().unwrap_or_default()
}

fn set(flags: &mut [bool], at: usize, value: bool) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = value;
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    /// Names of tests, those that are skipped with an exclamation mark.
    fn check_tests(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let found: Vec<String> = facts
            .symbols
            .iter()
            .filter(|symbol| symbol.is_test || symbol.is_skipped)
            .map(|symbol| match symbol.is_skipped {
                true => format!("!{}", symbol.name),
                false => symbol.name.to_string(),
            })
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn tests_are_what_a_runner_collects() {
        check_tests("def test_a():\n    def test_b(): pass\n", &["test_a"]);
        check_tests("def helper(): pass\n", &[]);
        check_tests(
            "class TestA:\n    def test_b(self): pass\n    def c(self): pass\n",
            &["TestA.test_b"],
        );
        check_tests(
            "class A(unittest.TestCase):\n    def test_b(self): pass\n",
            &["A.test_b"],
        );
        check_tests(
            "class A(BaseTest):\n    class B:\n        def test_c(self): pass\n",
            &["A.B.test_c"],
        );
        check_tests("class A:\n    def test_b(self): pass\n", &[]);
        check_tests(
            "class TestA:\n    def f(self):\n        def test_b(): pass\n",
            &[],
        );
        check_tests("@pytest.fixture\ndef test_client(): pass\n", &[]);
    }

    #[test]
    fn tests_that_never_run_are_skipped() {
        check_tests(
            "@pytest.mark.skip\ndef test_a(): pass\n@unittest.skip('x')\ndef test_b(): pass\n",
            &["!test_a", "!test_b"],
        );
        check_tests(
            "@pytest.mark.skip(reason='x')\nclass TestA:\n    def test_b(self): pass\n    class TestC:\n        def test_d(self): pass\n",
            &["!TestA.test_b", "!TestA.TestC.test_d"],
        );
        check_tests(
            "def test_a(): pass\npytestmark = [pytest.mark.slow, pytest.mark.skip('x')]\n",
            &["!test_a"],
        );
        check_tests(
            "pytest.skip('x', allow_module_level=True)\ndef test_a(): pass\n",
            &["!test_a"],
        );
        check_tests(
            "class TestA:\n    pytestmark = pytest.mark.skip\n    def test_b(self): pass\n",
            &["!TestA.test_b"],
        );
        check_tests(
            "def test_a():\n    'doc'\n    pytest.skip('x')\n",
            &["!test_a"],
        );
    }

    #[test]
    fn conditions_do_not_skip() {
        check_tests(
            "@pytest.mark.skipif(x, reason='y')\ndef test_a(): pass\n@unittest.skipUnless(x, 'y')\ndef test_b(): pass\n",
            &["test_a", "test_b"],
        );
        check_tests(
            "def test_a():\n    if x:\n        pytest.skip('y')\n",
            &["test_a"],
        );
        check_tests("@pytest.mark.skip\ndef helper(): pass\n", &[]);
    }

    #[test]
    fn bases_and_mixins_of_the_file_are_followed() {
        check_tests(
            "class Base(TestCase): pass\nclass A(Base):\n    def test_b(self): pass\n",
            &["A.test_b"],
        );
        check_tests(
            "class Root:\n    def test_a(self): pass\nclass Mixin(Root):\n    def test_b(self): pass\nclass C(Mixin, TestCase): pass\n",
            &["Root.test_a", "Mixin.test_b"],
        );
        check_tests(
            "class Mixin:\n    def test_b(self): pass\nclass C(Mixin): pass\n",
            &[],
        );
    }
}
