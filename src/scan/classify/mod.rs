//! Says what part a file plays, by its path; [`refine`] corrects that by its content.

#[cfg(test)]
mod tests;

use crate::error::Error;
use crate::lang::{Family, Language};
use crate::model::{FileFacts, FileKind, KindRule, PathSet};

use super::attributes::Attributes;
use super::libraries::is_library;
use super::paths::{ancestors, folder_of, name_of};
use super::walk::{Entry, Tree};

/// Folders whose files come from elsewhere.
const VENDORED: [&str; 11] = [
    "vendor",
    "_vendor",
    "vendored",
    "third_party",
    "third-party",
    "thirdparty",
    "node_modules",
    "bower_components",
    "site-packages",
    ".venv",
    "__pypackages__",
];

/// Folders that hold tests and what helps them.
const TEST_FOLDERS: [&str; 7] = [
    "test",
    "tests",
    "__tests__",
    "spec",
    "specs",
    "e2e",
    "cypress",
];

/// Folders of what tests read or replace, whatever the names of the files and whoever imports them.
const FIXTURE_FOLDERS: [&str; 11] = [
    "__mocks__",
    "__fixtures__",
    "__testfixtures__",
    "test-d",
    "__testdata__",
    "__snapshots__",
    "__bench__",
    "testdata",
    "test_data",
    "benches",
    "benchmarks",
];

/// Folders of what helps tests, and may have tests of its own.
const SUPPORT_FOLDERS: [&str; 5] = [
    "testing",
    "testutil",
    "testutils",
    "test_utils",
    "test-utils",
];

/// Folders whose code shows how to use the rest; nobody tests it.
const SHOWCASE_FOLDERS: [&str; 3] = ["examples", "example", "samples"];

/// Endings of the names of generated files.
const GENERATED_ENDINGS: [&str; 19] = [
    ".min.js",
    "-min.js",
    ".min.mjs",
    ".bundle.js",
    ".browser-global.js",
    ".iife.js",
    ".umd.js",
    "_pb2.py",
    "_pb2_grpc.py",
    ".pb.go",
    ".pb.gw.go",
    "_pb.js",
    "_pb.ts",
    "_pb.d.ts",
    ".generated.ts",
    ".gen.ts",
    ".gen.go",
    "_generated.go",
    ".g.ts",
];

/// Names of helpers that test runners load by themselves.
const SUPPORT_STEMS: [&str; 7] = [
    "conftest",
    "setuptests",
    "setup-tests",
    "setup_tests",
    "jest.setup",
    "vitest.setup",
    "test-setup",
];

/// Names of helpers that products share with their tests.
const SHARED_STEMS: [&str; 6] = [
    "test-utils",
    "test_utils",
    "testutils",
    "test-helpers",
    "test_helpers",
    "testhelpers",
];

/// Folders that hold tests, or in a package of Python what is specified.
const SPECIFICATIONS: [&str; 2] = ["spec", "specs"];

/// Infixes of the names of files that only a type checker reads: no runner starts them.
const TYPE_TESTS: [&str; 5] = [".test-d.", ".spec-d.", ".tst.", ".type-test.", ".typetest."];

/// Names of programs that build, lint or configure.
const CONFIG_NAMES: [&str; 13] = [
    "setup.py",
    "noxfile.py",
    "tasks.py.in",
    "build.rs",
    "gulpfile.js",
    "gruntfile.js",
    "rakefile",
    ".eslintrc.js",
    ".eslintrc.cjs",
    ".prettierrc.js",
    ".prettierrc.cjs",
    ".babelrc.js",
    "karma.conf.js",
];

/// Says what part each file of the tree plays; in the order of the tree's entries.
///
/// # Errors
///
/// [`Error::Usage`] where a glob of `rules` is wrong.
pub fn classify(tree: &Tree, rules: &[KindRule]) -> Result<Vec<FileKind>, Error> {
    let rules = Rules::new(tree, rules)?;
    let attributes = Attributes::of_tree(tree);
    Ok(tree
        .entries
        .iter()
        .map(|entry| {
            if let Some(kind) = rules.kind(&entry.path) {
                return kind;
            }
            match entry.language {
                None => FileKind::Other,
                Some(_) if attributes.is_generated(&entry.path) => FileKind::Generated,
                Some(language) => {
                    let named = Named {
                        is_module: is_module_named_like_a_tool(&entry.path, tree),
                        has_specifications: lies_in_package_of_specifications(&entry.path, tree),
                    };
                    by_path(&entry.path, language, named)
                }
            }
        })
        .collect())
}

/// Whether a folder `spec` around a file of Python stands in a package.
fn lies_in_package_of_specifications(path: &str, tree: &Tree) -> bool {
    let is_python = path.ends_with(".py");
    let mut around = ancestors(folder_of(path)).filter(|_| is_python);
    around.any(|folder| {
        let is_package = |outer: &str| {
            let path = format!("{outer}/__init__.py");
            let known = |entry: &Entry| entry.path.as_ref().cmp(path.as_str());
            tree.entries.binary_search_by(known).is_ok()
        };
        SPECIFICATIONS.contains(&name_of(folder))
            && !folder_of(folder).is_empty()
            && is_package(folder_of(folder))
    })
}

