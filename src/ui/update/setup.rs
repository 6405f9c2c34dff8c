//! What is done with a check or a claim: copying what is to be pasted, taking over a plan.

use std::collections::BTreeSet;

use super::plan;
use crate::model::{Check, CheckState, FileId, Phase, Project, RoadmapOrigin, Step};
use crate::track::Edit;
use crate::ui::action::{Action, Availability};
use crate::ui::event::Effect;
use crate::ui::state::{ChosenCheck, SetupRow, State};
use crate::ui::view::ViewId;

/// The selected check, or of the selected project the first one that is not ok; where it offers
/// something to paste.
fn check_to_paste(state: &State) -> Option<(usize, &Check)> {
    let checks = &state.project.checks;
    let offers = |check: &&Check| !check.snippets.is_empty();
    match state.setup.selected()? {
        SetupRow::Check(at) => Some((at, checks.get(at).filter(offers)?)),
        SetupRow::Project(at) => {
            let scope = &checks.get(at)?.scope;
            checks.iter().enumerate().find(|(_, check)| {
                check.scope == *scope && check.state != CheckState::Ok && offers(check)
            })
        }
    }
}

/// Which of the snippets of a check is copied next: each has a place of its own in the files.
fn next_snippet(state: &State, at: usize, check: &Check) -> usize {
    match &state.setup.copied {
        Some((copied, last)) if Some(copied) == identity(&state.project, at).as_ref() => {
            (last + 1) % check.snippets.len().max(1)
        }
        _ => 0,
    }
}

fn identity(project: &Project, at: usize) -> Option<ChosenCheck> {
    let check = project.checks.get(at)?;
    Some((check.scope.clone(), Some(check.id)))
}

/// What the key for copying copies.
fn offered(state: &State) -> Option<String> {
    match state.view {
        ViewId::Setup => {
            let (at, check) = check_to_paste(state)?;
            let snippet = check.snippets.get(next_snippet(state, at, check))?;
            Some(snippet.text.to_string())
        }
        ViewId::Gaps => {
            let file = state.gaps.selected()?.file;
            let path = state.project.score(file)?.suggested_test.as_ref()?;
            Some(path.to_string())
        }
        ViewId::Audit => {
            let claim = state.audit.claim(&state.project)?;
            Some(format!("line {}: {}", claim.line, claim.truth))
        }
        ViewId::Components | ViewId::Roadmap | ViewId::Metrics | ViewId::Source => None,
    }
}

/// What the key for copying copies, in a word.
pub(crate) fn what_is_offered(state: &State) -> Option<&'static str> {
    match state.view {
        ViewId::Setup => Some("copy snippet"),
        ViewId::Gaps => Some("copy test path"),
        ViewId::Audit => Some("copy answer"),
        ViewId::Components | ViewId::Roadmap | ViewId::Metrics | ViewId::Source => None,
    }
}

pub(crate) fn has_offer(state: &State) -> Availability {
    match (offered(state), state.view) {
        (Some(_), _) => Ok(()),
        (None, ViewId::Setup) if state.setup.check(&state.project).is_none() => {
            Err("no check of this project has anything to paste")
        }
        (None, ViewId::Setup) => Err("this check has nothing to paste"),
        (None, ViewId::Gaps) => Err("no test is suggested for it"),
        (None, _) => Err("there is nothing to copy here"),
    }
}

/// Copies one of several snippets, and says how to come by the others.
fn copy_part(state: &mut State) -> Option<Effect> {
    let (at, check) = check_to_paste(state).filter(|(_, check)| check.snippets.len() > 1)?;
    let part = next_snippet(state, at, check);
    let of = check.snippets.len();
    let key = Action::by_id("copy.offer").and_then(|action| state.keymap.first_key(action));
    let which = if part + 1 < of { "next" } else { "first" };
    let effect = Effect::CopyPart {
        text: check.snippets.get(part)?.text.to_string(),
        part: format!("snippet {} of {of}", part + 1),
        more: key.map_or_else(String::new, |key| format!("{key} again copies the {which}")),
    };
    let copied = identity(&state.project, at)?;
    state.setup.copied = Some((copied, part));
    Some(effect)
}

/// Copies what the detail offers to paste.
pub(crate) fn copy_offer(state: &mut State) -> Vec<Effect> {
    if state.view == ViewId::Setup
        && let Some(effect) = copy_part(state)
    {
        return vec![effect];
    }
    offered(state).map(Effect::Copy).into_iter().collect()
}

