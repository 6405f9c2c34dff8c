//! The file of a session, in the user's folder for state, one for each root.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use xxhash_rust::xxh3::xxh3_128;

use super::{Left, VERSION};

/// Largest file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// Where the session of a root is kept: `$XDG_STATE_HOME/lacuna/sessions` and a name made from
/// the root; none where the user has no home.
pub fn place(root: &Path) -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    let name = xxh3_128(root.as_os_str().as_encoded_bytes());
    Some(
        state
            .join("lacuna/sessions")
            .join(format!("{name:032x}.json")),
    )
}

/// Reads where the session of a root was left; none where there was none, and a reason where the
/// file cannot be used.
pub(in crate::ui) fn load(place: &Path, root: &Path) -> Result<Option<Left>, String> {
    let length = match fs::metadata(place) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    if length > LIMIT {
        return Err(format!("{length} bytes are too many"));
    }
    let text = fs::read_to_string(place).map_err(|error| error.to_string())?;
    let left: Left = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if left.version > VERSION {
        return Err("a newer version of Lacuna wrote it".to_owned());
    }
    Ok(Some(left).filter(|left| left.root == root.to_string_lossy()))
}

/// Writes where the session of a root is left, as a whole or not at all.
pub(in crate::ui) fn save(place: &Path, root: &Path, mut left: Left) -> std::io::Result<()> {
    left.root = root.to_string_lossy().into_owned();
    // One that a newer version wrote is worth more than what we know.
    let newer = fs::read_to_string(place)
        .ok()
        .and_then(|text| serde_json::from_str::<Left>(&text).ok())
        .is_some_and(|kept| kept.version > VERSION);
    let Some(folder) = place.parent().filter(|_| !newer) else {
        return Ok(());
    };
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, &left)?;
    file.write_all(b"\n")?;
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded_for_its_root_only() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new/one.json");
        let root = Path::new("/r");
        assert_eq!(load(&place, root), Ok(None));
        let left = Left {
            version: VERSION,
            view: "gaps".to_owned(),
            ..Left::default()
        };
        save(&place, root, left.clone()).unwrap();
        let found = load(&place, root).unwrap().unwrap();
        assert_eq!(found.view, left.view);
        assert_eq!(load(&place, Path::new("/other")), Ok(None));
        let entries = fs::read_dir(place.parent().unwrap()).unwrap();
        assert_eq!(entries.count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_used_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("one.json");
        fs::write(&place, "{\"version\": 1, \"view\":").unwrap();
        let error = load(&place, Path::new("/r")).unwrap_err();
        assert!(error.starts_with("EOF while parsing"), "{error}");
        fs::write(&place, "{\"version\": 2}").unwrap();
        let error = load(&place, Path::new("/r")).unwrap_err();
        assert_eq!(error, "a newer version of Lacuna wrote it");
        save(&place, Path::new("/r"), Left::default()).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "{\"version\": 2}");
    }

    #[test]
    fn roots_have_names_of_their_own() {
        let name = |root: &str| place(Path::new(root)).unwrap();
        assert_ne!(name("/a"), name("/b"));
        assert_eq!(name("/a"), name("/a"));
    }
}
