//! What a written audit claims, beside what the tree says.

use std::sync::Arc;

use super::Phase;

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimState {
    /// It does not hold.
    Wrong,
    /// It held once.
    Outdated,
    /// What it is about stands elsewhere now.
    Moved,
    /// What it is about is not there any more.
    Gone,
    /// It is not clear what it is about, or there is nothing to hold it against.
    Ambiguous,
    /// It could not be read as a claim.
    Unread,
    /// It holds: the gap that it names is still there.
    Open,
    /// It holds.
    Confirmed,
}

impl ClaimState {
    /// All states, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::Wrong,
        Self::Outdated,
        Self::Moved,
        Self::Gone,
        Self::Ambiguous,
        Self::Unread,
        Self::Open,
        Self::Confirmed,
    ];

    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Outdated => "outdated",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::Ambiguous => "ambiguous",
            Self::Unread => "unread",
            Self::Open => "still open",
            Self::Confirmed => "confirmed",
        }
    }
}

/// One claim with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Line of the document, from 1.
    pub line: u32,
    /// What stands in that line.
    pub text: Arc<str>,
    /// What the claim is about: a path of the tree where it was found, else as written.
    pub subject: Arc<str>,
    /// The claim, in a few words; empty where none was read.
    pub claim: Arc<str>,
    /// What became of it.
    pub state: ClaimState,
    /// What is so instead, or what confirms it; why it was not read.
    pub truth: Arc<str>,
    /// The test that speaks against or for it, with the line that leads to the subject.
    pub test: Option<(Arc<str>, u32)>,
    /// The commit since which it is so, with its day.
    pub since: Option<(Arc<str>, Arc<str>)>,
}

/// A written audit, held against the tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrittenAudit {
    /// The document, as it was named.
    pub name: Arc<str>,
    /// Its path relative to the root, where it lies below it.
    pub path: Option<Arc<str>>,
    /// Its claims, in the order of the document.
    pub claims: Arc<[Claim]>,
    /// The phases of its plan that the roadmap does not have, with files as targets.
    pub phases: Arc<[Phase]>,
}
