//! Whole screens: as they look, and that nothing a user does breaks them.

use std::sync::Arc;

use crossterm::event::{
    Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use unicode_width::UnicodeWidthStr;

use super::action::all;
use super::event::{Effect, Event};
use super::sample::{self, press};
use super::state::State;
use super::update::update;
use super::view::draw;
use crate::model::{
    Basis, BranchLine, Count, File, FileCoverage, LineHits, Measured, Project, TestId, TestSpan,
    Warning,
};

/// The screen as text, without the blanks at the ends of lines.
fn screen(state: &State) -> String {
    let (width, height) = (state.area.width, state.area.height);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(state, frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let mut text = String::new();
    for y in 0..height {
        let mut line = String::new();
        let mut x = 0;
        while x < width {
            let symbol = buffer.cell((x, y)).unwrap().symbol();
            line.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap();
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

const SIZES: [(u16, u16); 4] = [(40, 10), (80, 24), (120, 40), (200, 60)];

fn check(name: &str, keys: &[&str]) {
    for (width, height) in SIZES {
        let mut state = sample::state(width, height);
        press(&mut state, keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), screen(&state));
    }
}

fn check_at(name: &str, state: &State) {
    insta::assert_snapshot!(name, screen(state));
}

#[test]
fn components() {
    check("components", &[]);
}

#[test]
fn gaps() {
    check("gaps", &["2"]);
}

#[test]
fn roadmap() {
    check("roadmap", &["3"]);
}

#[test]
fn metrics() {
    check("metrics", &["4"]);
}

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
    let is_redo = |row: &super::state::OverlayRow| matches!(row, super::state::OverlayRow::Action(action) if action.id == "redo");
    assert!(rows.iter().any(is_redo));
    assert!(rows.len() < 6, "{}", rows.len());
}

#[test]
fn map() {
    check("map", &["t"]);
}

#[test]
fn the_map_is_gone_into_by_keys_and_out_again() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["G", "t"]);
    let chosen = |state: &State| {
        let map = state.components.map.as_ref().unwrap();
        let tiles = super::view::map_tiles(state);
        tiles[map.selected(&tiles)].key.id.to_string()
    };
    let before = chosen(&state);
    press(&mut state, &["esc"]);
    let outer = chosen(&state);
    assert!(before.starts_with(&format!("{outer}/")), "{before} {outer}");
    for key in ["h", "j", "k", "l", "j", "h"] {
        press(&mut state, &[key]);
        screen(&state);
    }
    let tile = chosen(&state);
    press(&mut state, &["enter", "enter"]);
    assert_eq!(state.view, super::view::ViewId::Gaps);
    press(&mut state, &["esc", "esc"]);
    assert_eq!(chosen(&state), tile);
    press(&mut state, &["t"]);
    assert_eq!(state.components.chosen.as_deref(), Some(tile.as_str()));
}

#[test]
fn a_tile_is_selected_by_a_click_and_gone_into_by_a_second() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["t"]);
    let tiles = super::view::map_tiles(&state);
    let last = tiles.iter().rfind(|tile| tile.has_children).unwrap();
    let (x, y) = (last.area.x + 2, last.area.y + 1);
    mouse(&mut state, PRESS, x, y);
    let map = state.components.map.clone().unwrap();
    assert_eq!(map.chosen.as_ref(), Some(&last.key));
    mouse(&mut state, PRESS, x, y);
    let map = state.components.map.clone().unwrap();
    assert_eq!(map.focus.as_ref(), Some(&last.key.id));
}

#[test]
fn setup() {
    check("setup", &["5", "j"]);
    check("setup_snippet", &["5", "G", "k"]);
}

/// A state with a written audit open.
fn audited(width: u16, height: u16) -> State {
    let mut state = sample::state(width, height);
    update(&mut state, Event::Snapshot(Box::new(sample::audited())));
    state
}

#[test]
fn audit() {
    for (width, height) in SIZES {
        let mut state = audited(width, height);
        press(&mut state, &["6", "j"]);
        insta::assert_snapshot!(format!("audit_{width}x{height}"), screen(&state));
    }
}

