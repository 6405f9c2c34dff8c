//! Are all settings read by the tool that they are for?

use super::scope::Scope;
use super::{Answer, Question};
use crate::model::{CheckState, Fault, Snippet};

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
            let (advice, snippet) = match &found.fault {
                Fault::Heading { right } => (
                    format!(
                        "{} ignores everything below this heading. Write `{right}` instead.",
                        found.tool
                    ),
                    right.starts_with('[').then(|| Snippet {
                        path: found.evidence.path.clone(),
                        text: format!("{right}\n").into(),
                    }),
                ),
                Fault::Shadowed { by } => (
                    format!("Only `{by}` counts. Move these settings there, or take them away."),
                    None,
                ),
            };
            Answer {
                state: Some(CheckState::Wrong),
                folder: Some(member.folder.clone()),
                evidence: vec![found.evidence.clone()],
                advice,
                snippet,
            }
        })
        .collect()
}
