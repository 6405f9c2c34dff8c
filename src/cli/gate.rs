//! `lacuna gate`: fails where a tree misses its limits, for CI.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::diff::Earlier;
use super::doctor::reports_count;
use super::{Prepared, Target, prepare, scan, warn, warn_of_marks};
use crate::error::Error;
use crate::model::{GateSettings, Project, Warning};
use crate::report::{self, GATE_FORMS, Held, Limits};

/// Most warnings that are told.
const FEW: usize = 5;

/// Arguments of `gate`.
#[derive(Debug, Args)]
pub(super) struct Gate {
    #[command(flatten)]
    target: Target,

    /// Hold gaps against a branch, a tag or a commit: none may be new since, unless a limit says
    /// otherwise
    #[arg(long, value_name = "COMMIT")]
    base: Option<String>,

    /// Hold gaps against the figures that `scan --record` kept last: no more may be open
    #[arg(long)]
    since_recorded: bool,

    /// Most gaps that may be new since the base, or more than the recorded ones
    #[arg(long, value_name = "N")]
    new_gaps: Option<u32>,

    /// Lowest share of function lines that tests have to run, in percent
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    share: Option<f64>,

    /// Most open gaps of critical priority
    #[arg(long, value_name = "N")]
    critical: Option<u32>,

    /// Most open gaps of high priority
    #[arg(long, value_name = "N")]
    high: Option<u32>,

    /// Most open gaps of medium priority
    #[arg(long, value_name = "N")]
    medium: Option<u32>,

    /// Most open gaps of low priority
    #[arg(long, value_name = "N")]
    low: Option<u32>,

    /// What to print [default: `github` in GitHub Actions, else `text`]
    #[arg(long, value_name = "FORMAT", value_parser = forms())]
    format: Option<String>,
}

fn forms() -> PossibleValuesParser {
    let forms = GATE_FORMS.iter();
    PossibleValuesParser::new(forms.map(|form| PossibleValue::new(form.id).help(form.doc)))
}

/// A share of 0 to 1.
fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').trim().parse::<f64>().ok();
    number
        .filter(|number| (0.0..=100.0).contains(number))
        .map(|number| number / 100.0)
        .ok_or_else(|| "not a number from 0 to 100".to_owned())
}

pub(super) fn run(gate: &Gate) -> Result<(), Error> {
    let prepared = prepare(&gate.target)?;
    warn_of_marks(&prepared);
    let settings = &prepared.config.settings.gate;
    let base = gate.base.as_ref().or(settings.base.as_ref());
    let limits = limits(gate, settings, base.is_some())?;
    let recorded = recorded(&prepared, &limits)?;
    let earlier = base.map(|base| Earlier::of(base, &prepared)).transpose()?;
    let project = scan::complete(&prepared)?;
    warn_of_project(&prepared, &project)?;
    let focus = &prepared.place.focus;
    let change = earlier.as_ref().map(|earlier| {
        let change = report::compare(&earlier.project, &project, &prepared.marks, focus);
        (change, earlier.since())
    });
    let held = Held {
        project: &project,
        marks: &prepared.marks,
        focus,
        change: change.as_ref().map(|(change, since)| (change, *since)),
        recorded,
        prefix: &prefix(&prepared.place.root),
    };
    let outcome = report::gate(held, &limits);
    let usual = match std::env::var_os("GITHUB_ACTIONS") {
        Some(value) if value == "true" => "github",
        _ => "text",
    };
    let form = gate.format.as_deref().unwrap_or(usual);
    super::stream(|output| report::write_gate(&outcome, form, output))?;
    if outcome.is_passed() {
        return Ok(());
    }
    let missed = outcome.limits.iter().filter(|limit| !limit.is_kept);
    Err(Error::Missed(missed.count()))
}

/// Says what could not be read, so that figures without it are not taken for all.
///
/// # Errors
///
/// [`Error::Usage`] where a report that was asked for counts for nothing.
fn warn_of_project(prepared: &Prepared, project: &Project) -> Result<(), Error> {
    let root = &prepared.place.root;
    let settled = prepared.config.settings.coverage.reports.iter();
    let mut asked: Vec<PathBuf> = settled.map(|report| root.join(report)).collect();
    asked.extend(prepared.request.reports.iter().cloned());
    reports_count(prepared, project, &|path| {
        asked.iter().any(|asked| root.join(path).starts_with(asked))
    })?;
    for Warning { path, message } in project.warnings.iter().take(FEW) {
        warn(&format!("{path}: {message}"));
    }
    let more = project.warnings.len().saturating_sub(FEW);
    if more > 0 {
        warn(&format!(
            "and {more} more: `lacuna doctor --all` lists them"
        ));
    }
    Ok(())
}

/// Folder of the root within the work tree, with a `/` at its end.
fn prefix(root: &Path) -> String {
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let below = top.and_then(|top| root.strip_prefix(top).ok());
    let names = below.into_iter().flat_map(Path::components);
    names.fold(String::new(), |path, name| {
        format!("{path}{}/", name.as_os_str().to_string_lossy())
    })
}

/// The limits: those of flags, then those of the configuration.
fn limits(gate: &Gate, settings: &GateSettings, has_base: bool) -> Result<Limits, Error> {
    let given = [gate.critical, gate.high, gate.medium, gate.low];
    let mut gaps = settings.gaps;
    for (limit, given) in gaps.iter_mut().zip(given) {
        *limit = given.or(*limit);
    }
    let new_gaps = gate.new_gaps.or(settings.new_gaps);
    let limits = Limits {
        new_gaps: has_base.then(|| new_gaps.unwrap_or(0)),
        since_recorded: gate.since_recorded.then(|| new_gaps.unwrap_or(0)),
        share: gate.share.or(settings.share),
        gaps,
    };
    let fail = |message: &str, hint: &str| {
        Err(Error::Usage {
            message: message.to_owned(),
            hint: Some(hint.to_owned()),
        })
    };
    if new_gaps.is_some() && !has_base && !gate.since_recorded {
        return fail(
            "new gaps have a limit, and there is nothing that they would be new since",
            "give `--base origin/main` or `--since-recorded`, or `base` in `[gate]` of `lacuna.toml`",
        );
    }
    if limits == Limits::default() {
        return fail(
            "there is no limit to hold the tree against",
            "give `--base origin/main`, or limits in `[gate]` of `lacuna.toml`",
        );
    }
    Ok(limits)
}

/// The figures that were kept last, where they are asked for.
fn recorded<'a>(
    prepared: &'a Prepared,
    limits: &Limits,
) -> Result<Option<&'a crate::model::Snapshot>, Error> {
    if limits.since_recorded.is_none() {
        return Ok(None);
    }
    let fail = |message: &str, hint: &str| {
        Err(Error::Usage {
            message: message.to_owned(),
            hint: Some(hint.to_owned()),
        })
    };
    if !prepared.place.focus.is_empty() {
        return fail(
            "recorded figures are those of the whole tree, not of a folder",
            "leave PATH out, or give `--base`",
        );
    }
    match prepared.request.earlier.last() {
        Some(last) => Ok(Some(last)),
        None => fail(
            "no figures were recorded",
            "`lacuna scan --record` keeps those of today in `.lacuna/history.ndjson`",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_given_in_percent() {
        assert_eq!(percent("60"), Ok(0.6));
        assert_eq!(percent("12.5%"), Ok(0.125));
        assert!(percent("101").is_err());
        assert!(percent("NaN").is_err());
        assert!(percent("most").is_err());
    }
}
