//! The map of the components: which part of it is shown, and which tile is selected.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::model::{Component, ComponentId, Project, Rectangle, squarify};

/// What a tile stands for: a component, or its files that belong to none of its children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TileKey {
    /// Identity of the component.
    pub(crate) id: Arc<str>,
    /// Whether it stands for the component's own files only.
    pub(crate) is_own: bool,
}

/// One tile of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tile {
    /// What it stands for.
    pub(crate) key: TileKey,
    /// The component.
    pub(crate) component: ComponentId,
    /// Whether there is something to go into.
    pub(crate) has_children: bool,
    /// Where it is.
    pub(crate) area: Rect,
}

/// The map of the components.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Map {
    /// The component whose parts are shown; none for the whole.
    pub(crate) focus: Option<Arc<str>>,
    /// The selected tile.
    pub(crate) chosen: Option<TileKey>,
}

/// Cells are about twice as high as wide.
const HEIGHT: f64 = 2.0;

impl Map {
    /// A map on which a component can be seen, and is selected.
    pub(crate) fn around(project: &Project, component: Option<ComponentId>) -> Self {
        let found = component.and_then(|id| project.component(id));
        let parent = found.and_then(|found| project.component(found.parent?));
        Self {
            focus: parent.map(|parent| parent.id.clone()),
            chosen: found.map(|found| TileKey {
                id: found.id.clone(),
                is_own: false,
            }),
        }
    }

    /// The component whose parts are shown. A project that is one component shows its parts.
    pub(crate) fn focused(&self, project: &Project) -> Option<ComponentId> {
        let focus = self.focus.as_ref();
        let mut ids = (0..).map(ComponentId).zip(project.components.iter());
        let found = ids.find(|(_, component)| Some(&component.id) == focus);
        found.map(|(id, _)| id).or_else(|| {
            let roots: Vec<ComponentId> = children(project, None).collect();
            match roots.as_slice() {
                [only] => Some(*only),
                _ => None,
            }
        })
    }

    /// The tiles in an area, largest first. Those that would have no cell are left out.
    pub(crate) fn tiles(&self, project: &Project, area: Rect) -> Vec<Tile> {
        tiles_of(project, self.focused(project), area)
    }

    /// The selected tile; the largest one where what was selected is not there.
    pub(crate) fn selected(&self, tiles: &[Tile]) -> usize {
        let chosen = self.chosen.as_ref();
        let at = tiles.iter().position(|tile| Some(&tile.key) == chosen);
        at.unwrap_or(0)
    }
}

/// The parts of a component, or the outermost ones.
fn children(project: &Project, of: Option<ComponentId>) -> impl Iterator<Item = ComponentId> {
    (0..)
        .map(ComponentId)
        .zip(project.components.iter())
        .filter(move |(id, component)| component.parent == of && of.is_none_or(|of| of < *id))
        .map(|(id, _)| id)
}

/// Tiles of the parts of a component.
pub(crate) fn tiles_of(project: &Project, of: Option<ComponentId>, area: Rect) -> Vec<Tile> {
    let mut has_children = vec![false; project.components.len()];
    for component in project.components.iter() {
        let parent = component.parent.map(|ComponentId(parent)| parent as usize);
        if let Some(slot) = parent.and_then(|parent| has_children.get_mut(parent)) {
            *slot = true;
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut inside = 0;
    for id in children(project, of) {
        if let Some(component) = project.component(id) {
            inside += component.function_lines;
            let is_parent = has_children.get(id.0 as usize).copied().unwrap_or(false);
            parts.push((
                key(component, false),
                id,
                is_parent,
                component.function_lines,
            ));
        }
    }
    if let Some((id, component)) = of.and_then(|id| Some((id, project.component(id)?))) {
        let own = component.function_lines.saturating_sub(inside);
        parts.push((key(component, true), id, false, own));
    }
    parts.retain(|(.., weight)| *weight > 0);
    parts.sort_by(|one, other| other.3.cmp(&one.3).then_with(|| one.1.cmp(&other.1)));
    let weights: Vec<f64> = parts.iter().map(|part| f64::from(part.3)).collect();
    let mut tiles = placed(&parts, &weights, area);
    if tiles.iter().any(|tile| tile.area.is_empty()) {
        // What has any function is to be found, if by a tile that is larger than its share: a line
        // of cells at least, as narrow as it may be.
        let line = f64::from(area.width.max(area.height)) / f64::from(area.area().max(1));
        let least = weights.iter().sum::<f64>() * line;
        let weights = weights.iter().map(|weight| weight.max(least));
        tiles = placed(&parts, &weights.collect::<Vec<f64>>(), area);
    }
    tiles.retain(|tile| !tile.area.is_empty());
    tiles
}

/// What a tile stands for, its component, whether that has parts, and how many lines it is.
type Part = (TileKey, ComponentId, bool, u32);

/// Tiles of weighted parts.
fn placed(parts: &[Part], weights: &[f64], area: Rect) -> Vec<Tile> {
    let within = Rectangle {
        x: 0.0,
        y: 0.0,
        width: f64::from(area.width),
        height: f64::from(area.height) * HEIGHT,
    };
    let tiles = parts.iter().zip(squarify(weights, within));
    tiles
        .map(|((key, component, has_children, _), place)| Tile {
            key: key.clone(),
            component: *component,
            has_children: *has_children,
            area: cells(place, area),
        })
        .collect()
}

fn key(component: &Component, is_own: bool) -> TileKey {
    TileKey {
        id: component.id.clone(),
        is_own,
    }
}

/// The whole cells of a place. Edges that two tiles share are rounded alike, so that no cell is
/// in two of them and none is left over.
fn cells(place: Rectangle, area: Rect) -> Rect {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the size of the area"
    )]
    let edge = |at: f64, most: u16| (at + 1e-6).round().clamp(0.0, f64::from(most)) as u16;
    let left = edge(place.x, area.width);
    let right = edge(place.x + place.width, area.width);
    let top = edge(place.y / HEIGHT, area.height);
    let bottom = edge((place.y + place.height) / HEIGHT, area.height);
    Rect {
        x: area.x + left,
        y: area.y + top,
        width: right.saturating_sub(left),
        height: bottom.saturating_sub(top),
    }
}

