//! Reading and replacing the files that people keep.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{Document, Error};

/// Most bytes of a file that people edit.
const LONGEST: u64 = 16 << 20;

/// The text of a file that people edit, or none where there is no such file; messages call it
/// `what`.
///
/// # Errors
///
/// [`Error::Invalid`] where it is no file, no UTF-8 or larger than people write, [`Error::Read`] where it cannot be read.
pub fn read_text(what: &'static str, path: &Path) -> Result<Option<String>, Error> {
    match std::fs::metadata(path) {
        // A link to a device would never end.
        Ok(found) if !found.is_file() => {
            return Err(Error::Invalid {
                what,
                path: path.to_owned(),
                message: "not a file".to_owned(),
                hint: None,
            });
        }
        Ok(found) if found.len() > LONGEST => {
            return Err(Error::Invalid {
                what,
                path: path.to_owned(),
                message: format!("{} bytes are more than people write", found.len()),
                hint: None,
            });
        }
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::read(path, error)),
    }
    let bytes = std::fs::read(path).map_err(|error| Error::read(path, error))?;
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        Document::new(what, path, &text).error(valid, "not UTF-8", None)
    })
}

/// Refuses a path that leads out of `root` over a link: what a repository links to outside of it
/// is not its own, and a message about it would show a piece of it.
///
/// # Errors
///
/// [`Error::Usage`] where the path is such a link.
pub fn refuse_outside(root: &Path, path: &Path) -> Result<(), Error> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if !is_link {
        return Ok(());
    }
    let is_inside = match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(target)) => target.starts_with(root),
        _ => false,
    };
    if is_inside {
        return Ok(());
    }
    Err(Error::Usage {
        message: format!(
            "`{}` is a link that leads out of the project",
            path.display()
        ),
        hint: Some("replace the link by a file".to_owned()),
    })
}

/// Replaces a file as a whole, so that no reader ever sees half of it: it keeps its permissions,
/// and where it is a link, what it leads to is replaced. A new one gets what the user's mask leaves;
/// what is no ordinary file (a pipe, a terminal) is written to as it is.
///
/// # Errors
///
/// [`Error::Write`] where it cannot be written.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let fail = |error| Error::write(path, error);
    let target = followed(path).map_err(fail)?;
    let found = fs::metadata(&target).ok();
    if found.as_ref().is_some_and(|found| !found.is_file()) {
        let mut file = File::options().write(true).open(&target).map_err(fail)?;
        return file.write_all(bytes).map_err(fail);
    }
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tmp-");
    #[cfg(unix)]
    let builder = {
        let mode: fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        builder.permissions(mode)
    };
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    if let Some(found) = found {
        let kept = file.as_file().set_permissions(found.permissions());
        kept.map_err(fail)?;
    }
    file.write_all(bytes).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    file.persist(&target).map_err(|error| fail(error.error))?;
    // Not every file system can do this, and the file itself is safe already.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// Where a path leads over links, also where the last of them leads to nothing yet.
fn followed(path: &Path) -> std::io::Result<PathBuf> {
    const MOST_LINKS: usize = 40;
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        if !fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink()) {
            return Ok(at);
        }
        let target = fs::read_link(&at)?;
        at = at.parent().unwrap_or(Path::new("")).join(target);
    }
    Err(std::io::Error::other("too many links"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_device_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        let link = root.path().join("marks.toml");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        let error = read_text("marks", &link).unwrap_err();
        assert!(error.to_string().ends_with("not a file"), "{error}");
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error_with_their_place() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("marks.toml");
        std::fs::write(&path, b"version = 1\nab\xff").unwrap();
        let error = read_text("marks", &path).unwrap_err();
        assert!(
            error.to_string().ends_with("not UTF-8 at line 2, column 3"),
            "{error}"
        );
    }

    #[test]
    fn a_file_longer_than_people_write_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("marks.toml");
        File::create(&path).unwrap().set_len(LONGEST + 1).unwrap();
        let error = read_text("marks", &path).unwrap_err();
        assert!(error.to_string().ends_with("than people write"), "{error}");
    }

    #[test]
    fn a_new_file_is_made_and_nothing_else_stays_behind() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.md");
        replace_file(&path, b"one").unwrap();
        replace_file(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_its_target_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let (target, link) = (root.path().join("a.md"), root.path().join("link.md"));
        fs::write(&target, "old").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink("a.md", &link).unwrap();
        replace_file(&link, b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(
            fs::metadata(&target).unwrap().permissions().mode() & 0o777,
            0o600
        );

        let nowhere = root.path().join("nowhere.md");
        std::os::unix::fs::symlink("made.md", &nowhere).unwrap();
        replace_file(&nowhere, b"made").unwrap();
        assert_eq!(fs::read(root.path().join("made.md")).unwrap(), b"made");
    }
}
