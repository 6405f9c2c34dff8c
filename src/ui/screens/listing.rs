//! The order and the arrangement of the lists, and what keys say that do nothing.

use super::{check_at, screen};
use crate::ui::sample::{self, press};
use crate::ui::state::{OverlayRow, State};

fn toast(state: &State) -> &str {
    &state.toast.as_ref().unwrap().text
}

/// The paths of the listed files, in their order.
fn paths(state: &State) -> Vec<String> {
    let files = state.gaps.rows.iter().filter(|row| row.is_file());
    files
        .map(|row| state.project.file(row.file).unwrap().path.to_string())
        .collect()
}

#[test]
fn gaps_are_grouped_by_component_and_groups_fold() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2"]);
    let (all, files) = (paths(&state), state.gaps.files);
    press(&mut state, &["Z"]);
    check_at("gaps_grouped", &state);
    let headings = |state: &State| {
        let rows = state.gaps.rows.iter();
        rows.filter(|row| row.is_heading).count()
    };
    let groups = headings(&state);
    assert!(groups > 1);
    assert_eq!(state.gaps.rows.len(), all.len() + groups);
    // The file that was selected still is, below its heading.
    assert_eq!(state.gaps.cursor.selected, 1);
    assert_eq!(paths(&state)[0], all[0]);
    let mut sorted = (paths(&state), all.clone());
    sorted.0.sort();
    sorted.1.sort();
    assert_eq!(sorted.0, sorted.1);
    // Going left folds the group; entering its heading unfolds it.
    press(&mut state, &["h"]);
    assert!(state.gaps.selected().is_none());
    assert!(!paths(&state).contains(&all[0]));
    assert_eq!(state.gaps.files, files);
    assert_eq!(press(&mut state, &["d"]), []);
    press(&mut state, &["enter"]);
    assert!(paths(&state).contains(&all[0]));
    press(&mut state, &["z"]);
    assert_eq!((paths(&state).len(), headings(&state)), (0, groups));
    press(&mut state, &["z", "Z"]);
    assert_eq!(paths(&state), all);
}

#[test]
fn a_heading_selects_all_files_of_its_group() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "Z", "k", "space"]);
    let group = state.gaps.rows[0].file;
    let component = state.project.file(group).unwrap().component;
    let files = state.gaps.rows.iter().filter(|row| row.is_file());
    let below = files.filter(|row| state.project.file(row.file).unwrap().component == component);
    assert_eq!(state.gaps.picked.len(), below.count());
    press(&mut state, &["space"]);
    assert!(state.gaps.picked.is_empty());
}

#[test]
fn components_are_a_tree_or_a_table_in_one_order() {
    let mut state = sample::state(120, 40);
    let tree = state.components.rows.len();
    press(&mut state, &["Z"]);
    check_at("components_flat", &state);
    assert_eq!(state.components.rows.len(), state.project.components.len());
    assert!(tree >= state.components.rows.len());
    let rows = state.components.rows.iter();
    let components = rows.map(|row| state.project.component(row.id).unwrap());
    let shares: Vec<f64> = components
        .filter(|component| component.sources > 0)
        .filter_map(|component| component.ratio)
        .collect();
    assert!(shares.is_sorted(), "{shares:?}");
    press(&mut state, &["z"]);
    assert_eq!(toast(&state), "a table has nothing to fold");
    press(&mut state, &["Z"]);
    assert_eq!(state.components.rows.len(), tree);
}

#[test]
fn a_filter_shows_its_order_and_is_sorted_when_asked() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "/"]);
    sample::type_in(&mut state, "sat");
    press(&mut state, &["enter"]);
    let status = |state: &State| screen(state).lines().nth(1).unwrap().to_owned();
    assert!(status(&state).contains("filter: sat  by match"));
    let ranked = paths(&state);
    press(&mut state, &["s"]);
    assert!(status(&state).contains("filter: sat  by priority"));
    press(&mut state, &["s", "s"]);
    assert!(status(&state).contains("filter: sat  by path"));
    let sorted = paths(&state);
    assert!(sorted.is_sorted() && sorted.len() == ranked.len());
    // Another search is ranked again.
    press(&mut state, &["esc", "/"]);
    sample::type_in(&mut state, "sat");
    press(&mut state, &["enter"]);
    assert!(status(&state).contains("filter: sat  by match"));
}

#[test]
fn the_list_behind_the_map_stays_as_it_is() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["T"]);
    let before = (state.components.sort, state.components.cursor);
    for (key, told) in [
        ("s", "the map has no order; it can be left for the list"),
        ("S", "the map has no order; it can be left for the list"),
        ("z", "the map has nothing to fold"),
        ("/", "the map shows everything; the list can be filtered"),
        ("Z", "the map has no rows to arrange"),
    ] {
        press(&mut state, &[key]);
        assert_eq!(toast(&state), told, "{key}");
    }
    press(&mut state, &["G", "pgup", "g", "ctrl-d"]);
    assert_eq!((state.components.sort, state.components.cursor), before);
    assert!(screen(&state).contains("T list"));
}

#[test]
fn a_key_without_a_meaning_here_says_where_it_has_one() {
    let mut state = sample::state(120, 40);
    for (key, told) in [
        ("d", "`d` (done) works in Gaps, Roadmap and Source"),
        ("b", "`b` does nothing; ? lists the keys"),
    ] {
        press(&mut state, &[key]);
        assert_eq!(toast(&state), told);
    }
}

#[test]
fn matches_are_gone_through_with_the_same_keys_in_every_list() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "n"]);
    assert_eq!(toast(&state), "no filter is set to go from match to match");
    press(&mut state, &["/"]);
    sample::type_in(&mut state, "py");
    press(&mut state, &["enter", "n", "n", "N"]);
    assert_eq!(state.gaps.cursor.selected, 1);
}

#[test]
fn a_file_is_done_before_the_next_file_not_its_own_function() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "enter", "d"]);
    let row = state.gaps.selected().unwrap();
    assert!(row.is_file());
    assert_ne!(state.gaps.cursor.selected, 1);
    press(&mut state, &["d"]);
    assert!(state.marks().iter().all(|(key, _)| key.symbol.is_none()));
    assert_eq!(state.marks().iter().count(), 2);
}

/// What the palette lists first.
fn first_action(state: &State) -> &'static str {
    match state.overlay.as_ref().unwrap().rows.first() {
        Some(OverlayRow::Action(action)) => action.id,
        row => panic!("{row:?}"),
    }
}

#[test]
fn the_palette_begins_with_what_was_run_last_and_what_fits_here() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", ":"]);
    assert_eq!(first_action(&state), "open");
    sample::type_in(&mut state, "group");
    press(&mut state, &["enter"]);
    assert!(state.gaps.is_grouped);
    press(&mut state, &[":"]);
    assert_eq!(first_action(&state), "arrange");
}

#[test]
fn what_is_called_so_comes_first_in_the_palette() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", ":"]);
    sample::type_in(&mut state, "rename");
    assert_eq!(first_action(&state), "plan.rename");
}
