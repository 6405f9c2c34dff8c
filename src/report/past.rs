//! What version control tells, and what one more test would change, as JSON says it.

use serde::Serialize;

use crate::model::{Counterfactual, FileHistory, HistoryReach, HistorySummary, Snapshot};

/// History of a file.
#[derive(Serialize)]
pub(super) struct HistoryOut {
    commits: u32,
    recent_commits: u32,
    churn: f64,
    fixes: u32,
    recent_fixes: u32,
    authors: u32,
    changed: Option<String>,
}

/// How far back history was read.
#[derive(Serialize)]
pub(super) struct SummaryOut {
    reach: &'static str,
    commits: u32,
    since: Option<String>,
}

/// What the most useful single test would change.
#[derive(Serialize)]
pub(super) struct CounterfactualOut<'a> {
    pub(super) symbol: &'a str,
    pub(super) risk: u8,
}

/// The figures of an earlier day.
#[derive(Serialize)]
pub(super) struct SnapshotOut<'a> {
    at: &'a str,
    commit: Option<&'a str>,
    figures: std::collections::BTreeMap<&'a str, f64>,
}

pub(super) fn history_out(history: &FileHistory) -> HistoryOut {
    HistoryOut {
        commits: history.commits,
        recent_commits: history.recent_commits,
        churn: (f64::from(history.churn) * 1e3).round() / 1e3,
        fixes: history.fixes,
        recent_fixes: history.recent_fixes,
        authors: history.authors,
        changed: history.changed.and_then(moment),
    }
}

pub(super) fn summary_out(summary: &HistorySummary) -> SummaryOut {
    SummaryOut {
        reach: match summary.reach {
            HistoryReach::None => "none",
            HistoryReach::Whole => "whole",
            HistoryReach::Shallow => "shallow",
            HistoryReach::Bounded => "bounded",
        },
        commits: summary.commits,
        since: summary.since.and_then(moment),
    }
}

pub(super) fn counterfactual_out(found: &Counterfactual) -> CounterfactualOut<'_> {
    CounterfactualOut {
        symbol: &found.symbol,
        risk: found.risk,
    }
}

pub(super) fn snapshot_out(snapshot: &Snapshot) -> SnapshotOut<'_> {
    let figures = snapshot.figures.iter();
    SnapshotOut {
        at: &snapshot.at,
        commit: snapshot.commit.as_deref(),
        figures: figures
            .map(|figure| (figure.name.as_str(), figure.value))
            .collect(),
    }
}

/// A moment in UTC, RFC 3339; none beyond what can be written so.
fn moment(seconds: i64) -> Option<String> {
    Some(jiff::Timestamp::from_second(seconds).ok()?.to_string())
}
