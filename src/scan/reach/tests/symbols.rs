//! Which functions tests reach.

use super::check;
use crate::scan::fixture::{gaps, symbol_statuses};

/// The functions of `src/store.ts` that are not reached when a test runs `use` of the given code.
fn check_offered(usage: &str, expect: &[&str]) {
    let found = symbol_statuses(&format!(
        "//- /src/store.ts\nexport const useStore = defineStore('x', () => {{\nfunction load() {{ return 1 }}\nconst drop = () => {{ return 2 }}\nreturn {{ load, remove: drop }}\n}})\n\
         //- /src/use.ts\nimport {{ useStore }} from './store'\nexport function use(pick) {{ {usage} }}\n\
         //- /src/other.ts\nexport const other = (x) => {{ x.load()\nreturn x.remove }}\n\
         //- /src/use.test.ts\nimport {{ use }} from './use'\ntest('x', () => {{ expect(use()).toBe(1) }})\n"
    ));
    let gaps: Vec<&str> = found
        .iter()
        .filter_map(|line| {
            line.strip_suffix(" unreached")?
                .strip_prefix("src/store.ts#useStore.")
        })
        .collect();
    assert_eq!(gaps, expect, "{usage}");
}

#[test]
fn what_a_function_hands_out_runs_where_its_name_is_used() {
    check_offered("return useStore()", &["load", "drop"]);
    check_offered("return useStore().load()", &["drop"]);
    check_offered(
        "const { remove } = useStore()\nreturn pick(remove)",
        &["load"],
    );
    check_offered("useStore()\nreturn pick.load()", &["drop"]);
}

#[test]
fn what_is_handed_out_under_a_name_that_nobody_uses_may_be_called_by_others() {
    let found = symbol_statuses(
        "//- /src/a.ts\nexport function make() {\nfunction run() { return 1 }\nreturn { run }\n}\n\
         //- /src/a.test.ts\nimport { make } from './a'\ntest('x', () => { expect(make()).toBe(1) })\n",
    );
    assert_eq!(found, ["src/a.ts#make direct", "src/a.ts#make.run reached"]);
}

#[test]
fn a_components_script_runs_where_it_is_drawn() {
    let tree = |test: &str| {
        format!(
            "//- /src/store.ts\nexport function load() {{ return 1 }}\n\
             //- /src/Page.vue\n<script setup>\nimport {{ load }} from './store'\nconst a = load()\n</script>\n<template><p>{{{{ a }}}}</p></template>\n\
             //- /src/router.ts\nimport Page from './Page.vue'\nexport function routes() {{ return [{{ component: Page, title: 'a' }}].length }}\n\
             //- /src/a.test.ts\n{test}"
        )
    };
    let drawn = "import Page from './Page.vue'\nit('x', () => { expect(mount(Page)).toBe(1) })\n";
    check(
        &tree(drawn),
        &[
            "src/Page.vue direct",
            "src/router.ts unreached",
            "src/store.ts reached",
        ],
    );
    let listed = "import { routes } from './router'\nit('x', () => { expect(routes()).toBe(1) })\n";
    check(
        &tree(listed),
        &[
            "src/Page.vue reached",
            "src/router.ts direct",
            "src/store.ts reached",
        ],
    );
    let imported = "import './Page.vue'\nit('x', () => { expect(1).toBe(1) })\n";
    check(
        &tree(imported),
        &[
            "src/Page.vue hollow",
            "src/router.ts unreached",
            "src/store.ts unreached",
        ],
    );
}

#[test]
fn methods_that_a_class_names_in_a_string_are_used_by_whoever_reads_it() {
    let found = symbol_statuses(
        "//- /admin.py\nfrom django.contrib.admin import ModelAdmin\nclass Books(ModelAdmin):\n    list_display = ['title', 'price']\n\
         \x20   def price(self, book):\n        return book.price\n    def weight(self, book):\n        return book.weight\n\
         //- /app.py\ndef show(book):\n    return book.price, book.weight\n\
         //- /test_admin.py\nfrom admin import Books\ndef test_books():\n    assert Books(1)\n",
    );
    assert_eq!(
        found,
        [
            "admin.py#Books no-logic",
            "admin.py#Books.price reached",
            "admin.py#Books.weight unreached",
            "app.py#show unreached",
        ]
    );
}

