//! Commands that start others: which scripts they mean, which text they hold.

mod node;
mod program;
mod python;
mod wrapper;

use crate::scan::paths::{ancestors, join};
use crate::scan::setup::ground::Ground;
use crate::scan::setup::scripts::Kind;

use super::harmless::{says_build, verdict};
use super::runner::base;

/// What a command means.
pub(super) enum Named {
    /// Scripts: who starts them, in which folder, by which name.
    Scripts {
        scripts: Vec<(Kind, String, String)>,
        /// Whether it may start more than these.
        is_partial: bool,
    },
    /// Shell text.
    Text(String),
    /// It may start tests, but how is not read.
    Unclear,
    /// It starts no tests.
    Nothing,
}

impl Named {
    fn scripts(scripts: Vec<(Kind, String, String)>) -> Self {
        Self::Scripts {
            scripts,
            is_partial: false,
        }
    }
}

/// What the first word of a command says.
enum Step {
    /// What all of it means.
    Means(Named),
    /// The command begins behind this many words.
    Inner(usize),
    /// It is a program like any other.
    Other,
}

/// Finds out what a command means that starts no runner by itself.
pub(super) fn named(ground: &Ground<'_>, words: &[String], folder: &str) -> Named {
    if words.is_empty() {
        return Named::Nothing;
    }
    let mut rest = words;
    loop {
        match step(ground, rest, folder) {
            Step::Means(found) => return found,
            Step::Other => {
                let is_of_tree = is_of_tree(ground, rest, folder);
                return verdict(rest, is_of_tree);
            }
            Step::Inner(skip) => match rest.get(skip.max(1)..) {
                Some([text]) if text.contains(char::is_whitespace) => {
                    return Named::Text(text.clone());
                }
                Some(next) if !next.is_empty() => rest = next,
                // A container without a command runs what its image says.
                _ => return Named::Unclear,
            },
        }
    }
}

fn step(ground: &Ground<'_>, words: &[String], folder: &str) -> Step {
    let Some((first, rest)) = words.split_first() else {
        return Step::Other;
    };
    let name = base(first);
    let targets = |kind, usual: &str| Step::Means(targets(ground, kind, rest, folder, usual));
    match name {
        "npm" | "pnpm" | "yarn" | "bun" | "nr" => node::npm(ground, name, rest, folder),
        "node" if rest.iter().any(|word| word == "--run") => node::npm(ground, name, rest, folder),
        "run-s"
        | "run-p"
        | "npm-run-all"
        | "npm-run-all2"
        | "concurrently"
        | "wireit"
        | "start-server-and-test"
        | "server-test" => Step::Means(node::several(name, rest)),
        "turbo" | "nx" | "lerna" | "moon" | "rush" | "lage" | "wsrun" => {
            Step::Means(node::workspace(ground, name, rest, folder))
        }
        "make" | "gmake" | "$(MAKE)" | "${MAKE}" => targets(Kind::Make, "all"),
        "just" => targets(Kind::Just, "default"),
        "task" | "go-task" => targets(Kind::Task, "default"),
        "mise" | "rtx" => program::mise(ground, words, folder),
        "cargo" => Step::Means(cargo(ground, words, folder)),
        "poe" => targets(Kind::Poe, ""),
        "pipenv" if program::asks_for(ground, Kind::Pipenv, rest, folder) => {
            targets(Kind::Pipenv, "")
        }
        "rye" if program::asks_for(ground, Kind::Rye, rest, folder) => targets(Kind::Rye, ""),
        "pdm" if program::asks_for(ground, Kind::Pdm, rest, folder) => targets(Kind::Pdm, ""),
        "tox" => Step::Means(python::tox(ground, rest, folder)),
        "nox" => Step::Means(python::nox(ground, rest, folder)),
        "hatch" if !python::is_hatch_itself(rest) => python::hatch(ground, rest, folder),
        "docker" | "docker-compose" | "podman" | "nerdctl" if program::is_service(words) => {
            Step::Means(Named::Nothing)
        }
        "pre-commit" | "prek" => Step::Means(program::hooks(ground, rest)),
        "nix" | "nix-shell" => program::nix(words),
        "eval" => Step::Means(program::evaluated(rest)),
        "source" | "." => Step::Means(program::sourced(ground, rest, folder)),
        _ if program::is_interpreter(name) => program::interpreted(ground, words, folder),
        _ => match wrapper::skip(words) {
            Some(skip) => Step::Inner(skip),
            None => program::shell(ground, first, folder).map_or(Step::Other, Step::Means),
        },
    }
}

