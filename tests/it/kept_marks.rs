//! What marks that people keep do to what a scan tells.

use crate::cli::SMALL;
use crate::harness::Tree;

#[test]
fn broken_marks_are_a_warning_the_others_count_and_the_file_stays_as_it_is() {
    let tree = marked("state = \"accepted\", note = \"thin\"");
    let good = tree.read(".lacuna/marks.toml");
    let text = format!("{good}\"a.py\" = {{ state = \n");
    tree.write(".lacuna/marks.toml", &text);
    let told = ".lacuna/marks.toml: unclosed inline table, expected `}` at line 3, column 19: left \
                out, and no mark can be set until it is mended";
    let check = |arguments: &[&str], more: &str| {
        let said = tree.run(arguments);
        assert!(said.starts_with("0\n"), "{arguments:?}: {said}");
        let plain = said.replace("\\_", "_");
        assert!(plain.contains(told), "{arguments:?}: {said}");
        assert!(said.contains(more), "{arguments:?}: {said}");
    };
    check(&["scan"], "1 more gap is accepted");
    check(&["doctor"], "WARNINGS (1)");
    check(&["explain", "app/auth.py"], "app/auth.py");
    check(&["--plain", "--screen", "gaps"], "1 gap, 1 accepted");
    tree.write("AUDIT.md", "# Audit\n");
    check(&["audit", "AUDIT.md"], "-- err\nwarning: ");
    check(&["init"], "wrote TREE/lacuna.toml");
    let said = tree.run(&["report"]);
    assert!(
        said.starts_with("0\n") && said.contains("line 3, column 19"),
        "{said}"
    );
    let value = json(&tree);
    let warnings = value["warnings"].as_array().unwrap();
    assert_eq!(warnings[0]["path"], ".lacuna/marks.toml");

    // What writes says that it cannot, and writes nothing.
    let said = tree.run(&["scan", "--record"]);
    let expect = "2\n-- err\nerror: cannot read marks `TREE/.lacuna/marks.toml`: unclosed inline \
                  table, expected `}` at line 3, column 19\n";
    assert_eq!(said, expect);
    assert!(!tree.path().join(".lacuna/history.ndjson").exists());
    assert_eq!(tree.read(".lacuna/marks.toml"), text);
}

