//! Which tests lead to a file, and how we know.

use std::sync::Arc;

use super::count;
use super::detail::{LABEL, MOST, more, path_of};
use crate::model::{File, FileId, TestOf};
use crate::ui::action::Action;
use crate::ui::state::{GapRow, State, TestRow};
use crate::ui::widget::{Document, Piece, cut_middle, cut_qualified};

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

/// Most tests of a function that are listed in the pane; a key lists all.
const NEAREST: usize = 8;

/// The tests that lead to the selected function, nearest first.
pub(super) fn tests_of_symbol(state: &State, out: &mut Document) {
    let Some(found) = state.gaps.tests() else {
        return;
    };
    let theme = &state.theme;
    out.gap();
    if found.tests.is_empty() {
        let label = Piece::new("TESTS", theme.dim());
        let text = "no test leads to this function";
        out.wrapped(Some(label), LABEL, text, theme.text());
        return;
    }
    let all = found.tests.len();
    let least = if found.is_cut { "at least " } else { "" };
    let leads = if all == 1 { "test leads" } else { "tests lead" };
    let doubt = if found.is_vague() {
        ", all by a guess: the nearest by name and folder first"
    } else {
        ""
    };
    let text = format!("{least}{} {leads} to this function{doubt}", count(all));
    out.wrapped(
        Some(Piece::new("TESTS", theme.dim())),
        LABEL,
        &text,
        theme.text(),
    );
    for test in found.tests.iter().take(NEAREST) {
        let row = test_row(state, test);
        let place = format!("{}:{}", row.path, row.line);
        let room = out.width().saturating_sub(LABEL);
        if !row.name.is_empty() {
            let name = cut_qualified(&row.name, room, theme.glyphs.ellipsis);
            out.line(vec![
                Piece::new(" ".repeat(LABEL), theme.text()),
                Piece::new(name, theme.good()),
            ]);
        }
        let (head, is_cut, tail) = cut_middle(&place, room.saturating_sub(2)).parts(&place);
        let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
        out.line(vec![
            Piece::new(" ".repeat(LABEL + 2), theme.text()),
            Piece::new(format!("{head}{ellipsis}{tail}"), theme.dim()).linked(&row.path),
        ]);
    }
    let key = Action::by_id("tests").and_then(|action| state.keymap.first_key(action));
    if let (Some(more), Some(key)) = (all.checked_sub(NEAREST).filter(|more| *more > 0), key) {
        let text = format!("and {} more; {key} lists all", count(more));
        out.wrapped(None, LABEL, &text, theme.dim());
    }
}

/// How one test leads to a function, for a list.
pub(crate) fn test_row(state: &State, test: &TestOf) -> TestRow {
    let project = &state.project;
    let name_in = |file: FileId, symbol: Option<u32>| {
        let symbol = project.file(file)?.symbols.get(symbol? as usize)?;
        Some((Arc::<str>::from(&*symbol.name), symbol.start))
    };
    let path = project
        .file(test.test)
        .map_or_else(|| Arc::from(""), |file| file.path.clone());
    let (name, line) = name_in(test.test, test.symbol).unwrap_or_else(|| (Arc::from(""), 1));
    let way = if test.line == 0 {
        "The test runner starts it itself.".to_owned()
    } else {
        let (via, symbol) = test.via;
        let user = match name_in(via, symbol) {
            _ if (via, symbol) == (test.test, test.symbol) => "the test".to_owned(),
            Some((name, _)) => name.to_string(),
            None => "module code".to_owned(),
        };
        let steps = match test.hops {
            0 | 1 => String::new(),
            hops => format!("In {hops} steps; the last: "),
        };
        let place = format!("line {} of {}", test.line, path_of(state, via));
        let text = format!("{steps}{user} {} at {place}.", test.kind.words());
        let mut letters = text.chars();
        let first = letters
            .next()
            .map(|letter| letter.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    };
    TestRow {
        path,
        name,
        line,
        way,
    }
}

/// How the nearest test leads to the selected symbol, step by step from the test on.
pub(super) fn chain(state: &State, out: &mut Document, row: GapRow) {
    let theme = &state.theme;
    let known = state.gaps.tests().filter(|found| !found.way.is_empty());
    let steps = match (row.symbol, known) {
        (Some(_), Some(found)) => found.way.iter().take(LONGEST_CHAIN).copied().collect(),
        (Some(_), None) => state.project.chain(row.file, row.symbol, LONGEST_CHAIN),
        (None, _) => Vec::new(),
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
