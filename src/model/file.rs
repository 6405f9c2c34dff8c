//! Files and symbols with what the scan found out about their tests.

use std::sync::Arc;

use super::{ComponentId, Count, FileHistory, LineCount, Measured, Symbol, SymbolKind};

use crate::model::name_of;

/// Index of a file in [`Project::files`](super::Project::files); of one snapshot only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// What part a file plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// Production code.
    Source,
    /// Code that a test runner starts.
    Test,
    /// Code that helps tests: fixtures, helpers, `conftest.py`, setup files, stories.
    Support,
    /// Written by a program, minified, or vendored from elsewhere.
    Generated,
    /// A database migration.
    Migration,
    /// Configuration written as code, and build scripts.
    Config,
    /// Anything else: prose, data, languages that are not read.
    Other,
}

impl FileKind {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Test => "test",
            Self::Support => "support",
            Self::Generated => "generated",
            Self::Migration => "migration",
            Self::Config => "config",
            Self::Other => "other",
        }
    }
}

/// Whether tests exercise a file or symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TestStatus {
    /// No test leads there.
    Unreached,
    /// A test imports or names it, yet runs nothing of it.
    Hollow,
    /// Code that a test runs can reach it.
    Reached,
    /// A test uses it itself.
    Direct,
    /// There is nothing to test: re-exports, types, constants, an empty file.
    NoLogic,
    /// It does not parse, and nothing was found in it: what it holds is not known.
    Unread,
}

impl TestStatus {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreached => "unreached",
            Self::Hollow => "hollow",
            Self::Reached => "reached",
            Self::Direct => "direct",
            Self::NoLogic => "no-logic",
            Self::Unread => "unread",
        }
    }

    /// Whether no test runs anything of it.
    pub fn is_gap(self) -> bool {
        matches!(self, Self::Unreached | Self::Hollow)
    }

    /// Whether something to test is known to be there.
    pub fn is_of_logic(self) -> bool {
        !matches!(self, Self::NoLogic | Self::Unread)
    }
}

/// How sure a status is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Only a framework rule, a registry or a spawned binary leads there.
    Tentative,
    /// The usual case.
    Likely,
    /// Nothing that we know of could make it otherwise.
    Certain,
}

impl Confidence {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tentative => "tentative",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A coverage report counted it.
    Measured,
    /// A coverage report counted it, but the file changed since.
    Stale,
    /// The static graph suggests it.
    Estimated,
    /// Some of it was measured, some estimated; of components and metrics only.
    Mixed,
}

impl Basis {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Stale => "stale",
            Self::Estimated => "estimated",
            Self::Mixed => "mixed",
        }
    }
}

/// How one piece of code is known to lead to another, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// It calls it, or draws it as an element.
    Calls,
    /// It runs when it is imported.
    Imports,
    /// It passes it on or hands it out.
    Uses,
    /// A framework leads there: by name, by route, as a program that is started.
    Framework,
    /// It calls a method of that name on something whose class is not evident.
    Name,
    /// It opens its page in a browser: how much of it runs is not known, and counts for nothing.
    Opens,
}

impl LinkKind {
    /// How it leads there, as the middle of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Calls => "calls it",
            Self::Imports => "runs it on import",
            Self::Uses => "passes it on",
            Self::Framework => "reaches it through a framework",
            Self::Name => "calls a method of its name",
            Self::Opens => "opens its page in a browser",
        }
    }
}

/// The step that leads to a piece of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The file that the step starts in.
    pub file: FileId,
    /// Index of the symbol that it starts in; none for code outside all symbols.
    pub symbol: Option<u32>,
    /// Line of the step, 1-based.
    pub line: u32,
    /// How it is known.
    pub kind: LinkKind,
}

impl SymbolStatus {
    /// Expected share of a definition's lines that run when a test calls it: measured over the
    /// 9,000 functions of rich, beets, mkdocs, lexical, bulletproof-react, cheat and fd.
    pub const CALLED: f32 = 0.91;

    /// Expected share of a definition's lines that run although nothing leads there, in a file of
    /// which other parts are reached; measured as [`Self::CALLED`] was.
    pub const UNSEEN: f32 = 0.13;

    /// A status of which no more is known.
    pub fn new(status: TestStatus, estimate: f32) -> Self {
        Self {
            status,
            confidence: Confidence::Likely,
            estimate,
            hops: 0,
            origin: None,
        }
    }
}