#[test]
fn a_snippet_is_copied_and_its_evidence_opened() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["5", "/"]);
    sample::type_in(&mut state, "state:missing scope:sat");
    press(&mut state, &["enter", "j"]);
    assert_eq!(state.setup.check(&state.project).unwrap().id, "runner");
    let effects = press(&mut state, &["c"]);
    let [Effect::Copy(text)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert!(text.starts_with("    \"pytest>=8\",\n"), "{text}");
    press(&mut state, &["j"]);
    let edit = Effect::Edit {
        path: ".github/workflows/satellite.yml".to_owned(),
        line: 9,
    };
    assert_eq!(press(&mut state, &["e"]), [edit]);
    press(&mut state, &["c"]);
    let toast = &state.toast.as_ref().unwrap().text;
    assert_eq!(toast, "this check has nothing to paste");
}

#[test]
fn the_suggested_test_and_its_command_are_copied() {
    let mut state = sample::state(120, 40);
    let test = "satellite/tests/agent/tasks/test_deploy.py";
    assert_eq!(
        press(&mut state, &["2", "c"]),
        [Effect::Copy(test.to_owned())]
    );
    let command = format!("pytest {test}");
    assert_eq!(press(&mut state, &["C"]), [Effect::Copy(command)]);
}

#[test]
fn places_are_gone_back_to_and_forward_again() {
    use super::view::ViewId::{Components, Gaps, Metrics, Source};
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
fn a_note_is_written_while_reading() {
    let mut state = sample::state(120, 40);
    let effects = press(&mut state, &["2", "o"]);
    read(&mut state, &effects);
    press(&mut state, &["b"]);
    sample::type_in(&mut state, "slow");
    press(&mut state, &["ctrl-s"]);
    let (key, mark) = state.marks().iter().next().unwrap();
    assert_eq!(key.symbol.as_deref(), Some("DeployTask.run"));
    assert_eq!(mark.note.as_deref(), Some("slow"));
}

#[test]
fn projects_of_the_setup_fold() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["5", "j", "j", "h"]);
    assert_eq!(state.setup.cursor.selected, 0);
    assert_eq!(state.setup.rows.len(), 7);
    press(&mut state, &["enter"]);
    assert_eq!(state.setup.rows.len(), 11);
    press(&mut state, &["z"]);
    assert_eq!(state.setup.rows.len(), 3);
}

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
fn the_audit_has_a_tab_while_there_is_one() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["6"]);
    assert_eq!(state.view, super::view::ViewId::Components);
    let mut state = audited(120, 40);
    press(&mut state, &["6", "v", "v"]);
    assert_eq!(state.audit.rows.len(), 1);
    assert_eq!(
        state.audit.claim(&state.project).unwrap().subject.as_ref(),
        "backend/luml/handlers/deployments.py"
    );
    let effects = press(&mut state, &["enter"]);
    assert!(
        matches!(effects.as_slice(), [Effect::Read(_)]),
        "{effects:?}"
    );
    press(&mut state, &["esc"]);
    assert_eq!(state.view, super::view::ViewId::Audit);
    // The document goes away with its snapshot: no view without its tab.
    update(&mut state, Event::Snapshot(Box::new(sample::project())));
    screen(&state);
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
    assert_eq!(state.view, super::view::ViewId::Metrics);
}

#[test]
fn gaps_of_a_component_with_symbols_and_a_mark() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["enter", "d", "k", "enter", "j"]);
    check_at("drilled_down", &state);
}

#[test]
fn tested_files_show_which_tests_lead_there() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", ".", "/"]);
    press(&mut state, &["b", "a", "s", "e", ".", "p", "y", "enter"]);
    press(&mut state, &["enter", "j"]);
    check_at("tested_file", &state);
}

#[test]
fn a_filter_being_typed() {
    let mut state = sample::state(80, 24);
    press(&mut state, &["2", "/", "d", "e", "p", "l"]);
    check_at("filter", &state);
}

