//! Where coverage reports lie: the places in which tools leave them, and those that people name.
//! Reports are usually ignored by git; that is why the walk does not find them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::coverage;

/// Where tools leave reports, relative to a project. `*` stands for part of a name, `**` for any
/// folders.
const PLACES: &[&str] = &[
    "*.lcov",
    "lcov.info",
    "coverage.info",
    "cobertura.xml",
    "coverage.xml",
    "cov.xml",
    "clover.xml",
    "coverage.json",
    "codecov.json",
    "coverage.out",
    "cover.out",
    "c.out",
    "coverage.txt",
    ".coverage",
    ".coverage.*",
    "coverage/lcov.info",
    "coverage/*.lcov",
    "coverage/coverage-final.json",
    "coverage/cobertura-coverage.xml",
    "coverage/cobertura.xml",
    "coverage/coverage.xml",
    "coverage/clover.xml",
    "coverage/coverage.json",
    "coverage/.resultset.json",
    "build/logs/clover.xml",
    "build/reports/jacoco/**/*.xml",
    "build/reports/kover/**/*.xml",
    "target/site/jacoco*/jacoco.xml",
    "target/llvm-cov/**/*.json",
    "target/llvm-cov/**/*.info",
    "TestResults/*/coverage.cobertura.xml",
    "TestResults/*/coverage.opencover.xml",
    ".build/*/codecov/*.json",
];

/// Deepest folder below a `**`.
const MAX_DEPTH: usize = 6;

/// Most entries of one folder that are looked at, and most reports that one place may hold.
const MAX_ENTRIES: usize = 10_000;

/// Bytes of a file in a named folder that are looked at to tell whether it is a report.
const HEAD: u64 = 64 << 10;

/// A report that was found, not yet read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Discovered {
    /// Where it lies on the disk.
    pub disk: PathBuf,
    /// Whether people named it, so that it must be a report.
    pub is_named: bool,
}

/// Finds reports in the usual places of all projects, folders relative to `root`, and at the named
/// paths: files, or folders whose files are looked at. Links are followed only where people
/// name them. Sorted, each report once.
pub fn discover<'a>(
    root: &Path,
    projects: impl Iterator<Item = &'a str>,
    named: &[PathBuf],
) -> Vec<Discovered> {
    let mut found = BTreeSet::new();
    for path in named {
        if path.is_dir() {
            let mut files = Vec::new();
            below(path, MAX_DEPTH, &mut files);
            found.extend(files.into_iter().filter(|path| is_report(path)));
        } else {
            found.insert(path.clone());
        }
    }
    let mut found: BTreeSet<Discovered> = found
        .into_iter()
        .map(|disk| Discovered {
            disk,
            is_named: true,
        })
        .collect();
    let is_known = |found: &BTreeSet<Discovered>, disk: &PathBuf| {
        found.contains(&Discovered {
            disk: disk.clone(),
            is_named: true,
        })
    };
    for project in projects {
        let folder = root.join(project);
        // One look at the folder spares most of the others.
        let names: Vec<String> = entries(&folder).into_iter().map(|(name, _)| name).collect();
        for place in PLACES {
            let (first, rest) = place.split_once('/').unwrap_or((place, ""));
            for name in names.iter().filter(|name| matches(first, name)) {
                let mut files = Vec::new();
                expand(folder.join(name), rest, &mut files);
                for disk in files {
                    if !is_known(&found, &disk) {
                        found.insert(Discovered {
                            disk,
                            is_named: false,
                        });
                    }
                }
            }
        }
    }
    let mut found: Vec<Discovered> = found.into_iter().collect();
    found.sort();
    found
}

/// Whether a file of a tree may be a report, by the places in which tools leave them in some folder.
pub fn may_be_report(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let ends_as = |place: &str| {
        let place: Vec<&str> = place.split('/').collect();
        (0..parts.len()).any(|start| lies_at(&place, parts.get(start..).unwrap_or_default()))
    };
    PLACES.iter().any(|place| ends_as(place))
}

/// Whether parts of a path are those of a place, one by one.
fn lies_at(place: &[&str], parts: &[&str]) -> bool {
    match (place, parts) {
        ([], []) => true,
        (["**", rest @ ..], parts) => {
            (0..parts.len()).any(|skipped| lies_at(rest, parts.get(skipped..).unwrap_or_default()))
        }
        ([first, rest @ ..], [name, behind @ ..]) => matches(first, name) && lies_at(rest, behind),
        _ => false,
    }
}

