//! Sorted lists of two reports as one.

use super::{BranchLine, FunctionHits, LineHits, TestId, TestSpan};

/// An entry of a sorted list of which two entries with one key can become one.
pub(super) trait Entry: Clone {
    /// What the list is sorted by.
    fn order(&self, other: &Self) -> std::cmp::Ordering;
    /// Takes in the other entry with this key.
    fn add(&mut self, other: &Self);
}

impl Entry for LineHits {
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.line.cmp(&other.line)
    }

    fn add(&mut self, other: &Self) {
        self.hits = self.hits.saturating_add(other.hits);
    }
}

impl Entry for BranchLine {
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.line.cmp(&other.line)
    }

    fn add(&mut self, other: &Self) {
        self.merge(other);
    }
}

impl Entry for FunctionHits {
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        (self.start, self.end, &self.name).cmp(&(other.start, other.end, &other.name))
    }

    fn add(&mut self, other: &Self) {
        self.hits = self.hits.saturating_add(other.hits);
    }
}

/// Two sorted lists as one, entries with the same key made one.
pub(super) fn joined<T: Entry>(left: &[T], right: &[T]) -> Box<[T]> {
    let mut all: Vec<T> = left.iter().chain(right).cloned().collect();
    all.sort_by(Entry::order);
    all.dedup_by(|later, earlier| {
        let same = later.order(earlier).is_eq();
        if same {
            earlier.add(later);
        }
        same
    });
    all.into()
}

/// Two lists of spans as one without overlaps: where both speak of a line, all tests of both.
pub(super) fn merged_spans(left: &[TestSpan], right: &[TestSpan]) -> Box<[TestSpan]> {
    if left.is_empty() || right.is_empty() {
        return left.iter().chain(right).cloned().collect();
    }
    // Between two neighbouring bounds nothing changes.
    let mut bounds: Vec<u32> = left
        .iter()
        .chain(right)
        .flat_map(|span| [span.first, span.last.saturating_add(1)])
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    let (mut lefts, mut rights) = (left.iter().peekable(), right.iter().peekable());
    let mut spans: Vec<TestSpan> = Vec::new();
    for (first, next) in bounds.iter().zip(bounds.iter().skip(1)) {
        let at = |spans: &mut std::iter::Peekable<std::slice::Iter<'_, TestSpan>>| {
            while spans.next_if(|span| span.last < *first).is_some() {}
            let covers = spans.peek().filter(|span| span.first <= *first);
            covers.map(|span| span.tests.clone())
        };
        let tests = match (at(&mut lefts), at(&mut rights)) {
            (Some(left), Some(right)) if left != right => {
                let mut all: Vec<TestId> = left.iter().chain(right.iter()).copied().collect();
                all.sort_unstable();
                all.dedup();
                all.into()
            }
            (Some(tests), _) | (None, Some(tests)) => tests,
            (None, None) => continue,
        };
        spans.push(TestSpan {
            first: *first,
            last: next - 1,
            tests,
        });
    }
    spans.into()
}
