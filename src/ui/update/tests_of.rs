//! The tests that lead to what is selected: listing them, and going to one.

use std::sync::Arc;

use super::{choose, navigate};
use crate::model::{FileId, Link};
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{OverlayKind, Purpose, State, TestRow};
use crate::ui::view::{ViewId, test_row};

/// What is asked about: a file, and a function of it.
fn subject(state: &State) -> Option<(FileId, Option<u32>)> {
    match state.view {
        ViewId::Gaps => {
            let row = state.gaps.selected()?;
            Some((row.file, row.symbol))
        }
        ViewId::Source => {
            let file = state.project.find(state.source.path.as_ref()?)?;
            Some((file, state.source.owner(state.source.cursor.selected)))
        }
        _ => None,
    }
}

/// Whether there is a test to be listed; telling that costs no search.
pub(crate) fn has_tests(state: &State) -> Availability {
    let Some((file, symbol)) = subject(state) else {
        return Err("select a file or a function");
    };
    let Some(file) = state.project.file(file) else {
        return Err("select a file or a function");
    };
    let is_reached = match symbol {
        Some(at) => {
            let status = file.symbol_status.get(at as usize);
            status.is_some_and(|status| status.origin.is_some() || status.hops > 0)
        }
        None => !file.tests.is_empty(),
    };
    if is_reached {
        Ok(())
    } else {
        Err("no test leads here")
    }
}

/// Lists the tests.
pub(crate) fn list(state: &mut State) -> Vec<Effect> {
    let Some((file, symbol)) = subject(state) else {
        return Vec::new();
    };
    let rows: Vec<TestRow> = match symbol {
        Some(at) => {
            let found = state.project.tests_of(file, at);
            found
                .tests
                .iter()
                .map(|test| test_row(state, test))
                .collect()
        }
        None => of_file(state, file),
    };
    choose::open(state, OverlayKind::Tests, Purpose::Tests(rows));
    Vec::new()
}

/// The test files that lead to a file.
fn of_file(state: &State, file: FileId) -> Vec<TestRow> {
    let project = &state.project;
    let path = |file: FileId| {
        let file = project.file(file);
        file.map_or_else(|| Arc::from(""), |file| file.path.clone())
    };
    let links = project.file(file).map(|file| file.tests.clone());
    let row = |link: &Link| {
        let line = if link.via == link.test { link.line } else { 1 };
        TestRow {
            path: path(link.test),
            name: Arc::from(""),
            line,
            way: format!(
                "Line {} of {} {}.",
                link.line,
                path(link.via),
                link.kind.words()
            ),
        }
    };
    links
        .iter()
        .flat_map(|links| links.iter())
        .map(row)
        .collect()
}

/// Goes to a test.
pub(super) fn open(state: &mut State, test: &TestRow) -> Vec<Effect> {
    navigate::go_in(state, ViewId::Source, None);
    let effects = navigate::read(state, test.path.clone(), test.line);
    state.fit();
    effects
}

#[cfg(test)]
mod tests {
    use crate::ui::event::Effect;
    use crate::ui::sample::{self, press};
    use crate::ui::view::ViewId;

    #[test]
    fn the_tests_of_a_file_are_listed_and_one_is_opened() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["2", "."]);
        let rows = state.gaps.rows.iter();
        let tested = rows.clone().position(|row| {
            let file = state.project.file(row.file).unwrap();
            !file.tests.is_empty()
        });
        state.gaps.cursor.selected = tested.unwrap();
        let row = state.gaps.selected().unwrap();
        let test = state.project.file(row.file).unwrap().tests[0].test;
        let test = state.project.file(test).unwrap().path.clone();
        press(&mut state, &["f"]);
        assert!(state.overlay.is_some());
        let effects = press(&mut state, &["enter"]);
        assert_eq!(effects, [Effect::Read(test.clone())]);
        assert_eq!(state.view, ViewId::Source);
        assert_eq!(state.source.path, Some(test));
        press(&mut state, &["esc"]);
        assert_eq!(state.view, ViewId::Gaps);
    }

    #[test]
    fn what_no_test_leads_to_says_so() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["2", "f"]);
        assert!(state.overlay.is_none());
        assert_eq!(state.toast.unwrap().text, "no test leads here");
    }
}
