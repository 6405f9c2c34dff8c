//! `lacuna next`: what to do next.

use crate::harness::Tree;

/// Three files that nothing tests, one that a test does.
const TREE: &str = "\
//- /lacuna.toml
//- /app/auth.py
def login(user, password):
    if user and password:
        return user
    if password:
        return None
    return password


def logout(user):
    return user
//- /app/names.py
def name(x):
    return x
//- /app/sums.py
def add(a, b):
    return a + b
//- /lib/text.py
def clean(x):
    return x
//- /tests/test_sums.py
from app.sums import add


def test_add():
    assert add(1, 2) == 3
";

fn json(tree: &Tree, arguments: &[&str]) -> serde_json::Value {
    let all = [&["next", "--format", "json"], arguments].concat();
    let said = tree.run(&all);
    let text = said
        .strip_prefix("0\n-- out\n")
        .unwrap_or_else(|| panic!("{said}"));
    serde_json::from_str(text).unwrap()
}

/// The paths that are told of, in order.
fn paths(value: &serde_json::Value) -> Vec<&str> {
    let items = value["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["path"].as_str().unwrap())
        .collect()
}

#[test]
fn the_riskiest_gap_comes_with_all_that_is_needed_to_begin() {
    let tree = Tree::new(TREE);
    let said = tree.run(&["next"]);
    for part in [
        "0\n-- out\napp/auth.py  risk ",
        "\n  why     ",
        "\n  first   login (line 1)\n",
        "\n  test    tests/test_auth.py (is new)\n",
        "\n  like    tests/test_sums.py\n",
        "\n  run     pytest tests/test_auth.py\n",
        "\n\n2 gaps more\n",
    ] {
        assert!(said.contains(part), "{part:?}\n{said}");
    }
}

#[test]
fn programs_get_the_same_as_data() {
    let tree = Tree::new(TREE);
    let value = json(&tree, &["--count", "9"]);
    assert_eq!(value["schema"], 1);
    assert_eq!(value["left"], 0);
    let found = paths(&value);
    assert_eq!(found[0], "app/auth.py");
    let mut sorted = found.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["app/auth.py", "app/names.py", "lib/text.py"]);
    let first = &value["items"][0];
    assert_eq!(first["status"], "unreached");
    assert_eq!(first["suggested_test"], "tests/test_auth.py");
    assert_eq!(first["test_exists"], false);
    assert_eq!(first["functions"][0]["name"], "login");
    assert_eq!(first["functions"][0]["start"], 1);
    assert_eq!(first["functions"][0]["end"], 6);
    // As the scan says it.
    let scan = tree.run(&["scan", "--format", "json"]);
    let scan: serde_json::Value =
        serde_json::from_str(scan.strip_prefix("0\n-- out\n").unwrap()).unwrap();
    let files = scan["files"].as_array().unwrap();
    let auth = files
        .iter()
        .find(|file| file["path"] == "app/auth.py")
        .unwrap();
    for key in ["risk", "priority", "rationale", "effort", "suggested_test"] {
        assert_eq!(first[key], auth[key], "{key}");
    }
    let risks: Vec<u64> = value["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["risk"].as_u64().unwrap())
        .collect();
    assert!(risks.is_sorted_by(|one, next| one >= next), "{risks:?}");
}

#[test]
fn what_somebody_is_at_or_accepted_is_passed_over() {
    let tree = Tree::new(TREE);
    tree.write(
        ".lacuna/marks.toml",
        "version = 1\n\
         \"app/auth.py\" = { state = \"doing\", at = \"2026-01-05T00:00:00Z\" }\n\
         \"app/names.py\" = { state = \"accepted\", at = \"2026-01-05T00:00:00Z\", note = \"thin\" }\n",
    );
    let value = json(&tree, &[]);
    assert_eq!(paths(&value), ["lib/text.py"]);
    assert_eq!(value["taken"], 1);
    let said = tree.run(&["next"]);
    assert!(said.ends_with("\n1 gap marked doing or done\n"), "{said}");
}

#[test]
fn a_folder_asks_for_its_own_gaps_only() {
    let tree = Tree::new(TREE);
    assert_eq!(paths(&json(&tree, &["lib", "-n", "5"])), ["lib/text.py"]);
    let said = tree.run(&["next", "tests"]);
    assert_eq!(
        said,
        "0\n-- out\nnothing to do: no gap is open below `tests`\n"
    );
    assert!(tree.run(&["next", "--count", "0"]).starts_with("2\n"));
}
