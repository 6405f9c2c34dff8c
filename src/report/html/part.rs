//! The sections of the page.

use std::io::{self, Write};

use super::setup::sentences;
use super::{escaped, path};
use crate::model::{Effort, Level, Phase, Priority, Project, Step, StepState};
use crate::report::digest::{
    Digest, Gap, OVERVIEW_UNITS, Section, counted, percent, points, since,
};
use crate::report::words::first_set_up;

/// The column for what changed since the last figures that were kept, where there are any.
struct Since(Option<String>);

impl Since {
    fn of(digest: &Digest<'_>) -> Self {
        Self(since(digest.project).map(|day| format!("Since {day}")))
    }

    /// Heads with this one behind the others that come `first`.
    fn among<'a>(
        &'a self,
        first: &[(&'a str, bool)],
        rest: &[(&'a str, bool)],
    ) -> Vec<(&'a str, bool)> {
        let own = self.0.as_deref().map(|title| (title, true));
        let first = first.iter().copied().chain(own);
        first.chain(rest.iter().copied()).collect()
    }

    fn cell(&self, digest: &Digest<'_>, figure: &str, current: Option<f64>) -> String {
        if self.0.is_none() {
            return String::new();
        }
        let gained = digest.project.gained(figure, current);
        // What has no earlier figure sorts below all that has.
        number(&points(gained), gained.unwrap_or(-2.0))
    }
}

/// A table that can be sorted: heads with whether they are numbers.
fn head(heads: &[(&str, bool)], output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "<thead><tr>")?;
    for (name, is_number) in heads {
        let class = if *is_number { " class=\"n\"" } else { "" };
        let ranked = if matches!(*name, "Priority" | "Level" | "Effort") {
            " data-n=\"1\""
        } else {
            ""
        };
        writeln!(
            output,
            "<th scope=\"col\"{class}{ranked}><button type=\"button\">{name}</button></th>"
        )?;
    }
    writeln!(output, "</tr></thead>\n<tbody>")
}

/// A cell with a number to sort by.
fn number(shown: &str, value: f64) -> String {
    format!("<td class=\"n\" data-v=\"{value:.3}\">{shown}</td>")
}

pub(super) fn overview(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    writeln!(
        output,
        "<h2>Components</h2>\n<div class=\"wide\"><table class=\"sortable\">"
    )?;
    let since = Since::of(digest);
    let heads = since.among(
        &[
            ("Component", false),
            ("Tested files", true),
            ("Files", true),
            ("Test files", true),
            ("Lines run", true),
        ],
        &[("Level", false), ("Target", true), ("Basis", false)],
    );
    head(&heads, output)?;
    for (index, listed) in digest.components.iter().enumerate() {
        let component = listed.component;
        let level = component.level.map_or("-", Level::word);
        let rank = component.level.map_or(-1, |level| level as i32);
        writeln!(
            output,
            "<tr><td class=\"name\" data-v=\"{index:05}\" style=\"--depth:{}\">{}</td>{}{}{}{}{}\
             <td data-v=\"{rank}\"><span class=\"tag {level}-level\">{level}</span></td>{}<td>{}</td></tr>",
            listed.depth,
            escaped(&component.name),
            number(&component.tested().to_string(), component.tested().into()),
            number(&component.sources.to_string(), component.sources.into()),
            number(&component.tests.to_string(), component.tests.into()),
            number(&percent(component.ratio), component.ratio.unwrap_or(-1.0)),
            since.cell(
                digest,
                &format!("component:{}", component.id),
                component.ratio
            ),
            number(&percent(component.target), component.target.unwrap_or(-1.0)),
            component.basis.word(),
        )?;
    }
    writeln!(
        output,
        "</tbody></table></div>\n<p class=\"quiet\">{OVERVIEW_UNITS}</p>"
    )
}

pub(super) fn gaps(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    if digest.riskiest.is_empty() {
        return Ok(());
    }
    writeln!(
        output,
        "<h2>Missing tests</h2>\n<label class=\"quiet\" for=\"filter\">Show only rows with</label> \
         <input type=\"search\" id=\"filter\">\n<div class=\"wide\"><table class=\"sortable\" id=\"gaps\">"
    )?;
    let heads = [
        ("File", false),
        ("Component", false),
        ("Code lines", true),
        ("Priority", false),
        ("Risk", true),
        ("Effort", false),
        ("Why", false),
        ("Test belongs in", false),
    ];
    head(&heads, output)?;
    for gap in &digest.riskiest {
        let priority = gap.score.priority;
        let word = priority.map_or("-", Priority::word);
        let rank = priority.map_or(-1, |priority| priority as i32);
        let test = begin(gap);
        writeln!(
            output,
            "<tr><td class=\"path\">{}</td><td>{}</td>{}<td data-v=\"{rank}\"><span class=\"tag {word}\">{word}</span></td>\
             {}{}<td class=\"why\">{}</td><td class=\"path\">{test}</td></tr>",
            path(&gap.file.path),
            gap.component.map_or(String::new(), |component| escaped(
                digest.told_apart(component)
            )),
            number(&gap.file.lines.code.to_string(), gap.file.lines.code.into()),
            number(&gap.score.risk.to_string(), gap.score.risk.into()),
            effort(gap.score.effort),
            escaped(&gap.score.rationale),
        )?;
    }
    writeln!(output, "</tbody></table></div>")
}

/// Where the test belongs, what it calls first, what it imitates and what runs it.
fn begin(gap: &Gap<'_>) -> String {
    let Some(test) = gap.score.suggested_test.as_deref() else {
        return String::new();
    };
    let code = |text: &str| format!("<code>{}</code>", escaped(text));
    let first: Vec<String> = gap.score.test_first.iter().map(|name| code(name)).collect();
    let first = (!first.is_empty()).then(|| format!("first {}", first.join(", ")));
    let like = gap.score.sibling_test.as_deref();
    let like = like.map(|sibling| format!("in the manner of {}", path(sibling)));
    let command = gap.score.test_command.as_ref();
    let run = command.map(|command| format!("run by {}", code(&command.whole)));
    let more: Vec<String> = [first, like, run].into_iter().flatten().collect();
    if more.is_empty() {
        return path(test);
    }
    format!(
        "<details><summary>{}</summary><span class=\"quiet\">{}</span></details>",
        path(test),
        more.join("; ")
    )
}

fn effort(effort: Option<Effort>) -> String {
    let rank = effort.map_or(0, Effort::half_days);
    let word = effort.map_or("-", Effort::words);
    format!("<td data-v=\"{rank}\">{word}</td>")
}

pub(super) fn details(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let has_any = |section: &&Section<'_>| {
        !section.tested.is_empty() || !section.reached.is_empty() || !section.accepted.is_empty()
    };
    if !digest.sections.iter().any(|section| has_any(&section)) {
        return Ok(());
    }
    writeln!(output, "<h2>Tested areas</h2>")?;
    for section in digest.sections.iter().filter(has_any) {
        detail(section, output)?;
    }
    Ok(())
}

fn detail(section: &Section<'_>, output: &mut dyn Write) -> io::Result<()> {
    writeln!(
        output,
        "<details><summary>{} <span class=\"quiet\">{}, {} through other code</span></summary>\n<ul>",
        escaped(&section.component.name),
        counted(section.tested.len(), "file"),
        section.reached.len(),
    )?;
    for (file, tests) in &section.tested {
        let tests: Vec<String> = tests.iter().map(|test| path(test)).collect();
        writeln!(
            output,
            "<li>{} <span class=\"quiet\">by</span> {}</li>",
            path(&file.path),
            tests.join(", ")
        )?;
    }
    for file in &section.reached {
        writeln!(
            output,
            "<li>{} <span class=\"quiet\">through other code</span></li>",
            path(&file.path)
        )?;
    }
    for (file, mark) in &section.accepted {
        writeln!(
            output,
            "<li>{} <span class=\"quiet\">accepted without tests:</span> {}</li>",
            path(&file.path),
            escaped(mark.note.as_deref().unwrap_or("no reason given"))
        )?;
    }
    writeln!(output, "</ul></details>")
}

pub(super) fn roadmap(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let roadmap = &digest.project.roadmap;
    if roadmap.phases.iter().all(|phase| phase.steps.is_empty()) {
        return Ok(());
    }
    writeln!(output, "<h2>Roadmap</h2>")?;
    if let Some(start) = &roadmap.start {
        writeln!(output, "<p>Week 1 starts on {}.</p>", escaped(start))?;
    }
    let sentences = digest.plan_sentences();
    if !sentences.is_empty() {
        writeln!(output, "<p>{sentences}</p>")?;
    }
    for (index, phase) in roadmap.phases.iter().enumerate() {
        let Phase { name, weeks, .. } = phase;
        let weeks = match weeks {
            (first, last) if first == last => format!("week {first}"),
            (first, last) => format!("weeks {first} to {last}"),
        };
        let work = phase.work();
        let work = work.map_or(String::new(), |work| format!(", {work} of work"));
        writeln!(
            output,
            "<h3>Phase {}: {} <span class=\"quiet\">{weeks}{work}</span></h3>\n<ol class=\"steps\" start=\"{}\">",
            index + 1,
            escaped(name),
            phase.steps.first().map_or(1, |step| step.number),
        )?;
        for step in &phase.steps {
            write_step(digest.project, step, output)?;
        }
        writeln!(output, "</ol>")?;
    }
    Ok(())
}

fn write_step(project: &Project, step: &Step, output: &mut dyn Write) -> io::Result<()> {
    let priority = step.priority.map_or(String::new(), |priority| {
        format!(" <span class=\"tag {0}\">{0}</span>", priority.word())
    });
    let state = match step.state {
        StepState::Open => String::new(),
        state => format!(" <span class=\"tag\">{}</span>", state.word()),
    };
    let note = step.note.as_ref().map_or(String::new(), |note| {
        format!("<br><span class=\"quiet\">{}</span>", escaped(note))
    });
    let first = first_set_up(project, step)
        .map_or(String::new(), |first| format!("<br>{}", sentences(&first)));
    let quick = step.is_quick_win.then_some(", a quick win");
    let work = step.work().map_or(String::new(), |work| {
        let quick = quick.unwrap_or_default();
        let rest = step
            .rest()
            .map_or(String::new(), |rest| format!(", {rest}"));
        format!(" <span class=\"quiet\">{work}{quick}{rest}</span>")
    });
    writeln!(
        output,
        "<li>{}{priority}{work}{state}{note}{first}",
        escaped(&step.title)
    )?;
    if !step.targets.is_empty() {
        writeln!(output, "<ul>")?;
        for target in &step.targets {
            writeln!(output, "<li>{}</li>", path(target))?;
        }
        writeln!(output, "</ul>")?;
    }
    writeln!(output, "</li>")
}

pub(super) fn metrics(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let metrics = &digest.project.metrics;
    if metrics.is_empty() {
        return Ok(());
    }
    writeln!(
        output,
        "<h2>Metrics</h2>\n<div class=\"wide\"><table class=\"sortable\">"
    )?;
    let since = Since::of(digest);
    let heads = since.among(
        &[("Metric", false), ("Current", true)],
        &[
            ("Target", true),
            ("Progress", false),
            ("Counted", false),
            ("Basis", false),
        ],
    );
    head(&heads, output)?;
    for metric in metrics.iter() {
        let filled = metric.current.unwrap_or_default() * 100.0;
        let aim = metric.target.map_or(String::new(), |target| {
            format!("<u style=\"left:{:.1}%\"></u>", target * 100.0)
        });
        writeln!(
            output,
            "<tr><td>{}</td>{}{}{}<td data-v=\"{:06.2}\"><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:{filled:.1}%\"></i>{aim}</span></td>\
             <td>{} of {} {}</td><td>{}</td></tr>",
            escaped(&metric.name),
            number(&percent(metric.current), metric.current.unwrap_or(-1.0)),
            since.cell(digest, &format!("metric:{}", metric.name), metric.current),
            number(&percent(metric.target), metric.target.unwrap_or(-1.0)),
            filled,
            metric.counts.0,
            metric.counts.1,
            metric.unit,
            metric.basis.word(),
        )?;
    }
    writeln!(output, "</tbody></table></div>")
}

pub(super) fn conclusion(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let conclusion = digest.conclusion();
    writeln!(output, "<h2>Conclusion</h2>")?;
    if conclusion.is_empty() {
        return writeln!(output, "<p>{}</p>", digest.no_gap());
    }
    writeln!(output, "<ul>")?;
    let list = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| escaped(name)).collect();
        names.join(", ")
    };
    if !conclusion.good.is_empty() {
        writeln!(output, "<li>Well tested: {}.</li>", list(&conclusion.good))?;
    }
    if !conclusion.critical.is_empty() {
        writeln!(
            output,
            "<li>Next to nothing is tested: {}.</li>",
            list(&conclusion.critical)
        )?;
    }
    if conclusion.pressing > 0 {
        writeln!(
            output,
            "<li>Of critical or high priority: {}.</li>",
            counted(conclusion.pressing, "open gap")
        )?;
    }
    if let Some(next) = conclusion.next {
        writeln!(
            output,
            "<li>Next: {}.</li>",
            escaped(next.trim_end_matches('.'))
        )?;
    }
    writeln!(output, "</ul>")
}
