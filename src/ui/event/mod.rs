//! What happens to the interface, and what it wants done outside.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(unix)]
mod lost;
mod reply;

#[cfg(not(unix))]
pub(super) use other::{Input, die_of, end_signal, forget_stops, stop_self};
#[cfg(unix)]
pub(super) use unix::{Input, die_of, end_signal, forget_stops, stop_self};

pub(super) use reply::QUESTION;

use std::sync::Arc;
use std::sync::mpsc::{SendError, Sender};
use std::time::Duration;

use reply::{Replies, Told};

use super::Request;
use super::filter::Lookup;
use super::source::Text;
use crate::error::Error;
use crate::model::{Project, Roadmap, Snapshot};
use crate::track::{Change, Edit, Marks, Seen};

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// A key, the mouse, pasted text, another size.
    Terminal(crossterm::event::Event),
    /// The scanner learned more.
    Snapshot(Box<Project>),
    /// What is looked up in the newest snapshot is prepared.
    Prepared(Box<Lookup>),
    /// The scan under way has been at one file for a while.
    ScanAt {
        /// The file, relative to the root.
        path: Arc<str>,
        /// For how long.
        time: Duration,
    },
    /// The scanner will not say anything more.
    ScanOver,
    /// A save ended: with all marks on disk, or not.
    Saved {
        /// Which one.
        ticket: u64,
        /// The marks now on disk.
        outcome: Result<Marks, Error>,
    },
    /// An edit of the plan was saved, or not.
    Planned {
        /// Which one.
        ticket: u64,
        /// Whether it is on disk.
        outcome: Result<(), Error>,
    },
    /// The figures of the day were kept or taken away again, or not.
    Recorded {
        /// Which save it was.
        ticket: u64,
        /// Whether anything was to be done.
        outcome: Result<bool, Error>,
    },
    /// A file was read, or why it was not.
    Read {
        /// Which one, relative to the root.
        path: Arc<str>,
        /// What is in it.
        outcome: Result<Text, String>,
    },
    /// Files changed on disk.
    Changed,
    /// Others changed the marks.
    Marked(Marks),
    /// Whether the terminal's background is light.
    Background(bool),
    /// Something outside went well, in words.
    Told(String),
    /// Something outside failed, in words.
    Failed(String),
    /// The message with this number was there long enough.
    ToastOver(u64),
}

/// Where the events of the terminal go, the answer to our question told apart.
struct Outlet {
    sender: Sender<Incoming>,
    replies: Replies,
}

impl Outlet {
    fn new(sender: Sender<Incoming>) -> Self {
        Self {
            sender,
            replies: Replies::default(),
        }
    }

    /// Passes an event on; fails where nobody listens any more.
    fn pass(&mut self, event: crossterm::event::Event) -> Result<(), SendError<Incoming>> {
        for told in self.replies.take(event) {
            let event = match told {
                Told::Event(event) => Event::Terminal(event),
                Told::Background(is_light) => Event::Background(is_light),
            };
            self.sender.send(Incoming::Event(event))?;
        }
        Ok(())
    }
}

/// What the waiting threads send.
#[derive(Debug)]
pub(super) enum Incoming {
    /// Something for the state.
    Event(Event),
    /// A signal that ends the program.
    Signal(i32),
    /// The shell or another program wants us to stop for a while.
    Suspend,
    /// We were stopped and go on; the terminal may have changed.
    Continued,
    /// A thread panicked, and said why on the terminal that it gave back.
    Panicked,
}

/// Something to be done outside of the state.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Saves marks.
    Save {
        /// Comes back with the outcome.
        ticket: u64,
        /// What changes.
        changes: Vec<Change>,
        /// The marks of which the last scan has seen the tests: the file is written anyway.
        seen: Vec<Seen>,
    },
    /// Saves edits of the plan.
    Plan {
        /// Comes back with the outcome.
        ticket: u64,
        /// The plan before them, for where none is saved.
        before: Arc<Roadmap>,
        /// What changes.
        edits: Vec<Edit>,
    },
    /// Keeps the figures of the day, or takes them away again.
    Figures {
        /// Comes back with the outcome.
        ticket: u64,
        /// The figures.
        snapshot: Snapshot,
        /// Whether they are kept.
        is_kept: bool,
    },
    /// Reads a file, relative to the root.
    Read(Arc<str>),
    /// Asks for another scan.
    Rescan(Request),
    /// Opens the editor.
    Edit {
        /// Relative to the root.
        path: String,
        /// 1-based.
        line: u32,
    },
    /// Hands text to the clipboard.
    Copy(String),
    /// Hands one of several texts to the clipboard.
    CopyPart {
        /// What is handed over.
        text: String,
        /// Which one it is: `snippet 1 of 2`.
        part: String,
        /// How to come by the others; empty where no key does it.
        more: String,
    },
    /// Keeps the theme with this name for the next sessions.
    Theme(&'static str),
    /// Captures the mouse, or leaves it alone.
    Mouse(bool),
    /// Draws every cell again.
    Redraw,
    /// Stops the process until it is continued.
    Suspend,
    /// Ends the interface.
    Quit,
}
