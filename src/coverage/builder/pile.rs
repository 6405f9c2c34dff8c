//! A list that keeps one entry of each key, in memory at most a few times the result's.

use std::cmp::Ordering;
use std::marker::PhantomData;

/// Entries that a pile takes before it first looks for doubles.
const FIRST_LIMIT: usize = 128;

/// What makes two entries one, and which one.
pub(super) trait Rule<T> {
    /// Compares keys.
    fn order(left: &T, right: &T) -> Ordering;
    /// Takes another entry with the same key into one.
    fn add(kept: &mut T, other: &T);
}

/// Entries in any order, of which those with one key become one from time to time.
pub(super) struct Pile<T, R> {
    entries: Vec<T>,
    limit: usize,
    rule: PhantomData<R>,
}

impl<T, R> Default for Pile<T, R> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            limit: FIRST_LIMIT,
            rule: PhantomData,
        }
    }
}

impl<T, R: Rule<T>> Pile<T, R> {
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
        let same_keys = |(known, other): (&T, &T)| R::order(known, other).is_eq();
        if self.entries.len() == entries.len() && self.entries.iter().zip(&entries).all(same_keys) {
            // The same file once more, as in every shard of a report.
            for (known, other) in self.entries.iter_mut().zip(&entries) {
                R::add(known, other);
            }
            return;
        }
        for entry in entries {
            self.push(entry);
        }
    }

    /// Sorts the entries and makes those with one key one.
    pub(super) fn settle(&mut self) {
        if self
            .entries
            .is_sorted_by(|left, right| R::order(left, right).is_lt())
        {
            return;
        }
        self.entries.sort_by(R::order);
        self.entries.dedup_by(|later, earlier| {
            let same = R::order(later, earlier).is_eq();
            if same {
                R::add(earlier, later);
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

    struct Sum;

    impl Rule<(u32, u64)> for Sum {
        fn order(left: &(u32, u64), right: &(u32, u64)) -> Ordering {
            left.0.cmp(&right.0)
        }

        fn add(kept: &mut (u32, u64), other: &(u32, u64)) {
            kept.1 += other.1;
        }
    }

    #[test]
    fn doubles_become_one_however_many_there_are() {
        let mut pile: Pile<(u32, u64), Sum> = Pile::default();
        for round in 0..30_000_u32 {
            pile.push((round % 3, 1));
        }
        assert!(pile.entries.capacity() <= 2 * FIRST_LIMIT);
        assert_eq!(pile.take(), [(0, 10_000), (1, 10_000), (2, 10_000)]);
        assert!(pile.is_empty());
    }

    #[test]
    fn what_is_appended_adds_up_whether_or_not_the_keys_are_the_same() {
        let mut pile: Pile<(u32, u64), Sum> = Pile::default();
        pile.append(vec![(1, 1), (2, 1)]);
        pile.append(vec![(1, 1), (2, 3)]);
        pile.append(vec![(0, 5), (2, 1)]);
        assert_eq!(pile.take(), [(0, 5), (1, 2), (2, 5)]);
    }
}