#[test]
fn a_step_done_by_hand_with_its_files() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "j", "j", "j", "d"]);
    press(&mut state, &["j", "j", "enter"]);
    check_at("roadmap_done_by_hand", &state);
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
fn the_log_lists_what_was_done() {
    let mut state = sample::state(80, 24);
    press(
        &mut state,
        &["2", "d", "t", "u", "3", "r", "x", "enter", "L"],
    );
    check_at("log", &state);
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
fn scanning_shows_what_is_known() {
    let mut state = sample::blank(80, 24, &sample::preferences());
    check_at("first_frame", &state);
    update(&mut state, Event::Snapshot(Box::new(sample::early())));
    check_at("scanning_components", &state);
    press(&mut state, &["2"]);
    check_at("scanning_gaps", &state);
    press(&mut state, &["3"]);
    check_at("scanning_roadmap", &state);
}

#[test]
fn a_folder_without_source_says_so() {
    let mut state = sample::blank(80, 24, &sample::preferences());
    let mut project = Project::default();
    project.progress.stage = crate::model::Stage::Done;
    update(&mut state, Event::Snapshot(Box::new(project)));
    check_at("no_source", &state);
}

#[test]
fn portrait_stacks_list_and_detail() {
    let mut state = sample::state(60, 50);
    press(&mut state, &["2"]);
    check_at("portrait", &state);
}

#[test]
fn ascii_draws_nothing_else() {
    let mut preferences = sample::preferences();
    preferences.ascii = true;
    let mut state = sample::blank(120, 40, &preferences);
    update(&mut state, Event::Snapshot(Box::new(sample::project())));
    for (number, key) in ["1", "2", "3", "4"].into_iter().enumerate() {
        press(&mut state, &[key]);
        let text = screen(&state);
        assert!(text.is_ascii(), "{text}");
        if number == 1 {
            check_at("ascii", &state);
        }
    }
    press(&mut state, &["?"]);
    assert!(screen(&state).is_ascii());
}

#[test]
fn small_screens_say_so() {
    for (width, height) in [(39, 30), (80, 9), (20, 3), (1, 1)] {
        let state = sample::state(width, height);
        let text = screen(&state);
        let expect = &"lacuna needs 40x10"[..usize::from(width).min(18)];
        assert_eq!(text.trim(), expect, "{width}x{height}");
    }
}

#[test]
fn hostile_names_never_steer_the_terminal() {
    let mut project = sample::project();
    let mut file = project.files.get(0).unwrap().clone();
    file.path = "\x1b]0;owned\x07\u{202e}/evil\u{200b}.py".into();
    project.files = project.files.with([(0, file)]);
    project.name = "\x1b[2J".into();
    let mut state = sample::state(120, 40);
    update(&mut state, Event::Snapshot(Box::new(project)));
    press(&mut state, &["2"]);
    let text = screen(&state);
    assert!(text.contains("evil\u{fffd}.py"), "{text}");
    assert!(!text.contains(['\x1b', '\x07', '\u{202e}', '\u{200b}']));
}

#[test]
fn help_lists_every_action() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["?"]);
    let rows = &state.overlay.as_ref().unwrap().rows;
    for action in all() {
        let is_listed = rows.iter().any(|row| match row {
            super::state::OverlayRow::Action(listed) => listed.id == action.id,
            _ => false,
        });
        assert!(is_listed, "{}", action.id);
    }
}

#[test]
fn q_closes_the_help_until_something_is_typed() {
    let mut state = sample::state(120, 40);
    assert!(press(&mut state, &["?", "q"]).is_empty());
    assert!(state.overlay.is_none());
    press(&mut state, &["?", "e", "q"]);
    assert_eq!(state.overlay.unwrap().query, "eq");
}

#[test]
fn the_palette_runs_what_it_lists() {
    let mut state = sample::state(120, 40);
    press(&mut state, &[":", "r", "o", "a", "d", "enter"]);
    assert_eq!(state.view, super::view::ViewId::Roadmap);
    assert!(state.overlay.is_none());
    let effects = press(&mut state, &[":", "r", "e", "s", "c", "enter"]);
    assert_eq!(effects, [Effect::Rescan]);
}

#[test]
fn drilling_down_and_back_ends_where_it_started() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["j", "j"]);
    let chosen = state.components.chosen.clone();
    press(&mut state, &["enter", "j", "enter", "j"]);
    assert_eq!(state.view, super::view::ViewId::Gaps);
    press(&mut state, &["esc"]);
    assert_eq!(state.view, super::view::ViewId::Components);
    assert_eq!(state.components.chosen, chosen);
    press(&mut state, &["esc"]);
    assert_eq!(
        state.toast.unwrap().text,
        "this is where you started; q quits"
    );
}

#[test]
fn a_step_jumps_to_its_file() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["3", "j", "enter"]);
    assert_eq!(state.view, super::view::ViewId::Gaps);
    let row = state.gaps.selected().unwrap();
    let path = &state.project.file(row.file).unwrap().path;
    assert_eq!(&**path, "frontend/src/stores/auth.ts");
    press(&mut state, &["backspace"]);
    assert_eq!(state.view, super::view::ViewId::Roadmap);
}

