use crate::scan::fixture::{edges, symbol_statuses, warnings};

use super::MOST_CALLS;

const TREE: &str = "//- /src/components/base/MyButton.vue\n<template><b>{{ useCount() }}</b></template>\n\
    //- /src/ui/card/index.vue\n<template><i/></template>\n\
    //- /src/use/count.ts\nexport function useCount() { return 1 }\nexport type T = 1\n\
    //- /src/use/deep/use-sum.ts\nexport default function () { return 2 }\n\
    //- /src/Home.vue\n<template><MyButton/><my-button/><Card/><CardCard/></template>\n\
    <script setup>\nconst Own = 1\nconst n = useCount() + useSum()\n</script>\n";

fn check(settings: &str, expect: &[&str]) {
    let found = edges(&format!("{TREE}{settings}\n"), "src/Home.vue");
    assert_eq!(found, expect, "{settings}");
}

const BUTTON: &str = "src/components/base/MyButton.vue#<template> as MyButton";
const COUNT: &str = "src/use/count.ts#useCount";
const SUM: &str = "src/use/deep/use-sum.ts#default as useSum";

#[test]
fn components_go_by_the_names_of_their_files() {
    let components = |options: &str| {
        format!(
            "//- /vite.config.ts\nimport C from 'unplugin-vue-components/vite'\nexport default {{ plugins: [C({options})] }}"
        )
    };
    check(&components(""), &[BUTTON]);
    check(
        &components("{ dirs: [r('./src/ui/'), 'src/components'] }"),
        &[BUTTON, "src/ui/card/index.vue#<template> as Card"],
    );
    check(
        &components("{ dirs: 'src/ui', directoryAsNamespace: true }"),
        &["src/ui/card/index.vue#<template> as CardCard"],
    );
    check(
        &components("{ globs: ['src/components/**/*.vue'] }"),
        &[BUTTON],
    );
    check(&components("{ extensions: ['tsx'] }"), &[]);
    check(
        "//- /vite.config.ts\nexport default { plugins: [C()] }",
        &[],
    );
}

#[test]
fn what_files_export_goes_by_its_name() {
    let functions = |dirs: &str| {
        format!(
            "//- /vite.config.ts\nimport A from 'unplugin-auto-import/vite'\nexport default {{ plugins: [A({{ imports: ['vue'], dirs: {dirs} }})] }}"
        )
    };
    check(&functions("['src/use']"), &[COUNT]);
    check(&functions("['./src/use/**']"), &[COUNT, SUM]);
    check(&functions("['src/use/count.ts']"), &[COUNT]);
    check(&functions("[]"), &[]);
}

#[test]
fn settings_of_tests_alone_hold_where_they_take_in_no_others() {
    let both = |tests: &str| {
        format!(
            "//- /vite.config.ts\nimport C from 'unplugin-vue-components/vite'\nexport default {{ plugins: [C()] }}\n\
             //- /vitest.config.ts\n{tests}"
        )
    };
    check(&both("export default { test: {} }"), &[]);
    check(
        &both(
            "import C from 'unplugin-vue-components/vite'\nexport default { plugins: [C({ dirs: path.resolve(__dirname, 'src', 'ui') })] }",
        ),
        &["src/ui/card/index.vue#<template> as Card"],
    );
    check(
        &both("import own from './vite.config'\nexport default merge(own, {})"),
        &[BUTTON],
    );
}

#[test]
fn more_plugins_than_are_followed_are_told() {
    let warnings = |count: usize| {
        let calls = "C({ dirs: ['src/none'] }), ".repeat(count);
        warnings(&format!(
            "{TREE}//- /vite.config.ts\nimport C from 'unplugin-vue-components/vite'\nexport default {{ plugins: [{calls}] }}\n"
        ))
    };
    assert_eq!(warnings(MOST_CALLS), &[] as &[String]);
    assert_eq!(
        warnings(MOST_CALLS + 1),
        ["vite.config.ts: plugins offer too many names; the rest is not followed"]
    );
}

#[test]
fn a_name_that_the_file_has_is_its_own() {
    let tree = "//- /vite.config.ts\nimport A from 'unplugin-auto-import/vite'\nexport default { plugins: [A({ dirs: ['src/use'] })] }\n\
     //- /src/use/all.ts\nexport function one() { return 1 }\nexport function two() { return 2 }\nexport function three() { return 3 }\n\
     //- /src/a.ts\nimport { one } from 'other'\nconst two = () => 1\none(); two(); three()\n\
     //- /src/b.ts\nexport const twice = (two) => [() => two(), two()]\n";
    assert_eq!(edges(tree, "src/a.ts"), ["src/use/all.ts#three"]);
    assert_eq!(edges(tree, "src/b.ts"), &[] as &[String]);
}

#[test]
fn what_is_drawn_by_its_name_runs() {
    let found = symbol_statuses(&format!(
        "{TREE}//- /vite.config.ts\nimport C from 'unplugin-vue-components/vite'\nimport A from 'unplugin-auto-import/vite'\nexport default {{ plugins: [C(), A({{ dirs: ['src/use'] }})] }}\n\
         //- /src/Home.test.ts\nimport Home from './Home.vue'\nit('draws', () => {{ mount(Home) }})\n"
    ));
    let reached = found.iter().filter(|line| line.ends_with(" reached"));
    let reached: Vec<&String> = reached.collect();
    assert_eq!(
        reached,
        [
            "src/components/base/MyButton.vue#<template> reached",
            "src/use/count.ts#useCount reached"
        ]
    );
}
