//! Setting marks, and the way back.

mod back;
mod set;

use crate::error::Error;
use crate::model::{FileId, MarkKey, name_of};
use crate::track::{self, Marks};
use crate::ui::Request;
use crate::ui::action::{Action, Availability};
use crate::ui::event::Effect;
use crate::ui::state::{Figures, RoadmapRow, Save, State, step_of};
use crate::ui::view::{ViewId, is_judged};

pub(super) use back::go_back_to;
pub(crate) use back::{can_redo, can_undo, redo, undo};
pub(crate) use set::{accept, done, todo, write_note};
pub(super) use set::{accept_until, note};

/// What a mark would be set on.
fn targets(state: &State) -> Vec<(FileId, Option<u32>)> {
    match state.view {
        ViewId::Components | ViewId::Metrics | ViewId::Setup | ViewId::Audit => Vec::new(),
        ViewId::Source => read_target(state).into_iter().collect(),
        ViewId::Gaps if !state.gaps.picked.is_empty() => picked(state),
        ViewId::Gaps => state
            .gaps
            .selected()
            .map(|row| (row.file, row.symbol))
            .into_iter()
            .collect(),
        ViewId::Roadmap => match state.roadmap.selected() {
            Some(RoadmapRow::Target(_, _, file)) => vec![(file, None)],
            Some(row @ RoadmapRow::Step(..)) => step_of(&state.project, row)
                .map(|step| step.files.iter().map(|file| (*file, None)).collect())
                .unwrap_or_default(),
            Some(RoadmapRow::Phase(_)) | None => Vec::new(),
        },
    }
}

/// The function that is being read, or the whole file outside of functions.
fn read_target(state: &State) -> Option<(FileId, Option<u32>)> {
    let file = state.project.find(state.source.path.as_ref()?)?;
    Some((file, state.source.owner(state.source.cursor.selected)))
}

/// The rows that are selected besides the current one.
fn picked(state: &State) -> Vec<(FileId, Option<u32>)> {
    let picked = state.gaps.picked.iter();
    picked
        .filter_map(|(path, symbol)| {
            let id = state.project.find(path)?;
            let symbols = &state.project.file(id)?.symbols;
            let Some(name) = symbol else {
                return Some((id, None));
            };
            let at = symbols.iter().position(|symbol| symbol.name == *name)?;
            Some((id, u32::try_from(at).ok()))
        })
        .collect()
}

pub(crate) fn can_mark(state: &State) -> Availability {
    let is_step = matches!(state.roadmap.selected(), Some(RoadmapRow::Step(..)));
    if state.view == ViewId::Roadmap && is_step {
        return Ok(());
    }
    if targets(state).is_empty() {
        Err("select a file, a function or a step with files to mark it")
    } else {
        Ok(())
    }
}

/// Whether what is selected can be done or accepted: a file of tests or settings has no gap.
pub(crate) fn can_judge(state: &State) -> Availability {
    if state.view == ViewId::Source && !is_judged(state) {
        return Err("only source files are marked; this is none");
    }
    can_mark(state)
}

/// The keys of what a mark would be set on, each with whether tests lead there.
fn keys(state: &State) -> Vec<(MarkKey, bool)> {
    targets(state)
        .iter()
        .filter_map(|(file, symbol)| track::key_of(state.project.file(*file)?, *symbol))
        .collect()
}

/// Saves a deed, and shows what it changes in the plan.
pub(super) fn saving(state: &mut State, save: Save) -> Vec<Effect> {
    let mut effects = Vec::new();
    if !save.changes.is_empty() {
        effects.push(Effect::Save {
            ticket: save.ticket,
            seen: track::seen_tested(&state.project, state.marks()),
            changes: save.changes,
        });
        recount(state);
    }
    if let Some(Figures { snapshot, is_kept }) = save.figures {
        effects.push(Effect::Figures {
            ticket: save.ticket,
            snapshot,
            is_kept,
        });
    }
    if !save.edits.is_empty() {
        let before = state.project.roadmap.clone();
        super::plan::show(state, save.ticket, &save.edits);
        effects.push(Effect::Plan {
            ticket: save.ticket,
            before,
            edits: save.edits,
        });
    }
    effects
}

