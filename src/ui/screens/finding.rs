//! Finding the way: help, palette, filters, places.

use std::sync::Arc;

use crate::ui::action::all;

use crate::ui::event::Effect;

use crate::ui::sample::{self, press};

use crate::model::Warning;

use super::{DEPLOY, check_at, read, screen};

#[test]
fn who_is_new_here_is_told_three_keys_until_one_is_used() {
    let mut state = sample::state(80, 24);
    state.welcome();
    let text = screen(&state);
    let expect = "New here?  enter opens a row  d marks a gap done  ? explains every key";
    assert!(text.contains(&expect[..60]), "{text}");
    check_at("welcome", &state);
    press(&mut state, &["j"]);
    assert!(screen(&state).contains("New here?"));
    press(&mut state, &["enter"]);
    assert!(!screen(&state).contains("New here?"));
}

#[test]
fn help_is_searched_by_the_names_of_keys() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["?"]);
    sample::type_in(&mut state, "ctrl-r");
    let rows = &state.overlay.as_ref().unwrap().rows;
    let is_redo = |row: &crate::ui::state::OverlayRow| matches!(row, crate::ui::state::OverlayRow::Action(action) if action.id == "redo");
    assert!(rows.iter().any(is_redo));
    assert!(rows.len() < 6, "{}", rows.len());
}

#[test]
fn places_are_gone_back_to_and_forward_again() {
    use crate::ui::view::ViewId::{Components, Gaps, Metrics, Source};
    let mut state = sample::state(120, 40);
    let effects = press(&mut state, &["2", "o"]);
    read(&mut state, &effects);
    press(&mut state, &["4", "enter", "j"]);
    let other = press(&mut state, &["o"]);
    read(&mut state, &other);
    assert_ne!(effects, other);
    let mut views = Vec::new();
    for _ in 0..3 {
        press(&mut state, &["B"]);
        views.push(state.view);
    }
    assert_eq!(views, [Gaps, Metrics, Source]);
    assert_eq!(state.source.path.as_deref(), Some(DEPLOY));
    assert_eq!(state.source.line(), 38);
    press(&mut state, &["B", "B"]);
    assert_eq!(state.view, Components);
    for _ in 0..5 {
        press(&mut state, &["F"]);
    }
    assert_eq!(state.view, Source);
    assert_ne!(state.source.path.as_deref(), Some(DEPLOY));
    press(&mut state, &["F"]);
    let toast = &state.toast.as_ref().unwrap().text;
    assert_eq!(toast, "you did not go back from anywhere");
}

#[test]
fn a_metric_leads_to_its_files_and_back() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["4", "enter"]);
    let paths: Vec<&str> = state
        .gaps
        .rows
        .iter()
        .map(|row| &*state.project.file(row.file).unwrap().path)
        .collect();
    assert_eq!(paths.len(), 4, "{paths:?}");
    assert!(
        paths
            .iter()
            .all(|path| path.starts_with("frontend/src/stores/"))
    );
    press(&mut state, &["esc"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Metrics);
}

#[test]
fn a_filter_being_typed() {
    let mut state = sample::state(80, 24);
    press(&mut state, &["2", "/", "d", "e", "p", "l"]);
    check_at("filter", &state);
}

#[test]
fn help_and_palette() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["?"]);
    check_at("help_120x40", &state);
    let mut state = sample::state(80, 24);
    press(&mut state, &[":", "u", "n", "d", "o"]);
    check_at("palette_80x24", &state);
}

#[test]
fn warnings_are_listed_and_told_in_full() {
    let mut state = sample::state(80, 24);
    press(&mut state, &["!"]);
    assert!(screen(&state).contains("nothing went wrong in this scan"));
    state.project.warnings = Arc::from([Warning {
        path: "backend/\u{1b}[31mbroken.py".into(),
        message: "line 3: expected an indented block".into(),
    }]);
    press(&mut state, &["!", "/"]);
    check_at("warnings", &state);
}

#[test]
fn a_filter_selects_the_component_that_it_names() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["/"]);
    sample::type_in(&mut state, "stores");
    press(&mut state, &["enter", "enter"]);
    let shown = screen(&state);
    assert!(shown.contains("› Stores "), "{shown}");
}

#[test]
fn the_palette_says_why_an_action_cannot_be_run() {
    let mut state = sample::state(80, 24);
    press(&mut state, &[":"]);
    sample::type_in(&mut state, "step down");
    check_at("palette_unavailable", &state);
    press(&mut state, &["enter"]);
    assert_eq!(
        state.toast.as_ref().unwrap().text,
        "`move down` works in Roadmap"
    );
}

#[test]
fn help_lists_every_action() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["?"]);
    let rows = &state.overlay.as_ref().unwrap().rows;
    for action in all() {
        let is_listed = rows.iter().any(|row| match row {
            crate::ui::state::OverlayRow::Action(listed) => listed.id == action.id,
            _ => false,
        });
        assert!(is_listed, "{}", action.id);
    }
}

#[test]
fn quit_can_be_looked_for_in_the_help() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["?", "q", "u", "i", "t"]);
    assert_eq!(state.overlay.as_ref().unwrap().query, "quit");
    press(&mut state, &["esc", "?", "?"]);
    assert!(state.overlay.is_none());
}

