//! The file list as rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Sort;
use super::listing::listed;
use crate::model::{FileId, Project, Symbol, TestsOf};
use crate::track::Marks;
use crate::ui::filter::{Filter, Index};
use crate::ui::query::Query;
use crate::ui::widget::Cursor;

/// What files are sorted by, in natural direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GapColumn {
    /// Most pressing first, then riskiest.
    Priority,
    /// Riskiest first.
    Risk,
    /// By path.
    Path,
    /// Unreached first.
    Status,
    /// Longest first.
    Lines,
    /// Marked ones first.
    Mark,
}

impl GapColumn {
    /// All columns, in the order in which a key goes through them.
    pub(crate) const ALL: [Self; 6] = [
        Self::Priority,
        Self::Risk,
        Self::Path,
        Self::Status,
        Self::Lines,
        Self::Mark,
    ];

    /// The word on screen.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Risk => "risk",
            Self::Path => "path",
            Self::Status => "status",
            Self::Lines => "lines",
            Self::Mark => "mark",
        }
    }
}

/// Which files are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All of them.
    Project,
    /// Those of a component and the ones below it, by its identity.
    Component(Arc<str>),
    /// Those below a folder.
    Folder(Arc<str>),
    /// Those that a metric is about, by its name.
    Metric(Arc<str>),
}

/// One line of the list: a file, or a symbol below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GapRow {
    /// Which file.
    pub(crate) file: FileId,
    /// Which of its symbols.
    pub(crate) symbol: Option<u32>,
}

/// Path of a file, and name of one of its symbols.
pub(crate) type Chosen = (Arc<str>, Option<Box<str>>);

/// The file list.
#[derive(Debug)]
pub(crate) struct Gaps {
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What is listed.
    pub(crate) rows: Vec<GapRow>,
    /// How many files that is.
    pub(crate) files: usize,
    /// Identity of the selected file and symbol.
    pub(crate) chosen: Option<Chosen>,
    /// Rows that are selected besides, for what is done to several.
    pub(crate) picked: BTreeSet<Chosen>,
    /// The one of them that was selected last.
    pub(crate) anchor: Option<Chosen>,
    /// Files whose symbols are shown.
    pub(crate) unfolded: BTreeSet<Arc<str>>,
    /// Which files are listed.
    pub(crate) scope: Scope,
    /// Whether tested files are left out.
    pub(crate) only_gaps: bool,
    /// The order, where no filter sets it.
    pub(crate) sort: Sort<GapColumn>,
    /// The filter.
    pub(crate) query: String,
    /// The filter, read.
    pub(crate) asked: Query,
    /// Files in scope that the filter's words keep, sorted, before its text is matched.
    listed: Vec<u32>,
    /// The function whose tests were looked for last, with them; they are looked for where the
    /// selection comes to a function, not whenever it is drawn.
    tests: Option<((FileId, u32), TestsOf)>,
    filter: Filter,
    index: Option<Index>,
}

impl Default for Gaps {
    fn default() -> Self {
        Self {
            cursor: Cursor::default(),
            rows: Vec::new(),
            files: 0,
            chosen: None,
            picked: BTreeSet::new(),
            anchor: None,
            unfolded: BTreeSet::new(),
            scope: Scope::Project,
            only_gaps: true,
            sort: Sort::by(GapColumn::Priority),
            query: String::new(),
            asked: Query::default(),
            listed: Vec::new(),
            tests: None,
            filter: Filter::default(),
            index: None,
        }
    }
}

impl Gaps {
    /// The selected row.
    pub(crate) fn selected(&self) -> Option<GapRow> {
        self.rows.get(self.cursor.selected).copied()
    }

    /// Remembers the selection by identity, once it has moved.
    pub(crate) fn remember(&mut self, project: &Project) {
        if self.rows.is_empty() || self.cursor.selected == 0 && self.chosen.is_none() {
            return;
        }
        self.chosen = self.identity(project, self.cursor.selected);
    }

    /// Looks for the tests of the selected function, where they are not known yet.
    pub(crate) fn look_for_tests(&mut self, project: &Project) {
        let asked = self
            .selected()
            .and_then(|row| Some((row.file, row.symbol?)));
        if self.tests.as_ref().map(|(known, _)| *known) != asked {
            self.tests = asked.map(|(file, symbol)| {
                let found = project.tests_of(file, symbol);
                ((file, symbol), found)
            });
        }
    }

    /// The tests of the selected function.
    pub(crate) fn tests(&self) -> Option<&TestsOf> {
        self.tests.as_ref().map(|(_, tests)| tests)
    }

    /// The selected file or function: what the detail is about.
    pub(crate) fn subject(&self, project: &Project) -> Option<String> {
        let row = self.selected()?;
        let file = project.file(row.file)?;
        Some(match row.symbol {
            Some(at) => format!("{}#{at}", file.path),
            None => file.path.to_string(),
        })
    }

