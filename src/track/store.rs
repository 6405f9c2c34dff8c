//! The folder `.lacuna`: locked, atomic writes, and refusals where a write could do harm.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::{Error, read_text, refuse_outside, replace_file};

/// Name of the folder below the root.
const FOLDER: &str = ".lacuna";

/// How long to wait for another Lacuna that saves.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(10);

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
        // Wherever it leads, what is written would land beside files that are not ours.
        return refuse(
            "is a link",
            "replace the link by a folder; Lacuna keeps marks and the roadmap in no other place",
        );
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
        let lock = open_lock(&path).map_err(|error| Error::write(&path, error))?;
        wait_for(&lock, &path, PATIENCE)?;
        Ok(Self { folder, lock })
    }

    /// Replaces a file of the folder as a whole, so that no reader ever sees half of it.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        refuse_link(&path)?;
        if fs::read(&path).is_ok_and(|written| written == text.as_bytes()) {
            return Ok(());
        }
        replace_file(&path, text.as_bytes())
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

/// Opens the lock to read, which others than its maker may do, too; makes it where it is missing.
fn open_lock(path: &Path) -> std::io::Result<File> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path),
        opened => opened,
    }
}

/// Takes the lock, or says who is in the way: a Lacuna that was stopped may hold it for ever.
fn wait_for(lock: &File, path: &Path, patience: Duration) -> Result<(), Error> {
    let end = Instant::now() + patience;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(Error::write(path, error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= end => {
                return Err(Error::Usage {
                    message: format!("`{}` is held by another Lacuna", path.display()),
                    hint: Some(
                        "it is saving, or was stopped while it did: go on with it (`fg`) or end it"
                            .to_owned(),
                    ),
                });
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
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

/// The place of a file of `.lacuna` to read; a link in it may not lead out of the project.
pub(super) fn file(root: &Path, name: &str) -> Result<PathBuf, Error> {
    let path = folder(root)?.join(name);
    refuse_outside(root, &path)?;
    Ok(path)
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
    fn a_link_in_the_folders_place_is_refused_wherever_it_leads() {
        let (root, outside) = (root(), root());
        fs::create_dir(root.path().join("kept")).unwrap();
        let link = root.path().join(FOLDER);
        for target in [outside.path(), Path::new("kept"), Path::new(".")] {
            std::os::unix::fs::symlink(target, &link).unwrap();
            let error = Locked::project(root.path()).unwrap_err();
            assert!(error.to_string().ends_with("is a link"), "{error}");
            fs::remove_file(&link).unwrap();
        }
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_of_the_project_is_not_read() {
        let (root, outside) = (root(), root());
        fs::create_dir(root.path().join(FOLDER)).unwrap();
        fs::write(outside.path().join("key"), "token").unwrap();
        fs::write(root.path().join("ours"), "").unwrap();
        let link = root.path().join(FOLDER).join("marks.toml");
        std::os::unix::fs::symlink(outside.path().join("key"), &link).unwrap();
        let error = file(root.path(), "marks.toml").unwrap_err();
        assert!(
            error.to_string().ends_with("leads out of the project"),
            "{error}"
        );
        fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink("../ours", &link).unwrap();
        file(root.path(), "marks.toml").unwrap();
    }

    #[test]
    fn a_lock_that_another_holds_is_an_error_after_a_while() {
        let root = root();
        let held = Locked::project(root.path()).unwrap();
        let path = root.path().join(FOLDER).join(".lock");
        let lock = open_lock(&path).unwrap();
        let error = wait_for(&lock, &path, Duration::from_millis(30)).unwrap_err();
        assert!(
            error.to_string().ends_with("is held by another Lacuna"),
            "{error}"
        );
        drop(held);
        wait_for(&lock, &path, Duration::from_millis(30)).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_may_only_be_read_is_taken_all_the_same() {
        use std::os::unix::fs::PermissionsExt;
        let root = root();
        drop(Locked::project(root.path()).unwrap());
        let path = root.path().join(FOLDER).join(".lock");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
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
