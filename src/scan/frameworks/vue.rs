//! Components of Vue that are an object of options, `export default { data() { … } }`: Vue calls
//! what stands in it when the component is drawn, and its methods and computed values go by the names
//! that template and functions use.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, ReferenceKind, Symbol, SymbolKind};
use crate::scan::calls::{Call, Index, Node, Strength, makes_component};
use crate::scan::walk::Tree;

use super::{Framework, at, nothing};

pub(super) const VUE: Framework = Framework {
    uses,
    barred: nothing,
};

/// Options that are called for every component that is drawn.
const DRAWN: [&str; 8] = [
    "data",
    "setup",
    "provide",
    "beforeCreate",
    "created",
    "beforeMount",
    "mounted",
    "render",
];

/// Options that are called when something happens to it; with those that hold functions which are.
const LATER: [&str; 9] = [
    "watch",
    "props",
    "beforeUpdate",
    "updated",
    "activated",
    "beforeUnmount",
    "unmounted",
    "beforeDestroy",
    "destroyed",
];

/// Options that hold functions which go by their names.
const NAMED: [&str; 2] = ["computed", "methods"];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    let mut components = FxHashMap::default();
    for (file, path) in index.files_of(Family::EcmaScript) {
        let is_component = |facts: &&FileFacts| path.ends_with(".vue") || makes_component(facts);
        if let Some(facts) = index.facts(file).filter(is_component) {
            let named = of_component(index, file, facts, &mut found);
            if !named.is_empty() {
                components.insert(file, named);
            }
        }
    }
    if !components.is_empty() {
        for test in index.test_files() {
            by_tests(index, test, &components, &mut found);
        }
    }
    found
}

/// Functions of components by the names that they go by.
pub(super) type Named<'a> = FxHashMap<&'a str, Vec<Node>>;

/// What the functions of a mounted component are members of.
const OF_MOUNTED: [&str; 3] = ["setupState.", "exposed.", "vm."];

/// What a test uses of a component that it imports: `wrapper.vm.save()`.
fn by_tests(
    index: &Index<'_>,
    test: FileId,
    components: &FxHashMap<FileId, Named<'_>>,
    found: &mut Vec<(Node, Call)>,
) {
    let imported = index.edges(test).iter();
    let imported: Vec<&Named<'_>> = imported
        .filter_map(|edge| components.get(&edge.to))
        .collect();
    let facts = index.facts(test).filter(|_| !imported.is_empty());
    for reference in facts.into_iter().flat_map(|facts| &facts.references) {
        let mut parts = OF_MOUNTED.iter();
        let name = parts.find_map(|of| Some(reference.path.rsplit_once(of)?.1));
        let Some(name) = name else { continue };
        let own = imported.iter().filter_map(|named| named.get(name));
        let from = at(index, test, reference.within);
        found.extend(own.flatten().map(|to| (from, used(*to, reference.line))));
    }
}

fn used(to: Node, line: u32) -> Call {
    let strength = Strength::Use;
    Call { to, strength, line }
}

/// What a component uses of itself; the functions that go by names.
fn of_component<'a>(
    index: &Index<'_>,
    file: FileId,
    facts: &'a FileFacts,
    found: &mut Vec<(Node, Call)>,
) -> Named<'a> {
    let template = index.definition(file, "<template>");
    let drawn = template.unwrap_or_else(|| match makes_component(facts) {
        // Its file is loaded without it being drawn.
        true => index.constants(file),
        false => index.module(file),
    });
    let owner = owner(facts);
    let mut named = named_options(index, file, facts);
    for (symbol_at, symbol) in (0_u32..).zip(&facts.symbols) {
        let Some((option, _)) = option_of(symbol, owner) else {
            continue;
        };
        let to = index.node(file, symbol_at);
        let strength = match option {
            option if DRAWN.contains(&option) => Strength::Call,
            option if LATER.contains(&option) => Strength::Use,
            _ => continue,
        };
        let line = symbol.start;
        found.push((drawn, Call { to, strength, line }));
    }
    let has_setup = template.is_some() && named.is_empty();
    if has_setup {
        // What a script sets up is there for tests by its name, as methods are.
        let own = (0_u32..).zip(&facts.symbols);
        let own = own.filter(|(_, it)| it.parent.is_none() && it.kind == SymbolKind::Function);
        for (at, symbol) in own {
            let nodes = named.entry(&symbol.name).or_default();
            nodes.push(index.node(file, at));
        }
        return named;
    }
    let uses = facts.references.iter();
    // Which tests set handlers off, the rule for events tells.
    for reference in uses.filter(|it| it.kind != ReferenceKind::Handler) {
        let from = at(index, file, reference.within);
        let is_drawn = is_of_template(facts, reference.within);
        let name = match reference.path.strip_prefix("this.") {
            Some(rest) => rest,
            None if is_drawn => &*reference.path,
            None => continue,
        };
        let name = name.split('.').next().unwrap_or_default();
        for to in named.get(name).into_iter().flatten() {
            found.push((from, used(*to, reference.line)));
        }
    }
    named
}

/// What the object of options is called in its file.
fn owner(facts: &FileFacts) -> &str {
    let mut exports = facts.exports.iter();
    let default = exports.find(|export| &*export.name == "default");
    default.map_or("default", |export| &*export.local)
}

/// The functions of a component that is an object of options, by the names that they go by.
pub(super) fn named_options<'a>(
    index: &Index<'_>,
    file: FileId,
    facts: &'a FileFacts,
) -> Named<'a> {
    let owner = owner(facts);
    let mut named = Named::default();
    for (at, symbol) in (0_u32..).zip(&facts.symbols) {
        if let Some((option, name)) = option_of(symbol, owner)
            && NAMED.contains(&option)
        {
            named.entry(name).or_default().push(index.node(file, at));
        }
    }
    named
}

