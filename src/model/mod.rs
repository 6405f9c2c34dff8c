//! The words of Lacuna as plain data: no input or output, and nothing of the
//! crate's other modules. Every stage reads and returns these types.

mod check;
mod claim;
mod component;
mod coverage;
mod facts;
mod file;
mod history;
mod identity;
mod mark;
mod nearest;
mod path;
mod path_set;
mod percent;
mod printable;
mod project;
mod report;
mod roadmap;
mod score;
mod settings;
mod setup;
mod symbol;
mod table;
mod treemap;
mod uses;

pub use check::{Check, CheckState, Evidence, Place, Snippet};
pub use claim::{Claim, ClaimState, WrittenAudit};
pub use component::{Component, ComponentId, Level, Thresholds};
pub use coverage::{
    Arm, BranchLine, Count, FileCoverage, FunctionHits, LineHits, Measured, TestId, TestSpan,
};
pub use facts::{
    Binding, BindingKind, Export, FileFacts, Import, ImportedName, LineCount, Lookup, Presence,
    Reference, ReferenceKind, SyntaxError, Text, last_part,
};
pub use file::{
    Basis, Confidence, File, FileId, FileKind, Finding, Link, LinkKind, Origin, SymbolStatus,
    TestStatus,
};
pub use history::{Figure, FileHistory, HistoryReach, HistorySummary, Snapshot};
pub use identity::{Identities, slug};
pub use mark::{Mark, MarkKey, MarkState, Verdict};
pub use path::{below, ends_with_parts, folder_of, is_at_or_below, is_below, name_of};
pub use path_set::PathSet;
pub use percent::percent;
pub use printable::{is_unsafe, printable};
pub use project::{Metric, Progress, Project, Stage, Warning};
pub use report::{Miss, Missed, Proposal, ReportSummary, Rewrite};
pub use roadmap::{LAST_WEEK, Pace, Phase, Roadmap, RoadmapOrigin, Step, StepState};
pub use score::{Counterfactual, Effort, Priority, PriorityThresholds, Score, Term, TestCommand};
pub use settings::{
    ComponentRule, CoverageSettings, DomainRule, GateSettings, KindRule, MetricRule, MetricUnit,
    Override, PlanSettings, Settings, Weights,
};
pub use setup::{
    CiStyle, CommandPlace, DependencyForm, Ecosystem, Fault, Misplaced, Package, Provider, Run,
    RunState, Setup, Slot, Style, Tool,
};
pub use symbol::{Symbol, SymbolKind};
pub use table::Table;
pub use treemap::{Rectangle, squarify};
pub use uses::{Definition, Mocks, TestOf, TestsOf, Use, Uses};
