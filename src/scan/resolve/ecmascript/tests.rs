use crate::scan::fixture::edges;

fn check(fixture: &str, from: &str, expect: &[&str]) {
    assert_eq!(edges(fixture, from), expect);
}

#[test]
fn relative_imports_find_endings_and_folders() {
    check(
        "//- /src/a.ts\nexport const a = () => 1\n//- /src/b/index.ts\nexport function b() {}\n//- /src/C.vue\n<template><p/></template>\n//- /src/d.ts\nexport const d = 1\n\
         //- /src/x.ts\nimport { a } from './a'\nimport { b } from './b'\nimport C from './C.vue'\nimport { d } from './d.js'\nimport './missing'\nuse(a, b, C, d)\n",
        "src/x.ts",
        &[
            "src/C.vue#<template> as C",
            "src/a.ts#a",
            "src/b/index.ts#b",
            "src/d.ts#d",
        ],
    );
}

#[test]
fn compiler_paths_hold_for_tests_that_the_settings_leave_out() {
    check(
        "//- /web/tsconfig.json\n{\"files\": [], \"references\": [{\"path\": \"./tsconfig.app.json\"}]}\n\
         //- /web/tsconfig.app.json\n{\"extends\": \"@vue/tsconfig/tsconfig.dom.json\", \"include\": [\"src/**/*\"], \"exclude\": [\"src/**/__tests__/*\"], \"compilerOptions\": {\"baseUrl\": \".\", \"paths\": {\"@/*\": [\"./src/*\"]}}}\n\
         //- /web/src/stores/a.ts\nexport const useA = () => 1\n//- /web/src/b.ts\nimport { useA } from '@/stores/a'\nuseA()\n\
         //- /web/src/__tests__/a.test.ts\nimport { useA } from '@/stores/a'\nit('x', () => { useA() })\n",
        "web/src/__tests__/a.test.ts",
        &["web/src/stores/a.ts#useA"],
    );
}

#[test]
fn barrels_lead_to_the_file_that_defines_the_name() {
    check(
        "//- /ui/index.ts\nexport * from './button'\nexport { default as Card } from './Card'\nimport { x as y } from './x'\nexport { y as z }\n\
         //- /ui/button.ts\nexport function Button() { return 1 }\n//- /ui/Card.ts\nexport default function Card() { return 1 }\n//- /ui/x.ts\nexport const x = () => 1\n\
         //- /app.ts\nimport { Button, Card, z, missing } from './ui'\nuse(Button, Card, z, missing)\n",
        "app.ts",
        &[
            "ui/Card.ts#Card",
            "ui/button.ts#Button",
            "ui/index.ts#missing",
            "ui/x.ts#x as z",
        ],
    );
}

#[test]
fn workspace_packages_are_imported_by_name() {
    let tree = "//- /package.json\n{\"name\": \"root\"}\n//- /packages/core/package.json\n{\"name\": \"@a/core\", \"exports\": {\".\": \"./src/index.ts\", \"./deep\": \"./dist/deep.js\"}}\n\
                //- /packages/core/src/index.ts\nexport const one = () => 1\n//- /packages/core/src/deep.ts\nexport const two = () => 2\n\
                //- /apps/web/src/x.ts\nimport { one } from '@a/core'\nimport { two } from '@a/core/deep'\nimport vue from 'vue'\none(two(vue))\n";
    check(
        tree,
        "apps/web/src/x.ts",
        &[
            "packages/core/src/deep.ts#two",
            "packages/core/src/index.ts#one",
        ],
    );
}

#[test]
fn mocks_types_and_dynamic_imports_are_told_apart() {
    check(
        "//- /a.ts\nexport const a = () => 1\n//- /b.ts\nexport interface B {}\n//- /c.ts\nexport const c = () => 1\n\
         //- /x.test.ts\nimport type { B } from './b'\nvi.mock('./a')\nit('x', async () => { await import('./c') })\n",
        "x.test.ts",
        &["a.ts (Mocked)", "b.ts#B (TypeOnly)", "c.ts (Dynamic)"],
    );
}

