//! Fuzzy filtering of paths, fast enough for a key at 100,000 of them.
//!
//! fuzzy-matcher's Skim algorithm ranks best, but takes 25 to 90 ms for so many. A cheap pass
//! therefore decides what matches (exactly as Skim would) and which [`RANKED`] are worth Skim's
//! time: letters each path has, then the tightest run of letters and where it stands. What was
//! found for a query is kept, so that the next letter looks at survivors only and Backspace
//! costs nothing.

mod names;

pub(crate) use names::Names;

use std::sync::Arc;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::model::Project;
use crate::ui::query::unwanted;
use crate::ui::state::find;

/// Most paths whose order Skim decides; the others follow in the order they came.
const RANKED: usize = 2000;

/// Words shorter than this match nearly everything in many ways: the cheap score tells them
/// apart as well as Skim does.
const SHORT: usize = 3;

/// Letters of a text that match a query, by character index; none where it does not match. A word
/// such as `!test` matches where it does not stand in the text.
pub(crate) fn indices(text: &str, query: &str) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for word in query.split_whitespace() {
        if word.starts_with('!') {
            let unwanted = unwanted(word);
            if unwanted.is_some_and(|unwanted| find(text, &unwanted).is_some()) {
                return None;
            }
            continue;
        }
        found.extend(SkimMatcherV2::default().fuzzy_indices(text, word)?.1);
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// The row that a filter means most likely, of all that it leaves: the first that holds it letter by
/// letter, else the first that matches. Rows without a text of their own are passed over.
pub(crate) fn closest<'t>(
    mut texts: impl Iterator<Item = Option<&'t str>> + Clone,
    query: &str,
) -> Option<usize> {
    let query = query.trim().to_lowercase();
    let holds = |text: Option<&str>| text.is_some_and(|text| text.to_lowercase().contains(&query));
    let matches = |text: Option<&str>| text.is_some_and(|text| indices(text, &query).is_some());
    let exact = texts.clone().position(holds);
    exact.or_else(|| texts.position(matches))
}

/// Skim's algorithm, made to give the same score whatever it scored before.
#[derive(Default)]
struct Skim(SkimMatcherV2);

impl Skim {
    fn score(&self, text: &str, word: &str) -> Option<i64> {
        // fuzzy-matcher 0.3.7 keeps its matrix between calls, and bonuses of the last text count
        // for the next one (switching its cache off panics). Scoring one letter shrinks the
        // matrix, so that the next call fills it with fresh cells.
        let _ = self.0.fuzzy_match("a", "a");
        self.0.fuzzy_match(text, word)
    }
}

/// One path, prepared.
#[derive(Debug, Clone, Copy)]
struct Entry {
    start: usize,
    end: usize,
    /// Where the base name starts.
    base: usize,
    /// A bit for each letter in it.
    mask: u64,
    is_ascii: bool,
}

/// Paths prepared for filtering; a path's number is its place.
#[derive(Debug)]
pub(crate) struct Index {
    paths: Vec<Arc<str>>,
    lower: Vec<u8>,
    entries: Vec<Entry>,
}

impl Index {
    /// Prepares paths.
    pub(crate) fn new(paths: impl Iterator<Item = Arc<str>>) -> Self {
        let mut index = Self {
            paths: paths.collect(),
            lower: Vec::new(),
            entries: Vec::new(),
        };
        for path in &index.paths {
            let start = index.lower.len();
            index
                .lower
                .extend(path.bytes().map(|byte| byte.to_ascii_lowercase()));
            index.entries.push(Entry {
                start,
                end: index.lower.len(),
                base: start + path.rfind('/').map_or(0, |at| at + 1),
                mask: path.bytes().fold(0, |mask, byte| mask | bit(byte)),
                is_ascii: path.is_ascii(),
            });
        }
        index
    }

    /// Whether these are the very paths it was made of.
    pub(crate) fn is_of<'p>(&self, paths: impl Iterator<Item = &'p Arc<str>>) -> bool {
        let mut own = self.paths.iter();
        for path in paths {
            if !own.next().is_some_and(|known| Arc::ptr_eq(known, path)) {
                return false;
            }
        }
        own.next().is_none()
    }
}

/// What is prepared for looking things up, which takes longer than a key may.
#[derive(Debug)]
pub struct Lookup {
    /// The paths of all files.
    pub(crate) paths: Index,
    /// The names of their functions.
    pub(crate) names: Names,
}

impl Lookup {
    /// Prepares it for a project.
    pub(crate) fn of(project: &Project) -> Self {
        Self {
            paths: Index::new(project.files.iter().map(|file| file.path.clone())),
            names: Names::of(project),
        }
    }
}

/// The bit of a letter; letters outside of a-z and 0-9 share the remaining ones.
fn bit(byte: u8) -> u64 {
    match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        digit @ b'0'..=b'9' => 1 << (digit - b'0' + 26),
        other => 1 << (other % 28 + 36),
    }
}

/// One word of a query.
struct Word<'q> {
    text: &'q str,
    bytes: Vec<u8>,
    mask: u64,
    /// As in Skim: a capital in the query makes it tell capitals apart.
    is_exact: bool,
    is_ascii: bool,
}

impl<'q> Word<'q> {
    fn new(text: &'q str) -> Self {
        let is_exact = text.bytes().any(|byte| byte.is_ascii_uppercase());
        Self {
            text,
            bytes: if is_exact {
                text.bytes().collect()
            } else {
                text.to_ascii_lowercase().into_bytes()
            },
            mask: text.bytes().fold(0, |mask, byte| mask | bit(byte)),
            is_exact,
            is_ascii: text.is_ascii(),
        }
    }
}

