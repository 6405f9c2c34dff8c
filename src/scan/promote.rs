//! Makes product code of helpers of tests that the product uses or hands out: the folder names of
//! [`classify`](super::classify()) say where helpers of tests usually stand, imports and manifests
//! say what they are. Needs the edges between files, and only changes parts that files play.

use rustc_hash::FxHashSet;

use crate::error::Error;
use crate::lang::Family;
use crate::model::{FileId, FileKind, KindRule, Presence};

use super::classify::{Rules, helper_by_folder, may_be_product};
use super::extract::Unit;
use super::paths::{folder_of, join, name_of};
use super::resolve::{Edge, Graph, published, published_folders};
use super::walk::Tree;

/// Folders whose packages help the tests of the module itself, even where others could import them.
const OWN_TESTS: [&str; 7] = [
    "internal",
    "test",
    "tests",
    "e2e",
    "spec",
    "integration_tests",
    "integration-tests",
];

/// Tables of manifests that name the modules which other programs load.
const ENTRY_POINTS: [&[&str]; 4] = [
    &["project", "scripts"],
    &["project", "entry-points"],
    &["tool", "poetry", "scripts"],
    &["tool", "poetry", "plugins"],
];

/// Makes source of each helper of tests that production code imports or a package publishes, and of
/// the helpers behind it. What `rules` say stays.
///
/// # Errors
///
/// [`Error::Usage`] where a glob of `rules` is wrong.
pub fn promote(
    tree: &Tree,
    units: &mut [Unit],
    graph: &Graph,
    rules: &[KindRule],
) -> Result<(), Error> {
    let rules = Rules::new(tree, rules)?;
    let mut helpers: FxHashSet<FileId> = (0..)
        .map(FileId)
        .zip(units.iter())
        .filter(|(_, unit)| {
            unit.kind == FileKind::Support && may_be_product(&unit.path) || is_test_by_name(unit)
        })
        .filter(|(_, unit)| rules.kind(&unit.path).is_none())
        .map(|(file, _)| file)
        .collect();
    if helpers.is_empty() {
        return Ok(());
    }
    let published = Published::of_tree(tree);
    let mut open: Vec<FileId> = Vec::new();
    for (file, unit) in (0..).map(FileId).zip(units.iter()) {
        let is_product = match helpers.contains(&file) {
            true => published.has(unit) || has_own_test(units, unit),
            false => unit.kind == FileKind::Source,
        };
        if is_product {
            open.push(file);
        }
    }
    while let Some(file) = open.pop() {
        if helpers.remove(&file)
            && let Some(unit) = units.get_mut(file.0 as usize)
        {
            unit.kind = FileKind::Source;
        }
        let edges = graph.edges.get(file.0 as usize).into_iter().flatten();
        let used = edges.filter(|edge| is_use(edge) && helpers.contains(&edge.to));
        open.extend(used.map(|edge| edge.to));
        open.extend(package_file(units, file).filter(|file| helpers.contains(file)));
    }
    Ok(())
}

/// Whether a file of ECMAScript in a folder of helpers has a test of its own beside it.
fn has_own_test(units: &[Unit], unit: &Unit) -> bool {
    let family = unit.language.map(|language| language.family);
    let of_test = |infix: &str| {
        let (stem, ending) = unit.path.rsplit_once('.')?;
        let path = format!("{stem}.{infix}.{ending}");
        let at = units.binary_search_by(|unit| (*unit.path).cmp(&path));
        at.ok()
    };
    family == Some(Family::EcmaScript)
        && helper_by_folder(&unit.path).is_some()
        && ["test", "spec"]
            .iter()
            .any(|infix| of_test(infix).is_some())
}

/// Whether nothing but its name makes a test of a Python module: `bandit/core/test_set.py`.
fn is_test_by_name(unit: &Unit) -> bool {
    let mut folders = folder_of(&unit.path).split('/');
    unit.kind == FileKind::Test
        && unit
            .language
            .is_some_and(|language| language.family == Family::Python)
        && !folders.any(|folder| folder.contains("test"))
}

/// The file that runs before any other of its Python package.
fn package_file(units: &[Unit], file: FileId) -> Option<FileId> {
    let path = &units.get(file.0 as usize)?.path;
    let package = format!("{}/__init__.py", folder_of(path));
    let at = units.binary_search_by(|unit| (*unit.path).cmp(&package));
    u32::try_from(at.ok()?).ok().map(FileId)
}

/// Whether production code needs what it imports. What it loads on demand may be for tests alone.
fn is_use(edge: &Edge) -> bool {
    edge.presence == Presence::Runtime && !edge.is_test_only
}

