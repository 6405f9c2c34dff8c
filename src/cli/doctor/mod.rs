//! `lacuna doctor`: where settings come from, what was found around the tree, and what became of
//! each coverage report.

mod fix;
mod marks;
mod reports;
mod surroundings;

use std::io::Write;

use clap::Args;

use super::{Prepared, Target, prepare, scan};
use crate::error::Error;
use crate::model::{Project, ReportSummary, Warning, printable};
use crate::scan::cover::UNREADABLE;

/// Most lines of a list without `--all`.
const FEW: usize = 5;

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    target: Target,

    /// Save the proposed rewrites of report paths in `lacuna.toml`, its comments kept
    #[arg(long)]
    fix: bool,

    /// Take away marks on files and symbols that are gone; marks on what moved stay
    #[arg(long)]
    drop_marks: bool,

    /// List every path and every warning
    #[arg(long)]
    all: bool,
}

pub(super) fn run(doctor: &Doctor) -> Result<(), Error> {
    let mut prepared = prepare(&doctor.target)?;
    let mut project = scan::complete(&prepared)?;
    let mut lines = Vec::new();
    if doctor.fix {
        let saved = fix::save(&prepared.place.root, &project.reports)?;
        lines.extend(saved.said);
        lines.push(String::new());
        if saved.is_changed {
            prepared = prepare(&doctor.target)?;
            project = scan::complete(&prepared)?;
        }
    }
    if doctor.drop_marks {
        lines.extend(marks::drop_gone(&mut prepared, &project)?);
        lines.push(String::new());
    }
    let most = if doctor.all { usize::MAX } else { FEW };
    lines.extend(surroundings::lines(&prepared, &project));
    lines.extend(reports::lines(&project, most));
    lines.extend(marks::lines(&prepared.marks, &project, most));
    lines.extend(warnings(&project, most));
    let lines: Vec<_> = lines.iter().map(|line| printable(line)).collect();
    writeln!(std::io::stdout(), "{}", lines.join("\n")).map_err(Error::Output)?;
    reports_count(&prepared, &project, &|_| true)
}

fn is_of_report(warning: &Warning, reports: &[ReportSummary]) -> bool {
    warning.message.starts_with(UNREADABLE)
        || reports.iter().any(|report| report.path == warning.path)
}

/// What went wrong besides reports.
fn warnings(project: &Project, most: usize) -> Vec<String> {
    let all: Vec<&Warning> = project
        .warnings
        .iter()
        .filter(|warning| !is_of_report(warning, &project.reports))
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), format!("WARNINGS ({})", all.len())];
    let shown = all.iter().take(most);
    lines.extend(shown.map(|warning| format!("  {}: {}", warning.path, warning.message)));
    lines.extend(more(all.len(), most).map(|more| format!("  {more}")));
    lines
}

/// What is said of the rest of a list.
fn more(all: usize, most: usize) -> Option<String> {
    (all > most).then(|| format!("and {} more: `--all` lists them", all - most))
}

/// A report whose figures are missing wherever one looks is an error, not a silent nought; of those
/// whose path `is_meant`.
///
/// # Errors
///
/// [`Error::Usage`] where a report cannot be read, or names no file of the tree.
pub(super) fn reports_count(
    prepared: &Prepared,
    project: &Project,
    is_meant: &dyn Fn(&str) -> bool,
) -> Result<(), Error> {
    let reports = project.reports.iter();
    let strangers = reports.filter(|one| one.joins_nothing() && is_meant(&one.path));
    let strangers: Vec<&str> = strangers.map(|report| &*report.path).collect();
    let warnings = project.warnings.iter();
    let broken = warnings
        .filter(|warning| warning.message.starts_with(UNREADABLE) && is_meant(&warning.path));
    let broken: Vec<&str> = broken.map(|warning| &*warning.path).collect();
    let message = match (strangers.as_slice(), broken.as_slice()) {
        ([], []) => return Ok(()),
        ([], broken) => format!("cannot read {}", named(broken)),
        (strangers, []) => format!("no path of {} is a file of this tree", named(strangers)),
        (strangers, broken) => format!(
            "no path of {} is a file of this tree, and {} cannot be read",
            named(strangers),
            named(broken)
        ),
    };
    let mut rules = project.reports.iter().flat_map(|one| one.proposals.iter());
    let hint = if rules.any(|rule| !rule.is_used) {
        "`lacuna doctor --fix` saves the proposed rules"
    } else if !prepared.request.reports.is_empty() {
        "is it a report of this repository? it counts for nothing as it is"
    } else if strangers.len() + broken.len() == 1 {
        "make it anew or delete it; it counts for nothing"
    } else {
        "make them anew or delete them; they count for nothing"
    };
    Err(Error::Usage {
        message,
        hint: Some(hint.to_owned()),
    })
}

/// Paths in a sentence: a few of them, and how many more.
fn named(paths: &[&str]) -> String {
    let shown = paths.iter().take(3).map(|path| format!("`{path}`"));
    let shown: Vec<String> = shown.collect();
    match paths.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
