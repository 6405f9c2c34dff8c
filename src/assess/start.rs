//! What starts the tests of a package: whose set-up serves it, and its package manager.

use crate::model::{Ecosystem, Package};

/// The package whose set-up serves one: itself where it has a runner of its own, else the nearest
/// above it that has one.
pub(super) fn owner(packages: &[Package], at: usize) -> usize {
    let mut current = at;
    let mut found = at;
    while let Some(package) = packages.get(current) {
        let is_native = matches!(package.ecosystem, Ecosystem::Go | Ecosystem::Rust);
        if package.runner.is_some() && !is_native {
            return current;
        }
        // A Rust workspace is built and tested as one.
        if is_native && package.ecosystem == Ecosystem::Rust {
            found = current;
        }
        match package.parent {
            Some(parent) if parent != current => current = parent,
            _ => break,
        }
    }
    found
}

/// Puts a tool behind what starts it in the package's environment.
pub(super) fn started(package: &Package, command: &str) -> String {
    match (package.ecosystem, package.style.manager) {
        (Ecosystem::Python, manager @ ("uv" | "poetry" | "pdm" | "pipenv")) => {
            format!("{manager} run {command}")
        }
        (Ecosystem::Node, "pnpm") => format!("pnpm exec {command}"),
        (Ecosystem::Node, "yarn") => format!("yarn {command}"),
        (Ecosystem::Node, "bun") => format!("bunx {command}"),
        (Ecosystem::Node, _) => format!("npx {command}"),
        _ => command.to_owned(),
    }
}
