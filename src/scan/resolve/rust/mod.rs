//! Imports of Rust: module trees from the roots of crates, `use` and inline paths, `pub use`
//! followed to the file that defines the name. A `mod` declaration is no edge: it runs nothing.

use rayon::prelude::*;

use crate::lang::Family;
use crate::model::{BindingKind, FileFacts, FileId, Presence};
use crate::scan::course;

use super::{Edge, EdgeKind, Input};
use members::Members;
use modules::{Found, Modules};

mod crates;
mod members;
mod modules;
mod names;
#[cfg(test)]
mod tests;

/// Resolves the imports of all Rust files.
pub(super) fn resolve(input: &Input<'_>) -> Vec<(FileId, Vec<Edge>)> {
    let modules = Modules::new(input);
    let members = Members::new(input);
    let files: Vec<FileId> = input
        .of_family(Family::Rust)
        .map(|(file, _)| file)
        .collect();
    files
        .into_par_iter()
        .filter_map(|file| {
            let _at = course::begin(&input.units.get(file.0 as usize)?.path)?;
            let facts = modules.facts(file)?;
            let named: Vec<(Found<'_>, Use<'_>)> = imports(&modules, file, facts)
                .chain(paths(&modules, file, facts))
                .chain(annotations(&modules, file, facts))
                .collect();
            let found: Vec<Found<'_>> = named.iter().map(|(found, _)| found.clone()).collect();
            let mut edges: Vec<Edge> = named
                .iter()
                .map(|(found, used)| edge(found, used))
                .collect();
            edges.extend(members.edges(&modules, file, facts, &found));
            let variants: Vec<Edge> = edges
                .iter()
                .flat_map(|edge| {
                    let variants = modules.variants(edge.to).iter();
                    variants.map(|to| Edge {
                        to: *to,
                        ..edge.clone()
                    })
                })
                .collect();
            edges.extend(variants);
            edges.retain(|edge| edge.to != file || is_from_outside(edge));
            Some((file, one_of_each(edges)))
        })
        .collect()
}

/// Whether a file names something of its own as others do: `crate::sums::add(1)` in what a macro
/// writes, `sums::add(1)` in the example of `add`.
fn is_from_outside(edge: &Edge) -> bool {
    let is_path = edge.local.as_ref().is_some_and(|local| {
        local.starts_with("crate.") || edge.is_test_only && local.contains('.')
    });
    let name = edge.name.as_deref();
    // Under the name that it has in the file, it is found there anyway.
    is_path && name.is_some_and(|name| name != "*") && name != edge.local.as_deref()
}

/// Of edges that say the same the first; those at run time before those of types.
fn one_of_each(mut edges: Vec<Edge>) -> Vec<Edge> {
    let identity = |edge: &Edge| {
        (
            edge.to,
            edge.is_test_only,
            edge.local.clone(),
            edge.name.clone(),
        )
    };
    edges.sort_by_cached_key(|edge| {
        let is_type = edge.presence == Presence::TypeOnly;
        (identity(edge), is_type, edge.line)
    });
    edges.dedup_by(|later, first| identity(later) == identity(first));
    edges.sort_by_cached_key(|edge| (edge.line, identity(edge)));
    edges
}

/// How a file uses what it names.
struct Use<'a> {
    /// The chain by which the file names it, with its members.
    local: &'a str,
    line: u32,
    presence: Presence,
    is_test_only: bool,
}

fn imports<'a>(
    modules: &Modules<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (Found<'a>, Use<'a>)> {
    facts.imports.iter().flat_map(move |import| {
        let module: Vec<&str> = import.module.split('.').collect();
        let alias = import.alias.iter().map(|alias| (&**alias, None));
        let names = import
            .names
            .iter()
            .map(|name| (&*name.local, Some(&*name.name)));
        let named = alias.chain(names).filter_map(move |(local, name)| {
            let path: Vec<&str> = module.iter().copied().chain(name).collect();
            if !modules.is_imported(file, local, &path) {
                return None;
            }
            let used = Use {
                local,
                line: import.line,
                presence: import.presence,
                is_test_only: import.is_test_only,
            };
            Some((modules.find(file, &path)?, used))
        });
        named.collect::<Vec<_>>()
    })
}

/// Paths that are used without an import of their own: `crate::walk::walk()`, or
/// `walk::walk()` where the module is imported or declared here.
fn paths<'a>(
    modules: &Modules<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (Found<'a>, Use<'a>)> {
    let of_modules = facts.references.iter().filter(|it| !it.is_of_value);
    of_modules.filter_map(move |reference| {
        let symbol = reference
            .within
            .and_then(|index| facts.symbols.get(index as usize));
        let used = Use {
            local: &reference.path,
            line: reference.line,
            presence: Presence::Runtime,
            is_test_only: symbol.is_some_and(|symbol| symbol.is_test || symbol.is_test_only),
        };
        Some((path(modules, file, &reference.path)?, used))
    })
}

/// Types that are named by a path.
fn annotations<'a>(
    modules: &Modules<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (Found<'a>, Use<'a>)> {
    let annotations = facts
        .bindings
        .iter()
        .filter(|binding| matches!(binding.kind, BindingKind::Annotation | BindingKind::Return));
    annotations.filter_map(move |binding| {
        let symbol = binding
            .within
            .and_then(|index| facts.symbols.get(index as usize));
        let used = Use {
            local: &binding.source,
            line: symbol.map_or(1, |symbol| symbol.start),
            presence: Presence::TypeOnly,
            is_test_only: symbol.is_some_and(|symbol| symbol.is_test || symbol.is_test_only),
        };
        Some((path(modules, file, &binding.source)?, used))
    })
}

/// An item that is named by more than one part, or a macro.
fn path<'a>(modules: &Modules<'a>, file: FileId, path: &'a str) -> Option<Found<'a>> {
    let path: Vec<&str> = path.split('.').collect();
    if path.last().is_some_and(|last| last.ends_with('!')) {
        return modules.find_macro(file, &path);
    }
    if path.len() < 2 || matches!(path.first(), Some(&("" | "self"))) {
        return None;
    }
    let found = modules.find(file, &path)?;
    (!found.item.is_empty()).then_some(found)
}

/// The edge to what is named; its members are told by the edges of [`Members`].
fn edge(found: &Found<'_>, used: &Use<'_>) -> Edge {
    let named = found.item.len().saturating_sub(found.members);
    let local = used.local.split('.').count().saturating_sub(found.members);
    let local: Vec<&str> = used.local.split('.').take(local.max(1)).collect();
    Edge {
        to: found.file,
        kind: if found.is_passed_on {
            EdgeKind::Reexports
        } else {
            EdgeKind::Names
        },
        presence: used.presence,
        is_test_only: used.is_test_only,
        line: used.line,
        local: Some(local.join(".").into()),
        name: found
            .item
            .get(..named)
            .filter(|name| !name.is_empty())
            .map(|name| name.join(".").into()),
    }
}
