//! By what a list is sorted.

/// A column and a direction; each column knows its natural direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort<C> {
    /// The column.
    pub(crate) column: C,
    /// Whether against the natural direction.
    pub(crate) is_reversed: bool,
}

impl<C: Copy + PartialEq> Sort<C> {
    /// By a column, in its natural direction.
    pub(crate) fn by(column: C) -> Self {
        Self {
            column,
            is_reversed: false,
        }
    }

    /// Goes on to the next of `columns`.
    pub(crate) fn next(&mut self, columns: &[C]) {
        let at = columns.iter().position(|column| *column == self.column);
        let next = at.map_or(0, |at| at + 1);
        if let Some(column) = columns.get(next).or_else(|| columns.first()) {
            *self = Self::by(*column);
        }
    }

    /// Sorts by a column, or the other way round where that is so already.
    pub(crate) fn choose(&mut self, column: C) {
        if self.column == column {
            self.is_reversed = !self.is_reversed;
        } else {
            *self = Self::by(column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_round() {
        let mut sort = Sort::by('a');
        sort.next(&['a', 'b']);
        assert_eq!(sort, Sort::by('b'));
        sort.is_reversed = true;
        sort.next(&['a', 'b']);
        assert_eq!(sort, Sort::by('a'));
    }

    #[test]
    fn choosing_a_column_again_turns_it_round() {
        let mut sort = Sort::by('a');
        sort.choose('a');
        assert!(sort.is_reversed);
        sort.choose('b');
        assert_eq!(sort, Sort::by('b'));
    }
}
