//! Sizes and looks of the real program's screen.

use super::terminal::Terminal;
use super::{SCANNED, SHOP, USUAL, open, quit};
use crate::harness::Tree;

#[test]
fn resizing_there_and_back_gives_the_same_screen() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("2");
    let first = terminal.wait_for("3 gaps");
    for size in [(40, 10), (200, 60), (60, 60), (1, 1), (120, 12), (80, 24)] {
        terminal.resize(size);
        if size.0 >= 40 {
            let screen = terminal.wait_until(&format!("a screen of {size:?}"), |screen| {
                // The keys stand in the last line at any size.
                screen.contains("auth.py")
                    && screen.lines().count() == usize::from(size.1)
                    && screen
                        .lines()
                        .last()
                        .is_some_and(|line| line.contains("quit"))
            });
            let widest = screen.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(usize::from(size.0)), "{screen}");
        }
    }
    terminal.resize(USUAL);
    terminal.wait_until("the screen of the start", |screen| screen == first);
    quit(terminal);
}

#[test]
fn the_first_key_after_a_resize_counts() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("2");
    terminal.wait_for("3 gaps");
    terminal.resize((120, 40));
    terminal.wait_until("a screen of 40 lines", |screen| {
        screen.lines().count() == 40
    });
    terminal.send("3");
    terminal.wait_for("PHASE");
    quit(terminal);
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    let tree = Tree::new(SHOP);
    let terminal = Terminal::start(&tree, &[], (39, 9));
    let screen = terminal.wait_for("lacuna needs 40x10");
    assert_eq!(screen.trim().lines().count(), 1, "{screen}");
    terminal.resize((120, 40));
    terminal.wait_for(SCANNED);
    quit(terminal);
}

#[test]
fn every_usual_size_shows_the_components() {
    let tree = Tree::new(SHOP);
    for size in [(40, 10), (80, 24), (120, 40), (200, 60)] {
        let terminal = Terminal::start(&tree, &[], size);
        let screen = terminal.wait_for("backend");
        assert!(screen.lines().count() <= usize::from(size.1), "{screen}");
        quit(terminal);
    }
}

#[test]
fn ascii_draws_with_nothing_else() {
    let tree = Tree::new(SHOP);
    let mut terminal = Terminal::start(&tree, &["--ascii"], USUAL);
    for (keys, text) in [
        ("", "COMPONENT"),
        ("2", "3 gaps"),
        ("3", "PHASE"),
        ("?", "Help"),
    ] {
        terminal.send(keys);
        let screen = terminal.wait_for(text);
        assert!(screen.is_ascii(), "{screen}");
    }
}

#[test]
fn no_color_is_obeyed() {
    let tree = Tree::new(SHOP);
    let colored = open(&tree);
    assert!(colored.has_color());
    let mut plain = Terminal::start_with(&tree, &[], USUAL, &[("NO_COLOR", "1")]);
    for (keys, text) in [("", "COMPONENT"), ("2", "3 gaps"), ("3", "PHASE")] {
        plain.send(keys);
        plain.wait_for(text);
        assert!(!plain.has_color());
    }
}

#[test]
fn a_terminal_that_can_move_no_cursor_gets_plain_text() {
    let tree = Tree::new(SHOP);
    let terminal = Terminal::start_with(&tree, &[], USUAL, &[("TERM", "dumb")]);
    terminal.wait_for("source files hold logic; tests");
    assert_eq!(terminal.wait_for_end().begun_frames, 0);
}

#[test]
fn the_mouse_can_be_left_to_the_terminal() {
    let tree = Tree::new(SHOP);
    let mut terminal = Terminal::start(&tree, &["--no-mouse"], USUAL);
    terminal.wait_for(SCANNED);
    assert!(!terminal.modes().mouse);
    terminal.send("M");
    terminal.wait_for_modes("the mouse captured", |modes| modes.mouse);
    terminal.send("M");
    terminal.wait_for_modes("the mouse left alone", |modes| !modes.mouse);
    quit(terminal);
}

#[test]
fn plain_prints_the_overview_in_a_terminal_too() {
    let tree = Tree::new(SHOP);
    let end = Terminal::start(&tree, &["--plain"], (120, 40)).wait_for_end();
    assert!(end.status.success(), "{:?}", end.status);
    assert_eq!(end.modes, end.modes_before);
    assert!(end.screen.contains("backend/app/auth.py"), "{}", end.screen);
}
