//! Which files of tests lead to each definition. An object gets to a caller only where one file of
//! tests leads to both the caller and what makes the object: a plugin that its own tests make is
//! none of those that another plugin's tests call by the name of a common method.
//!
//! That is a data-flow problem over bits (Kildall, POPL 1973), solved with a work list in reverse
//! postorder. No bit depends on another, so that every 64 files of tests are a problem of their own.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::FileId;

use super::acting::Acting;
use super::graph::{Call, CallGraph, Strength};
use super::implicit::handles_event;
use super::index::{Index, Node};
use super::sorted::Grouped;

/// Files of tests in one part.
const PART: usize = u64::BITS as usize;

/// Files of tests that are told apart; of more, neighbours share a place.
const PLACES: usize = 8 * PART;

/// What leads where, by files of tests.
pub(super) struct Witnessed {
    needs: Needs,
    parts: Vec<Part>,
}

/// What uses take to happen besides their user.
struct Needs {
    /// Production code that handles an event of a page, which takes a test that acts.
    is_handler: Vec<bool>,
    /// Methods that take an object, which something makes.
    is_made: Vec<bool>,
    /// Definitions that use methods only in place of those that base classes have.
    overrides: Vec<bool>,
}

impl Needs {
    fn of(index: &Index<'_>, graph: &CallGraph) -> Self {
        let nodes = 0..u32::try_from(index.len()).unwrap_or(u32::MAX);
        let nodes = nodes.into_par_iter().map(Node);
        Self {
            is_handler: nodes.clone().map(|node| is_handler(index, node)).collect(),
            is_made: nodes.map(|node| !graph.makers(node).is_empty()).collect(),
            overrides: marked(index.len(), graph.overrides().iter().map(|(from, _)| *from)),
        }
    }

    /// Whether a use takes an object: it goes by a method's name, or is one of the `overrides`.
    fn object(&self, from: Node, call: &Call, overrides: &FxHashSet<(Node, Node)>) -> bool {
        let is_override = || has(&self.overrides, from) && overrides.contains(&(from, call.to));
        has(&self.is_made, call.to) && (call.strength == Strength::Guess || is_override())
    }

    fn act(&self, call: &Call) -> bool {
        has(&self.is_handler, call.to)
    }
}

fn has(marks: &[bool], node: Node) -> bool {
    marks.get(node.0 as usize) == Some(&true)
}

fn marked(count: usize, nodes: impl Iterator<Item = Node>) -> Vec<bool> {
    let mut marks = vec![false; count];
    for node in nodes {
        if let Some(mark) = marks.get_mut(node.0 as usize) {
            *mark = true;
        }
    }
    marks
}

impl Witnessed {
    /// Spreads the files of tests from their tests on, until nothing changes.
    pub(super) fn of(index: &Index<'_>, graph: &CallGraph) -> Self {
        let (needs, (order, parts)) = rayon::join(
            || Needs::of(index, graph),
            || rayon::join(|| Order::of(index, graph), || Part::all(index, graph)),
        );
        let waiting = waiting(index, graph, &needs);
        let parts = parts.into_par_iter().map(|(mut part, starts)| {
            let mut spread = Spread {
                graph,
                needs: &needs,
                waiting: &waiting,
                open: Open::new(&order),
            };
            spread.run(&mut part, &starts);
            part
        });
        Self {
            parts: parts.collect(),
            needs,
        }
    }

    /// Whether some file of tests leads along a use.
    pub(super) fn happens(
        &self,
        from: Node,
        call: &Call,
        overrides: &FxHashSet<(Node, Node)>,
    ) -> bool {
        let needs = (
            self.needs.object(from, call, overrides),
            self.needs.act(call),
        );
        let mut parts = self.parts.iter();
        parts.any(|part| part.along(part.get(from), call.to, needs) != 0)
    }
}

