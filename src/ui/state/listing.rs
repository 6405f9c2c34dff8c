//! Which files are listed, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use super::{GapColumn, Scope, Sort};
use crate::model::{ComponentId, File, FileId, FileKind, MarkState, Project, is_at_or_below};
use crate::track::Marks;
use crate::ui::mark;

/// The files in scope, sorted.
pub(super) fn listed(
    project: &Project,
    marks: &Marks,
    scope: &Scope,
    only_gaps: bool,
    sort: Sort<GapColumn>,
) -> Vec<u32> {
    let within = Within::of(project, scope);
    let marked: BTreeSet<FileId> = marks
        .iter()
        .filter_map(|(key, _)| project.find(&key.path))
        .collect();
    let owners = owners(project, sort.column);
    let mut keyed: Vec<u128> = Vec::new();
    for (id, file) in project.entries() {
        if file.kind != FileKind::Source
            || !within.has(id, file)
            || !is_listed(file, only_gaps, marked.contains(&id))
        {
            continue;
        }
        let [first, risk] = sort_key(project, id, file, sort.column, marks, &owners);
        let key = u64::from(first) << 32 | u64::from(risk);
        let key = if sort.is_reversed { !key } else { key };
        // Files come sorted by path: their numbers break ties by path in both directions.
        keyed.push(u128::from(key) << 32 | u128::from(id.0));
    }
    keyed.sort_unstable();
    if sort.is_reversed && sort.column == GapColumn::Path {
        keyed.reverse();
    }
    let number = |key: u128| u32::try_from(key & u128::from(u32::MAX)).ok();
    keyed.into_iter().filter_map(number).collect()
}

/// Whether a file is worth a line: every source file while nothing is known of it, then gaps
/// and what people said something of.
fn is_listed(file: &File, only_gaps: bool, is_marked: bool) -> bool {
    match file.status {
        None => true,
        Some(_) => file.has_logic() && (!only_gaps || file.is_gap() || is_marked),
    }
}

/// What a scope comes to in a project.
enum Within<'s> {
    All,
    /// For each component, whether it is in scope.
    Components(Vec<bool>),
    Folder(&'s str),
    Files(BTreeSet<FileId>),
}

impl<'s> Within<'s> {
    fn of(project: &Project, scope: &'s Scope) -> Self {
        match scope {
            Scope::Project => Self::All,
            Scope::Component(identity) => Self::Components(below(project, identity)),
            Scope::Folder(folder) => Self::Folder(folder.trim_end_matches('/')),
            Scope::Metric(name) => {
                let mut metrics = project.metrics.iter();
                let metric = metrics.find(|metric| metric.name == *name);
                let files = metric.map(|metric| metric.files.iter().copied());
                Self::Files(files.into_iter().flatten().collect())
            }
        }
    }

    fn has(&self, id: FileId, file: &File) -> bool {
        match self {
            Self::All => true,
            Self::Components(within) => file
                .component
                .and_then(|id| within.get(id.0 as usize))
                .copied()
                .unwrap_or(false),
            Self::Folder(folder) => is_at_or_below(&file.path, folder),
            Self::Files(files) => files.contains(&id),
        }
    }
}

/// For each component, whether it is the one of this identity or stands below it.
fn below(project: &Project, identity: &str) -> Vec<bool> {
    let mut within = vec![false; project.components.len()];
    for (at, component) in project.components.iter().enumerate() {
        // A parent comes before its children.
        let parent = component.parent.map(|ComponentId(parent)| parent as usize);
        let inherited = parent.and_then(|parent| within.get(parent)).copied();
        if let Some(slot) = within.get_mut(at) {
            *slot = &*component.id == identity || inherited.unwrap_or(false);
        }
    }
    within
}

/// The places of owners by their names, where these are sorted by.
fn owners(project: &Project, column: GapColumn) -> BTreeMap<&str, u32> {
    if column != GapColumn::Owner {
        return BTreeMap::new();
    }
    let owners = project
        .files
        .iter()
        .filter_map(|file| file.owner.as_deref());
    let owners: BTreeSet<&str> = owners.collect();
    owners.into_iter().zip(0..).collect()
}

/// What comes first has the smallest key.
fn sort_key(
    project: &Project,
    id: FileId,
    file: &File,
    column: GapColumn,
    marks: &Marks,
    owners: &BTreeMap<&str, u32>,
) -> [u32; 2] {
    let score = project.score(id);
    let risk = score.map_or(u32::MAX, |score| 100 - u32::from(score.risk.min(100)));
    let first = match column {
        GapColumn::Priority => score
            .and_then(|score| score.priority)
            .map_or(u32::MAX, |priority| 3 - priority as u32),
        GapColumn::Risk => risk,
        GapColumn::Path => return [0, 0],
        GapColumn::Status => file.status.map_or(u32::MAX, |status| status as u32),
        GapColumn::Lines => u32::MAX - file.lines.code,
        GapColumn::Mark => match mark::of_file(marks, &file.path).and_then(|mark| mark.state) {
            Some(MarkState::Doing) => 0,
            Some(MarkState::Todo) => 1,
            Some(MarkState::Done) => 2,
            Some(MarkState::Accepted) => 3,
            None => 4,
        },
        GapColumn::Effort => score
            .and_then(|score| score.effort)
            .map_or(u32::MAX, |effort| effort as u32),
        GapColumn::Owner => {
            let owner = file.owner.as_deref().and_then(|owner| owners.get(owner));
            owner.copied().unwrap_or(u32::MAX)
        }
    };
    [first, risk]
}
