//! `lacuna doctor`, and what coverage reports do to the other commands.

use crate::harness::Tree;

const TREE: &str = "\
//- /.lacuna/.gitattributes
//- /services/api/handlers/a.py
def one(a):
    if a:
        return 1
    return 2
//- /services/api/handlers/b.py
def two(a):
    return a
//- /services/api/main.py
def three(a):
    return a
//- /tests/test_a.py
from services.api.handlers.a import one

def test_one():
    assert one(1) == 1
";

/// A report made in a container: lines of `a.py` and `b.py`.
const FOREIGN: &str = "\
SF:/app/handlers/a.py
DA:1,1
DA:2,1
DA:3,1
DA:4,0
BRDA:2,0,0,1
BRDA:2,0,1,0
end_of_record
SF:/app/handlers/b.py
DA:1,1
DA:2,0
end_of_record
SF:/app/gone/c.py
DA:1,1
end_of_record
";

/// The part of the output about reports, without what differs from run to run.
fn reports(output: &str) -> String {
    let (_, text) = output.split_once("COVERAGE REPORTS").unwrap();
    let lines = text.lines().map(|line| {
        let at = line.find("made ").filter(|_| line.ends_with("ago)"));
        at.and_then(|at| line.get(..at)).unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_report_that_joins_nothing_is_an_error_in_plain_words() {
    let tree = Tree::new(TREE);
    tree.write("lcov.info", FOREIGN);
    let output = tree.run(&["doctor"]);
    assert!(output.starts_with("2\n"), "{output}");
    assert_eq!(
        reports(&output),
        " (1)
  of 3 files with logic 0 are measured, 3 have no data

  lcov.info
    LCOV, 
    0 of 3 paths matched, 3 unmatched, 0 ambiguous
    no path of it is a file of this tree: it counts for nothing
    1 x no file of the tree has the name:
      `/app/gone/c.py` no file has its name
    2 x only the end is that of a file, in another package:
      `/app/handlers/a.py` only ends like `services/api/handlers/a.py`, which is in another package
      `/app/handlers/b.py` only ends like `services/api/handlers/b.py`, which is in another package
    proposed rule: `/app` means `services/api`, for 2 paths; `--fix` saves it
-- err
error: no path of `lcov.info` is a file of this tree
hint: `lacuna doctor --fix` saves the proposed rules"
    );
}

#[test]
fn fix_saves_the_proposed_rule_and_keeps_comments() {
    let tree = Tree::new(TREE);
    tree.write("lcov.info", FOREIGN);
    tree.write("lacuna.toml", "name = \"x\" # mine\n");
    let output = tree.run(&["doctor", "--fix"]);
    assert!(
        output.starts_with("0\n-- out\nsaved in lacuna.toml: `/app` means `services/api`\n"),
        "{output}"
    );
    assert!(output.contains("    2 of 3 paths matched, 1 unmatched, 0 ambiguous\n"));
    assert_eq!(
        tree.read("lacuna.toml"),
        "name = \"x\" # mine\n\n[coverage]\nrewrite = [{ from = \"/app\", to = \"services/api\" }]\n"
    );
    // What is saved holds for the other commands, too, and there is nothing left to save.
    let scan = tree.run(&["scan"]);
    assert!(
        scan.contains("tests run something of 1 of these (2 measured, 1 estimated)"),
        "{scan}"
    );
    let again = tree.run(&["doctor", "--fix"]);
    assert!(again.starts_with("0\n-- out\nnothing to save: "), "{again}");
}

#[test]
fn one_path_in_another_folder_is_no_ground_for_a_rule() {
    let tree = Tree::new(TREE);
    tree.write("lcov.info", "SF:/x/handlers/a.py\nDA:1,1\nend_of_record\n");
    let output = tree.run(&["doctor", "--fix"]);
    assert!(
        output.starts_with("2\n-- out\nnothing to save: "),
        "{output}"
    );
    assert!(!tree.path().join("lacuna.toml").exists());
}

#[test]
fn broken_reports_are_told_and_the_others_still_count() {
    let tree = Tree::new(TREE);
    tree.write(
        "lcov.info",
        "SF:services/api/main.py\nDA:x,1\nend_of_record\n",
    );
    tree.write(
        "coverage.info",
        "SF:services/api/main.py\nDA:1,1\nDA:2,1\nend_of_record\n",
    );
    let output = tree.run(&["doctor"]);
    assert!(output.starts_with("2\n"), "{output}");
    assert!(output.contains("    1 of 1 paths matched, 0 unmatched, 0 ambiguous\n"));
    assert!(
        output.contains("  lcov.info\n    cannot read the coverage report: "),
        "{output}"
    );
    assert!(output.ends_with(
        "-- err\nerror: cannot read `lcov.info`\nhint: make it anew or delete it; it counts for nothing\n"
    ), "{output}");
}

#[test]
fn without_reports_the_doctor_says_so_and_is_content() {
    let tree = Tree::new(TREE);
    tree.write("lacuna.toml", "[levels]\ngood = 90\n");
    let output = tree.run(&["doctor"]);
    assert!(
        output
            .starts_with("0\n-- out\nroot      TREE (it has `lacuna.toml`)\ngit       none found"),
        "{output}"
    );
    assert!(
        output.contains("TREE/lacuna.toml: levels.good\n"),
        "{output}"
    );
    assert!(output.contains("COVERAGE REPORTS: none in the usual places\n"));
}

#[test]
fn a_project_names_reports_inside_of_its_root_only() {
    let tree = Tree::new(TREE);
    tree.write(
        "ci/any.name",
        "SF:services/api/main.py\nDA:2,1\nend_of_record\n",
    );
    tree.write("lacuna.toml", "[coverage]\nreports = [\"ci\"]\n");
    let output = tree.run(&["doctor"]);
    assert!(output.contains("  ci/any.name\n"), "{output}");
    tree.write("lacuna.toml", "[coverage]\nreports = [\"../ci\"]\n");
    let output = tree.run(&["doctor"]);
    assert!(
        output.contains("`../ci` is not below the project's root at line 2"),
        "{output}"
    );
    tree.write("lacuna.toml", "[coverage]\nreport = [\"ci\"]\n");
    let output = tree.run(&["doctor"]);
    assert!(output.contains("hint: did you mean `reports`?"), "{output}");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_a_project_out_of_its_root() {
    let tree = Tree::new(TREE);
    let outside = tree.home().join("any.name");
    std::fs::write(&outside, "SF:services/api/main.py\nDA:2,1\nend_of_record\n").unwrap();
    std::os::unix::fs::symlink(&outside, tree.path().join("link")).unwrap();
    tree.write("lacuna.toml", "[coverage]\nreports = [\"link\"]\n");
    let output = tree.run(&["doctor"]);
    assert!(
        output.contains("link: this coverage report lies outside of the root"),
        "{output}"
    );
    // Whoever types the path may read it.
    let output = tree.run(&["doctor", "--coverage", "link"]);
    assert!(output.contains("1 of 1 paths matched"), "{output}");
}

#[test]
fn every_command_takes_the_same_reports() {
    let tree = Tree::new(TREE);
    tree.write(
        "ci/any.name",
        "SF:services/api/handlers/a.py\nDA:1,1\nDA:2,1\nDA:3,0\nDA:4,0\nend_of_record\n",
    );
    for arguments in [
        &["scan", "--coverage", "ci/any.name"] as &[&str],
        &["--plain", "--coverage", "ci/any.name"],
        &["report", "--coverage", "ci/any.name"],
        &["doctor", "--coverage", "ci"],
        &["explain", "services/api/handlers/a.py", "--coverage", "ci"],
    ] {
        let output = tree.run(arguments);
        assert!(output.starts_with("0\n"), "{arguments:?}: {output}");
        assert!(output.contains("measured"), "{arguments:?}: {output}");
    }
}

#[test]
fn explain_tells_what_was_measured_and_what_is_expected() {
    let tree = Tree::new(TREE);
    tree.write(
        "coverage.json",
        "{\"meta\": {\"version\": \"7.10\"}, \"files\": {\"services/api/handlers/a.py\": {\
         \"executed_lines\": [1, 2, 3], \"missing_lines\": [4], \"executed_branches\": [[2, 3]],\
         \"missing_branches\": [[2, 4]], \"contexts\": {\"3\": [\"tests/test_a.py::test_one\"]}},\
         \"services/api/handlers/b.py\": {\"executed_lines\": [1], \"missing_lines\": [2]}}}",
    );
    let output = tree.run(&["explain", "services/api/handlers/a.py#one"]);
    let lines: Vec<&str> = output.lines().skip(2).take(3).collect();
    assert!(
        lines[0].starts_with("services/api/handlers/a.py:1 one: direct"),
        "{output}"
    );
    assert!(
        lines[0].ends_with("% of its lines are expected to run"),
        "{output}"
    );
    assert_eq!(
        lines[1..],
        [
            "    measured: 2 of 3 lines ran",
            "    run by tests/test_a.py::test_one"
        ]
    );
    let output = tree.run(&["explain", "services/api/handlers/a.py"]);
    assert!(
        output.contains(
            "    measured: 2 of 3 function lines, 1 of 1 functions, 3 of 4 lines, 1 of 2 branches ran\n"
        ),
        "{output}"
    );
}

#[test]
fn where_measured_and_expected_disagree_it_is_said() {
    let tree = Tree::new(TREE);
    tree.write(
        "services/api/handlers/a.py",
        "def one(a):\n    if a:\n        return 1\n    return 2\n",
    );
    tree.write(
        "services/api/main.py",
        "def three(a):\n    b = a\n    c = b\n    return c\n",
    );
    tree.write(
        "lcov.info",
        "SF:services/api/handlers/a.py\nDA:1,1\nDA:2,0\nDA:3,0\nDA:4,0\nend_of_record\n\
         SF:services/api/main.py\nDA:1,1\nDA:2,1\nDA:3,1\nDA:4,1\nend_of_record\n",
    );
    let output = tree.run(&["explain", "services/api/handlers/a.py"]);
    assert!(
        output.contains(
            "    never-ran: a test uses it, yet the coverage report saw none of its function lines run\n"
        ),
        "{output}"
    );
    let output = tree.run(&["explain", "services/api/main.py"]);
    assert!(output.contains("    incidental: "), "{output}");
    let scan = tree.run(&["scan"]);
    assert!(
        scan.contains("test_a.py uses it, yet the coverage report shows 0 of 3 function lines run"),
        "{scan}"
    );
    assert!(!scan.contains("services/api/main.py\n"), "{scan}");
}

#[test]
fn a_file_written_after_the_report_is_stale() {
    let tree = Tree::new(TREE);
    // A moment long ago, by the report's own account.
    tree.write(
        "coverage.xml",
        "<?xml version=\"1.0\"?><coverage timestamp=\"1000000000000\" line-rate=\"1\"><sources/><packages><package><classes>\
         <class filename=\"services/api/main.py\"><lines><line number=\"1\" hits=\"1\"/><line number=\"2\" hits=\"1\"/></lines></class>\
         </classes></package></packages></coverage>",
    );
    let output = tree.run(&["explain", "services/api/main.py"]);
    assert!(
        output.contains("    stale: 1 of 1 function lines"),
        "{output}"
    );
    assert!(
        output.contains("    out-of-step: it changed since"),
        "{output}"
    );
    let output = tree.run(&["doctor"]);
    assert!(
        output.contains("0 are measured, 1 stale, 2 have no data"),
        "{output}"
    );
}
