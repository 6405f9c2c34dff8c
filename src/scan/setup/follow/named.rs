//! Commands that start others by name: which scripts they mean.

use crate::model::Ecosystem;
use crate::scan::paths::{ancestors, join};
use crate::scan::setup::ground::Ground;
use crate::scan::setup::scripts::{Kind, is_shell};

use super::runner::base;

/// What a command means.
pub(super) enum Named {
    /// Scripts: who starts them, in which folder, by which name.
    Scripts(Vec<(Kind, String, String)>),
    /// It may start tests, but how is not read.
    Unclear,
    /// Nothing of interest.
    Nothing,
}

/// Finds the scripts that a command means.
pub(super) fn named(ground: &Ground<'_>, words: &[String], folder: &str) -> Named {
    // What stands in front only sets the stage: `uv run`, `poetry run`, `xvfb-run`.
    let mut rest: &[String] = words;
    loop {
        let found = step(ground, rest, folder);
        let skip = match (&found, rest.first().map(|word| base(word))) {
            (Named::Nothing, Some("uv" | "poetry" | "pdm" | "rye" | "pipenv" | "hatch")) => 1,
            (Named::Nothing, Some("run" | "x" | "exec" | "npx" | "bunx" | "pnpx" | "dlx")) => 1,
            (Named::Nothing, Some("xvfb-run" | "dbus-run-session" | "nice" | "nyc" | "c8")) => 1,
            (Named::Nothing, Some("bash" | "sh" | "zsh" | "python" | "python3" | "corepack")) => 1,
            (Named::Nothing, Some("timeout")) => 2,
            (Named::Nothing, Some(option))
                if option.starts_with('-') && rest.len() < words.len() =>
            {
                1
            }
            _ => return found,
        };
        match rest.get(skip..) {
            Some(next) if !next.is_empty() => rest = next,
            _ => return found,
        }
    }
}

fn step(ground: &Ground<'_>, words: &[String], folder: &str) -> Named {
    let Some((first, rest)) = words.split_first() else {
        return Named::Nothing;
    };
    match base(first) {
        "npm" | "pnpm" | "yarn" | "bun" | "run-s" | "run-p" | "npm-run-all" | "npm-run-all2"
        | "concurrently" => npm(ground, base(first), rest, folder),
        "turbo" | "nx" | "lerna" | "moon" | "rush" => workspace(ground, rest, folder),
        "make" | "gmake" => targets(ground, Kind::Make, rest, folder, &["all", "test"]),
        "just" => targets(ground, Kind::Just, rest, folder, &["default"]),
        "task" | "go-task" => targets(ground, Kind::Task, rest, folder, &["default"]),
        "cargo" => cargo(ground, rest, folder),
        "poe" => targets(ground, Kind::Poe, rest, folder, &[]),
        "pdm" => targets(ground, Kind::Pdm, rest, folder, &[]),
        "tox" => tox(ground, rest, folder),
        "nox" => nox(ground, rest, folder),
        "hatch" => hatch(ground, rest, folder),
        "bazel" | "bazelisk" | "earthly" | "nix" | "dagger" | "pants" | "buck2" | "gradle"
        | "gradlew" | "mvn" | "mvnw" | "mage" | "invoke" | "inv" | "rake" | "pixi" => unclear(rest),
        _ => shell(ground, first, folder),
    }
}

/// An alias of cargo: a command of cargo again, or a program of the tree (`cargo xtask ci`), of which
/// it is not read what it runs.
fn cargo(ground: &Ground<'_>, rest: &[String], folder: &str) -> Named {
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
            Named::Scripts(vec![(Kind::Cargo, at.to_owned(), name.clone())])
        }
        None if name == "xtask" => Named::Unclear,
        None if name == "run" && rest.iter().any(|word| word.contains("xtask")) => Named::Unclear,
        None => Named::Nothing,
    }
}

/// Whether a build tool is asked for tests.
fn unclear(rest: &[String]) -> Named {
    let says_so = rest
        .iter()
        .any(|word| word.contains("test") || word.contains("check") || word.contains("verify"));
    if says_so {
        Named::Unclear
    } else {
        Named::Nothing
    }
}

/// A script of the tree that is started by its path.
fn shell(ground: &Ground<'_>, first: &str, folder: &str) -> Named {
    let Some(path) = join(folder, first) else {
        return Named::Nothing;
    };
    if first.contains('/') || is_shell(first) {
        // A script may be started from where it stands or from the root.
        for path in [path, first.trim_start_matches("./").to_owned()] {
            if !ground.scripts.get(Kind::Shell, &path, "").is_empty() {
                return Named::Scripts(vec![(Kind::Shell, path, String::new())]);
            }
        }
    }
    // A program of the tree without an ending may run anything; of others, the name tells.
    let name = first.rsplit('/').next().unwrap_or(first);
    let may_run = first.contains("test") || !name.contains('.');
    let is_program = first.contains('/') && !first.starts_with('-') && may_run;
    let exists = join(folder, first).is_some_and(|path| ground.is_file(&path));
    if is_program && exists {
        Named::Unclear
    } else {
        Named::Nothing
    }
}

