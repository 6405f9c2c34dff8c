//! How the tests of a repository are set up, as facts; what they mean is for the checks.

use std::sync::Arc;

use super::{Evidence, FileId};

/// A world of packages, test runners and manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// `pyproject.toml`, `setup.py`, `requirements.txt`.
    Python,
    /// `package.json`.
    Node,
    /// `go.mod`.
    Go,
    /// `Cargo.toml`.
    Rust,
}

impl Ecosystem {
    /// The ecosystem of a language.
    pub fn of_language(id: &str) -> Option<Self> {
        Some(match id {
            "python" => Self::Python,
            "javascript" | "typescript" | "tsx" | "jsx" | "vue" | "svelte" => Self::Node,
            "go" => Self::Go,
            "rust" => Self::Rust,
            _ => return None,
        })
    }
}

/// A tool that a manifest asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Its name in the package registry, in lower case.
    pub name: Arc<str>,
    /// What the manifest says of its version: `==9.0.1`, `^3.2.4`; empty where nothing.
    pub version: Arc<str>,
    /// Where it says so.
    pub evidence: Evidence,
}

/// Why settings have no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// They stand below a heading that the tool does not read in this file.
    Heading {
        /// The heading that it reads, as written there.
        right: Arc<str>,
    },
    /// The tool reads another file instead.
    Shadowed {
        /// That file, relative to the root.
        by: Arc<str>,
    },
}

/// Settings that the tool they are for does not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    /// The tool.
    pub tool: &'static str,
    /// Where they stand.
    pub evidence: Evidence,
    /// Why they have no effect.
    pub fault: Fault,
}

/// Whether a step of CI that runs tests does so when code changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunState {
    /// It does.
    Runs,
    /// It does, on a schedule only.
    Scheduled(Evidence),
    /// It does, and its failure is passed over.
    Lenient(Evidence),
    /// Only a person starts it.
    ByHand(Evidence),
    /// Nothing ever starts it, or changes of these files do not.
    Blocked(Evidence),
}

/// A command of CI that stands on a line of its own, so that another may take its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandPlace {
    /// Folder that it runs in, relative to the root.
    pub folder: Arc<str>,
    /// What the line holds before the command.
    pub before: Arc<str>,
    /// Line above which its step begins.
    pub above: u32,
    /// Last line of its step.
    pub last: u32,
    /// What each line of its list of steps begins with.
    pub indent: Arc<str>,
}

/// A step of CI that runs tests of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The step, and what it starts.
    pub evidence: Evidence,
    /// The test runner.
    pub tool: &'static str,
    /// Whether it measures coverage.
    pub measures: bool,
    /// The report of coverage that it writes, relative to the root, where that is known.
    pub report: Option<Arc<str>>,
    /// Whether it really runs.
    pub state: RunState,
    /// Where its command can be replaced, if it can.
    pub command: Option<CommandPlace>,
}

/// How a Python manifest lists what only developers need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DependencyForm {
    /// `[dependency-groups]` (PEP 735).
    #[default]
    Groups,
    /// `[tool.poetry.group.NAME.dependencies]`.
    Poetry,
    /// `[tool.poetry.dev-dependencies]`.
    OldPoetry,
    /// `[tool.pdm.dev-dependencies]`.
    Pdm,
    /// `[tool.uv] dev-dependencies`.
    Uv,
    /// `[project.optional-dependencies]`.
    Extras,
    /// A file of requirements.
    Requirements,
    /// `Pipfile`.
    Pipfile,
    /// `devDependencies` of a `package.json`.
    Node,
    /// The language brings what is needed.
    None,
}

/// Where an entry can be added to a list or table of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Slot {
    /// The file does not exist.
    #[default]
    NewFile,
    /// The file has neither the list nor the table that it stands in: both go to its end.
    End,
    /// The table is there without the list, which goes below the table's line.
    Table {
        /// The table's line.
        line: u32,
        /// What the lines in it begin with.
        indent: Arc<str>,
    },
    /// On a line of its own, directly below a line.
    Line {
        /// That line.
        line: u32,
        /// What the new line begins with.
        indent: Arc<str>,
    },
    /// Within a line that holds the whole list.
    Within {
        /// That line.
        line: u32,
        /// What of it stands before the entry.
        before: Arc<str>,
        /// What of it stands behind the entry.
        after: Arc<str>,
    },
    /// Written in a way to which nothing can be added by line.
    Closed,
}

