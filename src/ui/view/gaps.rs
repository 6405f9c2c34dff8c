//! The file list, most pressing first, with the detail beside or below it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{View, ViewId, count, counted, detail, panes_of, split};
use crate::model::{
    Basis, ComponentId, File, Finding, MarkKey, MarkState, Score, Stage, TestStatus,
};
use crate::ui::filter;
use crate::ui::layout::below_titles;
use crate::ui::mark::Judged;
use crate::ui::state::{GapColumn, GapRow, Scope, State};
use crate::ui::theme::{DEAD, PICKED, Theme};
use crate::ui::widget::{Pen, Row, cut_middle, cut_start};

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
        if state.gaps.asked.text.is_empty() {
            Some((sort.column.word(), sort.is_reversed))
        } else {
            Some(("match", false))
        }
    },
    sort_at,
    detail: Some(detail::document),
};

/// Columns before the path: selection, mark, priority, risk.
const BEFORE: u16 = 14;

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

fn facts(state: &State) -> String {
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
    let listed = counted(state.gaps.files, noun);
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
    facts.join(", ")
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

/// Widths of the columns after the path; 0 where there is no room.
#[derive(Debug, Clone, Copy)]
struct Columns {
    path: u16,
    status: u16,
    lines: u16,
    effort: u16,
}

impl Columns {
    fn of(width: u16) -> Self {
        let (status, lines) = match width {
            0..48 => (3, 0),
            48..54 => (13, 0),
            _ => (13, 7),
        };
        let effort = if width < 84 { 0 } else { 8 };
        // One column stays free for the scroll bar.
        let path = width.saturating_sub(BEFORE + status + lines + effort + 1);
        Self {
            path,
            status,
            lines,
            effort,
        }
    }
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    let panes = panes_of(state, body);
    let list = below_titles(panes.list());
    let columns = Columns::of(list.width);
    titles(pen, panes.list(), columns);
    rows(state, pen, list, columns);
    split::detail(state, pen, panes, detail::document);
}

fn titles(pen: &mut Pen<'_>, list: Rect, columns: Columns) {
    let style = pen.theme.dim();
    let mut row = pen.row(list, 0);
    row.skip(3)
        .field("PRIO", 4, style)
        .number("RISK", 5, style)
        .skip(2)
        .field("FILE", columns.path, style);
    if columns.status > 3 {
        row.skip(2).field("STATUS", columns.status - 2, style);
    }
    if columns.lines > 0 {
        row.number("LINES", columns.lines, style);
    }
    if columns.effort > 0 {
        row.skip(2).field("EFFORT", columns.effort - 2, style);
    }
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
            (true, _) => PICKED,
            (false, true) => theme.glyphs.selected,
            (false, false) => " ",
        };
        out.put(sign, theme.accent());
        match row.symbol {
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
            "No gaps here: some test leads to every file.",
            "Press . to list the tested files as well.",
        ]
    } else {
        vec!["No file here has anything to test."]
    }
}

fn mark_sign(state: &State, path: &str, symbol: Option<&str>) -> (&'static str, Style) {
    let key = MarkKey {
        path: path.to_owned(),
        symbol: symbol.map(str::to_owned),
    };
    Judged::find(&state.project, state.marks(), &key)
        .map_or((" ", Style::new()), |judged| judged.sign(&state.theme))
}

fn file_row(
    state: &State,
    out: &mut Row<'_, '_>,
    row: GapRow,
    file: &File,
    shared: &str,
    columns: Columns,
) {
    let theme = out.theme();
    let (sign, style) = mark_sign(state, &file.path, None);
    out.field(sign, 2, style);
    let score = state.project.score(row.file);
    priority(out, theme, file, score);
    let hidden = if file.path.starts_with(shared) {
        shared.len()
    } else {
        0
    };
    path(out, file, hidden, columns, &state.gaps.asked.text);
    if file.has(Finding::PossiblyDead) {
        out.put(DEAD, theme.accent()).skip(1);
    } else {
        out.skip(2);
    }
    match file.status {
        Some(status) => status_field(out, theme, status, columns),
        None => {
            out.field(
                theme.glyphs.ellipsis,
                columns.status.saturating_sub(2),
                theme.dim(),
            );
        }
    }
    if columns.lines > 0 {
        let lines = match file.lines.total {
            0 => theme.glyphs.ellipsis.to_owned(),
            _ => count(file.lines.code as usize),
        };
        out.number(&lines, columns.lines, theme.text());
    }
    let effort = score.and_then(|score| score.effort);
    if let Some(effort) = effort.filter(|_| columns.effort > 0 && file.is_gap()) {
        out.skip(2)
            .field(effort.letter(), columns.effort - 2, theme.text());
    }
}

