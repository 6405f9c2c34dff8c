//! The overview as plain text: components, the most pressing gaps, warnings. For people without
//! a terminal, so that nothing rests on colour or on the position of the cursor.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::words::percent;
use super::{BasisCount, Input, Kind, Report};
use crate::model::{
    Component, File, FileKind, Level, MarkKey, MarkState, Priority, Project, Score, Stage,
    TestStatus, Verdict, is_below, printable,
};
use crate::track::{Marks, verdict, without_place};

/// Most gaps that are listed.
const MAX_GAPS: usize = 20;

/// Most warnings that are listed.
const MAX_WARNINGS: usize = 10;

pub(super) static TABLE: Report = Report {
    id: "table",
    doc: "Components and the most pressing gaps, for people",
    kind: Kind::Data,
    write,
};

fn write(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    let project = input.project;
    heading(project, output)?;
    if project.files.is_empty() || project.entries().all(|(_, file)| !is_known(file)) {
        writeln!(
            output,
            "\nNo source file with anything to test was found here."
        )?;
    } else {
        components(project, output)?;
        gaps(input, output)?;
    }
    left_out(input, output)?;
    warnings(project, output)
}

/// Whether a file was parsed and holds something to test.
fn is_known(file: &File) -> bool {
    file.status.is_some() && file.has_logic()
}

fn heading(project: &Project, output: &mut dyn Write) -> io::Result<()> {
    debug_assert_eq!(project.progress.stage, Stage::Done);
    let with_logic = project.files.iter().filter(|file| is_known(file)).count();
    let tested = project
        .files
        .iter()
        .filter(|file| is_known(file) && !file.is_untested())
        .count();
    let bases = BasisCount::of(project.files.iter().filter(|file| is_known(file)));
    let verb = if bases.measured + bases.stale > 0 {
        "run something of"
    } else {
        "lead to"
    };
    let is_source = |file: &&File| file.kind == FileKind::Source;
    let sources = project.files.iter().filter(is_source).count();
    let noun = if sources == 1 { "file" } else { "files" };
    let commit = project
        .commit
        .as_ref()
        .map(|commit| format!(" @ {commit}"))
        .unwrap_or_default();
    let unread = project
        .files
        .iter()
        .filter(|file| file.status == Some(TestStatus::Unread))
        .count();
    let unread = match unread {
        0 => String::new(),
        count => format!("; {count} could not be read"),
    };
    writeln!(
        output,
        "{}{commit}: {with_logic} of {sources} source {noun} hold logic; tests {verb} {tested} of these ({bases}){unread}",
        printable(&project.name),
    )
}

fn components(project: &Project, output: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<(String, &Component)> = project
        .components
        .iter()
        .filter(|component| component.sources > 0)
        .map(|component| {
            (
                format!(
                    "{}{}",
                    "  ".repeat(depth(project, component)),
                    printable(&component.name)
                ),
                component,
            )
        })
        .collect();
    let width = rows
        .iter()
        .map(|(name, _)| name.width())
        .max()
        .unwrap_or(0)
        .max("COMPONENT".len());
    writeln!(
        output,
        "\n{}  TESTED / SOURCES  DIRECT  REACHED  UNREACHED  SHARE  BASIS      LEVEL     TARGET",
        padded("COMPONENT", width)
    )?;
    for (name, component) in rows {
        let line = format!(
            "{}  {:>6} / {:<7}  {:>6}  {:>7}  {:>9}  {:>5}  {:<9}  {:<8}  {:>6}",
            padded(&name, width),
            component.tested(),
            component.sources,
            component.direct,
            component.reached,
            component.unreached + component.hollow,
            percent(component.ratio),
            component.ratio.map_or("-", |_| component.basis.word()),
            component.level.map_or("-", Level::word),
            percent(component.target),
        );
        writeln!(output, "{}", line.trim_end())?;
    }
    Ok(())
}

fn depth(project: &Project, component: &Component) -> usize {
    std::iter::successors(component.parent, |id| project.component(*id)?.parent).count()
}

