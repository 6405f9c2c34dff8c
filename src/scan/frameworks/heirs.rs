//! Tests that classes of Python's tests get from code that is none of the tests' own: a package gives
//! its users a class of test methods, and each of them derives a class from it.

use crate::lang::Family;
use crate::scan::calls::{Budget, Call, Index, Node, inherited_tests};
use crate::scan::walk::Tree;

use super::{Framework, call, nothing};

/// Most tests that classes get from others, those of each class counted.
const MOST_INHERITED: usize = 1 << 18;

pub(super) const HEIRS: Framework = Framework {
    uses,
    barred: nothing,
};

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    let budget = Budget::new(MOST_INHERITED, "tests that classes get from others");
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file);
        for (at, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |facts| &facts.symbols)) {
            let class = index.node(file, at);
            let tests = inherited_tests(index, class);
            if !budget.take(index, file, tests.len()) {
                return found;
            }
            let tests = tests.into_iter();
            found.extend(tests.map(|test| (class, call(test, symbol.start))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    const PRODUCT: &str = "//- /app/__init__.py\n\
         //- /app/main.py\ndef make():\n    return 1\ndef idle():\n    return 2\n\
         //- /app/testing.py\nclass Checks:\n    def test_it(self):\n        assert self.make()\n";

    fn check(class: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "{PRODUCT}//- /tests/__init__.py\n//- /tests/test_x.py\nimport unittest\nfrom app.main import make\nfrom app.testing import Checks\n{class}\n"
        ));
        assert_eq!(found, expect, "{class}");
    }

    #[test]
    fn tests_are_inherited_from_code_of_the_product() {
        let reached = ["app/main.py#idle"];
        let make = "\n    def setUp(self):\n        self.make = make";
        check(
            &format!("class Own(Checks, unittest.TestCase):{make}"),
            &reached,
        );
        check(
            "class TestOwn(Checks):\n    make = staticmethod(make)",
            &reached,
        );
        let unreached = [
            "app/main.py#make",
            "app/main.py#idle",
            "app/testing.py#Checks.test_it",
        ];
        check(&format!("class Own(Checks):{make}"), &unreached);
        check(
            &format!("class TestOwn(Checks):{make}\n    def __init__(self):\n        self.n = 1"),
            &unreached,
        );
    }
}
