//! Who calls whom: definitions, and what their bodies use, followed from the tests on.
//!
//! [`call_graph`] starts at the tests and follows every name that reached code uses to what it
//! stands for. Where the receiver of a method is not evident, all methods of that name count
//! whose class reached code uses (rapid type analysis, Bacon and Sweeney, OOPSLA 1996), with less
//! confidence.

mod build;
mod distance;
mod implicit;
mod index;
mod scope;
mod starts;

pub(crate) use build::{Call, CallGraph, Strength, call_graph};
pub(crate) use distance::{Way, distances};
pub(crate) use index::{Index, Node};
