//! Paths as reports write them.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A path of a report, repaired: `/` between its parts, no drive, no `.` and `..`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Written {
    /// Whether it begins at the top of a file system.
    pub(super) is_absolute: bool,
    /// Its parts, joined by `/`, without one in front.
    pub(super) text: String,
}

impl Written {
    /// Repairs a path. None where nothing is left of it or it leads above its own start.
    pub(super) fn new(path: &str) -> Option<Self> {
        let path = path.trim_start_matches('\u{feff}').trim();
        let path = path
            .strip_prefix("file://")
            .unwrap_or(path)
            .replace('\\', "/");
        let (is_drive, path) = match path.as_bytes() {
            [letter, b':', b'/', ..] if letter.is_ascii_alphabetic() => (true, path.get(2..)),
            // `/C:/a`, as an address has it.
            [b'/', letter, b':', b'/', ..] if letter.is_ascii_alphabetic() => (true, path.get(3..)),
            _ => (false, Some(path.as_str())),
        };
        let path = path.unwrap_or_default();
        let is_absolute = is_drive || path.starts_with('/');
        let text = resolve("", path)?;
        (!text.is_empty()).then_some(Self { is_absolute, text })
    }

    /// The path with another relative one after it.
    pub(super) fn join(&self, relative: &Self) -> Option<Self> {
        Some(Self {
            is_absolute: self.is_absolute,
            text: resolve(&self.text, &relative.text)?,
        })
    }
}

/// Joins a folder and a relative path, in Unicode normal form C; none where it leads above all.
pub(super) fn resolve(folder: &str, relative: &str) -> Option<String> {
    let joined = crate::scan::paths::join(folder, relative)?;
    Some(if is_nfc(&joined) {
        joined
    } else {
        joined.nfc().collect()
    })
}

/// Folder and the rest, joined again.
pub(super) fn under(folder: &str, rest: &str) -> String {
    if folder.is_empty() {
        rest.to_owned()
    } else {
        format!("{folder}/{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: Option<(bool, &str)>) {
        let written = Written::new(path);
        let found = written
            .as_ref()
            .map(|written| (written.is_absolute, written.text.as_str()));
        assert_eq!(found, expect, "{path}");
    }

    #[test]
    fn paths_of_all_systems_become_alike() {
        check("src/a.py", Some((false, "src/a.py")));
        check("\u{feff}./src//a.py", Some((false, "src/a.py")));
        check("/home/x/a.py", Some((true, "home/x/a.py")));
        check("C:\\x\\..\\y\\a.cs", Some((true, "y/a.cs")));
        check("file:///home/a.ts", Some((true, "home/a.ts")));
        check("file:///C:/home/a.ts", Some((true, "home/a.ts")));
        check("e\u{301}.py", Some((false, "\u{e9}.py")));
    }

    #[test]
    fn paths_that_lead_nowhere_are_none() {
        check("", None);
        check("/", None);
        check("..\\a.py", None);
    }
}
