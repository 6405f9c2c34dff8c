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
    let words = |roadmap: &Roadmap| format!("{:?}", roadmap.phases).replace(char::is_numeric, "");
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
