//! Reads many bodies at a time: what they say goes into a few long lists.

use rayon::prelude::*;

use crate::scan::course;

use super::body::body;
use super::index::{Index, Node};
use super::site::{Notes, Site};

/// Bodies that are read at a time, while what those before them say is taken in.
pub(super) const AHEAD: usize = 512;

/// Bodies of one batch: enough batches that no thread waits long for the last one.
const BODIES: usize = 32;

/// What some bodies say, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Batch<'a> {
    sites: Vec<Site<'a>>,
    /// The bodies, with where each ends in `sites`.
    ends: Vec<(Node, usize)>,
}

impl<'a> Batch<'a> {
    fn of(index: &Index<'a>, nodes: &[Node], notes: &mut Notes<'a>) -> Self {
        let mut batch = Self::default();
        for node in nodes {
            let unit = index.unit(index.place(*node).0);
            if let Some(unit) = unit
                && let Some(_at) = course::begin(&unit.path)
            {
                body(index, *node, notes, &mut batch.sites);
                batch.ends.push((*node, batch.sites.len()));
            }
        }
        batch
    }

    /// The bodies, each with what it says.
    pub(super) fn bodies(&self) -> impl Iterator<Item = (Node, &[Site<'a>])> {
        let mut start = 0;
        self.ends.iter().map(move |(node, end)| {
            let sites = self.sites.get(start..*end).unwrap_or_default();
            start = *end;
            (*node, sites)
        })
    }
}

/// Reads bodies; the batches are in the order of the nodes.
pub(super) fn read<'a>(index: &Index<'a>, nodes: &[Node]) -> Vec<Batch<'a>> {
    let batches = nodes.par_chunks(BODIES);
    let read = |notes: &mut Notes<'a>, nodes: &[Node]| Batch::of(index, nodes, notes);
    batches.map_init(Notes::default, read).collect()
}