/// What people say of the parts that files play.
pub(super) struct Rules(Vec<(PathSet, FileKind)>);

impl Rules {
    /// Reads the globs; [`Error::Usage`] where one is wrong.
    pub(super) fn new(tree: &Tree, rules: &[KindRule]) -> Result<Self, Error> {
        let exists = |path: &str| {
            tree.entries
                .binary_search_by(|entry| entry.path.as_ref().cmp(path))
                .is_ok()
        };
        let rules = rules
            .iter()
            .map(|rule| Ok((PathSet::new(&rule.paths, exists)?, rule.kind)))
            .collect::<Result<_, Error>>()?;
        Ok(Self(rules))
    }

    /// What they say of a file: the first rule that speaks of it.
    pub(super) fn kind(&self, path: &str) -> Option<FileKind> {
        let mut rules = self.0.iter();
        let (_, kind) = rules.find(|(paths, _)| paths.contains(path))?;
        Some(*kind)
    }
}

/// Whether a file is a module like any other although a tool has files of its name: cargo's build
/// script stands beside the manifest, and the set-up of a Python project in no package.
fn is_module_named_like_a_tool(path: &str, tree: &Tree) -> bool {
    let beside = |name: &str| {
        let path = match folder_of(path) {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let known = |entry: &Entry| entry.path.as_ref().cmp(path.as_str());
        tree.entries.binary_search_by(known).is_ok()
    };
    match name_of(path) {
        "build.rs" => !beside("Cargo.toml"),
        "setup.py" => beside("__init__.py"),
        _ => false,
    }
}

/// Tools whose settings are code, `vite.config.ts`, wherever these stand.
const CONFIGURED_TOOLS: [&str; 23] = [
    "astro",
    "babel",
    "commitlint",
    "cypress",
    "eslint",
    "jest",
    "karma",
    "metro",
    "next",
    "nuxt",
    "playwright",
    "postcss",
    "prettier",
    "rollup",
    "rspack",
    "stylelint",
    "svelte",
    "tailwind",
    "tsup",
    "vite",
    "vitest",
    "vue",
    "webpack",
];

/// What names do not mean, by what lies around them.
#[derive(Clone, Copy)]
struct Named {
    /// Whether the file is a module of the product, though one of a tool has this name.
    is_module: bool,
    /// Whether a folder `spec` around it holds specifications.
    has_specifications: bool,
}

/// What part a file plays by the conventions of its language and the usual folders.
fn by_path(path: &str, language: &Language, named: Named) -> FileKind {
    let lower = path.to_ascii_lowercase();
    let mut folders: Vec<&str> = lower.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let is_test_name = (language.is_test_name)(path);
    let has_folder = |names: &[&str]| folders.iter().any(|folder| names.contains(folder));
    if has_folder(&VENDORED)
        || is_library(&folders, name)
        || GENERATED_ENDINGS
            .iter()
            .any(|ending| name.ends_with(ending))
        || name.starts_with("zz_generated")
    {
        FileKind::Generated
    } else if language.family == Family::Go && is_passed_over(path) {
        FileKind::Other
    } else if is_support_name(name, stem, is_test_name) || has_folder(&FIXTURE_FOLDERS) {
        FileKind::Support
    } else if is_test_name {
        FileKind::Test
    } else if is_in_tests(&folders, named) || has_folder(&SUPPORT_FOLDERS) {
        FileKind::Support
    } else if is_migration(&folders, name, language) {
        FileKind::Migration
    } else if !named.is_module && is_config(name, &folders) {
        FileKind::Config
    } else if has_folder(&SHOWCASE_FOLDERS) {
        FileKind::Other
    } else {
        FileKind::Source
    }
}

/// Whether a path begins in any of its parts as what the go tool takes no notice of.
fn is_passed_over(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with(['_', '.']))
}

/// Whether a name is that of a helper of tests. What runners collect by its name is a test, whatever
/// stands before: `test-utils.spec.ts`.
fn is_support_name(name: &str, stem: &str, is_test_name: bool) -> bool {
    let whole = name.rsplit_once('.').map_or(name, |(whole, _)| whole);
    let is_known = |name| SUPPORT_STEMS.contains(name) || SHARED_STEMS.contains(name);
    let is_collected = is_test_name && (name.contains(".test.") || name.contains(".spec."));
    !is_collected && (is_known(&whole) || is_known(&stem))
        || is_type_test(name)
        || [
            ".stories.",
            ".story.",
            ".bench.",
            ".fixture.",
            ".fixtures.",
            ".mock.",
        ]
        .iter()
        .any(|infix| name.contains(infix))
}

