//! Text being written: lines with a place in them.

/// Most characters: a note is no document, and a paste might hold anything. A longer text that is
/// there already is kept as it is, and can only get shorter.
pub(crate) const LONGEST: usize = 4000;

/// Text with a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Area {
    /// The lines; there is always one.
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
    /// Whether it may have more than one line.
    is_long: bool,
    /// Most characters that it may have.
    room: usize,
    /// Whether something found no room.
    is_cut: bool,
}

impl Area {
    /// A text with the cursor at its end.
    pub(crate) fn new(text: &str, is_long: bool) -> Self {
        let mut area = Self {
            lines: vec![Vec::new()],
            row: 0,
            column: 0,
            is_long,
            room: LONGEST.max(text.chars().count()),
            is_cut: false,
        };
        area.paste(text);
        area
    }

    /// The text, without blank lines at its end.
    pub(crate) fn text(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| line.iter().collect())
            .collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// Its lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        self.lines.iter().map(|line| line.iter().collect())
    }

    /// Whether it may have more than one line.
    pub(crate) fn is_long(&self) -> bool {
        self.is_long
    }

    /// The line that the cursor is in.
    pub(crate) fn row(&self) -> usize {
        self.row
    }

    /// What stands before the cursor in its line.
    pub(crate) fn before(&self) -> String {
        let line = self.lines.get(self.row);
        line.map_or_else(String::new, |line| line.iter().take(self.column).collect())
    }

    /// Whether something that was written or pasted found no room, and is missing.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Characters, line breaks included.
    fn len(&self) -> usize {
        let letters: usize = self.lines.iter().map(Vec::len).sum();
        letters + self.lines.len().saturating_sub(1)
    }

    fn width(&self) -> usize {
        self.lines.get(self.row).map_or(0, Vec::len)
    }

    /// Writes a letter, or begins a line.
    pub(crate) fn insert(&mut self, letter: char) {
        let is_break = letter == '\n';
        if is_break && !self.is_long || letter.is_control() && !is_break {
            return;
        }
        self.is_cut = self.len() >= self.room;
        if self.is_cut {
            return;
        }
        let Some(line) = self.lines.get_mut(self.row) else {
            return;
        };
        if is_break {
            let rest = line.split_off(self.column.min(line.len()));
            self.row += 1;
            self.lines.insert(self.row, rest);
            self.column = 0;
        } else {
            line.insert(self.column.min(line.len()), letter);
            self.column += 1;
        }
    }

    /// Writes a text; where one line is all, its first.
    pub(crate) fn paste(&mut self, text: &str) {
        for letter in text.chars() {
            if letter == '\n' && !self.is_long {
                return;
            }
            self.insert(if letter == '\t' { ' ' } else { letter });
            if self.is_cut {
                return;
            }
        }
    }

    /// Takes the letter before the cursor away.
    pub(crate) fn backspace(&mut self) {
        if self.column > 0 {
            self.column -= 1;
            self.delete();
        } else if self.row > 0 {
            self.row -= 1;
            self.column = self.width();
            self.delete();
        }
    }

    /// Takes the letter at the cursor away.
    pub(crate) fn delete(&mut self) {
        self.is_cut = false;
        if self.column < self.width() {
            if let Some(line) = self.lines.get_mut(self.row) {
                line.remove(self.column);
            }
        } else if self.row + 1 < self.lines.len() {
            let next = self.lines.remove(self.row + 1);
            if let Some(line) = self.lines.get_mut(self.row) {
                line.extend(next);
            }
        }
    }

    /// Takes the word before the cursor away.
    pub(crate) fn delete_word(&mut self) {
        self.is_cut = false;
        let before = self.before();
        let kept = before.trim_end().rfind(' ').map_or(0, |at| at + 1);
        let kept = before.get(..kept).map_or(0, |kept| kept.chars().count());
        if self.column == 0 {
            return self.backspace();
        }
        if let Some(line) = self.lines.get_mut(self.row) {
            line.drain(kept..self.column);
        }
        self.column = kept;
    }

    /// Takes away what stands before the cursor in its line.
    pub(crate) fn delete_line(&mut self) {
        self.is_cut = false;
        if let Some(line) = self.lines.get_mut(self.row) {
            line.drain(..self.column);
        }
        self.column = 0;
    }

    /// Goes a letter to the left, or to the end of the line above.
    pub(crate) fn left(&mut self) {
        if self.column > 0 {
            self.column -= 1;
        } else if self.row > 0 {
            self.row -= 1;
            self.column = self.width();
        }
    }

    /// Goes a letter to the right, or to the start of the line below.
    pub(crate) fn right(&mut self) {
        if self.column < self.width() {
            self.column += 1;
        } else if self.row + 1 < self.lines.len() {
            self.row += 1;
            self.column = 0;
        }
    }

    /// Goes a line up; answers with whether there is one.
    pub(crate) fn up(&mut self) -> bool {
        let is_there = self.row > 0;
        self.row = self.row.saturating_sub(1);
        self.column = self.column.min(self.width());
        is_there
    }

    /// Goes a line down; answers with whether there is one.
    pub(crate) fn down(&mut self) -> bool {
        let is_there = self.row + 1 < self.lines.len();
        self.row = (self.row + 1).min(self.lines.len().saturating_sub(1));
        self.column = self.column.min(self.width());
        is_there
    }

    /// Goes to the start of the line.
    pub(crate) fn home(&mut self) {
        self.column = 0;
    }

    /// Goes to the end of the line.
    pub(crate) fn end(&mut self) {
        self.column = self.width();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(area: &Area, text: &str, row: usize, before: &str) {
        assert_eq!(area.text(), text);
        assert_eq!((area.row(), area.before().as_str()), (row, before));
    }

    #[test]
    fn lines_are_split_and_joined() {
        let mut area = Area::new("one two", true);
        check(&area, "one two", 0, "one two");
        (0..3).for_each(|_| area.left());
        area.insert('\n');
        check(&area, "one \ntwo", 1, "");
        area.backspace();
        check(&area, "one two", 0, "one ");
        area.delete_word();
        check(&area, "two", 0, "");
        area.end();
        area.insert('\n');
        area.insert('x');
        area.up();
        area.end();
        area.delete();
        check(&area, "twox", 0, "two");
    }

    #[test]
    fn the_cursor_stays_within_lines_of_any_length() {
        let mut area = Area::new("größer\n\n数据", true);
        assert!(area.up());
        check(&area, "größer\n\n数据", 1, "");
        assert!(area.up());
        assert!(!area.up());
        area.end();
        assert!(area.down());
        area.left();
        check(&area, "größer\n\n数据", 0, "größer");
        area.delete_line();
        check(&area, "\n\n数据", 0, "");
    }

    #[test]
    fn one_line_takes_the_first_of_a_paste_and_nothing_steers() {
        let mut area = Area::new("a", false);
        area.paste("b\u{1b}c\nd");
        check(&area, "abc", 0, "abc");
    }

    #[test]
    fn what_finds_no_room_is_told_until_the_text_gets_shorter() {
        let mut area = Area::new("", true);
        area.paste(&"x".repeat(LONGEST));
        assert!(!area.is_cut());
        area.insert('y');
        assert!(area.is_cut());
        assert_eq!(area.text(), "x".repeat(LONGEST));
        area.backspace();
        assert!(!area.is_cut());
        area.paste("one\ntwo");
        assert!(area.is_cut());
        assert_eq!(area.text().len(), LONGEST);
    }

    #[test]
    fn a_longer_text_that_is_there_already_is_kept() {
        let text = format!("{}\nend", "x".repeat(2 * LONGEST));
        let mut area = Area::new(&text, true);
        assert_eq!((area.text(), area.is_cut()), (text.clone(), false));
        area.insert('!');
        assert_eq!((area.text(), area.is_cut()), (text, true));
    }
}
