//! What is replaced where a test of Python is set up: by fixtures that it gets, by methods like
//! `setUp`, and by mocks that stand in the place of methods (`shell.version = Mock()`).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{Family, SETTING_UP};
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Symbol, SymbolKind};

use super::index::{Index, Node};
use super::patches::behind;
use super::value::{Fuel, Value};

/// Most fixtures that one test is taken to get, those of its fixtures among them.
const MOST_FIXTURES: usize = 64;

/// What keeps a patch in place after the method that sets it.
const KEEPING: [&str; 7] = [
    "start",
    "enter_context",
    "enterContext",
    "setattr",
    "Mock",
    "MagicMock",
    "AsyncMock",
];

/// Classes and functions that make mocks.
const MOCKS: [&str; 7] = [
    "Mock",
    "MagicMock",
    "AsyncMock",
    "NonCallableMock",
    "PropertyMock",
    "create_autospec",
    "stub",
];

/// The fixtures that all tests of a file get, those of the folders around it among them.
pub(super) fn unasked(index: &Index<'_>, file: FileId) -> Vec<Node> {
    if index.family(file) != Some(Family::Python) {
        return Vec::new();
    }
    let conftests = index.names_of(file).map_or(&[] as &[_], |it| &it.conftests);
    let files = conftests.iter().copied().chain([file]);
    let found = files.flat_map(|file| index.fixtures_of(file, None));
    found.map(|(fixture, _)| fixture).collect()
}

/// What has been found of those that set tests up: most tests of a file have the same.
#[derive(Default)]
pub(super) struct Known {
    /// The fixtures that a definition gets.
    fixtures: FxHashMap<Node, Vec<Node>>,
    /// Methods that set the tests of a class up and keep what they replace.
    methods: FxHashMap<Node, Vec<Node>>,
}

impl Known {
    fn fixtures(&mut self, index: &Index<'_>, of: Node) -> &[Node] {
        self.fixtures.entry(of).or_insert_with(|| {
            let (file, symbol) = index.place(of);
            let found = index.fixtures_of(file, symbol).into_iter();
            found.map(|(fixture, _)| fixture).collect()
        })
    }
}

/// The functions that set a test up; `unasked` are the fixtures that all tests of its file get.
pub(super) fn set_up_by(
    index: &Index<'_>,
    test: Node,
    unasked: &[Node],
    known: &mut Known,
) -> Vec<Node> {
    let (file, symbol) = index.place(test);
    if index.family(file) != Some(Family::Python) || symbol.is_none() {
        return Vec::new();
    }
    let parent = |at: &Option<u32>| Some(index.symbol(index.node(file, (*at)?))?.parent);
    let around: Vec<Option<u32>> = std::iter::successors(Some(symbol), parent).collect();
    let mut found: Vec<Node> = Vec::new();
    let mut seen = FxHashSet::default();
    let around_it = || {
        around
            .iter()
            .filter_map(|at| Some(index.node(file, (*at)?)))
    };
    let mut own = Vec::new();
    for of in around_it() {
        own.extend_from_slice(known.fixtures(index, of));
    }
    for fixture in own.into_iter().chain(unasked.iter().copied()) {
        // What a class has is for its own tests.
        let (of, at) = index.place(fixture);
        let class = at.and_then(|at| index.symbol(index.node(of, at))?.parent);
        let is_own = class.is_none() || of == file && around.contains(&class);
        if is_own && seen.insert(fixture) {
            found.push(fixture);
        }
    }
    let mut next = 0;
    while let Some(fixture) = found.get(next).copied().filter(|_| next < MOST_FIXTURES) {
        let gets = known.fixtures(index, fixture).iter();
        found.extend(gets.filter(|it| seen.insert(**it)));
        next += 1;
    }
    let is_class = |class: &Node| {
        let symbol = index.symbol(*class);
        symbol.is_some_and(|symbol| symbol.kind == SymbolKind::Class)
    };
    for class in around_it().filter(is_class) {
        let methods = known
            .methods
            .entry(class)
            .or_insert_with(|| keeping_methods(index, class));
        found.extend_from_slice(methods);
    }
    found
}

fn keeping_methods(index: &Index<'_>, class: Node) -> Vec<Node> {
    let ancestry = index.ancestry(class).into_iter();
    let methods = ancestry.flat_map(|class| {
        let names = SETTING_UP.iter();
        names.filter_map(move |name| index.own_method(class, name))
    });
    methods.filter(|method| keeps(index, *method)).collect()
}

/// Whether what a method replaces stays so after it.
fn keeps(index: &Index<'_>, method: Node) -> bool {
    let keeping = index.keeping.get_or_init(|| {
        let files = index.files_of(Family::Python);
        let nodes = files.flat_map(|(file, _)| {
            let words = index.references_to(file, &KEEPING);
            words.filter_map(move |it| Some(index.node(file, it.within?)))
        });
        nodes.collect()
    });
    keeping.contains(&method)
}

/// A function with those inside it.
fn inside(facts: &FileFacts, function: u32) -> impl Iterator<Item = u32> {
    let end = facts.symbols.get(function as usize).map_or(0, |it| it.end);
    let behind = (0_u32..).zip(&facts.symbols).skip(function as usize);
    let inside = behind.take_while(move |(_, symbol)| symbol.start <= end);
    inside.map(|(at, _)| at)
}

