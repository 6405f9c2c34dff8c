//! From match to match: in a file that is read to where the filter's text stands, in a list, which
//! holds matches only, to the next row.

use super::{navigate, source};
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::State;
use crate::ui::view::ViewId;

pub(crate) fn has_matches(state: &State) -> Availability {
    if state.view == ViewId::Source {
        source::has_gaps(state)
    } else if (state.current().query)(state).is_empty() {
        Err("no filter is set to go from match to match")
    } else {
        navigate::has_rows(state)
    }
}

pub(crate) fn next(state: &mut State) -> Vec<Effect> {
    if state.view == ViewId::Source {
        source::next(state)
    } else {
        navigate::down(state)
    }
}

pub(crate) fn previous(state: &mut State) -> Vec<Effect> {
    if state.view == ViewId::Source {
        source::previous(state)
    } else {
        navigate::up(state)
    }
}
