//! Waits for changes of the tree on disk.
//!
//! Only folders are watched in which the last scan found files, each for itself, so that what
//! ignore files leave out costs nothing. A change is told once the tree has been quiet for a
//! moment. Nothing wakes up while nothing changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{EventKindMask, ModifyKind};
use notify::{Config, ErrorKind, Event, EventKind, PathOp, RecommendedWatcher, Watcher};

use crate::model::Project;
use crate::scan::is_read;
use crate::track::Marks;
use crate::ui::News;

/// How long the tree has to be quiet before a change is told.
const QUIET: Duration = Duration::from_millis(150);

/// How long a change may wait at most while others follow.
const LONGEST: Duration = Duration::from_secs(2);

/// Files of Lacuna's own that count, wherever they stand.
const NAMES: &[&str] = &["lacuna.toml", "roadmap.toml"];

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// What a scan reads.
    Tree,
    /// The marks.
    Marks,
}

/// What the last scan found, relative to the root.
#[derive(Debug, Default)]
struct Known {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

/// The watched folders of a tree. Watching ends when this is dropped.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    root: PathBuf,
    known: Arc<Mutex<Known>>,
    changes: Sender<Change>,
}

impl Watch {
    /// Starts to watch nothing yet; changes are told to `news`.
    pub(super) fn start(root: &Path, news: Sender<News>) -> Result<Self, String> {
        let known = Arc::new(Mutex::new(Known::default()));
        let (changes, waiting) = channel();
        let (folder, seen, told) = (root.to_owned(), Arc::clone(&known), changes.clone());
        let handler = move |event: notify::Result<Event>| {
            let known = seen.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(change) = event
                .ok()
                .and_then(|event| of_event(&folder, &known, &event))
            {
                // The thread that waits for it may have ended.
                let _ = told.send(change);
            }
        };
        let config = Config::default()
            .with_event_kinds(EventKindMask::CORE)
            .with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(handler, config).map_err(|error| told_of(&error))?;
        let folder = root.to_owned();
        std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || wait(&folder, &waiting, &news))
            .map_err(|error| error.to_string())?;
        Ok(Self {
            watcher,
            root: root.to_owned(),
            known,
            changes,
        })
    }

    /// Watches the folders of a scan that began at `began`, and no others; what changed since
    /// then in folders that were not watched is told at once.
    ///
    /// # Errors
    ///
    /// A reason where the system does not let so many folders be watched.
    pub(super) fn follow(&mut self, project: &Project, began: SystemTime) -> Result<(), String> {
        let now = known_of(&self.root, read_by(project));
        let before = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(
                &mut *known,
                Known {
                    files: now.files.clone(),
                    folders: now.folders.clone(),
                },
            )
        };
        let path = |folder: &PathBuf| self.root.join(folder);
        for gone in before.folders.difference(&now.folders) {
            // A folder that is gone is not watched any more by itself.
            let _ = self.watcher.unwatch(&path(gone));
        }
        let new: BTreeSet<&PathBuf> = now.folders.difference(&before.folders).collect();
        // All of them again: one that was taken away and came back is not watched any more.
        let mut waiting: Vec<PathOp> = now
            .folders
            .iter()
            .map(|folder| PathOp::watch_non_recursive(path(folder)))
            .collect();
        while let Err(error) = self.watcher.update_paths(std::mem::take(&mut waiting)) {
            if is_limit(&error.source) {
                return Err(told_of(&error.source));
            }
            // The folder may be gone by now, or not be readable: the others count.
            waiting = error.remaining;
        }
        if new.contains(&PathBuf::from(".lacuna")) {
            let _ = self.changes.send(Change::Marks);
        }
        if has_changed(&self.root, &now.files, &new, began) {
            // The receiving thread lives as long as its senders.
            let _ = self.changes.send(Change::Tree);
        }
        Ok(())
    }
}

/// What a scan read: its files, and reports of coverage, which often stand in folders that git
/// ignores.
fn read_by(project: &Project) -> impl Iterator<Item = PathBuf> {
    let files = project.files.iter().map(|file| PathBuf::from(&*file.path));
    let reports = project.reports.iter();
    let reports = reports.map(|report| PathBuf::from(&*report.path));
    files.chain(reports.filter(|path| path.is_relative()))
}

/// The files of a scan, and the folders they stand in up to the root.
fn known_of(root: &Path, files: impl Iterator<Item = PathBuf>) -> Known {
    let mut known = Known {
        files: files.collect(),
        folders: BTreeSet::from([PathBuf::new()]),
    };
    for file in &known.files {
        for folder in file.ancestors().skip(1) {
            if !known.folders.insert(folder.to_owned()) {
                break;
            }
        }
    }
    // Commits are told by what git logs of them.
    let own = [".lacuna", ".git/logs"].map(PathBuf::from);
    let own = own.into_iter().filter(|folder| {
        let found = std::fs::symlink_metadata(root.join(folder));
        found.is_ok_and(|found| found.is_dir())
    });
    known.folders.extend(own);
    known
}

/// Whether a file in one of the folders was written since a time.
fn has_changed(
    root: &Path,
    files: &BTreeSet<PathBuf>,
    folders: &BTreeSet<&PathBuf>,
    since: SystemTime,
) -> bool {
    let is_new = |path: &Path| {
        let written = std::fs::metadata(root.join(path)).and_then(|found| found.modified());
        written.is_ok_and(|written| written >= since)
    };
    let is_within = |file: &&PathBuf| {
        let folder = file.parent().map(Path::to_owned).unwrap_or_default();
        folders.contains(&folder)
    };
    folders.iter().any(|folder| is_new(folder))
        || files.iter().filter(is_within).any(|file| is_new(file))
}

