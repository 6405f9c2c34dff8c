//! Who calls whom: definitions, and what their bodies use, followed from the tests on.
//!
//! [`call_graph`] starts at the tests and follows every name that reached code uses to what it
//! stands for. Where the receiver of a method is not evident, all methods of that name count
//! whose class reached code uses (rapid type analysis, Bacon and Sweeney, OOPSLA 1996), with less
//! confidence. [`ways`] then finds the nearest way from a test to each definition.

mod acting;
mod barred;
mod body;
mod build;
mod chains;
mod classes;
mod exports;
mod fixtures;
mod implicit;
mod index;
mod islands;
mod member;
mod names;
mod options;
mod replaced;
mod scope;
mod seen;
mod sorted;
mod starts;
mod traits;
mod uses;
mod value;
mod ways;
mod witness;

pub(crate) use barred::Barred;
pub(crate) use build::{Call, CallGraph, Given, Strength, call_graph};
pub(crate) use implicit::is_constructor;
pub(crate) use index::{Index, Node};
pub(crate) use islands::Islands;
pub(crate) use replaced::{Group, groups};
pub(crate) use starts::{named, starts};
pub(crate) use value::Value;
pub(crate) use ways::{Way, is_test, ways};
