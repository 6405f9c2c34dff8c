//! Small projects for the tests of the judgements.

use crate::model::{
    Basis, Component, ComponentId, Confidence, Count, CoverageSettings, DomainRule, File,
    FileCoverage, FileId, FileKind, LineCount, Link, LinkKind, Measured, PlanSettings,
    PriorityThresholds, Settings, Symbol, SymbolKind, TestStatus, Thresholds, Weights,
};

/// An untested source file of 10 lines.
pub(super) fn source(path: &str) -> File {
    let language = match path.rsplit('.').next() {
        Some("py") => Some("python"),
        Some("ts") => Some("typescript"),
        Some("tsx") => Some("tsx"),
        Some("vue") => Some("vue"),
        Some("go") => Some("go"),
        Some("rs") => Some("rust"),
        _ => None,
    };
    File {
        path: path.into(),
        language,
        kind: FileKind::Source,
        lines: LineCount {
            total: 12,
            code: 10,
        },
        component: None,
        status: Some(TestStatus::Unreached),
        confidence: Confidence::Certain,
        estimate: 0.0,
        function_lines: 8,
        symbols: [function("run", 1, 8, 1)].into(),
        symbol_status: [].into(),
        origin: None,
        tests: [].into(),
        fan_in: 0,
        coverage: None,
        history: None,
        owner: None,
        findings: [].into(),
    }
}

/// A measurement of which only function lines are known.
pub(super) fn measured(covered: u32, total: u32) -> Measured {
    Measured {
        coverage: FileCoverage::default(),
        basis: Basis::Measured,
        functions: Count::default(),
        function_lines: Count { covered, total },
        partial_lines: 0,
        symbols: Box::default(),
    }
}

/// A source file with that status, estimate and weight.
pub(super) fn judged(path: &str, status: TestStatus, estimate: f32, function_lines: u32) -> File {
    File {
        status: Some(status),
        estimate,
        function_lines,
        ..source(path)
    }
}

/// A file that is not source.
pub(super) fn other(path: &str, kind: FileKind) -> File {
    File {
        kind,
        status: None,
        function_lines: 0,
        ..source(path)
    }
}

/// A function of that span and complexity.
pub(super) fn function(name: &str, start: u32, end: u32, complexity: u32) -> Symbol {
    Symbol {
        lines: end + 1 - start,
        complexity,
        has_logic: true,
        ..Symbol::at(name, SymbolKind::Function, (start, end))
    }
}

/// The files in the order that stages expect.
pub(super) fn sorted(mut files: Vec<File>) -> Vec<File> {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// Index of a path.
pub(super) fn at(files: &[File], path: &str) -> usize {
    files
        .iter()
        .position(|file| file.path.as_ref() == path)
        .unwrap_or_else(|| panic!("no file {path}"))
}

/// Adds a link from a test to a source.
pub(super) fn link(files: &mut [File], test: &str, source: &str, kind: LinkKind) {
    let test = FileId(at(files, test) as u32);
    let source = at(files, source);
    let mut links = files[source].tests.to_vec();
    links.push(Link {
        test,
        kind,
        via: test,
        line: 1,
        hops: 1,
    });
    files[source].tests = links.into();
}

/// A component with nothing counted.
pub(super) fn component(id: &str, parent: Option<u32>) -> Component {
    Component {
        id: id.into(),
        parent: parent.map(ComponentId),
        name: id.into(),
        path: id.into(),
        is_configured: false,
        target: None,
        sources: 0,
        direct: 0,
        reached: 0,
        hollow: 0,
        unreached: 0,
        tests: 0,
        function_lines: 0,
        ratio: None,
        basis: Basis::Estimated,
        measured_share: 0.0,
        level: None,
        gaps: [0; 4],
        accepted: 0,
        untested: 0,
    }
}

/// A domain rule without imports.
pub(super) fn rule(title: &str, weight: f32, words: &[&str]) -> DomainRule {
    DomainRule {
        id: title.to_owned(),
        title: title.to_owned(),
        reason: "a mistake here lets the wrong people in".to_owned(),
        weight,
        words: words.iter().map(|&word| word.to_owned()).collect(),
        imports: Vec::new(),
        acts: Vec::new(),
    }
}

/// Settings with two domain rules and weights of 2, 3, 2 and 3.
pub(super) fn settings() -> Settings {
    Settings {
        ignored_checks: Vec::new(),
        name: None,
        ignore: Vec::new(),
        kinds: Vec::new(),
        components: Vec::new(),
        levels: Thresholds::default(),
        priorities: PriorityThresholds::default(),
        weights: Weights {
            size: 2.0,
            complexity: 3.0,
            fan_in: 2.0,
            churn: 0.0,
            fixes: 0.0,
            authors: 0.0,
            domain: 3.0,
        },
        rules: vec![
            rule("authentication", 1.0, &["auth", "login", "permission"]),
            rule("storage", 0.5, &["storage"]),
        ],
        overrides: Vec::new(),
        metrics: Vec::new(),
        plan: PlanSettings {
            people: 2,
            days_per_week: 5,
            weeks_per_phase: 2,
            steps_per_phase: 3,
            phases: 3,
        },
        coverage: CoverageSettings::default(),
        gate: crate::model::GateSettings::default(),
    }
}