/// What was found for a query.
#[derive(Debug)]
struct Found {
    query: String,
    /// In the order in which they came.
    survivors: Vec<u32>,
}

/// A filter with what it found so far.
#[derive(Default)]
pub(crate) struct Filter {
    stack: Vec<Found>,
    skim: Skim,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Filter").field(&self.stack).finish()
    }
}

impl Filter {
    /// Forgets what was found: for another list.
    pub(crate) fn clear(&mut self) {
        self.stack.clear();
    }

    /// The numbers among `listed` that match all words of `query`, best first.
    pub(crate) fn run(&mut self, index: &Index, listed: &[u32], query: &str) -> Vec<u32> {
        while self
            .stack
            .last()
            .is_some_and(|found| !query.starts_with(&found.query))
        {
            self.stack.pop();
        }
        let words: Vec<Word<'_>> = query.split_whitespace().map(Word::new).collect();
        let before = self.stack.last().map(|found| found.survivors.as_slice());
        let mut survivors = Vec::new();
        let mut scores = Vec::new();
        for number in before.unwrap_or(listed) {
            if let Some(score) = self.score(index, *number, &words) {
                survivors.push(*number);
                scores.push(score);
            }
        }
        let found = self.ranked(index, &survivors, &scores, &words);
        if self.stack.last().is_none_or(|found| found.query != query) {
            self.stack.push(Found {
                query: query.to_owned(),
                survivors,
            });
        }
        found
    }

    /// The cheap score of a path over all words; none where one of them does not match.
    fn score(&self, index: &Index, number: u32, words: &[Word<'_>]) -> Option<i64> {
        let entry = index.entries.get(number as usize)?;
        let mut sum = 0;
        for word in words {
            if entry.mask & word.mask != word.mask {
                return None;
            }
            sum += if entry.is_ascii && word.is_ascii {
                let lower = index.lower.get(entry.start..entry.end)?;
                let text = if word.is_exact {
                    index.paths.get(number as usize)?.as_bytes()
                } else {
                    lower
                };
                i64::from(window(text, entry.base - entry.start, &word.bytes)?)
            } else {
                let path = index.paths.get(number as usize)?;
                self.skim.score(path, word.text)?
            };
        }
        Some(sum)
    }

    /// Orders survivors: those with the best cheap scores by Skim's, then the others.
    fn ranked(
        &self,
        index: &Index,
        survivors: &[u32],
        scores: &[i64],
        words: &[Word<'_>],
    ) -> Vec<u32> {
        let keys: Vec<u64> = scores
            .iter()
            .zip(0..)
            .map(|(score, at)| key(*score, at))
            .collect();
        let last = last_ranked(&keys);
        let is_short = words.iter().all(|word| word.bytes.len() < SHORT);
        let mut ranked = Vec::new();
        let mut rest = Vec::new();
        for ((number, score), key) in survivors.iter().zip(scores).zip(keys) {
            if key > last {
                rest.push(*number);
            } else if is_short {
                ranked.push((*score, *number));
            } else {
                let path = index.paths.get(*number as usize);
                let skim = words
                    .iter()
                    .filter_map(|word| self.skim.score(path?, word.text))
                    .sum();
                ranked.push((skim, *number));
            }
        }
        // A stable sort: ties stay in the order they came.
        ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let ranked = ranked.into_iter().map(|(_, number)| number);
        ranked.chain(rest).collect()
    }
}

/// Score and place as one number, smaller for what comes first.
fn key(score: i64, place: u32) -> u64 {
    let score = i32::try_from(score).unwrap_or(i32::MAX);
    let worse = u64::from(i32::MAX.abs_diff(score));
    worse << 32 | u64::from(place)
}

/// The key of the last survivor that is worth Skim's time.
fn last_ranked(keys: &[u64]) -> u64 {
    if keys.len() <= RANKED {
        return u64::MAX;
    }
    let mut keys = keys.to_vec();
    *keys.select_nth_unstable(RANKED - 1).1
}

/// Scores the tightest run of letters in which `word` stands in `text`, in the base name where
/// it stands there; none where it stands nowhere.
fn window(text: &[u8], base: usize, word: &[u8]) -> Option<i32> {
    let in_base = text.get(base..).and_then(|name| span(name, word));
    if let Some((start, end)) = in_base {
        return Some(worth(text, base + start, base + end, word) + 8);
    }
    let (start, end) = span(text, word)?;
    Some(worth(text, start, end, word))
}

/// The first place where all letters of `word` stand in order, from the last possible start.
fn span(text: &[u8], word: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    for wanted in word {
        at += text.get(at..)?.iter().position(|letter| letter == wanted)? + 1;
    }
    let end = at;
    for wanted in word.iter().rev() {
        at = text
            .get(..at)?
            .iter()
            .rposition(|letter| letter == wanted)?;
    }
    Some((at, end))
}

/// What a run is worth, with Skim's weights: letters, letters in a row, starts of words, gaps.
fn worth(text: &[u8], start: usize, end: usize, word: &[u8]) -> i32 {
    let mut wanted = word.iter().peekable();
    let mut before = start.checked_sub(1).and_then(|at| text.get(at)).copied();
    let mut score = 0;
    let mut in_row = false;
    for letter in text.get(start..end).unwrap_or_default() {
        if wanted.peek() == Some(&letter) {
            wanted.next();
            score += 16;
            let is_start = before.is_none_or(|before| !before.is_ascii_alphanumeric());
            score += if is_start {
                8
            } else if in_row {
                4
            } else {
                0
            };
            in_row = true;
        } else {
            score -= if in_row { 4 } else { 1 };
            in_row = false;
        }
        before = Some(*letter);
    }
    score
}

#[cfg(test)]
mod tests;