/// What the packages of a tree hand out.
struct Published {
    /// Paths without ending that manifests of JavaScript offer.
    stems: FxHashSet<String>,
    /// Folders of packages of JavaScript that are handed out.
    packages: FxHashSet<String>,
    /// Paths of the modules that manifests of Python name.
    modules: FxHashSet<String>,
}

impl Published {
    fn of_tree(tree: &Tree) -> Self {
        let pyprojects = tree
            .manifests
            .iter()
            .filter(|(path, _)| name_of(path) == "pyproject.toml");
        Self {
            stems: published(tree),
            packages: published_folders(tree),
            modules: pyprojects
                .flat_map(|(path, manifest)| entry_points(folder_of(path), &manifest.text))
                .collect(),
        }
    }

    /// Whether a file belongs to a package that has the name of a folder of helpers, and is handed out
    /// as a whole: `packages/testing`.
    fn is_package_of_helpers(&self, path: &str) -> bool {
        let around = helper_by_folder(path);
        around.is_some_and(|package| self.packages.contains(package))
    }

    fn has(&self, unit: &Unit) -> bool {
        match unit.language.map(|language| language.family) {
            Some(Family::EcmaScript) => {
                let stem = unit.path.rsplit_once('.').map_or("", |(stem, _)| stem);
                self.stems.contains(stem) || self.is_package_of_helpers(&unit.path)
            }
            Some(Family::Python) => self.modules.contains(&*unit.path),
            Some(Family::Go) => is_importable(unit),
            Some(Family::Rust) | None => false,
        }
    }
}

/// Whether other modules can import the Go package of a file; what only tests may use has names
/// in `_test.go`.
fn is_importable(unit: &Unit) -> bool {
    let package = unit
        .facts
        .as_ref()
        .and_then(|facts| facts.package.as_deref());
    let mut folders = folder_of(&unit.path).split('/');
    package.is_some_and(|package| package != "main")
        && !folders.any(|folder| OWN_TESTS.contains(&folder))
}

/// Paths of the modules that a `pyproject.toml` names as entry points.
fn entry_points(folder: &str, text: &str) -> Vec<String> {
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let manifest = toml::Value::Table(manifest);
    let mut names = Vec::new();
    for path in ENTRY_POINTS {
        let table = path.iter().try_fold(&manifest, |table, key| table.get(key));
        for value in table.and_then(toml::Value::as_table).into_iter().flatten() {
            // A group of them is a table of its own.
            match value.1 {
                toml::Value::Table(group) => names.extend(group.values().filter_map(module_of)),
                value => names.extend(module_of(value)),
            }
        }
    }
    let paths = names.iter().flat_map(|name| {
        let path = name.replace('.', "/");
        [
            format!("{path}.py"),
            format!("{path}/__init__.py"),
            format!("src/{path}.py"),
            format!("src/{path}/__init__.py"),
        ]
    });
    paths.filter_map(|path| join(folder, &path)).collect()
}

