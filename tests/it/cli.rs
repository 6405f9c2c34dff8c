//! What a person sees of the command line: output, errors with hints, exit status.

use insta::assert_snapshot;

use crate::harness::Tree;

const SMALL: &str = "\
//- /pyproject.toml
[project]
name = \"small\"
//- /app/__init__.py
//- /app/auth.py
def login(name, password):
    if not name:
        raise ValueError
    return name
//- /app/sums.py
def add(a, b):
    return a + b
//- /app/names.py
NAMES = [\"a\"]
//- /tests/test_sums.py
from app.sums import add

def test_add():
    assert add(1, 2) == 3
";

#[test]
fn the_overview_is_text_where_there_is_no_terminal() {
    assert_snapshot!(Tree::new(SMALL).run(&[]));
}

#[test]
fn json_follows_the_contract() {
    let output = Tree::new(SMALL).run(&["scan", "--format", "json"]);
    let json = output.strip_prefix("0\n-- out\n").unwrap();
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(value["schema"], 1);
    let files = value["files"].as_array().unwrap();
    let auth = files
        .iter()
        .find(|file| file["path"] == "app/auth.py")
        .unwrap();
    assert_eq!(auth["status"], "unreached");
    assert_eq!(auth["lines"]["code"], 4);
    assert_eq!(auth["suggested_test"], "tests/test_auth.py");
    assert_eq!(auth["symbols"][0]["name"], "login");
    assert_eq!(auth["symbols"][0]["complexity"], 2);
    let sums = files
        .iter()
        .find(|file| file["path"] == "app/sums.py")
        .unwrap();
    assert_eq!(sums["status"], "direct");
    assert_eq!(sums["tests"][0]["path"], "tests/test_sums.py");
    assert_eq!(sums["tests"][0]["line"], 4);
    let names = files
        .iter()
        .find(|file| file["path"] == "app/names.py")
        .unwrap();
    assert_eq!(names["status"], "no-logic");
    let test = files
        .iter()
        .find(|file| file["path"] == "tests/test_sums.py")
        .unwrap();
    assert_eq!(test["kind"], "test");
    assert!(test.get("status").is_none());
    assert_eq!(value["components"][0]["sources"], 2);
    assert_eq!(value["components"][0]["direct"], 1);
}

#[test]
fn the_same_tree_gives_the_same_bytes() {
    let tree = Tree::new(SMALL);
    assert_eq!(
        tree.run(&["scan", "--format", "json"]),
        tree.run(&["scan", "--format", "json"])
    );
}

#[test]
fn a_folder_without_source_says_so() {
    assert_snapshot!(Tree::new("//- /README.md\n# Nothing\n").run(&["scan"]));
}

#[test]
fn a_folder_that_does_not_exist_is_an_error() {
    assert_snapshot!(Tree::new("").run(&["scan", "missing"]));
}

#[test]
fn a_command_behind_options_is_told_where_they_go() {
    let said = Tree::new(SMALL).run(&["--profile", "luml", "doctor"]);
    let hint = "hint: options go after the command: `lacuna doctor --profile luml`";
    assert!(said.contains(hint), "{said}");
}

#[test]
fn a_file_is_no_folder() {
    assert_snapshot!(Tree::new(SMALL).run(&["app/auth.py"]));
}

#[test]
fn a_broken_configuration_is_an_error_with_its_place() {
    let tree = Tree::new(SMALL);
    tree.write("lacuna.toml", "name = \"x\"\nignroe = []\n");
    assert_snapshot!(tree.run(&["scan"]));
    assert_eq!(tree.read("lacuna.toml"), "name = \"x\"\nignroe = []\n");
}

#[test]
fn a_project_may_not_choose_programs() {
    let tree = Tree::new(SMALL);
    tree.write("lacuna.toml", "editor = \"rm -rf /\"\n");
    assert_snapshot!(tree.run(&["scan"]));
}

#[test]
fn broken_marks_are_an_error_and_stay_as_they_are() {
    let tree = Tree::new(SMALL);
    tree.write(".lacuna/marks.toml", "version = 1\n\"a.py\" = { state = \n");
    assert_snapshot!(tree.run(&["scan"]));
    assert_eq!(
        tree.read(".lacuna/marks.toml"),
        "version = 1\n\"a.py\" = { state = \n"
    );
}

#[test]
fn a_mark_is_shown_with_the_verdict() {
    let tree = Tree::new(SMALL);
    tree.write(
        ".lacuna/marks.toml",
        "version = 1\n\"app/auth.py\" = { state = \"done\", at = \"2026-01-05T10:00:00Z\" }\n",
    );
    let output = tree.run(&["scan"]);
    assert!(output.contains("app/auth.py  [done, claimed]"), "{output}");
}

#[cfg(unix)]
#[test]
fn a_broken_file_is_a_warning_and_the_scan_goes_on() {
    let tree = Tree::new(SMALL);
    tree.write("app/broken.py", "def f(:\n    return 1\n");
    let output = tree.run(&["scan"]);
    assert!(output.starts_with("0\n"), "{output}");
    assert!(
        output.contains("app/broken.py: line 1 does not parse"),
        "{output}"
    );
    assert!(output.contains("app/auth.py"), "{output}");
}

#[test]
fn names_with_control_characters_are_made_visible() {
    let tree = Tree::new("//- /a\u{1b}[31mb.py\ndef f():\n    return 1\n");
    let output = tree.run(&["scan"]);
    assert!(!output.contains('\u{1b}'), "{output:?}");
    assert!(output.contains("a\u{241b}[31mb.py"), "{output}");
}

#[test]
fn init_writes_what_was_found_and_never_overwrites() {
    let tree = Tree::new(SMALL);
    assert_snapshot!(tree.run(&["init"]));
    let first = tree.read("lacuna.toml");
    assert!(tree.run(&["scan"]).starts_with("0\n"));
    assert_snapshot!("init_again", tree.run(&["init"]));
    assert_eq!(tree.read("lacuna.toml"), first);
}

#[test]
fn the_help_names_every_subcommand() {
    assert_snapshot!(Tree::new("").run(&["--help"]));
}

#[test]
fn an_unknown_profile_is_an_error_with_the_known_ones() {
    assert_snapshot!(Tree::new(SMALL).run(&["scan", "--profile", "nope"]));
}

#[test]
fn the_figures_of_a_day_are_kept_once() {
    let tree = Tree::new("//- /src/a.py\ndef run(x):\n    if x:\n        return 1\n    return 2\n");
    for _ in 0..2 {
        let said = tree.run(&["scan", "--record"]);
        assert!(said.starts_with("0\n"), "{said}");
    }
    let kept = tree.read(".lacuna/history.ndjson");
    assert_eq!(kept.lines().count(), 1, "{kept}");
    let figures = "\"files:all\":1,\"files:gaps\":1,\"gaps:critical\"";
    assert!(kept.contains(figures), "{kept}");
    tree.write(".lacuna/history.ndjson", &format!("broken\n{kept}"));
    let said = tree.run(&["scan", "--format", "json"]);
    assert!(
        said.contains("line 1 is left out: expected value"),
        "{said}"
    );
}