/// Files at `path`, where the rest of the pattern is still to be followed.
fn expand(path: PathBuf, rest: &str, files: &mut Vec<PathBuf>) {
    if files.len() >= MAX_ENTRIES {
        return;
    }
    let is_file = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_file());
    let (first, after) = rest.split_once('/').unwrap_or((rest, ""));
    match first {
        "" => files.extend(is_file(&path).then_some(path)),
        "**" => {
            let mut all = Vec::new();
            below(&path, MAX_DEPTH, &mut all);
            let name = |path: &Path| {
                path.file_name()
                    .map(|name| name.to_string_lossy().into_owned())
            };
            files.extend(
                all.into_iter()
                    .filter(|path| name(path).is_some_and(|name| matches(after, &name))),
            );
        }
        _ if first.contains('*') => {
            for (name, _) in entries(&path) {
                if matches(first, &name) {
                    expand(path.join(name), after, files);
                }
            }
        }
        _ => expand(path.join(first), after, files),
    }
}

/// All files below a folder.
fn below(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    for (name, is_folder) in entries(folder) {
        if files.len() >= MAX_ENTRIES {
            return;
        }
        let path = folder.join(name);
        if !is_folder {
            files.push(path);
        } else if depth > 0 {
            below(&path, depth - 1, files);
        }
    }
}

/// Files and folders in a folder, with whether each is a folder; links are left out.
fn entries(folder: &Path) -> Vec<(String, bool)> {
    let Ok(read) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<(String, bool)> = read
        .take(MAX_ENTRIES)
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let kind = entry.file_type().ok()?;
            let name = entry.file_name().into_string().ok()?;
            (kind.is_file() || kind.is_dir()).then_some((name, kind.is_dir()))
        })
        .collect();
    found.sort();
    found
}

/// Whether a name is like a pattern with at most one `*`.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
    }
}

/// Whether a file begins like a report.
fn is_report(path: &Path) -> bool {
    use std::io::Read;
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut start));
    read.is_ok() && (start.starts_with(&[0x1f, 0x8b]) || coverage::detect(&start).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_known_by_where_it_lies() {
        let check = |path: &str, expect: bool| assert_eq!(may_be_report(path), expect, "{path}");
        check("coverage.out", true);
        check("web/coverage/lcov.info", true);
        check("a/build/reports/jacoco/test/deep/x.xml", true);
        check("app/.coverage.host.1", true);
        check("pom.xml", false);
        check("a/coverage/index.html", false);
    }

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "mode: set\n").unwrap();
        }
        root
    }

    fn found(root: &Path, projects: &[&str], named: &[&str]) -> Vec<String> {
        let named: Vec<PathBuf> = named.iter().map(|path| root.join(path)).collect();
        let found = discover(root, projects.iter().copied(), &named);
        let relative = found
            .iter()
            .map(|report| report.disk.strip_prefix(root).unwrap());
        relative
            .map(|path| path.to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn reports_are_found_in_the_usual_places_of_each_project() {
        let root = tree(&[
            "a/coverage/lcov.info",
            "a/.coverage",
            "a/.coverage.host.123",
            "a/build/reports/jacoco/test/html/x.xml",
            "a/TestResults/7f/coverage.cobertura.xml",
            "a/x.lcov",
            "a/deep/coverage/lcov.info",
            "b/coverage.out",
        ]);
        assert_eq!(
            found(root.path(), &["", "a"], &[]),
            [
                "a/.coverage",
                "a/.coverage.host.123",
                "a/TestResults/7f/coverage.cobertura.xml",
                "a/build/reports/jacoco/test/html/x.xml",
                "a/coverage/lcov.info",
                "a/x.lcov",
            ]
        );
    }

    #[test]
    fn named_folders_give_those_files_that_are_reports() {
        let root = tree(&["ci/deep/any", "ci/other"]);
        std::fs::write(root.path().join("ci/other"), "text").unwrap();
        assert_eq!(found(root.path(), &[], &["ci"]), ["ci/deep/any"]);
    }

    #[test]
    fn a_named_report_is_there_once_and_one_that_is_missing_too() {
        let root = tree(&["lcov.info"]);
        assert_eq!(
            found(root.path(), &[""], &["lcov.info", "gone"]),
            ["gone", "lcov.info"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let root = tree(&["real/lcov.info"]);
        std::os::unix::fs::symlink("real/lcov.info", root.path().join("lcov.info")).unwrap();
        std::os::unix::fs::symlink("real", root.path().join("coverage")).unwrap();
        assert_eq!(found(root.path(), &[""], &[]), Vec::<String>::new());
    }
}
