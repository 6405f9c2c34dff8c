//! The order of the lists.

use super::{map, navigate};
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{ClaimColumn, ComponentColumn, GapColumn, MetricColumn, State};
use crate::ui::view::ViewId;

pub(crate) fn can_sort(state: &State) -> Availability {
    if map::is_shown(state) {
        Err("the map has no order; it can be left for the list")
    } else {
        navigate::has_rows(state)
    }
}

/// Lists the current view anew after its order changed.
pub(super) fn resort(state: &mut State) {
    match state.view {
        ViewId::Components => state.components.rebuild(&state.project),
        ViewId::Gaps => {
            state.gaps.is_ranked = false;
            state.gaps.rebuild(&state.project, state.ledger.marks());
        }
        ViewId::Audit => state.audit.rebuild(&state.project),
        ViewId::Metrics => state.metrics.rebuild(&state.project),
        ViewId::Roadmap | ViewId::Setup | ViewId::Source => {}
    }
}

pub(crate) fn next(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components => state.components.sort.next(&ComponentColumn::ALL),
        // What the filter ranked by its letters gets the order of the list first.
        ViewId::Gaps if state.gaps.is_by_match() => {}
        ViewId::Gaps => state.gaps.sort.next(&GapColumn::ALL),
        ViewId::Audit => state.audit.sort.next(&ClaimColumn::ALL),
        ViewId::Metrics => state.metrics.sort.next(&MetricColumn::ALL),
        ViewId::Roadmap | ViewId::Setup | ViewId::Source => {}
    }
    resort(state);
    Vec::new()
}

pub(crate) fn reverse(state: &mut State) -> Vec<Effect> {
    match state.view {
        ViewId::Components => state.components.sort.is_reversed ^= true,
        ViewId::Gaps if state.gaps.is_by_match() => {}
        ViewId::Gaps => state.gaps.sort.is_reversed ^= true,
        ViewId::Audit => state.audit.sort.is_reversed ^= true,
        ViewId::Metrics => state.metrics.sort.is_reversed ^= true,
        ViewId::Roadmap | ViewId::Setup | ViewId::Source => {}
    }
    resort(state);
    Vec::new()
}
