//! What differs between two trees of git's, and which files moved from one to the other.

use std::cmp::Ordering;

use gix::ObjectId;
use gix::objs::TreeRefIter;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

/// Most entries of trees that are looked at for one pair: trees may contain each other's parts many
/// times over.
const MAX_ENTRIES: usize = 2_000_000;

/// Longest path that is followed, in bytes.
const MAX_PATH: usize = 4096;

/// Largest file whose lines are compared, in bytes.
const MAX_BLOB: u64 = 1 << 20;

/// Most files that are read to find those that moved and changed in one commit.
const MAX_READ: usize = 64;

/// Share of its lines that a file keeps when it moves, at least.
pub(crate) const SIMILAR: f64 = 0.5;

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

/// Files that moved: the same content first, then the most similar of those with the same name or,
/// where there are few, the same ending.
pub(crate) fn moves(git: &gix::Repository, changes: &[Change]) -> Vec<Move> {
    let empty = ObjectId::empty_blob(git.object_hash());
    let mut gone = side(changes, empty, |change| (change.before, change.after));
    let mut new = side(changes, empty, |change| (change.after, change.before));
    if gone.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let mut moves = same_content(&mut gone, &mut new);
    moves.extend(similar_content(git, &gone, &new));
    moves
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

fn similar_content(git: &gix::Repository, gone: &[Content], new: &[Content]) -> Vec<Move> {
    let mut lines: FxHashMap<ObjectId, Option<FxHashSet<u64>>> = FxHashMap::default();
    let mut pairs = Vec::new();
    for (from, to) in candidates(gone, new) {
        for id in [from.1, to.1] {
            if lines.len() < MAX_READ {
                lines.entry(id).or_insert_with(|| line_set(git, id));
            }
        }
        let of = |id: ObjectId| lines.get(&id).and_then(Option::as_ref);
        if let (Some(one), Some(other)) = (of(from.1), of(to.1)) {
            let share = likeness(one, other);
            if share >= SIMILAR {
                pairs.push((share, from.0, to.0));
            }
        }
    }
    pairs.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
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
    moves
}

/// Pairs worth comparing: of the same name and, among few files, of the same ending.
fn candidates<'a>(gone: &[Content<'a>], new: &[Content<'a>]) -> Vec<(Content<'a>, Content<'a>)> {
    let mut by_name: FxHashMap<&str, Vec<Content>> = FxHashMap::default();
    for source in gone {
        by_name.entry(name(source.0)).or_default().push(*source);
    }
    let mut pairs = Vec::new();
    for to in new {
        let named = by_name.get(name(to.0)).map_or(&[][..], Vec::as_slice);
        pairs.extend(named.iter().take(MAX_READ).map(|from| (*from, *to)));
    }
    if gone.len() * new.len() <= MAX_READ * 4 {
        let alike = gone
            .iter()
            .flat_map(|from| new.iter().map(move |to| (*from, *to)));
        pairs.extend(
            alike.filter(|(from, to)| name(from.0) != name(to.0) && ending(from.0) == ending(to.0)),
        );
    }
    pairs
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
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
