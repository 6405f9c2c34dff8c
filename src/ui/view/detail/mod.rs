//! Everything known of the selected file: why it matters, how sure we are, what to do.

mod mark;
mod why;
mod work;

use super::{background, count, counted, evidence};
use crate::model::{File, FileId, Priority, Score, TestStatus};
use crate::ui::state::{State, is_shown};
use crate::ui::view::components::full_name;
use mark::mark;
use why::why;
use work::{suggestion, symbols};

use crate::ui::widget::{Document, Piece, cut_middle, percent, width_of};

/// Width of the labels at the left.
pub(super) const LABEL: usize = 9;

/// Most tests, and most symbols, that are listed: more than anyone reads in a pane, so that a
/// file with thousands costs no more than others.
pub(super) const MOST: usize = 200;

/// The detail of the selected row, laid out for a width.
pub(super) fn document(state: &State, width: u16) -> Document {
    let mut out = Document::new(width.saturating_sub(1));
    let Some(row) = state.gaps.selected() else {
        group(state, &mut out);
        return out;
    };
    let Some(file) = state.project.file(row.file) else {
        return out;
    };
    let score = state.project.score(row.file);
    head(state, &mut out, file, score);
    if let Some(at) = row.symbol {
        symbol_head(state, &mut out, file, at);
        evidence::tests_of_symbol(state, &mut out);
        evidence::chain(state, &mut out, row);
        out.gap();
        out.line(vec![Piece::new("THE WHOLE FILE", state.theme.dim())]);
    }
    verdict(state, &mut out, file);
    mark(state, &mut out, row, file);
    if let Some(score) = score {
        why(state, &mut out, score, file.is_gap());
    }
    findings(state, &mut out, file);
    evidence::tests(state, &mut out, file);
    if let Some(score) = score {
        suggestion(state, &mut out, file, score);
    }
    symbols(state, &mut out, row, file);
    background::history(state, &mut out, file);
    out
}

/// What is known of the group whose heading is selected.
fn group(state: &State, out: &mut Document) {
    let theme = &state.theme;
    let Some(row) = state.gaps.rows.get(state.gaps.cursor.selected).copied() else {
        return;
    };
    let file = state.project.file(row.file);
    let component = file.and_then(|file| state.project.component(file.component?));
    let tally = state.gaps.tally(&state.project, row);
    let name = component.map_or_else(
        || "no component".to_owned(),
        |component| full_name(state, component),
    );
    out.wrapped(None, 0, &name, theme.strong());
    if let Some(component) = component {
        let ratio = component.ratio.map_or_else(String::new, |ratio| {
            let basis = component.basis.word();
            format!(", {} % of its function lines ({basis})", percent(ratio))
        });
        let text = format!(
            "{} of {} tested{ratio}",
            component.tested(),
            counted(component.sources as usize, "file")
        );
        out.wrapped(None, 0, &text, theme.text());
    }
    out.gap();
    let files = counted(tally.files, "file");
    out.wrapped(None, 0, &format!("{files} listed here"), theme.text());
    for (priority, number) in Priority::ALL.into_iter().zip(tally.gaps) {
        if number > 0 {
            let (sign, style) = theme.priority(priority);
            out.line(vec![
                Piece::new(format!("{sign} "), style),
                Piece::new(format!("{number:>3} {}", priority.word()), theme.text()),
            ]);
        }
    }
}

fn head(state: &State, out: &mut Document, file: &File, score: Option<&Score>) {
    let theme = &state.theme;
    let (text, style) = match score.and_then(|score| score.priority) {
        Some(priority) => {
            let (sign, style) = theme.priority(priority);
            // What is tested needs no attention, whatever it would be worth.
            let style = if file.is_gap() { style } else { theme.dim() };
            (format!("{sign} {}", Priority::word(priority)), style)
        }
        None => (String::new(), theme.text()),
    };
    let room = out.width().saturating_sub(width_of(&text) + 2);
    let (head, is_cut, tail) = cut_middle(&file.path, room).parts(&file.path);
    let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
    let path = format!("{head}{ellipsis}{tail}");
    let pad = out
        .width()
        .saturating_sub(width_of(&path) + width_of(&text));
    out.line(vec![
        Piece::new(path, theme.strong()).linked(&file.path),
        Piece::new(" ".repeat(pad), theme.text()),
        Piece::new(text, style),
    ]);
    out.gap();
}

