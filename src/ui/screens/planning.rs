//! Editing the plan, and keeping figures.

use crate::ui::event::{Effect, Event};

use crate::ui::sample::{self, press};

use crate::ui::state::State;

use crate::ui::update::update;

use super::{audited, check_at, screen};

#[test]
fn the_plan_of_a_written_audit_is_taken_over_and_back() {
    let mut state = audited(120, 40);
    let before = plan(&state);
    let inbox = state.roadmap.inbox;
    let effects = press(&mut state, &["6", "p"]);
    assert!(
        matches!(effects.as_slice(), [Effect::Plan { .. }]),
        "{effects:?}"
    );
    assert_eq!(plan(&state).last().unwrap().len(), 2);
    assert_eq!(state.roadmap.inbox, inbox - 2);
    press(&mut state, &["p"]);
    let toast = state.toast.as_ref().unwrap().text.clone();
    assert_eq!(toast, "the roadmap has its phases already");
    press(&mut state, &["u"]);
    assert_eq!(plan(&state), before);
    assert_eq!(state.roadmap.inbox, inbox);
}

#[test]
fn a_step_done_by_hand_with_its_files() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "j", "j", "j", "d"]);
    press(&mut state, &["j", "j", "enter"]);
    check_at("roadmap_done_by_hand", &state);
}

#[test]
fn a_step_jumps_to_its_file() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "j", "enter"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Gaps);
    let row = state.gaps.selected().unwrap();
    let path = &state.project.file(row.file).unwrap().path;
    assert_eq!(&**path, "frontend/src/stores/auth.ts");
    press(&mut state, &["backspace"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Roadmap);
}

/// The steps of the plan by number, phase by phase.
fn plan(state: &State) -> Vec<Vec<String>> {
    let phases = state.project.roadmap.phases.iter();
    let titles = |phase: &crate::model::Phase| {
        let steps = phase.steps.iter();
        steps.map(|step| step.title.clone()).collect()
    };
    phases.map(titles).collect()
}

#[test]
fn steps_are_moved_and_moved_back() {
    let mut state = sample::state(120, 40);
    let before = plan(&state);
    press(&mut state, &["3", "j", "+"]);
    let mut expect = before.clone();
    expect[0].swap(0, 1);
    assert_eq!(plan(&state), expect);
    // At the end of its phase into the next one, the selection with it.
    let moves = before[0].len() - 1;
    for _ in 0..moves {
        press(&mut state, &["alt-down"]);
    }
    assert_eq!(plan(&state)[1][0], before[0][0]);
    let row = state.roadmap.selected().unwrap();
    let step = crate::ui::state::step_of(&state.project, row).unwrap();
    assert_eq!(step.title, before[0][0]);
    press(&mut state, &["m", "4"]);
    assert_eq!(plan(&state)[3].last(), Some(&before[0][0]));
    for _ in 0..moves + 2 {
        press(&mut state, &["u"]);
    }
    assert_eq!(plan(&state), before);
}

#[test]
fn phases_and_steps_are_renamed_and_get_weeks() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "W", "ctrl-u"]);
    sample::type_in(&mut state, "4-2");
    press(&mut state, &["enter"]);
    let form = state.form.as_ref().unwrap();
    let expect = "`4-2` is no span of weeks such as 3-4";
    assert_eq!(form.complaint.as_deref(), Some(expect));
    press(&mut state, &["backspace", "6", "enter"]);
    assert_eq!(state.project.roadmap.phases[0].weeks, (4, 6));
    press(&mut state, &["r", "ctrl-u", "x", "enter"]);
    assert_eq!(state.project.roadmap.phases[0].name, "x");
    let effects = press(&mut state, &["j", "r", "y", "enter"]);
    let [Effect::Plan { edits, .. }] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!(edits.len(), 1);
    assert!(plan(&state)[0][0].ends_with('y'));
    press(&mut state, &["A"]);
    sample::type_in(&mut state, "new");
    press(&mut state, &["enter", "enter"]);
    assert_eq!(plan(&state)[0].last().map(String::as_str), Some("new"));
    check_at("roadmap_edited", &state);
    press(&mut state, &["X"]);
    assert_ne!(plan(&state)[0].last().map(String::as_str), Some("new"));
}

#[test]
fn a_gap_is_planned_and_leaves_the_inbox() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3"]);
    let inbox = state.roadmap.inbox;
    press(&mut state, &["I"]);
    assert_eq!(state.gaps.files, inbox);
    press(&mut state, &["p", "enter", "2"]);
    assert_eq!(state.roadmap.inbox, inbox - 1);
    // A snapshot of a scan that began before does not take it away.
    update(&mut state, Event::Snapshot(Box::new(sample::project())));
    assert_eq!(state.roadmap.inbox, inbox - 1);
    press(&mut state, &["u"]);
    assert_eq!(state.roadmap.inbox, inbox);
}