/// Uses that take an object, by the method that has to be there: the users.
fn waiting(index: &Index<'_>, graph: &CallGraph, needs: &Needs) -> Grouped {
    let nodes = 0..u32::try_from(index.len()).unwrap_or(u32::MAX);
    let found: Vec<(u32, u32)> = nodes
        .into_par_iter()
        .flat_map_iter(|from| {
            let calls = graph.calls(Node(from)).iter();
            let calls = calls.filter(move |call| needs.object(Node(from), call, graph.overrides()));
            calls.map(move |call| (call.to.0, from))
        })
        .collect();
    Grouped::new(index.len(), found.into_iter())
}

/// What is known of some files of tests, one bit each.
#[derive(Default)]
struct Part {
    /// Which lead to each definition.
    of: Vec<u64>,
    /// For methods that take an object: which make one.
    made: Vec<u64>,
    /// Which do what people do with a page.
    acting: u64,
}

impl Part {
    /// All files of tests in parts, with where their tests start.
    fn all(index: &Index<'_>, graph: &CallGraph) -> Vec<(Self, Vec<(Node, u64)>)> {
        let mut files: Vec<FileId> = graph.starts.iter().map(|at| index.place(*at).0).collect();
        files.sort_unstable();
        files.dedup();
        let mut parts: Vec<(Self, Vec<_>)> = Vec::new();
        parts.resize_with(files.len().min(PLACES).div_ceil(PART), Default::default);
        let place_of = |at: usize| at * PLACES / files.len().max(PLACES);
        let acting = Acting::of(index, graph);
        for start in &graph.starts {
            let place = files.binary_search(&index.place(*start).0);
            let place = place_of(place.unwrap_or_default());
            if let Some((part, starts)) = parts.get_mut(place / PART) {
                let file = 1 << (place % PART);
                if acting.is_by(*start, index) {
                    part.acting |= file;
                }
                starts.push((*start, file));
            }
        }
        for (part, _) in &mut parts {
            part.of = vec![0; index.len()];
            part.made = vec![0; index.len()];
        }
        parts
    }

    fn get(&self, node: Node) -> u64 {
        self.of.get(node.0 as usize).copied().unwrap_or_default()
    }

    /// Of the files that lead to a user, those that lead to what it uses, which needs an object or
    /// an act.
    fn along(&self, from: u64, to: Node, (object, act): (bool, bool)) -> u64 {
        let mut along = from;
        if act {
            along &= self.acting;
        }
        if object {
            along &= self.made.get(to.0 as usize).copied().unwrap_or_default();
        }
        along
    }
}

/// Spreads one part over the graph.
struct Spread<'g> {
    graph: &'g CallGraph,
    needs: &'g Needs,
    waiting: &'g Grouped,
    open: Open<'g>,
}

impl Spread<'_> {
    fn run(&mut self, part: &mut Part, starts: &[(Node, u64)]) {
        for (start, file) in starts {
            self.lead(part, *file, *start);
        }
        let overrides = self.graph.overrides();
        while let Some(node) = self.open.take() {
            let witnesses = part.get(node);
            for call in self.graph.calls(node) {
                let object = self.needs.object(node, call, overrides);
                let along = part.along(witnesses, call.to, (object, self.needs.act(call)));
                self.lead(part, along, call.to);
            }
            for method in self.graph.made_by(node) {
                self.make(part, witnesses, *method);
            }
        }
    }

    fn lead(&mut self, part: &mut Part, along: u64, to: Node) {
        if let Some(witnesses) = part.of.get_mut(to.0 as usize)
            && along & !*witnesses != 0
        {
            *witnesses |= along;
            self.open.add(to);
        }
    }

    /// Takes in which files of tests make an object for a method: those who wait for one use it.
    fn make(&mut self, part: &mut Part, makers: u64, method: Node) {
        if let Some(made) = part.made.get_mut(method.0 as usize)
            && makers & !*made != 0
        {
            *made |= makers;
            let act = has(&self.needs.is_handler, method);
            for from in self.waiting.get(method.0) {
                let along = part.along(part.get(Node(*from)), method, (true, act));
                self.lead(part, along, method);
            }
        }
    }
}

