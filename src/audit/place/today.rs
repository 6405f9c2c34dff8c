//! Where a path of a document stands today: as written, moved since, or meant by its test's name.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Places, folder_of, is_test_name, join};
use crate::audit::{History, Topic};
use crate::model::{FileId, name_of};

/// Most moves of one file that are followed.
const MAX_MOVES: usize = 8;

/// A commit and its day.
pub(in crate::audit) type Since = Option<(String, String)>;

impl Places<'_> {
    /// The tree of the day of the document, ready to be looked up.
    pub(in crate::audit) fn then(&self) -> Option<&Self> {
        self.then.as_deref()
    }

    /// The full path of what was meant when the document was written, a folder's with a `/`.
    pub(in crate::audit) fn meant(&self, path: &str, section: usize, hint: &str) -> Option<String> {
        let then = self.then()?;
        match then.path(path, section, hint) {
            Found::File(id) => Some(then.project.file(id)?.path.to_string()),
            Found::Part(part) if !part.folder.is_empty() => Some(format!("{}/", part.folder)),
            _ => None,
        }
    }

    /// What stands at a full path today.
    pub(in crate::audit) fn at(&self, full: &str) -> Found {
        let folder = full.trim_end_matches('/');
        if let Some(id) = self.project.find(folder) {
            return Found::File(id);
        }
        match self.folders.get_key_value(folder) {
            Some((folder, _)) => Found::Part(self.part(folder)),
            None => Found::Missing,
        }
    }

    /// What stands today where a path meant `full`: there, or where a move left it within reach of
    /// the path as it is written.
    pub(in crate::audit) fn still(
        &self,
        full: &str,
        path: &str,
        section: usize,
        hint: &str,
    ) -> Found {
        let found = self.at(full);
        if found != Found::Missing {
            return found;
        }
        let written = self.path(path, section, hint);
        match (&written, self.grown(full)) {
            (Found::File(id), Some(Found::File(became))) if *id == became => written,
            (Found::Part(part), Some(Found::Part(became))) if part.folder == became.folder => {
                written
            }
            _ => Found::Missing,
        }
    }

    /// What a full path has become: itself, or where git says that it went.
    fn grown(&self, full: &str) -> Option<Found> {
        match self.at(full) {
            Found::Missing if full.ends_with('/') => {
                let (folder, _) = self.folder_today(&self.history?.once(full, ""))?;
                Some(Found::Part(self.part(&folder)))
            }
            Found::Missing => match self.followed(self.history?, full, "") {
                Fate::Became(id) => Some(Found::File(id)),
                Fate::Gone => Some(Found::Missing),
                Fate::Unknown => None,
            },
            found => Some(found),
        }
    }

    /// The folder in which most of some files stand that were somewhere else once, and since when.
    pub(in crate::audit) fn folder_today(&self, files: &[String]) -> Option<(String, Since)> {
        let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
        let mut last = None;
        for full in files {
            let (now, since) = self.now(full);
            last = since.or(last);
            if let Some(file) = now.and_then(|id| self.project.file(id)) {
                *folders.entry(folder_of(&file.path)).or_default() += 1;
            }
        }
        let (folder, count) = folders.into_iter().max_by_key(|(_, count)| *count)?;
        (2 * count >= files.len()).then(|| (folder.to_owned(), last))
    }

    /// Where a file that is not there any more stands now, and since when.
    pub(in crate::audit) fn now(&self, full: &str) -> (Option<FileId>, Since) {
        let mut current = full.to_owned();
        let mut since = None;
        // A file that moves back and forth would be followed for ever.
        for _ in 0..MAX_MOVES {
            let vanished = self.history.and_then(|history| history.vanished(&current));
            let Some(vanished) = vanished else {
                break;
            };
            since = Some((vanished.commit.id, vanished.commit.date));
            match vanished.became {
                Some(became) => current = became,
                None => break,
            }
        }
        let now = self.project.find(&current);
        (now.filter(|_| current != full), since)
    }

    /// Finds a path as written, or the one file that it has become or is about: by git, by the name
    /// of its test where there is no such test, by the document's other words. Never another file
    /// that only has its name.
    pub(in crate::audit) fn path_today(&self, path: &str, section: usize, hint: &str) -> Found {
        let meant = self.meant(path, section, hint);
        if let Some(found) = meant.and_then(|full| self.grown(&full)) {
            return found;
        }
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
        match once.as_slice() {
            [] => Fate::Unknown,
            [full] => self.now(full).0.map_or(Fate::Gone, Fate::Became),
            _ => Fate::Gone,
        }
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
    let name = name_of(path);
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
