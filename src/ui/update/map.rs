//! Moving about on the map of the components, going into a part of it and out again.

use std::sync::Arc;

use super::navigate;
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{Direction, Map, Scope, State, Tile, neighbour};
use crate::ui::view::{ViewId, map_tiles};

/// Whether the map is what is shown.
pub(super) fn is_shown(state: &State) -> bool {
    state.view == ViewId::Components && state.components.map.is_some()
}

pub(crate) fn has_components(state: &State) -> Availability {
    if state.project.components.is_empty() {
        Err("there are no components yet")
    } else {
        Ok(())
    }
}

/// What the key for the map shows.
pub(crate) fn what_else(state: &State) -> Option<&'static str> {
    is_shown(state).then_some("list")
}

/// Shows the components as a map, or as a list again with the same one selected.
pub(crate) fn toggle(state: &mut State) -> Vec<Effect> {
    match state.components.map.take() {
        None => {
            let selected = state.components.selected();
            state.components.map = Some(Map::around(&state.project, selected));
        }
        Some(map) => {
            let chosen = map.chosen.map(|key| key.id).or(map.focus);
            reveal(state, chosen);
        }
    }
    Vec::new()
}

/// Selects a component in the list, unfolding what it stands in.
fn reveal(state: &mut State, id: Option<Arc<str>>) {
    let components = &state.project.components;
    let mut above = components
        .iter()
        .find(|component| Some(&component.id) == id.as_ref())
        .and_then(|component| component.parent);
    while let Some(parent) = above.and_then(|parent| state.project.component(parent)) {
        state.components.folded.remove(&parent.id);
        // A parent comes before its children.
        above = parent.parent.filter(|next| Some(*next) < above);
    }
    if id.is_some() {
        state.components.chosen = id;
    }
    state.components.rebuild(&state.project);
}

fn selected(state: &State) -> Option<Tile> {
    let map = state.components.map.as_ref()?;
    let tiles = map_tiles(state);
    tiles.get(map.selected(&tiles)).cloned()
}

/// Selects the next tile in a direction.
pub(super) fn go(state: &mut State, direction: Direction) {
    let tiles = map_tiles(state);
    if let Some(map) = &mut state.components.map
        && let Some(next) = neighbour(&tiles, map.selected(&tiles), direction)
    {
        map.chosen = tiles.get(next).map(|tile| tile.key.clone());
    }
}

/// Selects the largest tile, or the smallest.
pub(super) fn go_to_end(state: &mut State, is_first: bool) {
    let tiles = map_tiles(state);
    let tile = if is_first {
        tiles.first()
    } else {
        tiles.last()
    };
    if let Some(map) = &mut state.components.map {
        map.chosen = tile.map(|tile| tile.key.clone());
    }
}

/// Goes into the selected tile: to its parts, or to its files where it has none.
pub(super) fn open(state: &mut State) {
    let Some(tile) = selected(state) else {
        return;
    };
    if tile.has_children {
        if let Some(map) = &mut state.components.map {
            map.focus = Some(tile.key.id);
            map.chosen = None;
        }
    } else {
        navigate::go_in(state, ViewId::Gaps, Some(Scope::Component(tile.key.id)));
        state.gaps.cursor = Default::default();
    }
}

/// Goes out to what the shown part stands in; answers with whether there is anything.
pub(super) fn out(state: &mut State) -> bool {
    let Some(map) = &mut state.components.map else {
        return false;
    };
    let Some(focus) = map.focus.take() else {
        return false;
    };
    let mut components = state.project.components.iter();
    let found = components.find(|component| component.id == focus);
    let parent = found.and_then(|found| state.project.component(found.parent?));
    map.focus = parent.map(|parent| parent.id.clone());
    map.chosen = Some(crate::ui::state::TileKey {
        id: focus,
        is_own: false,
    });
    true
}

/// Selects the tile at a place; answers with its number.
pub(super) fn at(state: &mut State, x: u16, y: u16) -> Option<usize> {
    let tiles = map_tiles(state);
    let at = tiles
        .iter()
        .position(|tile| tile.area.contains((x, y).into()))?;
    if let Some(map) = &mut state.components.map {
        map.chosen = tiles.get(at).map(|tile| tile.key.clone());
    }
    Some(at)
}
