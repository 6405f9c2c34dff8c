//! Sorts files into components: the configured ones, and for the rest those that manifests and
//! layout suggest.

mod naming;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::model::{
    Basis, Component, ComponentId, ComponentRule, FileKind, Identities, PathSet, slug,
};

use self::naming::name_apart;
use crate::scan::extract::Unit;
use crate::scan::paths::{ancestors, folder_of};

/// Files that make a folder a project of its own.
pub(in crate::scan) const PROJECT_FILES: [&str; 6] = [
    "package.json",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "go.mod",
    "Cargo.toml",
];

/// Fewest source files for which a folder is worth a component of its own.
const MIN_SOURCES: usize = 3;

/// Most source files that a component keeps undivided.
const MAX_SOURCES: usize = 60;

/// Components, and which of them each file belongs to.
#[derive(Debug, Clone, Default)]
pub struct Grouping {
    /// Components with names and places; their counts are zero. Parents come first.
    pub components: Vec<Component>,
    /// Leaf component by file.
    pub of_file: Vec<Option<ComponentId>>,
}

/// Sorts files into components. A file belongs to the first rule that matches; files outside all
/// rules go to found components, so that none is hidden. `name` is what the root is called.
///
/// # Errors
///
/// [`Error::Usage`] where a glob is wrong.
pub fn group(units: &[Unit], rules: &[ComponentRule], name: &str) -> Result<Grouping, Error> {
    let mut configured = configured(rules, units)?;
    let claims: Vec<Option<usize>> = units
        .iter()
        .map(|unit| {
            configured.iter().position(|rule| {
                rule.paths.contains(&unit.path) && !rule.exclude.contains(&unit.path)
            })
        })
        .collect();
    let taken: BTreeSet<&str> = configured.iter().map(|rule| rule.folder.as_str()).collect();
    let free: Vec<&Unit> = units
        .iter()
        .zip(&claims)
        .filter(|(_, claim)| claim.is_none())
        .map(|(unit, _)| unit)
        .collect();
    let mut found = found(units, &free, &taken);
    if !rules.is_empty() {
        // What people name leaves less to be found, never something that was no part before.
        let all: Vec<&Unit> = units.iter().collect();
        let without_rules = self::found(units, &all, &BTreeSet::new());
        found.retain(|folder| without_rules.contains(folder));
    }
    identify(&mut configured, &found);
    let mut components = build(&configured, &found, name);
    let ids: FxHashMap<Arc<str>, ComponentId> = components
        .iter()
        .map(|component| component.id.clone())
        .zip((0..).map(ComponentId))
        .collect();
    let mut of_file: Vec<Option<ComponentId>> = units
        .iter()
        .zip(&claims)
        .map(|(unit, claim)| match claim {
            Some(rule) => configured
                .get(*rule)
                .and_then(|rule| ids.get(rule.id.as_str()).copied()),
            None => ancestors(folder_of(&unit.path))
                .filter(|folder| found.contains(*folder))
                .find_map(|folder| ids.get(found_id(folder).as_str()).copied()),
        })
        .collect();
    drop_empty(&mut components, &mut of_file);
    Ok(Grouping {
        components,
        of_file,
    })
}

struct Configured<'a> {
    rule: &'a ComponentRule,
    id: String,
    /// The deepest folder that holds all its paths.
    folder: String,
    paths: PathSet,
    exclude: PathSet,
}

fn configured<'a>(
    rules: &'a [ComponentRule],
    units: &[Unit],
) -> Result<Vec<Configured<'a>>, Error> {
    let is_file = |path: &str| {
        units
            .binary_search_by(|unit| unit.path.as_ref().cmp(path))
            .is_ok()
    };
    let is_folder = |path: &str| {
        let start = format!("{path}/");
        let at = units.partition_point(|unit| *unit.path < *start);
        units
            .get(at)
            .is_some_and(|unit| unit.path.starts_with(&start))
    };
    let exists = |path: &str| is_file(path) || is_folder(path);
    rules
        .iter()
        .map(|rule| {
            let folder = common_folder(&rule.paths, &is_folder);
            Ok(Configured {
                rule,
                id: String::new(),
                folder,
                paths: PathSet::new(&rule.paths, exists)?,
                exclude: PathSet::new(&rule.exclude, exists)?,
            })
        })
        .collect()
}

