//! What coverage reports measured of one file.

mod join;
mod measured;

use std::sync::Arc;

use self::join::{joined, merged_spans};
pub use self::measured::Measured;

/// A line that a report counts as executable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineHits {
    /// Line, 1-based.
    pub line: u32,
    /// How often it ran; 1 where the report only says that it did. Sums saturate.
    pub hits: u64,
}

/// One way out of a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arm {
    /// Where it stands, as the format tells: a packed position, a target line, an ordinal.
    /// Means something only beside the other arms of its line.
    pub at: u64,
    /// Whether it was taken.
    pub is_taken: bool,
}

/// The branches that start on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchLine {
    /// Line, 1-based.
    pub line: u32,
    /// Ways out that were taken.
    pub covered: u32,
    /// All ways out.
    pub total: u32,
    /// The ways out, sorted by place; empty where the report only counts them.
    pub arms: Box<[Arm]>,
}

impl BranchLine {
    /// Branches of which only the number is known.
    pub fn counted(line: u32, covered: u32, total: u32) -> Self {
        Self {
            line,
            covered: covered.min(total),
            total,
            arms: Box::from([]),
        }
    }

    /// Branches with their places; of two arms at one place, one taken is enough.
    pub fn located(line: u32, mut arms: Vec<Arm>) -> Self {
        arms.sort_unstable();
        arms.dedup_by(|later, earlier| {
            let same = later.at == earlier.at;
            if same {
                earlier.is_taken |= later.is_taken;
            }
            same
        });
        Self {
            line,
            covered: taken(&arms),
            total: u32::try_from(arms.len()).unwrap_or(u32::MAX),
            arms: arms.into(),
        }
    }

    /// Takes in what another report says of the line: arm by arm where both name the same places,
    /// otherwise the one with the larger share taken stays.
    pub fn merge(&mut self, other: &Self) {
        let same_places = !self.arms.is_empty()
            && self.arms.len() == other.arms.len()
            && self
                .arms
                .iter()
                .zip(&other.arms)
                .all(|(own, others)| own.at == others.at);
        if same_places {
            for (own, others) in self.arms.iter_mut().zip(&other.arms) {
                own.is_taken |= others.is_taken;
            }
            self.covered = taken(&self.arms);
            return;
        }
        let share = |one: &Self, two: &Self| u64::from(one.covered) * u64::from(two.total);
        let (own, others) = (share(self, other), share(other, self));
        if others > own || (others == own && other.total > self.total) {
            *self = other.clone();
        }
    }
}

fn taken(arms: &[Arm]) -> u32 {
    let count = arms.iter().filter(|arm| arm.is_taken).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A function that a report counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FunctionHits {
    /// First line, 1-based.
    pub start: u32,
    /// Last line, where the report tells.
    pub end: Option<u32>,
    /// Its name as the report has it, mangled ones included.
    pub name: Box<str>,
    /// How often it was called; 1 where the report only says that it was.
    pub hits: u64,
}

/// Index of a test in the list that belongs to the coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TestId(pub u32);

/// Lines with the tests that ran them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestSpan {
    /// First line, 1-based.
    pub first: u32,
    /// Last line, inclusive.
    pub last: u32,
    /// The tests, sorted; spans of one file with the same tests share the list.
    pub tests: Arc<[TestId]>,
}

/// A share as two numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Count {
    /// Those that ran.
    pub covered: u32,
    /// All of them.
    pub total: u32,
}

impl Count {
    /// Counts claims, true where something ran.
    pub fn of(ran: impl IntoIterator<Item = bool>) -> Self {
        let mut count = Self::default();
        for ran in ran {
            count.covered = count.covered.saturating_add(u32::from(ran));
            count.total = count.total.saturating_add(1);
        }
        count
    }
}

/// What reports measured of one file. A line that is not listed has no data, which is neither
/// covered nor uncovered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileCoverage {
    /// Executable lines, sorted, each once.
    pub lines: Box<[LineHits]>,
    /// Lines with branches, sorted, each once.
    pub branches: Box<[BranchLine]>,
    /// Functions by first line, then end and name.
    pub functions: Box<[FunctionHits]>,
    /// Which tests ran which lines, sorted by line, where the report tells.
    pub tests: Box<[TestSpan]>,
    /// Whether [`Self::lines`] lists only lines that ran, so that nothing is known of the others
    /// (coverage.py's data file).
    pub has_only_hits: bool,
}

impl FileCoverage {
    /// How often a line ran; none where there is no data.
    pub fn hits(&self, line: u32) -> Option<u64> {
        let at = self
            .lines
            .binary_search_by_key(&line, |entry| entry.line)
            .ok()?;
        self.lines.get(at).map(|entry| entry.hits)
    }

    /// The branches that start on a line.
    pub fn branch(&self, line: u32) -> Option<&BranchLine> {
        let at = self
            .branches
            .binary_search_by_key(&line, |entry| entry.line)
            .ok()?;
        self.branches.get(at)
    }

    /// The executable lines from `first` to `last`, both included.
    pub fn lines_within(&self, first: u32, last: u32) -> &[LineHits] {
        let from = self.lines.partition_point(|entry| entry.line < first);
        let to = self.lines.partition_point(|entry| entry.line <= last);
        self.lines.get(from..to).unwrap_or_default()
    }

    /// Executable lines that ran.
    pub fn line_count(&self) -> Count {
        Count::of(self.lines.iter().map(|entry| entry.hits > 0))
    }

    /// Functions that were called.
    pub fn function_count(&self) -> Count {
        Count::of(self.functions.iter().map(|entry| entry.hits > 0))
    }

