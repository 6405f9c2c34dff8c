//! Environments of tox, sessions of nox, scripts of hatch.

use crate::scan::setup::ground::Ground;
use crate::scan::setup::scripts::Kind;

use super::super::harmless::says_build;
use super::{Named, Step, nearest};

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

pub(super) fn tox(ground: &Ground<'_>, rest: &[String], folder: &str) -> Named {
    let asks = |word: &String| {
        matches!(
            word.as_str(),
            "list" | "l" | "config" | "c" | "--version" | "devenv" | "quickstart"
        )
    };
    if rest.first().is_some_and(asks) {
        return Named::Nothing;
    }
    let Some(at) = nearest(ground, Kind::Tox, folder) else {
        return Named::Unclear;
    };
    let asked = chosen(rest, &["-e", "-f", "-m", "--env"]);
    let has = |name: &str| !ground.scripts.get(Kind::Tox, at, name).is_empty();
    let mut names: Vec<&str> = Vec::new();
    if asked.is_empty() {
        names.extend(ground.scripts.all(Kind::Tox, at).map(|(name, _)| name));
    }
    names.extend(
        asked
            .into_iter()
            .map(|name| if has(name) { name } else { "" }),
    );
    names.dedup();
    Named::scripts(
        names
            .into_iter()
            .map(|name| (Kind::Tox, at.to_owned(), name.to_owned()))
            .collect(),
    )
}

pub(super) fn nox(ground: &Ground<'_>, rest: &[String], folder: &str) -> Named {
    if rest
        .iter()
        .any(|word| matches!(word.as_str(), "-l" | "--list" | "--version"))
    {
        return Named::Nothing;
    }
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
    Named::scripts(found)
}

/// What hatch is asked for that are no scripts of the tree.
pub(super) fn is_hatch_itself(rest: &[String]) -> bool {
    let mut words = rest.iter().skip_while(|word| word.starts_with('-'));
    words.next().is_none_or(|sub| sub != "run")
}

pub(super) fn hatch(ground: &Ground<'_>, rest: &[String], folder: &str) -> Step {
    let environment = chosen(rest, &["-e", "--env"]);
    let environment = environment.first().copied().unwrap_or("default");
    let mut words = rest.iter().enumerate().filter(|(_, word)| {
        !matches!(word.as_str(), "run" | "-e" | "--env") && **word != environment
    });
    let Some((place, name)) = words.find(|(_, word)| !word.starts_with(['-', '+'])) else {
        return Step::Means(Named::Nothing);
    };
    let full = match name.contains(':') {
        true => name.clone(),
        false => format!("{environment}:{name}"),
    };
    let at = nearest(ground, Kind::Hatch, folder);
    match at.filter(|at| !ground.scripts.get(Kind::Hatch, at, &full).is_empty()) {
        Some(at) => Step::Means(Named::scripts(vec![(Kind::Hatch, at.to_owned(), full)])),
        None if name.contains(':') => Step::Means(match says_build(name) {
            true => Named::Nothing,
            false => Named::Unclear,
        }),
        // A program in the environment: `hatch run mkdocs build`.
        None => Step::Inner(place + 1),
    }
}
