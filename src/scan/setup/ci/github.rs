//! GitHub Actions: workflows, those that they call, and composite actions of the repository.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::{CiStyle, Evidence};
use crate::scan::paths::join;

use super::super::Documents;
use super::super::document::Node;
use super::super::follow::says_test;
use super::expression::{self, Values, filled};
use super::{Action, Event, Filter, Gate, Step, Trigger};

/// Most calls from one file to another that are followed.
const DEPTH: usize = 6;

/// Most calls of workflows and actions that are followed, all together.
const MAX_CALLS: usize = 10_000;

/// Most steps that are read, those of called files each time they are called.
const MAX_STEPS: usize = 20_000;

/// Whether a file describes an action.
pub(in super::super) fn is_action(name: &str) -> bool {
    matches!(name, "action.yml" | "action.yaml")
}

/// All steps of all workflows.
pub(super) fn steps(documents: &Documents, style: &mut CiStyle) -> Vec<Step> {
    let mut reader = Reader {
        documents,
        style,
        steps: Vec::new(),
        called: FxHashSet::default(),
        calls: 0,
    };
    let workflows: Vec<(&Arc<str>, &Node)> = documents.workflows().collect();
    let mut only_called = Vec::new();
    for (path, document) in workflows {
        reader.style.files.push(path.clone());
        let events = reader.events(path, document);
        // Without anything that starts it, a workflow can only be called.
        if events.is_empty() && is_callable(document) {
            only_called.push((path, document));
            continue;
        }
        let gate = Gate {
            events: events.into(),
            ..Gate::default()
        };
        reader.workflow((path, path), document, (&gate, &Values::new()), 0);
    }
    for (path, document) in only_called {
        if !reader.called.contains(path) {
            let on = document.get("on").map_or(1, |on| on.line);
            let gate = Gate {
                blocked: Some(evidence(path, on, "no workflow calls it")),
                ..Gate::default()
            };
            reader.workflow((path, path), document, (&gate, &Values::new()), 0);
        }
    }
    reader.steps
}

fn evidence(path: &Arc<str>, line: u32, fact: &str) -> Evidence {
    Evidence {
        path: path.clone(),
        line: Some(line),
        fact: fact.into(),
    }
}

/// The events of a workflow, as (name, node).
fn on(document: &Node) -> Vec<(&str, &Node)> {
    let Some(on) = document.get("on") else {
        return Vec::new();
    };
    if on.entries().is_empty() {
        let names = on.items().iter();
        return names
            .filter_map(|node| Some((node.text()?, node)))
            .collect();
    }
    let entries = on.entries().iter();
    entries.map(|(name, node)| (&**name, node)).collect()
}

fn is_callable(document: &Node) -> bool {
    on(document)
        .iter()
        .any(|(name, _)| *name == "workflow_call")
}

struct Reader<'a> {
    documents: &'a Documents,
    style: &'a mut CiStyle,
    steps: Vec<Step>,
    called: FxHashSet<Arc<str>>,
    calls: usize,
}

/// What holds for the steps of a job.
#[derive(Clone)]
struct Around<'a> {
    path: &'a Arc<str>,
    start: &'a Arc<str>,
    folder: String,
    variables: Vec<(String, String)>,
    /// What expressions stand for, of each row of the matrix.
    rows: Vec<Values>,
    gate: Gate,
    depth: usize,
}

