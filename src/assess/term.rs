//! The terms of a risk, each with the fact behind it.

use std::cmp::Ordering;
use std::sync::Arc;

use super::impact::Signal;
use super::rationale::Case;
use super::score::ENOUGH_COMMITS;
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
pub(super) fn terms(case: &Case, names: &TermNames, summary: HistorySummary) -> Arc<[Term]> {
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
    if let Some(known) = case.history {
        terms.extend([
            of(churn, churn_fact(&known), Signal::Churn),
            of(fixes, fixes_fact(&known), Signal::Fixes),
            of(authors, authors_fact(&known), Signal::Authors),
        ]);
    }
    if let Some(fact) = doubt(summary) {
        terms.push(term(history, fact, 0.0));
    }
    if let Some(domain) = case.domain {
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

/// Why history counts for less than it could, or for nothing.
fn doubt(summary: HistorySummary) -> Option<String> {
    let commits = count(summary.commits, "commit", "commits");
    let reason = match summary.reach {
        HistoryReach::None => "no git history".to_owned(),
        HistoryReach::Shallow => format!("a shallow clone with the changes of {commits}"),
        HistoryReach::Whole | HistoryReach::Bounded => format!("a history of {commits}"),
    };
    let effect = match summary.commits {
        0 => "are left out",
        1..ENOUGH_COMMITS => "count for less",
        _ => return None,
    };
    Some(format!("{reason}: churn, fixes and authors {effect}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_that_counts_for_less_says_why() {
        let check = |reach, commits, expect: Option<&str>| {
            let summary = HistorySummary {
                reach,
                commits,
                since: None,
            };
            assert_eq!(doubt(summary).as_deref(), expect);
        };
        let none = "no git history: churn, fixes and authors are left out";
        check(HistoryReach::None, 0, Some(none));
        let one = "a shallow clone with the changes of one commit: churn, fixes and authors count \
                   for less";
        check(HistoryReach::Shallow, 1, Some(one));
        let few = "a history of 7 commits: churn, fixes and authors count for less";
        check(HistoryReach::Whole, 7, Some(few));
        check(HistoryReach::Whole, 100, None);
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
