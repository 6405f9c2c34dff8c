//! GitLab, CircleCI, Azure, Travis and the like: all keep shell text below a few well-known keys.

use std::sync::Arc;

use crate::model::{CiStyle, Evidence};
use crate::scan::paths::{folder_of, join, name_of};
use crate::scan::walk::Tree;

use super::super::Documents;
use super::super::document::Node;
use super::super::shell::commands;
use super::{Action, Gate, Step, circle, gitlab, is_gitlab, jenkins};

/// Most steps that are read.
const MAX_STEPS: usize = 20_000;

/// Keys below which shell text stands.
const TEXT_KEYS: [&str; 18] = [
    "script",
    "scripts",
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
    let gitlab = gitlab::Jobs::new(documents);
    for (path, document) in documents.all() {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if is_gitlab(path) || is_ci_file(folder, name) {
            style.files.push(path.clone());
            for part in parts_of(&gitlab, path, document) {
                let mut reader = Reader {
                    path: part.path,
                    documents,
                    gate: part.gate,
                    skip: part.skip,
                    steps: &mut steps,
                };
                match part.reads {
                    Reads::Job => reader.read(part.node, ""),
                    Reads::Text => reader.shell(part.node, ""),
                    Reads::Nothing => reader.push(part.node, "", Action::Unclear),
                }
            }
            let mut reader = Reader {
                path,
                documents,
                gate: Gate::default(),
                skip: Vec::new(),
                steps: &mut steps,
            };
            reader.around(document);
        }
    }
    for (path, manifest) in &tree.manifests {
        if name_of(path) == "Jenkinsfile" {
            style.files.push(path.clone());
            steps.extend(jenkins::steps(path, &manifest.text));
        }
    }
    steps
}

/// What is read of a part of a file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reads {
    /// All shell text below it.
    Job,
    /// The part is shell text itself.
    Text,
    /// Nothing: it takes in what is not read.
    Nothing,
}

/// A part of a file, with the file that it stands in.
pub(super) struct Part<'a> {
    pub(super) path: &'a Arc<str>,
    pub(super) node: &'a Node,
    /// Keys that something nearer says instead.
    pub(super) skip: Vec<&'a str>,
    pub(super) reads: Reads,
    pub(super) gate: Gate,
}

/// The jobs of a file with their gates; a file of another make is one job.
fn parts_of<'a>(
    gitlab: &gitlab::Jobs<'a>,
    path: &'a Arc<str>,
    document: &'a Node,
) -> Vec<Part<'a>> {
    if is_gitlab(path) {
        return gitlab.parts(path, document);
    }
    circle::parts(path, document).unwrap_or_else(|| {
        vec![Part {
            path,
            node: document,
            skip: Vec::new(),
            reads: Reads::Job,
            gate: Gate::default(),
        }]
    })
}

pub(super) fn evidence(path: &Arc<str>, line: u32, fact: &str) -> Evidence {
    Evidence {
        path: path.clone(),
        line: Some(line),
        fact: fact.into(),
    }
}

/// All keys and texts below a node.
pub(super) fn texts<'a>(node: &'a Node, found: &mut Vec<&'a str>) {
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

struct Reader<'a> {
    path: &'a Arc<str>,
    documents: &'a Documents,
    gate: Gate,
    skip: Vec<&'a str>,
    steps: &'a mut Vec<Step>,
}

impl Reader<'_> {
    /// What a file says beside its jobs: what it includes, what happens by itself.
    fn around(&mut self, document: &Node) {
        if is_gitlab(self.path) {
            for node in gitlab::unread(self.documents, document) {
                self.push(node, "", Action::Unclear);
            }
        }
        let is_travis = self.path.starts_with(".travis.");
        if is_travis && document.get("script").is_none() {
            let usual = match document.text_of("language") {
                Some("node_js") => "npm test",
                Some("rust") => "cargo test",
                Some("go") => "go test ./...",
                _ => return,
            };
            self.push(document, "", Action::Shell(usual.to_owned()));
        }
    }

    /// Reads all text below a node; a node is as deep as the reader of YAML lets it be.
    fn read(&mut self, node: &Node, folder: &str) {
        if self.steps.len() >= MAX_STEPS {
            return;
        }
        let skip = std::mem::take(&mut self.skip);
        let own = FOLDER_KEYS.iter().find_map(|key| node.text_of(key));
        let own = own.and_then(|own| join("", own.trim_start_matches("~/project/")));
        let folder = own.as_deref().unwrap_or(folder);
        for (key, inner) in node.entries() {
            if skip.contains(&&**key) {
                continue;
            }
            if TEXT_KEYS.contains(&&**key) || key.ends_with("_script") {
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
                "template" if inner.text().is_some_and(|name| !self.is_read(name)) => {
                    self.push(inner, folder, Action::Unclear);
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
                    self.push(
                        inner,
                        folder,
                        Action::Uses(key.to_owned(), Some(inner.clone())),
                    );
                }
                _ => {}
            }
            self.read(inner, folder);
        }
        if node.entries().is_empty() && node.text().is_none() {
            self.list(node, folder);
        }
    }

    /// The items of a list; a name with a slash is a command of an orb.
    fn list(&mut self, node: &Node, folder: &str) {
        for item in node.items() {
            let is_name = |text: &&str| {
                let is_other = |letter: char| letter.is_whitespace() || "*.${".contains(letter);
                text.matches('/').count() == 1 && !text.ends_with('/') && !text.contains(is_other)
            };
            if let Some(name) = item.text().filter(is_name) {
                self.push(item, folder, Action::Uses(name.to_owned(), None));
            }
            self.read(item, folder);
        }
    }

    /// The lines of a list run one after the other in the same shell.
    fn shell(&mut self, node: &Node, folder: &str) {
        let mut at = folder.to_owned();
        let mut before = at.clone();
        for item in node.items() {
            // `- ps: …` of AppVeyor
            let named = ["cmd", "ps", "pwsh", "sh", "bash"]
                .iter()
                .find_map(|key| item.get(key));
            let item = named.unwrap_or(item);
            if let Some(text) = item.text() {
                let text = circle::plain(text);
                for command in commands(&text) {
                    if let [first, to, ..] = command.words.as_slice()
                        && first == "cd"
                    {
                        at = join(&at, to).unwrap_or_default();
                    }
                }
                self.push(item, &before, Action::Shell(text.into_owned()));
                before.clone_from(&at);
            }
        }
    }

    /// Whether a template is a file that is read by itself.
    fn is_read(&self, name: &str) -> bool {
        let beside = join(folder_of(self.path), name);
        let mut paths = beside
            .into_iter()
            .chain([name.trim_start_matches('/').to_owned()]);
        paths.any(|path| {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            is_ci_file(folder, name) && self.documents.get(&path).is_some()
        })
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
