//! Finds, reads and joins all reports of a tree, and counts what they say of its functions.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

use super::changed::{changed, committed};
use super::discover::{Discovered, discover};
use super::functions::count_functions;
use super::ground::Ground;
use super::join::{Joined, MOST_SOURCES, Peek, join};
use super::merge::{Covered, Known, Made, Source, merge};
use super::propose::propose;
use crate::coverage::{self, Report};
use crate::lang;
use crate::model::{
    Basis, CoverageSettings, FileCoverage, Measured, Missed, Proposal, ReportSummary, Warning,
};
use crate::scan::extract::Unit;
use crate::scan::paths::folder_of;
use crate::scan::walk::Tree;

/// Largest file whose text is looked at to settle a doubt, in bytes.
pub(super) const SIZE_LIMIT: u64 = 4 << 20;

/// How a warning of a report that cannot be read begins.
pub const UNREADABLE: &str = "cannot read the coverage report";

/// What the reports of a tree say.
#[derive(Debug, Default)]
pub struct Cover {
    /// What was measured of each file of the tree, index by index; none for files without data.
    pub files: Vec<Option<Arc<Measured>>>,
    /// The reports that were read, by path.
    pub reports: Vec<ReportSummary>,
    /// Tests by [`TestId`](crate::model::TestId).
    pub tests: Vec<Arc<str>>,
    /// What is wrong with reports.
    pub warnings: Vec<Warning>,
}

/// What people ask for besides the reports in the usual places.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Absolute paths of reports, or of folders of them, from the command line.
    pub named: &'a [PathBuf],
    /// What the project's configuration says.
    pub settings: &'a CoverageSettings,
}

/// The reports of a tree, with the files that their paths mean.
#[derive(Debug, Default)]
pub struct Reports {
    sources: Vec<Source>,
    summaries: Vec<ReportSummary>,
    warnings: Vec<Warning>,
}

/// Reads the reports in the usual places and those that people ask for.
pub fn reports(tree: &Tree, asked: Asked<'_>) -> Reports {
    let root = tree.root.to_string_lossy();
    let paths = tree.entries.iter().map(|entry| entry.path.as_ref());
    let text = |path: &str| {
        tree.manifests
            .get(path)
            .map(|manifest| manifest.text.as_ref())
    };
    let ground = Ground::new(&root, paths, text, &asked.settings.rewrites);
    let mut reports = Reports::default();
    let named = named(tree, asked, &mut reports.warnings);
    let found = discover(&tree.root, ground.projects(), &named);
    for (report, read) in read_all(&found) {
        let path = shown_path(&tree.root, &report.disk);
        match read {
            Ok(read) => {
                reports.warnings.extend(too_many_sources(&read, &path));
                let (source, proposals) = joined(tree, &ground, report, read);
                reports.warnings.extend(no_match(&source, &path));
                reports.summaries.push(summary(&source, path, proposals));
                reports.sources.push(source);
            }
            Err(message) => reports.warnings.push(Warning {
                path,
                message: format!("{UNREADABLE}: {message}").into(),
            }),
        }
    }
    reports
}

/// What the reports say of each file together. `commit` tells when the last commit that touched a
/// file was made, in seconds since 1970, where that is known.
pub fn cover(
    tree: &Tree,
    units: &[Unit],
    reports: &Reports,
    commit: &dyn Fn(&str) -> Option<i64>,
) -> Cover {
    let lengths = |path: &str| length(tree, units, path);
    let has_reports = !reports.sources.is_empty();
    let committed = has_reports.then(|| committed(&tree.root)).flatten();
    let changed = |path: &str| changed(committed.as_ref(), path, disk(tree, path)?, commit(path));
    let made = |source: &Source| {
        let path = source.undated.as_deref();
        let is_compared =
            |disk: &Path| std::fs::metadata(disk).is_ok_and(|found| found.len() <= SIZE_LIMIT);
        match path.filter(|path| disk(tree, path).is_some_and(is_compared)) {
            // What is committed and was not touched by any known commit is older than these.
            Some(path) => Some(changed(path).map_or(Made::Before, Made::At)),
            None => source.time.map(Made::At),
        }
    };
    let known = Known {
        made: &made,
        changed: &changed,
        length: &lengths,
    };
    let merged = merge(&reports.sources, known);
    let mut files = vec![None; units.len()];
    for covered in merged.files {
        if let Ok(at) = units.binary_search_by(|unit| unit.path.cmp(&covered.path))
            && let (Some(slot), Some(unit)) = (files.get_mut(at), units.get(at))
        {
            *slot = measured(tree, unit, covered).map(Arc::new);
        }
    }
    let mut summaries = reports.summaries.clone();
    for (summary, made) in summaries.iter_mut().zip(merged.made) {
        summary.time = match made {
            Some(Made::At(time)) => Some(time),
            Some(Made::Before) | None => None,
        };
    }
    for (poorer, richer) in merged.superseded {
        let richer = summaries.get(richer).map(|richer| richer.path.clone());
        if let Some(summary) = summaries.get_mut(poorer) {
            summary.superseded_by = richer;
        }
    }
    Cover {
        files,
        reports: summaries,
        tests: merged.tests,
        warnings: reports.warnings.clone(),
    }
}

