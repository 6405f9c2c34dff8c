//! Who uses whom, from the tests on: what tells all the tests that lead to one definition. A search
//! from the definition back to the tests costs milliseconds, lists for all definitions would cost
//! more than the scan.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{FileId, LinkKind, Origin};

/// A definition in the numbering of [`Uses`]: of each file its module code, its symbols, what its
/// constants hold, and what runs where it is started as a program.
pub type Definition = u32;

/// One definition using another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The user.
    pub from: Definition,
    /// Line of the use, 1-based.
    pub line: u32,
    /// How it is known.
    pub kind: LinkKind,
}

/// What some tests replace, so that nothing of it runs; sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mocks {
    /// Definitions that do not run in any way.
    pub replaced: Vec<Definition>,
    /// Definitions that run only where a test uses them itself.
    pub avoided: Vec<Definition>,
}

/// All uses that were followed, by what is used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// The first definition of each file, and after the last one the number of definitions.
    pub firsts: Vec<Definition>,
    /// For each definition, where its users end in `users`.
    pub ends: Vec<u32>,
    /// Users by what they use.
    pub users: Vec<Use>,
    /// Whether each definition is code that only tests run.
    pub is_test: Vec<bool>,
    /// Definitions at which a runner starts, with the number of their mocks; sorted.
    pub starts: Vec<(Definition, u32)>,
    /// What tests replace.
    pub mocks: Vec<Mocks>,
    /// For uses that come about only by the result of a function, by (user, used): the function.
    pub results: FxHashMap<(Definition, Definition), Definition>,
}

/// A test that leads to a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestOf {
    /// Its file.
    pub test: FileId,
    /// Its symbol; none for what a test file does outside of its tests.
    pub symbol: Option<u32>,
    /// Steps outside of test code: 1 where it uses the definition itself.
    pub hops: u32,
    /// Where the last step starts.
    pub via: (FileId, Option<u32>),
    /// Line of the last step, 1-based; 0 where a runner starts the definition itself.
    pub line: u32,
    /// How the last step is known.
    pub kind: LinkKind,
    /// Whether a step of the way is known by the name of a method only.
    pub is_guess: bool,
    /// How sure the way is: the surer, the less.
    pub cost: u32,
    /// Where a runner starts it, which may be what is run before it.
    pub(super) start: Definition,
}

/// The tests that lead to a definition, nearest first, then by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestsOf {
    /// The tests.
    pub tests: Vec<TestOf>,
    /// Whether there may be more, since the search went too far.
    pub is_cut: bool,
    /// The way of the first, from the test on.
    pub way: Vec<Origin>,
}

impl TestsOf {
    /// Whether so many tests lead there, all by a guess, that most of them have nothing to do with
    /// it.
    pub fn is_vague(&self) -> bool {
        self.tests.len() > MOST_GUESSES && self.tests.iter().all(|test| test.is_guess)
    }
}

/// Most tests that a guess may lead from, and still mean something.
const MOST_GUESSES: usize = 30;

/// Most costs that are told apart.
const MAX_COST: usize = 64;

/// Most uses that are looked at for one answer, so that it comes within a frame or two.
const MAX_STEPS: usize = 400_000;

/// Most sets of mocks for which the search is made again.
const MAX_SEARCHES: usize = 64;

/// How a definition leads to the one asked about.
#[derive(Debug, Clone, Copy)]
struct Way {
    cost: u32,
    hops: u32,
    is_guess: bool,
    /// The definition that comes next.
    next: Definition,
    /// The last step.
    last: Use,
}

impl Uses {
    /// The tests that lead to a symbol of a file, or to the code of a file outside all symbols.
    pub fn tests_of(&self, file: FileId, symbol: Option<u32>) -> TestsOf {
        let Some(target) = self.definition(file, symbol) else {
            return TestsOf::default();
        };
        let mut steps = 0;
        let found = self.search(target, None, &mut steps);
        let mut tests = Vec::new();
        let mut blocked = BTreeSet::new();
        for (start, group) in &self.starts {
            let Some(way) = found.get(start) else {
                continue;
            };
            match self
                .mocks
                .get(*group as usize)
                .filter(|mocks| !mocks.is_empty())
            {
                Some(mocks) if self.is_blocked(*start, target, &found, mocks) => {
                    blocked.insert(*group);
                }
                _ => tests.push(self.test(*start, way)),
            }
        }
        for group in blocked.iter().take(MAX_SEARCHES) {
            let Some(mocks) = self.mocks.get(*group as usize) else {
                continue;
            };
            let found = self.search(target, Some(mocks), &mut steps);
            let starts = self.starts.iter().filter(|(_, other)| other == group);
            let reached =
                starts.filter_map(|(start, _)| Some(self.test(*start, found.get(start)?)));
            tests.extend(reached);
        }
        tests.sort_by_key(|test| (test.cost, test.hops, test.test, test.symbol));
        tests.dedup_by_key(|test| (test.test, test.symbol));
        TestsOf {
            tests,
            is_cut: steps >= MAX_STEPS || blocked.len() > MAX_SEARCHES,
            way: Vec::new(),
        }
    }

    /// The steps by which a test leads to a symbol of a file, its own first, around what it
    /// replaces; at most so many.
    pub fn way(&self, test: &TestOf, file: FileId, symbol: u32, most: usize) -> Vec<Origin> {
        let Some(target) = self.definition(file, Some(symbol)) else {
            return Vec::new();
        };
        let at = self
            .starts
            .partition_point(|(start, _)| *start < test.start);
        let group = self.starts.get(at).map(|(_, group)| *group as usize);
        let mocks = group.and_then(|group| self.mocks.get(group));
        let found = self.search(target, mocks, &mut 0);
        let mut steps = Vec::new();
        let mut at = test.start;
        while let Some(way) = found
            .get(&at)
            .filter(|_| at != target && steps.len() < most)
        {
            let uses = self.users(way.next).iter().filter(|used| used.from == at);
            let (file, symbol) = self.place(at);
            steps.extend(uses.min_by_key(|used| used.kind).map(|used| Origin {
                file,
                symbol,
                line: used.line,
                kind: used.kind,
            }));
            at = way.next;
        }
        steps
    }

