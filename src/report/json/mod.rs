//! The JSON contract, schema 1. Keys may be added, never renamed or dropped.

mod lines;
mod plan;
mod setup;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

pub(super) use self::lines::NDJSON;
pub(super) use self::plan::{RoadmapOut, roadmap_out};
use self::setup::{CheckOut, check_out};
use super::past::{
    CounterfactualOut, HistoryOut, SnapshotOut, SummaryOut, counterfactual_out, history_out,
    snapshot_out, summary_out,
};
use super::{Input, Kind, Report};
use crate::json::write_document;
use crate::model::{
    Component, Count, File, FileId, FileKind, Link, Mark, MarkKey, Measured, Metric, Project,
    ReportSummary,
};
use crate::track::{Marks, verdict, without_place};

/// Most uses between a test and a symbol that are followed back.
const LONGEST_CHAIN: usize = 64;

pub(super) static JSON: Report = Report {
    id: "json",
    doc: "Everything, for programs (schema 1)",
    kind: Kind::Data,
    write,
};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: &'static str,
    root: &'static str,
    commit: Option<&'a str>,
    files: Vec<FileOut<'a>>,
    components: Vec<ComponentOut<'a>>,
    roadmap: RoadmapOut<'a>,
    metrics: Vec<MetricOut<'a>>,
    checks: Vec<CheckOut<'a>>,
    reports: Vec<ReportOut<'a>>,
    history: SummaryOut,
    snapshots: Vec<SnapshotOut<'a>>,
    /// Marks on files and symbols that are not there.
    lost_marks: Vec<serde_json::Value>,
    warnings: Vec<WarningOut<'a>>,
}

#[derive(Serialize)]
struct FileOut<'a> {
    path: &'a str,
    component: Option<&'a str>,
    language: Option<&'a str>,
    kind: &'static str,
    lines: Lines,
    #[serde(flatten)]
    source: Option<SourceOut<'a>>,
    findings: Vec<&'static str>,
}

#[derive(Serialize)]
struct Lines {
    total: u32,
    code: u32,
}

/// What only source files have.
#[derive(Serialize)]
struct SourceOut<'a> {
    status: Option<&'static str>,
    confidence: &'static str,
    estimate: f64,
    basis: &'static str,
    coverage: Option<CoverageOut>,
    risk: u8,
    priority: Option<&'static str>,
    rationale: &'a str,
    tests: Vec<TestOut<'a>>,
    symbols: Vec<SymbolOut<'a>>,
    suggested_test: Option<&'a str>,
    sibling_test: Option<&'a str>,
    test_first: Vec<&'a str>,
    test_command: Option<CommandOut<'a>>,
    dead: bool,
    owner: Option<&'a str>,
    effort: Option<&'static str>,
    counterfactual: Option<CounterfactualOut<'a>>,
    history: Option<HistoryOut>,
    hops: Option<u32>,
    fan_in: u32,
    mark: Option<serde_json::Value>,
}

/// What to type, and in which folder.
#[derive(Serialize)]
struct CommandOut<'a> {
    folder: &'a str,
    line: &'a str,
}

#[derive(Serialize)]
struct TestOut<'a> {
    path: &'a str,
    reason: &'static str,
    via: &'a str,
    line: u32,
    hops: u32,
}

#[derive(Serialize)]
struct SymbolOut<'a> {
    name: &'a str,
    start: u32,
    end: u32,
    complexity: u32,
    status: Option<&'static str>,
    confidence: Option<&'static str>,
    estimate: f64,
    hops: Option<u32>,
    /// Function lines as (covered, total), where a report counted some.
    measured: Option<[u32; 2]>,
    test: Option<TestOut<'a>>,
}

#[derive(Serialize)]
struct ComponentOut<'a> {
    id: &'a str,
    parent: Option<&'a str>,
    name: &'a str,
    path: &'a str,
    sources: u32,
    direct: u32,
    reached: u32,
    hollow: u32,
    unreached: u32,
    tests: u32,
    ratio: Option<f64>,
    basis: &'static str,
    measured_share: f64,
    level: Option<&'static str>,
    target: Option<f64>,
}

#[derive(Serialize)]
struct MetricOut<'a> {
    name: &'a str,
    current: Option<f64>,
    target: Option<f64>,
    basis: &'static str,
    unit: &'static str,
}

