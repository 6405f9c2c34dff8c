//! Makes product code of helpers of tests that the product uses or hands out: the folder names of
//! [`classify`](super::classify()) say where helpers of tests usually stand, imports, declarations of
//! modules and manifests say what they are. Needs the edges between files, and only changes parts that files play.

use rustc_hash::FxHashSet;

use crate::error::Error;
use crate::lang::Family;
use crate::model::{FileId, FileKind, KindRule, Presence, SymbolKind};

use crate::scan::classify::{Rules, helper_by_folder, may_be_product};
use crate::scan::extract::Unit;
use crate::scan::paths::{folder_of, join, name_of};
use crate::scan::resolve::{Edge, Graph, published, published_folders};
use crate::scan::walk::Tree;

#[cfg(test)]
mod tests;

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
            unit.kind == FileKind::Support && may_be_product(&unit.path)
                || is_test_by_name(unit)
                || may_be_module(unit)
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
        open.extend(modules_of(units, file).filter(|file| helpers.contains(file)));
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

/// Whether a file of Rust may be one that its crate has also without tests: `pub mod test;`.
fn may_be_module(unit: &Unit) -> bool {
    let is_rust = unit.language.map(|language| language.family) == Some(Family::Rust);
    let symbols = unit.facts.iter().flat_map(|facts| &facts.symbols);
    let mut own = symbols.filter(|it| !it.is_test && !it.is_test_only);
    matches!(unit.kind, FileKind::Test | FileKind::Support)
        && is_rust
        && own.any(|it| it.kind != SymbolKind::Class)
}

/// The files of the modules that one of Rust declares, but for tests only.
fn modules_of(units: &[Unit], file: FileId) -> impl Iterator<Item = FileId> {
    let unit = units.get(file.0 as usize);
    let declared = unit.into_iter().flat_map(|unit| {
        let modules = unit.facts.iter().flat_map(|facts| &facts.modules);
        let modules = modules.filter(|(_, _, is_test)| !is_test);
        modules.map(|(name, path, _)| (&*unit.path, &**name, path.as_deref()))
    });
    let paths = declared.flat_map(|(from, name, path)| {
        let folder = folder_of(from);
        let is_root = matches!(name_of(from), "mod.rs" | "lib.rs" | "main.rs");
        let own = from.strip_suffix(".rs").filter(|_| !is_root);
        let below = join(own.unwrap_or(folder), &name.replace('.', "/"));
        match path {
            Some(path) => [join(folder, path), None],
            None => [".rs", "/mod.rs"].map(|ending| Some(format!("{}{ending}", below.as_ref()?))),
        }
    });
    paths.flatten().filter_map(move |path| {
        let at = units.binary_search_by(|unit| (*unit.path).cmp(&path));
        u32::try_from(at.ok()?).ok().map(FileId)
    })
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
