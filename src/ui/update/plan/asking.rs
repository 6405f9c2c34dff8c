//! What is asked for before the plan changes: titles, names, weeks, files.

use std::sync::Arc;

use super::{edit, selected_phase, selected_step};
use crate::model::{LAST_WEEK, Phase, Project, Roadmap, Step, name_of};
use crate::track::{Edit, Place, apply_edit, new_phase_id, new_step_id};
use crate::ui::event::Effect;
use crate::ui::state::{Form, FormKind, State};
use crate::ui::update::{choose, filter, navigate};
use crate::ui::view::{ViewId, counted};

/// Asks for another title or name.
pub(crate) fn ask_name(state: &mut State) -> Vec<Effect> {
    let form = match (selected_step(state), selected_phase(state)) {
        (Some(step), _) => Form::new(
            FormKind::Title(step.id.clone()),
            format!("Rename step {}", step.number),
            &[("Title", &step.title, false)],
        ),
        (None, Some(phase)) => Form::new(
            FormKind::Name(phase.id.clone()),
            "Rename the phase".to_owned(),
            &[("Name", &phase.name, false)],
        ),
        (None, None) => return Vec::new(),
    };
    state.form = Some(form);
    Vec::new()
}

/// Asks for other weeks.
pub(crate) fn ask_weeks(state: &mut State) -> Vec<Effect> {
    if let Some(phase) = selected_phase(state) {
        let (first, last) = phase.weeks;
        state.form = Some(Form::new(
            FormKind::Weeks(phase.id.clone()),
            format!("Weeks of {}", phase.name),
            &[("First and last week", &format!("{first}-{last}"), false)],
        ));
    }
    Vec::new()
}

/// Asks for a new step.
pub(crate) fn ask_step(state: &mut State) -> Vec<Effect> {
    if let Some(phase) = selected_phase(state) {
        state.form = Some(Form::new(
            FormKind::Add(phase.id.clone()),
            format!("A step for {}", phase.name),
            &[
                ("Title", "", false),
                ("Files, with commas between (or nothing)", "", false),
            ],
        ));
    }
    Vec::new()
}

/// The gaps that are selected and that no step names.
pub(super) fn gaps(state: &State) -> Vec<String> {
    let gaps = &state.gaps;
    let chosen: Vec<Arc<str>> = if gaps.picked.is_empty() {
        let row = gaps.identity(&state.project, gaps.cursor.selected);
        row.map(|(path, _)| path).into_iter().collect()
    } else {
        gaps.picked.iter().map(|(path, _)| path.clone()).collect()
    };
    let steps = || {
        let phases = state.project.roadmap.phases.iter();
        phases.flat_map(|phase| &phase.steps)
    };
    let is_open = |path: &Arc<str>| {
        let id = state.project.find(path);
        id.is_some_and(|id| !steps().any(|step| step.files.contains(&id)))
    };
    let mut paths: Vec<String> = chosen
        .iter()
        .filter(|path| is_open(path))
        .map(|path| path.to_string())
        .collect();
    paths.dedup();
    paths
}

/// The step that names the selected gap, in words.
fn planned_as(state: &State) -> Option<String> {
    if !state.gaps.picked.is_empty() {
        return Some("all that is selected is planned already".to_owned());
    }
    let file = state.gaps.selected()?.file;
    let phases = state.project.roadmap.phases.iter();
    let mut steps = phases.flat_map(|phase| phase.steps.iter().map(move |step| (phase, step)));
    let (phase, step) = steps.find(|(_, step)| step.files.contains(&file))?;
    Some(format!(
        "step {} of `{}` names it already",
        step.number, phase.name
    ))
}

/// Asks what the step for the selected gaps is called; which phase it goes to comes next.
pub(crate) fn ask_plan(state: &mut State) -> Vec<Effect> {
    let targets = gaps(state);
    if targets.is_empty() {
        let told = planned_as(state).unwrap_or_else(|| "select gaps to plan them".to_owned());
        state.tell(told);
        return Vec::new();
    }
    let form = match targets.as_slice() {
        [path] => Form::new(
            FormKind::Plan(targets.clone()),
            "Plan as a step".to_owned(),
            &[("Title", path, false)],
        ),
        several => Form::new(
            FormKind::Plan(targets.clone()),
            format!("Plan {} as steps", counted(several.len(), "file")),
            &[(
                "Title of one step for all; empty for a step each",
                "",
                false,
            )],
        ),
    };
    state.form = Some(form);
    Vec::new()
}

