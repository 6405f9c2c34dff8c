//! Whatever happens, in whatever order: nothing breaks, what is selected is to be seen, the marks
//! are what the log says, and undoing everything brings back what was there at first.

mod deed;
mod random;

use std::sync::Arc;

use crossterm::event::{Event as TerminalEvent, KeyEvent, KeyModifiers, MouseEvent};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::event::{Effect, Event};
use super::layout::is_too_small;
use super::sample;
use super::state::State;
use super::update::update;
use super::view::draw;
use crate::error::Error;
use crate::model::{Project, Roadmap};
use crate::track::{Change, Edit, Marks, Seen, apply_edit};
use deed::{Deed, deed};
use random::Random;

/// A world that saves marks and plans, or fails to.
struct World {
    marks: Marks,
    plan: Roadmap,
    /// The scan as it would be, but for the plan.
    scanned: Project,
    waiting: Vec<(u64, Vec<Change>, Vec<Seen>)>,
    planning: Vec<(u64, Vec<Edit>)>,
    /// Figures that are kept, and those on their way there or away.
    figures: Vec<String>,
    recording: Vec<(u64, String, bool)>,
    /// Files that are being read.
    reading: Vec<Arc<str>>,
}

impl World {
    fn new() -> Self {
        let scanned = sample::project();
        Self {
            marks: Marks::default(),
            plan: Roadmap::clone(&scanned.roadmap),
            scanned,
            waiting: Vec::new(),
            planning: Vec::new(),
            figures: Vec::new(),
            recording: Vec::new(),
            reading: Vec::new(),
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Save {
                    ticket,
                    changes,
                    seen,
                } => self.waiting.push((ticket, changes, seen)),
                Effect::Read(path) => self.reading.push(path),
                Effect::Plan { ticket, edits, .. } => self.planning.push((ticket, edits)),
                Effect::Figures {
                    ticket,
                    snapshot,
                    is_kept,
                } => self.recording.push((ticket, snapshot.at, is_kept)),
                _ => {}
            }
        }
    }

    /// What a scan finds by now.
    fn scan(&self) -> Project {
        Project {
            roadmap: Arc::new(self.plan.clone()),
            ..self.scanned.clone()
        }
    }

    fn is_quiet(&self) -> bool {
        self.waiting.is_empty() && self.planning.is_empty() && self.recording.is_empty()
    }

    /// The oldest figures on their way arrive, or not.
    fn settle_figures(&mut self, state: &mut State, is_well: bool) {
        if self.recording.is_empty() {
            return;
        }
        let (ticket, at, is_kept) = self.recording.remove(0);
        let outcome = if is_well {
            self.figures.retain(|known| *known != at);
            self.figures.extend(is_kept.then_some(at));
            Ok(true)
        } else {
            Ok(false)
        };
        let effects = update(state, Event::Recorded { ticket, outcome });
        self.perform(effects);
    }

    fn settle(&mut self, state: &mut State, is_well: bool) {
        self.settle_figures(state, is_well);
        if !self.planning.is_empty() {
            let (ticket, edits) = self.planning.remove(0);
            let outcome = if is_well {
                for edit in &edits {
                    apply_edit(&mut self.plan, edit);
                }
                Ok(())
            } else {
                Err(Error::Usage {
                    message: "no".to_owned(),
                    hint: None,
                })
            };
            update(state, Event::Planned { ticket, outcome });
        }
        if let Some(path) = self.reading.pop() {
            let text = sample::source(&path);
            let outcome = if is_well {
                Ok(super::source::Text::new(&path, &text))
            } else {
                Err("no".to_owned())
            };
            update(state, Event::Read { path, outcome });
        }
        if self.waiting.is_empty() {
            return;
        }
        let (ticket, changes, seen) = self.waiting.remove(0);
        let outcome = if is_well {
            self.marks.apply(&self.marks.verified(&seen));
            self.marks.apply(&changes);
            Ok(self.marks.clone())
        } else {
            Err(Error::write(
                std::path::Path::new("marks.toml"),
                std::io::Error::from(std::io::ErrorKind::PermissionDenied),
            ))
        };
        update(state, Event::Saved { ticket, outcome });
    }

    fn settle_all(&mut self, state: &mut State) {
        while !self.is_quiet() {
            self.settle(state, true);
        }
    }

    fn happen(&mut self, state: &mut State, deed: &Deed) {
        let event = match deed {
            Deed::Act(action) => {
                let effects = super::update::run(state, action);
                return self.perform(effects);
            }
            Deed::Press(code, modifiers) => {
                Event::Terminal(TerminalEvent::Key(KeyEvent::new(*code, *modifiers)))
            }
            Deed::Mouse(kind, column, row) => Event::Terminal(TerminalEvent::Mouse(MouseEvent {
                kind: *kind,
                column: *column,
                row: *row,
                modifiers: KeyModifiers::NONE,
            })),
            Deed::Resize(width, height) => Event::Terminal(TerminalEvent::Resize(*width, *height)),
            Deed::Paste(text) => Event::Terminal(TerminalEvent::Paste(text.clone())),
            Deed::Snapshot(number) => Event::Snapshot(Box::new(match number {
                0 => Project::default(),
                1 => sample::early(),
                _ => self.scan(),
            })),
            Deed::Settle(is_well) => return self.settle(state, *is_well),
            Deed::Change => Event::Changed,
            Deed::Background(is_light) => Event::Background(*is_light),
        };
        let effects = update(state, event);
        self.perform(effects);
    }
}