/// The nearest folder at or above one in which scripts of a kind are.
fn nearest<'f>(ground: &Ground<'_>, kind: Kind, folder: &'f str) -> Option<&'f str> {
    ancestors(folder).find(|at| ground.scripts.all(kind, at).next().is_some())
}

/// Tools whose words are all names of scripts.
const STARTERS: [&str; 5] = [
    "run-s",
    "run-p",
    "npm-run-all",
    "npm-run-all2",
    "concurrently",
];

fn npm(ground: &Ground<'_>, tool: &str, rest: &[String], folder: &str) -> Named {
    if STARTERS.contains(&tool) {
        let names = rest.iter().filter(|word| !word.starts_with('-'));
        let found: Vec<_> = names
            .map(|word| word.trim_start_matches("npm:").trim_start_matches("pnpm:"))
            .flat_map(|name| npm_scripts(ground, folder, name))
            .collect();
        return scripts_or_nothing(found);
    }
    let mut name = None;
    let mut folders: Option<Vec<String>> = None;
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (word.as_str(), None),
        };
        match option {
            "-r" | "--recursive" | "-ws" | "--workspaces" | "workspaces" | "foreach" | "-A" => {
                folders = Some(ground.members(Ecosystem::Node, folder));
            }
            "-F" | "--filter" | "-w" | "--workspace" | "workspace" => {
                let value = value.or_else(|| words.next().map(String::as_str));
                let meant = value.map(|value| selected(ground, value, folder));
                folders
                    .get_or_insert_default()
                    .extend(meant.into_iter().flatten());
            }
            "-C" | "--prefix" | "--cwd" | "--dir" if value.is_none() => {
                words.next();
            }
            "run" | "run-script" | "rum" => {}
            "exec" | "x" | "dlx" | "install" | "i" | "ci" | "add" | "publish" | "pack" => {
                return Named::Nothing;
            }
            _ if word.starts_with('-') => {}
            _ => {
                name = Some(word.as_str());
                break;
            }
        }
    }
    let Some(name) = name else {
        return Named::Nothing;
    };
    let name = if matches!(name, "t" | "tst") {
        "test"
    } else {
        name
    };
    let folders = folders.unwrap_or_else(|| {
        let at = nearest(ground, Kind::Npm, folder).unwrap_or(folder);
        vec![at.to_owned()]
    });
    let found = folders
        .iter()
        .flat_map(|folder| npm_scripts(ground, folder, name));
    scripts_or_nothing(found.collect())
}

fn scripts_or_nothing(found: Vec<(Kind, String, String)>) -> Named {
    if found.is_empty() {
        Named::Nothing
    } else {
        Named::Scripts(found)
    }
}

/// Scripts of one name; a pattern may mean several.
fn npm_scripts(ground: &Ground<'_>, folder: &str, name: &str) -> Vec<(Kind, String, String)> {
    let start = name.split('*').next().unwrap_or(name);
    let is_pattern = start.len() < name.len();
    ground
        .scripts
        .all(Kind::Npm, folder)
        .filter(|(known, _)| *known == name || is_pattern && known.starts_with(start))
        .map(|(known, _)| (Kind::Npm, folder.to_owned(), known.to_owned()))
        .collect()
}

/// The packages that a filter selects: by name, by folder, by a pattern.
fn selected(ground: &Ground<'_>, filter: &str, folder: &str) -> Vec<String> {
    let plain = filter.trim_matches(['.', '^']).trim_matches(['{', '}']);
    let by_name = ground.package_named(Ecosystem::Node, filter.trim_matches(['.', '^']));
    let by_folder = join(folder, plain.trim_start_matches("./")).filter(|at| ground.is_folder(at));
    match (by_name, by_folder) {
        (Some(at), _) => vec![at.to_owned()],
        (None, Some(at)) if !plain.is_empty() => vec![at],
        _ if filter.contains('*') => ground.members(Ecosystem::Node, folder),
        _ => Vec::new(),
    }
}

