//! What several reports say of a file together.
//!
//! Hits add up; a line is covered if any report saw it run. Reports that one run wrote in several
//! formats count once, as the one that says most. Where any report of a file is newer than the
//! file, older ones do not count; where none is, what they say is stale.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::join::Joined;
use crate::coverage::Report;
use crate::model::{Count, FileCoverage, TestId, TestSpan};

/// Seconds within which the reports of one run are written.
const ONE_RUN: i64 = 60;

/// A report with what was found out of it.
#[derive(Debug)]
pub struct Source {
    /// What it says.
    pub report: Report,
    /// The folder that it lies in; any text that is the same for the same folder.
    pub folder: String,
    /// Which files it means.
    pub joined: Joined,
    /// When it was made, in seconds since 1970: by its own account, or when its file was written.
    pub time: Option<i64>,
    /// Its path relative to the root, where it does not tell itself when it was made: in a clone,
    /// its file is newer than the report.
    pub undated: Option<String>,
}

/// When a report was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Made {
    /// Before every commit that is known.
    Before,
    /// In seconds since 1970.
    At(i64),
}

/// What is known of the times and lengths of files.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// When a report was made, where that is known.
    pub made: &'a dyn Fn(&Source) -> Option<Made>,
    /// When a file last changed, in seconds since 1970, where that is known.
    pub changed: &'a dyn Fn(&str) -> Option<i64>,
    /// How many lines a file has.
    pub length: &'a dyn Fn(&str) -> Option<u32>,
}

/// What reports say of a file together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The file, relative to the root.
    pub path: Arc<str>,
    /// What was measured. Tests are counted by [`Merged::tests`].
    pub coverage: FileCoverage,
    /// Whether the file changed since, or is shorter than the lines that were counted.
    pub is_stale: bool,
}

/// What all reports say together.
#[derive(Debug, Default)]
pub struct Merged {
    /// Files that reports speak of, by path.
    pub files: Vec<Covered>,
    /// Tests by [`TestId`].
    pub tests: Vec<Arc<str>>,
    /// When each report was made.
    pub made: Vec<Option<Made>>,
    /// Reports that do not count, with the one of the same run that does; by index.
    pub superseded: Vec<(usize, usize)>,
}

/// Puts reports together.
pub fn merge(sources: &[Source], known: Known<'_>) -> Merged {
    let superseded = superseded(sources);
    let (tests, renumbered) = all_tests(sources);
    let mut parts: BTreeMap<&Arc<str>, Vec<Part<'_>>> = BTreeMap::new();
    let made: Vec<_> = sources.iter().map(known.made).collect();
    for (at, (source, made)) in sources.iter().zip(&made).enumerate() {
        if superseded.iter().any(|(poorer, _)| *poorer == at) {
            continue;
        }
        for (index, path) in &source.joined.matched {
            if let (Some(file), Some(tests)) = (source.report.files.get(*index), renumbered.get(at))
            {
                parts.entry(path).or_default().push(Part {
                    coverage: &file.coverage,
                    tests,
                    is_stale: is_stale(&file.coverage, *made, path, known),
                });
            }
        }
    }
    let files = parts
        .into_iter()
        .filter_map(|(path, parts)| together(path, &parts))
        .collect();
    Merged {
        files,
        tests,
        made,
        superseded,
    }
}

/// What one report says of a file.
struct Part<'a> {
    coverage: &'a FileCoverage,
    tests: &'a [TestId],
    is_stale: bool,
}

/// Whether a file changed since it was measured: it did so after the report was made, or it has
/// fewer lines than were counted.
fn is_stale(coverage: &FileCoverage, made: Option<Made>, path: &str, known: Known<'_>) -> bool {
    let is_older = made
        .zip((known.changed)(path))
        .is_some_and(|(made, changed)| made < Made::At(changed));
    is_older || (known.length)(path).is_some_and(|length| coverage.last_line() > length)
}

fn together(path: &Arc<str>, parts: &[Part<'_>]) -> Option<Covered> {
    let is_stale = parts.iter().all(|part| part.is_stale);
    let mut counted = parts.iter().filter(|part| part.is_stale == is_stale);
    let mut coverage = counted.next()?.renumbered();
    for part in counted {
        coverage.merge(&part.renumbered());
    }
    Some(Covered {
        path: path.clone(),
        coverage,
        is_stale,
    })
}

impl Part<'_> {
    /// The coverage with tests as all reports together count them.
    fn renumbered(&self) -> FileCoverage {
        let mut coverage = self.coverage.clone();
        let mut known: FxHashMap<Arc<[TestId]>, Arc<[TestId]>> = FxHashMap::default();
        let renumber = |span: &TestSpan| {
            let tests = known.entry(span.tests.clone()).or_insert_with_key(|tests| {
                let ids = tests
                    .iter()
                    .filter_map(|test| self.tests.get(test.0 as usize))
                    .copied();
                let mut ids: Vec<TestId> = ids.collect();
                ids.sort_unstable();
                ids.into()
            });
            TestSpan {
                tests: tests.clone(),
                ..*span
            }
        };
        coverage.tests = coverage.tests.iter().map(renumber).collect();
        coverage
    }
}

