//! What people may set that changes facts or judgements; resolved by `config`, read by the stages.

use super::{FileKind, Priority, PriorityThresholds, Rewrite, Thresholds};

/// A component as people define it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ComponentRule {
    /// What people call it.
    pub name: String,
    /// Paths or globs relative to the root; an existing literal path wins over a glob.
    pub paths: Vec<String>,
    /// Paths or globs that do not belong to it after all.
    pub exclude: Vec<String>,
    /// Share to be reached, 0 to 1.
    pub target: Option<f64>,
}

/// Weights of the impact's terms; they are divided by their sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Code lines, as a percentile within the project.
    pub size: f32,
    /// Cyclomatic complexity, as a percentile.
    pub complexity: f32,
    /// Importing files, as a percentile.
    pub fan_in: f32,
    /// Recent commits, each half as heavy as one 90 days younger, as a percentile.
    pub churn: f32,
    /// Commits that mended something, as a percentile.
    pub fixes: f32,
    /// People who changed it, as a percentile.
    pub authors: f32,
    /// The weightiest domain rule that applies.
    pub domain: f32,
}

impl Weights {
    /// All of them, in the order in which they are declared.
    pub fn all(&self) -> [f32; 7] {
        [
            self.size,
            self.complexity,
            self.fan_in,
            self.churn,
            self.fixes,
            self.authors,
            self.domain,
        ]
    }
}

/// A domain in which gaps matter more.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DomainRule {
    /// Permanent identity; a rule with the same one in a later layer replaces it.
    pub id: String,
    /// What it is about: `authentication`.
    pub title: String,
    /// What goes wrong, as the end of a sentence: `a mistake here lets the wrong people in`.
    pub reason: String,
    /// How much it adds, 0 to 1; 0 turns the rule off.
    pub weight: f32,
    /// Words looked for in the path, split at `/`, `_`, `-`, `.` and changes of case.
    pub words: Vec<String>,
    /// Modules looked for in imports: the name itself, or a prefix before `.` or `/`.
    pub imports: Vec<String>,
    /// Words of which the file or one of its functions has to have one for the reason to hold: what
    /// only reads a database stores nothing wrong. Where there are none, the reason always holds.
    pub acts: Vec<String>,
}

/// A priority or rationale pinned by people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Override {
    /// Paths or globs relative to the root.
    pub paths: Vec<String>,
    /// The priority, whatever the risk.
    pub priority: Option<Priority>,
    /// The rationale, whatever the facts.
    pub rationale: Option<String>,
}

/// What a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetricUnit {
    /// Files with logic, as tested / all.
    #[default]
    Files,
    /// Functions with logic, as tested / all.
    Functions,
    /// Lines inside functions, as expected to run / all.
    Lines,
}

impl MetricUnit {
    /// The word used on screen and in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Functions => "functions",
            Self::Lines => "lines",
        }
    }
}

/// A metric as people define it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MetricRule {
    /// What people call it.
    pub name: String,
    /// Name of the component it is about; where there is none, `paths` tell.
    pub component: Option<String>,
    /// Paths or globs relative to the root.
    pub paths: Vec<String>,
    /// What it counts.
    pub unit: MetricUnit,
    /// Value to reach, 0 to 1.
    pub target: Option<f64>,
}

/// A correction of the classification.
#[derive(Debug, Clone, PartialEq)]
pub struct KindRule {
    /// Paths or globs relative to the root.
    pub paths: Vec<String>,
    /// What these files are.
    pub kind: FileKind,
}

/// How a roadmap is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanSettings {
    /// People who write tests, at least 1.
    pub people: u32,
    /// Days of a week that each of them has for it, at least 1.
    pub days_per_week: u32,
    /// Weeks of one phase, at least 1.
    pub weeks_per_phase: u32,
    /// Most steps of one phase, at least 1.
    pub steps_per_phase: u32,
    /// Most phases of a generated plan, at least 1.
    pub phases: u32,
}

/// What people say of coverage reports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CoverageSettings {
    /// Reports, or folders of them, relative to the root, beside those in the usual places.
    pub reports: Vec<String>,
    /// What prefixes of their paths mean; the first that leads to a file counts.
    pub rewrites: Vec<Rewrite>,
}

/// What `lacuna gate` holds a tree against; what is none is not asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GateSettings {
    /// The branch, tag or commit since which gaps are new.
    pub base: Option<String>,
    /// Most gaps that may be new since then.
    pub new_gaps: Option<u32>,
    /// Lowest share of function lines that tests run, 0 to 1.
    pub share: Option<f64>,
    /// Most open gaps of each priority, in the order of [`Priority::ALL`].
    pub gaps: [Option<u32>; 4],
}

/// All that changes facts or judgements. The defaults come from `assets/`; this type has none
/// of its own, so that there is one place for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Name of the project; the root folder's where there is none.
    pub name: Option<String>,
    /// Globs of files to leave out, as in a `.gitignore` line.
    pub ignore: Vec<String>,
    /// Corrections of the classification; the first match counts.
    pub kinds: Vec<KindRule>,
    /// Components; the first match counts.
    pub components: Vec<ComponentRule>,
    /// Bounds of the levels.
    pub levels: Thresholds,
    /// Bounds of the priorities.
    pub priorities: PriorityThresholds,
    /// Weights of the risk.
    pub weights: Weights,
    /// Domains in which gaps matter more.
    pub rules: Vec<DomainRule>,
    /// Pinned priorities and rationales; the first match counts.
    pub overrides: Vec<Override>,
    /// Metrics.
    pub metrics: Vec<MetricRule>,
    /// How a roadmap is generated.
    pub plan: PlanSettings,
    /// Checks that people do not want to hear of: `ID`, or `ID:FOLDER` with a folder or glob.
    pub ignored_checks: Vec<String>,
    /// Coverage reports.
    pub coverage: CoverageSettings,
    /// Limits for CI.
    pub gate: GateSettings,
}
