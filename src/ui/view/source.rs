//! One file for reading: line numbers, what tests run at the left, colours.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{View, ViewId, count, counted, covered, listing};
use crate::model::{File, FileKind, Measured, TestStatus, name_of};
use crate::ui::layout::{below_titles, split_bottom};
use crate::ui::source::{Class, Line};
use crate::ui::state::{Content, State, find};
use crate::ui::theme::Theme;
use crate::ui::widget::{Pen, Row, cut_middle, cut_qualified, width_of};

/// Its row in the table.
pub(super) const VIEW: View = View {
    id: ViewId::Source,
    title: "Source",
    draw,
    list: |state, body| areas(state, body).0,
    len: |state| state.source.len(),
    cursor: |state| &mut state.source.cursor,
    remember: |_| {},
    query: |state| &state.source.query,
    query_mut: |state| &mut state.source.query,
    crumbs: |state| {
        let mut crumbs = (View::of(opened_from(state)).crumbs)(state);
        let path = state.source.path.as_deref().unwrap_or_default();
        let name = name_of(path);
        crumbs.push(name.to_owned());
        crumbs
    },
    facts,
    order: |_| None,
    sort_at: |_, _, _| {},
    detail: None,
};

/// The list from which the file was opened.
pub(super) fn opened_from(state: &State) -> ViewId {
    let places = state.trail.iter().rev().map(|place| place.view);
    let mut lists = places.filter(|view| *view != ViewId::Source);
    lists.next().unwrap_or(ViewId::Gaps)
}

fn file(state: &State) -> Option<&File> {
    let path = state.source.path.as_ref()?;
    state.project.file(state.project.find(path)?)
}

/// Whether the file is one that tests should lead to; what was not looked at is not.
pub(crate) fn is_judged(state: &State) -> bool {
    file(state).is_some_and(|file| file.kind == FileKind::Source)
}

/// What coverage reports say of the file.
pub(super) fn measured(state: &State) -> Option<&Measured> {
    file(state)?.coverage.as_deref()
}

/// Where the lines are, and where the selected one is explained, where there is something to say.
fn areas(state: &State, body: Rect) -> (Rect, Rect) {
    let list = below_titles(body);
    let height = u16::from(measured(state).is_some() && list.height > 3);
    split_bottom(list, height)
}

fn facts(state: &State, room: usize) -> String {
    let len = state.source.text().map_or(0, |text| text.lines.len());
    if len == 0 {
        return String::new();
    }
    let line = count(state.source.cursor.selected + 1);
    let kind = file(state).map(|file| file.kind);
    let gaps = match state.source.gaps() {
        _ if kind.is_some_and(|kind| kind != FileKind::Source) => {
            format!("{} file", kind.map_or("", FileKind::word))
        }
        0 if file(state).is_none_or(|file| file.symbols.is_empty()) => "no functions".to_owned(),
        0 => "a test leads to every function".to_owned(),
        1 => "1 function no test runs".to_owned(),
        gaps => format!("{} no test runs", counted(gaps, "function")),
    };
    let is_cut = state.source.text().is_some_and(|text| text.is_cut);
    let end = if is_cut { ", its end left out" } else { "" };
    let place = format!("line {line} of {}{end}", count(len));
    listing(room, &[place, gaps])
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    title(state, pen, body);
    let (list, below) = areas(state, body);
    let style = pen.theme.dim();
    let lines = match &state.source.content {
        Content::Ready(text) if text.lines.is_empty() => {
            pen.row(list, 1).skip(2).put("This file is empty.", style);
            return;
        }
        Content::Ready(text) => &text.lines,
        Content::Awaited => {
            pen.row(list, 1).skip(2).put("Reading", style);
            return;
        }
        Content::Failed(problem) => {
            let style = pen.theme.bad();
            pen.row(list, 1).skip(2).put(problem, style);
            return;
        }
    };
    let cursor = state.source.cursor;
    let shown = cursor.window(lines.len(), usize::from(list.height));
    let digits = lines.len().to_string().len().max(3);
    let file = file(state);
    let visible = lines.get(shown.clone()).unwrap_or_default();
    for ((at, line), text) in shown.clone().zip(0..).zip(visible) {
        let mut out = pen.row(list, line);
        let is_selected = at == cursor.selected;
        gutter(state, &mut out, file, at, is_selected, digits, line == 0);
        code(state, &mut out, text);
    }
    if let Some((file, measured)) = file.zip(measured(state)) {
        covered::draw(state, file, measured, pen, below);
    }
    pen.scrollbar(list, &shown, lines.len());
}

/// Fewest cells in which a path says anything.
const SHORTEST: usize = 12;

/// Cells below which the function comes before the path.
const NARROW: usize = 60;

