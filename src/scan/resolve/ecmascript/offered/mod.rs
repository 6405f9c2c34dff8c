//! Names that a build plugin imports where they are used: components of Vue by
//! `unplugin-vue-components`, functions by `unplugin-auto-import`.
//!
//! Nuxt, which does so by itself, has a rule of its own.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSetBuilder};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{Family, PluginCall, pascal_case, plugin_calls};
use crate::model::{FileFacts, FileId, FileKind, Import, ImportedName, Presence, ReferenceKind};
use crate::scan::paths::{ancestors, below, folder_of, join, name_of};
use crate::scan::resolve::Input;
use crate::scan::walk::Tree;

/// Offers components, by the names of their files.
const COMPONENTS: &str = "unplugin-vue-components";

/// Offers what files export.
const FUNCTIONS: &str = "unplugin-auto-import";

/// Most folders that one plugin is told of.
const MOST_FOLDERS: usize = 64;

/// Most calls of plugins that are followed: each is held against all files.
const MOST_CALLS: usize = 64;

/// Most files that are held against what plugins are told, all together.
const MOST_LOOKED_AT: usize = 1 << 20;

/// What the plugins of a tree offer, by the folder in whose files they do.
#[derive(Debug, Default)]
pub(super) struct Offered {
    by_folder: BTreeMap<String, Names>,
}

/// What is a name everywhere below a folder: files with the name that is taken from them.
#[derive(Debug, Default)]
struct Names {
    components: FxHashMap<String, FileId>,
    functions: FxHashMap<String, (FileId, Box<str>)>,
}

impl Offered {
    pub(super) fn of(input: &Input<'_>) -> Self {
        let mut offered = Self::default();
        let (mut calls_left, mut looked_at) = (MOST_CALLS, 0);
        let mut first_cut = None;
        for (folder, Settings { path, calls }) in settings(input.tree) {
            let mut names = Names::default();
            for call in calls.iter().take(calls_left) {
                match call.package.as_str() {
                    COMPONENTS => names.add_components(input, folder, call, &mut looked_at),
                    _ => names.add_functions(input, folder, call, &mut looked_at),
                }
            }
            if calls.len() > calls_left || looked_at > MOST_LOOKED_AT {
                first_cut.get_or_insert(path);
            }
            calls_left = calls_left.saturating_sub(calls.len());
            offered.by_folder.insert(folder.to_owned(), names);
        }
        if let Some(path) = first_cut {
            input.warn(
                &path.into(),
                "plugins offer too many names; the rest is not followed",
            );
        }
        offered
    }

    /// The imports that a plugin adds to a file, with the files that they mean.
    pub(super) fn imports(&self, path: &str, facts: &FileFacts) -> Vec<(FileId, Import)> {
        if self.by_folder.is_empty() {
            return Vec::new();
        }
        let mut around = ancestors(folder_of(path));
        let Some(names) = around.find_map(|folder| self.by_folder.get(folder)) else {
            return Vec::new();
        };
        let mut seen = own_names(facts);
        let bound = bound_names(facts);
        let mut found = Vec::new();
        for reference in &facts.references {
            let head = reference.path.split('.').next().unwrap_or_default();
            if seen.contains(head) || is_bound_around(facts, &bound, reference.within, head) {
                continue;
            }
            let component = names.components.get(head);
            let target = match reference.kind {
                ReferenceKind::Element => component.map(|file| (*file, "default")),
                _ => None,
            };
            let function = || {
                names
                    .functions
                    .get(head)
                    .map(|(file, name)| (*file, &**name))
            };
            let Some((file, name)) = target.or_else(function) else {
                continue;
            };
            seen.insert(head);
            found.push((file, import(name, head, reference.line)));
        }
        found
    }
}

/// An import of one name.
fn import(name: &str, local: &str, line: u32) -> Import {
    Import {
        module: Box::default(),
        names: vec![ImportedName {
            name: name.into(),
            local: local.into(),
            type_only: false,
        }],
        alias: None,
        line,
        presence: Presence::Runtime,
        within: None,
        is_test_only: false,
    }
}

/// Calls of plugins in the settings of a folder, with the path of the first of these.
struct Settings<'t> {
    path: &'t str,
    calls: Vec<PluginCall>,
}

/// The calls of plugins in the settings of each folder. Where the tests have settings of their own,
/// which do not take in the others, those alone hold.
fn settings(tree: &Tree) -> BTreeMap<&str, Settings<'_>> {
    let mut found: BTreeMap<&str, Settings<'_>> = BTreeMap::new();
    let mut alone: BTreeMap<&str, Settings<'_>> = BTreeMap::new();
    for (path, manifest) in &tree.manifests {
        let (folder, name) = (folder_of(path), name_of(path));
        let is_of_tests = name.starts_with("vitest.config.");
        if !is_of_tests && !name.starts_with("vite.config.") {
            continue;
        }
        let is_alone = is_of_tests && !manifest.text.contains("vite.config");
        let calls = plugin_calls(&manifest.text, &[COMPONENTS, FUNCTIONS]);
        let all = if is_alone { &mut alone } else { &mut found };
        let known = all.entry(folder).or_insert(Settings {
            path,
            calls: Vec::new(),
        });
        known.calls.extend(calls);
    }
    found.extend(alone);
    found.retain(|_, settings| !settings.calls.is_empty());
    found
}

