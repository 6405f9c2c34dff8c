//! Panics of parsers that are not ours, which become warnings.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// How many calls of [`caught`] this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs something that may panic; none where it did. Panic hooks learn of it by [`is_caught`].
pub fn caught<T>(run: impl FnOnce() -> T) -> Option<T> {
    DEPTH.set(DEPTH.get() + 1);
    let outcome = catch_unwind(AssertUnwindSafe(run));
    DEPTH.set(DEPTH.get() - 1);
    outcome.ok()
}

/// Whether a panic of this thread is going to be caught, so that the program goes on.
pub fn is_caught() -> bool {
    DEPTH.get() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_known_to_be_caught_while_it_is() {
        assert!(!is_caught());
        assert_eq!(caught(|| caught(is_caught)), Some(Some(true)));
        let inner = caught(|| caught(|| panic!("provoked")).is_none() && is_caught());
        assert_eq!(inner, Some(true));
        assert!(!is_caught());
        assert!(caught(|| std::thread::spawn(is_caught).join().unwrap()) == Some(false));
    }
}
