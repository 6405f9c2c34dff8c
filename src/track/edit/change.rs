//! What the edits do to a plan: phases and steps are put in, taken out and moved, each with the edit
//! that takes it back.

use super::{Edit, Place};
use crate::model::{Phase, Roadmap, Step};

pub(super) fn add_step(roadmap: &mut Roadmap, step: &Step, to: &Place) -> Option<Edit> {
    if step_mut(roadmap, &step.id).is_some() {
        return None;
    }
    put(roadmap, step.clone(), to)?;
    Some(Edit::Remove {
        step: step.id.clone(),
    })
}

pub(super) fn add_phase(
    roadmap: &mut Roadmap,
    phase: &Phase,
    before: Option<&str>,
) -> Option<Edit> {
    let is_known = phase_mut(roadmap, &phase.id).is_some()
        || phase
            .steps
            .iter()
            .any(|step| step_mut(roadmap, &step.id).is_some());
    if is_known {
        return None;
    }
    let mut phases = roadmap.phases.iter();
    let at = phases.position(|next| Some(next.id.as_str()) == before);
    let at = at.unwrap_or(roadmap.phases.len());
    roadmap.phases.insert(at, phase.clone());
    Some(Edit::RemovePhase {
        phase: phase.id.clone(),
    })
}

pub(super) fn remove_phase(roadmap: &mut Roadmap, id: &str) -> Option<Edit> {
    let at = roadmap.phases.iter().position(|found| found.id == id)?;
    Some(Edit::AddPhase {
        phase: Box::new(roadmap.phases.remove(at)),
        before: roadmap.phases.get(at).map(|next| next.id.clone()),
    })
}

pub(super) fn place_phase(roadmap: &mut Roadmap, id: &str, before: Option<&str>) -> Option<Edit> {
    let from = roadmap.phases.iter().position(|found| found.id == id)?;
    let phase = roadmap.phases.remove(from);
    let after = roadmap.phases.get(from).map(|next| next.id.clone());
    let mut phases = roadmap.phases.iter();
    let to = phases.position(|next| Some(next.id.as_str()) == before);
    roadmap
        .phases
        .insert(to.unwrap_or(roadmap.phases.len()), phase);
    Some(Edit::PlacePhase {
        phase: id.to_owned(),
        before: after,
    })
}

pub(super) fn phase_mut<'r>(roadmap: &'r mut Roadmap, id: &str) -> Option<&'r mut Phase> {
    roadmap.phases.iter_mut().find(|phase| phase.id == id)
}

pub(super) fn step_mut<'r>(roadmap: &'r mut Roadmap, id: &str) -> Option<&'r mut Step> {
    let mut steps = roadmap.phases.iter_mut().flat_map(|phase| &mut phase.steps);
    steps.find(|step| step.id == id)
}

/// Takes a step out; answers also with where it stood.
pub(super) fn take(roadmap: &mut Roadmap, id: &str) -> Option<(Step, Place)> {
    for phase in &mut roadmap.phases {
        if let Some(at) = phase.steps.iter().position(|step| step.id == id) {
            let step = phase.steps.remove(at);
            let place = Place {
                phase: phase.id.clone(),
                before: phase.steps.get(at).map(|next| next.id.clone()),
            };
            return Some((step, place));
        }
    }
    None
}

pub(super) fn put(roadmap: &mut Roadmap, step: Step, to: &Place) -> Option<()> {
    let phase = phase_mut(roadmap, &to.phase)?;
    let at = phase
        .steps
        .iter()
        .position(|next| Some(&next.id) == to.before.as_ref());
    phase.steps.insert(at.unwrap_or(phase.steps.len()), step);
    Some(())
}
