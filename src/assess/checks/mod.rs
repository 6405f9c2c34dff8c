//! Questions about how tests are set up.
//!
//! Each is one file with a function over a [`Scope`], and its row in [`ALL`]. A question that
//! does not arise has no answer: a check is shown where there is something to say. What to paste
//! is made by [`style`], in the manner of the repository.

mod ci;
mod ci_coverage;
mod contract;
mod coverage;
mod coverage_use;
mod dead_test;
mod hollow;
mod orphan;
mod runner;
mod scope;
mod settings;
mod skipped;
mod stale_report;
mod style;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::{
    Check, CheckState, Evidence, File, PathSet, Place, ReportSummary, Settings, Setup, Snippet,
};

use scope::Scope;

/// Most places that an answer names.
const MAX_EVIDENCE: usize = 8;

/// A question.
struct Question {
    /// Identity, also in configuration; one of [`Check::IDS`].
    id: &'static str,
    /// The question as a title.
    title: &'static str,
    /// Answers it for one scope.
    ask: fn(&Scope<'_>) -> Vec<Answer>,
}

/// An answer.
#[derive(Debug, Default)]
struct Answer {
    state: Option<CheckState>,
    /// Folder that it is about; the scope's where there is none.
    folder: Option<Arc<str>>,
    evidence: Vec<Evidence>,
    advice: String,
    snippets: Vec<Snippet>,
    bars_tests: bool,
}

/// All questions, in the order in which a person would ask them.
static ALL: &[Question] = &[
    runner::RUNNER,
    coverage::COVERAGE,
    coverage_use::COVERAGE_USE,
    ci::CI,
    ci_coverage::CI_COVERAGE,
    settings::SETTINGS,
    contract::CONTRACT,
    hollow::HOLLOW,
    skipped::SKIPPED,
    dead_test::DEAD_TEST,
    orphan::ORPHAN,
    stale_report::STALE_REPORT,
];

/// Asks all questions of all projects of the repository; the answers are sorted by folder, then
/// by how bad they are.
pub fn checks(
    files: &[File],
    setup: &Setup,
    reports: &[ReportSummary],
    settings: &Settings,
) -> Vec<Check> {
    let mut found = Vec::new();
    for scope in scope::scopes(files, setup, reports) {
        for question in ALL {
            for answer in (question.ask)(&scope) {
                let folder = answer.folder.clone();
                let folder = folder.unwrap_or_else(|| scope.package.folder.clone());
                let mut check = check(question, answer, &folder);
                if let Some(language) = scope.language() {
                    check.title = format!("{} ({language})", check.title).into();
                }
                found.push((check, folder));
            }
        }
    }
    let mut checks: Vec<Check> = found
        .into_iter()
        .filter(|(check, folder)| !is_silenced(check.id, folder, settings))
        .map(|(check, _)| check)
        .collect();
    let order = |id: &str| ALL.iter().position(|question| question.id == id);
    checks.sort_by(|left, right| {
        (&left.scope, left.state, order(left.id)).cmp(&(&right.scope, right.state, order(right.id)))
    });
    one_table_once(&mut checks);
    checks
}

/// Leaves out what would begin a table or file a second time, so that all that is offered can be
/// pasted together: the advice beside it says how to add the rest.
fn one_table_once(checks: &mut [Check]) {
    let mut begun: FxHashSet<(Arc<str>, Option<u32>, Arc<str>)> = FxHashSet::default();
    for check in checks {
        let all = check.snippets.len();
        let is_new = |snippet: &&Snippet| {
            let Snippet { path, within, .. } = snippet;
            match snippet.place {
                Place::NewFile => begun.insert((path.clone(), None, "".into())),
                Place::Instead(line) => begun.insert((path.clone(), Some(line), "".into())),
                _ if within.is_empty() || !begins(&snippet.text) => true,
                _ => begun.insert((path.clone(), None, within.clone())),
            }
        };
        let kept: Vec<Snippet> = check.snippets.iter().filter(is_new).cloned().collect();
        if kept.len() < all {
            check.snippets = kept.into();
        }
    }
}

/// Whether a text begins a table, a list or an object, rather than adding to one.
fn begins(text: &str) -> bool {
    let mut lines = text.lines();
    lines.any(|line| line.starts_with('[') || line.ends_with(['[', '{']))
}

fn check(question: &Question, answer: Answer, folder: &Arc<str>) -> Check {
    // A step that runs the tests of many members is one fact.
    let mut evidence: Vec<Evidence> = Vec::new();
    let mut seen = FxHashSet::default();
    for fact in answer.evidence {
        if seen.insert((fact.path.clone(), fact.line, fact.fact.clone())) {
            evidence.push(fact);
        }
    }
    let all = evidence.len();
    evidence.truncate(MAX_EVIDENCE);
    if let (Some(last), true) = (evidence.last_mut(), all > MAX_EVIDENCE) {
        let more = all - MAX_EVIDENCE;
        last.fact = format!("{} (and {more} more like it)", last.fact).into();
    }
    Check {
        id: question.id,
        title: question.title.into(),
        scope: folder.clone(),
        state: answer.state.unwrap_or(CheckState::Ok),
        evidence: evidence.into(),
        advice: answer.advice.into(),
        snippets: answer.snippets.into(),
        bars_tests: answer.bars_tests,
    }
}

/// Whether people do not want to hear of it.
fn is_silenced(id: &str, folder: &str, settings: &Settings) -> bool {
    settings.ignored_checks.iter().any(|rule| {
        let (of, place) = rule.split_once(':').unwrap_or((rule, "**"));
        let is_here = || {
            let place = place.trim();
            let set = PathSet::new(&[place.to_owned()], |_| false);
            place == "**"
                || place == "." && folder.is_empty()
                || set.is_ok_and(|set| set.contains(folder))
        };
        of.trim() == id && is_here()
    })
}

/// An answer that all is well, with what it rests on.
fn fine(evidence: impl IntoIterator<Item = Evidence>) -> Vec<Answer> {
    vec![Answer {
        state: Some(CheckState::Ok),
        evidence: evidence.into_iter().collect(),
        ..Answer::default()
    }]
}

/// A piece of evidence without a line.
fn whole(path: &Arc<str>, fact: &str) -> Evidence {
    Evidence {
        path: path.clone(),
        line: None,
        fact: fact.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_has_an_identity_that_configuration_knows() {
        let ids: Vec<&str> = ALL.iter().map(|question| question.id).collect();
        assert_eq!(ids, Check::IDS);
    }
}