/// The command that runs the test suggested for the selected file.
fn command(state: &State) -> Option<String> {
    let score = state.project.score(state.gaps.selected()?.file)?;
    Some(score.test_command.as_ref()?.whole.to_string())
}

pub(crate) fn has_command(state: &State) -> Availability {
    match command(state) {
        Some(_) => Ok(()),
        None => Err("no command is known that would run a test for it"),
    }
}

/// Copies the command that runs the suggested test.
pub(crate) fn copy_command(state: &mut State) -> Vec<Effect> {
    command(state).map(Effect::Copy).into_iter().collect()
}

/// Shows or hides the checks of a project, or does what `fold` says.
pub(super) fn fold_project(state: &mut State, fold: Option<bool>) {
    let Some(SetupRow::Project(at) | SetupRow::Check(at)) = state.setup.selected() else {
        return;
    };
    let Some(scope) = state
        .project
        .checks
        .get(at)
        .map(|check| check.scope.clone())
    else {
        return;
    };
    let folded = &mut state.setup.folded;
    if fold.unwrap_or(!folded.contains(&scope)) {
        folded.insert(scope.clone());
        state.setup.chosen = Some((scope, None));
    } else {
        folded.remove(&scope);
    }
    state.setup.rebuild(&state.project);
}

pub(crate) fn next_verdict(state: &mut State) -> Vec<Effect> {
    state.audit.next_verdict(&state.project);
    state.tell(match state.audit.only {
        Some(only) => format!("only what is {}", only.word()),
        None => "all claims".to_owned(),
    });
    Vec::new()
}

/// The phases of the document's plan that the roadmap does not have by now, without steps whose files
/// a plan of the team's own names already.
fn phases(state: &State) -> Vec<Phase> {
    let own = own_phases(state);
    let has = |name: &str| own.iter().any(|phase| phase.name == name);
    let steps = own.iter().flat_map(|phase| &phase.steps);
    let planned: BTreeSet<FileId> = steps.flat_map(|step| step.files.iter().copied()).collect();
    let is_new = |step: &Step| {
        let files = &step.files;
        files.is_empty() || files.iter().any(|file| !planned.contains(file))
    };
    let audit = state.project.audit.as_ref();
    let phases = audit.map(|audit| audit.phases.iter()).into_iter().flatten();
    let open = phases.filter(|phase| !has(&phase.name)).cloned();
    let open = open.map(|mut phase| {
        phase.steps.retain(is_new);
        phase
    });
    open.filter(|phase| !phase.steps.is_empty()).collect()
}

/// The phases that people decided on; those that were made from the gaps give way.
fn own_phases(state: &State) -> &[Phase] {
    match state.project.roadmap.origin {
        RoadmapOrigin::Generated => &[],
        RoadmapOrigin::Saved | RoadmapOrigin::Profile => &state.project.roadmap.phases,
    }
}

pub(crate) fn can_take_over(state: &State) -> Availability {
    match &state.project.audit {
        None => Err("no written audit is open"),
        Some(audit) if audit.phases.is_empty() => Err("the document has no plan of its own"),
        Some(_) if phases(state).is_empty() => Err("the roadmap has its phases already"),
        Some(_) => Ok(()),
    }
}

/// Takes the document's phases over into the roadmap: behind those of the team, in the place of those
/// that were made from the gaps.
pub(crate) fn take_over(state: &mut State) -> Vec<Effect> {
    let phases = phases(state);
    let steps: usize = phases.iter().map(|phase| phase.steps.len()).sum();
    let title = format!("{} phases with {steps} steps planned", phases.len());
    let all = state.project.roadmap.phases.iter();
    let made = all.skip(own_phases(state).len());
    let removed = made.map(|phase| Edit::RemovePhase {
        phase: phase.id.clone(),
    });
    let added = phases.into_iter().map(|phase| Edit::AddPhase {
        phase: Box::new(phase),
        before: None,
    });
    // A plan is never without a phase: what gives way goes last.
    let edits: Vec<Edit> = added.chain(removed).collect();
    plan::edit(state, &title, edits)
}

/// The place that a check or claim speaks of.
pub(super) fn place(state: &State) -> Option<(std::sync::Arc<str>, Option<u32>)> {
    if state.view == ViewId::Setup {
        let evidence = state.setup.check(&state.project)?.evidence.first()?;
        return Some((evidence.path.clone(), evidence.line));
    }
    let claim = state.audit.claim(&state.project)?;
    if state.project.find(&claim.subject).is_some() {
        return Some((claim.subject.clone(), None));
    }
    let path = state.project.audit.as_ref()?.path.clone()?;
    Some((path, Some(claim.line)))
}
