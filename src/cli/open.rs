//! `lacuna [PATH]`: the interactive explorer, or the overview as text.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::thread;

use clap::builder::PossibleValuesParser;
use clap::{Args, CommandFactory};

use super::serve::{Finish, Server};
use super::{Prepared, Target, prepare, scan, scratch, warn_of_marks};
use crate::analyze::analyze;
use crate::config::Origin;
use crate::error::Error;
use crate::track;
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

    /// Begin at the first view, not where the last session left off
    #[arg(long)]
    fresh: bool,

    /// Do not scan again by itself when files change
    #[arg(long)]
    no_watch: bool,

    /// Print the overview as text, as where standard output is no terminal
    #[arg(long)]
    plain: bool,

    /// Screen to open on, or to print with `--plain`
    #[arg(long, value_name = "NAME", value_parser = screens())]
    screen: Option<String>,
}

fn screens() -> PossibleValuesParser {
    PossibleValuesParser::new(ui::Screen::screens().map(ui::Screen::word))
}

pub(super) fn run(open: &Open) -> Result<(), Error> {
    let mut prepared = prepare(&open.target).map_err(|error| or_command(error, &open.target))?;
    prepared.config.preferences.mouse &= !open.no_mouse;
    let is_said = matches!(prepared.config.origins.get("ascii"), Some(Origin::User(_)));
    let by_locale = !is_said && is_narrow(|name| std::env::var(name).ok());
    prepared.config.preferences.ascii |= open.ascii || by_locale;
    prepared.config.preferences.watch &= !open.no_watch;
    let mut screens = ui::Screen::screens();
    let screen = screens.find(|screen| Some(screen.word()) == open.screen.as_deref());
    match screen {
        Some(screen) if open.plain || !has_terminal() => return print(&prepared, screen),
        None if open.plain => return scan::print(&prepared, scan::OVERVIEW),
        _ => {}
    }
    let kept = Kept {
        place: ui::place(&prepared.place.root),
        resumes: !open.fresh,
    };
    let beside = Beside {
        screen,
        ..Beside::default()
    };
    if let Some(signal) = show(prepared, kept, beside)? {
        signal.raise();
    }
    Ok(())
}

/// Explains why a subcommand behind options was taken for a folder.
fn or_command(error: Error, target: &Target) -> Error {
    let name = target.path.to_string_lossy();
    let cli = super::Cli::command();
    let Some(command) = cli.find_subcommand(&*name) else {
        return error;
    };
    if !matches!(error, Error::NoSuchFolder { .. }) {
        return error;
    }
    let takes = |id: &str| command.get_arguments().any(|known| known.get_id() == id);
    let mut call = format!("lacuna {name}");
    for profile in target.profile.iter().filter(|_| takes("profile")) {
        call.push_str(&format!(" --profile {profile}"));
    }
    for path in target.coverage.iter().filter(|_| takes("coverage")) {
        call.push_str(&format!(" --coverage {}", path.display()));
    }
    Error::Usage {
        message: error.to_string(),
        hint: Some(format!("options go after the command: `{call}`")),
    }
}

/// Prints a screen as text.
pub(super) fn print(prepared: &Prepared, screen: ui::Screen) -> Result<(), Error> {
    warn_of_marks(prepared);
    let project = scan::complete(prepared)?;
    let text = ui::plain(
        project,
        prepared.marks.clone(),
        &prepared.config.preferences,
        &prepared.place.focus,
        jiff::Timestamp::now(),
        screen,
    );
    super::print(text.as_bytes())
}

/// Whether the locale says that the terminal shows no Unicode. Where none is set, nothing is said:
/// containers have none, in terminals that show it.
fn is_narrow(variable: impl Fn(&str) -> Option<String>) -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|locale| !locale.is_empty()))
        .is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase().replace('-', "");
            !locale.contains("utf8")
        })
}

/// How the session is kept for the next one.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Where, if at all.
    place: Option<PathBuf>,
    /// Whether to go on with the last one.
    resumes: bool,
}

/// What is shown beside the tree itself.
#[derive(Default)]
pub(super) struct Beside {
    /// Adds to a finished snapshot before it is shown.
    pub(super) finish: Option<Finish>,
    /// The screen to open on; the usual one if none.
    pub(super) screen: Option<ui::Screen>,
}

/// Whether there is a terminal to open the explorer in; a dumb one cannot show it.
pub(super) fn has_terminal() -> bool {
    let is_dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    !is_dumb && std::io::stdout().is_terminal() && std::io::stdin().is_terminal()
}

/// Opens the explorer, or prints the overview where there is no terminal to open it in; answers
/// with the signal that ended it.
pub(super) fn show(
    prepared: Prepared,
    kept: Kept,
    beside: Beside,
) -> Result<Option<ui::Signal>, Error> {
    if has_terminal() {
        explore(prepared, kept, beside)
    } else {
        scan::print(&prepared, scan::OVERVIEW).map(|()| None)
    }
}

/// Opens the explorer; a thread of its own scans, and scans again when asked.
pub(super) fn explore(
    prepared: Prepared,
    kept: Kept,
    beside: Beside,
) -> Result<Option<ui::Signal>, Error> {
    let (sender, news) = channel();
    let (requests, receiver) = channel();
    let theme_said_in = match prepared.config.origins.get("theme") {
        Some(Origin::User(file)) => Some(file.clone()),
        _ => None,
    };
    let server = Server {
        request: prepared.request,
        analyze,
        profile: prepared.profile,
        watches: prepared.config.preferences.watch,
        finish: beside.finish,
        news: sender,
        requests: receiver,
    };
    thread::Builder::new()
        .name("scanner".to_owned())
        .spawn(move || server.run())
        .map_err(Error::Terminal)?;
    let ended = ui::run(ui::Session {
        author: track::author(&prepared.place.root),
        root: prepared.place.root,
        focus: prepared.place.focus,
        screen: beside.screen,
        marks: prepared.marks,
        preferences: prepared.config.preferences,
        place: kept.place,
        resumes: kept.resumes,
        theme_said_in,
        news,
        requests,
    });
    // The thread that scans may be at a tree of the past; it ends with the program.
    scratch::clear();
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_that_is_set_decides() {
        let check = |set: &[(&str, &str)], expect: bool| {
            let variable = |name: &str| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(is_narrow(variable), expect, "{set:?}");
        };
        check(&[], false);
        check(&[("LANG", "de_DE.UTF-8")], false);
        check(&[("LANG", "C.utf8")], false);
        check(&[("LANG", "C")], true);
        check(&[("LANG", "de_DE.ISO-8859-1")], true);
        check(&[("LC_ALL", "POSIX"), ("LANG", "en_GB.UTF-8")], true);
        check(
            &[("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")],
            false,
        );
    }
}