/// Asks for a new phase.
pub(crate) fn ask_new_phase(state: &mut State) -> Vec<Effect> {
    let (first, last) = weeks_after(&state.project.roadmap);
    state.form = Some(Form::new(
        FormKind::NewPhase,
        "A new phase".to_owned(),
        &[
            ("Name", "", false),
            ("First and last week", &format!("{first}-{last}"), false),
        ],
    ));
    Vec::new()
}

/// The weeks behind all phases, as many as the last one has, as far as a plan may go.
fn weeks_after(roadmap: &Roadmap) -> (u32, u32) {
    let end = roadmap.phases.iter().map(|phase| phase.weeks.1).max();
    let (first, last) = roadmap.phases.last().map_or((1, 2), |phase| phase.weeks);
    let first_free = end.map_or(1, |end| end.saturating_add(1).min(LAST_WEEK));
    let length = last.saturating_sub(first);
    (first_free, first_free.saturating_add(length).min(LAST_WEEK))
}

/// The edit that adds an empty phase with this name at the end, and its identity.
pub(in crate::ui::update) fn new_phase(roadmap: &Roadmap, name: &str) -> (Edit, String) {
    let id = new_phase_id(roadmap, name);
    let phase = Phase {
        id: id.clone(),
        name: name.to_owned(),
        weeks: weeks_after(roadmap),
        steps: Vec::new(),
    };
    let edit = Edit::AddPhase {
        phase: Box::new(phase),
        before: None,
    };
    (edit, id)
}

/// The filter that lists what no step names.
pub(in crate::ui::update) const INBOX: &str = "is:unplanned";

/// Lists the gaps that no step names.
pub(crate) fn inbox(state: &mut State) -> Vec<Effect> {
    navigate::go_in(state, ViewId::Gaps, Some(crate::ui::state::Scope::Project));
    filter::set(state, INBOX.to_owned());
    Vec::new()
}

/// Does what a form about the plan asked for, or says why it cannot.
pub(in crate::ui::update) fn submit(
    state: &mut State,
    kind: &FormKind,
    first: &str,
    second: &str,
) -> Result<Vec<Effect>, String> {
    let is_named = !first.is_empty();
    match kind {
        FormKind::Title(step) if is_named => {
            let edits = vec![Edit::Title {
                step: step.clone(),
                title: first.to_owned(),
            }];
            Ok(edit(state, "step renamed", edits))
        }
        FormKind::Name(phase) if is_named => {
            let edits = vec![Edit::Name {
                phase: phase.clone(),
                name: first.to_owned(),
            }];
            Ok(edit(state, "phase renamed", edits))
        }
        FormKind::Weeks(phase) => {
            let weeks = weeks(first)?;
            let title = match beside(&state.project.roadmap, phase, weeks) {
                Some(other) => format!("weeks changed, some of them those of `{other}`"),
                None => "weeks changed".to_owned(),
            };
            let phase = phase.clone();
            Ok(edit(state, &title, vec![Edit::Weeks { phase, weeks }]))
        }
        FormKind::NewPhase if is_named => {
            let (mut added, id) = new_phase(&state.project.roadmap, first);
            if let Edit::AddPhase { phase, .. } = &mut added {
                phase.weeks = weeks(second)?;
            }
            state.roadmap.choose_phase(&id);
            let effects = edit(state, &format!("phase `{first}` added"), vec![added]);
            state.roadmap.rebuild(&state.project);
            Ok(effects)
        }
        FormKind::Add(phase) if is_named => {
            let targets = second.split(',').map(str::trim);
            let targets = targets.filter(|path| !path.is_empty());
            let targets: Vec<String> = targets.map(str::to_owned).collect();
            known(&state.project, &targets)?;
            Ok(add(state, first, targets, phase, None))
        }
        FormKind::Plan(targets) if is_named || targets.len() > 1 => {
            choose::ask_phase_of(state, first.to_owned(), targets.clone());
            Ok(Vec::new())
        }
        _ => Err("a name is needed".to_owned()),
    }
}

