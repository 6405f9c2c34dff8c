//! Entries for manifests, and settings beside them: only what is to be added, and where.

use std::fmt::Write;

use super::command::source_folder;
use super::{companion, runner, usual_runner, version};
use crate::assess::checks::scope::Scope;
use crate::model::{DependencyForm, Ecosystem, Place, Slot, Snippet};

/// Entries for the list of development tools.
pub(in super::super) fn dependencies(scope: &Scope<'_>, tools: &[&str]) -> Vec<Snippet> {
    if scope.package.ecosystem != Ecosystem::Node {
        return listed(scope, tools).into_iter().collect();
    }
    let usual = usual_runner(scope);
    let command = match usual {
        "vitest" => "vitest run",
        other => other,
    };
    let script = tools.contains(&usual).then_some(("test", command));
    let script = script.and_then(|(name, command)| scripted(scope, name, command));
    script.into_iter().chain(listed(scope, tools)).collect()
}

/// Entries for the first test tools of a package, and what its tests need to find its modules.
pub(in super::super) fn first_tools(scope: &Scope<'_>, tools: &[&str]) -> Vec<Snippet> {
    let mut found = dependencies(scope, tools);
    let style = &scope.package.style;
    if style.needs_path && style.dependencies.ends_with("pyproject.toml") && !found.is_empty() {
        let is_below = source_folder(scope).is_some_and(|folder| folder.starts_with("src/"));
        let path = if is_below { "src" } else { "." };
        found.push(Snippet {
            path: style.dependencies.clone(),
            place: Place::End,
            within: "".into(),
            text: format!(
                "\n[tool.pytest.ini_options]\npythonpath = [{}]\n",
                toml(path)
            )
            .into(),
        });
    }
    found
}

/// Entries for tools that measure, and settings for them.
pub(in super::super) fn coverage(scope: &Scope<'_>, tools: &[&str]) -> Vec<Snippet> {
    let package = scope.package;
    match package.ecosystem {
        Ecosystem::Python => {
            let is_toml = package.style.dependencies.ends_with("pyproject.toml");
            let mut found: Vec<Snippet> = listed(scope, tools).into_iter().collect();
            if is_toml && package.coverage_settings.is_empty() {
                found.push(python_settings(scope));
            }
            found
        }
        Ecosystem::Node => {
            let script = scripted(scope, "test:coverage", measuring_script(scope));
            script.into_iter().chain(listed(scope, tools)).collect()
        }
        Ecosystem::Go => Vec::new(),
        Ecosystem::Rust => super::workflow::measuring_step(scope),
    }
}

fn python_settings(scope: &Scope<'_>) -> Snippet {
    let mut text = "\n[tool.coverage.run]\nbranch = true\n".to_owned();
    if let Some(source) = source_folder(scope) {
        let _ = writeln!(text, "source = [{}]", toml(&source));
    }
    Snippet {
        path: scope.package.style.dependencies.clone(),
        place: Place::End,
        within: "".into(),
        text: text.into(),
    }
}

/// What makes something of the coverage that is set up: a script, or a step of CI.
pub(in super::super) fn measuring(scope: &Scope<'_>) -> Vec<Snippet> {
    match scope.package.ecosystem {
        // A provider that is not asked for yet comes with the script.
        Ecosystem::Node => {
            let has = |name: &&str| scope.package.tools.iter().any(|tool| *tool.name == **name);
            let mut tools = super::coverage_tools(scope);
            tools.retain(|name| !has(name));
            let has_other = scope.package.coverage_tool.is_some();
            coverage(scope, if has_other { &[] } else { &tools })
        }
        _ => super::workflow::measuring_step(scope),
    }
}

