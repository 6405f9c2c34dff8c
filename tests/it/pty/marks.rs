//! Marks, as they are set, kept, taken back and judged.

use super::{SHOP, User};
use crate::harness::Tree;

/// The gaps, the riskiest selected.
fn gaps(tree: &Tree) -> User {
    let mut user = User::opens(tree);
    user.presses(&["2"]).sees("3 gaps");
    user
}

#[test]
fn a_mark_is_still_there_after_another_start() {
    let tree = Tree::new(SHOP);
    let mut user = gaps(&tree);
    user.presses(&["d"]).sees("1 marked done");
    user.sees_in_row("auth.py", "◪");
    user.quits();
    let marks = tree.read(".lacuna/marks.toml");
    let lines: Vec<&str> = marks
        .lines()
        .filter(|line| line.contains("auth.py"))
        .collect();
    assert_eq!(lines.len(), 1, "{marks}");
    assert!(
        lines[0].starts_with("\"backend/app/auth.py\" = {"),
        "{marks}"
    );
    assert!(
        lines[0].contains("done") && lines[0].contains("tester"),
        "{marks}"
    );
    let user = User::starts(&tree, &[]);
    user.sees("1 marked done");
    user.sees_in_row("auth.py", "◪");
    let row = user.sees_in_row("cart.ts", "unreached");
    assert!(!row.contains('◪'), "{row}");
    user.quits();
}

#[test]
fn undo_takes_the_mark_back_and_what_was_made_for_it() {
    let tree = Tree::new(SHOP);
    tree.git(&["init", "--quiet"]);
    let mut user = gaps(&tree);
    user.presses(&["d"]).sees("1 marked done");
    let screen = user.presses(&["u"]).misses("1 marked done");
    assert!(!super::row_of(&screen, "auth.py").unwrap().contains('◪'));
    user.quits();
    // Nothing was kept before: nothing is left.
    assert!(!tree.path().join(".lacuna").exists());
}

#[test]
fn the_log_takes_back_all_that_was_done() {
    let tree = Tree::new(SHOP);
    let mut user = gaps(&tree);
    user.presses(&["d", "d"]).sees("2 marked done");
    let screen = user.presses(&["L"]).sees("Done in this session");
    assert!(screen.contains("auth.py marked done"), "{screen}");
    user.presses(&["end", "enter"]).misses("2 marked done");
    user.misses("Done in this session");
    user.misses("marked done,");
    user.quits();
    assert!(!tree.path().join(".lacuna/marks.toml").exists());
}

#[test]
fn a_mark_is_verified_once_a_test_is_there() {
    let tree = Tree::new(SHOP);
    let mut user = gaps(&tree);
    user.presses(&["d"]).sees("1 marked done");
    tree.write(
        "backend/tests/test_auth.py",
        "from app.auth import login\n\ndef test_login():\n    assert login(\"a\", \"b\") == \"a\"\n",
    );
    // All files, since what is tested is no gap any more.
    user.presses(&["R", "."]);
    let row = user.sees_in_row("auth.py", "✓ direct");
    assert!(row.contains('■'), "{row}");
    user.quits();
}

#[test]
fn a_note_has_lines_and_is_kept() {
    let tree = Tree::new(SHOP);
    let mut user = gaps(&tree);
    user.presses(&["w", "ask Ada", "enter"])
        .pastes("and q\x1b[2J");
    user.presses(&["ctrl-s"]).sees("ask Ada");
    user.quits();
    let marks = tree.read(".lacuna/marks.toml");
    assert!(marks.contains("ask Ada\\nand q"), "{marks}");
    assert!(!marks.contains('\x1b'), "{marks}");
}
