//! Changes of a plan, one at a time: the same for what is on screen and what is on disk.
//!
//! An edit names phases and steps by identity and says what is to be, so that it can be made on
//! top of what others wrote meanwhile, and made twice.

use std::sync::Arc;

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

fn add_step(roadmap: &mut Roadmap, step: &Step, to: &Place) -> Option<Edit> {
    if step_mut(roadmap, &step.id).is_some() {
        return None;
    }
    put(roadmap, step.clone(), to)?;
    Some(Edit::Remove {
        step: step.id.clone(),
    })
}

fn add_phase(roadmap: &mut Roadmap, phase: &Phase, before: Option<&str>) -> Option<Edit> {
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

fn remove_phase(roadmap: &mut Roadmap, id: &str) -> Option<Edit> {
    let at = roadmap.phases.iter().position(|found| found.id == id)?;
    Some(Edit::AddPhase {
        phase: Box::new(roadmap.phases.remove(at)),
        before: roadmap.phases.get(at).map(|next| next.id.clone()),
    })
}

fn place_phase(roadmap: &mut Roadmap, id: &str, before: Option<&str>) -> Option<Edit> {
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

fn phase_mut<'r>(roadmap: &'r mut Roadmap, id: &str) -> Option<&'r mut Phase> {
    roadmap.phases.iter_mut().find(|phase| phase.id == id)
}

fn step_mut<'r>(roadmap: &'r mut Roadmap, id: &str) -> Option<&'r mut Step> {
    let mut steps = roadmap.phases.iter_mut().flat_map(|phase| &mut phase.steps);
    steps.find(|step| step.id == id)
}

