//! Which files of tests lead to each definition. An object gets to a caller only where one file of
//! tests leads to both the caller and what makes the object: a plugin that its own tests make is
//! none of those that another plugin's tests call by the name of a common method.

use std::collections::VecDeque;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::FileId;

use super::acting::Acting;
use super::build::CallGraph;
use super::implicit::handles_event;
use super::index::{Index, Node};

/// Words of a set.
const WORDS: usize = 8;

/// Files of tests that are told apart; of more, neighbours share a place.
const PLACES: usize = WORDS * 64;

/// Files of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Witnesses([u64; WORDS]);

impl Witnesses {
    fn insert(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    fn and(mut self, other: Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word &= other;
        }
        self
    }

    fn or(mut self, other: Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word |= other;
        }
        self
    }

    fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// What leads where, by files of tests.
pub(super) struct Witnessed {
    of: Vec<Witnesses>,
    /// For methods that take an object: the files of tests that make one.
    made: FxHashMap<Node, Witnesses>,
    /// Files of tests that do what people do with a page.
    acting: Witnesses,
    uses: Uses,
}

/// The uses of all definitions, one after the other.
struct Uses {
    all: Vec<Taken>,
    /// Where those of each definition begin, and the end of all.
    first: Vec<usize>,
}

/// A use, with what it takes to happen.
#[derive(Debug, Clone, Copy)]
struct Taken {
    from: Node,
    to: Node,
    needs_object: bool,
    /// Whether it leads to what handles an event of a page.
    needs_act: bool,
}

impl Uses {
    fn of(index: &Index<'_>, graph: &CallGraph) -> Self {
        let nodes = 0..u32::try_from(index.len()).unwrap_or(u32::MAX);
        let is_handler: Vec<bool> = nodes
            .clone()
            .into_par_iter()
            .map(|node| is_handler(index, Node(node)))
            .collect();
        let is_handler = &is_handler;
        let all = nodes
            .clone()
            .into_par_iter()
            .map(Node)
            .flat_map_iter(|from| {
                graph.calls(from).iter().map(move |call| Taken {
                    from,
                    to: call.to,
                    needs_object: graph.needs_object(from, call),
                    needs_act: is_handler.get(call.to.0 as usize) == Some(&true),
                })
            });
        let mut first = Vec::with_capacity(index.len() + 1);
        let mut count = 0;
        first.push(count);
        for node in nodes {
            count += graph.calls(Node(node)).len();
            first.push(count);
        }
        Self {
            all: all.collect(),
            first,
        }
    }

    fn range(&self, from: Node) -> Range<usize> {
        let at = |node: usize| self.first.get(node).copied().unwrap_or(self.all.len());
        at(from.0 as usize)..at(from.0 as usize + 1)
    }
}

impl Witnessed {
    /// Spreads the files of tests from their tests on, until nothing changes.
    pub(super) fn of(index: &Index<'_>, graph: &CallGraph) -> Self {
        let mut found = Self {
            of: vec![Witnesses::default(); index.len()],
            made: FxHashMap::default(),
            acting: Witnesses::default(),
            uses: Uses::of(index, graph),
        };
        let mut next = Next {
            open: VecDeque::new(),
            is_open: vec![false; index.len()],
        };
        found.start(index, graph, &mut next);
        let waiting = found.waiting();
        while let Some(node) = next.take() {
            for at in found.uses.range(node) {
                found.spread(at, &mut next);
            }
            for method in graph.made_by(node) {
                let witnesses = found.get(node);
                let made = found.made.entry(*method).or_default();
                let all = made.or(witnesses);
                if std::mem::replace(made, all) != all {
                    for at in waiting.get(method).into_iter().flatten() {
                        found.spread(*at, &mut next);
                    }
                }
            }
        }
        found
    }

    fn start(&mut self, index: &Index<'_>, graph: &CallGraph, next: &mut Next) {
        let mut files: Vec<FileId> = graph.starts.iter().map(|at| index.place(*at).0).collect();
        files.sort_unstable();
        files.dedup();
        let place_of = |at: usize| at * PLACES / files.len().max(PLACES);
        let acting = Acting::of(index, graph);
        for start in &graph.starts {
            let place = files.binary_search(&index.place(*start).0);
            let place = place_of(place.unwrap_or_default());
            if acting.is_by(*start, index) {
                self.acting.insert(place);
            }
            if let Some(witnesses) = self.of.get_mut(start.0 as usize) {
                witnesses.insert(place);
            }
            next.add(*start);
        }
    }

    /// Uses that take an object, by the method that has to be there.
    fn waiting(&self) -> FxHashMap<Node, Vec<usize>> {
        let mut waiting: FxHashMap<Node, Vec<usize>> = FxHashMap::default();
        for (at, taken) in self.uses.all.iter().enumerate() {
            if taken.needs_object {
                waiting.entry(taken.to).or_default().push(at);
            }
        }
        waiting
    }

