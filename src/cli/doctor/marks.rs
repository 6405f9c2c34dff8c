//! Marks whose file or symbol is not there: renamed, or gone.

use super::{Prepared, more};
use crate::error::Error;
use crate::model::{MarkKey, MarkState, Project, Verdict};
use crate::track::{Change, Marks, moved_to, without_place};

/// Lists them, at most so many: what is gone first, then what moved.
pub(super) fn lines(marks: &Marks, project: &Project, most: usize) -> Vec<String> {
    let mut lost = without_place(project, marks);
    if lost.is_empty() {
        return Vec::new();
    }
    lost.sort_by_key(|(_, _, verdict)| *verdict != Verdict::Gone);
    let title = format!("MARKS ON WHAT IS NOT THERE ({})", lost.len());
    let mut lines = vec![String::new(), title];
    lines.extend(lost.iter().take(most).map(|(key, mark, verdict)| {
        let state = mark.state.map_or("note", MarkState::word);
        let place = match moved_to(project, key) {
            Some(path) => format!(" to {path}"),
            None => String::new(),
        };
        format!("  {}: {state}, {}{place}", subject(key), verdict.word())
    }));
    lines.extend(more(lost.len(), most).map(|more| format!("  {more}")));
    let has = |wanted| lost.iter().any(|(_, _, verdict)| *verdict == wanted);
    if has(Verdict::Gone) {
        lines.push("  `lacuna doctor --drop-marks` takes away those that are gone".to_owned());
    }
    if has(Verdict::Moved) {
        let path = marks.location().display();
        lines.push(format!("  those that moved stay: rename them in {path}"));
    }
    lines
}

/// Takes away those on what is gone, and says so. What only moved keeps its mark: it still says
/// what somebody found out.
pub(super) fn drop_gone(prepared: &mut Prepared, project: &Project) -> Result<Vec<String>, Error> {
    let changes: Vec<Change> = without_place(project, &prepared.marks)
        .into_iter()
        .filter(|(_, _, verdict)| *verdict == Verdict::Gone)
        .map(|(key, _, _)| (key.clone(), None))
        .collect();
    if changes.is_empty() {
        return Ok(vec!["no mark is on what is gone".to_owned()]);
    }
    prepared.marks = Marks::save(&prepared.place.root, &changes, &[])?;
    let path = prepared.marks.location().display();
    let mut lines = vec![format!("taken away from {path}:")];
    let taken = changes.iter().map(|(key, _)| format!("  {}", subject(key)));
    lines.extend(taken);
    Ok(lines)
}

fn subject(key: &MarkKey) -> String {
    match &key.symbol {
        Some(symbol) => format!("{}#{symbol}", key.path),
        None => key.path.clone(),
    }
}
