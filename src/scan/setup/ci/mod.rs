//! What CI does, step by step, whichever service runs it.

mod circle;
mod elsewhere;
mod expression;
mod filter;
mod github;
mod gitlab;
mod jenkins;
mod other;
mod place;

use std::sync::Arc;

use crate::model::{CiStyle, Evidence, Provider, RunState};
use crate::scan::paths::name_of;
use crate::scan::walk::Tree;

use super::Documents;
use super::document::Node;

pub(super) use elsewhere::{Given, given, is_foreign_ci};
pub(super) use filter::Filter;
pub(super) use github::is_action;
pub(super) use place::place;

/// What a step does.
#[derive(Debug, Clone)]
pub(super) enum Action {
    /// Shell text.
    Shell(String),
    /// Something ready-made, with what it is given.
    Uses(String, Option<Node>),
    /// It keeps what coverage measured, as this says.
    Keeps(&'static str),
    /// Something that is not read: another file, another repository, another notation.
    Unclear,
    /// All that a file does that could not be read.
    Unread,
}

/// One step.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The file that holds it.
    pub(super) path: Arc<str>,
    /// The file that CI starts; another one where that calls this.
    pub(super) start: Arc<str>,
    /// Line on which the shell text begins.
    pub(super) text_line: u32,
    /// Folder that it runs in.
    pub(super) folder: String,
    /// Variables that are set.
    pub(super) variables: Vec<(String, String)>,
    /// What it does.
    pub(super) action: Action,
    /// Whether it is ever started.
    pub(super) gate: Gate,
}

/// Whether and when something is started.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate {
    /// Why it never is.
    pub(super) blocked: Option<Evidence>,
    /// Where its failure is passed over.
    pub(super) lenient: Option<Evidence>,
    /// What starts it; empty where changes do.
    pub(super) events: Arc<[Event]>,
}

/// Something that starts CI.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// What happens.
    pub(super) trigger: Trigger,
    /// Where it says so.
    pub(super) evidence: Evidence,
    /// Which files it is for.
    pub(super) filter: Filter,
}

/// What starts CI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trigger {
    Change,
    Schedule,
    Hand,
}

impl Gate {
    /// Whether it is started when these files change.
    pub(super) fn state(&self, files: &[&str], all: &[&str]) -> RunState {
        if let Some(evidence) = &self.blocked {
            return RunState::Blocked(evidence.clone());
        }
        let of = |trigger| {
            self.events
                .iter()
                .filter(move |event| event.trigger == trigger)
        };
        let passes = |event: &Event| event.filter.passes(files);
        if self.events.is_empty() || of(Trigger::Change).any(passes) {
            return match &self.lenient {
                Some(evidence) => RunState::Lenient(evidence.clone()),
                None => RunState::Runs,
            };
        }
        if let Some(event) = of(Trigger::Change).next() {
            let fact = if event.filter.passes(all) {
                "its path filter leaves these files out"
            } else {
                "its path filter matches no file of the repository"
            };
            return RunState::Blocked(Evidence {
                line: event.filter.line.or(event.evidence.line),
                fact: fact.into(),
                ..event.evidence.clone()
            });
        }
        if let Some(event) = of(Trigger::Schedule).next() {
            return RunState::Scheduled(event.evidence.clone());
        }
        match self.events.first() {
            Some(event) => RunState::ByHand(event.evidence.clone()),
            None => RunState::Runs,
        }
    }
}

/// The steps of all CI files, and how they are written.
pub(super) fn ci(tree: &Tree, documents: &Documents) -> (Vec<Step>, CiStyle) {
    let mut style = CiStyle::default();
    let mut steps = github::steps(documents, &mut style);
    if !style.files.is_empty() {
        style.provider = Provider::GitHub;
    }
    let before = style.files.len();
    steps.extend(other::steps(tree, documents, &mut style));
    let is_gitlab = style.files.iter().any(|path| is_gitlab(path));
    if before == 0 && style.files.len() > before {
        style.provider = if is_gitlab {
            Provider::GitLab
        } else {
            Provider::Other
        };
    }
    steps.extend(unread(tree, documents, &mut style));
    (steps, style)
}

/// What the files of CI do that are there and do not parse.
fn unread(tree: &Tree, documents: &Documents, style: &mut CiStyle) -> Vec<Step> {
    let is_unread = |path: &&Arc<str>| {
        let name = name_of(path);
        is_ci_file(path)
            && name != "Jenkinsfile"
            && !is_action(name)
            && documents.get(path).is_none()
    };
    let paths: Vec<&Arc<str>> = tree.manifests.keys().filter(is_unread).collect();
    style.files.extend(paths.iter().copied().cloned());
    let step = |path: &Arc<str>| Step {
        path: path.clone(),
        start: path.clone(),
        text_line: 1,
        folder: String::new(),
        variables: Vec::new(),
        action: Action::Unread,
        gate: Gate::default(),
    };
    paths.into_iter().map(step).collect()
}

/// Whether a file is a workflow of GitHub, or of Forgejo or Gitea, which read the same.
pub(super) fn is_workflow(path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    matches!(
        folder,
        ".github/workflows" | ".forgejo/workflows" | ".gitea/workflows"
    )
}

/// Whether a file is GitLab's.
fn is_gitlab(path: &str) -> bool {
    path == ".gitlab-ci.yml" || path.ends_with(".gitlab-ci.yml") || path.starts_with(".gitlab/")
}

/// Whether the walk reads a file for its CI.
pub(crate) fn is_ci_file(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_yaml = [".yml", ".yaml"]
        .iter()
        .any(|ending| name.ends_with(ending));
    if !is_yaml {
        return name == "Jenkinsfile";
    }
    is_workflow(path) || is_action(name) || is_gitlab(path) || other::is_ci_file(folder, name)
}
