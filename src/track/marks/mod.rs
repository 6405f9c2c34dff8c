//! `.lacuna/marks.toml`.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::kept::{Kept, left_out, says_something};
use super::line::{self, Line};
use super::store::{self, Locked};
use super::when::{Day, Moment, is_recent, later};
use super::{committed, now, state};
use crate::error::Error;
use crate::model::{Mark, MarkKey, MarkState, Warning};

/// What a change makes of a mark: its new value, or none to take it away.
pub type Change = (MarkKey, Option<Mark>);

/// A mark of which a scan has seen the tests, with the moment in which it was set: another that was
/// set meanwhile was not held against the tests.
pub type Seen = (MarkKey, String);

/// Name of the file in `.lacuna`.
const FILE: &str = "marks.toml";

/// How messages call it.
const SHOWN: &str = ".lacuna/marks.toml";

/// All marks of a project.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    entries: BTreeMap<MarkKey, Line>,
    location: PathBuf,
    /// Whether they stand in the user's state folder.
    is_private: bool,
    /// The day in UTC on which they were read; on the first day of all, nothing is past.
    today: String,
}

impl Marks {
    /// Reads the marks below `root`; a missing file is no marks.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the file does not parse, [`Error::Read`] where it cannot be read,
    /// [`Error::Usage`] where `.lacuna` is no folder or leads outside the project.
    pub fn load(root: &Path) -> Result<Self, Error> {
        Self::load_with(root, state::file(root).as_deref())
    }

    /// Reads the marks as far as they can be read, for what only shows them; with what is wrong in
    /// their files.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where `.lacuna` is no folder or leads outside the project.
    pub fn load_in_part(root: &Path) -> Result<(Self, Vec<Warning>), Error> {
        Self::load_in_part_with(root, state::file(root).as_deref())
    }

    /// The mark on a file or symbol.
    pub fn get(&self, key: &MarkKey) -> Option<&Mark> {
        let line = self.entries.get(key)?;
        says_something(&line.mark).then_some(&line.mark)
    }

