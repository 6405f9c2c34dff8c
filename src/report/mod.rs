//! Forms in which a project leaves the program. Each is one file and one row of [`ALL`]; what
//! they write is deterministic: same project, same bytes.

use std::io::{self, Write};

use crate::model::Project;
use crate::track::Marks;

mod basis;
mod change;
mod csv;
mod digest;
mod explain;
mod gate;
mod html;
mod json;
mod markdown;
mod next;
mod past;
mod roadmap;
mod table;
mod words;

use basis::BasisCount;
pub use change::{Change, ChangeForm, ChangedGap, Since, Why, compare, write_change};
pub use explain::explain;
pub use gate::{GATE_FORMS, Gate, GateForm, Held, Limit, Limits, gate, write_gate};
pub use next::{NextForm, next};
pub use roadmap::{RoadmapForm, write_roadmap};

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// A complete snapshot.
    pub project: &'a Project,
    /// The marks on it.
    pub marks: &'a Marks,
    /// Folder that a person asked about, relative to the root; empty for all.
    pub focus: &'a str,
}

/// What a form of output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What a scan found, for a look or for a program: `lacuna scan`.
    Data,
    /// A document that stands on its own: `lacuna report`.
    Document,
}

/// A form of output.
#[derive(Debug)]
pub struct Report {
    /// What people write after `--format`.
    pub id: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Which command writes it.
    pub kind: Kind,
    /// Writes it.
    pub write: fn(&Input<'_>, &mut dyn Write) -> io::Result<()>,
}

/// All forms.
pub static ALL: &[&Report] = &[
    &table::TABLE,
    &json::JSON,
    &json::NDJSON,
    &csv::CSV,
    &markdown::MARKDOWN,
    &html::HTML,
];

/// The form with this identifier.
pub fn by_id(id: &str) -> Option<&'static Report> {
    ALL.iter().copied().find(|report| report.id == id)
}
