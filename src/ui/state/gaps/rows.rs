//! Making rows of files, of their functions, and of the components that they are grouped by.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{GapRow, Gaps, is_shown};
use crate::model::{ComponentId, File, FileId, Priority, Project};
use crate::track::Marks;

impl Gaps {
    /// Makes rows of files and the symbols unfolded under them.
    pub(super) fn unfold(&mut self, project: &Project, found: Option<&[u32]>) {
        let files = found.unwrap_or(&self.listed);
        self.files = files.len();
        self.accepted = accepted_of(&self.accepted_files, files);
        let grouped = self.is_grouped.then(|| grouped(project, files));
        let files = grouped.as_deref().unwrap_or(files);
        let open: BTreeSet<u32> = self
            .unfolded
            .iter()
            .filter_map(|path| project.find(path))
            .map(|id| id.0)
            .collect();
        let mut rows = Vec::with_capacity(files.len());
        let mut tallies: BTreeMap<Option<ComponentId>, GroupTally> = BTreeMap::new();
        let mut group = None;
        let mut is_folded = false;
        for id in files.iter().copied().map(FileId) {
            let Some(file) = project.file(id) else {
                continue;
            };
            let row = GapRow {
                file: id,
                symbol: None,
                is_heading: false,
            };
            if self.is_grouped {
                let tally = tallies.entry(file.component).or_default();
                let is_open = file.is_gap() && !self.accepted_files.contains(&id);
                tally.add(project, id, is_open);
            }
            if self.is_grouped && group != Some(file.component) {
                group = Some(file.component);
                is_folded = self.folded.contains(&group_of(project, id));
                rows.push(GapRow {
                    is_heading: true,
                    ..row
                });
            }
            if self.is_grouped && is_folded {
                continue;
            }
            rows.push(row);
            let of_symbol = |at| GapRow {
                symbol: Some(at),
                ..row
            };
            if open.contains(&id.0) {
                let symbols = (0..).zip(file.symbols.iter());
                let shown = symbols.filter(|(_, symbol)| is_shown(symbol));
                rows.extend(shown.map(|(at, _)| of_symbol(at)));
            } else {
                let named = self.named.of(id.0).iter();
                rows.extend(named.map(|(_, at)| of_symbol(*at)));
            }
        }
        self.rows = rows;
        self.tallies = tallies;
    }

    /// The heading that is selected, by the identity of its component.
    pub(crate) fn selected_group(&self, project: &Project) -> Option<Arc<str>> {
        let row = self.rows.get(self.cursor.selected)?;
        row.is_heading.then(|| group_of(project, row.file))
    }

    /// Takes note of which gaps people let stay.
    pub(crate) fn take_accepted(&mut self, accepted: BTreeSet<FileId>) {
        self.accepted_files = accepted;
        let files = self.found.as_deref().unwrap_or(&self.listed);
        self.accepted = accepted_of(&self.accepted_files, files);
    }

    /// The files below a heading, without the folded ones left out.
    pub(crate) fn below(&self, project: &Project, heading: GapRow) -> impl Iterator<Item = FileId> {
        let component = project.file(heading.file).and_then(|file| file.component);
        let files = self.found.as_deref().unwrap_or(&self.listed).iter();
        let files = files.copied().map(FileId);
        files.filter(move |id| {
            let file = project.file(*id);
            file.is_some_and(|file| file.component == component)
        })
    }

    /// What the group below a heading holds.
    pub(crate) fn tally(&self, project: &Project, heading: GapRow) -> GroupTally {
        let component = project.file(heading.file).and_then(|file| file.component);
        self.tallies.get(&component).copied().unwrap_or_default()
    }

    /// The row of a file, or the heading below which it is hidden.
    fn row_of(&self, project: &Project, id: FileId) -> Option<usize> {
        let mut rows = self.rows.iter();
        let at = rows.position(|row| row.file == id && !row.is_heading);
        if at.is_some() || !self.is_grouped || !self.listed.contains(&id.0) {
            return at;
        }
        let group = group_of(project, id);
        let of = |row: &GapRow| row.is_heading && group_of(project, row.file) == group;
        self.rows.iter().position(of)
    }

