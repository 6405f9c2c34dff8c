//! What the rows of the file list are, which files it holds, and by what they are sorted.

use std::sync::Arc;

use crate::model::{FileId, Symbol};

/// What files are sorted by, in natural direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GapColumn {
    /// Most pressing first, then riskiest.
    Priority,
    /// Riskiest first.
    Risk,
    /// By path.
    Path,
    /// Unreached first.
    Status,
    /// Longest first.
    Lines,
    /// Marked ones first.
    Mark,
    /// Least work first.
    Effort,
    /// By owner; what nobody owns comes last.
    Owner,
}

impl GapColumn {
    /// All columns, in the order in which a key goes through them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Priority,
        Self::Risk,
        Self::Path,
        Self::Status,
        Self::Lines,
        Self::Mark,
        Self::Effort,
        Self::Owner,
    ];

    /// The word on screen.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Risk => "risk",
            Self::Path => "path",
            Self::Status => "status",
            Self::Lines => "lines",
            Self::Mark => "mark",
            Self::Effort => "effort",
            Self::Owner => "owner",
        }
    }
}

/// Which files are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All of them.
    Project,
    /// Those of a component and the ones below it, by its identity.
    Component(Arc<str>),
    /// Those below a folder.
    Folder(Arc<str>),
    /// Those that a metric is about, by its name.
    Metric(Arc<str>),
}

/// One line of the list: a file, a symbol below it, or the heading of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GapRow {
    /// Which file.
    pub(crate) file: FileId,
    /// Which of its symbols.
    pub(crate) symbol: Option<u32>,
    /// Whether it stands above the files of a component, `file` being the first of them.
    pub(crate) is_heading: bool,
}

impl GapRow {
    /// Whether it stands for a whole file.
    pub(crate) fn is_file(self) -> bool {
        self.symbol.is_none() && !self.is_heading
    }
}

/// Path of a file, and name of one of its symbols.
pub(crate) type Chosen = (Arc<str>, Option<Box<str>>);

/// Whether a symbol has a line of its own: something to test, in production code.
pub(crate) fn is_shown(symbol: &Symbol) -> bool {
    symbol.counts() && !symbol.is_drawn()
}
