//! What parses told, kept between scans.
//!
//! Facts are found by content and language, never by path. Size, times and inode of a file only
//! tell whether its content must be looked at again.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

use crate::lang::Language;
use crate::model::{FileKind, Warning};

use super::course;
use super::extract::{Told, Unit, extract_by, parse, read, said};
use super::walk::Tree;

/// For so long after a change, another one may leave size and times of a file as they are.
const SETTLING: Duration = Duration::from_secs(2);

/// What files told in the last two scans: going back and forth between two states of a tree
/// parses nothing.
#[derive(Debug, Default)]
pub struct FactsCache(RwLock<[Kept; 2]>);

/// What the files of one scan told.
#[derive(Debug, Default)]
struct Kept {
    contents: FxHashMap<PathBuf, (Stamp, Key)>,
    told: FxHashMap<Key, Told>,
}

/// Content and language of a file, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key(u128);

impl Key {
    fn of(language: &Language, content: &[u8]) -> Self {
        let seed = xxh3_64(language.id.as_bytes()).wrapping_add(u64::from(language.version));
        Self(xxh3_128_with_seed(content, seed))
    }
}

/// What changes with the content of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: SystemTime,
    /// Inode, and time of the last change of the file or of what is said of it; 0 where the
    /// system has none.
    node: (u64, i64, i64),
}

impl Stamp {
    fn of(data: &Metadata) -> Option<Self> {
        Some(Self {
            size: data.len(),
            modified: data.modified().ok()?,
            node: node(data),
        })
    }

    /// Whether another change would show.
    fn has_settled(&self, now: SystemTime) -> bool {
        now.duration_since(self.modified)
            .is_ok_and(|age| age > SETTLING)
    }
}

#[cfg(unix)]
fn node(data: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (data.ino(), data.ctime(), data.ctime_nsec())
}

#[cfg(not(unix))]
fn node(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

impl FactsCache {
    /// As [`extract`](super::extract()), but reads only what changed since an earlier scan and
    /// parses only what no earlier scan saw.
    pub fn extract(
        &self,
        tree: &Tree,
        kinds: &[FileKind],
        progress: &(dyn Fn(u32, u32) + Sync),
    ) -> (Vec<Unit>, Vec<Warning>) {
        let now = SystemTime::now();
        let seen = Mutex::new(Kept::default());
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let tell = |disk: &Path, language: &'static Language| {
            let (stamp, key, told) = look(&*known, disk, language)?;
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(stamp) = stamp.filter(|stamp| stamp.has_settled(now)) {
                seen.contents.insert(disk.to_owned(), (stamp, key));
            }
            seen.told.insert(key, told.clone());
            Ok(told)
        };
        let extracted = extract_by(&tell, tree, kinds, progress);
        drop(known);
        let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let [last, before] = &mut *known;
        if course::is_over() {
            // Only some of the files were looked at.
            last.contents.extend(seen.contents);
            last.told.extend(seen.told);
            return extracted;
        }
        *before = std::mem::replace(last, seen);
        extracted
    }
}

