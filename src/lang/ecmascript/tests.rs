//! What is gathered from scripts.

use crate::model::{FileFacts, Presence, ReferenceKind, SymbolKind};

use super::parse::{Dialect, extract};

fn ts(source: &str) -> FileFacts {
    extract(source, Dialect::Tsx)
}

fn js(source: &str) -> FileFacts {
    extract(source, Dialect::JavaScript)
}

/// `name:start-end`, with what sets a symbol apart.
fn symbols(facts: &FileFacts) -> Vec<String> {
    let symbols = facts.symbols.iter();
    symbols
        .map(|it| {
            let mut text = format!("{}:{}-{}", it.name, it.start, it.end);
            let marks = [
                (it.kind == SymbolKind::Class, " class"),
                (it.kind == SymbolKind::Method, " method"),
                (!it.has_logic && it.kind != SymbolKind::Class, " empty"),
                (it.is_test, " test"),
                (it.is_skipped, " skipped"),
                (it.is_test_only, " test-only"),
            ];
            for (_, mark) in marks.iter().filter(|(is_so, _)| *is_so) {
                text.push_str(mark);
            }
            text
        })
        .collect()
}

fn check_symbols(source: &str, expect: &[&str]) {
    assert_eq!(symbols(&ts(source)), expect, "{source}");
}

fn check_complexity(body: &str, expect: u32) {
    let facts = ts(&format!("function f() {{ {body} }}"));
    assert_eq!(facts.errors, [], "{body}");
    assert_eq!(facts.symbols[0].complexity, expect, "{body}");
}

