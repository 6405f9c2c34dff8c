//! The pipeline, from a folder to all that is known of it. The page to read first.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::assess;
use crate::error::Error;
use crate::lang;
use crate::model::{
    Component, ComponentId, Confidence, File, FileFacts, FileId, FileKind, Import, LineCount,
    Progress, Project, Roadmap, Score, Settings, Setup, Snapshot, Stage, Warning,
};
use crate::scan::{self, Course, Cover, FactsCache, Grouping, History, Owners, Reach, Tree, Unit};

/// How often progress is published while files are parsed: once for so many files.
const PROGRESS_STEP: u32 = 256;

/// Stack of a parsing thread, in bytes: parsers recurse as deep as the code nests.
const STACK: usize = 16 << 20;

/// What to analyse.
#[derive(Debug, Clone)]
pub struct Request {
    /// Absolute path of the root.
    pub root: PathBuf,
    /// What people set.
    pub settings: Settings,
    /// The plan that people saved; without one, a plan is made.
    pub roadmap: Option<Roadmap>,
    /// Paths of files that people let stay without tests: no plan is made for them.
    pub accepted: BTreeSet<String>,
    /// Coverage reports beside those in the usual places: absolute paths of files or folders.
    pub reports: Vec<PathBuf>,
    /// Figures of earlier days, oldest first.
    pub earlier: Arc<[Snapshot]>,
    /// What went wrong before the scan.
    pub warnings: Vec<Warning>,
    /// Folder for what another run need not find out again; none to keep nothing.
    pub cache: Option<PathBuf>,
    /// What earlier scans of this process parsed; none to parse all.
    pub facts: Option<Arc<FactsCache>>,
    /// Tells which files the scan is at, and ends it.
    pub course: Arc<Course>,
}

/// Analyses a tree. `publish` is given a snapshot whenever more is known, from several threads,
/// the last of them with [`Stage::Done`], unless [`Request::course`] ends it before.
///
/// # Errors
///
/// [`Error::NoSuchFolder`] and [`Error::Read`] for the root, [`Error::Usage`] for globs.
pub fn analyze(request: &Request, publish: &(dyn Fn(Project) + Sync)) -> Result<(), Error> {
    let course = Arc::clone(&request.course);
    let pool = rayon::ThreadPoolBuilder::new()
        .start_handler(move |_| course.join())
        .stack_size(STACK)
        .thread_name(|index| format!("scan-{index}"))
        .build()
        .map_err(|error| Error::Usage {
            message: format!("cannot start threads: {error}"),
            hint: None,
        })?;
    pool.install(|| run(request, publish))
}

fn run(request: &Request, publish: &(dyn Fn(Project) + Sync)) -> Result<(), Error> {
    let settings = &request.settings;
    let name = project_name(request);
    let tree = scan::walk(&request.root, &settings.ignore)?;
    let kinds = scan::classify(&tree, &settings.kinds)?;
    let listed = scan::listed(&tree, &kinds);
    let grouping = scan::group(&listed, &settings.components, &name)?;
    let mut first = listed_project(request, &name, &listed, grouping);
    publish(first.clone());

    let (mut units, warnings) = extract(request, &tree, &kinds, &|done, total| {
        publish(Project {
            progress: progress(Stage::Extract, done, total),
            ..first.clone()
        });
    });
    if request.course.is_over() {
        return Ok(());
    }
    publish(Project {
        progress: progress(Stage::Link, 0, 0),
        ..first.clone()
    });
    let graph = scan::resolve(&tree, &units);
    scan::promote(&tree, &mut units, &graph, &settings.kinds)?;
    scan::enlist(&tree, &mut units, &graph);
    // Content and use may have corrected what part a file plays, and so what makes a component.
    let grouping = scan::group(&units, &settings.components, &name)?;
    let ((reaches, uses, unfollowed), (owners, (setup, unread))) = rayon::join(
        || scan::reach_and_uses(&tree, &units, &graph),
        || (scan::owners(&tree), scan::setup(&tree, &units, &graph)),
    );
    if request.course.is_over() {
        return Ok(());
    }
    first.uses = Arc::new(uses);
    let all: [&[Warning]; 8] = [
        &request.warnings,
        &tree.warnings,
        &owners.warnings,
        &warnings,
        &graph.warnings,
        &unfollowed,
        &unread,
        &scan::attribute_warnings(&tree),
    ];
    let found = Found {
        warnings: all.concat(),
        setup: &setup,
        owners: &owners,
        callers: &scan::callers(&units, &graph, &|file| {
            let reach = reaches.get(file.0 as usize);
            reach.is_some_and(|reach| reach.symbols.iter().any(|it| it.status.is_gap()))
        }),
        uses: &graph.uses(),
        request,
        units: &units,
        reaches: &reaches,
        grouping: &grouping,
        first: &first,
    };
    with_history(&tree, &found, publish);
    Ok(())
}

