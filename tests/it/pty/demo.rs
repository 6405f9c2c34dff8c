//! The demo as a stranger walks through it.

use std::path::Path;

use super::terminal::Terminal;
use crate::harness::Tree;

/// Starts the demo with a folder of its own for temporary files.
fn open_demo(tree: &Tree, temporary: &Path) -> Terminal {
    let variables = [("TMPDIR", temporary.to_str().unwrap())];
    let terminal = Terminal::start_with(tree, &["demo"], (120, 40), &variables);
    terminal.wait_for("hold logic");
    terminal
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn it_shows_every_screen() {
    let (tree, temporary) = (Tree::new(""), tempfile::tempdir().unwrap());
    let mut terminal = open_demo(&tree, temporary.path());
    let screen = terminal.screen();
    for text in [
        "Toolshed",
        "Backend Handlers",
        "good",
        "partial",
        "poor",
        "critical",
    ] {
        assert!(screen.contains(text), "no `{text}`:\n{screen}");
    }
    terminal.send("2");
    let screen = terminal.wait_for("gaps");
    for text in ["auth.ts", "◆ C", "▲ H", "RISK", "TEST"] {
        assert!(screen.contains(text), "no `{text}`:\n{screen}");
    }
    terminal.send("3");
    let screen = terminal.wait_for("PHASE");
    for text in ["Who may open what", "week", "nothing imports it"] {
        assert!(screen.contains(text), "no `{text}`:\n{screen}");
    }
}

#[test]
fn a_mark_can_be_tried_out_and_nothing_is_left_behind() {
    let (tree, temporary) = (Tree::new(""), tempfile::tempdir().unwrap());
    let mut terminal = open_demo(&tree, temporary.path());
    assert_eq!(entries(temporary.path()), 1);
    terminal.send("2");
    terminal.wait_for("gaps");
    terminal.send("d");
    terminal.wait_for("5 marked done");
    terminal.send("q");
    let end = terminal.wait_for_end();
    assert!(end.status.success(), "{:?}", end.status);
    assert_eq!(entries(temporary.path()), 0);
    assert_eq!(entries(&tree.path()), 0);
}

#[test]
fn a_signal_leaves_nothing_behind_either() {
    let (tree, temporary) = (Tree::new(""), tempfile::tempdir().unwrap());
    let terminal = open_demo(&tree, temporary.path());
    terminal.signal("TERM");
    let end = terminal.wait_for_end();
    assert!(end.status.signal().is_some(), "{:?}", end.status);
    assert_eq!(entries(temporary.path()), 0);
}
