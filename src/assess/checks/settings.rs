//! Are all settings read by the tool that they are for?

use super::scope::Scope;
use super::{Answer, Question};
use crate::model::{CheckState, Evidence, Fault, Place, Snippet};

pub(super) const SETTINGS: Question = Question {
    id: "settings",
    title: "Settings are where the tool reads them",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let misplaced = scope
        .members
        .iter()
        .flat_map(|member| member.misplaced.iter().map(move |found| (member, found)));
    misplaced
        .map(|(member, found)| {
            let (advice, snippets) = match &found.fault {
                Fault::Heading { right } => (
                    format!(
                        "{} ignores everything below this heading. Write `{right}` instead.",
                        found.tool
                    ),
                    heading(&found.evidence, right).into_iter().collect(),
                ),
                Fault::Shadowed { by } => (
                    format!("Only `{by}` counts. Move these settings there, or take them away."),
                    Vec::new(),
                ),
            };
            Answer {
                state: Some(CheckState::Wrong),
                folder: Some(member.folder.clone()),
                evidence: vec![found.evidence.clone()],
                advice,
                snippets,
                ..Answer::default()
            }
        })
        .collect()
}

/// The heading that takes the place of the one that is wrong.
fn heading(found: &Evidence, right: &str) -> Option<Snippet> {
    Some(Snippet {
        path: found.path.clone(),
        place: Place::Instead(found.line.filter(|_| right.starts_with('['))?),
        within: "".into(),
        text: format!("{right}\n").into(),
    })
}
