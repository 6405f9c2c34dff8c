//! What Python's manifests ask for.

use std::sync::Arc;

use crate::model::{DependencyForm, Evidence, Package, Slot, Style, Tool};
use crate::scan::paths::folder_of;
use crate::scan::walk::Tree;

use super::super::Documents;
use super::super::document::Node;
use super::{Declared, below, in_folder, is_requirements, is_tool, nearest_file, slot};

/// Names of groups for tests and development, the likeliest first.
const GROUPS: [&str; 6] = ["test", "tests", "testing", "dev", "develop", "development"];

/// A list of requirements of a manifest.
struct List<'a> {
    form: DependencyForm,
    path: Arc<str>,
    /// Its name, where it is one of several.
    group: Option<&'a str>,
    node: &'a Node,
}

/// Reads all that a package asks for.
pub(super) fn declared(package: &Package, tree: &Tree, documents: &Documents) -> Declared {
    let folder = &*package.folder;
    let mut found = Declared::default();
    let mut lists = Vec::new();
    let pyproject = documents.entry(&in_folder(folder, "pyproject.toml"));
    if let Some((path, node)) = pyproject {
        lists.extend(pyproject_lists(path, node));
        let name = node.at(&["project", "name"]);
        let name = name.or_else(|| node.at(&["tool", "poetry", "name"]));
        found.name = name.and_then(Node::text).map(Arc::from);
        hatch(path, node, &mut found.tools);
    }
    if let Some((path, node)) = documents.entry(&in_folder(folder, "Pipfile")) {
        for key in ["dev-packages", "packages"] {
            lists.extend(node.get(key).map(|node| List {
                form: DependencyForm::Pipfile,
                path: path.clone(),
                group: Some(key),
                node,
            }));
        }
    }
    for list in &lists {
        for (name, version, line) in requirements(list.node) {
            add(&mut found.tools, &name, &version, &list.path, line);
        }
    }
    texts(folder, tree, documents, &mut found.tools);
    found.style = style(package, tree, pyproject, &lists);
    found
}

fn add(tools: &mut Vec<Tool>, name: &str, version: &str, path: &Arc<str>, line: u32) {
    let name = name.to_lowercase().replace('_', "-");
    if !is_tool(&name) || tools.iter().any(|tool| *tool.name == *name) {
        return;
    }
    let fact = format!("asks for `{name}{version}`");
    tools.push(Tool {
        name: name.into(),
        version: version.into(),
        evidence: Evidence {
            path: path.clone(),
            line: Some(line),
            fact: fact.into(),
        },
    });
}

fn pyproject_lists<'a>(path: &Arc<str>, node: &'a Node) -> Vec<List<'a>> {
    let mut lists = Vec::new();
    let mut group = |form, group: Option<&'a str>, node: &'a Node| {
        lists.push(List {
            form,
            path: path.clone(),
            group,
            node,
        });
    };
    let entries = |keys: &[&str]| node.at(keys).map_or(&[] as &[_], Node::entries);
    for (name, list) in entries(&["dependency-groups"]) {
        group(DependencyForm::Groups, Some(name), list);
    }
    for (name, inner) in entries(&["tool", "poetry", "group"]) {
        if let Some(list) = inner.get("dependencies") {
            group(DependencyForm::Poetry, Some(name), list);
        }
    }
    if let Some(list) = node.at(&["tool", "poetry", "dev-dependencies"]) {
        group(DependencyForm::OldPoetry, None, list);
    }
    for (name, list) in entries(&["tool", "pdm", "dev-dependencies"]) {
        group(DependencyForm::Pdm, Some(name), list);
    }
    if let Some(list) = node.at(&["tool", "uv", "dev-dependencies"]) {
        group(DependencyForm::Uv, None, list);
    }
    for (name, list) in entries(&["project", "optional-dependencies"]) {
        group(DependencyForm::Extras, Some(name), list);
    }
    for keys in [
        &["project", "dependencies"][..],
        &["tool", "poetry", "dependencies"][..],
    ] {
        if let Some(list) = node.at(keys) {
            group(DependencyForm::None, None, list);
        }
    }
    lists
}

/// Name, version and line of each requirement of a list, or of a table of names.
fn requirements(node: &Node) -> Vec<(String, String, u32)> {
    let listed = node.items().iter().filter(|_| node.entries().is_empty());
    let listed = listed.filter_map(|item| {
        let (name, version) = split(item.text()?);
        Some((name.to_owned(), version.to_owned(), item.line))
    });
    let tabled = node.entries().iter().map(|(name, item)| {
        let version = item.text().or_else(|| item.text_of("version"));
        (
            name.to_string(),
            version.unwrap_or_default().to_owned(),
            item.line,
        )
    });
    listed.chain(tabled).collect()
}

