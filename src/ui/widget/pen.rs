//! The only way onto the buffer: everything written passes the sanitizer and stays inside its
//! area.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::width_of;
use crate::ui::link::Link;
use crate::ui::sanitize::clean;
use crate::ui::theme::Theme;

/// Writes to a buffer.
pub(crate) struct Pen<'b> {
    buffer: &'b mut Buffer,
    links: Vec<Link>,
    /// How things look.
    pub(crate) theme: &'b Theme,
}

impl<'b> Pen<'b> {
    /// A pen for the whole buffer.
    pub(crate) fn new(buffer: &'b mut Buffer, theme: &'b Theme) -> Self {
        Self {
            buffer,
            links: Vec::new(),
            theme,
        }
    }

    /// What was written that leads to files.
    pub(crate) fn into_links(self) -> Vec<Link> {
        self.links
    }

    /// Starts to write line `line` of `area`, from its left end.
    pub(crate) fn row(&mut self, area: Rect, line: u16) -> Row<'_, 'b> {
        let y = area.y.saturating_add(line);
        let row = Rect::new(area.x, y, area.width, 1)
            .intersection(area)
            .intersection(*self.buffer.area());
        Row {
            x: row.x,
            row,
            pen: self,
        }
    }

    /// Changes the style of an area, letters kept.
    pub(crate) fn restyle(&mut self, area: Rect, style: Style) {
        let area = area.intersection(*self.buffer.area());
        self.buffer.set_style(area, style);
    }

    /// Empties an area.
    pub(crate) fn clear(&mut self, area: Rect) {
        self.links.retain(|link| !link.area.intersects(area));
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// Writes one glyph at a place, where that is inside of `area`.
    pub(crate) fn glyph(&mut self, area: Rect, x: u16, y: u16, glyph: &str, style: Style) {
        if area.contains((x, y).into())
            && let Some(cell) = self.buffer.cell_mut((x, y))
        {
            cell.set_symbol(glyph).set_style(style);
        }
    }

    /// Draws a frame along the edges of an area, and empties what is inside.
    pub(crate) fn frame(&mut self, area: Rect, style: Style) {
        self.clear(area.intersection(*self.buffer.area()));
        let glyphs = self.theme.glyphs;
        let (right, bottom) = (
            area.right().saturating_sub(1),
            area.bottom().saturating_sub(1),
        );
        for x in area.left()..area.right() {
            self.glyph(area, x, area.y, glyphs.rule, style);
            self.glyph(area, x, bottom, glyphs.rule, style);
        }
        for y in area.top()..area.bottom() {
            self.glyph(area, area.x, y, glyphs.side, style);
            self.glyph(area, right, y, glyphs.side, style);
        }
        let places = [
            (area.x, area.y),
            (right, area.y),
            (area.x, bottom),
            (right, bottom),
        ];
        for ((x, y), corner) in places.into_iter().zip(glyphs.corners) {
            self.glyph(area, x, y, corner, style);
        }
    }

    /// Joins another line to a horizontal one; words that stand in that line stay whole.
    pub(crate) fn tee(&mut self, area: Rect, x: u16, glyph: &str) {
        let rule = self.theme.glyphs.rule;
        let cell = self.buffer.cell((x, area.y));
        if cell.is_some_and(|cell| cell.symbol() == rule) {
            self.glyph(area, x, area.y, glyph, self.theme.dim());
        }
    }

    /// Draws a horizontal line over line `line` of `area`.
    pub(crate) fn rule(&mut self, area: Rect, line: u16) {
        let glyph = self.theme.glyphs.rule;
        let style = self.theme.dim();
        let y = area.y.saturating_add(line);
        for x in area.left()..area.right() {
            self.glyph(area, x, y, glyph, style);
        }
    }

    /// Draws how much of a list of `len` rows is shown, over the right edge of `area`.
    pub(crate) fn scrollbar(&mut self, area: Rect, shown: &std::ops::Range<usize>, len: usize) {
        let height = usize::from(area.height);
        if len <= height || height == 0 {
            return;
        }
        let size = (height * height / len).max(1);
        let room = height - size.min(height);
        let start = (shown.start * room)
            .div_ceil((len - height).max(1))
            .min(room);
        let glyph = self.theme.glyphs.thumb;
        let style = self.theme.dim();
        for line in start..start + size {
            let y = area
                .y
                .saturating_add(u16::try_from(line).unwrap_or(u16::MAX));
            self.glyph(area, area.right().saturating_sub(1), y, glyph, style);
        }
    }
}

/// One line being written from left to right.
pub(crate) struct Row<'p, 'b> {
    pen: &'p mut Pen<'b>,
    row: Rect,
    x: u16,
}

impl<'b> Row<'_, 'b> {
    /// Cells left.
    pub(crate) fn left(&self) -> u16 {
        self.row.right().saturating_sub(self.x)
    }

