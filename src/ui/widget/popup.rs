//! A framed area above everything else.

use ratatui::layout::Rect;

use super::{Pen, cut_end};

/// Clears and frames the middle of `area`, at most `width` by `height`, and returns what is
/// inside of the frame.
pub(crate) fn popup(pen: &mut Pen<'_>, area: Rect, width: u16, height: u16, title: &str) -> Rect {
    let frame = placed(area, width, height);
    let style = pen.theme.dim();
    pen.frame(frame, style);
    let inside = inner(frame);
    let strong = pen.theme.strong();
    let head = Rect { height: 1, ..frame };
    let room = usize::from(frame.width.saturating_sub(6));
    let title = cut_end(title, room, pen.theme.glyphs.ellipsis);
    pen.row(head, 0)
        .skip(2)
        .put(" ", style)
        .put(&title, strong)
        .put(" ", style);
    inside
}

/// What is inside of a frame in the middle of `area`, at most `width` by `height`.
pub(crate) fn inside(area: Rect, width: u16, height: u16) -> Rect {
    inner(placed(area, width, height))
}

/// The frame's place in the middle of `area`.
pub(crate) fn placed(area: Rect, width: u16, height: u16) -> Rect {
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
