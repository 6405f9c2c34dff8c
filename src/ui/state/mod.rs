//! All that the interface remembers between two events.
//!
//! Lists hold indices only and are computed when their inputs change: a new snapshot, another
//! filter, sort or fold. Rows are built when they are drawn.

mod area;
mod audit;
mod components;
mod form;
mod gaps;
mod ledger;
mod listing;
mod map;
mod metrics;
mod overlay;
mod pace;
mod roadmap;
mod setup;
mod sort;
mod source;
mod summary;
mod trend;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::keymap::Keymap;
use super::layout::{Layout, Split};
use super::resume::Left;
use super::theme::{Surroundings, Theme};
use super::view::{View, ViewId};
use crate::config::Preferences;
use crate::model::{Progress, Project};
use crate::track::Marks;

pub(crate) use area::{Area, LONGEST};
pub(crate) use audit::{Audit, CLAIM_FIELDS, ClaimColumn};
pub(crate) use components::{ComponentColumn, ComponentRow, Components};
pub(crate) use form::{Field, Form, FormKind};
use gaps::accepted_gaps;
pub(crate) use gaps::{Chosen, GapColumn, GapRow, Gaps, Range, Scope, is_shown};
pub(crate) use ledger::{Figures, Ledger, Save};
pub(crate) use map::{Direction, Map, Tile, TileKey, neighbour, tiles_of};
pub(crate) use metrics::{MetricColumn, Metrics};
pub(crate) use overlay::{Overlay, OverlayKind, OverlayRow, Purpose, THE_END, TestRow};
pub(crate) use pace::{Pace, pace};
pub(crate) use roadmap::{
    Fingerprint, Identity, MadeEdit, Roadmap, RoadmapRow, StepTally, phase_of, step_of,
};
pub(crate) use setup::{CHECK_FIELDS, ChosenCheck, Setup, SetupRow, tally};
pub(crate) use sort::Sort;
pub(crate) use source::{Content, Source, find};
pub(crate) use summary::Summary;
pub(crate) use trend::trend;

/// A message that stands on screen for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    /// Tells one toast from the next.
    pub(crate) serial: u64,
    /// What happened.
    pub(crate) text: String,
    /// Whether it failed; failures stay until a key is pressed.
    pub(crate) is_failure: bool,
}

/// Where the user was, for the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The view.
    pub(crate) view: ViewId,
    /// What the gaps were limited to.
    pub(crate) scope: Scope,
    /// Whether tested files were left out.
    pub(crate) only_gaps: bool,
    /// The file that was read, and its line.
    pub(crate) reading: Option<(Arc<str>, u32)>,
    /// Whether it was come to by opening something, so that Escape leads out again.
    pub(crate) is_inside: bool,
}

/// A filter being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prompt {
    /// The filter as it was before, brought back by Escape.
    pub(crate) before: String,
    /// Which of the earlier filters is shown, while they are gone through.
    pub(crate) recalled: Option<usize>,
}

/// Where and when the mouse was last pressed, to tell a double click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Click {
    /// When.
    pub(crate) at: Timestamp,
    /// On which row.
    pub(crate) row: usize,
}