/// Pairs are (covered, total).
#[derive(Serialize)]
struct CoverageOut {
    lines: [u32; 2],
    functions: [u32; 2],
    function_lines: [u32; 2],
    branches: Option<[u32; 2]>,
    basis: &'static str,
}

#[derive(Serialize)]
struct ReportOut<'a> {
    path: &'a str,
    format: &'static str,
    tool: Option<&'a str>,
    matched: u32,
    unmatched: u32,
    ambiguous: u32,
    superseded: bool,
    time: Option<String>,
}

#[derive(Serialize)]
struct WarningOut<'a> {
    path: &'a str,
    message: &'a str,
}

fn write(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    let project = input.project;
    let document = Document {
        schema: 1,
        tool: concat!("lacuna ", env!("CARGO_PKG_VERSION")),
        root: ".",
        commit: project.commit.as_deref(),
        files: project
            .entries()
            .map(|(id, file)| file_out(project, input.marks, id, file))
            .collect(),
        components: project
            .components
            .iter()
            .map(|component| component_out(project, component))
            .collect(),
        roadmap: roadmap_out(&project.roadmap),
        metrics: project.metrics.iter().map(metric_out).collect(),
        checks: project.checks.iter().map(check_out).collect(),
        reports: project.reports.iter().map(report_out).collect(),
        history: summary_out(&project.history),
        snapshots: project.earlier.iter().map(snapshot_out).collect(),
        lost_marks: lost_marks(project, input.marks),
        warnings: project
            .warnings
            .iter()
            .map(|warning| WarningOut {
                path: &warning.path,
                message: &warning.message,
            })
            .collect(),
    };
    write_document(&document, output)
}

fn file_out<'a>(project: &'a Project, marks: &Marks, id: FileId, file: &'a File) -> FileOut<'a> {
    let component = file.component.and_then(|id| project.component(id));
    FileOut {
        path: &file.path,
        component: component.map(|component| component.name.as_ref()),
        language: file.language,
        kind: file.kind.word(),
        lines: Lines {
            total: file.lines.total,
            code: file.lines.code,
        },
        source: (file.kind == FileKind::Source).then(|| source_out(project, marks, id, file)),
        findings: file.findings.iter().map(|finding| finding.word()).collect(),
    }
}

fn source_out<'a>(
    project: &'a Project,
    marks: &Marks,
    id: FileId,
    file: &'a File,
) -> SourceOut<'a> {
    let score = project.score(id);
    let key = MarkKey {
        path: file.path.to_string(),
        symbol: None,
    };
    SourceOut {
        status: file.status.map(crate::model::TestStatus::word),
        confidence: file.confidence.word(),
        estimate: rounded(file.estimate.into()),
        basis: file.run_share().1.word(),
        coverage: file.coverage.as_deref().map(coverage_out),
        risk: score.map_or(0, |score| score.risk),
        priority: score.and_then(|score| Some(score.priority?.word())),
        rationale: score.map_or("", |score| &score.rationale),
        tests: file
            .tests
            .iter()
            .map(|link| test_out(project, link))
            .collect(),
        symbols: symbols_out(project, id, file),
        suggested_test: score.and_then(|score| score.suggested_test.as_deref()),
        sibling_test: score.and_then(|score| score.sibling_test.as_deref()),
        test_first: score.map_or_else(Vec::new, |score| {
            score.test_first.iter().map(|name| &**name).collect()
        }),
        test_command: score
            .and_then(|score| score.test_command.as_ref())
            .map(|command| CommandOut {
                folder: &command.folder,
                line: &command.line,
            }),
        dead: file.has(crate::model::Finding::PossiblyDead),
        owner: file.owner.as_deref(),
        effort: score.and_then(|score| Some(score.effort?.letter())),
        counterfactual: score
            .and_then(|score| score.counterfactual.as_ref())
            .map(counterfactual_out),
        history: file.history.as_ref().map(history_out),
        hops: (file.tests.first())
            .filter(|link| link.kind != crate::model::LinkKind::Opens)
            .map(|link| link.hops),
        fan_in: file.fan_in,
        mark: marks
            .get(&key)
            .map(|mark| mark_out(project, marks, &key, mark)),
    }
}

fn coverage_out(measured: &Measured) -> CoverageOut {
    CoverageOut {
        lines: pair(measured.coverage.line_count()),
        functions: pair(measured.functions),
        function_lines: pair(measured.function_lines),
        branches: measured.coverage.branch_count().map(pair),
        basis: measured.basis.word(),
    }
}

