//! The plan: phases with weeks, and numbered steps.

use super::Priority;

/// Where a roadmap comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RoadmapOrigin {
    /// Planned from the gaps by this scan.
    #[default]
    Generated,
    /// Read from `.lacuna/roadmap.toml`.
    Saved,
    /// Read from a profile.
    Profile,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum StepState {
    /// No target has tests.
    #[default]
    Open,
    /// Some targets have tests.
    Started,
    /// All targets have tests, or the step is marked done by hand.
    Done,
    /// No target exists in the tree.
    Gone,
}

impl StepState {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Started => "started",
            Self::Done => "done",
            Self::Gone => "gone",
        }
    }
}

/// One numbered step of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// Permanent identity.
    pub id: String,
    /// Running number over all phases from 1; display only.
    pub number: u32,
    /// What to do.
    pub title: String,
    /// Paths or globs relative to the root; may be empty.
    pub targets: Vec<String>,
    /// Files with logic that the targets name, as indices into the project's files.
    pub files: Vec<super::FileId>,
    /// The most pressing priority among the targets, or the step's own.
    pub priority: Option<Priority>,
    /// Why.
    pub note: Option<String>,
    /// Whether people marked the step itself done.
    pub marked_done: bool,
    /// How far it is.
    pub state: StepState,
}

/// One phase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phase {
    /// Permanent identity.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// First and last week, from 1, inclusive.
    pub weeks: (u32, u32),
    /// Its steps.
    pub steps: Vec<Step>,
}

/// The plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roadmap {
    /// Where it comes from.
    pub origin: RoadmapOrigin,
    /// The Monday on which week 1 starts, `YYYY-MM-DD`.
    pub start: Option<String>,
    /// Phases in order.
    pub phases: Vec<Phase>,
}
