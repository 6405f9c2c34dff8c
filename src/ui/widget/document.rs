//! Styled text laid out for a width: what the detail pane and the help show and scroll.

use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Pen, cut_end, width_of};

/// A text with its style.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// What it says.
    pub(crate) text: String,
    /// How it looks.
    pub(crate) style: Style,
    /// The file that it leads to.
    pub(crate) leads_to: Option<Arc<str>>,
}

impl Piece {
    /// A styled text.
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
            leads_to: None,
        }
    }

    /// The same, leading to a file.
    pub(crate) fn linked(self, path: &Arc<str>) -> Self {
        Self {
            leads_to: Some(path.clone()),
            ..self
        }
    }
}

/// Lines of at most a given width.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    width: usize,
    lines: Vec<Vec<Piece>>,
}

impl Document {
    /// An empty document for a width.
    pub(crate) fn new(width: u16) -> Self {
        Self {
            width: usize::from(width),
            lines: Vec::new(),
        }
    }

    /// Number of lines.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Cells of a line.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Adds one line; what does not fit is cut when it is drawn, and an ellipsis says so.
    pub(crate) fn line(&mut self, pieces: Vec<Piece>) {
        self.lines.push(pieces);
    }

    /// Adds an empty line, unless there is one already or nothing above it.
    pub(crate) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
    }

    /// Adds a text broken between words, each line after `indent` cells; `label` stands before
    /// the first one.
    pub(crate) fn wrapped(
        &mut self,
        label: Option<Piece>,
        indent: usize,
        text: &str,
        style: Style,
    ) {
        let mut label = label;
        let room = self.width.saturating_sub(indent).max(1);
        for part in wrap(text, room) {
            let mut line = Vec::new();
            match label.take() {
                Some(label) => {
                    let pad = indent.saturating_sub(width_of(&label.text));
                    line.push(label);
                    line.push(Piece::new(" ".repeat(pad), style));
                }
                None if indent > 0 => line.push(Piece::new(" ".repeat(indent), style)),
                None => {}
            }
            line.push(Piece::new(part, style));
            self.lines.push(line);
        }
    }

    /// Draws the lines from `offset` on, and how much there is.
    pub(crate) fn draw(&self, pen: &mut Pen<'_>, area: Rect, offset: usize) {
        let height = usize::from(area.height);
        let offset = offset.min(self.lines.len().saturating_sub(height));
        for (line, pieces) in (0..area.height).zip(self.lines.iter().skip(offset)) {
            let mut row = pen.row(area, line);
            let ellipsis = row.theme().glyphs.ellipsis;
            let mut left = self.width;
            for piece in pieces {
                let from = row.x();
                let text = cut_end(&piece.text, left, ellipsis);
                left = left.saturating_sub(width_of(&piece.text));
                row.put(&text, piece.style);
                if let Some(path) = &piece.leads_to {
                    row.link(from, path);
                }
            }
        }
        pen.scrollbar(area, &(offset..offset + height), self.lines.len());
    }
}

/// Breaks a text between words; a path longer than the line is broken between its folders, any
/// other word as long as that is cut.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word;
        while width_of(word) > width
            && let Some(end) = last_slash(word, width)
            && let Some((head, tail)) = word.split_at_checked(end)
        {
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            lines.push(head.to_owned());
            word = tail;
        }
        let word = cut_end(word, width, "…");
        if !line.is_empty() && width_of(&line) + 1 + width_of(&word) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Where the last folder ends that fits into a width; none where the first one does not.
fn last_slash(path: &str, width: usize) -> Option<usize> {
    let ends = path.match_indices('/').map(|(at, _)| at + 1);
    let fits = |end: &usize| path.get(..*end).is_some_and(|head| width_of(head) <= width);
    ends.take_while(fits).filter(|end| *end < path.len()).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expect: &[&str]) {
        assert_eq!(wrap(text, width), expect);
    }

    #[test]
    fn lines_break_between_words() {
        check("no test reaches it", 10, &["no test", "reaches it"]);
        check("  no   test ", 10, &["no test"]);
        check("", 10, &[]);
    }

    #[test]
    fn long_words_are_cut() {
        check("a satellite b", 5, &["a", "sate…", "b"]);
        check("in ab/cd/efg.py x", 6, &["in", "ab/cd/", "efg.py", "x"]);
        check("ab/cdefghij", 6, &["ab/", "cdefg…"]);
    }

    #[test]
    fn labels_stand_before_the_first_line_only() {
        let mut document = Document::new(12);
        document.wrapped(
            Some(Piece::new("WHY", Style::new())),
            5,
            "one two three",
            Style::new(),
        );
        let texts: Vec<String> = document
            .lines
            .iter()
            .map(|line| line.iter().map(|piece| piece.text.as_str()).collect())
            .collect();
        assert_eq!(texts, ["WHY  one two", "     three"]);
    }
}
