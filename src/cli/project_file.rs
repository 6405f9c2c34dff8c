//! Writes the project's `lacuna.toml`.

use std::path::Path;

use crate::error::{Error, read_text, replace_file};

/// Replaces the project's file as a whole, unless somebody changed it since it held `before`.
pub(super) fn replace(path: &Path, before: Option<&str>, text: &str) -> Result<(), Error> {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if is_link || read_text("config", path)?.as_deref() != before {
        return Err(Error::Usage {
            message: format!("`{}` is a link, or changed meanwhile", path.display()),
            hint: Some("nothing was written; try again".to_owned()),
        });
    }
    replace_file(path, text.as_bytes())
}
