//! Which tests lead to a file, and by which line.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{File, FileId, Link, LinkKind, Origin};
use crate::scan::calls::{Call, CallGraph, Index, Node, Strength, Way, is_test};

/// How a use is known, in the model's words.
pub(super) fn kind_of(strength: Strength) -> LinkKind {
    match strength {
        Strength::Call => LinkKind::Calls,
        Strength::Import => LinkKind::Imports,
        Strength::Use => LinkKind::Uses,
        Strength::Framework => LinkKind::Framework,
        Strength::Guess => LinkKind::Name,
    }
}

/// The last step of a way; none where a runner starts there.
pub(super) fn origin(index: &Index<'_>, way: &Way) -> Option<Origin> {
    if way.line == 0 {
        return None;
    }
    let (file, symbol) = index.place(way.before);
    let is_symbol = index.symbol(way.before).is_some();
    Some(Origin {
        file,
        symbol: symbol.filter(|_| is_symbol),
        line: way.line,
        kind: kind_of(way.step),
    })
}

/// What the tests of each file use themselves, with the users.
pub(super) type Used<'g> = Vec<(FileId, Vec<(Node, &'g Call)>)>;

/// Finds what tests use themselves.
pub(super) fn used<'g>(index: &Index<'_>, graph: &'g CallGraph) -> Used<'g> {
    let mut starts: BTreeMap<FileId, Vec<Node>> = BTreeMap::new();
    for start in &graph.starts {
        starts
            .entry(index.place(*start).0)
            .or_default()
            .push(*start);
    }
    starts
        .into_par_iter()
        .map(|(test, starts)| (test, own_uses(index, graph, starts)))
        .collect()
}

/// Tests by the file that they lead to: those that use it themselves, and the nearest of those
/// that lead there through other code.
pub(super) fn tests(index: &Index<'_>, used: Used<'_>, ways: &[Option<Way>]) -> Vec<Vec<Link>> {
    let mut found: Vec<FxHashMap<FileId, Link>> = vec![FxHashMap::default(); index.files()];
    let mut keep = |file: FileId, link: Link| {
        if let Some(links) = found.get_mut(file.0 as usize) {
            let known = links.entry(link.test).or_insert(link);
            if (link.hops, link.kind, link.line) < (known.hops, known.kind, known.line) {
                *known = link;
            }
        }
    };
    for (test, used) in used {
        for (user, call) in used {
            let link = Link {
                test,
                kind: kind_of(call.strength),
                via: index.place(user).0,
                line: call.line,
                hops: 1,
            };
            keep(index.place(call.to).0, link);
        }
    }
    for (node, way) in (0..).map(Node).zip(ways) {
        let Some(way) = way.filter(|way| way.hops > 0 && !is_test(index, node)) else {
            continue;
        };
        // That a file is imported does not make it tested.
        if index.symbol(node).is_some_and(|symbol| symbol.has_logic) {
            keep(
                index.place(node).0,
                Link {
                    test: index.place(way.start).0,
                    kind: kind_of(way.step),
                    via: index.place(way.before).0,
                    line: way.line,
                    hops: way.hops,
                },
            );
        }
    }
    found
        .into_par_iter()
        .map(|links| sorted(index, links))
        .collect()
}

fn sorted(index: &Index<'_>, links: FxHashMap<FileId, Link>) -> Vec<Link> {
    let mut links: Vec<Link> = links.into_values().collect();
    let path = |file: FileId| index.unit(file).map(|unit| &unit.path);
    links.sort_by(|left, right| {
        (left.hops, left.kind, path(left.test)).cmp(&(right.hops, right.kind, path(right.test)))
    });
    links.truncate(File::MAX_TESTS);
    links
}

/// What the tests of a file use themselves, helpers of tests in between left out, with the users.
fn own_uses<'g>(
    index: &Index<'_>,
    graph: &'g CallGraph,
    starts: Vec<Node>,
) -> Vec<(Node, &'g Call)> {
    let mut found = Vec::new();
    let mut seen: FxHashSet<Node> = starts.iter().copied().collect();
    let mut open = starts;
    while let Some(node) = open.pop() {
        let calls = graph.calls(node).iter();
        for call in calls.filter(|call| call.strength < Strength::Guess) {
            if is_test(index, call.to) {
                if seen.insert(call.to) {
                    open.push(call.to);
                }
            } else if index.symbol(call.to).is_some_and(|symbol| symbol.has_logic) {
                found.push((node, call));
            }
        }
    }
    found
}