/// Whether a definition is production code that handles an event of a page. TypeScript has elements
/// in files of another ending only.
fn is_handler(index: &Index<'_>, node: Node) -> bool {
    let (file, _) = index.place(node);
    let may_draw = |path: &str| !path.ends_with(".ts");
    index.family(file) == Some(Family::EcmaScript)
        && !index.is_test(node)
        && index.symbol(node).is_some_and(handles_event)
        && index.unit(file).is_some_and(|unit| may_draw(&unit.path))
}

/// What the tests lead to in reverse postorder: users before what they use, but for circles.
struct Order {
    nodes: Vec<Node>,
    /// The place of each definition in it.
    ranks: Vec<u32>,
}

impl Order {
    fn of(index: &Index<'_>, graph: &CallGraph) -> Self {
        let mut seen = vec![false; index.len()];
        let mut is_new = |node: Node| {
            let seen = seen.get_mut(node.0 as usize);
            seen.is_some_and(|seen| !std::mem::replace(seen, true))
        };
        let mut nodes = Vec::new();
        let mut path = Vec::new();
        for start in &graph.starts {
            if is_new(*start) {
                path.push((*start, graph.calls(*start).iter()));
            }
            while let Some((node, calls)) = path.last_mut() {
                match calls.find(|call| is_new(call.to)) {
                    Some(call) => path.push((call.to, graph.calls(call.to).iter())),
                    None => {
                        nodes.push(*node);
                        path.pop();
                    }
                }
            }
        }
        nodes.reverse();
        let mut ranks = vec![u32::MAX; index.len()];
        for (rank, node) in (0..).zip(&nodes) {
            if let Some(slot) = ranks.get_mut(node.0 as usize) {
                *slot = rank;
            }
        }
        Self { nodes, ranks }
    }
}

/// Definitions whose files of tests are to be spread, one bit each, by their rank.
struct Open<'g> {
    order: &'g Order,
    words: Vec<u64>,
    /// The word that is worked on.
    at: usize,
}

impl<'g> Open<'g> {
    fn new(order: &'g Order) -> Self {
        Self {
            words: vec![0; order.nodes.len().div_ceil(PART)],
            order,
            at: 0,
        }
    }

    fn add(&mut self, node: Node) {
        let rank = self.order.ranks.get(node.0 as usize);
        let rank = rank.map_or(usize::MAX, |rank| *rank as usize);
        if let Some(word) = self.words.get_mut(rank / PART) {
            *word |= 1 << (rank % PART);
        }
    }

    /// The next one by rank; behind the last, those that were added before it.
    fn take(&mut self) -> Option<Node> {
        let after = self.words.iter().skip(self.at);
        let found = after.zip(self.at..).find(|(word, _)| **word != 0);
        let before = || {
            self.words
                .iter()
                .zip(0..self.at)
                .find(|(word, _)| **word != 0)
        };
        let (_, at) = found.or_else(before)?;
        self.at = at;
        let word = self.words.get_mut(at)?;
        let rank = at * PART + word.trailing_zeros() as usize;
        *word &= *word - 1;
        self.order.nodes.get(rank).copied()
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// Which methods of two plugins are gaps, when the tests are as given.
    fn check(tests: &str, expect: &[&str]) {
        let gaps = gaps(&format!(
            "//- /app/__init__.py\n\
             //- /app/base.py\nclass Plugin:\n    def streams(self):\n        return self.find()\n    def find(self):\n        raise NotImplementedError\n\
             //- /app/blue.py\nfrom app.base import Plugin\nclass Blue(Plugin):\n    def __init__(self):\n        super().__init__()\n        self.x = 1\n    def find(self):\n        return 1\n\
             //- /app/red.py\nfrom app.base import Plugin\nclass Red(Plugin):\n    def find(self):\n        return 2\n{tests}",
        ));
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
            let gaps = gaps(&page(act));
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
