//! Where the parts of the screen are: a pure function of its size, so that drawing and the
//! mouse agree.

use ratatui::layout::{Position, Rect};

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

/// Whether there is too little room in a body for a detail pane that nobody asked for.
pub(crate) fn is_low(body: Rect) -> bool {
    body.height < 12 && body.width < 100
}

/// Whether a screen is too small to be drawn on.
pub(crate) fn is_too_small(area: Rect) -> bool {
    area.width < SMALLEST.0 || area.height < SMALLEST.1
}

/// How much a list gets of the area that it shares with its detail, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Split {
    /// Of the width, where they stand side by side.
    pub(crate) beside: u16,
    /// Of the height, where one stands below the other.
    pub(crate) below: u16,
}

impl Default for Split {
    fn default() -> Self {
        Self {
            beside: 550,
            below: 500,
        }
    }
}

impl Split {
    /// Neither part is ever smaller than this.
    const LEAST: u16 = 200;

    /// Keeps both parts to be seen.
    pub(crate) fn within_bounds(self) -> Self {
        let bound = |share: u16| share.clamp(Self::LEAST, 1000 - Self::LEAST);
        Self {
            beside: bound(self.beside),
            below: bound(self.below),
        }
    }
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
    pub(crate) fn of(body: Rect, has_detail: bool, split: Split) -> Self {
        if !has_detail {
            return Self::Alone(body);
        }
        if is_low(body) {
            // The titles and two rows: what is said of one of them needs the rest.
            let (list, rest) = split_top(body, 3);
            let (line, detail) = split_top(rest, 1);
            return Self::Below(list, line, detail);
        }
        let split = split.within_bounds();
        if body.width >= 100 {
            let (list, rest) = split_left(body, part(body.width, split.beside));
            let (line, detail) = split_left(rest, 2);
            return Self::Beside(list, line, detail);
        }
        let (list, rest) = split_top(body, part(body.height + 1, split.below));
        let (line, detail) = split_top(rest, 1);
        Self::Below(list, line, detail)
    }

    /// Where the list is.
    pub(crate) fn list(&self) -> Rect {
        match self {
            Self::Alone(list) | Self::Beside(list, ..) | Self::Below(list, ..) => *list,
        }
    }

    /// The line between the two, which the mouse can drag.
    pub(crate) fn line(&self) -> Option<Rect> {
        match self {
            Self::Alone(_) => None,
            Self::Beside(_, line, _) | Self::Below(_, line, _) => Some(*line),
        }
    }

    /// The split with which the line would stand at a place of `body`.
    pub(crate) fn dragged(&self, body: Rect, split: Split, at: Position) -> Split {
        let share = |from: u16, to: u16, size: u16| {
            let cells = u32::from(to.saturating_sub(from)) * 1000;
            u16::try_from(cells.div_ceil(u32::from(size.max(1)))).unwrap_or(u16::MAX)
        };
        let split = match self {
            Self::Alone(_) => split,
            Self::Beside(..) => Split {
                beside: share(body.x, at.x, body.width),
                ..split
            },
            Self::Below(..) => Split {
                below: share(body.y, at.y, body.height),
                ..split
            },
        };
        split.within_bounds()
    }

    /// The split with the list larger by some thousandths, or smaller.
    pub(crate) fn grown(&self, split: Split, by: i16) -> Split {
        let split = match self {
            Self::Alone(_) => split,
            Self::Beside(..) => Split {
                beside: split.beside.saturating_add_signed(by),
                ..split
            },
            Self::Below(..) => Split {
                below: split.below.saturating_add_signed(by),
                ..split
            },
        };
        split.within_bounds()
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

/// So many thousandths of some cells.
fn part(cells: u16, share: u16) -> u16 {
    u16::try_from(u32::from(cells) * u32::from(share) / 1000).unwrap_or(cells)
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

/// What is left of an area, and so many of its last rows.
pub(crate) fn split_bottom(area: Rect, height: u16) -> (Rect, Rect) {
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
        assert!(matches!(
            Panes::of(wide, true, Split::default()),
            Panes::Beside(..)
        ));
        let portrait = Layout::of(Rect::new(0, 0, 80, 60)).body;
        assert!(matches!(
            Panes::of(portrait, true, Split::default()),
            Panes::Below(..)
        ));
        let small = Layout::of(Rect::new(0, 0, 40, 10)).body;
        let panes = Panes::of(small, true, Split::default());
        assert_eq!(panes.list().height, 3);
        assert!(panes.detail().unwrap().height >= 3);
        assert!(matches!(
            Panes::of(wide, false, Split::default()),
            Panes::Alone(_)
        ));
    }

    #[test]
    fn panes_never_leave_the_body() {
        for width in 0..220 {
            for height in 0..70 {
                let body = Rect::new(0, 2, width, height);
                for share in [0, 200, 550, 800, u16::MAX] {
                    let split = Split {
                        beside: share,
                        below: share,
                    };
                    let panes = Panes::of(body, true, split);
                    assert_eq!(panes.list().intersection(body), panes.list());
                    for part in panes.detail().into_iter().chain(panes.line()) {
                        assert_eq!(part.intersection(body), part);
                    }
                }
            }
        }
    }

    #[test]
    fn a_dragged_line_stands_where_it_was_dropped() {
        for body in [Rect::new(0, 2, 120, 36), Rect::new(0, 2, 80, 50)] {
            let panes = Panes::of(body, true, Split::default());
            for to in [25, 30, 41] {
                let split = panes.dragged(body, Split::default(), Position::new(to, to));
                let line = Panes::of(body, true, split).line().unwrap();
                let at = if body.width >= 100 { line.x } else { line.y };
                assert_eq!(at, to, "{body}");
            }
        }
    }

    #[test]
    fn neither_part_can_be_dragged_away() {
        let body = Rect::new(0, 2, 120, 36);
        let panes = Panes::of(body, true, Split::default());
        for to in [0, 119, 500] {
            let split = panes.dragged(body, Split::default(), Position::new(to, 9));
            let panes = Panes::of(body, true, split);
            assert!(panes.list().width >= 24, "{to}");
            assert!(panes.detail().unwrap().width >= 20, "{to}");
        }
        let split = panes.grown(Split::default(), -500);
        assert_eq!(split.beside, 200);
    }
}
