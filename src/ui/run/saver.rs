//! Saving, on a thread of its own.

use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;

use crate::track::{Marks, edit_roadmap, record, unrecord};
use crate::ui::event::{Effect, Event, Incoming};

/// The thread that saves marks and the plan, one change after the other.
pub(super) struct Saver {
    saves: Sender<Effect>,
    thread: JoinHandle<()>,
}

impl Saver {
    pub(super) fn start(root: PathBuf, to: Sender<Incoming>) -> std::io::Result<Self> {
        let (saves, waiting) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("saver".to_owned())
            .spawn(move || {
                for save in waiting {
                    let event = match save {
                        Effect::Save {
                            ticket,
                            changes,
                            seen,
                        } => Event::Saved {
                            ticket,
                            outcome: Marks::save(&root, &changes, &seen),
                        },
                        Effect::Plan {
                            ticket,
                            before,
                            edits,
                        } => Event::Planned {
                            ticket,
                            outcome: edit_roadmap(&root, &before, &edits),
                        },
                        Effect::Figures {
                            ticket,
                            snapshot,
                            is_kept,
                        } => Event::Recorded {
                            ticket,
                            outcome: if is_kept {
                                record(&root, &snapshot)
                            } else {
                                unrecord(&root, &snapshot).map(|()| true)
                            },
                        },
                        _ => continue,
                    };
                    let _ = to.send(Incoming::Event(event));
                }
            })?;
        Ok(Self { saves, thread })
    }

    pub(super) fn save(&self, save: Effect) {
        // The thread ends only when this sender goes.
        let _ = self.saves.send(save);
    }

    /// Waits until everything is saved.
    pub(super) fn finish(self) {
        drop(self.saves);
        let _ = self.thread.join();
    }
}
