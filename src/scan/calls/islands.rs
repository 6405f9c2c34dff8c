//! Which files can meet in one run of tests: those of one package, and of packages that a test's
//! package needs.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::FileId;
use crate::scan::extract::Unit;
use crate::scan::group::PROJECT_FILES;
use crate::scan::paths::{ancestors, folder_of, name_of};
use crate::scan::walk::Tree;

use super::{Call, Index, Node};

/// Among more packages nothing is told apart: where all need each other, the work to follow them
/// grows with the cube of their number.
const MOST: usize = 500;

/// Bits of a word.
const BITS: usize = u64::BITS as usize;

/// Which packages can be parts of one run: those that the package of a test needs, however far.
#[derive(Debug, Default)]
pub(crate) struct Islands {
    /// The package of each file.
    of: Vec<u32>,
    /// For each package those that it needs, itself among them.
    needs: Pairs,
    /// For each package those that a test needs together with it.
    together: Pairs,
}

/// Pairs of packages, one bit each.
#[derive(Debug, Default)]
struct Pairs {
    /// Words of a row.
    width: usize,
    words: Vec<u64>,
}

impl Pairs {
    fn new(count: usize) -> Self {
        let width = count.div_ceil(BITS);
        Self {
            width,
            words: vec![0; width * count],
        }
    }

    fn place(&self, one: u32, other: u32) -> (usize, u64) {
        let other = other as usize;
        let word = one as usize * self.width + other / BITS;
        (word, 1 << (other % BITS))
    }

    /// Takes in a pair; false where it was there already.
    fn insert(&mut self, one: u32, other: u32) -> bool {
        let (word, bit) = self.place(one, other);
        let Some(word) = self.words.get_mut(word) else {
            return false;
        };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    fn contains(&self, one: u32, other: u32) -> bool {
        let (word, bit) = self.place(one, other);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    fn row(&self, one: u32) -> &[u64] {
        let start = one as usize * self.width;
        let row = self.words.get(start..start + self.width);
        row.unwrap_or_default()
    }
}

/// What makes folders packages.
fn manifests(tree: &Tree) -> impl Iterator<Item = &str> {
    let paths = tree.manifests.keys().map(|path| &**path);
    paths.filter(|path| PROJECT_FILES.contains(&name_of(path)))
}

/// The folders of all packages.
fn packages(tree: &Tree) -> BTreeSet<&str> {
    manifests(tree).map(folder_of).collect()
}

/// How many packages there are, where they are too many to be told apart, and what makes one of
/// them.
pub(crate) fn too_many_packages(tree: &Tree) -> Option<(usize, &str)> {
    let count = packages(tree).len();
    manifests(tree)
        .next()
        .filter(|_| count > MOST)
        .map(|path| (count, path))
}

impl Islands {
    /// Follows what packages import, and uses that imports do not show.
    pub(crate) fn of(tree: &Tree, index: &Index<'_>, uses: &[(Node, Call)]) -> Self {
        // Number 0 is what belongs to no package.
        let packages: FxHashMap<&str, u32> = packages(tree).into_iter().zip(1..).collect();
        if packages.len() > MOST {
            return Self::default();
        }
        let package_of = |unit: &Unit| {
            let mut folders = ancestors(folder_of(&unit.path));
            folders.find_map(|folder| packages.get(folder).copied())
        };
        let of: Vec<u32> = index
            .units
            .iter()
            .map(|unit| package_of(unit).unwrap_or_default())
            .collect();
        let package = |file: FileId| of.get(file.0 as usize).copied().unwrap_or_default();
        let count = of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut next = vec![FxHashSet::default(); count];
        let mut lead = |from: FileId, to: FileId| {
            let (from, to) = (package(from), package(to));
            if from != to
                && let Some(next) = next.get_mut(from as usize)
            {
                next.insert(to);
            }
        };
        for (from, edges) in (0..).map(FileId).zip(&index.graph.edges) {
            for edge in edges {
                lead(from, edge.to);
            }
        }
        for (from, call) in uses {
            lead(index.place(*from).0, index.place(call.to).0);
        }
        let mut needs = Pairs::new(count);
        let numbers = || (0_u32..).take(count);
        for from in numbers() {
            follow(&next, from, &mut needs);
        }
        let nodes = (0..index.len()).map(|node| Node(u32::try_from(node).unwrap_or(u32::MAX)));
        // Tests stand in files of production code too.
        let nodes = nodes.filter(|node| index.is_test(*node));
        let mut tests: Vec<u32> = nodes.map(|node| package(index.place(node).0)).collect();
        tests.sort_unstable();
        tests.dedup();
        let mut tested_by = Pairs::new(count);
        for test in tests {
            for needed in numbers().filter(|needed| needs.contains(test, *needed)) {
                tested_by.insert(needed, test);
            }
        }
        Self {
            of,
            needs,
            together: together(&tested_by, count),
        }
    }

    /// Whether an object of a class in one file can get to a call in another: a test sees what its
    /// package needs, other code what any test of it brings along.
    pub(super) fn can_get(&self, class: FileId, caller: FileId, is_test: bool) -> bool {
        let of = |file: FileId| self.of.get(file.0 as usize).copied().unwrap_or_default();
        let (class, caller) = (of(class), of(caller));
        if class == caller {
            return true;
        }
        match is_test {
            true => self.needs.contains(caller, class),
            false => self.together.contains(class, caller),
        }
    }
}

/// Marks a package and all that it leads to.
fn follow(next: &[FxHashSet<u32>], from: u32, found: &mut Pairs) {
    found.insert(from, from);
    let mut open = vec![from];
    while let Some(package) = open.pop() {
        let further = next.get(package as usize).into_iter().flatten();
        open.extend(further.copied().filter(|to| found.insert(from, *to)));
    }
}

/// The packages that some package's tests need both of.
fn together(tested_by: &Pairs, count: usize) -> Pairs {
    let mut together = Pairs::new(count);
    let numbers = || (0_u32..).take(count);
    for one in numbers() {
        for other in numbers() {
            let mut both = tested_by.row(one).iter().zip(tested_by.row(other));
            if both.any(|(one, other)| one & other != 0) {
                together.insert(one, other);
            }
        }
    }
    together
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    /// Whether a method of one package counts for a call by name in a test of another.
    fn check(test: &str, expect: &str) {
        let found = symbol_statuses(&format!(
            "//- /agent/pyproject.toml\n[project]\nname = \"agent\"\n\
             //- /agent/agent.py\nclass Box:\n    def put(self):\n        return 1\ndef make():\n    return Box()\n\
             //- /agent/test_agent.py\nfrom agent import make\ndef test_make():\n    assert make()\n\
             //- /server/pyproject.toml\n[project]\nname = \"server\"\n\
             //- /server/test_server.py\n{test}"
        ));
        let status = found
            .iter()
            .find_map(|line| line.strip_prefix("agent/agent.py#Box.put "));
        assert_eq!(status, Some(expect), "{test}");
    }

    #[test]
    fn methods_are_called_by_name_only_where_their_objects_can_get() {
        check("def test_x(thing):\n    assert thing.put()\n", "unreached");
        // What the other package needs of this one brings no object here.
        check(
            "//- /agent/use.py\nfrom server.app import run\n//- /server/app.py\ndef run():\n    return 1\n//- /server/test_x.py\ndef test_x(thing):\n    assert thing.put()\n",
            "unreached",
        );
        check(
            "import agent.agent\ndef test_x(thing):\n    assert agent.agent.make() and thing.put()\n",
            "reached",
        );
    }
}