#[test]
fn marks_that_are_no_text_are_a_warning() {
    let tree = Tree::new(SMALL);
    std::fs::create_dir_all(tree.path().join(".lacuna/marks.toml")).unwrap();
    let said = tree.run(&["scan"]);
    assert!(said.starts_with("0\n"), "{said}");
    assert!(
        said.contains(".lacuna/marks.toml: not a file: left out"),
        "{said}"
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

/// Two files that nothing tests, of which one is marked.
pub(crate) fn marked(mark: &str) -> Tree {
    let tree = Tree::new(SMALL);
    tree.write("app/other.py", "def other(x):\n    return x\n");
    tree.write(
        ".lacuna/marks.toml",
        &format!("version = 1\n\"app/auth.py\" = {{ at = \"2026-01-05T10:00:00Z\", {mark} }}\n"),
    );
    tree
}

pub(crate) fn json(tree: &Tree) -> serde_json::Value {
    let said = tree.run(&["scan", "--format", "json"]);
    let text = said
        .strip_prefix("0\n-- out\n")
        .unwrap_or_else(|| panic!("{said}"));
    serde_json::from_str(text).unwrap()
}

#[test]
fn an_accepted_gap_is_open_nowhere() {
    let tree = marked("state = \"accepted\", note = \"thin\"");
    let table = tree.run(&["scan"]);
    assert!(table.contains("GAPS, the 1 riskiest of 1"), "{table}");
    assert!(table.contains("1 more gap is accepted"), "{table}");
    let gaps = tree.run(&["--plain", "--screen", "gaps"]);
    assert!(gaps.contains("1 gap, 1 accepted"), "{gaps}");
    let plan = tree.run(&["--plain", "--screen", "roadmap"]);
    assert!(
        plan.contains("other.py") && !plan.contains("auth.py"),
        "{plan}"
    );
    let components = tree.run(&["--plain", "--screen", "components"]);
    assert!(components.contains("open gaps: 1 low\n"), "{components}");
    tree.run(&["scan", "--record"]);
    let kept = tree.read(".lacuna/history.ndjson");
    assert!(kept.contains("\"files:gaps\":1"), "{kept}");
    let report = tree.run(&["report"]);
    assert!(report.contains("Accepted without tests"), "{report}");
}

#[test]
fn reports_say_that_all_gaps_were_accepted() {
    let tree = marked("state = \"accepted\", note = \"thin\"");
    tree.write("app/other.py", "");
    for format in ["md", "html"] {
        let report = tree.run(&["report", "--format", format]);
        let said = report.matches("No gap is open: all that there are were accepted.");
        // The summary and the conclusion.
        assert_eq!(said.count(), 2, "{report}");
        assert!(!report.contains("<ul>\n</ul>"), "{report}");
    }
}

#[test]
fn reports_say_that_there_is_no_gap() {
    let tree = marked("state = \"accepted\", note = \"thin\"");
    tree.write("app/other.py", "");
    tree.write("app/auth.py", "");
    for format in ["md", "html"] {
        let report = tree.run(&["report", "--format", format]);
        let said = "There is no gap: tests lead to every such file.";
        assert!(report.contains(said), "{report}");
        assert!(!report.contains("No gap is open"), "{report}");
    }
}

#[test]
fn an_acceptance_that_is_past_is_an_open_gap_again_and_says_so() {
    let tree = marked("state = \"accepted\", note = \"thin\", until = \"2020-02-01\"");
    let table = tree.run(&["scan"]);
    assert!(table.contains("GAPS, the 2 riskiest of 2"), "{table}");
    let said = "app/auth.py  [accepted until 2020-02-01, which is past]";
    assert!(table.contains(said), "{table}");
    let gaps = tree.run(&["--plain", "--screen", "gaps"]);
    assert!(gaps.contains("2 gaps"), "{gaps}");
    let value = json(&tree);
    let files = value["files"].as_array().unwrap();
    let auth = files.iter().find(|file| file["path"] == "app/auth.py");
    assert_eq!(auth.unwrap()["mark"]["is_past"], true);
    let report = tree.run(&["report"]);
    assert!(
        report.contains("Accepted until 2020-02-01, which is past"),
        "{report}"
    );
    assert!(!report.contains("Accepted without tests"), "{report}");

    let tree = marked("state = \"accepted\", note = \"thin\", until = \"9999-02-01\"");
    let table = tree.run(&["scan"]);
    assert!(table.contains("GAPS, the 1 riskiest of 1"), "{table}");
}

#[test]
fn a_test_that_was_seen_and_is_gone_is_told() {
    let tree = marked("state = \"done\"");
    let test = "from app.auth import login\n\ndef test_login():\n    assert login(1, 2) == 2\n";
    tree.write("tests/test_auth.py", test);
    assert!(tree.run(&["scan"]).starts_with("0\n"));
    // A mere look writes nothing.
    assert!(!tree.read(".lacuna/marks.toml").contains("verified"));
    tree.run(&["scan", "--record"]);
    let marks = tree.read(".lacuna/marks.toml");
    assert!(marks.contains("verified = true"), "{marks}");
    tree.write(
        "tests/test_auth.py",
        "def test_nothing():\n    assert True\n",
    );
    let table = tree.run(&["scan"]);
    assert!(table.contains("app/auth.py  [done, regressed]"), "{table}");
}

#[test]
fn marks_on_what_is_not_there_are_listed_and_can_be_taken_away() {
    let tree = marked("state = \"done\"");
    std::fs::rename(
        tree.path().join("app/auth.py"),
        tree.path().join("app/login.py"),
    )
    .unwrap();
    let table = tree.run(&["scan"]);
    assert!(table.contains("app/auth.py  [done, gone]"), "{table}");
    assert!(
        table.contains("`lacuna doctor --drop-marks` takes away"),
        "{table}"
    );
    let lost = json(&tree)["lost_marks"].clone();
    assert_eq!(lost[0]["path"], "app/auth.py");
    assert_eq!(lost[0]["verdict"], "gone");
    let doctor = tree.run(&["doctor"]);
    assert!(doctor.contains("app/auth.py: done, gone"), "{doctor}");
    let doctor = tree.run(&["doctor", "--drop-marks"]);
    assert!(doctor.contains("  app/auth.py\n"), "{doctor}");
    let marks = tree.read(".lacuna/marks.toml");
    assert!(!marks.contains("auth.py"), "{marks}");
}

#[test]
fn a_mark_on_what_moved_is_told_apart_and_stays() {
    let tree = marked("state = \"accepted\", note = \"thin\"");
    std::fs::create_dir(tree.path().join("web")).unwrap();
    let moved = ("app/auth.py", "web/auth.py");
    std::fs::rename(tree.path().join(moved.0), tree.path().join(moved.1)).unwrap();
    let before = tree.read(".lacuna/marks.toml");
    let doctor = tree.run(&["doctor"]);
    assert!(
        doctor.contains("app/auth.py: accepted, moved to web/auth.py\n"),
        "{doctor}"
    );
    assert!(!doctor.contains("--drop-marks"), "{doctor}");
    let table = tree.run(&["scan"]);
    assert!(table.contains("app/auth.py  [accepted, moved]"), "{table}");
    assert!(!table.contains("--drop-marks"), "{table}");
    let doctor = tree.run(&["doctor", "--drop-marks"]);
    assert!(doctor.contains("no mark is on what is gone\n"), "{doctor}");
    assert!(doctor.contains("moved to web/auth.py\n"), "{doctor}");
    assert_eq!(tree.read(".lacuna/marks.toml"), before);
    // Of both, only what is gone goes.
    let gone = "\"app/gone.py\" = { at = \"2026-01-05T10:00:00Z\", note = \"x\" }\n";
    tree.write(".lacuna/marks.toml", &format!("{before}{gone}"));
    let doctor = tree.run(&["doctor"]);
    assert!(doctor.contains("--drop-marks"), "{doctor}");
    tree.run(&["doctor", "--drop-marks"]);
    let after = tree.read(".lacuna/marks.toml");
    assert!(
        after.contains("app/auth.py") && !after.contains("gone.py"),
        "{after}"
    );
}

#[test]
fn a_mark_on_what_is_no_source_file_any_more_can_be_taken_away() {
    let tree = marked("state = \"done\"");
    tree.write(
        "lacuna.toml",
        "[[kind]]\npaths = [\"app/auth.py\"]\nkind = \"support\"\n",
    );
    let said = tree.run(&["done", "app/other.py"]);
    assert!(said.starts_with("0\n"), "{said}");
    let said = tree.run(&["undo", "app/auth.py"]);
    assert!(said.starts_with("0\n"), "{said}");
    assert!(!tree.read(".lacuna/marks.toml").contains("auth.py"));
    let said = tree.run(&["done", "app/auth.py"]);
    assert!(said.contains("`app/auth.py` is no source file"), "{said}");
}

#[test]
fn no_test_is_seen_of_what_has_nothing_to_test() {
    let tree = Tree::new(SMALL);
    tree.write("app/consts.py", "X = 1\n");
    let said = tree.run(&["done", "app/consts.py"]);
    assert!(said.contains("no test leads there yet"), "{said}");
    assert!(!tree.read(".lacuna/marks.toml").contains("verified"));
    tree.write("app/consts.py", "X = 1\n\n\ndef later(x):\n    return x\n");
    let value = json(&tree);
    let files = value["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["path"] == "app/consts.py");
    assert_eq!(file.unwrap()["mark"]["verdict"], "claimed");
}
