//! `lacuna audit REPORT.md`: checks a written audit against the tree, in the explorer or as text.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::past::{self, Written};
use super::serve::Finish;
use super::{Prepared, Target, open, prepare, project_file, scan, scratch, warn, warn_of_marks};
use crate::audit::{self, Document, Evidence, History, Past};
use crate::config::PROJECT_FILE;
use crate::error::{Error, read_text};
use crate::model::{Claim, ClaimState, Project, WrittenAudit, printable};
use crate::track;
use crate::ui;

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub(super) struct Audit {
    /// The audit to check, in Markdown
    #[arg(value_name = "REPORT.md")]
    pub(super) report: PathBuf,

    #[command(flatten)]
    target: Target,

    /// Print instead of opening the explorer; where standard output is no terminal, `text` is
    /// printed
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    format: Option<String>,

    /// Print as text, as `--format text` does
    #[arg(long, conflicts_with = "format")]
    plain: bool,

    /// Day on which it was written, YYYY-MM-DD; without it, that of its last commit, or the one that
    /// it states itself
    #[arg(long, value_name = "DAY", value_parser = super::past::day)]
    pub(super) written: Option<String>,

    /// Take its components, metrics, priorities and rationales over into `lacuna.toml`, and its
    /// phases into `.lacuna/roadmap.toml`; what stands there already stays
    #[arg(long)]
    adopt: bool,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(
        audit::FORMATS
            .iter()
            .map(|format| PossibleValue::new(format.id).help(format.doc)),
    )
}

pub(super) fn run(arguments: &Audit) -> Result<(), Error> {
    let text = read_text("audit", &arguments.report)?.ok_or_else(|| Error::Usage {
        message: format!("no such file `{}`", arguments.report.display()),
        hint: Some("give the audit as a Markdown file, then the folder to check".to_owned()),
    })?;
    let prepared = prepare(&arguments.target)?;
    let is_printed = arguments.plain || arguments.adopt || arguments.format.is_some();
    if !is_printed && open::has_terminal() {
        return explore(arguments, prepared, &text);
    }
    warn_of_marks(&prepared);
    let project = scan::complete(&prepared)?;
    let document = audit::read(&text);
    let root = &prepared.place.root;
    let history = History::open(root);
    let below = below(&arguments.report, root);
    let written = Written::of(arguments, &document, below.clone());
    written.check(history.as_ref())?;
    scratch::clear_on_signals().map_err(Error::Terminal)?;
    let past = past::past(&written, history.as_ref(), &prepared.request);
    let past = past.unwrap_or_else(|error| {
        warn(&past::not_scanned(&error));
        None
    });
    let evidence = Evidence {
        project: &project,
        settings: &prepared.config.settings,
        history: history.as_ref(),
        past: past.as_ref(),
        document_path: below.as_deref(),
    };
    if arguments.adopt {
        return adopt(root, &document, &evidence);
    }
    let findings = audit::check(&document, &evidence);
    let format = arguments.format.as_deref().unwrap_or("text");
    let format = audit::format(format).ok_or_else(|| Error::Usage {
        message: format!("no format is called `{format}`"),
        hint: None,
    })?;
    let name = arguments.report.to_string_lossy();
    super::stream(|output| (format.write)(&name, &document, &findings, output))
}

/// Opens the explorer on the document's claims; each finished scan answers them anew.
fn explore(arguments: &Audit, prepared: Prepared, text: &str) -> Result<(), Error> {
    let name = arguments.report.to_string_lossy();
    let below = below(&arguments.report, &prepared.place.root);
    let document = audit::read(text);
    let written = Written::of(arguments, &document, below);
    written.check(History::open(&prepared.place.root).as_ref())?;
    let beside = open::Beside {
        finish: Some(beside(&name, written, text, &prepared)),
        screen: Some(ui::Screen::Audit),
    };
    if let Some(signal) = open::explore(prepared, open::Kept::default(), beside)? {
        signal.raise();
    }
    Ok(())
}

/// Holds a document against each finished snapshot, as soon as it can be also against the tree of
/// its own day.
pub(super) fn beside(name: &str, when: Written, text: &str, prepared: &Prepared) -> Finish {
    let document = audit::read(text);
    let lines: Vec<Arc<str>> = text.lines().map(|line| line.trim().into()).collect();
    let name = name.to_owned();
    let request = prepared.request.clone();
    // The tree of that day stays what it was.
    let past: Arc<OnceLock<Option<Past>>> = Arc::default();
    let (found, written_when, asked) = (Arc::clone(&past), when.clone(), request.clone());
    let deepen = move || {
        let history = History::open(&asked.root);
        let outcome = past::past(&written_when, history.as_ref(), &asked);
        let failed = outcome.as_ref().err().map(past::not_scanned);
        let past = found.get_or_init(|| outcome.unwrap_or_default());
        failed.map_or(Ok(past.is_some()), Err)
    };
    let add = move |project: &mut Project| {
        let history = History::open(&request.root);
        let evidence = Evidence {
            project: &*project,
            settings: &request.settings,
            history: history.as_ref(),
            past: past.get().and_then(Option::as_ref),
            document_path: when.below.as_deref(),
        };
        let written = written(&name, &document, &lines, &evidence);
        project.audit = Some(Arc::new(written));
    };
    Finish {
        add: Box::new(add),
        deepen: Some(Box::new(deepen)),
    }
}

