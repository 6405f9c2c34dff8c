//! The plan: phases with weeks, and numbered steps.

use super::Priority;

/// The last week that a plan may have: ten years; what is beyond is a slip of the keyboard.
pub const LAST_WEEK: u32 = 520;

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
    /// No target has tests of its own, or is run for the most part by others.
    #[default]
    Open,
    /// Some targets have, or are.
    Started,
    /// All targets have, or are, or the step is marked done by hand.
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
    /// Work that is left, in half days of one person, by the effort of its files.
    pub half_days: u32,
    /// Whether much is won by little work: a pressing gap that half a day is enough for.
    pub is_quick_win: bool,
    /// How many functions no test runs of its files that are not tested yet, and how many these
    /// have.
    pub functions: (usize, usize),
}

impl Step {
    /// What is left of a step that tests have begun: `14 of 15 functions left`.
    pub fn rest(&self) -> Option<String> {
        let (left, all) = self.functions;
        let is_begun = self.state == StepState::Started && left < all;
        is_begun.then(|| format!("{left} of {all} functions left"))
    }

    /// The work that is left, in words; none where there is none or it is not known.
    pub fn work(&self) -> Option<String> {
        worked(self.half_days)
    }
}

/// Half days of work in words; none where there are none.
fn worked(half_days: u32) -> Option<String> {
    match half_days {
        0 => None,
        1 => Some("half a day".to_owned()),
        2 => Some("a day".to_owned()),
        half_days if half_days % 2 == 0 => Some(format!("{} days", half_days / 2)),
        half_days => Some(format!("{}.5 days", half_days / 2)),
    }
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

impl Phase {
    /// The work that is left in all its steps, in words; none where there is none.
    pub fn work(&self) -> Option<String> {
        let half_days = self.steps.iter().map(|step| step.half_days);
        worked(half_days.fold(0, u32::saturating_add))
    }
}

/// Who writes the tests that a plan holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// People, at least 1.
    pub people: u32,
    /// Days of a week that each of them has for it, at least 1.
    pub days_per_week: u32,
}

/// The plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roadmap {
    /// Where it comes from.
    pub origin: RoadmapOrigin,
    /// The Monday on which week 1 starts, `YYYY-MM-DD`.
    pub start: Option<String>,
    /// How many days people were taken to have, where the plan was made by that.
    pub pace: Option<Pace>,
    /// Phases in order.
    pub phases: Vec<Phase>,
}