fn measuring_script(scope: &Scope<'_>) -> &'static str {
    match runner(scope) {
        "vitest" => "vitest run --coverage",
        "jest" => "jest --coverage",
        "react-scripts" => "react-scripts test --coverage --watchAll=false",
        "mocha" => "c8 mocha",
        "ava" => "c8 ava",
        _ => "c8 npm test",
    }
}

/// How a list is written: its heading, its name where the table holds several, and the words for
/// both.
struct Form {
    heading: String,
    name: Option<String>,
}

fn form(scope: &Scope<'_>) -> Option<Form> {
    let style = &scope.package.style;
    let group = style.group.as_deref().unwrap_or("dev");
    let table = |heading: &str, name: &str| {
        Some(Form {
            heading: heading.to_owned(),
            name: Some(name.to_owned()),
        })
    };
    let of_entries = |heading: String| {
        Some(Form {
            heading,
            name: None,
        })
    };
    match style.form {
        DependencyForm::Groups => table("[dependency-groups]", group),
        DependencyForm::Pdm => table("[tool.pdm.dev-dependencies]", group),
        DependencyForm::Uv => table("[tool.uv]", "dev-dependencies"),
        DependencyForm::Extras => table("[project.optional-dependencies]", group),
        DependencyForm::Poetry => {
            of_entries(format!("[tool.poetry.group.{}.dependencies]", key(group)))
        }
        DependencyForm::OldPoetry => of_entries("[tool.poetry.dev-dependencies]".to_owned()),
        DependencyForm::Pipfile => of_entries("[dev-packages]".to_owned()),
        DependencyForm::Requirements => of_entries(String::new()),
        DependencyForm::Node | DependencyForm::None => None,
    }
}

/// The entries that a list lacks, for their place.
fn listed(scope: &Scope<'_>, tools: &[&str]) -> Option<Snippet> {
    let style = &scope.package.style;
    let known = |name: &&&str| style.entries.iter().any(|entry| **entry == ***name);
    let tools: Vec<&str> = tools.iter().filter(|name| !known(name)).copied().collect();
    if tools.is_empty() || style.dependencies.is_empty() {
        return None;
    }
    if style.form == DependencyForm::Node {
        let entry = |name: &&str| {
            let wanted = companion(scope, name).unwrap_or("latest");
            format!("{}: {}", json(name), json(wanted))
        };
        let entries: Vec<String> = tools.iter().map(entry).collect();
        return in_object(scope, &style.slot, "devDependencies", &entries);
    }
    let form = form(scope)?;
    let entry = |name: &&str| match (style.form, &form.name) {
        (DependencyForm::Requirements, _) => plain(scope, name),
        (_, Some(_)) => toml(&plain(scope, name)),
        (_, None) => {
            let wanted = version(scope, name).filter(|version| is_poetic(version));
            format!("{} = {}", key(name), toml(wanted.unwrap_or("*")))
        }
    };
    let entries: Vec<String> = tools.iter().map(entry).collect();
    let comma = if form.name.is_some() { "," } else { "" };
    let lines = |indent: &str| -> String {
        let lines = entries
            .iter()
            .map(|entry| format!("{indent}{entry}{comma}\n"));
        lines.collect()
    };
    let whole = |heading: &str| match (&form.name, heading) {
        (Some(name), _) => format!("{heading}{} = [\n{}]\n", key(name), lines("    ")),
        (None, heading) => format!("{heading}{}", lines("")),
    };
    let (place, text) = match &style.slot {
        Slot::Closed => return None,
        Slot::NewFile => (Place::NewFile, lines("")),
        Slot::End if form.heading.is_empty() => (Place::End, lines("")),
        Slot::End => (Place::End, whole(&format!("\n{}\n", form.heading))),
        Slot::Table { line, .. } => (Place::Below(*line), whole("")),
        Slot::Line { line, indent } => (Place::Below(*line), lines(indent)),
        Slot::Within {
            line,
            before,
            after,
        } => (
            Place::Instead(*line),
            format!("{before}{}{after}\n", entries.join(", ")),
        ),
    };
    Some(Snippet {
        path: style.dependencies.clone(),
        place,
        within: form.heading.into(),
        text: text.into(),
    })
}

/// A script of a `package.json`.
fn scripted(scope: &Scope<'_>, name: &str, command: &str) -> Option<Snippet> {
    let entry = format!("{}: {}", json(name), json(command));
    in_object(scope, &scope.package.style.scripts, "scripts", &[entry])
}

/// Entries of an object of a `package.json`, for their place.
fn in_object(scope: &Scope<'_>, slot: &Slot, name: &str, entries: &[String]) -> Option<Snippet> {
    let lines = |indent: &str, entries: &[String]| -> String {
        let lines = entries.iter().map(|entry| format!("{indent}{entry},\n"));
        lines.collect()
    };
    let (place, text) = match slot {
        Slot::Line { line, indent } => (Place::Below(*line), lines(indent, entries)),
        Slot::Table { line, indent } => {
            // Nothing may follow the last entry but the brace.
            let inner = lines(&indent.repeat(2), entries);
            let inner = inner.trim_end_matches(['\n', ',']);
            let text = format!("{indent}{}: {{\n{inner}\n{indent}}},\n", json(name));
            (Place::Below(*line), text)
        }
        Slot::Within {
            line,
            before,
            after,
        } => (
            Place::Instead(*line),
            format!("{before}{}{after}\n", entries.join(", ")),
        ),
        Slot::NewFile | Slot::End | Slot::Closed => return None,
    };
    Some(Snippet {
        path: scope.package.style.dependencies.clone(),
        place,
        within: name.into(),
        text: text.into(),
    })
}

/// Whether a version is written as Poetry and Pipfile do.
fn is_poetic(version: &str) -> bool {
    version
        .starts_with(|first: char| first.is_ascii_digit() || matches!(first, '^' | '~' | '>' | '='))
}

/// A requirement with the version that the repository asks for elsewhere.
pub(super) fn plain(scope: &Scope<'_>, name: &str) -> String {
    let wanted =
        version(scope, name).filter(|version| version.starts_with(['=', '>', '<', '~', '!']));
    format!("{name}{}", wanted.unwrap_or_default())
}

fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { name.to_owned() } else { toml(name) }
}

fn toml(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
