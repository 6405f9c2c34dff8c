//! What pytest sets up for tests: fixtures, by the names of parameters, by marks, or unasked.

use rustc_hash::FxHashMap;

use crate::lang::{Family, is_receiver};
use crate::model::{FileId, Symbol, Text, last_part};

use super::index::{Index, Node};
use super::value::{Fuel, Value};

/// What stands among the decorators of a fixture that is set up unasked.
const UNASKED: &str = "fixture.autouse";

/// What gives the fixture of a name, which may be any word of a test: one of its parameters.
const GETTING: &str = "getfixturevalue";

/// What takes names of fixtures: pytest's mark, and plugins that get them where tests are made.
const ASKING: [&str; 5] = ["usefixtures", GETTING, "lazy_fixture", "lf", "fixture_ref"];

impl<'a> Index<'a> {
    /// The fixture that a test of the file gets by this name: from its own module, its imports, or
    /// the nearest `conftest.py`.
    pub(super) fn fixture(&self, file: FileId, name: &str) -> Option<Node> {
        if !self.is_test_code(file) {
            return None;
        }
        let is_fixture = |node: &Node| self.symbol(*node).is_some_and(is_fixture);
        let names = self.names_of(file)?;
        let id = names.id(name);
        let own = id
            .into_iter()
            .flat_map(|id| names.ending_in(id))
            .map(|symbol| self.node(file, symbol));
        let imported = id
            .and_then(|id| names.import_of(id))
            .and_then(|imported| self.by_name(imported.file, imported.name?));
        // A `conftest.py` may only collect what other files define.
        let of_module = |file: &FileId| match self.in_module(*file, name, &Fuel::new())? {
            Value::Function(node) => Some(node),
            _ => None,
        };
        let conftests = names.conftests.iter().filter_map(of_module);
        let stars = names.stars.iter().filter_map(of_module);
        let found = own
            .chain(imported)
            .chain(conftests)
            .chain(stars)
            .find(is_fixture);
        found.or_else(|| {
            let files = std::iter::once(&file).chain(&names.conftests);
            files
                .chain(&names.stars)
                .find_map(|file| self.fixture_called(*file, name))
        })
    }

    /// The fixture of a file that has a name of its own: `@pytest.fixture(name="client")`.
    fn fixture_called(&self, file: FileId, name: &str) -> Option<Node> {
        let names = self.names_of(file)?;
        let named = names
            .named_fixtures
            .get_or_init(|| self.named_fixtures(file));
        Some(self.node(file, *named.get(name)?))
    }

    fn named_fixtures(&self, file: FileId) -> FxHashMap<&'a str, u32> {
        let mut found = FxHashMap::default();
        let facts = self
            .facts(file)
            .filter(|_| self.uses_any(file, &["fixture"]));
        let texts = facts.into_iter().flat_map(|facts| &facts.texts);
        for text in texts.filter(|text| &*text.taker == "name") {
            let within = text.within.map(|at| (at, self.symbol(self.node(file, at))));
            if let Some((at, Some(symbol))) = within
                && is_fixture(symbol)
            {
                found.entry(&*text.value).or_insert(at);
            }
        }
        found
    }

    /// The fixtures that a definition of a test file gets, or all of its tests, with the lines that
    /// say so.
    pub(super) fn fixtures_of(&self, file: FileId, symbol: Option<u32>) -> Vec<(Node, u32)> {
        let Some(facts) = self.facts(file) else {
            return Vec::new();
        };
        if !self.is_test_code(file) || self.family(file) != Some(Family::Python) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut ask = |name: &str, line: u32| {
            found.extend(self.fixture(file, name).map(|fixture| (fixture, line)));
        };
        let asks = self.uses_any(file, &ASKING);
        let is_got = asks && symbol.is_some() && self.uses_any(file, &[GETTING]);
        let is_mark = |text: &&Text| {
            let mut takers = ASKING.iter();
            is_got || takers.any(|asking| last_part(&text.taker) == *asking)
        };
        let names = self.names_of(file);
        let own = symbol.and_then(|at| Some(names?.texts_in(at)));
        let own = own.unwrap_or_default().iter();
        let own = own.filter_map(|at| facts.texts.get(*at as usize));
        let outer = facts.texts.iter();
        let outer = outer.filter(|text| symbol.is_none() && text.within.is_none());
        for text in own.chain(outer).filter(|_| asks).filter(is_mark) {
            ask(&text.value, text.line);
        }
        match symbol.and_then(|at| facts.symbols.get(at as usize)) {
            Some(symbol) if symbol.is_test || is_fixture(symbol) => {
                let asked = symbol.parameters.iter().filter(|it| !is_receiver(it));
                for name in asked {
                    ask(name, symbol.start);
                }
            }
            Some(_) => {}
            None => {
                let symbols = (0_u32..).zip(&facts.symbols);
                let unasked = symbols
                    .filter(|(_, symbol)| symbol.decorators.iter().any(|it| &**it == UNASKED));
                found.extend(unasked.map(|(at, symbol)| (self.node(file, at), symbol.start)));
            }
        }
        found
    }
}

