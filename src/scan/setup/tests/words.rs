//! What the words of a command come to: values of options, variables, files that do not parse.

use super::{PYTHON, check_python, read, runs};
use crate::model::Evidence;
use crate::scan::fixture::units;
use crate::scan::resolve;
use crate::scan::setup::setup;

#[test]
fn values_of_options_are_no_paths_of_tests() {
    let tree = "\
//- /package.json
{\"scripts\": {\"test\": \"jest --config jest.config.js --coverage\"}, \"devDependencies\": {\"jest\": \"1\"}}
//- /jest.config.js
module.exports = {}
//- /a.js
export const f = (a) => a + 1
//- /tests/a.test.js
import { f } from '../a'
test('f', () => f(1))
";
    let all = |command: &str| {
        let fixture = format!(
            "{tree}//- /.github/workflows/ci.yml\non: push\njobs:\n  t:\n    steps:\n      - run: {command}\n"
        );
        let package = read(&fixture).packages.remove(0);
        assert_eq!(package.runs.len(), usize::from(package.unrun.is_empty()));
        package.runs.len()
    };
    assert_eq!(all("npm test"), 1);
    assert_eq!(all("npx jest -c jest.config.js"), 1);
    assert_eq!(all("npx jest a.js"), 0);
}

#[test]
fn what_variables_hold_is_put_in() {
    let go = "\
//- /go.mod
module example.com/a
//- /a.go
package a
func F() int { return 1 }
//- /a_test.go
package a
import \"testing\"
func TestF(t *testing.T) { F() }
//- /.github/workflows/ci.yml
on: push
jobs:
  t:
    steps:
      - run: bash ./test.sh
//- /test.sh
";
    let check = |script: &str, expect: &str| {
        assert_eq!(runs(&format!("{go}{script}\n")), [expect], "{script}");
    };
    let (plain, measured) = (": go test runs", ": go test runs, measured");
    check(
        "args=\"-race -coverprofile=c.out ./...\"\ngo test $args",
        measured,
    );
    check(
        "args=-race\nargs+=\" -cover\"\ngo test $args ./...",
        measured,
    );
    check(
        "if x; then\n  export A=-cover\nelse\n  A=\nfi\ngo test ${A} ./...",
        measured,
    );
    check("args=(-cover ./...)\ngo test \"${args[@]}\"", measured);
    check("GOFLAGS=-cover go test ./...", measured);
    check("args=-cover\ngo test ./...", plain);
}

#[test]
fn what_an_environment_of_tox_sets_counts() {
    let tox = |set: &str| {
        format!(
            "//- /tox.ini\n[testenv]\nsetenv =\n    A=b\n    {set}\ncommands =\n    stestr run\n"
        )
    };
    let step = "on: push\njobs:\n  t:\n    steps:\n      - run: tox -e py\n";
    check_python(step, &tox("B=c"), &["app: stestr runs"]);
    check_python(
        step,
        &tox("PYTHON=coverage run --source app"),
        &["app: stestr runs, measured"],
    );
}

#[test]
fn a_file_of_ci_that_does_not_parse_may_run_anything() {
    let fixture = format!("{PYTHON}//- /.github/workflows/ci.yml\non: push\njobs: [\n  - a: {{\n");
    let (tree, units) = units(&fixture);
    let graph = resolve(&tree, &units);
    let (setup, warnings) = setup(&tree, &units, &graph);
    assert_eq!(warnings.len(), 1);
    let package = &setup.packages[0];
    let path =
        |evidence: &Option<Evidence>| evidence.as_ref().map(|evidence| evidence.path.to_string());
    let file = Some(".github/workflows/ci.yml".to_owned());
    assert_eq!(path(&package.unclear), file);
    assert_eq!(path(&package.unclear_coverage), file);
}

#[test]
fn a_script_that_speaks_of_coverage_without_measuring_it_is_unclear() {
    let check = |script: &str, expect: bool| {
        let setup = read(&format!(
            "//- /package.json\n{{\"scripts\": {{\"test:cov\": \"{script}\"}}, \"devDependencies\": {{\"mocha\": \"1\", \"c8\": \"1\"}}}}\n\
             //- /a.js\nexport const f = (a) => a + 1\n"
        ));
        assert_eq!(
            setup.packages[0].unclear_coverage.is_some(),
            expect,
            "{script}"
        );
    };
    check("hereby test:cov", true);
    check("c8 mocha", false);
    check("rm -rf coverage", false);
}