#[test]
fn the_editor_opens_at_the_symbol_or_at_the_first_gap() {
    let mut state = sample::state(120, 40);
    let edit = |line| Effect::Edit {
        path: "satellite/agent/tasks/deploy.py".to_owned(),
        line,
    };
    assert_eq!(press(&mut state, &["2", "e"]), [edit(38)]);
    assert_eq!(press(&mut state, &["enter", "j", "j", "e"]), [edit(122)]);
    let copied = Effect::Copy("satellite/agent/tasks/deploy.py:122".to_owned());
    assert_eq!(press(&mut state, &["y"]), [copied]);
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

/// Answers the wish for a file with some Python.
fn read(state: &mut State, effects: &[Effect]) {
    let [Effect::Read(path)] = effects else {
        panic!("{effects:?}");
    };
    let text = sample::source(path);
    let path = path.clone();
    let outcome = Ok(super::source::Text::new(&path, &text));
    update(state, Event::Read { path, outcome });
}

#[test]
fn source() {
    for (width, height) in SIZES {
        let mut state = sample::state(width, height);
        let effects = press(&mut state, &["2", "o"]);
        read(&mut state, &effects);
        insta::assert_snapshot!(format!("source_{width}x{height}"), screen(&state));
    }
}

#[test]
fn enter_leads_from_a_file_over_its_functions_to_their_source_and_esc_back() {
    let mut state = sample::state(120, 40);
    assert!(press(&mut state, &["2", "enter"]).is_empty());
    let effects = press(&mut state, &["j", "j", "enter"]);
    assert_eq!(state.view, super::view::ViewId::Source);
    read(&mut state, &effects);
    assert_eq!(state.source.line(), 122);
    let copied = Effect::Copy("satellite/agent/tasks/deploy.py:122".to_owned());
    assert_eq!(press(&mut state, &["y"]), [copied]);
    press(&mut state, &["["]);
    assert_eq!(state.source.line(), 38);
    press(&mut state, &["["]);
    assert_eq!(state.toast.as_ref().unwrap().text, "no gap before this one");
    press(&mut state, &["esc"]);
    assert_eq!(state.view, super::view::ViewId::Gaps);
    assert_eq!(state.gaps.selected().unwrap().symbol, Some(1));
}

#[test]
fn a_function_is_marked_from_its_source() {
    let mut state = sample::state(120, 40);
    let effects = press(&mut state, &["2", "o"]);
    read(&mut state, &effects);
    press(&mut state, &["d"]);
    let mut marked = state.marks().iter().map(|(key, _)| key.symbol.as_deref());
    assert!(marked.any(|symbol| symbol == Some("DeployTask.run")));
    assert_eq!(state.source.line(), 122);
}

#[test]
fn what_is_looked_for_in_a_file_is_found_around_its_end() {
    let mut state = sample::state(120, 40);
    let effects = press(&mut state, &["2", "o"]);
    read(&mut state, &effects);
    press(&mut state, &["/"]);
    sample::type_in(&mut state, "line 7");
    assert_eq!(state.source.line(), 70);
    press(&mut state, &["enter", "N"]);
    assert_eq!(state.source.line(), 7);
    press(&mut state, &["n"]);
    assert_eq!(state.source.line(), 70);
    press(&mut state, &["esc"]);
    assert_eq!(state.view, super::view::ViewId::Source);
    assert_eq!(state.source.query, "");
}

#[test]
fn a_file_that_cannot_be_read_says_so() {
    let mut state = sample::state(80, 24);
    press(&mut state, &["2", "o"]);
    let path = state.source.path.clone().unwrap();
    let outcome = Err("cannot read `x`: gone".to_owned());
    update(&mut state, Event::Read { path, outcome });
    assert!(screen(&state).contains("cannot read `x`: gone"));
    press(&mut state, &["j", "l", "]", "e"]);
}

fn mark_on<'s>(state: &'s State, path: &str) -> Option<&'s crate::model::Mark> {
    super::mark::of_file(state.marks(), path)
}

const DEPLOY: &str = "satellite/agent/tasks/deploy.py";
const AUTH: &str = "frontend/src/stores/auth.ts";

