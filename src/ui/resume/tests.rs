use super::*;
use crate::ui::event::Event;
use crate::ui::sample::{self, press};
use crate::ui::update::update;

/// Another session that goes on where this one is.
fn again(state: &State) -> State {
    let text = serde_json::to_string(&Left::of(state)).unwrap();
    let left: Left = serde_json::from_str(&text).unwrap();
    let mut later = sample::blank(120, 40, &sample::preferences());
    later.resume(left);
    update(&mut later, Event::Snapshot(Box::new(sample::early())));
    update(&mut later, Event::Snapshot(Box::new(sample::project())));
    later
}

#[test]
fn view_sort_filter_selection_and_split_come_back() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["z", "s", "S", "2", ">", "s", "/"]);
    sample::type_in(&mut state, "deploy");
    press(&mut state, &["enter", "enter", "j", "j"]);
    let later = again(&state);
    assert_eq!(later.view, ViewId::Gaps);
    assert_eq!(later.split, state.split);
    assert_eq!(later.gaps.query, "deploy");
    assert_eq!(later.gaps.sort, state.gaps.sort);
    assert_eq!(later.gaps.rows, state.gaps.rows);
    assert_eq!(later.gaps.chosen, state.gaps.chosen);
    assert_eq!(later.gaps.selected(), state.gaps.selected());
    assert!(later.gaps.selected().unwrap().symbol.is_some());
    assert_eq!(later.components.folded, state.components.folded);
    assert_eq!(later.components.sort, state.components.sort);
    assert_eq!(later.searches, ["deploy"]);
}

#[test]
fn a_component_and_a_step_are_found_again() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["j", "j", "enter", "3", "j", "j", "j"]);
    let later = again(&state);
    assert_eq!(later.view, ViewId::Roadmap);
    assert_eq!(later.roadmap.selected(), state.roadmap.selected());
    assert_eq!(later.gaps.scope, state.gaps.scope);
    assert_eq!(later.components.chosen, state.components.chosen);
    assert_eq!(
        later.components.cursor.selected,
        state.components.cursor.selected
    );
}

#[test]
fn the_order_of_the_metrics_comes_back() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["4", "s", "S"]);
    let later = again(&state);
    assert_eq!(later.metrics.sort, state.metrics.sort);
    assert!(later.metrics.sort.is_reversed);
    assert_eq!(later.metrics.rows, state.metrics.rows);
}

#[test]
fn the_map_and_a_check_are_found_again() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["T", "l", "5", "z", "j", "l", "j"]);
    let later = again(&state);
    assert_eq!(later.view, ViewId::Setup);
    assert_eq!(later.setup.folded, state.setup.folded);
    assert!(later.setup.check(&later.project).is_some());
    assert_eq!(later.setup.selected(), state.setup.selected());
    assert!(later.components.map.is_some());
    assert_eq!(later.components.map, state.components.map);
}

#[test]
fn who_moves_while_the_scan_runs_stays_there() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "G"]);
    let left = Left::of(&state);
    let mut later = sample::blank(120, 40, &sample::preferences());
    later.resume(left);
    update(&mut later, Event::Snapshot(Box::new(sample::early())));
    press(&mut later, &["g", "j"]);
    let chosen = later.gaps.chosen.clone();
    assert!(chosen.is_some());
    update(&mut later, Event::Snapshot(Box::new(sample::project())));
    assert_ne!(later.gaps.selected(), state.gaps.selected());
}

#[test]
fn nonsense_is_passed_over() {
    let left: Left = serde_json::from_str(
        r#"{"view": "attic", "split": [0, 60000], "searches": ["a\u001b[2Jb", ""],
            "gaps": {"sort": "colour", "filter": "x\ny", "chosen": ["gone.py", "f"]},
            "components": {"chosen": "gone", "folded": ["gone"]}, "later": 1}"#,
    )
    .unwrap();
    let mut state = sample::blank(120, 40, &sample::preferences());
    state.resume(left);
    update(&mut state, Event::Snapshot(Box::new(sample::project())));
    assert_eq!(state.view, ViewId::Components);
    assert_eq!(state.searches, ["a[2Jb"]);
    assert_eq!(state.gaps.query, "x");
    assert_eq!((state.split.beside, state.split.below), (200, 800));
    press(&mut state, &["2", "esc", "j", "k"]);
    assert!(state.gaps.selected().is_some());
}
