//! What a document leaves out: of its own plan, and of the tree.

use std::collections::BTreeSet;

use super::place::{Found, Part, Places, ends_with_parts};
use super::read::words::{stem, words};
use super::{Dropped, Entry, Forgotten, PlannedStep, Says, Topic};
use crate::model::{FileId, Priority};

/// What a document rates and its own plan leaves out; nothing where it has no plan.
pub(super) fn dropped(places: &Places<'_>) -> Vec<Dropped> {
    let document = places.document;
    if document.phases.is_empty() {
        return Vec::new();
    }
    let plan = Plan::new(places);
    let mut dropped = Vec::new();
    for entry in &document.entries {
        let is_gap = entry
            .claims
            .iter()
            .any(|says| matches!(says, Says::Untested | Says::Partly));
        if entry.topic != Topic::Files || entry.priority.is_none() || !is_gap {
            continue;
        }
        let planned = |path: &&String| plan.has(places, entry, path);
        let done = entry.paths.iter().filter(planned).count();
        let parts = (done > 0).then_some((done, entry.paths.len()));
        for path in entry.paths.iter().filter(|path| !planned(path)) {
            dropped.push(Dropped {
                line: entry.line,
                subject: path.clone(),
                priority: entry.priority,
                planned: parts,
            });
        }
    }
    let mut seen = BTreeSet::new();
    dropped.retain(|dropped| seen.insert(dropped.subject.clone()));
    dropped
}

/// What the document plans.
struct Plan<'a> {
    files: BTreeSet<FileId>,
    /// Paths as written.
    paths: BTreeSet<&'a str>,
    /// Folders that titles name.
    folders: BTreeSet<&'a str>,
    /// Words of titles and details without a path.
    texts: Vec<BTreeSet<String>>,
}

impl<'a> Plan<'a> {
    fn new(places: &Places<'a>) -> Self {
        let mut plan = Self {
            files: BTreeSet::new(),
            paths: BTreeSet::new(),
            folders: BTreeSet::new(),
            texts: Vec::new(),
        };
        for phase in &places.document.phases {
            for step in &phase.steps {
                plan.paths.extend(step.paths.iter().map(String::as_str));
                plan.folders.extend(places.folder_of_words(&step.title, ""));
                let texts = std::iter::once(&step.title).chain(&step.details);
                plan.texts.extend(texts.map(|text| stems(text)));
                plan.files.extend(step_files(places, phase.section, step));
            }
        }
        plan
    }

    fn has(&self, places: &Places<'_>, entry: &Entry, path: &str) -> bool {
        if self.paths.contains(path) {
            return true;
        }
        let hint = entry.noun.as_deref().unwrap_or_default();
        match places.path_today(path, entry.section, hint) {
            Found::File(id) => self.files.contains(&id),
            Found::Part(Part { folder, files, .. }) => {
                self.folders.contains(folder.as_str())
                    || files.iter().any(|id| self.files.contains(id))
                    || self.texts.iter().any(|text| is_about(text, &entry.subject))
            }
            // What is not there any more is compared as it is written.
            _ => {
                let is_written = |planned: &&str| {
                    ends_with_parts(planned, path) || ends_with_parts(path, planned)
                };
                let is_named = |text| path.ends_with('/') && is_about(text, &entry.subject);
                self.paths.iter().any(is_written) || self.texts.iter().any(is_named)
            }
        }
    }
}

/// The files that a step names.
pub(super) fn step_files(places: &Places<'_>, section: usize, step: &PlannedStep) -> Vec<FileId> {
    let mut files = Vec::new();
    for path in &step.paths {
        match places.path_today(path, section, &step.title) {
            Found::File(id) => files.push(id),
            Found::Part(part) => files.extend(part.files),
            _ => {}
        }
    }
    files
}

/// Whether any of some texts is about a subject.
pub(super) fn is_about_any(texts: &[String], subject: &str) -> bool {
    texts.iter().any(|text| is_about(&stems(text), subject))
}

/// Whether most of a text's words are among those of a subject.
fn is_about(text: &BTreeSet<String>, subject: &str) -> bool {
    let subject = stems(subject);
    let is_same = |word: &String| {
        subject
            .iter()
            .any(|other| word.starts_with(other.as_str()) || other.starts_with(word.as_str()))
    };
    let same = text.iter().filter(|word| is_same(word)).count();
    same >= 2 && 5 * same >= 3 * text.len()
}

