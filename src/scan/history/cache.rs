//! Keeps what was read of commits in the user's cache folder. A commit never changes, so that what
//! is known of it stays true; a file that is damaged or of another version is read as if it were
//! not there.

use std::io::Write;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::log::Walk;
use super::record::{Files, Record, Records};
use crate::scan::commit::Repository;

/// Version of form and content: a change in what counts as mending or moving needs a new one.
const VERSION: u32 = 4;

/// Largest file that is read, in bytes.
const MAX_SIZE: u64 = 256 << 20;

/// The file as it is written.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    authors: Vec<(String, String)>,
    paths: Vec<String>,
    commits: Vec<KeptCommit>,
}

/// A commit as it is written: name, parents, time, author, whether it mends, and its files.
#[derive(Serialize, Deserialize)]
struct KeptCommit(String, Vec<String>, i64, u32, bool, Option<KeptFiles>);

/// Files as they are written: changed, moved, work, and whether some that moved may be missing.
#[derive(Serialize, Deserialize)]
struct KeptFiles(Vec<u32>, Vec<(u32, u32)>, u32, bool);

/// The file for a repository and the folder in it that is the root.
pub(super) fn file(folder: &Path, repository: &Repository) -> PathBuf {
    let common = repository.git.common_dir();
    let common = common.canonicalize().unwrap_or_else(|_| common.to_owned());
    let mut key = common.as_os_str().as_encoded_bytes().to_vec();
    key.push(0);
    key.extend(repository.place.prefix.as_bytes());
    let key = xxh3_64(&key);
    folder.join("history").join(format!("{key:016x}.json"))
}

/// Reads a file; none where that is not possible.
pub(super) fn load(file: &Path) -> Option<Records> {
    let is_readable =
        std::fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() <= MAX_SIZE);
    let bytes = is_readable.then(|| std::fs::read(file).ok()).flatten()?;
    let kept: Kept = serde_json::from_slice(&bytes).ok()?;
    if kept.version != VERSION {
        return None;
    }
    let mut records = Records::default();
    let parsed = |hex: &String| ObjectId::from_hex(hex.as_bytes()).ok();
    for KeptCommit(id, parents, time, author, is_fix, files) in kept.commits {
        let record = Record {
            parents: parents.iter().map(parsed).collect::<Option<_>>()?,
            time,
            author,
            is_fix,
            files: files.map(|KeptFiles(changed, moved, work, is_cut)| Files {
                changed,
                moved,
                work,
                is_cut,
            }),
        };
        records.by_id.insert(parsed(&id)?, record);
    }
    for author in &kept.authors {
        records.authors.index(author);
    }
    for path in &kept.paths {
        records.paths.index(path);
    }
    Some(records)
}

/// Writes the commits of a walk and those that they follow upon. A cache that cannot be written
/// costs time and nothing else.
pub(super) fn save(file: &Path, records: &Records, walk: &Walk) {
    let mut ids: Vec<ObjectId> = walk.ids.clone();
    let parents = |id: &ObjectId| {
        records
            .by_id
            .get(id)
            .map_or(&[][..], |record| &record.parents)
    };
    ids.extend(walk.ids.iter().flat_map(parents));
    ids.sort_unstable();
    ids.dedup();
    let hex = |id: &ObjectId| id.to_hex().to_string();
    let commits = ids.iter().filter_map(|id| {
        let record = records.by_id.get(id)?;
        let files = record.files.as_ref();
        Some(KeptCommit(
            hex(id),
            record.parents.iter().map(hex).collect(),
            record.time,
            record.author,
            record.is_fix,
            files.map(|files| {
                let (changed, moved) = (files.changed.clone(), files.moved.clone());
                KeptFiles(changed, moved, files.work, files.is_cut)
            }),
        ))
    });
    let kept = Kept {
        version: VERSION,
        authors: records.authors.all.clone(),
        paths: records.paths.all.clone(),
        commits: commits.collect(),
    };
    let _ = write(file, &kept);
}

fn write(file: &Path, kept: &Kept) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(&serde_json::to_vec(kept)?)?;
    temporary.persist(file)?;
    Ok(())
}
