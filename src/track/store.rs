//! The folder `.lacuna`: locked, atomic writes, and refusals where a write could do harm.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, read_text};

/// Name of the folder below the root.
const FOLDER: &str = ".lacuna";

/// Name of the file that is locked.
const LOCK: &str = ".lock";

/// How often the folder is made anew where others tidy it away meanwhile.
const TRIES: u32 = 8;

/// Lines that make git merge marks and history line by line.
const ATTRIBUTES: [&str; 2] = ["marks.toml merge=union", "history.ndjson merge=union"];

/// Lines that keep what is of this moment only out of git.
const IGNORED: [&str; 2] = [".lock", ".tmp-*"];

/// The folder `.lacuna` below `root`, checked but not created.
pub(super) fn folder(root: &Path) -> Result<PathBuf, Error> {
    let folder = root.join(FOLDER);
    let refuse = |message: &str, hint: &str| {
        Err(Error::Usage {
            message: format!("`{}` {message}", folder.display()),
            hint: Some(hint.to_owned()),
        })
    };
    let Ok(found) = fs::symlink_metadata(&folder) else {
        return Ok(folder);
    };
    if found.is_symlink() {
        let is_inside = match (fs::canonicalize(root), fs::canonicalize(&folder)) {
            (Ok(root), Ok(target)) => target.starts_with(root),
            _ => false,
        };
        if !is_inside {
            return refuse(
                "is a link that leads outside the project",
                "remove the link; Lacuna keeps marks and the roadmap inside the project only",
            );
        }
    }
    if !folder.is_dir() {
        return refuse(
            "is not a folder",
            "move it away; Lacuna keeps marks and the roadmap in a folder of this name",
        );
    }
    Ok(folder)
}

/// A folder that nobody else writes to until this is dropped.
#[derive(Debug)]
pub(super) struct Locked {
    folder: PathBuf,
    /// Closing it frees the lock, and so does the kernel when the program dies.
    lock: File,
}

impl Locked {
    /// Locks `.lacuna` below `root`, which is created where it is missing.
    pub(super) fn project(root: &Path) -> Result<Self, Error> {
        let folder = folder(root)?;
        let mut tries = 0;
        let locked = loop {
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(Error::write(&folder, error));
                }
                _ => {}
            }
            tries += 1;
            match Self::folder(folder.clone()) {
                Ok(locked) if locked.is_in_place() || tries == TRIES => break locked,
                // Whoever held it tidied the folder away.
                Ok(_) => {}
                Err(error) if tries == TRIES || folder.is_dir() => return Err(error),
                Err(_) => {}
            }
        };
        locked.complete(".gitattributes", &ATTRIBUTES)?;
        locked.complete(".gitignore", &IGNORED)?;
        Ok(locked)
    }

    /// Locks any folder; waits for whoever holds it.
    pub(super) fn folder(folder: PathBuf) -> Result<Self, Error> {
        let path = folder.join(LOCK);
        refuse_link(&path)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| Error::write(&path, error))?;
        lock.lock().map_err(|error| Error::write(&path, error))?;
        Ok(Self { folder, lock })
    }

    /// Replaces a file of the folder as a whole, so that no reader ever sees half of it.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        refuse_link(&path)?;
        if fs::read(&path).is_ok_and(|written| written == text.as_bytes()) {
            return Ok(());
        }
        let fail = |error| Error::write(&path, error);
        let mut file = temporary(&self.folder).map_err(fail)?;
        if let Ok(found) = fs::metadata(&path) {
            file.as_file()
                .set_permissions(found.permissions())
                .map_err(fail)?;
        }
        file.write_all(text.as_bytes()).map_err(fail)?;
        file.as_file().sync_all().map_err(fail)?;
        file.persist(&path).map_err(|error| fail(error.error))?;
        // Not every file system can do this, and the file itself is safe already.
        if let Ok(folder) = File::open(&self.folder) {
            folder.sync_all().ok();
        }
        Ok(())
    }

    /// Whether the lock is still the file of its name, and not of a folder that was tidied away.
    fn is_in_place(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let named = fs::metadata(self.folder.join(LOCK));
            let held = self.lock.metadata();
            let id = |found: fs::Metadata| (found.dev(), found.ino());
            named.ok().map(id) == held.ok().map(id)
        }
        #[cfg(not(unix))]
        {
            self.folder.join(LOCK).exists()
        }
    }

    /// Takes the folder away where it holds nothing but what was made with it, so that taking back
    /// the first thing that was kept leaves the project as it was. A folder that may be what tells
    /// the project's root stays.
    pub(super) fn tidy(&self, root: &Path) {
        let is_root_anyway = [".git", "lacuna.toml"]
            .iter()
            .any(|name| fs::symlink_metadata(root.join(name)).is_ok());
        let is_folder = fs::symlink_metadata(&self.folder).is_ok_and(|found| found.is_dir());
        if !is_root_anyway || !is_folder {
            return;
        }
        let made = [(".gitattributes", &ATTRIBUTES), (".gitignore", &IGNORED)];
        let is_ours = |name: &str| {
            let ours = made.iter().find(|(known, _)| *known == name);
            let text = fs::read_to_string(self.folder.join(name)).unwrap_or_default();
            name == LOCK || ours.is_some_and(|(_, lines)| text.lines().eq(lines.iter().copied()))
        };
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        let names: Option<Vec<String>> = entries
            .map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        if names.is_some_and(|names| names.iter().all(|name| is_ours(name))) {
            // What cannot be taken away stays; nothing is lost by it.
            for name in [".gitattributes", ".gitignore", LOCK] {
                fs::remove_file(self.folder.join(name)).ok();
            }
            fs::remove_dir(&self.folder).ok();
        }
    }

    /// Takes a file of the folder away.
    pub(super) fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        refuse_link(&path)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::write(&path, error)),
            _ => Ok(()),
        }
    }

    /// Adds lines to a file of git's, unless it says something of the same pattern already.
    fn complete(&self, name: &str, lines: &[&str]) -> Result<(), Error> {
        let mut text = read_text("git's settings", &self.folder.join(name))?.unwrap_or_default();
        let is_missing = |wanted: &&&str| {
            let pattern = wanted.split(' ').next();
            !text
                .lines()
                .any(|line| line.split_whitespace().next() == pattern)
        };
        let missing: Vec<_> = lines.iter().filter(is_missing).collect();
        if missing.is_empty() {
            return Ok(());
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for line in missing {
            text.push_str(line);
            text.push('\n');
        }
        self.write(name, &text)
    }
}

