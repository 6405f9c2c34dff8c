//! Workflows and steps of CI.

use std::fmt::Write;
use std::sync::Arc;

use super::command::{measure_command, run_command};
use crate::assess::checks::scope::{Scope, happens};
use crate::model::{
    CiStyle, CommandPlace, DependencyForm, Ecosystem, Package, Place, Provider, Run, Snippet,
    name_of,
};

/// The file of CI that is for a package, by its name or that of its folder.
pub(in super::super) fn nearest_ci(scope: &Scope<'_>, package: &Package) -> Option<Arc<str>> {
    let top = package
        .folder
        .split('/')
        .next()
        .filter(|top| !top.is_empty())?;
    let files = scope.setup.ci.files.iter();
    files
        .filter(|path| {
            let name = name_of(path);
            name.split(|letter: char| !letter.is_alphanumeric())
                .any(|word| word == top)
        })
        .min()
        .cloned()
}

/// A workflow that runs the tests of a package.
pub(in super::super) fn workflow(scope: &Scope<'_>, package: &Package) -> Option<Snippet> {
    match scope.setup.ci.provider {
        Provider::GitHub => github(scope, package),
        Provider::GitLab => Some(gitlab(scope, package)),
        Provider::Other => None,
    }
}

/// A scalar of YAML that is text whatever it holds.
fn yaml(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn github(scope: &Scope<'_>, package: &Package) -> Option<Snippet> {
    let ci = &scope.setup.ci;
    let folder = &*package.folder;
    let mut text = String::new();
    let _ = writeln!(text, "name: {}", yaml(&title(folder)));
    text.push_str("\non:\n");
    for (event, has_branches) in [("push", true), ("pull_request", false)] {
        let _ = writeln!(text, "  {event}:");
        if has_branches {
            let _ = writeln!(text, "    branches: [{}]", branch(ci));
        }
        if ci.has_filters && !folder.is_empty() {
            let _ = writeln!(
                text,
                "    paths:\n      - {}",
                yaml(&format!("{folder}/**"))
            );
        }
    }
    text.push_str("\njobs:\n  test:\n    runs-on: ubuntu-latest\n");
    if !folder.is_empty() {
        let _ = writeln!(
            text,
            "    defaults:\n      run:\n        working-directory: {}",
            yaml(folder)
        );
    }
    text.push_str("    steps:\n");
    let _ = writeln!(
        text,
        "      - uses: {}",
        action(ci, "actions/checkout", "v4")
    );
    set_up(scope, package, &mut text);
    for (name, command) in installs(package) {
        let _ = writeln!(text, "      - name: {name}\n        run: {command}");
    }
    let _ = writeln!(
        text,
        "      - name: Run tests\n        run: {}",
        run_command(scope)
    );
    Some(Snippet {
        path: format!("{}{}", workflows(ci), file_name(ci, folder)?).into(),
        place: Place::NewFile,
        within: "".into(),
        text: text.into(),
    })
}

fn set_up(scope: &Scope<'_>, package: &Package, text: &mut String) {
    let ci = &scope.setup.ci;
    let version = package.style.version.as_deref();
    let mut with = |name: &str, usual: &str, key: &str, value: &str| {
        let _ = writeln!(
            text,
            "      - uses: {}\n        with:\n          {key}: {}",
            action(ci, name, usual),
            yaml(value)
        );
    };
    match (package.ecosystem, package.style.manager) {
        (Ecosystem::Python, manager) => {
            with(
                "actions/setup-python",
                "v5",
                "python-version",
                version.unwrap_or("3.x"),
            );
            let uv = ci
                .actions
                .iter()
                .any(|(name, _)| &**name == "astral-sh/setup-uv");
            if manager == "uv" && uv {
                let _ = writeln!(
                    text,
                    "      - uses: {}",
                    action(ci, "astral-sh/setup-uv", "v5")
                );
            }
        }
        (Ecosystem::Node, "bun") => {
            let _ = writeln!(
                text,
                "      - uses: {}",
                action(ci, "oven-sh/setup-bun", "v2")
            );
        }
        (Ecosystem::Node, manager) => {
            if manager == "pnpm" {
                let _ = writeln!(
                    text,
                    "      - uses: {}",
                    action(ci, "pnpm/action-setup", "v4")
                );
            }
            let _ = writeln!(
                text,
                "      - uses: {}\n        with:\n          node-version: {}",
                action(ci, "actions/setup-node", "v4"),
                yaml(version.unwrap_or("lts/*"))
            );
        }
        (Ecosystem::Go, _) => with("actions/setup-go", "v5", "go-version", "stable"),
        (Ecosystem::Rust, _) => {}
    }
}

/// Steps that install what the tests need.
fn installs(package: &Package) -> Vec<(&'static str, String)> {
    let style = &package.style;
    let group = style.group.as_deref().unwrap_or("dev");
    // What the tests import may stand in an extra.
    let extras = if style.has_extras {
        " --all-extras"
    } else {
        ""
    };
    let (before, command) = match style.manager {
        "uv" => (
            Some(("Install uv", "python -m pip install --upgrade uv")),
            match style.form {
                DependencyForm::Extras => "uv sync --all-extras".to_owned(),
                DependencyForm::Groups => format!("uv sync{extras} --group {group}"),
                _ => format!("uv sync{extras}"),
            },
        ),
        "poetry" => (
            Some(("Install Poetry", "python -m pip install poetry")),
            format!("poetry install{extras}"),
        ),
        "pdm" => (
            Some(("Install PDM", "python -m pip install pdm")),
            "pdm install --dev".to_owned(),
        ),
        "pipenv" => (
            Some(("Install Pipenv", "python -m pip install pipenv")),
            "pipenv install --dev".to_owned(),
        ),
        "pip" => (None, pip(package, group)),
        "npm" => (None, "npm ci".to_owned()),
        "pnpm" => (None, "pnpm install --frozen-lockfile".to_owned()),
        "yarn" => (None, "yarn install --frozen-lockfile".to_owned()),
        "bun" => (None, "bun install --frozen-lockfile".to_owned()),
        _ => return Vec::new(),
    };
    let before = before.map(|(name, command)| (name, command.to_owned()));
    let steps = before.into_iter();
    steps.chain([("Install dependencies", command)]).collect()
}

fn pip(package: &Package, group: &str) -> String {
    let style = &package.style;
    match style.form {
        DependencyForm::Extras => format!("python -m pip install -e '.[{group}]'"),
        DependencyForm::Requirements => {
            let name = style.dependencies.strip_prefix(&*package.folder);
            let name = name.unwrap_or(&style.dependencies).trim_start_matches('/');
            format!("python -m pip install -r {name}")
        }
        DependencyForm::Groups => format!("python -m pip install --group {group} -e ."),
        _ => "python -m pip install -e .".to_owned(),
    }
}

fn gitlab(scope: &Scope<'_>, package: &Package) -> Snippet {
    let folder = &*package.folder;
    let version = package.style.version.as_deref();
    let image = match package.ecosystem {
        Ecosystem::Python => format!("python:{}", version.unwrap_or("3")),
        Ecosystem::Node => format!("node:{}", version.unwrap_or("lts")),
        Ecosystem::Go => "golang:latest".to_owned(),
        Ecosystem::Rust => "rust:latest".to_owned(),
    };
    // A blank line sets the job apart from what the file holds.
    let mut text = "\n".to_owned();
    let name = if folder.is_empty() {
        "test".to_owned()
    } else {
        format!("test {folder}")
    };
    let _ = writeln!(
        text,
        "{}:\n  image: {}\n  script:",
        yaml(&name),
        yaml(&image)
    );
    let mut commands: Vec<String> = Vec::new();
    if !folder.is_empty() {
        commands.push(format!("cd {folder}"));
    }
    commands.extend(installs(package).into_iter().map(|(_, command)| command));
    commands.push(run_command(scope));
    for command in commands {
        let _ = writeln!(text, "    - {}", yaml(&command));
    }
    Snippet {
        path: ".gitlab-ci.yml".into(),
        place: Place::End,
        within: "".into(),
        text: text.into(),
    }
}

/// An action in the version that the repository uses most, then the usual one.
fn action(ci: &CiStyle, name: &str, usual: &str) -> String {
    let versions = ci.actions.iter().filter(|(known, _)| &**known == name);
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for (_, version) in versions {
        match counts.iter_mut().find(|(_, known)| *known == &**version) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, version)),
        }
    }
    let best = counts.iter().max().map(|(_, version)| *version);
    format!("{name}@{}", best.unwrap_or(usual))
}

