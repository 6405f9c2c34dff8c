//! Which gaps are told one by one and which together.

use std::collections::BTreeMap;

use super::Gap;
use crate::model::{Priority, folder_of};

/// From so many files on, gaps of one folder and priority are told together.
const MANY: usize = 4;

/// One line of what is missing.
pub(in crate::report) enum Row<'a> {
    /// A gap of its own.
    One(Gap<'a>),
    /// Gaps of one folder that are equally pressing, riskiest first.
    Many(&'a str, Vec<Gap<'a>>),
}

/// Gaps one by one, but for those of one folder that are equally and not highly pressing and
/// many; riskiest first.
pub(super) fn rows(gaps: Vec<Gap<'_>>) -> Vec<Row<'_>> {
    let mut alike: BTreeMap<(&str, Option<Priority>), Vec<Gap<'_>>> = BTreeMap::new();
    for gap in gaps {
        let key = (folder_of(&gap.file.path), gap.score.priority);
        alike.entry(key).or_default().push(gap);
    }
    let mut rows = Vec::new();
    for ((folder, priority), mut gaps) in alike {
        gaps.sort_by(|left, right| {
            (right.score.risk, &left.file.path).cmp(&(left.score.risk, &right.file.path))
        });
        let is_pressing = priority >= Some(Priority::High);
        if gaps.len() < MANY || is_pressing {
            rows.extend(gaps.into_iter().map(Row::One));
        } else {
            rows.push(Row::Many(folder, gaps));
        }
    }
    let rank = |row: &Row<'_>| {
        let first = row.first();
        let priority = first.and_then(|gap| gap.score.priority);
        let risk = first.map_or(0, |gap| gap.score.risk);
        (std::cmp::Reverse(priority), std::cmp::Reverse(risk))
    };
    rows.sort_by_key(|row| (rank(row), row.first().map(|gap| gap.file.path.clone())));
    rows
}

impl<'a> Row<'a> {
    /// The riskiest gap.
    pub(in crate::report) fn first(&self) -> Option<&Gap<'a>> {
        match self {
            Row::One(gap) => Some(gap),
            Row::Many(_, gaps) => gaps.first(),
        }
    }

    /// Lines of code of all its files.
    pub(in crate::report) fn lines(&self) -> u64 {
        match self {
            Row::One(gap) => gap.file.lines.code.into(),
            Row::Many(_, gaps) => gaps.iter().map(|gap| u64::from(gap.file.lines.code)).sum(),
        }
    }
}
