//! The terms of a risk, each with the fact behind it.

use std::cmp::Ordering;
use std::sync::Arc;

use super::domain::Domain;
use super::impact::Signal;
use super::rationale::Case;
use super::words::count;
use crate::model::{DomainRule, FileHistory, HistoryReach, HistorySummary, Term};

/// Names of the terms, shared by all scores.
pub(super) struct TermNames<'a> {
    own: [Arc<str>; 7],
    domains: Vec<(&'a str, Arc<str>)>,
}

impl<'a> TermNames<'a> {
    pub(super) fn new(rules: &'a [DomainRule]) -> Self {
        let title = |rule: &'a DomainRule| (rule.id.as_str(), rule.title.as_str().into());
        Self {
            own: Term::USUAL.map(Arc::from),
            domains: rules.iter().map(title).collect(),
        }
    }

    fn domain(&self, rule: &DomainRule) -> Arc<str> {
        self.domains
            .iter()
            .find(|(id, _)| *id == rule.id)
            .map_or_else(|| rule.title.as_str().into(), |(_, title)| title.clone())
    }
}

/// The terms of a case, weightiest first. One without share says what is not known.
pub(super) fn terms(
    case: &Case,
    domain: Option<&Domain>,
    names: &TermNames,
    summary: HistorySummary,
) -> Arc<[Term]> {
    let [size, complexity, fan_in, churn, fixes, authors, history] = &names.own;
    let term = |name: &Arc<str>, fact: String, share: f64| Term {
        name: name.clone(),
        fact: fact.into(),
        share: share as f32,
    };
    let of = |name: &Arc<str>, fact: String, signal| term(name, fact, case.impact.of(signal));
    let imported = match case.file.fan_in {
        0 => "nothing imports it".to_owned(),
        fan_in => format!("imported by {}", count(fan_in, "file", "files")),
    };
    let lines = count(case.body.lines, "line", "lines");
    let mut terms = vec![
        of(size, lines, Signal::Size),
        of(complexity, case.body.fact(), Signal::Complexity),
        of(fan_in, imported, Signal::FanIn),
    ];
    match case.history {
        Some(known) => terms.extend([
            of(churn, churn_fact(&known), Signal::Churn),
            of(fixes, fixes_fact(&known), Signal::Fixes),
            of(authors, authors_fact(&known), Signal::Authors),
        ]),
        None => terms.push(term(history, missing(summary), 0.0)),
    }
    if let Some(domain) = domain {
        let name = names.domain(domain.rule);
        terms.push(of(&name, domain.fact.clone(), Signal::Domain));
    }
    let by_share = |one: &Term, other: &Term| other.share.partial_cmp(&one.share);
    terms.sort_by(|one, other| by_share(one, other).unwrap_or(Ordering::Equal));
    terms.into()
}

fn churn_fact(history: &FileHistory) -> String {
    match (history.commits, history.recent_commits) {
        (0, _) => "no commit in the period that counts".to_owned(),
        (all, 0) => format!("{}, none in 90 days", count(all, "commit", "commits")),
        (_, recent) => format!("{} in 90 days", count(recent, "commit", "commits")),
    }
}

fn fixes_fact(history: &FileHistory) -> String {
    let commits = count(history.commits, "commit", "commits");
    match history.fixes {
        0 => "no fix".to_owned(),
        fixes => format!("{} among {commits}", count(fixes, "fix", "fixes")),
    }
}

fn authors_fact(history: &FileHistory) -> String {
    match history.authors {
        0 => "nobody lately".to_owned(),
        authors => count(authors, "author", "authors"),
    }
}

/// Why history is not known.
fn missing(summary: HistorySummary) -> String {
    let commits = count(summary.commits, "commit", "commits");
    let reason = match summary.reach {
        HistoryReach::None => "no git history".to_owned(),
        HistoryReach::Shallow => format!("a shallow clone with the changes of {commits}"),
        HistoryReach::Whole | HistoryReach::Bounded => format!("a history of {commits}"),
    };
    format!("{reason}: churn, fixes and authors are left out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_history_says_why() {
        let check = |reach, commits, expect: &str| {
            let summary = HistorySummary {
                reach,
                commits,
                since: None,
            };
            let rest = ": churn, fixes and authors are left out";
            assert_eq!(missing(summary), format!("{expect}{rest}"));
        };
        check(HistoryReach::None, 0, "no git history");
        check(
            HistoryReach::Shallow,
            1,
            "a shallow clone with the changes of one commit",
        );
        check(HistoryReach::Whole, 7, "a history of 7 commits");
    }

    #[test]
    fn facts_of_history_are_counts() {
        let mut history = FileHistory::default();
        assert_eq!(churn_fact(&history), "no commit in the period that counts");
        assert_eq!(fixes_fact(&history), "no fix");
        assert_eq!(authors_fact(&history), "nobody lately");
        history.commits = 12;
        history.fixes = 3;
        history.authors = 1;
        assert_eq!(churn_fact(&history), "12 commits, none in 90 days");
        assert_eq!(fixes_fact(&history), "3 fixes among 12 commits");
        assert_eq!(authors_fact(&history), "one author");
        history.recent_commits = 1;
        assert_eq!(churn_fact(&history), "one commit in 90 days");
    }
}