#[test]
fn examples_reach_what_they_use_of_their_crate() {
    let found = symbol_statuses(
        "//- /Cargo.toml\n[package]\nname = \"sums\"\n\
         //- /src/lib.rs\nmod plus;\nmod idle;\npub use plus::add;\n\
         //- /src/plus.rs\n/// Adds.\n///\n/// ```\n/// assert_eq!(sums::add(1), 2);\n/// ```\npub fn add(x: u32) -> u32 { more(x) }\nfn more(x: u32) -> u32 { x + 1 }\n\
         //- /src/idle.rs\n/// ```no_run\n/// sums::idle();\n/// ```\npub fn idle() -> u32 { 1 }\n",
    );
    let found: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|line| !line.contains('<'))
        .collect();
    assert_eq!(
        found,
        [
            "src/idle.rs#idle unreached",
            "src/plus.rs#add direct",
            "src/plus.rs#more reached",
        ]
    );
}

#[test]
fn a_function_may_be_passed_on_under_the_name_of_its_module() {
    check(
        "//- /Cargo.toml\n[package]\nname = \"a\"\n\
         //- /src/lib.rs\nmod walk;\npub use walk::walk;\n\
         //- /src/walk.rs\npub fn walk() -> u32 { 1 }\npub fn other() -> u32 { 2 }\n\
         //- /tests/t.rs\nuse a::walk;\n#[test]\nfn walks() { assert_eq!(walk(), 1) }\n",
        &["src/lib.rs no-logic", "src/walk.rs direct"],
    );
}

