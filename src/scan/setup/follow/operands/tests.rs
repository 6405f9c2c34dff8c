//! What a command is given besides its options.

use super::*;

#[test]
fn values_of_options_are_no_paths() {
    let check = |tool: &str, rest: &str, expect: &str| {
        let words: Vec<String> = rest.split(' ').map(str::to_owned).collect();
        let found: Vec<&str> = operands(tool, &words).into_iter().map(|it| &**it).collect();
        assert_eq!(found.join(" "), expect, "{tool} {rest}");
    };
    check("jest", "--config jest.config.js src", "src");
    check("jest", "-c a.js --ci", "");
    check("jest", "--config=a.js --coverage src", "src");
    check(
        "vitest",
        "run --coverage.reporter lcov src/a.ts",
        "run src/a.ts",
    );
    check(
        "mocha",
        "-r ts-node/register -t 5000 test/a.js",
        "test/a.js",
    );
    check(
        "pytest",
        "--cov src --cov-report xml -n auto tests",
        "tests",
    );
    check("pytest", "-x --lf tests/a.py", "tests/a.py");
    check(
        "go test",
        "-race -coverprofile c.out --timeout 5m ./...",
        "./...",
    );
    check("go test", "./a -args testdata", "./a");
    check("unittest", "discover -s tests -t .", "discover tests");
    check("unittest", "-v tests/test_a.py", "tests/test_a.py");
    check("manage.py test", "-v 2 app", "app");
    check("ginkgo", "-p ./one", "./one");
    check("go test", "-p 4 ./one", "./one");
    check("node --test", "--import tsx a.ts", "a.ts");
}

#[test]
fn values_stand_behind_an_option_or_in_it() {
    let words: Vec<String> = ["a", "--config", "b", "--x=c"].map(str::to_owned).into();
    assert_eq!(value_of(&words, &["-c", "--config"]), Some("b"));
    assert_eq!(value_of(&words, &["--x"]), Some("c"));
    assert_eq!(value_of(&words, &["--y"]), None);
}