/// Splits `pytest[x]>=8; python_version > "3"` into name and version.
fn split(requirement: &str) -> (&str, &str) {
    let requirement = requirement
        .split([';', '#'])
        .next()
        .unwrap_or_default()
        .trim();
    let end = requirement
        .find(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '_' | '.'))
        .unwrap_or(requirement.len());
    let (name, rest) = requirement.split_at(end);
    let rest = rest.trim();
    let version = match rest.strip_prefix('[') {
        Some(inside) => inside
            .split_once(']')
            .map_or("", |(_, version)| version.trim()),
        None => rest,
    };
    (name, version)
}

/// Environments of hatch have requirements of their own.
fn hatch(path: &Arc<str>, node: &Node, tools: &mut Vec<Tool>) {
    let environments = node.at(&["tool", "hatch", "envs"]);
    for (_, environment) in environments.map_or(&[] as &[_], Node::entries) {
        for key in ["dependencies", "extra-dependencies"] {
            for (name, version, line) in environment.get(key).map(requirements).unwrap_or_default()
            {
                add(tools, &name, &version, path, line);
            }
        }
    }
}

/// Lists of requirements, `setup.py`, `setup.cfg`, `tox.ini`, `noxfile.py`, conda's environments:
/// a tool that stands there as a word of its own is asked for.
fn texts(folder: &str, tree: &Tree, documents: &Documents, tools: &mut Vec<Tool>) {
    for (path, manifest) in below(tree, folder) {
        let (at, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_own = at == folder || folder_of(at) == folder && at.ends_with("requirements");
        if !is_own {
            continue;
        }
        let is_list = is_requirements(at, name);
        if is_list || matches!(name, "environment.yml" | "environment.yaml" | "conda.yml") {
            for (line, text) in (1..).zip(manifest.text.lines()) {
                let (name, version) = split(text.trim_start_matches(['-', ' ']));
                add(tools, name, version, path, line);
            }
        }
        if matches!(name, "setup.py" | "noxfile.py") {
            for (line, text) in (1..).zip(manifest.text.lines()) {
                for quoted in text.split(['"', '\'']).skip(1).step_by(2) {
                    let (name, version) = split(quoted);
                    add(tools, name, version, path, line);
                }
            }
        }
        if matches!(name, "setup.cfg" | "tox.ini") {
            sections(path, documents, tools);
        }
    }
}

fn sections(path: &Arc<str>, documents: &Documents, tools: &mut Vec<Tool>) {
    let sections = documents.get(path).map_or(&[] as &[_], Node::entries);
    for (section, node) in sections {
        for (key, value) in node.entries() {
            let is_list = &**section == "options.extras_require"
                || section.starts_with("testenv") && &**key == "deps"
                || matches!(&**key, "tests_require" | "install_requires");
            let text = value.text().filter(|_| is_list).unwrap_or_default();
            for (line, text) in (value.text_line()..).zip(text.lines()) {
                let text = text.rsplit(": ").next().unwrap_or(text);
                let (name, version) = split(text.trim());
                add(tools, name, version, path, line);
            }
        }
    }
}

fn style(
    package: &Package,
    tree: &Tree,
    pyproject: Option<(&Arc<str>, &Node)>,
    lists: &[List<'_>],
) -> Style {
    let folder = &*package.folder;
    let manager = manager(tree, folder, pyproject.map(|(_, node)| node));
    let requirements = below(tree, folder).map(|(path, _)| path).find(|path| {
        let (at, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_own = at == folder || folder_of(at) == folder && at.ends_with("requirements");
        is_own && is_requirements(at, name) && (name.contains("dev") || name.contains("test"))
    });
    let mut style = Style {
        manager,
        version: version(pyproject.map(|(_, node)| node)),
        has_extras: pyproject.is_some_and(|(_, node)| has_extras(node)),
        needs_path: pyproject.is_some_and(|(_, node)| needs_path(node, tree, folder)),
        ..Style::default()
    };
    let text = |path: &str| {
        tree.manifests
            .get(path)
            .map_or("", |manifest| &manifest.text)
    };
    if let Some(list) = best(lists) {
        style.form = list.form;
        style.dependencies = list.path.clone();
        style.group = list.group.map(Arc::from);
        style.entries = self::requirements(list.node)
            .into_iter()
            .map(|(name, ..)| name.to_lowercase().into())
            .collect();
        style.slot = slot_in(list, text(&list.path));
    } else if let Some(path) = requirements {
        style.form = DependencyForm::Requirements;
        style.dependencies = path.clone();
        style.slot = slot::at_end(text(path));
    } else if let Some((path, node)) = pyproject {
        (style.form, style.slot) = for_new_list(node, text(path), manager);
        style.dependencies = path.clone();
    } else {
        style.form = DependencyForm::Requirements;
    }
    if style.form == DependencyForm::Requirements && requirements.is_none() {
        style.dependencies = in_folder(folder, "requirements-dev.txt").into();
        style.slot = Slot::NewFile;
    }
    style
}

/// The list for what the tests need: one that holds a runner, then by its name.
fn best<'l, 'a>(lists: &'l [List<'a>]) -> Option<&'l List<'a>> {
    lists
        .iter()
        .filter(|list| list.form != DependencyForm::None)
        .filter_map(|list| {
            let rank = match list.group {
                Some("dev-packages") if list.form == DependencyForm::Pipfile => 0,
                Some(group) => GROUPS.iter().position(|name| *name == group)?,
                None => 0,
            };
            // A list that holds a test runner is the one for tests.
            let has_runner = self::requirements(list.node)
                .iter()
                .any(|(name, ..)| name == "pytest");
            Some((!has_runner, list.form == DependencyForm::Extras, rank, list))
        })
        .min_by_key(|(has, extra, rank, _)| (*has, *extra, *rank))
        .map(|(.., list)| list)
}

fn has_extras(node: &Node) -> bool {
    let extras = node.at(&["project", "optional-dependencies"]);
    extras.is_some_and(|extras| !extras.entries().is_empty())
}

/// Whether nothing installs the package, so that tests do not find its modules by themselves, and
/// no setting of pytest is there that may say where they are.
fn needs_path(node: &Node, tree: &Tree, folder: &str) -> bool {
    let has = |keys: &[&str]| node.at(keys).is_some();
    let mut others = ["setup.py", "pytest.ini", "tox.ini", "setup.cfg"].into_iter();
    let is_there = |name: &str| {
        let path = in_folder(folder, name);
        tree.manifests.contains_key(path.as_str())
    };
    !has(&["build-system"])
        && !has(&["tool", "poetry"])
        && !has(&["tool", "pytest"])
        && !others.any(is_there)
}

/// Where another entry of a list goes.
fn slot_in(list: &List<'_>, text: &str) -> Slot {
    let line = list.node.line;
    match list.form {
        DependencyForm::Poetry => slot::in_table(text, line, "dependencies"),
        DependencyForm::OldPoetry => slot::in_table(text, line, "dev-dependencies"),
        DependencyForm::Pipfile => slot::in_table(text, line, "dev-packages"),
        _ => slot::in_list(text, line),
    }
}

/// The form in which a `pyproject.toml` without a list for developers gets one, and where.
fn for_new_list(node: &Node, text: &str, manager: &str) -> (DependencyForm, Slot) {
    if node.at(&["tool", "poetry"]).is_some() {
        return (DependencyForm::Poetry, Slot::End);
    }
    let (form, keys) = match (node.get("project"), manager) {
        (None, _) => return (DependencyForm::Requirements, Slot::NewFile),
        (Some(_), "pip") => (
            DependencyForm::Extras,
            &["project", "optional-dependencies"][..],
        ),
        (Some(_), _) => (DependencyForm::Groups, &["dependency-groups"][..]),
    };
    let line = node.at(keys).map(|table| table.line);
    let key = keys.last().copied().unwrap_or_default();
    (form, slot::beside(text, line, key))
}

fn manager(tree: &Tree, folder: &str, pyproject: Option<&Node>) -> &'static str {
    const LOCKS: [(&str, &str); 5] = [
        ("uv.lock", "uv"),
        ("poetry.lock", "poetry"),
        ("pdm.lock", "pdm"),
        ("Pipfile.lock", "pipenv"),
        ("Pipfile", "pipenv"),
    ];
    let names: Vec<&str> = LOCKS.iter().map(|(name, _)| *name).collect();
    let lock = nearest_file(tree, folder, &names);
    let by_lock = lock.and_then(|(_, found)| LOCKS.iter().find(|(name, _)| *name == found));
    let has = |key: &str| pyproject.is_some_and(|node| node.at(&["tool", key]).is_some());
    match by_lock {
        Some((_, manager)) => manager,
        None if has("uv") => "uv",
        None if has("poetry") => "poetry",
        None if has("pdm") => "pdm",
        None => "pip",
    }
}

/// The oldest version of Python that the package is for.
fn version(pyproject: Option<&Node>) -> Option<Arc<str>> {
    let node = pyproject?;
    let asked = node.at(&["project", "requires-python"]);
    let asked = asked.or_else(|| node.at(&["tool", "poetry", "dependencies", "python"]));
    let text = asked?.text()?;
    let start = text.find(|letter: char| letter.is_ascii_digit())?;
    let digits: String = text
        .get(start..)?
        .chars()
        .take_while(|letter| letter.is_ascii_digit() || *letter == '.')
        .collect();
    let mut parts = digits.split('.');
    Some(match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => format!("{major}.{minor}").into(),
        _ => digits.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_split_at_what_is_no_name() {
        let check = |text: &str, expect: (&str, &str)| assert_eq!(split(text), expect, "{text}");
        check("pytest", ("pytest", ""));
        check("pytest==9.0.1", ("pytest", "==9.0.1"));
        check(
            "coverage[toml] >= 7 ; python_version < '3'",
            ("coverage", ">= 7"),
        );
        check("# pytest", ("", ""));
    }
}
