//! Reading a file: its gaps, what is looked for, marks and notes from there, going to the editor.

use std::sync::Arc;

use crate::ui::event::{Effect, Event};

use crate::ui::sample::{self, press};

use crate::ui::update::update;

use crate::model::{
    Basis, BranchLine, Count, File, FileCoverage, LineHits, Measured, TestId, TestSpan,
};

use super::{SIZES, check_at, read, screen};

#[test]
fn a_note_is_written_while_reading() {
    let mut state = sample::state(120, 40);
    let effects = press(&mut state, &["2", "o"]);
    read(&mut state, &effects);
    press(&mut state, &["w"]);
    sample::type_in(&mut state, "slow");
    press(&mut state, &["ctrl-s"]);
    let (key, mark) = state.marks().iter().next().unwrap();
    assert_eq!(key.symbol.as_deref(), Some("DeployTask.run"));
    assert_eq!(mark.note.as_deref(), Some("slow"));
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
fn source() {
    for (width, height) in SIZES {
        let mut state = sample::state(width, height);
        let effects = press(&mut state, &["2", "o"]);
        read(&mut state, &effects);
        check_at(&format!("source_{width}x{height}"), &state);
    }
}

#[test]
fn enter_leads_from_a_file_over_its_functions_to_their_source_and_esc_back() {
    let mut state = sample::state(120, 40);
    assert!(press(&mut state, &["2", "enter"]).is_empty());
    let effects = press(&mut state, &["j", "j", "enter"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Source);
    read(&mut state, &effects);
    assert_eq!(state.source.line(), 122);
    let copied = Effect::Copy("satellite/agent/tasks/deploy.py:122".to_owned());
    assert_eq!(press(&mut state, &["y"]), [copied]);
    press(&mut state, &["["]);
    assert_eq!(state.source.line(), 38);
    press(&mut state, &["["]);
    assert_eq!(state.toast.as_ref().unwrap().text, "no gap before this one");
    press(&mut state, &["esc"]);
    assert_eq!(state.view, crate::ui::view::ViewId::Gaps);
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
    assert_eq!(state.view, crate::ui::view::ViewId::Source);
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

#[test]
fn where_there_is_little_room_the_detail_is_shown_when_asked_for() {
    let mut state = sample::state(40, 10);
    press(&mut state, &["2"]);
    assert!(!screen(&state).contains("no test leads here"));
    press(&mut state, &["i"]);
    let shown = screen(&state);
    assert!(
        shown.contains("unreached") && shown.contains("deploy.py"),
        "{shown}"
    );
    press(&mut state, &["J"]);
    assert_ne!(screen(&state), shown);
    press(&mut state, &["i"]);
    assert_eq!(crate::ui::view::detail_area(&state), None);
}
