//! The command line: declarations, and one file per subcommand with its arguments and its
//! function together.

mod audit;
mod completions;
mod demo;
mod diff;
mod doctor;
mod explain;
mod gate;
mod init;
mod man;
mod mark;
mod next;
mod open;
mod past;
mod project_file;
mod report;
mod roadmap;
mod root;
mod scan;
mod schema;
mod scratch;
mod serve;
mod subject;
mod watch;

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use etcetera::BaseStrategy;

use crate::analyze::Request;
use crate::config::{self, Config};
use crate::error::Error;
use crate::model::{Project, Roadmap, RoadmapOrigin, Warning, printable};
use crate::report::Input;
use crate::track::{self, Marks};

pub use root::Place;

/// Shows what in a repository no test exercises, why that matters, and what to do next.
///
/// Without a subcommand it opens the interactive explorer; where standard output is no terminal
/// it prints the overview as text.
#[derive(Debug, Parser)]
#[command(
    name = "lacuna",
    version,
    args_conflicts_with_subcommands = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    open: open::Open,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Scan once and print what was found
    Scan(scan::Scan),
    /// Say how tests lead to a file or symbol, or why none does
    Explain(explain::Explain),
    /// Say what to do next: the riskiest open gap, and all that is needed to begin
    Next(next::Next),
    /// Say which gaps are new since a commit, and which are closed
    Diff(diff::Diff),
    /// Fail where the tree misses limits, or has gaps that are new since a commit: for CI
    Gate(gate::Gate),
    /// Mark files or symbols as done; the next scan says whether a test is found
    Done(mark::Done),
    /// Take back what a mark says of files or symbols; notes stay
    Undo(mark::Undo),
    /// Let files or symbols stay without tests, for a reason
    Accept(mark::Accept),
    /// Write a note on a file or symbol
    Note(mark::Note),
    /// Print the plan, write it down to be edited, or tick its steps off
    Roadmap(roadmap::Roadmap),
    /// Write a `lacuna.toml` with the components that were found
    Init(init::Init),
    /// Write the whole audit as a document
    Report(report::Report),
    /// Check a written audit against the tree, claim by claim
    Audit(audit::Audit),
    /// Say where settings come from and what became of each coverage report
    Doctor(doctor::Doctor),
    /// Explore an embedded miniature monorepo
    Demo(demo::Demo),
    /// Print the JSON schema of what `scan --format json` prints
    Schema(schema::Schema),
    /// Print the manual page
    Man(man::Man),
    /// Print what completes the command line in a shell
    Completions(completions::Completions),
}

/// What every subcommand that looks at a tree takes.
#[derive(Debug, Clone, Args, Default)]
struct Target {
    /// Repository, or a folder in it: the explorer, `next`, `gate`, `diff`, csv and the gaps of the table
    /// keep to it; whole documents and the JSON of `scan` are of the repository
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Use an embedded profile below the project's own configuration (`luml`)
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// Coverage report, or a folder of them, beside those in the usual places; may be repeated
    #[arg(long, value_name = "PATH")]
    coverage: Vec<PathBuf>,
}

/// Runs what the command line asks for.
///
/// # Errors
///
/// Whatever ends the program; see [`Error`].
pub fn run(cli: Cli) -> Result<(), Error> {
    match cli.command {
        None => open::run(&cli.open),
        Some(Command::Scan(scan)) => scan::run(&scan),
        Some(Command::Explain(explain)) => explain::run(&explain),
        Some(Command::Next(arguments)) => next::run(&arguments),
        Some(Command::Diff(arguments)) => diff::run(&arguments),
        Some(Command::Gate(arguments)) => gate::run(&arguments),
        Some(Command::Done(arguments)) => mark::done(&arguments),
        Some(Command::Undo(arguments)) => mark::undo(&arguments),
        Some(Command::Accept(arguments)) => mark::accept(&arguments),
        Some(Command::Note(arguments)) => mark::note(&arguments),
        Some(Command::Roadmap(arguments)) => roadmap::run(&arguments),
        Some(Command::Init(init)) => init::run(&init),
        Some(Command::Report(arguments)) => report::run(&arguments),
        Some(Command::Audit(arguments)) => audit::run(&arguments),
        Some(Command::Doctor(doctor)) => doctor::run(&doctor),
        Some(Command::Demo(demo)) => demo::run(&demo),
        Some(Command::Schema(schema)) => schema::run(&schema),
        Some(Command::Man(man)) => man::run(&man),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
    }
}

