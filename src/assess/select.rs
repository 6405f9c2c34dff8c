//! Which files a path, folder or glob names.

use std::ops::Range;

use globset::{GlobBuilder, GlobMatcher};

use crate::model::File;

/// Indices of the files that `pattern` names, in order. An existing file of that very path wins
/// over a folder, a folder over a glob; a folder, also one that a glob matches, means everything
/// below it. A pattern that is no glob either names nothing.
pub(super) fn select(pattern: &str, files: &[File]) -> Vec<usize> {
    let pattern = pattern.trim();
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let pattern = pattern.trim_end_matches('/');
    if pattern.is_empty() || pattern == "." {
        return (0..files.len()).collect();
    }
    if let Ok(index) = files.binary_search_by(|file| file.path.as_ref().cmp(pattern)) {
        return vec![index];
    }
    let below = starting_with(&format!("{pattern}/"), files);
    if !below.is_empty() {
        return below.collect();
    }
    let Some(glob) = compile(pattern) else {
        return Vec::new();
    };
    starting_with(literal_start(pattern), files)
        .filter(|&index| {
            files
                .get(index)
                .is_some_and(|file| glob.is_match(file.path.as_ref()))
        })
        .collect()
}

/// Marks every file that one of `patterns` names.
pub(super) fn select_any(patterns: &[String], files: &[File]) -> Vec<bool> {
    let mut chosen = vec![false; files.len()];
    for pattern in patterns {
        for index in select(pattern, files) {
            if let Some(slot) = chosen.get_mut(index) {
                *slot = true;
            }
        }
    }
    chosen
}

/// The files whose paths start with `prefix`; they stand together because files are sorted.
fn starting_with(prefix: &str, files: &[File]) -> Range<usize> {
    let start = files.partition_point(|file| file.path.as_ref() < prefix);
    let rest = files.get(start..).unwrap_or_default();
    start..start + rest.partition_point(|file| file.path.starts_with(prefix))
}

/// The part of a glob before the first character with a meaning of its own.
fn literal_start(pattern: &str) -> &str {
    pattern
        .split(['*', '?', '[', ']', '{', '}', '\\'])
        .next()
        .unwrap_or_default()
}

fn compile(pattern: &str) -> Option<GlobMatcher> {
    let below_too = format!("{pattern}{{,/**}}");
    let glob = GlobBuilder::new(&below_too)
        .literal_separator(true)
        .empty_alternates(true)
        .build();
    glob.ok().map(|glob| glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{sorted, source};

    fn check(pattern: &str, expect: &[&str]) {
        let files = sorted(
            [
                "api/[id].ts",
                "api/d.ts",
                "api/user/me.ts",
                "api.ts",
                "backend/a.py",
                "backend/sub/b.py",
                "web/sub/c.ts",
            ]
            .map(source)
            .to_vec(),
        );
        let found: Vec<&str> = select(pattern, &files)
            .into_iter()
            .map(|index| files[index].path.as_ref())
            .collect();
        assert_eq!(found, expect, "{pattern}");
    }

    #[test]
    fn a_literal_path_wins_over_a_glob() {
        check("api/[id].ts", &["api/[id].ts"]);
        check("api/[d].ts", &["api/d.ts"]);
    }

    #[test]
    fn a_folder_means_everything_below_it() {
        check("api", &["api/[id].ts", "api/d.ts", "api/user/me.ts"]);
        check("./backend/", &["backend/a.py", "backend/sub/b.py"]);
        check("*/sub", &["backend/sub/b.py", "web/sub/c.ts"]);
    }

    #[test]
    fn a_star_stays_within_a_folder() {
        check("backend/*", &["backend/a.py", "backend/sub/b.py"]);
        check("backend/*.py", &["backend/a.py"]);
        check("**/*.py", &["backend/a.py", "backend/sub/b.py"]);
        check("backend/**", &["backend/a.py", "backend/sub/b.py"]);
        check("**/sub/**", &["backend/sub/b.py", "web/sub/c.ts"]);
    }

    #[test]
    fn braces_give_a_choice() {
        check(
            "{api,web}/**/*.ts",
            &["api/[id].ts", "api/d.ts", "api/user/me.ts", "web/sub/c.ts"],
        );
    }

    #[test]
    fn an_empty_pattern_is_everything_and_a_broken_one_nothing() {
        assert_eq!(select(".", &[source("a.py")]), [0]);
        check("backend/[", &[]);
        check("nowhere.py", &[]);
    }
}
