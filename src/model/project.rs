//! One immutable snapshot of all that is known.

use std::sync::Arc;

use super::{
    Basis, Check, Component, ComponentId, File, FileId, HistorySummary, Origin, ReportSummary,
    Roadmap, Score, Snapshot, Table, Uses, WrittenAudit, is_below,
};

/// Something that went wrong for one file; the scan went on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Path relative to the root, or as given.
    pub path: Arc<str>,
    /// What happened: lower case, no final period.
    pub message: Arc<str>,
}

/// How far a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Stage {
    /// Listing files.
    #[default]
    Walk,
    /// Parsing them.
    Extract,
    /// Following imports from tests.
    Link,
    /// Reading history, which an earlier run did not leave.
    History,
    /// All is known.
    Done,
}

impl Stage {
    /// The word used on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Walk => "listing files",
            Self::Extract => "parsing",
            Self::Link => "linking tests",
            Self::History => "reading history",
            Self::Done => "done",
        }
    }
}

/// How far a scan is, with counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// The stage under way.
    pub stage: Stage,
    /// Files dealt with in this stage.
    pub done: u32,
    /// Files to deal with in this stage; 0 where that is not known.
    pub total: u32,
}

/// A named figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// What people call it.
    pub name: Arc<str>,
    /// Its value now, 0 to 1; none where nothing is measured by it.
    pub current: Option<f64>,
    /// The value to reach, 0 to 1.
    pub target: Option<f64>,
    /// Where the value comes from.
    pub basis: Basis,
    /// What is counted: `files`, `functions` or `lines`.
    pub unit: &'static str,
    /// Files it counts, as (tested, all) in that unit.
    pub counts: (u32, u32),
    /// The files that it is about, as indices into the project's files.
    pub files: Arc<[FileId]>,
}

/// Everything known of the analysed tree at one moment; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Name of the root folder.
    pub name: Arc<str>,
    /// Abbreviated commit at `HEAD`, where there is one.
    pub commit: Option<Arc<str>>,
    /// All files, sorted by path.
    pub files: Table<File>,
    /// Judgements over [`Self::files`], index by index; empty until they are made.
    pub scores: Table<Score>,
    /// Components; a parent comes before its children.
    pub components: Arc<[Component]>,
    /// The plan.
    pub roadmap: Arc<Roadmap>,
    /// Figures with targets.
    pub metrics: Arc<[Metric]>,
    /// Coverage reports that were read, by path.
    pub reports: Arc<[ReportSummary]>,
    /// How tests are set up, by scope, then by how bad it is.
    pub checks: Arc<[Check]>,
    /// A written audit that was asked about, held against the tree.
    pub audit: Option<Arc<WrittenAudit>>,
    /// How far back history was read.
    pub history: HistorySummary,
    /// Figures of earlier days, oldest first.
    pub earlier: Arc<[Snapshot]>,
    /// Tests that coverage reports name, by [`TestId`](super::TestId).
    pub measured_tests: Arc<[Arc<str>]>,
    /// Who uses whom, from the tests on.
    pub uses: Arc<Uses>,
    /// What went wrong on the way, sorted.
    pub warnings: Arc<[Warning]>,
    /// How far the scan is.
    pub progress: Progress,
}

impl Project {
    /// The file with this identity.
    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// The check that nothing is set up yet to run a test of a file; none where something is.
    pub fn lacks_runner(&self, path: &str) -> Option<&Check> {
        let runners = || self.checks.iter().filter(|check| check.id == "runner");
        let around = runners().filter(|check| {
            let scope = &*check.scope;
            scope.is_empty() || is_below(path, scope)
        });
        let nearest = around.map(|check| check.scope.len()).max()?;
        let mut nearest = runners().filter(|check| {
            check.scope.len() == nearest && (nearest == 0 || is_below(path, &check.scope))
        });
        let found = nearest.next()?;
        // Of two languages in one folder it is not told which the file is of.
        (found.bars_tests && nearest.next().is_none()).then_some(found)
    }

    /// The judgement over a file.
    pub fn score(&self, id: FileId) -> Option<&Score> {
        self.scores.get(id.0 as usize)
    }

    /// The component with this identity.
    pub fn component(&self, id: ComponentId) -> Option<&Component> {
        self.components.get(id.0 as usize)
    }

    /// Files with their identities, sorted by path.
    pub fn entries(&self) -> impl Iterator<Item = (FileId, &File)> {
        (0..).map(FileId).zip(self.files.iter())
    }

    /// Finds a file by its path relative to the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let mut low = 0;
        let mut high = self.files.len();
        while low < high {
            let middle = low.midpoint(high);
            match self.files.get(middle)?.path.as_ref().cmp(path) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return u32::try_from(middle).ok().map(FileId),
            }
        }
        None
    }

    /// How much a share has gained since the last figures that were kept, as a part of 1; none where
    /// it was not among them.
    pub fn gained(&self, figure: &str, now: Option<f64>) -> Option<f64> {
        let kept = &self.earlier.last()?.figures;
        let at = kept
            .binary_search_by(|kept| kept.name.as_str().cmp(figure))
            .ok()?;
        Some(now? - kept.get(at)?.value)
    }

    /// The uses that lead from a test to a symbol (or to the code of a file outside all symbols),
    /// the test's own first; at most so many, those nearest to the symbol. Empty where no test
    /// leads there.
    pub fn chain(&self, file: FileId, symbol: Option<u32>, most: usize) -> Vec<Origin> {
        let mut steps = Vec::new();
        let mut at = (file, symbol);
        while let Some(origin) = self.origin(at.0, at.1).filter(|_| steps.len() < most) {
            steps.push(origin);
            at = (origin.file, origin.symbol);
        }
        steps.reverse();
        steps
    }

    fn origin(&self, file: FileId, symbol: Option<u32>) -> Option<Origin> {
        let file = self.file(file)?;
        match symbol {
            Some(at) => file.symbol_status.get(at as usize)?.origin,
            None => file.origin,
        }
    }

    /// Whether `component` is `ancestor` or stands below it.
    pub fn is_within(&self, component: ComponentId, ancestor: ComponentId) -> bool {
        let mut current = Some(component);
        while let Some(id) = current {
            if id == ancestor {
                return true;
            }
            current = self.component(id).and_then(|component| component.parent);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CheckState;

    #[test]
    fn the_nearest_set_up_says_whether_tests_can_run() {
        let runner = |scope: &str, bars_tests: bool| Check {
            id: "runner",
            title: "".into(),
            scope: scope.into(),
            state: CheckState::Missing,
            evidence: [].into(),
            advice: "".into(),
            snippets: [].into(),
            bars_tests,
        };
        let project = Project {
            checks: [
                runner("agent", true),
                runner("agent/web", false),
                runner("both", true),
                runner("both", false),
            ]
            .into(),
            ..Project::default()
        };
        let check = |path: &str, expect: Option<&str>| {
            let found = project.lacks_runner(path).map(|check| &*check.scope);
            assert_eq!(found, expect, "{path}");
        };
        check("agent/a.py", Some("agent"));
        check("agent/web/a.ts", None);
        check("agents/a.py", None);
        check("both/a.py", None);
    }
}
