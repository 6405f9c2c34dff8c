//! What version control tells of a file, and how far back it was read.

use std::sync::Arc;

/// What the commits tell of one file.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FileHistory {
    /// Commits that changed it, as far as history was read.
    pub commits: u32,
    /// Those of them in the 90 days before the newest commit.
    pub recent_commits: u32,
    /// Sum over its commits of `0.5 ^ (age / 90 days)`, counted from the newest commit.
    pub churn: f32,
    /// Commits whose message says that they mend something.
    pub fixes: u32,
    /// Those of them in the 90 days before the newest commit.
    pub recent_fixes: u32,
    /// People who changed it.
    pub authors: u32,
    /// When it was last changed, in seconds since 1970; none where that lies before what was read.
    pub changed: Option<i64>,
}

/// How far back history was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HistoryReach {
    /// There is no repository, or it could not be read.
    #[default]
    None,
    /// To the first commit, or to the end of the period that weighs.
    Whole,
    /// To where a shallow clone ends.
    Shallow,
    /// To a limit: on commits, or on files of one commit that may have moved.
    Bounded,
}

/// How history was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HistorySummary {
    /// How far back.
    pub reach: HistoryReach,
    /// Commits that were read.
    pub commits: u32,
    /// The oldest of them, in seconds since 1970.
    pub since: Option<i64>,
}

/// The figures of one earlier day, as kept in `.lacuna/history.ndjson`.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// When it was taken, in UTC, RFC 3339 with seconds.
    pub at: String,
    /// Abbreviated commit at `HEAD`.
    pub commit: Option<String>,
    /// Figures by name, sorted by name.
    pub figures: Arc<[Figure]>,
}

/// One figure of a [`Snapshot`].
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is of: `component:backend/handlers`, `metric:Overall`, `gaps:critical`.
    pub name: String,
    /// Its value: a share from 0 to 1, or a count.
    pub value: f64,
}