/// What a file told, from what is known of it or from its content.
fn look(
    known: &[Kept],
    disk: &Path,
    language: &'static Language,
) -> Result<(Option<Stamp>, Key, Told), String> {
    let data = std::fs::metadata(disk).map_err(|error| said(&error))?;
    let stamp = Stamp::of(&data);
    let of_key = |key: &Key| known.iter().find_map(|kept| kept.told.get(key).cloned());
    for kept in known {
        if let Some((old, key)) = kept.contents.get(disk)
            && Some(*old) == stamp
            && let Some(told) = of_key(key)
        {
            return Ok((stamp, *key, told));
        }
    }
    let content = read(disk, data.len())?;
    let key = Key::of(language, &content);
    let told = of_key(&key).unwrap_or_else(|| parse(language, content));
    Ok((stamp, key, told))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::FileFacts;
    use crate::scan::{classify, walk};

    fn facts(cache: &FactsCache, root: &Path) -> Vec<(String, Arc<FileFacts>)> {
        let tree = walk(root, &[]).unwrap();
        let kinds = classify(&tree, &[]).unwrap();
        let (units, _) = cache.extract(&tree, &kinds, &|_, _| {});
        units
            .into_iter()
            .filter_map(|unit| Some((unit.path.to_string(), unit.facts?)))
            .collect()
    }

    /// Makes a change to a tree between two scans, checks whether the facts of `after` in the second
    /// are those of `before` in the first.
    fn check(change: &dyn Fn(&Path), before: &str, after: &str, is_kept: bool) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::write(root.join("a.py"), "def a(): return 1\n").unwrap();
        std::fs::write(root.join("b.py"), "def b(): return 2\n").unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(60);
        for name in ["a.py", "b.py"] {
            let path = root.join(name);
            let file = std::fs::File::options().append(true).open(path).unwrap();
            file.set_modified(long_ago).unwrap();
        }
        let cache = FactsCache::default();
        let first = facts(&cache, root);
        change(root);
        let second = facts(&cache, root);
        let of = |all: &[(String, Arc<FileFacts>)], path: &str| {
            let found = all.iter().find(|(other, _)| other == path);
            Arc::clone(&found.unwrap().1)
        };
        let (first, second) = (of(&first, before), of(&second, after));
        assert_eq!(Arc::ptr_eq(&first, &second), is_kept);
        let text = std::fs::read_to_string(root.join(after)).unwrap();
        let language = crate::lang::of_path(after).unwrap();
        assert_eq!(*second, (language.extract)(&text));
    }

    #[test]
    fn what_did_not_change_is_not_parsed_again() {
        check(&|_| {}, "a.py", "a.py", true);
    }

    #[test]
    fn what_changed_is_parsed() {
        let change = |root: &Path| std::fs::write(root.join("a.py"), "def a(): pass\n").unwrap();
        check(&change, "a.py", "a.py", false);
        check(&change, "b.py", "b.py", true);
    }

    #[test]
    fn a_change_of_the_same_length_and_time_shows() {
        let change = |root: &Path| {
            let path = root.join("a.py");
            let modified = path.metadata().unwrap().modified().unwrap();
            std::fs::write(&path, "def a(): return 7\n").unwrap();
            let file = std::fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(modified).unwrap();
        };
        if cfg!(unix) {
            check(&change, "a.py", "a.py", false);
        }
    }

    #[test]
    fn content_is_known_by_any_path() {
        let change = |root: &Path| std::fs::rename(root.join("a.py"), root.join("c.py")).unwrap();
        check(&change, "a.py", "c.py", true);
    }

    #[test]
    fn another_language_reads_the_same_content_anew() {
        let change = |root: &Path| std::fs::rename(root.join("a.py"), root.join("a.ts")).unwrap();
        check(&change, "a.py", "a.ts", false);
    }

    #[test]
    fn a_scan_that_is_ended_forgets_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b"] {
            let path = folder.path().join(format!("{name}.py"));
            std::fs::write(path, format!("def {name}(): return 1\n")).unwrap();
        }
        let cache = FactsCache::default();
        let first = facts(&cache, folder.path());
        let course = Arc::new(crate::scan::Course::default());
        course.end();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .start_handler(move |_| course.join())
            .build()
            .unwrap();
        // Twice: what the last two scans told is kept.
        for _ in 0..2 {
            assert!(pool.install(|| facts(&cache, folder.path())).is_empty());
        }
        let again = facts(&cache, folder.path());
        assert_eq!((first.len(), again.len()), (2, 2));
        for (one, other) in first.iter().zip(&again) {
            assert!(Arc::ptr_eq(&one.1, &other.1), "{}", one.0);
        }
    }

    #[test]
    fn the_state_before_the_last_is_known_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        let cache = FactsCache::default();
        let scan = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Arc::clone(&facts(&cache, folder.path())[0].1)
        };
        let first = scan("def a(): return 1\n");
        scan("def a(): return 2\n");
        assert!(Arc::ptr_eq(&first, &scan("def a(): return 1\n")));
    }

    #[test]
    fn a_file_that_just_changed_is_looked_at_again() {
        let now = SystemTime::now();
        let stamp = |age: u64| Stamp {
            size: 1,
            modified: now - Duration::from_secs(age),
            node: (0, 0, 0),
        };
        assert!(!stamp(1).has_settled(now));
        assert!(stamp(3).has_settled(now));
    }
}