    /// Whether a line ran while some way out of a branch on it was never taken.
    pub fn is_partial(&self, line: u32) -> bool {
        self.hits(line).is_some_and(|hits| hits > 0)
            && self
                .branch(line)
                .is_some_and(|branch| branch.covered < branch.total)
    }

    /// Ways out of branches that were taken; none where the report knows no branches.
    pub fn branch_count(&self) -> Option<Count> {
        (!self.branches.is_empty()).then(|| {
            self.branches
                .iter()
                .fold(Count::default(), |sum, entry| Count {
                    covered: sum.covered.saturating_add(entry.covered),
                    total: sum.total.saturating_add(entry.total),
                })
        })
    }

    /// The last line that the report speaks of; 0 where it speaks of none.
    pub fn last_line(&self) -> u32 {
        let lines = self.lines.last().map_or(0, |entry| entry.line);
        let branches = self.branches.last().map_or(0, |entry| entry.line);
        lines.max(branches)
    }

    /// The tests that ran a line, where the report tells.
    pub fn tests_of(&self, line: u32) -> &[TestId] {
        let after = self.tests.partition_point(|span| span.first <= line);
        match after.checked_sub(1).and_then(|at| self.tests.get(at)) {
            Some(span) if line <= span.last => &span.tests,
            _ => &[],
        }
    }

    /// Takes in what another report says of the same file: hits add up, branches as
    /// [`BranchLine::merge`] has it. Both must count tests by the same list.
    pub fn merge(&mut self, other: &Self) {
        if other.has_only_hits && !self.has_only_hits && !self.lines.is_empty() {
            // A line that ran and that the fuller report does not know is no executable line.
            let known: Vec<LineHits> = other
                .lines
                .iter()
                .filter(|entry| self.hits(entry.line).is_some())
                .copied()
                .collect();
            self.lines = joined(&self.lines, &known);
        } else if self.has_only_hits && !other.has_only_hits && !other.lines.is_empty() {
            let mut fuller = other.clone();
            std::mem::swap(self, &mut fuller);
            self.merge(&fuller);
            return;
        } else {
            self.lines = joined(&self.lines, &other.lines);
        }
        self.branches = joined(&self.branches, &other.branches);
        self.functions = joined(&self.functions, &other.functions);
        self.tests = merged_spans(&self.tests, &other.tests);
        self.has_only_hits &= other.has_only_hits;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(entries: &[(u32, u64)]) -> FileCoverage {
        FileCoverage {
            lines: entries
                .iter()
                .map(|&(line, hits)| LineHits { line, hits })
                .collect(),
            ..FileCoverage::default()
        }
    }

    fn arms(arms: &[(u64, bool)]) -> BranchLine {
        let arms = arms.iter().map(|&(at, is_taken)| Arm { at, is_taken });
        BranchLine::located(1, arms.collect())
    }

    fn span(first: u32, last: u32, tests: &[u32]) -> TestSpan {
        TestSpan {
            first,
            last,
            tests: tests.iter().copied().map(TestId).collect(),
        }
    }

    #[test]
    fn hits_add_up_and_saturate() {
        let mut sum = lines(&[(1, 1), (3, u64::MAX)]);
        sum.merge(&lines(&[(1, 2), (2, 0), (3, 1)]));
        assert_eq!(sum, lines(&[(1, 3), (2, 0), (3, u64::MAX)]));
        assert_eq!(
            sum.line_count(),
            Count {
                covered: 2,
                total: 3
            }
        );
        assert_eq!((sum.hits(2), sum.hits(4)), (Some(0), None));
        assert_eq!(sum.lines_within(2, 9).len(), 2);
    }

    #[test]
    fn a_report_of_hits_alone_adds_no_executable_line() {
        let mut hits = lines(&[(1, 1), (2, 1)]);
        hits.has_only_hits = true;
        let full = lines(&[(2, 0), (3, 0)]);
        let expect = lines(&[(2, 1), (3, 0)]);
        let mut sum = hits.clone();
        sum.merge(&full);
        assert_eq!(sum, expect);
        let mut sum = full;
        sum.merge(&hits);
        assert_eq!(sum, expect);
    }

    #[test]
    fn arms_at_the_same_places_are_joined() {
        let mut line = arms(&[(5, true), (9, false)]);
        line.merge(&arms(&[(5, false), (9, true)]));
        assert_eq!((line.covered, line.total), (2, 2));
    }

    #[test]
    fn arms_at_other_places_are_not_joined() {
        let mut line = arms(&[(5, true), (9, false)]);
        line.merge(&arms(&[(5, false), (8, true)]));
        assert_eq!(line, arms(&[(5, true), (9, false)]));
        line.merge(&BranchLine::counted(1, 3, 4));
        assert_eq!((line.covered, line.total), (3, 4));
    }

    #[test]
    fn overlapping_spans_have_the_tests_of_both() {
        let merged = merged_spans(
            &[span(1, 4, &[1]), span(8, 9, &[2])],
            &[span(3, 6, &[0]), span(8, 9, &[2])],
        );
        let expect = [
            span(1, 2, &[1]),
            span(3, 4, &[0, 1]),
            span(5, 6, &[0]),
            span(8, 9, &[2]),
        ];
        assert_eq!(*merged, expect);
        let coverage = FileCoverage {
            tests: merged,
            ..FileCoverage::default()
        };
        assert_eq!(coverage.tests_of(4), [TestId(0), TestId(1)]);
        assert_eq!(coverage.tests_of(7), []);
    }
}
