use super::super::fixture::tree;
use super::*;
use FileKind::{Config, Generated, Migration, Other, Source, Support, Test};

#[test]
fn modules_may_have_the_names_of_tools_files() {
    let of = |fixture: &str, path: &str| {
        let tree = tree(fixture);
        let at = tree.entries.iter().position(|entry| &*entry.path == path);
        classify(&tree, &[]).unwrap()[at.unwrap()]
    };
    assert_eq!(
        of("//- /a/Cargo.toml\n//- /a/build.rs\n", "a/build.rs"),
        Config
    );
    assert_eq!(
        of(
            "//- /Cargo.toml\n//- /src/cmd/build.rs\n",
            "src/cmd/build.rs"
        ),
        Source
    );
    assert_eq!(
        of(
            "//- /Cargo.toml\n//- /tests/cmd/build.rs\n",
            "tests/cmd/build.rs"
        ),
        Test
    );
    assert_eq!(of("//- /setup.py\n", "setup.py"), Config);
    assert_eq!(
        of("//- /app/__init__.py\n//- /app/setup.py\n", "app/setup.py"),
        Source
    );
}

fn check(path: &str, expect: FileKind) {
    let kinds = classify(&tree(&format!("//- /{path}\n")), &[]).unwrap();
    assert_eq!(kinds, [expect], "{path}");
}

#[test]
fn tests_are_named_by_the_conventions_of_their_language() {
    check("backend/tests/unit/test_auth.py", Test);
    check("web/src/stores/tests/orbits.test.ts", Test);
    check("internal/sheet/sheet_test.go", Test);
    check("crate/tests/tests.rs", Test);
    check("mkdocs/tests/build_tests.py", Test);
    check("packages/testing/src/fake.spec.ts", Test);
    check("testutil/server_test.go", Test);
}

#[test]
fn helpers_of_tests_are_support() {
    check("backend/tests/conftest.py", Support);
    check("backend/tests/factories.py", Support);
    check("transforms/a/__testfixtures__/basic.input.ts", Support);
    check("src/types.test-d.ts", Support);
    check("transforms/testUtils.ts", Support);
    check("packages/x/.size-limit.cjs", Config);
    check("backend/tests_e2e/helpers.py", Support);
    check("backend/contests/helpers.py", Source);
    check("web/src/testing/setup.ts", Support);
    check("web/src/Button.stories.tsx", Support);
    check("web/src/index.test-d.ts", Support);
    check("transforms/__testfixtures__/a.input.ts", Support);
    check("web/.size-limit.cjs", Config);
    check(".github/scripts/label.cjs", Config);
    check("web/src/__mocks__/api.ts", Support);
    check("pkg/testdata/x.go", Support);
    check("_examples/blame/main.go", Other);
    check("pkg/_old.go", Other);
    check("src/test-setup.test.ts", Test);
    check("src/test-setup.ts", Support);
}

#[test]
fn what_people_did_not_write_is_generated() {
    check("vendor/github.com/x/y.go", Generated);
    check("web/public/jquery.min.js", Generated);
    check("static/js/webauthn-json.browser-global.js", Generated);
    check("api/v1/service_pb2.py", Generated);
}

#[test]
fn migrations_are_a_class_of_their_own() {
    check("backend/migrations/versions/001_users.py", Migration);
    check("app/migrations/0001_initial.py", Migration);
    check("app/migrations/env.py", Migration);
    check("web/src/migrations/runner.ts", Source);
}

#[test]
fn configuration_written_as_code_is_config() {
    check("web/vite.config.ts", Config);
    check("web/src/vitest.config.ts", Config);
    check("web/src/toolbar/toolbar.config.js", Source);
    check("setup.py", Config);
    check("docs/conf.py", Config);
    check("src/conf.py", Source);
}

#[test]
fn prose_data_and_examples_are_other() {
    check("README.md", Other);
    check("package-lock.json", Other);
    check("examples/hello.py", Other);
    check("src/app.py", Source);
}

#[test]
fn a_rule_of_the_project_wins() {
    let rules = [KindRule {
        paths: vec!["examples".to_owned()],
        kind: Source,
    }];
    let kinds = classify(&tree("//- /examples/hello.py\n"), &rules).unwrap();
    assert_eq!(kinds, [Source]);
}

#[test]
fn content_corrects_the_name() {
    let generated = FileFacts {
        is_generated: true,
        ..FileFacts::default()
    };
    assert_eq!(refine(Source, "src/api.ts", &generated), Generated);
    assert_eq!(refine(Test, "src/api.test.ts", &generated), Test);
    let check = |path: &str, expect: FileKind| {
        assert_eq!(refine(Test, path, &FileFacts::default()), expect, "{path}");
    };
    check("app/settings/test_settings.py", Config);
    check("app/cli/perf_tests.py", Source);
    check("app/tests/perf_tests.py", Test);
    check("app/test_empty.py", Test);
    // Named for what it is about, not for what it tests.
    let offering = crate::lang::of_path("a.js")
        .map(|language| (language.extract)("export default { meta: {} }"))
        .unwrap_or_default();
    for (path, expect) in [
        ("rules/prefer-regexp-test.js", Source),
        ("packages/test/src/rx-test.ts", Support),
        ("src/a.test.js", Test),
    ] {
        assert_eq!(refine(Test, path, &offering), expect, "{path}");
    }
    assert_eq!(refine(Test, "lib/a-test.js", &FileFacts::default()), Test);
    assert_eq!(refine(Source, "src/api.ts", &FileFacts::default()), Source);
    let by_hand = FileFacts {
        is_run_by_hand: true,
        ..FileFacts::default()
    };
    assert_eq!(refine(Source, "gen/tables.go", &by_hand), Config);
}

#[test]
fn a_folder_of_specifications_is_one_in_a_package_of_python() {
    let check = |package: &str, expect: FileKind| {
        let tree = tree(&format!("//- /src/specs/util.py\n//- /{package}\n"));
        let kinds = classify(&tree, &[]).unwrap();
        let found = tree.entries.iter().zip(kinds);
        let mut found = found.filter(|(entry, _)| entry.path.ends_with("util.py"));
        assert_eq!(found.next().unwrap().1, expect, "{package}");
    };
    check("src/__init__.py", Source);
    check("src/specs/__init__.py", Support);
    check("src/other.py", Support);
}
