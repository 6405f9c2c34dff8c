//! Imports of Python: modules on a search path of their own for each file, re-exports followed
//! to the file that defines the name.

mod names;
mod renamed;
mod roots;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, FileKind, Import, ImportedName, Presence, is_at_or_below};
use crate::scan::course;
use crate::scan::extract::Unit;
use crate::scan::paths::{ancestors, folder_of, name_of};
use crate::scan::stdlib::is_standard;

use super::sought::Sought;
use super::{Edge, EdgeKind, Input};
use names::{Names, names};
use roots::Roots;

/// Resolves the imports of all Python files.
pub(super) fn resolve(input: &Input<'_>) -> Vec<(FileId, Vec<Edge>)> {
    let resolver = Resolver::new(input);
    let files: Vec<(FileId, &Unit)> = input.of_family(Family::Python).collect();
    files
        .into_par_iter()
        .filter_map(|(file, unit)| {
            let _at = course::begin(&unit.path)?;
            Some((file, resolver.edges(file, unit)))
        })
        .collect()
}

/// A module or package of the tree.
#[derive(Debug, Clone)]
struct Module {
    /// Its file; none for a namespace package.
    file: Option<FileId>,
    /// The folder that its submodules lie in, where it is a package.
    folder: Option<String>,
    /// `__init__.py` of the packages above it, outermost first.
    parents: Vec<FileId>,
}

struct Resolver<'a> {
    input: &'a Input<'a>,
    roots: Roots,
    names: FxHashMap<FileId, Names<'a>>,
    /// Files of tests that add folders to the search path.
    extending: FxHashSet<&'a str>,
    /// The only folder that holds a module or package of a name; none where there are several.
    holders: FxHashMap<&'a str, Option<&'a str>>,
}

impl<'a> Resolver<'a> {
    fn new(input: &'a Input<'a>) -> Self {
        let mut resolver = Self {
            input,
            roots: Roots::new(input),
            names: FxHashMap::default(),
            extending: extending(input),
            holders: FxHashMap::default(),
        };
        if !resolver.extending.is_empty() {
            resolver.holders = holders(input);
        }
        resolver.names = names(input, |path, module| {
            let module = resolver.module(path, module);
            module.is_some_and(|module| module.file.is_some())
        });
        resolver
    }

    fn edges(&self, file: FileId, unit: &Unit) -> Vec<Edge> {
        let mut edges = Vec::new();
        for import in unit.facts.iter().flat_map(|facts| &facts.imports) {
            self.add_import(&unit.path, import, &mut edges);
        }
        if matches!(unit.kind, FileKind::Test | FileKind::Support) {
            self.add_conftests(&unit.path, &mut edges);
            self.add_plugins(unit, &mut edges);
        }
        edges.retain(|edge| edge.to != file);
        edges
    }

    fn add_import(&self, path: &str, import: &Import, edges: &mut Vec<Edge>) {
        let module = self.module(path, &import.module);
        let Some(module) = module.or_else(|| self.elsewhere(path, &import.module)) else {
            return;
        };
        let edge = |to, kind, local: Option<&str>, name: Option<&str>| Edge {
            to,
            kind,
            presence: import.presence,
            is_test_only: import.is_test_only,
            line: import.line,
            local: local.map(Into::into),
            name: name.map(Into::into),
        };
        for parent in &module.parents {
            edges.push(edge(*parent, EdgeKind::Passes, None, None));
        }
        if import.names.is_empty() {
            if let Some(file) = module.file {
                let local = import.alias.as_deref().unwrap_or(&import.module);
                edges.push(edge(file, EdgeKind::Names, Some(local), None));
            }
            return;
        }
        for imported in &import.names {
            let Some((to, name)) = self.imported(&module, imported) else {
                continue;
            };
            let is_detour = module.file.is_some_and(|file| file != to);
            if let (true, Some(passed)) = (is_detour, module.file) {
                edges.push(edge(passed, EdgeKind::Passes, None, None));
            }
            // `from package import module` names the module: nothing is passed on.
            let kind = if is_detour && name.is_some() {
                EdgeKind::Reexports
            } else {
                EdgeKind::Names
            };
            edges.push(edge(to, kind, Some(&imported.local), name.as_deref()));
        }
    }