/// Whether all paths are files of the tree; names one that is near where one is not.
fn known(project: &Project, paths: &[String]) -> Result<(), String> {
    let Some(path) = paths.iter().find(|path| project.find(path).is_none()) else {
        return Ok(());
    };
    let name = name_of(path);
    let mut files = project.files.iter();
    let near = files.find(|file| file.base_name() == name);
    Err(match near {
        Some(file) => format!("no file `{path}`; is it {}?", file.path),
        None => format!("no file `{path}` in this tree"),
    })
}

/// Adds a step at the end of a phase, which another edit may make first; without a title, a step
/// for each target.
pub(in crate::ui::update) fn add(
    state: &mut State,
    title: &str,
    targets: Vec<String>,
    phase: &str,
    first: Option<Edit>,
) -> Vec<Effect> {
    let (told, steps) = if title.is_empty() {
        let told = format!("planned: {}", counted(targets.len(), "step"));
        let steps = targets.into_iter().map(|path| (path.clone(), vec![path]));
        (told, steps.collect())
    } else {
        (
            format!("planned: {title}"),
            vec![(title.to_owned(), targets)],
        )
    };
    let mut edits: Vec<Edit> = first.into_iter().collect();
    let mut roadmap = Roadmap::clone(&state.project.roadmap);
    for edit in &edits {
        apply_edit(&mut roadmap, edit);
    }
    let mut last = None;
    for (title, targets) in steps {
        let id = new_step_id(&roadmap, &title);
        let step = Box::new(Step {
            id: id.clone(),
            title,
            files: targets
                .iter()
                .filter_map(|path| state.project.find(path))
                .collect(),
            targets,
            ..Step::default()
        });
        let to = Place {
            phase: phase.to_owned(),
            before: None,
        };
        let edit = Edit::Add { step, to };
        // The next identity is another one.
        apply_edit(&mut roadmap, &edit);
        edits.push(edit);
        last = Some(id);
    }
    let effects = edit(state, &told, edits);
    if let Some(id) = last {
        state.roadmap.choose_step(&state.project, &id);
    }
    effects
}

/// The name of another phase that lies in some of these weeks.
fn beside(roadmap: &Roadmap, phase: &str, (first, last): (u32, u32)) -> Option<String> {
    let mut others = roadmap.phases.iter().filter(|other| other.id != phase);
    let other = others.find(|other| other.weeks.0 <= last && first <= other.weeks.1)?;
    Some(other.name.clone())
}

/// Reads `3-4`, `3 4` or `3`.
fn weeks(text: &str) -> Result<(u32, u32), String> {
    let mut numbers = text
        .split(['-', ' ', ','])
        .filter(|part| !part.is_empty())
        .map(str::parse::<u32>);
    let wrong = || format!("`{text}` is no span of weeks such as 3-4");
    let first = numbers.next().and_then(Result::ok).ok_or_else(wrong)?;
    let last = match numbers.next() {
        Some(last) => last.map_err(|_| wrong())?,
        None => first,
    };
    if numbers.next().is_some() || first == 0 || last < first || last > LAST_WEEK {
        return Err(wrong());
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_a_span_or_one() {
        let check = |text: &str, expect: Option<(u32, u32)>| {
            assert_eq!(weeks(text).ok(), expect, "{text}");
        };
        check("3-4", Some((3, 4)));
        check(" 3 - 4 ", Some((3, 4)));
        check("7", Some((7, 7)));
        check("4-3", None);
        check("0-3", None);
        check("1-2-3", None);
        check("soon", None);
        check("", None);
        check("1-999", None);
    }

    #[test]
    fn a_new_phase_never_leaves_the_weeks_of_a_plan() {
        let check = |last: (u32, u32), expect: (u32, u32)| {
            let phase = Phase {
                weeks: last,
                ..Phase::default()
            };
            let roadmap = Roadmap {
                phases: vec![phase],
                ..Roadmap::default()
            };
            assert_eq!(weeks_after(&roadmap), expect);
        };
        check((1, 2), (3, 4));
        check((517, 519), (520, 520));
        check((519, 520), (520, 520));
        assert_eq!(weeks_after(&Roadmap::default()), (1, 2));
    }
}
