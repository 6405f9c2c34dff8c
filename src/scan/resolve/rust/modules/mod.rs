//! Rust's module trees: which file a path leads to, `pub use` followed.

mod path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, last_part};
use crate::scan::paths::{folder_of, join};

use self::path::Steps;
use super::super::Input;
use super::crates::{Crate, crates};
use super::names::{Names, names};

/// Deepest nesting of modules.
const DEEPEST: usize = 64;

/// A module: of a file, or written inside of one.
struct Module<'a> {
    file: FileId,
    krate: usize,
    parent: Option<usize>,
    children: FxHashMap<&'a str, usize>,
    /// Its path inside of the file.
    inline: Vec<&'a str>,
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) file: FileId,
    /// The module itself, where the path names one.
    module: Option<usize>,
    /// What is named in the file; empty for the module itself.
    pub(super) item: Vec<&'a str>,
    /// How many parts at the end of `item` are members of what is named.
    pub(super) members: usize,
    /// Whether another file passes the name on.
    pub(super) is_passed_on: bool,
}

/// All module trees.
pub(super) struct Modules<'a> {
    input: &'a Input<'a>,
    names: FxHashMap<FileId, Names<'a>>,
    crates: Vec<Crate>,
    modules: Vec<Module<'a>>,
    /// The root module of each crate.
    roots: Vec<Option<usize>>,
    /// Crates of libraries by name.
    libraries: FxHashMap<String, Vec<usize>>,
    /// Other files for a module, by the first: `mod imp;` for each platform.
    variants: FxHashMap<FileId, Vec<FileId>>,
    /// The module of each file; the first, where several crates hold it.
    of_file: FxHashMap<FileId, usize>,
    /// Where the globs of each module lead in the tree: those of foreign libraries lead nowhere.
    globs: Vec<Vec<Found<'a>>>,
    /// Macros by crate and name: file and qualified name of the first.
    macros: FxHashMap<(usize, &'a str), (FileId, &'a str)>,
    /// Their names, in all crates.
    macro_names: FxHashSet<&'a str>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        let crates = crates(input.tree);
        let mut all = Self {
            input,
            names: names(input),
            crates: Vec::new(),
            modules: Vec::new(),
            roots: Vec::new(),
            libraries: FxHashMap::default(),
            variants: FxHashMap::default(),
            of_file: FxHashMap::default(),
            globs: Vec::new(),
            macros: FxHashMap::default(),
            macro_names: FxHashSet::default(),
        };
        for (index, krate) in crates.iter().enumerate() {
            let root = input.file(&krate.root);
            let root = root.map(|file| all.grow(index, file, &krate.folder));
            all.roots.push(root);
            if let Some(name) = &krate.name {
                all.libraries.entry(name.clone()).or_default().push(index);
            }
        }
        all.crates = crates;
        all.forget_derived();
        all.follow_globs();
        all.macros = all.find_macros();
        all.macro_names = all.macros.keys().map(|(_, name)| *name).collect();
        all
    }

    /// Forgets imports of what derives something that a file has of its own: that may have its name, `pub use derives::Form` beside
    /// `pub struct Form`.
    fn forget_derived(&mut self) {
        let mut derived = Vec::new();
        for (file, _) in self.input.of_family(Family::Rust) {
            let is_derived = |path: &[&'a str]| {
                let found = self.find(file, path);
                found.is_some_and(|found| found.file != file && self.is_derive(&found))
            };
            let Some(names) = self.names.get(&file) else {
                continue;
            };
            let own = names.imported.iter();
            let own = own.filter(|(local, _)| names.defined.contains(*local));
            derived.extend(own.filter_map(|(local, paths)| {
                let left = paths.iter().filter(|path| !is_derived(path));
                let left: Vec<Vec<&str>> = left.cloned().collect();
                (left.len() < paths.len()).then_some((file, *local, left))
            }));
        }
        for (file, local, left) in derived {
            if let Some(names) = self.names.get_mut(&file) {
                names.imported.insert(local, left);
            }
        }
    }

    /// Whether a path leads to what derives something, which no function is called like.
    fn is_derive(&self, found: &Found<'_>) -> bool {
        let symbols = self
            .facts(found.file)
            .into_iter()
            .flat_map(|it| &it.symbols);
        let mut said = symbols.flat_map(|symbol| &symbol.decorators);
        found.module.is_none()
            && said.any(|it| it.strip_prefix("proc_macro_derive.") == found.item.last().copied())
    }

    /// Whether an import of a file brings the name that it says.
    pub(super) fn is_imported(&self, file: FileId, local: &str, path: &[&str]) -> bool {
        let names = self.names.get(&file);
        let known = names.and_then(|names| names.imported.get(local));
        known.is_none_or(|paths| paths.iter().any(|known| known == path))
    }

    /// First the globs that need no other one, then those of names that these bring.
    fn follow_globs(&mut self) {
        let mut left = Vec::new();
        let mut found = Vec::new();
        for (index, module) in self.modules.iter().enumerate() {
            let names = self.names.get(&module.file);
            let mut holders = Vec::new();
            for path in names.into_iter().flat_map(|names| &names.globs) {
                match self.glob(index, path, &mut Steps::new()) {
                    Some(holder) => holders.push(holder),
                    None => left.push((index, path.clone())),
                }
            }
            found.push(holders);
        }
        self.globs = found;
        for (index, path) in left {
            let holder = self.path(index, &path, &mut Steps::new());
            if let (Some(holder), Some(holders)) = (holder, self.globs.get_mut(index)) {
                holders.push(holder);
            }
        }
    }

    /// Those of inline modules are known outside of them by an export only, and so come last.
    fn find_macros(&self) -> FxHashMap<(usize, &'a str), (FileId, &'a str)> {
        let mut macros = FxHashMap::default();
        for is_inline in [false, true] {
            for module in self.modules.iter().filter(|it| it.inline.is_empty()) {
                let names = self.names.get(&module.file);
                let own = names.into_iter().flat_map(|names| &names.macros);
                for name in own.filter(|name| name.contains('.') == is_inline) {
                    let last = last_part(name);
                    let place = (module.file, *name);
                    macros.entry((module.krate, last)).or_insert(place);
                }
            }
        }
        macros
    }

    /// Adds the modules of a crate, each file once.
    fn grow(&mut self, krate: usize, root: FileId, package: &str) -> usize {
        let root_module = self.add(krate, root, None, Vec::new());
        let mut seen = FxHashSet::from_iter([root]);
        let mut pending = vec![(root_module, true, 0)];
        while let Some((module, is_folder, depth)) = pending.pop() {
            let Some(file) = self.modules.get(module).map(|module| module.file) else {
                continue;
            };
            let (Some(facts), Some(unit)) = (self.facts(file), self.input.unit(file)) else {
                continue;
            };
            let folder = match is_folder {
                true => folder_of(&unit.path),
                false => unit.path.strip_suffix(".rs").unwrap_or_default(),
            };
            for (name, path, _) in &facts.modules {
                let last = last_part(name);
                let children = match path.as_deref() {
                    Some(path) if last == FileFacts::ALL_OF_FOLDER => self.all_of(package, path),
                    _ => {
                        let found =
                            self.file_of(folder_of(&unit.path), folder, name, path.as_deref());
                        found
                            .map(|(child, is_folder)| (last, child, is_folder))
                            .into_iter()
                            .collect()
                    }
                };
                let around = name.strip_suffix(last).unwrap_or_default();
                for (last, child, is_folder) in children {
                    if depth < DEEPEST && seen.insert(child) {
                        let child = self.declare(krate, module, (around, last), child);
                        pending.push((child, is_folder, depth + 1));
                    }
                }
            }
        }
        root_module
    }

    /// The file that `mod name;` means, and whether its own modules lie beside it.
    fn file_of(
        &self,
        here: &str,
        folder: &str,
        name: &str,
        path: Option<&str>,
    ) -> Option<(FileId, bool)> {
        if let Some(path) = path {
            return Some((self.input.file(&join(here, path)?)?, true));
        }
        let below = join(folder, &name.replace('.', "/"))?;
        let beside = self.input.file(&format!("{below}.rs"));
        beside
            .map(|file| (file, false))
            .or_else(|| Some((self.input.file(&format!("{below}/mod.rs"))?, true)))
    }

    /// The files of a folder of a package but for the roots of crates and of the folder itself, by
    /// the names that they have as modules.
    fn all_of(&self, package: &str, path: &str) -> Vec<(&'a str, FileId, bool)> {
        let Some(folder) = join(package, path) else {
            return Vec::new();
        };
        let input = self.input;
        let files = input.of_family(Family::Rust);
        let found = files.filter_map(|(file, unit)| {
            let (holder, name) = unit.path.rsplit_once('/')?;
            let stem = name.strip_suffix(".rs")?;
            let is_root = matches!(stem, "mod" | "lib" | "main");
            (holder == folder && !is_root).then_some((stem, file, false))
        });
        found.collect()
    }

    /// Adds a module of a file, with the inline modules around its declaration.
    fn declare(
        &mut self,
        krate: usize,
        parent: usize,
        (around, last): (&'a str, &'a str),
        file: FileId,
    ) -> usize {
        let mut parent = parent;
        let mut inline = Vec::new();
        for name in around.split('.').filter(|name| !name.is_empty()) {
            inline.push(name);
            let known = self.child(parent, name);
            parent = known.unwrap_or_else(|| {
                let here = self.modules.get(parent).map_or(file, |module| module.file);
                let child = self.add(krate, here, Some(parent), inline.clone());
                self.adopt(parent, name, child);
                child
            });
        }
        let child = self.add(krate, file, Some(parent), Vec::new());
        self.adopt(parent, last, child);
        child
    }

    fn add(
        &mut self,
        krate: usize,
        file: FileId,
        parent: Option<usize>,
        inline: Vec<&'a str>,
    ) -> usize {
        let index = self.modules.len();
        if inline.is_empty() {
            self.of_file.entry(file).or_insert(index);
        }
        self.modules.push(Module {
            file,
            krate,
            parent,
            children: FxHashMap::default(),
            inline,
        });
        index
    }

    fn adopt(&mut self, parent: usize, name: &'a str, child: usize) {
        let Some(parent) = self.modules.get_mut(parent) else {
            return;
        };
        let first = *parent.children.entry(name).or_insert(child);
        let file_of = |module: usize| self.modules.get(module).map(|module| module.file);
        if let (true, Some(first), Some(other)) = (first != child, file_of(first), file_of(child)) {
            self.variants.entry(first).or_default().push(other);
        }
    }

    fn child(&self, module: usize, name: &str) -> Option<usize> {
        self.modules.get(module)?.children.get(name).copied()
    }

    /// Other files that may stand in for one.
    pub(super) fn variants(&self, file: FileId) -> &[FileId] {
        self.variants.get(&file).map_or(&[], Vec::as_slice)
    }

    pub(super) fn facts(&self, file: FileId) -> Option<&'a FileFacts> {
        self.input.unit(file)?.facts.as_deref()
    }

    /// Where a dotted path leads that is used in a file.
    pub(super) fn find(&self, file: FileId, path: &[&'a str]) -> Option<Found<'a>> {
        let module = *self.of_file.get(&file)?;
        self.path(module, path, &mut Steps::new())
    }

    /// The macro that a path means in a file, `!` included. Macros are no items of modules: by its
    /// bare name one is known to all that follows in its crate, and by path it is an item of the
    /// root or passed on under any path. So a crate has each of its macros once, by name, but for
    /// those of the file itself.
    pub(super) fn find_macro(&self, file: FileId, path: &[&'a str]) -> Option<Found<'a>> {
        let (name, holder) = path.split_last()?;
        let names = self.names.get(&file)?;
        if let Some(own) = names.own_macro(path) {
            return Some(found_macro(file, own));
        }
        // Most macros come from elsewhere.
        if !self.macro_names.contains(name) {
            return None;
        }
        let module = *self.of_file.get(&file)?;
        let bare = name.strip_suffix('!')?;
        let steps = &mut Steps::new();
        let own = self.modules.get(module)?.krate;
        let imported = || names.imported.get(bare).into_iter().flatten();
        let krate = match holder {
            [] => imported()
                .find_map(|path| self.crate_of(module, path, steps))
                .filter(|krate| self.macros.contains_key(&(*krate, *name)))
                .unwrap_or(own),
            holder => self.crate_of(module, holder, steps)?,
        };
        let found = self.macros.get(&(krate, *name)).copied();
        let (file, name) = found.or_else(|| {
            let globs = self.globs.get(module).filter(|_| holder.is_empty());
            let globs = globs.into_iter().flatten();
            let mut crates = globs.filter_map(|found| self.crate_with(found));
            crates.find_map(|krate| self.macros.get(&(krate, *name)).copied())
        })?;
        Some(found_macro(file, name))
    }

    /// The crate that a path leads into.
    fn crate_of(&self, module: usize, path: &[&'a str], steps: &mut Steps<'a>) -> Option<usize> {
        self.crate_with(&self.path(module, path, steps)?)
    }

    fn crate_with(&self, found: &Found<'_>) -> Option<usize> {
        let module = found
            .module
            .or_else(|| self.of_file.get(&found.file).copied())?;
        Some(self.modules.get(module)?.krate)
    }
}

fn found_macro<'a>(file: FileId, name: &'a str) -> Found<'a> {
    Found {
        file,
        module: None,
        item: name.split('.').collect(),
        members: 0,
        is_passed_on: false,
    }
}
