//! Paths as links (OSC 8), for terminals that are known to have them.

use std::path::Path;
use std::sync::Arc;

use ratatui::buffer::Cell;
use ratatui::layout::Rect;

/// A stretch of a line that leads to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Where it stands: one line high.
    pub(crate) area: Rect,
    /// The file, relative to the root.
    pub(crate) path: Arc<str>,
}

/// A link with the cells it covers, as they were written last.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) link: Link,
    pub(super) cells: Vec<(u16, u16, Cell)>,
}

/// What leads to a file, as RFC 8089 has it; the host lets a terminal tell that a file lies on
/// another machine.
pub(super) fn address(host: &str, root: &Path, path: &str) -> String {
    let mut address = format!("file://{host}");
    let whole = root.join(path);
    for byte in whole.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                address.push(char::from(*byte));
            }
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// Whether a terminal is known to have links, by what `variable` tells.
pub(super) fn are_known(variable: impl Fn(&str) -> Option<String>) -> bool {
    let text = |name: &str| variable(name).unwrap_or_default();
    let term = text("TERM");
    let by_term = [
        "kitty",
        "alacritty",
        "ghostty",
        "wezterm",
        "foot",
        "contour",
        "tmux",
    ];
    let programs = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"];
    // The library behind GNOME's terminal and others, from 0.50 on.
    let vte = text("VTE_VERSION").parse::<u32>().unwrap_or(0);
    let others = [
        "WT_SESSION",
        "KONSOLE_VERSION",
        "DOMTERM",
        "KITTY_WINDOW_ID",
    ];
    by_term.iter().any(|name| term.contains(name))
        || programs.contains(&text("TERM_PROGRAM").as_str())
        || vte >= 5000
        || others.iter().any(|name| variable(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_nothing_that_could_steer_a_terminal() {
        let check = |path: &str, expect: &str| {
            assert_eq!(address("host", Path::new("/r"), path), expect);
        };
        check("src/a.rs", "file://host/r/src/a.rs");
        check("a b%c.py", "file://host/r/a%20b%25c.py");
        check("\x1b]8;;\x07;é", "file://host/r/%1B%5D8%3B%3B%07%3B%C3%A9");
    }

    #[test]
    fn only_terminals_that_are_known_get_links() {
        let check = |variables: &[(&str, &str)], expect: bool| {
            let variable = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(are_known(variable), expect, "{variables:?}");
        };
        check(&[("TERM", "xterm-256color")], false);
        check(&[("TERM", "linux")], false);
        check(&[("TERM", "xterm-kitty")], true);
        check(&[("TERM", "tmux-256color")], true);
        check(&[("TERM", "xterm"), ("VTE_VERSION", "4800")], false);
        check(&[("TERM", "xterm"), ("VTE_VERSION", "7006")], true);
        check(&[("TERM_PROGRAM", "vscode")], true);
        check(&[("TERM_PROGRAM", "Apple_Terminal")], false);
        check(&[("WT_SESSION", "1")], true);
    }
}