#[test]
fn a_note_has_lines_and_can_be_undone() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "n"]);
    sample::type_in(&mut state, "ask Ada");
    press(&mut state, &["enter"]);
    sample::type_in(&mut state, "q: 数据");
    check_at("note", &state);
    let effects = press(&mut state, &["ctrl-s"]);
    assert!(matches!(effects.as_slice(), [Effect::Save { .. }]));
    assert_eq!(
        mark_on(&state, DEPLOY).unwrap().note.as_deref(),
        Some("ask Ada\nq: 数据")
    );
    press(&mut state, &["u"]);
    assert_eq!(mark_on(&state, DEPLOY), None);
}

#[test]
fn what_was_written_is_thrown_away_when_asked_twice_only() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "n", "x", "esc"]);
    assert!(state.form.as_ref().unwrap().complaint.is_some());
    press(&mut state, &["y", "esc"]);
    assert_eq!(state.form.as_ref().unwrap().text(0), "xy");
    press(&mut state, &["esc"]);
    assert_eq!(state.form, None);
    assert_eq!(state.marks().iter().count(), 0);
}

#[test]
fn accepting_asks_for_a_reason_and_a_day_to_come() {
    let mut state = sample::state(80, 24);
    press(&mut state, &["2", "a", "ctrl-s"]);
    let complaint = |state: &State| state.form.as_ref().unwrap().complaint.clone().unwrap();
    assert_eq!(complaint(&state), "a reason is needed");
    sample::type_in(&mut state, "goes away");
    press(&mut state, &["tab"]);
    sample::type_in(&mut state, "2026-02-30");
    press(&mut state, &["enter"]);
    assert_eq!(
        complaint(&state),
        "`2026-02-30` is no day such as 2027-01-31"
    );
    press(&mut state, &["ctrl-u"]);
    sample::type_in(&mut state, "2026-01-05");
    press(&mut state, &["enter"]);
    assert_eq!(complaint(&state), "2026-01-05 is over");
    check_at("accept", &state);
    press(&mut state, &["ctrl-u"]);
    sample::type_in(&mut state, "2027-01-05");
    press(&mut state, &["enter"]);
    let mark = mark_on(&state, DEPLOY).unwrap();
    assert_eq!(mark.until.as_deref(), Some("2027-01-05"));
    assert_eq!(mark.note.as_deref(), Some("goes away"));
}

#[test]
fn todo_goes_on_to_doing_and_back_to_nothing() {
    use crate::model::MarkState::{Doing, Todo};
    let mut state = sample::state(80, 24);
    press(&mut state, &["2"]);
    for expect in [Some(Todo), Some(Doing), None, Some(Todo)] {
        press(&mut state, &["t"]);
        let found = mark_on(&state, DEPLOY).and_then(|mark| mark.state);
        assert_eq!(found, expect);
    }
}

#[test]
fn all_that_is_selected_is_marked_at_once_and_undone_at_once() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "space", "j", "j", "v"]);
    assert_eq!(state.gaps.picked.len(), 4);
    check_at("selected", &state);
    press(&mut state, &["d"]);
    assert_eq!(state.marks().iter().count(), 4);
    assert!(mark_on(&state, DEPLOY).is_some() && mark_on(&state, AUTH).is_some());
    assert!(state.gaps.picked.is_empty());
    press(&mut state, &["u"]);
    assert_eq!(state.marks().iter().count(), 0);
    press(&mut state, &["ctrl-a"]);
    assert_eq!(state.gaps.picked.len(), state.gaps.files);
    press(&mut state, &["esc"]);
    assert!(state.gaps.picked.is_empty());
    assert_eq!(state.view, super::view::ViewId::Gaps);
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
    press(&mut state, &["3", "j", "J"]);
    let mut expect = before.clone();
    expect[0].swap(0, 1);
    assert_eq!(plan(&state), expect);
    // At the end of its phase into the next one, the selection with it.
    let moves = before[0].len() - 1;
    for _ in 0..moves {
        press(&mut state, &["J"]);
    }
    assert_eq!(plan(&state)[1][0], before[0][0]);
    let row = state.roadmap.selected().unwrap();
    let step = super::state::step_of(&state.project, row).unwrap();
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
    assert_eq!(update(&mut state, kept), [Effect::Rescan]);
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
    let effects = press(&mut state, &["3", "j", "J"]);
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

fn mouse(state: &mut State, kind: MouseEventKind, column: u16, row: u16) {
    let event = MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    };
    update(state, Event::Terminal(TerminalEvent::Mouse(event)));
}

