//! Sets of paths as people write them: files, folders and globs relative to the root.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::is_at_or_below;
use crate::error::Error;

/// A set of paths: files, folders (with all below them) and globs (a folder that one matches with
/// all below it, too).
#[derive(Debug, Clone, Default)]
pub struct PathSet {
    literals: Vec<String>,
    globs: GlobSet,
}

impl PathSet {
    /// Reads patterns. A pattern for which `exists` holds is a literal path even if it has the
    /// letters of a glob, as `[backend]checks.yml` does.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where a glob is wrong.
    pub fn new(patterns: &[String], exists: impl Fn(&str) -> bool) -> Result<Self, Error> {
        let mut literals = Vec::new();
        let mut globs = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.trim();
            let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
            // The whole tree.
            let pattern = if pattern == "." { "" } else { pattern };
            if exists(pattern) || !pattern.contains(['*', '?', '[', '{']) {
                literals.push(pattern.to_owned());
                continue;
            }
            let glob = GlobBuilder::new(&format!("{pattern}{{,/**}}"))
                .literal_separator(true)
                .empty_alternates(true)
                .build()
                .map_err(|error| Error::Usage {
                    message: format!("cannot read the glob `{pattern}`: {}", error.kind()),
                    hint: None,
                })?;
            globs.add(glob);
        }
        let globs = globs.build().map_err(|error| Error::Usage {
            message: format!("cannot read the globs: {error}"),
            hint: None,
        })?;
        Ok(Self { literals, globs })
    }

    /// Whether `path` is in the set.
    pub fn contains(&self, path: &str) -> bool {
        self.literals
            .iter()
            .any(|literal| is_at_or_below(path, literal))
            || self.globs.is_match(path)
    }

    /// Whether no pattern was given.
    pub fn is_empty(&self) -> bool {
        self.literals.is_empty() && self.globs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(patterns: &[&str], path: &str, expect: bool) {
        let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        let set = PathSet::new(&patterns, |path| path == "[backend]checks.yml").unwrap();
        assert_eq!(set.contains(path), expect, "{patterns:?} {path}");
    }

    #[test]
    fn a_folder_means_all_below_it() {
        check(&["backend/api"], "backend/api/a/b.py", true);
        check(&["backend/api/"], "backend/api/a.py", true);
        check(&["backend/api"], "backend/apix/a.py", false);
    }

    #[test]
    fn a_star_stays_within_a_folder() {
        check(&["src/*.vue"], "src/A.vue", true);
        check(&["src/*.vue"], "src/a/A.vue", false);
        check(&["src/*/a.vue"], "src/a/b/a.vue", false);
        check(&["src/**/*.vue"], "src/a/b/A.vue", true);
        check(&["src/**/*.vue"], "src/A.vue", true);
    }

    #[test]
    fn a_folder_that_a_glob_matches_means_all_below_it() {
        check(&["*/sub"], "web/sub/deep/c.ts", true);
        check(&["*/sub"], "web/subway/c.ts", false);
        check(&["packages/*"], "packages/a/src/b.ts", true);
    }

    #[test]
    fn the_dot_is_everything() {
        check(&["."], "a/b.py", true);
        check(&["./"], "a/b.py", true);
    }

    #[test]
    fn an_existing_path_wins_over_a_glob() {
        check(&["[backend]checks.yml"], "[backend]checks.yml", true);
        check(&["[backend]checks.yml"], "bchecks.yml", false);
    }

    #[test]
    fn a_wrong_glob_is_an_error() {
        let error = PathSet::new(&["a/[".to_owned()], |_| false).unwrap_err();
        assert!(error.to_string().contains("`a/[`"), "{error}");
    }
}
