//! Collects what a reader finds, file by file, in memory bounded by the result.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::time::Clock;
use super::{Format, MeasuredFile, ReadError, Report};
use crate::model::{Arm, BranchLine, FileCoverage, FunctionHits, LineHits, TestId, TestSpan};

use pile::Pile;

mod pile;
mod spans;

/// The last line that a file may have; the number of a line beyond it was not counted by anybody.
const MAX_LINE: u64 = 16_000_000;

/// Longest path or name, in bytes.
const MAX_NAME: usize = 32 << 10;

/// Most bytes of figures that a report may amount to.
const MAX_WEIGHT: usize = 3 << 30;

/// Name of the only function that V8's providers give to a file that was never loaded. Whether it
/// was called, and whether the branch beside it was taken, has no meaning, whatever they say.
const NEVER_LOADED: &str = "(empty-report)";

/// What an entry of each list weighs, in bytes, what the allocator adds included.
const FILE_WEIGHT: usize = 400;
const LINE_WEIGHT: usize = size_of::<LineHits>();
const BRANCH_WEIGHT: usize = 96;
const FUNCTION_WEIGHT: usize = 96;

/// What a reader has found so far.
///
/// A reader says which file it speaks of with [`Self::open`], then what it found there. Within one
/// `open`, hits of one line are those of several statements on it, and the largest counts; what
/// is said of a file after another `open` is a further run, and adds up.
#[derive(Default)]
pub struct Builder {
    /// Name and version of the tool that wrote the report.
    pub tool: Option<Box<str>>,
    /// When the report was made.
    pub time: Option<Clock>,
    /// Folders that paths are relative to.
    pub sources: Vec<Box<str>>,
    files: Vec<Draft>,
    by_path: FxHashMap<Box<str>, usize>,
    current: Option<usize>,
    pending: Pending,
    tests: Vec<Arc<str>>,
    by_test: FxHashMap<Arc<str>, TestId>,
    weight: usize,
    failure: Option<String>,
}

/// What was found since the last [`Builder::open`].
struct Pending {
    lines: Pile<LineHits>,
    spans: Pile<spans::Span>,
    arms: Pile<(u32, Arm)>,
    counted: Vec<BranchLine>,
    functions: Vec<FunctionHits>,
    tests: Pile<(u32, TestId)>,
    is_never_loaded: bool,
}

impl Default for Pending {
    fn default() -> Self {
        Self {
            lines: Pile::new(
                |left, right| left.line.cmp(&right.line),
                |kept, other| kept.hits = kept.hits.max(other.hits),
            ),
            spans: Pile::new(
                |left, right| (left.first, left.last).cmp(&(right.first, right.last)),
                |kept, other| kept.hits = kept.hits.max(other.hits),
            ),
            arms: Pile::new(
                |left, right| (left.0, left.1.at).cmp(&(right.0, right.1.at)),
                |kept, other| kept.1.is_taken |= other.1.is_taken,
            ),
            counted: Vec::new(),
            functions: Vec::new(),
            tests: Pile::new(Ord::cmp, |_, _| {}),
            is_never_loaded: false,
        }
    }
}

/// A file, not yet complete.
struct Draft {
    path: Box<str>,
    lines: Pile<LineHits>,
    branches: BTreeMap<u32, BranchLine>,
    functions: Pile<FunctionHits>,
    tests: Vec<TestSpan>,
    has_only_hits: bool,
}

impl Builder {
    /// Goes on with a file that was opened before. False if there is none at `path`; what is found
    /// from then on belongs to no file.
    pub fn reopen(&mut self, path: &str) -> bool {
        self.close();
        self.current = self.by_path.get(path).copied();
        self.current.is_some()
    }

