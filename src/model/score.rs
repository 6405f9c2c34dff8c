//! Risk and priority: the judgement over a gap, term by term.

use std::sync::Arc;

/// How pressing a gap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Can wait.
    Low,
    /// Soon.
    Medium,
    /// Next.
    High,
    /// First.
    Critical,
}

impl Priority {
    /// All priorities, most pressing first; the order of [`Component::gaps`](super::Component::gaps).
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// Lower bounds of the priorities, as risks from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorityThresholds {
    /// From here on `critical`.
    pub critical: u8,
    /// From here on `high`.
    pub high: u8,
    /// From here on `medium`; below it `low`.
    pub medium: u8,
}

impl Default for PriorityThresholds {
    fn default() -> Self {
        Self {
            critical: 80,
            high: 60,
            medium: 30,
        }
    }
}

impl PriorityThresholds {
    /// The priority of a risk from 0 to 100.
    pub fn priority(&self, risk: u8) -> Priority {
        if risk >= self.critical {
            Priority::Critical
        } else if risk >= self.high {
            Priority::High
        } else if risk >= self.medium {
            Priority::Medium
        } else {
            Priority::Low
        }
    }
}

/// One term of a file's impact.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// What is weighed: one of [`Self::USUAL`], or the title of a domain rule.
    pub name: Arc<str>,
    /// The fact behind it, as words: `160 lines`, `imported by 12 files`.
    pub fact: Arc<str>,
    /// What it adds to the impact; the terms of a file add up to its impact, 0 to 1.
    pub share: f32,
}

impl Term {
    /// Names of the terms that are no domain rules.
    pub const USUAL: [&str; 7] = [
        "size",
        "complexity",
        "fan-in",
        "churn",
        "fixes",
        "authors",
        "history",
    ];

    /// Whether it stands for a domain rule.
    pub fn is_domain(&self) -> bool {
        !Self::USUAL.contains(&self.name.as_ref())
    }
}

/// How much work a test is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effort {
    /// Within half a day.
    Small,
    /// About a day.
    Medium,
    /// Several days.
    Large,
}

impl Effort {
    /// The letter used on screen and in exports.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Small => "S",
            Self::Medium => "M",
            Self::Large => "L",
        }
    }

    /// What it means.
    pub fn words(self) -> &'static str {
        match self {
            Self::Small => "within half a day",
            Self::Medium => "about a day",
            Self::Large => "several days",
        }
    }

    /// Half days of one person that a plan counts for it.
    pub fn half_days(self) -> u32 {
        match self {
            Self::Small => 1,
            Self::Medium => 2,
            Self::Large => 6,
        }
    }
}

/// What one more test would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterfactual {
    /// Qualified name of the symbol that the test would call.
    pub symbol: Arc<str>,
    /// The risk that would be left, 0 to 100.
    pub risk: u8,
}

/// The judgement over one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// 100 x shortfall x impact, 0 to 100.
    pub risk: u8,
    /// Band of the risk, or what the configuration pins.
    pub priority: Option<Priority>,
    /// Share of the function lines that no test runs, 0 to 1.
    pub shortfall: f32,
    /// What the impact is made of, weightiest first.
    pub terms: Arc<[Term]>,
    /// One sentence of why it matters.
    pub rationale: Arc<str>,
    /// How much work it is to test; none where there is nothing left to test.
    pub effort: Option<Effort>,
    /// What the most useful single test would change; none where no test would.
    pub counterfactual: Option<Counterfactual>,
    /// Where a test for it belongs, relative to the root.
    pub suggested_test: Option<Arc<str>>,
    /// The test file most like the suggested one, relative to the root.
    pub sibling_test: Option<Arc<str>>,
    /// Qualified names of the functions worth testing first, at most three, best first.
    pub test_first: Arc<[Arc<str>]>,
    /// What runs the suggested test; none where nothing tells the runner.
    pub test_command: Option<TestCommand>,
}

/// A command that runs one test file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCommand {
    /// The folder to run it in, relative to the root; empty for the root.
    pub folder: Arc<str>,
    /// The command.
    pub line: Arc<str>,
    /// One line for a shell at the root.
    pub whole: Arc<str>,
}