fn stems(text: &str) -> BTreeSet<String> {
    words(text).map(|word| stem(&word)).collect()
}

/// Files at high risk that the document does not name, riskiest first.
pub(super) fn forgotten(places: &Places<'_>) -> Vec<Forgotten> {
    let mut named: BTreeSet<FileId> = BTreeSet::new();
    for entry in &places.document.entries {
        let hint = entry.noun.as_deref().unwrap_or_default();
        for path in &entry.paths {
            match places.path_or_namesake(path, entry.section, hint) {
                Found::File(id) => drop(named.insert(id)),
                Found::Part(part) => named.extend(part.files),
                _ => {}
            }
        }
    }
    for phase in &places.document.phases {
        for step in &phase.steps {
            named.extend(step_files(places, phase.section, step));
        }
    }
    let mut forgotten: Vec<Forgotten> = places
        .project
        .entries()
        .filter(|(id, file)| file.is_untested() && !named.contains(id))
        .filter_map(|(id, file)| {
            let score = places.project.score(id)?;
            let is_pressing = score.priority >= Some(Priority::High);
            is_pressing.then(|| Forgotten {
                path: file.path.to_string(),
                risk: score.risk,
                priority: score.priority,
                rationale: score.rationale.to_string(),
            })
        })
        .collect();
    forgotten.sort_by(|left, right| (right.risk, &left.path).cmp(&(left.risk, &right.path)));
    forgotten
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::super::sample::project;
    use super::*;

    const DOCUMENT: &str = "\
| File | Priority |
|---|---|
| `a.py` | High |
| `b.py` | Low |
| `utils/` file handlers | Medium |

## Phase 1: First
1. Test `a.py`
2. More:
   - File handler utilities
";

    fn tree() -> crate::model::Project {
        project(&[
            "a.py unreached 9",
            "b.py unreached 9",
            "c.py unreached 9",
            "d.py direct 9",
            "utils/file_handler.py unreached 9",
        ])
    }

    /// What is rated and left out of the plan.
    fn check(project: &crate::model::Project, document: &crate::audit::Document, expect: &[&str]) {
        let found = dropped(&Places::new(project, document));
        let found: Vec<_> = found
            .iter()
            .map(|dropped| dropped.subject.as_str())
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_is_rated_and_not_planned_is_told() {
        let document = read(DOCUMENT);
        let project = tree();
        let found = dropped(&Places::new(&project, &document));
        let found: Vec<_> = found
            .iter()
            .map(|dropped| (dropped.line, dropped.subject.as_str(), dropped.priority))
            .collect();
        assert_eq!(found, [(4, "b.py", Some(Priority::Low))]);
    }

    #[test]
    fn what_moved_since_is_still_what_the_plan_names() {
        let text = "## Lib (`lib/`)\n\n| File | Priority |\n|---|---|\n| `a.py` | High |\n| `b.py` | Low |\n\n## Phase 1: First\n1. Test `lib/a.py`\n";
        let document = read(text);
        let project = project(&[
            "new/a.py unreached 9",
            "new/b.py unreached 9",
            "lib/c.py direct 9",
        ]);
        check(&project, &document, &["b.py"]);
    }

    #[test]
    fn a_folder_that_is_gone_is_planned_by_its_words() {
        let document = read(DOCUMENT);
        let project = project(&["a.py unreached 9", "b.py unreached 9"]);
        check(&project, &document, &["b.py"]);
    }

    #[test]
    fn a_document_without_a_plan_drops_nothing() {
        let document = read(DOCUMENT.split("## ").next().unwrap());
        assert_eq!(dropped(&Places::new(&tree(), &document)), []);
    }

    #[test]
    fn gaps_that_are_not_named_are_told() {
        let document = read(DOCUMENT);
        let project = tree();
        let found = forgotten(&Places::new(&project, &document));
        let found: Vec<_> = found.iter().map(|forgotten| &forgotten.path).collect();
        assert_eq!(found, ["c.py"]);
    }
}
