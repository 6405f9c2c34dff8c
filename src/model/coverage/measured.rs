//! What coverage says of a file of the tree.

use super::{Count, FileCoverage};
use crate::model::Basis;

/// What was measured of a file of the tree, and what follows for its functions.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Lines, branches and functions.
    pub coverage: FileCoverage,
    /// [`Basis::Measured`] or [`Basis::Stale`].
    pub basis: Basis,
    /// Functions with logic that ran, of those of which something was measured.
    pub functions: Count,
    /// Executable lines inside these functions that ran; lines that run when a module is loaded
    /// are left out.
    pub function_lines: Count,
    /// Of these lines, those that ran while some way out of a branch on them was never taken.
    pub partial_lines: u32,
    /// The lines of each symbol of the file, by the symbol's index; nothing of what is no function.
    pub symbols: Box<[Count]>,
}

impl Measured {
    /// What was counted, in words: `2 of 3 function lines, 1 of 1 functions, …`; `number` writes a
    /// count.
    pub fn in_words(&self, number: impl Fn(u32) -> String) -> String {
        let of = |count: Count, what: &str| {
            format!(
                "{} of {} {what}",
                number(count.covered),
                number(count.total)
            )
        };
        let mut facts = Vec::new();
        if self.function_lines.total > 0 {
            facts.push(of(self.function_lines, "function lines"));
            facts.push(of(self.functions, "functions"));
        }
        facts.push(of(self.coverage.line_count(), "lines"));
        if let Some(branches) = self.coverage.branch_count() {
            facts.push(of(branches, "branches"));
        }
        facts.join(", ")
    }

    /// Share of the function lines that ran, 0 to 1; none where no line of a function was counted.
    pub fn run_share(&self) -> Option<f64> {
        let Count { covered, total } = self.function_lines;
        (total > 0).then(|| f64::from(covered) / f64::from(total))
    }

    /// Share of the function lines that is left to test, 0 to 1: a line whose branches were taken in
    /// part counts half.
    pub fn shortfall(&self) -> Option<f64> {
        let ran = self.run_share()?;
        let half = f64::from(self.partial_lines) / 2.0 / f64::from(self.function_lines.total);
        Some((1.0 - ran + half).clamp(0.0, 1.0))
    }
}
