//! Is an API asked by any test, or held against a contract?

use super::scope::Scope;
use super::{Answer, Question, fine, style};
use crate::model::{CheckState, Evidence};

pub(super) const CONTRACT: Question = Question {
    id: "contract",
    title: "The API has contract or end-to-end tests",
    ask,
};

/// Fewest routes that make an API.
const MIN_ROUTES: usize = 3;

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    let routes: Vec<&Evidence> = scope
        .members
        .iter()
        .flat_map(|member| &member.routes)
        .collect();
    let Some(first) = routes.first().filter(|_| routes.len() >= MIN_ROUTES) else {
        return Vec::new();
    };
    if let Some(asked) = scope
        .members
        .iter()
        .find_map(|member| member.asked.as_ref())
    {
        return fine([asked.clone()]);
    }
    let mut files: Vec<&str> = routes.iter().map(|route| &*route.path).collect();
    files.dedup();
    let fact = format!(
        "{}, one of {} routes in {}",
        first.fact,
        routes.len(),
        match files.len() {
            1 => "this file".to_owned(),
            many => format!("{many} files"),
        }
    );
    let tools = style::contract_tools(scope);
    vec![Answer {
        state: Some(CheckState::Missing),
        evidence: vec![Evidence {
            fact: fact.into(),
            ..(*first).clone()
        }],
        advice: format!(
            "No test asks any route of this API, and nothing holds it against its contract. {}",
            style::how_to_add(scope, &tools)
        ),
        snippets: style::dependencies(scope, &tools),
        ..Answer::default()
    }]
}
