//! Scripts of `package.json`: who starts which of them, in which packages.

use crate::model::Ecosystem;
use crate::scan::paths::join;
use crate::scan::setup::ground::Ground;
use crate::scan::setup::scripts::Kind;

use super::super::harmless::{says_build, says_test};
use super::{Named, Step, nearest};

/// What package managers do besides starting scripts.
const MANAGING: [&str; 70] = [
    "access",
    "add",
    "audit",
    "bin",
    "bugs",
    "c",
    "cache",
    "ci",
    "completion",
    "config",
    "dedupe",
    "deploy",
    "deprecate",
    "diff",
    "dist-tag",
    "docs",
    "doctor",
    "edit",
    "env",
    "explain",
    "fetch",
    "fund",
    "get",
    "global",
    "help",
    "i",
    "import",
    "info",
    "init",
    "install",
    "licenses",
    "link",
    "list",
    "ll",
    "login",
    "logout",
    "ls",
    "node",
    "org",
    "outdated",
    "owner",
    "pack",
    "patch",
    "patch-commit",
    "ping",
    "pkg",
    "plugin",
    "policies",
    "prefix",
    "prune",
    "publish",
    "query",
    "rebuild",
    "rm",
    "remove",
    "repo",
    "root",
    "sbom",
    "search",
    "self-update",
    "set",
    "setup",
    "store",
    "tag",
    "token",
    "uninstall",
    "unlink",
    "up",
    "update",
    "upgrade",
];

/// More of them.
const ALSO_MANAGING: [&str; 6] = [
    "version",
    "versions",
    "view",
    "whoami",
    "why",
    "workspaces-info",
];

/// Options of package managers that take the next word.
const WITH_VALUE: [&str; 14] = [
    "-C",
    "--prefix",
    "--cwd",
    "--dir",
    "--from",
    "--include",
    "--exclude",
    "-j",
    "--jobs",
    "--concurrency",
    "--workspace-concurrency",
    "--loglevel",
    "--reporter",
    "--network-timeout",
];

/// What the words behind a package manager ask for.
#[derive(Default)]
struct Asked<'w> {
    /// Folders of the packages that are chosen; none for the nearest.
    folders: Option<Vec<String>>,
    /// Words that are no options, with their places.
    words: Vec<(usize, &'w str)>,
    /// Whether a filter chooses packages in a way that is not read.
    is_unclear: bool,
}

/// A package manager, or what starts scripts in its place.
pub(super) fn npm(ground: &Ground<'_>, tool: &str, rest: &[String], folder: &str) -> Step {
    let mut asked = asked(ground, tool, rest, folder);
    let is_run = |word: &str| matches!(word, "run" | "run-script" | "rum" | "--run");
    let is_told =
        tool == "nr" || tool == "node" || asked.words.iter().any(|(_, word)| is_run(word));
    asked.words.retain(|(_, word)| {
        !is_run(word) && !matches!(*word, "workspaces" | "foreach" | "recursive" | "multi")
    });
    let Some((place, name)) = asked.words.first().copied() else {
        return Step::Means(match asked.is_unclear {
            true => Named::Unclear,
            false => Named::Nothing,
        });
    };
    if !is_told && matches!(name, "exec" | "x" | "dlx" | "node") {
        let next = asked.words.get(1).map(|(place, _)| place + 1);
        return next.map_or(Step::Means(Named::Unclear), Step::Inner);
    }
    let name = match name {
        "t" | "tst" | "it" | "install-test" | "cit" => "test",
        name => name,
    };
    let is_managing = MANAGING.contains(&name) || ALSO_MANAGING.contains(&name);
    let folders = asked.folders.unwrap_or_else(|| {
        let at = nearest(ground, Kind::Npm, folder).unwrap_or(folder);
        vec![at.to_owned()]
    });
    let found: Vec<_> = folders
        .iter()
        .flat_map(|folder| npm_scripts(ground, folder, name))
        .collect();
    if !found.is_empty() && (is_told || !is_managing) {
        return Step::Means(Named::Scripts {
            scripts: found,
            is_partial: asked.is_unclear,
        });
    }
    if !is_told && is_managing {
        return Step::Means(Named::Nothing);
    }
    // Whatever is no script is a program: `yarn tsc`.
    if !is_told && matches!(tool, "yarn" | "pnpm" | "bun") && name != "test" {
        return Step::Inner(place + 1);
    }
    Step::Means(match says_build(name) {
        true => Named::Nothing,
        false => Named::Unclear,
    })
}

