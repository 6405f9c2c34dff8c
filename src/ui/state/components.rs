//! The component tree as rows.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Map, Sort, trend};
use crate::model::{Component, ComponentId, Project};
use crate::ui::filter;
use crate::ui::widget::Cursor;

/// What components are sorted by, in natural direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ComponentColumn {
    /// Smallest share of tested lines first.
    Share,
    /// By name.
    Name,
    /// Most sources first.
    Sources,
    /// Fewest tested files first.
    Tested,
    /// Fewest tests first.
    Tests,
    /// Farthest from its target first.
    Target,
    /// Those that lost most since the first figure that was kept first; what has none comes last.
    Trend,
    /// Most pressing gaps first.
    Gaps,
}

impl ComponentColumn {
    /// All columns, in the order in which a key goes through them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Share,
        Self::Gaps,
        Self::Sources,
        Self::Tested,
        Self::Tests,
        Self::Target,
        Self::Trend,
        Self::Name,
    ];

    /// The word on screen.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Share => "share tested",
            Self::Name => "name",
            Self::Sources => "sources",
            Self::Tested => "tested",
            Self::Tests => "tests",
            Self::Target => "target",
            Self::Trend => "trend",
            Self::Gaps => "open gaps",
        }
    }
}

/// One line of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ComponentRow {
    /// Which component.
    pub(crate) id: ComponentId,
    /// How deep it stands.
    pub(crate) depth: u16,
    /// Whether others stand below it.
    pub(crate) has_children: bool,
}

/// The component tree.
#[derive(Debug)]
pub(crate) struct Components {
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What is listed.
    pub(crate) rows: Vec<ComponentRow>,
    /// Identity of the selected component.
    pub(crate) chosen: Option<Arc<str>>,
    /// Components whose children are hidden.
    pub(crate) folded: BTreeSet<Arc<str>>,
    /// Whether all components stand in one table instead of below each other.
    pub(crate) is_flat: bool,
    /// The order of siblings.
    pub(crate) sort: Sort<ComponentColumn>,
    /// The filter.
    pub(crate) query: String,
    /// The map, where it is shown instead of the list.
    pub(crate) map: Option<Map>,
}

impl Default for Components {
    fn default() -> Self {
        Self {
            cursor: Cursor::default(),
            rows: Vec::new(),
            chosen: None,
            folded: BTreeSet::new(),
            is_flat: false,
            sort: Sort::by(ComponentColumn::Share),
            query: String::new(),
            map: None,
        }
    }
}

impl Components {
    /// The selected component.
    pub(crate) fn selected(&self) -> Option<ComponentId> {
        self.rows.get(self.cursor.selected).map(|row| row.id)
    }

    /// Remembers the selection by identity. Who has not moved yet stays at the top, whatever a
    /// snapshot brings there.
    pub(crate) fn remember(&mut self, project: &Project) {
        if self.rows.is_empty() || self.cursor.selected == 0 && self.chosen.is_none() {
            return;
        }
        self.chosen = self
            .selected()
            .and_then(|id| project.component(id))
            .map(|component| component.id.clone());
    }

    /// Lists the tree anew and finds the selected component in it.
    pub(crate) fn rebuild(&mut self, project: &Project) {
        if self.is_flat {
            self.list_flat(project);
        } else {
            self.list_tree(project);
        }
        self.find_chosen(project);
    }

    /// Lists all components that match the filter in one order.
    fn list_flat(&mut self, project: &Project) {
        let ids = (0..).map(ComponentId).zip(project.components.iter());
        let mut ids: Vec<ComponentId> = ids
            .filter(|(_, component)| self.query.is_empty() || matches(component, &self.query))
            .map(|(id, _)| id)
            .collect();
        let rises = self.rises(project);
        ids.sort_by(|left, right| compare(project, self.sort, &rises, *left, *right));
        let row = |id| ComponentRow {
            id,
            depth: 0,
            has_children: false,
        };
        self.rows = ids.into_iter().map(row).collect();
    }

    /// Lists the components below those they stand in.
    fn list_tree(&mut self, project: &Project) {
        let mut children: Vec<Vec<ComponentId>> = vec![Vec::new(); project.components.len()];
        let mut roots = Vec::new();
        for (id, component) in (0..).map(ComponentId).zip(project.components.iter()) {
            // A parent that comes later would be a cycle.
            let parent = component.parent.filter(|parent| parent.0 < id.0);
            match parent.and_then(|parent| children.get_mut(parent.0 as usize)) {
                Some(siblings) => siblings.push(id),
                None => roots.push(id),
            }
        }
        let kept = self.kept(project);
        let (sort, rises) = (self.sort, self.rises(project));
        let mut order = |siblings: &mut Vec<ComponentId>| {
            siblings.sort_by(|left, right| compare(project, sort, &rises, *left, *right));
        };
        order(&mut roots);
        children.iter_mut().for_each(&mut order);
        self.rows.clear();
        let mut stack: Vec<(ComponentId, u16)> =
            roots.into_iter().rev().map(|id| (id, 0)).collect();
        while let Some((id, depth)) = stack.pop() {
            let (Some(component), Some(below)) =
                (project.component(id), children.get(id.0 as usize))
            else {
                continue;
            };
            if kept.as_ref().is_some_and(|kept| !kept.contains(&id)) {
                continue;
            }
            self.rows.push(ComponentRow {
                id,
                depth,
                has_children: !below.is_empty(),
            });
            // A filter looks into folded components as well.
            if kept.is_some() || !self.folded.contains(&component.id) {
                stack.extend(below.iter().rev().map(|id| (*id, depth.saturating_add(1))));
            }
        }
    }

