//! Which files of the tree the paths of a report mean.
//!
//! In this order: rewrites that people saved; absolute paths inside of the root; paths relative to
//! the sources that the report names, its folder, the projects around it; Go modules and packages
//! of the Java virtual machine; and at last the longest end that a file of the tree has in common,
//! where that maps a prefix onto a project and the paths of the report agree on it ([`super::votes`]).

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::ground::Ground;
use super::path::{Written, resolve, under};
use super::votes::{Guess, decide};
use crate::coverage::{PathStyle, Report};
use crate::model::{FileCoverage, Miss, Rewrite};
use crate::scan::paths::{ancestors, below, ends_with_parts};

/// Most folders that a report may say its paths are relative to: each is held against each path.
pub(super) const MOST_SOURCES: usize = 128;

/// Most files that are named where a path could mean several.
const SHOWN: usize = 8;

pub(super) fn ambiguous<'a>(files: impl Iterator<Item = &'a str>) -> Miss {
    Miss::Ambiguous(files.take(SHOWN).map(Arc::from).collect())
}

/// What became of the paths of a report, by their index in [`Report::files`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joined {
    /// Paths with the files that they mean.
    pub matched: Vec<(usize, Arc<str>)>,
    /// Paths that mean no file, or none for sure.
    pub missed: Vec<(usize, Miss)>,
    /// Rewrites that were found out, with the number of paths that follow each, most first.
    pub rewrites: Vec<(Rewrite, usize)>,
}

impl Joined {
    /// Number of paths that could mean several files.
    pub fn ambiguous(&self) -> usize {
        self.missed
            .iter()
            .filter(|(_, miss)| matches!(miss, Miss::Ambiguous(_)))
            .count()
    }

    /// Number of paths that mean no file.
    pub fn unmatched(&self) -> usize {
        self.missed.len() - self.ambiguous()
    }
}

/// What is asked of the content of a file, by its path, where paths alone leave a doubt.
#[derive(Clone, Copy)]
pub struct Peek<'a> {
    /// The package that it declares, where its language has such declarations.
    pub package_of: &'a dyn Fn(&str) -> Option<String>,
    /// Whether the lines that were counted are lines with code in it.
    pub fits: &'a dyn Fn(&str, &FileCoverage) -> bool,
}

/// Finds the files that the paths of a report mean. `folder` is where the report lies, relative to
/// the root; none outside of it.
pub fn join(report: &Report, folder: Option<&str>, ground: &Ground<'_>, peek: &Peek<'_>) -> Joined {
    let place = Place::new(report, folder, ground, *peek);
    let mut joined = Joined::default();
    let mut guesses = Vec::new();
    for (index, file) in report.files.iter().enumerate() {
        match place.find(&file.path) {
            Found::File(path) => joined.matched.push((index, path.into())),
            Found::Miss(miss) => joined.missed.push((index, miss)),
            Found::Guess(alternatives) => guesses.push(Guess::new(index, alternatives, ground)),
        }
    }
    let direct: FxHashSet<Arc<str>> = joined
        .matched
        .iter()
        .map(|(_, path)| path.clone())
        .collect();
    let (meanings, rewrites) = decide(guesses, ground, peek, &report.files);
    joined.rewrites = rewrites;
    for (index, meaning) in meanings {
        match meaning {
            Ok(path) if direct.contains(path) => {
                joined.missed.push((index, Miss::Outvoted(path.into())));
            }
            Ok(path) => joined.matched.push((index, path.into())),
            Err(miss) => joined.missed.push((index, miss)),
        }
    }
    joined.matched.sort_unstable();
    joined.missed.sort_unstable();
    joined
}

/// What can be said of a path by itself.
enum Found<'a> {
    File(&'a str),
    Miss(Miss),
    /// Its end will tell: the path, in all the ways in which sources complete it.
    Guess(Vec<Written>),
}

/// A report's place in the tree.
struct Place<'a, 'g> {
    ground: &'g Ground<'a>,
    style: PathStyle,
    /// Folders of the tree that the report says its paths are relative to.
    sources: Vec<String>,
    /// Those that are not in the tree, or not as they are written.
    foreign: Vec<Written>,
    /// Folders around the report that paths may be relative to, nearest first.
    around: Vec<String>,
    peek: Peek<'g>,
}

impl<'a, 'g> Place<'a, 'g> {
    fn new(report: &Report, folder: Option<&str>, ground: &'g Ground<'a>, peek: Peek<'g>) -> Self {
        let mut around: Vec<String> = Vec::new();
        if let Some(folder) = folder {
            around.push(folder.to_owned());
            let projects = ancestors(folder).filter(|folder| ground.projects.contains(folder));
            around.extend(projects.map(str::to_owned));
        }
        around.dedup();
        let mut place = Self {
            ground,
            style: report.format.paths,
            sources: Vec::new(),
            foreign: Vec::new(),
            around,
            peek,
        };
        for source in report.sources.iter().take(MOST_SOURCES) {
            place.add_source(source);
        }
        place
    }