/// Tools that start a script in all packages of a workspace.
fn workspace(ground: &Ground<'_>, rest: &[String], folder: &str) -> Named {
    let mut names: Vec<&str> = Vec::new();
    for word in rest {
        match word.as_str() {
            "run" | "run-many" | "affected" | "exec" => {}
            word if word.starts_with("--target") => {
                names.extend(word.split_once('=').map(|(_, name)| name));
            }
            word if word.starts_with('-') => {}
            word => names.push(word),
        }
    }
    let mut folders = ground.members(Ecosystem::Node, folder);
    folders.push(folder.to_owned());
    let found: Vec<_> = names
        .iter()
        .flat_map(|names| names.split(','))
        .flat_map(|name| {
            // `nx test app`, `app:test`
            let name = name.rsplit(':').next().unwrap_or(name);
            folders
                .iter()
                .flat_map(move |at| npm_scripts(ground, at, name))
        })
        .collect();
    if found.is_empty() {
        unclear(rest)
    } else {
        Named::Scripts(found)
    }
}

/// Scripts whose names are the words of the command, or else those that it takes by itself.
fn targets(
    ground: &Ground<'_>,
    kind: Kind,
    rest: &[String],
    folder: &str,
    usual: &[&str],
) -> Named {
    let Some(at) = nearest(ground, kind, folder) else {
        return unclear(rest);
    };
    let mut names: Vec<&str> = rest
        .iter()
        .map(String::as_str)
        .filter(|word| !word.starts_with('-') && !word.contains('='))
        .filter(|word| !ground.scripts.get(kind, at, word).is_empty())
        .collect();
    if names.is_empty() && !rest.iter().any(|word| !word.starts_with('-')) {
        names.extend(usual.iter().take(1));
    }
    if kind == Kind::Poe || kind == Kind::Pdm {
        names.truncate(1);
    }
    if names.is_empty() {
        return Named::Nothing;
    }
    let found = names
        .into_iter()
        .map(|name| (kind, at.to_owned(), name.to_owned()));
    Named::Scripts(found.collect())
}

/// The values behind `-e` and the like, apart at commas.
fn chosen<'w>(rest: &'w [String], options: &[&str]) -> Vec<&'w str> {
    let behind = rest
        .iter()
        .zip(rest.iter().skip(1))
        .filter(|(option, _)| options.contains(&option.as_str()))
        .map(|(_, value)| value.as_str());
    let joined = rest.iter().filter_map(|word| {
        let (option, value) = word.split_once('=')?;
        options.contains(&option).then_some(value)
    });
    behind
        .chain(joined)
        .flat_map(|value| value.split(','))
        .collect()
}

fn tox(ground: &Ground<'_>, rest: &[String], folder: &str) -> Named {
    let Some(at) = nearest(ground, Kind::Tox, folder) else {
        return Named::Unclear;
    };
    let asked = chosen(rest, &["-e", "-f", "-m"]);
    let mut found: Vec<(Kind, String, String)> = Vec::new();
    let mut add = |name: &str| found.push((Kind::Tox, at.to_owned(), name.to_owned()));
    if asked.is_empty() {
        for (name, _) in ground.scripts.all(Kind::Tox, at) {
            add(name);
        }
    }
    for name in asked {
        let has = |name: &str| !ground.scripts.get(Kind::Tox, at, name).is_empty();
        add(if has(name) { name } else { "" });
    }
    found.dedup();
    Named::Scripts(found)
}

fn nox(ground: &Ground<'_>, rest: &[String], folder: &str) -> Named {
    let Some(at) = nearest(ground, Kind::Nox, folder) else {
        return Named::Unclear;
    };
    let asked = chosen(
        rest,
        &["-s", "-e", "--session", "--sessions", "-t", "--tags"],
    );
    let mut found: Vec<(Kind, String, String)> = ground
        .scripts
        .all(Kind::Nox, at)
        .map(|(name, _)| name)
        .filter(|name| {
            let is_asked = |asked: &&str| {
                asked
                    .split(['-', '('])
                    .next()
                    .is_some_and(|start| name.starts_with(start))
            };
            asked.is_empty() || asked.iter().any(|asked| asked == name || is_asked(asked))
        })
        .map(|name| (Kind::Nox, at.to_owned(), name.to_owned()))
        .collect();
    found.dedup();
    Named::Scripts(found)
}

fn hatch(ground: &Ground<'_>, rest: &[String], folder: &str) -> Named {
    let Some(at) = nearest(ground, Kind::Hatch, folder) else {
        return Named::Nothing;
    };
    let environment = chosen(rest, &["-e", "--env"]);
    let environment = environment.first().copied().unwrap_or("default");
    let name = rest
        .iter()
        .filter(|word| !matches!(word.as_str(), "run" | "-e" | "--env") && **word != environment)
        .find(|word| !word.starts_with(['-', '+']));
    let Some(name) = name else {
        return Named::Nothing;
    };
    let full = if name.contains(':') {
        name.clone()
    } else {
        format!("{environment}:{name}")
    };
    if ground.scripts.get(Kind::Hatch, at, &full).is_empty() {
        return Named::Nothing;
    }
    Named::Scripts(vec![(Kind::Hatch, at.to_owned(), full)])
}
