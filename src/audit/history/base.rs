//! A commit that somebody compares with, and where the work since it began.

use std::collections::{BTreeMap, BinaryHeap};
use std::io;
use std::path::Path;

use gix::ObjectId;

use super::{ABBREVIATED, History};

/// Most commits that are looked at for the one in which two lines of work parted.
const MOST_VISITED: usize = 200_000;

/// Most steps back from a name: `main~3`.
const MOST_STEPS: u32 = 100_000;

/// A commit to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Its abbreviated name.
    pub id: String,
    /// Its day in UTC, `YYYY-MM-DD`.
    pub date: String,
    /// Whether it is where `HEAD` and what was named parted, rather than what was named.
    pub is_fork: bool,
    tree: ObjectId,
}

/// On which side of the two a commit was found.
const OURS: u8 = 1;
const THEIRS: u8 = 2;

impl History {
    /// The commit to compare with where somebody names a branch, a tag, or a hash, maybe with `~N`
    /// or `^` behind it: the last one that it has in common with `HEAD`, so that what others did on
    /// it since is not taken for a change of ours. Without one in common it is the named one itself.
    pub fn base(&self, name: &str) -> Option<Base> {
        let named = self.commit_named(name)?;
        let head = self.repository.head_id().ok()?.detach();
        let found = self.parted(head, named).unwrap_or(named);
        let commit = self.repository.find_commit(found).ok()?;
        let seconds = commit.time().map_or(0, |time| time.seconds);
        let date = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        Some(Base {
            id: found.to_hex_with_len(ABBREVIATED).to_string(),
            date: date.strftime("%Y-%m-%d").to_string(),
            is_fork: found != named,
            tree: commit.tree_id().ok()?.detach(),
        })
    }

    /// Writes the files of such a commit, as [`Self::export`] does.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn export_base(&self, base: &Base, folder: &Path) -> io::Result<()> {
        self.write_tree(base.tree, folder)
    }

    fn commit_named(&self, name: &str) -> Option<ObjectId> {
        let (name, steps) = steps_back(name)?;
        let by_reference = || {
            let reference = self.repository.find_reference(name).ok()?;
            Some(reference.into_fully_peeled_id().ok()?.detach())
        };
        let by_hash = || {
            let prefix = gix::hash::Prefix::from_hex(name).ok()?;
            self.repository
                .objects
                .lookup_prefix(prefix, None)
                .ok()??
                .ok()
        };
        let start = by_reference().or_else(by_hash)?;
        let object = self.repository.find_object(start).ok()?;
        let mut commit = object.peel_to_commit().ok()?;
        for _ in 0..steps {
            let parent = commit.parent_ids().next()?.detach();
            commit = self.repository.find_commit(parent).ok()?;
        }
        Some(commit.id)
    }

    /// The newest commit that leads to both.
    fn parted(&self, ours: ObjectId, theirs: ObjectId) -> Option<ObjectId> {
        let mut sides: BTreeMap<ObjectId, u8> = BTreeMap::new();
        let mut open = BinaryHeap::new();
        for (id, side) in [(ours, OURS), (theirs, THEIRS)] {
            *sides.entry(id).or_default() |= side;
            open.push((self.seconds(id), id));
        }
        let mut visited = 0;
        while let Some((_, id)) = open.pop() {
            let side = sides.get(&id).copied().unwrap_or_default();
            visited += 1;
            if side == OURS | THEIRS {
                return Some(id);
            }
            if visited > MOST_VISITED {
                return None;
            }
            let Ok(commit) = self.repository.find_commit(id) else {
                // The history of a shallow clone ends in the middle.
                continue;
            };
            for parent in commit.parent_ids().map(gix::Id::detach) {
                let known = sides.entry(parent).or_default();
                if *known | side != *known {
                    *known |= side;
                    open.push((self.seconds(parent), parent));
                }
            }
        }
        None
    }

    fn seconds(&self, id: ObjectId) -> i64 {
        let commit = self.repository.find_commit(id);
        commit.map_or(0, |commit| commit.time().map_or(0, |time| time.seconds))
    }
}

/// A name without the steps back behind it, and how many first parents these are.
fn steps_back(name: &str) -> Option<(&str, u32)> {
    let start = name.find(['~', '^']).unwrap_or(name.len());
    let (name, mut rest) = name.split_at_checked(start)?;
    let mut steps = 0u32;
    while !rest.is_empty() {
        let digits =
            |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if let Some(after) = rest.strip_prefix('~') {
            let (number, after) = after.split_at_checked(digits(after))?;
            let count = if number.is_empty() {
                1
            } else {
                number.parse().ok()?
            };
            steps = steps.checked_add(count)?;
            rest = after;
        } else {
            rest = rest.strip_prefix('^')?;
            steps = steps.checked_add(1)?;
        }
    }
    (!name.is_empty() && steps <= MOST_STEPS).then_some((name, steps))
}

#[cfg(test)]
mod tests {
    use super::steps_back;

    #[test]
    fn steps_back_are_counted() {
        let check = |text: &str, expect: Option<(&str, u32)>| {
            assert_eq!(steps_back(text), expect, "{text}");
        };
        check("main", Some(("main", 0)));
        check("HEAD~3", Some(("HEAD", 3)));
        check("HEAD~", Some(("HEAD", 1)));
        check("origin/main^^~2", Some(("origin/main", 4)));
        check("HEAD^{tree}", None);
        check("HEAD^2", None);
        check("~1", None);
        check("", None);
        check("a~4294967296", None);
        check("a~4000000000", None);
    }
}
