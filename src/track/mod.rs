//! The files people keep: marks and the roadmap. Every write is atomic, under a lock, and merges
//! what others wrote since.

mod marks;
mod roadmap;
mod verdict;

pub use marks::{Change, Marks};
pub use roadmap::{load_roadmap, parse_roadmap};
pub use verdict::verdict;
