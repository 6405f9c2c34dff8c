//! The help, the command palette, the log and the warnings. The first two list the registry's
//! actions, the help also the words of the filter; the log lists what was done in this session.
//! Lists to choose from look and work the same.

use std::sync::Arc;

use super::{CHECK_FIELDS, CLAIM_FIELDS, Ledger};
use crate::model::{Phase, Project};
use crate::ui::action::{Action, all};
use crate::ui::keymap::Keymap;
use crate::ui::query::{self, table::Field};
use crate::ui::theme::THEMES;
use crate::ui::widget::Cursor;

/// What stands for the place behind the last phase.
pub(crate) const THE_END: &str = "the end";

/// Which of them it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverlayKind {
    /// Explains.
    Help,
    /// Runs.
    Palette,
    /// Lists what was done, and goes back to there.
    Log,
    /// Lists what went wrong for single files of the scan.
    Warnings,
    /// Asks for a phase of the plan.
    Phases,
    /// Asks for a theme, and shows each while it is selected.
    Themes,
    /// Lists the tests that lead to a function or file.
    Tests,
}

/// What is done with what is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The step with this identity goes to the end of the chosen phase.
    MoveStep(String),
    /// The phase with this identity goes before the chosen one, or to the end.
    MovePhase(String),
    /// A new step with this title, for these files, goes to the end of the chosen phase.
    Plan(String, Vec<String>),
    /// What was chosen before comes back unless another is kept.
    Theme(String),
    /// These tests are listed.
    Tests(Vec<TestRow>),
}

/// A test that leads to what is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TestRow {
    /// Its file.
    pub(crate) path: Arc<str>,
    /// What it is called; nothing for a whole file.
    pub(crate) name: Arc<str>,
    /// Its line, from 1.
    pub(crate) line: u32,
    /// How it leads there, in words.
    pub(crate) way: String,
}

