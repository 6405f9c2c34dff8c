//! Everything known of the selected file: why it matters, how sure we are, what to do.

use super::{background, count, counted, evidence};
use crate::model::{Count, File, FileId, Mark, MarkKey, Priority, Score, Symbol, TestStatus};
use crate::ui::mark::Judged;
use crate::ui::state::{GapRow, State, is_shown};
use crate::ui::widget::{Document, Piece, cut_end, cut_middle, cut_start, width_of};

/// Width of the labels at the left.
pub(super) const LABEL: usize = 9;

/// Most tests, and most symbols, that are listed: more than anyone reads in a pane, so that a
/// file with thousands costs no more than others.
pub(super) const MOST: usize = 200;

/// The detail of the selected row, laid out for a width.
pub(super) fn document(state: &State, width: u16) -> Document {
    let mut out = Document::new(width.saturating_sub(1));
    let Some(row) = state.gaps.selected() else {
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
    let of = |ran: Count, what: &str| {
        let (ran, all) = (count(ran.covered as usize), count(ran.total as usize));
        format!("{ran} of {all} {what}")
    };
    let mut facts = Vec::new();
    if measured.function_lines.total > 0 {
        facts.push(of(measured.function_lines, "function lines"));
        facts.push(of(measured.functions, "functions"));
    }
    facts.push(of(measured.coverage.line_count(), "lines"));
    if let Some(branches) = measured.coverage.branch_count() {
        facts.push(of(branches, "branches"));
    }
    let basis = measured.basis.word();
    let estimate = crate::model::percent(f64::from(file.estimate));
    let text = format!(
        "{basis}: {} ran; expected were {estimate} % of the function lines",
        facts.join(", ")
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

fn mark(state: &State, out: &mut Document, row: GapRow, file: &File) {
    let theme = &state.theme;
    let symbol = row.symbol.and_then(|at| file.symbols.get(at as usize));
    let keys = [
        (None, "MARK"),
        (symbol.map(|symbol| symbol.name.to_string()), "SYMBOL"),
    ];
    for (at, (symbol, label)) in keys.into_iter().enumerate() {
        if at > 0 && symbol.is_none() {
            continue;
        }
        let key = MarkKey {
            path: file.path.to_string(),
            symbol,
        };
        let Some(judged) = Judged::find(&state.project, state.marks(), &key) else {
            continue;
        };
        out.gap();
        let (sign, style) = judged.sign(theme);
        let text = format!("{sign} {}", judged.words());
        out.wrapped(Some(Piece::new(label, theme.dim())), LABEL, &text, style);
        out.wrapped(None, LABEL, &circumstances(judged.mark), theme.dim());
        if let Some(note) = &judged.mark.note {
            for line in note.lines() {
                out.wrapped(None, LABEL, line, theme.text());
            }
        }
    }
}

/// Who set a mark, when, and how long it holds.
fn circumstances(mark: &Mark) -> String {
    let mut parts = Vec::new();
    if let Some(by) = &mark.by {
        parts.push(format!("by {by}"));
    }
    if let Some(day) = mark.at.split('T').next().filter(|day| !day.is_empty()) {
        parts.push(format!("on {day}"));
    }
    if let Some(until) = &mark.until {
        parts.push(format!("until {until}"));
    }
    parts.join(" ")
}

/// The risk, term by term.
fn why(state: &State, out: &mut Document, score: &Score, is_gap: bool) {
    if score.terms.is_empty() {
        return;
    }
    let theme = &state.theme;
    let impact: f32 = score.terms.iter().map(|term| term.share).sum();
    out.gap();
    out.line(vec![
        Piece::new(format!("{:<LABEL$}", "WHY"), theme.dim()),
        Piece::new(format!("risk {}", score.risk), theme.strong()),
        Piece::new(
            format!(
                " = shortfall {} {} impact {}",
                share(score.shortfall),
                theme.glyphs.times,
                share(impact)
            ),
            theme.text(),
        ),
    ]);
    let names = score.terms.iter().map(|term| width_of(&term.name)).max();
    let names = names.unwrap_or(0).min(24);
    for term in score.terms.iter() {
        let name = cut_end(&term.name, names, theme.glyphs.ellipsis);
        let pad = names - width_of(&name).min(names);
        let room = out.width().saturating_sub(names + 16);
        out.line(vec![
            Piece::new(format!("  {:>4} ", share(term.share)), theme.text()),
            Piece::new(
                format!("{:<7}", theme.glyphs.unit.repeat(units(term.share))),
                theme.accent(),
            ),
            Piece::new(format!("{name}{}  ", " ".repeat(pad)), theme.text()),
            Piece::new(
                cut_end(&term.fact, room, theme.glyphs.ellipsis),
                theme.dim(),
            ),
        ]);
    }
    if let Some(change) = score.counterfactual.as_ref().filter(|_| is_gap) {
        let text = format!(
            "{} {} with one test that {}",
            theme.glyphs.leads,
            change.risk,
            match &*change.symbol {
                "<template>" => "draws its template".to_owned(),
                name => format!("calls {name}"),
            }
        );
        out.wrapped(None, 2, &text, theme.good());
    }
}

/// A share as `.24` or `1.00`: the leading nought says nothing.
fn share(share: f32) -> String {
    let text = format!("{:.2}", share.clamp(0.0, 1.0));
    text.strip_prefix('0').unwrap_or(&text).to_owned()
}

/// Signs for a share: one for each twentieth, at most six.
fn units(share: f32) -> usize {
    let steps = [0.02, 0.075, 0.125, 0.175, 0.225, 0.275];
    steps.iter().filter(|step| share >= **step).count()
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

fn suggestion(state: &State, out: &mut Document, file: &File, score: &Score) {
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
    background::effort(state, out, score);
    background::keys(state, out);
}

fn symbols(state: &State, out: &mut Document, row: GapRow, file: &File) {
    let theme = &state.theme;
    let shown: Vec<(u32, &Symbol)> = (0..)
        .zip(file.symbols.iter())
        .filter(|(_, symbol)| is_shown(symbol))
        .collect();
    if shown.is_empty() {
        return;
    }
    out.gap();
    out.line(vec![Piece::new("SYMBOLS", theme.dim())]);
    for (at, symbol) in shown.iter().take(MOST) {
        let (sign, style) = match file.symbol_status.get(*at as usize) {
            Some(judged) => theme.status(judged.status),
            None => (" ", theme.dim()),
        };
        let span = format!("{}-{}", symbol.start, symbol.end);
        let room = out.width().saturating_sub(2 + 11 + 6);
        let name = cut_start(&symbol.name, room, theme.glyphs.ellipsis);
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
            Piece::new(format!("  c{:<3}", symbol.complexity), theme.dim()),
        ]);
    }
    more(state, out, shown.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_lose_their_leading_nought() {
        assert_eq!(share(0.24), ".24");
        assert_eq!(share(1.0), "1.00");
        assert_eq!(share(0.0), ".00");
        assert_eq!(share(7.0), "1.00");
    }

    #[test]
    fn bigger_terms_have_more_signs() {
        assert_eq!(units(0.0), 0);
        assert_eq!(units(0.02), 1);
        assert_eq!(units(0.24), 5);
        assert_eq!(units(0.9), 6);
    }
}
