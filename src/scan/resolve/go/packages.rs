//! Go packages: which file of a folder defines a name, and what type it leads to.

use rustc_hash::FxHashMap;

use crate::lang::{Family, package_name};
use crate::model::{BindingKind, FileFacts, FileId, Import};
use crate::scan::paths::folder_of;

use super::super::Input;
use super::definitions::{Definition, Package};
use super::modules::Modules;

/// Steps that finding the type of one chain may take: types may embed each other, and
/// variables be set to each other, in circles and in trees.
const MOST_STEPS: u32 = 100;

/// Steps that are left.
struct Steps(u32);

impl Steps {
    fn take(&mut self) -> Option<()> {
        self.0 = self.0.checked_sub(1)?;
        Some(())
    }
}

/// A type of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Type<'a> {
    pub(super) package: usize,
    pub(super) name: &'a str,
}

/// What a file can name.
#[derive(Default)]
struct Scope<'a> {
    package: Option<usize>,
    /// Imported packages by their name in the file.
    imported: FxHashMap<&'a str, (usize, &'a Import)>,
    /// Packages whose names are used as if they were the file's own.
    merged: Vec<usize>,
    /// Bindings by the symbol that they stand in, and by name.
    bound: FxHashMap<(Option<u32>, &'a str), (&'a str, BindingKind)>,
}

/// All packages of the tree.
pub(super) struct Packages<'a> {
    input: &'a Input<'a>,
    packages: Vec<Package<'a>>,
    /// By file.
    scopes: FxHashMap<FileId, Scope<'a>>,
}