#[test]
fn globs_name_all_files_that_match() {
    check(
        "//- /pages/a.vue\n<template><p/></template>\n//- /pages/b.vue\n<template><p/></template>\n//- /router.ts\nconst pages = import.meta.glob('./pages/*.vue')\n",
        "router.ts",
        &["pages/a.vue (Dynamic)", "pages/b.vue (Dynamic)"],
    );
    check(
        "//- /x/[id]/pages/a.vue\n<template><p/></template>\n//- /x/[id]/pages/sub/b.vue\n<template><p/></template>\n//- /x/[id]/router.ts\nconst page = (name) => import(`./pages/${name}.vue`)\n",
        "x/[id]/router.ts",
        &["x/[id]/pages/a.vue (Dynamic)"],
    );
}

#[test]
fn names_that_are_put_together_may_be_those_of_what_a_compiler_writes() {
    let check = |path: &str, expect: &[&str]| {
        let tree = format!(
            "//- /src/x/a.ts\n//- /src/x/b/index.js\n//- /src/x/c/d.js\n//- /src/load.js\nconst load = (name) => import({path})\n"
        );
        check(&tree, "src/load.js", expect);
    };
    check("`./x/${name}.js`", &["src/x/a.ts (Dynamic)"]);
    check(
        "`./x/${name}`",
        &["src/x/a.ts (Dynamic)", "src/x/b/index.js (Dynamic)"],
    );
    check("`./x/${name}/d`", &["src/x/c/d.js (Dynamic)"]);
    check("`./x/${name}.vue`", &[]);
}

#[test]
fn modules_that_export_all_of_each_other_are_asked_once() {
    let stars = |module: &str| format!("export * from './{module}'\n").repeat(40);
    let tree = format!(
        "//- /a.ts\n{}//- /b.ts\n{}//- /c.ts\nexport const here = () => 1\n//- /use.ts\nimport {{ nowhere }} from './a'\nnowhere()\n",
        stars("b"),
        stars("a") + "export * from './c'\n",
    );
    // As near as it gets is the module that is named.
    check(&tree, "use.ts", &["a.ts#nowhere"]);
    let (tree, units) = crate::scan::fixture::units(&tree);
    let input = super::Input::new(&tree, &units);
    let resolver = super::Resolver::new(&input);
    let mut sought = super::Sought::default();
    let start = input.file("a.ts").unwrap();
    assert_eq!(resolver.defined(start, "nowhere", &mut sought), None);
    assert_eq!(sought.count(), 3);
    let mut sought = super::Sought::default();
    let (here, _) = resolver.defined(start, "here", &mut sought).unwrap();
    assert_eq!(input.unit(here).unwrap().path.as_ref(), "c.ts");
}

#[test]
fn patterns_of_one_file_add_each_file_once_and_have_an_end() {
    let globs = |count: usize| -> String {
        let glob = |at: usize| format!("import.meta.glob('./{}*.ts')\n", "*".repeat(at % 2));
        let others = (1..count).map(|at| format!("import.meta.glob('./x{at}*.ts')\n"));
        [glob(0), glob(0), glob(1)]
            .into_iter()
            .chain(others)
            .collect()
    };
    let read = |count: usize| {
        let tree = format!(
            "//- /a.ts\n{}//- /b.ts\nexport const b = 1\n//- /x9.ts\n",
            globs(count)
        );
        let (tree, units) = crate::scan::fixture::units(&tree);
        let graph = crate::scan::resolve(&tree, &units);
        let found = |edges: &Vec<crate::scan::Edge>| edges.iter().map(|edge| edge.line).collect();
        let at = units.iter().position(|unit| &*unit.path == "a.ts").unwrap();
        let lines: Vec<u32> = found(&graph.edges[at]);
        let paths: Vec<String> = graph
            .warnings
            .iter()
            .map(|it| it.path.to_string())
            .collect();
        (lines, paths)
    };
    assert_eq!(read(100), (vec![1, 1], vec![]));
    assert_eq!(read(300), (vec![1, 1], vec!["a.ts".to_owned()]));
}
