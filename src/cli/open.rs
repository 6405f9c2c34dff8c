//! `lacuna [PATH]`: the interactive explorer, or the overview as text.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use clap::Args;

use super::{Prepared, Target, prepare, scan};
use crate::analyze::{Request, analyze};
use crate::error::Error;
use crate::model::{Project, Stage, Warning};
use crate::track::{self, Marks};
use crate::ui;

/// Arguments of the explorer.
#[derive(Debug, Args)]
pub(super) struct Open {
    #[command(flatten)]
    target: Target,

    /// Leave the mouse to the terminal
    #[arg(long)]
    no_mouse: bool,

    /// Draw with ASCII only
    #[arg(long)]
    ascii: bool,

    /// Print the overview as text, as where standard output is no terminal
    #[arg(long)]
    plain: bool,
}

pub(super) fn run(open: &Open) -> Result<(), Error> {
    let mut prepared = prepare(&open.target)?;
    prepared.config.preferences.mouse &= !open.no_mouse;
    prepared.config.preferences.ascii |= open.ascii;
    if open.plain {
        return scan::print(&prepared, scan::OVERVIEW);
    }
    if let Some(signal) = show(prepared)? {
        signal.raise();
    }
    Ok(())
}

/// Adds to a finished snapshot before it is shown.
pub(super) type Finish = Box<dyn Fn(&mut Project) + Send + Sync>;

/// Whether there is a terminal to open the explorer in.
pub(super) fn has_terminal() -> bool {
    std::io::stdout().is_terminal() && std::io::stdin().is_terminal()
}

/// Opens the explorer, or prints the overview where there is no terminal to open it in; answers
/// with the signal that ended it.
pub(super) fn show(prepared: Prepared) -> Result<Option<ui::Signal>, Error> {
    if has_terminal() {
        explore(prepared, None, None)
    } else {
        scan::print(&prepared, scan::OVERVIEW).map(|()| None)
    }
}

/// Opens the explorer; a thread of its own scans, and scans again when asked.
pub(super) fn explore(
    prepared: Prepared,
    finish: Option<Finish>,
    screen: Option<ui::Screen>,
) -> Result<Option<ui::Signal>, Error> {
    let marks = Marks::load(&prepared.place.root)?;
    let (snapshot_sender, snapshots) = channel();
    let (requests, request_receiver) = channel();
    let request = prepared.request;
    thread::Builder::new()
        .name("scanner".to_owned())
        .spawn(move || serve(request, finish, &snapshot_sender, &request_receiver))
        .map_err(Error::Terminal)?;
    ui::run(ui::Session {
        author: track::author(&prepared.place.root),
        root: prepared.place.root,
        focus: prepared.place.focus,
        screen,
        marks,
        preferences: prepared.config.preferences,
        snapshots,
        requests,
    })
}

/// Scans once, and again for every request, until the interface goes away.
fn serve(
    mut request: Request,
    finish: Option<Finish>,
    snapshots: &Sender<Project>,
    requests: &Receiver<ui::Request>,
) {
    loop {
        let last = analyze(&request, &|mut project| {
            if let Some(finish) = &finish
                && project.progress.stage == Stage::Done
            {
                finish(&mut project);
            }
            // The interface may be gone; the scan then ends with nobody listening.
            let _ = snapshots.send(project);
        });
        if let Err(error) = last {
            let _ = snapshots.send(failed(&error));
        }
        match requests.recv() {
            Ok(ui::Request::Rescan) => {}
            Err(_) => return,
        }
        // Requests that came in meanwhile are answered by one scan.
        while requests.try_recv().is_ok() {}
        // The plan may have been edited meanwhile; one that does not parse stays as it was.
        if let Ok(Some(roadmap)) = track::load_roadmap(&request.root) {
            request.roadmap = Some(roadmap);
        }
    }
}

/// What is shown of a tree that could not be scanned.
fn failed(error: &Error) -> Project {
    let mut project = Project::default();
    project.progress.stage = Stage::Done;
    project.warnings = [Warning {
        path: "".into(),
        message: error.to_string().into(),
    }]
    .into();
    project
}