/// `presence module name>local… as alias`; `!` after names that are types.
fn imports(facts: &FileFacts) -> Vec<String> {
    let imports = facts.imports.iter();
    imports
        .map(|it| {
            let presence = match it.presence {
                Presence::Runtime => "run",
                Presence::TypeOnly => "type",
                Presence::Dynamic => "dynamic",
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

/// Paths, with `()` for calls, `<>` for elements, `@` for decorators, and `"text"`.
fn references(facts: &FileFacts) -> Vec<String> {
    let references = facts.references.iter();
    references
        .map(|it| {
            let path = &it.path;
            let mut text = match it.kind {
                ReferenceKind::Call => format!("{path}()"),
                ReferenceKind::Read => path.to_string(),
                ReferenceKind::Element => format!("<{path}>"),
                ReferenceKind::Decorator => format!("@{path}"),
            };
            if let Some(constant) = &it.text {
                text.push_str(&format!("\"{constant}\""));
            }
            text
        })
        .collect()
}

fn check_references(source: &str, expect: &[&str]) {
    assert_eq!(references(&ts(source)), expect, "{source}");
}

fn check_bindings(source: &str, expect: &[&str]) {
    let facts = ts(source);
    let found: Vec<String> = facts
        .bindings
        .iter()
        .map(|it| format!("{}={} {:?}", it.name, it.source, it.kind))
        .collect();
    assert_eq!(found, expect, "{source}");
}

fn check_branches(source: &str, expect: bool) {
    assert_eq!(ts(source).module_branches, expect, "{source}");
}

#[test]
fn functions_are_named_after_what_they_are_bound_to() {
    check_symbols("function a() { b() }", &["a:1-1"]);
    check_symbols(
        "const a = () => 1\nlet b = function c() {}",
        &["a:1-1", "b:2-2 empty"],
    );
    check_symbols("const a =\n  async () => 1", &["a:2-2"]);
    check_symbols("export default () => 1", &["default:1-1"]);
    check_symbols("export default function () {}", &["default:1-1 empty"]);
    check_symbols(
        "const a = { b() { c() }, d: () => 1, e: { f() {} } }",
        &["a.b:1-1", "a.d:1-1", "a.e.f:1-1 empty"],
    );
    check_symbols(
        "a.b = () => 1; exports.c = () => 2; A.prototype.d = function () {}",
        &["a.b:1-1", "c:1-1", "A.d:1-1 empty"],
    );
    check_symbols(
        "const [a = () => 1] = b; function f(g = () => 2) { h() }",
        &["a:1-1", "f:1-1", "f.g:1-1"],
    );
}

#[test]
fn wrapped_functions_take_the_name_of_the_wrapper() {
    check_symbols(
        "const A = memo(forwardRef(function B() { c() }))",
        &["A:1-1"],
    );
    check_symbols(
        "const useA = defineStore('a', () => { function b() {} return b })",
        &["useA:1-1", "useA.b:1-1 empty"],
    );
    check_symbols(
        "const useA = defineStore('a', { actions: { b() {} } })",
        &["useA.actions.b:1-1 empty"],
    );
    check_symbols(
        "const a = b.map(() => 1), c = find(d, () => 2)",
        &["map.callback:1-1", "find.callback:1-1"],
    );
    check_symbols(
        "export default defineComponent({ setup() {}, methods: { a() {} } })",
        &["setup:1-1 empty", "methods.a:1-1 empty"],
    );
}

#[test]
fn anonymous_functions_are_named_after_where_they_are_passed() {
    check_symbols(
        "function F() { useEffect(() => { a() }); b.map(c => c); return () => d }",
        &[
            "F:1-1",
            "F.useEffect.callback:1-1",
            "F.map.callback:1-1",
            "F.<anonymous>:1-1",
        ],
    );
    check_symbols(
        "a(() => 1); a(() => 2)",
        &["a.callback:1-1", "a.callback~2:1-1"],
    );
    check_symbols(
        "const F = () => <a onClick={() => b}>{c => c}</a>",
        &["F:1-1", "F.onClick:1-1", "F.children:1-1"],
    );
    check_symbols(
        "(function () { a() })(); new B(() => c)",
        &["<anonymous>:1-1", "B.callback:1-1"],
    );
}

#[test]
fn classes_hold_their_methods() {
    check_symbols(
        "class A extends B.C implements D {\n\
         constructor() { super() }\n\
         @dec('x')\n\
         get b() { return 1 }\n\
         #c = () => 2\n\
         abstract d(): void\n\
         e(x: 1): void\n\
         e(x: any) { f() }\n\
         static { g() }\n\
         }",
        &[
            "A:1-10 class",
            "A.constructor:2-2 method",
            "A.b:4-4 method",
            "A.#c:5-5 method",
            "A.d:6-6 method empty",
            "A.e:8-8 method",
        ],
    );
    let facts = ts("@dec() class A extends B.C implements D { @x.y z() {} }");
    assert_eq!(*facts.symbols[0].bases, ["B.C".into(), "D".into()]);
    assert_eq!(*facts.symbols[0].decorators, ["dec".into()]);
    assert_eq!(*facts.symbols[1].decorators, ["x.y".into()]);
    assert_eq!(facts.symbols[1].parent, Some(0));
    check_symbols(
        "const A = class { b() {} }",
        &["A:1-1 class", "A.b:1-1 method empty"],
    );
}

#[test]
fn a_decorator_does_not_move_the_start() {
    check_symbols(
        "@a\n@b()\nclass C {\n@d\ne() {}\n}",
        &["C:3-6 class", "C.e:5-5 method empty"],
    );
}

#[test]
fn declarations_without_a_body_are_no_symbols() {
    check_symbols(
        "declare function a(): void\nfunction b(): 1\nfunction b() { return 1 }",
        &["b:3-3"],
    );
    let facts = ts("declare module 'x' { export function a(): void }\n\
                    export interface I { a(): void }\nexport type T = () => void");
    assert!(!facts.has_logic());
    assert_eq!(facts.symbols, []);
}

#[test]
fn nothing_to_test_is_no_logic() {
    check_symbols(
        "function a() { throw new Error('not implemented') }",
        &["a:1-1 empty"],
    );
    check_symbols("function a() { throw new Error('bad') }", &["a:1-1"]);
    check_symbols("function a() { 'use strict'; }", &["a:1-1 empty"]);
}

#[test]
fn namespaces_qualify() {
    check_symbols(
        "namespace A.B { export function c() { d() } }",
        &["A.B.c:1-1"],
    );
}

#[test]
fn decisions_add_up() {
    check_complexity("", 1);
    check_complexity("if (a) b(); else if (c) d(); else e()", 3);
    check_complexity(
        "for (;;) {} for (a in b) {} for (a of b) {} while (a) {} do {} while (a)",
        6,
    );
    check_complexity("switch (a) { case 1: case 2: b(); default: c() }", 3);
    check_complexity("try { a() } catch { b() } finally { c() }", 2);
    check_complexity("return a && b || c", 3);
    check_complexity("return a ?? b ?? c", 3);
    check_complexity("a ||= b; return c ? d : e?.f", 3);
    check_complexity("g(() => a ? b : c)", 1);
}

#[test]
fn tests_are_named_as_runners_print_them() {
    check_symbols(
        "describe('a', () => {\n  it('b', () => { c() })\n  test.each([1])('d %s', () => {})\n})",
        &["a:1-4", "a > b:2-2 test", "a > d %s:3-3 empty test"],
    );
    check_symbols(
        "import { test as t } from 'vitest'; t(`a ${b}`, c(() => 1))",
        &["a ${b}:1-1 test"],
    );
    check_symbols("it.each`a\n${1}`('b', () => { c() })", &["b:2-2 test"]);
    check_symbols(
        "Deno.test('a', () => 1); Deno.test({ name: 'b', fn() { c() } })",
        &["a:1-1 test", "b:1-1 test"],
    );
    check_symbols(
        "test.describe('a', () => { test('b', async ({ page }) => {}) })",
        &["a:1-1", "a > b:1-1 empty test"],
    );
    check_symbols("it('a', b)", &["a:1-1 test"]);
    check_references("it('a', b)", &["b()", "it()\"a\"", "b"]);
}

#[test]
fn skipped_tests_are_known() {
    check_symbols(
        "it.skip('a', () => 1); xit('b', () => 1); it.todo('c'); it('d')",
        &[
            "a:1-1 test skipped",
            "b:1-1 test skipped",
            "c:1-1 empty test skipped",
            "d:1-1 empty test skipped",
        ],
    );
    check_symbols(
        "describe.skip('a', () => { it('b', () => 1) }); it('c', () => 1)",
        &["a:1-1", "a > b:1-1 test skipped", "c:1-1 test"],
    );
    check_symbols(
        "test('a', { skip: true }, () => 1); it.skipIf(b)('c', () => 1)",
        &["a:1-1 test skipped", "c:1-1 test"],
    );
}

#[test]
fn only_functions_of_runners_make_tests() {
    check_symbols(
        "/a/.test('b'); it.step('c', () => 1)",
        &["step.callback:1-1"],
    );
    check_symbols(
        "import { test } from 'ramda'; test('a', () => 1)",
        &["test.callback:1-1"],
    );
    check_symbols(
        "import { test } from './fixtures'; test('a', () => 1)",
        &["a:1-1 test"],
    );
    check_symbols(
        "const test = base.extend({}); test('a', () => 1)",
        &["test.callback:1-1"],
    );
    check_symbols(
        "import { test as base } from '@playwright/test'\n\
         const test = base.extend({}); test('a', () => 1)",
        &["a:2-2 test"],
    );
    check_symbols(
        "function it() {} it('a', () => 1)",
        &["it:1-1 empty", "it.callback:1-1"],
    );
    check_symbols("function f() { const test = /a/; test('b') }", &["f:1-1"]);
}

#[test]
fn tests_inside_source_exist_in_test_builds_only() {
    let source = "export const a = () => 1\nif (import.meta.vitest) {\n\
                  const { it } = import.meta.vitest\nit('b', () => { a() })\n}";
    check_symbols(source, &["a:1-1", "b:4-4 test test-only"]);
    check_branches(source, false);
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
        &["dynamic x a>a", "dynamic ./y"],
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
fn mocks_replace_modules() {
    check_imports(
        "vi.mock('x'); jest.mock(import('y')); vi.doMock('z', () => ({}))",
        &["mock x", "mock y", "mock z"],
    );
    check_imports(
        "vi.mock('x', async (original) => {\n\
         const a = (await original()) as B; return { ...a, ...await vi.importActual('y') } })",
        &["mock x", "dynamic x as a", "dynamic y"],
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
}

#[test]
fn chains_are_recorded_once_as_their_longest_form() {
    check_references("a.b.c(d); e.f", &["a.b.c()", "d", "e.f"]);
    check_references("a().b('x').c", &[".c", ".b()\"x\"", "a()"]);
    check_references(
        "a[b].c(); a?.d!.e; this.#f()",
        &["a.c()", "b", "a.d.e", "this.#f()"],
    );
    check_references(
        "new A.B(`x`); (a as C).d(); import.meta.env.E",
        &["A.B()\"x\"", "a.d()", "import.meta.env.E"],
    );
    check_references("a`b${c}`; d = e", &["a()", "c", "d", "e"]);
    check_references("let a: B<C> = d<E>()", &["d()"]);
    check_references("<A><b.C/><d e={f}/></A>", &["<A>", "<b.C>", "f"]);
    check_references("class A { @B('x') c() {} }", &["@B\"x\""]);
}

#[test]
fn references_stand_within_the_innermost_symbol() {
    let facts = ts("function a() { b(() => c()) }\nd()");
    let found: Vec<(Option<u32>, &str, u32)> = facts
        .references
        .iter()
        .map(|it| (it.within, it.path.as_ref(), it.line))
        .collect();
    assert_eq!(
        found,
        [(Some(0), "b", 1), (Some(1), "c", 1), (None, "d", 2)]
    );
}

#[test]
fn evident_types_are_bound() {
    check_bindings(
        "const a = new B(), c = d.e(), f = await g(), h = i.j",
        &["a=B Call", "c=d.e Call", "f=g Call", "h=i.j Alias"],
    );
    check_bindings(
        "function f(a: A, b: Promise<B[] | null>): N.C { return d }",
        &["=N.C Return", "a=A Annotation", "b=B Annotation"],
    );
    check_bindings(
        "class A { b: B; c = new C(); constructor(private d: D) { this.e = new E() } }",
        &[
            "this.b=B Annotation",
            "this.c=C Call",
            "d=D Annotation",
            "this.d=D Annotation",
            "this.e=E Call",
        ],
    );
    check_bindings(
        "const { a, b: c } = useX(); const d = () => new E()",
        &["a=useX.a Alias", "c=useX.b Alias", "=E Return"],
    );
    check_bindings("let a: string = b(); const c = 1", &[]);
}

#[test]
fn branching_outside_of_functions_is_noticed() {
    check_branches("if (a) b()", true);
    check_branches("for (const a of b) c(a)", true);
    check_branches("switch (a) { default: b() }", true);
    check_branches("try { a() } catch {}", true);
    check_branches("const a = b ? c : d", false);
    check_branches("function f() { if (a) b() }", false);
    check_branches("if (require.main === module) f()", false);
    check_branches("if (import.meta.main) f()", false);
    check_branches("let a; try { a = require('x') } catch { a = null }", false);
}

#[test]
fn scripts_that_are_no_modules_still_parse() {
    let sloppy = js("with (a) { b() }\nfunction c() { return 010 }");
    assert_eq!((sloppy.errors.len(), sloppy.symbols.len()), (0, 1));
    let annotated = js("// @flow\nfunction a(b: string): number { return 1 }");
    assert_eq!((annotated.errors.len(), annotated.symbols.len()), (0, 1));
    let common = js("#!/usr/bin/env node\nreturn a()");
    assert_eq!((common.errors.len(), common.lines.code), (0, 1));
}

#[test]
fn what_does_not_parse_is_said() {
    let facts = ts("const a = 1\nconst = 2\n");
    assert_eq!(facts.errors[0].line, 2);
    assert!(facts.errors[0].message.starts_with(char::is_lowercase));
    assert_eq!(facts.lines.code, 2);
}

#[test]
fn generated_files_say_so() {
    assert!(ts("/* eslint-disable */\n// @generated\nexport const a = 1").is_generated);
    assert!(!ts("const a = '@generated'").is_generated);
}

#[test]
fn hostile_nesting_does_not_overflow() {
    let hostile = [
        "(",
        "[",
        "{",
        "`${",
        "!",
        "a=>",
        "a?",
        "a=",
        "if(a)",
        "if(a){}else ",
        "new ",
        "<a>",
        "a:",
        "let a:keyof ",
        "class extends ",
        "type A=B extends C?D:",
        "a**",
        "for(;;)",
        "f(()=>{",
        "namespace a{",
        "<a b={",
        "async()=>",
        "let a:(",
        "@(",
        "#a in ",
        "typeof ",
        "a,...[",
    ];
    for unit in hostile {
        for dialect in [Dialect::TypeScript, Dialect::Tsx] {
            for count in [20, 45, 150, 700, 20_000] {
                let facts = extract(&unit.repeat(count), dialect);
                assert_eq!(facts.lines.total, 1, "{unit}");
            }
        }
    }
    assert_eq!(
        &*ts(&"(".repeat(100_000)).errors[0].message,
        "nested too deeply"
    );
}

#[test]
fn long_chains_are_read_to_the_end() {
    let hostile = [
        ("a", "+a"),
        ("a", ".b"),
        ("a", "()"),
        ("a", "&&a"),
        ("a", "[0]"),
        ("a", "!"),
        ("a", "``"),
        ("a", " as b"),
        ("let a: b", "[]"),
        ("let a: b", ".c"),
        ("let a: b", "|c"),
        ("a", "?.b()"),
        ("if(a){}", "else if(a){}"),
        ("a", ",a"),
        ("class A extends b", "()"),
        ("a", "=a"),
    ];
    for (start, unit) in hostile {
        for count in [40, 90, 180, 300, 30_000] {
            let facts = extract(
                &format!("{start}{}", unit.repeat(count)),
                Dialect::TypeScript,
            );
            assert_eq!(facts.lines.total, 1, "{unit}");
        }
    }
    let facts = ts(&format!("f(a{})", "+a".repeat(30_000)));
    assert_eq!((facts.errors.len(), facts.references.len()), (0, 30_002));
    let facts = ts(&format!("a{}", ".b()".repeat(1_000)));
    assert_eq!((facts.errors.len(), facts.references.len()), (0, 1_000));
}
