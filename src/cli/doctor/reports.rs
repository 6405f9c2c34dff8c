//! What became of each coverage report.

use std::collections::BTreeMap;

use super::{is_of_report, more};
use crate::coverage;
use crate::model::{Basis, Missed, Project, Proposal, ReportSummary};

pub(super) fn lines(project: &Project, most: usize) -> Vec<String> {
    let now = jiff::Timestamp::now().as_second();
    let mut lines = vec![String::new()];
    let unreadable: Vec<_> = project
        .warnings
        .iter()
        .filter(|warning| is_of_report(warning, &[]))
        .collect();
    if project.reports.is_empty() && unreadable.is_empty() {
        lines.push("COVERAGE REPORTS: none in the usual places".to_owned());
        lines.push(
            "  all figures are estimated; `--coverage PATH` or `[coverage]` in `lacuna.toml` names one"
                .to_owned(),
        );
        return lines;
    }
    let all = project.reports.len() + unreadable.len();
    lines.push(format!("COVERAGE REPORTS ({all})"));
    lines.push(format!("  {}", files(project)));
    for report in project.reports.iter() {
        lines.push(String::new());
        lines.extend(one(report, most, now));
    }
    for warning in unreadable {
        lines.push(String::new());
        lines.push(format!("  {}", warning.path));
        lines.push(format!("    {}", warning.message));
    }
    lines
}

/// How many files have figures from all of them together.
fn files(project: &Project) -> String {
    let (mut all, mut measured, mut stale) = (0, 0, 0);
    for file in project.files.iter().filter(|file| file.has_logic()) {
        all += 1;
        match file.coverage.as_ref().map(|measured| measured.basis) {
            Some(Basis::Stale) => stale += 1,
            Some(_) => measured += 1,
            None => {}
        }
    }
    let missing = all - measured - stale;
    let stale = match stale {
        0 => String::new(),
        _ => format!(", {stale} stale"),
    };
    format!("of {all} files with logic {measured} are measured{stale}, {missing} have no data")
}

fn one(report: &ReportSummary, most: usize, now: i64) -> Vec<String> {
    let mut lines = vec![format!("  {}", report.path)];
    let name = coverage::by_id(report.format).map_or(report.format, |format| format.name);
    let tool = report.tool.as_deref();
    lines.push(match tool {
        Some(tool) => format!("    {name}, made by {tool}, {}", made(report.time, now)),
        None => format!("    {name}, made {}", made(report.time, now)),
    });
    let paths = report.matched + report.unmatched + report.ambiguous;
    lines.push(format!(
        "    {} of {paths} paths matched, {} unmatched, {} ambiguous",
        report.matched, report.unmatched, report.ambiguous
    ));
    if let Some(richer) = &report.superseded_by {
        lines.push(format!(
            "    it does not count: `{richer}` says more of the same run"
        ));
    }
    if report.joins_nothing() {
        lines.push("    no path of it is a file of this tree: it counts for nothing".to_owned());
    } else if paths == 0 {
        lines.push("    it speaks of no file".to_owned());
    }
    lines.extend(missed(&report.missed, most));
    lines.extend(report.proposals.iter().map(rule));
    lines
}

/// Reasons, each with the paths that it holds for.
fn missed(missed: &[Missed], most: usize) -> Vec<String> {
    let mut by_kind: BTreeMap<&str, Vec<&Missed>> = BTreeMap::new();
    for miss in missed {
        by_kind.entry(miss.why.kind()).or_default().push(miss);
    }
    let mut lines = Vec::new();
    for (kind, missed) in by_kind {
        lines.push(format!("    {} x {kind}:", missed.len()));
        let shown = missed.iter().take(most);
        lines.extend(shown.map(|miss| format!("      `{}` {}", miss.path, miss.why)));
        lines.extend(more(missed.len(), most).map(|more| format!("      {more}")));
    }
    lines
}

fn rule(proposal: &Proposal) -> String {
    let from = &proposal.rewrite.from;
    let to = match proposal.rewrite.to.as_str() {
        "" => "the root".to_owned(),
        to => format!("`{to}`"),
    };
    let paths = match proposal.paths {
        1 => "1 path".to_owned(),
        paths => format!("{paths} paths"),
    };
    if proposal.is_used {
        format!("    `{from}` means {to}: found out from {paths}, no rule needed")
    } else {
        format!("    proposed rule: `{from}` means {to}, for {paths}; `--fix` saves it")
    }
}

/// When a report was made, and how long ago that is.
fn made(time: Option<i64>, now: i64) -> String {
    let Some((time, stamp)) =
        time.and_then(|time| Some((time, jiff::Timestamp::from_second(time).ok()?)))
    else {
        return "at an unknown time".to_owned();
    };
    format!(
        "{} ({})",
        stamp.strftime("%Y-%m-%d %H:%M UTC"),
        age(now - time)
    )
}

fn age(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..0 => return "in the future".to_owned(),
        0..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{ending} ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_rough() {
        assert_eq!(age(59), "0 minutes ago");
        assert_eq!(age(3_600), "1 hour ago");
        assert_eq!(age(2 * 86_400 + 5), "2 days ago");
        assert_eq!(age(-1), "in the future");
    }

    #[test]
    fn times_are_told_in_utc() {
        assert_eq!(
            made(Some(86_400), 2 * 86_400),
            "1970-01-02 00:00 UTC (1 day ago)"
        );
        assert_eq!(made(None, 0), "at an unknown time");
    }
}
