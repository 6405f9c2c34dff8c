//! Marks as they are shown, edits of the plan, kept figures, and the way back from them.
//!
//! What is shown is always what the disk was last known to hold, with the changes on top that
//! are still being saved. A failed save therefore takes back its own change and no other.

mod deed;

use crate::model::{Mark, Snapshot};
use crate::track::{Change, Edit, Marks};

use deed::{Changes, Deed, Pending, Way};
pub(crate) use deed::{Failed, Figures, Save};

/// Marks with their history.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    saved: Marks,
    shown: Marks,
    pending: Vec<Pending>,
    undo: Vec<Deed>,
    redo: Vec<Deed>,
    tickets: u64,
}

impl Ledger {
    /// Starts from what is on disk.
    pub(crate) fn new(marks: Marks) -> Self {
        Self {
            shown: marks.clone(),
            saved: marks,
            ..Self::default()
        }
    }

    /// The marks as shown.
    pub(crate) fn marks(&self) -> &Marks {
        &self.shown
    }

    /// Whether there is anything to take back.
    pub(crate) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is anything to do again.
    pub(crate) fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// What was done in this session, newest first, each with whether it is taken back.
    pub(crate) fn log(&self) -> impl Iterator<Item = (&str, bool)> {
        let undone = self.redo.iter().map(|deed| (deed.title.as_str(), true));
        let done = self.undo.iter().rev();
        undone.chain(done.map(|deed| (deed.title.as_str(), false)))
    }

    /// The marks as the log has them, made on top of what was there before.
    #[cfg(test)]
    pub(crate) fn replay(&self, before: &Marks) -> Marks {
        let mut marks = before.clone();
        for deed in &self.undo {
            marks.apply(&deed.forward.marks);
        }
        marks
    }

    /// How many deeds are taken back.
    pub(crate) fn undone(&self) -> usize {
        self.redo.len()
    }

