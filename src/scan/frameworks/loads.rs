//! Modules that are loaded while code runs: what stands outside their functions runs then.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, Import, Presence, ReferenceKind, SymbolKind};
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::resolve::Edge;
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const LOADS: Framework = Framework {
    uses,
    barred: nothing,
};

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let files = u32::try_from(index.files()).unwrap_or(u32::MAX);
    (0..files)
        .map(FileId)
        .flat_map(|file| of_file(index, file).into_iter().chain(fetched(index, file)))
        .collect()
}

/// What a call is given the name of is there for whoever makes the call.
fn fetched<'i>(index: &'i Index<'_>, file: FileId) -> impl Iterator<Item = (Node, Call)> + 'i {
    let from = move |within: Option<u32>| match within {
        Some(symbol) => index.node(file, symbol),
        None => index.constants(file),
    };
    let fetches = index.fetches(file);
    fetches.map(move |(within, to, line)| (from(within), call(to, line)))
}

fn of_file(index: &Index<'_>, file: FileId) -> Vec<(Node, Call)> {
    let imports = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.imports);
    let is_load = |presence| matches!(presence, Presence::Dynamic | Presence::Actual);
    let loads: FxHashMap<u32, Option<u32>> = imports
        .iter()
        .filter(|import| {
            // Outside functions a loader is handed over rather than called; tests wait for it. Of
            // a pattern, nobody knows which module is meant.
            is_load(import.presence)
                && (import.within.is_some() || index.is_test_code(file))
                && !import.module.contains('*')
        })
        .map(|import| (import.line, import.within))
        .collect();
    if loads.is_empty() {
        return Vec::new();
    }
    let load = |edge: &Edge| {
        let within = loads.get(&edge.line).filter(|_| is_load(edge.presence))?;
        let call = Call {
            to: index.module(edge.to),
            strength: Strength::Import,
            line: edge.line,
        };
        Some((at(index, file, *within), call))
    };
    let mut found: Vec<_> = index.edges(file).iter().filter_map(load).collect();
    found.extend(lazy_parts(index, file, imports));
    found
}

/// Parts that are loaded when they are drawn: `lazy(() => import("./Chart"))`. A loader that takes
/// no name of the module hands it on, and who asked for it takes the default.
fn lazy_parts(index: &Index<'_>, file: FileId, imports: &[Import]) -> Vec<(Node, Call)> {
    if index.family(file) != Some(Family::EcmaScript) || index.is_test_code(file) {
        return Vec::new();
    }
    let handed_on = imports.iter().filter(|import| {
        import.presence == Presence::Dynamic
            && import.is_handed_on()
            && !import.module.contains('*')
    });
    let loaders: FxHashMap<u32, u32> = handed_on
        .filter_map(|import| Some((import.line, import.within?)))
        .collect();
    let mut found = Vec::new();
    for edge in index.edges(file) {
        let within = loaders.get(&edge.line);
        let Some(within) = within.filter(|_| edge.presence == Presence::Dynamic) else {
            continue;
        };
        if is_only_handed_out(index, file, *within) {
            continue;
        }
        let parts = index.default_of(edge.to).into_iter();
        let from = index.node(file, *within);
        found.extend(parts.map(|part| (from, call(part, edge.line))));
    }
    found
}

