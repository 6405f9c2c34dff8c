//! Instantiated types: of which classes there are objects, and which methods that lets run.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::last_part;

use super::body::has_action;
use super::build::Builder;
use super::dispatch::Candidate;
use super::graph::{Call, Strength};
use super::implicit::{
    is_by_protocol, is_common_protocol, is_framework_hook, is_hook_of, is_registered,
    is_started_apart,
};
use super::index::{Index, Node};
use super::wanted::Wanted;

impl<'a> Builder<'a, '_> {
    /// Takes over that a function hands out another under a name. Who gets it calls it by that
    /// name; where no code of the tree has the name, somebody else may call it.
    pub(super) fn add_offered(&mut self, from: Node, name: &'a str, to: Node, line: u32) {
        let is_named = match self.index.family(self.index.place(from).0) {
            Some(Family::EcmaScript) => self.members.contains(name),
            family => self.named.contains(&(family, name)),
        };
        if !is_named {
            let strength = Strength::Use;
            self.add(from, Call { to, strength, line });
            return;
        }
        self.graph.add_maker(to, from);
        let method = Candidate {
            node: to,
            ancestry: Arc::default(),
            is_offered: true,
            of_trait: None,
        };
        self.add_candidate(name, method);
    }

    /// Objects of a class exist now, and so of those that it is derived from: methods that are
    /// wanted by name can run.
    pub(super) fn instantiate(&mut self, from: Node, class: Node) {
        let index = self.index;
        let mut open = vec![(from, class)];
        while let Some((from, class)) = open.pop() {
            if self.barred.has_pair(from, class) {
                continue;
            }
            // Whoever makes objects leads to the class: one of them may be replaced by a mock. No
            // line of it says so.
            let call = Call {
                to: class,
                strength: Strength::Use,
                line: index.line_of(from),
            };
            self.add(from, call);
            let is_known = self.instantiated.get_mut(class.0 as usize);
            if is_known.is_none_or(|is_known| std::mem::replace(is_known, true)) {
                continue;
            }
            let ancestry: Arc<[Node]> = index.ancestry(class).into();
            self.pass_on(class, &ancestry);
            self.add_methods_of(from, class, &ancestry);
            let bases = index.bases(class).iter().rev();
            open.extend(bases.flat_map(|base| [(class, *base), (from, *base)]));
        }
    }

    /// In a class with several bases, `super()` of a method of one means the next that has such a
    /// method, which need not be one that it is derived from, and `self` the first (C3 linearization,
    /// Barrett et al., OOPSLA 1996; see [`Index::linearization`]).
    fn pass_on(&mut self, class: Node, ancestry: &[Node]) {
        let index = self.index;
        let has_several = ancestry.iter().any(|it| index.bases(*it).len() > 1);
        let family = index.family(index.place(class).0);
        if family != Some(Family::Python) || !has_several {
            return;
        }
        let order = index.linearization(class);
        // Behind a single base stands what that base has told already, or is about to.
        let untold = match index.bases(class) {
            [_] => 1,
            _ => order.len(),
        };
        for (at, class) in (1..).zip(&order).take(untold) {
            let behind = order.get(at..).unwrap_or_default();
            for (name, method) in index.members(*class) {
                let next = behind.iter().find_map(|it| index.own_method(*it, name));
                if let Some(next) = next
                    && let Some(line) = index.asks_super(method, name)
                {
                    self.pass_to(method, next, line);
                }
                // Who calls it may mean that of a class which stands before and knows nothing of it.
                let mut before = order.iter().take(at - 1);
                let first = before.find_map(|it| Some((it, index.own_method(*it, name)?)));
                if let Some((first, instead)) = first
                    && !index.ancestry(*first).contains(class)
                {
                    self.pass_to(method, instead, index.line_of(method));
                }
            }
        }
    }

    fn pass_to(&mut self, from: Node, to: Node, line: u32) {
        if !self.seen.contains(from, to) {
            self.graph.overrides.insert((from, to));
            self.set_conditional(from);
        }
        let strength = Strength::Use;
        self.add(from, Call { to, strength, line });
    }

    fn add_methods_of(&mut self, from: Node, class: Node, ancestry: &Arc<[Node]>) {
        let index = self.index;
        let has_framework = self.has_framework(class, ancestry);
        let family = index.family(index.place(class).0);
        if has_framework && family == Some(Family::Python) {
            self.add_inherited_hooks(from, class, ancestry);
        }
        if family == Some(Family::Rust) {
            for to in index.for_library_of(class) {
                self.add_hook(class, *to);
            }
        }
        for (name, node) in index.members(class) {
            let Some(symbol) = index.symbol(node) else {
                continue;
            };
            let is_called_by_framework = has_framework && self.is_hook(class, ancestry, name);
            let is_taken = || {
                let is_named =
                    self.named.contains(&(family, name)) || index.is_test_code(index.place(node).0);
                let mut decorators = index.remembered_by(node);
                decorators.any(|it| !is_named || self.marking.contains(&it))
            };
            let wanted = index.wanted_by(node);
            let is_called = is_by_protocol(family, symbol)
                || is_called_by_framework
                || is_common_protocol(family, name) && !self.named.contains(&(family, name))
                || is_registered(symbol)
                || is_taken()
                || index.implements_foreign(class, node);
            if is_called && wanted.is_none() {
                self.add_hook(from, node);
                self.add_hook(class, node);
            }
            if !self.of_traits.contains(&node) {
                self.graph.add_maker(node, class);
            }
            let method = Candidate {
                node,
                ancestry: Arc::clone(ancestry),
                is_offered: false,
                of_trait: None,
            };
            let asked_as = index.written_as(node);
            if let Some(asked_as) = asked_as.or(wanted.map(Wanted::selector))
                && asked_as != name
            {
                self.add_candidate(asked_as, method.clone());
            }
            self.add_candidate(name, method);
            for (user, call) in self.unmade.remove(&node).unwrap_or_default() {
                self.add(user, call);
            }
        }
    }

    /// What a class has from others of the tree, a framework calls as it does the class's own: a
    /// mixin need not be derived from anything.
    fn add_inherited_hooks(&mut self, from: Node, class: Node, ancestry: &[Node]) {
        let order = self.index.linearization(class);
        let (file, _) = self.index.place(class);
        let own = self.index.members(class).into_iter();
        let mut hidden: FxHashSet<&str> = own.map(|(name, _)| name).collect();
        for base in order.iter().skip(1) {
            let members = self.index.members(*base);
            if !self.inherited.take(self.index, file, members.len()) {
                return;
            }
            for (name, to) in &members {
                if !hidden.contains(name) && self.is_hook(*base, ancestry, name) {
                    self.add_hook(from, *to);
                    self.add_hook(class, *to);
                }
            }
            hidden.extend(members.iter().map(|(name, _)| name));
        }
    }

    /// A framework calls a method of an object that somebody makes.
    fn add_hook(&mut self, from: Node, to: Node) {
        let strength = Strength::Guess;
        let line = self.index.line_of(from);
        self.add(from, Call { to, strength, line });
    }

    /// Whether a framework calls methods of that name on what is derived from its classes.
    fn is_hook(&self, class: Node, ancestry: &[Node], name: &str) -> bool {
        let family = self.index.family(self.index.place(class).0);
        !has_action(self.index, class, name)
            && (!self.named.contains(&(family, name))
                || is_framework_hook(name)
                || self.is_hook_of(ancestry, name)
                || family == Some(Family::Python)
                    && self.overriding.has(self.index, ancestry, name)
                || self.index.has_computed_base(class))
    }

    /// Whether there is a framework that calls methods of a class wherever there is an object.
    fn has_framework(&self, class: Node, ancestry: &[Node]) -> bool {
        let is_apart = ancestry.iter().any(|class| {
            let bases = self.index.symbol(*class).map(|symbol| &symbol.bases);
            bases.is_some_and(|bases| bases.iter().any(|base| is_started_apart(base)))
        });
        // Rust's own methods are none of a trait's.
        let family = self.index.family(self.index.place(class).0);
        self.index.has_foreign_base(ancestry) && family != Some(Family::Rust) && !is_apart
    }

    /// Whether a class is derived from one that calls methods of that name.
    fn is_hook_of(&self, ancestry: &[Node], name: &str) -> bool {
        let symbols = ancestry
            .iter()
            .filter_map(|class| self.index.symbol(*class));
        let mut bases = symbols.flat_map(|symbol| &symbol.bases);
        bases.any(|base| is_hook_of(base, name))
    }
}

impl Index<'_> {
    /// Whether a class is derived from one that is not in the tree, which then calls methods
    /// that nobody in the tree names.
    pub(super) fn has_foreign_base(&self, ancestry: &[Node]) -> bool {
        ancestry.iter().any(|class| {
            let bases = self
                .symbol(*class)
                .map_or(&[] as &[_], |symbol| &symbol.bases);
            let named = bases.iter().filter(|base| !is_mere_marker(base)).count();
            named > self.bases(*class).len()
        })
    }

    /// The line in which a method asks `super` for its own name.
    fn asks_super(&self, method: Node, name: &str) -> Option<u32> {
        let (file, symbol) = self.place(method);
        let mut references = self.references_in(file, symbol);
        let asks = |path: &str| path.strip_prefix("super.") == Some(name);
        references.find_map(|(_, it)| asks(&it.path).then_some(it.line))
    }
}

/// Whether a base class only marks what kind of class it is, and calls nothing.
pub(super) fn is_mere_marker(base: &str) -> bool {
    let last = last_part(base);
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
