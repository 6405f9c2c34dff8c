//! The file list, most pressing first, with the detail beside or below it.

mod columns;
mod row;

use ratatui::layout::Rect;

use super::{View, ViewId, count, counted, detail, listing, panes_of, split};
use crate::model::{ComponentId, MarkState, Stage};
use crate::ui::layout::below_titles;
use crate::ui::state::{Scope, State};
use crate::ui::widget::Pen;
use columns::{Columns, sort_at, titles};
use row::{file_row, heading_row, symbol_row};

/// Its row in the table.
pub(super) const VIEW: View = View {
    id: ViewId::Gaps,
    title: "Gaps",
    draw,
    list: |state, body| below_titles(panes_of(state, body).list()),
    len: |state| state.gaps.rows.len(),
    cursor: |state| &mut state.gaps.cursor,
    remember: |state| state.gaps.remember(&state.project),
    query: |state| &state.gaps.query,
    query_mut: |state| &mut state.gaps.query,
    crumbs,
    facts,
    order: |state| {
        let sort = state.gaps.sort;
        if state.gaps.is_by_match() {
            Some(("match", false))
        } else {
            Some((sort.column.word(), sort.is_reversed))
        }
    },
    sort_at,
    detail: Some(detail::document),
};

/// Names of the components from the outermost one to the scope.
fn crumbs(state: &State) -> Vec<String> {
    match &state.gaps.scope {
        Scope::Project => vec!["Gaps".to_owned()],
        Scope::Folder(folder) => vec![folder.to_string()],
        Scope::Metric(name) => vec!["Metrics".to_owned(), name.to_string()],
        Scope::Component(identity) => {
            let components = &state.project.components;
            let mut crumbs = Vec::new();
            let mut current = components
                .iter()
                .position(|component| component.id == *identity);
            while let Some(component) = current.and_then(|at| components.get(at))
                && crumbs.len() <= components.len()
            {
                crumbs.push(component.name.to_string());
                current = component.parent.map(|ComponentId(at)| at as usize);
            }
            crumbs.reverse();
            crumbs
        }
    }
}

fn facts(state: &State, room: usize) -> String {
    if state.project.files.is_empty() {
        return String::new();
    }
    let noun = match (state.summary.with_logic, state.gaps.only_gaps) {
        (Some(_), true) => "gap",
        (Some(_), false) => "file",
        (None, _) => "source file",
    };
    let done = state
        .marks()
        .iter()
        .filter(|(_, mark)| mark.state == Some(MarkState::Done))
        .count();
    let accepted = state.gaps.accepted;
    let open = match noun {
        "gap" => state.gaps.files.saturating_sub(accepted),
        _ => state.gaps.files,
    };
    let listed = counted(open, noun);
    let mut facts = vec![listed];
    if noun == "file" {
        facts.push("tested ones too".to_owned());
    }
    if !state.gaps.picked.is_empty() {
        facts.push(format!("{} selected", count(state.gaps.picked.len())));
    }
    if done > 0 {
        facts.push(format!("{} marked done", count(done)));
    }
    if accepted > 0 {
        facts.push(format!("{} accepted", count(accepted)));
    }
    listing(room, &facts)
}

/// The folder that all listed files share because of the scope, with its slash.
fn shared_folder(state: &State) -> String {
    let folder = match &state.gaps.scope {
        Scope::Project | Scope::Metric(_) => "",
        Scope::Folder(folder) => folder,
        Scope::Component(identity) => state
            .project
            .components
            .iter()
            .find(|component| component.id == *identity)
            .map_or("", |component| &component.path),
    };
    let folder = folder.trim_end_matches('/');
    if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    }
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    let panes = panes_of(state, body);
    let list = below_titles(panes.list());
    let columns = Columns::of(state, list.width);
    titles(pen, panes.list(), columns);
    rows(state, pen, list, columns);
    split::detail(state, pen, panes, detail::document);
}

fn rows(state: &State, pen: &mut Pen<'_>, list: Rect, columns: Columns) {
    let gaps = &state.gaps;
    if gaps.rows.is_empty() {
        split::nothing(pen, list, &empty(state));
        return;
    }
    let shared = shared_folder(state);
    let shown = gaps
        .cursor
        .window(gaps.rows.len(), usize::from(list.height));
    let visible = gaps.rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(visible).zip(shown.clone()) {
        let Some(file) = state.project.file(row.file) else {
            continue;
        };
        let is_selected = at == gaps.cursor.selected;
        let mut out = pen.row(list, line);
        let theme = out.theme();
        let identity = gaps.identity(&state.project, at);
        let is_picked = identity.is_some_and(|row| gaps.picked.contains(&row));
        let sign = match (is_picked, is_selected) {
            (true, _) => theme.glyphs.picked,
            (false, true) => theme.glyphs.selected,
            (false, false) => " ",
        };
        out.put(sign, theme.accent());
        match row.symbol {
            None if row.is_heading => heading_row(state, &mut out, *row, file),
            None => file_row(state, &mut out, *row, file, &shared, columns),
            Some(symbol) => symbol_row(state, &mut out, file, symbol, columns),
        }
        if is_selected {
            out.restyle(theme.selected());
        }
    }
    pen.scrollbar(list, &shown, gaps.rows.len());
}

/// What to say where nothing is listed.
fn empty(state: &State) -> Vec<&str> {
    if let Some(complaint) = &state.gaps.asked.complaint {
        vec![complaint, "Esc clears the filter; ? lists its words."]
    } else if !state.gaps.query.is_empty() && state.gaps.only_gaps {
        if state.prompt.is_some() {
            vec!["No gap matches; enter keeps the filter, . then looks among tested files, too."]
        } else {
            vec!["No gap matches. Press . to look among tested files, too; esc clears the filter."]
        }
    } else if !state.gaps.query.is_empty() {
        vec!["No file matches; esc clears the filter."]
    } else if state.project.progress.stage != Stage::Done && !state.is_scan_over {
        vec!["Looking around"]
    } else if state.summary.sources == 0 {
        vec!["No source code found here."]
    } else if state.gaps.only_gaps {
        vec![
            "No gaps here: tests leave nothing of worth aside.",
            "Press . to list the tested files as well.",
        ]
    } else {
        vec!["No file here has anything to test."]
    }
}
