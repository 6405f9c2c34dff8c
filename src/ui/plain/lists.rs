//! Components and gaps as text.

use super::Page;
use crate::model::{Component, File, Level, MarkKey, Priority, Score};
use crate::ui::mark::Judged;
use crate::ui::state::State;
use crate::ui::view::counted;
use crate::ui::widget::percent;

pub(super) fn components(state: &State, out: &mut Page) {
    for row in &state.components.rows {
        if let Some(component) = state.project.component(row.id) {
            let name = &component.name;
            out.below(
                usize::from(row.depth),
                &format!("{name}: {}", component_words(component)),
            );
        }
    }
}

fn component_words(component: &Component) -> String {
    if component.sources == 0 {
        return "nothing to test".to_owned();
    }
    let mut parts = vec![format!(
        "{} of {} tested",
        component.tested(),
        counted(component.sources as usize, "file")
    )];
    if let Some(ratio) = component.ratio {
        let basis = component.basis.word();
        parts.push(format!(
            "{} % of the function lines ({basis})",
            percent(ratio)
        ));
    }
    parts.extend(component.level.map(Level::word).map(str::to_owned));
    if let Some(target) = component.target {
        parts.push(format!("target {} %", percent(target)));
    }
    let gaps: Vec<String> = Priority::ALL
        .into_iter()
        .zip(component.gaps)
        .filter(|(_, number)| *number > 0)
        .map(|(priority, number)| format!("{number} {}", priority.word()))
        .collect();
    parts.push(if gaps.is_empty() {
        "no open gaps".to_owned()
    } else {
        format!("open gaps: {}", gaps.join(", "))
    });
    parts.join(", ")
}

pub(super) fn gaps(state: &State, out: &mut Page) {
    if state.gaps.rows.is_empty() {
        out.line("Nothing is listed: some test leads to every file here.");
    }
    for row in state.gaps.rows.iter().filter(|row| row.is_file()) {
        let Some(file) = state.project.file(row.file) else {
            continue;
        };
        let score = state.project.score(row.file);
        out.gap();
        out.line(&format!("{}: {}", file.path, file_words(file, score)));
        let key = MarkKey {
            path: file.path.to_string(),
            symbol: None,
        };
        if let Some(judged) = Judged::find(&state.project, state.marks(), &key) {
            let note = judged.mark.note.as_deref();
            let note = note.map_or_else(String::new, |note| format!(": {note}"));
            out.below(1, &format!("{}{note}", judged.words()));
        }
        if let Some(score) = score {
            reasons(out, score);
        }
        for finding in file.findings.iter() {
            out.below(1, finding.sentence());
        }
    }
}

fn file_words(file: &File, score: Option<&Score>) -> String {
    let mut parts = Vec::new();
    if let Some(priority) = score.and_then(|score| score.priority)
        && file.is_gap()
    {
        parts.push(priority.word().to_owned());
    }
    if let Some(score) = score.filter(|_| file.is_gap()) {
        parts.push(format!("risk {}", score.risk));
    }
    if let Some(status) = file.status {
        parts.push(format!("{} ({})", status.word(), file.confidence.word()));
    }
    parts.push(counted(file.lines.code as usize, "line") + " of code");
    if let Some(effort) = score.and_then(|score| score.effort) {
        parts.push(format!("effort {}", effort.letter()));
    }
    if let Some(owner) = &file.owner {
        parts.push(format!("owned by {owner}"));
    }
    parts.join(", ")
}

/// Why it matters, and what to do.
fn reasons(out: &mut Page, score: &Score) {
    if !score.rationale.is_empty() {
        out.below(1, &score.rationale);
    }
    if let Some(change) = &score.counterfactual {
        let text = format!(
            "One test that calls {} would leave a risk of {}.",
            change.symbol, change.risk
        );
        out.below(1, &text);
    }
    if let Some(test) = &score.suggested_test {
        out.below(1, &format!("test: {test}"));
        if let Some(command) = &score.test_command {
            out.below(1, &format!("run: {}", command.whole));
        }
        if !score.test_first.is_empty() {
            out.below(1, &format!("first: {}", score.test_first.join(", ")));
        }
    }
    if let Some(sibling) = &score.sibling_test {
        out.below(1, &format!("like: {sibling}"));
    }
}
