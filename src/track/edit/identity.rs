//! Identities for what is new in a plan.

use crate::model::Roadmap;
use crate::track::roadmap::slug;

/// An identity for a new step that no other step has.
pub fn new_step_id(roadmap: &Roadmap, title: &str) -> String {
    let steps = roadmap.phases.iter().flat_map(|phase| &phase.steps);
    free(title, |id| steps.clone().any(|step| step.id == id))
}

/// An identity for a new phase that no other phase has.
pub fn new_phase_id(roadmap: &Roadmap, name: &str) -> String {
    free(name, |id| roadmap.phases.iter().any(|phase| phase.id == id))
}

/// A name made from a text, with a number where it is taken already.
fn free(text: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let slug = slug(text);
    let mut id = slug.clone();
    let mut count = 2;
    while is_taken(&id) {
        id = format!("{slug}-{count}");
        count += 1;
    }
    id
}