/// Takes a step out; answers also with where it stood.
fn take(roadmap: &mut Roadmap, id: &str) -> Option<(Step, Place)> {
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

fn put(roadmap: &mut Roadmap, step: Step, to: &Place) -> Option<()> {
    let phase = phase_mut(roadmap, &to.phase)?;
    let at = phase
        .steps
        .iter()
        .position(|next| Some(&next.id) == to.before.as_ref());
    phase.steps.insert(at.unwrap_or(phase.steps.len()), step);
    Some(())
}

/// An identity for a new step that no other step has.
pub fn new_step_id(roadmap: &Roadmap, title: &str) -> String {
    let steps = || roadmap.phases.iter().flat_map(|phase| &phase.steps);
    let slug = super::roadmap::slug(title);
    let mut id = slug.clone();
    let mut count = 2;
    while steps().any(|step| step.id == id) {
        id = format!("{slug}-{count}");
        count += 1;
    }
    id
}

/// An identity for a new phase that no other phase has.
pub fn new_phase_id(roadmap: &Roadmap, name: &str) -> String {
    let slug = super::roadmap::slug(name);
    let mut id = slug.clone();
    let mut count = 2;
    while roadmap.phases.iter().any(|phase| phase.id == id) {
        id = format!("{slug}-{count}");
        count += 1;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: &str) -> Step {
        Step {
            id: id.to_owned(),
            title: id.to_uppercase(),
            ..Step::default()
        }
    }

    fn roadmap() -> Roadmap {
        let phase = |id: &str, steps: &[&str]| Phase {
            id: id.to_owned(),
            name: id.to_owned(),
            weeks: (1, 2),
            steps: steps.iter().map(|id| step(id)).collect(),
        };
        Roadmap {
            phases: vec![phase("p", &["a", "b", "c"]), phase("q", &["d"])],
            ..Roadmap::default()
        }
    }

    fn order(roadmap: &Roadmap) -> String {
        let phases = roadmap.phases.iter().map(|phase| {
            let steps: Vec<&str> = phase.steps.iter().map(|step| step.id.as_str()).collect();
            steps.join("")
        });
        phases.collect::<Vec<_>>().join("|")
    }

    fn place(phase: &str, before: Option<&str>) -> Place {
        Place {
            phase: phase.to_owned(),
            before: before.map(str::to_owned),
        }
    }

    /// Makes an edit, twice, and takes it back.
    fn check(edit: &Edit, expect: &str) {
        let before = roadmap();
        let mut after = before.clone();
        let back = apply_edit(&mut after, edit).unwrap();
        assert_eq!(order(&after), expect);
        let numbers = after.phases.iter().flat_map(|phase| &phase.steps);
        assert!(numbers.map(|step| step.number).eq(1..=after_len(&after)));
        let once = after.clone();
        apply_edit(&mut after, edit);
        assert_eq!(after, once);
        apply_edit(&mut after, &back).unwrap();
        assert_eq!(order(&after), order(&before));
        let words =
            |roadmap: &Roadmap| format!("{:?}", roadmap.phases).replace(char::is_numeric, "");
        assert_eq!(words(&after), words(&before));
    }

    fn after_len(roadmap: &Roadmap) -> u32 {
        let steps = roadmap.phases.iter().map(|phase| phase.steps.len());
        u32::try_from(steps.sum::<usize>()).unwrap()
    }

    #[test]
    fn phases_are_added_with_their_steps_and_taken_out() {
        let phase = Phase {
            id: "r".to_owned(),
            name: "R".to_owned(),
            weeks: (3, 4),
            steps: vec![step("x"), step("y")],
        };
        let edit = |before: Option<&str>| Edit::AddPhase {
            phase: Box::new(phase.clone()),
            before: before.map(str::to_owned),
        };
        check(&edit(None), "abc|d|xy");
        check(&edit(Some("q")), "abc|xy|d");
        let phase = "p".to_owned();
        check(&Edit::RemovePhase { phase }, "d");
        let clashing = Edit::AddPhase {
            phase: Box::new(Phase {
                steps: vec![step("d")],
                ..Phase::default()
            }),
            before: None,
        };
        assert_eq!(apply_edit(&mut roadmap(), &clashing), None);
    }

    #[test]
    fn phases_move_with_their_steps() {
        let edit = |phase: &str, before: Option<&str>| Edit::PlacePhase {
            phase: phase.to_owned(),
            before: before.map(str::to_owned),
        };
        check(&edit("q", Some("p")), "d|abc");
        check(&edit("p", None), "d|abc");
        check(&edit("p", Some("gone")), "d|abc");
        check(&edit("p", Some("q")), "abc|d");
    }

    #[test]
    fn a_plan_is_forgotten_only_where_it_is_what_it_was() {
        let generated = Roadmap {
            origin: RoadmapOrigin::Generated,
            ..roadmap()
        };
        let forget = Edit::Forget {
            plan: Arc::new(generated.clone()),
        };
        let done = Edit::Done {
            step: "a".to_owned(),
            done: true,
        };
        let mut plan = generated;
        let back = apply_edit(&mut plan, &done).unwrap();
        assert_eq!(apply_edit(&mut plan, &forget), None);
        assert_eq!(plan.origin, RoadmapOrigin::Saved);
        apply_edit(&mut plan, &back).unwrap();
        assert_eq!(plan.origin, RoadmapOrigin::Saved);
        assert!(apply_edit(&mut plan, &forget).is_some());
        assert_eq!(plan.origin, RoadmapOrigin::Generated);
    }

    #[test]
    fn edits_can_be_made_twice_and_taken_back() {
        let id = |id: &str| id.to_owned();
        let to = place("q", Some("d"));
        check(&Edit::Place { step: id("b"), to }, "ac|bd");
        let to = place("p", Some("a"));
        check(&Edit::Place { step: id("c"), to }, "cab|d");
        let to = place("q", None);
        check(&Edit::Place { step: id("c"), to }, "ab|dc");
        let to = place("p", Some("not there"));
        check(
            &Edit::Add {
                step: Box::new(step("e")),
                to,
            },
            "abce|d",
        );
        check(&Edit::Remove { step: id("a") }, "bc|d");
        check(
            &Edit::Done {
                step: id("a"),
                done: true,
            },
            "abc|d",
        );
        let title = id("X");
        check(
            &Edit::Title {
                step: id("d"),
                title,
            },
            "abc|d",
        );
        let weeks = (3, 4);
        check(
            &Edit::Weeks {
                phase: id("p"),
                weeks,
            },
            "abc|d",
        );
        let name = id("X");
        check(
            &Edit::Name {
                phase: id("q"),
                name,
            },
            "abc|d",
        );
    }

    #[test]
    fn what_is_not_there_is_left_alone() {
        let mut after = roadmap();
        let edits = [
            Edit::Remove {
                step: "x".to_owned(),
            },
            Edit::Weeks {
                phase: "x".to_owned(),
                weeks: (1, 1),
            },
            Edit::Place {
                step: "a".to_owned(),
                to: place("x", None),
            },
            Edit::Add {
                step: Box::new(step("d")),
                to: place("p", None),
            },
        ];
        for edit in edits {
            assert_eq!(apply_edit(&mut after, &edit), None);
            assert_eq!(after, roadmap());
        }
    }

    #[test]
    fn new_steps_have_an_identity_of_their_own() {
        assert_eq!(new_step_id(&roadmap(), "A!"), "a-2");
        assert_eq!(new_step_id(&roadmap(), "Sign in"), "sign-in");
    }
}
