//! Whole screens: as they look, and that nothing a user does breaks them.

mod finding;
mod listing;
mod marking;
mod planning;
mod pointing;
mod reading;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use unicode_width::UnicodeWidthStr;

use super::event::{Effect, Event};
use super::sample::{self, press};
use super::source::Text;
use super::state::{Content, SetupRow, State};
use super::update::update;
use super::view::{ViewId, draw};
use crate::model::{FileKind, Project};

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

const AUTH: &str = "frontend/src/stores/auth.ts";

const DEPLOY: &str = "satellite/agent/tasks/deploy.py";

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
fn map() {
    check("map", &["T"]);
}

#[test]
fn the_map_is_gone_into_by_keys_and_out_again() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["G", "T"]);
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
    press(&mut state, &["T"]);
    assert_eq!(state.components.chosen.as_deref(), Some(tile.as_str()));
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
        check_at(&format!("audit_{width}x{height}"), &state);
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
    press(&mut state, &["k"]);
    assert_eq!(press(&mut state, &["c"]), [Effect::Copy(text.clone())]);
    press(&mut state, &["j"]);
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
fn snippets_for_several_places_are_copied_one_by_one() {
    let mut state = sample::state(120, 40);
    let mut checks = state.project.checks.iter();
    let at = checks.position(|check| check.snippets.is_empty()).unwrap();
    let mut project = Project::clone(&state.project);
    let mut checks = project.checks.to_vec();
    let snippets = checks.iter().find(|check| !check.snippets.is_empty());
    let mut first = snippets.unwrap().snippets[0].clone();
    let mut second = first.clone();
    first.text = "one".into();
    second.text = "two".into();
    checks[at].snippets = [first, second].into();
    let id = checks[at].id;
    project.checks = checks.into();
    update(&mut state, Event::Snapshot(Box::new(project)));
    press(&mut state, &["5"]);
    let row = SetupRow::Check(at);
    state.setup.cursor.selected = state.setup.rows.iter().position(|one| *one == row).unwrap();
    assert_eq!(state.setup.check(&state.project).unwrap().id, id);
    let copied = |text: &str, part: &str, which: &str| Effect::CopyPart {
        text: text.to_owned(),
        part: format!("snippet {part} of 2"),
        more: format!("c again copies the {which}"),
    };
    assert_eq!(press(&mut state, &["c"]), [copied("one", "1", "next")]);
    assert_eq!(press(&mut state, &["c"]), [copied("two", "2", "first")]);
    assert_eq!(press(&mut state, &["c"]), [copied("one", "1", "next")]);
}

#[test]
fn an_empty_filter_names_the_key_that_works_now() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["2", "/"]);
    sample::type_in(&mut state, "zzzz");
    let shown = screen(&state);
    assert!(shown.contains("enter keeps the filter"), "{shown}");
    assert!(!shown.contains("Press ."), "{shown}");
    press(&mut state, &["enter"]);
    let shown = screen(&state);
    assert!(shown.contains("Press . to look among tested"), "{shown}");
}

#[test]
fn a_file_of_tests_is_read_without_words_on_gaps() {
    let mut state = sample::state(120, 40);
    let project = state.project.clone();
    let mut files = project.files.iter();
    let tests = files.find(|file| file.kind == FileKind::Test);
    let path = tests.unwrap().path.clone();
    state.source.open(&project, path, 1);
    state.view = ViewId::Source;
    let text = Text::new("test_a.py", "def test_a():\n    pass\n");
    state.source.content = Content::Ready(text);
    let shown = screen(&state);
    assert!(shown.contains("line 1 of 2, test file"), "{shown}");
    for word in ["no test leads here", "every function", "accept", "d done"] {
        assert!(!shown.contains(word), "{word}: {shown}");
    }
    press(&mut state, &["d"]);
    let toast = &state.toast.as_ref().unwrap().text;
    assert_eq!(toast, "only source files are marked; this is none");
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
fn the_audit_has_a_tab_while_there_is_one() {
    let mut state = sample::state(120, 40);
    press(&mut state, &["6"]);
    assert_eq!(state.view, super::view::ViewId::Components);
    let mut state = audited(120, 40);
    press(&mut state, &["6", ".", "."]);
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
fn a_scan_that_does_not_get_on_says_at_which_file_it_is() {
    let mut state = sample::blank(80, 24, &sample::preferences());
    update(&mut state, Event::Snapshot(Box::new(sample::early())));
    let path = "web/generated/tables/everything-there-is/table.py";
    let at = |seconds| Event::ScanAt {
        path: path.into(),
        time: std::time::Duration::from_secs(seconds),
    };
    update(&mut state, at(12));
    let shown = screen(&state);
    let line = shown.lines().nth(1).unwrap();
    assert!(line.contains(": 12 s in "), "{line}");
    assert!(line.contains("table.py"), "{line}");
    // Once it gets on, that is over.
    update(&mut state, Event::Snapshot(Box::new(sample::early())));
    assert!(!screen(&state).contains("12 s in"));
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
