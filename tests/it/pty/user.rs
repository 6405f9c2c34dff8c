//! A user of the real program: presses keys by their names, looks at the screen until it shows
//! what it should, and never counts on time.
//!
//! Every test of whole walks goes through here, so that what is waited for, and how, is said once.

use super::terminal::{End, Modes, Terminal};
use super::{SCANNED, USUAL};
use crate::harness::Tree;

/// Somebody before a terminal in which the program runs.
pub(super) struct User {
    terminal: Terminal,
}

/// The bytes that a terminal sends for a key.
fn bytes_of(key: &str) -> String {
    if let Some(letter) = key.strip_prefix("ctrl-") {
        let letter = letter.bytes().next().unwrap();
        return char::from(letter & 0x1f).to_string();
    }
    let bytes = match key {
        "enter" => "\r",
        "esc" => "\x1b",
        "backspace" => "\x7f",
        "tab" => "\t",
        "space" => " ",
        "up" => "\x1b[A",
        "down" => "\x1b[B",
        "right" => "\x1b[C",
        "left" => "\x1b[D",
        "home" => "\x1b[H",
        "end" => "\x1b[F",
        key => key,
    };
    bytes.to_owned()
}

impl User {
    /// Starts the program; looks at nothing yet.
    pub(super) fn starts(tree: &Tree, arguments: &[&str]) -> Self {
        Self::starts_with(tree, arguments, &[])
    }

    /// The same with further variables in the environment.
    pub(super) fn starts_with(tree: &Tree, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::at(Terminal::start_with(tree, arguments, USUAL, variables))
    }

    /// Somebody before a terminal that was started otherwise.
    pub(super) fn at(terminal: Terminal) -> Self {
        Self { terminal }
    }

    /// Starts the program and waits until the scan is over.
    pub(super) fn opens(tree: &Tree) -> Self {
        let user = Self::starts(tree, &[]);
        user.sees(SCANNED);
        user
    }

    /// Presses keys, by their names, one after the other; a longer word is typed as it is.
    pub(super) fn presses(&mut self, keys: &[&str]) -> &mut Self {
        for key in keys {
            self.terminal.send(&bytes_of(key));
            // An escape with a letter behind it would be one key.
            if *key == "esc" {
                self.terminal.settle();
            }
        }
        self
    }

    /// Pastes, as a terminal with bracketed paste sends it.
    pub(super) fn pastes(&mut self, text: &str) -> &mut Self {
        self.terminal.send(&format!("\x1b[200~{text}\x1b[201~"));
        self
    }

    /// Presses and lets go the left button of the mouse, column and row counted from 1.
    pub(super) fn clicks(&mut self, (column, row): (usize, usize)) -> &mut Self {
        self.drags((column, row), (column, row))
    }

    /// Presses the left button at one place and lets it go at another.
    pub(super) fn drags(&mut self, from: (usize, usize), to: (usize, usize)) -> &mut Self {
        self.terminal
            .send(&format!("\x1b[<0;{};{}M", from.0, from.1));
        if from != to {
            self.terminal.send(&format!("\x1b[<32;{};{}M", to.0, to.1));
        }
        self.terminal.send(&format!("\x1b[<0;{};{}m", to.0, to.1));
        self
    }

    /// Turns the wheel down by some notches.
    pub(super) fn scrolls(&mut self, (column, row): (usize, usize), notches: usize) -> &mut Self {
        for _ in 0..notches {
            self.terminal.send(&format!("\x1b[<65;{column};{row}M"));
        }
        self
    }

    /// Waits until the screen shows a text; answers with the screen.
    pub(super) fn sees(&self, text: &str) -> String {
        self.terminal.wait_for(text)
    }

    /// Waits until the screen shows a text no more; answers with the screen.
    pub(super) fn misses(&self, text: &str) -> String {
        self.terminal.wait_without(text)
    }

    /// Waits until the screen is as it should be; answers with the screen.
    pub(super) fn finds(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        self.terminal.wait_until(what, is_so)
    }

    /// Waits until the row of the list that tells of something shows a text; answers with the
    /// row. What stands in the detail beside it does not count.
    pub(super) fn sees_in_row(&self, row: &str, text: &str) -> String {
        let screen = self.finds(&format!("`{text}` in the row of `{row}`"), |screen| {
            row_of(screen, row).is_some_and(|row| row.contains(text))
        });
        row_of(&screen, row).unwrap().to_owned()
    }

    /// Waits until the program wrote these bytes, whatever a screen makes of them.
    pub(super) fn is_sent(&self, bytes: &str) {
        self.terminal.wait_for_bytes(bytes);
    }

    /// Types what the terminal itself says.
    pub(super) fn terminal_says(&mut self, bytes: &str) -> &mut Self {
        self.terminal.send(bytes);
        self
    }

    /// Ends the program by its key.
    pub(super) fn quits(mut self) -> End {
        self.presses(&["q"]);
        let end = self.terminal.wait_for_end();
        assert!(end.status.success(), "{:?}", end.status);
        end
    }

    /// Waits until the program ended by itself.
    pub(super) fn wait_for_end(self) -> End {
        self.terminal.wait_for_end()
    }

    /// The terminal, for what only it knows.
    pub(super) fn terminal(&mut self) -> &mut Terminal {
        &mut self.terminal
    }

    /// What the terminal is set to.
    pub(super) fn modes(&self) -> Modes {
        self.terminal.modes()
    }
}

/// The row of the list that tells of something.
pub(super) fn row_of<'s>(screen: &'s str, what: &str) -> Option<&'s str> {
    screen
        .lines()
        .skip(2)
        .filter_map(|line| line.split('│').next())
        .find(|line| line.contains(what))
}
