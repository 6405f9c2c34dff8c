//! What git tracks. A `.gitignore` has no say over a file that is in git's index: people put files
//! there that a pattern written for others leaves out.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use gix::index::entry::Mode;
use rustc_hash::FxHashSet;

use super::commit::Repository;

/// Bytes of the head of an index: its signature, version and number of entries.
const HEAD: usize = 12;

/// Fewest bytes of an entry: times, numbers, an identity and flags.
const ENTRY: u64 = 62;

/// The regular files below `root` that are in the index of its repository, by where they lie on the
/// disk; none without git, and where the index cannot be read.
pub(super) fn tracked(root: &Path) -> Option<FxHashSet<PathBuf>> {
    let repository = Repository::open(root)?;
    if !is_sound(&repository.git.index_path()) {
        return None;
    }
    let index = repository.git.open_index().ok()?;
    let prefix = repository.place.prefix.as_bytes();
    let files = index.entries().iter().filter(|entry| {
        matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE) && entry.stage_raw() == 0
    });
    let below = files.filter_map(|entry| entry.path(&index).strip_prefix(prefix));
    let paths = below.filter_map(|path| std::str::from_utf8(path).ok());
    Some(paths.map(|path| root.join(path)).collect())
}

/// Whether an index can hold as many entries as it says: memory is set aside for them.
fn is_sound(path: &Path) -> bool {
    let head = || -> std::io::Result<([u8; HEAD], u64)> {
        let mut file = File::open(path)?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head)?;
        Ok((head, file.metadata()?.len()))
    };
    let Ok((head, length)) = head() else {
        return false;
    };
    let [.., one, two, three, four] = head;
    let entries = u64::from(u32::from_be_bytes([one, two, three, four]));
    entries.saturating_mul(ENTRY) <= length
}

#[cfg(test)]
mod tests {
    use gix::hash::Kind;
    use gix::index::entry::{Flags, Stat};

    use super::super::walk::walk;
    use super::*;

    /// A repository that tracks some files and leaves out by a `.gitignore` what a pattern says.
    fn repository(tracked: &[&str], others: &[&str], ignored: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        gix::init(folder.path()).unwrap();
        let mut index = gix::index::State::new(Kind::Sha1);
        for path in tracked.iter().chain(others) {
            let disk = folder.path().join(path);
            std::fs::create_dir_all(disk.parent().unwrap()).unwrap();
            std::fs::write(disk, "").unwrap();
        }
        for path in tracked {
            let id = Kind::Sha1.empty_blob();
            index.dangerously_push_entry(
                Stat::default(),
                id,
                Flags::empty(),
                Mode::FILE,
                (*path).into(),
            );
        }
        index.sort_entries();
        let place = folder.path().join(".git/index");
        gix::index::File::from_state(index, place)
            .write(gix::index::write::Options::default())
            .unwrap();
        std::fs::write(folder.path().join(".gitignore"), ignored).unwrap();
        folder
    }

    fn listed(root: &Path) -> Vec<String> {
        let tree = walk(root, &["skipped/".to_owned()]).unwrap();
        let paths = tree.entries.iter().map(|entry| entry.path.to_string());
        paths.filter(|path| !path.starts_with('.')).collect()
    }

    #[test]
    fn a_gitignore_leaves_out_no_file_that_is_tracked() {
        let all = ["cmd/foo/main.go", "lib/a.py", "lib/deep/b.py", "z.py"];
        let check = |ignored: &str, expect: &[&str]| {
            let folder = repository(&all, &["lib/new.py", "lib/deep/new.py"], ignored);
            assert_eq!(listed(folder.path()), expect, "{ignored}");
        };
        check("foo\nlib/\n", &all);
        check("*\n", &all);
        check(
            "deep\n",
            &[
                "cmd/foo/main.go",
                "lib/a.py",
                "lib/deep/b.py",
                "lib/new.py",
                "z.py",
            ],
        );
    }

    #[test]
    fn what_is_tracked_in_a_folder_above_counts_below_it() {
        let folder = repository(&["pkg/lib/a.py"], &["pkg/lib/new.py"], "lib\n");
        assert_eq!(listed(&folder.path().join("pkg")), ["lib/a.py"]);
    }

    #[test]
    fn other_ignore_files_and_settings_leave_out_what_is_tracked() {
        let folder = repository(&["lib/a.py", "skipped/b.py", "c.py"], &[], "*\n");
        std::fs::write(folder.path().join(".ignore"), "lib\n").unwrap();
        assert_eq!(listed(folder.path()), ["c.py"]);
    }

    #[test]
    fn an_index_that_cannot_be_read_tracks_nothing() {
        let folder = repository(&["lib/a.py"], &["c.py"], "lib\n");
        let place = folder.path().join(".git/index");
        for bytes in [
            &b""[..],
            b"DIRC\0\0\0\x02\xff\xff\xff\xff",
            b"DIRC\0\0\0\x02\0\0\0\x01 and nothing that could be an entry, however long it goes on",
        ] {
            std::fs::write(&place, bytes).unwrap();
            assert_eq!(listed(folder.path()), ["c.py"]);
        }
        std::fs::remove_file(place).unwrap();
        assert_eq!(listed(folder.path()), ["c.py"]);
    }
}
