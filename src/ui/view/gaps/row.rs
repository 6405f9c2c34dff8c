//! One row of the file list: a file, a function below it, or the heading of a component.

use ratatui::style::Style;

use super::columns::{BEFORE, Columns};
use crate::model::{Basis, File, Finding, Level, MarkKey, Priority, Score, TestStatus};
use crate::ui::filter;
use crate::ui::mark::Judged;
use crate::ui::state::{GapRow, State, find};
use crate::ui::theme::{DEAD, Theme};
use crate::ui::view::components::full_name;
use crate::ui::view::{count, counted};
use crate::ui::widget::{Row, cut_end, cut_middle, cut_qualified, cut_start};

/// The heading of a group: its component, how many files it has, and how pressing they are.
pub(super) fn heading_row(state: &State, out: &mut Row<'_, '_>, row: GapRow, file: &File) {
    let theme = out.theme();
    let component = file.component.and_then(|id| state.project.component(id));
    let (name, is_folded) = match component {
        Some(component) => {
            let is_folded = state.gaps.folded.contains(&component.id);
            (full_name(state, component), is_folded)
        }
        None => ("no component".to_owned(), state.gaps.folded.contains("")),
    };
    let sign = if is_folded {
        theme.glyphs.folded
    } else {
        theme.glyphs.unfolded
    };
    out.put(sign, theme.dim()).skip(1);
    let tally = state.gaps.tally(&state.project, row);
    let files = counted(tally.files, "file");
    let numbers = tally.gaps.iter().filter(|number| **number > 0);
    let numbers: usize = numbers
        .map(|number| count(*number as usize).len() + 4)
        .sum();
    // The scroll bar has a column of its own.
    let room = usize::from(out.left()).saturating_sub(files.len() + numbers + 4);
    let name = cut_start(&name, room, theme.glyphs.ellipsis);
    out.put(&name, theme.strong())
        .skip(2)
        .put(&files, theme.dim());
    for (priority, number) in Priority::ALL.into_iter().zip(tally.gaps) {
        let number_text = count(number as usize);
        if number > 0 && usize::from(out.left()) > number_text.len() + 5 {
            let (sign, style) = theme.priority(priority);
            out.skip(2).put(sign, style).skip(1);
            out.put(&number_text, theme.text());
        }
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

pub(super) fn file_row(
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
        // A sign of what is tested would say the contrary of why it is listed.
        Some(_) if file.is_gap() && !file.is_untested() => {
            let (_, style) = theme.level(Level::Partial);
            let sign = (theme.glyphs.ran_in_part, style);
            signed_field(out, sign, "in part", columns);
        }
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
    } else {
        out.skip(columns.effort);
    }
    if columns.owner > 0 {
        let owner = file.owner.as_deref().unwrap_or_default();
        let room = columns.owner - 2;
        let owner = cut_end(owner, usize::from(room), theme.glyphs.ellipsis);
        out.skip(2).field(&owner, room, theme.dim());
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
    signed_field(out, theme.status(status), status.word(), columns);
}

fn signed_field(
    out: &mut Row<'_, '_>,
    (sign, style): (&'static str, Style),
    word: &str,
    columns: Columns,
) {
    let text = if columns.status > 3 {
        format!("{sign} {word}")
    } else {
        sign.to_owned()
    };
    out.field(&text, columns.status.saturating_sub(2), style);
}

pub(super) fn symbol_row(
    state: &State,
    out: &mut Row<'_, '_>,
    file: &File,
    at: u32,
    columns: Columns,
) {
    let theme = out.theme();
    let Some(symbol) = file.symbols.get(at as usize) else {
        return;
    };
    let (sign, style) = mark_sign(state, &file.path, Some(&symbol.name));
    out.field(sign, 2, style).to(BEFORE).skip(2);
    let name = cut_qualified(
        &symbol.name,
        usize::from(columns.path.saturating_sub(2)),
        theme.glyphs.ellipsis,
    );
    let end = out.x() + columns.path.saturating_sub(2);
    let found = find(&name, &state.gaps.asked.text).unwrap_or_default();
    let parts = [
        (name.get(..found.start), theme.text()),
        (name.get(found.clone()), theme.matched()),
        (name.get(found.end..), theme.text()),
    ];
    for (part, style) in parts {
        out.put(part.unwrap_or_default(), style);
    }
    let missing = end.saturating_sub(out.x());
    out.skip(missing + 2);
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
