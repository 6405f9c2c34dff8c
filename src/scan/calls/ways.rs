//! How far each definition is from the nearest test, and how sure the way there is.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{EXAMPLE_NAME, Family};
use crate::model::{Symbol, SymbolKind};

use super::graph::{Call, CallGraph, Strength};
use super::index::{Index, Node};
use super::replaced::Group;

/// Most costs that are told apart; anything farther counts as that far.
const MAX_COST: usize = 64;

/// Most definitions that are looked at for tests with mocks, all together; beyond it, mocks of
/// the remaining tests are taken as if they let calls through.
const MAX_STEPS: usize = 100_000_000;

/// How often methods are looked at again whose objects were not made so far.
const MAX_ROUNDS: u32 = 16;

/// The nearest way from a test to a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    /// Sum over the steps outside of test code; a surer step costs less.
    pub(crate) cost: u32,
    /// Steps outside of test code: 1 where a test uses the definition itself.
    pub(crate) hops: u32,
    /// The least sure step.
    pub(crate) weakest: Strength,
    /// The definition before this one; itself where a runner starts it.
    pub(crate) before: Node,
    /// Line of the use there, 1-based; 0 where a runner starts it.
    pub(crate) line: u32,
    /// How the last step is known.
    pub(crate) step: Strength,
    /// The definition at which a runner starts.
    pub(crate) start: Node,
}

impl Way {
    /// That of what a runner starts.
    fn from(start: Node) -> Self {
        Self {
            cost: 0,
            hops: 0,
            weakest: Strength::Call,
            before: start,
            line: 0,
            step: Strength::Call,
            start,
        }
    }
}

/// Whether not every run of the tests runs one: an example in Rust's documentation, a test that may
/// skip itself.
pub(crate) fn is_left_out(index: &Index<'_>, start: Node) -> bool {
    let symbol = index.symbol(start);
    symbol.is_some_and(|it| it.name.starts_with(EXAMPLE_NAME) || it.says(Symbol::MAY_SKIP))
}

/// The nearest way to each definition that is reached; what a test replaces by mocks, that test
/// does not reach.
pub(crate) fn ways(index: &Index<'_>, graph: &CallGraph, groups: &[Group]) -> Vec<Option<Way>> {
    let mut ways: Vec<Option<Way>> = vec![None; index.len()];
    let (plain, mocking): (Vec<&Group>, Vec<&Group>) =
        groups.iter().partition(|group| group.is_empty());
    let starts = plain.iter().flat_map(|group| &group.starts).copied();
    let nothing = Group::default();
    let mut blocked = Blocked::default();
    let mut search = Search::new(index, graph, starts, &[]);
    while let Some((node, way)) = search.next() {
        if let Some(slot) = ways.get_mut(node.0 as usize)
            && slot.is_none()
        {
            *slot = Some(way);
            search.expand(node, &way, &nothing, |to| is_reached(&ways, to));
        }
    }
    blocked.keep(search.waiting, &nothing);
    // What tests without mocks reach is settled, and so is all behind it.
    let settled: Vec<bool> = ways.iter().map(Option::is_some).collect();
    let mut steps = 0;
    // By which group each definition was looked at last.
    let mut seen = vec![usize::MAX; index.len()];
    for (number, group) in mocking.into_iter().enumerate() {
        let mocks = if steps < MAX_STEPS { group } else { &nothing };
        let starts = group.starts.iter().copied();
        let mut search = Search::new(index, graph, starts, &settled);
        while let Some((node, way)) = search.next() {
            match seen.get_mut(node.0 as usize) {
                Some(seen) if *seen != number => *seen = number,
                _ => continue,
            }
            steps += 1;
            let Some(slot) = ways.get_mut(node.0 as usize) else {
                continue;
            };
            if slot.is_none_or(|known| way.cost < known.cost) {
                *slot = Some(way);
            }
            let is_settled = settled.get(node.0 as usize).copied().unwrap_or_default();
            if !is_settled || is_test(index, node) {
                let is_seen = |to: Node| seen.get(to.0 as usize) == Some(&number);
                search.expand(node, &way, mocks, is_seen);
            }
        }
        blocked.keep(search.waiting, mocks);
    }
    blocked.release(index, graph, &mut ways);
    ways
}

