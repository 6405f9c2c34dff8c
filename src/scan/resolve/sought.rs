//! Where a name that modules pass on was looked for, so that modules which pass on all of each
//! other come to an end.

use rustc_hash::FxHashSet;

use crate::model::FileId;

/// Most places at which one name is looked for. A name is asked once in each module, so that only
/// a thousand modules that pass each other on come here.
const MOST_PLACES: usize = 1_024;

/// Longest chain of modules that is followed.
const MOST_HOPS: u32 = 64;

/// The places at which one name was looked for.
#[derive(Debug, Default)]
pub(super) struct Sought<'n> {
    places: FxHashSet<(FileId, &'n str)>,
    hops: u32,
}

impl<'n> Sought<'n> {
    /// Whether a name is to be looked for in a module: not yet, and not too far.
    pub(super) fn enter(&mut self, file: FileId, name: &'n str) -> bool {
        let goes_on = self.hops < MOST_HOPS
            && self.places.len() < MOST_PLACES
            && self.places.insert((file, name));
        self.hops += u32::from(goes_on);
        goes_on
    }

    /// Ends what [`Sought::enter`] began.
    pub(super) fn leave(&mut self) {
        self.hops = self.hops.saturating_sub(1);
    }

    /// At how many places the name was looked for.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{FileId, MOST_HOPS, MOST_PLACES, Sought};

    #[test]
    fn each_place_is_entered_once() {
        let mut sought = Sought::default();
        assert!(sought.enter(FileId(1), "a"));
        assert!(!sought.enter(FileId(1), "a"));
        assert!(sought.enter(FileId(1), "b"));
        assert!(sought.enter(FileId(2), "a"));
        assert_eq!(sought.count(), 3);
    }

    #[test]
    fn chains_and_places_have_an_end() {
        let mut deep = Sought::default();
        let entered = (0..1000).filter(|at| deep.enter(FileId(*at), "a")).count();
        assert_eq!(entered, MOST_HOPS as usize);
        let mut wide = Sought::default();
        for at in 0..5000 {
            if wide.enter(FileId(at), "a") {
                wide.leave();
            }
        }
        assert_eq!(wide.count(), MOST_PLACES);
    }
}