fn asked<'w>(ground: &Ground<'_>, tool: &str, rest: &'w [String], folder: &str) -> Asked<'w> {
    let mut asked = Asked::default();
    let mut words = rest.iter().enumerate();
    while let Some((at, word)) = words.next() {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) if word.starts_with('-') => (option, Some(value)),
            _ => (word.as_str(), None),
        };
        match option {
            "--" => break,
            // The root, to pnpm and the first yarn.
            "-w" | "--workspace-root" | "-W" if tool != "npm" => {
                asked.folders = Some(vec![folder.to_owned()]);
            }
            "-r" | "--recursive" | "recursive" | "multi" | "-ws" | "--ws" | "--workspaces"
            | "workspaces" | "foreach" | "-A" => {
                let members = ground.members(Ecosystem::Node, folder);
                let folders = asked.folders.get_or_insert_default();
                if members.is_empty() {
                    folders.push(folder.to_owned());
                }
                folders.extend(members);
            }
            "--include-workspace-root" | "-iwr" => {
                asked
                    .folders
                    .get_or_insert_default()
                    .push(folder.to_owned());
            }
            "-F" | "--filter" | "-w" | "--workspace" | "workspace" => {
                let value = value.or_else(|| words.next().map(|(_, word)| word.as_str()));
                let meant = value.map_or_else(Vec::new, |value| selected(ground, value, folder));
                asked.is_unclear |= meant.is_empty();
                asked.folders.get_or_insert_default().extend(meant);
            }
            "--run" => asked.words.push((at, "--run")),
            _ if option.starts_with('-') => {
                if value.is_none() && WITH_VALUE.contains(&option) {
                    words.next();
                }
            }
            _ => asked.words.push((at, word)),
        }
    }
    asked
}

/// Tools whose words are names of scripts, or commands in quotes.
pub(super) fn several(tool: &str, rest: &[String]) -> Named {
    let takes_value = |option: &str| {
        matches!(
            option,
            "-n" | "--names" | "-c" | "--prefix-colors" | "--prefix" | "-p" | "-m"
        ) && tool == "concurrently"
            || matches!(option, "--max-parallel" | "--expect")
    };
    let mut lines = Vec::new();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        if word.starts_with('-') {
            if takes_value(word) {
                words.next();
            }
        } else if word.contains(char::is_whitespace) && tool == "concurrently" {
            lines.push(word.clone());
        } else if let Some((manager, name)) = word.split_once(':')
            && matches!(manager, "npm" | "pnpm" | "yarn" | "bun" | "node")
        {
            lines.push(format!("npm run {name}"));
        } else {
            let name = word.split_whitespace().next().unwrap_or(word);
            lines.push(match tool {
                "concurrently" => word.clone(),
                _ => format!("npm run {name}"),
            });
        }
    }
    Named::Text(lines.join("\n"))
}

/// Scripts of one name; a pattern may mean several.
fn npm_scripts(ground: &Ground<'_>, folder: &str, name: &str) -> Vec<(Kind, String, String)> {
    let start = name.split('*').next().unwrap_or(name);
    // `/^test:/`
    let expression = name
        .strip_prefix('/')
        .and_then(|name| name.strip_suffix('/'));
    let start = expression.map_or(start, |name| name.trim_start_matches('^'));
    let is_pattern = expression.is_some() || start.len() < name.len();
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
pub(super) fn workspace(ground: &Ground<'_>, tool: &str, rest: &[String], folder: &str) -> Named {
    let mut names: Vec<&str> = Vec::new();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "run" | "run-many" | "affected" | "exec" => {}
            "--" => break,
            "-t" | "--target" | "--targets" => names.extend(words.next().map(String::as_str)),
            "--filter" | "-F" | "--scope" | "--ignore" | "--since" | "--concurrency" | "--base"
            | "--head" | "--parallel" | "--projects" | "-p" => {
                words.next();
            }
            word if word.starts_with("--target") => {
                names.extend(word.split_once('=').map(|(_, name)| name));
            }
            word if word.starts_with('-') => {}
            word => names.push(word),
        }
    }
    let mut folders = ground.members(Ecosystem::Node, folder);
    folders.push(folder.to_owned());
    let names = names.iter().flat_map(|names| names.split(','));
    // `nx test app`, `app:test`
    let names: Vec<&str> = names
        .map(|name| name.rsplit([':', '#']).next().unwrap_or(name))
        .collect();
    let scripts: Vec<_> = names
        .iter()
        .flat_map(|name| folders.iter().flat_map(|at| npm_scripts(ground, at, name)))
        .collect();
    // Some of these tools know of more than scripts: of what plugins and files of their own add.
    let is_plain = matches!(tool, "turbo" | "lerna") && !scripts.is_empty();
    let speaks = names
        .iter()
        .any(|name| says_test(name) || !says_build(name));
    match (scripts.is_empty(), speaks && !is_plain) {
        (true, true) => Named::Unclear,
        (true, false) => Named::Nothing,
        (false, is_partial) => Named::Scripts {
            scripts,
            is_partial,
        },
    }
}
