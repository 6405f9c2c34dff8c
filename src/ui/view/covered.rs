//! What coverage reports say of the lines of the file on screen.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{count, counted};
use crate::model::{Basis, File, Measured};
use crate::ui::state::State;
use crate::ui::theme::Theme;
use crate::ui::widget::Pen;

/// Most tests that are named.
const MOST: usize = 20;

/// The sign of a line, which tells without its colour: ran, ran in part, did not run, no data.
/// What was measured of an older file is dim.
pub(super) fn sign(theme: &Theme, measured: &Measured, line: u32) -> (&'static str, Style) {
    let glyphs = theme.glyphs;
    let (sign, style) = match measured.coverage.hits(line) {
        None => return (" ", theme.dim()),
        Some(0) => (glyphs.did_not_run, theme.bad()),
        Some(_) if measured.coverage.is_partial(line) => (glyphs.ran_in_part, theme.accent()),
        Some(_) => (glyphs.ran, theme.good()),
    };
    let is_stale = measured.basis == Basis::Stale;
    (sign, if is_stale { theme.dim() } else { style })
}

/// Writes what is known of the selected line, after the signs and what they mean.
pub(super) fn draw(state: &State, file: &File, measured: &Measured, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme;
    let line = state.source.line();
    let (sign, style) = sign(&theme, measured, line);
    let mut row = pen.row(area, 0);
    row.skip(1).put(sign, style).skip(1);
    let basis = match measured.basis {
        Basis::Stale => "stale: ",
        _ => "",
    };
    row.put(&format!("{basis}{}", words(measured, line)), theme.text());
    let tests = measured.coverage.tests_of(line);
    if !tests.is_empty() {
        let names = tests
            .iter()
            .take(MOST)
            .filter_map(|test| state.project.measured_tests.get(test.0 as usize));
        let names: Vec<&str> = names.map(|name| &**name).collect();
        let text = format!(
            ", run by {}: {}",
            counted(tests.len(), "test"),
            names.join(", ")
        );
        row.put(&text, theme.dim());
    } else if measured.coverage.hits(line).is_none() {
        let ran = measured.coverage.line_count();
        let text = format!(
            "  ({} of {} lines of {} ran)",
            count(ran.covered as usize),
            count(ran.total as usize),
            file.base_name()
        );
        row.put(&text, theme.dim());
    }
}

/// What is known of a line.
fn words(measured: &Measured, line: u32) -> String {
    let ran = match measured.coverage.hits(line) {
        None => return "no data for this line".to_owned(),
        Some(0) => return "this line did not run".to_owned(),
        // Many formats only tell that a line ran.
        Some(1) => "this line ran".to_owned(),
        Some(hits) => format!(
            "this line ran {} times",
            count(usize::try_from(hits).unwrap_or(usize::MAX))
        ),
    };
    match measured.coverage.branch(line) {
        Some(branch) if branch.covered < branch.total => format!(
            "{ran} in part: {} of {} branches",
            branch.covered, branch.total
        ),
        Some(branch) => format!("{ran}, {} of {} branches", branch.covered, branch.total),
        None => ran,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BranchLine, Count, FileCoverage, LineHits};
    use crate::ui::sample;

    fn measured() -> Measured {
        let line = |line, hits| LineHits { line, hits };
        Measured {
            coverage: FileCoverage {
                lines: [line(1, 1), line(2, 1200), line(3, 0), line(4, 5)].into(),
                branches: [BranchLine::counted(2, 2, 2), BranchLine::counted(4, 1, 3)].into(),
                ..FileCoverage::default()
            },
            basis: Basis::Measured,
            functions: Count::default(),
            function_lines: Count::default(),
            partial_lines: 1,
            symbols: Box::default(),
        }
    }

    #[test]
    fn a_line_is_told_in_words() {
        let check = |line, expect: &str| assert_eq!(words(&measured(), line), expect);
        check(1, "this line ran");
        check(2, "this line ran 1,200 times, 2 of 2 branches");
        check(3, "this line did not run");
        check(4, "this line ran 5 times in part: 1 of 3 branches");
        check(5, "no data for this line");
    }

    #[test]
    fn each_kind_of_line_has_a_sign_of_its_own() {
        for ascii in [false, true] {
            let mut preferences = sample::preferences();
            preferences.ascii = ascii;
            let theme = sample::blank(80, 24, &preferences).theme;
            let signs = [1, 3, 4, 5].map(|line| sign(&theme, &measured(), line).0);
            let mut unlike = signs.to_vec();
            unlike.sort_unstable();
            unlike.dedup();
            assert_eq!(unlike.len(), 4, "{signs:?}");
            assert_eq!(signs[3], " ");
            assert!(!ascii || signs.iter().all(|sign| sign.is_ascii()));
        }
    }

    #[test]
    fn what_is_stale_has_no_colour_of_its_own() {
        let theme = sample::state(80, 24).theme;
        let mut stale = measured();
        stale.basis = Basis::Stale;
        assert_eq!(sign(&theme, &stale, 3).1, theme.dim());
        assert_ne!(sign(&theme, &measured(), 3).1, theme.dim());
    }
}
