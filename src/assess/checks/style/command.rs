//! Commands to type.

use super::manifest::plain;
use super::{VUE_UNIT, measures_itself, runner};
use crate::assess::checks::scope::Scope;
use crate::assess::start;
use crate::model::{DependencyForm, Ecosystem};

/// Says how to add tools by the package manager.
pub(in super::super) fn how_to_add(scope: &Scope<'_>, tools: &[&str]) -> String {
    let words: Vec<String> = tools.iter().map(|name| word(scope, name)).collect();
    let names = words.join(" ");
    if names.is_empty() {
        return String::new();
    }
    match add_command(scope, &names) {
        Some(command) if scope.package.folder.is_empty() => format!("Run `{command}`."),
        Some(command) => format!("Run `{command}` in `{}`.", scope.package.folder),
        None => match tools.split_last() {
            Some((last, [])) => format!("Add `{last}`."),
            Some((last, rest)) => format!("Add `{}` and `{last}`.", rest.join("`, `")),
            None => String::new(),
        },
    }
}

/// A tool in the version that the repository asks for elsewhere, as a shell takes it.
fn word(scope: &Scope<'_>, name: &str) -> String {
    if scope.package.ecosystem != Ecosystem::Python {
        return name.to_owned();
    }
    let plain = plain(scope, name);
    let is_bare =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '=');
    match plain.chars().all(is_bare) {
        true => plain,
        false => format!("'{}'", plain.replace('\'', "")),
    }
}

fn add_command(scope: &Scope<'_>, names: &str) -> Option<String> {
    let style = &scope.package.style;
    let group = style.group.as_deref().unwrap_or("dev");
    let is_extra = style.form == DependencyForm::Extras;
    Some(match style.manager {
        "uv" if is_extra => format!("uv add --optional {group} {names}"),
        "uv" if style.form == DependencyForm::Requirements => {
            return None;
        }
        "uv" => format!("uv add --group {group} {names}"),
        "poetry" => format!("poetry add --group {group} {names}"),
        "pdm" => format!("pdm add --dev --group {group} {names}"),
        "pipenv" => format!("pipenv install --dev {names}"),
        "npm" => format!("npm install --save-dev {names}"),
        "pnpm" => format!("pnpm add --save-dev {names}"),
        "yarn" => format!("yarn add --dev {names}"),
        "bun" => format!("bun add --dev {names}"),
        _ => return None,
    })
}

/// Puts a tool behind what starts it in the package's environment.
fn started(scope: &Scope<'_>, command: &str) -> String {
    start::started(scope.package, command)
}

/// The words that start a runner, by the name of what is asked for.
fn words(name: &str) -> String {
    match name {
        "vitest" => "vitest run".to_owned(),
        "@playwright/test" => "playwright test".to_owned(),
        "react-scripts" | "react-app-rewired" => format!("{name} test"),
        "karma" => "karma start --single-run".to_owned(),
        "robotframework" => "robot".to_owned(),
        "stestr" => "stestr run".to_owned(),
        _ if name.starts_with(VUE_UNIT) => "vue-cli-service test:unit".to_owned(),
        _ => name.to_owned(),
    }
}

/// The command that runs the tests of a scope.
pub(in super::super) fn run_command(scope: &Scope<'_>) -> String {
    match runner(scope) {
        "manage.py test" => started(scope, "python manage.py test"),
        name @ ("unittest" | "testtools") => started(scope, &format!("python {}", module(name))),
        "go test" => "go test ./...".to_owned(),
        "cargo test" => "cargo test".to_owned(),
        name @ ("node --test" | "bun test" | "deno test") => name.to_owned(),
        name => started(scope, &words(name)),
    }
}

/// The command that also measures coverage.
pub(in super::super) fn measure_command(scope: &Scope<'_>) -> String {
    let source = source_folder(scope);
    match runner(scope) {
        // What is asked for is taken, rather than another tool beside it.
        "pytest" if has_only_coverage(scope) => started(scope, "coverage run -m pytest"),
        "pytest" => {
            let of = source.map_or_else(String::new, |source| format!("={source}"));
            started(scope, &format!("pytest --cov{of} --cov-report=xml"))
        }
        "stestr" => {
            let run = started(scope, &words("stestr"));
            format!("PYTHON='coverage run --parallel-mode' {run}")
        }
        "manage.py test" => started(scope, "coverage run manage.py test"),
        "go test" => "go test -coverprofile=coverage.out ./...".to_owned(),
        "cargo test" => "cargo llvm-cov --lcov --output-path lcov.info".to_owned(),
        "node --test" => "node --test --experimental-test-coverage".to_owned(),
        "bun test" => "bun test --coverage".to_owned(),
        "karma" => format!("{} --reporters coverage", run_command(scope)),
        name if measures_itself(name) => format!("{} --coverage", run_command(scope)),
        name if scope.package.ecosystem == Ecosystem::Python => {
            started(scope, &format!("coverage run {}", module(name)))
        }
        name => started(scope, &format!("c8 {}", words(name))),
    }
}

/// What Python is told to start a runner as a module.
fn module(runner: &str) -> String {
    let module = match runner {
        "unittest" => "unittest discover",
        "testtools" => "testtools.run discover",
        "trial" => "twisted.trial",
        "robotframework" => "robot",
        name => name,
    };
    format!("-m {module}")
}

/// What to add to the command that measures so that it writes a report.
pub(in super::super) fn report_option(scope: &Scope<'_>) -> &'static str {
    match (scope.package.ecosystem, runner(scope)) {
        (Ecosystem::Python, "pytest") => "--cov-report=xml",
        (Ecosystem::Python, _) => "coverage xml",
        (Ecosystem::Node, name) if measures_itself(name) => "--coverage",
        (Ecosystem::Node, _) => "--reporter=lcov",
        (Ecosystem::Go, _) => "-coverprofile=coverage.out",
        (Ecosystem::Rust, _) => "--lcov --output-path lcov.info",
    }
}

/// Whether `coverage` is asked for, and not what makes an option of pytest of it.
fn has_only_coverage(scope: &Scope<'_>) -> bool {
    let tools = || scope.members.iter().flat_map(|member| &member.tools);
    let has = |name: &str| tools().any(|tool| *tool.name == *name);
    has("coverage") && !has("pytest-cov")
}

/// The folder, relative to the package, that holds most of its sources; none where they are
/// spread.
pub(super) fn source_folder(scope: &Scope<'_>) -> Option<String> {
    let start = match &*scope.package.folder {
        "" => String::new(),
        folder => format!("{folder}/"),
    };
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mut all = 0;
    for file in scope.sources() {
        let rest = file.path.strip_prefix(&start).unwrap_or(&file.path);
        all += 1;
        if let Some((top, below)) = rest.split_once('/') {
            let top = match below.split_once('/') {
                Some((inner, _)) if top == "src" => {
                    rest.get(..top.len() + 1 + inner.len()).unwrap_or(top)
                }
                _ => top,
            };
            *counts.entry(top).or_default() += 1;
        }
    }
    let (top, most) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (most * 10 >= all * 8).then(|| top.to_owned())
}