/// Gives each configured component an identity that no other has, and none that is found.
fn identify(configured: &mut [Configured<'_>], found: &BTreeSet<String>) {
    let found = found.iter().map(|folder| found_id(folder));
    let mut ids: Identities = found.chain([found_id("")]).collect();
    for component in configured {
        let slug = slug(&component.rule.name);
        let plain = match component.folder.as_str() {
            "" => &slug,
            folder => folder,
        };
        component.id = match ids.contains(plain) {
            true => ids.take(&format!("{plain}#{slug}")),
            false => ids.take(plain),
        };
    }
}

/// The deepest folder that holds all patterns. A folder that is there is one whatever its name
/// looks like: a glob, as `[id]` does, or a file, as `v1.2` does.
fn common_folder(patterns: &[String], is_folder: &dyn Fn(&str) -> bool) -> String {
    let fixed = |pattern: &String| -> Vec<String> {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        let parts: Vec<&str> = pattern.split('/').collect();
        if is_folder(pattern) {
            return parts.into_iter().map(str::to_owned).collect();
        }
        let plain = parts
            .iter()
            .take_while(|part| !part.contains(['*', '?', '[', '{']))
            .count();
        // The last part of a plain path with an ending is a file.
        let is_file = plain == parts.len() && parts.last().is_some_and(|last| last.contains('.'));
        parts
            .iter()
            .take(plain - usize::from(is_file))
            .map(|&part| part.to_owned())
            .collect()
    };
    let mut folders = patterns.iter().map(fixed);
    let first = folders.next().unwrap_or_default();
    let common = folders.fold(first, |common, folder| {
        common
            .into_iter()
            .zip(folder)
            .take_while(|(left, right)| left == right)
            .map(|(left, _)| left)
            .collect()
    });
    common.join("/")
}

/// Identity of a found component.
fn found_id(folder: &str) -> String {
    if folder.is_empty() {
        ".".to_owned()
    } else {
        folder.to_owned()
    }
}

/// Folders worth a component: the root, projects, and the parts of each project's source folder.
fn found(units: &[Unit], free: &[&Unit], taken: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut sources = BTreeMap::new();
    for unit in free.iter().filter(|unit| unit.kind == FileKind::Source) {
        for folder in ancestors(folder_of(&unit.path)) {
            *sources.entry(folder.to_owned()).or_insert(0_usize) += 1;
        }
    }
    let mut found = BTreeSet::from([String::new()]);
    for unit in units {
        let (folder, name) = unit.path.rsplit_once('/').unwrap_or(("", &unit.path));
        if PROJECT_FILES.contains(&name) && sources.contains_key(folder) {
            found.insert(folder.to_owned());
        }
    }
    for project in found.clone() {
        let inside = source_folder(&project, &sources, &found);
        divide(&inside, &sources, &mut found);
    }
    found.retain(|folder| folder.is_empty() || !taken.contains(folder.as_str()));
    found
}

/// Descends while a folder has hardly a source file of its own and one child with sources.
fn source_folder(
    project: &str,
    sources: &BTreeMap<String, usize>,
    found: &BTreeSet<String>,
) -> String {
    let mut folder = project.to_owned();
    loop {
        let children: Vec<(&str, usize)> = children(&folder, sources)
            .filter(|(child, _)| !found.contains(*child))
            .collect();
        let below: usize = children.iter().map(|(_, count)| count).sum();
        let own = sources
            .get(folder.as_str())
            .map_or(0, |all| all.saturating_sub(below));
        let main = children
            .iter()
            .find(|(_, count)| own < MIN_SOURCES && count * 10 >= (below + own) * 8);
        match main {
            Some((child, _)) if !folder.is_empty() || children.len() == 1 || found.len() == 1 => {
                folder = (*child).to_owned();
            }
            _ => return folder,
        }
    }
}

fn divide(folder: &str, sources: &BTreeMap<String, usize>, found: &mut BTreeSet<String>) {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for (child, count) in children(&folder, sources) {
            // A folder that only holds one project is not worth a row of its own.
            let is_wrapper = found
                .iter()
                .any(|inner| is_below(inner, child) && sources.get(inner.as_str()) == Some(&count));
            let is_new = count >= MIN_SOURCES && !is_wrapper && found.insert(child.to_owned());
            if is_new && count > MAX_SOURCES {
                open.push(child.to_owned());
            }
        }
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Folders right below one, with the number of source files in each.
fn children<'a>(
    folder: &str,
    sources: &'a BTreeMap<String, usize>,
) -> impl Iterator<Item = (&'a str, usize)> {
    let prefix = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    sources
        .range(prefix.clone()..)
        .take_while({
            let prefix = prefix.clone();
            move |(path, _)| path.starts_with(&prefix)
        })
        .filter(move |(path, _)| {
            path.get(prefix.len()..)
                .is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
        })
        .map(|(path, count)| (path.as_str(), *count))
}

fn build(configured: &[Configured<'_>], found: &BTreeSet<String>, name: &str) -> Vec<Component> {
    let mut components: Vec<Component> = found
        .iter()
        .map(|folder| component(found_id(folder), folder, folder))
        .collect();
    for rule in configured {
        components.push(Component {
            is_configured: true,
            target: rule.rule.target,
            ..component(rule.id.clone(), &rule.rule.name, &rule.folder)
        });
    }
    // Stable: configured components of one folder stay in the order people gave them.
    components.sort_by(|left, right| {
        (&left.path, left.is_configured).cmp(&(&right.path, right.is_configured))
    });
    for index in 0..components.len() {
        let parent = parent(&components, index);
        let path = parent
            .and_then(|id: ComponentId| components.get(id.0 as usize))
            .map(|parent| parent.path.clone());
        let Some(component) = components.get_mut(index) else {
            continue;
        };
        component.parent = parent;
        if component.is_configured {
            continue;
        }
        component.name = match path {
            None => name.into(),
            Some(path) => component
                .path
                .strip_prefix(&*path)
                .unwrap_or(&component.path)
                .trim_start_matches('/')
                .into(),
        };
    }
    name_apart(&mut components);
    components
}

fn component(id: String, name: &str, path: &str) -> Component {
    Component {
        id: id.into(),
        parent: None,
        name: name.into(),
        path: path.into(),
        is_configured: false,
        target: None,
        sources: 0,
        direct: 0,
        reached: 0,
        hollow: 0,
        unreached: 0,
        tests: 0,
        function_lines: 0,
        ratio: None,
        basis: Basis::Estimated,
        measured_share: 0.0,
        level: None,
        gaps: [0; 4],
        accepted: 0,
        untested: 0,
    }
}

/// The component with the deepest folder above this one's; of those that share it, the first.
fn parent(components: &[Component], index: usize) -> Option<ComponentId> {
    let path = components.get(index)?.path.clone();
    if index == 0 {
        return None;
    }
    if path.is_empty() {
        return Some(ComponentId(0));
    }
    ancestors(folder_of(&path)).find_map(|folder| {
        let at = components.iter().position(|other| &*other.path == folder)?;
        u32::try_from(at).ok().map(ComponentId)
    })
}

/// Takes away found components in which, and below which, no file is.
fn drop_empty(components: &mut Vec<Component>, of_file: &mut [Option<ComponentId>]) {
    let mut is_used: Vec<bool> = components
        .iter()
        .map(|component| component.is_configured)
        .collect();
    for id in of_file.iter().flatten() {
        if let Some(used) = is_used.get_mut(id.0 as usize) {
            *used = true;
        }
    }
    for index in (0..components.len()).rev() {
        let parent = components.get(index).and_then(|component| component.parent);
        if let (Some(true), Some(parent)) = (is_used.get(index).copied(), parent)
            && let Some(used) = is_used.get_mut(parent.0 as usize)
        {
            *used = true;
        }
    }
    let mut next = 0;
    let moved: Vec<Option<ComponentId>> = is_used
        .iter()
        .map(|used| {
            used.then(|| {
                next += 1;
                ComponentId(next - 1)
            })
        })
        .collect();
    let new = |id: ComponentId| moved.get(id.0 as usize).copied().flatten();
    let mut kept = is_used.iter();
    components.retain(|_| kept.next().copied().unwrap_or_default());
    for component in components {
        component.parent = component.parent.and_then(new);
    }
    for id in of_file {
        *id = id.and_then(new);
    }
}

#[cfg(test)]
mod tests;