fn check_cursor(state: &mut State) {
    let view = state.current();
    let (len, height) = ((view.len)(state), state.height());
    let cursor = *(view.cursor)(state);
    assert!(cursor.selected < len.max(1), "{cursor:?} of {len}");
    if !is_too_small(state.area) && len > 0 && height > 0 {
        let shown = cursor.window(len, height);
        assert!(
            shown.contains(&cursor.selected),
            "{cursor:?} of {len} in {height}"
        );
        assert_eq!(
            shown.start, cursor.offset,
            "{cursor:?} of {len} in {height}"
        );
    }
}

fn paint(state: &State) {
    let (width, height) = (state.area.width, state.area.height);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(state, frame)).unwrap();
}

fn listed(marks: &Marks) -> Vec<String> {
    marks.iter().map(|entry| format!("{entry:?}")).collect()
}

/// What people put into a plan.
fn planned(plan: &Roadmap) -> Vec<String> {
    let phases = plan.phases.iter().flat_map(|phase| {
        let head = format!("{} {} {:?}", phase.id, phase.name, phase.weeks);
        let steps = phase.steps.iter();
        let steps = steps.map(|step| format!("{} {} {}", step.id, step.title, step.marked_done));
        std::iter::once(head).chain(steps)
    });
    phases.collect()
}

/// Cases of events that are shrunk where one fails: one for each thousand of the other kind.
fn cases() -> u32 {
    u32::try_from(wanted() / 1000).unwrap().max(1)
}

#[test]
fn a_step_that_goes_back_after_a_failed_save_is_still_to_be_seen() {
    let mut state = sample::state(60, 14);
    let mut world = World::new();
    for key in ["3", "j", "m", "end", "enter"] {
        let effects = sample::press(&mut state, &[key]);
        world.perform(effects);
        check_cursor(&mut state);
    }
    assert!(state.roadmap.cursor.offset > 0);
    world.settle(&mut state, false);
    assert_eq!(state.roadmap.cursor.selected, 1);
    check_cursor(&mut state);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn nothing_breaks_it(deeds in prop::collection::vec(deed(), 1..120)) {
        let mut state = sample::state(120, 40);
        let mut world = World::new();
        for (at, deed) in deeds.iter().enumerate() {
            world.happen(&mut state, deed);
            check_cursor(&mut state);
            if at % 10 == 0 {
                paint(&state);
            }
        }
        paint(&state);
        world.settle_all(&mut state);
        prop_assert_eq!(listed(state.marks()), listed(&world.marks));
    }
}

/// Events of one session.
const LENGTH: usize = 500;

/// Events of all sessions together, unless `LACUNA_EVENTS` says otherwise.
const EVENTS: usize = 100_000;

/// How many events are wanted.
fn wanted() -> usize {
    let wanted = std::env::var("LACUNA_EVENTS").ok();
    wanted.map_or(EVENTS, |wanted| wanted.parse().unwrap())
}

/// One session in which every save succeeds.
fn session(seed: u64) {
    let mut random = Random::new(seed);
    let mut state = sample::state(120, 40);
    let mut world = World::new();
    let first = planned(&state.project.roadmap);
    for at in 1..=LENGTH {
        world.happen(&mut state, &random.deed());
        check_cursor(&mut state);
        if at % 100 == 0 {
            paint(&state);
            let log = state.ledger.replay(&Marks::default());
            assert_eq!(listed(state.marks()), listed(&log), "seed {seed}");
        }
    }
    world.settle_all(&mut state);
    assert_eq!(listed(state.marks()), listed(&world.marks), "seed {seed}");
    while state.ledger.can_undo() {
        let effects = super::update::marks::undo(&mut state);
        world.perform(effects);
    }
    world.settle_all(&mut state);
    assert!(listed(state.marks()).is_empty(), "seed {seed}");
    assert!(world.figures.is_empty(), "seed {seed}");
    assert_eq!(planned(&world.plan), first, "seed {seed}");
    assert_eq!(planned(&state.project.roadmap), first, "seed {seed}");
}

/// Many sessions, a million events of them in CI; whichever fails names its seed.
#[test]
fn random_events_leave_everything_as_the_log_says() {
    let sessions = u64::try_from(wanted() / LENGTH).unwrap();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = u64::try_from(threads).unwrap();
    std::thread::scope(|scope| {
        for first in 0..threads {
            scope.spawn(move || {
                for seed in (first..sessions).step_by(usize::try_from(threads).unwrap()) {
                    session(seed + 1);
                }
            });
        }
    });
}
