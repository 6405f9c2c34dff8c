//! What tests replace by mocks, so that nothing of it runs.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::FileId;
use crate::scan::link::TestStart;

use super::budget::Budget;
use super::index::{Index, Node};
use super::patches::{Patches, patch_targets};
use super::set_up::{Known, replaced_by, set_up_by, unasked};
use super::stand_ins::Aside;

/// One test of so many of a file does what single tests do, and not what all of them do.
const FEW: usize = 10;

/// Most definitions that are replaced where tests are set up, each counted for each test.
const MOST_SET_UP: usize = 1 << 22;

/// Tests that replace the same definitions.
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// Definitions at which a runner starts.
    pub(crate) starts: Vec<Node>,
    /// Definitions that do not run there.
    pub(crate) replaced: FxHashSet<Node>,
    /// Definitions that other tests of the file replace: they stand for something that these
    /// tests keep away from, so that one which does not replace them does not get that far,
    /// unless it uses them itself.
    pub(crate) avoided: FxHashSet<Node>,
}

impl Group {
    /// Whether nothing is replaced there.
    pub(super) fn is_empty(&self) -> bool {
        self.replaced.is_empty() && self.avoided.is_empty()
    }
}

/// Sorts the starts into groups by what they replace.
pub(crate) fn groups(index: &Index<'_>, starts: &[Node], links: &[TestStart]) -> Vec<Group> {
    let modules: FxHashMap<FileId, &TestStart> =
        links.iter().map(|link| (link.test, link)).collect();
    let dotted = patch_targets(index);
    let aside = Aside::default();
    let mut files: Vec<FileId> = starts.iter().map(|start| index.place(*start).0).collect();
    // Fixtures and what sets tests up may stand in files without tests.
    let of_python = index.files_of(Family::Python).map(|(file, _)| file);
    files.extend(of_python.filter(|file| index.is_test_code(*file)));
    files.sort_unstable();
    files.dedup();
    let patches: FxHashMap<FileId, Patches> = files
        .into_par_iter()
        .map(|file| {
            let patches = Patches::of(index, file, &dotted, modules.get(&file).copied(), &aside);
            (file, patches)
        })
        .collect();
    let mut by_file: BTreeMap<FileId, BTreeMap<Vec<Node>, Vec<Node>>> = BTreeMap::new();
    for start in starts {
        let (file, symbol) = index.place(*start);
        if let Some(patches) = patches.get(&file) {
            let replaced = patches.at(index, file, symbol);
            let groups = by_file.entry(file).or_default();
            groups.entry(replaced).or_default().push(*start);
        }
    }
    let mut groups: BTreeMap<(Vec<Node>, Vec<Node>), Vec<Node>> = BTreeMap::new();
    let mut set_up = SetUp::new(index, &patches);
    for (file, of_file) in by_file {
        let is_script = index.family(file) == Some(Family::EcmaScript);
        // Stand-ins of ECMAScript are put there one by one, whatever the other tests get to.
        let avoided = by_many(index, &of_file, if is_script { 1 } else { FEW });
        let unasked = unasked(index, file);
        let by_code = match is_script {
            true => left_to_tests(index, &of_file, &avoided),
            false => avoided.clone(),
        };
        for (replaced, starts) in of_file {
            let (tests, code): (Vec<Node>, Vec<Node>) =
                starts.iter().partition(|start| is_one_test(index, **start));
            for (starts, left) in [(tests, &avoided), (code, &by_code)] {
                for start in starts {
                    let left = set_up.added(start, &unasked, left);
                    let group = groups.entry((replaced.clone(), left)).or_default();
                    group.push(start);
                }
            }
        }
    }
    groups
        .into_iter()
        .map(|((replaced, avoided), starts)| Group {
            starts,
            replaced: replaced.into_iter().collect(),
            avoided: avoided.into_iter().collect(),
        })
        .collect()
}

/// What is replaced where tests are set up.
struct SetUp<'i, 'a> {
    index: &'i Index<'a>,
    patches: &'i FxHashMap<FileId, Patches>,
    /// By the function that does.
    replaced: FxHashMap<Node, Vec<Node>>,
    known: Known,
    budget: Budget,
}

impl<'i, 'a> SetUp<'i, 'a> {
    fn new(index: &'i Index<'a>, patches: &'i FxHashMap<FileId, Patches>) -> Self {
        Self {
            index,
            patches,
            replaced: FxHashMap::default(),
            known: Known::default(),
            budget: Budget::new(
                MOST_SET_UP,
                "definitions that are replaced where tests are set up",
            ),
        }
    }

