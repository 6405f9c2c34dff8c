//! Folders for a moment, which are taken away also where the program ends in the middle: because of
//! a signal, or while another thread still writes to one.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tempfile::TempDir;

/// The folders that are there.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// How often a folder is emptied into which somebody may write meanwhile.
const TRIES: u32 = 3;

/// A folder that goes when this is dropped.
#[derive(Debug)]
pub(super) struct Scratch(TempDir);

impl Scratch {
    /// Makes an empty folder for the user alone.
    pub(super) fn new(prefix: &str) -> io::Result<Self> {
        let mut folders = FOLDERS.lock().unwrap_or_else(|broken| broken.into_inner());
        let folder = tempfile::Builder::new().prefix(prefix).tempdir()?;
        folders.push(folder.path().to_owned());
        Ok(Self(folder))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let mut folders = FOLDERS.lock().unwrap_or_else(|broken| broken.into_inner());
        folders.retain(|folder| folder != self.0.path());
    }
}

/// Takes all of them away: the program ends.
pub(super) fn clear() {
    let mut folders = FOLDERS.lock().unwrap_or_else(|broken| broken.into_inner());
    for folder in folders.drain(..) {
        // Whoever writes into it does not find it any more under its name.
        let hidden = folder.with_extension("gone");
        let folder = match std::fs::rename(&folder, &hidden) {
            Ok(()) => hidden,
            Err(_) => folder,
        };
        for _ in 0..TRIES {
            if std::fs::remove_dir_all(&folder).is_ok() {
                break;
            }
        }
    }
}

/// Has them taken away by the signals that end a program which prints.
#[cfg(unix)]
pub(super) fn clear_on_signals() -> io::Result<()> {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    for signal in [SIGHUP, SIGINT, SIGTERM] {
        let (mut read, write) = UnixStream::pair()?;
        signal_hook::low_level::pipe::register(signal, write)?;
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                if read.read_exact(&mut [0]).is_ok() {
                    clear();
                    // The shell is to see the signal, not an exit of our own.
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                }
            })?;
    }
    Ok(())
}

/// Elsewhere the system clears its folder for temporary files.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
pub(super) fn clear_on_signals() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_go_when_they_are_dropped_and_when_the_program_ends() {
        let first = Scratch::new("lacuna-test-").unwrap();
        let path = first.path().to_owned();
        assert!(path.is_dir());
        drop(first);
        assert!(!path.exists());
        let second = Scratch::new("lacuna-test-").unwrap();
        let path = second.path().to_owned();
        std::fs::create_dir(path.join("sub")).unwrap();
        std::fs::write(path.join("sub/file"), "x").unwrap();
        clear();
        assert!(!path.exists());
        assert!(!path.with_extension("gone").exists());
        // Who was at it can write no more, and is not in the way of the next.
        assert!(std::fs::write(path.join("late"), "x").is_err());
        drop(second);
    }
}