    /// The file behind one name of `from module import name`, and its name there; no name where
    /// it is a module itself.
    fn imported(
        &self,
        module: &Module,
        imported: &ImportedName,
    ) -> Option<(FileId, Option<String>)> {
        if &*imported.name == "*" {
            return module.file.map(|file| (file, Some("*".to_owned())));
        }
        if let Some(found) = module
            .file
            .and_then(|file| self.defined(file, &imported.name, &mut Sought::default()))
        {
            return Some(found);
        }
        if let Some(submodule) = self.submodule(module, &imported.name) {
            return submodule.file.map(|file| (file, None));
        }
        // A constant, or a name made at run time: the module itself is as near as it gets.
        module
            .file
            .map(|file| (file, Some(imported.name.to_string())))
    }

    /// Follows a name of a module to the file that defines it; none where the module neither
    /// defines nor imports it, or it was looked for there before.
    fn defined<'n>(
        &'n self,
        file: FileId,
        name: &'n str,
        sought: &mut Sought<'n>,
    ) -> Option<(FileId, Option<String>)> {
        let unit = self.input.unit(file)?;
        let names = self.names.get(&file)?;
        if names.defines(name) {
            return Some((file, Some(name.to_owned())));
        }
        if !sought.enter(file, name) {
            return None;
        }
        let found = names
            .bringing(name)
            .find_map(|import| self.passed_on(&unit.path, import, name, sought));
        sought.leave();
        found
    }

    fn passed_on<'n>(
        &'n self,
        path: &str,
        import: &'n Import,
        name: &'n str,
        sought: &mut Sought<'n>,
    ) -> Option<(FileId, Option<String>)> {
        if import.names.is_empty() {
            let is_named = import.alias.as_deref() == Some(name);
            return is_named.then(|| {
                self.module(path, &import.module)?
                    .file
                    .map(|file| (file, None))
            })?;
        }
        let imported = import
            .names
            .iter()
            .find(|imported| &*imported.local == name || &*imported.name == "*")?;
        let module = self.module(path, &import.module)?;
        let is_star = &*imported.name == "*";
        let wanted = if is_star { name } else { &imported.name };
        if let Some(found) = module
            .file
            .and_then(|file| self.defined(file, wanted, sought))
        {
            return Some(found);
        }
        if is_star {
            return None;
        }
        match self.submodule(&module, wanted) {
            Some(submodule) => submodule.file.map(|file| (file, None)),
            None => module.file.map(|file| (file, Some(wanted.to_owned()))),
        }
    }

    /// The module that `name`, as written in the file at `path`, stands for.
    fn module(&self, path: &str, name: &str) -> Option<Module> {
        let rest = name.trim_start_matches('.');
        let dots = name.len() - rest.len();
        let parts: Vec<&str> = rest.split('.').filter(|part| !part.is_empty()).collect();
        if dots > 0 {
            let base = ancestors(folder_of(path)).nth(dots - 1)?;
            return self.locate(base, &parts);
        }
        let first = *parts.first()?;
        if is_standard(first) {
            return None;
        }
        let roots = self.roots.of_folder(folder_of(path)).iter();
        let roots = roots.chain(self.roots.only_provider(first));
        let holder = std::iter::once_with(|| self.roots.nearest_holder(first, path));
        let roots = roots.map(String::as_str).chain(holder.flatten());
        self.first_of(roots, &parts)
    }

    /// The module that the first of these folders has which holds it. A folder without `__init__.py`
    /// gives way to a real package below it: a project is often called like the package that it holds.
    fn first_of<'r>(&self, roots: impl Iterator<Item = &'r str>, parts: &[&str]) -> Option<Module> {
        let mut namespace: Option<(String, Module)> = None;
        for root in roots {
            let Some(module) = self.locate(root, parts) else {
                continue;
            };
            let is_real = module.file.is_some() || !module.parents.is_empty();
            match &namespace {
                None if is_real => return Some(module),
                None => namespace = Some((child(root, parts.first()?), module)),
                Some((folder, _)) if is_real && is_at_or_below(root, folder) => {
                    return Some(module);
                }
                Some(_) => {}
            }
        }
        namespace.map(|(_, module)| module)
    }

    /// A module that a test finds because it adds a folder to the search path: which one, it
    /// computes, so that it has to be the only one of its name.
    fn elsewhere(&self, path: &str, name: &str) -> Option<Module> {
        let parts: Vec<&str> = name.split('.').collect();
        let first = parts.first().filter(|first| !is_standard(first))?;
        let holder = self.holders.get(first).copied().flatten()?;
        self.extending
            .contains(path)
            .then(|| self.locate(holder, &parts))?
    }

    fn submodule(&self, module: &Module, name: &str) -> Option<Module> {
        self.locate(module.folder.as_deref()?, &[name])
    }

    /// The module at `folder/part/part`, with the packages between.
    fn locate(&self, folder: &str, parts: &[&str]) -> Option<Module> {
        let mut at = folder.to_owned();
        let mut parents = Vec::new();
        let Some((last, packages)) = parts.split_last() else {
            return self.package(at, parents);
        };
        for part in packages {
            at = self.roots.below(&at, part);
            match self.input.file(&child(&at, "__init__.py")) {
                Some(file) => parents.push(file),
                None if self.roots.is_folder(&at) => {}
                None => return None,
            }
        }
        let at = self.roots.below(&at, last);
        let file = self.input.file(&format!("{at}.py"));
        match (self.input.file(&child(&at, "__init__.py")), file) {
            (None, Some(file)) => Some(Module {
                file: Some(file),
                folder: None,
                parents,
            }),
            _ => self.package(at, parents),
        }
    }

    fn package(&self, folder: String, parents: Vec<FileId>) -> Option<Module> {
        let file = self.input.file(&child(&folder, "__init__.py"));
        (file.is_some() || self.roots.is_folder(&folder)).then_some(Module {
            file,
            folder: Some(folder),
            parents,
        })
    }

    /// pytest imports what `pytest_plugins` of a file of tests names, and offers all of it.
    fn add_plugins(&self, unit: &Unit, edges: &mut Vec<Edge>) {
        let texts = unit.facts.iter().flat_map(|facts| &facts.texts);
        for text in texts.filter(|text| text.within.is_none() && &*text.taker == "pytest_plugins") {
            let all = ImportedName {
                name: "*".into(),
                local: "*".into(),
                type_only: false,
            };
            let import = Import {
                module: text.value.clone(),
                names: vec![all],
                alias: None,
                line: text.line,
                presence: Presence::Runtime,
                within: None,
                is_test_only: false,
            };
            self.add_import(&unit.path, &import, edges);
        }
    }

    /// pytest imports every `conftest.py` from the test's folder up.
    fn add_conftests(&self, path: &str, edges: &mut Vec<Edge>) {
        for folder in ancestors(folder_of(path)) {
            if let Some(file) = self.input.file(&child(folder, "conftest.py")) {
                edges.push(Edge {
                    to: file,
                    kind: EdgeKind::Passes,
                    presence: Presence::Runtime,
                    is_test_only: false,
                    line: 1,
                    local: None,
                    name: None,
                });
            }
        }
    }
}

