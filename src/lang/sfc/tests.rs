//! What is gathered from components.

use crate::model::{FileFacts, Presence, ReferenceKind, SymbolKind};

use super::{SVELTE, VUE};

fn vue(source: &str) -> FileFacts {
    (VUE.extract)(source)
}

fn svelte(source: &str) -> FileFacts {
    (SVELTE.extract)(source)
}

/// `path` of a read, `path()` of a call, `<path>` of an element, within the template.
fn in_template(facts: &FileFacts) -> Vec<String> {
    let template = facts
        .symbols
        .iter()
        .zip(0_u32..)
        .find(|(symbol, _)| symbol.kind == SymbolKind::Template)
        .map(|(_, index)| index);
    let references = facts.references.iter();
    references
        .filter(|it| it.within.is_some() && it.within == template)
        .map(|it| match it.kind {
            ReferenceKind::Call => format!("{}()", it.path),
            ReferenceKind::Element => format!("<{}>", it.path),
            _ => it.path.to_string(),
        })
        .collect()
}

/// What stands in the functions that the template makes.
fn in_parts(facts: &FileFacts) -> Vec<String> {
    let is_part = |within: u32| facts.symbols[within as usize].parent.is_some();
    let references = facts.references.iter();
    references
        .filter_map(|it| {
            let within = it.within.filter(|within| is_part(*within))?;
            Some(format!(
                "{}: {}",
                facts.symbols[within as usize].name, it.path
            ))
        })
        .collect()
}

fn check_vue(template: &str, complexity: u32, expect: &[&str]) {
    let facts = vue(&format!("<template>{template}</template>"));
    assert_eq!(facts.errors, [], "{template}");
    assert_eq!(in_template(&facts), expect, "{template}");
    assert_eq!(facts.symbols[0].complexity, complexity, "{template}");
}

fn check_svelte(source: &str, complexity: u32, expect: &[&str]) {
    let facts = svelte(source);
    assert_eq!(facts.errors, [], "{source}");
    assert_eq!(in_template(&facts), expect, "{source}");
    assert_eq!(facts.symbols[0].complexity, complexity, "{source}");
}

fn symbols(facts: &FileFacts) -> Vec<(&str, u32, u32)> {
    let symbols = facts.symbols.iter();
    symbols
        .map(|it| (it.name.as_ref(), it.start, it.end))
        .collect()
}

#[test]
fn lines_are_those_of_the_whole_file() {
    let facts = vue(
        "<template>\n  <A/>\n</template>\n\n<script setup lang=\"ts\">\nimport A from './A.vue'\n\
         function b(): void {\n  c()\n}\n</script>\n<style>\n.d {}\n</style>\n",
    );
    assert_eq!(symbols(&facts), [("<template>", 1, 3), ("b", 7, 9)]);
    assert_eq!((facts.imports[0].line, facts.references[1].line), (6, 8));
    assert_eq!((facts.lines.total, facts.lines.code), (13, 12));
    assert!(facts.symbols[0].has_logic);
}

#[test]
fn a_script_before_the_template_comes_first() {
    let facts = vue(
        "<script>\nexport default { methods: { a() {} } }\n</script>\n<template><b/></template>",
    );
    assert_eq!(symbols(&facts), [("methods.a", 2, 2), ("<template>", 4, 4)]);
    assert_eq!(facts.exports.len(), 1);
}

#[test]
fn both_scripts_are_one_module() {
    let facts = vue("<script lang=ts>\nexport const a = () => 1\n</script>\n\
                     <script setup lang=ts>\nconst b = () => a()\n</script>");
    assert_eq!(symbols(&facts), [("a", 2, 2), ("b", 5, 5)]);
    assert_eq!(facts.exports.len(), 1);
}

#[test]
fn components_are_elements() {
    check_vue(
        "<OrbitCard/><orbit-card></orbit-card><div/><Foo.Bar/>",
        1,
        &["<OrbitCard>", "<OrbitCard>", "<Foo.Bar>"],
    );
    check_vue(
        "<component :is=\"A\"/><component is=\"B\"/><component :is=\"c ? D : E\"/>",
        2,
        &["<A>", "<B>", "c", "D", "E"],
    );
    let facts = vue("<script setup>import draggable from 'x'</script>\
                     <template><draggable/><main/></template>");
    assert_eq!(in_template(&facts), ["<draggable>"]);
}

