//! What CI runs, followed from its steps to the packages.

mod unclear;
mod words;

use super::setup;
use crate::model::{RunState, Setup};
use crate::scan::fixture::units;
use crate::scan::resolve;

fn read(fixture: &str) -> Setup {
    let (tree, units) = units(fixture);
    let graph = resolve(&tree, &units);
    let (setup, warnings) = setup(&tree, &units, &graph);
    assert_eq!(warnings, []);
    setup
}

/// The runs of all packages, as `folder: tool state measures`, and packages that nothing runs.
fn runs(fixture: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for package in read(fixture).packages {
        if package.runs.is_empty() && !package.unrun.is_empty() {
            lines.push(format!("{}: never", package.folder));
        }
        for run in &package.runs {
            let state = match &run.state {
                RunState::Runs => "runs".to_owned(),
                RunState::Scheduled(_) => "scheduled".to_owned(),
                RunState::Lenient(why) => format!("lenient {}", why.line.unwrap()),
                RunState::ByHand(why) => format!("by hand {}", why.line.unwrap()),
                RunState::Blocked(why) => format!("blocked {}: {}", why.line.unwrap(), why.fact),
            };
            let measures = if run.measures { ", measured" } else { "" };
            lines.push(format!(
                "{}: {} {state}{measures}",
                package.folder, run.tool
            ));
        }
    }
    lines
}

