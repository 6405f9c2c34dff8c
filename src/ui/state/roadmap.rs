//! The plan as rows.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use crate::model::{File, FileId, MarkState, Phase, Project, Step, StepState};
use crate::track::{Edit, Marks};
use crate::ui::filter;
use crate::ui::mark;
use crate::ui::state::summary::is_critical;
use crate::ui::widget::Cursor;

/// One line of the plan, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoadmapRow {
    /// A phase.
    Phase(usize),
    /// A step of a phase.
    Step(usize, usize),
    /// A target file of a step.
    Target(usize, usize, FileId),
}

/// A line by what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    phase: String,
    step: Option<String>,
    path: Option<String>,
}

impl Identity {
    /// Whether both are the same phase, or the same step wherever it stands by now.
    fn is_same(&self, other: &Self) -> bool {
        let is_of_phase = self.step.is_none() && self.phase == other.phase;
        (&self.step, &self.path) == (&other.step, &other.path)
            && (is_of_phase || self.step.is_some())
    }
}

/// The plan.
#[derive(Debug, Default)]
pub(crate) struct Roadmap {
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What is listed.
    pub(crate) rows: Vec<RoadmapRow>,
    /// What the selected row stands for.
    pub(crate) chosen: Option<Identity>,
    /// Phases whose steps are hidden.
    pub(crate) folded: BTreeSet<String>,
    /// Steps whose targets are shown.
    pub(crate) unfolded: BTreeSet<String>,
    /// The filter.
    pub(crate) query: String,
    /// Gaps that no step names.
    pub(crate) inbox: usize,
    /// Number of critical ones among them.
    pub(crate) inbox_critical: usize,
    /// Gaps that people let stay without tests.
    accepted: BTreeSet<FileId>,
    /// Number of all other gaps, and of the critical ones among them.
    open: (usize, usize),
}

impl Roadmap {
    /// The selected row.
    pub(crate) fn selected(&self) -> Option<RoadmapRow> {
        self.rows.get(self.cursor.selected).copied()
    }

    /// Takes note of which gaps people let stay, and how many others there are.
    pub(crate) fn take_accepted(
        &mut self,
        project: &Project,
        accepted: BTreeSet<FileId>,
        open: (usize, usize),
    ) {
        self.accepted = accepted;
        self.open = open;
        self.count_inbox(project);
    }

    /// Counts the open gaps that no step names.
    fn count_inbox(&mut self, project: &Project) {
        let steps = project.roadmap.phases.iter().flat_map(|phase| &phase.steps);
        let planned: BTreeSet<FileId> = steps.flat_map(|step| step.files.iter().copied()).collect();
        let is_open = |id: &&FileId| {
            let file = project.file(**id);
            file.is_some_and(File::is_gap) && !self.accepted.contains(id)
        };
        let planned: Vec<&FileId> = planned.iter().filter(is_open).collect();
        let critical = planned.iter().filter(|id| is_critical(project, ***id));
        let (open, open_critical) = self.open;
        self.inbox = open.saturating_sub(planned.len());
        self.inbox_critical = open_critical.saturating_sub(critical.count());
    }

    /// Remembers the selection by identity, once it has moved.
    pub(crate) fn remember(&mut self, project: &Project) {
        if self.rows.is_empty() || self.cursor.selected == 0 && self.chosen.is_none() {
            return;
        }
        self.chosen = self.selected().and_then(|row| identity(project, row));
    }

    /// Selects a step by its identity, unfolding its phase.
    pub(crate) fn choose_step(&mut self, project: &Project, id: &str) {
        let phase = project.roadmap.phases.iter().find(|phase| {
            let mut steps = phase.steps.iter();
            steps.any(|step| step.id == id)
        });
        if let Some(phase) = phase {
            self.folded.remove(&phase.id);
            self.chosen = Some(Identity {
                phase: phase.id.clone(),
                step: Some(id.to_owned()),
                path: None,
            });
            self.rebuild(project);
        }
    }

    /// Selects a phase by its identity, once the plan is listed anew.
    pub(crate) fn choose_phase(&mut self, id: &str) {
        self.chosen = Some(Identity {
            phase: id.to_owned(),
            step: None,
            path: None,
        });
    }

    /// Lists the plan anew and finds the selected line in it.
    pub(crate) fn rebuild(&mut self, project: &Project) {
        self.rows.clear();
        self.count_inbox(project);
        for (at, phase) in project.roadmap.phases.iter().enumerate() {
            let is_named = filter::indices(&phase.name, &self.query).is_some();
            let steps: Vec<(usize, &Step)> = phase
                .steps
                .iter()
                .enumerate()
                .filter(|(_, step)| is_named || filter::indices(&step.title, &self.query).is_some())
                .collect();
            if !is_named && steps.is_empty() {
                continue;
            }
            self.rows.push(RoadmapRow::Phase(at));
            if self.query.is_empty() && self.folded.contains(&phase.id) {
                continue;
            }
            for (number, step) in steps {
                self.rows.push(RoadmapRow::Step(at, number));
                if self.unfolded.contains(&step.id) {
                    let targets = step.files.iter();
                    self.rows
                        .extend(targets.map(|file| RoadmapRow::Target(at, number, *file)));
                }
            }
        }
        let at = self.chosen.as_ref().and_then(|chosen| {
            let is_chosen = |row: &RoadmapRow| {
                identity(project, *row).is_some_and(|identity| identity.is_same(chosen))
            };
            self.rows.iter().position(is_chosen)
        });
        self.cursor.selected = at
            .unwrap_or(self.cursor.selected)
            .min(self.rows.len().saturating_sub(1));
    }
}

