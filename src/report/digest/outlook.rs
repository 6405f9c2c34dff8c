//! What a report says last: what its plan leaves for later, and what it all comes down to.

use std::collections::BTreeSet;

use super::{Digest, counted};
use crate::model::{Component, FileId, Level, Priority, StepState};

/// Most critical gaps that are named as left for later.
const MAX_LEFT: usize = 12;

/// What a report comes down to.
pub(in crate::report) struct Conclusion<'a> {
    /// Components of the best level.
    pub(in crate::report) good: Vec<&'a str>,
    /// Components of the worst level.
    pub(in crate::report) critical: Vec<&'a str>,
    /// Gaps of critical or high priority.
    pub(in crate::report) pressing: usize,
    /// The next step of the plan, else the riskiest file.
    pub(in crate::report) next: Option<&'a str>,
}

impl Conclusion<'_> {
    /// Whether there is nothing to tell.
    pub(in crate::report) fn is_empty(&self) -> bool {
        let names = [&self.good, &self.critical];
        names.iter().all(|names| names.is_empty()) && self.pressing == 0 && self.next.is_none()
    }
}

impl<'a> Digest<'a> {
    /// What the plan leaves for later, and by whose days it was made: sentences; empty where
    /// nothing is planned.
    pub(in crate::report) fn plan_sentences(&self) -> String {
        let roadmap = &self.project.roadmap;
        let steps = || roadmap.phases.iter().flat_map(|phase| &phase.steps);
        if steps().next().is_none() {
            return String::new();
        }
        let mut text = match roadmap.pace {
            Some(pace) => format!(
                "Planned for {} with {} a week each.",
                match pace.people {
                    1 => "one person".to_owned(),
                    people => format!("{people} people"),
                },
                match pace.days_per_week {
                    1 => "one day".to_owned(),
                    days => format!("{days} days"),
                }
            ),
            None => String::new(),
        };
        let planned: BTreeSet<FileId> = steps().flat_map(|step| step.files.clone()).collect();
        let left = || {
            self.riskiest
                .iter()
                .filter(|gap| !planned.contains(&gap.id))
        };
        if left().next().is_none() {
            return text;
        }
        let critical: Vec<&str> = left()
            .filter(|gap| gap.score.priority == Some(Priority::Critical))
            .map(|gap| gap.file.path.as_ref())
            .collect();
        let by_priority: Vec<String> = Priority::ALL
            .iter()
            .map(|priority| {
                let own = left().filter(|gap| gap.score.priority == Some(*priority));
                (own.count(), priority.word())
            })
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&format!(
            "Left for later: {} ({}).",
            counted(left().count(), "gap"),
            by_priority.join(", ")
        ));
        if !critical.is_empty() {
            let named = critical.iter().take(MAX_LEFT).copied();
            let mut named: Vec<String> = named.map(str::to_owned).collect();
            let rest = critical.len().saturating_sub(MAX_LEFT);
            if rest > 0 {
                named.push(format!("{rest} more"));
            }
            text.push_str(&format!(" Critical among them: {}.", named.join(", ")));
        }
        text
    }

    /// What it comes down to.
    pub(in crate::report) fn conclusion(&self) -> Conclusion<'a> {
        let at = |level: Level| {
            let components = || self.components.iter().map(|listed| listed.component);
            // Of a whole with a part that is not so, only parts are told.
            let other = components().filter(|it| it.level.is_some_and(|known| known != level));
            let mixed: Vec<&str> = other
                .flat_map(|component| self.above(component).map(|above| &*above.id))
                .collect();
            let is_so = |component: &Component| {
                component.level == Some(level) && !mixed.contains(&&*component.id)
            };
            let mut such: Vec<&Component> = components()
                .filter(|component| is_so(component))
                // Where the whole is so, its parts need no word.
                .filter(|component| !self.above(component).any(is_so))
                .collect();
            such.sort_by_key(|component| std::cmp::Reverse(component.sources));
            such.iter()
                .map(|component| component.name.as_ref())
                .collect()
        };
        let [critical, high, ..] = self.gaps;
        let steps = self.project.roadmap.phases.iter();
        let next = steps
            .flat_map(|phase| &phase.steps)
            .find(|step| matches!(step.state, StepState::Open | StepState::Started));
        let first = self.riskiest.first();
        Conclusion {
            good: at(Level::Good),
            critical: at(Level::Critical),
            pressing: critical + high,
            next: next
                .map(|step| step.title.as_str())
                .or(first.map(|gap| gap.file.path.as_ref())),
        }
    }
}
