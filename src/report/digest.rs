//! What a written report says of a project, before it is put into words: which components have a
//! section, which gaps are told one by one and which together.

use std::collections::{BTreeMap, BTreeSet};

pub(super) use super::words::{OVERVIEW_UNITS, capitalised, counted, percent, points, since};
use super::{BasisCount, Input};
use crate::model::{
    Check, CheckState, Component, ComponentId, File, FileId, FileKind, HistoryReach, Level, Mark,
    MarkKey, Priority, Project, Score, StepState, TestStatus, Warning,
};

/// From so many files on, gaps of one folder and priority are told together.
const MANY: usize = 4;

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

/// One line of what is missing.
pub(super) enum Row<'a> {
    /// A gap of its own.
    One(Gap<'a>),
    /// Gaps of one folder that are equally pressing, riskiest first.
    Many(&'a str, Vec<Gap<'a>>),
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
            Some(_) if file.is_gap() => Self::Not,
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
            .filter(|(_, file)| is_below(file, input.focus))
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
                Exercise::Not => {
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
            }
        }
        for gap in &gaps {
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

    /// What the plan leaves for later, and by whose days it was made: sentences; empty where
    /// nothing is planned.
    pub(super) fn plan_sentences(&self) -> String {
        let roadmap = &self.project.roadmap;
        let steps = || roadmap.phases.iter().flat_map(|phase| &phase.steps);
        if steps().next().is_none() {
            return String::new();
        }
        let mut text = match roadmap.pace {
            Some(pace) => format!(
                "Planned for {} with {} a week each.",
                match pace.people {
                    1 => "one person".to_owned(),
                    people => format!("{people} people"),
                },
                match pace.days_per_week {
                    1 => "one day".to_owned(),
                    days => format!("{days} days"),
                }
            ),
            None => String::new(),
        };
        let planned: BTreeSet<FileId> = steps().flat_map(|step| step.files.clone()).collect();
        let left = || {
            self.riskiest
                .iter()
                .filter(|gap| !planned.contains(&gap.id))
        };
        if left().next().is_none() {
            return text;
        }
        let by_priority: Vec<String> = Priority::ALL
            .iter()
            .map(|priority| {
                let own = left().filter(|gap| gap.score.priority == Some(*priority));
                (own.count(), priority.word())
            })
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&format!(
            "Left for later: {} ({}).",
            counted(left().count(), "gap"),
            by_priority.join(", ")
        ));
        text
    }

    /// What it comes down to.
    pub(super) fn conclusion(&self) -> Conclusion<'a> {
        let at = |level: Level| {
            let components = || self.components.iter().map(|listed| listed.component);
            // Of a whole with a part that is not so, only parts are told.
            let other = components().filter(|it| it.level.is_some_and(|known| known != level));
            let mixed: Vec<&str> = other
                .flat_map(|component| self.above(component).map(|above| &*above.id))
                .collect();
            let is_so = |component: &Component| {
                component.level == Some(level) && !mixed.contains(&&*component.id)
            };
            let mut such: Vec<&Component> = components()
                .filter(|component| is_so(component))
                // Where the whole is so, its parts need no word.
                .filter(|component| !self.above(component).any(is_so))
                .collect();
            such.sort_by_key(|component| std::cmp::Reverse(component.sources));
            such.iter()
                .map(|component| component.name.as_ref())
                .collect()
        };
        let [critical, high, ..] = self.gaps;
        let steps = self.project.roadmap.phases.iter();
        let next = steps
            .flat_map(|phase| &phase.steps)
            .find(|step| matches!(step.state, StepState::Open | StepState::Started));
        let first = self.riskiest.first();
        Conclusion {
            good: at(Level::Good),
            critical: at(Level::Critical),
            pressing: critical + high,
            next: next
                .map(|step| step.title.as_str())
                .or(first.map(|gap| gap.file.path.as_ref())),
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

/// What a report comes down to.
pub(super) struct Conclusion<'a> {
    /// Components of the best level.
    pub(super) good: Vec<&'a str>,
    /// Components of the worst level.
    pub(super) critical: Vec<&'a str>,
    /// Gaps of critical or high priority.
    pub(super) pressing: usize,
    /// The next step of the plan, else the riskiest file.
    pub(super) next: Option<&'a str>,
}

/// Gaps one by one, but for those of one folder that are equally and not highly pressing and
/// many; riskiest first.
fn rows(gaps: Vec<Gap<'_>>) -> Vec<Row<'_>> {
    let mut alike: BTreeMap<(&str, Option<Priority>), Vec<Gap<'_>>> = BTreeMap::new();
    for gap in gaps {
        let key = (folder_of(&gap.file.path), gap.score.priority);
        alike.entry(key).or_default().push(gap);
    }
    let mut rows = Vec::new();
    for ((folder, priority), mut gaps) in alike {
        gaps.sort_by(|left, right| {
            (right.score.risk, &left.file.path).cmp(&(left.score.risk, &right.file.path))
        });
        let is_pressing = priority >= Some(Priority::High);
        if gaps.len() < MANY || is_pressing {
            rows.extend(gaps.into_iter().map(Row::One));
        } else {
            rows.push(Row::Many(folder, gaps));
        }
    }
    let rank = |row: &Row<'_>| {
        let first = row.first();
        let priority = first.and_then(|gap| gap.score.priority);
        let risk = first.map_or(0, |gap| gap.score.risk);
        (std::cmp::Reverse(priority), std::cmp::Reverse(risk))
    };
    rows.sort_by_key(|row| (rank(row), row.first().map(|gap| gap.file.path.clone())));
    rows
}

impl<'a> Row<'a> {
    /// The riskiest gap.
    pub(super) fn first(&self) -> Option<&Gap<'a>> {
        match self {
            Row::One(gap) => Some(gap),
            Row::Many(_, gaps) => gaps.first(),
        }
    }

    /// Lines of code of all its files.
    pub(super) fn lines(&self) -> u64 {
        match self {
            Row::One(gap) => gap.file.lines.code.into(),
            Row::Many(_, gaps) => gaps.iter().map(|gap| u64::from(gap.file.lines.code)).sum(),
        }
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a file lies below a folder that somebody asked about.
fn is_below(file: &File, folder: &str) -> bool {
    folder.is_empty()
        || file
            .path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a folder is one that somebody asked about, or stands in it.
fn is_at_or_below(folder: &str, asked: &str) -> bool {
    asked.is_empty()
        || folder
            .strip_prefix(asked)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a component is in a folder, or the folder in it.
fn is_named(component: &Component, folder: &str) -> bool {
    let (short, long) = if component.path.len() < folder.len() {
        (component.path.as_ref(), folder)
    } else {
        (folder, component.path.as_ref())
    };
    short.is_empty()
        || long
            .strip_prefix(short)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