impl Reader<'_> {
    fn events(&mut self, path: &Arc<str>, document: &Node) -> Vec<Event> {
        let mut events = Vec::new();
        for (name, node) in on(document) {
            if matches!(name, "push" | "pull_request") {
                for branch in node.get("branches").into_iter().flat_map(Node::items) {
                    self.style.branches.extend(branch.text().map(Arc::from));
                }
            }
            let is_release = name == "release"
                || name == "push" && node.get("tags").is_some() && node.get("branches").is_none();
            let (trigger, fact) = match name {
                "workflow_call" => continue,
                _ if is_release => (Trigger::Schedule, "starts for releases and tags only"),
                "push"
                | "pull_request"
                | "pull_request_target"
                | "merge_group"
                | "workflow_run"
                | "check_suite"
                | "pull_request_review" => (Trigger::Change, "starts for changes"),
                "schedule" => (Trigger::Schedule, "starts on a schedule only"),
                _ => (Trigger::Hand, "only people start it"),
            };
            let filter = node.get("paths").map(Filter::only);
            self.style.has_filters |= filter.is_some();
            let filter = filter.or_else(|| node.get("paths-ignore").map(Filter::but));
            events.push(Event {
                trigger,
                evidence: evidence(path, node.line, fact),
                filter: filter.unwrap_or_default(),
            });
        }
        events
    }

    /// The jobs of a workflow, with where CI starts, and the inputs that it is given.
    fn workflow(
        &mut self,
        (path, start): (&Arc<str>, &Arc<str>),
        document: &Node,
        (gate, inputs): (&Gate, &Values),
        depth: usize,
    ) {
        let jobs = document.get("jobs").map_or(&[] as &[_], Node::entries);
        for (name, job) in jobs {
            let mut variables = variables(job);
            variables.extend(self::variables(document));
            let folder = working_folder(job).or_else(|| working_folder(document));
            let mut rows = expression::rows(job);
            for row in &mut rows {
                row.extend(inputs.clone());
                for (name, text) in variables.iter().rev() {
                    let text = filled(text, row);
                    row.insert(format!("env.{name}"), text);
                }
            }
            let around = Around {
                path,
                start,
                folder: folder.unwrap_or_default(),
                variables,
                rows,
                gate: job_gate(gate, path, name, job, jobs),
                depth,
            };
            if let Some(uses) = job.get("uses") {
                self.uses(uses, job, &around);
            }
            self.steps_of(job.get("steps"), &around);
        }
    }

    fn steps_of(&mut self, steps: Option<&Node>, around: &Around<'_>) {
        for step in steps.into_iter().flat_map(Node::items) {
            if self.steps.len() >= MAX_STEPS {
                return;
            }
            let mut inner = around.clone();
            close(&mut inner.gate, around.path, step, "the step");
            let own = variables(step);
            for row in &mut inner.rows {
                for (name, text) in &own {
                    let text = filled(text, row);
                    row.insert(format!("env.{name}"), text);
                }
            }
            inner.variables.splice(0..0, own);
            if let Some(run) = step.get("run")
                && let Some(text) = run.text()
            {
                self.shell(run, text, step, &inner);
            }
            if let Some(uses) = step.get("uses") {
                self.uses(uses, step, &inner);
            }
        }
    }

    /// Shell text, once for each way in which the rows of the matrix fill it in.
    fn shell(&mut self, run: &Node, text: &str, step: &Node, around: &Around<'_>) {
        // Text of another language is not read.
        let is_other = step.text_of("shell").is_some_and(|shell| {
            !["sh", "pwsh", "powershell", "cmd", "${{"]
                .iter()
                .any(|it| shell.contains(it))
        });
        let own = step.text_of("working-directory");
        let ways: BTreeSet<(String, String)> = around
            .rows
            .iter()
            .map(|row| {
                let folder = own.map(|folder| join("", &filled(folder, row)).unwrap_or_default());
                let folder = folder.unwrap_or_else(|| filled(&around.folder, row));
                (filled(text, row), folder)
            })
            .collect();
        for (text, folder) in ways {
            let action = match is_other {
                true if says_test(&text) => Action::Unclear,
                true => continue,
                false => Action::Shell(text),
            };
            let inner = Around {
                folder,
                ..around.clone()
            };
            self.push(&inner, run, action);
        }
    }

    fn push(&mut self, around: &Around<'_>, node: &Node, action: Action) {
        self.steps.push(Step {
            path: around.path.clone(),
            start: around.start.clone(),
            text_line: node.text_line(),
            folder: around.folder.clone(),
            variables: around.variables.clone(),
            action,
            gate: around.gate.clone(),
        });
    }

    /// A called workflow, a composite action of the repository, or one from elsewhere.
    fn uses(&mut self, uses: &Node, holder: &Node, around: &Around<'_>) {
        let Some(name) = uses.text() else { return };
        let with = holder.get("with");
        let Some(local) = name.strip_prefix("./") else {
            if let Some((action, version)) = name.split_once('@') {
                let seen = (Arc::from(action), Arc::from(version));
                self.style.actions.push(seen);
            }
            self.push(around, uses, Action::Uses(name.to_owned(), with.cloned()));
            return;
        };
        self.calls += 1;
        if around.depth >= DEPTH || self.calls > MAX_CALLS {
            self.push(around, uses, Action::Unclear);
            return;
        }
        if let Some((path, document)) = self.documents.entry(local) {
            self.called.insert(path.clone());
            let declared = document.at(&["on", "workflow_call", "inputs"]);
            let files = (path, around.start);
            for inputs in given(declared, with, &around.rows) {
                self.calls += 1;
                self.workflow(files, document, (&around.gate, &inputs), around.depth + 1);
            }
            return;
        }
        let folder = local.trim_end_matches('/');
        let found = ["action.yml", "action.yaml"].into_iter().find_map(|name| {
            let path = join(folder, name)?;
            self.documents.entry(&path)
        });
        let steps =
            found.and_then(|(path, action)| Some((path, action, action.at(&["runs", "steps"])?)));
        // A program of the tree, or an action that is not in it.
        let Some((path, action, steps)) = steps else {
            self.push(around, uses, Action::Uses(name.to_owned(), with.cloned()));
            return;
        };
        let inner = Around {
            path,
            depth: around.depth + 1,
            rows: given(action.get("inputs"), with, &around.rows),
            ..around.clone()
        };
        self.steps_of(Some(steps), &inner);
    }
}

