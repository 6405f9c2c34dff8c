//! Follows a path through the modules of a tree, to the file and item that it means.

use rustc_hash::FxHashSet;

use super::{Found, Module, Modules};

/// Steps that resolving one path may take: modules may pass names on in circles.
const MOST_STEPS: u32 = 200;

impl<'a> Modules<'a> {
    pub(super) fn path(
        &self,
        module: usize,
        path: &[&'a str],
        steps: &mut Steps<'a>,
    ) -> Option<Found<'a>> {
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
        self.inside(self.library_root(module, first)?, rest, steps)
    }

    /// Goes down from a module: through modules as far as there are any, then to an item.
    fn inside(&self, module: usize, path: &[&'a str], steps: &mut Steps<'a>) -> Option<Found<'a>> {
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
    fn item(&self, module: usize, path: &[&'a str], steps: &mut Steps<'a>) -> Option<Found<'a>> {
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
        let inner = inner.count();
        let members = rest.len() - inner;
        if let Some(found) = self.passed_on_inside(module, path, inner, steps) {
            return Some(found);
        }
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

    /// What an inline module passes on, whose imports are among those of its file:
    /// `pub mod prelude { pub use crate::run::run; }`.
    fn passed_on_inside(
        &self,
        module: usize,
        path: &[&'a str],
        inner: usize,
        steps: &mut Steps<'a>,
    ) -> Option<Found<'a>> {
        let (name, rest) = path.get(inner..)?.split_first().filter(|_| inner > 0)?;
        let here = self.modules.get(module)?;
        let holder = path.get(..inner)?;
        let whole = [here.inline.as_slice(), holder, &[*name]]
            .concat()
            .join(".");
        if *name == "*" || self.names.get(&here.file)?.defined.contains(whole.as_str()) {
            return None;
        }
        let found = self.imported(module, name, rest, steps)?;
        Some(Found {
            is_passed_on: true,
            ..found
        })
    }

    /// A name that the module's file imports.
    fn imported(
        &self,
        module: usize,
        first: &'a str,
        rest: &[&'a str],
        steps: &mut Steps<'a>,
    ) -> Option<Found<'a>> {
        let named = self.named(module, first, rest, steps);
        if named.is_some() {
            return named;
        }
        // Modules may take all names of each other: `use super::*` in one that is passed on.
        if !steps.sought.insert((module, first)) {
            return None;
        }
        let found = self.by_glob(module, first, rest, steps);
        if found.is_some() {
            steps.sought.remove(&(module, first));
        }
        found
    }

    /// A name of a module that its file takes with all others of another.
    fn by_glob(
        &self,
        module: usize,
        first: &'a str,
        rest: &[&'a str],
        steps: &mut Steps<'a>,
    ) -> Option<Found<'a>> {
        if let Some(holders) = self.globs.get(module) {
            return holders.iter().find_map(|holder| {
                steps.take()?;
                self.held(module, holder, first, rest, steps)
            });
        }
        let names = self.names.get(&self.modules.get(module)?.file)?;
        for path in &names.globs {
            steps.take()?;
            let holder = self.glob(module, path, steps);
            if let Some(found) = holder.and_then(|it| self.held(module, &it, first, rest, steps)) {
                return Some(found);
            }
        }
        None
    }

    /// A name of what a glob takes all of.
    fn held(
        &self,
        module: usize,
        holder: &Found<'a>,
        first: &'a str,
        rest: &[&'a str],
        steps: &mut Steps<'a>,
    ) -> Option<Found<'a>> {
        self.in_inline(holder, first, rest).or_else(|| {
            let holder = self.holder(holder).filter(|holder| *holder != module)?;
            self.exact(holder, first, rest, steps)
        })
    }

    /// Where a glob leads whose path begins with something that needs no other glob.
    pub(super) fn glob(
        &self,
        module: usize,
        path: &[&'a str],
        steps: &mut Steps<'a>,
    ) -> Option<Found<'a>> {
        let (first, rest) = path.split_first()?;
        let names = self.names.get(&self.modules.get(module)?.file)?;
        let is_here = matches!(*first, "crate" | "self" | "super")
            || self.child(module, first).is_some()
            || names.inline.contains(first)
            || names.imported.contains_key(first);
        if is_here {
            return self.path(module, path, steps);
        }
        self.inside(self.library_root(module, first)?, rest, steps)
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
        steps: &mut Steps<'a>,
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
        steps: &mut Steps<'a>,
    ) -> Option<Found<'a>> {
        steps.take()?;
        let (first, rest) = path.split_first()?;
        if *first != name || matches!(*first, "crate" | "self" | "super") {
            return self.path(module, path, steps);
        }
        match self.child(module, first) {
            Some(child) => self.inside(child, rest, steps),
            None => self.inside(self.library_root(module, first)?, rest, steps),
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
        steps: &mut Steps<'a>,
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

    fn library_root(&self, module: usize, name: &str) -> Option<usize> {
        *self.roots.get(self.library(module, name)?)?
    }
}

/// The steps of one path.
pub(super) struct Steps<'a> {
    /// How many may still be taken.
    left: u32,
    /// Names that the globs of a module are being asked for, or do not have.
    sought: FxHashSet<(usize, &'a str)>,
}

impl Steps<'_> {
    pub(super) fn new() -> Self {
        Self {
            left: MOST_STEPS,
            sought: FxHashSet::default(),
        }
    }

    fn take(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }
}