    /// All marks, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&MarkKey, &Mark)> {
        self.entries
            .iter()
            .map(|(key, line)| (key, &line.mark))
            .filter(|(_, mark)| says_something(mark))
    }

    /// The file that holds them, or will once there are any.
    pub fn location(&self) -> &Path {
        &self.location
    }

    /// Whether they stand in the project, where others can see them; where its tree is read-only
    /// they stand in the user's own state folder.
    pub fn is_shared(&self) -> bool {
        !self.is_private
    }

    /// The day on which acceptances are held against their last day, `YYYY-MM-DD` in UTC.
    pub(super) fn today(&self) -> &str {
        &self.today
    }

    /// Makes it another day: of a moment in RFC 3339, in UTC, the first ten letters count.
    pub fn turn_to(&mut self, moment: &str) {
        self.today = moment.chars().take("2026-01-05".len()).collect();
    }

    /// Takes over changes in memory only.
    pub fn apply(&mut self, changes: &[Change]) {
        for (key, mark) in changes {
            match mark {
                Some(mark) => {
                    let line = Line::new(key, mark, self.entries.get(key));
                    self.entries.insert(key.clone(), line);
                }
                None => {
                    self.entries.remove(key);
                }
            }
        }
    }

    /// What notes of marks that a scan has seen their tests, of those that are still the same.
    pub fn verified(&self, seen: &[Seen]) -> Vec<Change> {
        let same = seen.iter().filter_map(|(key, at)| {
            let mark = self.get(key)?;
            (mark.at == *at && mark.state == Some(MarkState::Done)).then_some((key, mark))
        });
        let verified = |(key, mark): (&MarkKey, &Mark)| {
            let verified = true;
            let mark = Mark {
                verified,
                ..mark.clone()
            };
            (key.clone(), Some(mark))
        };
        same.map(verified).collect()
    }

    /// Writes changes below `root`, on top of what the file holds by now, notes of marks what a scan
    /// has seen, and returns all marks.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the file on disk does not parse (it is left alone),
    /// [`Error::Write`] where it cannot be written, [`Error::Usage`] where a newer Lacuna wrote
    /// it, where a change has an impossible date, or where `.lacuna` is no folder or leads
    /// outside the project.
    pub fn save(root: &Path, changes: &[Change], seen: &[Seen]) -> Result<Self, Error> {
        if changes.is_empty() && seen.is_empty() {
            return Self::load(root);
        }
        changes.iter().try_for_each(check)?;
        let state = state::file(root);
        let saved = Self::save_shared(root, state.as_deref(), changes, seen);
        match (saved, state) {
            (Err(error), Some(state)) if is_read_only(&error) => {
                Self::save_own(root, &state, changes, seen)
            }
            (saved, _) => saved,
        }
    }

    /// Reads the project's file and the user's own on top of it.
    fn load_with(root: &Path, state: Option<&Path>) -> Result<Self, Error> {
        let shared = store::file(root, FILE)?;
        let own = state.filter(|state| state.exists());
        let of_user = own.map(|state| Kept::read(state).map(|kept| (state, kept)));
        let kept = Kept::read(&shared)?;
        Ok(Self::of(shared, kept, of_user.transpose()?))
    }

    fn load_in_part_with(root: &Path, state: Option<&Path>) -> Result<(Self, Vec<Warning>), Error> {
        let shared = store::file(root, FILE)?;
        let mut warnings = Vec::new();
        let mut read = |path: &Path, shown: &str| match Kept::read_in_part(path) {
            Ok((kept, broken)) => {
                warnings.extend(broken.warnings(shown));
                kept
            }
            Err(error) => {
                warnings.push(left_out(&error, shown));
                Kept::default()
            }
        };
        let kept = read(&shared, SHOWN);
        let own = state.filter(|state| state.exists());
        let of_user = own.map(|state| (state, read(state, &state.to_string_lossy())));
        Ok((Self::of(shared, kept, of_user), warnings))
    }

    /// The marks of the project's file, and those of the user's own on top of them.
    fn of(shared: PathBuf, kept: Kept, of_user: Option<(&Path, Kept)>) -> Self {
        let mut marks = Self {
            entries: kept.entries,
            location: shared,
            is_private: false,
            today: String::new(),
        };
        marks.turn_to(&now());
        if let Some((state, kept)) = of_user {
            for (key, line) in kept.entries {
                line::insert(&mut marks.entries, key, line);
            }
            marks.location = state.to_owned();
            marks.is_private = true;
        }
        marks
    }

    /// Writes to the project, and takes over what was kept while it was read-only.
    fn save_shared(
        root: &Path,
        state: Option<&Path>,
        changes: &[Change],
        seen: &[Seen],
    ) -> Result<Self, Error> {
        let locked = Locked::project(root)?;
        let path = store::file(root, FILE)?;
        let kept = Kept::read(&path)?.writable(&path)?;
        let mut marks = Self::load_with(root, state)?;
        marks.apply(&marks.verified(seen));
        marks.apply(changes);
        let is_kept = |line: &Line| says_something(&line.mark) || !line.more().is_empty();
        marks.entries.retain(|_, line| is_kept(line));
        marks.bury(&kept.entries, &|| committed::keys(root, SHOWN));
        if marks.entries.is_empty() && kept.is_ours_alone() {
            // The first mark made the file; with the last one taken back it goes.
            locked.remove(FILE)?;
            locked.tidy(root);
        } else {
            locked.write(FILE, &kept.render(&marks.entries))?;
        }
        if let Some(state) = state.filter(|_| marks.is_private) {
            std::fs::remove_file(state).map_err(|error| Error::write(state, error))?;
        }
        marks.location = path;
        marks.is_private = false;
        Ok(marks)
    }

    /// Leaves an empty mark for a while where one was taken away that git has committed: it merges
    /// line by line, and would bring a line back that another branch still has.
    fn bury(
        &mut self,
        before: &BTreeMap<MarkKey, Line>,
        committed: &dyn Fn() -> BTreeSet<MarkKey>,
    ) {
        let moment = now();
        let mut gone: Vec<(&MarkKey, &Line)> = before.iter().collect();
        gone.retain(|(key, _)| !self.entries.contains_key(key));
        let (live, buried): (Vec<_>, Vec<_>) = gone
            .into_iter()
            .partition(|(_, line)| says_something(&line.mark));
        let stay = buried
            .into_iter()
            .filter(|(_, line)| is_recent(&line.mark.at, &moment));
        self.entries
            .extend(stay.map(|(key, line)| (key.clone(), line.clone())));
        if live.is_empty() {
            return;
        }
        let committed = committed();
        for (key, line) in live.into_iter().filter(|(key, _)| committed.contains(key)) {
            // Whoever set it may have had a clock that was ahead of ours.
            let at = later(&line.mark.at).max(moment.clone());
            self.entries
                .insert(key.clone(), Line::new(key, &empty(&at), None));
        }
    }

    /// Writes to the user's own file. A mark that is taken away leaves an empty one here, since
    /// nothing else could say that the project's is gone.
    fn save_own(
        root: &Path,
        state: &Path,
        changes: &[Change],
        seen: &[Seen],
    ) -> Result<Self, Error> {
        let folder = state.parent().unwrap_or(state);
        std::fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))?;
        let locked = Locked::folder(folder.to_owned())?;
        let kept = Kept::read(state)?.writable(state)?;
        let mut own = Self {
            entries: kept.entries.clone(),
            ..Self::default()
        };
        own.apply(&Self::load_with(root, Some(state))?.verified(seen));
        let at = now();
        let blank = |(key, mark): &Change| {
            let mark = mark.clone().unwrap_or_else(|| empty(&at));
            (key.clone(), Some(mark))
        };
        own.apply(&changes.iter().map(blank).collect::<Vec<_>>());
        let name = state.file_name().unwrap_or_default().to_string_lossy();
        locked.write(&name, &kept.render(&own.entries))?;
        Self::load_with(root, Some(state))
    }
}

/// Refuses what could not be read again.
fn check((key, mark): &Change) -> Result<(), Error> {
    let Some(mark) = mark else {
        return Ok(());
    };
    let at = Moment::try_from(toml::Value::from(mark.at.as_str())).map(drop);
    let until = mark.until.as_deref().map(toml::Value::from);
    let until = until.map_or(Ok(()), |until| Day::try_from(until).map(drop));
    at.and(until).map_err(|problem| Error::Usage {
        message: format!("cannot mark `{}`: {problem}", key.path),
        hint: None,
    })
}

/// A mark that says nothing but when it was taken away.
fn empty(at: &str) -> Mark {
    Mark {
        state: None,
        by: None,
        at: at.to_owned(),
        note: None,
        until: None,
        verified: false,
    }
}

/// Whether the tree refuses all writes, rather than this one file.
fn is_read_only(error: &Error) -> bool {
    let Error::Write { source, .. } = error else {
        return false;
    };
    matches!(
        source.kind(),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
    )
}
