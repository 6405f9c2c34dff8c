//! The loop between the state and the world.

mod effects;
mod saver;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use saver::Saver;

use super::clipboard::Way;
use super::event::{Effect, Event, Incoming, Input, die_of, end_signal};
use super::filter::Lookup;
use super::resume::{self, Left};
use super::state::State;
use super::terminal::{Links, Screen};
use super::theme::Surroundings;
use super::update::update;
use super::{News, Request, Session, editor, link};
use crate::error::Error;
use crate::model::Stage;

/// How long a message stays that is no failure.
const TOAST: Duration = Duration::from_secs(5);

/// A signal that ended the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Signal(i32);

impl Signal {
    /// Ends the process by it, as if it had not been caught, so that the shell can tell.
    pub fn raise(self) {
        die_of(self.0);
    }
}

/// How long a signal may take that explains why the terminal refuses.
const GRACE: Duration = Duration::from_secs(3);

/// Time between two looks whether one arrived that nobody passes on.
const LOOK: Duration = Duration::from_millis(20);

/// Runs the interface until the user quits, or a signal comes that the caller is to raise again
/// when it has put away its own things. Marks that are being saved are waited for.
///
/// # Errors
///
/// [`Error::Terminal`] where the terminal does not answer, and the error of a save that failed
/// at the very end, when the screen could not tell it any more; [`Error::Usage`] where a thread
/// panicked.
pub fn run(session: Session) -> Result<Option<Signal>, Error> {
    let mut runner = Runner::start(session).map_err(Error::Terminal)?;
    let outcome = runner.turn().or_else(|error| {
        // A terminal that went away refuses a frame before the signal arrives that says so.
        let signal = hang_up(&runner.receiver).ok_or(error);
        signal.map(Ended::Signal).map_err(Error::Terminal)
    });
    runner.settle();
    let Runner {
        state,
        screen,
        input,
        saver,
        root,
        place,
        receiver,
        ..
    } = runner;
    drop(screen);
    if let Some(input) = input {
        input.stop();
    }
    saver.finish();
    if let Some(place) = place {
        // Not worth an error of its own: the next start begins at the first view.
        let _ = resume::save(&place, &root, Left::of(&state));
    }
    let ended = outcome?;
    for incoming in receiver.try_iter() {
        if let Incoming::Event(
            Event::Saved {
                outcome: Err(error),
                ..
            }
            | Event::Planned {
                outcome: Err(error),
                ..
            }
            | Event::Recorded {
                outcome: Err(error),
                ..
            },
        ) = incoming
        {
            return Err(error);
        }
    }
    match ended {
        Ended::Quit => Ok(None),
        Ended::Signal(signal) => Ok(Some(Signal(signal))),
        Ended::Panic => Err(Error::Usage {
            message: "a part of the program panicked and said why above".to_owned(),
            hint: Some("this is a defect of Lacuna: please report it".to_owned()),
        }),
    }
}

