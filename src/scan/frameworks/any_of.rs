//! Modules of a folder of which code loads any, by a name that it puts together or by a pattern:
//! `` import(`./pages/${name}.ts`) ``, `require(path.join(__dirname, file))`, `import.meta.glob`.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Import, Presence, Reference, SymbolKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::resolve::Edge;
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const ANY_OF: Framework = Framework {
    uses,
    barred: nothing,
};

/// Most modules that one file is taken to load.
const MOST_MODULES: usize = 512;

/// Most definitions that use what is loaded outside of all.
const MOST_READERS: usize = 16;

/// Most exports of one module that are taken to be used.
const MOST_PARTS: usize = 32;

/// Calls that load what a pattern matches, into a table.
const TABLES: [&str; 3] = [
    "import.meta.glob",
    "import.meta.globEager",
    "require.context",
];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::EcmaScript) {
        if let Some(facts) = index.facts(file) {
            of_file(index, file, facts, &mut found);
        }
    }
    found
}

fn of_file(index: &Index<'_>, file: FileId, facts: &FileFacts, found: &mut Vec<(Node, Call)>) {
    let loads: FxHashMap<u32, Option<u32>> = facts
        .imports
        .iter()
        .filter(|import| is_of_many(import) && !is_handed_out(facts, import))
        .map(|import| (import.line, import.within))
        .collect();
    if loads.is_empty() {
        return;
    }
    let words: FxHashSet<&str> = facts.references.iter().map(Reference::last).collect();
    let readers = readers(index, file, facts);
    let is_any = |edge: &&Edge| edge.local.is_none() && edge.name.is_none();
    let edges = index.edges(file).iter().filter(is_any);
    let edges = edges.filter_map(|edge| Some((edge, *loads.get(&edge.line)?)));
    for (edge, within) in edges.take(MOST_MODULES) {
        let users: Vec<(Node, u32)> = match within {
            Some(_) => vec![(at(index, file, within), edge.line)],
            None if index.is_test_code(file) => vec![(index.module(file), edge.line)],
            None => {
                let own = [(index.constants(file), edge.line)];
                own.into_iter().chain(readers.iter().copied()).collect()
            }
        };
        let parts = parts(index, edge.to, &words);
        for (from, line) in users {
            found.push((from, call(index.module(edge.to), line)));
            found.extend(parts.iter().map(|part| (from, call(*part, line))));
        }
    }
}

fn is_of_many(import: &Import) -> bool {
    let is_load = matches!(import.presence, Presence::Dynamic | Presence::Runtime);
    is_load && import.module.contains('*')
}

/// Whether a loader is made for somebody else: `const view = (name) => () => import(…)`.
fn is_handed_out(facts: &FileFacts, import: &Import) -> bool {
    let symbol = import.within.and_then(|at| facts.symbols.get(at as usize));
    symbol.is_some_and(|it| {
        it.kind == SymbolKind::Function && it.parent.is_some() && it.last().starts_with('<')
    })
}

/// What names the tables of modules that a file loads outside of all functions, with the first line
/// in which it does.
fn readers(index: &Index<'_>, file: FileId, facts: &FileFacts) -> Vec<(Node, u32)> {
    let bindings = facts.bindings.iter();
    let tables = bindings.filter(|it| it.within.is_none() && TABLES.contains(&&*it.source));
    let tables: FxHashSet<&str> = tables.map(|binding| &*binding.name).collect();
    let mut lines: BTreeMap<u32, u32> = BTreeMap::new();
    for reference in &facts.references {
        let head = reference.path.split('.').next().unwrap_or_default();
        if let Some(within) = reference.within.filter(|_| tables.contains(head)) {
            lines.entry(within).or_insert(reference.line);
        }
    }
    let readers = lines.into_iter().take(MOST_READERS);
    readers
        .map(|(symbol, line)| (index.node(file, symbol), line))
        .collect()
}

/// What a file uses of a module that it loads: the default and what it names, or else all.
fn parts(index: &Index<'_>, module: FileId, words: &FxHashSet<&str>) -> Vec<Node> {
    let exports = index
        .facts(module)
        .map_or(&[] as &[_], |facts| &facts.exports);
    let is_wanted = |name: &str| name == "default" || words.contains(name);
    let has_wanted = exports.iter().any(|export| is_wanted(&export.name));
    let mut found: Vec<Node> = exports
        .iter()
        .filter(|export| !export.type_only && (!has_wanted || is_wanted(&export.name)))
        .filter_map(|export| index.definition(module, &export.local))
        .collect();
    if has_wanted {
        found.extend(index.default_of(module));
    }
    found.truncate(MOST_PARTS);
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What is not reached of a folder of modules where code does as given.
    fn check(loader: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /package.json\n{{}}\n//- /src/load.js\n{loader}\n\
             //- /src/pages/one.js\nexport default function one() {{ return 1 }}\nexport function idle() {{ return 2 }}\n\
             //- /src/pages/deep/index.js\nexport const run = () => 1\n\
             //- /src/load.test.js\nimport {{ load }} from './load'\nit('loads', () => {{ load('one') }})\n"
        ));
        assert_eq!(found, expect, "{loader}");
    }

    const DEEP: &str = "src/pages/deep/index.js#run";
    const IDLE: &str = "src/pages/one.js#idle";
    const ONE: &str = "src/pages/one.js#one";

    #[test]
    fn modules_that_are_named_when_code_runs_are_used() {
        for loader in [
            "export const load = async (name) => (await import(`./pages/${name}`)).run()",
            "export function load(name) { return require('./pages/' + name).run() }",
            "export function load(name) { return require(path.join(__dirname, 'pages', name)).run() }",
            "const dir = path.join(__dirname, 'pages')\nexport function load(name) { return require(path.join(dir, name)).run() }",
            "export function load(name) { return require(path.resolve(__dirname, './pages/' + name)).run() }",
            "export async function load(name) { const at = `./pages/${name}`; return (await import(at)).run() }",
            "export async function load(name) { return (await import(new URL('./pages/' + name, import.meta.url).href)).run() }",
        ] {
            check(loader, &[IDLE]);
        }
        check(
            "export const load = (name) => import(`./pages/${name}.js`)",
            &[DEEP, IDLE],
        );
        check(
            "export function load(name) { return import(name) }",
            &[DEEP, ONE, IDLE],
        );
        check(
            "export function load() { return 1 }\nexport const all = (name) => import(`./pages/${name}`)",
            &["src/load.js#all", DEEP, ONE, IDLE],
        );
    }

    #[test]
    fn tables_of_modules_are_used_by_who_names_them() {
        for table in [
            "import.meta.glob('./pages/**/*.js')",
            "import.meta.glob(['/src/pages/**/*.js'], { eager: true })",
            "require.context('./pages', true, /js$/)",
        ] {
            check(
                &format!("const all = {table}\nexport function load() {{ return all }}"),
                &[IDLE],
            );
            check(
                &format!("const all = {table}\nexport function load() {{ return 1 }}"),
                &[DEEP, ONE, IDLE],
            );
        }
        check(
            "const all = require.context('./pages', false)\nexport function load() { return all }",
            &[DEEP, IDLE],
        );
    }

    #[test]
    fn a_loader_that_is_made_for_others_loads_nothing() {
        check(
            "export function load(name) { return () => import(`./pages/${name}`) }",
            &[DEEP, ONE, IDLE],
        );
    }
}
