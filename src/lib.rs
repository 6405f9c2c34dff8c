#![doc = include_str!("ARCHITECTURE.md")]

pub mod analyze;
pub mod assess;
pub mod audit;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod error;
pub mod json;
pub mod lang;
pub mod model;
pub mod report;
pub mod scan;
pub mod track;
pub mod ui;
