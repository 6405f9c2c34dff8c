//! Names and sentences from elsewhere, so that Markdown shows them as they are.

use std::borrow::Cow;

use crate::model::printable;

/// Text outside of tables.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::new();
    for letter in printable(text).chars() {
        if matches!(
            letter,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '!' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Text in a cell of a table.
pub(super) fn cell(content: &str) -> String {
    text(content)
}

/// A span of code, fenced by more backticks than it holds in a row.
pub(super) fn code(content: &str) -> String {
    let content = printable(content);
    let mut longest = 0;
    let mut current = 0;
    for letter in content.chars() {
        current = if letter == '`' { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    let fence = "`".repeat(longest + 1);
    let padded = content.starts_with(['`', ' ']) || content.ends_with(['`', ' ']);
    let content: Cow<'_, str> = if padded {
        format!(" {content} ").into()
    } else {
        content
    };
    format!("{fence}{content}{fence}")
}

/// A span of code in a cell of a table, where a bar ends the cell even within code.
pub(super) fn code_cell(content: &str) -> String {
    code(content).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, TagEnd};

    use super::*;

    /// The text of the second cell that a reader sees in a table with `content` in it.
    fn shown(content: &str) -> String {
        let document = format!("| a | b | c |\n|---|---|---|\n| x | {content} | y |\n");
        let mut cells = vec![String::new()];
        for event in Parser::new_ext(&document, Options::all()) {
            match event {
                Event::Text(text) | Event::Code(text) => cells.last_mut().unwrap().push_str(&text),
                Event::End(TagEnd::TableCell) => cells.push(String::new()),
                _ => {}
            }
        }
        cells[4].clone()
    }

    #[test]
    fn names_are_shown_as_they_are() {
        for name in [
            "src/a.py",
            "__init__.py",
            "a|b.py",
            "`tick`.py",
            "``x`y",
            "<b>x</b>",
            "[a](b)",
            "a*b*c",
            "&amp;",
            "![x](y)",
            "~~x~~",
            "$x$",
        ] {
            assert_eq!(shown(&code_cell(name)), name, "code");
            assert_eq!(shown(&cell(name)), name, "text");
        }
    }

    #[test]
    fn line_breaks_and_controls_become_pictures() {
        assert_eq!(code("a\nb"), "`a\u{240a}b`");
        assert_eq!(text("\u{1b}[31m"), "\u{241b}\\[31m");
    }
}
