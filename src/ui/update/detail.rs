//! The detail pane: scrolling it, its width, and whether it is shown.

use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::layout::is_low;
use crate::ui::state::State;

pub(crate) fn down(state: &mut State) -> Vec<Effect> {
    scroll(state, 1)
}

pub(crate) fn up(state: &mut State) -> Vec<Effect> {
    scroll(state, -1)
}

/// Scrolls the detail pane, not beyond its last line.
pub(super) fn scroll(state: &mut State, by: isize) -> Vec<Effect> {
    let most = crate::ui::view::detail_overhang(state);
    state.detail_offset = state.detail_offset.saturating_add_signed(by).min(most);
    Vec::new()
}

pub(crate) fn can_scroll(state: &State) -> Availability {
    is_there(state)?;
    if crate::ui::view::detail_overhang(state) > 0 {
        Ok(())
    } else {
        Err("the detail pane shows everything")
    }
}

pub(crate) fn is_there(state: &State) -> Availability {
    match crate::ui::view::detail_area(state) {
        Some(_) => Ok(()),
        None => Err("no detail pane is shown"),
    }
}

/// Thousandths by which a key moves the line between list and detail.
const NUDGE: i16 = 50;

fn resize(state: &mut State, by: i16) -> Vec<Effect> {
    if let Some(panes) = crate::ui::view::panes(state) {
        state.split = panes.grown(state.split, by);
    }
    Vec::new()
}

pub(crate) fn shrink_list(state: &mut State) -> Vec<Effect> {
    resize(state, -NUDGE)
}

pub(crate) fn grow_list(state: &mut State) -> Vec<Effect> {
    resize(state, NUDGE)
}

pub(crate) fn toggle(state: &mut State) -> Vec<Effect> {
    if is_low(state.layout().body) {
        state.has_detail_when_low = !state.has_detail_when_low;
    } else {
        state.has_detail = !state.has_detail;
    }
    Vec::new()
}
