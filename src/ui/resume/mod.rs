//! Where the last session left off: view, lists, selection and splitter, as they are kept and
//! brought back. Everything is named by words and paths, never by number, since the tree may
//! have changed meanwhile; what is not there any more is passed over.

mod file;
mod theme;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::layout::Split;
use super::state::{
    ComponentColumn, GapColumn, Identity, Map, MetricColumn, Scope, Sort, State, TileKey,
};
use super::update::line_of;
use super::view::ViewId;

pub use file::place;
pub(super) use file::{load, save};
pub(super) use theme::{load_theme, save_theme};

/// The version of what is written.
const VERSION: u32 = 1;

/// Most entries of a list that are kept.
const MOST: usize = 1000;

/// Where a session was left.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Left {
    version: u32,
    /// The root, since two may share a file's name.
    root: String,
    view: String,
    split: Option<(u16, u16)>,
    searches: Vec<String>,
    components: ComponentsLeft,
    gaps: GapsLeft,
    roadmap: RoadmapLeft,
    metrics: MetricsLeft,
    setup: SetupLeft,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct ComponentsLeft {
    sort: String,
    is_reversed: bool,
    filter: String,
    chosen: Option<String>,
    folded: Vec<String>,
    is_flat: bool,
    map: Option<MapLeft>,
}

