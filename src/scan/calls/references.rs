//! Finds the uses of names in a file: those of a definition, and those that end in given words.

use crate::model::{FileId, Reference};

use super::index::Index;

impl<'a> Index<'a> {
    /// Uses of names in a symbol, its inner symbols apart, or outside all, with their numbers; of
    /// what is said twice, the first.
    pub(crate) fn references_in(
        &self,
        file: FileId,
        within: Option<u32>,
    ) -> impl Iterator<Item = (u32, &'a Reference)> {
        let references = self
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.references);
        let own = self
            .names_of(file)
            .map_or(&[] as &[_], |names| names.uses.within(within));
        own.iter()
            .filter_map(|at| Some((*at, references.get(*at as usize)?)))
    }

    /// Uses in a file of chains that end in one of these words. The other uses are not walked.
    pub(crate) fn references_to(
        &self,
        file: FileId,
        words: &[&str],
    ) -> impl Iterator<Item = &'a Reference> + use<'a> {
        self.numbered_references_to(file, words)
            .map(|(_, reference)| reference)
    }

    /// The same, with the places that they have among all references of the file.
    pub(crate) fn numbered_references_to(
        &self,
        file: FileId,
        words: &[&str],
    ) -> impl Iterator<Item = (usize, &'a Reference)> + use<'a> {
        let references = self
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.references);
        let numbers = self
            .names_of(file)
            .map(|names| names.chains.ending_in(words));
        let places = numbers
            .unwrap_or_default()
            .into_iter()
            .map(|at| at as usize);
        places.filter_map(|at| Some((at, references.get(at)?)))
    }

    /// Whether any chain that a file uses ends in one of these words.
    pub(crate) fn uses_any(&self, file: FileId, words: &[&str]) -> bool {
        self.names_of(file)
            .is_some_and(|names| names.chains.ends_in_any(words))
    }

    /// Uses in a test file that replace something by a mock, named in a string.
    pub(crate) fn patches(&self, file: FileId) -> impl Iterator<Item = &'a Reference> {
        let words: &[&str] = match self.is_test_code(file) {
            true => &["patch", "setattr"],
            false => &[],
        };
        let patches = self.references_to(file, words);
        patches.filter(|reference| reference.text.is_some())
    }

    /// Uses in a file of what its routes show.
    pub(crate) fn routed(&self, file: FileId) -> impl Iterator<Item = &'a Reference> {
        let names = self.names_of(file);
        let routed = names.map_or(&[] as &[_], |names| names.uses.routed());
        let references = self
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.references);
        routed.iter().filter_map(|at| references.get(*at as usize))
    }
}