fn priority(out: &mut Row<'_, '_>, theme: &Theme, file: &File, score: Option<&Score>) {
    // What is tested needs no attention, whatever it would be worth.
    let is_open = file.is_gap();
    match score.and_then(|score| score.priority) {
        Some(priority) => {
            let (sign, style) = theme.priority(priority);
            let style = if is_open { style } else { theme.dim() };
            let letter = priority.word().get(..1).unwrap_or_default();
            out.field(sign, 2, style)
                .field(&letter.to_ascii_uppercase(), 2, style);
        }
        None => {
            out.skip(4);
        }
    }
    match score {
        Some(score) => {
            let style = if is_open { theme.text() } else { theme.dim() };
            out.number(&score.risk.to_string(), 5, style);
        }
        None => {
            out.number(theme.glyphs.dash, 5, theme.dim());
        }
    }
    // Estimated is the rule here, and needs no sign.
    match file.run_share().1 {
        Basis::Estimated | Basis::Mixed => out.skip(2),
        basis => out.put(theme.texture(basis), theme.dim()).skip(1),
    };
}

/// Writes a path, its folder dim, what the filter found marked.
fn path(out: &mut Row<'_, '_>, file: &File, hidden: usize, columns: Columns, query: &str) {
    let theme = out.theme();
    let start = out.x();
    let end = start.saturating_add(columns.path);
    let shown = file.path.get(hidden..).unwrap_or(&file.path);
    let cut = cut_middle(shown, usize::from(columns.path));
    let (head, is_cut, tail) = cut.parts(shown);
    let found = if query.is_empty() {
        Vec::new()
    } else {
        filter::indices(&file.path, query).unwrap_or_default()
    };
    let base = file.path.rfind('/').map_or(0, |at| at + 1);
    let tail_start = hidden + cut.tail;
    let mut write = |text: &str, start: usize| {
        let before = file
            .path
            .get(..start)
            .map_or(0, |text| text.chars().count());
        let mut run = String::new();
        let mut run_style = None;
        for ((offset, letter), number) in text.char_indices().zip(before..) {
            let style = if found.binary_search(&number).is_ok() {
                theme.matched()
            } else if start + offset < base {
                theme.dim()
            } else {
                theme.text()
            };
            if run_style.is_some_and(|before| before != style) {
                out.put(&run, run_style.unwrap_or_default());
                run.clear();
            }
            run_style = Some(style);
            run.push(letter);
        }
        out.put(&run, run_style.unwrap_or_default());
    };
    write(head, hidden);
    if is_cut {
        write(theme.glyphs.ellipsis, base);
        write(tail, tail_start);
    }
    let missing = end.saturating_sub(out.x());
    out.link(start, &file.path).skip(missing);
}

fn status_field(out: &mut Row<'_, '_>, theme: &Theme, status: TestStatus, columns: Columns) {
    let (sign, style) = theme.status(status);
    let text = if columns.status > 3 {
        format!("{sign} {}", status.word())
    } else {
        sign.to_owned()
    };
    out.field(&text, columns.status.saturating_sub(2), style);
}

fn symbol_row(state: &State, out: &mut Row<'_, '_>, file: &File, at: u32, columns: Columns) {
    let theme = out.theme();
    let Some(symbol) = file.symbols.get(at as usize) else {
        return;
    };
    let (sign, style) = mark_sign(state, &file.path, Some(&symbol.name));
    out.field(sign, 2, style).to(BEFORE).skip(2);
    let name = cut_start(
        &symbol.name,
        usize::from(columns.path.saturating_sub(2)),
        theme.glyphs.ellipsis,
    );
    out.field(&name, columns.path.saturating_sub(2), theme.text());
    out.skip(2);
    match file.symbol_status.get(at as usize) {
        Some(judged) => status_field(out, theme, judged.status, columns),
        None => {
            out.skip(columns.status.saturating_sub(2));
        }
    }
    if columns.lines > 0 {
        let lines = (symbol.end + 1).saturating_sub(symbol.start);
        out.number(&lines.to_string(), columns.lines, theme.dim());
    }
}

fn sort_at(state: &mut State, list: Rect, x: u16) {
    let columns = Columns::of(list.width);
    let at = x.saturating_sub(list.x);
    let after = BEFORE + columns.path;
    let column = match at {
        0..3 => GapColumn::Mark,
        3..7 => GapColumn::Priority,
        7..14 => GapColumn::Risk,
        _ if at < after => GapColumn::Path,
        _ if at < after + columns.status => GapColumn::Status,
        _ => GapColumn::Lines,
    };
    state.gaps.sort.choose(column);
}
