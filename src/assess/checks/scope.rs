//! Whom a question is asked of: a package together with those below it that share its set-up.

use crate::model::{
    Ecosystem, File, FileId, FileKind, Package, ReportSummary, Run, RunState, Setup,
};

/// A package with those below it that its set-up serves too.
pub(super) struct Scope<'a> {
    /// The package that is set up.
    pub(super) package: &'a Package,
    /// It and those that share its set-up.
    pub(super) members: Vec<&'a Package>,
    /// All files.
    pub(super) files: &'a [File],
    /// All that is known of set-up.
    pub(super) setup: &'a Setup,
    /// Coverage reports that were read.
    pub(super) reports: &'a [ReportSummary],
}

/// Fewest lines inside functions for which a project is worth questions.
const MIN_LINES: u32 = 30;

/// Folders in which projects stand that explain, show or play with the rest.
const SHOWCASES: [&str; 12] = [
    "docs",
    "doc",
    "examples",
    "example",
    "samples",
    "sample",
    "demos",
    "demo",
    "templates",
    "template",
    "playground",
    "playgrounds",
];

/// All scopes that hold something to test.
pub(super) fn scopes<'a>(
    files: &'a [File],
    setup: &'a Setup,
    reports: &'a [ReportSummary],
) -> Vec<Scope<'a>> {
    let packages = &setup.packages;
    let owners: Vec<usize> = (0..packages.len()).map(|at| owner(packages, at)).collect();
    packages
        .iter()
        .enumerate()
        .filter(|(at, _)| owners.get(*at) == Some(at))
        .map(|(at, package)| {
            let members = packages.iter().zip(&owners);
            Scope {
                package,
                members: members
                    .filter(|(_, owner)| **owner == at)
                    .map(|(package, _)| package)
                    .collect(),
                files,
                setup,
                reports,
            }
        })
        .filter(|scope| scope.function_lines() >= MIN_LINES || scope.tests().next().is_some())
        .filter(|scope| {
            let mut parts = scope.package.folder.split('/');
            !parts.any(|part| SHOWCASES.contains(&part)) || scope.tests().next().is_some()
        })
        .collect()
}

/// The package whose set-up serves one: itself where it has a runner of its own, else the nearest
/// above it that has one.
fn owner(packages: &[Package], at: usize) -> usize {
    let mut current = at;
    let mut found = at;
    while let Some(package) = packages.get(current) {
        let is_native = matches!(package.ecosystem, Ecosystem::Go | Ecosystem::Rust);
        if package.runner.is_some() && !is_native {
            return current;
        }
        // A Rust workspace is built and tested as one.
        if is_native && package.ecosystem == Ecosystem::Rust {
            found = current;
        }
        match package.parent {
            Some(parent) if parent != current => current = parent,
            _ => break,
        }
    }
    found
}

impl<'a> Scope<'a> {
    /// The files of all members.
    pub(super) fn own_files(&self) -> impl Iterator<Item = &'a File> + '_ {
        self.members
            .iter()
            .flat_map(|member| &member.files)
            .filter_map(|id| self.file(*id))
    }

    /// A file.
    pub(super) fn file(&self, id: FileId) -> Option<&'a File> {
        self.files.get(id.0 as usize)
    }

    /// Files in which a runner finds tests.
    pub(super) fn tests(&self) -> impl Iterator<Item = &'a File> + '_ {
        self.own_files().filter(|file| has_tests(file))
    }

    /// Source files with something to test.
    pub(super) fn sources(&self) -> impl Iterator<Item = &'a File> + '_ {
        self.own_files().filter(|file| file.has_logic())
    }

    /// Lines inside functions.
    fn function_lines(&self) -> u32 {
        self.own_files()
            .filter(|file| file.kind == FileKind::Source)
            .map(|file| file.function_lines)
            .sum()
    }

    /// Steps of CI that run tests of any member.
    pub(super) fn runs(&self) -> impl Iterator<Item = &'a Run> + '_ {
        self.members.iter().flat_map(|member| &member.runs)
    }

    /// Whether coverage is measured by anything.
    pub(super) fn is_measured(&self) -> bool {
        self.members
            .iter()
            .any(|member| !member.measured_by.is_empty())
            || self.runs().any(|run| run.measures)
    }

    /// Whether a coverage tool is at hand without any set-up.
    pub(super) fn has_native_coverage(&self) -> bool {
        self.package.ecosystem == Ecosystem::Go
    }
}

/// Whether a runner finds tests in a file.
pub(super) fn has_tests(file: &File) -> bool {
    matches!(file.kind, FileKind::Test | FileKind::Source)
        && file.symbols.iter().any(|symbol| symbol.is_test)
}

/// Whether a run happens by itself.
pub(super) fn happens(run: &Run) -> bool {
    matches!(
        run.state,
        RunState::Runs | RunState::Scheduled(_) | RunState::Lenient(_)
    )
}
