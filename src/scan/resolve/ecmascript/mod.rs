//! Imports of JavaScript, TypeScript and single-file components: specifiers resolved as bundlers
//! do, names followed through barrels to the file that defines them.

mod aliases;
mod files;
mod globs;
mod names;
mod offered;
mod own;
mod setups;
mod workspace;

use std::path::{Path, PathBuf};

use oxc_resolver::{ResolveOptions, ResolverGeneric, TsconfigDiscovery};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{EXTENSIONS, Family};
use crate::model::{Export, FileId, FileKind, Import, Presence};
use crate::scan::course;
use crate::scan::extract::Unit;
use crate::scan::walk::Tree;

use super::sought::Sought;
use super::{Edge, EdgeKind, Input};
use aliases::Aliases;
use files::TreeFiles;
use globs::Matched;
use names::Names;
use offered::Offered;
use own::Own;
use setups::Setups;
use workspace::Workspace;

/// Resolves the imports of all files of the family.
pub(super) fn resolve(input: &Input<'_>) -> Vec<(FileId, Vec<Edge>)> {
    let files: Vec<(FileId, &Unit)> = input.of_family(Family::EcmaScript).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let resolver = Resolver::new(input);
    files
        .into_par_iter()
        .filter_map(|(file, unit)| {
            let _at = course::begin(&unit.path)?;
            Some((file, resolver.edges(file, unit)))
        })
        .collect()
}

/// Paths, relative to the root and without ending, of the sources that published packages offer.
pub(in crate::scan) fn published(tree: &Tree) -> FxHashSet<String> {
    Workspace::of_tree(tree).published().collect()
}

/// Folders of the packages of ECMAScript that are handed out.
pub(in crate::scan) fn published_folders(tree: &Tree) -> FxHashSet<String> {
    Workspace::of_tree(tree).published_folders().collect()
}

struct Resolver<'a> {
    input: &'a Input<'a>,
    with_tsconfig: ResolverGeneric<TreeFiles>,
    plain: ResolverGeneric<TreeFiles>,
    aliases: Aliases,
    workspace: Workspace,
    own: Own,
    offered: Offered,
    setups: Setups,
    names: FxHashMap<FileId, Names<'a>>,
}

/// A file, and a name in it; no name for the module as a whole.
type Found = (FileId, Option<Box<str>>);

impl<'a> Resolver<'a> {
    fn new(input: &'a Input<'a>) -> Self {
        let workspace = Workspace::of_tree(input.tree);
        let plain = ResolverGeneric::new_with_file_system(
            TreeFiles::new(input.tree, &workspace),
            options(),
        );
        let with_tsconfig = plain.clone_with_options(ResolveOptions {
            tsconfig: Some(TsconfigDiscovery::Auto),
            ..options()
        });
        Self {
            input,
            with_tsconfig,
            plain,
            aliases: Aliases::of_tree(input.tree),
            workspace,
            own: Own::of_tree(input.tree),
            offered: Offered::of(input),
            setups: Setups::of_tree(input.tree),
            names: names::names(input),
        }
    }

    fn edges(&self, file: FileId, unit: &Unit) -> Vec<Edge> {
        let Some(facts) = &unit.facts else {
            return Vec::new();
        };
        let mut edges = Vec::new();
        let mut matched = Matched::default();
        for import in &facts.imports {
            if import.module.contains('*') {
                self.add_glob(&unit.path, import, &mut matched, &mut edges);
            } else if let Some(target) = self.specifier(&unit.path, &import.module) {
                self.add_import(target, import, &mut edges);
            }
        }
        for (target, import) in self.offered.imports(&unit.path, facts) {
            self.add_import(target, &import, &mut edges);
        }
        if unit.kind == FileKind::Test {
            let before = self.setups.before(&unit.path).iter();
            let before = before.filter_map(|stem| self.with_extension(stem));
            edges.extend(before.map(loaded_before));
        }
        if matched.is_cut {
            self.input.warn(
                &unit.path,
                "too many patterns of imports; the rest is not followed",
            );
        }
        edges.retain(|edge| edge.to != file);
        edges
    }

    fn add_import(&self, target: FileId, import: &Import, edges: &mut Vec<Edge>) {
        if import.names.is_empty() {
            edges.push(edge(
                import,
                target,
                EdgeKind::Names,
                import.alias.as_deref(),
                None,
            ));
            return;
        }
        for imported in &import.names {
            let (to, name) = match &*imported.name {
                "*" => (target, None),
                name => self
                    .defined(target, name, &mut Sought::default())
                    .unwrap_or_else(|| (target, Some(name.into()))),
            };
            let presence = match imported.type_only {
                true => Presence::TypeOnly,
                false => import.presence,
            };
            let mut push = |to, kind, local: Option<&str>, name: Option<&str>| {
                edges.push(Edge {
                    presence,
                    ..edge(import, to, kind, local, name)
                });
            };
            if to == target {
                push(to, EdgeKind::Names, Some(&imported.local), name.as_deref());
            } else {
                push(target, EdgeKind::Passes, None, None);
                push(
                    to,
                    EdgeKind::Reexports,
                    Some(&imported.local),
                    name.as_deref(),
                );
            }
        }
    }

