//! Identities for what is new in a plan.

use crate::model::{Identities, Roadmap, slug};

/// An identity for a new step that no other step has.
pub fn new_step_id(roadmap: &Roadmap, title: &str) -> String {
    let steps = roadmap.phases.iter().flat_map(|phase| &phase.steps);
    let mut taken: Identities = steps.map(|step| step.id.clone()).collect();
    taken.take(&slug(title))
}

/// An identity for a new phase that no other phase has.
pub fn new_phase_id(roadmap: &Roadmap, name: &str) -> String {
    let phases = roadmap.phases.iter();
    let mut taken: Identities = phases.map(|phase| phase.id.clone()).collect();
    taken.take(&slug(name))
}
