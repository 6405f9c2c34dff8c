//! How much rules may do: what there is more of than anybody writes is left out, and told.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::model::FileId;

use super::index::Index;

/// What was left out, with the first of the files in which that began.
#[derive(Debug, Default)]
pub(super) struct LeftOut(Mutex<BTreeMap<&'static str, FileId>>);

impl LeftOut {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, FileId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index<'_> {
    /// Notes that a file has more of something than is followed.
    pub(crate) fn leave_out(&self, file: FileId, what: &'static str) {
        let mut known = self.left_out.lock();
        let first = known.entry(what).or_insert(file);
        *first = file.min(*first);
    }

    /// What was left out, with the file in which that began.
    pub(crate) fn left_out(&self) -> Vec<(&'static str, FileId)> {
        let known = self.left_out.lock();
        known.iter().map(|(what, file)| (*what, *file)).collect()
    }
}

/// How many steps a rule may still take.
pub(crate) struct Budget {
    left: Cell<usize>,
    what: &'static str,
}

impl Budget {
    /// Begins with so many steps; `what` says of what there is too much beyond them.
    pub(crate) fn new(steps: usize, what: &'static str) -> Self {
        let left = Cell::new(steps);
        Self { left, what }
    }

    /// Takes steps at a file; false, and told, where fewer are left, which then are none.
    pub(crate) fn take(&self, index: &Index<'_>, file: FileId, steps: usize) -> bool {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or_default());
        if left.is_none() {
            index.leave_out(file, self.what);
        }
        left.is_some()
    }
}
