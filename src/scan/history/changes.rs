//! What differs between two trees of git's, and which files moved from one to the other.

use std::cmp::Ordering;

use gix::ObjectId;
use gix::objs::TreeRefIter;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use crate::scan::paths::name_of;

/// Most entries of trees that are looked at for one pair: trees may contain each other's parts many
/// times over.
const MAX_ENTRIES: usize = 2_000_000;

/// Longest path that is followed, in bytes.
const MAX_PATH: usize = 4096;

/// Largest file whose lines are compared, in bytes.
const MAX_BLOB: u64 = 1 << 20;

/// Most files that are read to find those that moved and changed in one commit.
const MAX_READ: usize = 4_000;

/// Most bytes of files that are read for that.
const MAX_BYTES: u64 = 64 << 20;

/// Most pairs of files that are compared for that.
const MAX_PAIRS: usize = 40_000;

/// Most files of one name that a file is compared with: those from the likest folders.
const MAX_NAMESAKES: usize = 8;

/// Share of its lines that a file keeps when it moves, at least.
pub(crate) const SIMILAR: f64 = 0.5;

/// The same for a file that stays in its folder and keeps words of its name: `model_artifacts.py`
/// that becomes `artifacts.py`. Lines count once each, so that what `git` calls half is less here
/// where many are alike.
const SIMILAR_KIN: f64 = 0.33;

/// A file that is not the same in two trees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Its path.
    pub(crate) path: String,
    /// Its content in the older tree, where it is there.
    pub(crate) before: Option<ObjectId>,
    /// Its content in the newer tree, where it is there.
    pub(crate) after: Option<ObjectId>,
}

/// A file that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    /// Its path in the older tree.
    pub(crate) from: String,
    /// Its path in the newer tree.
    pub(crate) to: String,
}

/// A path with what is there.
type Content<'a> = (&'a str, ObjectId);

/// Entries that are still to be compared.
struct Pair {
    older: Option<ObjectId>,
    newer: Option<ObjectId>,
    folder: String,
}

/// Files that differ between two trees, with how many entries were looked at; none where a tree
/// cannot be read or there is no end of them.
pub(crate) fn changes(
    git: &gix::Repository,
    older: Option<ObjectId>,
    newer: Option<ObjectId>,
) -> Option<(Vec<Change>, usize)> {
    let mut found = Vec::new();
    let mut entries = 0;
    let mut open = vec![Pair {
        older,
        newer,
        folder: String::new(),
    }];
    while let Some(pair) = open.pop() {
        if pair.older == pair.newer || pair.folder.len() > MAX_PATH {
            continue;
        }
        let older = content(git, pair.older)?;
        let newer = content(git, pair.newer)?;
        entries += compare(git, [&older, &newer], &pair.folder, &mut found, &mut open);
        if entries > MAX_ENTRIES {
            return None;
        }
    }
    found.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Some((found, entries))
}

/// What a tree holds, as git keeps it; nothing for no tree.
fn content(git: &gix::Repository, tree: Option<ObjectId>) -> Option<Vec<u8>> {
    match tree {
        Some(tree) => Some(std::mem::take(&mut git.find_tree(tree).ok()?.data)),
        None => Some(Vec::new()),
    }
}

/// Walks two sorted lists side by side; answers with the number of entries.
fn compare(
    git: &gix::Repository,
    [older, newer]: [&[u8]; 2],
    folder: &str,
    found: &mut Vec<Change>,
    open: &mut Vec<Pair>,
) -> usize {
    let entries = |data| {
        let all = TreeRefIter::from_bytes(data, git.object_hash()).filter_map(Result::ok);
        all.filter(|entry| entry.mode.is_tree() || entry.mode.is_blob())
    };
    let mut older = entries(older).peekable();
    let mut newer = entries(newer).peekable();
    let mut count = 0;
    loop {
        let order = match (older.peek(), newer.peek()) {
            (None, None) => return count,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            // Git sorts a folder as if its name ended in `/`: a file and a folder never match.
            (Some(one), Some(other)) => one.cmp(other),
        };
        count += 1;
        let before = (order != Ordering::Greater).then(|| older.next()).flatten();
        let after = (order != Ordering::Less).then(|| newer.next()).flatten();
        let Some(either) = before.or(after) else {
            return count;
        };
        let [before, after] = [before, after].map(|entry| entry.map(|entry| entry.oid.to_owned()));
        let Ok(name) = std::str::from_utf8(either.filename) else {
            continue;
        };
        if before == after {
            continue;
        }
        if either.mode.is_tree() {
            open.push(Pair {
                older: before,
                newer: after,
                folder: format!("{folder}{name}/"),
            });
        } else {
            found.push(Change {
                path: format!("{folder}{name}"),
                before,
                after,
            });
        }
    }
}