const PYTHON: &str = "\
//- /app/pyproject.toml
[project]
name = \"app\"
[dependency-groups]
dev = [\"pytest\"]
//- /app/app/__init__.py
//- /app/app/core.py
def f(a):
    return a
//- /app/tests/test_core.py
from app.core import f
def test_f():
    assert f(1) == 1
";

fn check_python(workflow: &str, more: &str, expect: &[&str]) {
    let fixture = format!("{PYTHON}//- /.github/workflows/ci.yml\n{workflow}{more}");
    assert_eq!(runs(&fixture), expect, "{workflow}");
}

#[test]
fn a_step_runs_the_tests_of_the_folder_it_works_in() {
    check_python(
        "on: push\njobs:\n  t:\n    steps:\n      - run: uv run pytest --cov\n        working-directory: app\n",
        "",
        &["app: pytest runs, measured"],
    );
    check_python(
        "on: push\njobs:\n  t:\n    steps:\n      - run: |\n          cd app\n          pytest\n",
        "",
        &["app: pytest runs"],
    );
    check_python(
        "on: push\njobs:\n  t:\n    defaults: {run: {working-directory: ./app}}\n    steps:\n      - run: pip install pytest\n",
        "",
        &["app: never"],
    );
    check_python(
        "on: push\njobs:\n  t:\n    steps:\n      - run: pytest other\n//- /other/x.py\n",
        "",
        &["app: never"],
    );
}

#[test]
fn what_never_starts_is_told_with_the_reason() {
    check_python(
        "on: push\njobs:\n  t:\n    if: ${{ false }}\n    steps:\n      - run: pytest\n",
        "",
        &["app: pytest blocked 4: the job `t` never runs: `if: ${{ false }}`"],
    );
    check_python(
        "on: push\njobs:\n  a:\n    if: false\n    steps: []\n  t:\n    needs: a\n    steps:\n      - run: pytest\n",
        "",
        &["app: pytest blocked 4: the job `a`, which it needs, never runs: `if: false`"],
    );
    check_python(
        "on:\n  push:\n    paths: ['sdk/**']\njobs:\n  t:\n    steps:\n      - run: pytest\n",
        "",
        &["app: pytest blocked 3: its path filter matches no file of the repository"],
    );
    check_python(
        "on:\n  push:\n    paths: ['.github/**']\njobs:\n  t:\n    steps:\n      - run: pytest\n",
        "",
        &["app: pytest blocked 3: its path filter leaves these files out"],
    );
    check_python(
        "on: workflow_dispatch\njobs:\n  t:\n    steps:\n      - run: pytest\n",
        "",
        &["app: pytest by hand 1"],
    );
    check_python(
        "on: push\njobs:\n  t:\n    steps:\n      - run: pytest\n        continue-on-error: true\n",
        "",
        &["app: pytest lenient 6"],
    );
}

#[test]
fn called_workflows_and_composite_actions_are_followed() {
    let called = "//- /.github/workflows/call.yml\non: workflow_call\njobs:\n  t:\n    steps:\n      - uses: ./.github/actions/t\n\
                  //- /.github/actions/t/action.yml\nruns:\n  using: composite\n  steps:\n    - run: pytest app\n      shell: bash\n";
    check_python(
        "on: pull_request\njobs:\n  c:\n    uses: ./.github/workflows/call.yml\n",
        called,
        &["app: pytest runs"],
    );
    check_python(
        "on: pull_request\njobs: {}\n",
        called,
        &["app: pytest blocked 1: no workflow calls it"],
    );
}

#[test]
fn names_are_followed_through_make_tox_and_scripts() {
    let step = |command: &str| {
        format!(
            "on: push\njobs:\n  t:\n    steps:\n      - run: {command}\n        working-directory: app\n"
        )
    };
    check_python(
        &step("make check"),
        "//- /app/Makefile\ncheck: test\ntest:\n\tpytest --cov=app\n",
        &["app: pytest runs, measured"],
    );
    check_python(
        &step("tox -e py312"),
        "//- /app/tox.ini\n[testenv]\ncommands =\n    pytest {posargs}\n",
        &["app: pytest runs"],
    );
    check_python(
        &step("nox -s tests"),
        "//- /app/noxfile.py\ndef tests(session):\n    session.run(\"pytest\", \"-q\")\n",
        &["app: pytest runs"],
    );
    check_python(
        &step("./ci.sh"),
        "//- /app/ci.sh\nset -e\npytest -q || true\n",
        &["app: pytest lenient 5"],
    );
}

const NODE: &str = "\
//- /package.json
{ \"name\": \"root\", \"workspaces\": [\"packages/*\"] }
//- /packages/a/package.json
{ \"name\": \"@x/a\", \"scripts\": { \"test\": \"npm run unit\", \"unit\": \"vitest run\" } }
//- /packages/a/a.ts
export const f = (a: number) => a + 1
//- /packages/a/a.test.ts
import { f } from './a'
import { test } from 'vitest'
test('f', () => { f(1) })
//- /packages/b/package.json
{ \"name\": \"@x/b\", \"scripts\": { \"test\": \"jest\" } }
//- /packages/b/b.ts
export const g = (a: number) => a + 1
//- /packages/b/b.test.ts
import { g } from './b'
test('g', () => { g(1) })
";

fn check_node(command: &str, expect: &[&str]) {
    let fixture = format!(
        "{NODE}//- /.gitlab-ci.yml\n.base:\n  script: [jest]\nt:\n  script:\n    - {command}\n"
    );
    assert_eq!(runs(&fixture), expect, "{command}");
}

#[test]
fn package_managers_choose_packages() {
    let never_b = "packages/b: never";
    check_node(
        "npm test --prefix packages/a",
        &["packages/a: vitest runs", never_b],
    );
    check_node(
        "pnpm --filter @x/a test",
        &["packages/a: vitest runs", never_b],
    );
    check_node(
        "yarn workspace @x/a run unit",
        &["packages/a: vitest runs", never_b],
    );
    check_node(
        "cd packages/a && npm t",
        &["packages/a: vitest runs", never_b],
    );
    check_node(
        "pnpm -r test -- --coverage",
        &[
            "packages/a: vitest runs, measured",
            "packages/b: jest runs, measured",
        ],
    );
    check_node("npm install jest", &["packages/a: never", never_b]);
}

#[test]
fn jobs_of_other_services_have_gates_too() {
    let runs = |ci: &str| runs(&format!("{PYTHON}//- /{ci}"));
    assert_eq!(
        runs(".gitlab-ci.yml\nt:\n  when: manual\n  script: pytest\n"),
        ["app: pytest by hand 2"]
    );
    assert_eq!(
        runs(
            ".circleci/config.yml\njobs:\n  t:\n    steps:\n      - run: pytest\nworkflows:\n  w:\n    jobs: [other]\n"
        ),
        ["app: pytest blocked 2: no workflow uses this job"]
    );
    assert_eq!(
        runs("azure-pipelines.yml\nsteps:\n  - script: pytest\n    workingDirectory: app\n"),
        ["app: pytest runs"]
    );
}

#[test]
fn settings_that_no_tool_reads_are_found() {
    let check = |more: &str, expect: &[&str]| {
        let setup = read(&format!("{PYTHON}{more}"));
        let found: Vec<String> = setup.packages[0]
            .misplaced
            .iter()
            .map(|found| format!("{}:{}", found.evidence.path, found.evidence.line.unwrap()))
            .collect();
        assert_eq!(found, expect, "{more}");
    };
    check(
        "//- /app/pytest.ini\n[tool:pytest]\naddopts = -q\n",
        &["app/pytest.ini:1"],
    );
    check("//- /app/pytest.ini\n[pytest]\naddopts = -q\n", &[]);
    check(
        "//- /app/setup.cfg\n[pytest]\naddopts = -q\n",
        &["app/setup.cfg:1"],
    );
    check(
        "//- /app/setup.cfg\n[tool:pytest]\naddopts = -q\n[coverage:run]\nbranch = 1\n",
        &[],
    );
    check(
        "//- /app/setup.cfg\n\n[run]\nbranch = 1\n",
        &["app/setup.cfg:2"],
    );
    check(
        "//- /app/pytest.ini\n[pytest]\n//- /app/tox.ini\n[pytest]\naddopts = -q\n",
        &["app/tox.ini:1"],
    );
}

#[test]
fn tests_of_files_that_are_gone_are_found() {
    let check = |test: &str, expect: &[&str]| {
        let setup = read(&format!("{PYTHON}//- /app/tests/test_x.py\n{test}"));
        let found: Vec<&str> = setup.packages[0]
            .orphans
            .iter()
            .map(|found| &*found.fact)
            .collect();
        assert_eq!(found, expect, "{test}");
    };
    check(
        "from app.gone import f\n",
        &["imports `app.gone`, which is not there"],
    );
    check(
        "from app.core import f\nimport os.path\nimport yaml.nodes\n",
        &[],
    );
    check("from app import core\n", &[]);
}

#[test]
fn a_script_without_an_ending_is_followed() {
    let step = "on: push\njobs:\n  t:\n    steps:\n      - run: .ci/run\n";
    check_python(
        step,
        "//- /.ci/run\n#!/usr/bin/env bash\ncd app\npytest --cov\n",
        &["app: pytest runs, measured"],
    );
    // Of another program it is not known what it runs.
    let fixture = format!(
        "{PYTHON}//- /.github/workflows/ci.yml\n{step}//- /.ci/run\n#!/usr/bin/env ruby\nx\n"
    );
    let setup = read(&fixture);
    assert!(setup.packages[0].unclear.is_some());
}

#[test]
fn workflows_of_forgejo_and_gitea_are_read_like_those_of_github() {
    for folder in [".forgejo", ".gitea"] {
        let fixture = format!(
            "{PYTHON}//- /{folder}/workflows/ci.yml\non: push\njobs:\n  t:\n    steps:\n      - run: pytest\n"
        );
        assert_eq!(runs(&fixture), ["app: pytest runs"], "{folder}");
    }
}

#[test]
fn an_alias_of_cargo_is_followed_and_a_program_of_the_tree_is_unclear() {
    let rust = "\
//- /Cargo.toml
[package]
name = \"a\"
//- /src/lib.rs
pub fn f(a: u8) -> u8 { a }
#[cfg(test)]
mod tests { #[test] fn f() { super::f(1); } }
";
    let with = |command: &str, settings: &str| {
        read(&format!(
            "{rust}//- /.github/workflows/ci.yml\non: push\njobs:\n  t:\n    steps:\n      - run: {command}\n{settings}"
        ))
    };
    let alias = "//- /.cargo/config.toml\n[alias]\nall = [\"test\", \"--workspace\"]\nxtask = \"run --package xtask --\"\n";
    let package = with("cargo all", alias).packages.remove(0);
    assert_eq!(package.runs.len(), 1);
    assert_eq!(package.runs[0].tool, "cargo test");
    for command in ["cargo xtask ci", "cargo run -p xtask -- ci"] {
        let package = with(command, alias).packages.remove(0);
        assert!(
            package.runs.is_empty() && package.unclear.is_some(),
            "{command}"
        );
    }
    assert!(with("cargo build", alias).packages[0].unclear.is_none());
}

#[test]
fn the_runner_is_what_the_tests_build_on_unless_ci_starts_another() {
    let check = |more: &str, expect: Option<&str>| {
        let fixture =
            format!("//- /requirements.txt\nx\n//- /app/core.py\ndef f(a):\n    return a\n{more}");
        let packages = read(&fixture).packages;
        let found = packages[0].runner.as_ref().map(|tool| &*tool.name);
        assert_eq!(found, expect, "{more}");
    };
    let mocks = "//- /app/test_a.py\nfrom unittest import mock\nimport unittest.mock\ndef test_a():\n    assert mock\n";
    let plain = "//- /app/test_b.py\nimport unittest\nclass A(unittest.TestCase):\n    def test_b(self):\n        assert 1\n";
    let django = "//- /app/test_c.py\nfrom django.test import TestCase\nclass C(TestCase):\n    def test_c(self):\n        assert 1\n";
    let manager = "//- /manage.py\nmain()\n";
    check(mocks, None);
    check(plain, Some("unittest"));
    check(&[plain, django].concat(), Some("unittest"));
    check(&[plain, django, manager].concat(), Some("manage.py test"));
    let ci = |run: &str| {
        format!(
            "//- /.github/workflows/ci.yml\non: push\njobs:\n  t:\n    steps:\n      - run: {run}\n"
        )
    };
    check(
        &[plain, &ci("coverage run manage.py test")].concat(),
        Some("manage.py test"),
    );
    check(&[plain, &ci("pip install x")].concat(), Some("unittest"));
    let tox = "//- /tox.ini\n[tox]\nenv_list = py\n[testenv]\ncommands = nose2\n";
    check(&[plain, tox, &ci("tox")].concat(), Some("nose2"));
}

#[test]
fn steps_that_speak_of_coverage_without_measuring_it_are_unclear() {
    let check = |steps: &str, more: &str, expect: Option<u32>| {
        let workflow = format!("on: push\njobs:\n  t:\n    steps:\n{steps}");
        let fixture = format!("{PYTHON}//- /.github/workflows/ci.yml\n{workflow}{more}");
        let setup = read(&fixture);
        let found = setup
            .packages
            .iter()
            .find_map(|it| it.unclear_coverage.as_ref());
        assert_eq!(found.and_then(|found| found.line), expect, "{steps}");
    };
    check("      - run: gulp coverage\n", "", Some(5));
    check(
        "      - run: ls\n      - run: npx zx x/coverage.mjs\n",
        "",
        Some(6),
    );
    check("      - uses: codecov/codecov-action@v5\n", "", Some(5));
    check(
        "      - run: rm -rf coverage\n      - run: pytest app --no-cov\n",
        "",
        None,
    );
    // What is kept is what the step before it measured.
    check(
        "      - run: pytest app --cov\n      - uses: codecov/codecov-action@v5\n",
        "",
        None,
    );
    let make = "//- /Makefile\ncover: COV=--cov=app\ncover: test\ntest:\n\tpytest app $(COV)\n";
    check("      - run: make cover\n", make, None);
    check("      - run: make cover\n", "", Some(5));
}

#[test]
fn settings_that_measure_where_they_are_asked_to_count() {
    let check = |enabled: &str, expect: usize| {
        let setup = read(&format!(
            "//- /package.json\n{{\"devDependencies\": {{\"vitest\": \"1\"}}}}\n\
             //- /a.ts\nexport const f = (a) => a + 1\n\
             //- /vitest.config.ts\nexport default {{ test: {{\n  coverage: {{\n  enabled: {enabled},\n}} }} }}\n"
        ));
        assert_eq!(setup.packages[0].measured_by.len(), expect, "{enabled}");
    };
    check("true", 1);
    check("!!process.env.CI", 1);
    check("false", 0);
}
