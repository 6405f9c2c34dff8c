//! Checks of how tests are set up, and what they offer to paste.

use std::cmp::Reverse;
use std::collections::BTreeMap;

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

/// Does what all checks say with what they offer: each text goes to the place that is named.
fn apply(tree: &Tree) {
    let mut by_path: BTreeMap<String, Vec<(String, usize, String)>> = BTreeMap::new();
    for check in checks(tree) {
        for snippet in check["snippets"].as_array().unwrap() {
            let word = |key: &str| snippet[key].as_str().unwrap().to_owned();
            let line = snippet["line"].as_u64().unwrap_or(u64::from(u32::MAX));
            let edit = (word("place"), line as usize, word("text"));
            by_path.entry(word("path")).or_default().push(edit);
        }
    }
    for (path, mut edits) in by_path {
        if edits[0].0 == "new-file" {
            assert_eq!(edits.len(), 1, "{path}");
            assert!(!tree.path().join(&path).exists(), "{path}");
            tree.write(&path, &edits[0].2);
            continue;
        }
        let text = tree.read(&path);
        let mut lines: Vec<String> = text.lines().map(|line| format!("{line}\n")).collect();
        // From the end on, so that lines keep their numbers.
        edits.sort_by_key(|(place, line, _)| (Reverse(*line), place == "instead"));
        for (place, line, text) in edits {
            match place.as_str() {
                "end" => lines.push(text),
                "below" => lines.insert(line, text),
                "instead" => lines[line - 1] = text,
                other => panic!("{other}"),
            }
        }
        tree.write(&path, &lines.concat());
    }
}

