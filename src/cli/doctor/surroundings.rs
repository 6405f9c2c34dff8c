//! The tree, git, configuration and terminal, in a few lines.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;

use crate::cli::Prepared;
use crate::config::{self, Origin, PROJECT_FILE};
use crate::model::Project;

/// Width of the labels.
const LABEL: usize = 10;

pub(super) fn lines(prepared: &Prepared, project: &Project) -> Vec<String> {
    let root = &prepared.place.root;
    let mut lines = vec![
        labelled("root", &format!("{} ({})", root.display(), why_root(root))),
        labelled("git", &git(root, project)),
    ];
    lines.extend(configuration(prepared));
    lines.push(labelled("terminal", &terminal()));
    lines
}

pub(super) fn labelled(label: &str, text: &str) -> String {
    format!("{label:<LABEL$}{text}")
}

fn why_root(root: &Path) -> &'static str {
    if root.join(PROJECT_FILE).is_file() {
        "it has `lacuna.toml`"
    } else if root.join(".lacuna").is_dir() {
        "it has `.lacuna`"
    } else if root.join(".git").exists() {
        "the top of its git work tree"
    } else {
        "as given: no `lacuna.toml`, `.lacuna` or git above it"
    }
}

fn git(root: &Path, project: &Project) -> String {
    match &project.commit {
        Some(commit) => format!("at commit {commit}"),
        None if root.ancestors().any(|folder| folder.join(".git").exists()) => {
            "a repository without a commit that can be read".to_owned()
        }
        None => "none found: times of files are those of the disk".to_owned(),
    }
}

/// Each file with the keys that hold because of it.
fn configuration(prepared: &Prepared) -> Vec<String> {
    let mut keys: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (key, origin) in &prepared.config.origins {
        let from = match origin {
            Origin::Default => continue,
            Origin::User(path) | Origin::Project(path) => path.display().to_string(),
            Origin::Profile(name) => format!("profile {name}"),
        };
        keys.entry(from).or_default().push(key);
    }
    let user = config::user_file();
    let files = [user, Some(prepared.place.root.join(PROJECT_FILE))];
    let mut lines = Vec::new();
    for path in files.into_iter().flatten() {
        let name = path.display().to_string();
        let text = match keys.remove(&name) {
            Some(keys) => format!("{name}: {}", keys.join(", ")),
            None if path.is_file() => format!("{name}: nothing is set"),
            None => format!("{name}: not there"),
        };
        lines.push(text);
    }
    lines.extend(
        keys.into_iter()
            .map(|(from, keys)| format!("{from}: {}", keys.join(", "))),
    );
    let labels = std::iter::once("config").chain(std::iter::repeat(""));
    labels
        .zip(lines)
        .map(|(label, text)| labelled(label, &text))
        .collect()
}

fn terminal() -> String {
    let text = |name| std::env::var(name).unwrap_or_default();
    let mut facts = Vec::new();
    if std::io::stdout().is_terminal() {
        if let Ok((columns, rows)) = crossterm::terminal::size() {
            facts.push(format!("{columns}x{rows}"));
        }
    } else {
        facts.push("standard output is none".to_owned());
    }
    for name in ["TERM", "COLORTERM", "NO_COLOR"] {
        let value = text(name);
        if !value.is_empty() {
            facts.push(format!("{name}={value}"));
        }
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(text);
    let locale = locale.into_iter().find(|value| !value.is_empty());
    let is_utf8 = locale.as_ref().is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    if !is_utf8 {
        let locale = locale.unwrap_or_else(|| "not set".to_owned());
        facts.push(format!(
            "locale {locale}: `--ascii` helps where signs are broken"
        ));
    }
    facts.join(", ")
}
