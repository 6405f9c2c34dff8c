//! Checks of how tests are set up, and what they offer to paste.

use crate::harness::Tree;

/// The answers of a scan as `state scope id`, those that are fine left out.
fn answers(tree: &Tree) -> Vec<String> {
    checks(tree)
        .iter()
        .filter(|check| check["state"] != "ok")
        .map(|check| {
            let word = |key: &str| check[key].as_str().unwrap().to_owned();
            format!("{} {} {}", word("state"), word("scope"), word("id"))
        })
        .collect()
}

fn checks(tree: &Tree) -> Vec<serde_json::Value> {
    let output = tree.run(&["scan", "--format", "json"]);
    let text = output.strip_prefix("0\n-- out\n").unwrap();
    let document: serde_json::Value = serde_json::from_str(text).unwrap();
    document["checks"].as_array().unwrap().clone()
}

/// What one check offers to paste.
fn snippet(tree: &Tree, scope: &str, id: &str) -> String {
    let checks = checks(tree);
    let check = checks
        .iter()
        .find(|check| check["scope"] == scope && check["id"] == id)
        .unwrap();
    check["snippet"].as_str().unwrap().to_owned()
}

const FUNCTION: &str =
    "def f(a):\n    b = a\n    c = b\n    d = c\n    e = d\n    g = e\n    h = g\n    return h\n";

/// Four functions, enough to be worth a question.
fn module() -> String {
    let numbered = |at: usize| FUNCTION.replace("def f", &format!("def f{at}"));
    (0..4).map(numbered).collect()
}