/// Files that moved: the same content first, then the most similar of those with the same name,
/// then of those with the same ending. Whether there were too many to compare all is told too.
pub(crate) fn moves(git: &gix::Repository, changes: &[Change]) -> (Vec<Move>, bool) {
    let empty = ObjectId::empty_blob(git.object_hash());
    let mut gone = side(changes, empty, |change| (change.before, change.after));
    let mut new = side(changes, empty, |change| (change.after, change.before));
    if gone.is_empty() || new.is_empty() {
        return (Vec::new(), false);
    }
    let mut moves = same_content(&mut gone, &mut new);
    let mut reader = Reader {
        git,
        lines: FxHashMap::default(),
        bytes: 0,
        is_cut: false,
    };
    for pairs in [namesakes, same_ending] {
        let pairs = pairs(&gone, &new, &mut reader.is_cut);
        moves.extend(similar_content(&mut reader, pairs, &mut gone, &mut new));
    }
    (moves, reader.is_cut)
}

/// Paths with the content that only one side has.
fn side(
    changes: &[Change],
    empty: ObjectId,
    sides: impl Fn(&Change) -> (Option<ObjectId>, Option<ObjectId>),
) -> Vec<Content<'_>> {
    let found = changes.iter().filter_map(|change| match sides(change) {
        (Some(id), None) if id != empty => Some((change.path.as_str(), id)),
        _ => None,
    });
    found.collect()
}

/// Takes out what has the same content on both sides, one of the same name before others.
fn same_content(gone: &mut Vec<Content>, new: &mut Vec<Content>) -> Vec<Move> {
    let mut by_content: FxHashMap<ObjectId, Vec<&str>> = FxHashMap::default();
    for (path, id) in gone.iter() {
        by_content.entry(*id).or_default().push(path);
    }
    let mut moves = Vec::new();
    new.retain(|(path, id)| {
        let Some(sources) = by_content.get_mut(id).filter(|paths| !paths.is_empty()) else {
            return true;
        };
        let named = sources.iter().position(|source| name(source) == name(path));
        let from = sources.remove(named.unwrap_or_default());
        moves.push(Move {
            from: from.to_owned(),
            to: (*path).to_owned(),
        });
        false
    });
    let taken: FxHashSet<&str> = moves.iter().map(|found| found.from.as_str()).collect();
    gone.retain(|(path, _)| !taken.contains(path));
    moves
}

/// Reads lines of files, each once and not without end.
struct Reader<'g> {
    git: &'g gix::Repository,
    lines: FxHashMap<ObjectId, Option<FxHashSet<u64>>>,
    bytes: u64,
    is_cut: bool,
}

impl Reader<'_> {
    fn read(&mut self, id: ObjectId) {
        if self.lines.contains_key(&id) {
            return;
        }
        if self.lines.len() >= MAX_READ || self.bytes >= MAX_BYTES {
            self.is_cut = true;
            return;
        }
        self.bytes += self
            .git
            .find_header(id)
            .map_or(0, |header| header.size())
            .min(MAX_BLOB);
        self.lines.insert(id, line_set(self.git, id));
    }

    /// How similar two files are; none where one was not read or is far longer.
    fn likeness(&mut self, one: ObjectId, other: ObjectId) -> Option<f64> {
        self.read(one);
        self.read(other);
        let lines = |id: &ObjectId| self.lines.get(id)?.as_ref();
        let (one, other) = (lines(&one)?, lines(&other)?);
        let (few, many) = (one.len().min(other.len()), one.len().max(other.len()));
        (few as f64 >= SIMILAR_KIN * many as f64).then(|| likeness(one, other))
    }
}

