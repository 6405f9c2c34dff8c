//! The graph itself: from the tests on, until nothing new is reached.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Symbol, SymbolKind};

use super::body::{Said, body, is_property};
use super::implicit::{is_by_protocol, is_framework_hook};
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
}

<<<<<<< HEAD
/// What one definition's body says.
#[derive(Debug)]
enum Said<'a> {
    Uses(Call),
    /// Calls a method of that name on something unknown.
    Wants {
        name: &'a str,
        line: u32,
        only_properties: bool,
    },
    /// Calls a method that classes derived from this one may define anew.
    Overridable {
        name: &'a str,
        base: Node,
        line: u32,
    },
    /// Makes or hands out objects of a class.
    Lives(Node),
}

=======
>>>>>>> main
/// Follows the names that code uses, from the tests on.
/// `given` are uses that names do not show.
pub(crate) fn call_graph(index: &Index<'_>, given: Vec<(Node, Call)>) -> CallGraph {
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
    overridable: FxHashMap<&'a str, Vec<(Node, Node, u32)>>,
    live: FxHashSet<Node>,
    /// Uses that names do not show, by user.
    given: FxHashMap<Node, Vec<Call>>,
    /// Last parts of all names that code of the tree uses.
    named: FxHashSet<&'a str>,
    /// Methods of live classes by name.
    methods: FxHashMap<&'a str, Vec<(Node, Node)>>,
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
        if from != call.to {
            self.graph.calls.entry(from).or_default().push(call);
            self.reach(call.to);
            for to in self.index.repeats(call.to) {
                self.graph
                    .calls
                    .entry(from)
                    .or_default()
                    .push(Call { to, ..call });
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
<<<<<<< HEAD
            Said::Uses(call) => self.add(from, call),
            Said::Lives(class) => self.live(from, class),
=======
            Said::Uses(call) => self.add(from, *call),
            Said::Lives(class) => self.live(from, *class),
>>>>>>> main
            Said::Wants {
                name,
                line,
                only_properties,
            } => {
                for (_, method) in self.methods.get(name).cloned().unwrap_or_default() {
                    self.guess(from, method, *line, *only_properties);
                }
<<<<<<< HEAD
                self.wanted
                    .entry(name)
                    .or_default()
                    .push((from, line, only_properties));
            }
            Said::Overridable { name, base, line } => {
                for (class, method) in self.methods.get(name).cloned().unwrap_or_default() {
                    if self.is_derived(class, base) {
                        self.add(
                            from,
                            Call {
                                to: method,
                                strength: Strength::Use,
                                line,
                            },
                        );
                    }
=======
                let wanted = self.wanted.entry(name).or_default();
                wanted.push((from, *line, *only_properties));
            }
            Said::Overridable { name, base, line } => {
                for (class, method) in self.methods.get(name).cloned().unwrap_or_default() {
                    self.overrides(from, (class, method), *base, *line);
>>>>>>> main
                }
                self.overridable
                    .entry(name)
                    .or_default()
<<<<<<< HEAD
                    .push((from, base, line));
=======
                    .push((from, *base, *line));
>>>>>>> main
            }
        }
    }

    /// A call of a base class's method may run the one that a derived class has instead.
    fn overrides(&mut self, from: Node, (class, method): (Node, Node), base: Node, line: u32) {
        if class != base && self.is_derived(class, base) {
            let strength = Strength::Use;
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

    fn guess(&mut self, from: Node, method: Node, line: u32, only_properties: bool) {
<<<<<<< HEAD
        let is_property = |node| {
            self.index.symbol(node).is_some_and(|symbol| {
                symbol
                    .decorators
                    .iter()
                    .any(|decorator| decorator.ends_with("property"))
            })
        };
        if self.same_family(from, method) && (!only_properties || is_property(method)) {
=======
        let fits = !only_properties || self.index.symbol(method).is_some_and(is_property);
        if fits && self.same_family(from, method) {
            let strength = Strength::Guess;
>>>>>>> main
            self.add(
                from,
                Call {
                    to: method,
<<<<<<< HEAD
                    strength: Strength::Guess,
=======
                    strength,
>>>>>>> main
                    line,
                },
            );
        }
    }

    fn same_family(&self, left: Node, right: Node) -> bool {
<<<<<<< HEAD
        let family = |node| {
            let (file, _) = self.index.place(node);
            self.index
                .unit(file)
                .and_then(|unit| unit.language)
                .map(|language| language.family)
        };
=======
        let family = |node| self.index.family(self.index.place(node).0);
>>>>>>> main
        family(left) == family(right)
    }

    /// Objects of a class exist now: methods that are wanted by name can run.
    fn live(&mut self, from: Node, class: Node) {
        if !self.live.insert(class) {
            return;
        }
        let index = self.index;
<<<<<<< HEAD
        let (file, symbol) = index.place(class);
=======
>>>>>>> main
        self.add(
            from,
            Call {
                to: class,
                strength: Strength::Use,
                line: 1,
            },
        );
        let is_foreign = self.has_foreign_base(class);
<<<<<<< HEAD
        let symbols = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, method) in (0_u32..).zip(symbols) {
            let is_member = match symbol {
                Some(_) if method.parent == symbol => true,
                // Methods of Rust and Go stand beside their type.
                Some(_) => {
                    method.parent.is_none()
                        && method.kind == SymbolKind::Method
                        && index.enclosing_class(file, Some(at)) == Some(class)
                }
                None => false,
            };
            if !is_member || method.kind == SymbolKind::Class {
                continue;
            }
            let node = index.node(file, at);
            let name = method.name.rsplit('.').next().unwrap_or(&method.name);
            if is_by_protocol(name)
                || is_foreign && (!self.named.contains(name) || is_framework_hook(name))
            {
                self.add(
                    from,
                    Call {
                        to: node,
                        strength: Strength::Guess,
                        line: method.start,
                    },
                );
            }
=======
        for (name, node) in members(index, class) {
            let line = index.symbol(node).map_or(1, |symbol| symbol.start);
            let is_called_by_framework =
                is_foreign && (!self.named.contains(name) || is_framework_hook(name));
            if is_by_protocol(name) || is_called_by_framework {
                self.add(
                    from,
                    Call {
                        to: node,
                        strength: Strength::Guess,
                        line,
                    },
                );
            }
>>>>>>> main
            for (from, line, only_properties) in self.wanted.get(name).cloned().unwrap_or_default()
            {
                self.guess(from, node, line, only_properties);
            }
            for (from, base, line) in self.overridable.get(name).cloned().unwrap_or_default() {
<<<<<<< HEAD
                if self.is_derived(class, base) {
                    self.add(
                        from,
                        Call {
                            to: node,
                            strength: Strength::Use,
                            line,
                        },
                    );
                }
=======
                self.overrides(from, (class, node), base, line);
>>>>>>> main
            }
            self.methods.entry(name).or_default().push((class, node));
        }
        for base in index.bases(class).collect::<Vec<_>>() {
            self.live(from, base);
        }
    }

    /// Whether a class is derived from one that is not in the tree, which then calls methods
    /// that nobody in the tree names.
    fn has_foreign_base(&self, class: Node) -> bool {
        let Some(symbol) = self.index.symbol(class) else {
            return false;
        };
        let named = symbol
            .bases
            .iter()
            .filter(|base| !is_mere_marker(base))
            .count();
        named > self.index.bases(class).count()
            || self
                .index
                .bases(class)
                .collect::<Vec<_>>()
                .into_iter()
                .any(|base| base != class && self.has_foreign_base(base))
    }

    fn is_derived(&self, class: Node, base: Node) -> bool {
        let mut open = vec![class];
        let mut seen = FxHashSet::default();
        while let Some(class) = open.pop() {
            if class == base {
                return true;
            }
            if seen.insert(class) {
                open.extend(self.index.bases(class));
            }
        }
        false
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
fn named<'a>(index: &Index<'a>) -> FxHashSet<&'a str> {
    index
        .units
        .par_iter()
        .filter_map(|unit| unit.facts.as_deref())
        .fold(FxHashSet::default, |mut names, facts| {
            // `super().run()` passes a call on; it is not one of its own.
            let used = facts
                .references
                .iter()
                .filter(|reference| !reference.path.starts_with("super."));
            names.extend(used.filter_map(|reference| reference.path.rsplit('.').next()));
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
    matches!(
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
            | "Exception"
            | "Error"
    )
<<<<<<< HEAD
}

/// Everything that the body of one definition says.
fn body<'a>(index: &Index<'a>, node: Node) -> Vec<Said<'a>> {
    let (file, symbol) = index.place(node);
    let mut said = Vec::new();
    let Some(facts) = index.facts(file) else {
        return said;
    };
    match symbol {
        None => module_body(index, file, facts, &mut said),
        Some(_) if node == index.constants(file) => constants_body(index, file, facts, &mut said),
        Some(at) => symbol_body(index, file, facts, at, &mut said),
    }
    said
}

/// What runs when a file is imported: its own code, that of its classes, and decorators.
fn module_body<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    said: &mut Vec<Said<'a>>,
) {
    let is_test = index.is_test_code(file);
    for edge in index.graph.edges.get(file.0 as usize).into_iter().flatten() {
        if edge.presence == Presence::Runtime && (is_test || !edge.is_test_only) {
            said.push(Said::Uses(Call {
                to: index.module(edge.to),
                strength: Strength::Import,
                line: edge.line,
            }));
        }
    }
    let has_template = index.by_name(file, "<template>").is_some();
    let runs_at_load = |reference: &Reference| match reference.within {
        None => true,
        Some(within) => {
            reference.kind == ReferenceKind::Decorator
                || facts
                    .symbols
                    .get(within as usize)
                    .is_some_and(|symbol| symbol.kind == SymbolKind::Class)
        }
    };
    for reference in facts
        .references
        .iter()
        .filter(|reference| runs_at_load(reference))
    {
        // A table of functions is not a call of them; in tests and in components it may be.
        let counts = is_test || has_template || !matches!(reference.kind, ReferenceKind::Read);
        if counts {
            refer(index, file, facts, reference, Strength::Import, said);
        }
    }
    children(index, file, None, Strength::Import, said);
}

/// What the constants of a file may hold: everything that code outside its functions names.
fn constants_body<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    said: &mut Vec<Said<'a>>,
) {
    for reference in facts
        .references
        .iter()
        .filter(|reference| reference.within.is_none())
    {
        refer(index, file, facts, reference, Strength::Use, said);
    }
}

fn symbol_body<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    at: u32,
    said: &mut Vec<Said<'a>>,
) {
    let Some(symbol) = facts.symbols.get(at as usize) else {
        return;
    };
    let strength = match symbol.kind {
        // What a class holds is there for its methods: tables, options, other classes.
        SymbolKind::Class => Strength::Use,
        _ => Strength::Call,
    };
    let own = index
        .names_of(file)
        .and_then(|names| names.references.get(at as usize + 1));
    for reference in own
        .into_iter()
        .flatten()
        .filter_map(|at| facts.references.get(*at as usize))
    {
        if reference.kind == ReferenceKind::Decorator {
            wrappers(index, file, facts, reference, said);
        } else {
            refer(index, file, facts, reference, strength, said);
        }
    }
    if symbol.kind == SymbolKind::Class {
        return;
    }
    children(index, file, Some(at), Strength::Use, said);
    if symbol.kind == SymbolKind::Template {
        // A component's script runs for every place in which it is drawn.
        said.push(Said::Uses(Call {
            to: index.module(file),
            strength: Strength::Call,
            line: symbol.start,
        }));
    }
    let is_fixture = symbol
        .decorators
        .iter()
        .any(|decorator| decorator.ends_with("fixture"));
    if symbol.is_test || is_fixture {
        for fixture in symbol
            .parameters
            .iter()
            .filter_map(|name| index.fixture(file, name))
        {
            said.push(Said::Uses(Call {
                to: fixture,
                strength: Strength::Call,
                line: symbol.start,
            }));
        }
    }
}

/// Functions without a name of their own inside a definition: callbacks, handlers.
fn children(
    index: &Index<'_>,
    file: FileId,
    parent: Option<u32>,
    strength: Strength,
    said: &mut Vec<Said<'_>>,
) {
    let inside = index
        .names_of(file)
        .and_then(|names| names.anonymous.get(&parent));
    for at in inside.into_iter().flatten() {
        let to = index.node(file, *at);
        let line = index.symbol(to).map_or(1, |symbol| symbol.start);
        said.push(Said::Uses(Call { to, strength, line }));
    }
}

/// A decorator gives back a function of its own, which runs in place of the decorated one.
fn wrappers<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    reference: &'a Reference,
    said: &mut Vec<Said<'a>>,
) {
    let place = Place {
        file,
        within: enclosing(facts, reference.within),
    };
    let Some(Value::Function(decorator)) = index.follow(place, &reference.path).value else {
        return;
    };
    let (file, Some(outer)) = index.place(decorator) else {
        return;
    };
    let Some(facts) = index.facts(file) else {
        return;
    };
    let mut inside = vec![outer];
    for (at, symbol) in (0_u32..).zip(&facts.symbols) {
        if symbol.parent.is_some_and(|parent| inside.contains(&parent)) {
            inside.push(at);
            said.push(Said::Uses(Call {
                to: index.node(file, at),
                strength: Strength::Use,
                line: reference.line,
            }));
        }
    }
}

