//! Which tests lead to a file, and how we know.

use super::count;
use super::detail::{LABEL, MOST, more, path_of};
use crate::model::File;
use crate::ui::state::{GapRow, State};
use crate::ui::widget::{Document, Piece, cut_middle};

/// Most steps of a chain that are shown; longer ones would only prove that they exist.
const LONGEST_CHAIN: usize = 12;

/// The tests that lead to a file.
pub(super) fn tests(state: &State, out: &mut Document, file: &File) {
    let theme = &state.theme;
    if file.status.is_none() || file.tests.is_empty() {
        return;
    }
    out.gap();
    out.line(vec![
        Piece::new(format!("{:<LABEL$}", "TESTS"), theme.dim()),
        Piece::new(format!("{} here", lead(file.tests.len())), theme.text()),
    ]);
    for link in file.tests.iter().take(MOST) {
        let room = out.width().saturating_sub(LABEL + 2);
        let name = path_of(state, link.test);
        let (head, is_cut, tail) = cut_middle(&name, room).parts(&name);
        let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
        out.line(vec![
            Piece::new(" ".repeat(LABEL), theme.text()),
            Piece::new(format!("{head}{ellipsis}{tail}"), theme.good()),
        ]);
        let via = if link.via == link.test {
            String::new()
        } else {
            format!(" of {}", path_of(state, link.via))
        };
        let steps = if link.hops > 1 {
            format!("in {} steps: ", link.hops)
        } else {
            String::new()
        };
        let evidence = format!("{steps}line {}{via} {}", link.line, link.kind.words());
        out.wrapped(None, LABEL + 2, &evidence, theme.dim());
    }
    more(state, out, file.tests.len());
}

/// How the nearest test leads to the selected symbol, step by step from the test on.
pub(super) fn chain(state: &State, out: &mut Document, row: GapRow) {
    let theme = &state.theme;
    let steps = match row.symbol {
        Some(_) => state.project.chain(row.file, row.symbol, LONGEST_CHAIN),
        None => Vec::new(),
    };
    if steps.is_empty() {
        return;
    }
    out.gap();
    for (number, origin) in steps.iter().enumerate() {
        let label = if number == 0 { "HOW" } else { "" };
        let place = path_of(state, origin.file);
        let line = format!(":{}", origin.line);
        let room = out.width().saturating_sub(LABEL + line.len());
        let (head, is_cut, tail) = cut_middle(&place, room).parts(&place);
        let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
        out.line(vec![
            Piece::new(format!("{label:<LABEL$}"), theme.dim()),
            Piece::new(format!("{head}{ellipsis}{tail}{line}"), theme.text()),
        ]);
        let file = state.project.file(origin.file);
        let symbol = file
            .zip(origin.symbol)
            .and_then(|(file, at)| file.symbols.get(at as usize));
        let words = match symbol {
            Some(symbol) => format!("{} {}", symbol.name, origin.kind.words()),
            None => origin.kind.words().to_owned(),
        };
        out.wrapped(None, LABEL + 2, &words, theme.dim());
    }
}

fn lead(tests: usize) -> String {
    if tests == 1 {
        "1 test file leads".to_owned()
    } else {
        format!("{} test files lead", count(tests))
    }
}
