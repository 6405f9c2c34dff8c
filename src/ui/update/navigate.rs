//! Moving about: rows, folds, views and the way back.

use std::sync::Arc;

use super::map;
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{Direction, Place, Scope, State};
use crate::ui::view::ViewId;

/// Most steps of the way back that are remembered.
const TRAIL: usize = 64;

pub(crate) fn has_rows(state: &State) -> Availability {
    if (state.current().len)(state) > 0 {
        Ok(())
    } else {
        Err("nothing is listed")
    }
}

/// What the key for all files would list.
pub(crate) fn what_is_left_out(state: &State) -> Option<&'static str> {
    (!state.gaps.only_gaps).then_some("gaps only")
}

pub(crate) fn can_go_back(state: &State) -> Availability {
    let has_filter = !(state.current().query)(state).is_empty();
    if has_filter || has_picks(state) || map::is_shown(state) || state.is_inside {
        Ok(())
    } else if state.trail.is_empty() {
        Err("this is where you started; q quits")
    } else {
        Err("nothing was opened to come here; B goes to the place before")
    }
}

/// Whether the filter is the one that came with the list of what is not planned.
fn is_only_inbox(state: &State) -> bool {
    state.view == ViewId::Gaps && state.gaps.query == super::plan::INBOX
}

/// Whether several rows are selected in the current view.
fn has_picks(state: &State) -> bool {
    state.view == ViewId::Gaps && !state.gaps.picked.is_empty()
}

pub(crate) fn is_narrowed(state: &State) -> Availability {
    if state.gaps.scope == Scope::Project {
        Err("all components are listed already")
    } else {
        Ok(())
    }
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    if map::is_shown(state) {
        match by {
            isize::MIN | isize::MAX => map::go_to_end(state, by < 0),
            _ if by < 0 => map::go(state, Direction::Up),
            _ => map::go(state, Direction::Down),
        }
        return Vec::new();
    }
    let view = state.current();
    let len = (view.len)(state);
    (view.cursor)(state).step(by, len);
    Vec::new()
}

fn screen(state: &State) -> isize {
    isize::try_from(state.height()).unwrap_or(isize::MAX).max(1)
}

pub(crate) fn down(state: &mut State) -> Vec<Effect> {
    step(state, 1)
}

pub(crate) fn up(state: &mut State) -> Vec<Effect> {
    step(state, -1)
}

pub(crate) fn page_down(state: &mut State) -> Vec<Effect> {
    step(state, screen(state))
}

pub(crate) fn page_up(state: &mut State) -> Vec<Effect> {
    step(state, -screen(state))
}

pub(crate) fn half_down(state: &mut State) -> Vec<Effect> {
    step(state, (screen(state) / 2).max(1))
}

pub(crate) fn half_up(state: &mut State) -> Vec<Effect> {
    step(state, -(screen(state) / 2).max(1))
}

pub(crate) fn first(state: &mut State) -> Vec<Effect> {
    step(state, isize::MIN)
}

pub(crate) fn last(state: &mut State) -> Vec<Effect> {
    step(state, isize::MAX)
}

/// Shows a view and remembers where we were.
pub(super) fn go(state: &mut State, view: ViewId, scope: Option<Scope>) {
    let here = here(state);
    let scope = scope.unwrap_or_else(|| state.gaps.scope.clone());
    if here.view == view && here.scope == scope && view != ViewId::Source {
        return;
    }
    // Other files than before begin with what matters.
    let only_gaps = here.only_gaps || here.scope != scope;
    push(&mut state.trail, here);
    state.ahead.clear();
    arrive(
        state,
        Place {
            view,
            scope,
            only_gaps,
            reading: None,
            is_inside: false,
        },
    );
}

/// Goes into something, which Escape leads out of again.
pub(super) fn go_in(state: &mut State, view: ViewId, scope: Option<Scope>) {
    go(state, view, scope);
    state.is_inside = !state.trail.is_empty();
}

/// Where we are.
pub(super) fn here(state: &State) -> Place {
    let is_reading = state.view == ViewId::Source;
    let path = state.source.path.clone().filter(|_| is_reading);
    Place {
        view: state.view,
        scope: state.gaps.scope.clone(),
        only_gaps: state.gaps.only_gaps,
        reading: path.map(|path| (path, state.source.line())),
        is_inside: state.is_inside,
    }
}

fn push(places: &mut Vec<Place>, place: Place) {
    if places.len() >= TRAIL {
        places.remove(0);
    }
    places.push(place);
}

/// Opens a file for reading at a line; the place that is left is remembered before.
pub(super) fn read(state: &mut State, path: Arc<str>, line: u32) -> Vec<Effect> {
    state.source.open(&state.project, path.clone(), line);
    vec![Effect::Read(path)]
}

/// Goes back to the place before; the way forward leads here.
fn return_to(state: &mut State, place: Place) -> Vec<Effect> {
    let reading = place.reading.clone();
    arrive(state, place);
    match reading {
        Some((path, line)) if state.source.path.as_ref() != Some(&path) => {
            state.source.open(&state.project, path.clone(), line);
            vec![Effect::Read(path)]
        }
        _ => Vec::new(),
    }
}