/// A line of an overlay.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OverlayRow {
    /// The heading of a category; help only.
    Category(&'static str),
    /// An action.
    Action(&'static Action),
    /// A word of the filter, as an example, with what it asks for; help only.
    Word(&'static str, &'static str),
    /// Something that was done, by its place in the log; log only.
    Deed(usize),
    /// A warning, by its place in the project; warnings only.
    Warning(usize),
    /// A phase, by its place in the plan; the number of phases stands for the end.
    Phase(usize),
    /// A phase to be made, called as was typed.
    NewPhase,
    /// A theme, by its name.
    Theme(&'static str),
    /// A test, by its place in what is listed.
    Test(usize),
}

/// A list above the view.
#[derive(Debug, Clone)]
pub(crate) struct Overlay {
    /// Which one.
    pub(crate) kind: OverlayKind,
    /// What was typed.
    pub(crate) query: String,
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What matches.
    pub(crate) rows: Vec<OverlayRow>,
    /// Most rows that there were: the frame does not shrink while something is typed.
    pub(crate) most: usize,
    /// What is done with what is chosen.
    pub(crate) purpose: Option<Purpose>,
    /// All actions, in the order in which the palette lists them.
    actions: Vec<&'static Action>,
}

impl Overlay {
    /// Opens with everything listed.
    pub(crate) fn new(
        kind: OverlayKind,
        keymap: &Keymap,
        ledger: &Ledger,
        project: &Project,
    ) -> Self {
        let mut overlay = Self {
            kind,
            query: String::new(),
            cursor: Cursor::default(),
            rows: Vec::new(),
            most: 0,
            purpose: None,
            actions: all().collect(),
        };
        overlay.rebuild(keymap, ledger, project);
        overlay
    }

    /// Opens the palette with the actions in this order.
    pub(crate) fn palette(
        actions: Vec<&'static Action>,
        keymap: &Keymap,
        ledger: &Ledger,
        project: &Project,
    ) -> Self {
        let mut overlay = Self::new(OverlayKind::Palette, keymap, ledger, project);
        overlay.actions = actions;
        overlay.rebuild(keymap, ledger, project);
        overlay
    }

    /// Opens a list to choose from.
    pub(crate) fn choose(
        kind: OverlayKind,
        purpose: Purpose,
        keymap: &Keymap,
        ledger: &Ledger,
        project: &Project,
    ) -> Self {
        let mut overlay = Self::new(kind, keymap, ledger, project);
        overlay.purpose = Some(purpose);
        overlay.rebuild(keymap, ledger, project);
        overlay
    }

    /// Lists what matches the query: words in the title, explanation or id, or a key's name.
    pub(crate) fn rebuild(&mut self, keymap: &Keymap, ledger: &Ledger, project: &Project) {
        self.rows.clear();
        match self.kind {
            OverlayKind::Help => {
                self.list_actions(keymap);
                self.list_words();
            }
            OverlayKind::Palette => self.list_actions(keymap),
            OverlayKind::Log => {
                let deeds = ledger.log().enumerate();
                let found =
                    deeds.filter(|(_, (title, _))| has_all(&title.to_lowercase(), &self.query));
                self.rows = found.map(|(at, _)| OverlayRow::Deed(at)).collect();
            }
            OverlayKind::Warnings => {
                let warnings = project.warnings.iter().enumerate();
                let found = warnings.filter(|(_, warning)| {
                    let text = format!("{}: {}", warning.path, warning.message);
                    has_all(&text.to_lowercase(), &self.query)
                });
                self.rows = found.map(|(at, _)| OverlayRow::Warning(at)).collect();
            }
            OverlayKind::Phases => self.list_phases(project),
            OverlayKind::Themes => {
                let names = THEMES.iter().filter(|(name, doc)| {
                    has_all(&format!("{name} {doc}").to_lowercase(), &self.query)
                });
                // What is called so comes before what only speaks of it.
                let mut names: Vec<&'static str> = names.map(|(name, _)| *name).collect();
                names.sort_by_key(|name| !name.starts_with(&self.query.to_lowercase()));
                self.rows = names.into_iter().map(OverlayRow::Theme).collect();
            }
            OverlayKind::Tests => self.list_tests(),
        }
        self.most = self.most.max(self.rows.len());
        let is_first = |row: &OverlayRow| !matches!(row, OverlayRow::Category(_));
        self.cursor = Cursor {
            selected: self.rows.iter().position(is_first).unwrap_or(0),
            offset: 0,
        };
    }

    /// Lists the phases whose number begins with the query, or whose name matches it.
    fn list_phases(&mut self, project: &Project) {
        let phases = &project.roadmap.phases;
        let is_number = self.query.bytes().all(|byte| byte.is_ascii_digit());
        let found = phases.iter().enumerate().filter(|(at, phase)| {
            if is_number {
                (at + 1).to_string().starts_with(&self.query)
            } else {
                has_all(&phase.name.to_lowercase(), &self.query)
            }
        });
        self.rows = found.map(|(at, _)| OverlayRow::Phase(at)).collect();
        let takes_new = matches!(self.purpose, Some(Purpose::MoveStep(_) | Purpose::Plan(..)));
        let is_known =
            |phase: &Phase| phase.name.to_lowercase() == self.query.trim().to_lowercase();
        if takes_new && !is_number && !self.query.trim().is_empty() && !phases.iter().any(is_known)
        {
            self.rows.push(OverlayRow::NewPhase);
        }
        if matches!(self.purpose, Some(Purpose::MovePhase(_))) && has_all(THE_END, &self.query) {
            self.rows.push(OverlayRow::Phase(phases.len()));
        }
    }

    /// The only row that a number means: there is no other whose number begins so.
    pub(crate) fn meant(&self) -> Option<OverlayRow> {
        let is_number = self.query.bytes().all(|byte| byte.is_ascii_digit());
        match self.rows.as_slice() {
            [row @ OverlayRow::Phase(_)] if is_number && !self.query.is_empty() => Some(*row),
            _ => None,
        }
    }

    fn list_tests(&mut self) {
        let Some(Purpose::Tests(tests)) = &self.purpose else {
            return;
        };
        let found = tests.iter().enumerate().filter(|(_, test)| {
            let text = format!("{} {}", test.path, test.name).to_lowercase();
            has_all(&text, &self.query)
        });
        self.rows = found.map(|(at, _)| OverlayRow::Test(at)).collect();
    }

    /// Lists the actions that match the query.
    fn list_actions(&mut self, keymap: &Keymap) {
        let mut category = None;
        let mut actions = self.actions.clone();
        actions.retain(|action| matches(action, &self.query, keymap));
        if self.kind == OverlayKind::Palette && !self.query.is_empty() {
            // What is called so comes before what only says so of itself.
            actions.sort_by_key(|action| nearness(action, &self.query, keymap));
        }
        for action in actions {
            if self.kind == OverlayKind::Help && category != Some(action.category) {
                category = Some(action.category);
                self.rows
                    .push(OverlayRow::Category(action.category.title()));
            }
            self.rows.push(OverlayRow::Action(action));
        }
    }

    /// Lists the words of the filter that match the query.
    fn list_words(&mut self) {
        let words = query::explained()
            .filter(|(name, _, doc)| {
                let text = format!("{name}: {doc} filter").to_lowercase();
                has_all(&text, &self.query)
            })
            .map(|(_, example, doc)| OverlayRow::Word(example, doc));
        let words: Vec<OverlayRow> = words.collect();
        if !words.is_empty() {
            self.rows
                .push(OverlayRow::Category("Words of the filter in Gaps"));
            self.rows.extend(words);
        }
        self.list_fields("Words of the filter in Setup", CHECK_FIELDS);
        self.list_fields("Words of the filter in Audit", CLAIM_FIELDS);
    }

    fn list_fields<T>(&mut self, title: &'static str, fields: &[Field<T>]) {
        let rows = fields.iter().filter(|field| {
            let text = format!("{}: {} filter", field.name, field.doc).to_lowercase();
            has_all(&text, &self.query)
        });
        let rows: Vec<OverlayRow> = rows
            .map(|field| OverlayRow::Word(field.example, field.doc))
            .collect();
        if !rows.is_empty() {
            self.rows.push(OverlayRow::Category(title));
            self.rows.extend(rows);
        }
    }
}

/// How near an action comes to what was typed: called so, by its beginning or by a word or a key
/// of it, or else.
fn nearness(action: &Action, query: &str, keymap: &Keymap) -> u8 {
    let query = query.trim().to_lowercase();
    let title = action.title.to_lowercase();
    let has_key = || keymap.keys_of(action).any(|key| key.to_string() == query);
    if title == query {
        0
    } else if title.starts_with(&query) || has_key() {
        1
    } else if has_all(&title, &query) || action.id.contains(&query) {
        2
    } else {
        3
    }
}

fn matches(action: &Action, query: &str, keymap: &Keymap) -> bool {
    let is_key = keymap
        .keys_of(action)
        .any(|key| key.to_string().eq_ignore_ascii_case(query));
    let keys: Vec<String> = keymap.keys_of(action).map(|key| key.to_string()).collect();
    let keys = keys.join(" ");
    let text = format!("{} {} {} {keys}", action.title, action.doc, action.id).to_lowercase();
    is_key || has_all(&text, query)
}

/// Whether all words of a query stand in a text that is in lower case.
fn has_all(text: &str, query: &str) -> bool {
    query
        .split_whitespace()
        .all(|word| text.contains(&word.to_lowercase()))
}
