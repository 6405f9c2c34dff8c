use super::*;
use crate::scan::fixture::{statuses, symbol_statuses};

const LIB: &str = "//- /lib/a.js\nexports.f = function () { return one() }\n//- /lib/idle.js\nexports.g = function () { return one() }\n";

fn gaps(fixture: &str) -> Vec<String> {
    let found = statuses(fixture);
    let gaps = found
        .iter()
        .filter_map(|line| line.strip_suffix(" unreached"));
    gaps.map(str::to_owned).collect()
}

#[test]
fn a_script_that_the_test_command_starts_is_a_test() {
    let gaps = |command: &str| {
        gaps(&format!(
            "//- /package.json\n{{\"scripts\": {{ \"test\": \"{command}\", \"start\": \"node test/other.js\" }} }}\n{LIB}\
             //- /test/basic.js\nconst assert = require('assert')\nconst {{ f }} = require('../lib/a')\nassert(f())\n\
             //- /test/other.js\nconst {{ g }} = require('../lib/idle')\ng()\n"
        ))
    };
    assert_eq!(gaps("node test/basic.js"), ["lib/idle.js"]);
    assert_eq!(
        gaps("npm run lint && X=1 node -r esm --trace test/basic"),
        ["lib/idle.js"]
    );
    assert_eq!(gaps("mocha"), ["lib/a.js", "lib/idle.js"]);
    assert_eq!(
        gaps("node -r ./test/basic.js x.js"),
        ["lib/a.js", "lib/idle.js"]
    );
}

#[test]
fn what_a_runner_collects_runs_whatever_stands_in_it() {
    let gaps = |runner: &str, path: &str, test: &str| {
        gaps(&format!(
            "//- /package.json\n{{\"devDependencies\": {{ \"{runner}\": \"1\" }}}}\n\
             //- /rules/foo.js\nexport default {{ meta: {{}}, create(context) {{ return visit(context) }} }}\nfunction visit(context) {{ return one() }}\n\
             //- /test/help.js\nexport const help = (rule) => one(rule)\nhelp(1)\n\
             //- /{path}\nimport rule from '{up}rules/foo.js'\n{test}",
            up = "../".repeat(path.matches('/').count()),
        ))
    };
    let none: [&str; 0] = [];
    let tester =
        "import { RuleTester } from 'eslint'\nnew RuleTester().run('foo', rule, { valid: [] })\n";
    assert_eq!(gaps("mocha", "tests/lib/rules/foo.js", tester), none);
    assert_eq!(gaps("vitest", "tests/foo.test.js", tester), none);
    let whole = "const whole = require('../rules/old')\nnew RuleTester().run('old', whole, {})\n";
    let old = super::tests::gaps(&format!(
        "//- /package.json\n{{}}\n//- /rules/old.js\nmodule.exports = {{ meta: {{}}, create(context) {{ return one(context) }} }}\n\
         //- /tests/old.test.js\n{whole}"
    ));
    assert_eq!(old, none);
    assert_eq!(gaps("vitest", "tests/lib/foo.js", tester), ["rules/foo.js"]);
    assert_eq!(
        gaps("mocha", "tests/fixtures/foo.js", tester),
        ["rules/foo.js"]
    );
    assert_eq!(
        gaps(
            "jest",
            "rules/__tests__/foo.js",
            "testRule({ rule, accept: [] })\n"
        ),
        none
    );
    assert_eq!(
        gaps(
            "ava",
            "test/foo.js",
            "import { help } from './help.js'\nhelp(rule)\n"
        ),
        none
    );
    let in_suite = "describe('foo', () => {\n  testRule({ make: () => rule })\n})\n";
    assert_eq!(gaps("jest", "rules/foo.test.js", in_suite), none);
    assert_eq!(
        gaps("mocha", "test/foo.js", "export const x = rule\n"),
        ["rules/foo.js"]
    );
}

#[test]
fn checks_need_no_function_where_the_runner_needs_none() {
    let gaps = |runner: &str| {
        gaps(&format!(
            "//- /package.json\n{{\"devDependencies\": {{ \"{runner}\": \"1\" }}}}\n{LIB}\
             //- /test/a.js\nconst t = require('{runner}')\nconst {{ f }} = require('../lib/a')\nt.equal(f(), 1)\n"
        ))
    };
    assert_eq!(gaps("tap"), ["lib/idle.js"]);
    assert_eq!(gaps("other"), ["lib/a.js", "lib/idle.js"]);
}

#[test]
fn paths_of_tests_are_read_in_both_forms() {
    let check = |text: &str, expect: &[&str]| assert_eq!(testpaths(text), expect, "{text}");
    check(
        "[pytest]\ntestpaths = src tests\naddopts = -x\n",
        &["src", "tests"],
    );
    check(
        "[pytest]\ntestpaths =\n    src\n    tests\naddopts = -x\n",
        &["src", "tests"],
    );
    check(
        "testpaths = [\"src\", 'tests']\naddopts = \"-x\"\n",
        &["src", "tests"],
    );
    check(
        "testpaths = [\n  \"src\",\n  \"tests\",\n]\naddopts = \"-x\"\n",
        &["src", "tests"],
    );
    check("addopts = -x\n", &[]);
}

#[test]
fn examples_in_documentation_are_tests_where_pytest_runs_them() {
    let gaps = |options: &str| {
        let found = symbol_statuses(&format!(
            "//- /pytest.ini\n[pytest]\n{options}\n\
             //- /pkg/doc.py\ndef f(x):\n    \"\"\"Doubles.\n\n    >>> f(1)\n    2\n    \"\"\"\n    return g(x)\ndef g(x):\n    return x\ndef idle(x):\n    return x\n"
        ));
        let gaps = found
            .iter()
            .filter_map(|line| line.strip_suffix(" unreached"));
        gaps.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(gaps("addopts = --doctest-modules"), ["pkg/doc.py#idle"]);
    assert_eq!(
        gaps("addopts = --doctest-modules\ntestpaths = tests"),
        gaps("")
    );
    assert_eq!(
        gaps("# addopts = --doctest-modules"),
        [
            "pkg/doc.py#f",
            "pkg/doc.py#g",
            "pkg/doc.py#idle",
            "pkg/doc.py#<doctest>"
        ]
    );
}

#[test]
fn cases_may_be_made_when_a_file_of_python_is_loaded() {
    let gaps = |tests: &str| {
        gaps(&format!(
            "//- /app.py\ndef run():\n    return 1\n//- /test_app.py\nfrom unittest import TestCase\nfrom app import run\n{tests}"
        ))
    };
    let none: [&str; 0] = [];
    let made = "def make(name):\n    assert run()\n    class Case(TestCase, metaclass=FromData):\n        pass\n    return Case\n";
    assert_eq!(gaps(&format!("{made}locals()['a'] = make('a')\n")), none);
    let plain = made.replace("TestCase", "Other");
    assert_eq!(gaps(&format!("{plain}make('a')\n")), ["app.py"]);
    assert_eq!(
        gaps("def load_tests(loader, tests, pattern):\n    return suite(run())\n"),
        none
    );
    assert_eq!(gaps("def make():\n    return run()\nmake()\n"), ["app.py"]);
}
