//! The theme that was chosen last, one for all projects: a file with its name, beside the folder of
//! the sessions.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::ui::theme::THEMES;

/// Longest file that is read, in bytes: longer than any name.
const LIMIT: u64 = 64;

/// Where it is kept, by where a session is.
fn file(place: &Path) -> Option<PathBuf> {
    Some(place.parent()?.parent()?.join("theme"))
}

/// The theme that was chosen last, where there is one of that name by now.
pub(in crate::ui) fn load_theme(place: &Path) -> Option<&'static str> {
    let file = file(place)?;
    if fs::metadata(&file).ok()?.len() > LIMIT {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    let mut names = THEMES.iter().map(|(name, _)| *name);
    names.find(|name| *name == text.trim())
}

/// Keeps the name of a theme, as a whole or not at all.
pub(in crate::ui) fn save_theme(place: &Path, name: &str) -> std::io::Result<()> {
    let Some(file) = file(place) else {
        return Ok(());
    };
    let Some(folder) = file.parent() else {
        return Ok(());
    };
    fs::create_dir_all(folder)?;
    let mut written = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(written, "{name}")?;
    written.persist(&file).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_theme_is_found_by_every_session_and_nonsense_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join("lacuna/sessions").join(name);
        assert_eq!(load_theme(&place("one.json")), None);
        save_theme(&place("one.json"), "light").unwrap();
        assert_eq!(load_theme(&place("two.json")), Some("light"));
        for text in ["drak", "", "dark\u{1b}[2J", &"dark ".repeat(100)] {
            fs::write(folder.path().join("lacuna/theme"), text).unwrap();
            assert_eq!(load_theme(&place("one.json")), None, "{text}");
        }
    }
}