/// Absolute paths of the reports that people name. What a repository's own configuration names must
/// lie in it.
fn named(tree: &Tree, asked: Asked<'_>, warnings: &mut Vec<Warning>) -> Vec<PathBuf> {
    let mut named = asked.named.to_vec();
    let top = tree.root.canonicalize().ok();
    for report in &asked.settings.reports {
        let path = tree.root.join(report);
        let real = path.canonicalize();
        let is_outside =
            real.is_ok_and(|real| top.as_ref().is_some_and(|top| !real.starts_with(top)));
        if is_outside {
            warnings.push(Warning {
                path: report.as_str().into(),
                message: "this coverage report lies outside of the root: name it with `--coverage`"
                    .into(),
            });
        } else {
            named.push(path);
        }
    }
    named.sort();
    named.dedup();
    named
}

/// Reads all reports, several at a time. A file in a usual place that is no report is passed over.
fn read_all(found: &[Discovered]) -> Vec<(&Discovered, Result<Report, String>)> {
    let read: Vec<_> = found
        .par_iter()
        .map(|report| (report, coverage::read(&report.disk)))
        .collect();
    read.into_iter()
        .filter(|(report, read)| match read {
            Err(error) => report.is_named || !error.is_unknown,
            Ok(_) => true,
        })
        .map(|(report, read)| (report, read.map_err(|error| error.to_string())))
        .collect()
}

fn joined(
    tree: &Tree,
    ground: &Ground<'_>,
    found: &Discovered,
    report: Report,
) -> (Source, Vec<Proposal>) {
    let relative = found.disk.strip_prefix(&tree.root).ok();
    let folder = relative.map(|path| {
        let parts = path.parent().unwrap_or(Path::new("")).components();
        let parts: Vec<_> = parts
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
    });
    let written = written(&found.disk);
    let time = report.time.map(|time| time.seconds(written)).or(written);
    let peek = Peek {
        package_of: &|path| package(&content(tree, path)?),
        fits: &|path, coverage| content(tree, path).is_some_and(|text| fits(&text, coverage)),
    };
    let joined = join(&report, folder.as_deref(), ground, &peek);
    let proposals = propose(&report, &joined, ground, &peek);
    let is_dated = report.time.is_some();
    let path = relative.filter(|_| !is_dated);
    let source = Source {
        undated: path.map(|path| path.to_string_lossy().replace('\\', "/")),
        folder: folder.unwrap_or_else(|| folder_of(&found.disk.to_string_lossy()).to_owned()),
        report,
        joined,
        time,
    };
    (source, proposals)
}

/// When a file was written, in seconds since 1970.
pub(super) fn written(disk: &Path) -> Option<i64> {
    let modified = std::fs::metadata(disk).ok()?.modified().ok()?;
    i64::try_from(modified.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// Where a file of the tree lies.
fn disk<'t>(tree: &'t Tree, path: &str) -> Option<&'t Path> {
    let at = tree
        .entries
        .binary_search_by(|entry| entry.path.as_ref().cmp(path))
        .ok()?;
    tree.entries.get(at).map(|entry| entry.disk.as_path())
}

