//! Reads a written audit and holds it against the tree, claim by claim.
//!
//! [`read()`] takes a document apart into entries with claims, whoever or whatever wrote it;
//! [`check()`] finds what each is about (`place`), answers it (`check`), holds it against the tree
//! of its own day (`past`), asks git since when something is so (`history`), and looks for what
//! does not fit (`contradict`) and what is left out (`left_out`). [`adopt_config()`] and
//! [`adopt_plan()`] take over what it decided. Reading needs no tree, checking needs no document's
//! text.

mod adopt;
mod answer;
mod check;
mod claim;
mod contradict;
mod history;
mod left_out;
mod past;
mod place;
mod quantity;
mod read;
#[cfg(test)]
mod sample;
mod show;

pub use adopt::{Adopted, adopt_config, adopt_plan};
pub use answer::{Answer, Contradiction, Dropped, Findings, Forgotten, NotRead, Verdict};
pub use check::{Evidence, check};
pub use claim::{
    Document, Entry, FunctionClaim, PlannedPhase, PlannedStep, Says, Section, Stance, Topic, Unread,
};
pub use history::{Base, Commit, History, Vanished};
pub use past::Past;
pub use quantity::Quantity;
pub use read::{latest_day, read};
pub use show::{FORMATS, Format, format};
