//! What classes are derived from.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::FileId;

use super::index::{Index, Node};
use super::value::{Fuel, Value};

/// Classes that one is derived from which count: no class that people wrote has as many.
const MOST_ANCESTORS: usize = 200;

impl Index<'_> {
    pub(super) fn find_bases(&self) -> FxHashMap<Node, Vec<Node>> {
        let files = 0..u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        let found = files.into_par_iter().map(FileId).flat_map_iter(|file| {
            let symbols = self.facts(file).map_or(&[] as &[_], |facts| &facts.symbols);
            let classes = (0_u32..)
                .zip(symbols)
                .filter(|(_, symbol)| !symbol.bases.is_empty());
            classes.map(move |(at, _)| {
                let class = self.node(file, at);
                (class, self.resolve_bases(class))
            })
        });
        found.collect()
    }

    /// The classes that a class is derived from, as far as they are in the tree.
    pub(crate) fn bases(&self, class: Node) -> &[Node] {
        self.bases.get(&class).map_or(&[], Vec::as_slice)
    }

    /// Whether a class is derived from what a function of the tree gives back, and nobody knows what
    /// that is: `Mixin = load(settings.MIXIN)`.
    pub(super) fn has_computed_base(&self, class: Node) -> bool {
        let (file, _) = self.place(class);
        let bases = self.symbol(class).map(|symbol| &symbol.bases);
        let mut bases = bases.into_iter().flatten();
        bases.any(|base| {
            let fuel = Fuel::new();
            matches!(self.in_module(file, base, &fuel), Some(Value::Result(_)))
        })
    }

    /// Whether one of two classes is derived from the other, or they are the same.
    pub(crate) fn are_related(&self, left: Node, right: Node) -> bool {
        self.ancestry(left).contains(&right) || self.ancestry(right).contains(&left)
    }

    /// A class and all that it is derived from, the nearest first; broken code may go round in
    /// circles.
    pub(crate) fn ancestry(&self, class: Node) -> Vec<Node> {
        let mut found = vec![class];
        let mut at = 0;
        while let Some(class) = found.get(at).copied() {
            for base in self.bases(class) {
                if found.len() < MOST_ANCESTORS && !found.contains(base) {
                    found.push(*base);
                }
            }
            at += 1;
        }
        found
    }

    /// A class and all that it is derived from, each before its own bases, and the bases of one in
    /// their order where that allows it: the order in which Python looks for a method (C3
    /// linearization, Barrett et al., OOPSLA 1996) wherever that order exists, but for classes
    /// that are told apart only by the order of somebody else's bases.
    pub(super) fn linearization(&self, class: Node) -> Vec<Node> {
        let mut seen = FxHashSet::from_iter([class]);
        let mut found = Vec::new();
        let mut open = vec![(class, self.bases(class))];
        // The last base first, and each class after its bases: the other way round in the end.
        while let Some((class, bases)) = open.last_mut() {
            match bases.split_last() {
                Some((base, rest)) => {
                    *bases = rest;
                    if seen.len() < MOST_ANCESTORS && seen.insert(*base) {
                        open.push((*base, self.bases(*base)));
                    }
                }
                None => {
                    found.push(*class);
                    open.pop();
                }
            }
        }
        found.reverse();
        found
    }
}
