//! Calls of methods whose receiver is not evident, and the methods that they may mean.
//!
//! Call sites and candidates meet by their selector, the name that is called (rapid type analysis,
//! Bacon and Sweeney, OOPSLA 1996). A method of an evident class leads to those that derived classes
//! have in its place (class hierarchy analysis, Dean, Grove and Chambers, ECOOP 1995), as far as
//! they are instantiated. Whichever comes last, the call or the candidate, makes the edge.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::Symbol;

use super::body::is_property;
use super::build::Builder;
use super::graph::{Call, Strength};
use super::index::{Index, Node};
use super::site::{Only, VirtualCall};

/// Selectors, numbered.
#[derive(Debug, Default)]
pub(super) struct Selectors<'a> {
    numbers: FxHashMap<&'a str, u32>,
    all: Vec<Selector<'a>>,
    /// Stands for what has no number.
    none: Selector<'a>,
}

impl<'a> Selectors<'a> {
    pub(super) fn number(&mut self, name: &'a str) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(name).or_insert(next);
        if number == next {
            self.all.push(Selector::default());
        }
        number
    }

    pub(super) fn of(&mut self, number: u32) -> &mut Selector<'a> {
        self.all.get_mut(number as usize).unwrap_or(&mut self.none)
    }
}

/// All that goes by one method's name.
#[derive(Debug, Default)]
pub(super) struct Selector<'a> {
    /// Methods of instantiated classes and of traits.
    pub(super) candidates: Vec<Candidate<'a>>,
    /// Who calls a method of that name on something unknown.
    call_sites: Vec<CallSite>,
    /// Who calls a method of that name that is defined in a base class.
    virtual_calls: Vec<(Node, VirtualCall)>,
}

/// A method that a call by its name may mean.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    pub(super) node: Node,
    /// Its class, and all that is derived from.
    pub(super) ancestry: Arc<[Node]>,
    /// Whether it is a function that another hands out.
    pub(super) is_offered: bool,
    /// The trait that has to be in scope where it is called.
    pub(super) of_trait: Option<&'a str>,
}

impl Candidate<'_> {
    /// Whether it needs no object of a type of the tree.
    fn is_from_trait(&self) -> bool {
        self.ancestry.is_empty() && !self.is_offered
    }

    /// Whether it may run in place of the one that a class has.
    fn may_stand_for_that_of(&self, base: Node, index: &Index<'_>) -> bool {
        let is_trait = |of: &str| index.symbol(base).is_some_and(|base| *base.name == *of);
        self.ancestry.iter().skip(1).any(|class| *class == base)
            || self.of_trait.is_some_and(is_trait)
    }
}

/// A call of a method by its name alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallSite {
    pub(super) from: Node,
    pub(super) line: u32,
    /// Which methods count.
    pub(super) only: Only,
}

impl<'a> Builder<'a, '_> {
    /// Takes in a call of a method of that name on something unknown.
    pub(super) fn call_by_name(&mut self, name: &'a str, site: CallSite) {
        let number = self.selectors.number(name);
        let selector = self.selectors.of(number);
        selector.call_sites.push(site);
        // Nothing that follows asks for methods or finds new ones.
        let candidates = std::mem::take(&mut selector.candidates);
        for candidate in &candidates {
            self.guess(site, candidate);
        }
        self.selectors.of(number).candidates = candidates;
    }

    /// Takes in a call of a method that derived classes may have anew.
    pub(super) fn call_virtual(&mut self, name: &'a str, from: Node, call: VirtualCall) {
        let number = self.selectors.number(name);
        let selector = self.selectors.of(number);
        selector.virtual_calls.push((from, call));
        let candidates = std::mem::take(&mut selector.candidates);
        for candidate in &candidates {
            self.overrides(from, candidate, call);
        }
        self.selectors.of(number).candidates = candidates;
    }

    /// Takes in a method that can run from now on: who waits for one of that name calls it.
    pub(super) fn add_candidate(&mut self, name: &'a str, method: Candidate<'a>) {
        let number = self.selectors.number(name);
        // Nothing that follows asks for methods or finds new ones.
        let mut selector = std::mem::take(self.selectors.of(number));
        for site in &selector.call_sites {
            self.guess(*site, &method);
        }
        for (from, of) in &selector.virtual_calls {
            self.overrides(*from, &method, *of);
        }
        selector.candidates.push(method);
        *self.selectors.of(number) = selector;
    }

    /// A call of a base class's method may run the one that a derived class has instead.
    fn overrides(&mut self, from: Node, method: &Candidate<'_>, of: VirtualCall) {
        let symbol = self.index.symbol(method.node);
        let is_static = symbol.is_some_and(|symbol| symbol.says(Symbol::STATIC));
        if is_static == of.is_static && method.may_stand_for_that_of(of.base, self.index) {
            if !self.seen.contains(from, method.node) {
                self.graph.overrides.insert((from, method.node));
                self.set_conditional(from);
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

    fn guess(&mut self, site: CallSite, method: &Candidate<'_>) {
        let node = method.node;
        if self.guesses == 0 {
            return;
        }
        let is_property = || self.index.symbol(node).is_some_and(is_property);
        let fits = match site.only {
            Only::All => true,
            Only::Properties => method.is_offered || is_property(),
            Only::OfTraits => method.is_from_trait(),
        };
        let is_in_scope = |of| {
            let (file, _) = self.index.place(site.from);
            self.index.has_in_scope(file, of)
        };
        if fits && self.may_meet(site.from, node) && method.of_trait.is_none_or(is_in_scope) {
            let call = Call {
                to: node,
                strength: Strength::Guess,
                line: site.line,
            };
            self.add(site.from, call);
            self.guesses -= 1;
            if self.guesses == 0 {
                let name = self.index.symbol(node).map(|symbol| symbol.last());
                let (file, _) = self.index.place(site.from);
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
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    /// How methods of a type of Go and of one that embeds it are told, when the test is as given.
    fn check(test: &str, expect: &[&str]) {
        let found = symbol_statuses(&format!(
            "//- /go.mod\nmodule example.com/x\n\
             //- /e/e.go\npackage e\ntype Plain struct{{ n int }}\nfunc (p *Plain) Load() int {{ return p.n }}\nfunc (p *Plain) Save() int {{ return p.Load() }}\nfunc (p *Plain) Size() int {{ return p.n }}\n\
             type Locked struct {{\n\t*Plain\n}}\nfunc (l *Locked) Load() int {{ return l.Plain.Load() }}\nfunc (l *Locked) Save() int {{ return l.Plain.Save() }}\n\
             //- /e/e_test.go\npackage e\nimport \"testing\"\nfunc TestIt(t *testing.T) {{\n\tp, l := &Plain{{}}, &Locked{{}}\n\t{test}\n}}\n"
        ));
        let run = found
            .iter()
            .filter(|line| line.starts_with("e/e.go") && !line.ends_with(" no-logic"));
        let run: Vec<&str> = run
            .filter_map(|line| line.strip_prefix("e/e.go#"))
            .filter(|line| !line.ends_with(" unreached"))
            .collect();
        assert_eq!(run, expect, "{test}");
    }

    #[test]
    fn what_a_struct_of_go_embeds_never_calls_the_methods_of_that_struct() {
        check(
            "p.Save(); l.Size()",
            &[
                "Plain.Load reached",
                "Plain.Save direct",
                "Plain.Size direct",
            ],
        );
        check(
            "l.Save()",
            &[
                "Plain.Load reached",
                "Plain.Save reached",
                "Locked.Save direct",
            ],
        );
        check("l.Load()", &["Plain.Load reached", "Locked.Load direct"]);
    }
}