fn pair(count: Count) -> [u32; 2] {
    [count.covered, count.total]
}

fn report_out(report: &ReportSummary) -> ReportOut<'_> {
    ReportOut {
        path: &report.path,
        format: report.format,
        tool: report.tool.as_deref(),
        matched: report.matched,
        unmatched: report.unmatched,
        ambiguous: report.ambiguous,
        superseded: report.superseded_by.is_some(),
        time: report.time.and_then(utc),
    }
}

/// Seconds since 1970 as RFC 3339.
fn utc(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.to_string())
}

fn lost_marks(project: &Project, marks: &Marks) -> Vec<serde_json::Value> {
    without_place(project, marks)
        .into_iter()
        .map(|(key, mark, verdict)| {
            json!({
                "path": key.path,
                "symbol": key.symbol,
                "state": mark.state.map(crate::model::MarkState::word),
                "verdict": verdict.word(),
                "at": mark.at,
            })
        })
        .collect()
}

fn mark_out(project: &Project, marks: &Marks, key: &MarkKey, mark: &Mark) -> serde_json::Value {
    json!({
        "state": mark.state.map(crate::model::MarkState::word),
        "verdict": verdict(project, key, mark).map(crate::model::Verdict::word),
        "by": mark.by,
        "at": mark.at,
        "note": mark.note,
        "until": mark.until,
        "is_past": marks.is_past(mark),
    })
}

fn test_out<'a>(project: &'a Project, link: &Link) -> TestOut<'a> {
    let path = |id| project.file(id).map_or("", |file| file.path.as_ref());
    TestOut {
        path: path(link.test),
        reason: link.kind.words(),
        via: path(link.via),
        line: link.line,
        hops: link.hops,
    }
}

fn symbols_out<'a>(project: &'a Project, id: FileId, file: &'a File) -> Vec<SymbolOut<'a>> {
    (0_u32..)
        .zip(file.symbols.iter())
        .filter(|(_, symbol)| !symbol.is_test && !symbol.is_test_only)
        .map(|(at, symbol)| {
            let status = file.symbol_status.get(at as usize);
            let is_reached = status.filter(|status| status.hops > 0);
            SymbolOut {
                name: &symbol.name,
                start: symbol.start,
                end: symbol.end,
                complexity: symbol.complexity,
                status: status.map(|status| status.status.word()),
                confidence: status.map(|status| status.confidence.word()),
                estimate: rounded(status.map_or(0.0, |status| status.estimate.into())),
                hops: is_reached.map(|status| status.hops),
                measured: file.measured_lines(at).map(pair),
                test: is_reached.and_then(|_| nearest_test(project, id, at)),
            }
        })
        .collect()
}

/// The test at the start of the nearest way to a symbol, with its own step.
fn nearest_test(project: &Project, id: FileId, symbol: u32) -> Option<TestOut<'_>> {
    let chain = project.chain(id, Some(symbol), LONGEST_CHAIN);
    let first = chain.first()?;
    let path = &project.file(first.file)?.path;
    Some(TestOut {
        path,
        reason: first.kind.words(),
        via: path,
        line: first.line,
        hops: u32::try_from(chain.len()).unwrap_or(u32::MAX),
    })
}

fn component_out<'a>(project: &'a Project, component: &'a Component) -> ComponentOut<'a> {
    ComponentOut {
        id: &component.id,
        parent: component
            .parent
            .and_then(|id| Some(project.component(id)?.id.as_ref())),
        name: &component.name,
        path: &component.path,
        sources: component.sources,
        direct: component.direct,
        reached: component.reached,
        hollow: component.hollow,
        unreached: component.unreached,
        tests: component.tests,
        ratio: component.ratio.map(rounded),
        basis: component.basis.word(),
        measured_share: rounded(component.measured_share),
        level: component.level.map(crate::model::Level::word),
        target: component.target.map(rounded),
    }
}

fn metric_out(metric: &Metric) -> MetricOut<'_> {
    MetricOut {
        name: &metric.name,
        current: metric.current.map(rounded),
        target: metric.target.map(rounded),
        basis: metric.basis.word(),
        unit: metric.unit,
    }
}

/// Three decimals, as the contract says.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_have_three_decimals() {
        assert_eq!(rounded(2.0 / 3.0).to_string(), "0.667");
        assert_eq!(rounded(1.0).to_string(), "1");
    }
}
