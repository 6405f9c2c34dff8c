//! Signals, the end of the program, and the terminal that is left.

use super::terminal::{End, Terminal, wait};
use super::{SHOP, USUAL, open};
use crate::harness::Tree;

/// The terminal is as it was found, and nothing is left on the shell's screen.
fn assert_left_as_found(end: &End) {
    assert_eq!(end.modes, end.modes_before);
    assert_eq!(end.screen, "");
}

#[test]
fn the_terminal_is_taken_while_the_program_runs() {
    let tree = Tree::new(SHOP);
    let terminal = open(&tree);
    let (modes, before) = (terminal.modes(), terminal.modes_before());
    assert!(modes.alternate_screen && !before.alternate_screen);
    assert!(modes.cursor_hidden && !before.cursor_hidden);
    assert!(modes.bracketed_paste && !before.bracketed_paste);
    assert!(modes.mouse && !before.mouse);
    assert_ne!(modes.line, before.line);
}

#[test]
fn quitting_leaves_the_terminal_as_found() {
    let tree = Tree::new(SHOP);
    for keys in ["q", "\x03"] {
        let mut terminal = open(&tree);
        terminal.send(keys);
        let end = terminal.wait_for_end();
        assert!(end.status.success(), "{keys:?}: {:?}", end.status);
        assert_left_as_found(&end);
    }
}

#[test]
fn a_signal_ends_the_program_and_leaves_the_terminal_as_found() {
    let tree = Tree::new(SHOP);
    for (name, said) in [
        ("TERM", "Terminated"),
        ("HUP", "Hangup"),
        ("INT", "Interrupt"),
    ] {
        let terminal = open(&tree);
        terminal.signal(name);
        let end = terminal.wait_for_end();
        // The shell is told of the signal, rather than of an exit of our own.
        let signal = end.status.signal().unwrap_or_default();
        assert!(signal.contains(said), "{name}: {:?}", end.status);
        assert_left_as_found(&end);
    }
}

#[test]
fn the_program_ends_when_its_terminal_goes_away() {
    let tree = Tree::new(SHOP);
    let status = open(&tree).hang_up();
    let signal = status.signal().unwrap_or_default();
    assert!(signal.contains("Hangup"), "{status:?}");
}

#[test]
fn a_mark_that_was_just_set_survives_a_signal() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("2");
    terminal.wait_for("3 gaps");
    terminal.send("d");
    terminal.wait_for("1 marked done");
    terminal.signal("TERM");
    assert_left_as_found(&terminal.wait_for_end());
    assert!(
        tree.read(".lacuna/marks.toml")
            .contains("backend/app/auth.py")
    );
}

#[test]
fn a_stopped_program_gives_the_terminal_back_until_it_goes_on() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    let (screen, taken) = (terminal.screen(), terminal.modes());
    terminal.send("\x1a");
    wait(
        || state_of(&terminal).starts_with('T').then_some(()),
        || {
            format!(
                "waited for the program to stop; it is {}",
                state_of(&terminal)
            )
        },
    );
    // What it wrote before it stopped may still be on its way.
    let before = terminal.modes_before();
    terminal.wait_for_modes("the terminal given back", |modes| *modes == before);
    assert_eq!(terminal.screen(), "");
    terminal.signal("CONT");
    terminal.wait_for_modes("the terminal taken again", |modes| *modes == taken);
    assert_eq!(terminal.wait_for("COMPONENT"), screen);
    terminal.send("2");
    terminal.wait_for("3 gaps");
    terminal.send("q");
    assert_left_as_found(&terminal.wait_for_end());
}

/// The state of the program's process in a letter: `T` where it is stopped.
fn state_of(terminal: &Terminal) -> String {
    let output = std::process::Command::new("ps")
        .args(["-o", "stat=", "-p", &terminal.id().to_string()])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn an_error_before_the_start_leaves_the_terminal_alone() {
    let tree = Tree::new(SHOP);
    tree.write(".lacuna/roadmap.toml", "version = 1\n[[phase]\n");
    let end = Terminal::start(&tree, &[], USUAL).wait_for_end();
    assert_eq!(end.status.exit_code(), 2);
    assert_eq!(end.modes, end.modes_before);
    assert!(
        end.screen.starts_with("error: cannot read roadmap"),
        "{}",
        end.screen
    );
}

/// A program that wakes up regularly would never be quiet for so many looks in a row.
#[cfg(target_os = "linux")]
#[test]
fn nothing_wakes_up_while_nothing_happens() {
    const QUIET: usize = 50;
    let tree = Tree::new(SHOP);
    let terminal = open(&tree);
    let mut last = Vec::new();
    let mut looks = 0;
    wait(
        || {
            let now = wake_ups(terminal.id());
            looks = if now == last { looks + 1 } else { 0 };
            last = now;
            (looks == QUIET).then_some(())
        },
        || "threads wake up although nothing happens".to_owned(),
    );
}

/// How often each thread of a process gave up or lost its processor.
#[cfg(target_os = "linux")]
fn wake_ups(process: u32) -> Vec<(std::path::PathBuf, String)> {
    let mut threads: Vec<_> = std::fs::read_dir(format!("/proc/{process}/task"))
        .unwrap()
        .filter_map(|thread| {
            let path = thread.ok()?.path();
            let status = std::fs::read_to_string(path.join("status")).ok()?;
            let counts: Vec<&str> = status
                .lines()
                .filter(|line| line.contains("ctxt_switches"))
                .collect();
            Some((path, counts.join(" ")))
        })
        .collect();
    threads.sort();
    threads
}

/// Panics can be provoked in builds for tests only.
#[cfg(debug_assertions)]
#[test]
fn a_panic_leaves_the_terminal_as_found_and_says_what_happened() {
    let tree = Tree::new(SHOP);
    for (place, code) in [("loop", 101), ("thread", 2)] {
        let variables = [("LACUNA_PANIC", place)];
        let mut terminal = Terminal::start_with(&tree, &[], USUAL, &variables);
        terminal.wait_for(super::SCANNED);
        terminal.send("\x0c");
        let end = terminal.wait_for_end();
        assert_eq!(end.status.exit_code(), code, "{place}: {}", end.screen);
        assert_eq!(end.modes, end.modes_before, "{place}");
        assert!(
            end.screen.contains("panicked at"),
            "{place}: {}",
            end.screen
        );
        assert!(end.screen.contains("provoked"), "{place}: {}", end.screen);
    }
}

/// Who kills the shell in which the program runs gets the terminal back all the same.
#[cfg(target_os = "linux")]
#[test]
fn the_program_ends_and_tidies_up_when_its_shell_is_killed() {
    let tree = Tree::new(SHOP);
    let program = env!("CARGO_BIN_EXE_lacuna");
    let terminal = Terminal::start_program(
        Some("/bin/sh"),
        &tree,
        &["-c", "\"$0\"; exit 0", program],
        USUAL,
        &[],
    );
    terminal.wait_for(super::SCANNED);
    let shell = terminal.id();
    let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
    let child = children.trim().to_owned();
    assert!(!child.is_empty() && !child.contains(' '), "{child:?}");
    terminal.signal("KILL");
    let before = terminal.modes_before();
    terminal.wait_for_modes("the terminal given back", |modes| *modes == before);
    assert_eq!(terminal.screen(), "");
    // It is gone, or waits for whoever adopted it.
    let is_gone = || {
        let stat = std::fs::read_to_string(format!("/proc/{child}/stat"));
        stat.map_or(true, |stat| stat.contains(") Z "))
    };
    wait(
        || is_gone().then_some(()),
        || "the program runs on without its shell".to_owned(),
    );
}