fn branch(ci: &CiStyle) -> String {
    let main = ci
        .branches
        .iter()
        .find(|branch| matches!(&***branch, "main" | "master" | "develop" | "trunk"));
    main.map_or("main", |branch| &**branch).to_owned()
}

fn title(folder: &str) -> String {
    if folder.is_empty() {
        "Tests".to_owned()
    } else {
        format!("Tests of {folder}")
    }
}

/// The folder in which workflows stand, with a slash behind it.
fn workflows(ci: &CiStyle) -> &'static str {
    let folders = [
        ".github/workflows/",
        ".forgejo/workflows/",
        ".gitea/workflows/",
    ];
    let has = |folder: &&str| ci.files.iter().any(|path| path.starts_with(*folder));
    folders
        .into_iter()
        .find(has)
        .unwrap_or(".github/workflows/")
}

/// A file name like those of the other workflows, and like none of them: `[sdk]tests.yml`,
/// `sdk-tests.yaml`.
fn file_name(ci: &CiStyle, folder: &str) -> Option<String> {
    let names = ci
        .files
        .iter()
        .filter_map(|path| path.strip_prefix(workflows(ci)));
    let names: Vec<&str> = names.collect();
    let bracketed = names.iter().filter(|name| name.starts_with('[')).count();
    let long = names.iter().filter(|name| name.ends_with(".yaml")).count();
    let ending = if long * 2 > names.len() {
        "yaml"
    } else {
        "yml"
    };
    let slug = folder.replace(['/', ' '], "-");
    let top = folder.split('/').next().unwrap_or(folder);
    let is_bracketed = bracketed * 2 > names.len();
    let mut wanted = Vec::new();
    if slug.is_empty() {
        wanted.extend(["tests", "unit-tests", "all-tests"].map(str::to_owned));
    } else {
        if is_bracketed {
            wanted.extend([format!("[{top}]tests"), format!("[{slug}]tests")]);
        }
        wanted.extend([format!("{slug}-tests"), format!("{slug}-unit-tests")]);
    }
    let free = |name: &String| !names.contains(&name.as_str());
    let mut named = wanted.into_iter().map(|name| format!("{name}.{ending}"));
    named.find(free)
}