/// The phase that a row belongs to.
pub(crate) fn phase_of(project: &Project, row: RoadmapRow) -> Option<&Phase> {
    let (RoadmapRow::Phase(phase) | RoadmapRow::Step(phase, _) | RoadmapRow::Target(phase, _, _)) =
        row;
    project.roadmap.phases.get(phase)
}

/// The step that a row belongs to.
pub(crate) fn step_of(project: &Project, row: RoadmapRow) -> Option<&Step> {
    match row {
        RoadmapRow::Phase(_) => None,
        RoadmapRow::Step(_, step) | RoadmapRow::Target(_, step, _) => {
            phase_of(project, row)?.steps.get(step)
        }
    }
}

fn identity(project: &Project, row: RoadmapRow) -> Option<Identity> {
    let path = match row {
        RoadmapRow::Target(_, _, file) => Some(project.file(file)?.path.to_string()),
        RoadmapRow::Phase(_) | RoadmapRow::Step(..) => None,
    };
    Some(Identity {
        phase: phase_of(project, row)?.id.clone(),
        step: step_of(project, row).map(|step| step.id.clone()),
        path,
    })
}

/// What people put into a plan, in a number: two plans with the same one are the same, whatever
/// the scans found of their steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// Of a plan.
    pub(crate) fn of(roadmap: &crate::model::Roadmap) -> Self {
        let mut hasher = FxHasher::default();
        for phase in &roadmap.phases {
            (&phase.id, &phase.name, phase.weeks).hash(&mut hasher);
            phase.steps.len().hash(&mut hasher);
            for step in &phase.steps {
                (&step.id, &step.title, step.marked_done).hash(&mut hasher);
            }
        }
        Self(hasher.finish())
    }
}

/// An edit of the plan that was made in this session.
#[derive(Debug, Clone)]
pub(crate) struct MadeEdit {
    /// Of the plan shown before it.
    pub(crate) before: Fingerprint,
    /// The save that it is part of; 0 for one that undoes a failed save.
    pub(crate) ticket: u64,
    /// What it does.
    pub(crate) edit: Edit,
}

/// How far a step is, with what people say counted in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StepTally {
    /// Target files.
    pub(crate) files: usize,
    /// Of these, settled by tests.
    pub(crate) tested: usize,
    /// Of these, not settled by tests but marked done.
    pub(crate) claimed: usize,
    /// Whether nothing is left to do.
    pub(crate) is_done: bool,
    /// Whether that is so because people say so.
    pub(crate) is_claimed: bool,
}

impl StepTally {
    /// Counts.
    pub(crate) fn of(project: &Project, marks: &Marks, step: &Step) -> Self {
        let mut tally = Self::default();
        for file in step.files.iter().filter_map(|id| project.file(*id)) {
            tally.files += 1;
            let is_done = || {
                mark::of_file(marks, &file.path)
                    .is_some_and(|mark| mark.state == Some(MarkState::Done))
            };
            if !file.is_gap() {
                tally.tested += 1;
            } else if is_done() {
                tally.claimed += 1;
            }
        }
        let is_covered = tally.files > 0 && tally.tested + tally.claimed == tally.files;
        tally.is_done = step.marked_done || step.state == StepState::Done || is_covered;
        let is_proven = tally.files > 0 && tally.tested == tally.files;
        tally.is_claimed = tally.is_done && !is_proven;
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    #[test]
    fn folding_hides_steps_and_keeps_the_phase() {
        let project = sample::project();
        let mut roadmap = Roadmap::default();
        roadmap.rebuild(&project);
        let all = roadmap.rows.len();
        let first = &project.roadmap.phases[0];
        roadmap.folded.insert(first.id.clone());
        roadmap.rebuild(&project);
        assert_eq!(roadmap.rows.len(), all - first.steps.len());
        assert_eq!(roadmap.rows[0], RoadmapRow::Phase(0));
        assert_eq!(roadmap.rows[1], RoadmapRow::Phase(1));
    }

    #[test]
    fn the_selected_step_is_found_again_after_folding_another_phase() {
        let project = sample::project();
        let mut roadmap = Roadmap::default();
        roadmap.rebuild(&project);
        let step = RoadmapRow::Step(1, 0);
        roadmap.cursor.selected = roadmap.rows.iter().position(|row| *row == step).unwrap();
        roadmap.remember(&project);
        roadmap.folded.insert(project.roadmap.phases[0].id.clone());
        roadmap.rebuild(&project);
        assert_eq!(roadmap.selected(), Some(step));
    }

    #[test]
    fn a_step_whose_files_are_marked_done_is_claimed() {
        let project = sample::project();
        let step = &project.roadmap.phases[1].steps[0];
        let before = StepTally::of(&project, &Marks::default(), step);
        assert!(!before.is_done);
        let mut marks = Marks::default();
        for file in &step.files {
            marks.apply(&[sample::done(&project.file(*file).unwrap().path)]);
        }
        let after = StepTally::of(&project, &marks, step);
        assert!(after.is_done && after.is_claimed);
    }
}
