//! Selecting several rows, for what is then done to all of them.

use std::collections::BTreeSet;

use super::navigate;
use crate::ui::action::{Action, Availability, Category};
use crate::ui::event::Effect;
use crate::ui::state::{Chosen, Range, State};
use crate::ui::view::ViewId;

/// What the key of ranges would do while one grows.
pub(crate) fn what_range(state: &State) -> Option<&'static str> {
    state.gaps.range.is_some().then_some("end range")
}

/// Whether a range grows, or can begin here.
pub(crate) fn can_range(state: &State) -> Availability {
    navigate::has_rows(state)?;
    if state.gaps.range.is_some() || state.gaps.selected().is_some() {
        Ok(())
    } else {
        Err("a range begins at a file or a function")
    }
}

/// Selects the row, or not any more, and goes on to the next.
pub(crate) fn toggle(state: &mut State) -> Vec<Effect> {
    let is_heading = state.gaps.selected().is_none();
    toggle_here(state);
    if !is_heading {
        navigate::down(state);
    }
    Vec::new()
}

/// Selects the row, or not any more, and stays there.
pub(super) fn toggle_here(state: &mut State) -> Vec<Effect> {
    let row = state.gaps.cursor.selected;
    match state.gaps.identity(&state.project, row) {
        None => toggle_group(state),
        Some(chosen) => {
            if !state.gaps.picked.remove(&chosen) {
                state.gaps.picked.insert(chosen);
            }
        }
    }
    Vec::new()
}

/// Selects all files below the selected heading, or none of them where all are selected.
fn toggle_group(state: &mut State) {
    let gaps = &mut state.gaps;
    let Some(heading) = gaps.rows.get(gaps.cursor.selected).copied() else {
        return;
    };
    let files = gaps.below(&state.project, heading);
    let files = files.filter_map(|id| Some((state.project.file(id)?.path.clone(), None)));
    let files: Vec<Chosen> = files.collect();
    if files.iter().all(|file| gaps.picked.contains(file)) {
        gaps.picked.retain(|picked| !files.contains(picked));
    } else {
        gaps.picked.extend(files);
    }
}

/// Begins a range at the selected row, or leaves the one that grows as it is.
pub(crate) fn range(state: &mut State) -> Vec<Effect> {
    let gaps = &mut state.gaps;
    if gaps.range.take().is_none() {
        let from = gaps.identity(&state.project, gaps.cursor.selected);
        gaps.range = from.map(|from| Range {
            from,
            before: gaps.picked.clone(),
            ends: None,
        });
    }
    Vec::new()
}

/// Ends the range that grows, where an action is more than moving about in the list.
pub(super) fn end_range(state: &mut State, action: &Action) {
    let is_move = action.category == Category::Move && !["back", "open"].contains(&action.id);
    if !is_move && action.id != "select.range" {
        state.gaps.range = None;
    }
}

/// Selects the rows between the ends of the range that grows.
pub(super) fn grow_range(state: &mut State) {
    if state.view != ViewId::Gaps {
        state.gaps.range = None;
    }
    let gaps = &mut state.gaps;
    let Some(range) = &mut gaps.range else {
        return;
    };
    let (rows, project) = (&gaps.rows, &state.project);
    let (path, name) = &range.from;
    let id = project.find(path);
    let from = rows.iter().position(|row| {
        let file = project.file(row.file).filter(|_| Some(row.file) == id);
        let symbol = row.symbol.and_then(|at| file?.symbols.get(at as usize));
        file.is_some() && !row.is_heading && symbol.map(|symbol| &symbol.name) == name.as_ref()
    });
    let here = gaps.cursor.selected;
    // It is not listed any more where the tree changed, or a filter.
    let Some(from) = from else {
        gaps.range = None;
        return;
    };
    if range.ends.replace((from, here)) == Some((from, here)) {
        return;
    }
    let mut picked: BTreeSet<Chosen> = range.before.clone();
    // From file to file, their functions come with them.
    let is_of_files = [from, here]
        .iter()
        .all(|end| rows.get(*end).is_some_and(|row| row.symbol.is_none()));
    for row in from.min(here)..=from.max(here) {
        let is_in = !is_of_files || rows.get(row).is_some_and(|row| row.is_file());
        if let Some(chosen) = gaps.identity(project, row).filter(|_| is_in) {
            picked.insert(chosen);
        }
    }
    gaps.picked = picked;
}

/// Selects all files that are listed, or none where they are selected already.
pub(crate) fn all(state: &mut State) -> Vec<Effect> {
    let gaps = &mut state.gaps;
    let files = (0..gaps.rows.len())
        .filter(|row| gaps.rows.get(*row).is_some_and(|row| row.is_file()))
        .filter_map(|row| gaps.identity(&state.project, row))
        .collect();
    if gaps.picked == files {
        gaps.picked.clear();
    } else {
        gaps.picked = files;
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use crate::ui::sample::{self, press};
    use crate::ui::state::State;

    fn check(state: &State, expect: usize) {
        assert_eq!(state.gaps.picked.len(), expect);
    }

    #[test]
    fn a_range_begins_where_the_selection_is_and_grows_with_it() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["2", "j", "v"]);
        check(&state, 1);
        press(&mut state, &["j", "j"]);
        check(&state, 3);
        press(&mut state, &["k", "k", "k"]);
        check(&state, 2);
        press(&mut state, &["G"]);
        check(&state, state.gaps.files - 1);
        press(&mut state, &["esc"]);
        check(&state, 0);
        press(&mut state, &["g"]);
        check(&state, 0);
    }

    #[test]
    fn a_range_that_ended_stays_and_another_one_comes_to_it() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["2", "v", "j", "v", "j", "j"]);
        check(&state, 2);
        press(&mut state, &["v", "j"]);
        check(&state, 4);
        // What else is done ends it as well.
        press(&mut state, &["space", "G"]);
        check(&state, 3);
        press(&mut state, &["esc", "g", "v", "j", "d", "j"]);
        check(&state, 0);
        assert_eq!(state.marks().iter().count(), 2);
    }

    #[test]
    fn from_file_to_file_a_range_takes_no_functions() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["2", "enter", "v", "j"]);
        check(&state, 2);
        press(&mut state, &["G"]);
        check(&state, state.gaps.files);
        // Another place ends it.
        press(&mut state, &["1", "2", "g"]);
        check(&state, state.gaps.files);
    }
}
