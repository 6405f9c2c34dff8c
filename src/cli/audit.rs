//! `lacuna audit REPORT.md`: checks a written audit against the tree.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::{Target, prepare, project_file, scan};
use crate::audit::{self, Document, Evidence, History};
use crate::config::PROJECT_FILE;
use crate::error::{Error, read_text};
use crate::model::printable;
use crate::track;

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

    /// Take its components, metrics, priorities and rationales over into `lacuna.toml`, and its
    /// phases into `.lacuna/roadmap.toml`; what stands there already stays
    #[arg(long)]
    adopt: bool,
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
    let evidence = Evidence {
        project: &project,
        settings: &prepared.config.settings,
        history: history.as_ref(),
        document_path: below.as_deref(),
    };
    if arguments.adopt {
        return adopt(root, &document, &evidence);
    }
    let findings = audit::check(&document, &evidence);
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

/// Takes the document's decisions over into the project's files.
fn adopt(root: &Path, document: &Document, evidence: &Evidence<'_>) -> Result<(), Error> {
    let path = root.join(PROJECT_FILE);
    let present = read_text("config", &path)?;
    let config = audit::adopt_config(document, evidence, &path, present.as_deref())?;
    let saved = track::load_roadmap(root)?;
    let plan = audit::adopt_plan(document, evidence, saved.as_ref());
    if let Some(text) = &config.result {
        project_file::replace(&path, present.as_deref(), text)?;
    }
    if let Some(roadmap) = &plan.result {
        track::save_roadmap(root, roadmap)?;
    }
    let mut said = String::new();
    let files = [
        (PROJECT_FILE, &config.added, &config.kept),
        (".lacuna/roadmap.toml", &plan.added, &plan.kept),
    ];
    for (name, added, kept) in files {
        said.push_str(&format!(
            "{name}: {} added, {} kept or left out\n",
            added.len(),
            kept.len()
        ));
        for line in added.iter().map(|line| format!("  added {line}\n")) {
            said.push_str(&line);
        }
        for line in kept.iter().map(|line| format!("  kept  {line}\n")) {
            said.push_str(&line);
        }
    }
    let lines: Vec<_> = said.lines().map(printable).collect();
    writeln!(std::io::stdout(), "{}", lines.join("\n")).map_err(Error::Output)
}

/// The path of the document relative to the root, where it lies below it.
fn below(report: &Path, root: &Path) -> Option<String> {
    let report = report.canonicalize().ok()?;
    let below = report.strip_prefix(root).ok()?;
    Some(below.to_str()?.replace('\\', "/"))
}
