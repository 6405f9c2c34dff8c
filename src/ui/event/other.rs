//! Where there are no Unix signals: a thread that reads the terminal's events.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Duration;

use super::{Incoming, Outlet};

/// How long the thread waits before it looks whether it should stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// The waiting thread.
pub(in crate::ui) struct Input {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Input {
    /// Starts to wait; what happens is sent to `to`.
    pub(in crate::ui) fn start(to: Sender<Incoming>) -> io::Result<Self> {
        let mut to = Outlet::new(to);
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || {
                while !seen.load(Ordering::SeqCst) {
                    if crossterm::event::poll(PATIENCE).unwrap_or(false)
                        && let Ok(event) = crossterm::event::read()
                        && to.pass(event).is_err()
                    {
                        return;
                    }
                }
            })?;
        Ok(Self { stop, thread })
    }

    /// Stops to wait, so that somebody else may read the keys.
    pub(in crate::ui) fn stop(self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = self.thread.join();
    }
}

/// There are no signals.
pub(in crate::ui) fn end_signal() -> Option<i32> {
    None
}

/// There are no signals to forget.
pub(in crate::ui) fn forget_stops() {}

/// There is no way to stop.
pub(in crate::ui) fn stop_self() {}

/// There are no signals to die of.
pub(in crate::ui) fn die_of(_signal: i32) {}
