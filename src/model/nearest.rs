//! Which tests to show first for a function.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{FileId, Project, Symbol, TestOf, TestsOf};

/// Longest way that is told.
const LONGEST_WAY: usize = 40;

/// Words that names of tests have besides the name of what they test.
const AFFIXES: [&str; 5] = ["test", "tests", "spec", "e2e", "cy"];

/// The tests of classes, by file and class.
type Classes = BTreeMap<FileId, BTreeMap<u32, Vec<u32>>>;

impl Project {
    /// The tests that lead to a symbol, nearest first: by steps, by how sure they are, by the names
    /// of files and folders. Where all of many only guess, names and folders come first. What is
    /// around tests, such as the module code of their file, is left out where tests of that file are
    /// listed; what runs before the tests of a class stands for these.
    pub fn tests_of(&self, file: FileId, symbol: u32) -> TestsOf {
        let mut found = self.uses.tests_of(file, Some(symbol));
        let mut classes = Classes::default();
        let tests = std::mem::take(&mut found.tests);
        for test in tests {
            found.tests.extend(self.meant(&test, &mut classes));
        }
        let is_test = |test: &TestOf| self.symbol_of(test).is_some_and(|symbol| symbol.is_test);
        let with_tests: BTreeSet<FileId> = found
            .tests
            .iter()
            .filter(|test| is_test(test))
            .map(|test| test.test)
            .collect();
        let mut files = BTreeSet::new();
        found.tests.retain(|test| {
            is_test(test) || !with_tests.contains(&test.test) && files.insert(test.test)
        });
        let path = |file: FileId| self.file(file).map_or("", |file| &*file.path);
        let far = |test: &TestOf| Reverse(nearness(path(test.test), path(file)));
        found.tests.sort_by_cached_key(|test| {
            let place = (test.test, test.symbol);
            (test.hops, test.cost, far(test), place)
        });
        let mut seen = BTreeSet::new();
        found
            .tests
            .retain(|test| seen.insert((test.test, test.symbol)));
        if found.is_vague() {
            found.tests.sort_by_cached_key(far);
        }
        if let Some(nearest) = found.tests.first() {
            found.way = self.uses.way(nearest, file, symbol, LONGEST_WAY);
        }
        found
    }

    /// The tests that are meant by what a runner starts: of what it runs before the tests of a
    /// class, these.
    fn meant(&self, found: &TestOf, classes: &mut Classes) -> Vec<TestOf> {
        let (Some(file), Some(symbol)) = (self.file(found.test), self.symbol_of(found)) else {
            return vec![*found];
        };
        if symbol.is_test {
            return vec![*found];
        }
        let of_file = classes.entry(found.test).or_insert_with(|| {
            let mut tests: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for (at, symbol) in (0..).zip(file.symbols.iter()) {
                if let Some(class) = symbol.parent.filter(|_| symbol.is_test) {
                    tests.entry(class).or_default().push(at);
                }
            }
            tests
        });
        let mut owners = [found.symbol, symbol.parent].into_iter().flatten();
        match owners.find_map(|owner| of_file.get(&owner)) {
            Some(tests) => {
                let test = |at: &u32| TestOf {
                    symbol: Some(*at),
                    ..*found
                };
                tests.iter().map(test).collect()
            }
            None => vec![*found],
        }
    }

    fn symbol_of(&self, test: &TestOf) -> Option<&Symbol> {
        self.file(test.test)?.symbols.get(test.symbol? as usize)
    }
}

/// How near a file of tests is to another by its name, then by its folder.
fn nearness(test: &str, source: &str) -> (bool, usize) {
    let (test_folder, test_name) = test.rsplit_once('/').unwrap_or(("", test));
    let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
    let stem = |name: &str| -> String {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let words = stem.split(['.', '_', '-']);
        let words = words.filter(|word| !AFFIXES.contains(word));
        words.collect::<Vec<_>>().join("_").to_lowercase()
    };
    let same = |(left, right): &(&str, &str)| left == right;
    let shared = test_folder.split('/').zip(folder.split('/'));
    let shared = shared.take_while(same).count();
    (stem(test_name) == stem(name), shared)
}

#[cfg(test)]
mod tests {
    use super::nearness;

    #[test]
    fn names_come_before_folders() {
        for (test, source, expect) in [
            ("a/tests/test_auth.py", "a/api/auth.py", (true, 1)),
            ("a/b/c/test_x.py", "a/b/c/y.py", (false, 3)),
            ("web/src/Card.test.ts", "web/src/Card.vue", (true, 2)),
            ("pkg/a_test.go", "pkg/a.go", (true, 1)),
            ("x/test_a.py", "y/b.py", (false, 0)),
        ] {
            assert_eq!(nearness(test, source), expect, "{test}");
        }
        assert!((true, 0) > (false, 9));
    }
}