/// Brings the figures in line with the marks.
pub(super) fn recount(state: &mut State) {
    track::count_open(&mut state.project, state.ledger.marks());
    state.take_marks();
}

/// What happened, with the key that takes it back.
pub(super) fn with_undo(state: &State, title: &str) -> String {
    match Action::by_id("undo").and_then(|undo| state.keymap.first_key(undo)) {
        Some(key) => format!("{title}; {key} takes it back"),
        None => title.to_owned(),
    }
}

fn told(key: &MarkKey) -> String {
    let base = name_of(&key.path);
    match &key.symbol {
        Some(symbol) => format!("{base} {symbol}"),
        None => base.to_owned(),
    }
}

/// Takes note of how a save ended.
pub(super) fn saved(state: &mut State, ticket: u64, outcome: Result<Marks, Error>) {
    match outcome {
        Ok(marks) => {
            let was_shared = state.marks().is_shared();
            if was_shared && !marks.is_shared() {
                let place = marks.location().display().to_string();
                state.tell(format!(
                    "the project cannot be written to: kept for you alone in {place}"
                ));
            }
            state.ledger.settle(ticket, Some(marks));
            recount(state);
        }
        Err(error) => {
            let failed = state.ledger.settle(ticket, None);
            recount(state);
            let title = failed.map(|failed| failed.title).unwrap_or_default();
            tell_failure(state, &title, &error);
        }
    }
}

/// Takes note of how keeping the figures of the day ended; the next scan reads them.
pub(super) fn recorded(
    state: &mut State,
    ticket: u64,
    outcome: Result<bool, Error>,
) -> Vec<Effect> {
    let is_done = matches!(outcome, Ok(true));
    let failed = state.ledger.settle_plan(ticket, is_done);
    let title = failed.map(|failed| failed.title).unwrap_or_default();
    match outcome {
        Ok(true) => return super::apart::scan_again(state, Request::Soon),
        Ok(false) => state.tell("these figures are kept already"),
        Err(error) => tell_failure(state, &title, &error),
    }
    Vec::new()
}

/// Says that something was not saved, and why.
pub(super) fn tell_failure(state: &mut State, title: &str, error: &Error) {
    let hint = error.hint().map(|hint| format!("; {hint}"));
    let hint = hint.unwrap_or_default();
    state.fail(format!("not saved ({title}): {error}{hint}"));
}

#[cfg(test)]
mod tests {
    use crate::model::MarkState;
    use crate::track::Edit;
    use std::path::PathBuf;

    use super::*;
    use crate::ui::event::Event;
    use crate::ui::sample::{self, press};
    use crate::ui::update::update;

    const DEPLOY: &str = "satellite/agent/tasks/deploy.py";

    fn state() -> State {
        let mut state = sample::state(120, 40);
        press(&mut state, &["2"]);
        let row = state.gaps.selected().unwrap();
        assert_eq!(&*state.project.file(row.file).unwrap().path, DEPLOY);
        state
    }

    fn marked(state: &State) -> Vec<String> {
        let marks = state.marks().iter();
        marks.map(|(key, _)| key.path.clone()).collect()
    }

    #[test]
    fn done_marks_goes_on_and_saves() {
        let mut state = state();
        let effects = press(&mut state, &["d"]);
        assert_eq!(marked(&state), [DEPLOY]);
        assert_eq!(state.gaps.cursor.selected, 1);
        let [Effect::Save { changes, .. }] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        let mark = changes[0].1.as_ref().unwrap();
        assert_eq!(mark.state, Some(MarkState::Done));
        assert_eq!(mark.at, "2026-05-20T09:30:00Z");
        assert_eq!(mark.by.as_deref(), Some("ada"));
        assert!(!mark.verified);
    }

