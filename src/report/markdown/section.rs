//! The detail: what of each component is well tested, and what is missing.

use std::io::{self, Write};

use super::escape::{cell, code, code_cell, text};
use crate::model::{File, Finding, Level, MarkState, Priority, TestStatus, name_of};
use crate::report::digest::{Digest, Gap, Row, Section, percent};

/// Most first tests that are described.
const MAX_FIRST: usize = 3;

/// Most tests that are named beside a file.
const MAX_TESTS: usize = 3;

/// Most files of a group that are named.
const MAX_NAMES: usize = 6;

pub(super) fn details(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "## Detail by component\n")?;
    writeln!(
        output,
        "A row for several files tells the sum of their lines and the highest of their risks.{}\n",
        digest.history()
    )?;
    for section in &digest.sections {
        detail(section, output)?;
    }
    Ok(())
}

fn detail(section: &Section<'_>, output: &mut dyn Write) -> io::Result<()> {
    let component = section.component;
    let place = if component.path.is_empty() {
        String::new()
    } else {
        format!(" ({})", code(&format!("{}/", component.path)))
    };
    writeln!(output, "### {}{place}\n", text(&component.name))?;
    writeln!(
        output,
        "{} {} of its function lines ({}); level: {}.\n",
        if section.has_parts {
            "Counted with its parts, tests run"
        } else {
            "Tests run"
        },
        percent(component.ratio),
        component.basis.word(),
        component.level.map_or("none", Level::word),
    )?;
    tested(section, output)?;
    missing(section, output)?;
    begin(section, output)?;
    if !section.accepted.is_empty() {
        writeln!(output, "#### Accepted without tests\n")?;
        for (file, mark) in &section.accepted {
            let note = mark.note.as_deref().unwrap_or("no reason given");
            let until = mark
                .until
                .as_ref()
                .map_or(String::new(), |until| format!(" (until {})", text(until)));
            writeln!(output, "- {}: {}{until}", code(&file.path), text(note))?;
        }
        writeln!(output)?;
    }
    Ok(())
}

fn tested(section: &Section<'_>, output: &mut dyn Write) -> io::Result<()> {
    if section.tested.is_empty() && section.reached.is_empty() {
        return Ok(());
    }
    writeln!(output, "#### Tested\n")?;
    for (file, tests) in &section.tested {
        let named: Vec<String> = tests
            .iter()
            .take(MAX_TESTS)
            .map(|test| code(test))
            .collect();
        let rest = tests.len().saturating_sub(MAX_TESTS);
        let more = if rest > 0 {
            format!(" and {rest} more")
        } else {
            String::new()
        };
        let by = if named.is_empty() {
            String::new()
        } else {
            format!(": {}{more}", named.join(", "))
        };
        writeln!(output, "- {}{by}", code(&below(file, section)))?;
    }
    if !section.reached.is_empty() {
        let names: Vec<String> = section
            .reached
            .iter()
            .map(|file| code(&below(file, section)))
            .collect();
        writeln!(output, "- Through other code only: {}", names.join(", "))?;
    }
    writeln!(output)
}

fn missing(section: &Section<'_>, output: &mut dyn Write) -> io::Result<()> {
    if section.gaps.is_empty() {
        return Ok(());
    }
    writeln!(output, "#### Missing tests\n")?;
    writeln!(
        output,
        "| File | Code lines | Priority | Risk | Rationale |"
    )?;
    writeln!(output, "|---|---:|---|---:|---|")?;
    for row in &section.gaps {
        let (Some(first), lines) = (row.first(), row.lines()) else {
            continue;
        };
        let (subject, rationale) = match row {
            Row::One(gap) => (code_cell(&below(gap.file, section)), cell(&reason(gap))),
            Row::Many(folder, gaps) => group(folder, gaps, section),
        };
        writeln!(
            output,
            "| {subject} | {lines} | {} | {} | {rationale} |",
            first.score.priority.map_or("-", Priority::word),
            first.score.risk,
        )?;
    }
    writeln!(output)
}