#[test]
fn the_palette_runs_what_it_lists() {
    let mut state = sample::state(120, 40);
    press(&mut state, &[":", "r", "o", "a", "d", "enter"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Roadmap);
    assert!(state.overlay.is_none());
    let effects = press(&mut state, &[":", "r", "e", "s", "c", "enter"]);
    assert_eq!(effects, [Effect::Rescan(crate::ui::Request::Now)]);
}

#[test]
fn drilling_down_and_back_ends_where_it_started() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["j", "j"]);
    let chosen = state.components.chosen.clone();
    press(&mut state, &["enter", "j", "enter", "j"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Gaps);
    press(&mut state, &["esc"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Components);
    assert_eq!(state.components.chosen, chosen);
    press(&mut state, &["esc"]);
    assert_eq!(
        state.toast.unwrap().text,
        "this is where you started; q quits"
    );
}

#[test]
fn escape_brings_the_filter_back_that_was_there() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "/", "s", "q", "l", "enter"]);
    assert_eq!(state.gaps.files, 1);
    press(&mut state, &["/", "x", "x"]);
    assert_eq!(state.gaps.files, 0);
    press(&mut state, &["esc"]);
    assert_eq!(state.gaps.query, "sql");
    assert_eq!(state.gaps.files, 1);
    press(&mut state, &["esc"]);
    assert_eq!(state.gaps.query, "");
    press(&mut state, &["/", "up"]);
    assert_eq!(state.gaps.query, "sql");
}

#[test]
fn earlier_filters_are_gone_through_with_the_arrows() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "/", "s", "q", "l", "enter"]);
    press(&mut state, &["/", "ctrl-u", "d", "e", "p", "enter"]);
    press(&mut state, &["/", "ctrl-u", "up"]);
    assert_eq!(state.gaps.query, "dep");
    press(&mut state, &["up", "up"]);
    assert_eq!(state.gaps.query, "sql");
    press(&mut state, &["down"]);
    assert_eq!(state.gaps.query, "dep");
    press(&mut state, &["down"]);
    assert_eq!(state.gaps.query, "");
}

#[test]
fn query_words_are_completed_and_narrow_the_list() {
    let mut state = sample::state(100, 24);
    press(&mut state, &["2", "/", "s", "t", "tab", "h", "tab"]);
    assert_eq!(state.gaps.query, "status:hollow ");
    assert_eq!(state.gaps.files, 1);
    press(&mut state, &["ctrl-u"]);
    sample::type_in(&mut state, "stauts:");
    check_at("unknown_query_word", &state);
    press(&mut state, &["ctrl-u"]);
    sample::type_in(&mut state, "priority:high lang:python status:");
    check_at("query_words", &state);
}

#[test]
fn escape_leads_out_of_what_was_opened_and_no_farther() {
    use crate::ui::view::ViewId;
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "esc", "esc"]);
    assert_eq!(state.view, ViewId::Roadmap);
    let toast = &state.toast.as_ref().unwrap().text;
    assert_eq!(
        toast,
        "nothing was opened to come here; B goes to the place before"
    );
    press(&mut state, &["1", "j", "enter", "o", "esc"]);
    assert_eq!(state.view, ViewId::Gaps);
    press(&mut state, &["esc", "esc"]);
    assert_eq!(state.view, ViewId::Components);
    press(&mut state, &["B"]);
    assert_eq!(state.view, ViewId::Roadmap);
}

#[test]
fn a_form_folds_long_lines_and_marks_the_field_that_is_wrong() {
    let mut state = sample::state(80, 24);
    press(&mut state, &["2", "a"]);
    let reason = "its generated client is covered by the contract tests of the service behind it";
    sample::type_in(&mut state, reason);
    let shown = screen(&state);
    for words in ["its generated client", "behind it"] {
        assert!(shown.contains(words), "{shown}");
    }
    press(&mut state, &["tab"]);
    sample::type_in(&mut state, "soon");
    press(&mut state, &["shift-tab", "ctrl-s"]);
    assert_eq!(state.form.as_ref().unwrap().focus, 1);
    check_at("accept_80x24", &state);
}

#[test]
fn a_function_is_found_by_its_name() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "/"]);
    sample::type_in(&mut state, "_wait_heal");
    press(&mut state, &["enter", "j"]);
    // Its file, and of its functions only that one.
    assert_eq!((state.gaps.files, state.gaps.rows.len()), (1, 2));
    let row = state.gaps.selected().unwrap();
    let file = state.project.file(row.file).unwrap();
    let name = &file.symbols[row.symbol.unwrap() as usize].name;
    assert!(name.ends_with("_wait_healthy"), "{name}");
    press(&mut state, &["esc"]);
    assert!(state.gaps.files > 1);
}

#[test]
fn lists_are_stepped_through_without_leaving_the_letters() {
    let mut state = sample::state(120, 40);
    press(&mut state, &[":", "ctrl-n", "ctrl-n", "ctrl-p"]);
    let overlay = state.overlay.as_ref().unwrap();
    assert_eq!(overlay.cursor.selected, 1);
    assert_eq!(overlay.query, "");
    press(&mut state, &["ctrl-j", "ctrl-k"]);
    assert_eq!(state.overlay.as_ref().unwrap().cursor.selected, 1);
}

#[test]
fn lists_above_the_view_are_as_high_as_what_is_in_them() {
    let check = |keys: &[&str], width: u16, height: u16, expect: u16| {
        let mut state = sample::state(width, height);
        press(&mut state, keys);
        let overlay = state.overlay.as_ref().unwrap();
        let frame = crate::ui::view::overlay_frame(state.area, overlay);
        assert_eq!(frame.height, expect, "{keys:?} {width}x{height}");
        // What is typed makes it no smaller.
        press(&mut state, &["x", "y", "z"]);
        let overlay = state.overlay.as_ref().unwrap();
        let frame = crate::ui::view::overlay_frame(state.area, overlay);
        assert_eq!(frame.height, expect, "{keys:?} {width}x{height}");
    };
    // Four phases and the end, what is typed, three lines that explain, the frame.
    check(&["3", "j", "m"], 120, 40, 10);
    check(&["?"], 120, 40, 38);
    check(&["?"], 200, 60, 44);
    check(&["?"], 40, 10, 10);
}
