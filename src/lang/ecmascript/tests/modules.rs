//! Imports and exports.

use crate::model::{FileFacts, Presence};

use super::{js, ts};

/// `presence module name>local… as alias`; `!` after names that are types.
fn imports(facts: &FileFacts) -> Vec<String> {
    let imports = facts.imports.iter();
    imports
        .map(|it| {
            let presence = match it.presence {
                Presence::Runtime => "run",
                Presence::TypeOnly => "type",
                Presence::Dynamic => "dynamic",
                Presence::Actual => "actual",
                Presence::Mocked => "mock",
            };
            let mut text = format!("{presence} {}", it.module);
            for name in &it.names {
                let mark = if name.type_only { "!" } else { "" };
                text.push_str(&format!(" {}>{}{mark}", name.name, name.local));
            }
            if let Some(alias) = &it.alias {
                text.push_str(&format!(" as {alias}"));
            }
            text
        })
        .collect()
}

fn check_imports(source: &str, expect: &[&str]) {
    let facts = ts(source);
    assert_eq!(facts.errors, [], "{source}");
    assert_eq!(imports(&facts), expect, "{source}");
}

fn check_exports(source: &str, expect: &[&str]) {
    let facts = ts(source);
    let found: Vec<String> = facts
        .exports
        .iter()
        .map(|it| {
            let from = it
                .from
                .as_deref()
                .map_or(String::new(), |from| format!(" from {from}"));
            let mark = if it.type_only { "!" } else { "" };
            format!("{}={}{mark}{from}", it.name, it.local)
        })
        .collect();
    assert_eq!(found, expect, "{source}");
}

#[test]
fn import_statements_are_read() {
    check_imports(
        "import a, { b as c, type D } from './x'; a(); c()",
        &["run ./x default>a b>c D>D!"],
    );
    check_imports(
        "import * as a from 'x'; import 'y'; import type { B } from 'z'",
        &["run x as a", "run y", "type z B>B!"],
    );
    check_imports(
        "export { a as b } from 'x'; export * from 'y'; export * as c from 'z'",
        &["run x a>b", "run y *>*", "run z *>c"],
    );
    check_imports(
        "export type { A } from 'x'; export type * from 'y'",
        &["type x A>A!", "type y *>*!"],
    );
}

#[test]
fn calls_that_load_are_imports() {
    check_imports(
        "const { a, b: c } = require('x'), d = require('y'), e = require('z').f",
        &["run x a>a b>c", "run y as d", "run z f>e"],
    );
    check_imports("require('x'); require(y)", &["run x"]);
    check_imports(
        "async () => { const { a } = await import('x'); lazy(() => import('./y')) }",
        &["dynamic x a>a", "dynamic ./y as module@58"],
    );
    check_imports("import a = require('x'); a()", &["run x as a"]);
    check_imports(
        "new Worker(new URL('./w.js', import.meta.url)); new URL('./x', y)",
        &["dynamic ./w.js"],
    );
    check_imports(
        "import.meta.glob(['./a/*.ts', './b/*.ts'])",
        &["dynamic ./a/*.ts", "dynamic ./b/*.ts"],
    );
}

#[test]
fn what_is_put_into_the_name_of_a_module_may_be_anything() {
    check_imports(
        "import(`../pages/${name}.vue`); import(`@/[id]/${a}/${b}.ts`); import(`./a.js`)",
        &[
            "dynamic ../pages/*.vue",
            "dynamic @/[[]id[]]/*/*.ts",
            "dynamic ./a.js",
        ],
    );
    let index = "/index.ts,/index.tsx,/index.mts,/index.cts,/index.js,/index.jsx,/index.mjs,/index.cjs,/index.vue,/index.svelte";
    check_imports(
        "import(`./a/${name}`); import(`./a/${name}.handler`)",
        &[
            &format!("dynamic ./a/*{{,{index}}}"),
            &format!(
                "dynamic ./a/*.handler{{,.ts,.tsx,.mts,.cts,.js,.jsx,.mjs,.cjs,.vue,.svelte,{index}}}"
            ),
        ],
    );
    check_imports("import(`${name}`); import(`lodash/${name}`)", &[]);
}

#[test]
fn paths_that_are_known_name_one_module() {
    check_imports(
        "const at = path.join(__dirname, 'parts', 'one'); require(at)",
        &["run ./parts/one"],
    );
    check_imports(
        "const at = './[id]/a.ts'; import(at); import('.' + '/' + 'a' + '/' + 'b' + '/' + 'c' + '/' + 'd' + '/' + 'e')",
        &["dynamic ./[id]/a.ts", "dynamic ./a/b/c/d/e"],
    );
    check_imports(
        "const at = './a.js'; function f(at) { import(at) }; function g() { import(at) }; function h() { const at = './b.js'; import(at) }",
        &["dynamic ./a.js", "dynamic ./b.js"],
    );
    // From the folder in which the program runs, and from a package.
    check_imports(
        "require(path.resolve('./parts', name)); require(path.join('./parts', name)); import(new URL('./a.js', other))",
        &[],
    );
}

