//! Components as a tree or as a table; gaps as one list or grouped by component.

use super::{map, navigate};
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::State;
use crate::ui::view::ViewId;

pub(crate) fn can_arrange(state: &State) -> Availability {
    if map::is_shown(state) {
        Err("the map has no rows to arrange")
    } else {
        navigate::has_rows(state)
    }
}

/// What the key would make of the list.
pub(crate) fn what_else(state: &State) -> Option<&'static str> {
    Some(match state.view {
        ViewId::Components if state.components.is_flat => "tree",
        ViewId::Components => "table",
        _ if state.gaps.is_grouped => "one list",
        _ => "group",
    })
}

/// Turns the arrangement of the list over.
pub(crate) fn toggle(state: &mut State) -> Vec<Effect> {
    let words = match state.view {
        ViewId::Components => {
            let components = &mut state.components;
            components.is_flat ^= true;
            components.rebuild(&state.project);
            if components.is_flat {
                "a table of all components"
            } else {
                "components below those they stand in"
            }
        }
        ViewId::Gaps => {
            let gaps = &mut state.gaps;
            gaps.choose(&state.project);
            gaps.is_grouped ^= true;
            gaps.rebuild(&state.project, state.ledger.marks());
            if gaps.is_grouped {
                "grouped by component"
            } else {
                "one list"
            }
        }
        _ => return Vec::new(),
    };
    state.tell(words);
    Vec::new()
}
