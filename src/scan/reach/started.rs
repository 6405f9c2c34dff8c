//! What runs although nothing imports it: a person, a runner or a framework starts it.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Finding};
use crate::scan::calls::Index;
use crate::scan::extract::Unit;
use crate::scan::frameworks::plugin_files;
use crate::scan::paths::{ancestors, ends_with_parts, folder_of, is_below, name_of};
use crate::scan::setup::{is_ci_file, is_settings};
use crate::scan::walk::Tree;

use super::Reach;

/// Names of files that something outside of the imports starts.
const STEMS: [&str; 14] = [
    "main", "__main__", "app", "server", "manage", "run", "wsgi", "asgi", "cli", "index", "worker",
    "setup", "__init__", "mod",
];

/// Folders beside a manifest whose files a framework, a tool or a person finds by their place.
const FOLDERS: [&str; 11] = [
    "pages", "routes", "app", "scripts", "bin", "cmd", "commands", "plugins", "public", "static",
    "tools",
];

/// Whether something other than an import may start the file, by its name, place or content. Go
/// and Rust build all files of a package, so that none is dead by imports alone.
pub(super) fn is_started(index: &Index<'_>, file: FileId, unit: &Unit) -> bool {
    let family = unit.language.map(|language| language.family);
    if matches!(family, Some(Family::Go | Family::Rust) | None) {
        return true;
    }
    let name = name_of(&unit.path);
    let stem = name.split('.').next().unwrap_or_default();
    let mut asked = index.references_to(file, &["__name__"]);
    asked.any(|asked| asked.within.is_none() && &*asked.path == "__name__")
        || is_classic_script(unit, name)
        || STEMS.contains(&stem)
        || name.contains("worker")
        || name.starts_with('+')
}

/// Whether a file lies where something finds it by its place: in one of [`FOLDERS`] beside a
/// manifest (or in its `src`), or among Django's commands.
fn is_found_by_place(path: &str, roots: &FxHashSet<&str>) -> bool {
    let is_root = |folder: &str| {
        roots.contains(folder) || name_of(folder) == "src" && roots.contains(folder_of(folder))
    };
    ancestors(folder_of(path)).any(|folder| {
        let above = folder_of(folder);
        let is_command = name_of(folder) == "commands" && name_of(above) == "management";
        is_command || FOLDERS.contains(&name_of(folder)) && is_root(above)
    })
}

/// Folders of the manifests of packages, and the root.
fn roots(tree: &Tree) -> FxHashSet<&str> {
    const MANIFESTS: [&str; 8] = [
        "package.json",
        "deno.json",
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "requirements.txt",
        "Pipfile",
        "manage.py",
    ];
    let manifests = tree.manifests.keys();
    let manifests = manifests.filter(|path| MANIFESTS.contains(&name_of(path)));
    manifests.map(|path| folder_of(path)).chain([""]).collect()
}

/// Whether a file is a script for pages, which load it by an element: it neither imports nor
/// exports anything.
fn is_classic_script(unit: &Unit, name: &str) -> bool {
    let facts = unit.facts.as_ref();
    let is_alone = facts.is_some_and(|facts| facts.imports.is_empty() && facts.exports.is_empty());
    name.ends_with(".js") && is_alone
}

/// Takes back what was said of files that may be dead where a script, a manifest or a step of CI
/// names them, a loader finds them in a folder of plugins, or a site of Markdown may use them.
pub(super) fn spare_started(tree: &Tree, index: &Index<'_>, units: &[Unit], found: &mut [Reach]) {
    let doubtful: Vec<(FileId, &Unit)> = (0..)
        .map(FileId)
        .zip(units.iter().zip(&*found))
        .filter(|(_, (_, reach))| reach.findings.contains(&Finding::PossiblyDead))
        .map(|(file, (unit, _))| (file, unit))
        .collect();
    if doubtful.is_empty() {
        return;
    }
    let (named, plugins) = rayon::join(
        || named_in_text(tree, units, &doubtful),
        || plugin_files(index),
    );
    let roots = roots(tree);
    for (file, unit) in doubtful {
        let is_spared = named.contains(&file)
            || plugins.contains(&file)
            || is_found_by_place(&unit.path, &roots)
            || is_of_site(&unit.path, tree);
        if is_spared && let Some(reach) = found.get_mut(file.0 as usize) {
            let findings = &mut reach.findings;
            findings.retain(|finding| *finding != Finding::PossiblyDead);
        }
    }
}