    /// Whether something is still on its way to the disk.
    pub(crate) fn is_saving(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Whether the save with this ticket is still on its way to the disk.
    pub(crate) fn is_pending(&self, ticket: u64) -> bool {
        self.pending
            .iter()
            .any(|pending| pending.save.ticket == ticket)
    }

    /// Makes a change.
    pub(crate) fn record(&mut self, title: String, forward: Vec<Change>) -> Save {
        let backward = forward
            .iter()
            .map(|(key, _)| (key.clone(), self.shown.get(key).cloned()))
            .collect::<Vec<(_, Option<Mark>)>>();
        self.deed(Deed {
            title,
            forward: Changes::of_marks(forward),
            backward: Changes::of_marks(backward),
        })
    }

    /// Edits the plan; `backward` takes it back.
    pub(crate) fn record_plan(
        &mut self,
        title: String,
        forward: Vec<Edit>,
        backward: Vec<Edit>,
    ) -> Save {
        self.deed(Deed {
            title,
            forward: Changes::of_plan(forward),
            backward: Changes::of_plan(backward),
        })
    }

    /// Keeps the figures of the day.
    pub(crate) fn record_figures(&mut self, title: String, snapshot: &Snapshot) -> Save {
        let figures = |is_kept| Changes {
            figures: Some(Figures {
                snapshot: snapshot.clone(),
                is_kept,
            }),
            ..Changes::default()
        };
        self.deed(Deed {
            title,
            forward: figures(true),
            backward: figures(false),
        })
    }

    fn deed(&mut self, deed: Deed) -> Save {
        self.redo.clear();
        self.undo.push(deed.clone());
        let changes = deed.forward.clone();
        self.begin(Way::Done, deed, changes)
    }

    /// Takes the last change back; returns what it was.
    pub(crate) fn undo(&mut self) -> Option<(String, Save)> {
        let deed = self.undo.pop()?;
        self.redo.push(deed.clone());
        let changes = deed.backward.clone();
        Some((deed.title.clone(), self.begin(Way::Undone, deed, changes)))
    }

    /// Makes the last change again that was taken back; returns what it was.
    pub(crate) fn redo(&mut self) -> Option<(String, Save)> {
        let deed = self.redo.pop()?;
        self.undo.push(deed.clone());
        let changes = deed.forward.clone();
        Some((deed.title.clone(), self.begin(Way::Redone, deed, changes)))
    }

    fn begin(&mut self, way: Way, deed: Deed, changes: Changes) -> Save {
        self.tickets += 1;
        let save = Save {
            ticket: self.tickets,
            changes: changes.marks,
            edits: changes.edits,
            figures: changes.figures,
        };
        self.shown.apply(&save.changes);
        self.pending.push(Pending {
            save: save.clone(),
            way,
            deed,
        });
        save
    }

    /// Takes note of how a save ended: with the marks now on disk, or with none where it
    /// failed. Returns what was taken back because of that.
    pub(crate) fn settle(&mut self, ticket: u64, outcome: Option<Marks>) -> Option<Failed> {
        let at = self
            .pending
            .iter()
            .position(|pending| pending.save.ticket == ticket)?;
        let settled = self.pending.remove(at);
        let failed = match outcome {
            Some(marks) => {
                self.saved = marks;
                None
            }
            None => {
                self.take_back(&settled);
                let back = match settled.way {
                    Way::Done | Way::Redone => settled.deed.backward.edits,
                    Way::Undone => settled.deed.forward.edits,
                };
                Some(Failed {
                    title: settled.deed.title,
                    back,
                })
            }
        };
        let saved = std::mem::take(&mut self.saved);
        self.refresh(saved);
        failed
    }

    /// Takes in marks that others wrote; unsaved changes stay on top.
    pub(crate) fn refresh(&mut self, marks: Marks) {
        self.saved = marks;
        self.shown = self.saved.clone();
        for pending in &self.pending {
            self.shown.apply(&pending.save.changes);
        }
    }

    /// Takes note of how saving something else than marks ended.
    pub(crate) fn settle_plan(&mut self, ticket: u64, is_well: bool) -> Option<Failed> {
        let saved = self.saved.clone();
        self.settle(ticket, is_well.then_some(saved))
    }

    /// Puts the deed of a failed save back to where it was.
    fn take_back(&mut self, failed: &Pending) {
        let (from, to) = match failed.way {
            Way::Done => (&mut self.undo, None),
            Way::Undone => (&mut self.redo, Some(&mut self.undo)),
            Way::Redone => (&mut self.undo, Some(&mut self.redo)),
        };
        if let Some(at) = from.iter().rposition(|deed| *deed == failed.deed) {
            from.remove(at);
            if let Some(to) = to {
                to.push(failed.deed.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MarkKey, MarkState};

    fn key(path: &str) -> MarkKey {
        MarkKey {
            path: path.to_owned(),
            symbol: None,
        }
    }

    fn done(path: &str) -> Change {
        let mark = Mark {
            state: Some(MarkState::Done),
            by: None,
            at: "2026-11-22T13:00:00Z".to_owned(),
            note: None,
            until: None,
            verified: false,
        };
        (key(path), Some(mark))
    }

    fn shown(ledger: &Ledger) -> Vec<&str> {
        let marks = ledger.marks().iter();
        marks.map(|(key, _)| key.path.as_str()).collect()
    }

    #[test]
    fn undo_and_redo_bring_back_exactly_what_was() {
        let mut ledger = Ledger::default();
        ledger.record("a".to_owned(), vec![done("a")]);
        ledger.record("b".to_owned(), vec![done("b")]);
        assert_eq!(ledger.undo().unwrap().0, "b");
        assert_eq!(shown(&ledger), ["a"]);
        assert_eq!(ledger.undo().unwrap().0, "a");
        assert!(shown(&ledger).is_empty());
        assert!(ledger.undo().is_none());
        assert_eq!(ledger.redo().unwrap().0, "a");
        assert_eq!(ledger.redo().unwrap().0, "b");
        assert_eq!(shown(&ledger), ["a", "b"]);
        assert!(ledger.redo().is_none());
    }

    #[test]
    fn a_new_change_ends_what_could_be_done_again() {
        let mut ledger = Ledger::default();
        ledger.record("a".to_owned(), vec![done("a")]);
        ledger.undo().unwrap();
        ledger.record("b".to_owned(), vec![done("b")]);
        assert!(!ledger.can_redo());
    }

    #[test]
    fn a_failed_save_takes_back_its_own_change_only() {
        let mut ledger = Ledger::default();
        let first = ledger.record("a".to_owned(), vec![done("a")]);
        let second = ledger.record("b".to_owned(), vec![done("b")]);
        let failed = ledger.settle(first.ticket, None).unwrap();
        assert_eq!(failed.title, "a");
        assert_eq!(shown(&ledger), ["b"]);
        let mut on_disk = Marks::default();
        on_disk.apply(&second.changes);
        assert_eq!(ledger.settle(second.ticket, Some(on_disk)), None);
        assert_eq!(shown(&ledger), ["b"]);
        assert_eq!(ledger.undo().unwrap().0, "b");
        assert!(!ledger.can_undo());
    }

    #[test]
    fn a_failed_undo_can_be_tried_again() {
        let mut ledger = Ledger::default();
        let first = ledger.record("a".to_owned(), vec![done("a")]);
        let mut on_disk = Marks::default();
        on_disk.apply(&first.changes);
        ledger.settle(first.ticket, Some(on_disk));
        let (_, undone) = ledger.undo().unwrap();
        assert!(shown(&ledger).is_empty());
        ledger.settle(undone.ticket, None);
        assert_eq!(shown(&ledger), ["a"]);
        assert!(ledger.can_undo() && !ledger.can_redo());
    }

    #[test]
    fn what_others_wrote_meanwhile_goes_below_what_is_not_saved() {
        let mut ledger = Ledger::default();
        ledger.record("a".to_owned(), vec![done("a")]);
        let mut on_disk = Marks::default();
        on_disk.apply(&[done("theirs")]);
        ledger.refresh(on_disk);
        assert_eq!(shown(&ledger), ["a", "theirs"]);
    }

    #[test]
    fn what_others_wrote_appears_with_the_next_save() {
        let mut ledger = Ledger::default();
        let save = ledger.record("a".to_owned(), vec![done("a")]);
        let mut on_disk = Marks::default();
        on_disk.apply(&[done("a"), done("theirs")]);
        ledger.settle(save.ticket, Some(on_disk));
        assert_eq!(shown(&ledger), ["a", "theirs"]);
    }
}
