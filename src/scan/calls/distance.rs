//! How far each definition is from the nearest test, and how sure the way there is.

use super::build::{Call, CallGraph, Strength};
use super::index::{Index, Node};

/// Most steps that are told apart; anything farther counts as that far.
const MAX_COST: usize = 96;

/// The nearest way from a test to a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    /// Sum over the steps outside of test code; a surer step costs less.
    pub(crate) cost: u32,
    /// Number of steps outside of test code, and into the first definition: 1 where a test uses
    /// the definition itself.
    pub(crate) hops: u32,
    /// The least sure step.
    pub(crate) weakest: Strength,
    /// The definition before this one; the same where a runner starts it.
    pub(crate) before: Node,
    /// Line of the use there, 1-based.
    pub(crate) line: u32,
    /// The definition at which a runner starts.
    pub(crate) start: Node,
}

/// The nearest way to each definition that is reached.
pub(crate) fn distances(index: &Index<'_>, graph: &CallGraph) -> Vec<Option<Way>> {
    let mut ways: Vec<Option<Way>> = vec![None; index.len()];
    let mut buckets: Vec<Vec<(Node, Way)>> = vec![Vec::new(); MAX_COST + 1];
    if let Some(first) = buckets.first_mut() {
        first.extend(graph.starts.iter().map(|start| {
            let way = Way {
                cost: 0,
                hops: 0,
                weakest: Strength::Call,
                before: *start,
                line: 0,
                start: *start,
            };
            (*start, way)
        }));
    }
    for at in 0..buckets.len() {
        // A step may cost nothing, so that a bucket grows while it is emptied.
        while let Some((node, way)) = buckets.get_mut(at).and_then(Vec::pop) {
            let Some(slot) = ways.get_mut(node.0 as usize) else {
                continue;
            };
            if slot.is_some() {
                continue;
            }
            *slot = Some(way);
            let is_test = is_test(index, node);
            for call in graph.calls.get(&node).into_iter().flatten() {
                let next = step(index, node, &way, call, is_test);
                if let Some(bucket) = buckets.get_mut((next.cost as usize).min(MAX_COST)) {
                    bucket.push((call.to, next));
                }
            }
        }
    }
    ways
}

fn is_test(index: &Index<'_>, node: Node) -> bool {
    let (file, _) = index.place(node);
    index.is_test_code(file)
        || index
            .symbol(node)
            .is_some_and(|symbol| symbol.is_test || symbol.is_test_only)
}

fn step(index: &Index<'_>, from: Node, way: &Way, call: &Call, from_test: bool) -> Way {
    let into_test = is_test(index, call.to);
    let hops = way.hops + u32::from(!into_test);
    let cost = match call.strength {
        _ if into_test => 0,
        Strength::Guess => 4,
        Strength::Framework => 3,
        Strength::Call | Strength::Use | Strength::Import if from_test => 1,
        Strength::Call | Strength::Import => 1,
        Strength::Use => 2,
    };
    // What a test passes on, it passes on to have it run.
    let strength = match call.strength {
        Strength::Use if from_test => Strength::Call,
        strength => strength,
    };
    Way {
        cost: way.cost + cost,
        hops,
        weakest: way.weakest.max(strength),
        before: from,
        line: call.line,
        start: way.start,
    }
}