/// All that the interface remembers; changed by [`update`](super::update) only.
#[derive(Debug)]
pub struct State {
    pub(crate) project: Project,
    pub(crate) summary: Summary,
    pub(crate) ledger: Ledger,
    /// Edits of the plan that a running scan may not know yet, each with what the plan was before.
    pub(crate) edits: Vec<MadeEdit>,
    pub(crate) author: Option<String>,
    pub(crate) theme: Theme,
    pub(crate) keymap: Keymap,
    pub(crate) area: Rect,
    pub(crate) now: Timestamp,
    pub(crate) view: ViewId,
    pub(crate) trail: Vec<Place>,
    /// Whether the current place was come to by opening something.
    pub(crate) is_inside: bool,
    /// Places gone back from, the nearest last.
    pub(crate) ahead: Vec<Place>,
    pub(crate) components: Components,
    pub(crate) gaps: Gaps,
    pub(crate) roadmap: Roadmap,
    pub(crate) metrics: Metrics,
    pub(crate) setup: Setup,
    pub(crate) audit: Audit,
    pub(crate) source: Source,
    pub(crate) prompt: Option<Prompt>,
    /// Filters that were kept, the last one first.
    pub(crate) searches: Vec<String>,
    pub(crate) overlay: Option<Overlay>,
    /// What was run from the palette, the last one first.
    pub(crate) recent: Vec<&'static str>,
    pub(crate) form: Option<Form>,
    pub(crate) toast: Option<Toast>,
    pub(crate) click: Option<Click>,
    /// Whether the detail pane is shown where there is room for it.
    pub(crate) has_detail: bool,
    /// The same on screens with little room.
    pub(crate) has_detail_when_low: bool,
    /// First visible line of the detail pane.
    pub(crate) detail_offset: usize,
    /// What the detail pane was about at the last event.
    detail_of: Option<String>,
    /// How list and detail share the body.
    pub(crate) split: Split,
    /// Whether the line between list and detail is being dragged.
    pub(crate) is_dragging: bool,
    pub(crate) has_mouse: bool,
    /// Whether the keys that matter are told, until the first of them is used.
    pub(crate) is_new_here: bool,
    pub(crate) is_scan_over: bool,
    /// The file that the scan under way has been at for a while.
    pub(crate) scan_at: Option<(Arc<str>, Duration)>,
    /// What another scan is at, while the results of the last one are shown.
    pub(crate) rescan: Option<Progress>,
    /// Where the last session left off, until the scan is over or the user moves.
    pub(crate) left: Option<Box<Left>>,
    /// The file of the user that names a theme, which then comes first at every start.
    pub(crate) theme_said_in: Option<String>,
    /// What the theme was chosen by.
    preferences: Preferences,
    around: Surroundings,
    toasts: u64,
}

impl State {
    /// A state with nothing scanned yet, for a terminal of `width` by `height` cells.
    pub fn new(preferences: &Preferences, marks: Marks, width: u16, height: u16) -> Self {
        let area = Rect::new(0, 0, width, height);
        Self::within(Surroundings::of_process(), preferences, marks, area)
    }

    /// Goes on where an earlier session left off.
    pub(crate) fn resume(&mut self, left: Left) {
        left.apply(self);
        self.left = Some(Box::new(left));
        self.rebuild();
    }

    /// Takes note of what the terminal's background is.
    pub(crate) fn background(&mut self, is_light: bool) {
        self.around.is_light = Some(is_light);
        self.theme = Theme::choose(&self.preferences, &self.around);
    }

    /// The name of the theme.
    pub(crate) fn theme_name(&self) -> &str {
        &self.preferences.theme
    }

    /// Whether the terminal's user wants no colours at all.
    pub(crate) fn is_colourless(&self) -> bool {
        self.around.no_color
    }

    /// Looks as another theme wants it.
    pub(crate) fn try_theme(&mut self, name: &str) {
        name.clone_into(&mut self.preferences.theme);
        self.theme = Theme::choose(&self.preferences, &self.around);
    }

    /// A state that does not look at the environment.
    pub(crate) fn within(
        around: Surroundings,
        preferences: &Preferences,
        marks: Marks,
        area: Rect,
    ) -> Self {
        let (keymap, complaints) = Keymap::new(&preferences.keys);
        let theme = Theme::choose(preferences, &around);
        let mut state = Self {
            project: Project::default(),
            summary: Summary::default(),
            ledger: Ledger::new(marks),
            edits: Vec::new(),
            author: None,
            theme,
            keymap,
            area,
            now: Timestamp::UNIX_EPOCH,
            view: ViewId::Components,
            trail: Vec::new(),
            is_inside: false,
            ahead: Vec::new(),
            components: Components::default(),
            gaps: Gaps::default(),
            roadmap: Roadmap::default(),
            metrics: Metrics::default(),
            setup: Setup::default(),
            audit: Audit::default(),
            source: Source::default(),
            prompt: None,
            searches: Vec::new(),
            overlay: None,
            recent: Vec::new(),
            form: None,
            toast: None,
            click: None,
            has_detail: true,
            has_detail_when_low: false,
            detail_offset: 0,
            detail_of: None,
            split: Split::default(),
            is_dragging: false,
            has_mouse: preferences.mouse,
            is_new_here: false,
            is_scan_over: false,
            scan_at: None,
            rescan: None,
            left: None,
            theme_said_in: None,
            preferences: preferences.clone(),
            around,
            toasts: 0,
        };
        if !complaints.is_empty() {
            state.fail(complaints.join("; "));
        }
        state
    }

