//! Marks whose file or symbol is not there: renamed, or gone.

use std::path::Path;

use super::more;
use crate::error::Error;
use crate::model::{MarkKey, MarkState, Project};
use crate::track::{Change, Marks, without_place};

/// Lists them, at most so many.
pub(super) fn lines(root: &Path, project: &Project, most: usize) -> Result<Vec<String>, Error> {
    let marks = Marks::load(root)?;
    let lost = without_place(project, &marks);
    if lost.is_empty() {
        return Ok(Vec::new());
    }
    let title = format!("MARKS ON WHAT IS NOT THERE ({})", lost.len());
    let mut lines = vec![String::new(), title];
    lines.extend(lost.iter().take(most).map(|(key, mark, verdict)| {
        let state = mark.state.map_or("note", MarkState::word);
        format!("  {}: {state}, {}", subject(key), verdict.word())
    }));
    lines.extend(more(lost.len(), most).map(|more| format!("  {more}")));
    lines.push("  `lacuna doctor --drop-marks` takes them away".to_owned());
    Ok(lines)
}

/// Takes them away, and says so.
pub(super) fn drop_lost(root: &Path, project: &Project) -> Result<Vec<String>, Error> {
    let marks = Marks::load(root)?;
    let changes: Vec<Change> = without_place(project, &marks)
        .into_iter()
        .map(|(key, _, _)| (key.clone(), None))
        .collect();
    if changes.is_empty() {
        return Ok(vec!["no mark is on what is not there".to_owned()]);
    }
    let marks = Marks::save(root, &changes)?;
    let mut lines = vec![format!("taken away from {}:", marks.location().display())];
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
