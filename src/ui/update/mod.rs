//! How events change the state. Pure: what has to be done outside is returned.

pub(super) mod apart;
pub(super) mod arrange;
pub(super) mod choose;
pub(super) mod detail;
pub(super) mod filter;
pub(super) mod fold;
mod form;
pub(super) mod found;
pub(super) mod map;
pub(super) mod marks;
mod mouse;
pub(super) mod navigate;
pub(super) mod open;
mod overlay;
pub(super) mod pick;
pub(super) mod plan;
pub(super) mod setup;
pub(super) mod sort;
pub(super) mod source;
pub(super) mod tests_of;

pub(super) use filter::line_of;

use crossterm::event::{Event as TerminalEvent, KeyEvent, KeyEventKind, MouseEventKind};
use ratatui::layout::Rect;

use super::Request;
use super::action::Action;
use super::event::{Effect, Event};
use super::keymap::Key;
use super::state::{Fingerprint, State};
use super::view::ViewId;
use crate::model::{Project, Stage};

/// Takes an event in. Whatever it changed, what is selected is to be seen afterwards.
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    let effects = take_in(state, event);
    pick::grow_range(state);
    state.fit();
    effects
}

fn take_in(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::Terminal(TerminalEvent::Key(key)) if key.kind != KeyEventKind::Release => {
            return press(state, key);
        }
        Event::Terminal(TerminalEvent::Mouse(mouse)) => {
            if mouse.kind != MouseEventKind::Moved {
                state.left = None;
            }
            return mouse::mouse(state, mouse);
        }
        Event::Terminal(TerminalEvent::Paste(text)) => {
            if state.form.is_some() {
                form::paste(state, &text);
            } else if state.overlay.is_some() {
                overlay::paste(state, &text);
            } else if state.prompt.is_some() {
                filter::paste(state, &text);
            }
        }
        Event::Terminal(TerminalEvent::Resize(width, height)) => {
            state.area = Rect::new(0, 0, width, height);
            state.fit();
        }
        Event::Terminal(_) => {}
        Event::Snapshot(project) => return snapshot(state, *project),
        Event::Prepared(lookup) => state.gaps.take_lookup(&state.project, *lookup),
        Event::Changed => return apart::scan_again(state, Request::Soon),
        Event::Marked(marks) => {
            state.ledger.refresh(marks);
            marks::recount(state);
            state.rebuild();
        }
        Event::Background(is_light) => state.background(is_light),
        Event::Read { path, outcome } => source::take_in(state, &path, outcome),
        Event::ScanAt { path, time } => state.scan_at = Some((path, time)),
        Event::ScanOver => state.is_scan_over = true,
        Event::Saved { ticket, outcome } => marks::saved(state, ticket, outcome),
        Event::Planned { ticket, outcome } => plan::saved(state, ticket, outcome),
        Event::Recorded { ticket, outcome } => return marks::recorded(state, ticket, outcome),
        Event::Told(text) => state.tell(text),
        Event::Failed(text) => state.fail(text),
        Event::ToastOver(serial) => {
            if state
                .toast
                .as_ref()
                .is_some_and(|toast| toast.serial == serial)
            {
                state.toast = None;
            }
        }
    }
    Vec::new()
}

/// Takes in what the scanner learned. What another scan of the same tree knows on its way is less
/// than what is shown, and waits until it is over.
fn snapshot(state: &mut State, project: Project) -> Vec<Effect> {
    state.is_scan_over = false;
    state.scan_at = None;
    let is_done = |project: &Project| project.progress.stage == Stage::Done;
    if is_done(&state.project) && !is_done(&project) {
        state.rescan = Some(project.progress);
        return Vec::new();
    }
    state.rescan = None;
    let plan = Fingerprint::of(&state.project.roadmap);
    state.project = project;
    marks::recount(state);
    if let Some(left) = state.left.take() {
        left.choose(state);
        state.left = Some(left).filter(|_| !is_done(&state.project));
    }
    plan::show_again(state, plan);
    state.rebuild();
    source::read_again(state)
}

/// Takes a key in: into what is being typed, the overlay, or the view.
fn press(state: &mut State, event: KeyEvent) -> Vec<Effect> {
    state.toast = None;
    state.click = None;
    state.left = None;
    let key = Key::of(event);
    if state.form.is_some() {
        let effects = form::press(state, key, event.code);
        state.fit();
        return effects;
    }
    if state.overlay.is_some() {
        return overlay::press(state, key, event.code);
    }
    if state.prompt.is_some() {
        filter::press(state, key, event.code);
        return Vec::new();
    }
    match state.keymap.action(key, state.view) {
        Some(action) => run(state, action),
        None => {
            unbound(state, key);
            Vec::new()
        }
    }
}

/// Says that a key does nothing here, and where it does something.
fn unbound(state: &mut State, key: Key) {
    let elsewhere = state.keymap.elsewhere(key);
    let text = match elsewhere {
        Some(action) => format!("`{key}` ({}) works in {}", action.title, action.places()),
        None => {
            let help = Action::by_id("help").and_then(|help| state.keymap.first_key(help));
            let help = help.map_or_else(String::new, |help| format!("; {help} lists the keys"));
            format!("`{key}` does nothing{help}")
        }
    };
    state.tell(text);
}

/// Runs an action, or says why it cannot be run.
pub(super) fn run(state: &mut State, action: &Action) -> Vec<Effect> {
    if let Err(reason) = (action.available)(state) {
        state.tell(reason);
        return Vec::new();
    }
    state.is_new_here &= !["open", "mark.done", "help"].contains(&action.id);
    let effects = (action.run)(state);
    pick::end_range(state, action);
    state.is_new_here &= state.view == ViewId::Components;
    state.fit();
    effects
}
