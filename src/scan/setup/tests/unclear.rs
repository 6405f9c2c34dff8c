//! What cannot be followed may run tests: of that it is not claimed that nothing does.

use super::{NODE, PYTHON, read};

/// Says of each package whether a step runs its tests (`runs`), may run them (`unclear`) or not.
fn states(fixture: &str) -> String {
    let packages = read(fixture).packages;
    let tested = packages
        .iter()
        .filter(|package| !package.runs.is_empty() || !package.unrun.is_empty());
    let states = tested.map(
        |package| match (package.runs.is_empty(), package.unclear.is_some()) {
            (false, _) => "runs",
            (true, true) => "unclear",
            (true, false) => "never",
        },
    );
    states.collect::<Vec<_>>().join(" ")
}

fn check_step(tree: &str, command: &str, expect: &str) {
    let fixture = format!(
        "{tree}//- /.github/workflows/ci.yml\non: push\njobs:\n  t:\n    steps:\n      - run: |\n          {command}\n"
    );
    assert_eq!(states(&fixture), expect, "{command}");
}

#[test]
fn forms_of_package_managers_are_followed() {
    let both = "runs runs";
    for command in [
        "pnpm recursive test",
        "yarn workspaces foreach -A run test",
        "npm test --workspaces",
        "npm run test -ws",
        "lerna run test",
        "turbo run test --filter x",
    ] {
        check_step(NODE, command, both);
    }
    for command in [
        "cd packages/a && nr test",
        "cd packages/a && node --run test",
        "docker compose run -w packages/a web npm test --prefix packages/a",
        "concurrently \"ls\" \"npm test --prefix packages/a\"",
    ] {
        check_step(NODE, command, "runs never");
    }
    check_step(NODE, "nx run-many -t test", "runs runs");
    check_step(NODE, "nx run-many -t lint", "never never");
    check_step(NODE, "docker compose run web npm test", "unclear unclear");
    check_step(NODE, "npm run build", "never never");
}

