//! The graph itself: from the tests on, until nothing new is reached.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::SymbolKind;

use super::barred::Barred;
use super::batch::{AHEAD, Batch, read};
use super::budget::Budget;
use super::dispatch::{CallSite, Candidate, Selectors};
use super::graph::{Call, CallGraph, Strength};
use super::index::{Index, Node};
use super::islands::Islands;
use super::marks::marking;
use super::overriding::Overriding;
use super::seen::Seen;
use super::site::Site;
use super::traits::OfTrait;

/// Repeats of a definition that all who use it are said to use.
const FEW_REPEATS: usize = 16;

/// Calls by a method's name that are followed: callers times methods. The largest trees that people
/// wrote have some ten thousands.
const MOST_GUESSES: u32 = 4_000_000;

/// Methods that classes get from others which are looked at, those of each class counted.
const MOST_INHERITED: usize = 1 << 20;

/// What is known before any name is followed.
pub(crate) struct Given<'a> {
    /// Definitions that a runner calls.
    pub(crate) starts: Vec<Node>,
    /// Uses that names do not show, as (user, use).
    pub(crate) uses: Vec<(Node, Call)>,
    /// Uses that names show but that do not happen.
    pub(crate) barred: Barred,
    /// Last parts of all names that code of the tree uses, by family of languages.
    pub(crate) named: FxHashSet<(Option<Family>, &'a str)>,
    /// Names by which code of ECMAScript may call what an object has.
    pub(crate) members: FxHashSet<&'a str>,
    /// Which files can meet in one run of tests.
    pub(crate) islands: Islands,
}

/// Follows the names that code uses, from the tests on.
pub(crate) fn call_graph<'a>(index: &Index<'a>, given: Given<'a>) -> CallGraph {
    let mut builder = Builder {
        index,
        graph: CallGraph {
            starts: given.starts.clone(),
            calls: vec![Vec::new(); index.len()],
            ..CallGraph::default()
        },
        reached: vec![false; index.len()],
        work_list: VecDeque::new(),
        selectors: Selectors::default(),
        of_traits: FxHashSet::default(),
        instantiated: vec![false; index.len()],
        given: FxHashMap::default(),
        unmade: FxHashMap::default(),
        named: given.named,
        members: given.members,
        overriding: Overriding::new(index),
        marking: marking(index),
        conditional: vec![false; index.len()],
        seen: Seen::new(index.len()),
        barred: given.barred,
        islands: given.islands,
        guesses: MOST_GUESSES,
        inherited: Budget::new(MOST_INHERITED, "methods that classes get from others"),
    };
    for (from, call) in given.uses {
        builder.given.entry(from).or_default().push(call);
    }
    for start in &given.starts {
        builder.enqueue(*start);
    }
    for OfTrait { name, method, of } in index.methods_of_traits() {
        builder.of_traits.insert(method);
        let selector = builder.selectors.number(name);
        builder.selectors.of(selector).candidates.push(Candidate {
            node: method,
            ancestry: Arc::default(),
            is_offered: false,
            of_trait: of,
        });
        if let Some(asked_as) = index.written_as(method) {
            let selector = builder.selectors.number(asked_as);
            builder.selectors.of(selector).candidates.push(Candidate {
                node: method,
                ancestry: Arc::default(),
                is_offered: false,
                of_trait: None,
            });
        }
    }
    // A runner makes the objects of test cases.
    for start in given.starts {
        let symbol = index.symbol(start);
        if symbol.is_some_and(|symbol| symbol.kind == SymbolKind::Class) {
            builder.instantiate(start, start);
        }
    }
    builder.run();
    let mut graph = builder.graph;
    graph.settle(index);
    graph
}

