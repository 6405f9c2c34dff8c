//! The components, worst first.

mod columns;
mod row;

use ratatui::layout::Rect;

use super::{View, ViewId, count, counted, fitting};
use crate::model::{Component, ComponentId, Stage};
use crate::ui::layout::below_titles;
use crate::ui::state::{Map, State};
use crate::ui::widget::Pen;
use columns::{Columns, sort_at, titles};
use row::{figures, name};

/// Its row in the table.
pub(super) const VIEW: View = View {
    id: ViewId::Components,
    title: "Components",
    draw,
    list: |_, body| below_titles(body),
    len: |state| state.components.rows.len(),
    cursor: |state| &mut state.components.cursor,
    remember: |state| state.components.remember(&state.project),
    query: |state| &state.components.query,
    query_mut: |state| &mut state.components.query,
    crumbs,
    facts,
    order: |state| {
        let sort = state.components.sort;
        let is_list = state.components.map.is_none();
        is_list.then_some((sort.column.word(), sort.is_reversed))
    },
    sort_at,
    detail: None,
};

/// What a component is called in the list: in a table, with what it stands in.
fn name_of(state: &State, component: &Component) -> String {
    if state.components.is_flat {
        full_name(state, component)
    } else {
        component.name.to_string()
    }
}

/// What a component is called together with what it stands in.
pub(super) fn full_name(state: &State, component: &Component) -> String {
    let mut names = vec![component.name.to_string()];
    let mut parent = component.parent;
    while let Some(above) = parent.and_then(|id| state.project.component(id)) {
        // What stands at the top is what the project is called.
        if above.parent.is_some() || above.name != state.project.name {
            names.push(above.name.to_string());
        }
        // A parent comes before its children.
        parent = above.parent.filter(|next| Some(*next) < parent);
    }
    names.reverse();
    names.join(&format!(" {} ", state.theme.glyphs.crumb))
}

/// On the map, the names from the outermost component to the one whose parts are shown.
fn crumbs(state: &State) -> Vec<String> {
    let map = state.components.map.as_ref();
    let zoomed = map.filter(|map| map.focus.is_some());
    let mut id = zoomed.and_then(|map| map.focused(&state.project));
    let mut crumbs = Vec::new();
    while let Some(component) = id.and_then(|id| state.project.component(id))
        && crumbs.len() <= state.project.components.len()
    {
        crumbs.push(component.name.to_string());
        id = component.parent;
    }
    crumbs.reverse();
    crumbs
}

/// What the map shows, and which of its parts have nothing to draw.
fn map_facts(state: &State, map: &Map, room: usize) -> String {
    let focus = map.focused(&state.project);
    let shown = super::map_tiles(state);
    let components = (0..).map(ComponentId).zip(state.project.components.iter());
    let missing = components.filter(|(id, component)| {
        component.parent == focus && !shown.iter().any(|tile| tile.component == *id)
    });
    let names: Vec<&str> = missing.map(|(_, component)| &*component.name).collect();
    let facts = "area for lines inside functions".to_owned();
    let missing = format!("{facts}; none in {}", names.join(", "));
    let few = format!("{facts}; none in {}", counted(names.len(), "component"));
    if names.is_empty() {
        facts
    } else {
        fitting(room, &[missing, few, facts])
    }
}

fn facts(state: &State, room: usize) -> String {
    if let Some(map) = &state.components.map {
        return map_facts(state, map, room);
    }
    let summary = state.summary;
    match summary.with_logic {
        _ if summary.files == 0 => String::new(),
        None => counted(summary.files, "file"),
        Some(with_logic) => {
            let (with_logic, tested) = (count(with_logic), count(summary.tested));
            let logic = format!(
                "{with_logic} of {} hold logic",
                counted(summary.sources, "source file")
            );
            let verb = if summary.tests == 1 {
                "reaches"
            } else {
                "reach"
            };
            let tests = counted(summary.tests, "test file");
            let unread = match summary.unread {
                0 => String::new(),
                unread => format!(", {} unread", count(unread)),
            };
            let texts = [
                format!("{logic}, {tests} {verb} {tested} of them"),
                format!("{tests} {verb} {tested} of {with_logic} files with logic"),
                format!("tests reach {tested} of {with_logic} files"),
                format!("{tested} of {with_logic} tested"),
            ];
            fitting(room, &texts.map(|text| text + &unread))
        }
    }
}

/// Whether bars with a target on them are drawn.
pub(super) fn has_targets(state: &State) -> bool {
    let mut components = state.project.components.iter();
    let is_any = components.any(|component| component.target.is_some());
    is_any && Columns::of(state, state.area.width).gauge > 0
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    if let Some(map) = &state.components.map {
        return super::treemap::draw(state, pen, map, body);
    }
    let columns = Columns::of(state, body.width);
    titles(pen, body, columns);
    let list = below_titles(body);
    let components = &state.components;
    if components.rows.is_empty() {
        super::split::nothing(pen, list, empty(state));
        return;
    }
    let shown = components
        .cursor
        .window(components.rows.len(), usize::from(list.height));
    let rows = components.rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(rows).zip(shown.clone()) {
        let is_selected = at == components.cursor.selected;
        if let Some(component) = state.project.component(row.id) {
            let is_folded = components.folded.contains(&component.id);
            let mut out = pen.row(list, line);
            name(
                state,
                &mut out,
                component,
                *row,
                is_folded,
                is_selected,
                columns,
            );
            figures(state, &mut out, component, columns);
            if is_selected {
                out.restyle(state.theme.selected());
            }
        }
    }
    pen.scrollbar(list, &shown, components.rows.len());
}

fn empty(state: &State) -> &'static [&'static str] {
    if !state.components.query.is_empty() {
        &["No component matches; esc clears the filter."]
    } else if state.project.progress.stage != Stage::Done && !state.is_scan_over {
        &["Looking around"]
    } else {
        &[
            "No source code found here.",
            "Lacuna reads Python, JavaScript, TypeScript, Vue, Svelte, Go and Rust.",
        ]
    }
}
