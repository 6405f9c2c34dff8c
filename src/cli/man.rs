//! `lacuna man`: the manual pages, made from the declarations of the command line and from the
//! interface's table of actions.

use std::fs;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use super::Cli;
use crate::error::Error;
use crate::ui;

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(super) struct Man {
    /// Write a page for each subcommand, too, all into this folder
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

pub(super) fn run(man: &Man) -> Result<(), Error> {
    let Some(folder) = &man.into else {
        return super::print(&main_page()?);
    };
    fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))?;
    clap_mangen::generate_to(Cli::command(), folder)
        .map_err(|error| Error::write(folder, error))?;
    let path = folder.join("lacuna.1");
    fs::write(&path, main_page()?).map_err(|error| Error::write(&path, error))?;
    Ok(())
}

/// The page of the program as a whole.
fn main_page() -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    let page = Page::new(Cli::command());
    page.render_title(&mut text)
        .and_then(|()| page.render_name_section(&mut text))
        .and_then(|()| page.render_synopsis_section(&mut text))
        .and_then(|()| page.render_description_section(&mut text))
        .and_then(|()| page.render_options_section(&mut text))
        .and_then(|()| page.render_subcommands_section(&mut text))
        .map_err(Error::Output)?;
    let mut roff = String::new();
    keys(&mut roff);
    words(&mut roff);
    for (title, entries) in [
        ("EXIT STATUS", EXIT_STATUS),
        ("ENVIRONMENT", ENVIRONMENT),
        ("FILES", FILES),
    ] {
        section(&mut roff, title);
        for (name, about) in entries {
            entry(&mut roff, name, about);
        }
    }
    text.extend(roff.into_bytes());
    Ok(text)
}

const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "All is fine; warnings do not change that."),
    ("1", "`gate` missed a limit."),
    ("2", "An error, or a report that `doctor` cannot use."),
    ("128 + n", "Signal n ended the program."),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    ("VISUAL, EDITOR", "The editor, unless one is configured."),
    ("NO_COLOR", "Set to anything: no colours."),
    ("TERM, COLORTERM", "How many colours the terminal has."),
    (
        "COLORFGBG",
        "Whether its background is light, where it does not answer the question.",
    ),
    (
        "LC_ALL, LC_CTYPE, LANG",
        "A locale without UTF-8: only ASCII is drawn.",
    ),
    (
        "XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME",
        "Where your own files are.",
    ),
];

const FILES: &[(&str, &str)] = &[
    ("lacuna.toml", "The project's configuration."),
    (".lacuna/marks.toml", "What people said of gaps."),
    (".lacuna/roadmap.toml", "The plan, once it is edited."),
    (
        ".lacuna/history.ndjson",
        "Figures of earlier days, kept by `scan --record`.",
    ),
    (
        "~/.config/lacuna/config.toml",
        "Your own configuration: theme, keys, editor.",
    ),
    (
        "~/.local/state/lacuna/marks",
        "Marks on trees that cannot be written to.",
    ),
    (
        "~/.cache/lacuna",
        "What was read of git's history; safe to delete.",
    ),
    (
        "~/.local/state/lacuna/sessions",
        "Where sessions left off; safe to delete.",
    ),
];

fn keys(roff: &mut String) {
    section(roff, "KEYS");
    let mut category = "";
    for action in ui::entries() {
        if action.category != category {
            category = action.category;
            roff.push_str(&format!(".SS \"{}\"\n", escaped(category)));
        }
        let place = match action.places.as_str() {
            "every view" => String::new(),
            places => format!(" In {places}."),
        };
        let about = format!("{}{place} ({})", action.doc, action.id);
        entry(roff, &action.keys.join(", "), &about);
    }
}

fn words(roff: &mut String) {
    section(roff, "WORDS OF THE FILTER");
    for (view, words) in ui::filter_words() {
        roff.push_str(&format!(".SS \"In {view}\"\n"));
        for (example, about) in words {
            entry(roff, example, about);
        }
    }
}

fn section(roff: &mut String, title: &str) {
    roff.push_str(&format!(".SH \"{title}\"\n"));
}

fn entry(roff: &mut String, name: &str, about: &str) {
    roff.push_str(&format!(
        ".TP\n\\fB{}\\fR\n{}\n",
        escaped(name),
        escaped(about)
    ));
}

/// A text without anything that roff would take for a command.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    // A point or an apostrophe begins a command where it begins a line.
    if text.starts_with(['.', '\'']) {
        format!("\\&{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_taken_for_a_command() {
        let check = |text: &str, expect: &str| assert_eq!(escaped(text), expect);
        check("plain", "plain");
        check(".", "\\&.");
        check("'x", "\\&'x");
        check("a\\b-c", "a\\eb\\-c");
    }
}