    /// Goes on with the file at `path`, written as in the report.
    pub fn open(&mut self, path: &str) {
        self.close();
        if path.len() > MAX_NAME {
            self.fail("a path is too long");
            return;
        }
        if let Some(&known) = self.by_path.get(path) {
            self.current = Some(known);
            return;
        }
        let at = self.files.len();
        self.weigh(FILE_WEIGHT + 2 * path.len());
        self.files.push(Draft {
            path: path.into(),
            lines: Pile::new(
                |left, right| left.line.cmp(&right.line),
                |kept, other| kept.hits = kept.hits.saturating_add(other.hits),
            ),
            branches: BTreeMap::new(),
            functions: Pile::new(
                |left, right| {
                    (left.start, left.end, &left.name).cmp(&(right.start, right.end, &right.name))
                },
                |kept, other| kept.hits = kept.hits.saturating_add(other.hits),
            ),
            tests: Vec::new(),
            has_only_hits: false,
        });
        self.by_path.insert(path.into(), at);
        self.current = Some(at);
    }

    /// Says that an executable line ran `hits` times. There is no line 0: it is passed over.
    pub fn line(&mut self, line: u64, hits: u64) {
        if let Some(line) = self.checked(line) {
            self.pending.lines.push(LineHits { line, hits });
        }
    }

    /// Says that all lines from `first` to `last` ran `hits` times.
    pub fn span(&mut self, first: u64, last: u64, hits: u64) {
        if let (Some(first), Some(last)) = (self.checked(first), self.checked(last))
            && first <= last
        {
            self.pending.spans.push(spans::Span { first, last, hits });
        }
    }

    /// Says that `covered` of `total` branches of a line were taken.
    pub fn branches(&mut self, line: u64, covered: u64, total: u64) {
        let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        if let Some(line) = self.checked(line).filter(|_| total > 0) {
            let found = BranchLine::counted(line, number(covered), number(total));
            self.pending.counted.push(found);
            // Counts of one line stand once; where they do not, they need not pile up.
            if self.pending.counted.len() > 1 << 16 {
                self.fold();
            }
        }
    }

    /// Says whether the branch of a line that is found at `at` was taken.
    pub fn arm(&mut self, line: u64, at: u64, is_taken: bool) {
        if let Some(line) = self.checked(line) {
            self.pending.arms.push((line, Arm { at, is_taken }));
        }
    }

    /// Says that a function was called `hits` times.
    pub fn function(&mut self, name: &str, start: u64, end: Option<u64>, hits: u64) {
        if name.len() > MAX_NAME {
            self.fail("the name of a function is too long");
            return;
        }
        if name == NEVER_LOADED {
            self.pending.is_never_loaded = true;
            return;
        }
        let end = end.filter(|&end| end >= start).map(|end| self.checked(end));
        if let Some(start) = self.checked(start) {
            self.pending.functions.push(FunctionHits {
                start,
                end: end.flatten(),
                name: name.into(),
                hits,
            });
            if self.pending.functions.len() > 1 << 12 && self.pending.tests.is_empty() {
                self.fold();
            }
        }
    }

    /// The identity of a test.
    pub fn test(&mut self, name: &str) -> TestId {
        if let Some(&known) = self.by_test.get(name) {
            return known;
        }
        let id = TestId(u32::try_from(self.tests.len()).unwrap_or(u32::MAX));
        let name: Arc<str> = name.into();
        self.weigh(64 + name.len());
        self.tests.push(name.clone());
        self.by_test.insert(name, id);
        id
    }

    /// Says that a test ran a line.
    pub fn ran(&mut self, line: u64, test: TestId) {
        if let Some(line) = self.checked(line) {
            self.pending.tests.push((line, test));
        }
    }

    /// Says that the report lists only lines that ran.
    pub fn only_hits(&mut self) {
        if let Some(draft) = self.current.and_then(|at| self.files.get_mut(at)) {
            draft.has_only_hits = true;
        }
    }

    /// Whether what was found is within bounds; readers ask now and then and stop if not.
    ///
    /// # Errors
    ///
    /// [`ReadError`] at `line` of the report.
    pub fn check(&self, line: u64) -> Result<(), ReadError> {
        match &self.failure {
            None => Ok(()),
            Some(message) => Err(ReadError::new(line, message.as_str())),
        }
    }

