//! Paths relative to the root as texts with `/`, and where they lie.

/// The folder of a path; empty for one at the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path: the name of a file or folder.
pub fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether `path` lies below `folder`; everything lies below the empty one.
pub fn is_below(path: &str, folder: &str) -> bool {
    below(path, folder).is_some()
}

/// Whether `path` is `folder` or lies below it; everything lies below the empty one.
pub fn is_at_or_below(path: &str, folder: &str) -> bool {
    path == folder || is_below(path, folder)
}

/// The part of a path below a folder: all of it below the empty one, none for the folder itself.
pub fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    match folder {
        "" => Some(path),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    }
}

/// Whether the last parts of a path are these.
pub fn ends_with_parts(path: &str, end: &str) -> bool {
    path.strip_suffix(end)
        .is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_make_a_folder() {
        let check = |path: &str, folder: &str, is_in: bool, is_at: bool| {
            assert_eq!(is_below(path, folder), is_in, "{path} {folder}");
            assert_eq!(
                is_at_or_below(path, folder),
                is_in || is_at,
                "{path} {folder}"
            );
        };
        check("a/b.py", "a", true, false);
        check("a/b.py", "", true, false);
        check("a/b.py", "a/b.py", false, true);
        check("ab/c.py", "a", false, false);
        check("a", "a/b", false, false);
    }

    #[test]
    fn what_is_below_is_seen_from_there() {
        assert_eq!(below("a/b/c", "a"), Some("b/c"));
        assert_eq!(below("a/b", ""), Some("a/b"));
        assert_eq!(below("a", "a"), None);
        assert_eq!(below("ab/c", "a"), None);
    }

    #[test]
    fn a_path_ends_with_whole_parts() {
        assert!(ends_with_parts("a/b/c.py", "b/c.py"));
        assert!(ends_with_parts("c.py", "c.py"));
        assert!(!ends_with_parts("ab/c.py", "b/c.py"));
    }

    #[test]
    fn a_file_at_the_root_is_in_no_folder() {
        assert_eq!(folder_of("a/b/c.py"), "a/b");
        assert_eq!(folder_of("c.py"), "");
    }
}
