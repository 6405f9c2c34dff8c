//! Phases and steps, as a roadmap.

use std::collections::BTreeSet;

use super::Adopted;
use crate::audit::left_out::{is_about_any, step_files};
use crate::audit::place::{Found, Places};
use crate::audit::read::words::words;
use crate::audit::{Document, Evidence, PlannedPhase, PlannedStep, Says};
use crate::model::{
    FileId, Identities, LAST_WEEK, Phase, Priority, Roadmap, RoadmapOrigin, Step, name_of,
};

/// Weeks of a phase that names none.
const WEEKS: u32 = 2;

/// The document's plan, behind the phases of the one that is saved.
pub fn adopt_plan(
    document: &Document,
    evidence: &Evidence<'_>,
    saved: Option<&Roadmap>,
) -> Adopted<Roadmap> {
    let places = Places::of(document, evidence);
    let mut adopted = Adopted::default();
    let mut roadmap = saved.cloned().unwrap_or_default();
    roadmap.origin = RoadmapOrigin::Saved;
    let phases = roadmap.phases.iter().map(|phase| phase.id.clone());
    let mut phases: Identities = phases.collect();
    let steps = roadmap.phases.iter().flat_map(|phase| &phase.steps);
    let mut steps: Identities = steps.map(|step| step.id.clone()).collect();
    let mut week = 1;
    for planned in &document.phases {
        let next = (week.min(LAST_WEEK), (week + WEEKS - 1).min(LAST_WEEK));
        let (first, last) = planned.weeks.unwrap_or(next);
        week = last + 1;
        adopted.left_out.extend(lost_targets(&places, planned));
        if roadmap
            .phases
            .iter()
            .any(|phase| phase.name == planned.name)
        {
            adopted.kept.push(format!(
                "phase `{}` stands in the roadmap already",
                planned.name
            ));
            continue;
        }
        let made = planned.steps.iter().map(|step| {
            let made = made(&places, planned.section, step);
            Step {
                id: steps.take(&slug(&made.title)),
                ..made
            }
        });
        roadmap.phases.push(Phase {
            id: phases.take(&slug(&planned.name)),
            name: planned.name.clone(),
            weeks: (first, last),
            steps: made.collect(),
        });
        let steps = match planned.steps.len() {
            1 => "1 step".to_owned(),
            steps => format!("{steps} steps"),
        };
        adopted
            .added
            .push(format!("phase `{}` with {steps}", planned.name));
    }
    adopted.result = (!adopted.added.is_empty()).then_some(roadmap);
    adopted
}

/// Targets that the plan names and the tree does not have.
fn lost_targets(places: &Places<'_>, planned: &PlannedPhase) -> Vec<String> {
    let mut lost = Vec::new();
    for step in &planned.steps {
        let is_lost = |path: &&String| {
            let found = places.path_today(path, planned.section, &step.title);
            !matches!(found, Found::File(_) | Found::Part(_))
        };
        lost.extend(step.paths.iter().filter(is_lost).map(|path| {
            format!(
                "target `{path}` of `{}` is not one place of the tree",
                step.title
            )
        }));
    }
    lost
}

fn made(places: &Places<'_>, section: usize, planned: &PlannedStep) -> Step {
    let mut files = step_files(places, section, planned);
    files.extend(named_in_words(places, planned));
    let mut seen = BTreeSet::new();
    files.retain(|id| seen.insert(*id));
    let priority = files.iter().filter_map(|id| rated(places, *id)).max();
    let paths = files.iter().filter_map(|id| places.project.file(*id));
    let title = title(planned);
    Step {
        title,
        targets: paths.map(|file| file.path.to_string()).collect(),
        priority,
        note: planned
            .note
            .clone()
            .filter(|note| !note.trim_end().ends_with(':')),
        ..Step::default()
    }
}

/// The words of a step; one that ends in the middle of a sentence goes on with what is nested
/// below it.
fn title(planned: &PlannedStep) -> String {
    if !planned.title.ends_with(" for") {
        return planned.title.clone();
    }
    let names = planned.paths.iter().map(|path| {
        let path = path.trim_end_matches('/');
        name_of(path)
    });
    let names: Vec<&str> = names
        .chain(planned.details.iter().map(String::as_str))
        .collect();
    match names.as_slice() {
        [] => planned.title.clone(),
        [one] => format!("{} {one}", planned.title),
        [rest @ .., last] => format!("{} {} and {last}", planned.title, rest.join(", ")),
    }
}

/// Files of entries that a nested item describes without a path: `File handler utilities`.
fn named_in_words(places: &Places<'_>, planned: &PlannedStep) -> Vec<FileId> {
    let entries = places.document.entries.iter();
    let meant = entries.filter(|entry| is_about_any(&planned.details, &entry.subject));
    meant
        .flat_map(|entry| {
            let found = entry.paths.iter().map(|path| {
                let hint = entry.noun.as_deref().unwrap_or_default();
                match places.path_today(path, entry.section, hint) {
                    Found::Part(part) => {
                        crate::audit::check::narrowed(places.project, part, &entry.subject, path)
                            .files
                    }
                    _ => Vec::new(),
                }
            });
            found.flatten().collect::<Vec<_>>()
        })
        .collect()
}

/// The priority that the document gives a file.
fn rated(places: &Places<'_>, id: FileId) -> Option<Priority> {
    let entries = places
        .document
        .entries
        .iter()
        .filter(|entry| entry.priority.is_some() && entry.claims.contains(&Says::Untested));
    entries
        .filter(|entry| {
            let hint = entry.noun.as_deref().unwrap_or_default();
            entry
                .paths
                .iter()
                .any(|path| match places.path_today(path, entry.section, hint) {
                    Found::File(found) => found == id,
                    Found::Part(part) => part.files.contains(&id),
                    _ => false,
                })
        })
        .filter_map(|entry| entry.priority)
        .max()
}

/// What the identity of a step or phase is made from: the first words of its name.
fn slug(name: &str) -> String {
    let words: Vec<String> = words(name).take(8).collect();
    match words.is_empty() {
        true => "step".to_owned(),
        false => words.join("-"),
    }
}
