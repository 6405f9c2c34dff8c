//! What to do: the roadmap, the metrics to follow, and the conclusion.

use std::io::{self, Write};

use super::column_since;
use super::escape::{cell, code, text};
use crate::model::{Phase, Project, Step, StepState};
use crate::report::digest::{Digest, counted, percent, points, since};
use crate::report::words::first_set_up;

/// Most targets that are named in a step.
const MAX_TARGETS: usize = 8;

/// Most components that the conclusion names.
const MAX_NAMED: usize = 8;

pub(super) fn roadmap(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let roadmap = &digest.project.roadmap;
    if roadmap.phases.iter().all(|phase| phase.steps.is_empty()) {
        return Ok(());
    }
    writeln!(output, "## Roadmap\n")?;
    if let Some(start) = &roadmap.start {
        writeln!(output, "Week 1 starts on {}.\n", text(start))?;
    }
    let sentences = digest.plan_sentences();
    if !sentences.is_empty() {
        writeln!(output, "{sentences}\n")?;
    }
    for (index, phase) in roadmap.phases.iter().enumerate() {
        writeln!(
            output,
            "### Phase {}: {} ({}{})\n",
            index + 1,
            text(&phase.name),
            weeks(phase),
            phase
                .work()
                .map_or(String::new(), |work| format!(", {work} of work")),
        )?;
        for step in &phase.steps {
            write_step(digest.project, step, output)?;
        }
        writeln!(output)?;
    }
    Ok(())
}

fn weeks(phase: &Phase) -> String {
    match phase.weeks {
        (first, last) if first == last => format!("Week {first}"),
        (first, last) => format!("Week {first}-{last}"),
    }
}

fn write_step(project: &Project, step: &Step, output: &mut dyn Write) -> io::Result<()> {
    let note = step
        .note
        .as_ref()
        .map_or(String::new(), |note| format!(" - {}", text(note)));
    let priority = step.priority.map(|priority| priority.word().to_owned());
    let quick = step.is_quick_win.then(|| "a quick win".to_owned());
    let facts: Vec<String> = [priority, quick, step.work(), step.rest()]
        .into_iter()
        .flatten()
        .collect();
    let facts = match facts.is_empty() {
        true => String::new(),
        false => format!(" ({})", facts.join(", ")),
    };
    let state = match step.state {
        StepState::Open => String::new(),
        state => format!(" [{}]", state.word()),
    };
    writeln!(
        output,
        "{}. **{}**{facts}{state}{note}",
        step.number,
        text(&step.title)
    )?;
    if let Some(first) = first_set_up(project, step) {
        writeln!(output, "    - {first}")?;
    }
    for target in step.targets.iter().take(MAX_TARGETS) {
        writeln!(output, "    - {}", code(target))?;
    }
    let rest = step.targets.len().saturating_sub(MAX_TARGETS);
    if rest > 0 {
        writeln!(output, "    - and {rest} more")?;
    }
    Ok(())
}

pub(super) fn metrics(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let metrics = &digest.project.metrics;
    if metrics.is_empty() {
        return Ok(());
    }
    writeln!(output, "## Metrics\n")?;
    let since = since(digest.project);
    let (title, line) = column_since(since.as_deref());
    writeln!(
        output,
        "| Metric | Current |{title} Target | Counted | Basis |"
    )?;
    writeln!(output, "|---|---:|{line}---:|---|---|")?;
    for metric in metrics.iter() {
        writeln!(
            output,
            "| {} | {} |{} {} | {} of {} {} | {} |",
            cell(&metric.name),
            percent(metric.current),
            since.as_ref().map_or(String::new(), |_| {
                let figure = format!("metric:{}", metric.name);
                format!(
                    " {} |",
                    points(digest.project.gained(&figure, metric.current))
                )
            }),
            percent(metric.target),
            metric.counts.0,
            metric.counts.1,
            metric.unit,
            metric.basis.word(),
        )?;
    }
    writeln!(output)
}

pub(super) fn conclusion(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let conclusion = digest.conclusion();
    writeln!(output, "## Conclusion\n")?;
    if conclusion.is_empty() {
        writeln!(output, "{}", digest.no_gap())?;
    }
    if !conclusion.good.is_empty() {
        writeln!(output, "- Well tested: {}.", some_of(&conclusion.good))?;
    }
    if !conclusion.critical.is_empty() {
        writeln!(
            output,
            "- Next to nothing is tested: {}.",
            some_of(&conclusion.critical)
        )?;
    }
    if conclusion.pressing > 0 {
        writeln!(
            output,
            "- Of critical or high priority: {}.",
            counted(conclusion.pressing, "open gap")
        )?;
    }
    if let Some(next) = conclusion.next {
        writeln!(output, "- Next: {}.", text(next.trim_end_matches('.')))?;
    }
    writeln!(output, "\n{}", digest.basis())
}

/// The first few names, and how many there are besides.
fn some_of(names: &[&str]) -> String {
    let rest = names.len().saturating_sub(MAX_NAMED);
    let named: Vec<String> = names
        .iter()
        .take(MAX_NAMED)
        .map(|name| text(name))
        .collect();
    let named = named.join(", ");
    if rest > 0 {
        return format!("{named} and {rest} more");
    }
    named
}
