//! Forms in which findings leave the program.

mod json;
mod text;

use std::io::{self, Write};

use super::{Document, Findings};

/// A form of output.
#[derive(Debug)]
pub struct Format {
    /// What people write after `--format`.
    pub id: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Writes findings on a document of this name.
    pub write: fn(&str, &Document, &Findings, &mut dyn Write) -> io::Result<()>,
}

/// All forms; the first one is for people.
pub static FORMATS: &[Format] = &[
    Format {
        id: "text",
        doc: "Claim by claim, for people",
        write: text::write,
    },
    Format {
        id: "json",
        doc: "Everything, for programs",
        write: json::write,
    },
];

/// The form with this identifier.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}
