//! Which commands run no tests for certain. Of all others it is not claimed.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::named::Named;
use super::runner::base;

use crate::model::name_of;

/// Programs that run no tests of a tree, whatever they are told.
static PROGRAMS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    include_str!("../../../../assets/ci/harmless-programs.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Words that say that something is made, kept or sent rather than tested.
const BUILDING: [&str; 88] = [
    "analyze",
    "api",
    "archive",
    "assets",
    "audit",
    "authors",
    "autoformat",
    "bootstrap",
    "build",
    "bump",
    "bundle",
    "cache",
    "changelog",
    "changelogs",
    "chart",
    "charts",
    "clean",
    "cleanup",
    "codegen",
    "commitlint",
    "compile",
    "contributors",
    "create",
    "css",
    "dependencies",
    "deploy",
    "deployment",
    "deps",
    "dev",
    "dist",
    "doc",
    "docker",
    "docs",
    "download",
    "env",
    "export",
    "extract",
    "fetch",
    "fmt",
    "fonts",
    "format",
    "gen",
    "generate",
    "graphql",
    "gui",
    "help",
    "html",
    "i18n",
    "icons",
    "image",
    "images",
    "info",
    "init",
    "install",
    "label",
    "labels",
    "labeler",
    "licenses",
    "lint",
    "linter",
    "list",
    "locale",
    "lock",
    "login",
    "messages",
    "migrate",
    "notes",
    "notify",
    "openapi",
    "package",
    "pages",
    "prebuild",
    "prepare",
    "prettier",
    "preview",
    "publish",
    "release",
    "schema",
    "seed",
    "serve",
    "setup",
    "stale",
    "start",
    "storybook",
    "sync",
    "tag",
    "translations",
    "types",
];

/// Words that say so only beside no other.
const ALSO_BUILDING: [&str; 14] = [
    "typecheck",
    "typescript",
    "update",
    "upload",
    "version",
    "versions",
    "watch",
    "website",
    "wheel",
    "wheels",
    "sdist",
    "site",
    "size",
    "sign",
];

/// Words that speak of tests.
const TESTING: [&str; 22] = [
    "check",
    "checks",
    "ci",
    "cov",
    "coverage",
    "e2e",
    "gate",
    "integration",
    "jest",
    "mocha",
    "nox",
    "pytest",
    "qa",
    "quality",
    "smoke",
    "spec",
    "specs",
    "suite",
    "tox",
    "unit",
    "verify",
    "vitest",
];

/// Words that only end like one of tests.
const NO_TESTS: [&str; 8] = [
    "attest",
    "attestation",
    "contest",
    "fastest",
    "greatest",
    "latest",
    "manifest",
    "request",
];

/// The lower-case words that a name is made of.
fn parts(name: &str) -> impl Iterator<Item = String> {
    name.split(|letter: char| !letter.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
}

/// Whether a name or a command speaks of tests.
pub(in crate::scan::setup) fn says_test(name: &str) -> bool {
    parts(name).any(|part| {
        TESTING.contains(&&*part)
            || part.starts_with("test")
            || (part.ends_with("test") || part.ends_with("tests")) && !NO_TESTS.contains(&&*part)
    })
}

/// Whether a name says that it is of something else than tests.
pub(in crate::scan::setup) fn says_build(name: &str) -> bool {
    !says_test(name)
        && parts(name).any(|part| BUILDING.contains(&&*part) || ALSO_BUILDING.contains(&&*part))
}

/// What a command means that starts nothing by a name that is known here.
pub(super) fn verdict(words: &[String], is_of_tree: bool) -> Named {
    let Some((first, rest)) = words.split_first() else {
        return Named::Unclear;
    };
    let is_harmless = match is_of_tree {
        true => is_harmless_file(first, rest),
        false => is_syntax(words) || is_harmless_program(base(first), rest),
    };
    match is_harmless {
        true => Named::Nothing,
        false => Named::Unclear,
    }
}

/// Whether a command is one of a program that runs no tests of a tree, whatever it is told.
pub(in crate::scan::setup) fn is_harmless_name(words: &[String]) -> bool {
    words
        .first()
        .is_some_and(|first| PROGRAMS.contains(base(first)))
}

/// Whether a program of the tree builds or sends something, by its name and what it is told.
pub(super) fn is_harmless_file(path: &str, rest: &[String]) -> bool {
    let name = name_of(path);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let says_test = rest.iter().any(|word| says_test(word));
    !says_test && says_build(stem)
}

fn is_harmless_program(name: &str, rest: &[String]) -> bool {
    if name.contains(['$', '`', '%', '{']) {
        return false;
    }
    let says_test = || rest.iter().any(|word| says_test(word));
    match name {
        // A file of a container can run tests while it is built, and a service can be one of tests.
        "docker" | "docker-compose" | "podman" | "buildah" | "kubectl" => !says_test(),
        // Their builds test.
        "gradle" | "gradlew" | "mvn" | "mvnw" | "sbt" => false,
        "cargo" => is_harmless_of_cargo(rest),
        "go" => {
            !rest
                .iter()
                .any(|word| matches!(word.as_str(), "run" | "generate" | "tool"))
                || !says_test()
        }
        _ if PROGRAMS.contains(name) => true,
        // `Get-ChildItem`
        _ if name.contains('-') && name.starts_with(|letter: char| letter.is_ascii_uppercase()) => {
            !self::says_test(name)
        }
        _ if self::says_test(name) => false,
        _ => {
            let mut asked = rest.iter().filter(|word| !word.starts_with('-'));
            let only_tells = rest.iter().any(|word| {
                matches!(
                    word.as_str(),
                    "--version" | "-V" | "--help" | "version" | "help"
                )
            });
            only_tells || !says_test() && asked.next().is_some_and(|word| says_build(word))
        }
    }
}

fn is_harmless_of_cargo(rest: &[String]) -> bool {
    let mut words = rest.iter().filter(|word| !word.starts_with(['-', '+']));
    match words.next().map(String::as_str) {
        // The program that is built is no test; one that is told to test is.
        Some("run") => !words.any(|word| says_test(word)),
        Some("make" | "x" | "xtask" | "insta" | "mutants" | "miri" | "fuzz" | "msrv" | "hack") => {
            !words.any(|word| says_test(word))
        }
        Some("check" | "semver-checks" | "spellcheck" | "check-external-types") | None => true,
        Some(name) => !says_test(name),
    }
}

/// Whether words are a part of the shell's syntax rather than a command.
fn is_syntax(words: &[String]) -> bool {
    let first = words.first().map_or("", String::as_str);
    let last = words.last().map_or("", String::as_str);
    let second = words.get(1).map_or("", String::as_str);
    if first.starts_with('$') || first.contains("{{") {
        return matches!(second, "=" | "+=");
    }
    matches!(last, "]" | "]]" | ")")
        || first.ends_with("++")
        || first.ends_with(['>', '<', '=', ',', ':', '{', '}', '['])
        || first.starts_with(['>', '<', '[', '@', '"', '-', '=', '}'])
        || first.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_of_tests_or_of_other_things() {
        let tests = [
            "test",
            "run_tests",
            "e2e:ci",
            "scripts/unittest",
            "testAll",
            "code-coverage",
        ];
        for name in tests {
            assert!(says_test(name) && !says_build(name), "{name}");
        }
        for name in ["build", "docs:dev", "publish-latest", "release_notes"] {
            assert!(says_build(name) && !says_test(name), "{name}");
        }
        for name in ["all", "x", "run", "fastest"] {
            assert!(!says_build(name) && !says_test(name), "{name}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_harmless() {
        let check = |text: &str, expect: bool| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            let is_harmless = matches!(verdict(&words, false), Named::Nothing);
            assert_eq!(is_harmless, expect, "{text}");
        };
        check("ruff check tests", true);
        check("docker build -t x .", true);
        check("docker build --target test .", false);
        check("cargo build --tests", true);
        check("cargo run", true);
        check("cargo make test", false);
        check("somebuilder build", true);
        check("somebuilder", false);
        check("somebuilder build test", false);
        check("$RUNNER", false);
        check("$x = 1", true);
        check("Write-Output tests", true);
        check("Invoke-Tests", false);
    }
}
