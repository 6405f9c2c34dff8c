//! What the tree is to the paths of reports.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::path::{Written, resolve, under};
use crate::model::Rewrite;
use crate::scan::paths::{ancestors, below, folder_of, name_of};

/// Files whose folder is a project of its own.
const MANIFESTS: &[&str] = &[
    "package.json",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "go.mod",
    "Cargo.toml",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "composer.json",
    "Gemfile",
    "CMakeLists.txt",
    "Package.swift",
    "mix.exs",
    "pubspec.yaml",
];

/// Folders of a project in which imports begin.
const SOURCE_FOLDERS: &[&str] = &["src", "lib"];

/// A rewrite that people saved, repaired as the paths are that it is for.
#[derive(Debug)]
struct Rule {
    is_absolute: bool,
    from: String,
    to: String,
}

impl Rule {
    fn new(rewrite: &Rewrite) -> Self {
        let from = Written::new(&rewrite.from);
        Self {
            is_absolute: from
                .as_ref()
                .map_or(rewrite.from.starts_with('/'), |from| from.is_absolute),
            from: from.map(|from| from.text).unwrap_or_default(),
            to: resolve("", &rewrite.to).unwrap_or_default(),
        }
    }
}

/// The tree as reports see it. Nothing here touches the disk.
#[derive(Debug)]
pub struct Ground<'a> {
    /// Absolute path of the root, repaired as a report's path is.
    pub(super) root: String,
    /// All files.
    paths: FxHashSet<&'a str>,
    /// The files' parts from last to first, each followed by `/`; sorted.
    reversed: Vec<String>,
    /// Folders of projects, sorted, the root's (empty) among them.
    pub(super) projects: BTreeSet<&'a str>,
    /// Projects and the folders in which imports begin, relative to the root.
    pub(super) roots: BTreeSet<String>,
    /// Go modules: their paths with their folders.
    pub(super) modules: Vec<(String, &'a str)>,
    /// Rewrites that people saved.
    rules: Vec<Rule>,
}

impl<'a> Ground<'a> {
    /// Looks at a tree of files below `root`, an absolute path. `text` gives the text of a
    /// manifest.
    pub fn new<'t>(
        root: &str,
        files: impl Iterator<Item = &'a str>,
        text: impl Fn(&str) -> Option<&'t str>,
        rewrites: &[Rewrite],
    ) -> Self {
        let paths: FxHashSet<&str> = files.collect();
        let mut projects = BTreeSet::from([""]);
        let mut modules = Vec::new();
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        let mut reversed = Vec::with_capacity(paths.len());
        let mut sorted: Vec<&str> = paths.iter().copied().collect();
        sorted.sort_unstable();
        for path in sorted {
            let folder = folder_of(path);
            folders.extend(ancestors(folder));
            reversed.push(reverse(path));
            let name = name_of(path);
            if MANIFESTS.contains(&name) || name.ends_with(".csproj") {
                projects.insert(folder);
            }
            if name == "go.mod"
                && let Some(module) = text(path).and_then(module_path)
            {
                modules.push((module, folder));
            }
        }
        reversed.sort_unstable();
        // The innermost module that a path belongs to has the longest path.
        modules.sort_by_key(|(module, _)| std::cmp::Reverse(module.len()));
        let mut roots: BTreeSet<String> = BTreeSet::new();
        for project in &projects {
            roots.insert((*project).to_owned());
            for source in SOURCE_FOLDERS {
                let folder = under(project, source);
                if folders.contains(folder.as_str()) {
                    roots.insert(folder);
                }
            }
        }
        Self {
            root: Written::new(root).map(|root| root.text).unwrap_or_default(),
            paths,
            reversed,
            projects,
            roots,
            modules,
            rules: rewrites.iter().map(Rule::new).collect(),
        }
    }

    /// Folders of projects, the root's (empty) among them.
    pub fn projects(&self) -> impl Iterator<Item = &'a str> {
        self.projects.iter().copied()
    }

    /// The file of this path as the tree holds it.
    pub(super) fn find(&self, path: &str) -> Option<&'a str> {
        self.paths.get(path).copied()
    }

    /// The file that the saved rewrites say a path means.
    pub(super) fn rewritten(&self, path: &Written) -> Option<&'a str> {
        self.rules.iter().find_map(|rule| {
            let rest = below(&path.text, &rule.from);
            let rest = rest.filter(|_| rule.is_absolute == path.is_absolute)?;
            self.find(&under(&rule.to, rest))
        })
    }

    /// The longest end of `path`, in whole parts, with which some file ends too; empty for none.
    pub(super) fn longest_end<'p>(&self, path: &'p str) -> &'p str {
        let key = reverse(path);
        let at = self.reversed.partition_point(|other| *other < key);
        let near = [at.checked_sub(1), Some(at)].into_iter().flatten();
        let parts = near
            .filter_map(|at| self.reversed.get(at))
            .map(|other| {
                let own = key.split_terminator('/');
                own.zip(other.split_terminator('/'))
                    .take_while(|(own, other)| own == other)
                    .count()
            })
            .max()
            .unwrap_or(0);
        end_of(path, parts)
    }

    /// Files that end with `end`, in whole parts: at most `limit`.
    pub(super) fn ending_with(&self, end: &str, limit: usize) -> Vec<&'a str> {
        let key = reverse(end);
        let from = self.reversed.partition_point(|other| *other < key);
        let found = self
            .reversed
            .iter()
            .skip(from)
            .take_while(|other| other.starts_with(&key));
        let mut files: Vec<&str> = found
            .take(limit)
            .filter_map(|reversed| {
                let parts: Vec<&str> = reversed.split_terminator('/').rev().collect();
                self.find(&parts.join("/"))
            })
            .collect();
        files.sort_unstable();
        files
    }
}

