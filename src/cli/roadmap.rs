//! `lacuna roadmap`: the plan, written down and ticked off.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::{Prepared, Target, open, prepare, scan, warn_of_marks};
use crate::error::Error;
use crate::model::{Project, RoadmapOrigin, Step, StepState, printable};
use crate::report::{self, RoadmapForm};
use crate::track::{self, Edit};
use crate::ui;

/// Arguments of `roadmap`.
#[derive(Debug, Args)]
pub(super) struct Roadmap {
    #[command(flatten)]
    target: Target,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = forms())]
    format: Form,

    /// Write the plan to .lacuna/roadmap.toml, for people to edit and commit
    #[arg(long, conflicts_with = "format")]
    save: bool,

    /// Mark a step done, by its number or `id`; may be repeated
    #[arg(long, value_name = "STEP", conflicts_with_all = ["format", "save"])]
    done: Vec<String>,

    /// Take back that a step is marked done; may be repeated
    #[arg(long, value_name = "STEP", conflicts_with_all = ["format", "save"])]
    undo: Vec<String>,
}

/// What is printed.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// The screen of the explorer as text.
    Screen,
    /// A form of the report.
    Report(RoadmapForm),
}

fn forms() -> impl TypedValueParser<Value = Form> {
    PossibleValuesParser::new([
        PossibleValue::new("text").help("For people"),
        PossibleValue::new("md").help("As in the audit, as Markdown"),
        PossibleValue::new("json").help("For programs (schema 1)"),
    ])
    .map(|form| match form.as_str() {
        "md" => Form::Report(RoadmapForm::Markdown),
        "json" => Form::Report(RoadmapForm::Json),
        _ => Form::Screen,
    })
}

pub(super) fn run(arguments: &Roadmap) -> Result<(), Error> {
    let prepared = prepare(&arguments.target)?;
    if arguments.save {
        return save(&prepared);
    }
    if !arguments.done.is_empty() || !arguments.undo.is_empty() {
        return mark(&prepared, arguments);
    }
    let form = match arguments.format {
        Form::Screen => return open::print(&prepared, ui::Screen::Roadmap),
        Form::Report(form) => form,
    };
    warn_of_marks(&prepared);
    let project = scan::complete(&prepared)?;
    super::stream(|output| report::write_roadmap(&prepared.input(&project), form, output))
}

/// Writes a plan that is nobody's yet; one that people have is theirs.
fn save(prepared: &Prepared) -> Result<(), Error> {
    let roadmap = scan::complete(prepared)?.roadmap;
    if roadmap.origin == RoadmapOrigin::Saved {
        return Err(Error::Usage {
            message: "the plan is in `.lacuna/roadmap.toml` already".to_owned(),
            hint: Some("edit it there or in the explorer".to_owned()),
        });
    }
    track::save_roadmap(&prepared.place.root, &roadmap)?;
    let steps: usize = roadmap.phases.iter().map(|phase| phase.steps.len()).sum();
    let phases = roadmap.phases.len();
    super::print(format!("wrote .lacuna/roadmap.toml: phases {phases}, steps {steps}\n").as_bytes())
}

/// Marks steps done, or takes that back, all of them or none.
fn mark(prepared: &Prepared, arguments: &Roadmap) -> Result<(), Error> {
    let project = scan::complete(prepared)?;
    let done = arguments.done.iter().map(|step| (step, true));
    let asked = done.chain(arguments.undo.iter().map(|step| (step, false)));
    let mut edits = Vec::new();
    let mut text = String::new();
    for (named, done) in asked {
        let step = step(&project, named)?;
        edits.push(Edit::Done {
            step: step.id.clone(),
            done,
        });
        let told = format!("step {}, {}: {}", step.number, step.title, told(step, done));
        text.push_str(&printable(&told));
        text.push('\n');
    }
    track::edit_roadmap(&prepared.place.root, &project.roadmap, &edits)?;
    super::print(text.as_bytes())
}

/// The step that goes by a number or an identity.
fn step<'a>(project: &'a Project, named: &str) -> Result<&'a Step, Error> {
    let mut steps = project.roadmap.phases.iter().flat_map(|phase| &phase.steps);
    let number = named.parse::<u32>();
    steps
        .find(|step| step.id == named || number == Ok(step.number))
        .ok_or_else(|| Error::Usage {
            message: format!("the plan has no step `{named}`"),
            hint: Some("`lacuna roadmap` prints the steps with their numbers".to_owned()),
        })
}

/// What is so by now of a step, by its mark and by what the scan has found.
fn told(step: &Step, done: bool) -> &'static str {
    let is_tested = step.state == StepState::Done && !step.marked_done;
    match (done, is_tested) {
        (true, true) => "done, tests were found",
        (true, false) if step.files.is_empty() => "done",
        (true, false) => "done, no test leads there yet",
        (false, true) => "not marked, but tests were found",
        (false, false) => "not marked",
    }
}