/// The texts that one check offers to paste, with where they go.
fn snippets(tree: &Tree, scope: &str, id: &str) -> Vec<(String, String)> {
    let checks = checks(tree);
    let check = checks
        .iter()
        .find(|check| check["scope"] == scope && check["id"] == id)
        .unwrap();
    let snippets = check["snippets"].as_array().unwrap().iter();
    let place = |snippet: &serde_json::Value| {
        format!("{} {}", snippet["place"].as_str().unwrap(), snippet["line"])
    };
    let text = |snippet: &serde_json::Value| snippet["text"].as_str().unwrap().to_owned();
    snippets.map(|one| (place(one), text(one))).collect()
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
fn a_list_of_tools_is_told_only_what_it_lacks_and_keeps_what_it_has() {
    let tree = monorepo();
    let list = |tree: &Tree| -> Vec<String> {
        let table: toml::Table = toml::from_str(&tree.read("api/pyproject.toml")).unwrap();
        let list = table["dependency-groups"]["dev"].as_array().unwrap().iter();
        list.map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    let below = "below 8".to_owned();
    let coverage = snippets(&tree, "api", "coverage");
    assert_eq!(coverage[0], (below.clone(), "    \"pytest-cov\",\n".into()));
    assert_eq!(coverage[1].0, "end null");
    let contract = snippets(&tree, "api", "contract");
    assert_eq!(contract, [(below, "    \"schemathesis\",\n".to_owned())]);
    apply(&tree);
    let mut found = list(&tree);
    found[2..].sort();
    assert_eq!(
        found,
        [
            "pytest==8.3.5",
            "ruff==0.11.5",
            "pytest-cov",
            "schemathesis"
        ]
    );
    let table: toml::Table = toml::from_str(&tree.read("api/pyproject.toml")).unwrap();
    let run = &table["tool"]["coverage"]["run"];
    assert_eq!(run["source"][0].as_str(), Some("api"));
    let table: toml::Table = toml::from_str(&tree.read("agent/pyproject.toml")).unwrap();
    let dev = &table["tool"]["poetry"]["group"]["dev"]["dependencies"];
    assert_eq!(dev["ruff"].as_str(), Some("^0.11"));
    assert!(dev.get("pytest").is_some(), "{table}");
}

#[test]
fn a_script_measures_with_the_runner_at_hand() {
    let tree = monorepo();
    assert_eq!(
        snippets(&tree, "web", "coverage-use"),
        [(
            "instead 3".to_owned(),
            "  \"scripts\": { \"test:coverage\": \"vitest run --coverage\", \"test\": \"vitest run\" },\n".to_owned(),
        )]
    );
    apply(&tree);
    let object: serde_json::Value = serde_json::from_str(&tree.read("web/package.json")).unwrap();
    assert_eq!(
        object["scripts"],
        serde_json::json!({ "test:coverage": "vitest run --coverage", "test": "vitest run" })
    );
}

#[test]
fn a_workflow_is_written_as_the_others_are() {
    let offered = snippets(&monorepo(), "api", "ci");
    assert_eq!(offered.len(), 1);
    assert_eq!(
        offered[0].1,
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

/// Does all that is offered until nothing more is, and says what is still asked for then.
fn after_all_advice(tree: &Tree) -> Vec<String> {
    for _ in 0..5 {
        apply(tree);
        for check in checks(tree) {
            for snippet in check["snippets"].as_array().unwrap() {
                let path = snippet["path"].as_str().unwrap();
                if snippet["place"] == "new-file" {
                    continue;
                }
                let text = tree.read(path);
                match path.rsplit('.').next() {
                    Some("toml") => drop(toml::from_str::<toml::Table>(&text).unwrap()),
                    Some("json") => {
                        drop(serde_json::from_str::<serde_json::Value>(&text).unwrap());
                    }
                    Some("yml") => yaml_is_valid(&text),
                    other => panic!("{other:?}"),
                }
            }
        }
    }
    answers(tree)
}

#[test]
fn who_does_what_all_checks_say_has_valid_files_and_a_tested_project() {
    let tree = monorepo();
    // A runner alone is no test.
    assert_eq!(after_all_advice(&tree), ["missing agent runner"]);
    assert_eq!(tree.read("api/pytest.ini"), "[pytest]\ntestpaths = tests\n");
    let workflow = tree.read(".github/workflows/[web]tests.yml");
    assert!(
        workflow.contains("      - run: pnpm exec vitest run --coverage\n        working-directory: web\n      - name: Keep"),
        "{workflow}"
    );
}

#[test]
fn two_checks_of_a_project_without_a_list_begin_it_once() {
    let module = module();
    let routes = "from fastapi import APIRouter\nr = APIRouter()\n@r.get('/a')\ndef a():\n    return 1\n@r.get('/b')\ndef b():\n    return 1\n@r.get('/c')\ndef c():\n    return 1\n";
    let tree = Tree::new("");
    tree.write("pyproject.toml", "[project]\nname = \"one\"\n");
    tree.write("one/core.py", &module);
    tree.write("one/routes.py", routes);
    assert_eq!(answers(&tree), ["missing  runner", "missing  contract"]);
    assert_eq!(snippets(&tree, "", "contract"), []);
    apply(&tree);
    let table: toml::Table = toml::from_str(&tree.read("pyproject.toml")).unwrap();
    let list = table["project"]["optional-dependencies"]["dev"].as_array();
    assert_eq!(list.unwrap().len(), 2, "{table}");
    // With the list there, the other one has a place.
    assert_eq!(
        snippets(&tree, "", "contract"),
        [("below 7".to_owned(), "    \"schemathesis\",\n".to_owned())]
    );
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

#[test]
fn coverage_data_of_another_tree_is_told_as_stale() {
    let tree = Tree::new(
        "//- /pyproject.toml\n[project]\nname = \"small\"\n//- /app/sums.py\ndef add(a, b):\n    return a + b\n",
    );
    tree.write(
        "tests/test_sums.py",
        "from app.sums import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n",
    );
    assert!(!answers(&tree).contains(&"wrong  stale-report".to_owned()));
    tree.write(
        "lcov.info",
        "SF:/home/other/project/gone.py\nDA:1,1\nDA:2,0\nend_of_record\n",
    );
    let checks = checks(&tree);
    let check = checks
        .iter()
        .find(|check| check["id"] == "stale-report")
        .unwrap();
    assert_eq!(check["state"], "wrong");
    assert_eq!(
        check["evidence"],
        "lcov.info: coverage data that is kept in the repository, and its one path is not a file of it"
    );
}