#[test]
fn a_setter_runs_where_its_attribute_is_written() {
    let gaps = |body: &str| {
        let found = symbol_statuses(&format!(
            "//- /a.py\nclass Box:\n    def __init__(self):\n        self._size = 1\n    @property\n    def size(self):\n        return self._size\n    @size.setter\n    def size(self, value):\n        self._size = value\n\
             //- /test_a.py\nfrom a import Box\ndef test_box():\n    box = Box()\n    {body}\n"
        ));
        let gaps = found
            .iter()
            .filter_map(|line| line.strip_suffix(" unreached"));
        gaps.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(gaps("assert box.size"), ["a.py#Box.size="]);
    assert_eq!(gaps("box.size = 2"), ["a.py#Box.size"]);
    assert!(gaps("box.size += 2").is_empty());
    assert!(gaps("made().size = made().size").is_empty());
}

#[test]
fn a_property_is_read_however_its_name_is_written() {
    for name in ["email", "EMAIL"] {
        let found = symbol_statuses(&format!(
            "//- /a.py\nclass Settings:\n    @property\n    def {name}(self):\n        return find()\nsettings = Settings()\n\
             def go():\n    return settings.{name}\n\
             //- /test_a.py\nfrom a import go\ndef test_go():\n    assert go()\n"
        ));
        let expect = format!("a.py#Settings.{name} reached");
        assert!(found.contains(&expect), "{found:?}");
    }
}

/// Which functions of a module are gaps when a test calls its `go`.
fn check_gaps(module: &str, expect: &[&str]) {
    let found = symbol_statuses(&format!(
        "//- /m.ts\n{module}\n//- /m.test.ts\nimport {{ go }} from './m'\nit('goes', () => {{ expect(go(1)) }})\n"
    ));
    let gaps = found.iter().filter_map(|line| {
        line.strip_prefix("m.ts#")?
            .strip_suffix(" unreached")
            .map(str::to_owned)
    });
    assert_eq!(gaps.collect::<Vec<_>>(), expect, "{module}");
}

#[test]
fn properties_of_an_object_are_not_in_scope() {
    check_gaps(
        "function detect(a) { return a }\nfunction make(a) { return { detect() { return detect(a) } } }\n\
         export function go(a) { return make(a).detect() }\nfunction idle() { return 1 }\n",
        &["idle"],
    );
    check_gaps(
        "export function go(a) { function fall(b) { return b ? fall(b - 1) : 0 } return fall(a) }\n",
        &[],
    );
}

#[test]
fn a_variable_may_hold_what_it_is_given_later() {
    check_gaps(
        "export function go(a) { let done = other; if (a) { done = (x) => { return x } } return done(a) }\n\
         function other(x) { return x }\n",
        &[],
    );
}

#[test]
fn tests_that_a_helper_registers_run_what_it_is_given() {
    check(
        "//- /src/index.ts\nexport default function transform(a) { return a }\n\
         //- /src/idle.ts\nexport function idle() { return 1 }\n\
         //- /src/index.test.ts\nimport transform from './index'\nimport { run } from '../testUtils'\nrun('a', transform)\n\
         //- /testUtils.ts\nimport { it } from 'vitest'\nexport const run = (name, t) => { it(name, () => { t(1) }) }\n",
        &["src/idle.ts unreached", "src/index.ts direct"],
    );
}

#[test]
fn a_wrapped_component_is_drawn_by_the_name_of_its_wrapper() {
    for panel in [
        "export default memo(Panel)",
        "const Shown = memo(forwardRef(Panel))\nexport default Shown",
        "export default connect(state)(Panel)",
    ] {
        check(
            &format!(
                "//- /package.json\n{{}}\n//- /Panel.jsx\nimport {{ memo }} from 'react'\nfunction Panel() {{ return <b>{{one()}}</b> }}\n{panel}\n\
                 //- /Panel.test.jsx\nimport P from './Panel'\nit('shows', () => {{ render(<P/>) }})\n"
            ),
            &["Panel.jsx direct"],
        );
    }
}

#[test]
fn an_example_may_import_what_it_stands_beside() {
    let found = symbol_statuses(
        "//- /Cargo.toml\n[package]\nname = \"demo\"\n//- /src/lib.rs\npub mod parts;\n\
         //- /src/parts/mod.rs\nmod builder;\npub use self::builder::Builder;\n\
         //- /src/parts/builder.rs\npub struct Builder { size: u8 }\nimpl Builder {\n    pub fn new(size: u8) -> Self { make(size) }\n\
         /// ```\n    /// # use demo::parts::Builder;\n    /// let built = Builder::new(1).with();\n    /// ```\n    pub fn with(self) -> Self { Builder::new(self.size) }\n\
         fn idle(self) -> u8 { self.size + one() }\n}\n\
         #[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn builds() { assert!(Builder::new(2)) }\n}\n",
    );
    let gaps: Vec<&str> = found
        .iter()
        .filter_map(|line| line.strip_suffix(" unreached"))
        .collect();
    assert_eq!(gaps, ["src/parts/builder.rs#Builder.idle"]);
}

#[test]
fn a_table_of_modules_holds_what_they_offer() {
    let fixture = "//- /rules/one.js\nfunction create(context) { return context }\nconst config = { create, meta: {} }\nexport default config\n\
         //- /rules/two.js\nexport default function create(context) { return context }\n\
         //- /rules/idle.js\nexport default function create(context) { return context }\n\
         //- /rules/index.js\nexport { default as 'one' } from './one.js'\nexport { default as 'two' } from './two.js'\n\
         //- /index.js\nimport * as raw from './rules/index.js'\n\
         const rules = Object.fromEntries(Object.entries(raw).map(([id, rule]) => [id, rule]))\nexport function find(id) { return rules[id] }\n\
         //- /index.test.js\nimport { find } from './index.js'\nit('finds', () => { expect(find('one')) })\n";
    check(
        fixture,
        &[
            "index.js direct",
            "rules/idle.js unreached",
            "rules/index.js no-logic",
            "rules/one.js reached",
            "rules/two.js reached",
        ],
    );
}

#[test]
fn a_name_that_is_bound_again_stands_for_all_of_them() {
    let python = |body: &str| {
        format!(
            "//- /a.py\nclass A:\n    def go(self):\n        return 1\nclass B:\n    def go(self):\n        return 2\nclass C:\n    def go(self):\n        return 3\n\
             //- /test_a.py\nfrom a import A, B, C\ndef test_x(n):\n{body}"
        )
    };
    let rest = ["a.py#C.go"];
    for body in [
        "    s = A()\n    assert s.go()\n    s = B()\n    assert s.go()\n",
        "    s = A()\n    assert s.go()\n    def other():\n        s = n\n        return s\n    s = B()\n    assert s.go()\n",
        "    if n:\n        s = A()\n    else:\n        s = B()\n    assert s.go()\n",
    ] {
        assert_eq!(gaps(&python(body)), rest, "{body}");
    }
    let go = "//- /go.mod\nmodule x\n//- /p.go\npackage p\ntype A struct{}\nfunc (a A) Go() int { return 1 }\ntype B struct{}\nfunc (b B) Go() int { return 2 }\ntype C struct{}\nfunc (c C) Go() int { return 3 }\n\
              //- /p_test.go\npackage p\nimport \"testing\"\nfunc TestX(t *testing.T) {\n\tt.Run(\"a\", func(t *testing.T) { s := A{}; s.Go() })\n\tt.Run(\"b\", func(t *testing.T) { s := B{}; s.Go() })\n}\n";
    assert_eq!(gaps(go), ["p.go#C.Go"]);
    let rust = "//- /Cargo.toml\n[package]\nname = \"p\"\n//- /src/lib.rs\npub struct A;\nimpl A { pub fn go(&self) -> u8 { 1 } }\npub struct B;\nimpl B { pub fn go(&self) -> u8 { 2 } }\npub struct C;\nimpl C { pub fn go(&self) -> u8 { 3 } }\n\
                //- /tests/t.rs\n#[test]\nfn t() {\n    let s = p::A;\n    s.go();\n    let s = p::B;\n    s.go();\n}\n";
    assert_eq!(gaps(rust), ["src/lib.rs#C.go"]);
}

#[test]
fn what_a_test_asks_only_what_it_is_does_not_run() {
    let check = |test: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /a.ts\nexport class A {{ go() {{ return 1 }} get size() {{ return 2 }} }}\n\
             export const api = {{ load() {{ return 3 }}, get open() {{ return 4 }} }}\n\
             //- /a.test.ts\nimport {{ A, api }} from './a'\nit('x', () => {{ const a = new A(); {test} }})\n"
        ));
        assert_eq!(found, expect, "{test}");
    };
    let all = ["a.ts#A.go", "a.ts#A.size", "a.ts#api.load", "a.ts#api.open"];
    for test in [
        "expect(a.go).toBeTypeOf('function'); expect(api.load).toBeDefined()",
        "expect(a.go, 'it').toBeInstanceOf(Function); expect(api.load).not.toBeUndefined()",
        "expect(typeof a.go === 'function').toBe(true); expect(typeof api.load).toBe('function')",
    ] {
        check(test, &all);
    }
    check(
        "expect(a.size).toBeDefined(); expect(api.open).toBeTruthy()",
        &["a.ts#A.go", "a.ts#api.load"],
    );
    check(
        "expect(api.load).toThrow()",
        &["a.ts#A.go", "a.ts#A.size", "a.ts#api.open"],
    );
}