/// Files that a script, a manifest, a step of CI or a string in code names, of those asked for.
fn named_in_text(tree: &Tree, units: &[Unit], asked: &[(FileId, &Unit)]) -> FxHashSet<FileId> {
    let mut by_stem: FxHashMap<&str, Vec<(FileId, &str)>> = FxHashMap::default();
    for (file, unit) in asked {
        let files = by_stem.entry(stem_of(&unit.path)).or_default();
        files.push((*file, &unit.path));
    }
    let asked = |word: &str| by_stem.get(stem_of(word)).into_iter().flatten();
    let in_scripts = tree.manifests.par_iter().flat_map_iter(|(path, script)| {
        let text = if is_script(path) { &*script.text } else { "" };
        let is_manifest = name_of(path) == "package.json";
        let folder = if is_ci_file(path) {
            ""
        } else {
            folder_of(path)
        };
        words(text).flat_map(move |word| {
            let named = asked(word).filter(move |(_, path)| {
                is_named(path, word, folder) || is_manifest && is_below(path, folder)
            });
            named.map(|(file, _)| *file)
        })
    });
    let in_code = units.par_iter().flat_map_iter(|unit| {
        let words = unit.facts.iter().flat_map(|facts| strings(facts));
        words.flat_map(move |word| {
            let named = asked(word).filter(move |(_, path)| {
                *path != &*unit.path && is_named(path, word, folder_of(&unit.path))
            });
            named.map(|(file, _)| *file)
        })
    });
    in_scripts.chain(in_code).collect()
}

/// Strings of a file that may be paths: `include_str!("../page.js")`.
fn strings(facts: &FileFacts) -> impl Iterator<Item = &str> {
    let given = facts.references.iter().filter_map(|it| it.text.as_deref());
    let all = given.chain(facts.texts.iter().map(|text| &*text.value));
    all.filter(|text| text.contains('.'))
}

/// Whether a file says what is started. What a package exports it may name as built.
fn is_script(path: &str) -> bool {
    is_settings(path) || starts_programs(path) || name_of(path) == "package.json"
}

/// Whether a file of settings says what programs start: containers, their composition, process
/// managers, actions. The walk reads these, too.
pub(in crate::scan) fn starts_programs(path: &str) -> bool {
    let name = name_of(path).to_ascii_lowercase();
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    name.starts_with("dockerfile")
        || name.ends_with(".dockerfile")
        || name == "procfile"
        || is_yaml && (name.starts_with("docker-compose") || name.starts_with("compose."))
        || is_yaml && name.starts_with("action.")
}

/// Whether a file belongs to a site of Docusaurus or VitePress, whose pages are Markdown that uses
/// components, and whose theme is replaced file by file.
fn is_of_site(path: &str, tree: &Tree) -> bool {
    ancestors(folder_of(path)).any(|site| {
        let site = if site.is_empty() {
            String::new()
        } else {
            format!("{site}/")
        };
        ["docusaurus.config.", ".vitepress/config."]
            .iter()
            .any(|start| {
                let start = format!("{site}{start}");
                let at = tree.entries.partition_point(|entry| *entry.path < *start);
                let next = tree.entries.get(at);
                next.is_some_and(|entry| entry.path.starts_with(&start))
            })
    })
}

/// The name up to its first dot.
fn stem_of(path: &str) -> &str {
    let name = name_of(path);
    name.split('.').next().unwrap_or(name)
}

/// Words of a script that may be paths, without a folder that a variable holds.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && !"_-./@+$".contains(letter))
        .filter_map(|word| match word.strip_prefix('$') {
            Some(put_in) => put_in.find('/').and_then(|at| put_in.get(at..)),
            None => Some(word),
        })
        .filter(|word| word.contains('.'))
}

/// Whether a word of a script may mean a file: by its path from somewhere, since scripts change
/// folders and put folders in; a bare name only below the script's folder.
fn is_named(path: &str, word: &str, folder: &str) -> bool {
    let end = word.trim_start_matches(['.', '/']);
    ends_with_parts(path, end) && (is_below(path, folder) || end.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, word: &str, folder: &str, expect: bool) {
        assert_eq!(is_named(path, word, folder), expect, "{path} {word}");
    }

    #[test]
    fn scripts_name_files_from_where_they_are() {
        check("wasm/inject.py", "inject.py", "wasm", true);
        check("wasm/inject.py", "./inject.py", "wasm", true);
        check("wasm/tools/inject.py", "/inject.py", "wasm", true);
        check("wasm/inject.py", "wasm/inject.py", "ci", true);
        check("wasm/inject.py", "../wasm/inject.py", "ci", true);
        check("wasm/inject.py", "inject.py", "ci", false);
        check("wasmer/inject.py", "inject.py", "wasm", false);
        check("wasm/reinject.py", "inject.py", "wasm", false);
    }

    #[test]
    fn folders_are_found_by_their_place_only() {
        let roots = FxHashSet::from_iter(["", "web"]);
        for (path, expect) in [
            ("scripts/a.py", true),
            ("web/src/pages/x/a.ts", true),
            ("web/app/a.ts", true),
            ("src/routes/a.ts", true),
            ("pkg/app/a.py", false),
            ("web/lib/pages/a.ts", false),
            ("web/my/src/pages/a.ts", false),
            ("websrc/pages/a.ts", false),
            ("pkg/management/commands/a.py", true),
            ("pkg/commands/a.py", false),
            ("a.py", false),
        ] {
            assert_eq!(is_found_by_place(path, &roots), expect, "{path}");
        }
    }

    #[test]
    fn words_are_what_may_be_a_path() {
        let script = "python \"$HERE/job.py\" --in=a.txt && node -e 'x' ./b.mjs;";
        let found: Vec<&str> = words(script).collect();
        assert_eq!(found, ["/job.py", "a.txt", "./b.mjs"]);
    }
}
