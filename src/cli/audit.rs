//! `lacuna audit REPORT.md`: checks a written audit against the tree.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::{Target, prepare, scan};
use crate::audit::{self, Evidence, History};
use crate::error::{Error, read_text};

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub(super) struct Audit {
    /// The audit to check, in Markdown
    #[arg(value_name = "REPORT.md")]
    report: PathBuf,

    #[command(flatten)]
    target: Target,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = formats())]
    format: String,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(
        audit::FORMATS
            .iter()
            .map(|format| PossibleValue::new(format.id).help(format.doc)),
    )
}

pub(super) fn run(arguments: &Audit) -> Result<(), Error> {
    let text = read_text("audit", &arguments.report)?.ok_or_else(|| Error::Usage {
        message: format!("no such file `{}`", arguments.report.display()),
        hint: Some("give the audit as a Markdown file, then the folder to check".to_owned()),
    })?;
    let prepared = prepare(&arguments.target)?;
    let project = scan::complete(&prepared)?;
    let document = audit::read(&text);
    let root = &prepared.place.root;
    let history = History::open(root);
    let below = below(&arguments.report, root);
    let findings = audit::check(
        &document,
        &Evidence {
            project: &project,
            settings: &prepared.config.settings,
            history: history.as_ref(),
            document_path: below.as_deref(),
        },
    );
    let format = audit::format(&arguments.format).ok_or_else(|| Error::Usage {
        message: format!("no format is called `{}`", arguments.format),
        hint: None,
    })?;
    let name = arguments.report.to_string_lossy();
    let mut output = BufWriter::new(std::io::stdout().lock());
    (format.write)(&name, &document, &findings, &mut output)
        .and_then(|()| output.flush())
        .map_err(Error::Output)
}

/// The path of the document relative to the root, where it lies below it.
fn below(report: &Path, root: &Path) -> Option<String> {
    let report = report.canonicalize().ok()?;
    let below = report.strip_prefix(root).ok()?;
    Some(below.to_str()?.replace('\\', "/"))
}
