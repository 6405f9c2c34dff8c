//! What a written report says of a project, before it is put into words: which components have a
//! section, which gaps are told one by one and which together.

mod outlook;
mod row;

use std::collections::BTreeMap;

pub(super) use self::row::Row;
use self::row::rows;
pub(super) use super::words::{
    OVERVIEW_UNITS, capitalised, counted, percent, points, since, with_code,
};
use super::{BasisCount, Input};
use crate::model::{
    Check, CheckState, Component, ComponentId, File, FileId, FileKind, HistoryReach, Mark, MarkKey,
    Priority, Project, Score, TestStatus, Warning, is_at_or_below, is_below,
};

/// All that a report is made of.
pub(super) struct Digest<'a> {
    pub(super) project: &'a Project,
    /// Components with anything to test, parents before children.
    pub(super) components: Vec<Listed<'a>>,
    /// Components with files of their own, in the same order.
    pub(super) sections: Vec<Section<'a>>,
    /// Files with logic.
    pub(super) sources: usize,
    /// Of these, those that tests use themselves.
    pub(super) direct: usize,
    /// Of these, those that tests reach through others.
    pub(super) reached: usize,
    /// Test files.
    pub(super) tests: usize,
    /// Gaps by priority: critical, high, medium, low.
    pub(super) gaps: [usize; 4],
    /// Those of them that no test runs anything of; the others hold functions that none runs.
    pub(super) untested: usize,
    /// All gaps, riskiest first.
    pub(super) riskiest: Vec<Gap<'a>>,
    /// How tests are set up, in the folder that somebody asked about.
    pub(super) checks: Vec<&'a Check>,
    /// How many test files have each name.
    names: BTreeMap<&'a str, usize>,
    /// Files that were read in part only.
    pub(super) warnings: &'a [Warning],
}

/// A component, with how deep it stands.
pub(super) struct Listed<'a> {
    pub(super) component: &'a Component,
    pub(super) depth: usize,
}

/// The files of one component that belong to no other.
pub(super) struct Section<'a> {
    pub(super) component: &'a Component,
    /// Whether the component has others in it, which its figures include.
    pub(super) has_parts: bool,
    /// Files that tests use themselves, with the tests' names.
    pub(super) tested: Vec<(&'a File, Vec<&'a str>)>,
    /// Files that tests reach through others.
    pub(super) reached: Vec<&'a File>,
    /// Gaps, riskiest first.
    pub(super) gaps: Vec<Row<'a>>,
    /// Gaps that people accepted, with the reason.
    pub(super) accepted: Vec<(&'a File, &'a Mark)>,
}

/// A gap.
#[derive(Clone, Copy)]
pub(super) struct Gap<'a> {
    pub(super) id: FileId,
    pub(super) file: &'a File,
    pub(super) score: &'a Score,
    pub(super) component: Option<&'a Component>,
    /// What people say of it.
    pub(super) mark: Option<&'a Mark>,
}

/// How tests exercise a file: measured where a report tells whether they do, else by its status.
enum Exercise {
    Itself,
    Through,
    Not,
}

impl Exercise {
    fn of(file: &File) -> Self {
        match file.status {
            None => Self::Not,
            Some(_) if file.is_untested() => Self::Not,
            Some(TestStatus::Direct) => Self::Itself,
            Some(_) => Self::Through,
        }
    }
}