#[test]
fn expressions_of_templates_are_read() {
    check_vue("{{ a.b(c) }} {{ d }}", 1, &["a.b()", "c", "d"]);
    check_vue(
        "<p :a=\"b > c\" @d=\"e\" v-on=\"{ f: g() }\" v-model:k=\"l\" :m/>",
        1,
        &["b", "c", "e", "g()", "l", "m"],
    );
    check_vue(
        "<p v-if=\"a && b\"/><p v-else-if=\"c\"/><p v-for=\"(d, e) in f.g\"/>",
        5,
        &["a", "b", "c", "f.g"],
    );
    check_vue(
        "<p #a=\"{ b }\" v-slot:c=\"d\" e=\"f\" :g=\"{ h: 1 }\" :i=\"(\"/><!-- {{ j }} -->",
        1,
        &[],
    );
    check_vue("<p @a=\"b.c\"/>", 1, &["b.c"]);
}

#[test]
fn what_templates_run_on_events_are_functions() {
    let check = |file: FileFacts, names: &[(&str, u32, u32)], uses: &[&str]| {
        assert_eq!(symbols(&file)[1..], *names);
        assert_eq!(in_parts(&file), uses);
        assert_eq!(file.symbols[0].complexity, 1);
    };
    check(
        vue("<template>\n<p @a.stop=\"\n  b(c);\n  d = 1\n\"\n  @a=\"!e && f.b()\"/>\n</template>"),
        &[("@a b", 2, 4), ("@a e", 6, 6)],
        &["@a b: b", "@a b: c", "@a b: d", "@a e: e", "@a e: f.b"],
    );
    check(
        vue(
            "<template>\n<p @a=\"() => b()\" @update:c=\"async (d) => { await b(d) }\"\n:e=\"f => f.g\" @a='b()'/></template>",
        ),
        &[
            ("@a b", 2, 2),
            ("@update:c b", 2, 2),
            (":e g", 3, 3),
            ("@a b~2", 3, 3),
        ],
        &[
            "@a b: b",
            "@update:c b: b",
            "@update:c b: d",
            ":e g: f.g",
            "@a b~2: b",
        ],
    );
    check(
        vue(
            "<template>\n<p\nv-model.trim=\"a.b\" v-model:c=\"d[0]\" @e @f=\"\" @g=\"'x'\"/></template>",
        ),
        &[("v-model b", 3, 3), ("v-model:c d", 3, 3), ("@g x", 3, 3)],
        &[],
    );
    check(
        svelte("<p on:click|once={() => a.b()} c={d} e={f => f()} on:g={h}/>"),
        &[("on:click b", 1, 1), ("e f", 1, 1)],
        &["on:click b: a.b", "e f: f"],
    );
}

#[test]
fn names_used_by_the_template_are_values() {
    let facts = vue("<script setup lang=\"ts\">\n\
                     import { A, B, C, D, vE } from 'x'\n\
                     let a: A, b: B, c: C, d: D, e: typeof vE\n</script>\n\
                     <template><A v-e/><b/>{{ C }}</template>");
    let types: Vec<&str> = facts.imports[0]
        .names
        .iter()
        .filter(|name| name.type_only)
        .map(|name| name.local.as_ref())
        .collect();
    assert_eq!(types, ["D"]);
}

#[test]
fn sources_of_blocks_are_imports() {
    let facts = vue("<template src='./a.html'/>\n<script src=\"./b.ts\"></script><style src='c'/>");
    let found: Vec<(&str, u32, Presence)> = facts
        .imports
        .iter()
        .map(|it| (it.module.as_ref(), it.line, it.presence))
        .collect();
    assert_eq!(
        found,
        [
            ("./a.html", 1, Presence::Runtime),
            ("./b.ts", 2, Presence::Runtime),
        ]
    );
    assert!(!facts.has_logic());
}