/// The graph as far as it is built, with the work list of what is yet to be read.
pub(super) struct Builder<'a, 'b> {
    pub(super) index: &'b Index<'a>,
    pub(super) graph: CallGraph,
    reached: Vec<bool>,
    /// Reached definitions whose bodies are yet to be read, in the order in which they were reached.
    work_list: VecDeque<Node>,
    /// Call sites and the methods that they may mean, by name.
    pub(super) selectors: Selectors<'a>,
    /// Methods that no object has to be made for.
    pub(super) of_traits: FxHashSet<Node>,
    /// Classes of which there are objects.
    pub(super) instantiated: Vec<bool>,
    /// Uses that names do not show, by user.
    given: FxHashMap<Node, Vec<Call>>,
    /// Uses of methods by their names alone that names do not show, by the method: nothing has made
    /// an object yet that has it.
    pub(super) unmade: FxHashMap<Node, Vec<(Node, Call)>>,
    /// Last parts of all names that code of the tree uses, by family of languages.
    pub(super) named: FxHashSet<(Option<Family>, &'a str)>,
    /// Names by which code of ECMAScript may call what an object has.
    pub(super) members: FxHashSet<&'a str>,
    /// Methods of Python that stand in the place of a library's.
    pub(super) overriding: Overriding<'a>,
    /// Decorators of Python that mark what they decorate.
    pub(super) marking: FxHashSet<Node>,
    /// Definitions with uses that come about only by a result or in place of another.
    conditional: Vec<bool>,
    /// Uses that are in the graph already.
    pub(super) seen: Seen,
    /// Uses that do not happen.
    pub(super) barred: Barred,
    /// Which files can meet in one run of tests.
    pub(super) islands: Islands,
    /// Calls by a method's name that may still be followed.
    pub(super) guesses: u32,
    /// Methods of base classes that may still be looked at for who calls them.
    pub(super) inherited: Budget,
}

impl<'a> Builder<'a, '_> {
    /// Works off the list: reads the bodies of all that is reached, and takes in what they say in
    /// the order in which they were reached. The next ones are read meanwhile.
    fn run(&mut self) {
        let index = self.index;
        let mut batches: Vec<Batch<'a>> = Vec::new();
        while !batches.is_empty() || !self.work_list.is_empty() {
            let count = self.work_list.len().min(AHEAD);
            let ahead: Vec<Node> = self.work_list.drain(..count).collect();
            let (next, ()) = rayon::join(
                || read(index, &ahead),
                || {
                    for (node, sites) in batches.iter().flat_map(Batch::bodies) {
                        self.process(node, sites);
                    }
                },
            );
            batches = next;
        }
    }