/// Whether pytest runs a function for the tests that ask for it.
fn is_fixture(symbol: &Symbol) -> bool {
    symbol.decorators.iter().any(|it| it.ends_with("fixture"))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    /// Which functions of the application are gaps, with these files of tests.
    fn check(tests: &str, expect: &[&str]) {
        let found = symbol_statuses(&format!(
            "//- /app/__init__.py\n\
             //- /app/main.py\ndef make():\n    return 1\ndef fill():\n    return 2\n\
             //- /tests/__init__.py\n{tests}"
        ));
        let gaps = found.iter().filter_map(|line| {
            line.strip_prefix("app/main.py#")?
                .strip_suffix(" unreached")
        });
        assert_eq!(gaps.collect::<Vec<_>>(), expect, "{tests}");
    }

    const FIXTURES: &str = "//- /tests/parts.py\nimport pytest\nfrom app.main import make\n@pytest.fixture(scope='session')\ndef app():\n    return make()\n\
         //- /tests/more.py\nimport pytest\nfrom app.main import fill\n@pytest.fixture\ndef filled(app):\n    return fill()\n\
         //- /tests/conftest.py\nfrom tests.parts import *\nfrom tests.more import filled\n";

    #[test]
    fn fixtures_are_found_behind_a_conftest_that_collects_them() {
        let test =
            |head: &str| format!("{FIXTURES}//- /tests/unit/test_x.py\nimport pytest\n{head}");
        check(&test("def test_x(filled):\n    assert filled\n"), &[]);
        check(&test("def test_x(app):\n    assert app\n"), &["fill"]);
        check(&test("def test_x():\n    assert 1\n"), &["make", "fill"]);
    }

    #[test]
    fn marks_ask_for_fixtures_of_tests_classes_and_files() {
        let test =
            |head: &str| format!("{FIXTURES}//- /tests/unit/test_x.py\nimport pytest\n{head}");
        let mark = "pytest.mark.usefixtures('app')";
        check(
            &test(&format!("@{mark}\ndef test_x():\n    assert 1\n")),
            &["fill"],
        );
        check(
            &test(&format!(
                "@{mark}\nclass TestX:\n    def test_x(self):\n        assert 1\n"
            )),
            &["fill"],
        );
        check(
            &test(&format!(
                "pytestmark = {mark}\ndef test_x():\n    assert 1\n"
            )),
            &["fill"],
        );
    }

    #[test]
    fn what_is_set_up_unasked_runs_for_all_tests_below() {
        let unasked = |is: &str| {
            format!(
                "//- /tests/conftest.py\nimport pytest\nfrom app.main import make, fill\n@pytest.fixture(autouse={is})\ndef app():\n    return make()\n\
             //- /tests/unit/test_x.py\ndef test_x():\n    assert 1\n"
            )
        };
        check(&unasked("True"), &["fill"]);
        check(&unasked("False"), &["make", "fill"]);
    }

    #[test]
    fn plugins_that_a_conftest_names_bring_their_fixtures() {
        check(
            "//- /tests/parts.py\nimport pytest\nfrom app.main import make\n@pytest.fixture\ndef app():\n    return make()\n\
             //- /tests/conftest.py\npytest_plugins = ['tests.parts']\n\
             //- /tests/test_x.py\ndef test_x(app):\n    assert app\n",
            &["fill"],
        );
    }

    #[test]
    fn a_fixture_may_give_a_module() {
        check(
            "//- /tests/test_x.py\nimport pytest\nimport app.main\n@pytest.fixture\ndef module():\n    return app.main\ndef test_x(module):\n    assert module.make()\n",
            &["fill"],
        );
        check(
            "//- /tests/test_x.py\nimport pytest\nfrom app import main\n@pytest.fixture\ndef module():\n    return main\ndef test_x(module):\n    assert module.make()\n",
            &["fill"],
        );
    }

    #[test]
    fn a_fixture_may_have_a_name_of_its_own() {
        check(
            "//- /tests/conftest.py\nimport pytest\nfrom app.main import make, fill\n@pytest.fixture(name='made')\ndef made_fixture():\n    return make()\n@pytest.fixture(name='filled')\ndef filled_fixture():\n    return fill()\n\
             //- /tests/test_x.py\ndef test_x(made):\n    assert made\n",
            &["fill"],
        );
    }

    #[test]
    fn fixtures_are_got_by_their_names() {
        let conftest = "//- /tests/conftest.py\nimport pytest\nfrom app.main import make, fill\n@pytest.fixture\ndef made():\n    return make()\n@pytest.fixture\ndef filled():\n    return fill()\n";
        let check = |head: &str, test: &str, expect: &[&str]| {
            let file = "//- /tests/test_x.py\nimport pytest\n";
            check(
                &format!("{conftest}{file}{head}def test_x(request, name):\n    assert {test}\n"),
                expect,
            );
        };
        let got = "request.getfixturevalue('made')";
        check("", got, &["fill"]);
        let names = "@pytest.mark.parametrize('name', ['made', 'other'])\n";
        check(names, "request.getfixturevalue(name)", &["fill"]);
        check(names, "name", &["make", "fill"]);
        let lazy = "@pytest.mark.parametrize('name', [pytest.lazy_fixture('made')])\n";
        check(lazy, "name", &["fill"]);
    }

    #[test]
    fn classes_are_test_cases_by_those_of_other_files() {
        check(
            "//- /tests/parts.py\nimport unittest\nclass Base(unittest.TestCase):\n    pass\nclass Plain:\n    pass\n\
             //- /tests/test_x.py\nfrom app.main import make, fill\nfrom tests.parts import Base, Plain\nclass Mid(Base):\n    pass\nclass Views(Mid):\n    def test_x(self):\n        assert make()\nclass Others(Plain):\n    def test_x(self):\n        assert fill()\n",
            &["fill"],
        );
    }

    #[test]
    fn tests_are_inherited_with_what_the_heir_has_instead() {
        check(
            "//- /tests/parts.py\nfrom unittest import TestCase\nclass Common(TestCase):\n    def make(self):\n        raise NotImplementedError\n    def test_it(self):\n        assert self.make()\n\
             //- /tests/test_x.py\nfrom app.main import make, fill\nfrom tests.parts import Common\nclass One(Common):\n    def make(self):\n        return make()\nclass Other(object):\n    def make(self):\n        return fill()\n",
            &["fill"],
        );
    }
}