const PRESS: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut state = sample::state(120, 40);
    mouse(&mut state, PRESS, 10, 5);
    assert_eq!(state.components.cursor.selected, 2);
    mouse(&mut state, PRESS, 10, 5);
    assert_eq!(state.view, super::view::ViewId::Gaps);
}

#[test]
fn two_slow_clicks_do_not_open() {
    let mut state = sample::state(120, 40);
    mouse(&mut state, PRESS, 10, 5);
    state.at("2026-05-20T09:30:01Z".parse().unwrap());
    mouse(&mut state, PRESS, 10, 5);
    assert_eq!(state.view, super::view::ViewId::Components);
}

#[test]
fn tabs_titles_and_wheel_work() {
    let mut state = sample::state(120, 40);
    mouse(&mut state, PRESS, 84, 0);
    assert_eq!(state.view, super::view::ViewId::Gaps);
    mouse(&mut state, PRESS, 20, 2);
    assert_eq!(state.gaps.sort.column, super::state::GapColumn::Path);
    mouse(&mut state, PRESS, 20, 2);
    assert!(state.gaps.sort.is_reversed);
    let mut state = sample::state(80, 24);
    press(&mut state, &["2"]);
    mouse(&mut state, MouseEventKind::ScrollDown, 10, 6);
    assert_eq!(state.gaps.cursor.offset, 3);
    mouse(&mut state, MouseEventKind::ScrollDown, 10, 18);
    assert!(state.detail_offset > 0);
    assert_eq!(state.gaps.cursor.offset, 3);
}

#[test]
fn the_line_between_list_and_detail_is_dragged_and_nudged() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2"]);
    let line = |state: &State| super::view::panes(state).unwrap().line().unwrap().x;
    assert_eq!(line(&state), 66);
    let drag = MouseEventKind::Drag(MouseButton::Left);
    // Only what holds the line moves it.
    mouse(&mut state, PRESS, 20, 10);
    mouse(&mut state, drag, 50, 10);
    assert_eq!(line(&state), 66);
    mouse(&mut state, PRESS, 66, 10);
    mouse(&mut state, drag, 50, 12);
    assert_eq!(line(&state), 50);
    mouse(&mut state, MouseEventKind::Up(MouseButton::Left), 50, 12);
    mouse(&mut state, drag, 70, 12);
    assert_eq!(line(&state), 50);
    press(&mut state, &[">", ">"]);
    assert_eq!(line(&state), 62);
    press(&mut state, &["<", "i", "<"]);
    assert_eq!(
        state.toast.as_ref().unwrap().text,
        "no detail pane is shown"
    );
    press(&mut state, &["i"]);
    assert_eq!(line(&state), 56);
}

/// The source of a file of which a report speaks: lines that ran, in part, not at all, and others.
#[test]
fn source_with_coverage() {
    let mut project = sample::project();
    let id = project.find("satellite/agent/tasks/deploy.py").unwrap();
    let lines = (36..52).filter(|line| line % 4 != 0);
    let lines = lines.map(|line| LineHits {
        line,
        hits: u64::from(line % 3) * 1000,
    });
    let measured = Measured {
        coverage: FileCoverage {
            lines: lines.collect(),
            branches: [BranchLine::counted(38, 1, 2), BranchLine::counted(41, 2, 2)].into(),
            tests: [TestSpan {
                first: 38,
                last: 41,
                tests: [TestId(0), TestId(1)].into(),
            }]
            .into(),
            ..FileCoverage::default()
        },
        basis: Basis::Measured,
        functions: Count::default(),
        function_lines: Count::default(),
        partial_lines: 0,
        symbols: Box::default(),
    };
    let file = File {
        coverage: Some(Arc::new(measured)),
        ..project.file(id).unwrap().clone()
    };
    project.files = project.files.with([(id.0 as usize, file)]);
    project.measured_tests = [
        "tests/test_deploy.py::test_run",
        "tests/test_deploy.py::test_wait",
    ]
    .map(Arc::from)
    .into();
    let mut state = sample::state(80, 24);
    update(&mut state, Event::Snapshot(Box::new(project)));
    let effects = press(&mut state, &["2", "o"]);
    read(&mut state, &effects);
    check_at("source_covered", &state);
    press(&mut state, &["j", "j"]);
    assert!(screen(&state).contains("no data for this line"));
}
