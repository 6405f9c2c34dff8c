//! The map of the components, drawn in cells: area for lines, colour and hatch for the level.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::counted;
use crate::model::{Component, Level};
use crate::ui::layout::split_bottom;
use crate::ui::state::{Map, State, Tile, tiles_of};
use crate::ui::theme::Theme;
use crate::ui::widget::{Pen, cut_end, percent, width_of};

/// Smallest tile that has a frame with its name in it.
const FRAMED: (u16, u16) = (6, 3);

/// Smallest tile in which its parts are drawn.
const NESTED: (u16, u16) = (18, 6);

/// The tiles of the map on the body of its view.
pub(crate) fn tiles(state: &State, body: Rect) -> Vec<Tile> {
    match &state.components.map {
        Some(map) => map.tiles(&state.project, areas(body).0),
        None => Vec::new(),
    }
}

/// Where the tiles are, and the line that tells of the selected one.
fn areas(body: Rect) -> (Rect, Rect) {
    split_bottom(body, u16::from(body.height > 4))
}

/// What is known of the selected tile.
fn told(state: &State, pen: &mut Pen<'_>, tile: &Tile, line: Rect) {
    let Some(component) = state.project.component(tile.component) else {
        return;
    };
    let theme = *pen.theme;
    let (name, share) = label(&theme, component, tile);
    let level = component.level.map_or("", Level::word);
    let gaps: u32 = component.gaps.iter().sum();
    let facts = if tile.key.is_own {
        String::new()
    } else {
        format!(
            "{}, {}",
            counted(component.sources as usize, "file"),
            counted(gaps as usize, "open gap")
        )
    };
    let mut row = pen.row(line, 0);
    row.put(theme.glyphs.selected, theme.accent()).skip(1);
    let rest = width_of(&share) + width_of(level) + facts.len() + 5;
    let room = usize::from(row.left()).saturating_sub(rest).max(12);
    row.put(&cut_end(&name, room, theme.glyphs.ellipsis), theme.strong())
        .skip(2)
        .put(&share, level_style(&theme, component.level))
        .skip(1)
        .put(level, level_style(&theme, component.level))
        .skip(2);
    let facts = cut_end(&facts, usize::from(row.left()), theme.glyphs.ellipsis);
    row.put(&facts, theme.text());
}

/// Draws the map.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>, map: &Map, body: Rect) {
    let (area, line) = areas(body);
    let tiles = map.tiles(&state.project, area);
    if tiles.is_empty() {
        let lines = ["There is no function to draw here; esc goes back to the list."];
        super::split::nothing(pen, body, &lines);
        return;
    }
    let selected = map.selected(&tiles);
    for (at, tile) in tiles.iter().enumerate() {
        if at != selected {
            outer(state, pen, tile, false);
        }
    }
    if let Some(tile) = tiles.get(selected) {
        outer(state, pen, tile, true);
        if line.height > 0 {
            told(state, pen, tile, line);
        }
    }
}

/// A tile with its parts.
fn outer(state: &State, pen: &mut Pen<'_>, tile: &Tile, is_selected: bool) {
    let Some(component) = state.project.component(tile.component) else {
        return;
    };
    let theme = *pen.theme;
    let has_frame = tile.area.width >= FRAMED.0 && tile.area.height >= FRAMED.1;
    let style = level_style(&theme, component.level);
    if !has_frame {
        hatch(pen, tile.area, component.level, style);
        if is_selected {
            pen.restyle(tile.area, theme.selected());
        } else {
            name(pen, tile.area, &label(&theme, component, tile), style, 0);
        }
        return;
    }
    let frame_style = if is_selected {
        theme.accent().bold()
    } else {
        style
    };
    pen.frame(tile.area, frame_style);
    let inside = Rect {
        x: tile.area.x + 1,
        y: tile.area.y + 1,
        width: tile.area.width - 2,
        height: tile.area.height - 2,
    };
    let is_nested =
        tile.has_children && tile.area.width >= NESTED.0 && tile.area.height >= NESTED.1;
    if is_nested {
        for part in tiles_of(&state.project, Some(tile.component), inside) {
            inner(state, pen, &part);
        }
    } else {
        hatch(pen, inside, component.level, style);
    }
    let title = Rect {
        height: 1,
        ..tile.area
    };
    let name_style = if is_selected {
        theme.selected()
    } else {
        style.bold()
    };
    name(pen, title, &label(&theme, component, tile), name_style, 1);
}

/// Narrowest part that stands two columns apart from the next one: between dense hatches, one
/// column does not show.
const WIDE: u16 = 12;

/// A part of a tile: no frame, its name at the top left, columns and a line apart from others.
fn inner(state: &State, pen: &mut Pen<'_>, part: &Tile) {
    let Some(component) = state.project.component(part.component) else {
        return;
    };
    let theme = *pen.theme;
    let style = level_style(&theme, component.level);
    let apart = if part.area.width >= WIDE { 2 } else { 1 };
    let filled = Rect {
        width: part.area.width.saturating_sub(apart).max(1),
        height: part.area.height.saturating_sub(1).max(1),
        ..part.area
    };
    hatch(pen, filled, component.level, style);
    let title = Rect {
        width: part.area.width.saturating_sub(1),
        height: 1,
        ..part.area
    };
    if title.width >= 4 {
        name(pen, title, &label(&theme, component, part), theme.text(), 0);
    }
}

/// The name of a tile with its level: a letter at least, so that nothing rests on colour.
fn label(theme: &Theme, component: &Component, tile: &Tile) -> (String, String) {
    let name = if tile.key.is_own {
        format!("{} itself", component.name)
    } else {
        component.name.to_string()
    };
    let (sign, _) = match component.level {
        Some(level) => theme.level(level),
        None => (theme.glyphs.dash, Style::new()),
    };
    let share = component.ratio.map_or_else(
        || theme.glyphs.dash.to_owned(),
        |ratio| format!("{} %", percent(ratio)),
    );
    (name, format!("{sign} {share}"))
}

/// Writes a name and, where there is room, how much of it is tested.
fn name(pen: &mut Pen<'_>, area: Rect, label: &(String, String), style: Style, indent: u16) {
    let (name, share) = label;
    let room = usize::from(area.width.saturating_sub(2 * indent));
    let ellipsis = pen.theme.glyphs.ellipsis;
    let text = if width_of(name) + width_of(share) < room {
        format!("{name} {share}")
    } else if room > width_of(share) + 5 {
        let name = cut_end(name, room - width_of(share) - 1, ellipsis);
        format!("{name} {share}")
    } else {
        cut_end(name, room, ellipsis)
    };
    let mut row = pen.row(area, 0);
    row.skip(indent).put(&text, style);
    if indent == 0 {
        // A blank keeps the hatch from running into the name.
        row.put(" ", Style::new());
    }
}

fn level_style(theme: &Theme, level: Option<Level>) -> Style {
    level.map_or_else(|| theme.dim(), |level| theme.level(level).1)
}

/// Fills an area with the hatch of a level, the denser the worse.
fn hatch(pen: &mut Pen<'_>, area: Rect, level: Option<Level>, style: Style) {
    let glyph = pen.theme.hatch(level);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            let is_drawn = match level {
                Some(Level::Critical) => (x + y).is_multiple_of(2),
                Some(Level::Poor) => (x + 2 * y).is_multiple_of(4),
                Some(Level::Partial) => (x + 4 * y).is_multiple_of(8),
                Some(Level::Good) | None => false,
            };
            if is_drawn {
                pen.glyph(area, x, y, glyph, style);
            }
        }
    }
}
