//! What imports and calls do not show: frameworks call code by name, by route, as a program.
//!
//! Each rule is one file with a function over the index, and its row in [`LOADING`] or [`OTHERS`].
//! What it finds are uses like any other, told apart by
//! [`Strength::Framework`](super::calls::Strength).

mod any_of;
mod by_name;
mod chosen;
mod commands;
mod computed;
mod computed_modules;
mod conversions;
mod data_named;
mod decorated;
mod django;
mod dotted;
mod entry_points;
mod given_macros;
mod given_names;
mod heirs;
mod hooks;
mod inner;
mod interfaces;
mod kept;
mod listed;
mod loads;
mod marked;
mod nuxt;
mod packages;
mod pages;
mod proc_macros;
mod programs;
mod registries;
mod routed;
mod routes;
mod rule_tester;
mod seldom;
mod signals;
mod strawberry;
mod templates;
mod twins;
mod vue;
mod vue_events;

pub(super) use by_name::{LOADERS, loads_by_name, plugin_files};
pub(super) use dotted::Dotted;
pub(super) use pages::{Opened, opened};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileId, Presence, Reference, ReferenceKind, Text};

use super::calls::{Barred, Call, Index, Node, Strength};
use super::walk::Tree;

/// A rule, by the frameworks it knows.
pub(super) struct Framework {
    /// Finds uses, as (user, use).
    pub(super) uses: fn(&Index<'_>, &Tree) -> Vec<(Node, Call)>,
    /// Finds uses that code shows but that do not happen.
    pub(super) barred: fn(&Index<'_>, &Tree) -> Barred,
}

/// For rules that bar nothing.
fn nothing(_: &Index<'_>, _: &Tree) -> Barred {
    Barred::default()
}

/// Rules that tell which modules are loaded, one by one, by names in strings.
static LOADING: &[Framework] = &[
    by_name::BY_NAME,
    computed_modules::COMPUTED_MODULES,
    data_named::DATA_NAMED,
    django::DJANGO,
    loads::LOADS,
];

/// All other rules, but for those that build upon what these find.
static OTHERS: &[Framework] = &[
    any_of::ANY_OF,
    chosen::CHOSEN,
    routes::ROUTES,
    commands::COMMANDS,
    computed::COMPUTED,
    conversions::CONVERSIONS,
    entry_points::ENTRY_POINTS,
    given_macros::GIVEN_MACROS,
    given_names::GIVEN_NAMES,
    rule_tester::RULE_TESTER,
    heirs::HEIRS,
    hooks::HOOKS,
    inner::INNER,
    interfaces::INTERFACES,
    kept::KEPT,
    marked::MARKED,
    nuxt::NUXT,
    packages::PACKAGES,
    proc_macros::PROC_MACROS,
    programs::PROGRAMS,
    routed::ROUTED,
    signals::SIGNALS,
    strawberry::STRAWBERRY,
    templates::TEMPLATES,
    twins::TWINS,
    vue::VUE,
    vue_events::VUE_EVENTS,
];

/// What all rules find, and what those bar that build upon others.
pub(super) fn uses(index: &Index<'_>, tree: &Tree) -> (Vec<(Node, Call)>, Barred) {
    let of = |rules: &'static [Framework]| {
        let found: Vec<_> = rules
            .par_iter()
            .map(|framework| (framework.uses)(index, tree))
            .collect();
        found.concat()
    };
    let (mut found, (others, listed)) = rayon::join(
        || of(LOADING),
        || rayon::join(|| of(OTHERS), || listed::uses(index, tree)),
    );
    let (entered, barred) = registries::uses(index, &found, &listed);
    found.extend(others);
    found.extend(listed);
    found.extend(entered);
    found.extend(decorated::behind(index, &found));
    (found, barred)
}

/// What all rules bar.
pub(super) fn barred(index: &Index<'_>, tree: &Tree) -> Barred {
    LOADING
        .par_iter()
        .chain(OTHERS)
        .map(|framework| (framework.barred)(index, tree))
        .reduce(Barred::default, Barred::merge)
}

/// A use that a framework makes.
fn call(to: Node, line: u32) -> Call {
    Call {
        to,
        strength: Strength::Framework,
        line,
    }
}

/// The definition in which something stands, or the code of the file outside all.
fn at(index: &Index<'_>, file: FileId, within: Option<u32>) -> Node {
    within.map_or_else(|| index.module(file), |symbol| index.node(file, symbol))
}

/// The texts of a file by the definitions in which they stand.
fn texts_by_place<'a>(index: &Index<'a>, file: FileId) -> FxHashMap<Option<u32>, Vec<&'a Text>> {
    let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    let mut found: FxHashMap<Option<u32>, Vec<&Text>> = FxHashMap::default();
    for text in texts {
        found.entry(text.within).or_default().push(text);
    }
    found
}

/// The chains by which another file says a name of a file: imported by itself, with all others, or
/// with its module.
fn chains_elsewhere(index: &Index<'_>, other: FileId, (file, name): (FileId, &str)) -> Vec<String> {
    let edges = index.edges(other).iter().filter(|edge| edge.to == file);
    let chains = edges.filter_map(|edge| match (edge.name.as_deref(), edge.local.as_deref()) {
        (Some("*"), _) => Some(name.to_owned()),
        (Some(taken), Some(local)) if taken == name => Some(local.to_owned()),
        (None, Some(local)) => Some(format!("{local}.{name}")),
        _ => None,
    });
    chains.collect()
}

/// The files that some import, at any distance, at run time; these are among them.
fn imported(index: &Index<'_>, files: Vec<FileId>) -> FxHashSet<FileId> {
    let mut found: FxHashSet<FileId> = files.iter().copied().collect();
    let mut open = files;
    while let Some(file) = open.pop() {
        for edge in index.edges(file).iter() {
            if edge.presence == Presence::Runtime && found.insert(edge.to) {
                open.push(edge.to);
            }
        }
    }
    found
}

/// The functions that calls outside of all functions are given: `saved.connect(on_save)`.
fn given_to<'i>(
    index: &'i Index<'_>,
    file: FileId,
    is_meant: impl Fn(&Reference) -> bool + 'i,
) -> impl Iterator<Item = Call> + 'i {
    let references = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.references);
    let pairs = references.iter().zip(references.iter().skip(1));
    let pairs = pairs.filter(move |(taker, given)| {
        taker.within.is_none()
            && taker.kind == ReferenceKind::Call
            && is_meant(taker)
            && given.within.is_none()
    });
    pairs.filter_map(move |(_, given)| {
        let to = index.stands_for(file, None, &given.path)?;
        Some(call(to, given.line))
    })
}