fn gaps(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    let project = input.project;
    let mut gaps: Vec<(&File, &Score)> = project
        .entries()
        .filter(|(_, file)| input.marks.is_open(file) && is_below(&file.path, input.focus))
        .filter_map(|(id, file)| Some((file, project.score(id)?)))
        .collect();
    gaps.sort_by(|left, right| (right.1.risk, &left.0.path).cmp(&(left.1.risk, &right.0.path)));
    if gaps.is_empty() {
        let known = project
            .entries()
            .map(|(_, file)| file)
            .filter(|file| is_known(file));
        let is_gap_here = |file: &File| file.is_gap() && is_below(&file.path, input.focus);
        if project.files.iter().any(is_gap_here) {
            return writeln!(output, "\nNo open gap: all that there are were accepted.");
        }
        if input.focus.is_empty() {
            return writeln!(output, "\nNo gap: tests exercise every file with logic.");
        }
        let folder = printable(input.focus);
        return if known
            .into_iter()
            .any(|file| is_below(&file.path, input.focus))
        {
            writeln!(
                output,
                "\nNo gap below `{folder}`: tests exercise every file with logic there."
            )
        } else {
            writeln!(
                output,
                "\nNo gap below `{folder}`: no file there holds logic."
            )
        };
    }
    let listed = gaps.len().min(MAX_GAPS);
    writeln!(output, "\nGAPS, the {listed} riskiest of {}", gaps.len())?;
    writeln!(output, "RISK  PRIORITY  FILE")?;
    for (file, score) in gaps.iter().take(MAX_GAPS) {
        writeln!(
            output,
            "{:>4}  {:<8}  {}{}",
            score.risk,
            score.priority.map_or("-", Priority::word),
            printable(&file.path),
            mark(project, input.marks, &file.path),
        )?;
        writeln!(output, "                {}", printable(&score.rationale))?;
    }
    Ok(())
}

/// What is no row of the gaps: those that people accepted, and marks on what is not there.
fn left_out(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    let accepted = input
        .project
        .files
        .iter()
        .filter(|file| file.is_gap() && input.marks.accepts(&file.path))
        .count();
    if accepted > 0 {
        let noun = if accepted == 1 { "gap is" } else { "gaps are" };
        writeln!(output, "\n{accepted} more {noun} accepted and not listed")?;
    }
    let lost = without_place(input.project, input.marks);
    if lost.is_empty() {
        return Ok(());
    }
    writeln!(output, "\nMARKS ON WHAT IS NOT THERE ({})", lost.len())?;
    for (key, mark, verdict) in lost.iter().take(MAX_WARNINGS) {
        let state = mark.state.map_or("note", MarkState::word);
        let symbol = key.symbol.as_ref().map(|symbol| format!("#{symbol}"));
        let subject = [key.path.as_str(), symbol.as_deref().unwrap_or_default()].concat();
        writeln!(
            output,
            "{}  [{state}, {}]",
            printable(&subject),
            verdict.word()
        )?;
    }
    if lost.len() > MAX_WARNINGS {
        writeln!(output, "and {} more", lost.len() - MAX_WARNINGS)?;
    }
    if lost.iter().any(|(_, _, verdict)| *verdict == Verdict::Gone) {
        let hint = "`lacuna doctor --drop-marks` takes away those that are gone";
        writeln!(output, "{hint}")?;
    }
    Ok(())
}

fn mark(project: &Project, marks: &Marks, path: &str) -> String {
    let key = MarkKey {
        path: path.to_owned(),
        symbol: None,
    };
    let Some((mark, state)) = marks.get(&key).and_then(|mark| Some((mark, mark.state?))) else {
        return String::new();
    };
    if let Some(until) = mark.until.as_deref().filter(|_| marks.is_past(mark)) {
        return format!("  [{} until {until}, which is past]", state.word());
    }
    match verdict(project, &key, mark) {
        Some(verdict) => format!("  [{}, {}]", state.word(), verdict.word()),
        None => format!("  [{}]", state.word()),
    }
}

fn warnings(project: &Project, output: &mut dyn Write) -> io::Result<()> {
    if project.warnings.is_empty() {
        return Ok(());
    }
    writeln!(output, "\nWARNINGS ({})", project.warnings.len())?;
    for warning in project.warnings.iter().take(MAX_WARNINGS) {
        writeln!(
            output,
            "{}: {}",
            printable(&warning.path),
            printable(&warning.message)
        )?;
    }
    if project.warnings.len() > MAX_WARNINGS {
        writeln!(
            output,
            "and {} more: `lacuna scan --format json` has them all",
            project.warnings.len() - MAX_WARNINGS
        )?;
    }
    Ok(())
}

/// The text followed by blanks up to a width in terminal cells.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_for_wide_letters() {
        assert_eq!(padded("日本", 6), "日本  ");
        assert_eq!(padded("long", 2), "long");
    }
}