/// The document's claims and plan, as the explorer shows them.
fn written(
    name: &str,
    document: &Document,
    lines: &[Arc<str>],
    evidence: &Evidence<'_>,
) -> WrittenAudit {
    let findings = audit::check(document, evidence);
    let text = |line: u32| {
        let at = (line as usize).checked_sub(1);
        at.and_then(|at| lines.get(at)).cloned().unwrap_or_default()
    };
    let answers = findings.answers.iter().map(|answer| Claim {
        line: answer.line,
        text: text(answer.line),
        subject: answer.subject.as_str().into(),
        claim: answer.claim.as_str().into(),
        state: state_of(answer),
        truth: answer.truth.as_str().into(),
        test: pair(&answer.test, |line| *line),
        since: pair(&answer.since, |day| day.as_str().into()),
    });
    let unread = findings.not_read.iter().map(|passed| Claim {
        line: passed.line,
        text: text(passed.line),
        subject: passed.text.as_str().into(),
        claim: "".into(),
        state: ClaimState::Unread,
        truth: passed.reason.into(),
        test: None,
        since: None,
    });
    let mut claims: Vec<Claim> = answers.chain(unread).collect();
    claims.sort_by_key(|claim| claim.line);
    let present = &evidence.project.roadmap;
    let plan = audit::adopt_plan(document, evidence, Some(present)).result;
    let phases = plan.map(|plan| plan.phases).unwrap_or_default();
    WrittenAudit {
        name: name.into(),
        path: evidence.document_path.map(Arc::from),
        claims: claims.into(),
        phases: phases.into_iter().skip(present.phases.len()).collect(),
    }
}

/// A word with something beside it, as the explorer keeps them.
fn pair<T, U>(found: &Option<(String, T)>, beside: impl Fn(&T) -> U) -> Option<(Arc<str>, U)> {
    let (word, other) = found.as_ref()?;
    Some((word.as_str().into(), beside(other)))
}

fn state_of(answer: &audit::Answer) -> ClaimState {
    match answer.verdict {
        _ if answer.is_open() => ClaimState::Open,
        audit::Verdict::Confirmed => ClaimState::Confirmed,
        audit::Verdict::Wrong => ClaimState::Wrong,
        audit::Verdict::Outdated => ClaimState::Outdated,
        audit::Verdict::Moved => ClaimState::Moved,
        audit::Verdict::Gone => ClaimState::Gone,
        audit::Verdict::Ambiguous => ClaimState::Ambiguous,
    }
}

/// Takes the document's decisions over into the project's files.
fn adopt(root: &Path, document: &Document, evidence: &Evidence<'_>) -> Result<(), Error> {
    let path = root.join(PROJECT_FILE);
    let present = read_text("config", &path)?;
    let config = audit::adopt_config(document, evidence, &path, present.as_deref())?;
    let saved = track::load_roadmap(root)?;
    let plan = audit::adopt_plan(document, evidence, saved.as_ref());
    if let Some(text) = &config.result {
        project_file::replace(&path, present.as_deref(), text)?;
    }
    if let Some(roadmap) = &plan.result {
        track::save_roadmap(root, roadmap)?;
    }
    let mut said = String::new();
    let files = [
        (PROJECT_FILE, &config.added, &config.kept, &config.left_out),
        (
            ".lacuna/roadmap.toml",
            &plan.added,
            &plan.kept,
            &plan.left_out,
        ),
    ];
    for (name, added, kept, left_out) in files {
        said.push_str(&format!(
            "{name}: {} added, {} kept as they are, {} left out\n",
            added.len(),
            kept.len(),
            left_out.len()
        ));
        for (word, lines) in [("added", added), ("kept ", kept), ("left out", left_out)] {
            said.extend(lines.iter().map(|line| format!("  {word} {line}\n")));
        }
    }
    let lines: Vec<_> = said.lines().map(printable).collect();
    super::stream(|output| writeln!(output, "{}", lines.join("\n")))
}

/// The path of the document relative to the root, where it lies below it.
fn below(report: &Path, root: &Path) -> Option<String> {
    let report = report.canonicalize().ok()?;
    let below = report.strip_prefix(root).ok()?;
    Some(below.to_str()?.replace('\\', "/"))
}