/// Whether the first word is a file of the tree.
fn is_of_tree(ground: &Ground<'_>, words: &[String], folder: &str) -> bool {
    words.first().is_some_and(|first| {
        first.contains('/')
            && !first.starts_with('/')
            && join(folder, first).is_some_and(|path| ground.is_file(&path))
    })
}

/// An alias of cargo: a command of cargo again, or a program of the tree (`cargo xtask ci`), of which
/// it is not read what it runs.
fn cargo(ground: &Ground<'_>, all: &[String], folder: &str) -> Named {
    let rest = all.get(1..).unwrap_or_default();
    let mut words = rest.iter().filter(|word| !word.starts_with(['-', '+']));
    let Some(name) = words.next() else {
        return Named::Nothing;
    };
    let at = nearest(ground, Kind::Cargo, folder);
    let alias = at.filter(|at| !ground.scripts.get(Kind::Cargo, at, name).is_empty());
    match alias {
        Some(at) => {
            let texts = ground.scripts.get(Kind::Cargo, at, name);
            if texts
                .iter()
                .any(|script| script.text.starts_with("cargo run"))
            {
                return Named::Unclear;
            }
            Named::scripts(vec![(Kind::Cargo, at.to_owned(), name.clone())])
        }
        None if name == "xtask" => Named::Unclear,
        None if name == "run" && rest.iter().any(|word| word.contains("xtask")) => Named::Unclear,
        None => verdict(all, false),
    }
}

/// The nearest folder at or above one in which scripts of a kind are.
fn nearest<'f>(ground: &Ground<'_>, kind: Kind, folder: &'f str) -> Option<&'f str> {
    ancestors(folder).find(|at| ground.scripts.all(kind, at).next().is_some())
}

/// Scripts whose names are the words of the command, or else the one that it takes by itself.
fn targets(ground: &Ground<'_>, kind: Kind, rest: &[String], folder: &str, usual: &str) -> Named {
    let mut words = rest.iter().map(String::as_str).peekable();
    let mut asked: Vec<&str> = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "-C" | "--directory" | "-f" | "--file" | "-d" | "--dir" | "--justfile" | "-t"
            | "--taskfile" | "-E" | "--executor" => {
                words.next();
            }
            "-j" | "--jobs" => {
                words.next_if(|next| next.parse::<u32>().is_ok());
            }
            "run" if asked.is_empty() && kind != Kind::Make => {}
            "--" => break,
            word if word.starts_with('-') || word.contains('=') => {}
            word => asked.push(word),
        }
    }
    let at = nearest(ground, kind, folder);
    let is_there =
        |word: &&str| at.is_some_and(|at| !ground.scripts.get(kind, at, word).is_empty());
    if asked.is_empty() {
        if usual.is_empty() {
            return Named::Nothing;
        }
        asked.push(usual);
    }
    // What follows the name is handed on.
    if matches!(kind, Kind::Poe | Kind::Pdm | Kind::Pipenv | Kind::Rye)
        && asked.first().is_some_and(is_there)
    {
        asked.truncate(1);
    }
    let (found, others): (Vec<&str>, Vec<&str>) = asked.into_iter().partition(is_there);
    let is_partial = others.iter().any(|name| !says_build(name));
    let Some(at) = at.filter(|_| !found.is_empty()) else {
        return match is_partial {
            true => Named::Unclear,
            false => Named::Nothing,
        };
    };
    let scripts = found.into_iter();
    Named::Scripts {
        scripts: scripts
            .map(|name| (kind, at.to_owned(), name.to_owned()))
            .collect(),
        is_partial,
    }
}