/// The path, and the function that the selected line belongs to.
fn title(state: &State, pen: &mut Pen<'_>, body: Rect) {
    let theme = *pen.theme;
    let path = state.source.path.as_deref().unwrap_or_default();
    let owner = state.source.owner(state.source.cursor.selected);
    let known = file(state).zip(owner).and_then(|(file, at)| {
        let symbol = file.symbols.get(at as usize)?;
        let status = file.symbol_status.get(at as usize)?.status;
        Some((symbol, status))
    });
    let mut row = pen.row(body, 0);
    row.skip(1);
    let room = usize::from(row.left());
    let (sign, word, style, name) = match known {
        Some((symbol, status)) => {
            let (sign, style) = theme.status(status);
            let span = format!(" {}-{}", symbol.start, symbol.end);
            let share = if room < NARROW { room / 2 } else { room / 3 };
            let name = cut_qualified(&symbol.name, share, theme.glyphs.ellipsis) + &span;
            (sign, status.word(), style, name)
        }
        None => ("", "", theme.dim(), String::new()),
    };
    let used = width_of(&name) + width_of(sign) + width_of(word) + 5;
    let left = room.saturating_sub(used);
    // Where there is no room for a path, the name of the file in the header is enough.
    if name.is_empty() || left >= SHORTEST {
        let (head, is_cut, tail) = cut_middle(path, left).parts(path);
        let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
        row.put(&format!("{head}{ellipsis}{tail}"), theme.strong());
        row.skip(2);
    }
    row.put(&name, theme.dim());
    row.skip(1).put(sign, style).skip(1).put(word, style);
}

/// Line number, what tests lead to, and what reports saw run. The sign of a function stands where it begins, and on the
/// first line of the screen; a line leads on to its end, a broken one where tests run it.
fn gutter(
    state: &State,
    out: &mut Row<'_, '_>,
    file: Option<&File>,
    at: usize,
    is_selected: bool,
    digits: usize,
    is_first: bool,
) {
    let theme = out.theme();
    let selected = if is_selected {
        theme.glyphs.selected
    } else {
        " "
    };
    let number = format!("{:>digits$}", at + 1);
    out.put(selected, theme.accent());
    out.put(
        &number,
        if is_selected {
            theme.selected()
        } else {
            theme.dim()
        },
    );
    let owner = state.source.owner(at);
    let known = file.zip(owner).and_then(|(file, owner)| {
        let status = file.symbol_status.get(owner as usize)?.status;
        let is_start = file.symbols.get(owner as usize)?.start as usize == at + 1;
        Some((status, is_start))
    });
    out.skip(1);
    match known {
        Some((status, is_start)) => {
            let (sign, style) = theme.status(status);
            let sign = if is_start || is_first {
                sign
            } else {
                run(theme, status)
            };
            out.put(sign, style);
        }
        None => {
            out.skip(1);
        }
    }
    if let Some(measured) = file.and_then(|file| file.coverage.as_deref()) {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let (sign, style) = covered::sign(theme, measured, line);
        out.skip(1).put(sign, style).skip(1);
    } else {
        out.skip(2);
    }
}

/// What leads from the sign of a function to its end.
fn run(theme: &Theme, status: TestStatus) -> &'static str {
    match status {
        TestStatus::Unreached | TestStatus::Hollow => theme.glyphs.side,
        TestStatus::Reached | TestStatus::Direct => theme.glyphs.tick,
        TestStatus::NoLogic | TestStatus::Unread => " ",
    }
}

/// The text from the first visible column on; what is looked for is marked.
fn code(state: &State, out: &mut Row<'_, '_>, line: &Line) {
    let theme = out.theme();
    let found = find(&line.text, &state.source.query).unwrap_or(0..0);
    let start = line
        .text
        .char_indices()
        .nth(state.source.column)
        .map_or(line.text.len(), |(at, _)| at);
    let mut at = 0;
    for (len, class) in &line.parts {
        let end = at + *len as usize;
        let style = style_of(theme, *class);
        // A part that what is looked for begins or ends in is drawn in pieces.
        let cuts = [
            at,
            found.start.clamp(at, end),
            found.end.clamp(at, end),
            end,
        ];
        for piece in cuts.windows(2) {
            let (Some(from), Some(to)) = (piece.first(), piece.last()) else {
                continue;
            };
            let is_found = found.contains(from);
            let from = (*from).max(start);
            if let Some(text) = line.text.get(from..*to) {
                out.put(text, if is_found { theme.matched() } else { style });
            }
        }
        at = end;
    }
}

fn style_of(theme: &Theme, class: Class) -> Style {
    match class {
        Class::Plain => theme.text(),
        Class::Keyword => theme.accent(),
        Class::Definition => theme.strong(),
        Class::Quoted | Class::Number => theme.quoted(),
        Class::Comment => theme.dim(),
    }
}
