//! The pipeline, from a folder to all that is known of it. The page to read first.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::assess;
use crate::error::Error;
use crate::lang;
use crate::model::{
    Confidence, File, FileKind, Progress, Project, Roadmap, Settings, Stage, Table, Warning,
};
use crate::scan::{self, Grouping, Reach, Unit};

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
}

/// Analyses a tree. `publish` is given a snapshot whenever more is known, from several threads,
/// the last of them with [`Stage::Done`].
///
/// # Errors
///
/// [`Error::NoSuchFolder`] and [`Error::Read`] for the root, [`Error::Usage`] for globs.
pub fn analyze(request: &Request, publish: &(dyn Fn(Project) + Sync)) -> Result<(), Error> {
    let pool = rayon::ThreadPoolBuilder::new()
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
    let tree = scan::walk(&request.root, &settings.ignore)?;
    let kinds = scan::classify(&tree, &settings.kinds)?;
    let name = project_name(request);

    let listed = scan::listed(&tree, &kinds);
    let grouping = scan::group(&listed, &settings.components, &name)?;
    let first = Project {
        commit: scan::head_commit(&request.root).map(Into::into),
        files: listed.iter().zip(&grouping.of_file).map(|(unit, component)| file(unit, *component, None)).collect(),
        components: grouping.components.into(),
        name: name.as_str().into(),
        warnings: sorted(tree.warnings.clone()),
        progress: progress(Stage::Extract, 0, 0),
        ..Project::default()
    };
    publish(first.clone());

    let said = AtomicU32::new(0);
    let (units, warnings) = scan::extract(&tree, &kinds, &|done, total| {
        if done / PROGRESS_STEP > said.fetch_max(done / PROGRESS_STEP, Ordering::Relaxed) {
            publish(Project { progress: progress(Stage::Extract, done, total), ..first.clone() });
        }
    });
    let grouping = scan::group(&units, &settings.components, &name)?;
    publish(Project { progress: progress(Stage::Link, 0, 0), ..first.clone() });

    let graph = scan::resolve(&tree, &units);
    let reaches = scan::reach(&units, &graph);
    let files = files(&units, &grouping, reaches);
    publish(judged(request, first, files, grouping, &units, [tree.warnings, warnings].concat()));
    Ok(())
}

/// The last stages: what the facts mean.
fn judged(
    request: &Request,
    first: Project,
    files: Vec<File>,
    grouping: Grouping,
    units: &[Unit],
    warnings: Vec<Warning>,
) -> Project {
    let settings = &request.settings;
    let mut components = grouping.components;
    let imports = assess::Imports::new(units.iter().map(modules));
    let usual = |path: &str| lang::of_path(path).map(|language| (language.usual_test)(path));
    let scores = assess::score(&files, &imports, settings, &usual);
    assess::measure(&files, &scores, &mut components, settings);
    let metrics = assess::metrics(&files, &components, settings);
    let mut roadmap = request
        .roadmap
        .clone()
        .unwrap_or_else(|| assess::plan(&files, &scores, &components, settings));
    assess::resolve_steps(&mut roadmap, &files, &scores);
    Project {
        files: files.into_iter().collect(),
        scores: scores.into_iter().collect(),
        components: components.into(),
        roadmap: Arc::new(roadmap),
        metrics: metrics.into(),
        warnings: sorted(warnings),
        progress: progress(Stage::Done, 0, 0),
        ..first
    }
}