fn content(tree: &Tree, path: &str) -> Option<String> {
    let disk = disk(tree, path)?;
    let is_small = std::fs::metadata(disk).is_ok_and(|found| found.len() <= SIZE_LIMIT);
    let bytes = is_small.then(|| std::fs::read(disk).ok()).flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The package of a Java, Kotlin, Groovy or Scala file.
fn package(text: &str) -> Option<String> {
    let line = text
        .lines()
        .map(str::trim)
        .find_map(|line| line.strip_prefix("package "))?;
    let name: String = line.split("//").next()?.split_whitespace().collect();
    Some(name.trim_end_matches(';').to_owned())
}

/// Whether every line that was counted is there and not blank.
fn fits(text: &str, coverage: &FileCoverage) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    coverage.lines.iter().all(|counted| {
        let at = (counted.line as usize).checked_sub(1);
        at.and_then(|at| lines.get(at))
            .is_some_and(|line| !line.trim().is_empty())
    })
}

/// Lines of a file, where it was parsed or is small enough to be counted.
fn length(tree: &Tree, units: &[Unit], path: &str) -> Option<u32> {
    let at = units
        .binary_search_by(|unit| unit.path.as_ref().cmp(path))
        .ok()?;
    if let Some(facts) = units.get(at).and_then(|unit| unit.facts.as_ref()) {
        return Some(facts.lines.total);
    }
    u32::try_from(content(tree, path)?.lines().count()).ok()
}

fn measured(tree: &Tree, unit: &Unit, mut covered: Covered) -> Option<Measured> {
    if covered.coverage.has_only_hits {
        // What could have run besides is for the source to tell; where it does not, the lines
        // that ran alone would look as if all had.
        let statements = lang::statements(unit.language?, &content(tree, &unit.path)?)?;
        covered.coverage = super::functions::completed(covered.coverage, &statements);
    }
    if covered.coverage.lines.is_empty() {
        return None;
    }
    let symbols = unit.facts.as_ref().map(|facts| facts.symbols.as_slice());
    let family = unit.language.map(|language| language.family);
    let counted = count_functions(&covered.coverage, symbols.unwrap_or_default(), family);
    Some(Measured {
        coverage: covered.coverage,
        basis: if covered.is_stale {
            Basis::Stale
        } else {
            Basis::Measured
        },
        functions: counted.functions,
        function_lines: counted.lines,
        partial_lines: counted.partial,
        symbols: counted.symbols.into(),
    })
}

/// What is said of a report whose folders are not all tried.
fn too_many_sources(report: &Report, path: &Arc<str>) -> Option<Warning> {
    let count = report.sources.len();
    (count > MOST_SOURCES).then(|| Warning {
        path: path.clone(),
        message: format!(
            "the coverage report names {count} folders of sources; the first {MOST_SOURCES} count"
        )
        .into(),
    })
}

/// A report that means no file is worth a word: its figures are missing wherever one looks.
fn no_match(source: &Source, path: &Arc<str>) -> Option<Warning> {
    let Joined {
        matched, missed, ..
    } = &source.joined;
    let (index, miss) = missed.first().filter(|_| matched.is_empty())?;
    let first = source.report.files.get(*index)?;
    let message = format!(
        "none of the {} paths in the coverage report is a file of this tree: `{}` {miss}",
        missed.len(),
        first.path
    );
    Some(Warning {
        path: path.clone(),
        message: message.into(),
    })
}

fn summary(source: &Source, path: Arc<str>, proposals: Vec<Proposal>) -> ReportSummary {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let missed = source.joined.missed.iter().filter_map(|(index, why)| {
        let path = source.report.files.get(*index)?.path.clone();
        Some(Missed {
            path,
            why: why.clone(),
        })
    });
    ReportSummary {
        path,
        format: source.report.format.id,
        tool: source.report.tool.as_deref().map(Arc::from),
        time: source.time,
        matched: count(source.joined.matched.len()),
        unmatched: count(source.joined.unmatched()),
        ambiguous: count(source.joined.ambiguous()),
        superseded_by: None,
        missed: missed.collect(),
        proposals: proposals.into(),
    }
}

/// The path of a report relative to the root where it lies there.
fn shown_path(root: &Path, disk: &Path) -> Arc<str> {
    let path = disk.strip_prefix(root).unwrap_or(disk);
    path.to_string_lossy().replace('\\', "/").into()
}