#[test]
fn what_tests_load_or_make_before_each_is_evident() {
    for before in [
        "let A\nbeforeEach(async () => { ({ A } = await import('./a')) })\nit('x', () => { new A().go() })",
        "let A\nbeforeEach(async () => { ({ B: A } = await import('./a')) })\nit('x', () => { new A().go() })",
        "import { A } from './a'\ndescribe('a', () => { let a: A\nbeforeEach(() => { a = new A() })\nit('x', () => { a.go() }) })",
        "import { make } from './a'\nlet a\nbeforeEach(() => { a = make() })\nit('x', () => { a.go() })",
    ] {
        let found = symbol_statuses(&format!(
            "//- /a.ts\nexport class A {{ go() {{ return 1 }} }}\nexport const make = () => new A()\nexport {{ A as B }}\n\
             //- /other.ts\nexport class Other {{ go() {{ return 1 }} }}\n\
             //- /a.test.ts\n{before}\n"
        ));
        assert!(
            found.contains(&"a.ts#A.go direct".to_owned()),
            "{before}: {found:?}"
        );
        assert!(
            found.contains(&"other.ts#Other.go unreached".to_owned()),
            "{before}: {found:?}"
        );
    }
}

#[test]
fn what_a_library_takes_from_a_callback_is_its_own_to_call() {
    let found = gaps(
        "//- /a.ts\nimport { customRef } from 'vue'\nexport function late(value) {\n\
         const later = () => 1\nreturn customRef(() => ({ get() { return value }, set() { later() } }))\n}\n\
         export function fill(map) { map.set(1); return map.get(1) }\n\
         //- /a.test.ts\nimport { late, fill } from './a'\nit('x', () => { const it = late(1); it.value = fill(new Map()) })\n",
    );
    assert_eq!(found, [] as [&str; 0]);
}

