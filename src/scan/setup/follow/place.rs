//! Where commands work: folders that they change to, files and folders that a run is told.

use std::borrow::Cow;

use crate::model::Ecosystem;
use crate::scan::paths::{folder_of, join};
use crate::scan::setup::ground::Ground;

use super::operands::{operands, value_of};

/// Stands for a folder that cannot be told from the text.
const UNKNOWN: &str = "$";

/// Whether a folder is known: what is in it can be said.
pub(super) fn is_known(folder: &str) -> bool {
    !folder.contains(['$', '`']) && !folder.contains("{{")
}

/// The folder that `cd` changes to, from `folder`, in a text whose file stands in `own`.
pub(super) fn moved(folder: &str, to: &str, own: &str) -> String {
    /// Variables in which services keep the root of the tree.
    const ROOTS: [&str; 11] = [
        "$GITHUB_WORKSPACE",
        "${GITHUB_WORKSPACE}",
        "${{ github.workspace }}",
        "$CI_PROJECT_DIR",
        "${CI_PROJECT_DIR}",
        "$TRAVIS_BUILD_DIR",
        "${TRAVIS_BUILD_DIR}",
        "$(Build.SourcesDirectory)",
        "$(System.DefaultWorkingDirectory)",
        "$WORKSPACE",
        "${WORKSPACE}",
    ];
    let (base, rest): (&str, Cow<'_, str>) =
        if let Some(rest) = ROOTS.iter().find_map(|root| to.strip_prefix(root)) {
            ("", rest.into())
        } else if to.contains("--show-toplevel") {
            ("", behind(to).into())
        } else if to.contains("dirname") || to.contains("BASH_SOURCE") || to.contains("%~dp0") {
            (own, behind(to).replace("%~dp0", "").into())
        } else if !is_known(to) || to.starts_with(['/', '~']) {
            return UNKNOWN.to_owned();
        } else {
            (folder, to.into())
        };
    match is_known(&rest) && is_known(base) {
        true => join(base, &rest).unwrap_or_else(|| UNKNOWN.to_owned()),
        false => UNKNOWN.to_owned(),
    }
}

/// What stands behind the last bracket: `/..` of `$(dirname "$0")/..`.
fn behind(to: &str) -> &str {
    to.rsplit([')', '}']).next().unwrap_or_default()
}

/// The folder that a command changes to by an option.
pub(super) fn folder_of_options(ground: &Ground<'_>, words: &[String], folder: &str) -> String {
    const OPTIONS: [&str; 11] = [
        "-C",
        "--directory",
        "--prefix",
        "--cwd",
        "--dir",
        "--root",
        "--rootdir",
        "--rootDir",
        "--project-directory",
        "--working-directory",
        "--chdir",
    ];
    let mut found = folder.to_owned();
    for (at, word) in words.iter().enumerate() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.as_str(), words.get(at + 1).map(String::as_str)),
        };
        let value = value.filter(|_| OPTIONS.contains(&name));
        if let Some(to) = value.and_then(|value| join(folder, value))
            && ground.is_folder(&to)
        {
            found = to;
        }
        let manifest = match name {
            "--manifest-path" | "--config-file" => words.get(at + 1).map(String::as_str).or(value),
            _ => None,
        };
        if let Some(path) = manifest.and_then(|path| join(folder, path))
            && let Some((to, _)) = path.rsplit_once('/')
        {
            to.clone_into(&mut found);
        }
    }
    found
}

/// Which files a run covers, and whether it keeps to their package.
pub(super) fn targets(
    ground: &Ground<'_>,
    tool: &str,
    ecosystem: Ecosystem,
    rest: &[String],
    folder: &str,
) -> (Vec<String>, bool) {
    if ecosystem == Ecosystem::Rust {
        return rust_targets(ground, rest, folder);
    }
    let mut targets: Vec<String> = operands(tool, rest)
        .into_iter()
        .filter_map(|word| {
            let path = word.split("::").next().unwrap_or(word);
            let path = path.trim_end_matches("...").trim_end_matches('/');
            // A folder named by a pattern: all below what is before it.
            let path = path.split(['*', '{', '$']).next().unwrap_or(path);
            let at = join(folder, path)?;
            let exists = ground.is_folder(&at) || ground.is_file(&at);
            let is_path = exists && (!path.is_empty() || word.starts_with(['.', '*']));
            is_path.then_some(at)
        })
        .collect();
    if targets.is_empty() && tool == "pytest" {
        targets = ground.pytest_paths(folder);
    }
    if targets.is_empty() {
        targets.push(folder.to_owned());
        targets.extend(folder_of_settings(ground, tool, rest, folder));
    }
    (targets, ecosystem == Ecosystem::Go)
}

/// The folder of the settings that jest is told, which it takes for that of the tests.
fn folder_of_settings(
    ground: &Ground<'_>,
    tool: &str,
    rest: &[String],
    folder: &str,
) -> Option<String> {
    let path = value_of(rest, &["-c", "--config"]).filter(|_| tool == "jest")?;
    let path = join(folder, path).filter(|path| ground.is_file(path))?;
    Some(folder_of(&path).to_owned()).filter(|found| *found != folder)
}

fn rust_targets(ground: &Ground<'_>, rest: &[String], folder: &str) -> (Vec<String>, bool) {
    let has = |names: &[&str]| rest.iter().any(|word| names.contains(&word.as_str()));
    let all = has(&["--workspace", "--all"]);
    let named: Vec<String> = rest
        .iter()
        .zip(rest.iter().skip(1))
        .filter(|(option, _)| matches!(option.as_str(), "-p" | "--package"))
        .filter_map(|(_, name)| ground.package_named(Ecosystem::Rust, name))
        .map(str::to_owned)
        .collect();
    if !named.is_empty() {
        return (named, true);
    }
    let package = ground.package_at_or_above(Ecosystem::Rust, folder);
    let at = package.unwrap_or(folder).to_owned();
    let is_virtual = ground.is_virtual(&at);
    (vec![at], !all && !is_virtual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_found_where_the_text_tells_them() {
        let check = |to: &str, expect: &str| assert_eq!(moved("a/b", to, "a/ci"), expect, "{to}");
        check("c", "a/b/c");
        check("..", "a");
        check("$(dirname \"$0\")/..", "a");
        check("${BASH_SOURCE%/*}/..", "a");
        check("$(git rev-parse --show-toplevel)/x", "x");
        check("$GITHUB_WORKSPACE/x", "x");
        check("$GITHUB_WORKSPACE", "");
        check("$HOME", UNKNOWN);
        check("/usr/src/app", UNKNOWN);
        check("../../..", UNKNOWN);
    }
}