#[test]
fn several_gaps_get_a_step_each_or_one_for_all() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "I"]);
    let inbox = state.roadmap.inbox;
    let steps = |state: &State| plan(state)[1].clone();
    let before = steps(&state);
    press(&mut state, &["v", "j", "j", "p"]);
    assert!(screen(&state).contains("Plan 3 files as steps"));
    press(&mut state, &["enter", "2"]);
    assert!(toast(&state).starts_with("planned: 3 steps; u takes it back"));
    assert_eq!(state.roadmap.inbox, inbox - 3);
    let added = steps(&state).split_off(before.len());
    let files = state.project.roadmap.phases[1].steps.iter();
    let files: Vec<usize> = files.map(|step| step.files.len()).collect();
    assert_eq!((added.len(), &files[before.len()..]), (3, &[1, 1, 1][..]));
    press(&mut state, &["u"]);
    assert_eq!((steps(&state), state.roadmap.inbox), (before, inbox));
    // With a title, one step holds them all.
    press(&mut state, &["g", "v", "j", "j", "p"]);
    sample::type_in(&mut state, "Late");
    press(&mut state, &["enter", "2"]);
    let step = state.project.roadmap.phases[1].steps.last().unwrap();
    assert_eq!((step.title.as_str(), step.files.len()), ("Late", 3));
}

#[test]
fn escape_leads_from_what_is_not_planned_back_to_the_plan() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "I", "esc"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Roadmap);
    assert_eq!(state.gaps.query, "");
    // Another filter there is cleared first, as everywhere.
    press(&mut state, &["I", "/", " ", "a", "enter", "esc"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Gaps);
    press(&mut state, &["esc"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Roadmap);
}

#[test]
fn weeks_that_another_phase_has_as_well_are_told() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "W", "ctrl-u", "4", "enter"]);
    let told = "weeks changed, some of them those of `Core deployment pipeline`";
    assert!(toast(&state).starts_with(told), "{}", toast(&state));
}

#[test]
fn a_phase_moves_with_its_weeks() {
    let mut state = sample::state(120, 40);
    let weeks = |state: &State| {
        let phases = state.project.roadmap.phases.iter();
        let weeks = phases.map(|phase| (phase.name.clone(), phase.weeks));
        weeks.collect::<Vec<_>>()
    };
    let before = weeks(&state);
    press(&mut state, &["3", "+"]);
    let now = weeks(&state);
    assert_eq!((&now[0].0, now[0].1), (&before[1].0, before[0].1));
    assert_eq!((&now[1].0, now[1].1), (&before[0].0, before[1].1));
    press(&mut state, &["u"]);
    assert_eq!(weeks(&state), before);
}

