//! The file list: what is in it, in which order, and what is selected.

mod named;
mod row;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Sort;
use super::listing::listed;
use crate::model::{ComponentId, FileId, Project, TestsOf};
use crate::track::Marks;
use crate::ui::filter::{Filter, Index, Lookup, Names};
use crate::ui::query::Query;
use crate::ui::widget::Cursor;

use named::{Named, SHORTEST};
pub(crate) use row::{Chosen, GapColumn, GapRow, Scope, is_shown};
use rows::GroupTally;
pub(super) use rows::accepted_gaps;

/// Rows that are selected from one end to where the selected row is.
#[derive(Debug)]
pub(crate) struct Range {
    /// The end that stays.
    pub(crate) from: Chosen,
    /// What was selected before it began.
    pub(crate) before: BTreeSet<Chosen>,
    /// The rows of both ends when they were looked at last.
    pub(crate) ends: Option<(usize, usize)>,
}

/// The file list.
#[derive(Debug)]
pub(crate) struct Gaps {
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What is listed.
    pub(crate) rows: Vec<GapRow>,
    /// How many files that is.
    pub(crate) files: usize,
    /// How many of them are gaps that people let stay.
    pub(crate) accepted: usize,
    /// All such gaps.
    accepted_files: BTreeSet<FileId>,
    /// Identity of the selected file and symbol.
    pub(crate) chosen: Option<Chosen>,
    /// Rows that are selected besides, for what is done to several.
    pub(crate) picked: BTreeSet<Chosen>,
    /// The range that grows with the selected row, until something else is done.
    pub(crate) range: Option<Range>,
    /// Files whose symbols are shown.
    pub(crate) unfolded: BTreeSet<Arc<str>>,
    /// Whether files stand below headings of their components.
    pub(crate) is_grouped: bool,
    /// Components whose files are hidden below their heading.
    pub(crate) folded: BTreeSet<Arc<str>>,
    /// What the groups hold.
    tallies: BTreeMap<Option<ComponentId>, GroupTally>,
    /// The component whose heading is selected.
    heading: Option<Arc<str>>,
    /// Which files are listed.
    pub(crate) scope: Scope,
    /// Whether tested files are left out.
    pub(crate) only_gaps: bool,
    /// The order, where no filter sets it.
    pub(crate) sort: Sort<GapColumn>,
    /// Whether what matches a filter's text best comes first, until another order is asked for.
    pub(crate) is_ranked: bool,
    /// The filter.
    pub(crate) query: String,
    /// The filter, read.
    pub(crate) asked: Query,
    /// Files in scope that the filter's words keep, sorted, before its text is matched.
    listed: Vec<u32>,
    /// Those of them that match its text, if it has one, in their order.
    found: Option<Vec<u32>>,
    /// The function whose tests were looked for last, with them; they are looked for where the
    /// selection comes to a function, not whenever it is drawn.
    tests: Option<((FileId, u32), TestsOf)>,
    filter: Filter,
    /// What its text finds by other names than paths.
    named: Named,
    index: Option<Index>,
    names: Option<Names>,
}

impl Default for Gaps {
    fn default() -> Self {
        Self {
            cursor: Cursor::default(),
            rows: Vec::new(),
            files: 0,
            accepted: 0,
            accepted_files: BTreeSet::new(),
            chosen: None,
            picked: BTreeSet::new(),
            range: None,
            unfolded: BTreeSet::new(),
            is_grouped: false,
            folded: BTreeSet::new(),
            tallies: BTreeMap::new(),
            heading: None,
            scope: Scope::Project,
            only_gaps: true,
            sort: Sort::by(GapColumn::Priority),
            is_ranked: true,
            query: String::new(),
            asked: Query::default(),
            listed: Vec::new(),
            found: None,
            tests: None,
            filter: Filter::default(),
            named: Named::default(),
            index: None,
            names: None,
        }
    }
}

impl Gaps {
    /// The selected row, unless it is a heading.
    pub(crate) fn selected(&self) -> Option<GapRow> {
        let row = self.rows.get(self.cursor.selected).copied();
        row.filter(|row| !row.is_heading)
    }

    /// Whether the list is in the order in which a filter's text matches.
    pub(crate) fn is_by_match(&self) -> bool {
        self.is_ranked && !self.asked.text.is_empty()
    }

    /// Remembers the selection by identity, once it has moved.
    pub(crate) fn remember(&mut self, project: &Project) {
        if self.rows.is_empty() || self.cursor.selected == 0 && self.chosen.is_none() {
            return;
        }
        self.chosen = self.identity(project, self.cursor.selected);
        self.heading = self.selected_group(project);
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

    /// The row to go on to from one: from a function to the next row, from a file to the next file.
    pub(crate) fn after(&self, row: usize) -> usize {
        let is_file = self.rows.get(row).is_some_and(|row| row.is_file());
        let mut below = self.rows.iter().enumerate().skip(row + 1);
        let next = below.find(|(_, next)| !next.is_heading && (!is_file || next.is_file()));
        next.map_or(row, |(at, _)| at)
    }

    /// What a row stands for; a heading stands for no file.
    pub(crate) fn identity(&self, project: &Project, row: usize) -> Option<Chosen> {
        let row = self.rows.get(row).filter(|row| !row.is_heading)?;
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
        if self
            .names
            .as_ref()
            .is_some_and(|names| !names.is_of(project))
        {
            self.names = None;
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
        self.named.clear();
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
            self.named.clear();
            self.found = None;
            // The next text is ranked again.
            self.is_ranked = true;
        } else {
            let index = self.index.get_or_insert_with(|| {
                Index::new(project.files.iter().map(|file| file.path.clone()))
            });
            let mut found = self.filter.run(index, &self.listed, &self.asked.text);
            let mut is_kept = vec![false; project.files.len()];
            let mut keep = |file: &u32| match is_kept.get_mut(*file as usize) {
                Some(is_kept) => !std::mem::replace(is_kept, true),
                None => false,
            };
            found.retain(&mut keep);
            let mut named = self.find_named(project);
            named.retain(&mut keep);
            found.append(&mut named);
            if !self.is_ranked {
                let listed = self.listed.iter().copied();
                let is_found = |file: &u32| is_kept.get(*file as usize) == Some(&true);
                found = listed.filter(is_found).collect();
            }
            self.found = Some(found);
        }
        let found = self.found.clone();
        self.unfold(project, found.as_deref());
    }

    /// Files that the filter's text finds by names within them.
    fn find_named(&mut self, project: &Project) -> Vec<u32> {
        let text = &self.asked.text;
        if text.chars().count() < SHORTEST {
            self.named.clear();
            return Vec::new();
        }
        let names = self.names.get_or_insert_with(|| Names::of(project));
        self.named.run(project, names, &self.listed, text)
    }

    /// Takes over what was prepared for looking things up, if it is of this project.
    pub(crate) fn take_lookup(&mut self, project: &Project, lookup: Lookup) {
        let Lookup { paths, names } = lookup;
        if self.index.is_none() && paths.is_of(project.files.iter().map(|file| &file.path)) {
            self.index = Some(paths);
        }
        if self.names.is_none() && names.is_of(project) {
            self.names = Some(names);
        }
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