    /// Remembers the selection by identity, even if it never moved.
    pub(crate) fn choose(&mut self, project: &Project) {
        if let Some(chosen) = self.identity(project, self.cursor.selected) {
            self.chosen = Some(chosen);
        }
    }

    /// What a row stands for.
    pub(crate) fn identity(&self, project: &Project, row: usize) -> Option<Chosen> {
        let row = self.rows.get(row)?;
        let file = project.file(row.file)?;
        let symbol = row
            .symbol
            .and_then(|at| file.symbols.get(at as usize))
            .map(|symbol| symbol.name.clone());
        Some((file.path.clone(), symbol))
    }

    /// Lists everything anew, for another snapshot, scope, sort or set of marks.
    pub(crate) fn rebuild(&mut self, project: &Project, marks: &Marks) {
        if self
            .index
            .as_ref()
            .is_some_and(|index| !index.is_of(project.files.iter().map(|file| &file.path)))
        {
            self.index = None;
        }
        self.asked = Query::parse(&self.query);
        self.tests = None;
        self.relist(project, marks);
        self.match_text(project);
        self.find_chosen(project);
    }

    /// Lists the files that the filter's words keep.
    fn relist(&mut self, project: &Project, marks: &Marks) {
        let only_gaps = self.only_gaps && !self.asked.asks_for_tested();
        self.listed = listed(project, marks, &self.scope, only_gaps, self.sort);
        self.asked.narrow(project, marks, &mut self.listed);
        self.filter.clear();
    }

    /// Lists what matches the filter, for another filter.
    pub(crate) fn refilter(&mut self, project: &Project, marks: &Marks) {
        let asked = Query::parse(&self.query);
        let before = std::mem::replace(&mut self.asked, asked);
        if !self.asked.narrows_as(&before) {
            self.relist(project, marks);
        }
        self.match_text(project);
    }

    /// Lists what matches the filter's text.
    fn match_text(&mut self, project: &Project) {
        if self.asked.text.is_empty() {
            self.filter.clear();
            self.unfold(project, None);
            return;
        }
        let index = self
            .index
            .get_or_insert_with(|| Index::new(project.files.iter().map(|file| file.path.clone())));
        let found = self.filter.run(index, &self.listed, &self.asked.text);
        self.unfold(project, Some(&found));
    }

    /// Makes rows of files and the symbols unfolded under them.
    fn unfold(&mut self, project: &Project, found: Option<&[u32]>) {
        let files = found.unwrap_or(&self.listed);
        let open: BTreeSet<u32> = self
            .unfolded
            .iter()
            .filter_map(|path| project.find(path))
            .map(|id| id.0)
            .collect();
        self.files = files.len();
        self.rows.clear();
        self.rows.reserve(files.len());
        for file in files.iter().copied() {
            self.rows.push(GapRow {
                file: FileId(file),
                symbol: None,
            });
            if open.contains(&file)
                && let Some(found) = project.file(FileId(file))
            {
                let symbols = (0..).zip(found.symbols.iter());
                let shown = symbols.filter(|(_, symbol)| is_shown(symbol));
                self.rows.extend(shown.map(|(at, _)| GapRow {
                    file: FileId(file),
                    symbol: Some(at),
                }));
            }
        }
    }

    /// Selects the remembered file and symbol, or the file where the symbol is not listed;
    /// stays at the same row where neither is.
    pub(crate) fn find_chosen(&mut self, project: &Project) {
        let chosen = self.chosen.as_ref();
        let file = chosen.and_then(|(path, _)| project.find(path));
        if let (Some((_, symbol)), Some(id)) = (chosen, file)
            && let Some(start) = self.rows.iter().position(|row| row.file == id)
        {
            self.cursor.selected = start;
            let symbols = project.file(id).map(|file| &file.symbols);
            let below = self.rows.iter().enumerate().skip(start + 1);
            let named = below
                .take_while(|(_, row)| row.file == id)
                .find(|(_, row)| {
                    let name = symbols
                        .and_then(|symbols| symbols.get(row.symbol? as usize))
                        .map(|symbol| &symbol.name);
                    symbol.is_some() && name == symbol.as_ref()
                });
            if let Some((at, _)) = named {
                self.cursor.selected = at;
            }
        }
        self.cursor.selected = self.cursor.selected.min(self.rows.len().saturating_sub(1));
    }

    /// Selects a file by its path, widening the list until it is in it.
    pub(crate) fn reveal(&mut self, project: &Project, marks: &Marks, path: &Arc<str>) {
        self.chosen = Some((path.clone(), None));
        self.query.clear();
        self.rebuild(project, marks);
        let id = project.find(path);
        let is_listed = |gaps: &Self| gaps.rows.iter().any(|row| Some(row.file) == id);
        if !is_listed(self) {
            self.scope = Scope::Project;
            self.rebuild(project, marks);
        }
        if !is_listed(self) {
            self.only_gaps = false;
            self.rebuild(project, marks);
        }
    }
}

