//! A list that keeps one entry of each key, in memory at most a few times the result's.

use std::cmp::Ordering;

/// Entries that a pile takes before it first looks for doubles.
const FIRST_LIMIT: usize = 4096;

/// Entries in any order, of which those with one key become one from time to time.
pub(super) struct Pile<T> {
    entries: Vec<T>,
    limit: usize,
    order: fn(&T, &T) -> Ordering,
    add: fn(&mut T, &T),
}

impl<T> Pile<T> {
    /// An empty pile, with the order of its keys and what takes one entry into another.
    pub(super) fn new(order: fn(&T, &T) -> Ordering, add: fn(&mut T, &T)) -> Self {
        Self {
            entries: Vec::new(),
            limit: FIRST_LIMIT,
            order,
            add,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn push(&mut self, entry: T) {
        if self.entries.len() >= self.limit {
            self.settle();
            // Room for as much again, so that the sorting is paid for by what was pushed.
            self.limit = FIRST_LIMIT.max(2 * self.entries.len());
        }
        self.entries.push(entry);
    }

    /// Takes in entries that are sorted and without doubles.
    pub(super) fn append(&mut self, entries: Vec<T>) {
        if self.entries.is_empty() {
            self.entries = entries;
            self.limit = FIRST_LIMIT.max(2 * self.entries.len());
            return;
        }
        for entry in entries {
            self.push(entry);
        }
    }

    /// Sorts the entries and makes those with one key one.
    pub(super) fn settle(&mut self) {
        let (order, add) = (self.order, self.add);
        if self
            .entries
            .is_sorted_by(|left, right| order(left, right).is_lt())
        {
            return;
        }
        self.entries.sort_by(order);
        self.entries.dedup_by(|later, earlier| {
            let same = order(later, earlier).is_eq();
            if same {
                add(earlier, later);
            }
            same
        });
    }

    /// The entries, sorted, each key once, in a list of just that size. The pile is empty
    /// afterwards and keeps its memory for what comes next.
    pub(super) fn take(&mut self) -> Vec<T> {
        self.settle();
        self.limit = FIRST_LIMIT;
        let mut entries = Vec::with_capacity(self.entries.len());
        entries.append(&mut self.entries);
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_become_one_however_many_there_are() {
        let mut pile: Pile<(u32, u64)> = Pile::new(
            |left, right| left.0.cmp(&right.0),
            |kept, other| kept.1 += other.1,
        );
        for round in 0..30_000_u32 {
            pile.push((round % 3, 1));
        }
        assert!(pile.entries.capacity() <= 2 * FIRST_LIMIT);
        assert_eq!(pile.take(), [(0, 10_000), (1, 10_000), (2, 10_000)]);
        assert!(pile.is_empty());
    }
}
