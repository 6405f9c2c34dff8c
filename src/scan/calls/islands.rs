//! Which files can meet in one program: those of one package, and of packages that import each
//! other, however far apart.

use rustc_hash::FxHashMap;

use crate::model::FileId;
use crate::scan::extract::Unit;
use crate::scan::paths::{ancestors, folder_of, name_of};
use crate::scan::walk::Tree;

use super::{Call, Index, Node};

/// Names of files that make their folder a package.
const MANIFESTS: [&str; 6] = [
    "package.json",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "go.mod",
    "Cargo.toml",
];

/// A number for each file; objects of one file can get to another only where both have the same.
#[derive(Debug, Default)]
pub(crate) struct Islands(Vec<u32>);

impl Islands {
    /// Joins packages by what they import and by uses that imports do not show.
    pub(crate) fn of(tree: &Tree, index: &Index<'_>, uses: &[(Node, Call)]) -> Self {
        let manifests = tree.manifests.keys();
        let manifests = manifests.filter(|path| MANIFESTS.contains(&name_of(path)));
        // Number 0 is what belongs to no package.
        let packages: FxHashMap<&str, u32> =
            manifests.map(|path| folder_of(path)).zip(1..).collect();
        let package_of = |unit: &Unit| {
            let mut folders = ancestors(folder_of(&unit.path));
            folders.find_map(|folder| packages.get(folder).copied())
        };
        let of_files: Vec<u32> = index
            .units
            .iter()
            .map(|unit| package_of(unit).unwrap_or_default())
            .collect();
        let largest = packages.values().max().copied().unwrap_or_default();
        let mut joined = Joined((0..=largest).collect());
        let package = |file: FileId| of_files.get(file.0 as usize).copied().unwrap_or_default();
        let imports = (0..).map(FileId).zip(&index.graph.edges);
        for (from, edges) in imports {
            for edge in edges {
                joined.join(package(from), package(edge.to));
            }
        }
        for (from, call) in uses {
            joined.join(
                package(index.place(*from).0),
                package(index.place(call.to).0),
            );
        }
        Self(of_files.into_iter().map(|it| joined.first(it)).collect())
    }

    /// Whether objects of one file can get to another.
    pub(super) fn are_one(&self, left: FileId, right: FileId) -> bool {
        let of = |file: FileId| self.0.get(file.0 as usize);
        of(left) == of(right)
    }
}

/// Sets of packages: each leads to another of its set, the first one to itself.
struct Joined(Vec<u32>);

impl Joined {
    fn first(&mut self, package: u32) -> u32 {
        let mut at = package;
        while let Some(next) = self.0.get(at as usize).copied()
            && next != at
        {
            // Half of the way is cut off on each visit.
            let over = self.0.get(next as usize).copied().unwrap_or(next);
            if let Some(slot) = self.0.get_mut(at as usize) {
                *slot = over;
            }
            at = over;
        }
        at
    }

    fn join(&mut self, left: u32, right: u32) {
        if left == right {
            return;
        }
        let (left, right) = (self.first(left), self.first(right));
        if let Some(slot) = self.0.get_mut(left.max(right) as usize) {
            *slot = left.min(right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Joined;
    use crate::scan::fixture::symbol_statuses;

    #[test]
    fn what_is_joined_has_one_first() {
        let mut joined = Joined((0..6).collect());
        joined.join(5, 4);
        joined.join(3, 2);
        joined.join(4, 3);
        let firsts: Vec<u32> = (0..6).map(|at| joined.first(at)).collect();
        assert_eq!(firsts, [0, 1, 2, 2, 2, 2]);
    }

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
        check(
            "import agent.agent\ndef test_x(thing):\n    assert thing.put()\n",
            "reached",
        );
    }
}
