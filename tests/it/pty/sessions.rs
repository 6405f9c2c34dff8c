//! What the next start finds of the last one.

use std::path::PathBuf;

use super::{SCANNED, SHOP, User, body, row_of};
use crate::harness::Tree;

/// The files that sessions are kept in.
fn kept(tree: &Tree) -> Vec<PathBuf> {
    let folder = tree.home().join(".local/state/lacuna/sessions");
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn the_next_start_goes_on_where_the_last_one_ended() {
    let tree = Tree::new(SHOP);
    tree.write("lacuna.toml", "name = \"shop\"\n");
    let mut user = User::opens(&tree);
    user.presses(&["2"]).sees("3 gaps");
    user.presses(&["s", "s", ">", "j", "j"]).sees("by path");
    let last = user.finds("the last row selected", |screen| {
        row_of(screen, "▌").is_some_and(|row| row.contains("cart.ts"))
    });
    user.quits();
    assert_eq!(kept(&tree).len(), 1);
    let user = User::starts(&tree, &[]);
    user.finds("the screen of before", |screen| body(screen) == body(&last));
    user.quits();
    // A folder that is named goes before, a fresh start forgets.
    let user = User::starts(&tree, &["web"]);
    user.sees("1 gap ");
    user.quits();
    let user = User::starts(&tree, &["--fresh"]);
    user.sees(SCANNED);
    user.quits();
}

#[test]
fn a_signal_keeps_the_session_too() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.presses(&["3"]).sees("PHASE");
    user.terminal().signal("TERM");
    user.wait_for_end();
    User::starts(&tree, &[]).sees("PHASE");
}

#[test]
fn a_broken_session_is_told_and_forgotten() {
    let tree = Tree::new(SHOP);
    User::opens(&tree).quits();
    let kept = kept(&tree);
    std::fs::write(&kept[0], "{\"version\": 1, \"view\": ").unwrap();
    let mut user = User::starts(&tree, &[]);
    user.sees("the last session is not gone on: EOF");
    user.presses(&["1"]).sees(SCANNED);
    user.quits();
    let user = User::starts(&tree, &[]);
    let screen = user.sees(SCANNED);
    assert!(!screen.contains("session"), "{screen}");
}