/// The inputs of what is called, once for each way in which the rows of the matrix fill them in.
fn given(declared: Option<&Node>, with: Option<&Node>, rows: &[Values]) -> Vec<Values> {
    let ways: BTreeSet<Values> = rows
        .iter()
        .map(|row| expression::inputs(declared, with, row))
        .collect();
    ways.into_iter().collect()
}

fn working_folder(node: &Node) -> Option<String> {
    let folder = node.at(&["defaults", "run", "working-directory"])?.text()?;
    join("", folder)
}

fn variables(node: &Node) -> Vec<(String, String)> {
    let entries = node.get("env").map_or(&[] as &[_], Node::entries);
    entries
        .iter()
        .filter_map(|(name, node)| Some((name.to_string(), node.text()?.to_owned())))
        .collect()
}

/// The gate of a job, closed also where a job that it waits for never runs.
fn job_gate(
    gate: &Gate,
    path: &Arc<str>,
    name: &str,
    job: &Node,
    jobs: &[(Box<str>, Node)],
) -> Gate {
    let mut gate = gate.clone();
    close(&mut gate, path, job, &format!("the job `{name}`"));
    let needs = job.get("needs").map_or(&[] as &[_], Node::items);
    // A job with a condition of its own may run although what it needs was skipped.
    if job.get("if").is_none() && gate.blocked.is_none() {
        for need in needs.iter().filter_map(Node::text) {
            let needed = jobs.iter().find(|(known, _)| &**known == need);
            if let Some((_, node)) = needed {
                close(
                    &mut gate,
                    path,
                    node,
                    &format!("the job `{need}`, which it needs,"),
                );
            }
        }
        gate.lenient = None;
        close(&mut gate, path, job, &format!("the job `{name}`"));
    }
    gate
}

/// Takes in the conditions that stand at a job or step.
fn close(gate: &mut Gate, path: &Arc<str>, node: &Node, what: &str) {
    if let Some(condition) = node.get("if")
        && gate.blocked.is_none()
        && let Some(text) = condition.text()
    {
        if is_never(text) {
            let fact = format!("{what} never runs: `if: {}`", text.trim());
            gate.blocked = Some(evidence(path, condition.line, &fact));
        } else if is_by_hand(text) {
            let fact = format!("{what} runs only when a person starts it");
            let event = Event {
                trigger: Trigger::Hand,
                evidence: evidence(path, condition.line, &fact),
                filter: Filter::default(),
            };
            gate.events = Arc::from([event]);
        }
    }
    if let Some(flag) = node.get("continue-on-error")
        && flag.text() == Some("true")
    {
        gate.lenient = Some(evidence(path, flag.line, "its failure is passed over"));
    }
}

fn bare(condition: &str) -> &str {
    let condition = condition.trim();
    condition
        .strip_prefix("${{")
        .and_then(|rest| rest.strip_suffix("}}"))
        .map_or(condition, str::trim)
}

fn is_never(condition: &str) -> bool {
    let condition = bare(condition);
    matches!(condition, "false" | "0" | "!true" | "''" | "never()")
        || condition.starts_with("false &&")
}

fn is_by_hand(condition: &str) -> bool {
    let plain = bare(condition).replace(['"', '\''], "");
    plain == "github.event_name == workflow_dispatch"
}
