//! The same as one object in each line, so that a program can read it as it comes: first the
//! project, then its files, components, metrics and warnings.

use std::io::{self, Write};

use serde::Serialize;

use super::super::{Input, Kind, Report};
use super::{ComponentOut, FileOut, MetricOut, WarningOut, component_out, file_out, metric_out};
use crate::json::write_line;

pub(in crate::report) static NDJSON: Report = Report {
    id: "ndjson",
    doc: "One object in each line, for programs that read as it comes (schema 1)",
    kind: Kind::Data,
    write,
};

/// A line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Row<'a> {
    Project {
        schema: u32,
        tool: &'static str,
        root: &'static str,
        commit: Option<&'a str>,
    },
    File(Box<FileOut<'a>>),
    Component(ComponentOut<'a>),
    Metric(MetricOut<'a>),
    Warning(WarningOut<'a>),
}

fn write(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    let project = input.project;
    let head = Row::Project {
        schema: 1,
        tool: concat!("lacuna ", env!("CARGO_PKG_VERSION")),
        root: ".",
        commit: project.commit.as_deref(),
    };
    line(&head, output)?;
    for (id, file) in project.entries() {
        let file = file_out(project, input.marks, id, file);
        line(&Row::File(Box::new(file)), output)?;
    }
    for component in project.components.iter() {
        line(&Row::Component(component_out(project, component)), output)?;
    }
    for metric in project.metrics.iter() {
        line(&Row::Metric(metric_out(metric)), output)?;
    }
    for warning in project.warnings.iter() {
        let warning = WarningOut {
            path: &warning.path,
            message: &warning.message,
        };
        line(&Row::Warning(warning), output)?;
    }
    Ok(())
}

fn line(row: &Row<'_>, output: &mut dyn Write) -> io::Result<()> {
    write_line(row, output)
}