#[test]
fn patterns_of_bundlers_are_taken_as_they_are() {
    check_imports(
        "import.meta.glob(['./a/*.js', './b/*', '!./a/c.js']); import.meta.globEager('./d/*.ts', { as: 'x' })",
        &[
            "dynamic ./a/*.js !./a/c.js",
            "dynamic ./b/* !./a/c.js",
            "run ./d/*.ts",
        ],
    );
    for text in ["as: 'raw'", "query: '?url'", "query: { raw: true }"] {
        check_imports(
            &format!("import.meta.glob('./a/*.ts', {{ {text}, eager: true }})"),
            &[],
        );
    }
    check_imports(
        r"require.context('./a', true, /\.spec\.ts$/); require.context('./b', false, /^\.\/.*\.vue$/, 'lazy')",
        &["run ./a/**/*.spec.ts", "dynamic ./b/*.vue"],
    );
    check_imports(
        "require.context('./a', true, /(?!b).*/); require.context('./a', true, names); require.context('./a', true, /b/, 'weak')",
        &[],
    );
}

#[test]
fn modules_are_loaded_by_what_stands_in_for_require() {
    check_imports(
        "const a = require(path.join(__dirname, '..', 'src/x'))",
        &["run ./../src/x as a"],
    );
    check_imports(
        "let a; before(async () => { a = await import('./x'); b = require('./y').c })",
        &["dynamic ./x as a", "run ./y c>b"],
    );
    check_imports("const a = proxyquire('../x', { y: 1 })", &["run ../x as a"]);
    check_imports(
        "const a = require('../lib/' + name + '.js')",
        &["dynamic ../lib/*.{js,ts,tsx}"],
    );
    check_imports("const a = require(join(root, 'x'))", &[]);
}

#[test]
fn mocks_replace_modules() {
    check_imports(
        "vi.mock('x'); jest.mock(import('y')); vi.doMock('z', () => ({}))",
        &["mock x", "mock y", "mock z"],
    );
    check_imports(
        "vi.mock('x', async (original) => {\n\
         const a = (await original()) as B; return { ...a, ...await vi.importActual('y') } })",
        &["mock x", "actual x as a", "actual y"],
    );
}

#[test]
fn names_used_as_types_only_are_dropped() {
    check_imports(
        "import { A, B, C } from 'x'; let a: A = new B()",
        &["run x A>A! B>B C>C"],
    );
    check_imports(
        "import { A } from 'x'; import * as N from 'y'; let a: A<N.B>",
        &["type x A>A!", "type y as N"],
    );
    check_imports(
        "import { A, B } from 'x'; class C extends A implements B {}",
        &["run x A>A B>B!"],
    );
    check_imports(
        "import { A } from 'x'; type B = typeof A; export { A }",
        &["run x A>A"],
    );
    check_imports(
        "import A, { B } from 'x'; const c: B = <A d={B as any}/>",
        &["run x default>A B>B"],
    );
    check_imports(
        "import { A, B, C } from 'x'; @D() class E { constructor(a: A) {} @F() b: B; c: C }",
        &["run x A>A B>B C>C!"],
    );
    assert_eq!(imports(&js("import { A } from 'x'")), ["run x A>A"]);
}

#[test]
fn exports_are_read() {
    check_exports(
        "export const a = 1, { b, c: [d] } = e; export function f() {}",
        &["a=a", "b=b", "d=d", "f=f"],
    );
    check_exports(
        "export default a; export { b as c, type D }",
        &["default=a", "c=b", "D=D!"],
    );
    check_exports(
        "export default class A {} export interface B {} export type C = 1",
        &["default=A", "B=B!", "C=C!"],
    );
    check_exports(
        "export * from 'x'; export { default as a } from 'y'",
        &["*=* from x", "a=default from y"],
    );
    check_exports(
        "module.exports = { a, b: c, d() {} }; exports.e = f; module.exports.g = 1",
        &["a=a", "b=c", "d=d", "e=f", "g=g"],
    );
    check_exports(
        "module.exports = require('x'); module.exports = a",
        &["*=* from x", "default=a"],
    );
    check_exports("export = a", &["default=a"]);
    check_exports(
        "module.exports = { ...require('x'), b: require('y') }",
        &["*=* from x", "b=b"],
    );
}