    /// Folds or unfolds a group, and selects its heading.
    pub(crate) fn fold_group(&mut self, project: &Project, group: Arc<str>, fold: bool) {
        if fold {
            self.folded.insert(group.clone());
        } else {
            self.folded.remove(&group);
        }
        self.unfold_again(project);
        let of = |row: &GapRow| row.is_heading && group_of(project, row.file) == group;
        if let Some(at) = self.rows.iter().position(of) {
            self.cursor.selected = at;
        }
        self.chosen = None;
        self.heading = Some(group);
    }

    /// Folds all groups, or unfolds them where one is folded.
    pub(crate) fn fold_groups(&mut self, project: &Project) {
        let group = self.group_here(project);
        if self.folded.is_empty() {
            let files = self.listed.iter().copied().map(FileId);
            self.folded = files.map(|id| group_of(project, id)).collect();
        } else {
            self.folded.clear();
        }
        self.unfold_again(project);
        if let Some(group) = group {
            let of = |row: &GapRow| row.is_heading && group_of(project, row.file) == group;
            let at = self.rows.iter().position(of);
            self.cursor.selected = at.unwrap_or(0);
            self.chosen = None;
            self.heading = Some(group);
        }
    }

    /// The group that the selected row is in.
    pub(crate) fn group_here(&self, project: &Project) -> Option<Arc<str>> {
        let row = self.rows.get(self.cursor.selected)?;
        self.is_grouped.then(|| group_of(project, row.file))
    }

    /// Makes the rows anew from the same files.
    fn unfold_again(&mut self, project: &Project) {
        let found = self.found.clone();
        self.unfold(project, found.as_deref());
    }

    /// Selects the remembered file and symbol, or the file where the symbol is not listed;
    /// stays at the same row where neither is.
    pub(crate) fn find_chosen(&mut self, project: &Project) {
        let chosen = self.chosen.as_ref();
        let file = chosen.and_then(|(path, _)| project.find(path));
        if let (Some((_, symbol)), Some(id)) = (chosen, file)
            && let Some(start) = self.row_of(project, id)
        {
            self.cursor.selected = start;
            let symbols = project.file(id).map(|file| &file.symbols);
            let below = self.rows.iter().enumerate().skip(start + 1);
            let named = below
                .take_while(|(_, row)| row.file == id && !row.is_heading)
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
        if let Some(group) = &self.heading
            && self.chosen.is_none()
        {
            let of = |row: &GapRow| row.is_heading && group_of(project, row.file) == *group;
            let at = self.rows.iter().position(of);
            self.cursor.selected = at.unwrap_or(self.cursor.selected);
        }
        self.cursor.selected = self.cursor.selected.min(self.rows.len().saturating_sub(1));
    }
}

/// The gaps that people let stay.
pub(crate) fn accepted_gaps(project: &Project, marks: &Marks) -> BTreeSet<FileId> {
    marks
        .accepted()
        .filter_map(|path| project.find(path))
        .filter(|id| project.file(*id).is_some_and(File::is_gap))
        .collect()
}

fn accepted_of(accepted: &BTreeSet<FileId>, files: &[u32]) -> usize {
    let files = files.iter().copied().map(FileId);
    files.filter(|id| accepted.contains(id)).count()
}

/// What a group holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct GroupTally {
    /// Files that are listed in it, folded ones too.
    pub(crate) files: usize,
    /// Gaps among them by priority, the most pressing first.
    pub(crate) gaps: [u32; 4],
}

impl GroupTally {
    fn add(&mut self, project: &Project, id: FileId, is_open: bool) {
        self.files += 1;
        let priority = project.score(id).and_then(|score| score.priority);
        let places = Priority::ALL.iter().zip(&mut self.gaps);
        for (known, number) in places {
            *number += u32::from(is_open && priority == Some(*known));
        }
    }
}

/// The identity of the component of a file; empty where it has none.
fn group_of(project: &Project, file: FileId) -> Arc<str> {
    let component = project.file(file).and_then(|file| file.component);
    let component = component.and_then(|id| project.component(id));
    component.map_or_else(|| Arc::from(""), |component| component.id.clone())
}

/// Files of one component together; components as their first files come.
fn grouped(project: &Project, files: &[u32]) -> Vec<u32> {
    let mut places: BTreeMap<Option<ComponentId>, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for id in files.iter().copied() {
        let component = project.file(FileId(id)).and_then(|file| file.component);
        let place = *places.entry(component).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.push(id);
        }
    }
    groups.concat()
}