/// A test that leads to a file, with how we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The test file.
    pub test: FileId,
    /// How the last step is known.
    pub kind: LinkKind,
    /// The file whose line is the evidence: the test, or the last file on the way.
    pub via: FileId,
    /// Line of the evidence in `via`, 1-based.
    pub line: u32,
    /// Number of steps between the test and the file; 1 where it uses it itself.
    pub hops: u32,
}

/// Something worth saying of a file besides its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// Nothing imports it and nothing starts it.
    PossiblyDead,
    /// Named like a test, but a runner would find no test in it.
    DeadTest,
    /// Tests only ever replace it by a mock.
    OnlyMocked,
    /// Only end-to-end tests open its page.
    EndToEnd,
    /// Part of it did not parse.
    SyntaxError,
    /// A test uses it itself, yet a coverage report saw none of its function lines run.
    NeverRan,
    /// A coverage report saw its functions run, though no test is seen to lead there.
    Incidental,
    /// It changed since the coverage report was made.
    OutOfStep,
}

impl Finding {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::PossiblyDead => "possibly-dead",
            Self::DeadTest => "dead-test",
            Self::OnlyMocked => "only-mocked",
            Self::EndToEnd => "end-to-end",
            Self::SyntaxError => "syntax-error",
            Self::NeverRan => "never-ran",
            Self::Incidental => "incidental",
            Self::OutOfStep => "out-of-step",
        }
    }

    /// What it says, as a sentence without capital and period.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::PossiblyDead => {
                "nothing imports it and nothing is known to start it: it may be dead"
            }
            Self::DeadTest => "named like a test, but a runner would find no test in it",
            Self::OnlyMocked => "tests only ever replace it by a mock",
            Self::EndToEnd => "only end-to-end tests open its page; how much they run is not known",
            Self::SyntaxError => "part of it did not parse; what did still counts",
            Self::NeverRan => {
                "a test uses it, yet the coverage report saw none of its function lines run"
            }
            Self::Incidental => {
                "the coverage report saw it run, though no test is seen to lead there"
            }
            Self::OutOfStep => "it changed since the coverage report was made",
        }
    }
}

/// Status of one symbol of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SymbolStatus {
    /// Whether tests exercise it.
    pub status: TestStatus,
    /// How sure that is.
    pub confidence: Confidence,
    /// Expected share of its lines that tests run, 0 to 1.
    pub estimate: f32,
    /// Steps between the nearest test and it; 0 where it is not reached, or is a test.
    pub hops: u32,
    /// The last step of the nearest way from a test; none where it is not reached, and where a
    /// runner starts it.
    pub origin: Option<Origin>,
}

/// A file of the project with everything the scan found out.
#[derive(Debug, Clone)]
pub struct File {
    /// Path relative to the root, with `/`, in Unicode normal form C.
    pub path: Arc<str>,
    /// Identifier of its language (`python`, `vue`, …), where it is one that is read.
    pub language: Option<&'static str>,
    /// What part it plays.
    pub kind: FileKind,
    /// Lines of the file; zero until it is parsed.
    pub lines: LineCount,
    /// The leaf component it belongs to.
    pub component: Option<ComponentId>,
    /// Whether tests exercise it; `None` for files that are not source, and until links are known.
    pub status: Option<TestStatus>,
    /// How sure the status is.
    pub confidence: Confidence,
    /// Expected share of the function lines that tests run, 0 to 1.
    pub estimate: f32,
    /// Lines inside functions with logic: the weight of the estimate in the component.
    pub function_lines: u32,
    /// Definitions in source order; empty until the file is parsed.
    pub symbols: Arc<[Symbol]>,
    /// Statuses of [`Self::symbols`], index by index; empty until links are known.
    pub symbol_status: Arc<[SymbolStatus]>,
    /// The last step of the nearest way from a test to the code outside all symbols.
    pub origin: Option<Origin>,
    /// Tests that lead here, nearest first, then by path.
    pub tests: Arc<[Link]>,
    /// Number of source files that import this one at run time.
    pub fan_in: u32,
    /// What coverage reports measured; none where no report speaks of it.
    pub coverage: Option<Arc<Measured>>,
    /// What version control tells of it; none where it tells nothing.
    pub history: Option<FileHistory>,
    /// Who owns it, as `CODEOWNERS` says: one or more names, apart by spaces.
    pub owner: Option<Arc<str>>,
    /// What else there is to say.
    pub findings: Arc<[Finding]>,
}

