//! The interactive explorer.
//!
//! One loop: an [`Event`] goes into [`update`], which changes the [`State`] and returns
//! [`Effect`]s; the newest state is drawn by [`draw`]. Both are pure; files, the editor, signals
//! and the terminal are dealt with by `run` and the modules it uses. All that a user can do is a
//! row in `action`, all screens are rows in `view`.
//!
//! Threads: one waits for keys and signals, one for snapshots, one saves marks; each sends to
//! the loop, which sleeps while nothing happens.

mod action;
mod clipboard;
#[cfg(test)]
mod colours;
mod editor;
mod event;
mod filter;
mod keymap;
mod layout;
mod link;
mod mark;
mod plain;
mod programs;
mod query;
mod reference;
mod resume;
mod run;
#[cfg(test)]
mod sample;
mod sanitize;
#[cfg(test)]
mod screens;
mod source;
mod state;
#[cfg(test)]
mod storm;
mod terminal;
mod theme;
mod update;
mod view;
mod widget;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use crate::config::Preferences;
use crate::model::Project;
use crate::track::Marks;

pub use event::{Effect, Event};
pub use plain::plain;
pub use reference::{Entry, entries, filter_words, keys_page};
pub use resume::place;
pub use run::{Signal, run};
pub use state::State;
pub use update::update;
pub use view::{ViewId as Screen, draw};

/// What the interface asks of the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Scan the tree again; a scan under way ends.
    Now,
    /// Scan the tree again when the scan under way is over, or takes too long.
    Soon,
}

/// What the interface is told while it runs.
#[derive(Debug)]
pub enum News {
    /// The scanner learned more.
    Snapshot(Box<Project>),
    /// The scan under way has been at one file for a while.
    At {
        /// The file, relative to the root.
        path: Arc<str>,
        /// For how long.
        time: Duration,
    },
    /// Files changed on disk; the interface asks for a scan when it is ready.
    Changed,
    /// Others changed the marks.
    Marks(Marks),
    /// Something failed, in words.
    Failed(String),
}

/// What the interface works on.
#[derive(Debug)]
pub struct Session {
    /// The analysed tree, where marks are kept.
    pub root: PathBuf,
    /// Folder below the root, relative to it, on which the first view opens; empty for all.
    pub focus: String,
    /// The screen to open on; the usual one if none.
    pub screen: Option<Screen>,
    /// The marks as they were at the start.
    pub marks: Marks,
    /// Who sets marks, as written into them.
    pub author: Option<String>,
    /// What the user likes.
    pub preferences: Preferences,
    /// Where the session is kept, to go on there the next time; nowhere if none.
    pub place: Option<PathBuf>,
    /// Whether to go on where the last session left off.
    pub resumes: bool,
    /// The user's file that names a theme; without one, the theme chosen last is taken.
    pub theme_said_in: Option<PathBuf>,
    /// What the scanner and others tell.
    pub news: Receiver<News>,
    /// Requests to the scanner.
    pub requests: Sender<Request>,
}
