//! Rust's module trees: which file a path leads to, `pub use` followed.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileFacts, FileId};
use crate::scan::paths::{folder_of, join};

use super::super::Input;
use super::crates::{Crate, crates};
use super::names::{Names, names};

/// Deepest nesting of modules.
const DEEPEST: usize = 64;

/// Steps that resolving one path may take: modules may pass names on in circles.
const MOST_STEPS: u32 = 200;

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
            macros: FxHashMap::default(),
            macro_names: FxHashSet::default(),
        };
        for (index, krate) in crates.iter().enumerate() {
            let root = input.file(&krate.root);
            let root = root.map(|file| all.grow(index, file));
            all.roots.push(root);
            if let Some(name) = &krate.name {
                all.libraries.entry(name.clone()).or_default().push(index);
            }
        }
        all.crates = crates;
        all.macros = all.find_macros();
        all.macro_names = all.macros.keys().map(|(_, name)| *name).collect();
        all
    }

    /// Those of inline modules are known outside of them by an export only, and so come last.
    fn find_macros(&self) -> FxHashMap<(usize, &'a str), (FileId, &'a str)> {
        let mut macros = FxHashMap::default();
        for is_inline in [false, true] {
            for module in self.modules.iter().filter(|it| it.inline.is_empty()) {
                let names = self.names.get(&module.file);
                let own = names.into_iter().flat_map(|names| &names.macros);
                for name in own.filter(|name| name.contains('.') == is_inline) {
                    let last = name.rsplit('.').next().unwrap_or(name);
                    let place = (module.file, *name);
                    macros.entry((module.krate, last)).or_insert(place);
                }
            }
        }
        macros
    }

    /// Adds the modules of a crate, each file once.
    fn grow(&mut self, krate: usize, root: FileId) -> usize {
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
                let Some((child, is_folder)) =
                    self.file_of(folder_of(&unit.path), folder, name, path.as_deref())
                else {
                    continue;
                };
                if depth < DEEPEST && seen.insert(child) {
                    let child = self.declare(krate, module, name, child);
                    pending.push((child, is_folder, depth + 1));
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

    /// Adds a module of a file, with the inline modules around its declaration.
    fn declare(&mut self, krate: usize, parent: usize, name: &'a str, file: FileId) -> usize {
        let mut parent = parent;
        let mut names: Vec<&str> = name.split('.').collect();
        let last = names.pop().unwrap_or_default();
        let mut inline = Vec::new();
        for name in names {
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
            let globs = names.globs.iter().filter(|_| holder.is_empty());
            let mut crates = globs.filter_map(|path| self.crate_of(module, path, steps));
            crates.find_map(|krate| self.macros.get(&(krate, *name)).copied())
        })?;
        Some(found_macro(file, name))
    }

    /// The crate that a path leads into.
    fn crate_of(&self, module: usize, path: &[&'a str], steps: &mut Steps) -> Option<usize> {
        let found = self.path(module, path, steps)?;
        let module = found
            .module
            .or_else(|| self.of_file.get(&found.file).copied())?;
        Some(self.modules.get(module)?.krate)
    }

    fn path(&self, module: usize, path: &[&'a str], steps: &mut Steps) -> Option<Found<'a>> {
        steps.take()?;
        let (first, rest) = path.split_first()?;
        let start = match *first {
            "crate" => *self.roots.get(self.modules.get(module)?.krate)?,
            "self" => Some(module),
            "super" => Some(self.modules.get(module)?.parent?),
            name => self.child(module, name),
        };
        if let Some(start) = start {
            return self.inside(start, rest, steps);
        }
        let names = self.names.get(&self.modules.get(module)?.file);
        if names.is_some_and(|names| names.inline.contains(first)) {
            return self.item(module, path, steps);
        }
        if let Some(found) = self.imported(module, first, rest, steps) {
            return Some(found);
        }
        let library = self.library(module, first)?;
        let root = (*self.roots.get(library)?)?;
        self.inside(root, rest, steps)
    }

    /// Goes down from a module: through modules as far as there are any, then to an item.
    fn inside(&self, module: usize, path: &[&'a str], steps: &mut Steps) -> Option<Found<'a>> {
        let mut module = module;
        let mut path = path;
        while let Some((first, rest)) = path.split_first() {
            let next = match *first {
                "self" => Some(module),
                "super" => self.modules.get(module)?.parent,
                name => self.child(module, name),
            };
            match next {
                // `pub use walk::walk` passes on a function under the name of its module.
                Some(_) if rest.is_empty() && !matches!(*first, "self" | "super") => {
                    let item = self.named(module, first, rest, steps);
                    if let Some(found) = item.filter(|found| found.module.is_none()) {
                        return Some(Found {
                            is_passed_on: true,
                            ..found
                        });
                    }
                    module = next?;
                }
                Some(next) => module = next,
                None => return self.item(module, path, steps),
            }
            path = rest;
        }
        Some(Found {
            file: self.modules.get(module)?.file,
            module: Some(module),
            item: Vec::new(),
            members: 0,
            is_passed_on: false,
        })
    }

    /// An item of a module: defined there, passed on, or at least looked for there.
    fn item(&self, module: usize, path: &[&'a str], steps: &mut Steps) -> Option<Found<'a>> {
        let (first, rest) = path.split_first()?;
        let here = self.modules.get(module)?;
        let mut item = here.inline.clone();
        item.extend(path);
        let is_inline = |parts: &[&str]| {
            let names = self.names.get(&here.file);
            names.is_some_and(|names| names.inline.contains(parts.join(".").as_str()))
        };
        // Modules that are written out in the file are no owners of members.
        let outer = here.inline.len();
        let inner = (outer + 1..item.len()).take_while(|end| {
            let parts = item.get(..*end);
            parts.is_some_and(is_inline)
        });
        let members = rest.len() - inner.count();
        let found = Found {
            file: here.file,
            module: None,
            item,
            members,
            is_passed_on: false,
        };
        let is_module = || rest.is_empty() && is_inline(&found.item);
        if *first == "*" || self.defines(here, first) || is_module() {
            return Some(found);
        }
        // All of an inline module: what its file names.
        if rest == ["*"] && self.names.get(&here.file)?.inline.contains(first) {
            return Some(Found {
                item: vec!["*"],
                members: 0,
                ..found
            });
        }
        let passed_on = self.imported(module, first, rest, steps);
        Some(passed_on.map_or(found, |passed_on| Found {
            is_passed_on: true,
            ..passed_on
        }))
    }

    /// A name that the module's file imports.
    fn imported(
        &self,
        module: usize,
        first: &'a str,
        rest: &[&'a str],
        steps: &mut Steps,
    ) -> Option<Found<'a>> {
        let named = self.named(module, first, rest, steps);
        if named.is_some() {
            return named;
        }
        let names = self.names.get(&self.modules.get(module)?.file)?;
        for path in &names.globs {
            if steps.left == 0 {
                return None;
            }
            let Some(holder) = self.outside(module, first, path, steps) else {
                continue;
            };
            if let Some(found) = self.in_inline(&holder, first, rest) {
                return Some(found);
            }
            // Modules may take all names of each other: `use super::*` in one that is passed on.
            let holder = self.holder(&holder);
            if let Some(holder) = holder.filter(|it| *it != module && !steps.around.contains(it)) {
                steps.around.push(module);
                let found = self.exact(holder, first, rest, steps);
                steps.around.pop();
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// A name that an inline module defines of which a glob takes all.
    fn in_inline(&self, holder: &Found<'a>, name: &'a str, rest: &[&'a str]) -> Option<Found<'a>> {
        let names = self.names.get(&holder.file)?;
        let module = holder.item.join(".");
        let is_inline = names.inline.contains(module.as_str());
        if !is_inline || !names.defined.contains(format!("{module}.{name}").as_str()) {
            return None;
        }
        let mut item = holder.item.clone();
        item.push(name);
        item.extend(rest);
        Some(Found {
            item,
            members: rest.len(),
            is_passed_on: true,
            ..holder.clone()
        })
    }

    /// The module that holds all names of what a glob names: for an inline module without files
    /// of its own, the one of its file.
    fn holder(&self, found: &Found<'_>) -> Option<usize> {
        let is_inline = || {
            let names = self.names.get(&found.file)?;
            let [module] = found.item.as_slice() else {
                return None;
            };
            names.inline.contains(module).then_some(())
        };
        found.module.or_else(|| {
            is_inline()?;
            self.of_file.get(&found.file).copied()
        })
    }

    /// A name that the module's file imports by that name.
    fn named(
        &self,
        module: usize,
        first: &'a str,
        rest: &[&'a str],
        steps: &mut Steps,
    ) -> Option<Found<'a>> {
        let names = self.names.get(&self.modules.get(module)?.file)?;
        let mut paths = names.imported.get(first).into_iter().flatten();
        paths.find_map(|path| {
            let mut path = path.clone();
            path.extend(rest);
            self.outside(module, first, &path, steps)
        })
    }

    /// The path of an import. One that begins with the imported name itself (`use regex::x` as
    /// `regex`) cannot mean that import again.
    fn outside(
        &self,
        module: usize,
        name: &str,
        path: &[&'a str],
        steps: &mut Steps,
    ) -> Option<Found<'a>> {
        steps.take()?;
        let (first, rest) = path.split_first()?;
        if *first != name || matches!(*first, "crate" | "self" | "super") {
            return self.path(module, path, steps);
        }
        match self.child(module, first) {
            Some(child) => self.inside(child, rest, steps),
            None => self.inside(
                (*self.roots.get(self.library(module, first)?)?)?,
                rest,
                steps,
            ),
        }
    }

    fn defines(&self, module: &Module<'_>, name: &str) -> bool {
        let Some(names) = self.names.get(&module.file) else {
            return false;
        };
        if module.inline.is_empty() {
            return names.defined.contains(name);
        }
        let qualified = format!("{}.{name}", module.inline.join("."));
        names.defined.contains(qualified.as_str())
    }

    /// A name that a module defines, holds or passes on, and nothing less sure.
    fn exact(
        &self,
        module: usize,
        name: &'a str,
        rest: &[&'a str],
        steps: &mut Steps,
    ) -> Option<Found<'a>> {
        steps.take()?;
        let here = self.modules.get(module)?;
        if let Some(child) = here.children.get(name) {
            return self.inside(*child, rest, steps);
        }
        if self.defines(here, name) {
            let mut item = here.inline.clone();
            item.push(name);
            item.extend(rest);
            return Some(Found {
                file: here.file,
                module: None,
                item,
                members: rest.len(),
                is_passed_on: false,
            });
        }
        let found = self.imported(module, name, rest, steps)?;
        Some(Found {
            is_passed_on: true,
            ..found
        })
    }

    /// The library that a crate knows by a name: of several with one name the nearest.
    fn library(&self, module: usize, name: &str) -> Option<usize> {
        let own = self.crates.get(self.modules.get(module)?.krate)?;
        let renamed = own.renamed.iter().find(|(here, _)| here == name);
        let name = renamed.map_or(name, |(_, library)| library.as_str());
        let shared = |index: &&usize| {
            let folder = self.crates.get(**index).map_or("", |it| it.folder.as_str());
            let shared = folder.split('/').zip(own.folder.split('/'));
            shared.take_while(|(left, right)| left == right).count()
        };
        self.libraries.get(name)?.iter().max_by_key(shared).copied()
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

/// The steps of one path.
struct Steps {
    /// How many may still be taken.
    left: u32,
    /// Modules whose globs led to where the path is by now.
    around: Vec<usize>,
}

impl Steps {
    fn new() -> Self {
        Self {
            left: MOST_STEPS,
            around: Vec::new(),
        }
    }

    fn take(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }
}