/// The scope in which a decorator's own names are looked up: the one around the decorated.
fn enclosing(facts: &FileFacts, within: Option<u32>) -> Option<u32> {
    facts.symbols.get(within? as usize)?.parent
}

/// What one use of a name says.
fn refer<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    reference: &'a Reference,
    strength: Strength,
    said: &mut Vec<Said<'a>>,
) {
    if is_annotation(index, file, reference) {
        return;
    }
    let within = match reference.kind {
        ReferenceKind::Decorator => enclosing(facts, reference.within),
        _ => reference.within,
    };
    let followed = index.follow(Place { file, within }, &reference.path);
    let is_call = !matches!(reference.kind, ReferenceKind::Read);
    let line = reference.line;
    let last = followed.through.last().copied();
    for node in followed.through {
        let is_last = Some(node) == last && followed.unknown.is_none();
        let Some(symbol) = index.symbol(node) else {
            continue;
        };
        match symbol.kind {
            SymbolKind::Class => {
                said.push(Said::Lives(node));
                if is_last && is_call {
                    constructors(index, node, strength, line, said);
                }
            }
            SymbolKind::Template => said.push(Said::Uses(Call {
                to: node,
                strength,
                line,
            })),
            SymbolKind::Function | SymbolKind::Method => {
                let is_property = symbol
                    .decorators
                    .iter()
                    .any(|decorator| decorator.ends_with("property"));
                let strength = if is_last && is_call || is_property {
                    strength
                } else {
                    Strength::Use.max(strength)
                };
                said.push(Said::Uses(Call {
                    to: node,
                    strength,
                    line,
                }));
                if symbol.kind == SymbolKind::Method
                    && let Some(base) = {
                        let (file, at) = index.place(node);
                        index.enclosing_class(file, at)
                    }
                {
                    let name = symbol.name.rsplit('.').next().unwrap_or(&symbol.name);
                    said.push(Said::Lives(base));
                    said.push(Said::Overridable { name, base, line });
                }
            }
        }
    }
    for file in followed.constants {
        said.push(Said::Uses(Call {
            to: index.constants(file),
            strength: Strength::Use,
            line,
        }));
    }
    match followed.value {
        Some(Value::Instance(class)) => said.push(Said::Lives(class)),
        // An object that is handed out has its functions called by whoever gets it.
        Some(Value::Object(file, object)) => {
            said.extend(index.functions_of(file, object).map(|to| {
                Said::Uses(Call {
                    to,
                    strength: Strength::Use.max(strength),
                    line,
                })
            }))
        }
        _ => {}
    }
    if let Some(name) = followed.unknown {
        // A free name is a global or a built-in, unless objects are taken apart.
        let may_be_method =
            !followed.is_free || reference.path.contains('.') || index.takes_objects_apart(file);
        if may_be_method {
            said.push(Said::Wants {
                name,
                line,
                only_properties: !is_call,
            });
        }
    }
}

fn constructors<'a>(
    index: &Index<'a>,
    class: Node,
    strength: Strength,
    line: u32,
    said: &mut Vec<Said<'a>>,
) {
    let mut open = vec![class];
    let mut seen = FxHashSet::default();
    while let Some(class) = open.pop() {
        if !seen.insert(class) {
            continue;
        }
        let own: Vec<Node> = CONSTRUCTORS
            .iter()
            .filter_map(|name| index.own_method(class, name))
            .collect();
        // An inherited constructor runs where the class has none of its own.
        if own.is_empty() {
            open.extend(index.bases(class));
        }
        said.extend(
            own.into_iter()
                .map(|to| Said::Uses(Call { to, strength, line })),
        );
    }
}

/// Whether a name only says of which type something is.
fn is_annotation(index: &Index<'_>, file: FileId, reference: &Reference) -> bool {
    let family = index
        .unit(file)
        .and_then(|unit| unit.language)
        .map(|language| language.family);
    family == Some(Family::Python)
        && reference.kind == ReferenceKind::Read
        && index.names_of(file).is_some_and(|names| {
            names
                .annotated
                .contains(&(reference.within, &*reference.path))
        })
=======
>>>>>>> main
}
