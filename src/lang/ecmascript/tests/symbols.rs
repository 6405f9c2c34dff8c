//! Functions, methods and classes, and what they decide.

use super::{check_branches, check_symbols, ts};

fn check_complexity(body: &str, expect: u32) {
    let facts = ts(&format!("function f() {{ {body} }}"));
    assert_eq!(facts.errors, [], "{body}");
    assert_eq!(facts.symbols[0].complexity, expect, "{body}");
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
