//! The graph itself: from the tests on, until nothing new is reached.

use std::collections::VecDeque;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, SymbolKind};

use super::barred::Barred;
use super::body::{Notes, Overridable, Said, body, has_action, is_property};
use super::implicit::{
    is_by_protocol, is_common_protocol, is_framework_hook, is_registered, is_started_apart,
};
use super::index::{Index, Node};
use super::islands::Islands;
use super::names::last_part;
use super::seen::Seen;
use super::traits::OfTrait;
use super::witness::Witnessed;

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

impl Strength {
    pub(super) const ALL: [Self; 5] = [
        Self::Call,
        Self::Import,
        Self::Use,
        Self::Framework,
        Self::Guess,
    ];
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
    calls: Vec<Vec<Call>>,
    /// For methods that are called by their name alone: what makes the objects that have them, a
    /// class or a function that hands them out.
    makers: FxHashMap<Node, Vec<Node>>,
    /// The other way round: what each of them makes.
    made: FxHashMap<Node, Vec<Node>>,
    /// For uses that come about only by the result of a function, by (user, used): the function.
    results: FxHashMap<(Node, Node), Node>,
    /// Where methods of one name and their callers were too many: the name, and a file of the
    /// callers.
    cut: Option<(Box<str>, FileId)>,
    /// Uses of a method only in place of the one that a base class has.
    overrides: FxHashSet<(Node, Node)>,
}

impl CallGraph {
    /// What a definition uses.
    pub(crate) fn calls(&self, from: Node) -> &[Call] {
        self.calls.get(from.0 as usize).map_or(&[], Vec::as_slice)
    }

    fn make(&mut self, method: Node, maker: Node) {
        self.makers.entry(method).or_default().push(maker);
        self.made.entry(maker).or_default().push(method);
    }

    /// Whether something makes objects that have methods.
    pub(super) fn is_maker(&self, node: Node) -> bool {
        self.made.contains_key(&node)
    }

    /// What makes the objects that have a method.
    pub(super) fn makers(&self, method: Node) -> &[Node] {
        self.makers.get(&method).map_or(&[], Vec::as_slice)
    }

    /// Whether a use takes an object that something has made: it goes by a method's name, or runs
    /// the method of a derived class.
    pub(super) fn needs_object(&self, from: Node, call: &Call) -> bool {
        let by_name = call.strength == Strength::Guess;
        (by_name || self.overrides.contains(&(from, call.to))) && !self.makers(call.to).is_empty()
    }

    /// A name by which so many methods are called in so many places that not all were followed,
    /// and one of the files that do so.
    pub(crate) fn cut(&self) -> Option<(&str, FileId)> {
        self.cut.as_ref().map(|(name, file)| (&**name, *file))
    }

    /// Leaves out uses of objects that no test has there.
    fn settle(&mut self, index: &Index<'_>) {
        let witnessed = Witnessed::of(index, self);
        self.calls
            .par_iter_mut()
            .enumerate()
            .for_each(|(at, calls)| {
                let from = Node(u32::try_from(at).unwrap_or(u32::MAX));
                let mut happening = witnessed.happening(from);
                calls.retain(|_| happening.next() == Some(true));
            });
    }

    /// The methods of what makes objects that are called by their name alone.
    pub(super) fn made_by(&self, maker: Node) -> &[Node] {
        self.made.get(&maker).map_or(&[], Vec::as_slice)
    }

    /// The uses that come about only by the result of a function, with that function, in numbers.
    pub(crate) fn results(&self) -> impl Iterator<Item = ((u32, u32), u32)> {
        self.results
            .iter()
            .map(|((from, to), function)| ((from.0, to.0), function.0))
    }

    /// The function by whose result alone one definition uses another.
    pub(super) fn result_of(&self, from: Node, to: Node) -> Option<Node> {
        self.results.get(&(from, to)).copied()
    }
}

/// Bodies that are read at a time, while what those before them say is taken in.
const AHEAD: usize = 512;