/// The parts from last to first, each followed by `/`: files with a common end become neighbours.
fn reverse(path: &str) -> String {
    let mut reversed = String::with_capacity(path.len() + 1);
    for part in path.rsplit('/') {
        reversed.push_str(part);
        reversed.push('/');
    }
    reversed
}

/// The last parts of a path.
fn end_of(path: &str, parts: usize) -> &str {
    let Some(before) = parts.checked_sub(1) else {
        return "";
    };
    match path.rmatch_indices('/').nth(before) {
        Some((at, _)) => path.get(at + 1..).unwrap_or(path),
        None => path,
    }
}

/// The path after `module` in a `go.mod`.
fn module_path(text: &str) -> Option<String> {
    let line = text
        .lines()
        .map(str::trim)
        .find_map(|line| line.strip_prefix("module"))?;
    let path = line.split("//").next()?.trim().trim_matches(['"', '`']);
    (line.starts_with([' ', '\t']) && !path.is_empty()).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground<'a>(files: &[&'a str]) -> Ground<'a> {
        Ground::new(
            "/repo",
            files.iter().copied(),
            |_| Some("module acme.org/m // x\n"),
            &[],
        )
    }

    #[test]
    fn projects_and_source_folders_are_roots() {
        let ground = ground(&[
            "a/pyproject.toml",
            "a/src/m/x.py",
            "b/x.py",
            "src/y.py",
            "c/A.csproj",
        ]);
        assert!(ground.projects.iter().eq(["", "a", "c"].iter()));
        assert!(
            ground
                .roots
                .iter()
                .eq(["", "a", "a/src", "c", "src"].iter())
        );
    }

    #[test]
    fn ends_are_whole_parts() {
        let ground = ground(&["api/x.py", "api-old/x.py", "b/api/x.py", "z/rapi/x.py"]);
        assert_eq!(ground.longest_end("/home/ci/b/api/x.py"), "b/api/x.py");
        assert_eq!(ground.longest_end("/home/ci/api/x.py"), "api/x.py");
        assert_eq!(ground.longest_end("q/x.py"), "x.py");
        assert_eq!(ground.longest_end("q/y.py"), "");
        assert_eq!(
            ground.ending_with("api/x.py", 9),
            ["api/x.py", "b/api/x.py"]
        );
    }

    #[test]
    fn go_modules_are_known_by_their_path() {
        let ground = ground(&["svc/go.mod", "svc/main.go"]);
        assert_eq!(ground.modules, [("acme.org/m".to_owned(), "svc")]);
    }
}
