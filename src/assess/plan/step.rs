//! The words of one step.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Gap;
use crate::assess::words::tail;
use crate::model::{Finding, Step, TestStatus};

/// One step over the files of `gaps`. Its identity is the first of their paths: no other step
/// has that file.
pub(super) fn step(gaps: &[Gap], names: &ShortNames) -> Step {
    let mut targets: Vec<String> = gaps.iter().map(|gap| gap.file.path.to_string()).collect();
    targets.sort_unstable();
    let worst = gaps
        .iter()
        .max_by_key(|gap| (gap.score.risk, Reverse(&gap.file.path)));
    let rationale = worst.map_or("", |gap| gap.score.rationale.as_ref());
    let (title, note) = match gaps {
        [gap] => (title(gap, names), rationale.to_owned()),
        _ => {
            let folder = worst.map_or("", Gap::folder);
            let folder = if folder.is_empty() {
                "the root"
            } else {
                tail(folder)
            };
            let worst = worst.map_or("", |gap| names.of(&gap.file.path));
            let count = gaps.len();
            let work = if gaps.iter().all(Gap::is_dead) {
                format!(
                    "Find out which of {count} files of {folder} are dead code, and test the others"
                )
            } else if !gaps.iter().any(|gap| gap.file.is_untested()) {
                format!("Test the functions that are left in {count} files of {folder}")
            } else {
                format!("Write the first tests for {count} files of {folder}")
            };
            (work, format!("The weightiest is {worst}. {rationale}"))
        }
    };
    Step {
        id: targets.first().cloned().unwrap_or_default(),
        title,
        targets,
        note: Some(note.trim_end().to_owned()),
        ..Step::default()
    }
}

fn title(gap: &Gap, names: &ShortNames) -> String {
    let name = names.of(&gap.file.path);
    if gap.is_dead() {
        format!("Find out whether {name} is dead code, or test it")
    } else if !gap.file.is_untested() {
        format!("Test the functions that are left in {name}")
    } else if gap.file.has(Finding::OnlyMocked) {
        format!("Test {name} itself, not only its mock")
    } else if gap.file.status == Some(TestStatus::Hollow) {
        format!("Let the tests that import {name} run it")
    } else {
        format!("Write the first tests for {name}")
    }
}

/// Names of planned files: the last two parts of the path where that is unique.
pub(super) struct ShortNames<'a>(BTreeMap<&'a str, usize>);

impl<'a> ShortNames<'a> {
    /// Counts the uses of each name.
    pub(super) fn new(planned: impl Iterator<Item = Gap<'a>>) -> Self {
        let mut uses = BTreeMap::new();
        for gap in planned {
            *uses.entry(tail(&gap.file.path)).or_default() += 1;
        }
        Self(uses)
    }

    fn of<'p>(&self, path: &'p str) -> &'p str {
        let short = tail(path);
        if self.0.get(short) == Some(&1) {
            short
        } else {
            path
        }
    }
}