/// How a package does things, for advice in its own style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Style {
    /// How it lists development tools.
    pub form: DependencyForm,
    /// The file in which it lists them, relative to the root.
    pub dependencies: Arc<str>,
    /// The group or extra for tests, where it has one.
    pub group: Option<Arc<str>>,
    /// The names in that list.
    pub entries: Vec<Arc<str>>,
    /// Where another entry goes.
    pub slot: Slot,
    /// Where another script goes, in a `package.json`.
    pub scripts: Slot,
    /// Whether it has extras, which its tests may need.
    pub has_extras: bool,
    /// Whether its tests find its modules only where settings say so: nothing installs it, and no
    /// setting of pytest is there yet.
    pub needs_path: bool,
    /// The package manager's command: `uv`, `poetry`, `pnpm`, …
    pub manager: &'static str,
    /// Version of the language that its CI or manifest asks for.
    pub version: Option<Arc<str>>,
}

/// A folder with a manifest, and how its tests are set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The folder, relative to the root; empty for the root.
    pub folder: Arc<str>,
    /// Its name in its manifest.
    pub name: Option<Arc<str>>,
    /// Its world.
    pub ecosystem: Ecosystem,
    /// The manifest, relative to the root.
    pub manifest: Arc<str>,
    /// Index of the package above, of the same ecosystem, whose set-up also serves this one.
    pub parent: Option<usize>,
    /// Files that belong to it and to no package below it.
    pub files: Vec<FileId>,
    /// Tools for tests that it asks for: runners, coverage, contracts.
    pub tools: Vec<Tool>,
    /// The test runner: asked for, configured or part of the language.
    pub runner: Option<Tool>,
    /// The coverage tool: asked for or part of the language.
    pub coverage_tool: Option<Tool>,
    /// Settings of coverage.
    pub coverage_settings: Vec<Evidence>,
    /// Settings, scripts and steps of CI by which coverage is measured.
    pub measured_by: Vec<Evidence>,
    /// Settings that have no effect.
    pub misplaced: Vec<Misplaced>,
    /// Steps of CI that run its tests.
    pub runs: Vec<Run>,
    /// A step of CI of which it is not clear what it runs.
    pub unclear: Option<Evidence>,
    /// A step of CI that may measure its coverage in a way that is not read.
    pub unclear_coverage: Option<Evidence>,
    /// Its files with tests that no step of CI runs.
    pub unrun: Vec<FileId>,
    /// Steps of CI that keep what coverage measured.
    pub kept: Vec<Evidence>,
    /// Places at which it routes requests.
    pub routes: Vec<Evidence>,
    /// A test that asks its routes, or a tool that checks them against a contract.
    pub asked: Option<Evidence>,
    /// Where it reads its settings from the environment as soon as it is imported.
    pub on_import: Vec<Evidence>,
    /// Imports in its tests of files of the tree that are gone.
    pub orphans: Vec<Evidence>,
    /// How it does things.
    pub style: Style,
}

impl Package {
    /// A package of which nothing is known but where it is.
    pub fn new(folder: Arc<str>, ecosystem: Ecosystem, manifest: Arc<str>) -> Self {
        Self {
            folder,
            name: None,
            ecosystem,
            manifest,
            parent: None,
            files: Vec::new(),
            tools: Vec::new(),
            runner: None,
            coverage_tool: None,
            coverage_settings: Vec::new(),
            measured_by: Vec::new(),
            misplaced: Vec::new(),
            runs: Vec::new(),
            unclear: None,
            unclear_coverage: None,
            unrun: Vec::new(),
            kept: Vec::new(),
            routes: Vec::new(),
            asked: None,
            on_import: Vec::new(),
            orphans: Vec::new(),
            style: Style::default(),
        }
    }
}

/// Which service runs CI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Provider {
    /// GitHub Actions; also where there is no CI yet.
    #[default]
    GitHub,
    /// GitLab CI.
    GitLab,
    /// Another one that is read.
    Other,
}

/// How the repository writes its CI, for advice in its own style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CiStyle {
    /// Which service.
    pub provider: Provider,
    /// Files of CI that were read, relative to the root.
    pub files: Vec<Arc<str>>,
    /// The version that it uses of each action: `actions/checkout` to `v4`.
    pub actions: Vec<(Arc<str>, Arc<str>)>,
    /// Whether workflows are for the files of one folder only.
    pub has_filters: bool,
    /// Branches that its workflows are for.
    pub branches: Vec<Arc<str>>,
}

/// How the tests of all packages are set up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setup {
    /// Packages, by folder and ecosystem.
    pub packages: Vec<Package>,
    /// How CI is written.
    pub ci: CiStyle,
}