/// Share of a file's function lines that settles it without a test of its own: what a component
/// needs to be called good.
const SETTLED: f64 = 0.8;

/// Most lines of a function without a branch that need no test of their own.
const SMALL: u32 = 3;

impl File {
    /// Most tests that are remembered for a file, nearest first.
    pub const MAX_TESTS: usize = 64;

    /// Whether it is a gap or holds some: no test runs anything of it, or tests run less than most of
    /// its function lines and leave functions of worth aside. The one measure of what is left to do:
    /// lists, plans and figures go by it.
    pub fn is_gap(&self) -> bool {
        self.is_untested()
            || self.has_logic()
                && self.status.is_some()
                && self.run_share().0 < SETTLED
                && self.functions_left().0 > 0
    }

    /// Whether it is production code in whose functions no test runs anything: as measured where a
    /// report counted lines of them, otherwise by the status.
    pub fn is_untested(&self) -> bool {
        let Some(status) = self.status.filter(|status| status.is_of_logic()) else {
            return false;
        };
        match &self.coverage {
            Some(measured) if measured.function_lines.total > 0 => {
                measured.function_lines.covered == 0
            }
            _ => status.is_gap(),
        }
    }

    /// Whether no test runs anything of a symbol: as measured where a report counted lines of it,
    /// otherwise by its status.
    pub fn is_symbol_gap(&self, symbol: u32) -> bool {
        let status = self.symbol_status.get(symbol as usize);
        let Some(status) = status.filter(|judged| judged.status.is_of_logic()) else {
            return false;
        };
        match self.measured_lines(symbol) {
            Some(lines) => lines.covered == 0,
            None => status.status.is_gap(),
        }
    }

    /// Lines of a symbol that ran, where a report counted some.
    pub fn measured_lines(&self, symbol: u32) -> Option<Count> {
        let measured = self.coverage.as_ref()?;
        let lines = measured.symbols.get(symbol as usize)?;
        (lines.total > 0).then_some(*lines)
    }

    /// Whether it is production code with something to test.
    pub fn has_logic(&self) -> bool {
        self.kind == FileKind::Source && self.status.is_none_or(TestStatus::is_of_logic)
    }

    /// How many of its functions no test runs, and how many there are: those that a test can call
    /// and that do more than hand on a value.
    pub fn functions_left(&self) -> (usize, usize) {
        let worth = (0..).zip(self.symbols.iter()).filter(|(_, symbol)| {
            let parent = symbol.parent.and_then(|at| self.symbols.get(at as usize));
            let is_callable = parent.is_none_or(|parent| parent.kind == SymbolKind::Class);
            symbol.counts()
                && symbol.kind != SymbolKind::Class
                && is_callable
                && (symbol.complexity > 1 || symbol.lines > SMALL)
        });
        let mut count = (0, 0);
        for (at, _) in worth {
            count.0 += usize::from(self.is_symbol_gap(at));
            count.1 += 1;
        }
        count
    }

    /// Whether a symbol is a function that the file's template makes, such as what runs on a click:
    /// people count it with the template.
    pub fn is_of_template(&self, symbol: &Symbol) -> bool {
        let parent = symbol.parent.and_then(|at| self.symbols.get(at as usize));
        parent.is_some_and(|parent| parent.kind == SymbolKind::Template)
    }

    /// Share of the function lines that tests run, 0 to 1, with where it comes from: measured where
    /// a report counted lines of its functions, otherwise the estimate.
    pub fn run_share(&self) -> (f64, Basis) {
        let measured = self.coverage.as_ref();
        match measured.and_then(|measured| Some((measured.run_share()?, measured.basis))) {
            Some(measured) => measured,
            None => (f64::from(self.estimate).clamp(0.0, 1.0), Basis::Estimated),
        }
    }

    /// Share of the function lines that is left to test, 0 to 1: the first term of the risk.
    pub fn shortfall(&self) -> f64 {
        let measured = self.coverage.as_ref();
        measured
            .and_then(|measured| measured.shortfall())
            .unwrap_or_else(|| 1.0 - self.run_share().0)
    }

    /// Whether `finding` was made.
    pub fn has(&self, finding: Finding) -> bool {
        self.findings.contains(&finding)
    }

    /// The part of the path after the last `/`.
    pub fn base_name(&self) -> &str {
        name_of(&self.path)
    }
}