/// Files of tests that add folders to the search path: `sys.path.insert(0, …)`.
fn extending<'a>(input: &'a Input<'a>) -> FxHashSet<&'a str> {
    let files = input.of_family(Family::Python).map(|(_, unit)| unit);
    let tests = files.filter(|unit| matches!(unit.kind, FileKind::Test | FileKind::Support));
    let extends = |unit: &&Unit| {
        let mut references = unit.facts.iter().flat_map(|facts| &facts.references);
        references.any(|it| matches!(&*it.path, "sys.path.insert" | "sys.path.append"))
    };
    tests.filter(extends).map(|unit| &*unit.path).collect()
}

/// The folder of each module and package, by name, where only one holds it.
fn holders<'a>(input: &'a Input<'a>) -> FxHashMap<&'a str, Option<&'a str>> {
    let mut holders: FxHashMap<&str, Option<&str>> = FxHashMap::default();
    for (_, unit) in input.of_family(Family::Python) {
        let module = unit.path.strip_suffix(".py").unwrap_or(&unit.path);
        let module = module.strip_suffix("/__init__").unwrap_or(module);
        let folder = folder_of(module);
        let known = holders.entry(name_of(module)).or_insert(Some(folder));
        if *known != Some(folder) {
            *known = None;
        }
    }
    holders
}

fn child(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

#[cfg(test)]
mod tests;
