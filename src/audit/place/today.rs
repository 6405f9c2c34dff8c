//! Where a path of a document stands today: as written, moved since, or meant by its test's name.

use std::collections::BTreeSet;

use super::{Found, Places, is_test_name, join};
use crate::audit::{History, Topic};
use crate::model::FileId;

/// Most moves of one file that are followed.
const MAX_MOVES: usize = 8;

impl<'a> Places<'a> {
    /// The same, with what git knows of files that moved.
    pub(in crate::audit) fn following(mut self, history: Option<&'a History>) -> Self {
        self.history = history;
        self
    }

    /// Finds a path as written, or the one file that it has become or is about: by git, by the name
    /// of its test where there is no such test, by the document's other words. Never another file
    /// that only has its name.
    pub(in crate::audit) fn path_today(&self, path: &str, section: usize, hint: &str) -> Found {
        let found = self.path(path, section, hint);
        match &found {
            Found::Ambiguous(candidates) => {
                let named = self.named.get_or_init(|| self.named_files());
                let mut meant = candidates
                    .iter()
                    .filter_map(|path| self.project.find(path))
                    .filter(|id| named.contains(id));
                match (meant.next(), meant.next()) {
                    (Some(id), None) => Found::File(id),
                    _ => found,
                }
            }
            Found::Missing if !path.ends_with('/') => match self.fate(path, section) {
                Fate::Became(id) => Found::File(id),
                Fate::Gone | Fate::Unknown => {
                    let subject = subject_of(path).and_then(|subject| self.namesake(&subject));
                    subject.map_or(found, Found::File)
                }
            },
            _ => found,
        }
    }

    /// As [`Self::path_today`], or the one file elsewhere of the same name, unless git knows that
    /// the one that was meant is gone.
    pub(in crate::audit) fn path_or_namesake(
        &self,
        path: &str,
        section: usize,
        hint: &str,
    ) -> Found {
        let found = self.path_today(path, section, hint);
        let may_be = found == Found::Missing
            && !path.ends_with('/')
            && self.fate(path, section) == Fate::Unknown;
        match self.namesake(path).filter(|_| may_be) {
            Some(id) => Found::File(id),
            None => found,
        }
    }

    fn namesake(&self, path: &str) -> Option<FileId> {
        match self.elsewhere(path).as_slice() {
            [id] => Some(*id),
            _ => None,
        }
    }

    /// Files that the document's tables and lists name beyond doubt.
    fn named_files(&self) -> BTreeSet<FileId> {
        let mut named = BTreeSet::new();
        let entries = self.document.entries.iter();
        for entry in entries.filter(|entry| entry.topic == Topic::Files) {
            let hint = entry.noun.as_deref().unwrap_or_default();
            for path in &entry.paths {
                if let Found::File(id) = self.path(path, entry.section, hint) {
                    named.insert(id);
                }
            }
        }
        named
    }

    /// What git knows of a path that the tree does not have.
    fn fate(&self, path: &str, section: usize) -> Fate {
        let Some(history) = self.history else {
            return Fate::Unknown;
        };
        let path = path.trim_start_matches("./");
        let key = (path.to_owned(), section);
        let known = self.fates.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let fate = self.followed(history, path, self.scope(section));
            self.fates.borrow_mut().insert(key, fate);
            fate
        })
    }

    fn followed(&self, history: &History, path: &str, scope: &str) -> Fate {
        let mut once: Vec<String> = [path.to_owned(), join(scope, path)]
            .into_iter()
            .filter(|full| history.vanished(full).is_some())
            .take(1)
            .collect();
        for scope in [scope, ""] {
            if once.is_empty() {
                once = history.once(path, scope);
                once.retain(|full| self.project.find(full).is_none());
            }
        }
        let [full] = once.as_slice() else {
            return if once.is_empty() {
                Fate::Unknown
            } else {
                Fate::Gone
            };
        };
        let mut current = full.clone();
        for _ in 0..MAX_MOVES {
            let vanished = history.vanished(&current);
            let Some(became) = vanished.and_then(|vanished| vanished.became) else {
                break;
            };
            if let Some(id) = self.project.find(&became) {
                return Fate::Became(id);
            }
            current = became;
        }
        Fate::Gone
    }
}

/// What became of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// No commit had it, or there is no git.
    Unknown,
    /// A file of the tree took it over.
    Became(FileId),
    /// It was there once, and nothing took it over.
    Gone,
}

/// The file that a test is about by its name: `test_auth.py` is about `auth.py`.
fn subject_of(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if !is_test_name(name) {
        return None;
    }
    let (stem, ending) = name.split_once('.')?;
    let ending = ending
        .trim_start_matches("test.")
        .trim_start_matches("spec.");
    let bare = stem.strip_prefix("test_").unwrap_or(stem);
    let bare = bare.strip_suffix("_test").unwrap_or(bare);
    let subject = format!("{bare}.{ending}");
    (subject != name).then_some(subject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::read;
    use crate::audit::sample::project;

    fn check(path: &str, expect: Option<&str>) {
        let text = "## Lib (`lib/`)\n\n| File | Priority |\n|---|---|\n| `lib/cep.ts` | High |\n\n## Plan\n\nMore.\n";
        let project = project(&[
            "api/cep.ts unreached 9",
            "lib/cep.ts unreached 9",
            "ui/menu.py unreached 9",
            "ui/other.ts unreached 9",
        ]);
        let document = read(text);
        let places = Places::new(&project, &document);
        let last = document.sections.len() - 1;
        let found = match places.path_today(path, last, "") {
            Found::File(id) => project.file(id).map(|file| file.path.to_string()),
            _ => None,
        };
        assert_eq!(found.as_deref(), expect, "{path}");
    }

    #[test]
    fn a_path_stands_where_the_document_or_its_test_says() {
        check("ui/other.ts", Some("ui/other.ts"));
        // The name alone may be that of another file.
        check("old/other.ts", None);
        check("cep.ts", Some("lib/cep.ts"));
        check("test_menu.py", Some("ui/menu.py"));
        check("tests/other.test.ts", Some("ui/other.ts"));
        check("test_nothing.py", None);
        check("nothing.ts", None);
    }
}