impl<'a> Digest<'a> {
    pub(super) fn new(input: &Input<'a>) -> Self {
        let project = input.project;
        let mut digest = Self {
            project,
            components: Vec::new(),
            sections: Vec::new(),
            sources: 0,
            direct: 0,
            reached: 0,
            tests: 0,
            gaps: [0; 4],
            untested: 0,
            riskiest: Vec::new(),
            checks: project
                .checks
                .iter()
                .filter(|check| is_at_or_below(&check.scope, input.focus))
                .collect(),
            names: BTreeMap::new(),
            warnings: &project.warnings,
        };
        for file in project
            .files
            .iter()
            .filter(|file| file.kind == FileKind::Test)
        {
            *digest.names.entry(file.base_name()).or_default() += 1;
        }
        let mut files: BTreeMap<Option<ComponentId>, Vec<(FileId, &File)>> = BTreeMap::new();
        for (id, file) in project
            .entries()
            .filter(|(_, file)| is_below(&file.path, input.focus))
        {
            digest.count(file);
            if file.has_logic() {
                files.entry(file.component).or_default().push((id, file));
            }
        }
        for (id, component) in (0..).map(ComponentId).zip(project.components.iter()) {
            if component.sources == 0 || !is_named(component, input.focus) {
                continue;
            }
            let depth = std::iter::successors(component.parent, |id| {
                project
                    .component(*id)
                    .and_then(|component| component.parent)
            });
            digest.components.push(Listed {
                component,
                depth: depth.count(),
            });
            if let Some(own) = files.get(&Some(id)) {
                let section = digest.section(input, component, own);
                digest.sections.push(section);
            }
        }
        digest.riskiest.sort_by(|left, right| {
            (right.score.risk, &left.file.path).cmp(&(left.score.risk, &right.file.path))
        });
        digest
    }

    fn count(&mut self, file: &File) {
        match file.kind {
            FileKind::Test => self.tests += 1,
            FileKind::Source if file.has_logic() => {
                self.sources += 1;
                match Exercise::of(file) {
                    Exercise::Itself => self.direct += 1,
                    Exercise::Through => self.reached += 1,
                    Exercise::Not => {}
                }
            }
            _ => {}
        }
    }

    fn section(
        &mut self,
        input: &Input<'a>,
        component: &'a Component,
        files: &[(FileId, &'a File)],
    ) -> Section<'a> {
        let mut section = Section {
            component,
            has_parts: self
                .project
                .components
                .iter()
                .filter_map(|other| self.project.component(other.parent?))
                .any(|parent| parent.id == component.id),
            tested: Vec::new(),
            reached: Vec::new(),
            gaps: Vec::new(),
            accepted: Vec::new(),
        };
        let mut gaps = Vec::new();
        for (id, file) in files {
            match Exercise::of(file) {
                Exercise::Itself => {
                    section.tested.push((*file, self.tests_of(file)));
                }
                Exercise::Through => section.reached.push(file),
                Exercise::Not => {}
            }
            if !file.is_gap() {
                continue;
            }
            let key = MarkKey {
                path: file.path.to_string(),
                symbol: None,
            };
            let mark = input.marks.get(&key);
            if let Some(mark) = mark.filter(|_| input.marks.accepts(&file.path)) {
                section.accepted.push((file, mark));
            } else if let Some(score) = self.project.score(*id) {
                gaps.push(Gap {
                    id: *id,
                    file,
                    score,
                    component: Some(component),
                    mark,
                });
            }
        }
        for gap in &gaps {
            self.untested += usize::from(gap.file.is_untested());
            let priority = gap.score.priority.unwrap_or(Priority::Low);
            for (of, count) in Priority::ALL.into_iter().zip(&mut self.gaps) {
                *count += usize::from(of == priority);
            }
        }
        self.riskiest.extend(&gaps);
        section.gaps = rows(gaps);
        section
    }

    /// Names of the test files that use a file themselves.
    fn tests_of(&self, file: &File) -> Vec<&'a str> {
        let mut names: Vec<&str> = file
            .tests
            .iter()
            .filter(|link| link.hops <= 1)
            .filter_map(|link| self.project.file(link.test))
            .map(|test| self.called(test))
            .collect();
        names.dedup();
        names
    }

