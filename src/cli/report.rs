//! `lacuna report`: the whole audit as a document.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Prepared, Target, prepare, scan};
use crate::error::{Error, replace_file};
use crate::report::{self, Kind};

/// The form of a document where neither a flag nor the file's name tells.
const USUAL: &str = "md";

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct Report {
    #[command(flatten)]
    target: Target,

    /// What to write [default: by the name of the file, else `md`]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    format: Option<String>,

    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(scan::formats_of(Kind::Document))
}

pub(super) fn run(arguments: &Report) -> Result<(), Error> {
    let prepared = prepare(&arguments.target)?;
    let by_name = arguments
        .output
        .as_deref()
        .and_then(Path::extension)
        .and_then(|ending| ending.to_str())
        .filter(|ending| report::by_id(ending).is_some_and(|report| report.kind == Kind::Document));
    let id = arguments.format.as_deref().or(by_name).unwrap_or(USUAL);
    let text = written(&prepared, id)?;
    match &arguments.output {
        Some(path) => replace_file(path, &text),
        None => super::print(&text),
    }
}

fn written(prepared: &Prepared, id: &str) -> Result<Vec<u8>, Error> {
    let project = scan::complete(prepared)?;
    let report = report::by_id(id).ok_or_else(|| Error::Usage {
        message: format!("no format is called `{id}`"),
        hint: None,
    })?;
    let mut text = Vec::new();
    (report.write)(&prepared.input(&project), &mut text).map_err(Error::Output)?;
    Ok(text)
}