/// Refuses to write through a link, which a hostile repository could have set.
fn refuse_link(path: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(Error::Usage {
            message: format!("`{}` is a link", path.display()),
            hint: Some("replace the link by a file; Lacuna writes through no links".to_owned()),
        }),
        _ => Ok(()),
    }
}

/// A temporary file that others may read as far as the user's mask allows.
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tmp-");
    #[cfg(unix)]
    let mode: fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(mode);
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn writes_replace_the_file_and_leave_nothing_else_behind() {
        let root = root();
        let locked = Locked::project(root.path()).unwrap();
        locked.write("a.toml", "one").unwrap();
        locked.write("a.toml", "two").unwrap();
        let mut names: Vec<_> = fs::read_dir(root.path().join(FOLDER))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, [".gitattributes", ".gitignore", ".lock", "a.toml"]);
        let path = root.path().join(".lacuna/a.toml");
        assert_eq!(read_text("marks", &path).unwrap().as_deref(), Some("two"));
    }

    #[test]
    fn what_was_made_with_the_folder_goes_with_it() {
        let check = |marker: &str, more: Option<(&str, &str)>, is_gone: bool| {
            let root = root();
            fs::write(root.path().join(marker), "").unwrap();
            let locked = Locked::project(root.path()).unwrap();
            if let Some((name, text)) = more {
                fs::write(root.path().join(FOLDER).join(name), text).unwrap();
            }
            locked.tidy(root.path());
            assert_eq!(!root.path().join(FOLDER).exists(), is_gone, "{more:?}");
        };
        check("lacuna.toml", None, true);
        check(".git", None, true);
        check("lacuna.toml", Some(("marks.toml", "version = 1")), false);
        check("lacuna.toml", Some((".gitignore", "mine")), false);
        // Without them the folder may be what tells where the project begins.
        check("other", None, false);
    }

    #[test]
    fn a_lock_of_a_folder_that_was_tidied_away_is_taken_again() {
        let root = root();
        fs::write(root.path().join("lacuna.toml"), "").unwrap();
        let first = Locked::project(root.path()).unwrap();
        let path = root.path().to_owned();
        let second = std::thread::spawn(move || {
            let locked = Locked::project(&path).unwrap();
            locked.write("marks.toml", "x").unwrap();
        });
        std::thread::sleep(std::time::Duration::from_millis(50));
        first.tidy(root.path());
        drop(first);
        second.join().unwrap();
        let kept = root.path().join(".lacuna/marks.toml");
        assert_eq!(fs::read_to_string(kept).unwrap(), "x");
    }

    #[test]
    fn other_lines_of_gitattributes_stay() {
        let root = root();
        let path = root.path().join(".lacuna/.gitattributes");
        fs::create_dir(root.path().join(FOLDER)).unwrap();
        fs::write(&path, "*.png binary\nmarks.toml merge=ours").unwrap();
        Locked::project(root.path()).unwrap();
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            "*.png binary\nmarks.toml merge=ours\nhistory.ndjson merge=union\n"
        );
    }

    #[test]
    fn a_file_in_the_folders_place_is_refused() {
        let root = root();
        fs::write(root.path().join(FOLDER), "mine").unwrap();
        let error = Locked::project(root.path()).unwrap_err();
        assert!(error.to_string().ends_with("is not a folder"), "{error}");
        assert_eq!(
            fs::read_to_string(root.path().join(FOLDER)).unwrap(),
            "mine"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_link_may_stay_inside_the_root_only() {
        let (root, outside) = (root(), root());
        let link = root.path().join(FOLDER);
        std::os::unix::fs::symlink(outside.path(), &link).unwrap();
        let error = Locked::project(root.path()).unwrap_err();
        assert!(
            error.to_string().ends_with("outside the project"),
            "{error}"
        );
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);

        fs::remove_file(&link).unwrap();
        fs::create_dir(root.path().join("kept")).unwrap();
        std::os::unix::fs::symlink("kept", &link).unwrap();
        Locked::project(root.path()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_inside_the_folder_are_not_written_through() {
        let (root, outside) = (root(), root());
        fs::create_dir(root.path().join(FOLDER)).unwrap();
        let target = outside.path().join("made");
        for name in [".lock", "marks.toml"] {
            let link = root.path().join(FOLDER).join(name);
            std::os::unix::fs::symlink(&target, &link).unwrap();
            let written = Locked::project(root.path()).and_then(|locked| locked.write(name, "x"));
            let error = written.unwrap_err();
            assert!(error.to_string().ends_with("is a link"), "{error}");
            fs::remove_file(link).unwrap();
        }
        assert!(!target.exists());
    }
}
