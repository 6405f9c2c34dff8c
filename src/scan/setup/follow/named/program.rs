//! Programs that run what they are given: interpreters, shells, task runners of several languages.

use crate::scan::paths::{join, name_of};
use crate::scan::setup::ground::Ground;
use crate::scan::setup::scripts::{Kind, is_shell};

use super::super::harmless::{is_harmless_file, says_build, says_test};
use super::super::runner::base;
use super::wrapper::{behind_options, skip};
use super::{Named, Step, targets};

/// Whether a name stands for what runs a file or a text that it is given.
pub(super) fn is_interpreter(name: &str) -> bool {
    let is_python = ["python", "pypy"].iter().any(|start| {
        name.strip_prefix(start).is_some_and(|rest| {
            rest.bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
    });
    is_python
        || is_shell_program(name)
        || matches!(
            name,
            "py" | "node"
                | "nodejs"
                | "ts-node"
                | "tsx"
                | "deno"
                | "esno"
                | "jiti"
                | "vite-node"
                | "zx"
                | "ruby"
                | "perl"
                | "php"
                | "Rscript"
                | "julia"
                | "lua"
        )
}

fn is_shell_program(name: &str) -> bool {
    matches!(
        name,
        "sh" | "bash" | "zsh" | "dash" | "ksh" | "ash" | "fish" | "pwsh" | "powershell" | "cmd"
    )
}

/// What an interpreter runs: a text, a module, a file.
pub(super) fn interpreted(ground: &Ground<'_>, words: &[String], folder: &str) -> Step {
    let name = words.first().map_or("", |word| base(word));
    let of_shell = is_shell_program(name);
    let mut at = 1;
    while let Some(option) = words.get(at).filter(|word| is_option(word, name)) {
        let next = words.get(at + 1);
        let lower = option.to_ascii_lowercase();
        if of_shell && (is_text_of_shell(option) || matches!(&*lower, "/c" | "-command")) {
            let text = words.get(at + 1..).unwrap_or_default();
            // Behind `-c`, what follows the text are its arguments.
            let text = match option.starts_with("-c") || is_text_of_shell(option) {
                true => next.cloned().unwrap_or_default(),
                false => text.join(" "),
            };
            return Step::Means(Named::Text(text));
        }
        match option.as_str() {
            "-m" if !of_shell => return Step::Inner(at + 1),
            "-c" | "-e" | "--eval" | "-p" | "--print" | "-E" if !of_shell => {
                let is_unclear = next.is_none_or(|code| says_test(code));
                return Step::Means(told(!is_unclear));
            }
            "--" => {
                at += 1;
                break;
            }
            "-W" | "-X" | "-r" | "--require" | "--import" | "--loader" | "--env-file" | "-I"
            | "-C" | "--conditions" | "-P" | "--project" | "--tsconfig" => at += 2,
            option if of_shell && option.ends_with('o') => at += 2,
            _ => at += 1,
        }
    }
    if matches!(name, "deno" | "tsx" | "deno.exe") {
        match words.get(at).map(String::as_str) {
            Some("run" | "watch") => at = behind_options(words, at + 1),
            Some("task") => {
                let asked = words.get(behind_options(words, at + 1));
                return Step::Means(told(asked.is_some_and(|name| says_build(name))));
            }
            Some(sub) if name == "deno" && !sub.contains(['.', '/']) => {
                return Step::Means(Named::Nothing);
            }
            _ => {}
        }
    }
    let Some((file, rest)) = words.get(at..).and_then(<[String]>::split_first) else {
        return Step::Means(Named::Nothing);
    };
    file_of(ground, of_shell, (at, file, rest), folder)
}

fn is_option(word: &str, name: &str) -> bool {
    word.len() > 1 && word.starts_with(['-', '+']) || name == "cmd" && word.starts_with('/')
}

/// `-c`, `-lc`, `-euxc`
fn is_text_of_shell(option: &str) -> bool {
    option.strip_prefix('-').is_some_and(|letters| {
        !letters.starts_with('-') && letters.len() < 6 && letters.ends_with('c')
    })
}

/// What the file does that an interpreter is given.
fn file_of(
    ground: &Ground<'_>,
    of_shell: bool,
    (at, file, rest): (usize, &String, &[String]),
    folder: &str,
) -> Step {
    if file == "-" || file.starts_with('<') {
        // What is typed in is not read; a shell may be given any command.
        return Step::Means(told(!of_shell || !file.starts_with("<<")));
    }
    if file.contains("node_modules/") || file.contains("/bin/") && !of_shell {
        return Step::Inner(at);
    }
    if of_shell {
        let found =
            shell(ground, file, folder).or_else(|| shell(ground, &format!("./{file}"), folder));
        if let Some(found) = found {
            return Step::Means(found);
        }
    }
    let name = name_of(file);
    let is_harmless = match name {
        "manage.py" | "setup.py" => !rest.iter().any(|word| says_test(word)),
        _ => is_harmless_file(file, rest),
    };
    Step::Means(told(is_harmless))
}

fn told(is_harmless: bool) -> Named {
    match is_harmless {
        true => Named::Nothing,
        false => Named::Unclear,
    }
}

/// A script of the tree that is started by its path.
pub(super) fn shell(ground: &Ground<'_>, first: &str, folder: &str) -> Option<Named> {
    if !first.contains('/') && !is_shell(first) {
        return None;
    }
    // A script may be started from where it stands or from the root.
    let there = join(folder, first).into_iter();
    let paths = there.chain([first.trim_start_matches("./").to_owned()]);
    let mut paths = paths.filter(|path| !ground.scripts.get(Kind::Shell, path, "").is_empty());
    let found = paths.next()?;
    Some(Named::scripts(vec![(Kind::Shell, found, String::new())]))
}

/// A script whose commands are taken in.
pub(super) fn sourced(ground: &Ground<'_>, rest: &[String], folder: &str) -> Named {
    let Some(path) = rest.first() else {
        return Named::Nothing;
    };
    let found = shell(ground, path, folder).or_else(|| shell(ground, &format!("./{path}"), folder));
    found.unwrap_or_else(|| told(!says_test(path)))
}

/// A text that a shell takes apart once more.
pub(super) fn evaluated(rest: &[String]) -> Named {
    let text = rest.join(" ");
    match text.starts_with("$(") || text.starts_with('`') {
        // The settings that a program prints.
        true => told(!says_test(&text)),
        false => Named::Text(text),
    }
}

/// Whether the words ask for a script by a name that is known.
pub(super) fn asks_for(ground: &Ground<'_>, kind: Kind, rest: &[String], folder: &str) -> bool {
    let mut words = rest.iter().filter(|word| !word.starts_with('-'));
    let name = match words.next().map(String::as_str) {
        Some("run") => words.next().map(String::as_str),
        first => first,
    };
    let at = super::nearest(ground, kind, folder);
    name.zip(at)
        .is_some_and(|(name, at)| !ground.scripts.get(kind, at, name).is_empty())
}

/// What mise does besides running tasks.
const MANAGING: [&str; 40] = [
    "activate",
    "alias",
    "backends",
    "bin-paths",
    "cache",
    "completion",
    "config",
    "current",
    "deactivate",
    "direnv",
    "doctor",
    "dr",
    "en",
    "env",
    "fmt",
    "generate",
    "hook-env",
    "i",
    "implode",
    "install",
    "latest",
    "link",
    "list",
    "lock",
    "ls",
    "ls-remote",
    "outdated",
    "plugin",
    "plugins",
    "prune",
    "registry",
    "reshim",
    "search",
    "self-update",
    "settings",
    "sync",
    "trust",
    "unset",
    "up",
    "upgrade",
];

/// Tasks of mise, or a command in its environment.
pub(super) fn mise(ground: &Ground<'_>, words: &[String], folder: &str) -> Step {
    if let Some(skip) = skip(words) {
        return Step::Inner(skip);
    }
    let at = behind_options(words, 1);
    let Some(sub) = words.get(at).map(String::as_str) else {
        return Step::Means(Named::Nothing);
    };
    let behind = words.get(at + 1..).unwrap_or_default();
    Step::Means(match sub {
        "run" | "r" => targets(ground, Kind::Mise, behind, folder, "default"),
        "tasks" if behind.first().is_some_and(|word| word == "run") => {
            targets(ground, Kind::Mise, behind, folder, "default")
        }
        "tasks" | "use" | "u" | "set" | "version" | "where" | "which" | "uninstall" | "watch" => {
            Named::Nothing
        }
        sub if MANAGING.contains(&sub) => Named::Nothing,
        _ => targets(
            ground,
            Kind::Mise,
            words.get(at..).unwrap_or_default(),
            folder,
            "",
        ),
    })
}

/// Whether a container is only started beside the tests, such as a data base.
pub(super) fn is_service(words: &[String]) -> bool {
    let is_started = words.iter().any(|word| word == "run");
    let is_detached = words.iter().any(|word| {
        matches!(
            word.as_str(),
            "-d" | "--detach" | "-dit" | "-itd" | "-id" | "-td" | "-dt" | "-di" | "-dp"
        )
    });
    is_started && is_detached && !words.iter().any(|word| says_test(word))
}

/// Hooks that the tree has of its own; those of others look at the text of files.
pub(super) fn hooks(ground: &Ground<'_>, rest: &[String]) -> Named {
    if rest
        .iter()
        .find(|word| !word.starts_with('-'))
        .is_none_or(|sub| sub != "run")
    {
        return Named::Nothing;
    }
    let scripts = ground.scripts.all(Kind::Hook, "");
    let mut names: Vec<&str> = scripts.map(|(name, _)| name).collect();
    names.dedup();
    if let Some(asked) = names
        .iter()
        .find(|name| rest.iter().any(|word| word == **name))
    {
        names = vec![asked];
    }
    match names.is_empty() {
        true => Named::Nothing,
        false => Named::scripts(
            names
                .into_iter()
                .map(|name| (Kind::Hook, String::new(), name.to_owned()))
                .collect(),
        ),
    }
}

/// What is run in an environment of nix; what it builds may test, too.
pub(super) fn nix(words: &[String]) -> Step {
    for (at, word) in words.iter().enumerate() {
        match (word.as_str(), words.get(at + 1)) {
            ("--run" | "--command", Some(text)) if text.contains(char::is_whitespace) => {
                return Step::Means(Named::Text(text.clone()));
            }
            ("-c" | "--command" | "--run", Some(_)) => return Step::Inner(at + 1),
            _ => {}
        }
    }
    let sub = words.get(1).map_or("", String::as_str);
    Step::Means(told(matches!(
        sub,
        "fmt"
            | "profile"
            | "registry"
            | "copy"
            | "store"
            | "eval"
            | "show-config"
            | "--version"
            | "hash"
    )))
}