fn is_reached(ways: &[Option<Way>], node: Node) -> bool {
    ways.get(node.0 as usize).is_some_and(Option::is_some)
}

/// Ways to methods by their name alone, of objects that the tests on that way do not make.
#[derive(Default)]
struct Blocked<'g> {
    /// The cheapest by method, then the first, with what the tests replace.
    by_method: BTreeMap<Node, (Way, &'g Group)>,
}

impl<'g> Blocked<'g> {
    fn keep(&mut self, waiting: FxHashMap<Node, Vec<(Node, Way)>>, mocks: &'g Group) {
        for (method, way) in waiting.into_values().flatten() {
            let (known, group) = self.by_method.entry(method).or_insert((way, mocks));
            if (way.cost, way.before, way.line) < (known.cost, known.before, known.line) {
                *known = way;
                *group = mocks;
            }
        }
    }

    /// Follows those whose objects other tests make: what makes them may be out of sight here.
    fn release(mut self, index: &Index<'_>, graph: &CallGraph, ways: &mut [Option<Way>]) {
        for _ in 0..MAX_ROUNDS {
            let mut free: Vec<(Node, Way, &Group)> = Vec::new();
            self.by_method.retain(|method, (way, mocks)| {
                let mut makers = graph.makers(*method).iter();
                let is_made = makers.any(|maker| is_reached(ways, *maker));
                if is_made && !is_reached(ways, *method) {
                    free.push((*method, *way, *mocks));
                }
                !is_made
            });
            if free.is_empty() {
                return;
            }
            for (method, way, mocks) in free {
                let mut search = Search::new(index, graph, std::iter::empty(), &[]);
                search.push(method, way);
                while let Some((node, way)) = search.next() {
                    if let Some(slot) = ways.get_mut(node.0 as usize)
                        && slot.is_none()
                    {
                        *slot = Some(way);
                        search.expand(node, &way, mocks, |to| is_reached(ways, to));
                    }
                }
                self.keep(search.waiting, mocks);
            }
        }
    }
}

/// A search in the order of cost (Dial's variant of Dijkstra's algorithm, CACM 12(11), 1969).
struct Search<'a, 'b> {
    index: &'b Index<'a>,
    graph: &'b CallGraph,
    buckets: Vec<Vec<(Node, Way)>>,
    at: usize,
    /// What was reached before this search.
    settled: &'b [bool],
    /// What was expanded and makes objects.
    makers: FxHashSet<Node>,
    /// Ways to methods by their name alone, by what may make the objects they need.
    waiting: FxHashMap<Node, Vec<(Node, Way)>>,
}

impl<'a, 'b> Search<'a, 'b> {
    fn new(
        index: &'b Index<'a>,
        graph: &'b CallGraph,
        starts: impl Iterator<Item = Node>,
        settled: &'b [bool],
    ) -> Self {
        let mut buckets = vec![Vec::new(); MAX_COST + 1];
        if let Some(first) = buckets.first_mut() {
            *first = starts.map(|start| (start, Way::from(start))).collect();
        }
        // What a test leads to as well, a test is said to lead to.
        if let [first, second, ..] = buckets.as_mut_slice() {
            let examples = first.extract_if(.., |(start, _)| is_left_out(index, *start));
            second.extend(examples.map(|(start, way)| (start, Way { cost: 1, ..way })));
        }
        Self {
            index,
            graph,
            buckets,
            at: 0,
            settled,
            makers: FxHashSet::default(),
            waiting: FxHashMap::default(),
        }
    }

    fn next(&mut self) -> Option<(Node, Way)> {
        loop {
            let bucket = self.buckets.get_mut(self.at)?;
            if let Some(next) = bucket.pop() {
                return Some(next);
            }
            self.at += 1;
        }
    }

    /// Whether one uses the other only by the result of a function that gives back a mock.
    fn is_of_mock(&self, from: Node, to: Node, mocks: &Group) -> bool {
        !mocks.is_empty()
            && self.graph.result_of(from, to).is_some_and(|function| {
                mocks.avoided.contains(&function) || mocks.replaced.contains(&function)
            })
    }