/// Repeats of a definition that all who use it are said to use.
const FEW_REPEATS: usize = 16;

/// Classes that one is derived from which count: no class that people wrote has as many.
const MOST_ANCESTORS: usize = 200;

/// Calls by a method's name that are followed: callers times methods. The largest trees that people
/// wrote have some ten thousands.
const MOST_GUESSES: u32 = 4_000_000;

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
    /// Which files can meet in one run of tests.
    pub(crate) islands: Islands,
}

/// Follows the names that code uses, from the tests on.
pub(crate) fn call_graph<'a>(index: &Index<'a>, given: Given<'a>) -> CallGraph {
    let mut growth = Growth {
        index,
        graph: CallGraph {
            starts: given.starts.clone(),
            calls: vec![Vec::new(); index.len()],
            ..CallGraph::default()
        },
        reached: vec![false; index.len()],
        next: VecDeque::new(),
        slots: Slots::default(),
        of_traits: FxHashSet::default(),
        live: vec![false; index.len()],
        given: FxHashMap::default(),
        named: given.named,
        seen: Seen::new(index.len()),
        barred: given.barred,
        islands: given.islands,
        guesses: MOST_GUESSES,
    };
    for (from, call) in given.uses {
        growth.given.entry(from).or_default().push(call);
    }
    for start in given.starts {
        growth.reach(start);
    }
    for OfTrait { name, method, of } in index.methods_of_traits() {
        growth.of_traits.insert(method);
        let slot = growth.slots.number(name);
        growth.slots.of(slot).methods.push(Method {
            node: method,
            ancestry: Arc::default(),
            is_offered: false,
            of_trait: Some(of),
        });
    }
    growth.grow();
    let mut graph = growth.graph;
    graph.settle(index);
    graph
}

struct Growth<'a, 'b> {
    index: &'b Index<'a>,
    graph: CallGraph,
    reached: Vec<bool>,
    /// Reached definitions whose bodies are yet to be read, in the order in which they were reached.
    next: VecDeque<Node>,
    /// Methods and who asks for them, by name.
    slots: Slots<'a>,
    /// Methods that no object has to be made for.
    of_traits: FxHashSet<Node>,
    /// Classes of which there are objects.
    live: Vec<bool>,
    /// Uses that names do not show, by user.
    given: FxHashMap<Node, Vec<Call>>,
    /// Last parts of all names that code of the tree uses, by family of languages.
    named: FxHashSet<(Option<Family>, &'a str)>,
    /// Uses that are in the graph already.
    seen: Seen,
    /// Uses that do not happen.
    barred: Barred,
    /// Which files can meet in one run of tests.
    islands: Islands,
    /// Calls by a method's name that may still be followed.
    guesses: u32,
}

/// Numbered by name.
#[derive(Debug, Default)]
struct Slots<'a> {
    numbers: FxHashMap<&'a str, u32>,
    all: Vec<Slot<'a>>,
    /// Stands for what has no number.
    none: Slot<'a>,
}

impl<'a> Slots<'a> {
    fn number(&mut self, name: &'a str) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(name).or_insert(next);
        if number == next {
            self.all.push(Slot::default());
        }
        number
    }

    fn of(&mut self, number: u32) -> &mut Slot<'a> {
        self.all.get_mut(number as usize).unwrap_or(&mut self.none)
    }
}

/// All that goes by one method's name.
#[derive(Debug, Default)]
struct Slot<'a> {
    /// Methods of live classes and of traits.
    methods: Vec<Method<'a>>,
    /// Who calls a method of that name on something unknown.
    wanted: Vec<Wanted>,
    /// Who calls a method of that name that is defined in a base class.
    overridable: Vec<(Node, Overridable)>,
}

#[derive(Debug, Clone)]
struct Method<'a> {
    node: Node,
    /// Its class, and all that is derived from.
    ancestry: Arc<[Node]>,
    /// Whether it is a function that another hands out.
    is_offered: bool,
    /// The trait that has to be in scope where it is called.
    of_trait: Option<&'a str>,
}

