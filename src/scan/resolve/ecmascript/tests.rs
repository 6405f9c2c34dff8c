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