/// What a function that sets tests up replaces for them: what it puts in place, itself or in the functions
/// inside it, apart from what it uses itself, to have that run behind a stand-in.
pub(super) fn replaced_by(
    index: &Index<'_>,
    function: Node,
    lasting: &FxHashMap<u32, Vec<Node>>,
) -> Vec<Node> {
    let (file, Some(at)) = index.place(function) else {
        return Vec::new();
    };
    let Some(facts) = index.facts(file).filter(|_| !lasting.is_empty()) else {
        return Vec::new();
    };
    let within: FxHashSet<u32> = inside(facts, at).collect();
    let replaced = within.iter().filter_map(|at| lasting.get(at)).flatten();
    let mut replaced: Vec<Node> = replaced.copied().collect();
    replaced.sort_unstable();
    replaced.dedup();
    let names = replaced.iter().filter_map(|node| index.symbol(*node));
    let mut names: Vec<&str> = names.map(Symbol::last).collect();
    names.sort_unstable();
    names.dedup();
    let uses = index.references_to(file, &names);
    let uses = uses.filter(|it| it.within.is_some_and(|at| within.contains(&at)));
    let uses = uses.filter_map(|it| index.stands_for(file, it.within, &it.path));
    let used: FxHashSet<Node> = uses.collect();
    replaced.retain(|node| !used.contains(node));
    replaced
}

/// Methods in whose place a file of tests puts mocks, with what makes the mock. Not those that ran before,
/// nor those of which another object of the class may be asked.
pub(super) fn assigned<'a>(index: &Index<'a>, file: FileId) -> Vec<(&'a Reference, Vec<Node>)> {
    let mut found = Vec::new();
    let Some(facts) = index.facts(file) else {
        return found;
    };
    if index.family(file) != Some(Family::Python) || !index.uses_any(file, &MOCKS) {
        return found;
    }
    let called = Called::of(facts);
    let written = Written::of(facts);
    for (nth, mock) in index.numbered_references_to(file, &MOCKS) {
        if mock.kind != ReferenceKind::Call {
            continue;
        }
        let Some((owner, name)) = written.by(nth, mock) else {
            continue;
        };
        let Some(value) = index.value_at(file, mock.within, owner) else {
            continue;
        };
        // The mock itself is called there.
        let Some(called) = called.get(&mock.within) else {
            continue;
        };
        let is_one = match value {
            Value::Instance(class) => {
                let class = index.symbol(class).map_or("", Symbol::last);
                called.names.get(class).is_none_or(|times| *times < 2)
            }
            _ => true,
        };
        if is_one
            && called
                .owners
                .get(owner)
                .is_none_or(|line| *line >= mock.line)
        {
            let value = index.member(value, name, &Fuel::new());
            found.push((mock, behind_method(index, value).collect()));
        }
    }
    found
}

/// What a function calls.
#[derive(Default)]
struct Called<'a> {
    /// What it calls something of, with the line in which it first does.
    owners: FxHashMap<&'a str, u32>,
    /// How often it calls something of a name.
    names: FxHashMap<&'a str, u32>,
}

impl<'a> Called<'a> {
    /// That of all functions of a file, in one walk.
    fn of(facts: &'a FileFacts) -> FxHashMap<Option<u32>, Self> {
        let mut found: FxHashMap<Option<u32>, Self> = FxHashMap::default();
        let calls = facts.references.iter();
        for it in calls.filter(|it| it.kind == ReferenceKind::Call) {
            let called = found.entry(it.within).or_default();
            *called.names.entry(it.last()).or_default() += 1;
            if let Some((owner, _)) = it.path.rsplit_once('.') {
                called.owners.entry(owner).or_insert(it.line);
            }
        }
        found
    }
}

/// The attributes that a file writes, each with its place among the references: by the first of those
/// that stand in one function without another between them, and by line.
struct Written<'a> {
    /// The first reference of the run in which each stands.
    runs: Vec<usize>,
    by_line: FxHashMap<(usize, u32), Vec<(usize, &'a str)>>,
}

impl<'a> Written<'a> {
    fn of(facts: &'a FileFacts) -> Self {
        let mut written = Self {
            runs: Vec::with_capacity(facts.references.len()),
            by_line: FxHashMap::default(),
        };
        let mut run = (0, None);
        for (nth, reference) in facts.references.iter().enumerate() {
            if run.1 != Some(reference.within) {
                run = (nth, Some(reference.within));
            }
            written.runs.push(run.0);
            let chain = reference.path.strip_suffix('=');
            if let Some(chain) = chain.filter(|chain| chain.contains('.')) {
                let of_line = written.by_line.entry((run.0, reference.line));
                of_line.or_default().push((nth, chain));
            }
        }
        written
    }

    /// The owner and name of the attribute that gets a value which a mock begins or is. What is given
    /// stands before what it is given to, which begins no later.
    fn by(&self, nth: usize, mock: &Reference) -> Option<(&'a str, &'a str)> {
        let run = *self.runs.get(nth)?;
        let next = |line: u32| {
            let of_line = self.by_line.get(&(run, line))?;
            let from = of_line.partition_point(|(at, _)| *at <= nth);
            of_line.get(from)
        };
        let lines = [mock.line, mock.line.saturating_sub(1)];
        let (_, chain) = lines
            .into_iter()
            .filter_map(next)
            .min_by_key(|(at, _)| *at)?;
        chain.rsplit_once('.')
    }
}

/// A method alone: of a whole class or object that is replaced nothing is said here.
fn behind_method<'i>(
    index: &'i Index<'_>,
    value: Option<Value<'_>>,
) -> impl Iterator<Item = Node> + 'i {
    let nodes = behind(index, value);
    let is_one = nodes.len() == 1;
    let is_function = |node: &Node| {
        let symbol = index.symbol(*node);
        symbol.is_some_and(|symbol| symbol.kind != SymbolKind::Class)
    };
    nodes
        .into_iter()
        .filter(move |node| is_one && is_function(node))
}

#[cfg(test)]
mod tests;
