//! Changes of a plan, one at a time: the same for what is on screen and what is on disk.
//!
//! An edit names phases and steps by identity and says what is to be, so that it can be made on
//! top of what others wrote meanwhile, and made twice.

mod change;
mod identity;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::change::{
    add_phase, add_step, phase_mut, place_phase, put, remove_phase, step_mut, take,
};
pub use self::identity::{new_phase_id, new_step_id};

use crate::model::{Phase, Roadmap, RoadmapOrigin, Step, StepState};

/// A change of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Marks a step done, or not.
    Done {
        /// Identity of the step.
        step: String,
        /// Whether it is done.
        done: bool,
    },
    /// Gives a step another title.
    Title {
        /// Identity of the step.
        step: String,
        /// The title.
        title: String,
    },
    /// Gives a phase another name.
    Name {
        /// Identity of the phase.
        phase: String,
        /// The name.
        name: String,
    },
    /// Gives a phase other weeks.
    Weeks {
        /// Identity of the phase.
        phase: String,
        /// First and last week, from 1.
        weeks: (u32, u32),
    },
    /// Moves a step.
    Place {
        /// Identity of the step.
        step: String,
        /// Where it goes.
        to: Place,
    },
    /// Adds a step.
    Add {
        /// The step; its identity must be new.
        step: Box<Step>,
        /// Where it goes.
        to: Place,
    },
    /// Takes a step out.
    Remove {
        /// Identity of the step.
        step: String,
    },
    /// Adds a phase with its steps.
    AddPhase {
        /// The phase; its identity and those of its steps must be new.
        phase: Box<Phase>,
        /// Identity of the phase that follows; none, or one that is not there, for the end.
        before: Option<String>,
    },
    /// Takes a phase out, with its steps.
    RemovePhase {
        /// Identity of the phase.
        phase: String,
    },
    /// Moves a phase with its steps.
    PlacePhase {
        /// Identity of the phase.
        phase: String,
        /// Identity of the phase that follows; none, or one that is not there, for the end.
        before: Option<String>,
    },
    /// Forgets that the plan was saved, where it is by now what it was before that: the last
    /// part of taking back what saved it.
    Forget {
        /// The plan as it was before.
        plan: Arc<Roadmap>,
    },
}

/// A place in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Identity of the phase.
    pub phase: String,
    /// Identity of the step that follows; none, or one that is not there, for the end.
    pub before: Option<String>,
}

/// Makes an edit; answers with the one that takes it back, or with none where the plan has no
/// such phase or step, or has the new one already.
pub fn apply_edit(roadmap: &mut Roadmap, edit: &Edit) -> Option<Edit> {
    if let Edit::Forget { plan } = edit {
        return forget(roadmap, plan).then(|| edit.clone());
    }
    let back = apply(roadmap, edit)?;
    roadmap.origin = RoadmapOrigin::Saved;
    let steps = roadmap.phases.iter_mut().flat_map(|phase| &mut phase.steps);
    for (step, number) in steps.zip(1..) {
        step.number = number;
    }
    Some(back)
}

fn apply(roadmap: &mut Roadmap, edit: &Edit) -> Option<Edit> {
    Some(match edit {
        Edit::Done { step, done } => {
            let found = step_mut(roadmap, step)?;
            let before = std::mem::replace(&mut found.marked_done, *done);
            if !done && found.state == StepState::Done {
                // Its files tell whether it is done all the same.
                found.state = StepState::Open;
            }
            Edit::Done {
                step: step.clone(),
                done: before,
            }
        }
        Edit::Title { step, title } => {
            let found = step_mut(roadmap, step)?;
            Edit::Title {
                step: step.clone(),
                title: std::mem::replace(&mut found.title, title.clone()),
            }
        }
        Edit::Name { phase, name } => {
            let found = phase_mut(roadmap, phase)?;
            Edit::Name {
                phase: phase.clone(),
                name: std::mem::replace(&mut found.name, name.clone()),
            }
        }
        Edit::Weeks { phase, weeks } => {
            let found = phase_mut(roadmap, phase)?;
            Edit::Weeks {
                phase: phase.clone(),
                weeks: std::mem::replace(&mut found.weeks, *weeks),
            }
        }
        Edit::Place { step, to } => {
            phase_mut(roadmap, &to.phase)?;
            let (taken, from) = take(roadmap, step)?;
            put(roadmap, taken, to)?;
            Edit::Place {
                step: step.clone(),
                to: from,
            }
        }
        Edit::Add { step, to } => add_step(roadmap, step, to)?,
        Edit::Remove { step } => {
            let (taken, from) = take(roadmap, step)?;
            Edit::Add {
                step: Box::new(taken),
                to: from,
            }
        }
        Edit::AddPhase { phase, before } => add_phase(roadmap, phase, before.as_deref())?,
        Edit::RemovePhase { phase } => remove_phase(roadmap, phase)?,
        Edit::PlacePhase { phase, before } => place_phase(roadmap, phase, before.as_deref())?,
        Edit::Forget { .. } => return None,
    })
}

/// Whether two plans have the same phases and steps, whatever scans found of them.
pub(super) fn is_same(left: &Roadmap, right: &Roadmap) -> bool {
    let said = |step: &Step| (step.id.clone(), step.title.clone(), step.marked_done);
    let is_same = |left: &Phase, right: &Phase| {
        (&left.id, &left.name, left.weeks) == (&right.id, &right.name, right.weeks)
            && left.steps.iter().map(said).eq(right.steps.iter().map(said))
    };
    left.phases.len() == right.phases.len()
        && left
            .phases
            .iter()
            .zip(&right.phases)
            .all(|(left, right)| is_same(left, right))
}

fn forget(roadmap: &mut Roadmap, plan: &Roadmap) -> bool {
    let is_as_before = is_same(roadmap, plan);
    if is_as_before {
        roadmap.origin = plan.origin;
    }
    is_as_before
}
