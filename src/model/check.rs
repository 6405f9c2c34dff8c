//! Questions about how tests are set up, and their answers.

use std::sync::Arc;

/// The answer to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckState {
    /// There is something that does not do what it is there for.
    Wrong,
    /// It is not there.
    Missing,
    /// As it should be.
    Ok,
}

impl CheckState {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Missing => "missing",
            Self::Ok => "ok",
        }
    }
}

/// What an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// File that tells, relative to the root.
    pub path: Arc<str>,
    /// Line in it, 1-based; none where the whole file tells, or its absence.
    pub line: Option<u32>,
    /// What it tells: lower case, no final period.
    pub fact: Arc<str>,
}

/// Text to paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// File that it belongs in, relative to the root; it need not exist.
    pub path: Arc<str>,
    /// The text, in the repository's own style; ends with a line break.
    pub text: Arc<str>,
}

/// One question about how the tests of one project of the repository are set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which question: `runner`, `coverage`, `ci`, …
    pub id: &'static str,
    /// The question as a title: `CI runs the tests`.
    pub title: Arc<str>,
    /// Folder of the project that it is asked of, relative to the root; empty for the root.
    pub scope: Arc<str>,
    /// The answer.
    pub state: CheckState,
    /// What the answer rests on.
    pub evidence: Arc<[Evidence]>,
    /// What to do, as one or two sentences; empty where all is well.
    pub advice: Arc<str>,
    /// What to paste, where that is evident.
    pub snippet: Option<Snippet>,
}

impl Check {
    /// All questions, in the order in which a person would ask them.
    pub const IDS: [&'static str; 12] = [
        "runner",
        "coverage",
        "coverage-use",
        "ci",
        "ci-coverage",
        "settings",
        "contract",
        "hollow",
        "skipped",
        "dead-test",
        "orphan",
        "stale-report",
    ];
}
