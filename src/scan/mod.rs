//! Facts: what there is in a tree and how it hangs together, stage by stage.
//!
//! [`walk()`] lists the tree and reads manifests, [`classify()`] says what part a file plays,
//! [`extract()`] parses, [`resolve()`] turns imports into edges between files, [`promote()`] makes
//! product code of helpers that the product uses, [`enlist()`] tests of what a package runs as such,
//! [`reach()`] follows them from the tests, [`setup()`] reads how they are set up, [`group()`] sorts
//! files into components. Only `walk` and
//! `extract` touch the disk. No stage judges: that is for `assess`.

mod above;
mod attributes;
mod cache;
mod callers;
mod calls;
mod classify;
mod collected;
pub(crate) mod commit;
mod course;
pub mod cover;
mod enlist;
mod extract;
mod frameworks;
mod group;
pub(crate) mod history;
mod libraries;
mod link;
mod owners;
mod paths;
mod promote;
mod reach;
mod resolve;
mod setup;
mod stdlib;
mod templates;
mod tracked;
mod walk;

#[cfg(test)]
mod fixture;

pub use attributes::attribute_warnings;
pub use cache::FactsCache;
pub use callers::callers;
pub use classify::classify;
pub use commit::head_commit;
pub use course::Course;
pub use cover::{Asked, Cover, Reports, cover, reports};
pub use enlist::enlist;
pub use extract::{Unit, extract, listed};
pub use group::{Grouping, group};
pub use history::{History, Log, is_fix};
pub use owners::{Owners, owners};
pub use promote::promote;
pub use reach::{Reach, reach, reach_and_uses};
pub use resolve::{Edge, EdgeKind, Graph, resolve};
pub use setup::setup;
pub use walk::{Entry, Manifest, Tree, is_manifest, is_read, walk};
