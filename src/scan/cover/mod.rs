//! Coverage reports and the tree: where reports lie, which files their paths mean, and what
//! several of them say together.
//!
//! [`reports()`] and [`cover()`] are the stage. [`discover()`] looks where tools leave reports, [`join()`] repairs
//! paths, [`merge()`] puts reports together, `changed` tells which files are newer than a report,
//! `propose` which rules would help. A file that no report speaks of has no data. When in doubt a
//! path is listed and not credited: a wrong figure is worse than none.

mod changed;
mod discover;
mod functions;
mod ground;
mod join;
mod merge;
mod path;
mod propose;
mod stage;
mod votes;

pub use discover::{Discovered, discover, may_be_report};
pub use ground::Ground;
pub use join::{Joined, Peek, join};
pub use merge::{Covered, Known, Made, Merged, Source, merge};
pub use stage::{Asked, Cover, Reports, UNREADABLE, cover, reports};
