//! Gaps of one component as steps, and those in blocks of what a phase holds.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Capacity, Gap, Part, filled};
use crate::model::{Component, Effort, Priority};

/// Most files that one step covers together.
const FILES_PER_STEP: usize = 8;

/// A phase's worth of steps of one component.
pub(super) struct Block<'a> {
    part: Part<'a>,
    steps: Vec<Vec<Gap<'a>>>,
}

impl<'a> Block<'a> {
    pub(super) fn steps(self, rank: u8) -> impl Iterator<Item = Open<'a>> {
        let part = self.part;
        let steps = self.steps.into_iter();
        steps.map(move |step| Open { rank, part, step })
    }
}

/// A step that is in no phase yet.
pub(super) struct Open<'a> {
    /// How pressing it is: 0 is the most.
    pub(super) rank: u8,
    pub(super) part: Part<'a>,
    pub(super) step: Vec<Gap<'a>>,
}

/// Blocks of single components: first one of each, the component with the most risk first, then
/// the second ones of those with more steps than fit, and so on.
pub(super) fn blocks<'a>(
    gaps: &[Gap<'a>],
    components: &'a [Component],
    capacity: Capacity,
) -> Vec<Block<'a>> {
    let mut by_component: BTreeMap<Option<u32>, Vec<Gap>> = BTreeMap::new();
    for gap in gaps {
        let id = gap.file.component.map(|id| id.0);
        by_component.entry(id).or_default().push(*gap);
    }
    let mut blocks: Vec<(usize, Reverse<u32>, Block)> = Vec::new();
    for (id, gaps) in by_component {
        let component = id.and_then(|id| components.get(id as usize));
        let part = component.map_or(
            Part {
                id: "",
                name: "Everything else",
                is_untested: false,
            },
            |component| Part {
                id: &component.id,
                name: called(component, components),
                is_untested: component.tested() == 0,
            },
        );
        for (round, steps) in filled(group(&gaps, capacity), capacity)
            .into_iter()
            .enumerate()
        {
            let risks = steps.iter().flatten().map(|gap| u32::from(gap.score.risk));
            let weight = Reverse(magnitude(risks.sum()));
            blocks.push((round, weight, Block { part, steps }));
        }
    }
    blocks.sort_by(|one, other| {
        (one.0, one.1, one.2.part.id).cmp(&(other.0, other.1, other.2.part.id))
    });
    blocks.into_iter().map(|(_, _, block)| block).collect()
}

/// Sums that differ by less than a third or so are as good as equal.
fn magnitude(sum: u32) -> u32 {
    (f64::from(sum.max(1)).log2() * 2.0) as u32
}

/// What people call a component; where several have that name, its identity, which is its path.
fn called<'a>(component: &'a Component, components: &[Component]) -> &'a str {
    let mut same = components
        .iter()
        .filter(|other| other.name == component.name);
    match (same.next(), same.next()) {
        (_, Some(_)) if !component.id.is_empty() => &component.id,
        _ => &component.name,
    }
}

/// Gaps as steps, in order of their worst: pressing ones alone, others by folder and priority. Which
/// files share a step goes by their paths, so that a risk that moves a little moves no file.
fn group<'a>(gaps: &[Gap<'a>], capacity: Capacity) -> Vec<Vec<Gap<'a>>> {
    let mut steps: Vec<Vec<Gap>> = Vec::new();
    let mut known: BTreeMap<(&str, bool, bool, Option<Priority>), usize> = BTreeMap::new();
    for gap in gaps {
        // What may be dead is looked into first, and tested only where it is not.
        let (is_dead, is_untested) = (gap.is_dead(), gap.file.is_untested());
        let key = (gap.folder(), is_dead, is_untested, gap.score.priority);
        let open = known.get(&key).and_then(|&index| steps.get_mut(index));
        match open {
            Some(step) if !gap.is_pressing() => step.push(*gap),
            _ => {
                known.insert(key, steps.len());
                steps.push(vec![*gap]);
            }
        }
    }
    for step in &mut steps {
        step.sort_by(|one, other| one.file.path.cmp(&other.file.path));
    }
    let parts = steps.into_iter().flat_map(|step| parted(step, capacity));
    parts.collect()
}

/// A step in parts of so many files, none with more work than a phase has days for.
fn parted<'a>(step: Vec<Gap<'a>>, capacity: Capacity) -> Vec<Vec<Gap<'a>>> {
    let mut parts: Vec<Vec<Gap>> = Vec::new();
    let mut last = 0;
    for gap in step {
        let own = gap.score.effort.map_or(1, Effort::half_days);
        match parts.last_mut() {
            Some(part) if part.len() < FILES_PER_STEP && last + own <= capacity.work => {
                part.push(gap);
                last += own;
            }
            _ => {
                parts.push(vec![gap]);
                last = own;
            }
        }
    }
    parts
}
