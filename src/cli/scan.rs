//! `lacuna scan`: scans once and prints.

use std::sync::Mutex;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::{Prepared, Target, prepare};
use crate::analyze::{Request, analyze};
use crate::error::Error;
use crate::model::{Project, Stage};
use crate::report::{self, Kind};
use crate::track::{self, Marks};

/// Arguments of `scan`.
#[derive(Debug, Args)]
pub(super) struct Scan {
    #[command(flatten)]
    target: Target,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = OVERVIEW, value_parser = formats())]
    format: String,

    /// Keep the figures in .lacuna/history.ndjson, for trends, and which marks have tests by now
    #[arg(long)]
    record: bool,
}

/// The form of output for people.
pub(super) const OVERVIEW: &str = "table";

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(formats_of(Kind::Data))
}

/// The forms of output of one kind, as values of a flag.
pub(super) fn formats_of(kind: Kind) -> impl Iterator<Item = PossibleValue> {
    report::ALL
        .iter()
        .filter(move |report| report.kind == kind)
        .map(|report| PossibleValue::new(report.id).help(report.doc))
}

pub(super) fn run(scan: &Scan) -> Result<(), Error> {
    let prepared = prepare(&scan.target)?;
    let project = complete(&prepared)?;
    if scan.record {
        let (root, marks) = (&prepared.place.root, &prepared.marks);
        // Fails where the marks cannot be read in full: without them the figures are others.
        Marks::save(root, &[], &track::seen_tested(&project, marks))?;
        track::record(root, &track::snapshot(&project, marks, track::now()))?;
    }
    write(&prepared, &project, &scan.format)
}

/// Scans and prints to standard output.
pub(super) fn print(prepared: &Prepared, format: &str) -> Result<(), Error> {
    write(prepared, &complete(prepared)?, format)
}

fn write(prepared: &Prepared, project: &Project, format: &str) -> Result<(), Error> {
    let report = report::by_id(format).ok_or_else(|| Error::Usage {
        message: format!("no format is called `{format}`"),
        hint: None,
    })?;
    super::stream(|output| (report.write)(&prepared.input(project), output))
}

/// The last snapshot of a scan.
pub(super) fn complete(prepared: &Prepared) -> Result<Project, Error> {
    let mut project = project_of(&prepared.request)?;
    track::count_open(&mut project, &prepared.marks);
    Ok(project)
}

/// The last snapshot of what was asked for.
pub(super) fn project_of(request: &Request) -> Result<Project, Error> {
    let last = Mutex::new(Project::default());
    analyze(request, &|project| {
        if project.progress.stage == Stage::Done
            && let Ok(mut last) = last.lock()
        {
            *last = project;
        }
    })?;
    Ok(last.into_inner().unwrap_or_default())
}
