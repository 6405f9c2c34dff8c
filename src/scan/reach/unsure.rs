//! Where a gap is not certain although no import of a test leads there: tests import what they
//! compute, or what is not where they say.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Import, Presence, Reference, ReferenceKind};
use crate::scan::calls::Index;
use crate::scan::frameworks::LOADERS;
use crate::scan::paths::{ancestors, ends_with_parts, folder_of, name_of};
use crate::scan::walk::Tree;

/// What runs a file or module whose name or path it is given, besides what loads it.
const RUNNERS: [&str; 3] = ["SourceFileLoader", "run_module", "run_path"];

/// Modules by which tests start programs, which may be those of their own package.
const STARTERS: [&str; 6] = [
    "child_process",
    "node:child_process",
    "execa",
    "cross-spawn",
    "zx",
    "nano-spawn",
];

/// Files that make a folder a project of Python.
const PROJECTS: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// Endings of what is imported and is no code.
const ASSETS: [&str; 18] = [
    "json", "css", "scss", "sass", "less", "svg", "png", "jpg", "gif", "md", "mdx", "txt", "html",
    "wasm", "graphql", "gql", "yaml", "node",
];

/// Where tests may lead in ways that cannot be followed.
#[derive(Default)]
pub(super) struct Unsure {
    /// Folders all of whose code may be meant, by family.
    folders: FxHashSet<(Family, String)>,
    files: FxHashSet<FileId>,
}

impl Unsure {
    /// Looks at what the code of tests imports.
    pub(super) fn of(index: &Index<'_>, tree: &Tree) -> Self {
        let mut unsure = Self::default();
        let mut unresolved: FxHashSet<&str> = FxHashSet::default();
        for file in index.test_files() {
            let (Some(facts), Some(unit)) = (index.facts(file), index.unit(file)) else {
                continue;
            };
            match index.family(file) {
                Some(Family::EcmaScript) if unsure_script(index, file, facts) => {
                    let folder = project(tree, &unit.path, &["package.json"]);
                    unsure.folders.insert((Family::EcmaScript, folder));
                }
                Some(Family::Python) => {
                    unsure.add_loaded(index, tree, file, facts);
                    let lost = unresolved_imports(index, file, facts);
                    let lost = lost.filter(|import| !import.module.starts_with('.'));
                    unresolved.extend(lost.filter_map(|import| import.module.split('.').next()));
                }
                _ => {}
            }
        }
        if !unresolved.is_empty() {
            let named = index
                .files_of(Family::Python)
                .filter(|(_, path)| path_parts(path).any(|part| unresolved.contains(part)));
            unsure.files.extend(named.map(|(file, _)| file));
        }
        unsure
    }

    /// Whether tests may lead to a file.
    pub(super) fn has(&self, family: Family, file: FileId, path: &str) -> bool {
        self.files.contains(&file)
            || !self.folders.is_empty()
                && ancestors(folder_of(path))
                    .any(|folder| self.folders.contains(&(family, folder.to_owned())))
    }

    /// Python's modules that a test file loads by a name that it computes: those of the package that
    /// the name begins with, or any.
    fn add_loaded(&mut self, index: &Index<'_>, tree: &Tree, file: FileId, facts: &FileFacts) {
        let computed = index
            .references_to(file, &LOADERS)
            .chain(index.references_to(file, &RUNNERS))
            .filter(|load| load.kind == ReferenceKind::Call && load.text.is_none());
        let mut computed = computed.peekable();
        if computed.peek().is_none() {
            return;
        }
        let mut packages: FxHashMap<Option<u32>, Vec<&str>> = FxHashMap::default();
        for text in &facts.texts {
            if let Some((package, _)) = text.value.split_once(".{}")
                && package
                    .split('.')
                    .all(|part| !part.is_empty() && !part.contains(['/', '{']))
            {
                packages.entry(text.within).or_default().push(package);
            }
        }
        let path = index.unit(file).map_or("", |unit| &unit.path);
        for load in computed {
            match packages.get(&load.within) {
                Some(packages) => {
                    for package in packages {
                        let folder = package.replace('.', "/");
                        let below = index.files_of(Family::Python).filter(|(_, path)| {
                            let mut around = ancestors(folder_of(path));
                            around.any(|around| ends_with_parts(around, &folder))
                        });
                        self.files.extend(below.map(|(file, _)| file));
                    }
                }
                None => {
                    let folder = project(tree, path, &PROJECTS);
                    self.folders.insert((Family::Python, folder));
                }
            }
        }
    }
}

/// Names by which a file can be imported, or is reached through: its folders' and its own.
fn path_parts(path: &str) -> impl Iterator<Item = &str> {
    let stem = path.strip_suffix(".py").unwrap_or(path);
    stem.split('/')
}

/// The nearest folder around a file that holds one of these manifests; the root where none does.
fn project(tree: &Tree, path: &str, manifests: &[&str]) -> String {
    let holds = |folder: &&str| {
        manifests.iter().any(|name| {
            let manifest = match *folder {
                "" => (*name).to_owned(),
                folder => format!("{folder}/{name}"),
            };
            tree.manifests.contains_key(manifest.as_str())
        })
    };
    let mut folders = ancestors(folder_of(path));
    folders.find(holds).unwrap_or_default().to_owned()
}

