//! Source files for reading: read from the disk within bounds, made safe to draw, coloured.
//!
//! Colour is a help for the eye and no more: a small reader of tokens for each family of
//! languages, linear in the text, which may be wrong about an odd literal for the rest of a line.

mod families;
mod syntax;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::model::printable;

use families::Family;
use syntax::Reader;

pub(crate) use syntax::Class;

/// Most bytes of a file that are read: more than anybody reads here.
const LARGEST: u64 = 2 << 20;

/// Most characters of a line that are shown; longer ones were written by programs.
const LONGEST: usize = 2000;

/// Columns from one tab stop to the next.
const TAB: usize = 4;

/// A line with its colours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The text, tabs spread, nothing in it that steers a terminal.
    pub(crate) text: String,
    /// Lengths in bytes and classes of its parts, in order; they cover all of it.
    pub(crate) parts: Vec<(u32, Class)>,
}

/// A file that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// Its lines.
    pub(crate) lines: Vec<Line>,
    /// Whether the end is missing.
    pub(crate) is_cut: bool,
}

impl Text {
    /// Prepares a text; `path` tells the language.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let mut reader = Reader::new(Family::of_path(path));
        let lines = text
            .lines()
            .map(|line| {
                let text = shown(line);
                let parts = reader.line(&text);
                Line { text, parts }
            })
            .collect();
        Self {
            lines,
            is_cut: false,
        }
    }
}

/// Reads a file below `root`.
///
/// # Errors
///
/// Why it cannot be shown, in words.
pub(crate) fn read(root: &Path, path: &str) -> Result<Text, String> {
    let full = root.join(path);
    let failed = |error: std::io::Error| format!("cannot read `{path}`: {error}");
    // A scan lists regular files only; since then it may have become something that never ends.
    if !full.symlink_metadata().map_err(failed)?.is_file() {
        return Err(format!("`{path}` is no file any more"));
    }
    let file = File::open(&full).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let is_cut = bytes.len() as u64 > LARGEST;
    if is_cut {
        bytes.truncate(usize::try_from(LARGEST).unwrap_or(usize::MAX));
    }
    let mut text = Text::new(path, &String::from_utf8_lossy(&bytes));
    text.is_cut = is_cut;
    Ok(text)
}

/// A line as it is shown.
fn shown(line: &str) -> String {
    let mut spread = String::new();
    let mut column = 0;
    for letter in line.chars() {
        if column >= LONGEST {
            spread.push('…');
            break;
        }
        if letter == '\t' {
            let blanks = TAB - column % TAB;
            spread.push_str(&" ".repeat(blanks));
            column += blanks;
        } else {
            spread.push(letter);
            column += 1;
        }
    }
    printable(&spread).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &Text) -> Vec<&str> {
        text.lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn tabs_are_spread_and_controls_shown() {
        let text = Text::new("a.go", "\ta\tb\r\n\x1b[2J\u{202e}x\n");
        assert_eq!(texts(&text), ["    a   b", "␛[2J\u{fffd}x"]);
    }

    #[test]
    fn endless_lines_and_files_are_cut() {
        let text = Text::new("a.js", &"x".repeat(LONGEST + 5));
        assert_eq!(text.lines[0].text.chars().count(), LONGEST + 1);
        let root = tempfile::tempdir().unwrap();
        let line = "0123456789abcde\n";
        std::fs::write(root.path().join("a.py"), line.repeat((1 << 17) + 1)).unwrap();
        let text = read(root.path(), "a.py").unwrap();
        assert!(text.is_cut);
        assert_eq!(text.lines.len(), 1 << 17);
    }

    #[test]
    fn what_is_no_file_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("folder")).unwrap();
        let check = |path: &str, expect: &str| {
            let message = read(root.path(), path).unwrap_err();
            assert!(message.contains(expect), "{message}");
        };
        check("folder", "is no file any more");
        check("nowhere.py", "cannot read `nowhere.py`");
    }

    #[test]
    fn parts_cover_each_line() {
        let all = "\"\"\"doc\n é \"\"\" '/* ` <!-- r#\"x\"# 1.5e3 `${a}` 'a 'b' \\";
        for name in ["a.py", "a.ts", "a.vue", "a.go", "a.rs", "a.txt"] {
            for line in Text::new(name, &format!("{all}\n{all}")).lines {
                let sum: u32 = line.parts.iter().map(|(len, _)| len).sum();
                assert_eq!(sum as usize, line.text.len(), "{name}");
            }
        }
    }
}
