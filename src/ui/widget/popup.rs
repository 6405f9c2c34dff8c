//! A framed area above everything else.

use ratatui::layout::Rect;

use super::Pen;

/// Clears and frames the middle of `area`, at most `width` by `height`, and returns what is
/// inside of the frame.
pub(crate) fn popup(pen: &mut Pen<'_>, area: Rect, width: u16, height: u16, title: &str) -> Rect {
    let frame = placed(area, width, height);
    pen.clear(frame);
    let style = pen.theme.dim();
    let glyphs = pen.theme.glyphs;
    let (right, bottom) = (
        frame.right().saturating_sub(1),
        frame.bottom().saturating_sub(1),
    );
    for x in frame.left()..frame.right() {
        pen.glyph(frame, x, frame.y, glyphs.rule, style);
        pen.glyph(frame, x, bottom, glyphs.rule, style);
    }
    for y in frame.top()..frame.bottom() {
        pen.glyph(frame, frame.x, y, glyphs.side, style);
        pen.glyph(frame, right, y, glyphs.side, style);
    }
    let places = [
        (frame.x, frame.y),
        (right, frame.y),
        (frame.x, bottom),
        (right, bottom),
    ];
    for ((x, y), corner) in places.into_iter().zip(glyphs.corners) {
        pen.glyph(frame, x, y, corner, style);
    }
    let inside = inner(frame);
    let strong = pen.theme.strong();
    let head = Rect { height: 1, ..frame };
    pen.row(head, 0)
        .skip(2)
        .put(" ", style)
        .put(title, strong)
        .put(" ", style);
    inside
}

/// The frame's place in the middle of `area`.
fn placed(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

fn inner(frame: Rect) -> Rect {
    Rect {
        x: frame.x + frame.width.min(2),
        y: frame.y + frame.height.min(1),
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_in_the_middle_and_never_outside() {
        let area = Rect::new(0, 0, 80, 24);
        assert_eq!(placed(area, 40, 10), Rect::new(20, 7, 40, 10));
        assert_eq!(placed(area, 400, 100), area);
        let tiny = Rect::new(3, 3, 1, 1);
        let inside = inner(placed(tiny, 40, 10));
        assert!(inside.is_empty());
        assert!(inside.x <= tiny.right() && inside.y <= tiny.bottom());
    }
}