/// A way on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

/// The nearest tile in a direction: of those that begin beyond the edge, the one whose middle is
/// nearest, with what lies beside the way counting twice.
pub(crate) fn neighbour(tiles: &[Tile], from: usize, direction: Direction) -> Option<usize> {
    let here = tiles.get(from)?.area;
    let middle = |area: Rect| {
        let x = i32::from(area.x) * 2 + i32::from(area.width);
        let y = (i32::from(area.y) * 2 + i32::from(area.height)) * 2;
        (x, y)
    };
    let (x, y) = middle(here);
    let ranked = tiles.iter().enumerate().filter(|(at, _)| *at != from);
    let ranked = ranked.filter_map(|(at, tile)| {
        let area = tile.area;
        let is_beyond = match direction {
            Direction::Left => area.right() <= here.left(),
            Direction::Right => area.left() >= here.right(),
            Direction::Up => area.bottom() <= here.top(),
            Direction::Down => area.top() >= here.bottom(),
        };
        let (to_x, to_y) = middle(area);
        let (along, beside) = match direction {
            Direction::Left | Direction::Right => ((to_x - x).abs(), (to_y - y).abs()),
            Direction::Up | Direction::Down => ((to_y - y).abs(), (to_x - x).abs()),
        };
        is_beyond.then_some((along + 2 * beside, at))
    });
    ranked.min().map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    const AREA: Rect = Rect {
        x: 3,
        y: 2,
        width: 100,
        height: 30,
    };

    fn names(tiles: &[Tile]) -> Vec<String> {
        let name = |tile: &Tile| {
            let own = if tile.key.is_own { "/." } else { "" };
            format!("{}{own}", tile.key.id)
        };
        tiles.iter().map(name).collect()
    }

    #[test]
    fn tiles_cover_the_area_and_no_cell_twice() {
        let project = sample::project();
        for (width, height) in [(100, 30), (37, 9), (5, 3), (1, 1), (0, 0)] {
            let area = Rect {
                width,
                height,
                ..AREA
            };
            let tiles = Map::default().tiles(&project, area);
            let mut seen = 0;
            for y in area.top()..area.bottom() {
                for x in area.left()..area.right() {
                    let over = tiles
                        .iter()
                        .filter(|tile| tile.area.contains((x, y).into()));
                    assert_eq!(over.count(), 1, "{x} {y} of {area}");
                    seen += 1;
                }
            }
            assert_eq!(seen, u32::from(width) * u32::from(height));
        }
    }

    #[test]
    fn the_smallest_part_can_be_found() {
        let mut project = sample::project();
        let mut components = project.components.to_vec();
        for component in &mut components {
            let is_small = &*component.name == "Satellite";
            component.function_lines = if is_small { 1 } else { 100_000 };
        }
        project.components = components.into();
        let small = project
            .components
            .iter()
            .filter(|component| component.parent.is_none());
        let small: Vec<_> = small
            .filter(|component| component.function_lines == 1)
            .collect();
        assert_eq!(small.len(), 1);
        for component in small {
            let tiles = Map::default().tiles(&project, AREA);
            let tile = tiles.iter().find(|tile| tile.key.id == component.id);
            assert!(tile.is_some_and(|tile| tile.area.area() >= 2), "{tiles:?}");
        }
    }

    #[test]
    fn the_parts_of_a_component_stand_beside_its_own_files() {
        let project = sample::project();
        let map = Map {
            focus: Some(Arc::from("satellite")),
            chosen: None,
        };
        // 701 lines of the agent, 83 of the model server, which is no component.
        let tiles = map.tiles(&project, AREA);
        assert_eq!(names(&tiles), ["satellite/agent", "satellite/."]);
        let share = f64::from(tiles[1].area.area()) / f64::from(AREA.area());
        assert!((share - 83.0 / 784.0).abs() < 0.02, "{share}");
    }

    #[test]
    fn a_map_opens_around_the_selected_component() {
        let project = sample::project();
        let map = Map::around(&project, Some(ComponentId(8)));
        assert_eq!(map.focus.as_deref(), Some("satellite"));
        let tiles = map.tiles(&project, AREA);
        assert_eq!(map.selected(&tiles), 0);
        assert_eq!(tiles[0].component, ComponentId(8));
    }

    #[test]
    fn neighbours_are_found_in_all_directions_and_back() {
        let tile = |x, y, width, height| Tile {
            key: TileKey {
                id: Arc::from(format!("{x} {y}")),
                is_own: false,
            },
            component: ComponentId(0),
            has_children: false,
            area: Rect::new(x, y, width, height),
        };
        // One at the left, two above each other at the right.
        let tiles = [tile(0, 0, 10, 10), tile(10, 0, 10, 5), tile(10, 5, 10, 5)];
        let go = |from, direction| neighbour(&tiles, from, direction);
        assert_eq!(go(0, Direction::Right), Some(1));
        assert_eq!(go(1, Direction::Down), Some(2));
        assert_eq!(go(2, Direction::Up), Some(1));
        assert_eq!(go(2, Direction::Left), Some(0));
        assert_eq!(go(0, Direction::Left), None);
        assert_eq!(go(1, Direction::Up), None);
    }
}