/// The selected function: its name, where it is, and whether tests run it.
fn symbol_head(state: &State, out: &mut Document, file: &File, at: u32) {
    let theme = &state.theme;
    let Some(symbol) = file.symbols.get(at as usize) else {
        return;
    };
    out.wrapped(None, 0, &symbol.name, theme.strong());
    let facts = format!(
        "lines {}-{}, complexity {}",
        symbol.start, symbol.end, symbol.complexity
    );
    if let Some(judged) = file.symbol_status.get(at as usize) {
        let (sign, style) = theme.status(judged.status);
        let word = format!("{sign} {}", judged.status.word());
        let indent = width_of(&word) + 1;
        let text = format!("({}), {facts}", judged.confidence.word());
        out.wrapped(Some(Piece::new(word, style)), indent, &text, theme.text());
    } else {
        out.wrapped(None, 0, &facts, theme.text());
    }
    if let Some(lines) = file.measured_lines(at) {
        let basis = file
            .coverage
            .as_ref()
            .map_or("", |found| found.basis.word());
        let text = format!("{basis}: {} of {} lines ran", lines.covered, lines.total);
        out.wrapped(None, 0, &text, theme.text());
    }
}

/// Status with its confidence, figures, and the sentence of why.
fn verdict(state: &State, out: &mut Document, file: &File) {
    let theme = &state.theme;
    let mut facts = Vec::new();
    if file.lines.total > 0 {
        facts.push(counted(file.lines.code as usize, "line") + " of code");
    }
    let functions = file
        .symbols
        .iter()
        .filter(|symbol| is_shown(symbol))
        .count();
    if functions > 0 {
        facts.push(counted(functions, "function"));
    }
    facts.push(match file.fan_in {
        0 => "imported by no source file".to_owned(),
        number => format!("imported by {}", counted(number as usize, "file")),
    });
    let facts = facts.join(", ");
    match file.status {
        Some(status) => {
            let (sign, style) = theme.status(status);
            let word = format!("{sign} {}", status.word());
            let indent = width_of(&word) + 1;
            let text = format!("({}): {}", file.confidence.word(), meaning(status));
            out.wrapped(Some(Piece::new(word, style)), indent, &text, theme.text());
        }
        None => out.wrapped(None, 0, "The tests are not followed yet.", theme.dim()),
    }
    out.wrapped(None, 0, &facts, theme.dim());
    coverage(state, out, file);
    let rationale = state
        .gaps
        .selected()
        .and_then(|row| state.project.score(row.file))
        .map(|score| score.rationale.clone())
        .unwrap_or_default();
    if !rationale.is_empty() {
        out.gap();
        out.wrapped(None, 0, &rationale, theme.text());
    }
}

/// What a report counted, beside what is expected.
fn coverage(state: &State, out: &mut Document, file: &File) {
    let Some(measured) = &file.coverage else {
        return;
    };
    let basis = measured.basis.word();
    let estimate = crate::model::percent(f64::from(file.estimate));
    let text = format!(
        "{basis}: {} ran; expected were {estimate} % of the function lines",
        measured.in_words(|number| count(number as usize))
    );
    out.wrapped(None, 0, &text, state.theme.text());
}

fn meaning(status: TestStatus) -> &'static str {
    match status {
        TestStatus::Unreached => "no test leads here",
        TestStatus::Hollow => "tests name it but run nothing of it",
        TestStatus::Reached => "tests run code that leads here",
        TestStatus::Direct => "a test uses it itself",
        TestStatus::NoLogic => "there is nothing to test",
        TestStatus::Unread => "it does not parse: what it holds is not known",
    }
}

fn findings(state: &State, out: &mut Document, file: &File) {
    let theme = &state.theme;
    for (at, finding) in file.findings.iter().enumerate() {
        if at == 0 {
            out.gap();
        }
        let label = if at == 0 { "FINDING" } else { "" };
        out.wrapped(
            Some(Piece::new(label, theme.dim())),
            LABEL,
            finding.sentence(),
            theme.text(),
        );
    }
}

pub(super) fn more(state: &State, out: &mut Document, all: usize) {
    if all > MOST {
        let text = format!("and {} more", count(all - MOST));
        out.wrapped(None, LABEL, &text, state.theme.dim());
    }
}

pub(super) fn path_of(state: &State, file: FileId) -> String {
    state
        .project
        .file(file)
        .map(|file| file.path.to_string())
        .unwrap_or_default()
}
