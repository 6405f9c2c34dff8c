//! `lacuna diff` and `lacuna gate`: what a change did.

use crate::harness::Tree;

const TREE: &str = "\
//- /lacuna.toml
//- /app/auth.py
def login(user):
    return user or None
//- /app/sums.py
def add(a, b):
    return a + b


def sub(a, b):
    return a - b
//- /tests/test_sums.py
from app.sums import add, sub


def test_add():
    assert add(1, 2) == 3


def test_sub():
    assert sub(2, 1) == 1
";

/// A repository with a branch `main`, on which others went on since, and the branch `work`, on which
/// a function lost its test, another was added and a file was tested.
fn repository() -> Tree {
    let tree = Tree::new(TREE);
    let commit = |tree: &Tree| {
        tree.git(&["add", "-A"]);
        tree.git(&["commit", "-q", "-m", "change"]);
    };
    tree.git(&["init", "-q", "-b", "main"]);
    commit(&tree);
    tree.git(&["checkout", "-q", "-b", "work"]);
    tree.git(&["checkout", "-q", "main"]);
    tree.write("app/others.py", "def others(x):\n    return x\n");
    commit(&tree);
    tree.git(&["checkout", "-q", "work"]);
    tree.write(
        "app/sums.py",
        "def add(a, b):\n    return a + b\n\n\ndef sub(a, b):\n    return a - b\n\n\ndef mul(a, b):\n    return a * b\n",
    );
    tree.write(
        "tests/test_sums.py",
        "from app.sums import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n",
    );
    tree.write(
        "tests/test_auth.py",
        "from app.auth import login\n\n\ndef test_login():\n    assert login(1) == 1\n",
    );
    commit(&tree);
    // What is not committed yet counts as well.
    tree.write("app/new.py", "def fresh(x):\n    return x\n");
    tree
}

/// The output without what differs from run to run: the commit and its day.
fn told(output: &str) -> String {
    let (before, rest) = output.split_once("since ").unwrap();
    let (_, after) = rest.split_once(", where").unwrap();
    format!("{before}since …, where{after}")
}

const NEW: &str = "\
app/sums.py:5  `sub` is run by no test any more
    a test of it belongs in tests/test_sums.py
app/sums.py:9  `mul` is new, and no test runs it
    a test of it belongs in tests/test_sums.py
app/new.py:1  the file is new, and no test runs any of it (fresh)
    a test of it belongs in tests/test_new.py
";

#[test]
fn a_change_is_told_function_by_function_since_the_commit_that_both_share() {
    let tree = repository();
    let said = tree.run(&["diff", "main"]);
    assert_eq!(
        told(&said),
        format!(
            "0\n-- out\nsince …, where this left `main`: 3 new gaps, 1 closed\n\n\
             NEW GAPS (3)\n{NEW}\n\
             CLOSED (1)\napp/auth.py:1  the file is run by tests now, at least in part (login)\n"
        )
    );
    let json = tree.run(&["diff", "main~0", "app", "--format", "json"]);
    let value: serde_json::Value =
        serde_json::from_str(json.strip_prefix("0\n-- out\n").unwrap()).unwrap();
    assert_eq!(value["base"]["is_fork"], true);
    assert_eq!(value["new"][0]["symbol"], "sub");
    assert_eq!(value["new"][0]["line"], 5);
    assert_eq!(value["new"][0]["why"], "lost-tests");
    assert_eq!(value["closed"][0]["path"], "app/auth.py");
    // Against the last commit of this branch only what is not committed is new.
    let said = tree.run(&["diff", "HEAD"]);
    assert!(said.contains(": 1 new gap, 0 closed\n"), "{said}");
}

#[test]
fn what_is_no_commit_is_an_error() {
    let tree = repository();
    let said = tree.run(&["diff", "nowhere"]);
    assert!(
        said.contains("error: git knows no commit `nowhere` here\nhint: "),
        "{said}"
    );
    assert!(said.starts_with("2\n"), "{said}");
    let said = Tree::new(TREE).run(&["diff", "main"]);
    assert!(said.contains("the tree is not in git"), "{said}");
}

