//! Paths that say nothing by themselves: what their ends have in common with files of the tree,
//! and what they agree on.
//!
//! A path and a file with a common end map what stands before it in the path onto what stands
//! before it in the file. Such a mapping counts only where the latter is a project or a folder in
//! which imports begin, and where most paths that begin alike agree on it. So a stale report whose
//! paths happen to end like files of another package is not credited to that. A report that was put
//! together from several packages has no such majority; there a good part of the paths is enough,
//! if the lines that were counted are lines of the file.

use std::collections::BTreeMap;

use super::ground::Ground;
use super::join::{Peek, ambiguous};
use super::path::{Written, under};
use crate::coverage::MeasuredFile;
use crate::model::{FileCoverage, Miss, Rewrite, below};

/// Fewest paths that must agree where nothing but a file's name or less than a majority speaks
/// for a rewrite.
const FEW: usize = 2;

/// A part of the paths is a good one from one in so many.
const GOOD_PART: usize = 10;

/// A path of a report, with the files that its end could mean.
pub(super) struct Guess<'a> {
    index: usize,
    alternatives: Vec<Written>,
    candidates: Vec<Candidate<'a>>,
    /// A file with the same end that is in no place to be meant.
    alike: Option<&'a str>,
}

/// A file that a path could mean.
#[derive(Debug, Clone)]
struct Candidate<'a> {
    file: &'a str,
    rewrite: Rewrite,
    /// First part of what path and file have in common.
    head: String,
    /// Whether more is in common than the file's name, or all of the path.
    is_strong: bool,
}

impl<'a> Guess<'a> {
    /// Looks for files with the longest end in common with any of the alternatives.
    pub(super) fn new(index: usize, alternatives: Vec<Written>, ground: &Ground<'a>) -> Self {
        let parts = |end: &str| {
            if end.is_empty() {
                0
            } else {
                end.split('/').count()
            }
        };
        let ends: Vec<&str> = alternatives
            .iter()
            .map(|path| ground.longest_end(&path.text))
            .collect();
        let longest = ends.iter().map(|end| parts(end)).max().unwrap_or(0);
        let mut candidates: Vec<Candidate<'a>> = Vec::new();
        let mut alike = None;
        for (path, end) in alternatives.iter().zip(&ends) {
            if longest == 0 || parts(end) < longest {
                continue;
            }
            for root in &ground.roots {
                if let Some(file) = ground.find(&under(root, end)) {
                    candidates.push(Candidate::new(path, end, root, file));
                }
            }
            alike = alike.or_else(|| ground.ending_with(end, 1).first().copied());
        }
        candidates.sort_by(|left, right| left.file.cmp(right.file));
        candidates.dedup_by(|later, earlier| later.file == earlier.file);
        Self {
            index,
            alternatives,
            candidates,
            alike,
        }
    }

    /// The only candidate.
    fn vote(&self) -> Option<&Candidate<'a>> {
        match self.candidates.as_slice() {
            [candidate] => Some(candidate),
            _ => None,
        }
    }
}

impl<'a> Candidate<'a> {
    fn new(path: &Written, end: &str, root: &str, file: &'a str) -> Self {
        let before = path.text.len().saturating_sub(end.len());
        let before = path
            .text
            .get(..before)
            .unwrap_or_default()
            .trim_end_matches('/');
        let from = match (path.is_absolute, before) {
            (true, before) => format!("/{before}"),
            (false, before) => before.to_owned(),
        };
        Self {
            file,
            is_strong: end.contains('/') || from.is_empty(),
            head: end.split('/').next().unwrap_or_default().to_owned(),
            rewrite: Rewrite {
                from,
                to: root.to_owned(),
            },
        }
    }
}