    fn get(&self, node: Node) -> Witnesses {
        self.of.get(node.0 as usize).copied().unwrap_or_default()
    }

    /// The files of tests that lead from one definition to another.
    fn along(&self, taken: Taken) -> Witnesses {
        let mut witnesses = self.get(taken.from);
        if taken.needs_act {
            witnesses = witnesses.and(self.acting);
        }
        if taken.needs_object {
            let made = self.made.get(&taken.to).copied();
            witnesses = witnesses.and(made.unwrap_or_default());
        }
        witnesses
    }

    fn spread(&mut self, at: usize, next: &mut Next) {
        let Some(taken) = self.uses.all.get(at).copied() else {
            return;
        };
        let along = self.along(taken);
        if let Some(witnesses) = self.of.get_mut(taken.to.0 as usize) {
            let all = witnesses.or(along);
            if all != *witnesses {
                *witnesses = all;
                next.add(taken.to);
            }
        }
    }

    /// Whether some file of tests leads along each use of a definition, in order.
    pub(super) fn happening(&self, from: Node) -> impl Iterator<Item = bool> {
        let uses = self.uses.all.get(self.uses.range(from));
        let uses = uses.unwrap_or_default().iter();
        uses.map(|taken| !self.along(*taken).is_empty())
    }
}

/// Whether a definition is production code that handles an event of a page.
fn is_handler(index: &Index<'_>, node: Node) -> bool {
    index.family(index.place(node).0) == Some(Family::EcmaScript)
        && !index.is_test(node)
        && index.symbol(node).is_some_and(handles_event)
}

/// Definitions whose files of tests are to be spread.
struct Next {
    open: VecDeque<Node>,
    is_open: Vec<bool>,
}

impl Next {
    fn add(&mut self, node: Node) {
        if let Some(is_open) = self.is_open.get_mut(node.0 as usize)
            && !std::mem::replace(is_open, true)
        {
            self.open.push_back(node);
        }
    }

    fn take(&mut self) -> Option<Node> {
        let node = self.open.pop_front()?;
        if let Some(is_open) = self.is_open.get_mut(node.0 as usize) {
            *is_open = false;
        }
        Some(node)
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    /// Which methods of two plugins are gaps, when the tests are as given.
    fn check(tests: &str, expect: &[&str]) {
        let found = symbol_statuses(&format!(
            "//- /app/__init__.py\n\
             //- /app/base.py\nclass Plugin:\n    def streams(self):\n        return self.find()\n    def find(self):\n        raise NotImplementedError\n\
             //- /app/blue.py\nfrom app.base import Plugin\nclass Blue(Plugin):\n    def __init__(self):\n        super().__init__()\n        self.x = 1\n    def find(self):\n        return 1\n\
             //- /app/red.py\nfrom app.base import Plugin\nclass Red(Plugin):\n    def find(self):\n        return 2\n{tests}",
        ));
        let gaps: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" unreached"))
            .collect();
        assert_eq!(gaps, expect, "{tests}");
    }

    const BLUE: &str = "//- /tests/test_blue.py\nfrom app.blue import Blue\ndef test_blue():\n    assert Blue().streams()\n";

    #[test]
    fn a_method_is_called_only_by_tests_that_make_its_objects() {
        let red_is_made =
            "//- /tests/test_red.py\nfrom app.red import Red\ndef test_red():\n    assert Red()\n";
        check(&format!("{BLUE}{red_is_made}"), &["app/red.py#Red.find"]);
        let both = "//- /tests/test_all.py\nfrom app.red import Red\ndef test_red(blue):\n    assert Red() and blue.streams()\n";
        check(&format!("{BLUE}{both}"), &[]);
    }

    #[test]
    fn handlers_of_events_run_where_a_test_acts() {
        let page = |act: &str| {
            format!(
                "//- /page.tsx\nexport function Page() {{\n  return <button onClick={{() => send(1)}} onReady={{() => send(2)}}/>\n}}\n\
                 //- /page.test.tsx\nimport {{ Page }} from './page'\nit('shows', () => {{ render(<Page/>); {act} }})\n"
            )
        };
        for (act, expect) in [
            ("expect(1)", vec!["page.tsx#Page.onClick"]),
            ("fireEvent.click(x)", vec![]),
        ] {
            let found = symbol_statuses(&page(act));
            let gaps: Vec<&str> = found
                .iter()
                .filter_map(|line| line.strip_suffix(" unreached"))
                .collect();
            assert_eq!(gaps, expect, "{act}");
        }
    }

    #[test]
    fn what_super_means_is_not_what_other_classes_have_instead() {
        let own = "//- /tests/test_own.py\nfrom app.base import Plugin\nfrom app.blue import Blue\nclass Own(Plugin):\n    def find(self):\n        return super().find()\n\
                   def test_own():\n    own = Own()\n    assert own.find() and Blue\n";
        check(
            own,
            &[
                "app/base.py#Plugin.streams",
                "app/blue.py#Blue.find",
                "app/red.py#Red.find",
            ],
        );
    }
}