    /// Takes in all that a body says.
    fn process(&mut self, node: Node, sites: &[Site<'a>]) {
        for call in self.given.remove(&node).unwrap_or_default() {
            self.hand(node, call);
        }
        self.seen.expect(node, sites.len());
        if let Some(calls) = self.graph.calls.get_mut(node.0 as usize) {
            calls.reserve(sites.len());
        }
        for site in sites {
            self.apply(node, *site);
        }
    }

    /// Has a definition's body read; false where that was said before.
    fn enqueue(&mut self, node: Node) -> bool {
        let Some(reached) = self.reached.get_mut(node.0 as usize) else {
            return false;
        };
        let is_first = !std::mem::replace(reached, true);
        if is_first {
            self.work_list.push_back(node);
        }
        is_first
    }

    /// Adds an edge, unless it is there already or barred.
    pub(super) fn add(&mut self, from: Node, call: Call) {
        if from == call.to {
            return;
        }
        let is_new = self.seen.insert(from, call.to, call.strength);
        if !is_new || self.barred.has(from, call) {
            return;
        }
        let index = self.index;
        let Some(calls) = self.graph.calls.get_mut(from.0 as usize) else {
            return;
        };
        calls.push(call);
        let is_first = self.enqueue(call.to);
        let repeats = index.repeats(call.to);
        // Few repeats are used by whoever uses the first; of many, the first leads to the others.
        let from = match repeats.len() {
            0 => return,
            1..=FEW_REPEATS => from,
            _ if is_first => call.to,
            _ => return,
        };
        // What the language calls for one trait says nothing of another's.
        let is_same = |to: &Node| {
            let is_wanted = call.strength == Strength::Guess && index.wanted_by(call.to).is_some();
            !is_wanted || index.wanted_by(*to) == index.wanted_by(call.to)
        };
        let repeats: Vec<Node> = repeats.iter().copied().filter(is_same).collect();
        let strength = match index.is_variant(call.to) {
            true => Strength::Guess,
            false => call.strength,
        };
        let call = Call { strength, ..call };
        if let Some(calls) = self.graph.calls.get_mut(from.0 as usize) {
            calls.extend(repeats.iter().map(|to| Call { to: *to, ..call }));
        }
        for to in repeats {
            self.enqueue(to);
        }
    }

    /// Takes over a use that names do not show; of a class, objects are made. A method that goes by
    /// its name alone waits for an object.
    fn hand(&mut self, from: Node, call: Call) {
        if call.strength == Strength::Guess && self.is_unmade(call.to) {
            self.unmade.entry(call.to).or_default().push((from, call));
            return;
        }
        self.add(from, call);
        if self
            .index
            .symbol(call.to)
            .is_some_and(|symbol| symbol.kind == SymbolKind::Class)
        {
            self.instantiate(from, call.to);
        }
    }

    /// Whether a method of Python takes an object of its class, and nothing has made one.
    fn is_unmade(&self, method: Node) -> bool {
        let (file, symbol) = self.index.place(method);
        let takes_object = self.index.symbol(method).is_some_and(|symbol| {
            let mut said = symbol.decorators.iter();
            symbol.kind == SymbolKind::Method
                && !said.any(|said| matches!(&**said, "staticmethod" | "classmethod"))
        });
        let class = self.index.enclosing_class(file, symbol);
        takes_object
            && self.index.family(file) == Some(Family::Python)
            && class.is_some_and(|class| !self.is_instantiated(class))
    }

    fn is_instantiated(&self, class: Node) -> bool {
        self.instantiated.get(class.0 as usize) == Some(&true)
    }

    /// Takes in one thing that a body says.
    fn apply(&mut self, from: Node, site: Site<'a>) {
        match site {
            Site::Edge(call) => {
                if self.is_conditional(from) {
                    self.graph.results.remove(&(from, call.to));
                    self.graph.overrides.remove(&(from, call.to));
                }
                self.add(from, call);
            }
            Site::ResultEdge(call, function) => {
                if self.is_conditional(from) {
                    self.graph.overrides.remove(&(from, call.to));
                }
                self.add_result(from, call, function);
            }
            Site::Instantiates(class) => self.instantiate(from, class),
            Site::Offers { name, to, line } => self.add_offered(from, name, to, line),
            Site::ByName { name, line, only } => {
                let site = CallSite { from, line, only };
                self.call_by_name(name, site);
            }
            Site::Virtual { name, of } => self.call_virtual(name, from, of),
        }
    }

    /// Takes over a use that comes about by the result of a function.
    pub(super) fn add_result(&mut self, from: Node, call: Call, function: Node) {
        // What repeats another came with that one.
        let came_along = || {
            let mut calls = self.graph.calls(from).iter();
            self.index.is_repeat(call.to) && calls.any(|known| known.to == call.to)
        };
        let is_known = self.seen.contains(from, call.to) || came_along();
        if !is_known {
            self.graph.results.insert((from, call.to), function);
            self.set_conditional(from);
        }
        self.add(from, call);
    }

    /// Whether a definition has uses that come about only by a result or in place of another.
    fn is_conditional(&self, from: Node) -> bool {
        self.conditional.get(from.0 as usize) == Some(&true)
    }

    /// Notes that a definition has such uses.
    pub(super) fn set_conditional(&mut self, from: Node) {
        if let Some(is_conditional) = self.conditional.get_mut(from.0 as usize) {
            *is_conditional = true;
        }
    }
}
