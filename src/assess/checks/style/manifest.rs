//! Entries for manifests, and settings beside them.

use std::fmt::Write;

use super::command::source_folder;
use super::{companion, runner, usual_runner, version};
use crate::assess::checks::scope::Scope;
use crate::model::{DependencyForm, Ecosystem, Snippet};

/// The list of development tools with these among them.
pub(in super::super) fn dependencies(scope: &Scope<'_>, tools: &[&str]) -> Option<Snippet> {
    let text = listed(scope, tools)?;
    snippet(scope, text)
}

/// The list of development tools with those that measure, and settings for them.
pub(in super::super) fn coverage(scope: &Scope<'_>, tools: &[&str]) -> Option<Snippet> {
    let package = scope.package;
    match package.ecosystem {
        Ecosystem::Python => {
            let mut text = listed(scope, tools)?;
            let is_toml = package.style.dependencies.ends_with("pyproject.toml");
            if is_toml && package.coverage_settings.is_empty() {
                text.push_str("\n[tool.coverage.run]\nbranch = true\n");
                if let Some(source) = source_folder(scope) {
                    let _ = writeln!(text, "source = [{}]", toml(&source));
                }
            }
            snippet(scope, text)
        }
        Ecosystem::Node => {
            let script = measuring_script(scope);
            let mut object = serde_json::json!({ "scripts": { "test:coverage": script } });
            if !tools.is_empty()
                && let Some(map) = object.as_object_mut()
            {
                map.insert("devDependencies".to_owned(), node_tools(scope, tools));
            }
            snippet(scope, json(&object))
        }
        Ecosystem::Go => None,
        Ecosystem::Rust => super::workflow::measuring_step(scope),
    }
}

/// What makes something of the coverage that is set up: a script, or a step of CI.
pub(in super::super) fn measuring(scope: &Scope<'_>) -> Option<Snippet> {
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

fn snippet(scope: &Scope<'_>, text: String) -> Option<Snippet> {
    let path = scope.package.style.dependencies.clone();
    (!path.is_empty()).then(|| Snippet {
        path,
        text: text.into(),
    })
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

/// The list as it looks with the tools in it.
fn listed(scope: &Scope<'_>, tools: &[&str]) -> Option<String> {
    let style = &scope.package.style;
    let group = style.group.as_deref().unwrap_or("dev");
    let (header, is_table) = match style.form {
        DependencyForm::Groups => ("[dependency-groups]".to_owned(), false),
        DependencyForm::Pdm => ("[tool.pdm.dev-dependencies]".to_owned(), false),
        DependencyForm::Uv => ("[tool.uv]".to_owned(), false),
        DependencyForm::Extras => ("[project.optional-dependencies]".to_owned(), false),
        DependencyForm::Poetry => (
            format!("[tool.poetry.group.{}.dependencies]", key(group)),
            true,
        ),
        DependencyForm::OldPoetry => ("[tool.poetry.dev-dependencies]".to_owned(), true),
        DependencyForm::Pipfile => ("[dev-packages]".to_owned(), true),
        DependencyForm::Requirements => {
            let lines: Vec<String> = tools.iter().map(|name| plain(scope, name)).collect();
            return Some(lines.join("\n") + "\n");
        }
        DependencyForm::Node => return Some(node_list(scope, tools)),
        DependencyForm::None => return None,
    };
    let known = |name: &str| {
        style.entries.iter().any(|entry| {
            let entry = entry.trim_start_matches(['"', '\'']);
            entry.strip_prefix(name).is_some_and(|rest| {
                !rest.starts_with(|letter: char| {
                    letter.is_alphanumeric() || matches!(letter, '-' | '_')
                })
            })
        })
    };
    let mut lines: Vec<String> = style.entries.iter().map(ToString::to_string).collect();
    for name in tools.iter().filter(|name| !known(name)) {
        lines.push(if is_table {
            let wanted = version(scope, name).filter(|version| is_poetic(version));
            format!("{} = {}", key(name), toml(wanted.unwrap_or("*")))
        } else {
            toml(&plain(scope, name))
        });
    }
    let mut text = format!("{header}\n");
    if is_table {
        for line in lines {
            let _ = writeln!(text, "{line}");
        }
    } else {
        let name = if style.form == DependencyForm::Uv {
            "dev-dependencies"
        } else {
            group
        };
        let _ = writeln!(text, "{} = [", key(name));
        for line in lines {
            let _ = writeln!(text, "    {line},");
        }
        text.push_str("]\n");
    }
    Some(text)
}

/// Whether a version is written as Poetry and Pipfile do.
fn is_poetic(version: &str) -> bool {
    version
        .starts_with(|first: char| first.is_ascii_digit() || matches!(first, '^' | '~' | '>' | '='))
}

/// A requirement with the version that the repository asks for elsewhere.
fn plain(scope: &Scope<'_>, name: &str) -> String {
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

fn node_tools(scope: &Scope<'_>, tools: &[&str]) -> serde_json::Value {
    let entries = tools.iter().map(|name| {
        let wanted = companion(scope, name).unwrap_or("latest");
        ((*name).to_owned(), serde_json::Value::from(wanted))
    });
    serde_json::Value::Object(entries.collect())
}

fn node_list(scope: &Scope<'_>, tools: &[&str]) -> String {
    let mut object = serde_json::json!({ "devDependencies": node_tools(scope, tools) });
    let is_runner = tools.contains(&usual_runner(scope));
    if is_runner && let Some(map) = object.as_object_mut() {
        let command = match usual_runner(scope) {
            "vitest" => "vitest run",
            other => other,
        };
        map.insert("scripts".to_owned(), serde_json::json!({ "test": command }));
    }
    json(&object)
}

fn json(value: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