    /// What a test does not get to by what sets it up, besides what it leaves to others. What is set up
    /// is replaced where code looks for it: a test that imports it has the real thing.
    fn added(&mut self, test: Node, unasked: &[Node], left: &[Node]) -> Vec<Node> {
        let (index, patches) = (self.index, self.patches);
        let mut all = left.to_vec();
        let (file, symbol) = index.place(test);
        if patches.get(&file).is_some_and(|it| it.ends(symbol)) {
            return all;
        }
        for function in set_up_by(index, test, unasked, &mut self.known) {
            let replaced = self.replaced.entry(function).or_insert_with(|| {
                let of_file = patches.get(&index.place(function).0);
                of_file.map_or(Vec::new(), |it| replaced_by(index, function, &it.lasting))
            });
            if self.budget.take(index, file, replaced.len()) {
                all.extend_from_slice(replaced);
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn is_one_test(index: &Index<'_>, start: Node) -> bool {
    index.symbol(start).is_some_and(|symbol| symbol.is_test)
}

/// What the code around tests does not get to, given what all of them replace: where next to all
/// tests put stand-ins in place, each for what it is about, nothing of that runs for another.
fn left_to_tests(
    index: &Index<'_>,
    of_file: &BTreeMap<Vec<Node>, Vec<Node>>,
    by_all: &[Node],
) -> Vec<Node> {
    let (mut tests, mut own) = (0, 0);
    let mut left: BTreeSet<Node> = by_all.iter().copied().collect();
    for (replaced, starts) in of_file {
        let here = starts
            .iter()
            .filter(|start| is_one_test(index, **start))
            .count();
        tests += here;
        if here > 0 && replaced.len() > by_all.len() {
            own += here;
            left.extend(replaced);
        }
    }
    match (tests - own) * FEW <= tests {
        true => left.into_iter().collect(),
        false => by_all.to_vec(),
    }
}

/// What no less than one of so many tests of a file replace, given what each of them does.
fn by_many(index: &Index<'_>, of_file: &BTreeMap<Vec<Node>, Vec<Node>>, few: usize) -> Vec<Node> {
    // Code outside of functions is no test.
    let is_test = |start: &&Node| {
        let (file, symbol) = index.place(**start);
        // What sets tests up of Python is none either.
        let may_be_set_up = index.family(file) == Some(Family::Python);
        symbol.is_some() && (!may_be_set_up || is_one_test(index, **start))
    };
    let tests = |starts: &[Node]| starts.iter().filter(is_test).count();
    let all: usize = of_file.values().map(|starts| tests(starts)).sum();
    let mut counts: BTreeMap<Node, usize> = BTreeMap::new();
    for (replaced, starts) in of_file {
        for node in replaced {
            *counts.entry(*node).or_default() += tests(starts);
        }
    }
    counts.retain(|_, count| *count * few >= all);
    counts.into_keys().collect()
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn what_a_mock_gives_to_names_of_a_module_does_not_run() {
        let check = |mock: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /api/load.ts\nexport function load() {{ return 1 }}\nexport function save() {{ return 2 }}\nexport class Late {{ go() {{ return 3 }} }}\n\
                 //- /api/index.ts\nexport * from './load'\n\
                 //- /page.ts\nimport {{ load, save, Late }} from './api'\nexport const page = () => load() + save() + new Late().go()\n\
                 //- /page.test.ts\nimport {{ load }} from './api'\nimport {{ page }} from './page'\n{mock}\n\
                 it('x', () => {{ vi.mocked(load).mockReturnValue(1); page() }})\n"
            ));
            assert_eq!(found, expect, "{mock}");
        };
        let (load, save, late) = (
            "api/load.ts#load",
            "api/load.ts#save",
            "api/load.ts#Late.go",
        );
        for factory in [
            "async (importOriginal) => ({ ...(await importOriginal()), load: vi.fn() })",
            "async (original) => { const all = await original(); return { ...all, load: fake } }",
            "async () => ({ ...(await vi.importActual('./api')), load: () => 2 })",
            "() => ({ ...jest.requireActual('./api'), load: jest.fn() })",
        ] {
            check(&format!("vi.mock('./api', {factory})"), &[load]);
        }
        let class = "async (original) => ({ ...(await original()), Late: vi.fn() })";
        check(&format!("vi.mock('./api', {class})"), &[late]);
        check(
            "vi.mock('./api', () => ({ load: vi.fn(), save: vi.fn(), Late: vi.fn() }))",
            &[load, save, late],
        );
        check(
            "vi.mock('./api', async (original) => { const all = await original(); return { ...all, load: vi.fn(all.load) } })",
            &[],
        );
        check(
            "vi.mock('./api', async (original) => { const { load, ...all } = await original(); return { ...all, load: vi.fn(load) } })",
            &[],
        );
        check(
            "vi.mock('./api', async (original) => ({ ...(await original()), load: vi.fn(() => other.loadAll()) }))",
            &[load],
        );
        check("vi.mock('./api', { spy: true })", &[]);
    }
}