impl<'a> Packages<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        let mut packages: Vec<Package<'_>> = Vec::new();
        let mut of_folder: FxHashMap<(&str, &str), usize> = FxHashMap::default();
        let mut names: FxHashMap<&str, Vec<(&str, usize)>> = FxHashMap::default();
        let mut scopes: FxHashMap<FileId, Scope<'_>> = FxHashMap::default();
        for (file, unit) in input.of_family(Family::Go) {
            let Some(facts) = &unit.facts else {
                continue;
            };
            let folder = folder_of(&unit.path);
            let name = facts.package.as_deref().unwrap_or_default();
            let index = *of_folder.entry((folder, name)).or_insert_with(|| {
                names
                    .entry(folder)
                    .or_default()
                    .push((name, packages.len()));
                packages.push(Package::default());
                packages.len() - 1
            });
            if let Some(package) = packages.get_mut(index) {
                package.add(file, facts);
            }
            let scope = scopes.entry(file).or_default();
            scope.package = Some(index);
            scope.bound = bound(facts);
        }
        for package in &mut packages {
            package.keep_built(input);
        }
        let modules = Modules::of_tree(input.tree);
        let mut all = Self {
            input,
            packages,
            scopes: FxHashMap::default(),
        };
        for (file, unit) in input.of_family(Family::Go) {
            if let (Some(scope), Some(facts)) = (scopes.get_mut(&file), &unit.facts) {
                all.add_imports(scope, folder_of(&unit.path), facts, &modules, &names);
            }
        }
        all.scopes = scopes;
        all
    }

    fn add_imports(
        &self,
        scope: &mut Scope<'a>,
        folder: &str,
        facts: &'a FileFacts,
        modules: &Modules,
        names: &FxHashMap<&'a str, Vec<(&'a str, usize)>>,
    ) {
        for import in &facts.imports {
            let folders = modules.folders(folder, &import.module);
            let found = folders.iter().find_map(|folder| {
                let packages = names.get(folder.as_str())?.iter();
                // Programs of their own (`//go:build ignore`) and outside tests cannot be meant.
                packages
                    .filter(|(name, _)| !name.ends_with("_test"))
                    .max_by_key(|(_, index)| self.packages.get(*index).map(|it| it.files.len()))
            });
            let Some((name, index)) = found.copied() else {
                continue;
            };
            match import.alias.as_deref() {
                Some(".") if scope.merged.contains(&index) => {}
                Some(".") => scope.merged.push(index),
                // Without an alias in the source, the declared name is the one that counts.
                Some(alias) if alias == package_name(&import.module) => {
                    scope.imported.insert(name, (index, import));
                }
                Some(alias) => {
                    scope.imported.insert(alias, (index, import));
                }
                None => {}
            }
        }
    }

    /// The import of a package in a file, with its name there.
    pub(super) fn import_of(&self, file: FileId, package: usize) -> Option<(&'a str, &'a Import)> {
        let scope = self.scopes.get(&file)?;
        let mut found: Vec<_> = scope
            .imported
            .iter()
            .filter(|(_, (index, _))| *index == package)
            .map(|(name, (_, import))| (*name, *import))
            .collect();
        found.sort_by_key(|(name, import)| (import.line, *name));
        found.first().copied()
    }

    /// Files that do something on import, of packages imported for that only.
    pub(super) fn started(&self, file: FileId) -> Vec<(FileId, &'a Import)> {
        let blank = self
            .scopes
            .get(&file)
            .and_then(|scope| scope.imported.get("_"));
        blank
            .into_iter()
            .filter_map(|(index, import)| Some((self.packages.get(*index)?, *import)))
            .flat_map(|(package, import)| package.starting.iter().map(move |to| (*to, import)))
            .collect()
    }

    /// The package and name that a chain begins with, and how many of its parts they take.
    pub(super) fn head(&self, file: FileId, path: &[&'a str]) -> Option<(usize, &'a str, usize)> {
        let scope = self.scopes.get(&file)?;
        let first = path.first()?;
        if let (Some((index, _)), Some(name)) = (scope.imported.get(first), path.get(1)) {
            return Some((*index, name, 2));
        }
        let own = scope.package.iter().chain(&scope.merged);
        own.copied()
            .find(|index| self.has(*index, first))
            .map(|index| (index, *first, 1))
    }

    /// What the first name of a chain is bound to inside of a symbol. A variable with the name
    /// of an imported package hides it only where the package has no such member.
    pub(super) fn local(
        &self,
        file: FileId,
        within: Option<u32>,
        path: &[&'a str],
    ) -> Option<&'a str> {
        let scope = self.scopes.get(&file)?;
        let first = path.first()?;
        let (source, _) = scope.bound.get(&(Some(within?), first))?;
        let is_package = scope
            .imported
            .get(first)
            .is_some_and(|(package, _)| path.get(1).is_some_and(|name| self.has(*package, name)));
        (!is_package).then_some(source)
    }

    fn has(&self, package: usize, name: &str) -> bool {
        !self.definitions(package, name).is_empty() || self.is_receiver(package, name)
    }

    fn is_receiver(&self, package: usize, name: &str) -> bool {
        self.packages
            .get(package)
            .is_some_and(|package| package.receivers.contains(name))
    }

    /// The type that a name of a package is, has or results in.
    pub(super) fn named(&self, package: usize, name: &'a str) -> Option<Type<'a>> {
        self.type_of_name(package, name, &mut Steps(MOST_STEPS))
    }

    fn type_of_name(&self, package: usize, name: &'a str, steps: &mut Steps) -> Option<Type<'a>> {
        match self.definitions(package, name).first() {
            Some(definition) => self.result(package, name, *definition, steps),
            None => self
                .is_receiver(package, name)
                .then_some(Type { package, name }),
        }
    }

    /// The definitions of `name`, `Type.method` or `Type.field`.
    pub(super) fn definitions(&self, package: usize, name: &str) -> &[Definition<'a>] {
        self.packages
            .get(package)
            .and_then(|package| package.definitions.get(name))
            .map_or(&[], Vec::as_slice)
    }

    /// The only file of a package, which then defines whatever is not known.
    pub(super) fn only_file(&self, package: usize) -> Option<FileId> {
        match self.packages.get(package)?.files.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The type that a definition is, has or results in.
    pub(super) fn type_of(
        &self,
        package: usize,
        name: &'a str,
        definition: Definition<'a>,
    ) -> Option<Type<'a>> {
        self.result(package, name, definition, &mut Steps(MOST_STEPS))
    }

    /// The type of a chain of names as seen from a file and symbol.
    pub(super) fn value(
        &self,
        file: FileId,
        within: Option<u32>,
        chain: &'a str,
    ) -> Option<Type<'a>> {
        self.chain(file, within, chain, &mut Steps(MOST_STEPS))
    }

    /// A method or field of a type, its own or that of a type it embeds, with the type it is of.
    pub(super) fn member(&self, of: Type<'a>, member: &str) -> Option<(Type<'a>, Definition<'a>)> {
        self.find_member(of, member, &mut Steps(MOST_STEPS))
    }

    fn result(
        &self,
        package: usize,
        name: &'a str,
        definition: Definition<'a>,
        steps: &mut Steps,
    ) -> Option<Type<'a>> {
        if definition.is_type {
            return Some(Type { package, name });
        }
        let (source, _) = definition.source?;
        self.chain(definition.file, None, source, steps)
    }

    fn chain(
        &self,
        file: FileId,
        within: Option<u32>,
        chain: &'a str,
        steps: &mut Steps,
    ) -> Option<Type<'a>> {
        steps.take()?;
        let path: Vec<&str> = chain.split('.').collect();
        let first = path.first()?;
        let (mut found, taken) = match self.local(file, within, &path) {
            Some(source) => {
                // `config := config.New()`: the value is of the outer name.
                let is_outer = source.split('.').next() == Some(first);
                let within = within.filter(|_| !is_outer);
                (self.chain(file, within, source, steps)?, 1)
            }
            None => {
                let (package, name, taken) = self.head(file, &path)?;
                (self.type_of_name(package, name, steps)?, taken)
            }
        };
        for member in path.get(taken..)? {
            let (owner, definition) = self.find_member(found, member, steps)?;
            found = self.result(owner.package, "", definition, steps)?;
        }
        Some(found)
    }

    fn find_member(
        &self,
        of: Type<'a>,
        member: &str,
        steps: &mut Steps,
    ) -> Option<(Type<'a>, Definition<'a>)> {
        steps.take()?;
        let name = format!("{}.{member}", of.name);
        if let Some(definition) = self.definitions(of.package, &name).first() {
            return Some((of, *definition));
        }
        let bases = self.packages.get(of.package)?.bases.get(of.name)?;
        bases.iter().find_map(|(file, base)| {
            let base = self.chain(*file, None, base, steps)?;
            self.find_member(base, member, steps)
        })
    }

    pub(super) fn facts(&self, file: FileId) -> Option<&'a FileFacts> {
        self.input.unit(file)?.facts.as_deref()
    }
}

/// The first binding of each name counts, if it tells anything.
fn bound(facts: &FileFacts) -> FxHashMap<(Option<u32>, &str), (&str, BindingKind)> {
    let mut bound = FxHashMap::default();
    for binding in facts.bindings.iter().filter(|it| !it.name.is_empty()) {
        let known = bound
            .entry((binding.within, &*binding.name))
            .or_insert((&*binding.source, binding.kind));
        if known.0.is_empty() {
            *known = (&*binding.source, binding.kind);
        }
    }
    bound
}
