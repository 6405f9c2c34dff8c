//! Counts over the whole project, for the header.

use rustc_hash::FxHashSet;

use crate::model::{FileId, FileKind, Priority, Project, Stage, TestStatus};
use crate::track::Marks;

/// Whether a file is of critical priority.
pub(crate) fn is_critical(project: &Project, id: FileId) -> bool {
    let score = project.score(id);
    score.and_then(|score| score.priority) == Some(Priority::Critical)
}

/// What the header says of a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// All files.
    pub(crate) files: usize,
    /// Production code.
    pub(crate) sources: usize,
    /// Of these, with something to test; none until statuses are known.
    pub(crate) with_logic: Option<usize>,
    /// Test files that lead to some file.
    pub(crate) tests: usize,
    /// Files in which nothing could be read.
    pub(crate) unread: usize,
    /// Files that some test exercises.
    pub(crate) tested: usize,
    /// Whether files have owners.
    pub(crate) has_owners: bool,
    /// Files in which no test runs anything, but those that people let stay so.
    pub(crate) gaps: usize,
    /// Of these, the critical ones.
    pub(crate) critical: usize,
}

impl Summary {
    /// Counts.
    pub(crate) fn of(project: &Project, marks: &Marks) -> Self {
        let mut summary = Self {
            files: project.files.len(),
            ..Self::default()
        };
        let accepted: FxHashSet<&str> = marks.accepted().collect();
        let mut with_logic = 0;
        let mut leads = vec![false; project.files.len()];
        for (id, file) in project.entries() {
            summary.has_owners |= file.owner.is_some();
            match file.kind {
                FileKind::Source => summary.sources += 1,
                FileKind::Test
                | FileKind::Support
                | FileKind::Generated
                | FileKind::Migration
                | FileKind::Config
                | FileKind::Other => {}
            }
            summary.unread += usize::from(file.status == Some(TestStatus::Unread));
            if file.status.is_some() && file.has_logic() {
                with_logic += 1;
                for link in file.tests.iter() {
                    if let Some(leads) = leads.get_mut(link.test.0 as usize) {
                        *leads = true;
                    }
                }
                let is_open = file.is_gap() && !accepted.contains(&*file.path);
                let is_critical = || is_critical(project, id);
                summary.gaps += usize::from(is_open);
                summary.critical += usize::from(is_open && is_critical());
                summary.tested += usize::from(!file.is_untested());
            }
        }
        summary.tests = leads.into_iter().filter(|leads| *leads).count();
        let is_known = with_logic > 0 || project.progress.stage == Stage::Done;
        summary.with_logic = is_known.then_some(with_logic);
        summary
    }
}
