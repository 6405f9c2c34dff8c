//! Where the marks of read-only trees go: the user's own state folder.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use xxhash_rust::xxh3::xxh3_64;

/// The file for the tree at `root`; none where the user has no home.
pub(super) fn file(root: &Path) -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    let root = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let key = xxh3_64(root.as_os_str().as_encoded_bytes());
    Some(state.join("lacuna/marks").join(format!("{key:016x}.toml")))
}
