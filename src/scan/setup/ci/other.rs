//! GitLab, CircleCI, Azure, Travis and the like: all keep shell text below a few well-known keys.

use std::sync::Arc;

use crate::model::{CiStyle, Evidence};
use crate::scan::paths::{folder_of, join};
use crate::scan::walk::Tree;

use super::super::Documents;
use super::super::document::Node;
use super::super::shell::commands;
use super::{Action, Event, Filter, Gate, Step, Trigger, is_gitlab};

/// Keys below which shell text stands.
const TEXT_KEYS: [&str; 17] = [
    "script",
    "before_script",
    "after_script",
    "after_success",
    "install",
    "before_install",
    "run",
    "command",
    "commands",
    "bash",
    "pwsh",
    "powershell",
    "inlineScript",
    "test_script",
    "build_script",
    "test",
    "steps_script",
];

/// Keys of the folder in which shell text runs.
const FOLDER_KEYS: [&str; 3] = ["working_directory", "workingDirectory", "working-directory"];

/// Whether a YAML file is one of these.
pub(super) fn is_ci_file(folder: &str, name: &str) -> bool {
    let stem = name
        .split('.')
        .find(|part| !part.is_empty())
        .unwrap_or(name);
    folder == ".circleci"
        || folder == ".buildkite"
        || folder == ".woodpecker"
        || stem.starts_with("azure-pipelines")
        || folder
            .split('/')
            .any(|part| part == ".azure-pipelines" || part == ".pipelines")
        || folder.is_empty()
            && matches!(
                stem,
                "travis"
                    | "cirrus"
                    | "drone"
                    | "woodpecker"
                    | "bitbucket-pipelines"
                    | "appveyor"
                    | "semaphore"
                    | "codemagic"
            )
        || folder == ".semaphore"
}

/// All steps of all these files.
pub(super) fn steps(tree: &Tree, documents: &Documents, style: &mut CiStyle) -> Vec<Step> {
    let mut steps = Vec::new();
    for (path, document) in documents.all() {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if is_gitlab(path) || is_ci_file(folder, name) {
            style.files.push(path.clone());
            for (node, gate) in jobs_of(path, document) {
                let mut reader = Reader {
                    path,
                    gate,
                    steps: &mut steps,
                };
                reader.read(node, "");
            }
        }
    }
    for (path, manifest) in &tree.manifests {
        if path.rsplit('/').next() == Some("Jenkinsfile") {
            style.files.push(path.clone());
            steps.extend(jenkins(path, &manifest.text));
        }
    }
    steps
}

/// The jobs of a file with their gates; a file of another make is one job.
fn jobs_of<'a>(path: &Arc<str>, document: &'a Node) -> Vec<(&'a Node, Gate)> {
    if is_gitlab(path) {
        return document
            .entries()
            .iter()
            .filter(|(name, _)| !name.starts_with('.'))
            .map(|(name, node)| (node, gitlab_gate(path, name, node)))
            .collect();
    }
    let circle = document
        .get("jobs")
        .filter(|_| path.starts_with(".circleci/"));
    if let (Some(jobs), Some(flows)) = (circle, document.get("workflows")) {
        let mut used = Vec::new();
        texts(flows, &mut used);
        return jobs
            .entries()
            .iter()
            .map(|(name, node)| {
                let blocked = (!used.contains(&&**name))
                    .then(|| evidence(path, node.line, "no workflow uses this job"));
                let gate = Gate {
                    blocked,
                    ..Gate::default()
                };
                (node, gate)
            })
            .collect();
    }
    vec![(document, Gate::default())]
}

fn evidence(path: &Arc<str>, line: u32, fact: &str) -> Evidence {
    Evidence {
        path: path.clone(),
        line: Some(line),
        fact: fact.into(),
    }
}

/// All keys and texts below a node.
fn texts<'a>(node: &'a Node, found: &mut Vec<&'a str>) {
    found.extend(node.text());
    for (key, inner) in node.entries() {
        found.push(key);
        texts(inner, found);
    }
    if node.text().is_none() {
        for item in node.items().iter().filter(|_| node.entries().is_empty()) {
            texts(item, found);
        }
    }
}