/// The module of `package.module:function`.
fn module_of(value: &toml::Value) -> Option<&str> {
    value.as_str()?.split([':', '[']).next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::units;
    use super::super::resolve::resolve;
    use super::*;

    /// The files of `fixture` that are helpers by name and product code in fact.
    fn check(fixture: &str, expect: &[&str]) {
        check_with(fixture, &[], expect);
    }

    fn check_with(fixture: &str, rules: &[KindRule], expect: &[&str]) {
        let (tree, mut units) = units(fixture);
        let before: Vec<FileKind> = units.iter().map(|unit| unit.kind).collect();
        let graph = resolve(&tree, &units);
        promote(&tree, &mut units, &graph, rules).unwrap();
        let changed: Vec<&str> = units
            .iter()
            .zip(before)
            .filter(|(unit, before)| unit.kind != *before)
            .map(|(unit, _)| {
                assert_eq!(unit.kind, FileKind::Source);
                &*unit.path
            })
            .collect();
        assert_eq!(changed, expect, "{fixture}");
    }

    #[test]
    fn a_helper_that_production_code_imports_is_product_code() {
        check(
            "//- /src/app.ts\nimport { fake } from './testing/fake'\nexport const run = () => fake()\n\
             //- /src/testing/fake.ts\nimport { rows } from './rows'\nexport const fake = () => rows()\n\
             //- /src/testing/rows.ts\nexport const rows = () => []\n\
             //- /src/testing/render.ts\nexport const render = () => 1\n\
             //- /src/app.test.ts\nimport { render } from './testing/render'\ntest('x', () => { render() })\n",
            &["src/testing/fake.ts", "src/testing/rows.ts"],
        );
    }

    #[test]
    fn what_is_imported_as_a_type_or_on_demand_stays_a_helper() {
        check(
            "//- /src/app.ts\nimport type { Fake } from './testing/fake'\nexport const run = (f: Fake) => import('./testing/mocks')\n\
             //- /src/testing/fake.ts\nexport class Fake { a() { return 1 } }\n\
             //- /src/testing/mocks.ts\nexport const start = () => 1\n",
            &[],
        );
    }

    #[test]
    fn mocks_and_fixtures_stay_helpers_whoever_imports_them() {
        check(
            "//- /src/app.ts\nimport { api } from './__mocks__/api'\nimport { a } from './a.mock'\nexport const run = () => api(a)\n\
             //- /src/__mocks__/api.ts\nexport const api = () => 1\n\
             //- /src/a.mock.ts\nexport const a = () => 1\n",
            &[],
        );
    }

    #[test]
    fn what_a_package_offers_is_product_code() {
        let fixture = |private: &str| {
            format!(
                "//- /package.json\n{{\"name\": \"web\", {private} \"exports\": {{\".\": \"./dist/index.js\", \"./testing\": {{\"import\": \"./dist/helper/testing/index.js\"}}}}}}\n\
                 //- /src/index.ts\nexport const web = () => 1\n\
                 //- /src/helper/testing/index.ts\nexport const client = () => 1\n\
                 //- /src/helper/testing/own.ts\nexport const own = () => 1\n"
            )
        };
        check(&fixture(""), &["src/helper/testing/index.ts"]);
        check(&fixture("\"private\": true,"), &[]);
    }

    #[test]
    fn a_package_of_helpers_that_is_handed_out_is_product_code() {
        let fixture = |private: &str| {
            format!(
                "//- /packages/testing/package.json\n{{\"name\": \"@x/testing\", {private} \"main\": \"lib/index.js\"}}\n\
                 //- /packages/testing/src/store.ts\nexport const store = () => 1\n\
                 //- /packages/testing/src/tests/own.ts\nexport const own = () => 1\n\
                 //- /packages/testing/src/testing/other.ts\nexport const other = () => 1\n\
                 //- /packages/web/src/test-utils/restore.ts\nexport const restore = () => 1\n\
                 //- /packages/web/src/test-utils/restore.spec.ts\nimport {{ restore }} from './restore'\ntest('x', () => {{ restore() }})\n"
            )
        };
        let restore = "packages/web/src/test-utils/restore.ts";
        let store = "packages/testing/src/store.ts";
        check(&fixture(""), &[store, restore]);
        check(&fixture("\"private\": true,"), &[restore]);
    }

    #[test]
    fn a_module_that_only_its_name_makes_a_test_is_product_code_where_that_imports_it() {
        check(
            "//- /lint/__init__.py\nfrom lint import test_set\n\
             //- /lint/test_set.py\nclass Tests:\n    def all(self):\n        return 1\n\
             //- /lint/test_own.py\ndef test_own():\n    assert 1\n\
             //- /run.py\nfrom lint.tests import test_all\n\
             //- /lint/tests/test_all.py\ndef test_all():\n    assert 1\n",
            &["lint/test_set.py"],
        );
    }

    #[test]
    fn entry_points_are_product_code() {
        check(
            "//- /pyproject.toml\n[project.entry-points.pytest11]\nbot = \"bot.tests.plugin\"\n\
             //- /bot/__init__.py\n\
             //- /bot/tests/__init__.py\n\
             //- /bot/tests/plugin.py\nfrom .mocks import Mock\ndef hook():\n    return Mock()\n\
             //- /bot/tests/mocks.py\nclass Mock:\n    pass\n\
             //- /bot/tests/own.py\ndef own():\n    return 1\n",
            &[
                "bot/tests/__init__.py",
                "bot/tests/mocks.py",
                "bot/tests/plugin.py",
            ],
        );
    }

    #[test]
    fn a_go_package_that_others_can_import_is_product_code() {
        check(
            "//- /go.mod\nmodule example.com/x\n\
             //- /testutil/a.go\npackage testutil\nfunc A() int { return 1 }\n\
             //- /internal/testutil/b.go\npackage testutil\nfunc B() int { return 1 }\n\
             //- /test/mock/c.go\npackage mock\nfunc C() int { return 1 }\n\
             //- /testing/gen/d.go\npackage main\nfunc main() { print(1) }\n",
            &["testutil/a.go"],
        );
    }

    #[test]
    fn what_people_say_stays() {
        let rules = [KindRule {
            paths: vec!["src/testing".to_owned()],
            kind: FileKind::Support,
        }];
        check_with(
            "//- /src/app.ts\nimport { fake } from './testing/fake'\nexport const run = () => fake()\n\
             //- /src/testing/fake.ts\nexport const fake = () => 1\n",
            &rules,
            &[],
        );
    }
}
