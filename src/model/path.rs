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
    folder.is_empty() || rest(path, folder).is_some_and(|rest| !rest.is_empty())
}

/// Whether `path` is `folder` or lies below it; everything lies below the empty one.
pub fn is_at_or_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || rest(path, folder).is_some()
}

/// What follows a folder in a path, with the `/` before it.
fn rest<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
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
    fn a_file_at_the_root_is_in_no_folder() {
        assert_eq!(folder_of("a/b/c.py"), "a/b");
        assert_eq!(folder_of("c.py"), "");
    }
}
