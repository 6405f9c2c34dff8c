//! GitLab: what jobs take over from others, and what is included from elsewhere.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::Documents;
use super::super::document::{Node, Value};
use super::super::follow::{says_build, says_test};
use super::other::{Part, Reads, evidence};
use super::{Event, Filter, Gate, Trigger, is_gitlab};

/// Most jobs of which one takes over the settings.
const MOST_ABOVE: usize = 16;

/// Words of included files that look for weaknesses rather than run tests.
const SCANS: [&str; 6] = ["sast", "dast", "secret", "scanning", "security", "license"];

/// A job with its file.
type Layer<'a> = (&'a Arc<str>, &'a Node);

/// The jobs of all files, by name.
pub(super) struct Jobs<'a> {
    documents: &'a Documents,
    by_name: FxHashMap<&'a str, Vec<Layer<'a>>>,
}

impl<'a> Jobs<'a> {
    /// Looks up the jobs of all files that are GitLab's.
    pub(super) fn new(documents: &'a Documents) -> Self {
        let mut by_name: FxHashMap<&str, Vec<Layer<'_>>> = FxHashMap::default();
        for (path, document) in documents.all().filter(|(path, _)| is_gitlab(path)) {
            for (name, job) in document.entries() {
                by_name.entry(&**name).or_default().push((path, job));
            }
        }
        Self { documents, by_name }
    }

    /// The job of a name, rather in the same file than in another one.
    fn job(&self, path: &Arc<str>, name: &str) -> Option<Layer<'a>> {
        let all = self.by_name.get(name)?;
        let own = all.iter().find(|(at, _)| *at == path);
        own.or_else(|| all.first()).copied()
    }

    /// What is read of each job of a file: itself, and what it takes over.
    pub(super) fn parts(&self, path: &'a Arc<str>, document: &'a Node) -> Vec<Part<'a>> {
        let entries = document.entries().iter();
        let jobs = entries.filter(|(name, _)| !name.starts_with('.') && &**name != "include");
        jobs.flat_map(|(name, job)| self.parts_of(path, name, job))
            .collect()
    }

    fn parts_of(&self, path: &'a Arc<str>, name: &str, job: &'a Node) -> Vec<Part<'a>> {
        let (layers, mut is_unclear) = self.layers(path, job);
        let gate = gate_of(path, name, &layers);
        let mut said: Vec<&str> = Vec::new();
        let mut parts = Vec::new();
        let part = |(path, node), skip, reads| Part {
            path,
            node,
            skip,
            reads,
            gate: gate.clone(),
        };
        for layer in layers {
            for item in layer
                .1
                .entries()
                .iter()
                .flat_map(|(_, value)| value.items())
            {
                match self.referenced(path, item) {
                    Some(Some(text)) => parts.push(part(text, Vec::new(), Reads::Text)),
                    Some(None) => is_unclear = true,
                    None => {}
                }
            }
            parts.push(part(layer, said.clone(), Reads::Job));
            let keys = layer.1.entries().iter().map(|(key, _)| &**key);
            said.extend(keys.filter(|key| key.ends_with("script")).take(MOST_ABOVE));
        }
        is_unclear |= job
            .get("trigger")
            .is_some_and(|trigger| !is_read(self.documents, trigger));
        if is_unclear {
            parts.push(part((path, job), Vec::new(), Reads::Nothing));
        }
        parts
    }

    /// A job and those that it extends, nearest first; whether one of them is nowhere.
    fn layers(&self, path: &'a Arc<str>, job: &'a Node) -> (Vec<Layer<'a>>, bool) {
        let mut layers = vec![(path, job)];
        let mut above = parents(job);
        while let Some(name) = above.pop() {
            let Some((at, parent)) = self.job(path, name).filter(|_| layers.len() < MOST_ABOVE)
            else {
                return (layers, true);
            };
            above.extend(parents(parent));
            layers.push((at, parent));
        }
        layers.extend(
            self.job(path, "default")
                .filter(|(_, it)| !std::ptr::eq(*it, job)),
        );
        (layers, false)
    }

    /// The text that `!reference [.job, script]` means; nothing inside if it is nowhere.
    fn referenced(&self, path: &Arc<str>, item: &Node) -> Option<Option<Layer<'a>>> {
        let Value::List(parts) = &item.value else {
            return None;
        };
        let names: Vec<&str> = parts.iter().filter_map(Node::text).collect();
        let (name, keys) = names.split_first()?;
        let job = self.job(path, name);
        Some(job.and_then(|(at, job)| Some((at, job.at(keys)?))))
    }
}

/// Names of the jobs that a job extends; the last is the strongest.
fn parents(job: &Node) -> Vec<&str> {
    let names = job.get("extends").map_or(&[] as &[_], Node::items);
    names.iter().filter_map(Node::text).collect()
}

/// The gate of a job, of what it says itself and what it takes over.
fn gate_of(path: &Arc<str>, name: &str, layers: &[(&Arc<str>, &Node)]) -> Gate {
    let said = |key: &str| layers.iter().find_map(|(_, node)| node.get(key));
    let mut gate = Gate::default();
    let rules = said("rules").map_or(&[] as &[_], Node::items);
    let whens: Vec<Option<&str>> = rules.iter().map(|rule| rule.text_of("when")).collect();
    let own = said("when");
    let only = |word: &str| {
        own.and_then(Node::text) == Some(word)
            || !whens.is_empty() && whens.iter().all(|when| *when == Some(word))
    };
    let line = own.or_else(|| said("rules")).map_or(1, |node| node.line);
    if only("never") {
        let fact = format!("the job `{name}` never runs");
        gate.blocked = Some(evidence(path, line, &fact));
    } else if only("manual") {
        let event = Event {
            trigger: Trigger::Hand,
            evidence: evidence(path, line, "only people start it"),
            filter: Filter::default(),
        };
        gate.events = Arc::from([event]);
    }
    if let Some(flag) = said("allow_failure")
        && flag.text() == Some("true")
    {
        gate.lenient = Some(evidence(path, flag.line, "its failure is passed over"));
    }
    gate
}

/// What a file takes in that is not read and may run tests.
pub(super) fn unread<'a>(
    documents: &'a Documents,
    document: &'a Node,
) -> impl Iterator<Item = &'a Node> {
    let included = document.get("include").map_or(&[] as &[_], Node::items);
    included.iter().filter(|item| !is_read(documents, item))
}

/// Whether what is included is read by itself, or says that it runs no tests.
fn is_read(documents: &Documents, item: &Node) -> bool {
    let inner = item.get("include").unwrap_or(item);
    inner.items().iter().all(|item| {
        let names = item.entries().iter();
        let mut names: Vec<&str> = names.filter_map(|(_, value)| value.text()).collect();
        names.extend(item.text());
        names.iter().any(|name| {
            let plain = name.trim_start_matches('/');
            let lower = name.to_lowercase().replace("gitlab-ci", "");
            is_gitlab(plain) && documents.get(plain).is_some()
                || !says_test(&lower)
                    && (says_build(&lower) || SCANS.iter().any(|scan| lower.contains(scan)))
        })
    })
}
