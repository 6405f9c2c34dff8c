//! Which files a path, folder or glob names.

use crate::model::{File, PathSet};

/// Indices of the files that `pattern` names, in order; see [`PathSet`]. An existing path of a file
/// or folder wins over a glob; a pattern that cannot be read names nothing.
pub(super) fn select(pattern: &str, files: &[File]) -> Vec<usize> {
    let chosen = select_any(std::slice::from_ref(&pattern.to_owned()), files);
    let chosen = chosen
        .iter()
        .enumerate()
        .filter(|(_, is_chosen)| **is_chosen);
    chosen.map(|(index, _)| index).collect()
}

/// Marks every file that one of `patterns` names.
pub(super) fn select_any(patterns: &[String], files: &[File]) -> Vec<bool> {
    let sets: Vec<PathSet> = patterns
        .iter()
        .filter_map(|pattern| {
            PathSet::new(std::slice::from_ref(pattern), |path| exists(path, files)).ok()
        })
        .collect();
    let is_chosen = |file: &File| sets.iter().any(|set| set.contains(&file.path));
    files.iter().map(is_chosen).collect()
}

/// Whether a file has this path, or lies below it; files are sorted.
fn exists(path: &str, files: &[File]) -> bool {
    let below = format!("{path}/");
    let at_or_after = |wanted: &str| {
        let at = files.partition_point(|file| file.path.as_ref() < wanted);
        files.get(at).map(|file| file.path.as_ref())
    };
    at_or_after(path) == Some(path)
        || at_or_after(&below).is_some_and(|found| found.starts_with(&below))
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
