//! Which helpers of tests are product code.

use crate::scan::fixture::units;
use crate::scan::resolve::resolve;

use super::*;

/// The files of `fixture` that are helpers by name and product code in fact.
fn check(fixture: &str, expect: &[&str]) {
    check_with(fixture, &[], expect);
}

fn check_with(fixture: &str, rules: &[KindRule], expect: &[&str]) {
    let (tree, mut units) = units(fixture);
    let before: Vec<FileKind> = units.iter().map(|unit| unit.kind).collect();
    let graph = resolve(&tree, &units);
    promote(&tree, &mut units, &graph, rules).unwrap();
    let changed: Vec<&str> = units
        .iter()
        .zip(before)
        .filter(|(unit, before)| unit.kind != *before)
        .map(|(unit, _)| {
            assert_eq!(unit.kind, FileKind::Source);
            &*unit.path
        })
        .collect();
    assert_eq!(changed, expect, "{fixture}");
}

#[test]
fn a_helper_that_production_code_imports_is_product_code() {
    check(
        "//- /src/app.ts\nimport { fake } from './testing/fake'\nexport const run = () => fake()\n\
         //- /src/testing/fake.ts\nimport { rows } from './rows'\nexport const fake = () => rows()\n\
         //- /src/testing/rows.ts\nexport const rows = () => []\n\
         //- /src/testing/render.ts\nexport const render = () => 1\n\
         //- /src/app.test.ts\nimport { render } from './testing/render'\ntest('x', () => { render() })\n",
        &["src/testing/fake.ts", "src/testing/rows.ts"],
    );
}

#[test]
fn what_is_imported_as_a_type_or_on_demand_stays_a_helper() {
    check(
        "//- /src/app.ts\nimport type { Fake } from './testing/fake'\nexport const run = (f: Fake) => import('./testing/mocks')\n\
         //- /src/testing/fake.ts\nexport class Fake { a() { return 1 } }\n\
         //- /src/testing/mocks.ts\nexport const start = () => 1\n",
        &[],
    );
}

#[test]
fn mocks_and_fixtures_stay_helpers_whoever_imports_them() {
    check(
        "//- /src/app.ts\nimport { api } from './__mocks__/api'\nimport { a } from './a.mock'\nexport const run = () => api(a)\n\
         //- /src/__mocks__/api.ts\nexport const api = () => 1\n\
         //- /src/a.mock.ts\nexport const a = () => 1\n",
        &[],
    );
}

#[test]
fn what_a_package_offers_is_product_code() {
    let fixture = |private: &str| {
        format!(
            "//- /package.json\n{{\"name\": \"web\", {private} \"exports\": {{\".\": \"./dist/index.js\", \"./testing\": {{\"import\": \"./dist/helper/testing/index.js\"}}}}}}\n\
             //- /src/index.ts\nexport const web = () => 1\n\
             //- /src/helper/testing/index.ts\nexport const client = () => 1\n\
             //- /src/helper/testing/own.ts\nexport const own = () => 1\n"
        )
    };
    check(&fixture(""), &["src/helper/testing/index.ts"]);
    check(&fixture("\"private\": true,"), &[]);
}

#[test]
fn a_package_of_helpers_that_is_handed_out_is_product_code() {
    let fixture = |private: &str| {
        format!(
            "//- /packages/testing/package.json\n{{\"name\": \"@x/testing\", {private} \"main\": \"lib/index.js\"}}\n\
             //- /packages/testing/src/store.ts\nexport const store = () => 1\n\
             //- /packages/testing/src/tests/own.ts\nexport const own = () => 1\n\
             //- /packages/testing/src/testing/other.ts\nexport const other = () => 1\n\
             //- /packages/web/src/test-utils/restore.ts\nexport const restore = () => 1\n\
             //- /packages/web/src/test-utils/restore.spec.ts\nimport {{ restore }} from './restore'\ntest('x', () => {{ restore() }})\n"
        )
    };
    let restore = "packages/web/src/test-utils/restore.ts";
    let store = "packages/testing/src/store.ts";
    check(&fixture(""), &[store, restore]);
    check(&fixture("\"private\": true,"), &[restore]);
}

#[test]
fn a_module_that_only_its_name_makes_a_test_is_product_code_where_that_imports_it() {
    check(
        "//- /lint/__init__.py\nfrom lint import test_set\n\
         //- /lint/test_set.py\nclass Tests:\n    def all(self):\n        return 1\n\
         //- /lint/test_own.py\ndef test_own():\n    assert 1\n\
         //- /run.py\nfrom lint.tests import test_all\n\
         //- /lint/tests/test_all.py\ndef test_all():\n    assert 1\n",
        &["lint/test_set.py"],
    );
}

#[test]
fn what_a_crate_of_rust_declares_for_more_than_tests_is_product_code() {
    let help = "pub fn help() -> u8 { 1 }\n#[test]\nfn helps() { assert_eq!(help(), 1) }\n";
    check(
        &format!(
            "//- /Cargo.toml\n[package]\nname = \"a\"\n\
             //- /src/lib.rs\npub mod test;\n#[cfg(test)]\nmod tests;\nmod only_test;\n\
             //- /src/test/mod.rs\npub mod test_request;\n#[cfg(test)]\nmod test_own;\n#[path = \"else.rs\"]\nmod apart;\n{help}\
             //- /src/test/test_request.rs\n{help}\
             //- /src/test/else.rs\n{help}\
             //- /src/test/test_own.rs\n{help}\
             //- /src/tests.rs\n{help}\
             //- /src/only_test.rs\n#[test]\nfn helps() {{ assert!(true) }}\n\
             //- /tests/common/mod.rs\n{help}\
             //- /tests/test_all.rs\nmod common;\n{help}"
        ),
        &[
            "src/test/else.rs",
            "src/test/mod.rs",
            "src/test/test_request.rs",
        ],
    );
}

#[test]
fn entry_points_are_product_code() {
    check(
        "//- /pyproject.toml\n[project.entry-points.pytest11]\nbot = \"bot.tests.plugin\"\n\
         //- /bot/__init__.py\n\
         //- /bot/tests/__init__.py\n\
         //- /bot/tests/plugin.py\nfrom .mocks import Mock\ndef hook():\n    return Mock()\n\
         //- /bot/tests/mocks.py\nclass Mock:\n    pass\n\
         //- /bot/tests/own.py\ndef own():\n    return 1\n",
        &[
            "bot/tests/__init__.py",
            "bot/tests/mocks.py",
            "bot/tests/plugin.py",
        ],
    );
}

#[test]
fn a_go_package_that_others_can_import_is_product_code() {
    check(
        "//- /go.mod\nmodule example.com/x\n\
         //- /testutil/a.go\npackage testutil\nfunc A() int { return 1 }\n\
         //- /internal/testutil/b.go\npackage testutil\nfunc B() int { return 1 }\n\
         //- /test/mock/c.go\npackage mock\nfunc C() int { return 1 }\n\
         //- /testing/gen/d.go\npackage main\nfunc main() { print(1) }\n",
        &["testutil/a.go"],
    );
}

#[test]
fn what_people_say_stays() {
    let rules = [KindRule {
        paths: vec!["src/testing".to_owned()],
        kind: FileKind::Support,
    }];
    check_with(
        "//- /src/app.ts\nimport { fake } from './testing/fake'\nexport const run = () => fake()\n\
         //- /src/testing/fake.ts\nexport const fake = () => 1\n",
        &rules,
        &[],
    );
}