/// Whether a symbol has a line of its own: something to test, in production code.
pub(crate) fn is_shown(symbol: &Symbol) -> bool {
    symbol.counts()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;
    use crate::ui::sample;

    fn paths(gaps: &Gaps, project: &Project) -> Vec<String> {
        let rows = gaps.rows.iter();
        rows.map(|row| project.file(row.file).unwrap().path.to_string())
            .collect()
    }

    fn gaps() -> (Gaps, Project) {
        let project = sample::project();
        let mut gaps = Gaps::default();
        gaps.rebuild(&project, &Marks::default());
        (gaps, project)
    }

    #[test]
    fn most_pressing_files_come_first() {
        let (gaps, project) = gaps();
        let risks: Vec<u8> = gaps
            .rows
            .iter()
            .map(|row| project.score(row.file).unwrap().risk)
            .collect();
        assert!(risks.is_sorted_by(|left, right| left >= right), "{risks:?}");
        assert!(risks[0] >= 80);
    }

    #[test]
    fn tested_files_are_listed_when_asked_for_only() {
        let (mut gaps, project) = gaps();
        assert!(
            gaps.rows
                .iter()
                .all(|row| project.file(row.file).unwrap().is_gap())
        );
        let before = gaps.files;
        gaps.only_gaps = false;
        gaps.rebuild(&project, &Marks::default());
        assert!(gaps.files > before);
        assert!(
            gaps.rows
                .iter()
                .all(|row| project.file(row.file).unwrap().has_logic())
        );
    }

    #[test]
    fn a_component_limits_the_list_to_its_files_and_those_below() {
        let (mut gaps, project) = gaps();
        gaps.scope = Scope::Component(Arc::from("satellite"));
        gaps.rebuild(&project, &Marks::default());
        assert!(gaps.files > 0);
        assert!(
            paths(&gaps, &project)
                .iter()
                .all(|path| path.starts_with("satellite/"))
        );
    }

    #[test]
    fn a_folder_is_no_prefix_of_a_name() {
        let (mut gaps, project) = gaps();
        gaps.scope = Scope::Folder(Arc::from("satellite/age"));
        gaps.rebuild(&project, &Marks::default());
        assert_eq!(gaps.files, 0);
        gaps.scope = Scope::Folder(Arc::from("satellite/agent/"));
        gaps.rebuild(&project, &Marks::default());
        assert!(gaps.files > 0);
    }

    #[test]
    fn every_source_file_is_listed_while_statuses_are_unknown() {
        let project = sample::early();
        let mut gaps = Gaps::default();
        gaps.rebuild(&project, &Marks::default());
        let sources = project
            .files
            .iter()
            .filter(|file| file.kind == FileKind::Source);
        assert_eq!(gaps.files, sources.count());
    }

    #[test]
    fn selection_follows_the_file_into_the_next_snapshot() {
        let early = sample::early();
        let mut gaps = Gaps::default();
        gaps.rebuild(&early, &Marks::default());
        let path: Arc<str> = Arc::from("satellite/agent/tasks/deploy.py");
        gaps.chosen = Some((path.clone(), None));
        gaps.find_chosen(&early);
        let before = gaps.cursor.selected;
        let late = sample::project();
        gaps.rebuild(&late, &Marks::default());
        assert_eq!(late.file(gaps.selected().unwrap().file).unwrap().path, path);
        assert_ne!(gaps.cursor.selected, before);
    }

    #[test]
    fn reversed_paths_run_backwards() {
        let (mut gaps, project) = gaps();
        gaps.sort = Sort::by(GapColumn::Path);
        gaps.rebuild(&project, &Marks::default());
        let forward = paths(&gaps, &project);
        gaps.sort.is_reversed = true;
        gaps.rebuild(&project, &Marks::default());
        let mut backward = paths(&gaps, &project);
        backward.reverse();
        assert_eq!(forward, backward);
        assert!(forward.is_sorted());
    }

    #[test]
    fn revealing_a_file_widens_the_list_as_far_as_needed() {
        let (mut gaps, project) = gaps();
        gaps.scope = Scope::Component(Arc::from("satellite"));
        gaps.query = "deploy".to_owned();
        gaps.rebuild(&project, &Marks::default());
        let path: Arc<str> = Arc::from("backend/luml/handlers/auth.py");
        gaps.reveal(&project, &Marks::default(), &path);
        let row = gaps.selected().unwrap();
        assert_eq!(project.file(row.file).unwrap().path, path);
        assert!(!gaps.only_gaps);
    }
}
