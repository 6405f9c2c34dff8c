//! Findings as plain text, grouped by verdict, with the lines of the document.

use std::io::{self, Write};

use crate::audit::{Answer, Document, Findings, Verdict};
use crate::model::{Priority, printable};

/// Most forgotten files that are listed.
const MAX_FORGOTTEN: usize = 20;

pub(super) fn write(
    name: &str,
    document: &Document,
    findings: &Findings,
    output: &mut dyn Write,
) -> io::Result<()> {
    summary(name, document, findings, output)?;
    for verdict in Verdict::ALL
        .into_iter()
        .filter(|verdict| *verdict != Verdict::Confirmed)
    {
        let such = |answer: &Answer| answer.verdict == verdict;
        answers(findings, &verdict.word().to_uppercase(), such, output)?;
    }
    answers(findings, "STILL WITHOUT TESTS", Answer::is_open, output)?;
    let other = |answer: &Answer| answer.verdict == Verdict::Confirmed && !answer.is_open();
    answers(findings, "CONFIRMED", other, output)?;
    if !findings.contradictions.is_empty() {
        heading(
            "SPEAKS AGAINST ITSELF",
            findings.contradictions.len(),
            output,
        )?;
        for contradiction in &findings.contradictions {
            let lines: Vec<String> = contradiction.lines.iter().map(u32::to_string).collect();
            writeln!(
                output,
                "  lines {}: {}",
                lines.join(", "),
                printable(&contradiction.message)
            )?;
        }
    }
    dropped(findings, output)?;
    forgotten(findings, output)?;
    if !findings.not_read.is_empty() {
        heading("NOT READ", findings.not_read.len(), output)?;
        for not_read in &findings.not_read {
            writeln!(
                output,
                "  {:>4}  {}  ({})",
                not_read.line,
                printable(&not_read.text),
                not_read.reason
            )?;
        }
    }
    Ok(())
}

fn summary(
    name: &str,
    document: &Document,
    findings: &Findings,
    output: &mut dyn Write,
) -> io::Result<()> {
    // That a gap is still open confirms no figure.
    let open = findings
        .answers
        .iter()
        .filter(|answer| answer.is_open())
        .count();
    let count = |verdict: Verdict| match verdict {
        Verdict::Confirmed => findings.count(verdict) - open,
        other => findings.count(other),
    };
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .map(|verdict| (count(*verdict), verdict.word()))
        .chain([match open {
            1 => (1, "gap still without tests"),
            open => (open, "gaps still without tests"),
        }])
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if findings.answers.is_empty() {
        return writeln!(
            output,
            "{}: no claim that can be checked was read",
            printable(name)
        );
    }
    let read = findings.answers.len();
    writeln!(
        output,
        "{}: {read} {}, {}",
        printable(name),
        if read == 1 { "claim" } else { "claims" },
        counts.join(", ")
    )?;
    let steps: usize = document.phases.iter().map(|phase| phase.steps.len()).sum();
    if steps > 0 {
        writeln!(
            output,
            "its plan: {} phases, {steps} steps",
            document.phases.len()
        )?;
    }
    Ok(())
}

fn heading(title: &str, count: usize, output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "\n{title} ({count})")
}

fn answers(
    findings: &Findings,
    title: &str,
    is_such: impl Fn(&Answer) -> bool,
    output: &mut dyn Write,
) -> io::Result<()> {
    let such: Vec<&Answer> = findings
        .answers
        .iter()
        .filter(|answer| is_such(answer))
        .collect();
    if such.is_empty() {
        return Ok(());
    }
    heading(title, such.len(), output)?;
    for answer in such {
        writeln!(
            output,
            "  {:>4}  {}: {}",
            answer.line,
            printable(&answer.subject),
            printable(&answer.claim)
        )?;
        writeln!(output, "        {}", printable(&reply(answer)))?;
    }
    Ok(())
}

/// What is so, with the test and the commit.
fn reply(answer: &Answer) -> String {
    let mut text = answer.truth.clone();
    if let Some((path, line)) = &answer.test {
        text.push_str(&format!(", by {path}:{line}"));
    }
    // Since when something moved stands beside its new place.
    let since = answer.since.as_ref();
    if let Some((commit, date)) = since.filter(|_| answer.verdict != Verdict::Moved) {
        let word = if answer.verdict == Verdict::Outdated && answer.test.is_none() {
            "; it was so at"
        } else {
            ", since"
        };
        text.push_str(&format!("{word} {commit} ({date})"));
    }
    text
}

fn dropped(findings: &Findings, output: &mut dyn Write) -> io::Result<()> {
    if findings.dropped.is_empty() {
        return Ok(());
    }
    heading(
        "RATED, AND LEFT OUT OF ITS OWN PLAN",
        findings.dropped.len(),
        output,
    )?;
    for dropped in &findings.dropped {
        let planned = dropped.planned.map_or(String::new(), |(done, all)| {
            format!("  ({done} of {all} beside it are planned)")
        });
        writeln!(
            output,
            "  {:>4}  {:<8}  {}{planned}",
            dropped.line,
            dropped.priority.map_or("-", Priority::word),
            printable(&dropped.subject)
        )?;
    }
    Ok(())
}

fn forgotten(findings: &Findings, output: &mut dyn Write) -> io::Result<()> {
    if findings.forgotten.is_empty() {
        return Ok(());
    }
    heading(
        "AT RISK, AND NOT MENTIONED",
        findings.forgotten.len(),
        output,
    )?;
    for forgotten in findings.forgotten.iter().take(MAX_FORGOTTEN) {
        writeln!(
            output,
            "  {:>4}  {:<8}  {}",
            forgotten.risk,
            forgotten.priority.map_or("-", Priority::word),
            printable(&forgotten.path)
        )?;
    }
    let rest = findings.forgotten.len().saturating_sub(MAX_FORGOTTEN);
    if rest > 0 {
        writeln!(output, "  and {rest} more: `--format json` has them all")?;
    }
    Ok(())
}
