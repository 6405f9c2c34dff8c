//! Judgements over the facts: how well a component is tested, how much a gap matters and why,
//! where its test belongs, and what to do first.
//!
//! Everything here is a pure function over [`model`](crate::model): nothing is read, nothing is
//! run, and a changed weight judges anew without another scan. A file is a row of `&[File]`,
//! sorted by path; its [`FileId`](crate::model::FileId) is its index there.

mod body;
mod checks;
mod compare;
mod counterfactual;
mod domain;
mod effort;
mod impact;
mod measure;
mod metric;
mod plan;
mod rationale;
#[cfg(test)]
mod sample;
mod score;
mod select;
mod showcase;
mod start;
mod steps;
mod suggest;
mod term;
mod words;

pub use checks::checks;
pub use compare::compare;
pub use effort::estimate_effort;
pub use measure::{count_gaps, measure};
pub use metric::metrics;
pub use plan::plan;
pub use score::score;
pub use steps::resolve_steps;
pub use suggest::{suggest, test_commands, test_first};