    /// The column that is written next.
    pub(crate) fn x(&self) -> u16 {
        self.x
    }

    /// How things look.
    pub(crate) fn theme(&self) -> &'b Theme {
        self.pen.theme
    }

    /// Writes a text; what does not fit is lost.
    pub(crate) fn put(&mut self, text: &str, style: Style) -> &mut Self {
        self.put_within(text, self.left(), style)
    }

    fn put_within(&mut self, text: &str, width: u16, style: Style) -> &mut Self {
        let width = width.min(self.left());
        if width > 0 && self.row.height > 0 {
            let text = clean(text, self.pen.theme.ascii);
            let (x, _) =
                self.pen
                    .buffer
                    .set_stringn(self.x, self.row.y, &text, usize::from(width), style);
            self.x = x;
        }
        self
    }

    /// Makes all from a column on lead to a file.
    pub(crate) fn link(&mut self, from: u16, path: &Arc<str>) -> &mut Self {
        let width = self.x.saturating_sub(from);
        if width > 0 && self.row.height > 0 {
            let area = Rect::new(from, self.row.y, width, 1);
            let path = path.clone();
            self.pen.links.push(Link { area, path });
        }
        self
    }

    /// Leaves some cells out.
    pub(crate) fn skip(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.row.right());
        self
    }

    /// Goes on at a column, counted from the left end of the line; never backwards.
    pub(crate) fn to(&mut self, column: u16) -> &mut Self {
        let x = self.row.x.saturating_add(column).min(self.row.right());
        self.x = self.x.max(x);
        self
    }

    /// Writes a text at the left of a field of `width` cells.
    pub(crate) fn field(&mut self, text: &str, width: u16, style: Style) -> &mut Self {
        let end = self.x.saturating_add(width).min(self.row.right());
        self.put_within(text, width, style);
        self.x = end;
        self
    }

    /// Writes a text at the right of a field of `width` cells.
    pub(crate) fn number(&mut self, text: &str, width: u16, style: Style) -> &mut Self {
        let end = self.x.saturating_add(width).min(self.row.right());
        let used = u16::try_from(width_of(text)).unwrap_or(u16::MAX);
        self.skip(width.saturating_sub(used));
        self.put_within(text, end.saturating_sub(self.x), style);
        self.x = end;
        self
    }

    /// Changes the style of the whole line.
    pub(crate) fn restyle(&mut self, style: Style) {
        let row = self.row;
        self.pen.restyle(row, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::Surroundings;

    fn theme() -> Theme {
        let preferences = crate::config::Preferences {
            theme: "dark".to_owned(),
            ..Default::default()
        };
        Theme::choose(&preferences, &Surroundings::default())
    }

    fn check(width: u16, draw: impl Fn(&mut Row<'_, '_>), expect: &str) {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        let theme = theme();
        draw(&mut Pen::new(&mut buffer, &theme).row(area, 0));
        let text: String = buffer.content().iter().map(|cell| cell.symbol()).collect();
        assert_eq!(text, expect);
    }

    #[test]
    fn fields_align_left_and_numbers_right() {
        let style = Style::new();
        check(
            12,
            |row| {
                row.field("ab", 4, style)
                    .number("7", 3, style)
                    .put("|", style);
            },
            "ab    7|    ",
        );
        check(
            4,
            |row| {
                row.number("12345", 3, style).put("xyz", style);
            },
            "123x",
        );
    }

    #[test]
    fn nothing_unsafe_reaches_the_buffer() {
        check(
            6,
            |row| {
                row.put("a\x1b\u{202e}b", Style::new());
            },
            "a␛\u{fffd}b  ",
        );
    }

    #[test]
    fn links_stand_where_their_text_stands_and_go_with_it() {
        let area = Rect::new(0, 0, 12, 2);
        let mut buffer = Buffer::empty(area);
        let theme = theme();
        let mut pen = Pen::new(&mut buffer, &theme);
        let path: Arc<str> = Arc::from("src/a.rs");
        for line in 0..2 {
            let mut row = pen.row(area, line);
            row.skip(2);
            let from = row.x();
            row.put("a.rs", Style::new())
                .link(from, &path)
                .put(" x", Style::new());
        }
        pen.clear(Rect::new(5, 1, 3, 1));
        let expect = Link {
            area: Rect::new(2, 0, 4, 1),
            path,
        };
        assert_eq!(pen.into_links(), [expect]);
    }

    #[test]
    fn lines_outside_of_the_buffer_are_lost() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        let theme = theme();
        let mut pen = Pen::new(&mut buffer, &theme);
        let far = Rect::new(9, 9, 5, 5);
        pen.row(far, 0)
            .put("abc", Style::new())
            .restyle(Style::new());
        pen.clear(far);
        pen.rule(far, 2);
        pen.scrollbar(far, &(3..8), 100);
        assert_eq!(buffer, Buffer::empty(Rect::new(0, 0, 3, 1)));
    }
}
