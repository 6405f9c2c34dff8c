//! What a command runs, followed through scripts with names down to test runners.

mod command;
mod harmless;
mod memory;
mod named;
mod operands;
mod place;
mod report;
mod runner;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use crate::model::Ecosystem;

use super::ground::Ground;

use command::{Standing, Walker};
use memory::{Item, Leads};

pub(super) use harmless::{is_harmless_name, says_build, says_test};
pub(super) use memory::Memory;

/// Most texts that wait for one another.
const DEPTH: usize = 64;

/// Most commands that one step is followed through.
const WIDTH: usize = 2_000;

/// Tests that a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The runner.
    pub(super) tool: &'static str,
    /// Its world.
    pub(super) ecosystem: Ecosystem,
    /// Folders and files that it runs, relative to the root.
    pub(super) targets: Vec<String>,
    /// Whether it stays within the package that a target lies in.
    pub(super) is_narrow: bool,
    /// Whether it only runs tests that drive a browser.
    pub(super) is_browser: bool,
    /// Whether it measures coverage.
    pub(super) measures: bool,
    /// The report that its words say it writes, relative to the root.
    pub(super) report: Option<String>,
    /// Whether its failure is passed over.
    pub(super) is_lenient: bool,
    /// Script that starts it, where a name was followed: file and line.
    pub(super) through: Option<(Arc<str>, u32)>,
    /// Line of the text that was followed, counted from 0.
    pub(super) line: u32,
}

/// What a text runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Test runs.
    pub(super) found: Vec<Found>,
    /// Lines, counted from 0, of commands that may run tests in a way that is not read, with the
    /// folder they run in.
    pub(super) unclear: Vec<(u32, String)>,
    /// All commands that were come by, as (line, words).
    pub(super) commands: Vec<(u32, Arc<[String]>)>,
}

/// Follows shell text that starts in `folder`, with variables set. What a name leads to is read
/// once and kept in `memory`.
pub(super) fn follow(
    ground: &Ground<'_>,
    memory: &mut Memory,
    text: &str,
    folder: &str,
    variables: &[(String, String)],
) -> Outcome {
    let standing = Standing {
        folder,
        own: folder,
        variables: &variables.into(),
    };
    let first = Walker { ground }.items(text, standing);
    let mut open = vec![Open {
        items: first.into(),
        ..Open::default()
    }];
    let mut outcome = Outcome::default();
    let mut seen = BTreeSet::new();
    let mut left = WIDTH;
    while let Some(top) = open.last_mut() {
        let Some(item) = top.items.get(top.at).cloned() else {
            open.pop();
            continue;
        };
        let Some(rest) = left.checked_sub(1) else {
            // What is left of it is not read.
            let line = top.line.unwrap_or(item.line);
            outcome.unclear.push((line, String::new()));
            break;
        };
        left = rest;
        top.at += 1;
        let line = top.line.unwrap_or(item.line);
        let is_lenient = top.is_lenient || item.is_lenient;
        outcome
            .commands
            .extend(item.words.clone().map(|words| (line, words)));
        match &item.leads {
            Leads::Nowhere => {}
            Leads::Unclear(folder) => outcome.unclear.push((line, folder.clone())),
            Leads::Tests(found) => outcome.found.push(Found {
                line,
                is_lenient,
                through: top.place(item.line),
                ..found.clone()
            }),
            Leads::Script(_) if open.len() > DEPTH => {
                outcome.unclear.push((line, String::new()));
            }
            Leads::Script(start) if seen.insert((start.clone(), is_lenient)) => {
                let texts = memory.texts(ground, start);
                if texts.is_empty() {
                    outcome.unclear.push((line, String::new()));
                }
                open.extend(
                    texts
                        .iter()
                        .rev()
                        .map(|text| Open::of(text, line, is_lenient)),
                );
            }
            Leads::Script(_) => {}
        }
    }
    outcome
}

/// A text that is being followed.
#[derive(Default)]
struct Open {
    items: Rc<[Item]>,
    /// The next of them.
    at: usize,
    /// Line of the step's own text.
    line: Option<u32>,
    is_lenient: bool,
    through: Option<(Arc<str>, u32)>,
}

impl Open {
    /// A script that the command on a line of the step's text starts.
    fn of((through, items): &((Arc<str>, u32), Rc<[Item]>), line: u32, is_lenient: bool) -> Self {
        Self {
            items: items.clone(),
            at: 0,
            line: Some(line),
            is_lenient,
            through: Some(through.clone()),
        }
    }

    /// Where one of its lines stands, if it is a script.
    fn place(&self, line: u32) -> Option<(Arc<str>, u32)> {
        let (path, start) = self.through.as_ref()?;
        Some((path.clone(), start + line))
    }
}

#[cfg(test)]
mod tests {
    use super::super::packages::packages;
    use super::super::{Ground, documents};
    use super::{Memory, follow};
    use crate::scan::fixture::units;

    /// Follows a text in the only folder; test runs with the line of the script that starts them,
    /// commands that were come by, and names that were read.
    fn check(fixture: &str, text: &str, expect: (&[Option<u32>], usize, usize)) {
        let (tree, units) = units(fixture);
        let (documents, _) = documents(&tree);
        let packages = packages(&tree, &units, &documents);
        let ground = Ground::new(&tree, &documents, &packages);
        let mut memory = Memory::default();
        let once = follow(&ground, &mut memory, text, "", &[]);
        let lines: Vec<_> = once
            .found
            .iter()
            .map(|run| run.through.as_ref().map(|(_, line)| *line))
            .collect();
        let read = memory.by_start.len();
        assert_eq!((&*lines, once.commands.len(), read), expect, "{text}");
        assert_eq!(follow(&ground, &mut memory, text, "", &[]), once);
        assert_eq!(memory.by_start.len(), read, "{text}");
    }

    /// A manifest in which each script runs the two that follow, and tests; one on each line from
    /// the third on.
    fn ladder(scripts: usize) -> String {
        let line = |at: usize| {
            let (next, after) = (at + 1, at + 2);
            format!("\"s{at}\": \"npm run s{next} && npm run s{after} && c8 mocha\"")
        };
        let lines: Vec<String> = (0..scripts).map(line).collect();
        format!(
            "//- /package.json\n{{\n\"scripts\": {{\n{}\n}}}}\n",
            lines.join(",\n")
        )
    }

    #[test]
    fn each_script_is_read_once() {
        // 40 scripts of three commands, and the one that starts the first. The last two lead
        // to two names that are none.
        let (tree, step) = (ladder(40), "npm run s0");
        let lines: Vec<Option<u32>> = (3..43).rev().map(Some).collect();
        check(&tree, step, (&lines, 121, 40));
    }

    #[test]
    fn scripts_that_start_each_other_end() {
        let tree = "//- /package.json\n{\"scripts\": {\n\"a\": \"npm run b\",\n\"b\": \"npm run a && mocha\"}}\n";
        check(tree, "npm run a", (&[Some(3)], 4, 2));
    }
}