    fn definition(&self, file: FileId, symbol: Option<u32>) -> Option<Definition> {
        let first = self.firsts.get(file.0 as usize)?;
        let end = self.firsts.get(file.0 as usize + 1)?;
        let definition = first + symbol.map_or(0, |symbol| symbol.saturating_add(1));
        (definition < *end).then_some(definition)
    }

    fn place(&self, definition: Definition) -> (FileId, Option<u32>) {
        let file = self.firsts.partition_point(|first| *first <= definition) - 1;
        let (first, end) = (self.firsts.get(file), self.firsts.get(file + 1));
        let symbol = first.and_then(|first| definition.checked_sub(first + 1));
        // Constants and the program stand behind the symbols.
        let symbol = symbol.filter(|_| end.is_some_and(|end| definition + 2 < *end));
        (FileId(u32::try_from(file).unwrap_or(u32::MAX)), symbol)
    }

    fn test(&self, start: Definition, way: &Way) -> TestOf {
        let (test, symbol) = self.place(start);
        TestOf {
            test,
            symbol,
            hops: way.hops,
            via: self.place(way.last.from),
            line: way.last.line,
            kind: way.last.kind,
            is_guess: way.is_guess,
            cost: way.cost,
            start,
        }
    }

    fn users(&self, of: Definition) -> &[Use] {
        let at = of as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let (start, end) = (start.copied().unwrap_or(0), self.ends.get(at).copied());
        self.users
            .get(start as usize..end.unwrap_or(start) as usize)
            .unwrap_or_default()
    }

    fn is_test(&self, definition: Definition) -> bool {
        self.is_test
            .get(definition as usize)
            .copied()
            .unwrap_or_default()
    }

    /// All that leads to a definition, each by its nearest way: a search in the order of cost (Dial's
    /// variant of Dijkstra's algorithm), against the direction of the uses.
    fn search(
        &self,
        target: Definition,
        mocks: Option<&Mocks>,
        steps: &mut usize,
    ) -> FxHashMap<Definition, Way> {
        let mut found = FxHashMap::default();
        let mut buckets: Vec<Vec<(Definition, Way)>> = vec![Vec::new(); MAX_COST + 1];
        let itself = Use {
            from: target,
            line: 0,
            kind: LinkKind::Calls,
        };
        let way = Way {
            cost: 0,
            hops: 0,
            is_guess: false,
            next: target,
            last: itself,
        };
        let mut at = 0;
        if let Some(bucket) = buckets.first_mut() {
            bucket.push((target, way));
        }
        while let Some(bucket) = buckets.get_mut(at) {
            let Some((node, way)) = bucket.pop() else {
                at += 1;
                continue;
            };
            if found.contains_key(&node) {
                continue;
            }
            found.insert(node, way);
            for used in self.users(node) {
                *steps += 1;
                let is_mocked = mocks.is_some_and(|mocks| self.is_mocked(used.from, node, mocks));
                if *steps >= MAX_STEPS || is_mocked || found.contains_key(&used.from) {
                    continue;
                }
                let longer = self.step(way, *used, node, target);
                let place = (longer.cost as usize).min(MAX_COST);
                if let Some(bucket) = buckets.get_mut(place) {
                    bucket.push((used.from, longer));
                }
            }
        }
        found
    }

    fn step(&self, way: Way, used: Use, to: Definition, target: Definition) -> Way {
        let (from_test, into_test) = (self.is_test(used.from), self.is_test(to));
        let cost = match used.kind {
            _ if into_test => 0,
            LinkKind::Calls | LinkKind::Imports => 1,
            LinkKind::Uses if from_test => 1,
            LinkKind::Uses => 2,
            LinkKind::Framework => 3,
            LinkKind::Name | LinkKind::Opens => 4,
        };
        Way {
            cost: way.cost + cost,
            hops: way.hops + u32::from(!into_test),
            is_guess: way.is_guess || !into_test && used.kind == LinkKind::Name,
            next: to,
            last: if to == target { used } else { way.last },
        }
    }

    /// Whether mocks keep one definition from running another.
    fn is_mocked(&self, from: Definition, to: Definition, mocks: &Mocks) -> bool {
        let has = |list: &[Definition], one: Definition| list.binary_search(&one).is_ok();
        let is_of_mock = || {
            let function = self.results.get(&(from, to));
            function.is_some_and(|function| {
                has(&mocks.avoided, *function) || has(&mocks.replaced, *function)
            })
        };
        has(&mocks.replaced, to)
            || !self.is_test(from) && has(&mocks.avoided, to) && !has(&mocks.avoided, from)
            || is_of_mock()
    }

    /// Whether the way from a start leads through something that its mocks keep from running.
    fn is_blocked(
        &self,
        start: Definition,
        target: Definition,
        found: &FxHashMap<Definition, Way>,
        mocks: &Mocks,
    ) -> bool {
        let mut at = start;
        let mut left = found.len();
        while let Some(way) = found.get(&at).filter(|_| at != target && left > 0) {
            if self.is_mocked(at, way.next, mocks) {
                return true;
            }
            at = way.next;
            left -= 1;
        }
        false
    }
}

impl Mocks {
    fn is_empty(&self) -> bool {
        self.replaced.is_empty() && self.avoided.is_empty()
    }
}
