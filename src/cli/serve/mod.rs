//! The thread that scans for the interface: once at the start, and again whenever it is asked.
//!
//! Each scan has a thread of its own, so that one that does not get on can be ended, or left alone
//! where it does not even look whether it is to end.

mod scanner;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use self::scanner::Scanner;
use crate::analyze::Request;
use crate::error::Error;
use crate::model::Project;
use crate::ui::{self, News};

/// What is shown beside what a scan finds.
pub(super) struct Finish {
    /// Adds to a finished snapshot before it is shown.
    pub(super) add: Box<dyn Fn(&mut Project) + Send + Sync>,
    /// Finds out what takes longer, once, after the first snapshot is shown: whether there is more
    /// to add by then, or why not.
    pub(super) deepen: Option<Deepen>,
}

/// Finds out what takes longer.
type Deepen = Box<dyn FnOnce() -> Result<bool, String> + Send>;

/// Adds to the snapshots of all scans.
type Add = Arc<dyn Fn(&mut Project) + Send + Sync>;

/// How a tree is scanned: what [`analyze`](crate::analyze::analyze) does.
pub(super) type Analyze = fn(&Request, &(dyn Fn(Project) + Sync)) -> Result<(), Error>;

/// What the thread works with.
pub(super) struct Server {
    /// What to scan.
    pub(super) request: Request,
    /// How.
    pub(super) analyze: Analyze,
    /// The profile below the project's configuration.
    pub(super) profile: Option<String>,
    /// Whether to wait for changes on disk.
    pub(super) watches: bool,
    /// Adds to what is shown.
    pub(super) finish: Option<Finish>,
    /// To the interface.
    pub(super) news: Sender<News>,
    /// From it.
    pub(super) requests: Receiver<ui::Request>,
}

/// What the thread waits for.
#[derive(Debug)]
enum Wake {
    /// The interface wants another scan.
    Asked(ui::Request),
    /// The interface went away.
    Gone,
    /// The scan with this number ended, with its last snapshot if it came so far.
    Over(u32, Result<Option<Box<Project>>, Error>),
}

impl Server {
    /// Scans once, and again for every request, until the interface goes away.
    pub(super) fn run(self) {
        let (waker, wakes) = channel();
        let (requests, asked) = (self.requests, waker.clone());
        let spawned = thread::Builder::new()
            .name("requests".to_owned())
            .spawn(move || {
                for request in requests {
                    if asked.send(Wake::Asked(request)).is_err() {
                        return;
                    }
                }
                // The thread that scans may have ended before.
                let _ = asked.send(Wake::Gone);
            });
        let mut scanner = Scanner::new(self.request, self.analyze, self.news, (waker, wakes));
        scanner.profile = self.profile;
        if let Some(Finish { add, deepen }) = self.finish {
            scanner.add = Some(Arc::from(add));
            scanner.deepen = deepen;
        }
        match spawned {
            Ok(_) => scanner.run(self.watches),
            Err(error) => scanner.fail(error.to_string()),
        }
    }
}