#[test]
fn a_gate_fails_where_gaps_are_new() {
    let tree = repository();
    let said = tree.run_with(&["gate", "--base", "main"], &[("GITHUB_ACTIONS", "")]);
    assert_eq!(
        told(&said),
        format!(
            "1\n-- out\ngate missed\n  missed  gaps that are new since …, where this left `main`: 3, at most 0 allowed\n\n\
             {NEW}-- err\nerror: the gate is missed: 1 of its limits\n"
        )
    );
    let said = tree.run_with(
        &["gate", "--base", "main", "--new-gaps", "3"],
        &[("GITHUB_ACTIONS", "")],
    );
    assert!(
        said.starts_with("0\n-- out\ngate passed\n  kept  "),
        "{said}"
    );
    tree.write(
        ".lacuna/marks.toml",
        "version = 1\n\
         \"app/new.py\" = { state = \"accepted\", at = \"2026-01-05T00:00:00Z\", note = \"thin\" }\n\
         \"app/sums.py\" = { state = \"accepted\", at = \"2026-01-05T00:00:00Z\", note = \"thin\" }\n",
    );
    let said = tree.run_with(&["gate", "--base", "main"], &[("GITHUB_ACTIONS", "")]);
    assert!(said.starts_with("0\n-- out\ngate passed\n"), "{said}");
}

#[test]
fn github_gets_annotations_on_the_lines() {
    let tree = repository();
    let said = tree.run_with(&["gate", "--base", "main"], &[("GITHUB_ACTIONS", "true")]);
    assert!(said.starts_with("1\n-- out\ngate missed\n"), "{said}");
    for line in [
        "\n::error file=app/sums.py,line=9,title=New test gap::`mul` is new, and no test runs it%0Aa test of it belongs in tests/test_sums.py\n",
        "\n::error title=Test gaps::gaps that are new since ",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let plain = tree.run_with(
        &["gate", "--base", "main", "--format", "text"],
        &[("GITHUB_ACTIONS", "true")],
    );
    assert!(!plain.contains("::error"), "{plain}");
}

#[test]
fn annotations_have_paths_from_the_top_of_the_work_tree() {
    let tree = Tree::new("//- /svc/lacuna.toml\n//- /svc/a.py\ndef a(x):\n    return x\n");
    tree.git(&["init", "-q"]);
    tree.git(&["add", "-A"]);
    tree.git(&["commit", "-q", "-m", "first"]);
    tree.write("svc/b.py", "def b(x):\n    return x\n");
    let said = tree.run(&["gate", "svc", "--base", "HEAD", "--format", "github"]);
    assert!(said.contains("\n::error file=svc/b.py,line=1,"), "{said}");
    assert!(said.contains("\nb.py:1  the file is new"), "{said}");
    let said = tree.run(&["gate", "svc", "--base", "HEAD", "--format", "sarif"]);
    assert!(said.contains("\"uri\": \"svc/b.py\""), "{said}");
}

#[test]
fn code_scanning_gets_sarif() {
    let tree = repository();
    let said = tree.run(&["gate", "--base", "main", "--format", "sarif"]);
    let (text, _) = said
        .strip_prefix("1\n-- out\n")
        .unwrap()
        .split_once("-- err\n")
        .unwrap();
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(value["version"], "2.1.0");
    let run = &value["runs"][0];
    let rules: Vec<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        assert!(
            rules.contains(&result["ruleId"].as_str().unwrap()),
            "{result}"
        );
    }
    let place = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "app/sums.py");
    assert_eq!(place["region"]["startLine"], 9);
}