/// Writes to standard output, in whatever pieces it comes.
fn stream(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut output = BufWriter::new(io::stdout().lock());
    write(&mut output)
        .and_then(|()| output.flush())
        .map_err(Error::Output)
}

/// Writes to standard output.
fn print(bytes: &[u8]) -> Result<(), Error> {
    stream(|output| output.write_all(bytes))
}

/// Says on standard error which marks could not be read, for commands whose output has no place
/// for that.
fn warn_of_marks(prepared: &Prepared) {
    for Warning { path, message } in &prepared.unread {
        warn(&format!("{path}: {message}"));
    }
}

/// Says something on standard error that does not end the command.
fn warn(message: &str) {
    let text = printable(message);
    // Nothing is left to be done where standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "warning: {text}");
}

/// The words for an error on standard error, with its hint.
pub fn describe(error: &Error) -> String {
    let mut text = format!("error: {}", printable(&error.to_string()));
    if let Some(hint) = error.hint() {
        text.push_str("\nhint: ");
        text.push_str(&printable(&hint));
    }
    text
}

/// A tree with its configuration, ready to be analysed.
struct Prepared {
    place: Place,
    config: Config,
    profile: Option<String>,
    /// What people say of gaps, as far as their files can be read.
    marks: Marks,
    /// What of them cannot be read; it is among the warnings of a scan, too.
    unread: Vec<Warning>,
    request: Request,
}

impl Prepared {
    /// What reports are made from.
    fn input<'a>(&'a self, project: &'a Project) -> Input<'a> {
        Input {
            project,
            marks: &self.marks,
            focus: &self.place.focus,
        }
    }
}

/// Finds the root, reads the configuration, the marks and the saved roadmap.
fn prepare(target: &Target) -> Result<Prepared, Error> {
    prepare_at(root::find(&target.path)?, target)
}

/// The same for a root that was found.
fn prepare_at(place: Place, target: &Target) -> Result<Prepared, Error> {
    let config = Config::load(&place.root, target.profile.as_deref())?;
    let roadmap = match track::load_roadmap(&place.root)? {
        Some(roadmap) => Some(roadmap),
        None => roadmap_of_profile(target.profile.as_deref())?,
    };
    let (earlier, mut warnings) = track::load_snapshots(&place.root)?;
    let (marks, unread) = Marks::load_in_part(&place.root)?;
    warnings.extend(unread.iter().cloned());
    let request = Request {
        root: place.root.clone(),
        settings: config.settings.clone(),
        roadmap,
        accepted: accepted(&marks),
        reports: reports(&target.coverage)?,
        earlier: earlier.into(),
        warnings,
        cache: cache(),
        facts: Some(Arc::default()),
        course: Arc::default(),
    };
    Ok(Prepared {
        place,
        config,
        profile: target.profile.clone(),
        marks,
        unread,
        request,
    })
}

/// Files that people let stay without tests.
fn accepted(marks: &Marks) -> BTreeSet<String> {
    marks.accepted().map(str::to_owned).collect()
}

/// The folder for what can be made anew; none for users without a home.
fn cache() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.cache_dir().join("lacuna"))
}

/// Absolute paths of the reports that were named.
fn reports(named: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    named
        .iter()
        .map(|path| {
            path.canonicalize()
                .map_err(|source| Error::read(path, source))
        })
        .collect()
}

/// The plan that comes with a profile; the project's own, once saved, takes its place.
fn roadmap_of_profile(profile: Option<&str>) -> Result<Option<Roadmap>, Error> {
    let Some(text) = profile.and_then(config::profile_roadmap) else {
        return Ok(None);
    };
    let mut roadmap = track::parse_roadmap(text, Path::new("roadmap.toml"))?;
    roadmap.origin = RoadmapOrigin::Profile;
    Ok(Some(roadmap))
}
