//! The graph itself: from the tests on, until nothing new is reached.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{Symbol, SymbolKind};

use super::body::{Overridable, Said, body, is_property};
use super::implicit::{is_by_protocol, is_framework_hook, is_registered};
use super::index::{Index, Node};
use super::starts::starts;

/// How sure it is that one definition runs when another does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Strength {
    /// It is called, or is an element that is drawn.
    Call,
    /// It runs when its module is imported.
    Import,
    /// It is passed on or handed out; somebody may call it.
    Use,
    /// A framework calls it: by name, by route, as a program.
    Framework,
    /// A method of that name is called on something unknown.
    Guess,
}

/// One definition using another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) to: Node,
    pub(crate) strength: Strength,
    /// Line of the use, 1-based.
    pub(crate) line: u32,
}

/// What reached definitions use.
#[derive(Debug, Default)]
pub(crate) struct CallGraph {
    /// Definitions that a runner calls.
    pub(crate) starts: Vec<Node>,
    /// Uses by definition; of reached ones only.
    pub(crate) calls: FxHashMap<Node, Vec<Call>>,
    /// For uses that come about only by the result of a function, by (user, used): the function.
    pub(crate) results: FxHashMap<(Node, Node), Node>,
}

/// Follows the names that code uses, from the tests on.
/// `given` are uses that names do not show, `barred` those that names show but that do not happen.
pub(crate) fn call_graph(
    index: &Index<'_>,
    given: Vec<(Node, Call)>,
    barred: FxHashSet<(Node, Node)>,
) -> CallGraph {
    let starts = starts(index);
    let mut growth = Growth {
        index,
        graph: CallGraph {
            starts: starts.clone(),
            ..CallGraph::default()
        },
        reached: vec![false; index.len()],
        next: Vec::new(),
        wanted: FxHashMap::default(),
        overridable: FxHashMap::default(),
        live: FxHashSet::default(),
        given: FxHashMap::default(),
        named: named(index),
        methods: FxHashMap::default(),
        seen: FxHashSet::default(),
        barred,
    };
    for (from, call) in given {
        growth.given.entry(from).or_default().push(call);
    }
    for start in starts {
        growth.reach(start);
    }
    while !growth.next.is_empty() {
        let frontier = std::mem::take(&mut growth.next);
        let said: Vec<Vec<Said<'_>>> = frontier.par_iter().map(|node| body(index, *node)).collect();
        for (node, said) in frontier.into_iter().zip(said) {
            for call in growth.given.remove(&node).unwrap_or_default() {
                growth.hand(node, call);
            }
            for said in said {
                growth.hear(node, &said);
            }
        }
    }
    growth.graph
}

struct Growth<'a, 'b> {
    index: &'b Index<'a>,
    graph: CallGraph,
    reached: Vec<bool>,
    next: Vec<Node>,
    /// Who calls a method of that name on something unknown, and whether only properties count.
    wanted: FxHashMap<&'a str, Vec<(Node, u32, bool)>>,
    /// Who calls a method of that name that is defined in a base class.
    overridable: FxHashMap<&'a str, Vec<(Node, Overridable)>>,
    live: FxHashSet<Node>,
    /// Uses that names do not show, by user.
    given: FxHashMap<Node, Vec<Call>>,
    /// Last parts of all names that code of the tree uses, by family of languages.
    named: FxHashSet<(Option<Family>, &'a str)>,
    /// Methods of live classes by name.
    methods: FxHashMap<&'a str, Vec<(Node, Node)>>,
    /// Uses that are in the graph already.
    seen: FxHashSet<(Node, Node, Strength)>,
    /// Uses that do not happen.
    barred: FxHashSet<(Node, Node)>,
}

impl<'a> Growth<'a, '_> {
    fn reach(&mut self, node: Node) {
        if let Some(reached) = self.reached.get_mut(node.0 as usize)
            && !*reached
        {
            *reached = true;
            self.next.push(node);
        }
    }

    fn add(&mut self, from: Node, call: Call) {
        let is_new = from != call.to && self.seen.insert((from, call.to, call.strength));
        if is_new && !self.barred.contains(&(from, call.to)) {
            let calls = self.graph.calls.entry(from).or_default();
            calls.push(call);
            let repeats = self.index.repeats(call.to);
            calls.extend(repeats.iter().map(|to| Call { to: *to, ..call }));
            self.reach(call.to);
            for to in repeats {
                self.reach(to);
            }
        }
    }

    /// Takes over a use that names do not show; of a class, objects are made.
    fn hand(&mut self, from: Node, call: Call) {
        self.add(from, call);
        if self
            .index
            .symbol(call.to)
            .is_some_and(|symbol| symbol.kind == SymbolKind::Class)
        {
            self.live(from, call.to);
        }
    }

    fn hear(&mut self, from: Node, said: &Said<'a>) {
        match said {
            Said::Uses(call) => {
                self.graph.results.remove(&(from, call.to));
                self.add(from, *call);
            }
            Said::UsesResult(call, function) => self.add_result(from, *call, *function),
            Said::Lives(class) => self.live(from, *class),
            Said::Wants {
                name,
                line,
                only_properties,
            } => {
                for (_, method) in self.methods.get(name).cloned().unwrap_or_default() {
                    self.guess(from, method, *line, *only_properties);
                }
                let wanted = self.wanted.entry(name).or_default();
                wanted.push((from, *line, *only_properties));
            }
            Said::Overridable { name, of } => {
                for (class, method) in self.methods.get(name).cloned().unwrap_or_default() {
                    self.overrides(from, (class, method), *of);
                }
                self.overridable.entry(name).or_default().push((from, *of));
            }
        }
    }