/// The map: the component whose parts are shown, and the selected tile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct MapLeft {
    focus: Option<String>,
    chosen: Option<(String, bool)>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct SetupLeft {
    filter: String,
    chosen: Option<(String, Option<String>)>,
    folded: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct GapsLeft {
    scope: ScopeLeft,
    lists_tested: bool,
    hides_detail: bool,
    sort: String,
    is_reversed: bool,
    filter: String,
    chosen: Option<(String, Option<String>)>,
    unfolded: Vec<String>,
    is_grouped: bool,
    folded: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ScopeLeft {
    #[default]
    Project,
    Component(String),
    Folder(String),
    Metric(String),
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct RoadmapLeft {
    filter: String,
    chosen: Option<Identity>,
    folded: Vec<String>,
    unfolded: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct MetricsLeft {
    sort: String,
    is_reversed: bool,
    filter: String,
    chosen: Option<String>,
}

impl Left {
    /// Notes where a session is.
    pub(super) fn of(state: &State) -> Self {
        let (components, gaps) = (&state.components, &state.gaps);
        Self {
            version: VERSION,
            root: String::new(),
            view: word_of(state.view).to_owned(),
            split: Some((state.split.beside, state.split.below)),
            searches: state.searches.clone(),
            components: ComponentsLeft {
                sort: components.sort.column.word().to_owned(),
                is_reversed: components.sort.is_reversed,
                filter: components.query.clone(),
                chosen: components.chosen.as_ref().map(ToString::to_string),
                folded: some(components.folded.iter()),
                is_flat: components.is_flat,
                map: components.map.as_ref().map(MapLeft::of),
            },
            setup: SetupLeft {
                filter: state.setup.query.clone(),
                chosen: state.setup.chosen.as_ref().map(|(scope, check)| {
                    let check = check.map(str::to_owned);
                    (scope.to_string(), check)
                }),
                folded: some(state.setup.folded.iter()),
            },
            gaps: GapsLeft {
                scope: match &gaps.scope {
                    Scope::Project => ScopeLeft::Project,
                    Scope::Component(id) => ScopeLeft::Component(id.to_string()),
                    Scope::Folder(folder) => ScopeLeft::Folder(folder.to_string()),
                    Scope::Metric(name) => ScopeLeft::Metric(name.to_string()),
                },
                lists_tested: !gaps.only_gaps,
                hides_detail: !state.has_detail,
                sort: gaps.sort.column.word().to_owned(),
                is_reversed: gaps.sort.is_reversed,
                filter: gaps.query.clone(),
                chosen: gaps.chosen.as_ref().map(|(path, symbol)| {
                    let symbol = symbol.as_ref().map(ToString::to_string);
                    (path.to_string(), symbol)
                }),
                unfolded: some(gaps.unfolded.iter()),
                is_grouped: gaps.is_grouped,
                folded: some(gaps.folded.iter()),
            },
            roadmap: RoadmapLeft {
                filter: state.roadmap.query.clone(),
                chosen: state.roadmap.chosen.clone(),
                folded: some(state.roadmap.folded.iter()),
                unfolded: some(state.roadmap.unfolded.iter()),
            },
            metrics: MetricsLeft {
                sort: state.metrics.sort.column.word().to_owned(),
                is_reversed: state.metrics.sort.is_reversed,
                filter: state.metrics.query.clone(),
                chosen: state.metrics.chosen.as_ref().map(ToString::to_string),
            },
        }
    }

    /// Brings view, order, filters and folds back; selections follow with [`Self::choose`], once
    /// there is something to select.
    pub(super) fn apply(&self, state: &mut State) {
        if let Some((beside, below)) = self.split {
            state.split = Split { beside, below }.within_bounds();
        }
        let searches = self.searches.iter().map(|text| line_of(text));
        state.searches = searches.filter(|text| !text.is_empty()).take(20).collect();
        let components = &mut state.components;
        components.sort = sort(&ComponentColumn::ALL, ComponentColumn::word, {
            (&self.components.sort, self.components.is_reversed)
        })
        .unwrap_or(components.sort);
        components.query = line_of(&self.components.filter);
        components.folded = shared(&self.components.folded);
        components.is_flat = self.components.is_flat;
        components.map = self.components.map.as_ref().map(MapLeft::map);
        state.setup.query = line_of(&self.setup.filter);
        state.setup.folded = shared(&self.setup.folded);
        let gaps = &mut state.gaps;
        gaps.sort = sort(&GapColumn::ALL, GapColumn::word, {
            (&self.gaps.sort, self.gaps.is_reversed)
        })
        .unwrap_or(gaps.sort);
        state.has_detail = !self.gaps.hides_detail;
        gaps.unfolded = shared(&self.gaps.unfolded);
        gaps.is_grouped = self.gaps.is_grouped;
        gaps.folded = shared(&self.gaps.folded);
        gaps.only_gaps = !self.gaps.lists_tested;
        gaps.query = line_of(&self.gaps.filter);
        gaps.scope = match &self.gaps.scope {
            ScopeLeft::Project => Scope::Project,
            ScopeLeft::Component(id) => Scope::Component(id.as_str().into()),
            ScopeLeft::Folder(folder) => Scope::Folder(folder.as_str().into()),
            ScopeLeft::Metric(name) => Scope::Metric(name.as_str().into()),
        };
        state.roadmap.query = line_of(&self.roadmap.filter);
        state.roadmap.folded = self.roadmap.folded.iter().cloned().collect();
        state.roadmap.unfolded = self.roadmap.unfolded.iter().cloned().collect();
        state.metrics.query = line_of(&self.metrics.filter);
        state.metrics.sort = sort(&MetricColumn::ALL, MetricColumn::word, {
            (&self.metrics.sort, self.metrics.is_reversed)
        })
        .unwrap_or(state.metrics.sort);
        let named = |view: &&ViewId| word_of(**view) == self.view;
        if let Some(view) = ViewId::ALL.iter().find(named) {
            state.view = *view;
        }
    }

    /// Selects what was selected, wherever it is listed by now.
    pub(super) fn choose(&self, state: &mut State) {
        // Lists that were shown on the way had another order, and other places to scroll to.
        state.components.cursor.offset = 0;
        state.gaps.cursor.offset = 0;
        state.roadmap.cursor.offset = 0;
        state.metrics.cursor.offset = 0;
        let text = |text: &String| Arc::from(text.as_str());
        state.components.chosen = self.components.chosen.as_ref().map(text);
        state.gaps.chosen = self.gaps.chosen.as_ref().map(|(path, symbol)| {
            let symbol = symbol.as_deref().map(Box::from);
            (text(path), symbol)
        });
        state.roadmap.chosen.clone_from(&self.roadmap.chosen);
        state.metrics.chosen = self.metrics.chosen.as_ref().map(text);
        state.setup.cursor.offset = 0;
        state.setup.chosen = self.setup.chosen.as_ref().map(|(scope, check)| {
            let mut checks = state.project.checks.iter().map(|check| check.id);
            let check = checks.find(|id| Some(*id) == check.as_deref());
            (text(scope), check)
        });
    }
}

impl MapLeft {
    fn of(map: &Map) -> Self {
        let chosen = map.chosen.as_ref();
        Self {
            focus: map.focus.as_ref().map(ToString::to_string),
            chosen: chosen.map(|key| (key.id.to_string(), key.is_own)),
        }
    }

    fn map(&self) -> Map {
        Map {
            focus: self.focus.as_deref().map(Arc::from),
            chosen: self.chosen.as_ref().map(|(id, is_own)| TileKey {
                id: Arc::from(id.as_str()),
                is_own: *is_own,
            }),
        }
    }
}

/// The word for a view; a file that was read is left for the list it was opened from, a written
/// audit, which the next session may not have, for the beginning.
fn word_of(view: ViewId) -> &'static str {
    match view {
        ViewId::Source => ViewId::Gaps.word(),
        ViewId::Audit => ViewId::Components.word(),
        view => view.word(),
    }
}

fn some<T: ToString>(all: impl Iterator<Item = T>) -> Vec<String> {
    all.take(MOST).map(|text| text.to_string()).collect()
}

fn shared(names: &[String]) -> BTreeSet<Arc<str>> {
    let names = names.iter().take(MOST);
    names.map(|name| Arc::from(name.as_str())).collect()
}

/// The sort by the column with this word, if there is such a column.
fn sort<C: Copy>(
    columns: &[C],
    word: fn(C) -> &'static str,
    (name, is_reversed): (&str, bool),
) -> Option<Sort<C>> {
    let column = columns.iter().copied().find(|column| word(*column) == name);
    column.map(|column| Sort {
        column,
        is_reversed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::event::Event;
    use crate::ui::sample::{self, press};
    use crate::ui::update::update;

    /// Another session that goes on where this one is.
    fn again(state: &State) -> State {
        let text = serde_json::to_string(&Left::of(state)).unwrap();
        let left: Left = serde_json::from_str(&text).unwrap();
        let mut later = sample::blank(120, 40, &sample::preferences());
        later.resume(left);
        update(&mut later, Event::Snapshot(Box::new(sample::early())));
        update(&mut later, Event::Snapshot(Box::new(sample::project())));
        later
    }

    #[test]
    fn view_sort_filter_selection_and_split_come_back() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["z", "s", "S", "2", ">", "s", "/"]);
        sample::type_in(&mut state, "deploy");
        press(&mut state, &["enter", "enter", "j", "j"]);
        let later = again(&state);
        assert_eq!(later.view, ViewId::Gaps);
        assert_eq!(later.split, state.split);
        assert_eq!(later.gaps.query, "deploy");
        assert_eq!(later.gaps.sort, state.gaps.sort);
        assert_eq!(later.gaps.rows, state.gaps.rows);
        assert_eq!(later.gaps.chosen, state.gaps.chosen);
        assert_eq!(later.gaps.selected(), state.gaps.selected());
        assert!(later.gaps.selected().unwrap().symbol.is_some());
        assert_eq!(later.components.folded, state.components.folded);
        assert_eq!(later.components.sort, state.components.sort);
        assert_eq!(later.searches, ["deploy"]);
    }

    #[test]
    fn a_component_and_a_step_are_found_again() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["j", "j", "enter", "3", "j", "j", "j"]);
        let later = again(&state);
        assert_eq!(later.view, ViewId::Roadmap);
        assert_eq!(later.roadmap.selected(), state.roadmap.selected());
        assert_eq!(later.gaps.scope, state.gaps.scope);
        assert_eq!(later.components.chosen, state.components.chosen);
        assert_eq!(
            later.components.cursor.selected,
            state.components.cursor.selected
        );
    }

    #[test]
    fn the_map_and_a_check_are_found_again() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["T", "l", "5", "z", "j", "l", "j"]);
        let later = again(&state);
        assert_eq!(later.view, ViewId::Setup);
        assert_eq!(later.setup.folded, state.setup.folded);
        assert!(later.setup.check(&later.project).is_some());
        assert_eq!(later.setup.selected(), state.setup.selected());
        assert!(later.components.map.is_some());
        assert_eq!(later.components.map, state.components.map);
    }

    #[test]
    fn who_moves_while_the_scan_runs_stays_there() {
        let mut state = sample::state(120, 40);
        press(&mut state, &["2", "G"]);
        let left = Left::of(&state);
        let mut later = sample::blank(120, 40, &sample::preferences());
        later.resume(left);
        update(&mut later, Event::Snapshot(Box::new(sample::early())));
        press(&mut later, &["g", "j"]);
        let chosen = later.gaps.chosen.clone();
        assert!(chosen.is_some());
        update(&mut later, Event::Snapshot(Box::new(sample::project())));
        assert_ne!(later.gaps.selected(), state.gaps.selected());
    }

    #[test]
    fn nonsense_is_passed_over() {
        let left: Left = serde_json::from_str(
            r#"{"view": "attic", "split": [0, 60000], "searches": ["a\u001b[2Jb", ""],
                "gaps": {"sort": "colour", "filter": "x\ny", "chosen": ["gone.py", "f"]},
                "components": {"chosen": "gone", "folded": ["gone"]}, "later": 1}"#,
        )
        .unwrap();
        let mut state = sample::blank(120, 40, &sample::preferences());
        state.resume(left);
        update(&mut state, Event::Snapshot(Box::new(sample::project())));
        assert_eq!(state.view, ViewId::Components);
        assert_eq!(state.searches, ["a[2Jb"]);
        assert_eq!(state.gaps.query, "x");
        assert_eq!((state.split.beside, state.split.below), (200, 800));
        press(&mut state, &["2", "esc", "j", "k"]);
        assert!(state.gaps.selected().is_some());
    }
}
