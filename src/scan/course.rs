//! The course of a scan: whether it is to end early, and which files it is at.
//!
//! The threads of a scan join its course; stages then say of each file that they begin with it, and
//! leave it out where the scan is to end. What they answer with is worth nothing in that case.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What one scan under way tells, and is told, between its files.
#[derive(Debug, Default)]
pub struct Course {
    is_over: AtomicBool,
    threads: Mutex<Vec<Arc<Place>>>,
}

/// The file that a thread is at, with when it began.
#[derive(Debug, Default)]
struct Place(Mutex<Option<(Arc<str>, Instant)>>);

impl Place {
    fn lock(&self) -> MutexGuard<'_, Option<(Arc<str>, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    /// The course that this thread has a part in.
    static JOINED: RefCell<Option<(Arc<Course>, Arc<Place>)>> = const { RefCell::new(None) };
}

impl Course {
    /// Asks the scan to end before its next file.
    pub fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Whether the scan was asked to end.
    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// The file that the scan has been at for the longest time, and for how long.
    pub fn longest(&self) -> Option<(Arc<str>, Duration)> {
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = threads.iter().filter_map(|place| place.lock().clone());
        let (path, began) = begun.min_by_key(|(_, began)| *began)?;
        Some((path, began.elapsed()))
    }

    /// Lets the current thread take part, for the rest of its life.
    pub(crate) fn join(self: &Arc<Self>) {
        let place = Arc::new(Place::default());
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.push(Arc::clone(&place));
        JOINED.with_borrow_mut(|joined| *joined = Some((Arc::clone(self), place)));
    }
}

/// A file that a thread is at, until this is dropped.
#[must_use]
pub(super) struct At {
    /// Where the thread was before: a thread that waits for others may begin another file meanwhile.
    before: Option<(Arc<str>, Instant)>,
}

impl Drop for At {
    fn drop(&mut self) {
        let before = self.before.take();
        JOINED.with_borrow(|joined| {
            if let Some((_, place)) = joined {
                *place.lock() = before;
            }
        });
    }
}

/// Begins with a file; none where the scan is to end.
pub(super) fn begin(path: &Arc<str>) -> Option<At> {
    JOINED.with_borrow(|joined| {
        let Some((course, place)) = joined else {
            return Some(At { before: None });
        };
        if course.is_over() {
            return None;
        }
        let before = place.lock().replace((Arc::clone(path), Instant::now()));
        Some(At { before })
    })
}

/// Whether the scan that this thread has a part in is to end.
pub(super) fn is_over() -> bool {
    JOINED.with_borrow(|joined| joined.as_ref().is_some_and(|(course, _)| course.is_over()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(course: &Course) -> Option<String> {
        course.longest().map(|(path, _)| path.to_string())
    }

    #[test]
    fn it_tells_the_file_that_was_begun_first_and_is_not_done() {
        let course = Arc::new(Course::default());
        std::thread::scope(|scope| {
            let joined = Arc::clone(&course);
            scope.spawn(move || {
                joined.join();
                assert_eq!(path_of(&joined), None);
                let outer = begin(&"a.py".into()).unwrap();
                assert_eq!(path_of(&joined).as_deref(), Some("a.py"));
                let inner = begin(&"b.py".into()).unwrap();
                assert_eq!(path_of(&joined).as_deref(), Some("b.py"));
                drop(inner);
                assert_eq!(path_of(&joined).as_deref(), Some("a.py"));
                drop(outer);
                assert_eq!(path_of(&joined), None);
            });
        });
    }

    #[test]
    fn no_file_is_begun_once_it_is_over() {
        let course = Arc::new(Course::default());
        std::thread::scope(|scope| {
            let joined = Arc::clone(&course);
            scope.spawn(move || {
                assert!(!is_over());
                joined.join();
                assert!(begin(&"a.py".into()).is_some());
                joined.end();
                assert!(begin(&"b.py".into()).is_none());
                assert!(is_over());
            });
        });
    }

    #[test]
    fn a_thread_that_has_no_part_in_a_scan_goes_on() {
        assert!(begin(&"a.py".into()).is_some());
        assert!(!is_over());
    }
}