/// What an event is about, if about anything that counts.
fn of_event(root: &Path, known: &Known, event: &Event) -> Option<Change> {
    if event.need_rescan() {
        return Some(Change::Tree);
    }
    if matches!(
        event.kind,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
    ) {
        return None;
    }
    let changes = event.paths.iter().filter_map(|path| {
        let relative = path.strip_prefix(root).ok()?;
        of_path(root, known, relative)
    });
    // What a scan reads goes before the marks, which a scan looks at as well.
    changes.min_by_key(|change| *change == Change::Marks)
}

fn of_path(root: &Path, known: &Known, path: &Path) -> Option<Change> {
    let name = path.file_name()?.to_str()?;
    if path == Path::new(".git/logs/HEAD") {
        return Some(Change::Tree);
    }
    if path.starts_with(".git") {
        return None;
    }
    if path.starts_with(".lacuna") {
        return match name {
            "marks.toml" => Some(Change::Marks),
            "roadmap.toml" | ".lacuna" => Some(Change::Tree),
            _ => None,
        };
    }
    let counts = known.files.contains(path)
        || known.folders.contains(path)
        || NAMES.contains(&name)
        || is_read(path.to_str()?)
        || std::fs::symlink_metadata(root.join(path)).is_ok_and(|found| found.is_dir());
    counts.then_some(Change::Tree)
}

/// Tells of changes once the tree is quiet, until nobody watches any more.
fn wait(root: &Path, changes: &Receiver<Change>, news: &Sender<News>) {
    while let Ok(first) = changes.recv() {
        let began = Instant::now();
        let mut all = vec![first];
        loop {
            match changes.recv_timeout(QUIET) {
                Ok(change) => all.push(change),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if began.elapsed() > LONGEST {
                break;
            }
        }
        if all.contains(&Change::Marks) {
            let told = match Marks::load(root) {
                Ok(marks) => News::Marks(marks),
                Err(error) => News::Failed(super::describe(&error)),
            };
            if news.send(told).is_err() {
                return;
            }
        }
        if all.contains(&Change::Tree) && news.send(News::Changed).is_err() {
            return;
        }
    }
}

/// Whether an error says that nothing more can be watched.
fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => matches!(
            error.kind(),
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
        ),
        _ => false,
    }
}

/// Why changes are not seen, in words.
fn told_of(error: &notify::Error) -> String {
    if is_limit(error) {
        "too many folders to watch; R scans again".to_owned()
    } else {
        format!("changes on disk are not watched: {error}; R scans again")
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, MetadataKind};

    use super::*;

    fn known() -> Known {
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect();
        Known {
            files: paths(&["src/app.py", "README.md", "cover/lcov.info"]),
            folders: paths(&["", "src", "cover", ".lacuna", ".git/logs"]),
        }
    }

    fn check(path: &str, expect: Option<Change>) {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("new")).unwrap();
        let kind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let event = Event::new(kind).add_path(root.path().join(path));
        assert_eq!(of_event(root.path(), &known(), &event), expect, "{path}");
    }

    #[test]
    fn what_a_scan_reads_counts() {
        for path in [
            "src/app.py",
            "README.md",
            "cover/lcov.info",
            "src/new.ts",
            "web/package.json",
            ".github/workflows/ci.yml",
            "tsconfig.base.json",
            "web/vite.config.json",
            "Makefile",
            "lacuna.toml",
            ".gitignore",
            ".lacuna/roadmap.toml",
            ".git/logs/HEAD",
            // A folder that is new, one that is gone.
            "new",
            "src",
        ] {
            check(path, Some(Change::Tree));
        }
        check(".lacuna/marks.toml", Some(Change::Marks));
    }

    #[test]
    fn what_no_scan_reads_does_not() {
        for path in [
            "server.log",
            "src/.app.py.swp",
            "src/app.py~",
            "src/4913",
            ".lacuna/.lock",
            ".lacuna/.tmp-x1",
            ".lacuna/history.ndjson",
            ".git/index",
            ".git/FETCH_HEAD",
        ] {
            check(path, None);
        }
    }

    #[test]
    fn reading_and_metadata_do_not_count_and_lost_events_do() {
        let path = Path::new("/r/src/app.py");
        let of = |event: &Event| of_event(Path::new("/r"), &known(), event);
        let kind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
        assert_eq!(of(&Event::new(kind).add_path(path.to_owned())), None);
        let made = Event::new(EventKind::Create(CreateKind::File));
        assert_eq!(of(&made.clone().add_path("/elsewhere/a.py".into())), None);
        assert_eq!(of(&made.add_path(path.to_owned())), Some(Change::Tree));
        let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        assert_eq!(of(&lost), Some(Change::Tree));
    }

    #[test]
    fn a_limit_of_the_system_is_told_as_one() {
        let limit = notify::Error::new(ErrorKind::MaxFilesWatch);
        assert_eq!(told_of(&limit), "too many folders to watch; R scans again");
        let full = notify::Error::io(std::io::ErrorKind::StorageFull.into());
        assert!(is_limit(&full));
        let gone = notify::Error::io(std::io::ErrorKind::NotFound.into());
        assert!(!is_limit(&gone));
    }

    #[test]
    fn folders_up_to_the_root_are_watched_and_no_others() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join(".git/logs")).unwrap();
        std::fs::create_dir_all(root.path().join("target/debug")).unwrap();
        let files = ["a/b/c.py", "a/d.py"].map(PathBuf::from);
        let known = known_of(root.path(), files.into_iter());
        let folders: Vec<&str> = known
            .folders
            .iter()
            .filter_map(|path| path.to_str())
            .collect();
        assert_eq!(folders, ["", ".git/logs", "a", "a/b"]);
    }
}
