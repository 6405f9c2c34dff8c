//! Tests that import files of the tree which are gone.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{Evidence, FileId, FileKind, Import, Package, Presence};
use crate::scan::extract::Unit;
use crate::scan::paths::{ancestors, folder_of, join, name_of};
use crate::scan::resolve::Graph;

/// Endings of files that are code.
const CODE: [&str; 10] = [
    "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte",
];

/// Fills in the imports of each package's tests that lead nowhere.
pub(super) fn orphans(packages: &mut [Package], units: &[Unit], graph: &Graph) {
    let known = Known::new(units);
    for package in packages.iter_mut() {
        let mut found = Vec::new();
        for id in &package.files {
            let Some(unit) = units.get(id.0 as usize) else {
                continue;
            };
            if unit.kind == FileKind::Test {
                found.extend(lost(*id, unit, graph, &known));
            }
        }
        package.orphans = found;
    }
}

struct Known<'a> {
    folders: FxHashSet<&'a str>,
    /// Paths of code without ending.
    stems: FxHashSet<&'a str>,
    /// Names of top-level folders and files of Python that are unique enough to be packages.
    packages: FxHashSet<&'a str>,
}

impl<'a> Known<'a> {
    fn new(units: &'a [Unit]) -> Self {
        let mut known = Self {
            folders: FxHashSet::default(),
            stems: FxHashSet::default(),
            packages: FxHashSet::default(),
        };
        for unit in units {
            known.folders.extend(ancestors(folder_of(&unit.path)));
            let stem = unit
                .path
                .rsplit_once('.')
                .map_or(&*unit.path, |(stem, _)| stem);
            known.stems.insert(stem);
            if let Some(folder) = unit.path.strip_suffix("/__init__.py") {
                known.packages.insert(folder);
            }
        }
        known
    }
}

/// The import by which a test reached its subject, where none of the files it names are left.
fn lost(id: FileId, unit: &Unit, graph: &Graph, known: &Known<'_>) -> Option<Evidence> {
    let facts = unit.facts.as_deref()?;
    let family = unit.language.map(|language| language.family)?;
    let led: FxHashSet<u32> = graph
        .edges
        .get(id.0 as usize)?
        .iter()
        .map(|edge| edge.line)
        .collect();
    let folder = folder_of(&unit.path);
    facts
        .imports
        .iter()
        .filter(|import| import.presence == Presence::Runtime && import.within.is_none())
        .filter(|import| !led.contains(&import.line))
        .find(|import| match family {
            Family::EcmaScript => is_lost_script(import, folder, known),
            Family::Python => is_lost_module(import, folder, known),
            Family::Go | Family::Rust => false,
        })
        .map(|import| Evidence {
            path: unit.path.clone(),
            line: Some(import.line),
            fact: format!("imports `{}`, which is not there", import.module).into(),
        })
}

/// A relative import of code of which no file with that stem is left.
fn is_lost_script(import: &Import, folder: &str, known: &Known<'_>) -> bool {
    let module = import.module.split(['?', '#']).next().unwrap_or_default();
    if !module.starts_with("./") && !module.starts_with("../") {
        return false;
    }
    let Some(path) = join(folder, module) else {
        return false;
    };
    let name = name_of(&path);
    let (stem, is_code) = match name.rsplit_once('.') {
        Some((_, ending)) if CODE.contains(&ending) => (
            path.strip_suffix(ending)
                .map_or("", |stem| stem.trim_end_matches('.')),
            true,
        ),
        // `./x.generated` and `./x.css`: only the latter is another kind of file.
        Some((_, ending)) => (&*path, ending.len() > 4),
        None => (&*path, true),
    };
    let is_built = path.split('/').any(|part| {
        matches!(
            part,
            "dist" | "build" | "lib" | "out" | "generated" | "node_modules" | "pkg"
        )
    });
    is_code && !is_built && !known.stems.contains(stem) && !known.folders.contains(&*path)
}

/// A module below a package of the tree that no longer has it.
fn is_lost_module(import: &Import, folder: &str, known: &Known<'_>) -> bool {
    let module = &*import.module;
    if module.starts_with('.') || !module.contains('.') {
        return false;
    }
    let path = module.replace('.', "/");
    let (top, _) = path.split_once('/').unwrap_or((&path, ""));
    // The package is found at or above the test, or below a `src` there.
    let bases = ancestors(folder).flat_map(|at| [at.to_owned(), prefixed(at, "src")]);
    let mut roots = bases.map(|base| (prefixed(&base, top), prefixed(&base, &path)));
    let Some((_, whole)) = roots.find(|(root, _)| known.packages.contains(root.as_str())) else {
        return false;
    };
    let parent = folder_of(&whole);
    // The last part may be a name in the module above, or a compiled module.
    !known.stems.contains(whole.as_str())
        && !known.folders.contains(whole.as_str())
        && !known.stems.contains(parent)
        && (known.packages.contains(parent) || !known.folders.contains(parent))
        && !module.contains("_pb2")
        && !module.ends_with("version")
}

fn prefixed(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
