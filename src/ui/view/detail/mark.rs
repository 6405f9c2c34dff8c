//! What people said of a gap.

use super::LABEL;
use crate::model::{File, Mark, MarkKey};
use crate::ui::mark::Judged;
use crate::ui::state::{GapRow, State};
use crate::ui::widget::{Document, Piece};

pub(super) fn mark(state: &State, out: &mut Document, row: GapRow, file: &File) {
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
