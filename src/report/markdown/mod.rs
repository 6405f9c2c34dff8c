//! The whole audit as Markdown: summary, overview, detail, roadmap, set-up,
//! metrics, conclusion.

mod escape;
mod plan;
mod section;
mod setup;

use std::io::{self, Write};

use self::escape::{cell, code, text};
use super::digest::{Digest, OVERVIEW_UNITS, counted, percent, points, since};
use super::{Input, Kind, Report};
use crate::model::{Level, Priority};

/// Most gaps that the summary names.
const MAX_FIRST: usize = 5;

/// Most warnings that are listed.
pub(super) const MAX_WARNINGS: usize = 10;

pub(super) static MARKDOWN: Report = Report {
    id: "md",
    doc: "The whole audit as Markdown",
    kind: Kind::Document,
    write,
};

/// Writes the plan alone.
pub(super) fn roadmap(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    plan::roadmap(&Digest::new(input), output)
}

fn write(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    let digest = Digest::new(input);
    summary(&digest, output)?;
    if digest.sources == 0 {
        return Ok(());
    }
    overview(&digest, output)?;
    section::details(&digest, output)?;
    plan::roadmap(&digest, output)?;
    setup::setup(&digest, output)?;
    plan::metrics(&digest, output)?;
    plan::conclusion(&digest, output)?;
    warnings(&digest, output)
}

fn summary(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let project = digest.project;
    writeln!(output, "# Test coverage of {}\n", text(&project.name))?;
    if let Some(commit) = &project.commit {
        writeln!(output, "Of commit {}, by Lacuna.\n", code(commit))?;
    }
    writeln!(output, "## Summary\n")?;
    if digest.sources == 0 {
        return writeln!(
            output,
            "No source file with anything to test was found here."
        );
    }
    writeln!(
        output,
        "Tests exercise **{} of {}** with something to test: {} themselves, {} through other code. {}\n",
        digest.direct + digest.reached,
        counted(digest.sources, "file"),
        digest.direct,
        digest.reached,
        digest.basis(),
    )?;
    let gaps: Vec<String> = Priority::ALL
        .iter()
        .zip(digest.gaps)
        .filter(|(_, count)| *count > 0)
        .map(|(priority, count)| format!("{count} {}", priority.word()))
        .collect();
    if gaps.is_empty() {
        return writeln!(output, "{}\n", digest.no_gap());
    }
    let all: usize = digest.gaps.iter().sum();
    writeln!(
        output,
        "{}{}: {}. The most pressing:\n",
        counted(all, "gap"),
        digest.in_part(all),
        gaps.join(", ")
    )?;
    for gap in digest.riskiest.iter().take(MAX_FIRST) {
        writeln!(
            output,
            "- {}: {}",
            code(&gap.file.path),
            text(&gap.score.rationale)
        )?;
    }
    writeln!(output)
}

/// Title and line of the column that tells of changes; nothing where there are no earlier figures.
fn column_since(day: Option<&str>) -> (String, &'static str) {
    match day {
        Some(day) => (format!(" Since {day} |"), "---:|"),
        None => (String::new(), ""),
    }
}

fn overview(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "## Overview\n")?;
    let since = since(digest.project);
    let (title, line) = column_since(since.as_deref());
    writeln!(
        output,
        "| Component | Tested / files | Test files | Lines run |{title} Level | Target | Basis |"
    )?;
    writeln!(output, "|---|---:|---:|---:|{line}---|---:|---|")?;
    for listed in &digest.components {
        let component = listed.component;
        writeln!(
            output,
            "| {}{} | {}/{} | {} | {} |{} {} | {} | {} |",
            "· ".repeat(listed.depth),
            cell(&component.name),
            component.tested(),
            component.sources,
            component.tests,
            percent(component.ratio),
            since.as_ref().map_or(String::new(), |_| {
                let figure = format!("component:{}", component.id);
                let gained = digest.project.gained(&figure, component.ratio);
                format!(" {} |", points(gained))
            }),
            component.level.map_or("-", Level::word),
            percent(component.target),
            component.basis.word(),
        )?;
    }
    writeln!(
        output,
        "\n{OVERVIEW_UNITS} A dot stands for each level below the whole.\n"
    )
}

fn warnings(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    if digest.warnings.is_empty() {
        return Ok(());
    }
    writeln!(output, "\n## Not fully read\n")?;
    for warning in digest.warnings.iter().take(MAX_WARNINGS) {
        writeln!(
            output,
            "- {}: {}",
            code(&warning.path),
            text(&warning.message)
        )?;
    }
    let rest = digest.warnings.len().saturating_sub(MAX_WARNINGS);
    if rest > 0 {
        writeln!(output, "- and {rest} more")?;
    }
    Ok(())
}
