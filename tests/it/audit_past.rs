//! `lacuna audit`: a document is held against the tree of its own day, too.

use crate::audit::{TREE, answers, commit};
use crate::harness::Tree;

#[test]
fn what_was_so_when_it_was_written_is_out_of_date_and_not_wrong() {
    let tree = Tree::new(
        "//- /app/one.py\ndef one(a):\n    return a or 1\n//- /app/two.py\ndef two(a):\n    return a or 2\n",
    );
    tree.write(
        "AUDIT.md",
        "# Audit\n\n| Component | Test Files | Source Files |\n|---|---|---|\n| App | 0/2 | 2 |\n\n\
         ## App (`app/`)\n\n### Missing tests\n\n| File | Lines |\n|---|---|\n| `one.py` | 2 |\n| `two.py` | 9 |\n",
    );
    tree.git(&["init", "-q"]);
    commit(&tree);
    tree.write("app/three.py", "def three(a):\n    return a or 3\n");
    tree.write("app/four.py", "def four(a):\n    return a or 4\n");
    tree.write(
        "app/one.py",
        "def one(a):\n    a = a + 1\n    b = a\n    return b or 1\n",
    );
    tree.write(
        "tests/test_two.py",
        "from app.two import two\n\n\ndef test_two():\n    assert two(0) == 2\n",
    );
    commit(&tree);
    let found = answers(&tree.run(&["audit", "AUDIT.md", "--format", "json"]));
    assert_eq!(
        found,
        [
            "5 outdated 0/2 tested",
            "5 outdated 2 source files",
            "13 confirmed has no tests",
            "13 outdated 2 lines",
            "14 outdated has no tests",
            "14 wrong 9 lines",
        ]
    );
    // Of a document elsewhere, the day that is given tells it.
    let text = tree.read("AUDIT.md");
    std::fs::remove_file(tree.path().join("AUDIT.md")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let report = elsewhere.path().join("AUDIT.md");
    std::fs::write(&report, text).unwrap();
    let report = report.to_str().unwrap();
    let output = tree.run(&["audit", report, "--written", "yesterday"]);
    assert!(
        output.contains("a day is written as YYYY-MM-DD"),
        "{output}"
    );
}

#[test]
fn a_day_that_was_given_and_that_git_does_not_know_is_an_error() {
    let tree = Tree::new(TREE);
    let output = tree.run(&["audit", "AUDIT.md", "--written", "2026-01-03"]);
    let expect = "2\n-- err\nerror: what the tree was on 2026-01-03 is not known: there is no commit\n\
                  hint: leave `--written` out to hold the audit against the tree of today only\n";
    assert_eq!(output, expect);
    tree.git(&["init", "-q"]);
    commit(&tree);
    let output = tree.run(&["audit", "AUDIT.md", "--written", "1999-01-03"]);
    let expect = "2\n-- err\nerror: no commit is of 1999-01-03 or before: the oldest is of ";
    assert!(output.starts_with(expect), "{output}");
    let output = tree.run(&["audit", "AUDIT.md", "--written", "9998-01-03"]);
    assert!(output.contains("that day is still to come"), "{output}");
}

#[test]
fn a_tree_of_the_past_that_cannot_be_scanned_is_told_where_it_matters() {
    let tree = Tree::new(TREE);
    tree.write("EMPTY.md", "# Nothing\n\nWords.\n");
    tree.git(&["init", "-q"]);
    commit(&tree);
    tree.write("app/more.py", "def more(a):\n    return a\n");
    commit(&tree);
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let variables = [("TMPDIR", missing.to_str().unwrap())];
    let output = tree.run_with(&["audit", "AUDIT.md"], &variables);
    assert!(output.starts_with("0\n"), "{output}");
    assert!(
        output.contains("-- err\nwarning: the tree of the day of the audit could not be scanned"),
        "{output}"
    );
    // Where nothing is said of files, no such tree is needed.
    let output = tree.run_with(&["audit", "EMPTY.md"], &variables);
    assert!(!output.contains("-- err"), "{output}");
    // Nothing is left behind where it could be scanned.
    let variables = [("TMPDIR", folder.path().to_str().unwrap())];
    let output = tree.run_with(&["audit", "AUDIT.md"], &variables);
    assert!(!output.contains("-- err"), "{output}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