    /// Follows a name that a module exports to the file that defines it; none where the module
    /// does not export it in any way that can be read, or it was looked for there before.
    fn defined<'n>(
        &'n self,
        file: FileId,
        name: &'n str,
        sought: &mut Sought<'n>,
    ) -> Option<Found> {
        let names = self.names.get(&file)?;
        let export = names.export(name);
        if !sought.enter(file, name) {
            return export.map(|export| (file, Some(export.local.clone())));
        }
        let found = match export {
            Some(export) => Some(self.exported(file, names, export, sought)),
            None if name == "default" => None,
            None => names
                .stars(|from| self.specifier(self.input.unit(file)?.path.as_ref(), from))
                .iter()
                .find_map(|target| self.defined(*target, name, sought)),
        };
        sought.leave();
        found
    }

    fn exported<'n>(
        &'n self,
        file: FileId,
        names: &'n Names<'a>,
        export: &'n Export,
        sought: &mut Sought<'n>,
    ) -> Found {
        let here = || (file, Some(export.local.clone()));
        let (from, local) = match &export.from {
            Some(from) => (from.as_ref(), export.local.as_ref()),
            None => match names.import(&export.local) {
                Some(import) => import,
                None => return here(),
            },
        };
        let path = self.input.unit(file).map_or("", |unit| &unit.path);
        match self.specifier(path, from) {
            Some(target) if local == "*" => (target, None),
            Some(target) => self
                .defined(target, local, sought)
                .unwrap_or_else(|| (target, Some(local.into()))),
            None => here(),
        }
    }

    /// The file of the tree that a specifier names in the file at `path`.
    fn specifier(&self, path: &str, specifier: &str) -> Option<FileId> {
        if specifier.contains("://") || specifier.starts_with("node:") || specifier.contains('\0') {
            return None;
        }
        let from = files::absolute(path);
        self.by_resolver(&self.with_tsconfig, &from, specifier)
            .or_else(|| self.by_resolver(&self.plain, &from, specifier))
            .or_else(|| {
                self.aliases
                    .expand(path, specifier)
                    .iter()
                    .find_map(|path| {
                        self.by_resolver(
                            &self.plain,
                            &from,
                            &files::absolute(path).to_string_lossy(),
                        )
                    })
            })
            .or_else(|| {
                let mut candidates = self.workspace.sources(specifier);
                candidates.extend(self.own.sources(path, specifier));
                candidates.iter().find_map(|stem| self.with_extension(stem))
            })
    }

    fn by_resolver(
        &self,
        resolver: &ResolverGeneric<TreeFiles>,
        from: &Path,
        specifier: &str,
    ) -> Option<FileId> {
        let resolution = resolver.resolve_file(from, specifier).ok()?;
        let path = files::relative(&self.workspace.real_path(resolution.path()))?;
        self.input.file(&path)
    }

    fn with_extension(&self, stem: &str) -> Option<FileId> {
        self.input.file(stem).or_else(|| {
            EXTENSIONS.iter().find_map(|extension| {
                self.input
                    .file(&format!("{stem}{extension}"))
                    .or_else(|| self.input.file(&format!("{stem}/index{extension}")))
            })
        })
    }
}

/// What a runner loads before a file, as if that imported it in its first line.
fn loaded_before(to: FileId) -> Edge {
    Edge {
        to,
        kind: EdgeKind::Names,
        presence: Presence::Runtime,
        is_test_only: false,
        line: 1,
        local: None,
        name: None,
    }
}

fn edge(
    import: &Import,
    to: FileId,
    kind: EdgeKind,
    local: Option<&str>,
    name: Option<&str>,
) -> Edge {
    Edge {
        to,
        kind,
        presence: import.presence,
        is_test_only: import.is_test_only,
        line: import.line,
        local: local.map(Into::into),
        name: name.map(Into::into),
    }
}

fn options() -> ResolveOptions {
    let owned = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    ResolveOptions {
        cwd: Some(PathBuf::from(files::ROOT)),
        extensions: EXTENSIONS
            .iter()
            .map(|&extension| extension.to_owned())
            .collect(),
        // TypeScript lets people import `./x.js` where `./x.ts` stands.
        extension_alias: vec![
            (".js".to_owned(), owned(&[".ts", ".tsx", ".js", ".jsx"])),
            (".jsx".to_owned(), owned(&[".tsx", ".jsx"])),
            (".mjs".to_owned(), owned(&[".mts", ".mjs"])),
            (".cjs".to_owned(), owned(&[".cts", ".cjs"])),
        ],
        condition_names: owned(&[
            "source",
            "development",
            "import",
            "module",
            "svelte",
            "browser",
            "node",
            "require",
            "default",
        ]),
        main_fields: owned(&["source", "svelte", "module", "main"]),
        symlinks: false,
        node_path: false,
        ..ResolveOptions::default()
    }
}

#[cfg(test)]
mod tests;