/// Takes out what is similar on both sides, the most similar first.
fn similar_content<'a>(
    reader: &mut Reader<'_>,
    candidates: Vec<(Content<'a>, Content<'a>)>,
    gone: &mut Vec<Content<'a>>,
    new: &mut Vec<Content<'a>>,
) -> Vec<Move> {
    let mut pairs = Vec::new();
    for (from, to) in candidates {
        let share = reader.likeness(from.1, to.1);
        let least = match are_kin(from.0, to.0) {
            true => SIMILAR_KIN,
            false => SIMILAR,
        };
        if let Some(share) = share.filter(|share| *share >= least) {
            pairs.push((share, from.0, to.0));
        }
    }
    pairs.sort_by(|one, other| {
        let by_share = other.0.total_cmp(&one.0);
        let by_folder = || alike(other.1, other.2).cmp(&alike(one.1, one.2));
        by_share
            .then_with(by_folder)
            .then((one.1, one.2).cmp(&(other.1, other.2)))
    });
    let mut taken = FxHashSet::default();
    let mut moves = Vec::new();
    for (_, from, to) in pairs {
        if !taken.contains(&(true, from)) && !taken.contains(&(false, to)) {
            taken.extend([(true, from), (false, to)]);
            moves.push(Move {
                from: from.to_owned(),
                to: to.to_owned(),
            });
        }
    }
    gone.retain(|(path, _)| !taken.contains(&(true, path)));
    new.retain(|(path, _)| !taken.contains(&(false, path)));
    moves
}

/// Whether two files stand in one folder, and all words of one name are among those of the other.
fn are_kin(one: &str, other: &str) -> bool {
    let (folder, name) = one.rsplit_once('/').unwrap_or(("", one));
    let (beside, other) = other.rsplit_once('/').unwrap_or(("", other));
    let words = |name: &str| -> FxHashSet<String> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let words = stem.split(|letter: char| !letter.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (name, other) = (words(name), words(other));
    // A single common word may be one of all files: `test_a.py`, `a_test.go`.
    let common = name.intersection(&other).count();
    folder == beside && common >= 2 && common == name.len().min(other.len())
}

/// Pairs of files with the same name, those from like folders first.
fn namesakes<'a>(
    gone: &[Content<'a>],
    new: &[Content<'a>],
    is_cut: &mut bool,
) -> Vec<(Content<'a>, Content<'a>)> {
    let mut by_name: FxHashMap<&str, Vec<Content>> = FxHashMap::default();
    for source in gone {
        by_name.entry(name(source.0)).or_default().push(*source);
    }
    let mut pairs = Vec::new();
    let mut looked_at = 0;
    for to in new {
        let named = by_name.get(name(to.0)).map_or(&[][..], Vec::as_slice);
        looked_at += named.len();
        if looked_at > MAX_PAIRS {
            *is_cut = true;
            break;
        }
        let mut named = named.to_vec();
        named.sort_by_key(|from| (std::cmp::Reverse(alike(from.0, to.0)), from.0));
        pairs.extend(named.iter().take(MAX_NAMESAKES).map(|from| (*from, *to)));
    }
    pairs
}

/// Pairs of files with the same ending, unless there are too many.
fn same_ending<'a>(
    gone: &[Content<'a>],
    new: &[Content<'a>],
    is_cut: &mut bool,
) -> Vec<(Content<'a>, Content<'a>)> {
    let mut by_ending: FxHashMap<&str, Vec<Content>> = FxHashMap::default();
    for source in gone {
        by_ending.entry(ending(source.0)).or_default().push(*source);
    }
    let of = |to: &Content| by_ending.get(ending(to.0)).map_or(&[][..], Vec::as_slice);
    let count: usize = new.iter().map(|to| of(to).len()).sum();
    if count > MAX_PAIRS {
        *is_cut = true;
        return Vec::new();
    }
    let pairs = new
        .iter()
        .flat_map(|to| of(to).iter().map(|from| (*from, *to)));
    pairs.collect()
}

/// How many parts two paths have in common, counted from the end and from the front.
fn alike(one: &str, other: &str) -> usize {
    let same = |(left, right): &(&str, &str)| left == right;
    let from_end = one.rsplit('/').zip(other.rsplit('/')).take_while(same);
    let from_front = one.split('/').zip(other.split('/')).take_while(same);
    from_end.count() + from_front.count()
}

fn name(path: &str) -> &str {
    name_of(path)
}

fn ending(path: &str) -> &str {
    name(path).rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The lines of a file that say something, as hashes; none for a file that is too large.
pub(crate) fn line_set(git: &gix::Repository, blob: ObjectId) -> Option<FxHashSet<u64>> {
    let size = git.find_header(blob).ok()?.size();
    if size > MAX_BLOB {
        return None;
    }
    let blob = git.find_blob(blob).ok()?;
    let lines = blob
        .data
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii);
    Some(lines.filter(|line| line.len() > 3).map(xxh3_64).collect())
}

/// Share of lines that two files have in common, of the longer one.
pub(crate) fn likeness(one: &FxHashSet<u64>, other: &FxHashSet<u64>) -> f64 {
    let same = one.intersection(other).count();
    same as f64 / one.len().max(other.len()).max(1) as f64
}