#[test]
fn the_figures_of_the_day_are_kept_and_taken_away_again() {
    let mut state = sample::state(120, 40);
    let effects = press(&mut state, &["H"]);
    let [
        Effect::Figures {
            ticket,
            snapshot,
            is_kept: true,
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!(snapshot.at, "2026-05-20T09:30:00Z");
    assert_eq!(snapshot.commit.as_deref(), Some("70d9004e"));
    let told = state.toast.clone().unwrap().text;
    assert_eq!(told, "figures of 2026-05-20 kept; u takes it back");
    let kept = Event::Recorded {
        ticket: *ticket,
        outcome: Ok(true),
    };
    assert_eq!(
        update(&mut state, kept),
        [Effect::Rescan(crate::ui::Request::Soon)]
    );
    let effects = press(&mut state, &["u"]);
    assert!(matches!(
        effects.as_slice(),
        [Effect::Figures { is_kept: false, .. }]
    ));
    // The scan that follows knows them, and then there is nothing to keep.
    let earlier = std::sync::Arc::from([snapshot.clone()]);
    let project = crate::model::Project {
        earlier,
        ..sample::project()
    };
    update(&mut state, Event::Snapshot(Box::new(project)));
    assert!(press(&mut state, &["H"]).is_empty());
    assert_eq!(state.toast.unwrap().text, "these figures are kept already");
}

#[test]
fn the_first_edit_of_a_plan_is_taken_back_with_what_it_came_from() {
    let mut state = sample::blank(120, 40, &sample::preferences());
    let mut project = sample::project();
    let mut roadmap = crate::model::Roadmap::clone(&project.roadmap);
    roadmap.origin = crate::model::RoadmapOrigin::Profile;
    project.roadmap = std::sync::Arc::new(roadmap);
    update(&mut state, Event::Snapshot(Box::new(project)));
    press(&mut state, &["3", "j"]);
    assert!(screen(&state).contains("from the profile"));
    press(&mut state, &["d"]);
    assert!(!screen(&state).contains("from the profile"));
    let effects = press(&mut state, &["u"]);
    assert!(screen(&state).contains("from the profile"));
    let [Effect::Plan { edits, .. }] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert!(matches!(
        edits.last(),
        Some(crate::track::Edit::Forget { .. })
    ));
}

#[test]
fn an_edit_that_cannot_be_saved_is_taken_back() {
    let mut state = sample::state(120, 40);
    let before = plan(&state);
    let effects = press(&mut state, &["3", "j", "+"]);
    let [Effect::Plan { ticket, .. }] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let outcome = Err(crate::error::Error::Usage {
        message: "no".to_owned(),
        hint: None,
    });
    let ticket = *ticket;
    update(&mut state, Event::Planned { ticket, outcome });
    assert_eq!(plan(&state), before);
    assert!(state.toast.as_ref().unwrap().is_failure);
    press(&mut state, &["u"]);
    assert_eq!(plan(&state), before);
}

fn toast(state: &State) -> &str {
    &state.toast.as_ref().unwrap().text
}

#[test]
fn a_step_goes_to_a_phase_that_is_made_for_it() {
    let mut state = sample::state(120, 40);
    let before = plan(&state);
    press(&mut state, &["3", "j", "m"]);
    sample::type_in(&mut state, "Spring");
    assert!(screen(&state).contains("a new phase: Spring"));
    press(&mut state, &["enter"]);
    let phase = state.project.roadmap.phases.last().unwrap();
    assert_eq!((phase.name.as_str(), phase.weeks), ("Spring", (9, 10)));
    assert_eq!(phase.steps[0].title, before[0][0]);
    assert_eq!(state.project.roadmap.phases.len(), before.len() + 1);
    press(&mut state, &["u"]);
    assert_eq!(plan(&state), before);
    // A new step goes there as well.
    press(&mut state, &["2", "G", "p", "enter"]);
    sample::type_in(&mut state, "Summer");
    press(&mut state, &["enter"]);
    let phase = state.project.roadmap.phases.last().unwrap();
    assert_eq!((phase.name.as_str(), phase.steps.len()), ("Summer", 1));
}

#[test]
fn phases_are_added_and_taken_out_with_their_steps() {
    let mut state = sample::state(120, 40);
    let before = plan(&state);
    press(&mut state, &["3", "P"]);
    sample::type_in(&mut state, "Spring");
    press(&mut state, &["enter", "enter"]);
    assert_eq!(state.project.roadmap.phases.last().unwrap().weeks, (9, 10));
    assert!(toast(&state).starts_with("phase `Spring` added; u takes"));
    press(&mut state, &["u", "g", "X"]);
    assert_eq!(plan(&state), before[1..]);
    assert!(toast(&state).contains("with 4 steps taken out"));
    press(&mut state, &["u"]);
    assert_eq!(plan(&state), before);
    // What came back is selected.
    assert_eq!(state.roadmap.cursor.selected, 0);
    press(&mut state, &["j", "j", "X", "G", "u"]);
    assert_eq!(state.roadmap.cursor.selected, 2);
}

#[test]
fn a_step_names_files_that_are_there_only() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "A", "x", "enter"]);
    sample::type_in(&mut state, "lib/deploy.py");
    press(&mut state, &["enter"]);
    let complaint = state.form.as_ref().unwrap().complaint.clone();
    assert_eq!(
        complaint.as_deref(),
        Some("no file `lib/deploy.py`; is it satellite/agent/tasks/deploy.py?")
    );
    press(&mut state, &["esc", "esc"]);
    assert_eq!(state.form, None);
}

#[test]
fn what_is_planned_already_is_not_planned_again() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "p"]);
    assert_eq!(
        toast(&state),
        "step 5 of `Core deployment pipeline` names it already"
    );
}

#[test]
fn the_first_edit_says_that_the_plan_is_kept_from_now_on() {
    let mut state = sample::state(120, 40);
    let mut roadmap = crate::model::Roadmap::clone(&state.project.roadmap);
    roadmap.origin = crate::model::RoadmapOrigin::Generated;
    state.project.roadmap = std::sync::Arc::new(roadmap);
    press(&mut state, &["3", "+"]);
    assert!(toast(&state).ends_with("the plan is yours, in .lacuna/roadmap.toml"));
    press(&mut state, &["+"]);
    assert!(toast(&state).ends_with("u takes it back"));
}