/// The stages that read what lies beside the tree: reports, and git's history. Where that has to be
/// read anew, all that is known without it is published before.
fn with_history(tree: &Tree, found: &Found, publish: &(dyn Fn(Project) + Sync)) {
    let Found { request, units, .. } = *found;
    let asked = scan::Asked {
        named: &request.reports,
        settings: &request.settings.coverage,
    };
    let reports = scan::reports(tree, asked);
    let mut log = scan::Log::open(&request.root, request.cache.as_deref());
    if let Some(log) = log.as_mut().filter(|log| !log.is_complete()) {
        let cover = scan::cover(tree, units, &reports, &|_| None);
        publish(judge(found, cover, &History::default(), Stage::History));
        log.read();
    }
    let history = log.map(|log| log.tally()).unwrap_or_default();
    let changed = |path: &str| history.changed(path);
    let cover = scan::cover(tree, units, &reports, &changed);
    publish(judge(found, cover, &history, Stage::Done));
}

/// Parses all files, or those that earlier scans did not. `said` is told now and then how many of
/// how many are done.
fn extract(
    request: &Request,
    tree: &Tree,
    kinds: &[FileKind],
    said: &(dyn Fn(u32, u32) + Sync),
) -> (Vec<Unit>, Vec<Warning>) {
    let steps = AtomicU32::new(0);
    let parsed = |done: u32, total: u32| {
        if done / PROGRESS_STEP > steps.fetch_max(done / PROGRESS_STEP, Ordering::Relaxed) {
            said(done, total);
        }
    };
    match &request.facts {
        Some(facts) => facts.extract(tree, kinds, &parsed),
        None => scan::extract(tree, kinds, &parsed),
    }
}

/// What is known before anything is parsed.
fn listed_project(request: &Request, name: &str, listed: &[Unit], grouping: Grouping) -> Project {
    Project {
        name: name.into(),
        commit: scan::head_commit(&request.root).map(Into::into),
        files: listed
            .iter()
            .zip(&grouping.of_file)
            .map(|(unit, component)| listed_file(unit, *component))
            .collect(),
        components: grouping.components.into(),
        earlier: request.earlier.clone(),
        progress: progress(Stage::Extract, 0, 0),
        ..Project::default()
    }
}

/// What the tree itself tells.
struct Found<'a> {
    request: &'a Request,
    units: &'a [Unit],
    reaches: &'a [Reach],
    grouping: &'a Grouping,
    setup: &'a Setup,
    owners: &'a Owners,
    /// For each file with functions that no test runs, how many others use each of its symbols.
    callers: &'a [Box<[u32]>],
    /// For each file, those that it runs.
    uses: &'a [Vec<FileId>],
    warnings: Vec<Warning>,
    first: &'a Project,
}