impl Method<'_> {
    /// Whether it may run in place of the one that a class has.
    fn may_stand_for_that_of(&self, base: Node, index: &Index<'_>) -> bool {
        let is_trait = |of: &str| index.symbol(base).is_some_and(|base| *base.name == *of);
        self.ancestry.iter().skip(1).any(|class| *class == base)
            || self.of_trait.is_some_and(is_trait)
    }
}

#[derive(Debug, Clone, Copy)]
struct Wanted {
    from: Node,
    line: u32,
    /// Whether it is only read, so that no other methods than properties count.
    only_properties: bool,
}

impl<'a> Growth<'a, '_> {
    /// Reads the bodies of all that is reached, and takes in what they say in the order in which
    /// they were reached. The next ones are read meanwhile.
    fn grow(&mut self) {
        let index = self.index;
        let mut heard: Vec<(Node, Vec<Said<'a>>)> = Vec::new();
        while !heard.is_empty() || !self.next.is_empty() {
            let count = self.next.len().min(AHEAD);
            let ahead: Vec<Node> = self.next.drain(..count).collect();
            let read = |notes: &mut Notes<'a>, node: Node| (node, body(index, node, notes));
            let (said, ()) = rayon::join(
                || {
                    let ahead = ahead.into_par_iter();
                    ahead.map_init(Notes::default, read).collect()
                },
                || {
                    for (node, said) in heard {
                        self.take_in(node, said);
                    }
                },
            );
            heard = said;
        }
    }

    fn take_in(&mut self, node: Node, said: Vec<Said<'a>>) {
        for call in self.given.remove(&node).unwrap_or_default() {
            self.hand(node, call);
        }
        self.seen.expect(node, said.len());
        if let Some(calls) = self.graph.calls.get_mut(node.0 as usize) {
            calls.reserve(said.len());
        }
        for said in said {
            self.hear(node, said);
        }
    }

    /// Has a definition's body read; false where that was said before.
    fn reach(&mut self, node: Node) -> bool {
        let Some(reached) = self.reached.get_mut(node.0 as usize) else {
            return false;
        };
        let is_first = !std::mem::replace(reached, true);
        if is_first {
            self.next.push_back(node);
        }
        is_first
    }

    fn add(&mut self, from: Node, call: Call) {
        if from == call.to {
            return;
        }
        let is_new = self.seen.insert(from, call.to, call.strength);
        if !is_new || self.barred.has(from, call.to) {
            return;
        }
        let index = self.index;
        let Some(calls) = self.graph.calls.get_mut(from.0 as usize) else {
            return;
        };
        calls.push(call);
        let is_first = self.reach(call.to);
        let repeats = index.repeats(call.to);
        // Few repeats are used by whoever uses the first; of many, the first leads to the others.
        let from = match repeats.len() {
            0 => return,
            1..=FEW_REPEATS => from,
            _ if is_first => call.to,
            _ => return,
        };
        if let Some(calls) = self.graph.calls.get_mut(from.0 as usize) {
            calls.extend(repeats.iter().map(|to| Call { to: *to, ..call }));
        }
        for to in repeats {
            self.reach(*to);
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

    fn hear(&mut self, from: Node, said: Said<'a>) {
        match said {
            Said::Uses(call) => {
                self.graph.results.remove(&(from, call.to));
                self.graph.overrides.remove(&(from, call.to));
                self.add(from, call);
            }
            Said::UsesResult(call, function) => {
                self.graph.overrides.remove(&(from, call.to));
                self.add_result(from, call, function);
            }
            Said::Lives(class) => self.live(from, class),
            Said::Offers { name, to, line } => self.offer(from, name, to, line),
            Said::Wants {
                name,
                line,
                only_properties,
            } => {
                let wanted = Wanted {
                    from,
                    line,
                    only_properties,
                };
                let number = self.slots.number(name);
                let slot = self.slots.of(number);
                slot.wanted.push(wanted);
                // Nothing that follows asks for methods or finds new ones.
                let methods = std::mem::take(&mut slot.methods);
                for method in &methods {
                    self.guess(wanted, method);
                }
                self.slots.of(number).methods = methods;
            }
            Said::Overridable { name, of } => {
                let number = self.slots.number(name);
                let slot = self.slots.of(number);
                slot.overridable.push((from, of));
                let methods = std::mem::take(&mut slot.methods);
                for method in &methods {
                    self.overrides(from, method, of);
                }
                self.slots.of(number).methods = methods;
            }
        }
    }

    /// Takes over a use that comes about by the result of a function.
    fn add_result(&mut self, from: Node, call: Call, function: Node) {
        // What repeats another came with that one.
        let came_along = || {
            let mut calls = self.graph.calls(from).iter();
            self.index.is_repeat(call.to) && calls.any(|known| known.to == call.to)
        };
        let is_known = self.seen.contains(from, call.to) || came_along();
        if !is_known {
            self.graph.results.insert((from, call.to), function);
        }
        self.add(from, call);
    }

    /// A call of a base class's method may run the one that a derived class has instead.
    fn overrides(&mut self, from: Node, method: &Method<'_>, of: Overridable) {
        if method.may_stand_for_that_of(of.base, self.index) {
            if !self.seen.contains(from, method.node) {
                self.graph.overrides.insert((from, method.node));
            }
            let call = Call {
                to: method.node,
                strength: Strength::Use,
                line: of.line,
            };
            match of.result_of {
                Some(function) => self.add_result(from, call, function),
                None => self.add(from, call),
            }
        }
    }

    fn guess(&mut self, wanted: Wanted, method: &Method<'_>) {
        let node = method.node;
        if self.guesses == 0 {
            return;
        }
        let is_property = || self.index.symbol(node).is_some_and(is_property);
        let fits = !wanted.only_properties || method.is_offered || is_property();
        let is_in_scope = |of| {
            let (file, _) = self.index.place(wanted.from);
            self.index.has_in_scope(file, of)
        };
        if fits && self.may_meet(wanted.from, node) && method.of_trait.is_none_or(is_in_scope) {
            let call = Call {
                to: node,
                strength: Strength::Guess,
                line: wanted.line,
            };
            self.add(wanted.from, call);
            self.guesses -= 1;
            if self.guesses == 0 {
                let name = self
                    .index
                    .symbol(node)
                    .map(|symbol| last_part(&symbol.name));
                let (file, _) = self.index.place(wanted.from);
                self.graph.cut = Some((name.unwrap_or_default().into(), file));
            }
        }
    }

    /// Whether an object that has a method can get to a caller.
    fn may_meet(&self, caller: Node, method: Node) -> bool {
        let is_test = self.index.is_test(caller);
        let (caller, class) = (self.index.place(caller).0, self.index.place(method).0);
        self.index.family(caller) == self.index.family(class)
            && self.islands.can_get(class, caller, is_test)
    }

    /// Takes over that a function hands out another under a name. Who gets it calls it by that
    /// name; where no code of the tree has the name, somebody else may call it.
    fn offer(&mut self, from: Node, name: &'a str, to: Node, line: u32) {
        let family = self.index.family(self.index.place(from).0);
        if !self.named.contains(&(family, name)) {
            let strength = Strength::Use;
            self.add(from, Call { to, strength, line });
            return;
        }
        self.graph.make(to, from);
        let method = Method {
            node: to,
            ancestry: Arc::default(),
            is_offered: true,
            of_trait: None,
        };
        self.meet(name, method);
    }

    /// Takes in a method that can run from now on: who waits for one of that name calls it.
    fn meet(&mut self, name: &'a str, method: Method<'a>) {
        let number = self.slots.number(name);
        // Nothing that follows asks for methods or finds new ones.
        let mut slot = std::mem::take(self.slots.of(number));
        for wanted in &slot.wanted {
            self.guess(*wanted, &method);
        }
        for (from, of) in &slot.overridable {
            self.overrides(*from, &method, *of);
        }
        slot.methods.push(method);
        *self.slots.of(number) = slot;
    }

    /// Objects of a class exist now, and so of those that it is derived from: methods that are
    /// wanted by name can run.
    fn live(&mut self, from: Node, class: Node) {
        let index = self.index;
        let mut open = vec![(from, class)];
        while let Some((from, class)) = open.pop() {
            // Whoever makes objects leads to the class: one of them may be replaced by a mock.
            let call = Call {
                to: class,
                strength: Strength::Use,
                line: 1,
            };
            self.add(from, call);
            let live = self.live.get_mut(class.0 as usize);
            if live.is_none_or(|live| std::mem::replace(live, true)) {
                continue;
            }
            self.give_methods(from, class);
            let bases = index.bases(class).iter().rev();
            open.extend(bases.flat_map(|base| [(class, *base), (from, *base)]));
        }
    }

    fn give_methods(&mut self, from: Node, class: Node) {
        let index = self.index;
        let ancestry: Arc<[Node]> = self.ancestry(class).into();
        let has_framework = self.has_framework(class, &ancestry);
        let family = index.family(index.place(class).0);
        for (name, node) in index.members(class) {
            let Some(symbol) = index.symbol(node) else {
                continue;
            };
            let is_called_by_framework = has_framework
                && !has_action(index, class, name)
                && (!self.named.contains(&(family, name)) || is_framework_hook(name));
            let is_taken =
                || !self.named.contains(&(family, name)) && index.is_taken_by_decorator(node);
            if is_by_protocol(family, symbol)
                || is_called_by_framework
                || is_common_protocol(family, name) && !self.named.contains(&(family, name))
                || is_registered(symbol)
                || is_taken()
                || index.implements_foreign(class, node)
            {
                let call = Call {
                    to: node,
                    strength: Strength::Guess,
                    line: symbol.start,
                };
                self.add(from, call);
                self.add(class, call);
            }
            if !self.of_traits.contains(&node) {
                self.graph.make(node, class);
            }
            let method = Method {
                node,
                ancestry: Arc::clone(&ancestry),
                is_offered: false,
                of_trait: None,
            };
            self.meet(name, method);
        }
    }

    /// Whether there is a framework that calls methods of a class wherever there is an object.
    fn has_framework(&self, class: Node, ancestry: &[Node]) -> bool {
        let is_apart = ancestry.iter().any(|class| {
            let bases = self.index.symbol(*class).map(|symbol| &symbol.bases);
            bases.is_some_and(|bases| bases.iter().any(|base| is_started_apart(base)))
        });
        // Rust's own methods are none of a trait's.
        let family = self.index.family(self.index.place(class).0);
        self.has_foreign_base(ancestry) && family != Some(Family::Rust) && !is_apart
    }

    /// Whether a class is derived from one that is not in the tree, which then calls methods
    /// that nobody in the tree names.
    fn has_foreign_base(&self, ancestry: &[Node]) -> bool {
        ancestry.iter().any(|class| {
            let bases = self
                .index
                .symbol(*class)
                .map_or(&[] as &[_], |symbol| &symbol.bases);
            let named = bases.iter().filter(|base| !is_mere_marker(base)).count();
            named > self.index.bases(*class).len()
        })
    }

    /// A class and all that it is derived from; broken code may go round in circles.
    fn ancestry(&self, class: Node) -> Vec<Node> {
        let mut found = vec![class];
        let mut at = 0;
        while let Some(class) = found.get(at).copied() {
            for base in self.index.bases(class) {
                if found.len() < MOST_ANCESTORS && !found.contains(base) {
                    found.push(*base);
                }
            }
            at += 1;
        }
        found
    }
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