fn is_type_test(name: &str) -> bool {
    TYPE_TESTS.iter().any(|infix| name.contains(infix))
}

fn is_migration(folders: &[&str], name: &str, language: &Language) -> bool {
    let Some(at) = folders
        .iter()
        .position(|folder| matches!(*folder, "migrations" | "alembic"))
    else {
        return false;
    };
    let is_numbered = name.starts_with(|first: char| first.is_ascii_digit());
    match language.id {
        "python" => at + 1 == folders.len() || folders.get(at + 1) == Some(&"versions"),
        _ => is_numbered,
    }
}

fn is_config(name: &str, folders: &[&str]) -> bool {
    CONFIG_NAMES.contains(&name)
        || name.starts_with('.')
        || name.contains(".config.") && is_of_tool(name, folders)
        || name.starts_with("webpack.") && name.ends_with(".js")
        || name == "conf.py"
            && folders
                .iter()
                .any(|folder| matches!(*folder, "docs" | "doc"))
        || folders
            .iter()
            .any(|folder| matches!(*folder, ".storybook" | ".vitepress" | ".github"))
}

/// Whether settings written as code are those of a tool rather than of the product: these stand
/// among its sources.
fn is_of_tool(name: &str, folders: &[&str]) -> bool {
    let tool = name.split('.').next().unwrap_or_default();
    !folders.contains(&"src") || CONFIGURED_TOOLS.contains(&tool)
}

/// Whether a file without a test is named like one for another reason: the settings under which tests
/// of Python run, something that is about tests, `prefer-regexp-test.js`.
fn by_other_reason(path: &str, facts: &FileFacts) -> Option<FileKind> {
    let name = name_of(path);
    let by_folder = || match is_in_test_folder(path) {
        true => FileKind::Support,
        false => FileKind::Source,
    };
    let Some(stem) = name.strip_suffix(".py") else {
        let (stem, _) = name.rsplit_once('.')?;
        let is_about = ["-test", "_test", "-spec", "_spec"]
            .iter()
            .any(|ending| stem.ends_with(ending));
        // A script that is a test as a whole offers nothing.
        return (is_about && !facts.exports.is_empty()).then(by_folder);
    };
    if matches!(stem, "test_settings" | "settings_test" | "test_config") {
        return Some(FileKind::Config);
    }
    (stem.ends_with("_tests") && !is_in_test_folder(path)).then_some(FileKind::Source)
}

/// Corrects the kind by what the file holds: generated by its own words, a helper in a test
/// folder that holds tests, a file named like a test that holds none.
pub(super) fn refine(kind: FileKind, path: &str, facts: &FileFacts) -> FileKind {
    match kind {
        FileKind::Source | FileKind::Support | FileKind::Config if facts.is_generated => {
            FileKind::Generated
        }
        FileKind::Test if !facts.has_tests() => by_other_reason(path, facts).unwrap_or(kind),
        FileKind::Source | FileKind::Support if facts.is_run_by_hand => FileKind::Config,
        FileKind::Support
            if facts.has_tests()
                && is_in_test_folder(path)
                && !is_type_test(&name_of(path).to_ascii_lowercase()) =>
        {
            FileKind::Test
        }
        kind => kind,
    }
}

/// Whether a helper of tests is one by its folder or a common name only, so that it is part of the
/// product where the product uses it.
pub(super) fn may_be_product(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let mut folders: Vec<&str> = lower.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    !folders
        .iter()
        .any(|folder| FIXTURE_FOLDERS.contains(folder))
        && (SHARED_STEMS.contains(&stem) || !is_support_name(name, stem, false))
}

/// The folder whose name alone makes a helper of tests of a file, with what stands before it:
/// `packages/testing`.
pub(super) fn helper_by_folder(path: &str) -> Option<&str> {
    let (folders, _) = path.rsplit_once('/')?;
    let lower = folders.to_ascii_lowercase();
    let mut found = None;
    let mut end = 0;
    for folder in lower.split('/') {
        end += folder.len();
        if SUPPORT_FOLDERS.contains(&folder) {
            if found.is_some() {
                return None;
            }
            found = path.get(..end);
        } else if is_test_folder(folder) {
            return None;
        }
        end += 1;
    }
    found
}

/// Whether a file lies among tests.
fn is_in_tests(folders: &[&str], named: Named) -> bool {
    let is_other = |folder: &str| named.has_specifications && SPECIFICATIONS.contains(&folder);
    let mut folders = folders.iter();
    folders.any(|folder| is_test_folder(folder) && !is_other(folder))
}

/// Whether a folder holds tests, by its name: `tests`, `tests_e2e`, `unit-tests`.
pub(super) fn is_test_folder(folder: &str) -> bool {
    let mut words = folder.split(['_', '-', '.']);
    TEST_FOLDERS.contains(&folder) || words.any(|word| matches!(word, "tests" | "e2e"))
}

fn is_in_test_folder(path: &str) -> bool {
    path.split('/').rev().skip(1).any(is_test_folder)
}