impl Names {
    fn add_components(
        &mut self,
        input: &Input<'_>,
        folder: &str,
        call: &PluginCall,
        looked_at: &mut usize,
    ) {
        let option = |name: &str| call.options.get(name).map_or(&[] as &[_], Vec::as_slice);
        let has_prefix = option("directoryAsNamespace").iter().any(|it| it == "true");
        let usual = ["src/components".to_owned()];
        let dirs = match option("dirs") {
            [] => usual.as_slice(),
            dirs => dirs,
        };
        let patterns: Vec<String> = match option("globs") {
            [] => dirs
                .iter()
                .map(|dir| format!("{}/**", trimmed(dir)))
                .collect(),
            globs => globs.to_vec(),
        };
        let roots: Vec<String> = dirs.iter().filter_map(|dir| join(folder, dir)).collect();
        let extensions = option("extensions");
        let is_component = |path: &str| {
            let (_, extension) = path.rsplit_once('.').unwrap_or_default();
            match extensions {
                [] => extension == "vue",
                extensions => extensions.iter().any(|it| it == extension),
            }
        };
        for (file, path) in matching(input, folder, &patterns, looked_at) {
            if !is_component(path) {
                continue;
            }
            let stem = name_of(path).split('.').next().unwrap_or_default();
            let stem = match stem {
                "index" => name_of(folder_of(path)),
                stem => stem,
            };
            let mut name = pascal_case(stem);
            if has_prefix {
                let mut within = roots.iter().filter_map(|root| below(folder_of(path), root));
                let parts = within.next().unwrap_or_default().split('/');
                name = parts.map(pascal_case).collect::<String>() + &name;
            }
            self.components.entry(name).or_insert(file);
        }
    }

    fn add_functions(
        &mut self,
        input: &Input<'_>,
        folder: &str,
        call: &PluginCall,
        looked_at: &mut usize,
    ) {
        let dirs = call.options.get("dirs").map_or(&[] as &[_], Vec::as_slice);
        let patterns: Vec<String> = dirs
            .iter()
            .map(
                |dir| match name_of(dir).contains('.') && trimmed(dir) != "." {
                    true => dir.clone(),
                    false => format!("{}/*", trimmed(dir)),
                },
            )
            .collect();
        for (file, path) in matching(input, folder, &patterns, looked_at) {
            let facts = input.unit(file).and_then(|unit| unit.facts.as_deref());
            let exports = facts.map_or(&[] as &[_], |facts| &facts.exports);
            for export in exports.iter().filter(|export| !export.type_only) {
                let name = match &*export.name {
                    "*" => continue,
                    "default" => camel_case(name_of(path).split('.').next().unwrap_or_default()),
                    name => name.to_owned(),
                };
                let offered = (file, export.name.clone());
                self.functions.entry(name).or_insert(offered);
            }
        }
    }
}

/// The sources that patterns relative to a folder match, those of the first pattern first.
fn matching<'i>(
    input: &'i Input<'_>,
    folder: &str,
    patterns: &[String],
    looked_at: &mut usize,
) -> Vec<(FileId, &'i str)> {
    let mut globs = GlobSetBuilder::new();
    let whole = patterns
        .iter()
        .take(MOST_FOLDERS)
        .filter_map(|pattern| join(&globset::escape(folder), pattern));
    for pattern in whole {
        if let Ok(glob) = GlobBuilder::new(&pattern).literal_separator(true).build() {
            globs.add(glob);
        }
    }
    let Ok(globs) = globs.build() else {
        return Vec::new();
    };
    let mut found: Vec<(usize, FileId, &str)> = Vec::new();
    for (file, unit) in input.of_family(Family::EcmaScript) {
        if unit.kind != FileKind::Source {
            continue;
        }
        *looked_at += 1;
        if *looked_at > MOST_LOOKED_AT {
            break;
        }
        let path = &*unit.path;
        if let Some(at) = globs.matches(path).first() {
            found.push((*at, file, path));
        }
    }
    found.sort_by_key(|(at, file, _)| (*at, file.0));
    found
        .into_iter()
        .map(|(_, file, path)| (file, path))
        .collect()
}

fn trimmed(folder: &str) -> &str {
    folder.trim_end_matches('/')
}

/// `use-count` as `useCount`.
fn camel_case(name: &str) -> String {
    let name = pascal_case(name);
    let mut letters = name.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Names at the top of a file that it defines or imports itself.
fn own_names(facts: &FileFacts) -> FxHashSet<&str> {
    let imported = facts.imports.iter().flat_map(|import| {
        let names = import.names.iter().map(|name| &*name.local);
        names.chain(import.alias.as_deref())
    });
    let symbols = facts.symbols.iter().filter(|it| it.parent.is_none());
    let defined = symbols.map(|symbol| symbol.name.split('.').next().unwrap_or_default());
    let bindings = facts.bindings.iter().filter(|it| it.within.is_none());
    let bound = bindings.map(|binding| &*binding.name);
    imported.chain(defined).chain(bound).collect()
}

/// Names that functions of a file bind, each with the function.
fn bound_names(facts: &FileFacts) -> FxHashSet<(u32, &str)> {
    let bindings = facts.bindings.iter();
    bindings
        .filter_map(|binding| Some((binding.within?, &*binding.name)))
        .collect()
}

/// Whether a name is one that a function around binds.
fn is_bound_around(
    facts: &FileFacts,
    bound: &FxHashSet<(u32, &str)>,
    within: Option<u32>,
    name: &str,
) -> bool {
    let parent = |at: &u32| facts.symbols.get(*at as usize)?.parent;
    let mut around = std::iter::successors(within, parent);
    around.any(|at| bound.contains(&(at, name)))
}

#[cfg(test)]
mod tests;
