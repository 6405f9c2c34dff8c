//! Whom a question is asked of: a package together with those below it that share its set-up.

use std::collections::BTreeMap;

use crate::assess::showcase::is_showcase;
use crate::assess::start::owner;
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
    /// Whether the packages of JavaScript that ask for a runner ask for jest.
    pub(super) prefers_jest: bool,
}

/// Fewest lines inside functions for which a project is worth questions.
const MIN_LINES: u32 = 30;

/// How many times the files of what stands beside it a project has that is asked about alone.
const COMPANION: usize = 5;

/// Folders of documentation; a project in there that has tests and their runner is one like all others.
const DOCUMENTATION: [&str; 2] = ["docs", "doc"];

/// Folders of what new projects are made from.
const TEMPLATES: [&str; 2] = ["templates", "template"];

/// All scopes that hold something to test.
pub(super) fn scopes<'a>(
    files: &'a [File],
    setup: &'a Setup,
    reports: &'a [ReportSummary],
) -> Vec<Scope<'a>> {
    let packages = &setup.packages;
    let mut members: BTreeMap<usize, Vec<&Package>> = BTreeMap::new();
    for (at, package) in packages.iter().enumerate() {
        members
            .entry(owner(packages, at))
            .or_default()
            .push(package);
    }
    let has = |name: &str| {
        let of_node = packages
            .iter()
            .filter(|package| package.ecosystem == Ecosystem::Node);
        of_node
            .flat_map(|package| &package.tools)
            .any(|tool| *tool.name == *name)
    };
    let prefers_jest = has("jest") && !has("vitest");
    let mut scopes: Vec<Scope<'a>> = members
        .into_iter()
        .filter_map(|(at, members)| {
            Some(Scope {
                package: packages.get(at)?,
                members,
                files,
                setup,
                reports,
                prefers_jest,
            })
        })
        .filter(|scope| scope.function_lines() >= MIN_LINES || scope.tests().next().is_some())
        .filter(|scope| {
            let is_tested = || scope.tests().next().is_some() && scope.package.runner.is_some();
            !scope.is_in(&DOCUMENTATION) || is_tested()
        })
        .collect();
    leave_out_companions(&mut scopes);
    // Of a repository of nothing but examples, they are what there is to ask about.
    let is_shown =
        |scope: &Scope<'_>| is_showcase(&scope.package.folder) || scope.is_in(&TEMPLATES);
    if !scopes.iter().all(is_shown) {
        scopes.retain(|scope| !is_shown(scope));
    }
    scopes
}

/// Leaves out the few scripts that stand in the folder of a tested project of another language, with
/// nothing set up for them: what a site shows in the browser.
fn leave_out_companions(scopes: &mut Vec<Scope<'_>>) {
    let tested: Vec<(&str, usize)> = scopes
        .iter()
        .filter(|scope| scope.tests().next().is_some())
        .map(|scope| (&*scope.package.folder, scope.sources().count()))
        .collect();
    scopes.retain(|scope| {
        let is_bare = scope.package.tools.is_empty() && scope.tests().next().is_none();
        let own = scope.sources().count();
        let is_beside = |(folder, files): &(&str, usize)| {
            *folder == &*scope.package.folder && own * COMPANION < *files
        };
        !is_bare || !tested.iter().any(is_beside)
    });
}

impl<'a> Scope<'a> {
    /// The language that it is asked about, where its folder holds a project of another one too.
    pub(super) fn language(&self) -> Option<&'static str> {
        let mut packages = self.setup.packages.iter();
        let is_other = |package: &Package| {
            package.folder == self.package.folder && package.ecosystem != self.package.ecosystem
        };
        let language = match self.package.ecosystem {
            Ecosystem::Python => "Python",
            Ecosystem::Node => "JavaScript",
            Ecosystem::Go => "Go",
            Ecosystem::Rust => "Rust",
        };
        packages.any(is_other).then_some(language)
    }

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

    /// Whether a folder at or above it has one of these names.
    fn is_in(&self, names: &[&str]) -> bool {
        let mut parts = self.package.folder.split('/');
        parts.any(|part| names.contains(&part))
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

    /// Whether a step of CI speaks of coverage in a way that is not read.
    pub(super) fn may_be_measured(&self) -> bool {
        let mut members = self.members.iter();
        members.any(|member| member.unclear_coverage.is_some())
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
