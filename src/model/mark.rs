//! What people say of gaps, and what the scan says of that.

/// What a mark is on: a file, or one symbol of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkKey {
    /// Path relative to the root.
    pub path: String,
    /// Qualified name of the symbol; none for the whole file.
    pub symbol: Option<String>,
}

/// What people say of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkState {
    /// To be done.
    Todo,
    /// Somebody is at it.
    Doing,
    /// Tests were written.
    Done,
    /// Stays without tests, for a reason.
    Accepted,
}

impl MarkState {
    /// The word used on screen and in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Accepted => "accepted",
        }
    }
}

/// One mark, as kept in `.lacuna/marks.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What people say; none where there is only a note.
    pub state: Option<MarkState>,
    /// Who said it.
    pub by: Option<String>,
    /// When, in UTC, RFC 3339 with seconds.
    pub at: String,
    /// Reason or note.
    pub note: Option<String>,
    /// Last day on which an acceptance holds, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Whether a scan has seen the tests; what makes `regressed` tellable.
    pub verified: bool,
}

/// What the scan says of a `done` mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// A test leads there.
    Verified,
    /// No test found.
    Claimed,
    /// Was verified once; the test is gone.
    Regressed,
    /// The file or symbol stands elsewhere now.
    Moved,
    /// There is no such file or symbol any more.
    Gone,
}

impl Verdict {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Claimed => "claimed",
            Self::Regressed => "regressed",
            Self::Moved => "moved",
            Self::Gone => "gone",
        }
    }
}