/// The run whose command another one can replace: it stands in the folder of the package.
fn replaceable<'a>(scope: &Scope<'a>) -> Option<(&'a Run, &'a CommandPlace)> {
    let place = |run: &'a Run| Some((run, run.command.as_ref()?));
    let runs = scope.runs().filter(|run| happens(run)).filter_map(place);
    let mut own = runs.filter(|(_, place)| place.folder == scope.package.folder);
    own.next()
}

/// The step that runs the tests, measuring coverage.
pub(in super::super) fn measuring_step(scope: &Scope<'_>) -> Vec<Snippet> {
    let Some((run, place)) = replaceable(scope) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let part = |place: Place, text: String| Snippet {
        path: run.evidence.path.clone(),
        place,
        within: "".into(),
        text: text.into(),
    };
    if scope.package.ecosystem == Ecosystem::Rust {
        let step = "- name: Install cargo-llvm-cov\n  uses: taiki-e/install-action@v2\n  with:\n    tool: cargo-llvm-cov\n";
        found.push(part(Place::Below(place.above), indented(step, place)));
    }
    if let Some(line) = run.evidence.line {
        let text = format!("{}{}\n", place.before, measure_command(scope));
        found.push(part(Place::Instead(line), text));
    }
    found
}

fn indented(step: &str, place: &CommandPlace) -> String {
    let lines = step.lines().map(|line| format!("{}{line}\n", place.indent));
    lines.collect()
}

/// A step that keeps the report; none where it is not known which one is written.
pub(in super::super) fn keeping_step(scope: &Scope<'_>) -> Option<Snippet> {
    let runs = scope.runs().filter(|run| happens(run) && run.measures);
    let mut places =
        runs.filter_map(|run| Some((run, run.command.as_ref()?, written(scope, run)?)));
    let (run, place, path) = places.next()?;
    let name = match &*scope.package.folder {
        "" => "coverage".to_owned(),
        folder => format!("coverage-{}", folder.replace('/', "-")),
    };
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let text = format!(
        "- name: Keep the coverage report\n  if: always()\n  uses: {}\n  with:\n    name: {}\n    path: {}\n{}",
        action(&scope.setup.ci, "actions/upload-artifact", "v4"),
        yaml(&name),
        yaml(&path),
        if is_hidden {
            "    include-hidden-files: true\n"
        } else {
            ""
        }
    );
    Some(Snippet {
        path: run.evidence.path.clone(),
        place: Place::Below(place.last),
        within: "".into(),
        text: indented(&text, place).into(),
    })
}

/// The report that a run writes: as its words say, or as settings of what measures usually ask for.
fn written(scope: &Scope<'_>, run: &Run) -> Option<String> {
    if let Some(report) = &run.report {
        return Some(report.to_string());
    }
    let mut members = scope.members.iter();
    let is_set = members.any(|member| !member.coverage_settings.is_empty());
    let is_by_settings = is_set && scope.package.ecosystem == Ecosystem::Node;
    is_by_settings.then(|| match &*scope.package.folder {
        "" => "coverage/".to_owned(),
        folder => format!("{folder}/coverage/"),
    })
}