#[test]
fn scripts_of_wireit_are_followed() {
    let check = |wireit: &str, expect: &str| {
        let tree = NODE.replace("vitest run", "wireit").replace(
            "\"name\": \"@x/a\"",
            &format!("\"name\": \"@x/a\", \"wireit\": {wireit}"),
        );
        check_step(&tree, "cd packages/a && npm test", expect);
    };
    check(r#"{"unit": {"command": "vitest run"}}"#, "runs never");
    check(r#"{"unit": {"command": "ls"}}"#, "never never");
    check(r#"{"unit": {"dependencies": ["../b:test"]}}"#, "never runs");
    check(
        r#"{"unit": {"dependencies": [{"script": "real"}]}, "real": {}}"#,
        "unclear never",
    );
}

#[test]
fn python_tools_behind_others_are_followed() {
    let tox = "//- /tox.ini\n[testenv]\ncommands = pytest\n";
    let tree = format!("{PYTHON}{tox}");
    for command in [
        "tox",
        "uvx tox",
        "uvx --with tox-uv tox -e py",
        "uv tool run tox",
        "python -m tox",
        "bash -c \"pytest -x\"",
        "bash -euo pipefail -c 'cd app && pytest -x'",
        "docker compose exec web sh -c 'pytest -x'",
        "nix develop -c pytest",
        "eval \"pytest -x\"",
        "rye test",
    ] {
        check_step(&tree, command, "runs");
    }
    let nox = "//- /noxfile.py\ndef tests(session):\n    session.run('pytest')\ndef other(session):\n    session.run(*words)\n";
    let tree = format!("{PYTHON}{nox}");
    check_step(&tree, "pipx run nox -s tests", "runs");
    check_step(&tree, "nox -s other", "unclear");
}

#[test]
fn scripts_and_tasks_of_the_tree_are_followed() {
    let tree = format!(
        "{PYTHON}//- /scripts/test.sh\ncd app\npytest\n//- /scripts/run.py\nx = 1\n//- /scripts/build_docs.py\nx = 1\n//- /mise.toml\n[tasks.test]\nrun = \"pytest\"\n//- /.pre-commit-config.yaml\nrepos:\n  - repo: local\n    hooks:\n      - {{id: tests, entry: pytest app}}\n"
    );
    for command in [
        "source scripts/test.sh",
        ". scripts/test.sh",
        "bash scripts/test.sh",
        "cd \"$(dirname \"$0\")\" && ./scripts/test.sh",
        "mise run test",
        "mise test",
        "pre-commit run --all-files",
    ] {
        check_step(&tree, command, "runs");
    }
    let tree_of_parts = format!(
        "{PYTHON}//- /Makefile\ninclude build/*.mk\n-include build/common.mk\n//- /build/common.mk\ntest: ; pytest app\n"
    );
    check_step(&tree_of_parts, "make test", "runs");
    check_step(&tree, "python scripts/run.py", "unclear");
    check_step(&tree, "python scripts/build_docs.py", "never");
    check_step(&tree, "mise install", "never");
}

#[test]
fn what_may_run_anything_is_unclear() {
    for command in [
        "bazel test //...",
        "just ci",
        "task verify",
        "make -C app test",
        "mise run ci",
        "invoke test",
        "$RUNNER",
        "${{ inputs.command }}",
        "somebuilder",
        "./gradlew build",
        "docker run image",
        "docker build --target tests .",
        "cd $SOMEWHERE && pytest",
        "nix flake check",
    ] {
        check_step(PYTHON, command, "unclear");
    }
    for command in [
        "echo pytest",
        "pip install -e .[test]",
        "ruff check tests",
        "docker build .",
        "docker run -d postgres",
        "case $1 in test) ls;; esac",
        "for x in tests; do echo $x; done",
        "python manage.py migrate",
        "git tag latest",
    ] {
        check_step(PYTHON, command, "never");
    }
}

#[test]
fn what_workflows_take_from_elsewhere_is_unclear_or_filled_in() {
    let check = |jobs: &str, more: &str, expect: &str| {
        let fixture =
            format!("{PYTHON}//- /.github/workflows/ci.yml\non: push\njobs:\n  t:\n{jobs}{more}");
        assert_eq!(states(&fixture), expect, "{jobs}");
    };
    check(
        "    uses: org/repo/.github/workflows/x.yml@v1\n",
        "",
        "unclear",
    );
    check(
        "    uses: org/repo/.github/workflows/stale.yml@v1\n",
        "",
        "never",
    );
    check(
        "    steps:\n      - uses: org/run-tests@v1\n",
        "",
        "unclear",
    );
    check(
        "    steps:\n      - uses: actions/checkout@v4\n",
        "",
        "never",
    );
    check(
        "    steps:\n      - uses: ./.github/actions/gone\n",
        "",
        "unclear",
    );
    let matrix = "    strategy: {matrix: {cmd: [ls, pytest]}}\n";
    check(
        &format!("{matrix}    steps:\n      - run: ${{{{ matrix.cmd }}}}\n"),
        "",
        "runs",
    );
    let called = "//- /.github/workflows/x.yml\non:\n  workflow_call:\n    inputs: {cmd: {default: ls}}\njobs:\n  u:\n    steps:\n      - run: ${{ inputs.cmd }}\n";
    check("    uses: ./.github/workflows/x.yml\n", called, "never");
    check(
        "    uses: ./.github/workflows/x.yml\n    with: {cmd: pytest app}\n",
        called,
        "runs",
    );
    let action = "//- /.github/actions/x/action.yml\ninputs: {run: {}}\nruns:\n  using: composite\n  steps:\n    - run: ${{ inputs.run }}\n";
    check(
        "    steps:\n      - uses: ./.github/actions/x\n        with: {run: pytest app}\n",
        action,
        "runs",
    );
    // A step for other files says nothing about these.
    let fixture = format!(
        "{PYTHON}//- /.github/workflows/ci.yml\non: {{push: {{paths: [docs/**]}}}}\njobs:\n  t:\n    steps:\n      - run: somebuilder\n"
    );
    assert_eq!(states(&fixture), "never");
}

#[test]
fn other_services_are_unclear_where_they_are_not_read() {
    let check = |ci: &str, expect: &str| {
        assert_eq!(states(&format!("{PYTHON}//- /{ci}")), expect, "{ci}");
    };
    check(
        ".gitlab-ci.yml\n.base: {script: [pytest]}\nt: {extends: .base}\n",
        "runs",
    );
    check(
        ".gitlab-ci.yml\n.base: {script: [pytest]}\nt: {extends: .base, script: [ls]}\n",
        "never",
    );
    check(".gitlab-ci.yml\nt: {extends: .gone}\n", "unclear");
    check(
        ".gitlab-ci.yml\n.base: {script: [pytest]}\nt:\n  script:\n    - !reference [.base, script]\n",
        "runs",
    );
    check(
        ".gitlab-ci.yml\ninclude: {project: a/b, file: x.yml}\n",
        "unclear",
    );
    check(
        ".gitlab-ci.yml\ninclude: {template: Jobs/SAST.gitlab-ci.yml}\n",
        "never",
    );
    check(
        ".circleci/config.yml\norbs: {node: circleci/node@5}\njobs: {}\nworkflows:\n  w:\n    jobs: [node/test]\n",
        "unclear",
    );
    check(
        ".circleci/config.yml\ncommands:\n  all:\n    steps:\n      - run: pytest\njobs:\n  t:\n    steps: [all]\nworkflows:\n  w:\n    jobs: [t]\n",
        "runs",
    );
    check(
        ".circleci/config.yml\njobs:\n  t:\n    steps:\n      - run: << parameters.command >>\nworkflows:\n  w:\n    jobs: [t]\n",
        "unclear",
    );
    check(
        "azure-pipelines.yml\nsteps:\n  - template: x.yml@other\n",
        "unclear",
    );
    check("azure-pipelines.yml\nsteps:\n  - script: ls\n", "never");
    check(".travis.yml\nlanguage: python\nscript: $RUN\n", "unclear");
    check("appveyor.yml\ntest_script:\n  - ps: pytest\n", "runs");
    check(".cirrus.yml\nt_task:\n  unit_script: pytest\n", "runs");
    check("Jenkinsfile\nsh '''\n  pytest -x\n'''\n", "runs");
    check("Jenkinsfile\n@Library('x') _\n", "unclear");
    check("cloudbuild.yaml\nsteps: []\n", "unclear");
}