pub(crate) fn has_trail(state: &State) -> Availability {
    if state.trail.is_empty() {
        Err("this is where you started")
    } else {
        Ok(())
    }
}

pub(crate) fn has_way_forward(state: &State) -> Availability {
    if state.ahead.is_empty() {
        Err("you did not go back from anywhere")
    } else {
        Ok(())
    }
}

pub(crate) fn place_before(state: &mut State) -> Vec<Effect> {
    let Some(place) = state.trail.pop() else {
        return Vec::new();
    };
    let here = here(state);
    push(&mut state.ahead, here);
    return_to(state, place)
}

pub(crate) fn place_after(state: &mut State) -> Vec<Effect> {
    let Some(place) = state.ahead.pop() else {
        return Vec::new();
    };
    let here = here(state);
    push(&mut state.trail, here);
    return_to(state, place)
}

fn arrive(state: &mut State, place: Place) {
    state.view = place.view;
    state.is_inside = place.is_inside;
    let is_elsewhere = state.gaps.scope != place.scope;
    if is_elsewhere {
        state.gaps.scope = place.scope;
        state.gaps.query.clear();
    }
    if is_elsewhere || state.gaps.only_gaps != place.only_gaps {
        state.gaps.only_gaps = place.only_gaps;
        state.gaps.rebuild(&state.project, state.ledger.marks());
    }
}

pub(crate) fn back(state: &mut State) -> Vec<Effect> {
    if has_picks(state) {
        state.gaps.picked.clear();
    } else if state.is_inside && is_only_inbox(state) {
        state.gaps.query.clear();
        state.gaps.rebuild(&state.project, state.ledger.marks());
        return place_before(state);
    } else if !(state.current().query)(state).is_empty() {
        super::filter::set(state, String::new());
    } else if map::is_shown(state) {
        if !map::out(state) {
            map::toggle(state);
        }
    } else if state.is_inside {
        return place_before(state);
    }
    Vec::new()
}

/// Goes so many crumbs up from where we are; the project's is above all others.
pub(super) fn up_from_here(state: &mut State, steps: usize) -> Vec<Effect> {
    if steps == usize::MAX {
        return components(state);
    }
    let mut left = steps;
    let mut effects = Vec::new();
    if state.view == ViewId::Source && left > 0 {
        while state.view == ViewId::Source && !state.trail.is_empty() {
            effects = place_before(state);
        }
        left -= 1;
    }
    for _ in 0..left {
        match above(state) {
            Some(scope) => go_in(state, ViewId::Gaps, Some(scope)),
            None if matches!(state.gaps.scope, Scope::Metric(_)) => return metrics(state),
            None => return components(state),
        }
    }
    effects
}

/// The component around the one whose files are listed.
fn above(state: &State) -> Option<Scope> {
    let Scope::Component(identity) = &state.gaps.scope else {
        return None;
    };
    let mut components = state.project.components.iter();
    let parent = components.find(|component| component.id == *identity)?;
    let parent = state.project.component(parent.parent?)?;
    Some(Scope::Component(parent.id.clone()))
}

pub(crate) fn components(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Components, None);
    Vec::new()
}

/// Shows the gaps; all of them where those of a part are on screen already.
pub(crate) fn gaps(state: &mut State) -> Vec<Effect> {
    if state.view == ViewId::Gaps && state.gaps.scope != Scope::Project {
        return widen(state);
    }
    go(state, ViewId::Gaps, None);
    Vec::new()
}

pub(crate) fn roadmap(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Roadmap, None);
    Vec::new()
}

pub(crate) fn metrics(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Metrics, None);
    Vec::new()
}

pub(crate) fn setup(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Setup, None);
    Vec::new()
}

pub(crate) fn audit(state: &mut State) -> Vec<Effect> {
    go(state, ViewId::Audit, None);
    Vec::new()
}

pub(crate) fn has_audit(state: &State) -> Availability {
    match state.project.audit {
        Some(_) => Ok(()),
        None => Err("no written audit is open; `lacuna audit REPORT.md` opens one"),
    }
}

fn turn(state: &mut State, by: usize) -> Vec<Effect> {
    let views: Vec<ViewId> = ViewId::tabs(state).collect();
    let at = views.iter().position(|view| *view == state.view);
    let next = (at.unwrap_or(0) + by) % views.len();
    if let Some(view) = views.get(next) {
        go(state, *view, None);
    }
    Vec::new()
}

pub(crate) fn next_view(state: &mut State) -> Vec<Effect> {
    turn(state, 1)
}

pub(crate) fn previous_view(state: &mut State) -> Vec<Effect> {
    let others = ViewId::tabs(state).count().saturating_sub(1);
    turn(state, others)
}

pub(crate) fn toggle_all(state: &mut State) -> Vec<Effect> {
    state.gaps.only_gaps = !state.gaps.only_gaps;
    state.gaps.rebuild(&state.project, state.ledger.marks());
    let text = if state.gaps.only_gaps {
        "gaps only"
    } else {
        "all files with something to test"
    };
    state.tell(text);
    Vec::new()
}

pub(crate) fn widen(state: &mut State) -> Vec<Effect> {
    go_in(state, ViewId::Gaps, Some(Scope::Project));
    state.tell("listing the files of all components");
    Vec::new()
}
