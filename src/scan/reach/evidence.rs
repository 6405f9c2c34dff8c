//! Which tests lead to a file, and by which line.

use rustc_hash::FxHashMap;

use crate::model::{FileId, Link, LinkKind, Origin};
use crate::scan::calls::{CallGraph, Index, Node, Strength, Way, is_test};

/// Most tests that are remembered for a file, nearest first.
const MAX_TESTS: usize = 64;

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

/// Tests by the file that they lead to: those that use it themselves, and the nearest of those
/// that lead there through other code.
pub(super) fn tests(index: &Index<'_>, graph: &CallGraph, ways: &[Option<Way>]) -> Vec<Vec<Link>> {
    let mut found: Vec<FxHashMap<FileId, Link>> = vec![FxHashMap::default(); index.files()];
    let mut keep = |file: FileId, link: Link| {
        if let Some(links) = found.get_mut(file.0 as usize) {
            let known = links.entry(link.test).or_insert(link);
            if (link.hops, link.kind, link.line) < (known.hops, known.kind, known.line) {
                *known = link;
            }
        }
    };
    for start in &graph.starts {
        for (to, call) in own_uses(index, graph, *start) {
            let (file, _) = index.place(call.0);
            keep(
                file,
                Link {
                    test: index.place(*start).0,
                    kind: kind_of(call.1),
                    via: index.place(to).0,
                    line: call.2,
                    hops: 1,
                },
            );
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
        .into_iter()
        .map(|links| sorted(index, links))
        .collect()
}

fn sorted(index: &Index<'_>, links: FxHashMap<FileId, Link>) -> Vec<Link> {
    let mut links: Vec<Link> = links.into_values().collect();
    let path = |file: FileId| index.unit(file).map(|unit| &unit.path);
    links.sort_by(|left, right| {
        (left.hops, left.kind, path(left.test)).cmp(&(right.hops, right.kind, path(right.test)))
    });
    links.truncate(MAX_TESTS);
    links
}

/// What a test uses itself, helpers of tests in between left out: (user, (used, how, line)).
fn own_uses(
    index: &Index<'_>,
    graph: &CallGraph,
    start: Node,
) -> Vec<(Node, (Node, Strength, u32))> {
    let mut found = Vec::new();
    let mut open = vec![start];
    let mut seen = rustc_hash::FxHashSet::from_iter([start]);
    while let Some(node) = open.pop() {
        for call in graph.calls.get(&node).into_iter().flatten() {
            if is_test(index, call.to) {
                if call.strength < Strength::Guess && seen.insert(call.to) {
                    open.push(call.to);
                }
            } else if call.strength < Strength::Guess
                && index.symbol(call.to).is_some_and(|symbol| symbol.has_logic)
            {
                found.push((node, (call.to, call.strength, call.line)));
            }
        }
    }
    found
}