/// Whether something stands in the template, or in a function that the template makes.
fn is_of_template(facts: &FileFacts, within: Option<u32>) -> bool {
    let get = |at: u32| facts.symbols.get(at as usize);
    let is_template = |symbol: &Symbol| symbol.kind == SymbolKind::Template;
    let symbol = within.and_then(get);
    symbol.is_some_and(|symbol| {
        is_template(symbol) || symbol.parent.and_then(get).is_some_and(is_template)
    })
}

/// The option that a function is, or that holds it, and its name there; `owner` is what the object of
/// options is called in its file.
fn option_of<'a>(symbol: &'a Symbol, owner: &str) -> Option<(&'a str, &'a str)> {
    let is_own = symbol.parent.is_none() && symbol.kind == SymbolKind::Function;
    let name = Some(&*symbol.name).filter(|_| is_own)?;
    let inside = || name.strip_prefix(owner)?.strip_prefix('.');
    let mut parts = inside().unwrap_or(name).split('.');
    Some((parts.next()?, parts.next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::{gaps, symbol_statuses};

    fn check(open: &str, close: &str, expect: &[&str]) {
        let gaps = gaps(&format!(
            "//- /package.json\n{{}}\n//- /go.js\nexport function go(x) {{ return one(x) }}\n\
             //- /P.vue\n<template><div @click=\"load\">{{{{ d }}}}</div></template>\n<script>\nimport {{ go }} from './go'\nexport default {open}\n  data() {{ return {{ x: 1 }} }},\n\
             computed: {{ d() {{ return this.e }}, e: {{ get() {{ return one() }}, set(v) {{ this.x = v }} }}, f() {{ return 1 }} }},\n\
             watch: {{ a() {{ return one() }} }},\n  mounted() {{ this.start() }},\n\
             methods: {{ load() {{ return one() }}, start() {{ return go(1) }}, save() {{ return one() }}, idle() {{ return one() }} }},\n{close}\n</script>\n\
             //- /P.test.js\nimport {{ mount }} from '@vue/test-utils'\nimport P from './P.vue'\nit('x', () => {{ const w = mount(P); w.vm.save(); w.find('div').trigger('click') }})\n"
        ));
        assert_eq!(gaps, expect);
    }

    #[test]
    fn options_of_a_component_run_where_it_is_drawn() {
        let gaps = ["P.vue#computed.f", "P.vue#methods.idle"];
        check("{", "}", &gaps);
        check("defineComponent({", "})", &gaps);
    }

    #[test]
    fn a_component_without_a_template_is_its_options_where_it_is_drawn() {
        let check = |use_of_it: &str, expect: &[&str]| {
            let gaps = gaps(&format!(
                "//- /P.ts\nimport {{ go }} from './go'\nexport default defineComponent({{\n\
                 setup() {{ const a = () => go()\n return {{ a }} }},\n render() {{ return this.save() }},\n\
                 methods: {{ save() {{ return 1 }}, idle() {{ return 2 }} }} }})\n\
                 //- /go.ts\nexport function go() {{ return 1 }}\n\
                 //- /P.test.ts\nimport P from './P'\nit('draws', () => {{ {use_of_it} }})\n"
            ));
            assert_eq!(gaps, expect);
        };
        check("mount(P)", &["P.ts#methods.idle"]);
    }

    #[test]
    fn what_a_template_runs_on_events_takes_a_test_that_acts() {
        let check = |act: &str, expect: &[&str]| {
            let gaps = gaps(&format!(
                "//- /P.vue\n<template><b @click=\"x && load()\"/><input v-model=\"y\"/><c :d=\"() => e()\" /></template>\n\
                 <script>\nexport default {{ methods: {{ load() {{ return 1 }}, e() {{ return 2 }} }} }}\n</script>\n\
                 //- /P.test.ts\nimport P from './P.vue'\nit('draws', () => {{ const w = mount(P); {act} }})\n"
            ));
            assert_eq!(gaps, expect, "{act}");
        };
        check("w.find('b').trigger('click')", &["P.vue#v-model y"]);
        check(
            "w.find('input').setValue(1)",
            &["P.vue#@click x", "P.vue#methods.load"],
        );
        check(
            "expect(w)",
            &["P.vue#@click x", "P.vue#v-model y", "P.vue#methods.load"],
        );
    }

    #[test]
    fn tests_call_functions_of_what_they_mounted() {
        for call in [
            "w.vm.save()",
            "(w.vm as any).save()",
            "const { setupState } = (w.vm as any).$; setupState.save()",
            "w.vm.$.exposed.save()",
        ] {
            let gaps = gaps(&format!(
                "//- /P.vue\n<script setup>\nfunction save() {{ return 1 }}\nfunction idle() {{ return 2 }}\n</script>\n<template><b @click=\"save\"/></template>\n\
                 //- /P.test.ts\nimport P from './P.vue'\nit('x', () => {{ const w = mount(P); {call} }})\n"
            ));
            assert_eq!(gaps, ["P.vue#idle"], "{call}");
        }
    }

    #[test]
    fn options_that_have_a_name_are_those_of_what_is_drawn() {
        let found = symbol_statuses(
            "//- /P.vue\n<script>\nconst P = Vue.extend({ mounted() { return this.load() },\nmethods: { load() { return 1 } } })\n\
             export default P\n</script>\n<template><Part /></template>\n\
             //- /P.test.ts\nimport P from './P.vue'\nit('draws', () => { mount(P) })\n",
        );
        let gaps = found.iter().filter(|line| line.ends_with(" unreached"));
        assert_eq!(gaps.count(), 0, "{found:?}");
    }
}