/// Votes by what paths have in common: a prefix alone, or with the part that follows it.
#[derive(Default)]
struct Ballot {
    by_head: BTreeMap<(String, String), BTreeMap<String, usize>>,
    by_prefix: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Ballot {
    fn count(guesses: &[Guess<'_>]) -> Self {
        let mut ballot = Self::default();
        for candidate in guesses.iter().filter_map(Guess::vote) {
            let Rewrite { from, to } = candidate.rewrite.clone();
            let key = (from.clone(), candidate.head.clone());
            if candidate.is_strong {
                *ballot
                    .by_head
                    .entry(key)
                    .or_default()
                    .entry(to.clone())
                    .or_default() += 1;
            }
            *ballot
                .by_prefix
                .entry(from)
                .or_default()
                .entry(to)
                .or_default() += 1;
        }
        ballot
    }

    /// What the paths that begin alike vote for.
    fn votes(&self, candidate: &Candidate<'_>) -> Option<&BTreeMap<String, usize>> {
        let from = &candidate.rewrite.from;
        let near = self.by_head.get(&(from.clone(), candidate.head.clone()));
        near.or_else(|| self.by_prefix.get(from))
    }

    /// Whether more than half of them vote for a candidate.
    fn has_majority(&self, candidate: &Candidate<'_>) -> bool {
        self.votes(candidate).is_some_and(|votes| {
            majority(votes) == Some(candidate.rewrite.to.as_str())
                && (candidate.is_strong || votes.values().sum::<usize>() >= FEW)
        })
    }

    /// Whether a good part of them votes for a candidate.
    fn has_good_part(&self, candidate: &Candidate<'_>) -> bool {
        self.votes(candidate).is_some_and(|votes| {
            let own = votes.get(&candidate.rewrite.to).copied().unwrap_or(0);
            own > FEW && own * GOOD_PART >= votes.values().sum::<usize>()
        })
    }
}

fn majority(votes: &BTreeMap<String, usize>) -> Option<&str> {
    let all: usize = votes.values().sum();
    let (folder, most) = votes.iter().max_by_key(|(_, count)| **count)?;
    (2 * most > all).then_some(folder.as_str())
}

/// The file that a path means, or why it means none.
type Meaning<'a> = Result<&'a str, Miss>;

type Rewrites = Vec<(Rewrite, usize)>;

/// Decides what each path means, and which rewrites say so.
pub(super) fn decide<'a>(
    guesses: Vec<Guess<'a>>,
    ground: &Ground<'a>,
    peek: &Peek<'_>,
    coverages: &[MeasuredFile],
) -> (Vec<(usize, Meaning<'a>)>, Rewrites) {
    let ballot = Ballot::count(&guesses);
    let mut verdicts: Vec<(usize, Meaning<'a>)> = Vec::new();
    let mut used: BTreeMap<Rewrite, usize> = BTreeMap::new();
    // Files with the path that means each: a second path cannot mean the same one.
    let mut taken: BTreeMap<&'a str, (usize, Rewrite)> = BTreeMap::new();
    let mut open = Vec::new();
    for guess in guesses {
        let coverage = coverages
            .get(guess.index)
            .map(|measured| &measured.coverage);
        let fits = |file: &str| coverage.is_some_and(|coverage| (peek.fits)(file, coverage));
        let is_empty = coverage.is_some_and(|coverage| *coverage == FileCoverage::default());
        match elect(&guess, &ballot, &fits, is_empty) {
            Some(candidate) => {
                *used.entry(candidate.rewrite.clone()).or_default() += 1;
                open.push((guess.index, candidate));
            }
            None => verdicts.push((guess.index, left_over(&guess, &ballot, ground))),
        }
    }
    // Of several prefixes that lead to one file, the one that most paths follow.
    open.sort_by_key(|(index, candidate)| {
        (
            std::cmp::Reverse(used.get(&candidate.rewrite).copied()),
            *index,
        )
    });
    for (index, candidate) in open {
        let rewrite = candidate.rewrite;
        match taken.get(candidate.file) {
            Some((_, known)) if *known != rewrite => {
                verdicts.push((index, Err(Miss::Outvoted(candidate.file.into()))));
            }
            _ => {
                taken.insert(candidate.file, (index, rewrite));
                verdicts.push((index, Ok(candidate.file)));
            }
        }
    }
    // One that changes nothing is none.
    used.retain(|rewrite, _| rewrite.from != rewrite.to);
    let mut rewrites: Rewrites = used.into_iter().collect();
    rewrites.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    (verdicts, rewrites)
}

/// The candidate that the votes are for.
fn elect<'a>(
    guess: &Guess<'a>,
    ballot: &Ballot,
    fits: &dyn Fn(&str) -> bool,
    is_empty: bool,
) -> Option<Candidate<'a>> {
    let mut elected = guess
        .candidates
        .iter()
        .filter(|candidate| ballot.has_majority(candidate));
    match (elected.next(), elected.next()) {
        (Some(candidate), None) => Some(candidate.clone()),
        // Several empty files, of which nothing was measured: whichever it is, nothing is credited.
        (Some(candidate), Some(_)) if is_empty => Some(candidate.clone()),
        (Some(_), Some(_)) => None,
        (None, _) => guess
            .vote()
            .filter(|only| only.is_strong && ballot.has_good_part(only) && fits(only.file))
            .cloned(),
    }
}

/// What is left to say of a path that no candidate was elected for: a rewrite that others follow
/// may still lead to a file.
fn left_over<'a>(guess: &Guess<'a>, ballot: &Ballot, ground: &Ground<'a>) -> Meaning<'a> {
    let mut found: Vec<&'a str> = Vec::new();
    for path in &guess.alternatives {
        for (from, votes) in &ballot.by_prefix {
            let is_absolute = from.starts_with('/');
            let rest = below(&path.text, from.trim_start_matches('/'));
            if let (Some(rest), Some(to), true) =
                (rest, majority(votes), is_absolute == path.is_absolute)
                && guess.candidates.is_empty()
                && let Some(file) = ground.find(&under(to, rest))
            {
                found.push(file);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Err(
        match (found.as_slice(), guess.candidates.as_slice(), guess.alike) {
            ([file], ..) => return Ok(file),
            (_, [], None) => Miss::Unknown,
            (_, [], Some(alike)) => Miss::OtherPackage(alike.into()),
            (_, [only], _) if only.is_strong => Miss::Outvoted(only.file.into()),
            (_, [only], _) => Miss::NameOnly(only.file.into()),
            (_, several, _) => ambiguous(several.iter().map(|candidate| candidate.file)),
        },
    )
}
