use crate::scan::fixture::gaps;

/// What tests do not reach that do as given with a module and one that uses it.
fn check(tests: &str, expect: &[&str]) {
    let found = gaps(&format!(
        "//- /api.ts\nconst api = {{ load() {{ return 1 }}, save() {{ return 2 }} }}\nexport default api\n\
         //- /page.ts\nimport api from './api'\nexport function page() {{ return api.load() }}\n\
         export function form() {{ return api.save() }}\n\
         //- /page.test.ts\nimport api from './api'\nimport {{ page, form }} from './page'\n{tests}"
    ));
    assert_eq!(found, expect, "{tests}");
}

#[test]
fn a_function_does_not_run_where_a_test_puts_a_stand_in() {
    for stands_in in [
        "api.load = vi.fn()",
        "api.load = vi.fn().mockReturnValue(1)",
        "api.load = () => 2",
        "const fake = jest.fn(); api.load = fake",
        "vi.spyOn(api, 'load').mockReturnValue(1)",
        "const spy = vi.spyOn(api, 'load'); spy.mockImplementation(() => 1)",
        "spyOn(api, 'load').and.returnValue(1)",
        "sinon.stub(api, 'load').returns(1)",
        "sandbox.replace(api, 'load', sinon.fake())",
        "t.mock.method(api, 'load', () => 1)",
        "harness.mock(api, 'load')",
        "harness.mock(api, 'load', () => 1)",
    ] {
        let test = format!("it('x', () => {{ {stands_in}; page(); expect(api.load) }})\n");
        check(
            &format!("{test}it('y', () => form())\n"),
            &["api.ts#api.load"],
        );
    }
}

#[test]
fn spies_and_what_hands_on_let_it_run() {
    for does in [
        "vi.spyOn(api, 'load')",
        "const load = api.load; api.load = (...all) => load(...all)",
        "api.load = vi.fn(api.load)",
        "api.load = load",
    ] {
        check(
            &format!("it('x', () => {{ {does}; page(); form() }})\n"),
            &[],
        );
    }
}

#[test]
fn a_spy_uses_nothing_of_the_object_that_it_spies_on() {
    for spies in ["vi.spyOn", "sinon.spy"] {
        check(
            &format!("it('x', () => {{ {spies}(api, 'load'); page() }})\n"),
            &["api.ts#api.save", "page.ts#form"],
        );
    }
}

#[test]
fn other_tests_run_what_a_test_replaces() {
    check(
        "it('x', () => { api.load = vi.fn(); page(); form() })\nit('y', () => page())\n",
        &[],
    );
}

#[test]
fn what_stands_in_before_each_test_of_a_suite_does_so_in_all_of_them() {
    let before = "beforeEach(() => { api.load = vi.fn() })";
    let suite =
        format!("describe('s', () => {{ {before}\nit('x', () => {{ page(); form() }}) }})\n");
    check(&suite, &["api.ts#api.load"]);
    check(&format!("{suite}it('y', () => page())\n"), &[]);
    check(
        "afterEach(() => { api.load = () => 1 })\nit('x', () => { page(); form() })\n",
        &[],
    );
}

#[test]
fn what_tests_replace_one_by_one_does_not_run_on_import() {
    let routes = |second: &str| {
        gaps(&format!(
            "//- /api.ts\nconst api = {{ load() {{ return 1 }}, save() {{ return 2 }} }}\nexport default api\n\
             //- /routes.ts\nimport api from './api'\nexport const routes = new Router()\n\
             routes.get('/a', () => api.load())\nroutes.post('/a', () => api.save())\n\
             //- /routes.test.ts\nimport api from './api'\nimport {{ routes }} from './routes'\n\
             it('x', () => {{ api.load = vi.fn(); request(routes) }})\n\
             it('y', () => {{ {second}; request(routes) }})\n"
        ))
    };
    let all = ["api.ts#api.load", "api.ts#api.save"];
    assert_eq!(routes("api.save = vi.fn()"), all);
    assert_eq!(routes("wait()"), [] as [&str; 0]);
}

#[test]
fn components_that_a_test_stubs_are_not_drawn() {
    let check = |does: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /UserCard.vue\n<script setup>\nimport {{ go }} from './go'\nconst a = go()\n</script>\n<template><b>{{{{ a }}}}</b></template>\n\
             //- /go.ts\nexport function go() {{ return 1 }}\n\
             //- /Page.vue\n<script setup>\nimport UserCard from './UserCard.vue'\n</script>\n<template><Frame><UserCard/></Frame></template>\n\
             //- /Page.test.ts\nimport Page from './Page.vue'\n{does}\n"
        ));
        assert_eq!(found, expect, "{does}");
    };
    let test = |mount: &str| format!("it('x', () => {{ {mount} }})");
    let card = ["UserCard.vue#<template>", "go.ts#go"];
    for mount in [
        "mount(Page, { global: { stubs: ['UserCard'] } })",
        "mount(Page, { global: { stubs: ['user-card'] } })",
        "mount(Page, { global: { stubs: { UserCard: true } } })",
        "shallowMount(Page)",
        "mount(Page, { shallow: true })",
    ] {
        check(&test(mount), &card);
    }
    check(&test("mount(Page)"), &[]);
    check(
        &test("mount(Page, { global: { stubs: { UserCard: false } } })"),
        &[],
    );
    check(
        "const draw = () => mount(Page, { global: { stubs: ['UserCard'] } })\nit('x', () => { draw() })",
        &card,
    );
    check(
        &test("mount(Page, { stubs: ['Frame'] })"),
        &["Page.vue#slot of Frame"],
    );
    check(
        "const options = () => ({ global: { stubs: ['UserCard'] } })\nit('x', () => { mount(Page, options()) })",
        &card,
    );
    check(
        &test("shallowMount(Page, { global: { stubs: { Frame: { template: '<slot/>' } } } })"),
        &[],
    );
    let both = format!("{}\n{}", test("shallowMount(Page)"), test("mount(Page)"));
    check(&both, &[]);
}

#[test]
fn a_module_that_is_replaced_makes_no_objects() {
    let found = gaps(
        "//- /client.ts\nexport class Client { load() { return 1 } }\n\
         //- /api.ts\nimport { Client } from './client'\nexport const api = new Client()\n\
         //- /page.ts\nimport { api } from './api'\nexport const page = () => api.load()\n\
         //- /page.test.ts\nimport { page } from './page'\nimport { api } from './api'\n\
         vi.mock('./api', () => ({ api: { load: vi.fn() } }))\nit('x', () => { page(); expect(api.load) })\n",
    );
    assert_eq!(found, ["client.ts#Client.load"]);
}
