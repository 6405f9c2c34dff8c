//! Which row of a list is selected, and from which row on it is shown.

/// A place in a list of known length. Rows themselves are built for the visible part only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The selected row.
    pub(crate) selected: usize,
    /// The first visible row.
    pub(crate) offset: usize,
}

impl Cursor {
    /// Moves the selection by some rows, stopping at both ends.
    pub(crate) fn step(&mut self, by: isize, len: usize) {
        self.selected = self
            .selected
            .saturating_add_signed(by)
            .min(len.saturating_sub(1));
    }

    /// Scrolls by some rows; the selection gives way where it would leave the window.
    pub(crate) fn scroll(&mut self, by: isize, len: usize, height: usize) {
        let last = len.saturating_sub(height);
        self.offset = self.offset.saturating_add_signed(by).min(last);
        let bottom = (self.offset + height).min(len).saturating_sub(1);
        self.selected = self.selected.clamp(self.offset, bottom.max(self.offset));
    }

    /// Brings selection and window back within a list of `len` rows shown `height` at a time.
    pub(crate) fn fit(&mut self, len: usize, height: usize) {
        self.selected = self.selected.min(len.saturating_sub(1));
        let height = height.max(1);
        self.offset = self
            .offset
            .min(len.saturating_sub(height))
            .min(self.selected)
            .max((self.selected + 1).saturating_sub(height));
    }

    /// The rows to be shown in a window of `height`, wherever the window stood before.
    pub(crate) fn window(mut self, len: usize, height: usize) -> std::ops::Range<usize> {
        self.fit(len, height);
        self.offset..(self.offset + height).min(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(selected: usize, offset: usize) -> Cursor {
        Cursor { selected, offset }
    }

    #[test]
    fn steps_stop_at_both_ends() {
        let mut at = cursor(1, 0);
        at.step(-5, 10);
        assert_eq!(at.selected, 0);
        at.step(isize::MAX, 10);
        assert_eq!(at.selected, 9);
        at.step(1, 0);
        assert_eq!(at.selected, 0);
    }

    #[test]
    fn window_follows_the_selection() {
        let mut at = cursor(12, 0);
        at.fit(100, 10);
        assert_eq!(at, cursor(12, 3));
        at.selected = 1;
        at.fit(100, 10);
        assert_eq!(at, cursor(1, 1));
    }

    #[test]
    fn window_leaves_no_room_below_the_last_row() {
        let mut at = cursor(99, 99);
        at.fit(100, 10);
        assert_eq!(at, cursor(99, 90));
        at.fit(4, 10);
        assert_eq!(at, cursor(3, 0));
    }

    #[test]
    fn scrolling_drags_the_selection_along() {
        let mut at = cursor(0, 0);
        at.scroll(3, 100, 10);
        assert_eq!(at, cursor(3, 3));
        at.scroll(1000, 100, 10);
        assert_eq!(at, cursor(90, 90));
        at.scroll(-1000, 100, 10);
        assert_eq!(at, cursor(9, 0));
    }

    #[test]
    fn empty_lists_and_windows_are_fine() {
        let mut at = cursor(5, 5);
        at.scroll(1, 0, 0);
        at.fit(0, 0);
        assert_eq!(at, cursor(0, 0));
        assert_eq!(at.window(0, 0), 0..0);
    }
}
