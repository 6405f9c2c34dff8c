//! How tests are set up, as JSON says it.

use serde::Serialize;

use crate::model::{Check, Snippet};

#[derive(Serialize)]
pub(super) struct CheckOut<'a> {
    id: &'static str,
    title: &'a str,
    scope: &'a str,
    state: &'static str,
    evidence: String,
    advice: &'a str,
    snippet: Option<&'a str>,
    snippet_path: Option<&'a str>,
    snippets: Vec<SnippetOut<'a>>,
}

/// Text to paste, with its place in the file: `new-file`, `end`, `below` or `instead` of a line.
#[derive(Serialize)]
struct SnippetOut<'a> {
    path: &'a str,
    place: &'static str,
    line: Option<u32>,
    within: &'a str,
    text: &'a str,
}

pub(super) fn check_out(check: &Check) -> CheckOut<'_> {
    let lines: Vec<String> = check
        .evidence
        .iter()
        .map(|evidence| match evidence.line {
            Some(line) => format!("{}:{line}: {}", evidence.path, evidence.fact),
            None => format!("{}: {}", evidence.path, evidence.fact),
        })
        .collect();
    CheckOut {
        id: check.id,
        title: &check.title,
        scope: &check.scope,
        state: check.state.word(),
        evidence: lines.join("; "),
        advice: &check.advice,
        snippet: check.snippets.first().map(|snippet| snippet.text.as_ref()),
        snippet_path: check.snippets.first().map(|snippet| snippet.path.as_ref()),
        snippets: check.snippets.iter().map(snippet_out).collect(),
    }
}

fn snippet_out(snippet: &Snippet) -> SnippetOut<'_> {
    SnippetOut {
        path: &snippet.path,
        place: snippet.place.word(),
        line: snippet.place.line(),
        within: &snippet.within,
        text: &snippet.text,
    }
}