    /// Whether there are objects that have a method.
    fn is_made(&self, method: Node) -> bool {
        let makers = self.graph.makers(method);
        let is_there = |maker: &Node| {
            self.makers.contains(maker) || self.settled.get(maker.0 as usize) == Some(&true)
        };
        match makers {
            // Interfaces of Go lead to all types that fit, even where nothing makes their objects.
            [] => {
                let (file, symbol) = self.index.place(method);
                self.index.family(file) != Some(Family::Go)
                    || self.index.enclosing_class(file, symbol).is_none()
            }
            makers => makers.iter().any(is_there),
        }
    }

    fn push(&mut self, node: Node, way: Way) {
        // A step may cost nothing, but never less than nothing: no bucket before this grows.
        let bucket = (way.cost as usize).min(MAX_COST).max(self.at);
        if let Some(bucket) = self.buckets.get_mut(bucket) {
            bucket.push((node, way));
        }
    }

    /// Looks at what a definition uses, apart from what `is_done`.
    fn expand(&mut self, node: Node, way: &Way, mocks: &Group, is_done: impl Fn(Node) -> bool) {
        let from_test = is_test(self.index, node);
        // Who got to a part of what other tests replace has the real thing, all of it.
        let may_avoid = !from_test && !mocks.avoided.contains(&node);
        if self.graph.is_maker(node) && self.makers.insert(node) {
            for (method, way) in self.waiting.remove(&node).unwrap_or_default() {
                self.push(method, way);
            }
        }
        for call in self.graph.calls(node) {
            let is_left_out = is_done(call.to)
                || mocks.replaced.contains(&call.to)
                || may_avoid && mocks.avoided.contains(&call.to)
                || self.is_of_mock(node, call.to, mocks);
            if is_left_out {
                continue;
            }
            // Which of several classes it is that has a method anew, no test says.
            let is_sure = from_test && !self.graph.overrides().contains(&(node, call.to));
            let next = step(self.index, node, way, call, (from_test, is_sure));
            if call.strength == Strength::Guess && !self.is_made(call.to) {
                // Methods of objects that nothing has made so far; something still may.
                for maker in self.graph.makers(call.to) {
                    self.waiting
                        .entry(*maker)
                        .or_default()
                        .push((call.to, next));
                }
            } else {
                self.push(call.to, next);
            }
        }
    }
}

/// Whether a definition is code that only tests run.
pub(crate) fn is_test(index: &Index<'_>, node: Node) -> bool {
    index.is_test(node)
}

/// Whether a function of ECMAScript stands in an object with others, or in a function of one: who
/// passes that on need not have all run that it holds.
fn is_of_object(index: &Index<'_>, node: Node) -> bool {
    let (file, _) = index.place(node);
    let symbol = index.symbol(node);
    let symbol = symbol.filter(|symbol| symbol.kind == SymbolKind::Function);
    let owner = symbol.and_then(|symbol| symbol.name.rsplit_once('.'));
    let Some((owner, _)) = owner.filter(|_| index.family(file) == Some(Family::EcmaScript)) else {
        return false;
    };
    let is_inner = symbol.is_some_and(|symbol| symbol.parent.is_some());
    is_inner || index.functions_of(file, owner).nth(1).is_some()
}

fn step(
    index: &Index<'_>,
    from: Node,
    way: &Way,
    call: &Call,
    (from_test, is_sure): (bool, bool),
) -> Way {
    let into_test = is_test(index, call.to);
    let cost = match call.strength {
        _ if into_test => 0,
        Strength::Call | Strength::Import => 1,
        Strength::Use if from_test => 1,
        Strength::Use => 2,
        Strength::Framework => 3,
        Strength::Guess => 4,
    };
    // What a test passes on, it passes on to have it run; its own helpers it knows.
    let strength = match call.strength {
        Strength::Use if is_sure && !is_of_object(index, call.to) => Strength::Call,
        _ if from_test && into_test => Strength::Call,
        strength => strength,
    };
    let strength = match index.symbol(call.to) {
        Some(symbol) if symbol.says(Symbol::PERHAPS) => strength.max(Strength::Use),
        _ => strength,
    };
    Way {
        cost: way.cost + cost,
        hops: way.hops + u32::from(!into_test),
        weakest: way.weakest.max(strength),
        before: from,
        line: call.line,
        step: call.strength,
        start: way.start,
    }
}
