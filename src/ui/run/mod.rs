//! The loop between the state and the world.

mod saver;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use saver::Saver;

use super::clipboard::{self, Way};
use super::event::{Effect, Event, Incoming, Input, die_of, end_signal, forget_stops, stop_self};
use super::resume::{self, Left};
use super::state::State;
use super::terminal::{Links, Screen};
use super::theme::Surroundings;
use super::update::update;
use super::{News, Request, Session, editor, link, source};
use crate::error::Error;

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
            clipboard: Way::of_process(preferences.clipboard),
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

    fn perform(&mut self, effect: Effect) -> std::io::Result<()> {
        match effect {
            effect @ (Effect::Save { .. } | Effect::Plan { .. } | Effect::Figures { .. }) => {
                self.saver.save(effect);
            }
            Effect::Rescan => {
                if self.requests.send(Request::Rescan).is_err() {
                    self.tell(Event::Failed("the scanner has stopped".to_owned()));
                }
            }
            Effect::Read(path) => self.read(path)?,
            Effect::Edit { path, line } => self.edit(&path, line)?,
            Effect::Copy(text) => self.copy(text, clipboard::told)?,
            Effect::CopyPart { text, part, more } => {
                self.copy(text, move |way, _| clipboard::told_part(way, &part, &more))?;
            }
            Effect::Theme(name) => {
                if let Some(place) = &self.place
                    && let Err(error) = resume::save_theme(place, name)
                {
                    let text = format!("the theme is not kept for the next time: {error}");
                    self.tell(Event::Failed(text));
                }
            }
            Effect::Mouse(has_mouse) => self.screen.capture_mouse(has_mouse)?,
            Effect::Redraw => {
                #[cfg(debug_assertions)]
                provoke();
                self.screen.redraw();
            }
            Effect::Suspend => self.suspend()?,
            Effect::Quit => {}
        }
        Ok(())
    }

    fn tell(&self, event: Event) {
        // The receiver lives as long as the loop that calls this.
        let _ = self.sender.send(Incoming::Event(event));
    }

    fn suspend(&mut self) -> std::io::Result<()> {
        self.screen.release();
        stop_self();
        self.screen.retake()
    }

    /// Reads a file on a thread of its own.
    fn read(&self, path: Arc<str>) -> std::io::Result<()> {
        let (root, to) = (self.root.clone(), self.sender.clone());
        std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || {
                let outcome = source::read(&root, &path);
                // The loop may have ended meanwhile.
                let _ = to.send(Incoming::Event(Event::Read { path, outcome }));
            })
            .map(|_| ())
    }

    /// Hands text to the clipboard, and says how.
    fn copy(
        &mut self,
        text: String,
        told: impl FnOnce(&str, &str) -> String + Send + 'static,
    ) -> std::io::Result<()> {
        let Way::Program(program, arguments) = &self.clipboard else {
            self.screen.copy(&text)?;
            self.tell(Event::Told(told("OSC 52", &text)));
            return Ok(());
        };
        let (program, arguments, to) = (program.clone(), *arguments, self.sender.clone());
        std::thread::Builder::new()
            .name("clipboard".to_owned())
            .spawn(move || {
                let event = match clipboard::hand_over(&program, arguments, &text) {
                    Ok(name) => Event::Told(told(&name, &text)),
                    Err(reason) => Event::Failed(reason),
                };
                let _ = to.send(Incoming::Event(event));
            })
            .map(|_| ())
    }

    /// Waits for an answer that the terminal still owes, so that nobody else takes it for keys.
    /// What else happens meanwhile is kept in its order.
    fn settle(&mut self) {
        let mut meanwhile = Vec::new();
        while let Some(patience) = self.screen.patience() {
            match self.receiver.recv_timeout(patience) {
                Ok(Incoming::Event(Event::Background(is_light))) => {
                    self.screen.answered();
                    self.state.background(is_light);
                }
                Ok(incoming) => meanwhile.push(incoming),
                Err(_) => break,
            }
        }
        for incoming in meanwhile {
            // The receiver is our own.
            let _ = self.sender.send(incoming);
        }
    }

    /// Hands the terminal to the editor and takes it back.
    fn edit(&mut self, path: &str, line: u32) -> std::io::Result<()> {
        let file = self.root.join(Path::new(path));
        let command = self
            .editor
            .as_deref()
            .and_then(|spoken| editor::command(spoken, &file, line));
        let Some(mut command) = command else {
            self.tell(Event::Failed(
                "no editor: set $VISUAL or $EDITOR".to_owned(),
            ));
            return Ok(());
        };
        if !file.is_file() {
            self.tell(Event::Failed(format!("`{path}` is not there any more")));
            return Ok(());
        }
        self.settle();
        if let Some(input) = self.input.take() {
            input.stop();
        }
        self.screen.release();
        let ended = command.current_dir(&self.root).status();
        forget_stops();
        self.screen.retake()?;
        self.input = Some(Input::start(self.sender.clone())?);
        let (width, height) = crossterm::terminal::size()?;
        let size = crossterm::event::Event::Resize(width, height);
        self.tell(Event::Terminal(size));
        self.tell(Event::Changed);
        let name = command.get_program().to_string_lossy().into_owned();
        match ended {
            Ok(status) if status.success() => {}
            Ok(status) => self.tell(Event::Failed(format!("`{name}` ended with {status}"))),
            Err(error) => self.tell(Event::Failed(format!("cannot start `{name}`: {error}"))),
        }
        Ok(())
    }
}

/// Panics if a test asks for it, here or in another thread; builds for users cannot.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "this is what it is for")]
fn provoke() {
    match std::env::var("LACUNA_PANIC").as_deref() {
        Ok("loop") => panic!("provoked in the loop"),
        Ok("thread") => {
            std::thread::spawn(|| panic!("provoked in a thread"));
        }
        _ => {}
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
                    News::Snapshot(project) => Event::Snapshot(project),
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