/// Whether a test file of ECMAScript starts programs, or loads what it computes or what is not where
/// it says: also what a build puts there.
fn unsure_script<'a>(index: &Index<'a>, file: FileId, facts: &'a FileFacts) -> bool {
    let is_computed = |load: &&Reference| {
        load.kind == ReferenceKind::Call
            && load.text.is_none()
            && matches!(&*load.path, "require" | "import")
    };
    let starts = |import: &Import| STARTERS.contains(&&*import.module);
    let mut loads = index.references_to(file, &["require", "import"]);
    facts.imports.iter().any(starts)
        || loads.any(|load| is_computed(&load))
        || unresolved_imports(index, file, facts).any(|import| {
            let ending = name_of(&import.module).rsplit_once('.');
            import.module.starts_with(['.', '~', '#'])
                && !import.module.contains('*')
                && ending.is_none_or(|(_, ending)| !ASSETS.contains(&ending))
        })
}

/// Imports that lead to no file of the tree.
fn unresolved_imports<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = &'a Import> {
    let resolved: FxHashSet<u32> = index.edges(file).iter().map(|edge| edge.line).collect();
    facts.imports.iter().filter(move |import| {
        let runs = matches!(import.presence, Presence::Runtime | Presence::Dynamic);
        runs && !resolved.contains(&import.line)
    })
}

#[cfg(test)]
mod tests {
    use crate::model::Confidence;
    use crate::scan::fixture::units;
    use crate::scan::{reach, resolve};

    /// The files that are gaps for certain.
    fn check(fixture: &str, expect: &[&str]) {
        let (tree, units) = units(fixture);
        let graph = resolve(&tree, &units);
        let reached = reach(&tree, &units, &graph);
        let certain = units.iter().zip(&reached).filter(|(_, reach)| {
            let is_gap = reach.status.is_some_and(|status| status.is_gap());
            is_gap && reach.confidence == Confidence::Certain
        });
        let certain: Vec<&str> = certain.map(|(unit, _)| &*unit.path).collect();
        assert_eq!(certain, expect, "{fixture}");
    }

    #[test]
    fn no_gap_is_certain_where_tests_load_what_they_compute() {
        let script = |test: &str| {
            format!(
                "//- /package.json\n{{}}\n//- /lib/c.js\nexports.f = function () {{ return one() }}\n//- /other/d.js\nexports.f = function () {{ return one() }}\n\
                 //- /test/a.test.js\n{test}"
            )
        };
        let both = ["lib/c.js", "other/d.js"];
        check(&script("it('x', () => { one() })\n"), &both);
        check(
            &script("it('x', () => { require('../lib/' + name).f() })\n"),
            &["other/d.js"],
        );
        check(&script("it('x', () => { require(name).f() })\n"), &[]);
        check(
            &script("it('x', async () => { (await import(name)).f() })\n"),
            &[],
        );
    }

    #[test]
    fn no_gap_is_certain_where_tests_start_programs_or_import_what_a_build_makes() {
        let script = |test: &str| {
            format!(
                "//- /a/package.json\n{{}}\n//- /a/src/c.ts\nexport function f() {{ return one() }}\n//- /b/package.json\n{{}}\n//- /b/src/d.ts\nexport function f() {{ return one() }}\n\
                 //- /a/test/a.test.ts\n{test}it('x', () => {{ one() }})\n"
            )
        };
        let other = ["b/src/d.ts"];
        check(&script("import { f } from '../dist/index.js'\n"), &other);
        check(&script("import { execa } from 'execa'\n"), &other);
        let both = ["a/src/c.ts", "b/src/d.ts"];
        check(
            &script("import './style.css'\nimport { g } from 'elsewhere'\n"),
            &both,
        );
    }

    #[test]
    fn python_may_load_a_package_or_anything() {
        let tree = |test: &str| {
            format!(
                "//- /setup.py\n//- /pkg/__init__.py\n//- /pkg/a.py\ndef f():\n    return 1\n//- /other.py\ndef g():\n    return 1\n\
                 //- /tests/test_x.py\nimport importlib\ndef test_x(name):\n    assert {test}\n"
            )
        };
        let both = ["other.py", "pkg/a.py"];
        check(&tree("name"), &both);
        check(
            &tree("importlib.import_module(f'pkg.{name}').f()"),
            &["other.py"],
        );
        check(&tree("importlib.import_module(name).f()"), &[]);
    }

    #[test]
    fn what_a_test_imports_in_vain_is_not_certain() {
        let tree = |test: &str| {
            format!(
                "//- /setup.py\n//- /a/pkg/h.py\ndef f():\n    return 1\n//- /b/pkg/h.py\ndef f():\n    return 1\n//- /b/pkg/k.py\ndef f():\n    return 1\n\
                 //- /tests/test_x.py\nimport {test}\ndef test_x():\n    assert 1\n"
            )
        };
        check(&tree("sys"), &["a/pkg/h.py", "b/pkg/h.py", "b/pkg/k.py"]);
        check(&tree("h"), &["b/pkg/k.py"]);
    }
}