    /// All that was found.
    ///
    /// # Errors
    ///
    /// [`ReadError`] where it is out of bounds.
    pub fn finish(mut self, format: &'static Format) -> Result<Report, ReadError> {
        self.close();
        self.check(0)?;
        Ok(Report {
            format,
            tool: self.tool,
            time: self.time,
            sources: self.sources,
            files: self.files.into_iter().map(Draft::finish).collect(),
            tests: self.tests,
        })
    }

    /// Ends the file that was opened last.
    pub fn close(&mut self) {
        self.fold();
        self.current = None;
    }

    /// Moves what is pending to the current file.
    fn fold(&mut self) {
        let pending = &mut self.pending;
        pending.lines.settle();
        let Some(draft) = self.current.and_then(|at| self.files.get_mut(at)) else {
            self.pending = Pending::default();
            return;
        };
        let before = draft.weight();
        let spans = pending.spans.take();
        if !spans.is_empty() {
            let room = MAX_WEIGHT.saturating_sub(self.weight) / LINE_WEIGHT;
            if !spans::unroll(spans, room, &mut pending.lines) {
                self.fail("it amounts to too much");
                return;
            }
            pending.lines.settle();
        }
        draft
            .tests
            .extend(spans::test_spans(pending.tests.take(), &pending.functions));
        draft.lines.append(pending.lines.take());
        let mut located = spans::by_line(pending.arms.take());
        if std::mem::take(&mut pending.is_never_loaded) {
            located.clear();
            pending.counted.clear();
        }
        for found in located.into_iter().chain(pending.counted.drain(..)) {
            match draft.branches.get_mut(&found.line) {
                Some(known) => known.merge(&found),
                None => {
                    draft.branches.insert(found.line, found);
                }
            }
        }
        for function in pending.functions.drain(..) {
            draft.functions.push(function);
        }
        let after = draft.weight();
        self.weight = self.weight.saturating_sub(before);
        self.weigh(after);
    }

    fn checked(&mut self, line: u64) -> Option<u32> {
        if line > MAX_LINE {
            self.fail(&format!("no file has a line {line}"));
        }
        u32::try_from(line).ok().filter(|&line| line > 0)
    }

    fn weigh(&mut self, weight: usize) {
        self.weight = self.weight.saturating_add(weight);
        if self.weight > MAX_WEIGHT {
            self.fail("it amounts to too much");
        }
    }

    fn fail(&mut self, message: &str) {
        if self.failure.is_none() {
            self.failure = Some(message.to_owned());
        }
        self.pending = Pending::default();
    }
}

impl Draft {
    fn weight(&self) -> usize {
        let tests: usize = self
            .tests
            .iter()
            .map(|span| 48 + 4 * span.tests.len())
            .sum();
        self.lines.len() * LINE_WEIGHT
            + self.branches.len() * BRANCH_WEIGHT
            + self.functions.len() * FUNCTION_WEIGHT
            + tests
    }

    fn finish(mut self) -> MeasuredFile {
        self.functions.settle();
        MeasuredFile {
            path: self.path,
            coverage: FileCoverage {
                lines: self.lines.take().into(),
                branches: self.branches.into_values().collect(),
                functions: one_of_each_instance(self.functions.take()).into(),
                tests: spans::in_order(self.tests).into(),
                has_only_hits: self.has_only_hits,
            },
        }
    }
}

/// Instances of one generic function, which compilers report one by one under mangled names, as
/// one function.
fn one_of_each_instance(mut functions: Vec<FunctionHits>) -> Vec<FunctionHits> {
    let is_mangled = |name: &str| name.starts_with("_R") || name.starts_with("_Z");
    functions.dedup_by(|later, earlier| {
        let same = (later.start, later.end) == (earlier.start, earlier.end)
            && is_mangled(&later.name)
            && is_mangled(&earlier.name);
        if same {
            earlier.hits = earlier.hits.saturating_add(later.hits);
        }
        same
    });
    functions
}

#[cfg(test)]
mod tests;
