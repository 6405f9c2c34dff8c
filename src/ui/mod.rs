//! The interactive explorer.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};

use crate::config::Preferences;
use crate::error::Error;
use crate::model::Project;
use crate::track::Marks;

/// What the interface asks of the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Scan the tree again.
    Rescan,
}

/// What the interface works on.
#[derive(Debug)]
pub struct Session {
    /// The analysed tree, where marks are kept.
    pub root: PathBuf,
    /// Folder below the root, relative to it, on which the first view opens; empty for all.
    pub focus: String,
    /// The marks as they were at the start.
    pub marks: Marks,
    /// What the user likes.
    pub preferences: Preferences,
    /// Snapshots as the scanner learns more.
    pub snapshots: Receiver<Project>,
    /// Requests to the scanner.
    pub requests: Sender<Request>,
}

/// Runs the interface until the user quits.
///
/// # Errors
///
/// [`Error::Terminal`] where the terminal does not answer.
pub fn run(_session: Session) -> Result<(), Error> {
    Ok(())
}
