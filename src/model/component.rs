//! Named parts of a project.

use std::sync::Arc;

use super::{Basis, percent};

/// Index of a component in [`Project::components`](super::Project::components).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(pub u32);

/// How well a component is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Next to nothing.
    Critical,
    /// Little.
    Poor,
    /// About half.
    Partial,
    /// Most of it.
    Good,
}

impl Level {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Poor => "poor",
            Self::Partial => "partial",
            Self::Good => "good",
        }
    }
}

/// Lower bounds of the levels, as shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// From here on `good`.
    pub good: f64,
    /// From here on `partial`.
    pub partial: f64,
    /// From here on `poor`; below it `critical`.
    pub poor: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            good: 0.8,
            partial: 0.5,
            poor: 0.2,
        }
    }
}

impl Thresholds {
    /// The level of a share from 0 to 1, by the whole percentage that is shown of it: two rows with one
    /// figure have one level.
    pub fn level(&self, ratio: f64) -> Level {
        let ratio = f64::from(percent(ratio)) / 100.0;
        if ratio >= self.good {
            Level::Good
        } else if ratio >= self.partial {
            Level::Partial
        } else if ratio >= self.poor {
            Level::Poor
        } else {
            Level::Critical
        }
    }
}

/// A named part of the project; counts include its children.
#[derive(Debug, Clone)]
pub struct Component {
    /// Permanent identity: the path of a found component, the slug of a configured one's name
    /// where its globs have no common folder.
    pub id: Arc<str>,
    /// The component it is part of.
    pub parent: Option<ComponentId>,
    /// What people call it.
    pub name: Arc<str>,
    /// The folder that holds it, relative to the root; empty for the root itself.
    pub path: Arc<str>,
    /// Whether it stands in the configuration.
    pub is_configured: bool,
    /// Share to be reached, 0 to 1.
    pub target: Option<f64>,
    /// Files with logic.
    pub sources: u32,
    /// Of these, by status.
    pub direct: u32,
    /// Of these, by status.
    pub reached: u32,
    /// Of these, by status.
    pub hollow: u32,
    /// Of these, by status.
    pub unreached: u32,
    /// Test files that lead to any of its files.
    pub tests: u32,
    /// Lines inside functions.
    pub function_lines: u32,
    /// Share of the function lines that tests run, 0 to 1; none where there are none.
    pub ratio: Option<f64>,
    /// Where the ratio comes from.
    pub basis: Basis,
    /// Share of the function lines whose coverage was measured, 0 to 1.
    pub measured_share: f64,
    /// Level of the ratio.
    pub level: Option<Level>,
    /// Open gaps by priority: critical, high, medium, low.
    pub gaps: [u32; 4],
    /// Gaps that people let stay without tests.
    pub accepted: u32,
    /// Files with logic of which no test runs anything, accepted ones included.
    pub untested: u32,
}

impl Component {
    /// Files with logic of which tests run something, as measured where a report tells, otherwise by
    /// their status.
    pub fn tested(&self) -> u32 {
        self.sources.saturating_sub(self.untested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_figure_has_one_level() {
        let thresholds = Thresholds {
            good: 0.8,
            partial: 0.5,
            poor: 0.25,
        };
        let check = |ratio: f64, expect: Level| assert_eq!(thresholds.level(ratio), expect);
        check(0.796, Level::Good);
        check(0.794, Level::Partial);
        check(0.25, Level::Poor);
        check(0.0, Level::Critical);
    }
}
