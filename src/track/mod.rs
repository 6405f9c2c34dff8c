//! The files people keep: marks, the roadmap and the figures of earlier days. Every write is
//! atomic, under a lock, and merges what others wrote since.

mod author;
mod committed;
mod edit;
mod kept;
mod line;
mod marks;
mod open;
mod revise;
mod roadmap;
mod say;
mod snapshots;
mod state;
mod store;
mod verdict;
mod when;

pub use author::author;
pub use edit::{Edit, Place, apply_edit, new_phase_id, new_step_id};
pub use marks::{Change, Marks, Seen};
pub use open::count_open;
pub use revise::{edit_roadmap, save_roadmap};
pub use roadmap::{load_roadmap, parse_roadmap};
pub use say::{Speaker, key_of};
pub use snapshots::{is_recorded, load_snapshots, record, snapshot, unrecord};
pub use verdict::{moved_to, seen_tested, verdict, without_place};
pub use when::now;
