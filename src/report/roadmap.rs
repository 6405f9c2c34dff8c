//! The plan by itself.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{RoadmapOut, roadmap_out};
use super::{Input, markdown};
use crate::json::write_document;

/// A form in which the plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoadmapForm {
    /// As in the audit.
    Markdown,
    /// For programs (schema 1).
    Json,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    roadmap: RoadmapOut<'a>,
}

/// Writes the plan.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write_roadmap(
    input: &Input<'_>,
    form: RoadmapForm,
    output: &mut dyn Write,
) -> io::Result<()> {
    match form {
        RoadmapForm::Markdown => markdown::roadmap(input, output),
        RoadmapForm::Json => {
            let document = Document {
                schema: 1,
                roadmap: roadmap_out(&input.project.roadmap),
            };
            write_document(&document, output)
        }
    }
}