/// The last stages: what the facts mean.
fn judge(found: &Found, cover: Cover, history: &History, stage: Stage) -> Project {
    let settings = &found.request.settings;
    let mut components = found.grouping.components.clone();
    let files: Vec<File> = found
        .units
        .iter()
        .zip(&found.grouping.of_file)
        .zip(found.reaches)
        .zip(cover.files)
        .map(|(((unit, component), reach), coverage)| {
            let file = File {
                coverage,
                history: history.of(&unit.path),
                owner: found.owners.of(&unit.path),
                ..linked_file(unit, *component, reach)
            };
            assess::compare(file)
        })
        .collect();
    let imports: Vec<&[Import]> = found
        .units
        .iter()
        .map(|unit| {
            unit.facts
                .as_ref()
                .map_or(&[] as &[Import], |facts| &facts.imports)
        })
        .collect();
    let mut scores = assess::score(&files, &imports, settings, history.summary);
    assess::suggest(&files, &mut scores, |path| {
        lang::of_path(path).map(|language| (language.usual_test)(path))
    });
    assess::test_first(&files, found.callers, &settings.rules, &mut scores);
    assess::test_commands(&files, found.setup, &mut scores);
    assess::estimate_effort(&files, &imports, &mut scores);
    assess::measure(&files, &mut components, settings);
    assess::count_gaps(&files, &scores, &mut components);
    let metrics = assess::metrics(&files, &components, settings);
    let mut roadmap = roadmap(found, (&files, &scores), &components);
    assess::resolve_steps(&mut roadmap, &files, &scores);
    let checks = assess::checks(&files, found.setup, &cover.reports, settings);
    Project {
        files: files.into_iter().collect(),
        scores: scores.into_iter().collect(),
        components: components.into(),
        roadmap: Arc::new(roadmap),
        metrics: metrics.into(),
        checks: checks.into(),
        reports: cover.reports.into(),
        measured_tests: cover.tests.into(),
        history: history.summary,
        warnings: sorted([found.warnings.as_slice(), &cover.warnings].concat()),
        progress: progress(stage, 0, 0),
        ..found.first.clone()
    }
}

/// The plan that people saved, else one that is made.
fn roadmap(found: &Found, judged: (&[File], &[Score]), components: &[Component]) -> Roadmap {
    let Request {
        roadmap,
        accepted,
        settings,
        ..
    } = found.request;
    let is_open = |file: &File| file.is_gap() && !accepted.contains(&*file.path);
    match roadmap {
        Some(saved) => saved.clone(),
        None => assess::plan(judged, &is_open, components, found.uses, &settings.plan),
    }
}

/// A file before it is parsed.
fn listed_file(unit: &Unit, component: Option<ComponentId>) -> File {
    File {
        path: unit.path.clone(),
        language: unit.language.map(|language| language.id),
        kind: unit.kind,
        lines: LineCount::default(),
        component,
        status: None,
        confidence: Confidence::Likely,
        estimate: 0.0,
        function_lines: 0,
        symbols: Arc::from([]),
        symbol_status: Arc::from([]),
        origin: None,
        tests: Arc::from([]),
        fan_in: 0,
        coverage: None,
        history: None,
        owner: None,
        findings: Arc::from([]),
    }
}

/// A file with all that the scan found out.
fn linked_file(unit: &Unit, component: Option<ComponentId>, reach: &Reach) -> File {
    let facts = unit.facts.as_deref();
    File {
        lines: facts.map(|facts| facts.lines).unwrap_or_default(),
        status: reach.status,
        confidence: reach.confidence,
        estimate: reach.estimate,
        function_lines: facts.map_or(0, FileFacts::function_lines),
        symbols: facts
            .map(|facts| facts.symbols.as_slice().into())
            .unwrap_or_default(),
        symbol_status: reach.symbols.as_slice().into(),
        origin: reach.origin,
        tests: reach.tests.as_slice().into(),
        fan_in: reach.fan_in,
        findings: reach.findings.as_slice().into(),
        ..listed_file(unit, component)
    }
}

fn project_name(request: &Request) -> String {
    let folder = || {
        request
            .root
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    request
        .settings
        .name
        .clone()
        .or_else(folder)
        .unwrap_or_else(|| "/".to_owned())
}

fn progress(stage: Stage, done: u32, total: u32) -> Progress {
    Progress { stage, done, total }
}

fn sorted(mut warnings: Vec<Warning>) -> Arc<[Warning]> {
    warnings.sort();
    warnings.into()
}