/// Whether a part stands as an element only in methods that render nothing themselves: whoever calls
/// them gets the element, and most tests leave it at that.
fn is_only_handed_out(index: &Index<'_>, file: FileId, loader: u32) -> bool {
    let Some(facts) = index.facts(file) else {
        return false;
    };
    let name = facts.symbols.get(loader as usize).map(|it| &it.name);
    let is_method = |within: u32| {
        let around = facts.symbols.get(within as usize);
        around.is_some_and(|it| it.kind == SymbolKind::Method && !it.name.ends_with(".render"))
    };
    let references = facts.references.iter();
    let mut drawn = references
        .filter(|it| it.kind == ReferenceKind::Element && Some(&it.path) == name)
        .map(|it| it.within.is_some_and(is_method))
        .peekable();
    drawn.peek().is_some() && drawn.all(|is_handed_out| is_handed_out)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(fixture: &str, expect: &[&str]) {
        let gaps = gaps(fixture);
        assert_eq!(gaps, expect, "{fixture}");
    }

    #[test]
    fn a_module_that_is_loaded_runs() {
        let main = "//- /main.ts\nimport { go } from './go'\nmount()\nfunction mount() { return go() }\n\
                    //- /go.ts\nexport function go() { return 1 }\nexport function idle() { return 1 }\n";
        let test = |body: &str| {
            format!("{main}//- /main.test.ts\nit('mounts', async () => {{ {body}; expect(1) }})\n")
        };
        check(&test("await import('./main')"), &["go.ts#idle"]);
        check(
            &test("vi.mock('./main')"),
            &["go.ts#go", "go.ts#idle", "main.ts#mount"],
        );
        check(
            "//- /pkg/__init__.py\n//- /pkg/a.py\ndef fill():\n    return 1\nTABLE = fill()\n\
             //- /test_a.py\nimport importlib\ndef test_a():\n    assert importlib.import_module('pkg.a')\n",
            &[],
        );
    }

    #[test]
    fn what_a_function_loads_and_gives_back_is_there_for_who_calls_it() {
        let test = |load: &str, take: &str| {
            format!(
                "//- /use.ts\nexport function useTags() {{ function edit() {{ return 1 }}\n return {{ edit }} }}\nexport function idle() {{ return 2 }}\n\
                 //- /use.test.ts\n{load}\n\
                 it('edits', async () => {{ {take} }})\n"
            )
        };
        for load in [
            "async function load(): Promise<typeof import('./use')> { return import('./use') }",
            "const load = () => import('./use')",
            "const load = async (): Promise<typeof import('./use')> => await import('./use')",
        ] {
            for take in [
                "const { useTags } = await load(); const { edit } = useTags(); edit()",
                "(await load()).useTags().edit()",
                "const all = await load(); all.useTags().edit()",
            ] {
                check(&test(load, take), &["use.ts#idle"]);
            }
        }
        // A module that is passed on by its name may be used as a whole.
        let named = "async function load() { const api = await import('./use'); return api }";
        let take = "const { useTags } = await load(); useTags().edit()";
        check(&test(named, take), &[]);
    }

    #[test]
    fn a_loader_that_nobody_calls_loads_nothing() {
        check(
            "//- /page.ts\nstart()\nfunction start() { return 1 }\n\
             //- /routes.ts\nexport const routes = [{ load: () => import('./page') }]\nexport function find() { return 1 }\n\
             //- /routes.test.ts\nimport { find } from './routes'\nit('finds', () => { expect(find()) })\n",
            &["page.ts#start", "routes.ts#routes.load"],
        );
    }

    #[test]
    fn a_part_that_is_loaded_late_is_drawn_by_who_draws_it() {
        let part = "//- /part.tsx\nimport { go } from './go'\nexport default function Part() { return <b>{go()}</b> }\nexport function Other() { return <i /> }\n\
                    //- /go.ts\nexport function go() { return 1 }\n";
        let page = |page: &str| {
            format!(
                "{part}//- /page.tsx\nconst Part = lazy(() => import('./part'))\nexport function Page() {{ return {page} }}\n\
                 //- /page.test.tsx\nimport {{ Page }} from './page'\nit('draws', () => {{ render(<Page />) }})\n"
            )
        };
        check(&page("<Part />"), &["part.tsx#Other"]);
        check(
            &page("<b />"),
            &[
                "go.ts#go",
                "page.tsx#Part",
                "part.tsx#Part",
                "part.tsx#Other",
            ],
        );
        check(
            &format!(
                "{part}//- /node.tsx\nconst Part = lazy(() => import('./part'))\nexport class Node {{ decorate() {{ return <Part /> }} }}\n\
                 //- /node.test.tsx\nimport {{ Node }} from './node'\nit('decorates', () => {{ expect(new Node().decorate()) }})\n"
            ),
            &["go.ts#go", "part.tsx#Part", "part.tsx#Other"],
        );
        check(
            "//- /Page.vue\n<script setup>\nconst Part = defineAsyncComponent(() => import('./Part.vue'))\n</script>\n<template><Part /></template>\n\
             //- /Part.vue\n<script setup>\nconst n = one()\nfunction one() { return 1 }\n</script>\n<template>{{ n }}</template>\n\
             //- /page.test.ts\nimport Page from './Page.vue'\nit('draws', () => { mount(Page) })\n",
            &[],
        );
    }

    #[test]
    fn what_is_mocked_stays_so_where_it_is_loaded() {
        let test = |mock: &str| {
            format!(
                "//- /store.ts\nexport function use() {{ return 1 }}\n\
                 //- /store.test.ts\nvi.mock('./store', {mock})\n\
                 it('uses', async () => {{ const {{ use }} = await import('./store'); expect(use()) }})\n"
            )
        };
        check(&test("() => ({ use: vi.fn() })"), &["store.ts#use"]);
        check(
            &test("async (original) => ({ ...(await original()), more: 1 })"),
            &[],
        );
    }
}
