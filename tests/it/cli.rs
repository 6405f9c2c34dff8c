//! What a person sees of the command line: output, errors with hints, exit status.

use insta::assert_snapshot;

use crate::harness::Tree;
use crate::kept_marks::{json, marked};

pub(crate) const SMALL: &str = "\
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
    let said = Tree::new(SMALL).run(&["--coverage", "a.info", "--ascii", "scan"]);
    let hint = "hint: options go after the command: `lacuna scan --coverage a.info`";
    assert!(said.contains(hint), "{said}");
    let said = Tree::new(SMALL).run(&["--ascii", "completions"]);
    let hint = "hint: options go after the command: `lacuna completions`\n";
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
fn init_changes_nothing_of_what_is_shown() {
    // Two parts with one name, parts in parts, names that look like globs and files, a part without
    // anything to test, and folders in the root that are no part.
    let mut fixture = String::from(
        "//- /back/pyproject.toml\n//- /sdk/v1.2/pyproject.toml\n//- /web/package.json\n{}\n",
    );
    let function = "def f(x):\n    return x\n";
    for folder in [
        "back/app/api",
        "back/app",
        "sdk/v1.2/app/api",
        "sdk/v1.2/app",
        "extra",
        "tools/deep",
    ] {
        for name in ["a", "b", "c", "d"] {
            fixture.push_str(&format!("//- /{folder}/{name}.py\n{function}"));
        }
    }
    for name in ["a", "b", "c", "d"] {
        fixture.push_str(&format!("//- /back/app/words/{name}.py\nX = 1\n"));
        let view = format!("//- /web/src/[id]/{name}.ts\nexport function f() {{ return 1 }}\n");
        fixture.push_str(&view);
        fixture.push_str(&format!(
            "//- /web/src/{name}.ts\nexport const f = () => 1\n"
        ));
    }
    let tree = Tree::new(&fixture);
    let shown = || {
        let said = tree.run(&["scan", "--format", "json"]);
        let json = said
            .strip_prefix("0\n-- out\n")
            .unwrap_or_else(|| panic!("{said}"));
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let files = value["files"].as_array().unwrap().clone();
        let files: Vec<_> = files
            .into_iter()
            .filter(|file| file["path"] != "lacuna.toml")
            .collect();
        (value["components"].clone(), files, tree.run(&["scan"]))
    };
    let before = shown();
    assert!(before.0.as_array().unwrap().len() > 8, "{}", before.0);
    let said = tree.run(&["init"]);
    assert!(said.starts_with("0\n"), "{said}");
    assert_eq!(shown(), before);
}

#[test]
fn the_help_names_every_subcommand() {
    assert_snapshot!(Tree::new("").run(&["--help"]));
}

#[test]
fn lines_of_json_say_what_the_whole_says() {
    let tree = Tree::new(SMALL);
    let whole = json(&tree);
    let said = tree.run(&["scan", "--format", "ndjson"]);
    let text = said.strip_prefix("0\n-- out\n").unwrap();
    let rows: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows[0]["type"], "project");
    assert_eq!(rows[0]["schema"], 1);
    for (name, key) in [
        ("file", "files"),
        ("component", "components"),
        ("metric", "metrics"),
    ] {
        let found = rows.iter().filter(|row| row["type"] == name);
        let found: Vec<serde_json::Value> = found
            .map(|row| {
                let mut row = row.clone();
                row.as_object_mut().unwrap().remove("type");
                row
            })
            .collect();
        assert_eq!(&found, whole[key].as_array().unwrap(), "{name}");
    }
}

#[test]
fn a_table_for_spreadsheets_has_a_row_for_each_source_file() {
    let tree = marked("note = \"ask \\\"Bob\\\", or not\"");
    tree.write("app/=cmd.py", "def cmd(x):\n    return x\n");
    let said = tree.run(&["scan", "--format", "csv"]);
    let text = said.strip_prefix("0\n-- out\n").unwrap();
    let rows: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(
        rows[0].starts_with("path,component,language,code_lines,"),
        "{said}"
    );
    let paths: Vec<&str> = rows[1..]
        .iter()
        .map(|row| row.split(',').next().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "app/=cmd.py",
            "app/__init__.py",
            "app/auth.py",
            "app/names.py",
            "app/other.py",
            "app/sums.py"
        ]
    );
    let auth = rows
        .iter()
        .find(|row| row.starts_with("app/auth.py,"))
        .unwrap();
    assert!(auth.contains(",unreached,certain,0,estimated,"), "{auth}");
    assert!(auth.contains(",\"ask \"\"Bob\"\", or not\","), "{auth}");
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

#[test]
fn a_folder_without_a_gap_is_told_as_such() {
    let tree = Tree::new(SMALL);
    tree.write("other/sums.txt", "no code\n");
    tree.write("lacuna.toml", "");
    let said = tree.run(&["scan", "other"]);
    assert!(
        said.contains("No gap below `other`: no file there holds logic."),
        "{said}"
    );
    let said = tree.run(&["scan", "app"]);
    assert!(said.contains("GAPS, the 1 riskiest of 1"), "{said}");
    std::fs::remove_file(tree.path().join("app/auth.py")).unwrap();
    let said = tree.run(&["scan", "app"]);
    assert!(
        said.contains("No gap below `app`: tests exercise every file with logic there."),
        "{said}"
    );
}

#[test]
fn files_that_do_not_parse_are_told_in_the_first_line() {
    let tree = Tree::new(SMALL);
    let deep = format!(
        "def f(x):\n    return x\n\nA = {}{}\n",
        "[".repeat(3000),
        "]".repeat(3000)
    );
    tree.write("app/deep.py", &deep);
    let said = tree.run(&["scan"]);
    let first = said.lines().nth(2).unwrap_or_default();
    assert!(first.contains("2 of 5 source files hold logic"), "{said}");
    assert!(first.ends_with("; 1 could not be read"), "{said}");
    let value = json(&tree);
    let files = value["files"].as_array().unwrap();
    let deep = files.iter().find(|file| file["path"] == "app/deep.py");
    assert_eq!(deep.unwrap()["status"], "unread");
    assert_eq!(deep.unwrap()["confidence"], "tentative");
}

#[cfg(unix)]
#[test]
fn a_configuration_that_leads_out_of_the_project_is_not_read() {
    let tree = Tree::new(SMALL);
    let secret = tree.home().join("key.toml");
    std::fs::write(&secret, "token_abcdef = 1\n").unwrap();
    std::os::unix::fs::symlink(&secret, tree.path().join("lacuna.toml")).unwrap();
    let said = tree.run(&["scan"]);
    assert!(said.contains("leads out of the project"), "{said}");
    assert!(!said.contains("token"), "{said}");
}
