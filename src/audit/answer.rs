//! What came out of holding an audit against the tree.

use crate::model::Priority;

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It holds.
    Confirmed,
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
}

impl Verdict {
    /// All verdicts, in the order in which they are told.
    pub const ALL: [Self; 6] = [
        Self::Wrong,
        Self::Outdated,
        Self::Moved,
        Self::Gone,
        Self::Ambiguous,
        Self::Confirmed,
    ];

    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Wrong => "wrong",
            Self::Outdated => "outdated",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::Ambiguous => "ambiguous",
        }
    }
}

/// The answer to one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Line of the document, from 1.
    pub line: u32,
    /// What the claim is about: a path of the tree where it was found, else as written.
    pub subject: String,
    /// The claim.
    pub claim: String,
    /// What became of it.
    pub verdict: Verdict,
    /// What is so instead, or what confirms it.
    pub truth: String,
    /// The test that speaks against or for it, with the line that leads to the subject.
    pub test: Option<(String, u32)>,
    /// The commit since which it is so, with its day.
    pub since: Option<(String, String)>,
}

impl Answer {
    /// Whether it says of a gap that it is still there.
    pub fn is_open(&self) -> bool {
        self.verdict == Verdict::Confirmed && self.claim == GAP
    }
}

/// The words of the claim that something has no tests.
pub(super) const GAP: &str = "has no tests";

/// Two places of the document that cannot both be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Lines of the document.
    pub lines: Vec<u32>,
    /// What does not fit.
    pub message: String,
}

/// Something that the document rates and its own plan leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Line of the document.
    pub line: u32,
    /// The subject.
    pub subject: String,
    /// How pressing the document says it is.
    pub priority: Option<Priority>,
    /// Parts of it that the plan has, as (planned, all), where it has some.
    pub planned: Option<(usize, usize)>,
}

/// A file at risk that the document does not mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// The file.
    pub path: String,
    /// Its risk, 0 to 100.
    pub risk: u8,
    /// How pressing it is.
    pub priority: Option<Priority>,
    /// Why.
    pub rationale: String,
}

/// A claim, or part of one, that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// Line of the document.
    pub line: u32,
    /// What stands there.
    pub text: String,
    /// Why it was passed over.
    pub reason: &'static str,
}

/// All that came out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// One answer for each claim, in the order of the document.
    pub answers: Vec<Answer>,
    /// Where the document speaks against itself.
    pub contradictions: Vec<Contradiction>,
    /// What its plan leaves out, in the order of the document.
    pub dropped: Vec<Dropped>,
    /// Files at risk that it does not mention, riskiest first.
    pub forgotten: Vec<Forgotten>,
    /// What was not read, in the order of the document.
    pub not_read: Vec<NotRead>,
}

impl Findings {
    /// Number of answers with a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let is_such = |answer: &&Answer| answer.verdict == verdict;
        self.answers.iter().filter(is_such).count()
    }
}
