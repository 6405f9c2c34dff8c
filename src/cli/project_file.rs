//! Writes the project's `lacuna.toml`.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, read_text};

/// Replaces the project's file as a whole, unless somebody changed it since it held `before`.
pub(super) fn replace(path: &Path, before: Option<&str>, text: &str) -> Result<(), Error> {
    let fail = |error| Error::write(path, error);
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if is_link || read_text("config", path)?.as_deref() != before {
        return Err(Error::Usage {
            message: format!("`{}` is a link, or changed meanwhile", path.display()),
            hint: Some("nothing was written; try again".to_owned()),
        });
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let mode: std::fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    // A file that is new gets what the user's mask leaves.
    #[cfg(unix)]
    builder.permissions(mode);
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    if let Ok(found) = std::fs::metadata(path) {
        file.as_file()
            .set_permissions(found.permissions())
            .map_err(fail)?;
    }
    file.as_file().sync_all().map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}