fn monorepo() -> Tree {
    let module = module();
    Tree::new(&format!(
        "\
//- /api/pyproject.toml
[project]
name = \"api\"
requires-python = \">=3.12\"

[dependency-groups]
dev = [
    \"pytest==8.3.5\",
    \"ruff==0.11.5\",
]
lint = [{{ include-group = \"dev\" }}]
//- /api/uv.lock
//- /api/api/__init__.py
//- /api/api/core.py
{module}
//- /api/api/routes.py
from fastapi import APIRouter
router = APIRouter()
@router.get(\"/a\")
def a():
    return 1
@router.post(\"/b\")
def b():
    return 2
@router.delete(\"/c\")
def c():
    return 3
//- /api/pytest.ini
[tool:pytest]
testpaths = tests
//- /api/tests/test_core.py
from api.core import f0
def test_f():
    assert f0(1) == 1
//- /agent/pyproject.toml
[tool.poetry]
name = \"agent\"
[tool.poetry.group.dev.dependencies]
ruff = \"^0.11\"
//- /agent/agent/core.py
{module}
//- /web/package.json
{{
  \"name\": \"web\",
  \"scripts\": {{ \"test\": \"vitest run\" }},
  \"devDependencies\": {{ \"vitest\": \"^3.2.4\", \"@vitest/coverage-v8\": \"3.2.4\" }}
}}
//- /web/pnpm-lock.yaml
//- /web/src/a.ts
export const f = (a: number) => a + 1
//- /web/src/a.test.ts
import {{ f }} from './a'
import {{ test }} from 'vitest'
test('f', () => {{ f(1) }})
//- /.github/workflows/[web]tests.yml
on:
  push:
    branches: [develop]
    paths: ['web/**']
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v3
      - run: pnpm test
        working-directory: web
"
    ))
}

#[test]
fn each_project_is_asked_what_it_lacks() {
    let found = answers(&monorepo());
    assert_eq!(
        found,
        [
            "missing agent runner",
            "wrong api settings",
            "missing api coverage",
            "missing api ci",
            "missing api contract",
            "wrong web coverage-use",
        ]
    );
}

#[test]
fn evidence_names_file_and_line() {
    let tree = monorepo();
    let checks = checks(&tree);
    let of = |scope: &str, id: &str| {
        let check = checks
            .iter()
            .find(|check| check["scope"] == scope && check["id"] == id)
            .unwrap();
        check["evidence"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        of("api", "settings"),
        "api/pytest.ini:1: pytest does not read `[tool:pytest]` in this file"
    );
    assert_eq!(
        of("web", "ci"),
        ".github/workflows/[web]tests.yml:10: runs `vitest` through `web/package.json` line 3"
    );
    assert_eq!(
        of("web", "coverage-use"),
        "web/package.json:4: asks for `@vitest/coverage-v8` 3.2.4"
    );
}

#[test]
fn a_list_of_tools_keeps_what_it_has() {
    let tree = monorepo();
    let text = snippet(&tree, "api", "coverage");
    let table: toml::Table = toml::from_str(&text).unwrap();
    let list = table["dependency-groups"]["dev"].as_array().unwrap();
    let list: Vec<&str> = list.iter().map(|item| item.as_str().unwrap()).collect();
    assert_eq!(list, ["pytest==8.3.5", "ruff==0.11.5", "pytest-cov"]);
    assert_eq!(
        table["tool"]["coverage"]["run"]["source"][0].as_str(),
        Some("api")
    );
    let text = snippet(&tree, "agent", "runner");
    let table: toml::Table = toml::from_str(&text).unwrap();
    let dev = &table["tool"]["poetry"]["group"]["dev"]["dependencies"];
    assert_eq!(dev["ruff"].as_str(), Some("^0.11"));
    assert!(dev.get("pytest").is_some(), "{text}");
}

#[test]
fn a_script_measures_with_the_runner_at_hand() {
    let text = snippet(&monorepo(), "web", "coverage-use");
    let object: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        object,
        serde_json::json!({ "scripts": { "test:coverage": "vitest run --coverage" } })
    );
}

#[test]
fn a_workflow_is_written_as_the_others_are() {
    let text = snippet(&monorepo(), "api", "ci");
    assert_eq!(
        text,
        "\
name: 'Tests of api'

on:
  push:
    branches: [develop]
    paths:
      - 'api/**'
  pull_request:
    paths:
      - 'api/**'

jobs:
  test:
    runs-on: ubuntu-latest
    defaults:
      run:
        working-directory: 'api'
    steps:
      - uses: actions/checkout@v3
      - uses: actions/setup-python@v5
        with:
          python-version: '3.12'
      - name: Install uv
        run: python -m pip install --upgrade uv
      - name: Install dependencies
        run: uv sync --group dev
      - name: Run tests
        run: uv run pytest
"
    );
}

/// Every event of the text, so that a broken document fails.
fn yaml_is_valid(text: &str) {
    for event in saphyr_parser::Parser::new_from_str(text) {
        event.unwrap();
    }
}

#[test]
fn what_is_offered_parses() {
    for check in checks(&monorepo()) {
        let (Some(text), Some(path)) = (check["snippet"].as_str(), check["snippet_path"].as_str())
        else {
            continue;
        };
        match path.rsplit('.').next() {
            Some("toml") => {
                toml::from_str::<toml::Table>(text).unwrap();
            }
            Some("json") => {
                serde_json::from_str::<serde_json::Value>(text).unwrap();
            }
            Some("yml" | "yaml") => yaml_is_valid(text),
            Some("ini") => assert_eq!(text, "[pytest]\n"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn checks_can_be_silenced_by_name_and_folder() {
    let tree = monorepo();
    tree.write(
        "lacuna.toml",
        "[checks]\nignore = [\"ci\", \"runner:agent\", \"contract:web\", \"coverage:ap*\"]\n",
    );
    assert_eq!(
        answers(&tree),
        [
            "wrong api settings",
            "missing api contract",
            "wrong web coverage-use"
        ]
    );
}

#[test]
fn an_unknown_check_is_an_error_with_a_suggestion() {
    let tree = monorepo();
    tree.write("lacuna.toml", "[checks]\nignore = [\"covrage\"]\n");
    assert_eq!(
        tree.run(&["scan"]),
        "2\n-- err\nerror: cannot read config `TREE/lacuna.toml`: there is no check `covrage` at line 2, column 11\nhint: did you mean `coverage`?\n"
    );
}

#[test]
fn broken_settings_are_warnings_that_name_the_file() {
    let tree = monorepo();
    tree.write("agent/pyproject.toml", "[tool.poetry\n");
    tree.write(".github/workflows/broken.yml", "a: [b\nc: }\n");
    let output = tree.run(&["scan", "--format", "json"]);
    assert!(output.starts_with("0\n"));
    for name in ["agent/pyproject.toml", ".github/workflows/broken.yml"] {
        assert!(
            output.contains(&format!("\"path\": \"{name}\""))
                || output.contains(&format!("\"path\":\"{name}\"")),
            "{name}"
        );
    }
}

#[test]
fn examples_with_tests_are_not_asked_about_beside_what_they_show() {
    let manifest = r#"{"devDependencies": {"vitest": "^3.0.0"}}"#;
    let test = "import { it } from 'vitest'\nit('adds', () => { if (1 + 1 !== 2) throw 1 })\n";
    let tree = Tree::new("");
    for folder in ["examples/a", "dev-examples/b", "docs/c"] {
        tree.write(&format!("{folder}/package.json"), manifest);
        tree.write(&format!("{folder}/a.test.ts"), test);
    }
    let scopes = |tree: &Tree| {
        let mut scopes: Vec<String> = answers(tree)
            .iter()
            .filter_map(|answer| Some(answer.split(' ').nth(1)?.to_owned()))
            .collect();
        scopes.dedup();
        scopes
    };
    assert_eq!(scopes(&tree), ["docs/c"]);
    std::fs::remove_dir_all(tree.path().join("docs")).unwrap();
    assert_eq!(scopes(&tree), ["dev-examples/b", "examples/a"]);
}
