//! Leaves before what is built on them.

use std::collections::{BTreeSet, VecDeque};

use super::Gap;
use crate::model::FileId;

/// Most files that are followed from one step.
const MAX_FOLLOWED: usize = 20_000;

/// Puts a step behind those that its files use, directly or not; otherwise the order stays. Files
/// that use each other stay as they were.
pub(super) fn leaves_first<'a>(
    steps: Vec<Vec<Gap<'a>>>,
    uses: &[Vec<FileId>],
) -> Vec<Vec<Gap<'a>>> {
    let below: Vec<BTreeSet<FileId>> = steps.iter().map(|step| followed(step, uses)).collect();
    let reaches = |from: usize, to: &[Gap]| {
        let below = below.get(from);
        below.is_some_and(|below| to.iter().any(|gap| below.contains(&gap.id)))
    };
    let mut left: Vec<(usize, Vec<Gap>)> = steps.into_iter().enumerate().collect();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let is_free = |(at, step): &(usize, Vec<Gap>)| {
            let mut others = left.iter().filter(|(other, _)| other != at);
            !others.any(|(other, needed)| reaches(*at, needed) && !reaches(*other, step))
        };
        let next = left.iter().position(is_free).unwrap_or_default();
        ordered.push(left.remove(next).1);
    }
    ordered
}

/// All files that those of a step use, directly or not.
fn followed(step: &[Gap], uses: &[Vec<FileId>]) -> BTreeSet<FileId> {
    let mut seen = BTreeSet::new();
    let mut open: VecDeque<FileId> = step.iter().map(|gap| gap.id).collect();
    while let Some(file) = open.pop_front() {
        let next = uses.get(file.0 as usize).map_or(&[][..], Vec::as_slice);
        for used in next {
            if seen.len() < MAX_FOLLOWED && seen.insert(*used) {
                open.push_back(*used);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::source;
    use crate::model::Score;

    /// Steps of one file each, in this order, with what each file uses.
    fn check(order: &[u32], uses: &[&[u32]], expect: &[u32]) {
        let file = source("a.py");
        let score = Score::default();
        let gap = |id: &u32| {
            vec![Gap {
                id: FileId(*id),
                file: &file,
                score: &score,
            }]
        };
        let ids = |ids: &[u32]| ids.iter().copied().map(FileId).collect::<Vec<_>>();
        let uses: Vec<Vec<FileId>> = uses.iter().map(|used| ids(used)).collect();
        let found = leaves_first(order.iter().map(gap).collect(), &uses);
        let found: Vec<u32> = found.iter().map(|step| step[0].id.0).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_is_used_comes_first() {
        check(&[0, 1, 2], &[&[1], &[2], &[]], &[2, 1, 0]);
    }

    #[test]
    fn steps_that_have_nothing_to_do_with_each_other_stay() {
        check(&[2, 0, 1], &[&[], &[], &[]], &[2, 0, 1]);
        check(&[0, 3, 1], &[&[1], &[], &[], &[]], &[3, 1, 0]);
    }

    #[test]
    fn use_counts_through_files_that_are_no_steps() {
        check(&[0, 2], &[&[1], &[2], &[]], &[2, 0]);
    }

    #[test]
    fn files_that_use_each_other_stay() {
        check(&[0, 1, 2], &[&[1], &[0, 2], &[]], &[2, 0, 1]);
    }
}
