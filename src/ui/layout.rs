//! Where the parts of the screen are: a pure function of its size, so that drawing and the
//! mouse agree.

use ratatui::layout::Rect;

/// Below this size nothing but a line saying so is drawn.
pub(crate) const SMALLEST: (u16, u16) = (40, 10);

/// The parts of the screen from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    /// One line: where we are, and the tabs.
    pub(crate) header: Rect,
    /// One line: figures, progress and sort.
    pub(crate) status: Rect,
    /// The view.
    pub(crate) body: Rect,
    /// One line: legend or toast; empty on low screens.
    pub(crate) legend: Rect,
    /// One line: keys or the filter being typed.
    pub(crate) footer: Rect,
}

impl Layout {
    /// Divides the screen.
    pub(crate) fn of(area: Rect) -> Self {
        let (header, rest) = split_top(area, 1);
        let (status, rest) = split_top(rest, 1);
        let (rest, footer) = split_bottom(rest, 1);
        let (body, legend) = split_bottom(rest, u16::from(area.height >= 14));
        Self {
            header,
            status,
            body,
            legend,
            footer,
        }
    }
}

/// Whether a screen is too small to be drawn on.
pub(crate) fn is_too_small(area: Rect) -> bool {
    area.width < SMALLEST.0 || area.height < SMALLEST.1
}

/// How a list and its detail share an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panes {
    /// The list alone.
    Alone(Rect),
    /// List, vertical line, detail.
    Beside(Rect, Rect, Rect),
    /// List, horizontal line, detail.
    Below(Rect, Rect, Rect),
}

impl Panes {
    /// Divides `body`: side by side where both have room, else one below the other.
    pub(crate) fn of(body: Rect, has_detail: bool) -> Self {
        if !has_detail || body.height < 12 && body.width < 100 {
            return Self::Alone(body);
        }
        if body.width >= 100 {
            let (list, rest) = split_left(body, body.width * 11 / 20);
            let (line, detail) = split_left(rest, 2);
            return Self::Beside(list, line, detail);
        }
        let (list, rest) = split_top(body, body.height.div_ceil(2));
        let (line, detail) = split_top(rest, 1);
        Self::Below(list, line, detail)
    }

    /// Where the list is.
    pub(crate) fn list(&self) -> Rect {
        match self {
            Self::Alone(list) | Self::Beside(list, ..) | Self::Below(list, ..) => *list,
        }
    }

    /// Where the detail is.
    pub(crate) fn detail(&self) -> Option<Rect> {
        match self {
            Self::Alone(_) => None,
            Self::Beside(_, _, detail) | Self::Below(_, _, detail) => Some(*detail),
        }
    }
}

/// The rows of a list below its line of column titles.
pub(crate) fn below_titles(list: Rect) -> Rect {
    split_top(list, 1).1
}

fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (
        Rect { height, ..area },
        Rect {
            y: area.y + height,
            height: area.height - height,
            ..area
        },
    )
}

fn split_bottom(area: Rect, height: u16) -> (Rect, Rect) {
    split_top(area, area.height - height.min(area.height))
}

fn split_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    (
        Rect { width, ..area },
        Rect {
            x: area.x + width,
            width: area.width - width,
            ..area
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_screen_without_overlap() {
        for height in 0..70 {
            let area = Rect::new(0, 0, 80, height);
            let Layout {
                header,
                status,
                body,
                legend,
                footer,
            } = Layout::of(area);
            let parts = [header, status, body, legend, footer];
            assert_eq!(parts.iter().map(|part| part.height).sum::<u16>(), height);
            for pair in parts.windows(2) {
                assert_eq!(pair[0].bottom(), pair[1].top());
            }
        }
    }

    #[test]
    fn detail_stands_beside_on_wide_screens_and_below_on_tall_ones() {
        let wide = Layout::of(Rect::new(0, 0, 120, 40)).body;
        assert!(matches!(Panes::of(wide, true), Panes::Beside(..)));
        let portrait = Layout::of(Rect::new(0, 0, 80, 60)).body;
        assert!(matches!(Panes::of(portrait, true), Panes::Below(..)));
        let small = Layout::of(Rect::new(0, 0, 40, 10)).body;
        assert!(matches!(Panes::of(small, true), Panes::Alone(_)));
        assert!(matches!(Panes::of(wide, false), Panes::Alone(_)));
    }

    #[test]
    fn panes_never_leave_the_body() {
        for width in 0..220 {
            for height in 0..70 {
                let body = Rect::new(0, 2, width, height);
                let panes = Panes::of(body, true);
                assert_eq!(panes.list().intersection(body), panes.list());
                if let Some(detail) = panes.detail() {
                    assert_eq!(detail.intersection(body), detail);
                }
            }
        }
    }
}
