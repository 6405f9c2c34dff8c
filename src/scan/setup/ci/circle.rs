//! CircleCI: jobs that workflows use, commands that jobs use, and those of orbs.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::document::Node;
use super::super::follow::says_build;
use super::Gate;
use super::other::{Part, Reads, evidence, texts};

/// Most parts of a file: of jobs, and of the commands of each.
const MOST_PARTS: usize = 10_000;

/// The jobs of a file with their gates, each followed by the commands that it uses; none if the
/// file is of another make.
pub(super) fn parts<'a>(path: &'a Arc<str>, document: &'a Node) -> Option<Vec<Part<'a>>> {
    let jobs = document
        .get("jobs")
        .filter(|_| path.starts_with(".circleci/"))?;
    let flows = document.get("workflows")?;
    let mut used = Vec::new();
    texts(flows, &mut used);
    let used: BTreeSet<&str> = used.into_iter().collect();
    let commands = document.get("commands").map_or(&[] as &[_], Node::entries);
    let commands: BTreeMap<&str, &Node> = commands
        .iter()
        .map(|(name, node)| (&**name, node))
        .collect();
    let part = |node, reads, gate| Part {
        path,
        node,
        skip: Vec::new(),
        reads,
        gate,
    };
    let mut parts = Vec::new();
    for (name, node) in jobs.entries() {
        let blocked = (!used.contains(&**name))
            .then(|| evidence(path, node.line, "no workflow uses this job"));
        let gate = Gate {
            blocked,
            ..Gate::default()
        };
        parts.push(part(node, Reads::Job, gate.clone()));
        if parts.len() < MOST_PARTS {
            let inner = commands_of(node, &commands).into_iter();
            parts.extend(inner.map(|command| part(command, Reads::Job, gate.clone())));
        }
    }
    // Jobs of orbs: `node/test`.
    let orbs = document.get("orbs").map_or(&[] as &[_], Node::entries);
    let orbs: BTreeSet<&str> = orbs.iter().map(|(name, _)| &**name).collect();
    let mut of_orbs = used.iter().filter(|name| {
        let orb = name.split_once('/').map(|(orb, _)| orb);
        orb.is_some_and(|orb| orbs.contains(orb))
    });
    if of_orbs.any(|name| !says_build(name)) {
        parts.push(part(flows, Reads::Nothing, Gate::default()));
    }
    Some(parts)
}

/// The commands that a job uses, and those that they use.
fn commands_of<'a>(job: &'a Node, commands: &BTreeMap<&'a str, &'a Node>) -> Vec<&'a Node> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![job];
    while let Some(node) = open.pop() {
        let mut names = Vec::new();
        texts(node, &mut names);
        for name in names {
            if let Some((name, command)) = commands.get_key_value(name)
                && seen.len() < MOST_PARTS
                && seen.insert(*name)
            {
                found.push(*command);
                open.push(command);
            }
        }
    }
    found
}

/// A text in which parameters (`<< parameters.x >>`) stand as variables: what they are is not read.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    const STARTS: [&str; 4] = ["parameters.", "matrix.", "pipeline.", "arguments."];
    if !text.contains("<<") {
        return Cow::Borrowed(text);
    }
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<<") {
        whole.push_str(before);
        let name = after.trim_start();
        match after.split_once(">>") {
            Some((_, behind)) if STARTS.iter().any(|start| name.starts_with(start)) => {
                whole.push_str("$parameter");
                rest = behind;
            }
            _ => {
                whole.push_str("<<");
                rest = after;
            }
        }
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}
