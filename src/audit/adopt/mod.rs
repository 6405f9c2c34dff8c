//! Takes over what a written audit decided: its components, priorities, rationales, phases and
//! metrics. What people wrote already stays as it is, and is told.

mod config;
mod plan;

pub use config::adopt_config;
pub use plan::adopt_plan;

/// What was taken over, and what was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted<T> {
    /// The result; none where there is nothing new.
    pub result: Option<T>,
    /// What was added, in a few words.
    pub added: Vec<String>,
    /// What stands there already and was left as it is.
    pub kept: Vec<String>,
    /// What was not taken over, and why.
    pub left_out: Vec<String>,
}

impl<T> Default for Adopted<T> {
    fn default() -> Self {
        Self {
            result: None,
            added: Vec::new(),
            kept: Vec::new(),
            left_out: Vec::new(),
        }
    }
}