    #[test]
    fn undo_goes_back_to_the_file_and_redo_again() {
        let mut state = state();
        press(&mut state, &["d", "G", "u"]);
        assert!(marked(&state).is_empty());
        assert_eq!(state.gaps.cursor.selected, 0);
        press(&mut state, &["ctrl-r"]);
        assert_eq!(marked(&state), [DEPLOY]);
    }

    #[test]
    fn the_log_goes_back_to_a_deed_and_forth_again() {
        let mut state = state();
        press(&mut state, &["d", "d", "d", "u"]);
        assert_eq!(marked(&state).len(), 2);
        let log = |state: &State| {
            let log = state.ledger.log();
            log.map(|(_, is_undone)| is_undone).collect::<Vec<_>>()
        };
        assert_eq!(log(&state), [true, false, false]);
        // The last row is the first deed.
        let effects = press(&mut state, &["L", "end", "enter"]);
        assert_eq!(effects.len(), 2);
        assert!(marked(&state).is_empty());
        assert_eq!(state.toast.as_ref().unwrap().text, "2 changes taken back");
        press(&mut state, &["L", "enter"]);
        assert_eq!(marked(&state).len(), 3);
        assert_eq!(log(&state), [false, false, false]);
        // Only what matches is listed, and it is found by what was done.
        press(&mut state, &["L"]);
        sample::type_in(&mut state, "deploy");
        press(&mut state, &["enter"]);
        assert!(marked(&state).is_empty());
    }

    #[test]
    fn marking_twice_takes_the_mark_away() {
        let mut state = state();
        press(&mut state, &["d", "k", "d"]);
        assert!(marked(&state).is_empty());
        assert_eq!(state.gaps.cursor.selected, 0);
    }

    #[test]
    fn a_failed_save_is_told_and_rolled_back() {
        let mut state = state();
        let effects = press(&mut state, &["d"]);
        let [Effect::Save { ticket, .. }] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        let error = Error::write(
            &PathBuf::from(".lacuna/marks.toml"),
            std::io::Error::from(std::io::ErrorKind::PermissionDenied),
        );
        update(
            &mut state,
            Event::Saved {
                ticket: *ticket,
                outcome: Err(error),
            },
        );
        assert!(marked(&state).is_empty());
        let toast = state.toast.clone().unwrap();
        assert!(toast.is_failure);
        assert_eq!(
            toast.text,
            "not saved (deploy.py marked done): cannot write `.lacuna/marks.toml`: permission denied"
        );
        press(&mut state, &["u"]);
        assert_eq!(state.toast.unwrap().text, "nothing to undo");
    }

    #[test]
    fn a_step_is_marked_itself_and_its_files_are_not() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["3", "j"]);
        let effects = press(&mut state, &["d"]);
        let [Effect::Plan { edits, .. }] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        let step = "step-1".to_owned();
        assert_eq!(edits, &[Edit::Done { step, done: true }]);
        assert!(state.project.roadmap.phases[0].steps[0].marked_done);
        assert!(marked(&state).is_empty());
        press(&mut state, &["u"]);
        assert!(!state.project.roadmap.phases[0].steps[0].marked_done);
    }

    #[test]
    fn a_symbol_is_marked_by_its_name() {
        let mut state = state();
        press(&mut state, &["enter", "j", "d"]);
        let key = state.marks().iter().next().unwrap().0.clone();
        assert_eq!(key.path, DEPLOY);
        assert_eq!(key.symbol.as_deref(), Some("DeployTask.run"));
    }

    #[test]
    fn components_cannot_be_marked_and_the_key_does_nothing_there() {
        let mut state = sample::state(120, 40);
        assert!(press(&mut state, &["d"]).is_empty());
        assert!(marked(&state).is_empty());
        assert!(can_mark(&state).is_err());
    }
}
