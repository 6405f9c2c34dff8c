//! `lacuna done`, `undo`, `accept` and `note`.

use crate::harness::Tree;

const TREE: &str = "\
//- /lacuna.toml
//- /app/auth.py
class Login:
    def check(self, user):
        return user or None
//- /app/sums.py
def add(a, b):
    return a + b
//- /tests/test_sums.py
from app.sums import add


def test_add():
    assert add(1, 2) == 3
";

const FILE: &str = ".lacuna/marks.toml";

/// The lines of the file that are marks, without their moments.
fn marks(tree: &Tree) -> Vec<String> {
    if !tree.path().join(FILE).exists() {
        return Vec::new();
    }
    let text = tree.read(FILE);
    let lines = text.lines().filter(|line| line.starts_with('"'));
    lines
        .map(|line| {
            let (before, rest) = line.split_once("at = \"").unwrap();
            let (_, after) = rest.split_once('"').unwrap();
            format!("{before}at{after}")
        })
        .collect()
}

/// Runs as somebody whose name is known.
fn run(tree: &Tree, arguments: &[&str]) -> String {
    tree.run_with(arguments, &[("GIT_AUTHOR_NAME", "Ann")])
}

#[test]
fn a_gap_is_marked_done_and_open_again() {
    let tree = Tree::new(TREE);
    let said = run(&tree, &["done", "app/auth.py#Login.check", "app/sums.py"]);
    assert_eq!(
        said,
        "0\n-- out\napp/auth.py#Login.check: done, no test leads there yet\napp/sums.py: done, verified\n"
    );
    assert_eq!(
        marks(&tree),
        [
            "\"app/auth.py#Login.check\" = { state = \"done\", at, by = \"Ann\" }",
            "\"app/sums.py\" = { state = \"done\", at, by = \"Ann\", verified = true }",
        ]
    );
    let said = run(&tree, &["undo", "app/auth.py:3", "app/sums.py"]);
    assert_eq!(
        said,
        "0\n-- out\napp/auth.py#Login.check: not marked\napp/sums.py: not marked\n"
    );
    // As in the interface: what the first mark made goes with the last.
    assert!(!tree.path().join(".lacuna").exists());
}

#[test]
fn a_gap_is_accepted_for_a_reason_until_a_day() {
    let tree = Tree::new(TREE);
    let refused = run(&tree, &["accept", "app/auth.py"]);
    assert!(refused.starts_with("2\n"), "{refused}");
    let refused = run(&tree, &["accept", "app/auth.py", "--reason", " "]);
    assert!(
        refused.contains("an acceptance needs a reason"),
        "{refused}"
    );
    let refused = run(
        &tree,
        &["accept", "app/auth.py", "--reason", "x", "--until", "soon"],
    );
    assert!(
        refused.contains("a day is written as YYYY-MM-DD"),
        "{refused}"
    );
    assert!(!tree.path().join(".lacuna").exists());
    let accept = [
        "accept",
        "app/auth.py",
        "--reason",
        "thin",
        "--until",
        "9998-01-31",
    ];
    let said = run(&tree, &accept);
    assert_eq!(
        said,
        "0\n-- out\napp/auth.py: accepted, until 9998-01-31, note: thin\n"
    );
    let table = tree.run(&["scan"]);
    assert!(table.contains("1 more gap is accepted"), "{table}");
}

#[test]
fn a_note_stays_until_it_is_emptied() {
    let tree = Tree::new(TREE);
    let note = |text: &str| run(&tree, &["note", "app/auth.py", text]);
    assert_eq!(note("ask Bob"), "0\n-- out\napp/auth.py: note: ask Bob\n");
    run(&tree, &["done", "app/auth.py"]);
    let said = run(&tree, &["undo", "app/auth.py"]);
    assert_eq!(said, "0\n-- out\napp/auth.py: note: ask Bob\n");
    assert_eq!(note(""), "0\n-- out\napp/auth.py: not marked\n");
    assert_eq!(marks(&tree), [] as [String; 0]);
}

#[test]
fn nothing_is_marked_where_one_of_several_is_not_there() {
    let tree = Tree::new(TREE);
    let check = |arguments: &[&str], expect: &str| {
        let said = run(&tree, arguments);
        assert!(said.starts_with("2\n") && said.contains(expect), "{said}");
        assert!(!tree.path().join(".lacuna").exists());
    };
    check(
        &["done", "app/sums.py", "app/gone.py"],
        "no file `app/gone.py` is in the tree",
    );
    check(
        &["done", "app/sums.py", "app/auth.py#Login.chek"],
        "no symbol is called `Login.chek` in that file",
    );
    check(
        &["done", "tests/test_sums.py"],
        "`tests/test_sums.py` is no source file: it is test",
    );
    check(&["done"], "required arguments");
}

#[test]
fn a_mark_that_was_taken_away_does_not_come_back_by_a_merge() {
    let tree = Tree::new(TREE);
    let commit = |tree: &Tree| {
        tree.git(&["add", "-A"]);
        tree.git(&["commit", "-q", "-m", "change"]);
    };
    tree.git(&["init", "-q", "-b", "main"]);
    run(&tree, &["note", "app/sums.py", "stays"]);
    run(&tree, &["done", "app/auth.py"]);
    let text = tree
        .read(FILE)
        .replace("\"app/sums.py\"", "# of sums\n\"app/sums.py\"");
    tree.write(FILE, &text);
    commit(&tree);
    tree.git(&["checkout", "-q", "-b", "work"]);
    run(&tree, &["done", "app/auth.py#Login.check"]);
    commit(&tree);
    tree.git(&["checkout", "-q", "main"]);
    let said = run(&tree, &["undo", "app/auth.py"]);
    assert_eq!(said, "0\n-- out\napp/auth.py: not marked\n");
    commit(&tree);
    tree.git(&["merge", "-q", "work"]);
    let table = tree.run(&["scan"]);
    assert!(!table.contains("app/auth.py  [done"), "{table}");
    run(&tree, &["note", "app/sums.py", "still"]);
    assert_eq!(
        marks(&tree),
        [
            "\"app/auth.py\" = { at }",
            "\"app/auth.py#Login.check\" = { state = \"done\", at, by = \"Ann\" }",
            "\"app/sums.py\" = { at, by = \"Ann\", note = \"still\" }",
        ]
    );
    assert!(tree.read(FILE).contains("\n# of sums\n\"app/sums.py\""));
}

#[test]
fn a_broken_file_of_marks_is_left_alone() {
    let tree = Tree::new(TREE);
    tree.write(FILE, "version = 1\nodd\n");
    let said = run(&tree, &["done", "app/sums.py"]);
    assert!(said.contains("at line 2, column"), "{said}");
    assert!(said.starts_with("2\n"), "{said}");
    assert_eq!(tree.read(FILE), "version = 1\nodd\n");
}
