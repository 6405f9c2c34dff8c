//! What to do about a gap: the test to write, and the functions it is about.

use super::{LABEL, MOST, more};
use crate::model::{File, Score, Symbol};
use crate::ui::state::{GapRow, State, is_shown};
use crate::ui::widget::{Document, Piece, cut_middle, cut_qualified, width_of};

pub(super) fn suggestion(state: &State, out: &mut Document, file: &File, score: &Score) {
    let theme = &state.theme;
    if !file.is_gap() {
        return;
    }
    let Some(test) = &score.suggested_test else {
        return;
    };
    out.gap();
    let is_new = state.project.find(test).is_none();
    let mut rows = vec![("TEST", test, if is_new { " (new)" } else { "" })];
    if let Some(sibling) = &score.sibling_test {
        rows.push(("  like", sibling, ""));
    }
    for (label, path, remark) in rows {
        let room = out.width().saturating_sub(LABEL + remark.len());
        let (head, is_cut, tail) = cut_middle(path, room).parts(path);
        let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
        out.line(vec![
            Piece::new(format!("{label:<LABEL$}"), theme.dim()),
            Piece::new(format!("{head}{ellipsis}{tail}"), theme.text()),
            Piece::new(remark, theme.dim()),
        ]);
    }
    if !score.test_first.is_empty() {
        out.wrapped(
            Some(Piece::new("  first", theme.dim())),
            LABEL,
            &score.test_first.join(", "),
            theme.text(),
        );
    }
    if let Some(command) = &score.test_command {
        out.wrapped(
            Some(Piece::new("  run", theme.dim())),
            LABEL,
            &command.whole,
            theme.text(),
        );
    }
    crate::ui::view::background::effort(state, out, score);
    crate::ui::view::background::keys(state, out);
}

pub(super) fn symbols(state: &State, out: &mut Document, row: GapRow, file: &File) {
    let theme = &state.theme;
    let shown: Vec<(u32, &Symbol)> = (0..)
        .zip(file.symbols.iter())
        .filter(|(_, symbol)| is_shown(symbol))
        .collect();
    if shown.is_empty() {
        return;
    }
    out.gap();
    let title = Piece::new("SYMBOLS, their lines and complexity", theme.dim());
    out.line(vec![title]);
    for (at, symbol) in shown.iter().take(MOST) {
        let (sign, style) = match file.symbol_status.get(*at as usize) {
            Some(judged) => theme.status(judged.status),
            None => (" ", theme.dim()),
        };
        let span = format!("{}-{}", symbol.start, symbol.end);
        let room = out.width().saturating_sub(2 + 11 + 6);
        let name = cut_qualified(&symbol.name, room, theme.glyphs.ellipsis);
        let pad = room - width_of(&name).min(room);
        let name_style = if row.symbol == Some(*at) {
            theme.strong().underlined()
        } else {
            theme.text()
        };
        out.line(vec![
            Piece::new(format!("{sign} "), style),
            Piece::new(name, name_style),
            Piece::new(" ".repeat(pad), theme.text()),
            Piece::new(format!("{span:>11}"), theme.dim()),
            Piece::new(format!("  {:>4}", symbol.complexity), theme.dim()),
        ]);
    }
    more(state, out, shown.len());
}