    /// Takes over a use that comes about by the result of a function.
    fn add_result(&mut self, from: Node, call: Call, function: Node) {
        let known = self.graph.calls.get(&from).into_iter().flatten();
        if known.into_iter().all(|known| known.to != call.to) {
            self.graph.results.insert((from, call.to), function);
        }
        self.add(from, call);
    }

    /// A call of a base class's method may run the one that a derived class has instead.
    fn overrides(&mut self, from: Node, (class, to): (Node, Node), of: Overridable) {
        if class != of.base && self.is_derived(class, of.base) {
            let call = Call {
                to,
                strength: Strength::Use,
                line: of.line,
            };
            match of.result_of {
                Some(function) => self.add_result(from, call, function),
                None => self.add(from, call),
            }
        }
    }

    fn guess(&mut self, from: Node, method: Node, line: u32, only_properties: bool) {
        let fits = !only_properties || self.index.symbol(method).is_some_and(is_property);
        if fits && self.same_family(from, method) {
            let strength = Strength::Guess;
            self.add(
                from,
                Call {
                    to: method,
                    strength,
                    line,
                },
            );
        }
    }

    fn same_family(&self, left: Node, right: Node) -> bool {
        let family = |node| self.index.family(self.index.place(node).0);
        family(left) == family(right)
    }

    /// Objects of a class exist now: methods that are wanted by name can run.
    fn live(&mut self, from: Node, class: Node) {
        if !self.live.insert(class) {
            return;
        }
        let index = self.index;
        self.add(
            from,
            Call {
                to: class,
                strength: Strength::Use,
                line: 1,
            },
        );
        let is_foreign = self.has_foreign_base(class);
        let family = index.family(index.place(class).0);
        for (name, node) in members(index, class) {
            let line = index.symbol(node).map_or(1, |symbol| symbol.start);
            let is_called_by_framework =
                is_foreign && (!self.named.contains(&(family, name)) || is_framework_hook(name));
            let is_registered = || index.symbol(node).is_some_and(is_registered);
            if is_by_protocol(name) || is_called_by_framework || is_registered() {
                self.add(
                    from,
                    Call {
                        to: node,
                        strength: Strength::Guess,
                        line,
                    },
                );
            }
            for (from, line, only_properties) in self.wanted.get(name).cloned().unwrap_or_default()
            {
                self.guess(from, node, line, only_properties);
            }
            for (from, of) in self.overridable.get(name).cloned().unwrap_or_default() {
                self.overrides(from, (class, node), of);
            }
            self.methods.entry(name).or_default().push((class, node));
        }
        for base in index.bases(class) {
            self.live(from, *base);
        }
    }

    /// Whether a class is derived from one that is not in the tree, which then calls methods
    /// that nobody in the tree names.
    fn has_foreign_base(&self, class: Node) -> bool {
        self.ancestry(class).into_iter().any(|class| {
            let bases = self
                .index
                .symbol(class)
                .map_or(&[] as &[_], |symbol| &symbol.bases);
            let named = bases.iter().filter(|base| !is_mere_marker(base)).count();
            named > self.index.bases(class).len()
        })
    }

    fn is_derived(&self, class: Node, base: Node) -> bool {
        self.ancestry(class).contains(&base)
    }

    /// A class and all that it is derived from; broken code may go round in circles.
    fn ancestry(&self, class: Node) -> Vec<Node> {
        let mut found = vec![class];
        let mut at = 0;
        while let Some(class) = found.get(at).copied() {
            for base in self.index.bases(class) {
                if !found.contains(base) {
                    found.push(*base);
                }
            }
            at += 1;
        }
        found
    }
}

/// Methods of a class by name: inside it, beside it, and in other files.
fn members<'a>(index: &Index<'a>, class: Node) -> Vec<(&'a str, Node)> {
    let (file, symbol) = index.place(class);
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    let is_member = |at: u32, method: &Symbol| match method.parent {
        Some(_) => method.parent == symbol,
        None => {
            method.kind == SymbolKind::Method
                && index.enclosing_class(file, Some(at)) == Some(class)
        }
    };
    let own = (0_u32..)
        .zip(symbols)
        .filter(|(at, method)| method.kind != SymbolKind::Class && is_member(*at, method))
        .map(|(at, method)| {
            (
                method.name.rsplit('.').next().unwrap_or(&method.name),
                index.node(file, at),
            )
        });
    own.chain(index.methods_apart(class).iter().copied())
        .collect()
}

/// Last parts of all names that code of the tree uses.
fn named<'a>(index: &Index<'a>) -> FxHashSet<(Option<Family>, &'a str)> {
    index
        .units
        .par_iter()
        .filter_map(|unit| Some((unit.language?.family, unit.facts.as_deref()?)))
        .fold(FxHashSet::default, |mut names, (family, facts)| {
            // `super().run()` passes a call on; it is not one of its own.
            let used = facts
                .references
                .iter()
                .filter(|reference| !reference.path.starts_with("super."));
            let lasts = used.filter_map(|reference| reference.path.rsplit('.').next());
            names.extend(lasts.map(|last| (Some(family), last)));
            names
        })
        .reduce(FxHashSet::default, |left, right| {
            let (mut more, less) = if left.len() > right.len() {
                (left, right)
            } else {
                (right, left)
            };
            more.extend(less);
            more
        })
}

/// Whether a base class only marks what kind of class it is, and calls nothing.
fn is_mere_marker(base: &str) -> bool {
    let last = base.rsplit('.').next().unwrap_or(base);
    // What is raised is caught by its name.
    last.ends_with("Exception")
        || last.ends_with("Error")
        || matches!(
            last,
            "object"
                | "ABC"
                | "Generic"
                | "Protocol"
                | "Enum"
                | "IntEnum"
                | "StrEnum"
                | "NamedTuple"
                | "TypedDict"
        )
}
