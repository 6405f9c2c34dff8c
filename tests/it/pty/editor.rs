//! The editor gets the terminal and gives it back.

use super::{SCANNED, SHOP, User};
use crate::harness::Tree;

/// An editor of ours, under a name that says how it takes a line.
fn editor(tree: &Tree, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = tree.home().join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_editor_gets_the_terminal_and_gives_it_back() {
    let tree = Tree::new(SHOP);
    let script = "echo \"$@\" > \"$HOME/opened\"\necho the editor is here\nread line\n";
    let editor = editor(&tree, "vim", script);
    let mut user = User::starts_with(&tree, &[], &[("EDITOR", &editor)]);
    user.sees(SCANNED);
    let before = user.presses(&["2"]).sees("3 gaps");
    let taken = user.modes();
    user.presses(&["e"]).sees("the editor is here");
    assert_eq!(user.modes(), user.terminal().modes_before());
    user.presses(&["enter"]);
    user.terminal()
        .wait_for_modes("the terminal taken again", |modes| *modes == taken);
    user.finds("the screen of before", |screen| screen == before);
    let opened = std::fs::read_to_string(tree.home().join("opened")).unwrap();
    let file = tree
        .path()
        .canonicalize()
        .unwrap()
        .join("backend/app/auth.py");
    assert_eq!(opened, format!("+1 {}\n", file.display()));
    // Keys are read again.
    user.presses(&["3"]).sees("PHASE");
    user.quits();
}

#[test]
fn what_was_edited_is_scanned_again_even_where_nothing_is_watched() {
    let tree = Tree::new(SHOP);
    let script = "echo 'x = 1' > backend/app/auth.py\n";
    let editor = editor(&tree, "ed", script);
    let mut user = User::starts_with(&tree, &["--no-watch"], &[("VISUAL", &editor)]);
    user.sees(SCANNED);
    user.presses(&["2"]).sees("3 gaps");
    user.presses(&["e"]).sees("2 gaps");
    user.quits();
}

#[test]
fn an_editor_that_fails_is_told() {
    let tree = Tree::new(SHOP);
    let editor = editor(&tree, "ed", "exit 3\n");
    let mut user = User::starts_with(&tree, &[], &[("EDITOR", &editor)]);
    user.sees(SCANNED);
    user.presses(&["2"]).sees("3 gaps");
    user.presses(&["e"]).sees("`");
    user.sees("ended with exit status: 3");
    user.quits();
}