    /// Opens on the files of a folder, relative to the root, unless it is empty.
    pub fn focus(&mut self, folder: &str) {
        if !folder.is_empty() {
            self.gaps.scope = Scope::Folder(Arc::from(folder));
            self.view = ViewId::Gaps;
            self.rebuild();
        }
    }

    /// Tells the keys that matter, for who is here for the first time.
    pub fn welcome(&mut self) {
        self.is_new_here = true;
    }

    /// Opens on a screen.
    pub fn open_on(&mut self, screen: ViewId) {
        self.view = screen;
        self.fit();
    }

    /// Names the one who sets marks.
    pub fn signed(&mut self, author: Option<String>) {
        self.author = author;
    }

    /// Sets the time that marks get and the today sign stands at.
    pub fn at(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// The current view.
    pub(crate) fn current(&self) -> &'static View {
        View::of(self.view)
    }

    /// The marks as shown: saved ones with unsaved changes on top.
    pub(crate) fn marks(&self) -> &Marks {
        self.ledger.marks()
    }

    /// Brings what is counted in line with the project and its marks.
    pub(crate) fn take_marks(&mut self) {
        let (project, marks) = (&self.project, self.ledger.marks());
        let accepted = accepted_gaps(project, marks);
        self.summary = Summary::of(project, marks);
        let open = (self.summary.gaps, self.summary.critical);
        self.roadmap.take_accepted(project, accepted.clone(), open);
        self.gaps.take_accepted(accepted);
    }

    /// Where the parts of the screen are.
    pub(crate) fn layout(&self) -> Layout {
        Layout::of(self.area)
    }

    /// Rows of the current list that fit on the screen.
    pub(crate) fn height(&self) -> usize {
        let list = (self.current().list)(self, self.layout().body);
        usize::from(list.height)
    }

    /// Says that something happened.
    pub(crate) fn tell(&mut self, text: impl Into<String>) {
        self.show(text.into(), false);
    }

    /// Says that something failed.
    pub(crate) fn fail(&mut self, text: impl Into<String>) {
        self.show(text.into(), true);
    }

    fn show(&mut self, text: String, is_failure: bool) {
        self.toasts += 1;
        self.toast = Some(Toast {
            serial: self.toasts,
            text,
            is_failure,
        });
    }

    /// Recomputes every list.
    pub(crate) fn rebuild(&mut self) {
        self.components.rebuild(&self.project);
        self.gaps.rebuild(&self.project, self.ledger.marks());
        self.roadmap.rebuild(&self.project);
        self.metrics.rebuild(&self.project);
        self.setup.rebuild(&self.project);
        self.audit.rebuild(&self.project);
        self.source.rebuild(&self.project);
        self.fit();
    }

    /// Brings the cursor of the current view back into its list and window.
    pub(crate) fn fit(&mut self) {
        let view = self.current();
        let (len, height) = ((view.len)(self), self.height());
        (view.cursor)(self).fit(len, height);
        (view.remember)(self);
        if self.view == ViewId::Gaps {
            self.gaps.look_for_tests(&self.project);
        }
        self.turn_detail();
        if let Some(overlay) = &mut self.overlay {
            let len = overlay.rows.len();
            let height = usize::from(super::view::overlay_list(self.area, overlay).height);
            overlay.cursor.fit(len, height);
        }
    }

    /// Starts at the top of the detail where it is about something else than before.
    fn turn_detail(&mut self) {
        let subject = match self.view {
            ViewId::Gaps => self.gaps.subject(&self.project),
            ViewId::Setup => Some(format!("{:?}", self.setup.chosen)),
            ViewId::Audit => Some(format!("{:?}", self.audit.chosen)),
            ViewId::Metrics => Some(format!("{:?}", self.metrics.chosen)),
            ViewId::Components | ViewId::Roadmap | ViewId::Source => return,
        };
        if subject != self.detail_of {
            self.detail_offset = 0;
            self.detail_of = subject;
        }
    }
}