/// All tests in the order of their names, and for each report its own tests' numbers among them.
fn all_tests(sources: &[Source]) -> (Vec<Arc<str>>, Vec<Vec<TestId>>) {
    let mut tests: Vec<Arc<str>> = sources
        .iter()
        .flat_map(|source| source.report.tests.iter().cloned())
        .collect();
    tests.sort_unstable();
    tests.dedup();
    let number = |test: &Arc<str>| {
        let at = tests.binary_search(test).unwrap_or(usize::MAX);
        TestId(u32::try_from(at).unwrap_or(u32::MAX))
    };
    let renumbered = sources
        .iter()
        .map(|source| source.report.tests.iter().map(number).collect())
        .collect();
    (tests, renumbered)
}

/// Reports that say again, in another format, what one says of the same run.
fn superseded(sources: &[Source]) -> Vec<(usize, usize)> {
    let files: Vec<Vec<&Arc<str>>> = sources.iter().map(files_with_lines).collect();
    let mut poorer = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let richer = sources.iter().enumerate().filter(|(other, candidate)| {
            *other != at
                && is_one_run(source, candidate)
                && says_the_same(source, candidate, &files, at, *other)
                && (richness(candidate), std::cmp::Reverse(*other))
                    > (richness(source), std::cmp::Reverse(at))
        });
        if let Some((best, _)) =
            richer.max_by_key(|(other, candidate)| (richness(candidate), std::cmp::Reverse(*other)))
        {
            poorer.push((at, best));
        }
    }
    poorer
}

fn files_with_lines(source: &Source) -> Vec<&Arc<str>> {
    let has_lines = |index: &usize| {
        source
            .report
            .files
            .get(*index)
            .is_some_and(|file| !file.coverage.lines.is_empty())
    };
    let mut files: Vec<&Arc<str>> = source
        .joined
        .matched
        .iter()
        .filter(|(index, _)| has_lines(index))
        .map(|(_, path)| path)
        .collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// Whether two reports of different formats were written by one run: at one time, or side by side
/// with the same figures, as copies that lost their times are. Reports of one format are shards,
/// and add up.
fn is_one_run(one: &Source, two: &Source) -> bool {
    let is_near = match (one.time, two.time) {
        (Some(one), Some(two)) => one.abs_diff(two) <= ONE_RUN.unsigned_abs(),
        _ => one.folder == two.folder,
    };
    one.report.format.id != two.report.format.id
        && (is_near || (one.folder == two.folder && figures(one) == figures(two)))
}

/// Lines that ran and all lines of each file with lines.
fn figures(source: &Source) -> Vec<(&Arc<str>, Count)> {
    let matched = source.joined.matched.iter();
    let mut figures: Vec<(&Arc<str>, Count)> = matched
        .filter_map(|(index, path)| {
            let count = source.report.files.get(*index)?.coverage.line_count();
            (count.total > 0).then_some((path, count))
        })
        .collect();
    figures.sort_unstable_by_key(|(path, _)| *path);
    figures
}

/// Whether two reports speak of the same files. One that lists only what ran speaks of more: of
/// files, too, that the other was told to leave out.
fn says_the_same(
    one: &Source,
    two: &Source,
    files: &[Vec<&Arc<str>>],
    at: usize,
    other: usize,
) -> bool {
    let (Some(own), Some(others)) = (files.get(at), files.get(other)) else {
        return false;
    };
    let has_only_hits = |source: &Source| {
        source
            .report
            .files
            .iter()
            .any(|file| file.coverage.has_only_hits)
    };
    if has_only_hits(one) == has_only_hits(two) {
        return own == others;
    }
    let (more, fewer) = if has_only_hits(one) {
        (own, others)
    } else {
        (others, own)
    };
    let ran = |path: &Arc<str>| more.binary_search(&path).is_ok();
    // Files that were never imported are only in the one that lists lines that did not run.
    !fewer.is_empty() && 2 * fewer.iter().filter(|path| ran(path)).count() > fewer.len()
}

/// How much a report says: whether lines that did not run, which tests, where functions end, which
/// branches, how often lines ran.
fn richness(source: &Source) -> [bool; 5] {
    let any = |says: &dyn Fn(&FileCoverage) -> bool| {
        source.report.files.iter().any(|file| says(&file.coverage))
    };
    [
        any(&|coverage| !coverage.has_only_hits && !coverage.lines.is_empty()),
        any(&|coverage| !coverage.tests.is_empty()),
        any(&|coverage| {
            coverage
                .functions
                .iter()
                .any(|function| function.end.is_some())
        }),
        any(&|coverage| {
            coverage
                .branches
                .iter()
                .any(|branch| !branch.arms.is_empty())
        }),
        any(&|coverage| coverage.lines.iter().any(|line| line.hits > 1)),
    ]
}

#[cfg(test)]
mod tests;