#[test]
fn a_template_in_another_language_has_logic() {
    let facts = vue("<template lang=\"pug\">\ndiv(:a='b')\n</template>");
    assert!(facts.symbols[0].has_logic);
    assert_eq!(facts.references, []);
}

#[test]
fn comments_are_not_code() {
    let facts = vue(
        "<!-- a\n b -->\n<template>\n<!-- c -->\n<b/>\n</template>\n\
                     <script>\n// d\n/* e */\n</script>",
    );
    assert_eq!((facts.lines.total, facts.lines.code), (10, 5));
    let facts = vue("<template><b/></template>\n<style>\n/* a\n b */\nc {}\n</style>");
    assert_eq!((facts.lines.total, facts.lines.code), (6, 4));
}

#[test]
fn errors_of_scripts_have_the_lines_of_the_file() {
    let facts = vue("<template><a/></template>\n<script>\nlet = = 1\n</script>");
    assert_eq!(facts.errors[0].line, 3);
    assert_eq!(symbols(&facts), [("<template>", 1, 1)]);
}

#[test]
fn svelte_blocks_and_expressions_are_read() {
    check_svelte(
        "{#if a && b}<C d={e}/>{:else if f}{@html g()}{:else}{h}{/if}",
        4,
        &["a", "b", "<C>", "e", "f", "g()", "h"],
    );
    check_svelte(
        "{#each a.b as { c }, i (c.d)}{c}{/each}{#await e()}{:then f}{/await}",
        3,
        &["a.b", "c", "e()"],
    );
    check_svelte(
        "<p on:click={a} bind:b use:c={d} {...e} {f} g=\"h {i} j\" k:l={m}/>",
        1,
        &["a", "b", "c", "d", "e", "f", "i", "m"],
    );
    check_svelte(
        "<svelte:component this={A}/>{@const b = c()}{#snippet d(e)}{/snippet}",
        1,
        &["<A>", "c()"],
    );
}

#[test]
fn svelte_markup_is_the_template() {
    let facts = svelte(
        "<script context=\"module\">\nexport const a = () => 1\n</script>\n\n\
                        <script lang=\"ts\">\nimport { s } from './s'\nlet b: typeof s = 1\n</script>\n\
                        <h1>{$s}</h1>\n<p/>\n\n<style>p {}</style>\n",
    );
    assert_eq!(symbols(&facts), [("a", 2, 2), ("<template>", 9, 10)]);
    assert_eq!(facts.imports[0].presence, Presence::Runtime);
    assert_eq!(
        symbols(&svelte("<script>\nlet a\n</script>\n<!-- b -->\n")),
        []
    );
}

#[test]
fn hostile_components_are_read() {
    for unit in [
        "<template>",
        "{{",
        "<a ",
        "{",
        "<!--",
        "{#if ",
        "<script>",
        "<a b=\"",
        "`",
        "{`",
    ] {
        for language in [&VUE, &SVELTE] {
            let facts = (language.extract)(&format!("<template>{}", unit.repeat(50_000)));
            assert_eq!(facts.lines.total, 1, "{unit}");
        }
    }
    let deep = format!("<template>{{{{ {} }}}}</template>", "(".repeat(50_000));
    assert_eq!(&*vue(&deep).errors[0].message, "nested too deeply");
}

#[test]
fn strings_of_scripts_and_expressions_are_kept() {
    let found = |facts: &FileFacts| -> Vec<(String, u32)> {
        let texts = facts.texts.iter();
        texts.map(|it| (it.value.to_string(), it.line)).collect()
    };
    let facts = vue(
        "<template><a :to=\"'/here'\"/></template>\n<script setup>\nconst b = `/users/${c}`\n</script>",
    );
    assert_eq!(
        found(&facts),
        [("/here".to_owned(), 1), ("/users/{}".to_owned(), 3)]
    );
    let facts = svelte("<script>\nlet a = '/there'\n</script>\n{f('--flag')}");
    assert_eq!(
        found(&facts),
        [("/there".to_owned(), 2), ("--flag".to_owned(), 4)]
    );
}