#[test]
fn a_parameter_is_not_what_the_file_has_under_its_name() {
    let found = gaps(
        "//- /user.js\nexport function user() { return 1 }\nexport function other() { return 2 }\nexport function third() { return 3 }\n\
         //- /a.js\nimport { user, other, third } from './user'\n\
         export function hail(user) { return user() }\n\
         export function greet(all, { other }) { return all.map((third) => third() + other()) }\n\
         export function call(done = third) { return done() }\n\
         //- /a.test.js\nimport { hail, greet, call } from './a'\nit('x', () => { expect(hail(() => 1) + greet([], {}) + call()).toBe(1) })\n",
    );
    assert_eq!(found, ["user.js#user", "user.js#other"]);
}

#[test]
fn what_is_called_by_a_condition_runs() {
    for call in [
        "new (small ? A : B)()",
        "new (A || B)()",
        "(small ? makeA : makeB)()",
    ] {
        let found = gaps(&format!(
            "//- /a.ts\nexport class A {{ constructor() {{ one() }} }}\nexport class B {{ constructor() {{ two() }} }}\n\
             export const makeA = () => new A()\nexport const makeB = () => new B()\n\
             //- /use.ts\nimport {{ A, B, makeA, makeB }} from './a'\nexport function use(small) {{ return {call} }}\n\
             //- /use.test.ts\nimport {{ use }} from './use'\nit('x', () => {{ use(true) }})\n"
        ));
        let made = found.iter().filter(|gap| !gap.contains("make"));
        assert_eq!(made.count(), 0, "{call} {found:?}");
    }
}

#[test]
fn of_an_object_that_a_test_passes_on_no_function_is_sure_to_run() {
    let found = symbol_statuses(
        "//- /a.ts\nexport const api = { load() { return 1 }, save() { return 2 } }\nexport function show() { return 3 }\n\
         //- /a.test.ts\nimport { api, show } from './a'\nimport { all } from 'kit'\nit('x', () => { all(api); all(show); api.load() })\n",
    );
    assert_eq!(
        found,
        [
            "a.ts#api.load direct",
            "a.ts#api.save reached",
            "a.ts#show direct"
        ]
    );
}

#[test]
fn what_need_not_run_by_its_name_is_never_sure() {
    let check = |tree: &str, expect: &str| {
        let found = symbol_statuses(tree);
        assert!(found.contains(&expect.to_owned()), "{found:?}");
    };
    check(
        "//- /a.py\ntry:\n    from lib import load\nexcept ImportError:\n    def load():\n        return 1\n\
         //- /test_a.py\nfrom a import load\ndef test_a():\n    assert load()\n",
        "a.py#load reached",
    );
    for (class, expect) in [
        (
            "get size() { return 1 } set size(n) { this.n = n }",
            "a.ts#Box.size reached",
        ),
        ("get size() { return 1 }", "a.ts#Box.size direct"),
        (
            "get size() { return 1 } set other(n) { this.n = n }",
            "a.ts#Box.size direct",
        ),
    ] {
        check(
            &format!(
                "//- /a.ts\nexport class Box {{ {class} }}\n\
                 //- /a.test.ts\nimport {{ Box }} from './a'\nit('x', () => {{ expect(new Box().size).toBe(1) }})\n"
            ),
            expect,
        );
    }
}
