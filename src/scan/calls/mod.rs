//! Who calls whom: definitions, and what their bodies use, followed from the tests on.
//!
//! [`call_graph`] starts at the tests and follows every name that reached code uses to what it
//! stands for. Where the receiver of a method is not evident, all methods of that name count
//! whose class reached code instantiates (rapid type analysis, Bacon and Sweeney, OOPSLA 1996), with
//! less confidence. [`ways`] then finds the nearest way from a test to each definition.

mod acting;
mod barred;
mod bases;
mod batch;
mod body;
mod bound;
mod budget;
mod build;
mod chains;
mod classes;
mod dispatch;
mod exports;
mod fetched;
mod fixtures;
mod follow;
mod given;
mod graph;
mod handed;
mod heirs;
mod implicit;
mod index;
mod instantiate;
mod islands;
mod late;
mod library;
mod library_rust;
mod marks;
mod member;
mod names;
mod once;
mod overriding;
mod patches;
mod properties;
mod refer;
mod references;
mod replaced;
mod scope;
mod seen;
mod set_up;
mod sides;
mod site;
mod sorted;
mod stand_ins;
mod stars;
mod starts;
mod stores;
mod traits;
mod uses;
mod value;
mod wanted;
mod ways;
mod witness;

pub(crate) use barred::Barred;
pub(crate) use budget::Budget;
pub(crate) use build::{Given, call_graph};
pub(crate) use graph::{Call, CallGraph, Strength};
pub(crate) use handed::makes_component;
pub(crate) use heirs::inherited_tests;
pub(crate) use implicit::{is_constructor, is_of_vue_event};
pub(crate) use index::{Index, Node};
pub(crate) use islands::{Islands, too_many_packages};
pub(crate) use replaced::{Group, groups};
pub(crate) use starts::{members, named, starts};
pub(crate) use value::Value;
pub(crate) use ways::{Way, is_left_out, is_test, ways};
