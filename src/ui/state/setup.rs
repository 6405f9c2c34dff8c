//! The checks of how tests are set up, as rows: each project with its checks below it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Check, CheckState, Project};
use crate::ui::filter;
use crate::ui::query::table::{Asked, Field};
use crate::ui::widget::Cursor;

/// The words of its filter.
pub(crate) static CHECK_FIELDS: &[Field<Check>] = &[
    Field {
        name: "state",
        example: "state:missing",
        doc: "Checks with this answer.",
        values: &["wrong", "missing", "ok"],
        is_true: |check, value| check.state.word().starts_with(value),
    },
    Field {
        name: "scope",
        example: "scope:backend",
        doc: "Checks of projects with this in their folder.",
        values: &[],
        is_true: |check, value| check.scope.to_lowercase().contains(value),
    },
    Field {
        name: "check",
        example: "check:coverage",
        doc: "Checks that are called so.",
        values: &[],
        is_true: |check, value| check.id.starts_with(value),
    },
];

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetupRow {
    /// A project, by its first check.
    Project(usize),
    /// A check.
    Check(usize),
}

/// Folder of a project, and a check of it.
pub(crate) type ChosenCheck = (Arc<str>, Option<&'static str>);

/// The list of checks.
#[derive(Debug, Default)]
pub(crate) struct Setup {
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What is listed.
    pub(crate) rows: Vec<SetupRow>,
    /// Identity of the selected row.
    pub(crate) chosen: Option<ChosenCheck>,
    /// Projects whose checks are hidden.
    pub(crate) folded: BTreeSet<Arc<str>>,
    /// The check of which a snippet was copied last, and which one of them.
    pub(crate) copied: Option<(ChosenCheck, usize)>,
    /// The filter.
    pub(crate) query: String,
    /// The filter, read.
    pub(crate) asked: Asked,
}

impl Setup {
    /// The selected row.
    pub(crate) fn selected(&self) -> Option<SetupRow> {
        self.rows.get(self.cursor.selected).copied()
    }

    /// The selected check.
    pub(crate) fn check<'p>(&self, project: &'p Project) -> Option<&'p Check> {
        match self.selected()? {
            SetupRow::Check(at) => project.checks.get(at),
            SetupRow::Project(_) => None,
        }
    }

    /// Remembers the selection by identity. Who has not moved yet stays where the list opens.
    pub(crate) fn remember(&mut self, project: &Project) {
        if self.cursor.selected > 0 || self.chosen.is_some() {
            self.chosen = self.selected().and_then(|row| identity(project, row));
        }
    }

    /// Lists the checks anew and finds the selected one.
    pub(crate) fn rebuild(&mut self, project: &Project) {
        self.asked = Asked::parse(CHECK_FIELDS, &self.query);
        self.rows.clear();
        let mut scope: Option<&Arc<str>> = None;
        for (at, check) in project.checks.iter().enumerate() {
            let text = format!("{} {} {}", check.title, check.id, check.scope);
            let is_kept = self.asked.keeps(CHECK_FIELDS, check)
                && (self.asked.text.is_empty()
                    || filter::indices(&text, &self.asked.text).is_some());
            if !is_kept {
                continue;
            }
            if scope != Some(&check.scope) {
                self.rows.push(SetupRow::Project(at));
                scope = Some(&check.scope);
            }
            if !self.query.is_empty() || !self.folded.contains(&check.scope) {
                self.rows.push(SetupRow::Check(at));
            }
        }
        let chosen = self.chosen.as_ref();
        let mut rows = self.rows.iter();
        let at =
            chosen.and_then(|_| rows.position(|row| identity(project, *row).as_ref() == chosen));
        self.cursor.selected = at
            .unwrap_or(self.cursor.selected)
            .min(self.rows.len().saturating_sub(1));
    }

    /// Selects the row that the filter means most likely: a project by its folder, a check by its
    /// question.
    pub(crate) fn choose_match(&mut self, project: &Project) {
        let texts = self.rows.iter().map(|row| match row {
            SetupRow::Project(at) => Some(project.checks.get(*at)?.scope.as_ref()),
            SetupRow::Check(at) => Some(project.checks.get(*at)?.title.as_ref()),
        });
        let found = filter::closest(texts, &self.asked.text);
        self.cursor.selected = found.unwrap_or(self.cursor.selected);
    }
}

fn identity(project: &Project, row: SetupRow) -> Option<ChosenCheck> {
    match row {
        SetupRow::Project(at) => Some((project.checks.get(at)?.scope.clone(), None)),
        SetupRow::Check(at) => {
            let check = project.checks.get(at)?;
            Some((check.scope.clone(), Some(check.id)))
        }
    }
}

/// How many checks of a project have each answer: wrong, missing, ok.
pub(crate) fn tally<'c>(checks: impl IntoIterator<Item = &'c Check>) -> [usize; 3] {
    let mut tally = [0; 3];
    for check in checks {
        let at = match check.state {
            CheckState::Wrong => 0,
            CheckState::Missing => 1,
            CheckState::Ok => 2,
        };
        if let Some(number) = tally.get_mut(at) {
            *number += 1;
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    fn check(query: &str, expect: &[&str]) {
        let project = sample::project();
        let mut setup = Setup {
            query: query.to_owned(),
            ..Setup::default()
        };
        setup.rebuild(&project);
        let rows: Vec<String> = setup
            .rows
            .iter()
            .map(|row| match row {
                SetupRow::Project(at) => format!("{}/", project.checks[*at].scope),
                SetupRow::Check(at) => project.checks[*at].id.to_owned(),
            })
            .collect();
        assert_eq!(rows, expect, "{query}");
    }

    #[test]
    fn each_project_stands_above_its_checks() {
        check(
            "",
            &[
                "backend/",
                "threshold",
                "runner",
                "coverage",
                "ci",
                "frontend/",
                "coverage",
                "runner",
                "satellite/",
                "runner",
                "ci",
            ],
        );
    }

    #[test]
    fn the_filter_knows_answers_and_projects() {
        check("state:wrong", &["backend/", "threshold"]);
        check("state:missing scope:sat", &["satellite/", "runner", "ci"]);
        check("state:missing check:cov", &["frontend/", "coverage"]);
        check("-state:ok scope:back", &["backend/", "threshold"]);
        check("state:absent", &[]);
    }

    #[test]
    fn the_selected_check_is_found_again() {
        let project = sample::project();
        let mut setup = Setup::default();
        setup.rebuild(&project);
        setup.cursor.selected = 6;
        setup.remember(&project);
        setup.folded.insert(Arc::from("backend"));
        setup.rebuild(&project);
        assert_eq!(setup.cursor.selected, 2);
        assert_eq!(setup.check(&project).unwrap().id, "coverage");
    }
}
