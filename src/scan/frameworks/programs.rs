//! Programs that tests start as a process: everything behind `main` is reached, weakly.

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind};
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::paths::folder_of;
use crate::scan::walk::Tree;

use super::Framework;

pub(super) const PROGRAMS: Framework = Framework { uses };

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = rust(index, tree);
    found.extend(go(index));
    found
}

/// Cargo builds the binaries of a package before its integration tests, which find them through
/// `CARGO_BIN_EXE_*`, `assert_cmd` or a path below `target`.
fn rust(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let packages: Vec<&str> = tree
        .manifests
        .keys()
        .filter(|path| path.rsplit('/').next() == Some("Cargo.toml"))
        .map(|path| folder_of(path))
        .collect();
    let package_of = |path: &str| {
        packages
            .iter()
            .copied()
            .filter(|folder| folder.is_empty() || path.starts_with(&format!("{folder}/")))
            .max_by_key(|folder| folder.len())
    };
    let mains: Vec<(Option<&str>, Node)> = index
        .files_of(Family::Rust)
        .filter(|(file, _)| !index.is_test_code(*file))
        .filter_map(|(file, path)| Some((package_of(path), index.definition(file, "main")?)))
        .collect();
    let mut found = Vec::new();
    for (file, path) in index
        .files_of(Family::Rust)
        .filter(|(file, _)| index.is_test_code(*file))
    {
        let Some((from, line)) = spawn(index, file) else {
            continue;
        };
        let package = package_of(path);
        for (_, to) in mains.iter().filter(|(of, _)| *of == package) {
            found.push((
                from,
                Call {
                    to: *to,
                    strength: Strength::Framework,
                    line,
                },
            ));
        }
    }
    found
}

/// The use that starts a program, in a file of tests or of their helpers.
fn spawn(index: &Index<'_>, file: FileId) -> Option<(Node, u32)> {
    let facts = index.facts(file)?;
    let starts = |path: &str| {
        let last = path.rsplit('.').next().unwrap_or(path);
        matches!(last, "cargo_bin" | "cargo_bin!" | "cargo_bin_cmd!")
            || path.ends_with("Command.new")
            || path == "env!"
            || path == "get_cargo_bin"
    };
    let reference = facts.references.iter().find(|reference| {
        reference.kind == ReferenceKind::Call
            && starts(&reference.path)
            && (reference.path.as_ref() != "env!"
                || reference
                    .text
                    .as_deref()
                    .is_some_and(|text| text.starts_with("CARGO_BIN_EXE")))
    })?;
    let from = reference
        .within
        .map_or_else(|| index.module(file), |symbol| index.node(file, symbol));
    Some((from, reference.line))
}

/// Go tests run `go build ./cmd/x` or `go run .` and start what comes out.
fn go(index: &Index<'_>) -> Vec<(Node, Call)> {
    let mains: Vec<(&str, Node)> = index
        .files_of(Family::Go)
        .filter(|(file, _)| !index.is_test_code(*file))
        .filter_map(|(file, path)| {
            let is_main = index.facts(file)?.package.as_deref() == Some("main");
            Some((
                folder_of(path),
                index.definition(file, "main").filter(|_| is_main)?,
            ))
        })
        .collect();
    let mut found = Vec::new();
    for (file, path) in index
        .files_of(Family::Go)
        .filter(|(file, _)| index.is_test_code(*file))
    {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let command = facts.references.iter().find(|reference| {
            matches!(&*reference.path, "exec.Command" | "exec.CommandContext")
                && matches!(reference.text.as_deref(), Some("go") | None)
        });
        let Some(command) = command else { continue };
        let from = command
            .within
            .map_or_else(|| index.module(file), |symbol| index.node(file, symbol));
        // The package it builds is named in a string; without one it is the test's own.
        let named: Vec<&str> = facts
            .texts
            .iter()
            .filter_map(|text| text.value.rsplit_once("cmd/"))
            .map(|(_, name)| name)
            .collect();
        for (folder, to) in &mains {
            let is_named = named
                .iter()
                .any(|name| folder.ends_with(&format!("cmd/{name}")));
            let is_own = named.is_empty() && (*folder == folder_of(path) || mains.len() == 1);
            if is_named || is_own {
                found.push((
                    from,
                    Call {
                        to: *to,
                        strength: Strength::Framework,
                        line: command.line,
                    },
                ));
            }
        }
    }
    found
}