#[test]
fn limits_stand_in_the_configuration_and_flags_go_first() {
    let tree = Tree::new(TREE);
    let gate = |arguments: &[&str]| {
        let all = [&["gate", "--format", "json"], arguments].concat();
        let said = tree.run(&all);
        let status = said.lines().next().unwrap().to_owned();
        let text = said.split_once("-- out\n").unwrap().1;
        let text = text.split_once("-- err\n").map_or(text, |(text, _)| text);
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        let kept: Vec<bool> = value["limits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|limit| limit["kept"].as_bool().unwrap())
            .collect();
        (status, kept)
    };
    // Tests use two of three functions of one line each.
    let limits = "[gate]\nshare = 30\ncritical = 0\nhigh = 0\nmedium = 0\nlow = 0\n";
    tree.write("lacuna.toml", limits);
    let (status, kept) = gate(&[]);
    assert_eq!(status, "1");
    // The share is kept; `auth.py` is a gap of one of the priorities.
    assert_eq!(kept.len(), 5);
    assert!(kept[0]);
    assert_eq!(kept.iter().filter(|kept| !**kept).count(), 1, "{kept:?}");
    let one = [
        "--critical",
        "1",
        "--high",
        "1",
        "--medium",
        "1",
        "--low",
        "1",
    ];
    let (status, kept) = gate(&one);
    assert_eq!((status.as_str(), kept), ("0", vec![true; 5]));
    let (status, kept) = gate(&[&one[..], &["--share", "99.5"]].concat());
    assert_eq!(status, "1");
    assert_eq!(kept, [false, true, true, true, true]);
    tree.write("lacuna.toml", "[gate]\nnew_gap = 0\n");
    let said = tree.run(&["gate"]);
    assert!(said.contains("hint: did you mean `new_gaps`?"), "{said}");
}

#[test]
fn no_gate_passes_because_nothing_was_asked() {
    let tree = Tree::new(TREE);
    let said = tree.run(&["gate"]);
    assert!(said.starts_with("2\n"), "{said}");
    assert!(
        said.contains("error: there is no limit to hold the tree against\nhint: "),
        "{said}"
    );
    let said = tree.run(&["gate", "--new-gaps", "0"]);
    assert!(
        said.contains("nothing that they would be new since"),
        "{said}"
    );
    let said = tree.run(&["gate", "--since-recorded"]);
    assert!(
        said.contains("error: no figures were recorded\nhint: "),
        "{said}"
    );
}

#[test]
fn recorded_figures_are_a_base_as_well() {
    let tree = Tree::new(TREE);
    tree.run(&["scan", "--record"]);
    let said = tree.run(&["gate", "--since-recorded"]);
    assert!(
        said.contains("kept    open gaps: 1, at most 0 more than the 1 of "),
        "{said}"
    );
    tree.write("app/new.py", "def fresh(x):\n    return x\n");
    let said = tree.run(&["gate", "--since-recorded"]);
    assert!(said.starts_with("1\n"), "{said}");
    let said = tree.run(&["gate", "--since-recorded", "--new-gaps", "1"]);
    assert!(said.starts_with("0\n"), "{said}");
    let said = tree.run(&["gate", "app", "--since-recorded"]);
    assert!(said.contains("not of a folder"), "{said}");
}

#[test]
fn no_gate_passes_on_figures_that_it_does_not_have() {
    let tree = Tree::new(TREE);
    tree.write("lcov.info", "SF:app/sums.py\nDA:x\nend_of_record\n");
    let gate = |arguments: &[&str]| {
        tree.run_with(
            &[&["gate", "--share", "10"], arguments].concat(),
            &[("GITHUB_ACTIONS", "")],
        )
    };
    // A report that lies about is told; one that was asked for has to count.
    let said = gate(&[]);
    assert!(said.starts_with("0\n"), "{said}");
    assert!(
        said.contains("function lines that tests run (estimated): "),
        "{said}"
    );
    assert!(
        said.contains("-- err\nwarning: lcov.info: cannot read the coverage report"),
        "{said}"
    );
    let said = gate(&["--coverage", "lcov.info"]);
    assert!(said.starts_with("2\n"), "{said}");
    assert!(said.contains("error: cannot read `lcov.info`"), "{said}");
}

#[test]
fn what_tests_run_in_part_is_not_said_to_be_run_by_none() {
    let tree = Tree::new(
        "//- /lacuna.toml\n//- /a.py\ndef f():\n    return 1\n\n\ndef g(x):\n    if x:\n        return 2\n    return 3\n\n\ndef h():\n    return 4\n\
         //- /test_a.py\nfrom a import f\n\n\ndef test_f():\n    assert f() == 1\n",
    );
    let limits = [
        "gate",
        "--critical",
        "0",
        "--high",
        "0",
        "--medium",
        "0",
        "--low",
        "0",
    ];
    let said = tree.run_with(&limits, &[("GITHUB_ACTIONS", "")]);
    assert!(said.contains("\na.py:1  test_a.py runs about "), "{said}");
}
