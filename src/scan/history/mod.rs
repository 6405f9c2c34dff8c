//! What git's history tells of each file: how often it changed lately, how often it had to be
//! mended, and by how many people.
//!
//! [`Log::open`] walks the commits behind `HEAD` that an earlier run kept, [`Log::read`] reads the
//! rest, [`Log::tally`] counts them by file. All lines of work that lead to `HEAD` count; a merge
//! itself does not, since its commits count by themselves. Read are two years before the newest
//! commit, 20,000 commits at most, and no more than 300 million entries of trees.

mod cache;
mod changes;
mod log;
mod message;
mod people;
mod record;
#[cfg(test)]
mod sample;
mod tally;
#[cfg(test)]
mod tests;

pub(crate) use changes::{SIMILAR, changes, likeness, line_set};
pub use log::Log;
pub use message::is_fix;
pub use tally::History;
