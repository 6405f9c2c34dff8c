//! The files people keep: marks and the roadmap. Every write is atomic, under a lock, and merges
//! what others wrote since.

mod author;
mod body;
mod kept;
mod line;
mod marks;
mod revise;
mod roadmap;
mod state;
mod store;
mod verdict;
mod when;

pub use author::author;
pub use body::body_hash;
pub use marks::{Change, Marks};
pub use revise::{mark_step_done, save_roadmap};
pub use roadmap::{load_roadmap, parse_roadmap};
pub use verdict::verdict;
pub use when::now;
