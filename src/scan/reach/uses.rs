//! The uses that were followed, turned around and in plain numbers, for questions that are asked
//! later.

use super::evidence::kind_of;
use crate::model::{FileId, Mocks, Use, Uses};
use crate::scan::calls::{CallGraph, Group, Index, Node};

/// Turns the graph around.
pub(super) fn turned(index: &Index<'_>, graph: &CallGraph, groups: &[Group]) -> Uses {
    let files = u32::try_from(index.files()).unwrap_or(u32::MAX);
    let all = u32::try_from(index.len()).unwrap_or(u32::MAX);
    let mut firsts: Vec<u32> = (0..files)
        .map(|file| index.module(FileId(file)).0)
        .collect();
    firsts.push(all);
    let (ends, users) = users(graph, all);
    let numbered = (0_u32..).zip(groups);
    let mut starts: Vec<(u32, u32)> = numbered
        .flat_map(|(number, group)| group.starts.iter().map(move |start| (start.0, number)))
        .collect();
    starts.sort_unstable();
    Uses {
        firsts,
        ends,
        users,
        is_test: (0..all).map(|node| index.is_test(Node(node))).collect(),
        starts,
        mocks: groups.iter().map(mocks).collect(),
        results: graph.results().collect(),
    }
}

/// Users by what they use: for each definition where its users end, and the users.
fn users(graph: &CallGraph, all: u32) -> (Vec<u32>, Vec<Use>) {
    let calls =
        || (0..all).flat_map(|from| graph.calls(Node(from)).iter().map(move |call| (from, call)));
    let mut ends = vec![0_u32; all as usize];
    for (_, call) in calls() {
        if let Some(end) = ends.get_mut(call.to.0 as usize) {
            *end += 1;
        }
    }
    let mut sum = 0;
    for end in &mut ends {
        let count = *end;
        *end = sum;
        sum += count;
    }
    let nobody = Use {
        from: 0,
        line: 0,
        kind: crate::model::LinkKind::Calls,
    };
    let mut users = vec![nobody; sum as usize];
    // Each start moves on to the end of its users while they are filled in.
    for (from, call) in calls() {
        if let Some(at) = ends.get_mut(call.to.0 as usize)
            && let Some(slot) = users.get_mut(*at as usize)
        {
            *at += 1;
            *slot = Use {
                from,
                line: call.line,
                kind: kind_of(call.strength),
            };
        }
    }
    (ends, users)
}

#[expect(clippy::iter_over_hash_type, reason = "the result is sorted")]
fn mocks(group: &Group) -> Mocks {
    let sorted = |nodes: &rustc_hash::FxHashSet<Node>| {
        let mut numbers = Vec::with_capacity(nodes.len());
        for node in nodes {
            numbers.push(node.0);
        }
        numbers.sort_unstable();
        numbers
    };
    Mocks {
        replaced: sorted(&group.replaced),
        avoided: sorted(&group.avoided),
    }
}