/// The first tests to write: where they belong, what they call, what they imitate, what runs them.
fn begin(section: &Section<'_>, output: &mut dyn Write) -> io::Result<()> {
    let gaps = section.gaps.iter().filter_map(|row| match row {
        Row::One(gap) if !gap.file.has(Finding::PossiblyDead) => Some(gap),
        Row::One(_) | Row::Many(..) => None,
    });
    let tests = gaps.filter_map(|gap| Some((gap, gap.score.suggested_test.as_deref()?)));
    let mut tests = tests.take(MAX_FIRST).peekable();
    if tests.peek().is_none() {
        return Ok(());
    }
    writeln!(output, "#### Where to begin\n")?;
    let mut imitated: Option<&str> = None;
    for (gap, test) in tests {
        write!(
            output,
            "- {} in {}",
            code(&below(gap.file, section)),
            code(test)
        )?;
        let names: Vec<String> = gap.score.test_first.iter().map(|name| code(name)).collect();
        if let Some((last, rest)) = names.split_last() {
            let and = if rest.is_empty() { "" } else { " and " };
            write!(output, ", first {}{and}{last}", rest.join(", "))?;
        }
        if let Some(sibling) = &gap.score.sibling_test {
            match imitated.replace(sibling) == Some(&**sibling) {
                true => write!(output, ", in the same manner")?,
                false => write!(output, ", in the manner of {}", code(sibling))?,
            }
        }
        match &gap.score.test_command {
            Some(command) => writeln!(output, ". Run it: {}.", code(&command.whole))?,
            None => writeln!(output, ".")?,
        }
    }
    writeln!(output)
}

/// The reason of one gap, with what people say of it.
fn reason(gap: &Gap<'_>) -> String {
    let mut reason = gap.score.rationale.to_string();
    // A person's own reason may not say so.
    if gap.file.has(Finding::PossiblyDead) && !reason.contains("dead code") {
        reason.push_str(" Nothing seems to use it: see first whether it is still needed.");
    }
    let mark = gap.mark;
    match mark.and_then(|mark| Some((mark.state?, mark.until.as_deref()))) {
        // Accepted gaps are listed by themselves while that holds.
        Some((MarkState::Accepted, until)) => {
            let until = until.unwrap_or_default();
            reason.push_str(&format!(" Accepted until {until}, which is past."));
        }
        Some((state, _)) => reason.push_str(&format!(" Marked {}.", state.word())),
        None => {}
    }
    reason
}

/// The subject and the reason of several gaps of one folder.
fn group(folder: &str, gaps: &[Gap<'_>], section: &Section<'_>) -> (String, String) {
    let inner = folder
        .strip_prefix(section.component.path.as_ref())
        .map_or(folder, |rest| rest.trim_start_matches('/'));
    let place = if inner.is_empty() {
        name_of(folder)
    } else {
        inner
    };
    let names: Vec<String> = gaps
        .iter()
        .take(MAX_NAMES)
        .map(|gap| code_cell(gap.file.base_name()))
        .collect();
    let rest = gaps.len().saturating_sub(MAX_NAMES);
    let more = if rest > 0 {
        format!(" and {rest} more")
    } else {
        String::new()
    };
    let hollow = gaps
        .iter()
        .filter(|gap| gap.file.status == Some(TestStatus::Hollow))
        .count();
    let known = if hollow > 0 {
        format!("tests name {hollow} of them and run none")
    } else {
        "no test reaches any of them".to_owned()
    };
    (
        format!(
            "{} ({} of its files)",
            code_cell(&format!("{place}/")),
            gaps.len()
        ),
        format!("{}{more}: {known}.", names.join(", ")),
    )
}

/// A path without the folder of its component.
fn below(file: &File, section: &Section<'_>) -> String {
    let folder = section.component.path.as_ref();
    let rest = file
        .path
        .strip_prefix(folder)
        .and_then(|rest| rest.strip_prefix('/'));
    rest.filter(|_| !folder.is_empty())
        .unwrap_or(&file.path)
        .to_owned()
}
