//! Modules that are loaded while the program runs, `await import("./main")`: their own code runs
//! there, whether or not anything of them is used.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, Presence};
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::walk::Tree;

use super::{Framework, at, nothing};

pub(super) const DYNAMIC: Framework = Framework {
    uses,
    barred: nothing,
};

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    let scripts = index.files_of(Family::EcmaScript);
    for (file, _) in scripts.chain(index.files_of(Family::Python)) {
        let mut loaded: FxHashMap<u32, Vec<FileId>> = FxHashMap::default();
        for edge in index.edges(file) {
            if edge.presence == Presence::Dynamic {
                loaded.entry(edge.line).or_default().push(edge.to);
            }
        }
        if loaded.is_empty() {
            continue;
        }
        for import in index.facts(file).into_iter().flat_map(|it| &it.imports) {
            // Of a pattern only some modules are loaded.
            if import.presence != Presence::Dynamic || import.module.contains('*') {
                continue;
            }
            // What a line loads more than once counts once.
            for to in loaded.remove(&import.line).into_iter().flatten() {
                let call = Call {
                    to: index.module(to),
                    strength: Strength::Import,
                    line: import.line,
                };
                found.push((at(index, file, import.within), call));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    fn check(test: &str, expect: &[&str]) {
        let found = symbol_statuses(&format!(
            "//- /package.json\n{{}}\n//- /src/main.ts\nimport {{ mount }} from './mount'\nmount()\nexport function idle() {{ return one() }}\n\
             //- /src/mount.ts\nexport function mount() {{ return one() }}\n\
             //- /src/main.test.ts\n{test}"
        ));
        let gaps = found
            .iter()
            .filter_map(|line| line.strip_suffix(" unreached"));
        assert_eq!(gaps.collect::<Vec<_>>(), expect, "{test}");
    }

    #[test]
    fn a_module_that_a_test_loads_runs() {
        check(
            "it('mounts', async () => { await import('./main'); expect(1) })\n",
            &["src/main.ts#idle"],
        );
        check(
            "const load = () => import('./main')\nit('mounts', async () => { expect(1) })\n",
            &["src/main.ts#idle", "src/mount.ts#mount"],
        );
    }
}
