//! What names lead to, each read once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::scan::paths::folder_of;
use crate::scan::setup::ground::Ground;
use crate::scan::setup::scripts::Kind;

use super::Found;
use super::command::{Standing, Walker};

/// Most names, with the variables they are started with, that are read.
const MOST_NAMES: usize = 20_000;

/// Values of variables, by name.
pub(super) type Variables = Rc<[(String, String)]>;

/// A name with all that its meaning depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    pub(super) kind: Kind,
    pub(super) folder: String,
    pub(super) name: String,
    /// Folder in which the command stands: where a shell script runs.
    pub(super) at: String,
    /// Whether the words behind the name measure coverage.
    pub(super) measures: bool,
    pub(super) variables: Variables,
}

/// A command, read as far as it goes without following names.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Line of the text, counted from 0.
    pub(super) line: u32,
    pub(super) is_lenient: bool,
    /// Its words; none for all but the first of what one command leads to.
    pub(super) words: Option<Arc<[String]>>,
    pub(super) leads: Leads,
}

/// What a command leads to.
#[derive(Debug, Clone)]
pub(super) enum Leads {
    Nowhere,
    /// It may run tests, in this folder.
    Unclear(String),
    Tests(Found),
    Script(Start),
}

/// The texts of one name, each with the script that it is.
type Texts = Rc<[((Arc<str>, u32), Rc<[Item]>)]>;

/// What names lead to, each read once.
#[derive(Debug, Default)]
pub(in super::super) struct Memory {
    pub(super) by_start: BTreeMap<Start, Texts>,
}

impl Memory {
    /// The texts behind a name. What stands behind it on the command line counts as a part of them.
    pub(super) fn texts(&mut self, ground: &Ground<'_>, start: &Start) -> Texts {
        if let Some(texts) = self.by_start.get(start) {
            return texts.clone();
        }
        if self.by_start.len() >= MOST_NAMES {
            return Rc::new([]);
        }
        let scripts = ground.scripts.get(start.kind, &start.folder, &start.name);
        let walker = Walker { ground };
        let texts = scripts.iter().map(|script| {
            let variables = merged([&script.variables, &start.variables, &script.defaults]);
            // `npm test -- --coverage` hands its last words on.
            let measures = start.measures && scripts.len() == 1 && !script.text.contains('\n');
            let text = match measures {
                true => Cow::Owned(format!("{} --coverage", script.text)),
                false => Cow::Borrowed(script.text.as_str()),
            };
            let at = match start.kind {
                Kind::Shell => &start.at,
                _ => &start.folder,
            };
            let standing = Standing {
                folder: at,
                own: folder_of(&script.path),
                variables: &variables,
            };
            let items = walker.items(&text, standing);
            ((script.path.clone(), script.line), items.into())
        });
        let texts: Texts = texts.collect();
        self.by_start.insert(start.clone(), texts.clone());
        texts
    }
}

/// Variables of several sources, the first of each name.
fn merged(sources: [&[(String, String)]; 3]) -> Variables {
    let mut names = BTreeSet::new();
    let all = sources.into_iter().flatten();
    all.filter(|(name, _)| names.insert(name))
        .cloned()
        .collect()
}