    fn add_source(&mut self, source: &str) {
        let Some(source) = Written::new(source) else {
            // `.` and the like: relative to where the report lies.
            return;
        };
        if source.is_absolute {
            match self.inside(&source) {
                Some(folder) => self.sources.push(folder.to_owned()),
                None => self.foreign.push(source),
            }
            return;
        }
        self.sources.extend(
            self.around
                .iter()
                .filter_map(|folder| resolve(folder, &source.text)),
        );
        self.foreign.push(source);
    }

    /// The part of an absolute path below the root; empty for the root itself.
    fn inside<'p>(&self, path: &'p Written) -> Option<&'p str> {
        if !path.is_absolute || self.ground.root.is_empty() {
            return None;
        }
        if path.text == self.ground.root {
            return Some("");
        }
        below(&path.text, &self.ground.root)
    }

    fn find(&self, path: &str) -> Found<'a> {
        let Some(written) = Written::new(path) else {
            return Found::Miss(Miss::Unreadable);
        };
        if let Some(file) = self.ground.rewritten(&written) {
            return Found::File(file);
        }
        if let Some(inside) = self.inside(&written) {
            return match self.ground.find(inside) {
                Some(file) => Found::File(file),
                None => Found::Miss(Miss::Gone(inside.to_owned())),
            };
        }
        match self.style {
            PathStyle::Packages => return self.in_package(&written),
            PathStyle::GoImports => {
                if let Some(found) = self.in_module(&written) {
                    return found;
                }
            }
            PathStyle::Files => {}
        }
        if let Some(found) = self.near(&written) {
            return found;
        }
        let mut alternatives: Vec<Written> = Vec::new();
        if !written.is_absolute {
            alternatives.extend(
                self.foreign
                    .iter()
                    .filter_map(|source| source.join(&written)),
            );
        }
        if alternatives.is_empty() {
            alternatives.push(written);
        }
        Found::Guess(alternatives)
    }

    /// The file of a relative path below the sources or around the report.
    fn near(&self, path: &Written) -> Option<Found<'a>> {
        if path.is_absolute {
            return None;
        }
        let mut files: Vec<&str> = self.relative(&self.sources, path).collect();
        files.sort_unstable();
        files.dedup();
        match files.as_slice() {
            [] => {
                let file = self.relative(&self.around, path).next();
                file.filter(|file| self.agrees(file, path)).map(Found::File)
            }
            [file] => Some(Found::File(file)),
            several => Some(Found::Miss(ambiguous(several.iter().copied()))),
        }
    }

    fn relative(&self, folders: &[String], path: &Written) -> impl Iterator<Item = &'a str> {
        folders
            .iter()
            .filter_map(|folder| self.ground.find(&resolve(folder, &path.text)?))
    }

    /// Whether a file found beside the report is what the sources that it names mean, where these
    /// tell: they lie on another machine, but the file may end as a path below them does.
    fn agrees(&self, file: &str, path: &Written) -> bool {
        let below = || self.foreign.iter().filter_map(|source| source.join(path));
        let ends: Vec<String> = below()
            .map(|path| self.ground.longest_end(&path.text).to_owned())
            .collect();
        let longest = ends.iter().max_by_key(|end| end.split('/').count());
        longest.is_none_or(|end| end.is_empty() || ends_with_parts(file, end))
    }

    /// The file of a Go import path; none where no module of the tree has such paths.
    fn in_module(&self, path: &Written) -> Option<Found<'a>> {
        let modules = self.ground.modules.iter();
        let (rest, folder) = modules
            .filter_map(|(module, folder)| Some((below(&path.text, module)?, folder)))
            .next()?;
        let inside = under(folder, rest);
        Some(match self.ground.find(&inside) {
            Some(file) => Found::File(file),
            None => Found::Miss(Miss::Gone(inside)),
        })
    }

    /// The file of a package: at the package's path below some folder, or anywhere in the project
    /// where the file itself names the package, as Kotlin allows.
    fn in_package(&self, path: &Written) -> Found<'a> {
        let (package, name) = path.text.rsplit_once('/').unwrap_or(("", &path.text));
        let package = package.replace('/', ".");
        let mut files = self.ground.ending_with(&path.text, usize::MAX);
        files.retain(|file| (self.peek.package_of)(file).is_none_or(|own| own == package));
        if files.is_empty() {
            files = self.ground.ending_with(name, usize::MAX);
            files.retain(|file| (self.peek.package_of)(file).is_some_and(|own| own == package));
        }
        if files.len() > 1
            && let Some(nearest) = self
                .around
                .iter()
                .find(|project| self.ground.projects.contains(project.as_str()))
        {
            let here: Vec<&str> = files
                .iter()
                .copied()
                .filter(|file| below(file, nearest).is_some())
                .collect();
            if !here.is_empty() {
                files = here;
            }
        }
        match files.as_slice() {
            [] => Found::Miss(Miss::Unknown),
            [file] => Found::File(file),
            several => Found::Miss(ambiguous(several.iter().copied())),
        }
    }
}

#[cfg(test)]
mod tests;
