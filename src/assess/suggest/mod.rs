//! Where the test of a file belongs, and which existing test to imitate.
//!
//! What the repository does already is learned from its pairs: a test and a source file that it
//! links to directly and whose names correspond. Each pair teaches a [`Template`]; the nearest
//! folder with pairs of the same language family decides, then the number of pairs.

mod command;
mod first;
mod habits;
mod template;

use std::sync::Arc;

pub use self::command::test_commands;
pub(super) use self::first::callable_name;
pub use self::first::test_first;
use self::habits::Habits;
use self::template::Roots;
use super::measure::is_judged;
use crate::model::{File, Score};

/// Fills in the suggested test and the test to imitate, for every source file with something to
/// test; `usual` gives the usual place by the conventions of the file's language, for when the
/// repository has no pair of that family.
pub fn suggest(files: &[File], scores: &mut [Score], usual: fn(&str) -> Option<String>) {
    let roots = Roots::new(files);
    let habits = Habits::learn(files, &roots);
    for (file, score) in files.iter().zip(scores) {
        if !is_judged(file) {
            continue;
        }
        let (learned, sibling) = habits.apply(file, &roots);
        let suggested = learned.or_else(|| usual(&file.path));
        score.sibling_test = sibling
            .filter(|sibling| Some(*sibling) != suggested.as_deref())
            .map(Arc::from);
        score.suggested_test = suggested.map(Arc::from);
    }
}

#[cfg(test)]
mod tests;