fn gitlab_gate(path: &Arc<str>, name: &str, job: &Node) -> Gate {
    let mut gate = Gate::default();
    let rules = job.get("rules").map_or(&[] as &[_], Node::items);
    let whens: Vec<Option<&str>> = rules.iter().map(|rule| rule.text_of("when")).collect();
    let own = job.get("when");
    let said = |word: &str| {
        own.and_then(Node::text) == Some(word)
            || !whens.is_empty() && whens.iter().all(|when| *when == Some(word))
    };
    let line = own
        .or_else(|| job.get("rules"))
        .map_or(job.line, |node| node.line);
    if said("never") {
        let fact = format!("the job `{name}` never runs");
        gate.blocked = Some(evidence(path, line, &fact));
    } else if said("manual") {
        let event = Event {
            trigger: Trigger::Hand,
            evidence: evidence(path, line, "only people start it"),
            filter: Filter::default(),
        };
        gate.events = Arc::from([event]);
    }
    if let Some(flag) = job.get("allow_failure")
        && flag.text() == Some("true")
    {
        gate.lenient = Some(evidence(path, flag.line, "its failure is passed over"));
    }
    gate
}

struct Reader<'a> {
    path: &'a Arc<str>,
    gate: Gate,
    steps: &'a mut Vec<Step>,
}

impl Reader<'_> {
    /// Reads all text below a node; a node is as deep as the reader of YAML lets it be.
    fn read(&mut self, node: &Node, folder: &str) {
        let own = FOLDER_KEYS.iter().find_map(|key| node.text_of(key));
        let own = own.and_then(|own| join("", own.trim_start_matches("~/project/")));
        let folder = own.as_deref().unwrap_or(folder);
        for (key, inner) in node.entries() {
            if TEXT_KEYS.contains(&&**key) {
                self.shell(inner, folder);
            }
            match &**key {
                "coverage_report" => {
                    self.push(inner, folder, Action::Keeps("the coverage report is kept"));
                }
                "coverage" if inner.text().is_some_and(|text| text.starts_with('/')) => {
                    self.push(
                        inner,
                        folder,
                        Action::Keeps("the figure of coverage is kept"),
                    );
                }
                "task" | "uses" => {
                    if let Some(name) = inner.text() {
                        let with = node.get("inputs").cloned();
                        self.push(inner, folder, Action::Uses(name.to_owned(), with));
                    }
                }
                "store_artifacts" | "store_test_results" | "artifacts" => {
                    let mut words = Vec::new();
                    texts(inner, &mut words);
                    if words.iter().any(|word| word.to_lowercase().contains("cov")) {
                        self.push(inner, folder, Action::Keeps("the coverage report is kept"));
                    }
                }
                key if key.contains('/') => {
                    // A command of an orb.
                    self.push(inner, folder, Action::Uses(key.to_owned(), None));
                }
                _ => {}
            }
            self.read(inner, folder);
        }
        if node.entries().is_empty() && node.text().is_none() {
            for item in node.items() {
                if let Some(name) = item.text().filter(|text| text.contains('/')) {
                    let is_name = !name.contains(char::is_whitespace);
                    if is_name {
                        self.push(item, folder, Action::Uses(name.to_owned(), None));
                    }
                }
                self.read(item, folder);
            }
        }
    }

    /// The lines of a list run one after the other in the same shell.
    fn shell(&mut self, node: &Node, folder: &str) {
        let mut at = folder.to_owned();
        for item in node.items() {
            if let Some(text) = item.text() {
                self.push(item, &at, Action::Shell(text.to_owned()));
                for command in commands(text) {
                    if let [first, to, ..] = command.words.as_slice()
                        && first == "cd"
                    {
                        at = join(&at, to).unwrap_or_default();
                    }
                }
            }
        }
    }

    fn push(&mut self, node: &Node, folder: &str, action: Action) {
        self.steps.push(Step {
            path: self.path.clone(),
            start: self.path.clone(),
            text_line: node.text_line(),
            folder: folder.to_owned(),
            variables: Vec::new(),
            action,
            gate: self.gate.clone(),
        });
    }
}

/// The commands in quotes behind `sh` and `bat`.
fn jenkins(path: &Arc<str>, text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for (line, written) in (1_u32..).zip(text.lines()) {
        let written = written.trim();
        let command = ["sh ", "sh(", "bat ", "bat("]
            .iter()
            .find_map(|start| written.strip_prefix(start));
        let inside = command.map(|rest| rest.trim_matches(['\'', '"', '(', ')', ' ', ';']));
        // Text in triple quotes goes on below; each of its lines is tried by itself.
        let inside = inside.or_else(|| written.contains("test").then_some(written));
        if let Some(text) = inside.filter(|text| !text.is_empty()) {
            steps.push(Step {
                path: path.clone(),
                start: path.clone(),
                text_line: line,
                folder: folder_of(path).to_owned(),
                variables: Vec::new(),
                action: Action::Shell(text.to_owned()),
                gate: Gate::default(),
            });
        }
    }
    steps
}