    /// The components that match the filter, and those they stand in; none without a filter.
    fn kept(&self, project: &Project) -> Option<BTreeSet<ComponentId>> {
        if self.query.is_empty() {
            return None;
        }
        let mut kept = BTreeSet::new();
        for (id, component) in (0..).map(ComponentId).zip(project.components.iter()) {
            if !matches(component, &self.query) {
                continue;
            }
            let mut current = Some(id);
            while let Some(id) = current
                && kept.insert(id)
            {
                current = project.component(id).and_then(|component| component.parent);
            }
        }
        Some(kept)
    }

    /// What each component won since the first figure that was kept, where that is the order.
    fn rises(&self, project: &Project) -> Vec<f64> {
        let components = project.components.iter();
        match self.sort.column {
            ComponentColumn::Trend => components.map(|one| rise(project, one)).collect(),
            _ => Vec::new(),
        }
    }

    /// Selects the row that the filter means most likely.
    pub(crate) fn choose_match(&mut self, project: &Project) {
        let components = self.rows.iter().map(|row| project.component(row.id));
        let names = components
            .clone()
            .map(|component| Some(component?.name.as_ref()));
        let paths = components.map(|component| Some(component?.path.as_ref()));
        let found = filter::closest(names, &self.query);
        let found = found.or_else(|| filter::closest(paths, &self.query));
        self.cursor.selected = found.unwrap_or(self.cursor.selected);
    }

    fn find_chosen(&mut self, project: &Project) {
        let at = self.chosen.as_ref().and_then(|chosen| {
            self.rows.iter().position(|row| {
                project
                    .component(row.id)
                    .is_some_and(|component| component.id == *chosen)
            })
        });
        self.cursor.selected = at.unwrap_or(self.cursor.selected);
        self.cursor.selected = self.cursor.selected.min(self.rows.len().saturating_sub(1));
    }
}

/// Whether a component matches a filter by its name or its path.
fn matches(component: &Component, query: &str) -> bool {
    filter::indices(&component.name, query).is_some()
        || filter::indices(&component.path, query).is_some()
}

/// The order of two siblings; empty components come last whatever the column.
fn compare(
    project: &Project,
    sort: Sort<ComponentColumn>,
    rises: &[f64],
    left: ComponentId,
    right: ComponentId,
) -> Ordering {
    let (Some(one), Some(other)) = (project.component(left), project.component(right)) else {
        return left.cmp(&right);
    };
    let ordering = match sort.column {
        ComponentColumn::Share => by_share(one, other),
        ComponentColumn::Name => one.name.cmp(&other.name),
        ComponentColumn::Sources => other.sources.cmp(&one.sources),
        ComponentColumn::Tested => one.tested().cmp(&other.tested()),
        ComponentColumn::Tests => one.tests.cmp(&other.tests),
        ComponentColumn::Target => missing(other).total_cmp(&missing(one)),
        ComponentColumn::Trend => {
            let rise = |id: ComponentId| rises.get(id.0 as usize).copied().unwrap_or(f64::INFINITY);
            rise(left).total_cmp(&rise(right))
        }
        ComponentColumn::Gaps => other.gaps.cmp(&one.gaps),
    };
    let ordering = if sort.is_reversed {
        ordering.reverse()
    } else {
        ordering
    };
    let is_empty = |component: &Component| component.sources == 0;
    is_empty(one)
        .cmp(&is_empty(other))
        .then(ordering)
        .then_with(|| other.gaps.cmp(&one.gaps))
        .then_with(|| other.function_lines.cmp(&one.function_lines))
        .then_with(|| one.name.cmp(&other.name))
        .then(left.cmp(&right))
}

/// How much of its target a component lacks; less than nothing where it has none.
fn missing(component: &Component) -> f64 {
    let pair = component.target.zip(component.ratio);
    pair.map_or(f64::NEG_INFINITY, |(target, ratio)| target - ratio)
}

/// What a component won since the first figure that was kept; more than all where there is none.
fn rise(project: &Project, component: &Component) -> f64 {
    let name = format!("component:{}", component.id);
    let points = trend(project, &name, Timestamp::MAX, component.ratio);
    let ends = points.first().zip(points.last());
    ends.map_or(f64::INFINITY, |((_, first), (_, last))| last - first)
}

fn by_share(one: &Component, other: &Component) -> Ordering {
    match (one.ratio, other.ratio) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}
