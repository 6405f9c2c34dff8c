//! What the program says to the terminal, and what the terminal says to it.

use super::{SCANNED, SHOP, User};
use crate::harness::Tree;

const QUESTION: &str = "\x1b]11;?\x1b\\";

#[test]
fn the_answer_to_what_the_background_is_changes_the_theme_and_nothing_else() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.is_sent(QUESTION);
    let before = user.sees(SCANNED);
    // The accent of the dark theme, then that of the light one.
    user.is_sent("\x1b[38;5;80;");
    assert!(!user.terminal().has_written("\x1b[38;5;24;"));
    // In two parts, as from behind a slow line; `1`, `r`, `g` and `b` would all be keys.
    user.terminal_says("\x1b]11;rgb:ff")
        .terminal_says("ff/ffff/ffff\x1b\\");
    user.is_sent("\x1b[38;5;24;");
    user.finds("the screen of before", |screen| screen == before);
    user.presses(&["2"]).sees("3 gaps");
    user.quits();
}

#[test]
fn nobody_is_asked_who_cannot_answer_or_need_not() {
    let tree = Tree::new(SHOP);
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "linux"), ("TERM", "dumb")] {
        let mut user = User::starts_with(&tree, &[], &[(name, value)]);
        user.sees(SCANNED);
        assert!(!user.terminal().has_written("\x1b]11;?"), "{name}={value}");
        user.quits();
    }
    std::fs::create_dir_all(tree.home().join(".config/lacuna")).unwrap();
    let file = tree.home().join(".config/lacuna/config.toml");
    std::fs::write(file, "theme = \"light\"\n").unwrap();
    let mut user = User::opens(&tree);
    assert!(!user.terminal().has_written("\x1b]11;?"));
    user.quits();
}

#[test]
fn an_answer_after_the_last_key_does_not_reach_the_shell() {
    let tree = Tree::new(SHOP);
    let mut user = User::starts(&tree, &[]);
    user.is_sent(QUESTION);
    user.presses(&["q"]);
    user.terminal_says("\x1b]11;rgb:0000/0000/0000\x1b\\");
    let end = user.wait_for_end();
    assert_eq!(end.unread, 0);
    assert_eq!(end.screen, "");
}

#[test]
fn copies_go_through_the_terminal_over_ssh_and_the_message_says_so() {
    let tree = Tree::new(SHOP);
    let mut user = User::starts_with(&tree, &[], &[("SSH_TTY", "/dev/pts/9")]);
    user.sees(SCANNED);
    user.presses(&["2"]).sees("3 gaps");
    user.presses(&["y"])
        .sees("copied (OSC 52): backend/app/auth.py");
    // `backend/app/auth.py` in base 64.
    user.is_sent("\x1b]52;c;YmFja2VuZC9hcHAvYXV0aC5weQ==\x1b\\");
    user.quits();
}

#[test]
fn paths_are_links_where_the_terminal_has_them() {
    let tree = Tree::new(SHOP);
    let mut user = User::starts_with(&tree, &[], &[("TERM_PROGRAM", "WezTerm")]);
    user.sees(SCANNED);
    user.presses(&["2"]).sees("3 gaps");
    user.is_sent("/tree/backend/app/auth.py\x1b\\");
    user.is_sent("\x1b]8;;\x1b\\");
    user.quits();
    let mut user = User::starts(&tree, &["--fresh"]);
    user.sees(SCANNED);
    user.presses(&["2"]).sees("3 gaps");
    assert!(!user.terminal().has_written("\x1b]8;"));
    user.quits();
}

#[test]
fn every_frame_is_one_synchronized_update() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.presses(&["2"]).sees("3 gaps");
    let frames = user.terminal().count_written("\x1b[?2026h");
    assert!(frames >= 2, "{frames}");
    // One more ends what a panic might have left open.
    let end = user.quits();
    assert_eq!(end.begun_frames + 1, end.ended_frames);
}

#[test]
fn a_locale_without_unicode_gets_ascii_only() {
    let tree = Tree::new(SHOP);
    let mut user = User::starts_with(&tree, &[], &[("LANG", "C")]);
    let screen = user.sees(SCANNED);
    assert!(screen.is_ascii(), "{screen}");
    let screen = user.presses(&["2"]).sees("3 gaps");
    assert!(screen.is_ascii(), "{screen}");
    user.quits();
}

#[test]
fn keys_that_collide_are_told_with_both_names() {
    let tree = Tree::new(SHOP);
    std::fs::create_dir_all(tree.home().join(".config/lacuna")).unwrap();
    let file = tree.home().join(".config/lacuna/config.toml");
    std::fs::write(file, "[keys]\nhelp = \"q\"\n\"view.roadmap\" = \"f9\"\n").unwrap();
    let mut user = User::starts(&tree, &[]);
    user.sees("`q` is bound to both `help` and `quit`");
    user.terminal_says("\x1b[20~").sees("PHASE");
    user.presses(&["ctrl-c"]);
    assert!(user.wait_for_end().status.success());
}
