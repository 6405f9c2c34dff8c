//! What to paste and what to type, in the repository's own manner: its list of development tools,
//! its package manager, its CI.

mod command;
mod manifest;
mod workflow;

pub(super) use command::{how_to_add, measure_command, report_option, run_command};
pub(super) use manifest::{coverage, dependencies, first_tools, measuring};
pub(super) use workflow::{keeping_step, measuring_step, nearest_ci, workflow};

use super::scope::Scope;
use crate::model::Ecosystem;

/// How the packages begin that add a runner of unit tests to `vue-cli-service`.
const VUE_UNIT: &str = "@vue/cli-plugin-unit-";

/// Whether a runner of Node takes `--coverage`.
fn measures_itself(runner: &str) -> bool {
    matches!(
        runner,
        "vitest" | "jest" | "react-scripts" | "react-app-rewired" | "@vue/cli-plugin-unit-jest"
    )
}

/// The runner of another package of the repository, or the usual one.
fn usual_runner(scope: &Scope<'_>) -> &'static str {
    match scope.package.ecosystem {
        Ecosystem::Python => "pytest",
        Ecosystem::Node if scope.prefers_jest => "jest",
        Ecosystem::Node => "vitest",
        Ecosystem::Go => "go test",
        Ecosystem::Rust => "cargo test",
    }
}

/// The name of the runner that a scope uses.
fn runner<'a>(scope: &Scope<'a>) -> &'a str {
    match &scope.package.runner {
        Some(tool) => &tool.name,
        None => scope
            .runs()
            .next()
            .map_or_else(|| usual_runner(scope), |run| run.tool),
    }
}

/// Tools that a package without tests needs.
pub(super) fn runner_tools(scope: &Scope<'_>) -> Vec<&'static str> {
    let mut tools = vec![usual_runner(scope)];
    if scope.package.ecosystem == Ecosystem::Python {
        let sibling = scope.setup.packages.iter().any(|package| {
            package
                .tools
                .iter()
                .any(|tool| &*tool.name == "pytest-asyncio")
        });
        if sibling {
            tools.push("pytest-asyncio");
        }
    }
    tools.extend(coverage_tools(scope));
    tools
}

/// Tools that measure coverage beside the runner.
pub(super) fn coverage_tools(scope: &Scope<'_>) -> Vec<&'static str> {
    match (scope.package.ecosystem, runner(scope)) {
        (Ecosystem::Python, "pytest") => vec!["pytest-cov"],
        (Ecosystem::Python, _) => vec!["coverage"],
        (Ecosystem::Node, "vitest") => vec!["@vitest/coverage-v8"],
        (Ecosystem::Node, name) if measures_itself(name) => Vec::new(),
        (Ecosystem::Node, "karma") => vec!["karma-coverage"],
        (Ecosystem::Node, _) => vec!["c8"],
        _ => Vec::new(),
    }
}

/// Whether all that the runner starts drives a browser, of which no coverage is asked.
pub(super) fn is_browser_only(scope: &Scope<'_>) -> bool {
    matches!(runner(scope), "@playwright/test" | "cypress" | "playwright")
}

/// Tools that hold an API against its contract.
pub(super) fn contract_tools(scope: &Scope<'_>) -> Vec<&'static str> {
    match scope.package.ecosystem {
        Ecosystem::Python => vec!["schemathesis"],
        Ecosystem::Node => vec!["supertest"],
        Ecosystem::Go | Ecosystem::Rust => Vec::new(),
    }
}

/// The version that another package of the repository asks for, so that all agree.
fn version<'a>(scope: &Scope<'a>, name: &str) -> Option<&'a str> {
    let packages = scope.setup.packages.iter();
    packages
        .filter(|package| package.ecosystem == scope.package.ecosystem)
        .flat_map(|package| &package.tools)
        .filter(|tool| *tool.name == *name)
        .map(|tool| &*tool.version)
        .find(|version| !version.is_empty() && !version.starts_with('*'))
}

/// The version for a companion of a runner, which must be that of the runner itself.
fn companion<'a>(scope: &Scope<'a>, name: &str) -> Option<&'a str> {
    if name.starts_with("@vitest/") {
        let tools = scope.package.tools.iter();
        let own = tools.filter(|tool| &*tool.name == "vitest");
        return own
            .map(|tool| &*tool.version)
            .next()
            .or_else(|| version(scope, name));
    }
    version(scope, name)
}