    /// The name of a test, with its folder where another file has the same.
    fn called(&self, test: &'a File) -> &'a str {
        let name = test.base_name();
        if self.names.get(name).copied().unwrap_or_default() < 2 {
            return name;
        }
        let mut starts = test.path.rmatch_indices('/').skip(1);
        let start = starts.next().map_or(0, |(at, _)| at + 1);
        test.path.get(start..).unwrap_or(name)
    }

    /// A component's name, or its identity where several have that name.
    pub(super) fn told_apart(&self, component: &'a Component) -> &'a str {
        let listed = self.components.iter();
        let mut same = listed.filter(|other| other.component.name == component.name);
        match (same.next(), same.next()) {
            (_, Some(_)) if !component.id.is_empty() => &component.id,
            _ => &component.name,
        }
    }

    /// How many questions on the set-up of tests found an answer, and how many of these are as they
    /// should be; one sentence.
    pub(super) fn setup_sentence(&self) -> String {
        let fine = self.checks.len() - self.open_checks().count();
        format!(
            "{} on how tests are set up found an answer; {fine} of them {} as it should be.",
            counted(self.checks.len(), "question"),
            if fine == 1 { "is" } else { "are" },
        )
    }

    /// Questions on set-up with an answer that asks for something.
    pub(super) fn open_checks(&self) -> impl Iterator<Item = &'a Check> + '_ {
        let open = |check: &&Check| check.state != CheckState::Ok;
        self.checks.iter().copied().filter(open)
    }

    /// These by the folder that they are about; none for the root.
    pub(super) fn open_scopes(&self) -> Vec<(Option<&'a str>, Vec<&'a Check>)> {
        let mut scopes: Vec<(Option<&str>, Vec<&Check>)> = Vec::new();
        for check in self.open_checks() {
            let folder = Some(check.scope.as_ref()).filter(|folder| !folder.is_empty());
            match scopes.last_mut() {
                Some((last, own)) if *last == folder => own.push(check),
                _ => scopes.push((folder, vec![check])),
            }
        }
        scopes
    }

    /// How many of all gaps tests run in part, in brackets; empty where there is none.
    pub(super) fn in_part(&self, all: usize) -> String {
        match all.saturating_sub(self.untested) {
            0 => String::new(),
            1 => " (one of them a file that tests run in part)".to_owned(),
            some => format!(" ({some} of them files that tests run in part)"),
        }
    }

    /// What is said where no gap is open.
    pub(super) fn no_gap(&self) -> &'static str {
        let mut accepted = self.sections.iter().map(|section| &section.accepted);
        match accepted.any(|accepted| !accepted.is_empty()) {
            true => "No gap is open: all that there are were accepted.",
            false => "There is no gap: tests lead to every such file.",
        }
    }

    /// What commits are counted, in one sentence behind another; empty without history.
    pub(super) fn history(&self) -> &'static str {
        match self.project.history.reach {
            HistoryReach::None => "",
            _ => {
                " Commits are those of the two years before the newest one; 90 days are counted back \
                 from it."
            }
        }
    }

    /// The components that hold another one, nearest first.
    fn above(&self, component: &Component) -> impl Iterator<Item = &'a Component> {
        let project = self.project;
        let parent = component.parent.and_then(|id| project.component(id));
        std::iter::successors(parent, |component| project.component(component.parent?))
    }

    /// How the figures came about, in one sentence.
    pub(super) fn basis(&self) -> &'static str {
        let known = self.project.files.iter().filter(|file| file.has_logic());
        let bases = BasisCount::of(known.filter(|file| file.status.is_some()));
        if bases.measured + bases.stale == 0 {
            "All figures are estimated from the code: no test was run, and no coverage was measured."
        } else if bases.estimated > 0 {
            "Figures are measured where a coverage report has them, and estimated from the code elsewhere; each says which."
        } else {
            "Figures are measured by a coverage report, where they do not say otherwise."
        }
    }
}

/// Whether a component is in a folder, or the folder in it.
fn is_named(component: &Component, folder: &str) -> bool {
    let (short, long) = if component.path.len() < folder.len() {
        (component.path.as_ref(), folder)
    } else {
        (folder, component.path.as_ref())
    };
    is_at_or_below(long, short)
}
