//! What was done, what takes it back, and what of it is on its way to the disk.

use crate::model::Snapshot;
use crate::track::{Change, Edit};

/// Changes on their way to the disk.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Save {
    /// Tells one save from the next.
    pub(crate) ticket: u64,
    /// Which marks change.
    pub(crate) changes: Vec<Change>,
    /// What changes in the plan.
    pub(crate) edits: Vec<Edit>,
    /// Figures of the day that are kept, or not any more.
    pub(crate) figures: Option<Figures>,
}

/// Figures of the day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figures {
    /// Which.
    pub(crate) snapshot: Snapshot,
    /// Whether they are kept.
    pub(crate) is_kept: bool,
}

/// One deed that can be undone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deed {
    pub(super) title: String,
    pub(super) forward: Changes,
    pub(super) backward: Changes,
}

/// Marks, edits or figures.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Changes {
    pub(super) marks: Vec<Change>,
    pub(super) edits: Vec<Edit>,
    pub(super) figures: Option<Figures>,
}

impl Changes {
    pub(super) fn of_marks(marks: Vec<Change>) -> Self {
        Self {
            marks,
            ..Self::default()
        }
    }

    pub(super) fn of_plan(edits: Vec<Edit>) -> Self {
        Self {
            edits,
            ..Self::default()
        }
    }
}

/// A save that failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failed {
    /// What was to be saved.
    pub(crate) title: String,
    /// Edits that bring the plan back to what it was.
    pub(crate) back: Vec<Edit>,
}

/// Which stack a save moved its deed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Done,
    Undone,
    Redone,
}

#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) save: Save,
    pub(super) way: Way,
    pub(super) deed: Deed,
}