/// The signal that tells of a terminal's end, if one comes soon.
fn hang_up(receiver: &Receiver<Incoming>) -> Option<i32> {
    let until = Instant::now() + GRACE;
    loop {
        // Whoever passes signals on may be caught by the terminal that went away.
        if let Some(signal) = end_signal() {
            return Some(signal);
        }
        let left = until.saturating_duration_since(Instant::now());
        match receiver.recv_timeout(left.min(LOOK)) {
            Ok(Incoming::Signal(signal)) => return Some(signal),
            Err(RecvTimeoutError::Timeout) if !left.is_zero() => {}
            Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Why a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// The user wants it.
    Quit,
    /// A signal.
    Signal(i32),
    /// A thread panicked.
    Panic,
}

struct Runner {
    state: State,
    screen: Screen,
    input: Option<Input>,
    saver: Saver,
    sender: Sender<Incoming>,
    receiver: Receiver<Incoming>,
    requests: Sender<Request>,
    root: PathBuf,
    /// Where the session is kept.
    place: Option<PathBuf>,
    clipboard: Way,
    editor: Option<String>,
    /// The toast on screen, and when it has been there long enough.
    toast: Option<(u64, Instant)>,
}

impl Runner {
    fn start(session: Session) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel();
        let root = std::path::absolute(&session.root)?;
        let mut preferences = session.preferences;
        let said_in = session.theme_said_in;
        if let Some(place) = session.place.as_ref().filter(|_| said_in.is_none())
            && let Some(kept) = resume::load_theme(place)
        {
            kept.clone_into(&mut preferences.theme);
        }
        let preferences = &preferences;
        let has_links = preferences.links && link::are_known(|name| std::env::var(name).ok());
        let links = Links::new(has_links, &root);
        let mut screen = Screen::take(preferences.mouse, links, sender.clone())?;
        let (width, height) = crossterm::terminal::size()?;
        let mut state = State::new(preferences, session.marks, width, height);
        state.signed(session.author);
        state.theme_said_in = said_in.map(|file| file.display().to_string());
        if session.place.is_none() {
            state.welcome();
        }
        if let Some(place) = session.place.as_ref().filter(|_| session.resumes) {
            match resume::load(place, &root) {
                Ok(Some(left)) => state.resume(left),
                Ok(None) => state.welcome(),
                Err(reason) => state.fail(format!("the last session is not gone on: {reason}")),
            }
        }
        state.focus(&session.focus);
        if let Some(screen) = session.screen {
            state.open_on(screen);
        }
        forward(session.news, sender.clone())?;
        screen.draw(&state)?;
        if Surroundings::of_process().asks_for_background(&preferences.theme) {
            screen.ask_for_background()?;
        }
        Ok(Self {
            place: session.place,
            clipboard: Way::of_process(preferences.clipboard, &root),
            state,
            screen,
            input: Some(Input::start(sender.clone())?),
            saver: Saver::start(root.clone(), sender.clone())?,
            sender,
            receiver,
            requests: session.requests,
            root,
            editor: editor::spoken(preferences.editor.as_deref()),
            toast: None,
        })
    }

    /// Draws, waits, takes in what happened, until something ends it.
    fn turn(&mut self) -> std::io::Result<Ended> {
        loop {
            self.screen.draw(&self.state)?;
            let Some(first) = self.next() else {
                return Ok(Ended::Quit);
            };
            // All that is waiting is taken in before the next frame: the newest state wins.
            let waiting = std::iter::once(first)
                .chain(self.receiver.try_iter())
                .collect();
            for incoming in newest(waiting) {
                if let ControlFlow::Break(ended) = self.take_in(incoming)? {
                    return Ok(ended);
                }
            }
        }
    }

    /// Sleeps until something happens; a toast on screen is the only reason to wake up before.
    fn next(&mut self) -> Option<Incoming> {
        let shown = self.state.toast.as_ref().filter(|toast| !toast.is_failure);
        let Some(serial) = shown.map(|toast| toast.serial) else {
            self.toast = None;
            return self.receiver.recv().ok();
        };
        let until = match self.toast {
            Some((known, until)) if known == serial => until,
            _ => Instant::now() + TOAST,
        };
        self.toast = Some((serial, until));
        match self
            .receiver
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            Ok(incoming) => Some(incoming),
            Err(RecvTimeoutError::Timeout) => Some(Incoming::Event(Event::ToastOver(serial))),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn take_in(&mut self, incoming: Incoming) -> std::io::Result<ControlFlow<Ended>> {
        match incoming {
            Incoming::Event(event) => {
                if matches!(event, Event::Background(_)) {
                    self.screen.answered();
                }
                self.state.at(Timestamp::now());
                for effect in update(&mut self.state, event) {
                    if effect == Effect::Quit {
                        return Ok(ControlFlow::Break(Ended::Quit));
                    }
                    self.perform(effect)?;
                }
            }
            Incoming::Signal(signal) => return Ok(ControlFlow::Break(Ended::Signal(signal))),
            Incoming::Panicked => return Ok(ControlFlow::Break(Ended::Panic)),
            Incoming::Suspend => self.suspend()?,
            Incoming::Continued => self.screen.retake()?,
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// Drops snapshots that a later one has overtaken.
fn newest(waiting: Vec<Incoming>) -> Vec<Incoming> {
    let is_snapshot = |incoming: &Incoming| matches!(incoming, Incoming::Event(Event::Snapshot(_)));
    let last = waiting.iter().rposition(is_snapshot);
    waiting
        .into_iter()
        .enumerate()
        .filter(|(at, incoming)| !is_snapshot(incoming) || Some(*at) == last)
        .map(|(_, incoming)| incoming)
        .collect()
}

/// Passes news on to the loop.
fn forward(news: Receiver<News>, to: Sender<Incoming>) -> std::io::Result<()> {
    std::thread::Builder::new()
        .name("news".to_owned())
        .spawn(move || {
            for news in news {
                let event = match news {
                    News::Snapshot(project) => {
                        // Here, since it would hold up a key by many milliseconds.
                        let is_done = project.progress.stage == Stage::Done;
                        let of = is_done.then(|| project.clone());
                        let event = Event::Snapshot(project);
                        if to.send(Incoming::Event(event)).is_err() {
                            return;
                        }
                        let Some(project) = of else { continue };
                        Event::Prepared(Box::new(Lookup::of(&project)))
                    }
                    News::At { path, time } => Event::ScanAt { path, time },
                    News::Changed => Event::Changed,
                    News::Marks(marks) => Event::Marked(marks),
                    News::Failed(text) => Event::Failed(text),
                };
                if to.send(Incoming::Event(event)).is_err() {
                    return;
                }
            }
            let _ = to.send(Incoming::Event(Event::ScanOver));
        })
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Project;

    #[test]
    fn only_the_newest_snapshot_is_taken_in() {
        let snapshot = |name: &str| {
            let project = Project {
                name: name.into(),
                ..Project::default()
            };
            Incoming::Event(Event::Snapshot(Box::new(project)))
        };
        let waiting = vec![
            snapshot("one"),
            Incoming::Suspend,
            snapshot("two"),
            Incoming::Continued,
        ];
        let kept = newest(waiting);
        assert_eq!(kept.len(), 3);
        assert!(matches!(kept[0], Incoming::Suspend));
        let Incoming::Event(Event::Snapshot(project)) = &kept[1] else {
            panic!("{kept:?}");
        };
        assert_eq!(&*project.name, "two");
    }
}
